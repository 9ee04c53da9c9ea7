"""Feeds from a server on this machine, which alone may be reached."""

import itertools
from datetime import timedelta

import pytest
from django.utils import timezone

from articles.extract import Problem
from articles.extract.opml import NotOpml
from articles.fetch import parse_networks
from articles.ingest import feeds, working
from articles.models import Article, Batch, Deposit, Feed, FeedItem, Job, Source
from articles.text.annotation import Annotation
from tests.ingest.findings import let_find
from tests.ingest.hands import let_time_pass, work_off
from tests.local_server import Answer, LocalServer, gone, redirect, too_many

pytestmark = pytest.mark.django_db

RSS = "application/rss+xml"
WHOLE = "<p>" + "Le président du Kazakhstan a reçu ses hôtes à Astana, et ils ont parlé du rail. " * 30 + "</p>"
BRIEF = "<p>La brève de Caracas tient <b>en une phrase</b>.</p>"
PAGE = (
    "<html lang=fr><head><title>Un accord à Bakou - Le Journal</title></head><body><nav>Accueil</nav><article>"
    "<h1>Un accord à Bakou</h1>"
    + "<p>À Bakou, les deux ministres ont signé un accord sur le gaz, après des mois.</p>"
    * 9
) + "</article></body></html>"


@pytest.fixture(autouse=True)
def laboratory(monkeypatch, reference):
    let_find(monkeypatch, lambda *_, **__: Annotation((), (), ()))


@pytest.fixture
def server(settings):
    with LocalServer() as running:
        settings.FETCH_ALLOWED = parse_networks(running.door)
        yield running


def rss(*items: str, title: str = "Le Journal") -> bytes:
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{title}</title><link>https://journal.example/</link>{''.join(items)}</channel></rss>"
    ).encode()


def item(guid: str, *, link: str = "", text: str = "", title: str = "", day: int = 0, content: str = "") -> str:
    body = f"<description><![CDATA[{text}]]></description>" if text else ""
    address = f"<link>{link}</link>" if link else ""
    body += f"<content:encoded><![CDATA[{content}]]></content:encoded>" if content else ""
    date = f"<pubDate>{day} Jan 2026 10:00:00 GMT</pubDate>" if day else ""
    return f'<item><guid isPermaLink="false">{guid}</guid><title>{title or guid}</title>{address}{body}{date}</item>'


def shown(*items: str, **more) -> Answer:
    return Answer(rss(*items), content_type=RSS, **more)


def followed(server, path: str = "/feed", **columns) -> Feed:
    feed, _ = feeds.follow(server.url(path))
    Feed.objects.filter(pk=feed.pk).update(**columns)
    return feed


def polled(feed: Feed) -> Feed:
    """Ask the feed, and read what it brought."""
    feeds.ask_now([feed])
    work_off()
    feed.refresh_from_db()
    return feed


def wait(feed: Feed) -> timedelta:
    return feed.next_poll_at - timezone.now()


class TestItems:
    def test_new_ones_come_in_once(self, server):
        server.set("/feed", shown(item("1", text=WHOLE), item("2", text=WHOLE.replace("rail", "gaz"))))
        feed = polled(followed(server))
        assert (feed.title, feed.site_url, feed.problem, feed.failures) == (
            "Le Journal",
            "https://journal.example/",
            "",
            0,
        )
        assert {(a.title, a.source.name, a.status) for a in Article.objects.all()} == {
            ("1", "Le Journal", "draft"),
            ("2", "Le Journal", "draft"),
        }
        polled(feed)
        assert Article.objects.count() == 2
        assert Batch.objects.get().feed == feed

    def test_the_ledger_has_a_name_for_each(self, server):
        dated = "<pubDate>6 Jan 2026 10:00:00 GMT</pubDate>"
        nameless = f"<item><guid>tag:4</guid>{dated}<description><![CDATA[<p><br></p>]]></description></item>"
        mere = "<item><guid>tag:3</guid><description>Une brève de Jakarta.</description></item>"
        server.set("/feed", shown(item("1", text=WHOLE, title="Titre"), mere, nameless))
        polled(followed(server))
        assert set(Deposit.objects.values_list("name", flat=True)) == {"Titre", "Une brève de Jakarta.", "2026-01-06"}

    def test_they_come_in_as_the_feed_says(self, server):
        server.set("/feed", shown(item("1", text=WHOLE)))
        source = Source.objects.create(name="Mon journal")
        polled(followed(server, status=Article.Status.PUBLISHED, source=source))
        article = Article.objects.get()
        assert (article.status, article.source) == ("published", source)

    def test_of_those_with_a_teaser_the_page_is_fetched(self, server):
        server.set("/a", Answer(PAGE.encode()))
        server.set("/feed", shown(item("1", link=server.url("/a"), text="Un teaser.", title="Accord")))
        polled(followed(server))
        article = Article.objects.get()
        assert (article.title, article.url) == ("Accord", server.url("/a"))
        assert "les deux ministres ont signé" in article.text
        assert "Un teaser" not in article.text

    def test_the_same_guid_twice_is_one(self, server):
        server.set("/feed", shown(item("1", text=WHOLE), item("1", text=WHOLE)))
        polled(followed(server))
        assert FeedItem.objects.count() == Article.objects.count() == 1

    def test_one_whose_page_fails_stops_no_other(self, server):
        server.set("/feed", shown(item("1", link=server.url("/none"), text="x"), item("2", text=WHOLE)))
        polled(followed(server))
        assert Article.objects.count() == 1
        refused = Batch.objects.get().deposits.failed().get()
        assert (refused.problem, refused.detail) == ("status", "404")

    def test_one_guid_for_two_pages_is_two(self, server):
        texts = {"/a": WHOLE, "/b": WHOLE.replace("rail", "gaz")}
        server.set("/feed", shown(*(item("1", link=server.url(path), text=text) for path, text in texts.items())))
        feed = polled(polled(followed(server)))
        assert Article.objects.count() == feed.items.count() == 2

    def test_a_mere_title_is_told_of(self, server):
        server.set("/feed", shown(item("1", title="Rien qu’un titre"), item("2", text=WHOLE)))
        polled(followed(server))
        assert Article.objects.count() == 1
        assert Batch.objects.get().deposits.failed().values_list("name", "problem").get() == (
            "Rien qu’un titre",
            "empty",
        )

    @pytest.mark.parametrize("answer", [Answer(status=403), gone(), Answer(b"<html></html>")])
    def test_where_the_page_gives_nothing_the_text_of_the_feed_is_taken(self, server, answer):
        server.set("/a", answer)
        server.set("/feed", shown(item("1", link=server.url("/a"), text="Un chapeau.", content=BRIEF)))
        polled(followed(server))
        article = Article.objects.get()
        assert (article.text, article.url) == ("La brève de Caracas tient en une phrase.", server.url("/a"))
        assert article.deposits.get().given["instead_of"]

    def test_where_the_page_has_less_too(self, server):
        server.set("/a", Answer("<html><article><p>La brève de Caracas. Abonnez-vous.</p></article></html>".encode()))
        server.set("/feed", shown(item("1", link=server.url("/a"), content=BRIEF)))
        polled(followed(server))
        assert Article.objects.get().text == "La brève de Caracas tient en une phrase."

    def test_but_not_before_a_site_in_trouble_was_asked_again(self, server):
        server.set("/a", Answer(status=503), Answer(PAGE.encode()))
        server.set("/feed", shown(item("1", link=server.url("/a"), content=BRIEF)))
        polled(followed(server))
        assert not Article.objects.exists()
        let_time_pass()
        work_off()
        assert "les deux ministres ont signé" in Article.objects.get().text

    @pytest.mark.parametrize(
        ("text", "articles"),
        [
            ("Un chapeau court.", 0),
            ("À Bakou, les ministres ont signé un accord. " * 6, 1),
            ("À Bakou, les ministres ont signé un accord. " * 6 + "Ils ont…", 0),
        ],
    )
    def test_a_summary_is_taken_if_it_is_long_and_whole(self, server, text, articles):
        server.set("/feed", shown(item("1", link=server.url("/none"), text=text)))
        polled(followed(server))
        assert Article.objects.count() == articles

    def test_a_link_that_is_longer_than_any_address_holds_nothing_up(self, server):
        long = server.url("/" + "z" * 1200)
        items = item("a", link=long, text=WHOLE), item("b", link=long, text="Court."), item("c", link=long)
        server.set("/feed", shown(*items, item("d", text=WHOLE.replace("rail", "fer"))))
        feed = polled(followed(server))
        assert (feed.problem, Job.objects.count()) == ("", 0)
        assert set(Article.objects.values_list("title", "url")) == {("a", ""), ("b", ""), ("d", "")}
        assert Deposit.objects.get(state="failed").problem == Problem.EMPTY

    def test_a_flood_comes_in_bit_by_bit_the_newest_first(self, server, monkeypatch):
        monkeypatch.setattr(feeds, "MOST_AT_ONCE", 4)
        items = [item(str(n), text=WHOLE.replace("rail", f"rail {n}"), day=n + 1) for n in range(10)]
        server.set("/feed", shown(*items, etag='"1"'))
        feed = polled(followed(server))
        assert set(Article.objects.values_list("title", flat=True)) == {"6", "7", "8", "9"}
        assert (feed.problem, feed.detail, feed.is_unwell) == ("more to come", "6", False)
        assert wait(feed) <= feeds.FASTEST
        feed = polled(feed)
        assert (Article.objects.count(), feed.detail) == (8, "2")
        feed = polled(feed)
        assert (Article.objects.count(), feed.problem, feed.detail) == (10, "", "")
        assert (feed.etag, wait(feed) > feeds.FASTEST) == ('"1"', True)


class TestAnswers:
    def test_nothing_new_is_asked_for_with_what_is_known(self, server):
        server.set("/feed", shown(item("1", text=WHOLE), etag='"7"'))
        feed = polled(followed(server))
        assert feed.etag == '"7"'
        polled(feed)
        assert server.requests[-1].headers["if-none-match"] == '"7"'
        assert (feed.problem, feed.failures) == ("", 0)

    def test_gone_is_followed_no_more(self, server):
        server.set("/feed", gone())
        feed = polled(followed(server))
        assert (feed.active, feed.problem) == (False, "gone for good")
        let_time_pass()
        assert feeds.ask_for_due() == 0

    def test_asked_too_often_it_is_left_in_peace(self, server):
        server.set("/feed", too_many("7200"))
        feed = polled(followed(server))
        assert (feed.problem, feed.detail, feed.active) == ("status", "429", True)
        assert wait(feed) > timedelta(hours=1, minutes=50)

    def test_a_site_that_asks_for_less_is_still_asked_at_our_pace(self, server):
        server.set("/feed", too_many("120"))
        assert wait(polled(followed(server))) > timedelta(minutes=29)

    def test_a_failing_one_is_asked_later_each_time(self, server):
        server.set("/feed", Answer(status=500))
        feed, waits = followed(server), []
        for failures in range(1, 9):
            feed = polled(feed)
            assert feed.failures == failures
            waits.append(round(wait(feed) / timedelta(minutes=1)))
        assert waits == sorted(waits)
        assert waits[0] > 25
        assert waits[-1] <= 24 * 60

    def test_what_answers_again_is_well(self, server):
        server.set("/feed", shown(item("1", text=WHOLE)))
        feed = polled(followed(server, failures=5, problem="status", detail="500"))
        assert (feed.failures, feed.problem, feed.detail) == (0, "", "")
        assert feed.succeeded_at

    def test_moved_for_good_is_asked_there(self, server):
        server.set("/new", shown(item("1", text=WHOLE)))
        server.set("/feed", redirect("/new", 301))
        assert polled(followed(server)).url == server.url("/new")

    def test_a_page_leads_to_the_feed_that_it_names(self, server):
        link = '<link rel="alternate" type="application/rss+xml" href="/feed">'
        server.set("/", Answer(f"<html><head>{link}</head><body>Bonjour</body></html>".encode()))
        server.set("/feed", shown(item("1", text=WHOLE)))
        feed = polled(followed(server, "/"))
        assert feed.url == server.url("/feed")
        assert Article.objects.count() == 1

    def test_a_page_whose_feed_is_followed_already_says_so(self, server):
        link = '<link rel="alternate" type="application/rss+xml" href="/feed#x">'
        server.set("/", Answer(f"<html><head>{link}</head><body>Bonjour</body></html>".encode()))
        server.set("/feed", shown(item("1", text=WHOLE)))
        first, feed = polled(followed(server)), polled(followed(server, "/"))
        assert (feed.problem, feed.detail, feed.active) == ("followed already", "Le Journal", False)
        feeds.remove(first)
        feeds.set_active(feed, active=True)
        feed.refresh_from_db()
        assert polled(feed).url == server.url("/feed")

    @pytest.mark.parametrize(
        ("answer", "problem"),
        [
            (Answer(b"<html><body>Bonjour</body></html>"), "no feed"),
            (Answer(b"", content_type=RSS), "empty"),
            (Answer(b'<!DOCTYPE r [<!ENTITY a "aa">]><rss>&a;</rss>', content_type=RSS), "declares entities"),
        ],
    )
    def test_what_is_no_feed_is_told(self, server, answer, problem):
        server.set("/feed", answer)
        assert polled(followed(server)).problem == problem

    def test_what_may_not_be_reached_is_told_and_not_reached(self, server, settings):
        settings.FETCH_ALLOWED = parse_networks("")
        feed = polled(followed(server))
        assert feed.problem in {"not a public address", "port not allowed"}
        assert server.asked("/feed") == 0


class TestTurns:
    def test_each_has_its_own(self, server):
        for path in ("/a", "/b"):
            server.set(path, shown())
        a, b = followed(server, "/a"), followed(server, "/b")
        work_off()
        Feed.objects.filter(pk=b.pk).update(next_poll_at=timezone.now())
        assert feeds.ask_for_due() == 1
        assert feeds.ask_for_due() == 0, "it is asked already"
        assert Job.objects.get().feed == b
        assert a.pk != b.pk

    def test_one_that_is_off_is_not_asked(self, server):
        feed = followed(server)
        feeds.set_active(feed, active=False)
        work_off()
        assert server.asked("/feed") == 0
        feeds.set_active(feed, active=True)
        assert feeds.ask_for_due() == 1

    def test_a_fault_of_ours_is_told_and_tried_again(self, server, monkeypatch):
        def crash(*_, **__):
            raise RuntimeError("un défaut")

        monkeypatch.setattr(feeds, "parse_feed", crash)
        server.set("/feed", shown())
        feed = followed(server)
        for _ in range(Job.MOST_ATTEMPTS):
            work_off()
            let_time_pass()
        feed.refresh_from_db()
        assert (feed.problem, feed.detail) == ("crash", "RuntimeError: un défaut")
        assert not Job.objects.exists(), "its turn comes again"

    def test_a_worker_that_lost_its_job_brings_nothing(self, server, monkeypatch):
        server.set("/feed", shown(item("1", text=WHOLE)))
        real = feeds.parse_feed

        def slow(*args, **kwargs):
            Job.objects.update(lease_token="another")
            return real(*args, **kwargs)

        monkeypatch.setattr(feeds, "parse_feed", slow)
        followed(server)
        work_off()
        assert not (Batch.objects.exists() or FeedItem.objects.exists())


class TestLists:
    def test_out_and_in_again(self, server):
        for path in ("/a", "/b"):
            followed(server, path, title=f'<b>"É" {path}</b>', folder="Presse/Asie")
        written = feeds.write_list(Feed.objects.all())
        Feed.objects.all().delete()
        listed = feeds.read_list(written, status=Article.Status.PUBLISHED)  # whatever it says itself
        assert (listed.added, listed.known) == (2, 0)
        assert set(Feed.objects.values_list("title", "folder", "status")) == {
            ('<b>"É" /a</b>', "Presse/Asie", "published"),
            ('<b>"É" /b</b>', "Presse/Asie", "published"),
        }
        assert Job.objects.count() == 2
        listed = feeds.read_list(written)
        assert (listed.added, listed.known) == (0, 2)

    def test_titles_and_folders_are_tidied(self, server):
        url, once = server.url("/a"), server.url("/b")
        outlines = f"""<outline title="Presse‮"><outline title=" / "><outline xmlUrl="{url}" title="Un​  titre‮"/>
            </outline></outline><outline xmlUrl="{once}#haut"/><outline xmlUrl="{once}" title="Encore"/>"""
        listed = feeds.read_list(f"<opml><body>{outlines}</body></opml>".encode())
        assert (listed.added, listed.known, listed.repeated) == (2, 0, 1)
        assert set(Feed.objects.values_list("url", "title", "folder")) == {(url, "Un titre", "Presse"), (once, "", "")}

    def test_a_list_keeps_what_articles_come_in_as(self, server):
        for status in ("draft", "published"):
            followed(server, f"/{status}", status=status)
        written = feeds.write_list(Feed.objects.all()).replace(b'="draft"', b'="nonsense"')
        Feed.objects.all().delete()
        feeds.read_list(written)
        assert dict(Feed.objects.values_list("url", "status")) == {
            server.url("/draft"): "draft",
            server.url("/published"): "published",
        }

    def test_what_is_not_taken_is_told(self):
        long = "https://site.example/" + "é" * 300
        urls = ["/rss", "file:///etc/passwd", long, "feed://site.example/rss"]
        outlines = "".join(f'<outline xmlUrl="{url}"/>' for url in urls)
        listed = feeds.read_list(f"<opml><body>{outlines}</body></opml>".encode())
        assert (listed.added, listed.known, listed.repeated) == (1, 0, 0)
        assert listed.refused[:2] == ("/rss", "file:///etc/passwd")
        assert listed.refused[2].startswith("https://site.example/%C3")

    def test_what_may_not_be_reached_is_listed_and_told(self, server):
        feeds.read_list(b'<opml><body><outline xmlUrl="https://site.example:8443/feed"/></body></opml>')
        work_off()
        assert Feed.objects.get().problem == "port not allowed"

    def test_what_is_no_list_adds_nothing(self):
        with pytest.raises(NotOpml):
            feeds.read_list(b"<html/>")
        assert not Feed.objects.exists()


class TestEditing:
    def test_says_what_comes_next(self, server):
        feed = followed(server)
        feeds.edit(feed, title=" Un‮  nom ", source="Ma source", folder="Presse//Asie/ ", status="published")
        server.set("/feed", shown(item("1", text=WHOLE)))
        feed = polled(feed)
        assert (feed.title, feed.source.name, feed.folder) == ("Un nom", "Ma source", "Presse/Asie")
        article = Article.objects.get()
        assert (article.status, article.source.name) == ("published", "Ma source")

    def test_without_a_name_it_takes_its_own(self, server):
        feed = followed(server)
        feeds.edit(feed, title="", source="", folder="", status="draft")
        server.set("/feed", shown())
        assert polled(feed).title == "Le Journal"
        assert not Source.objects.exists()

    def test_what_is_changed_while_it_is_asked_counts(self, server, monkeypatch):
        server.set("/feed", shown(item("1", text=WHOLE)))
        feed, real = followed(server), feeds.parse_feed

        def slow(*args, **kwargs):
            feeds.edit(feed, title="Notre nom", source="", folder="Presse", status="published")
            return real(*args, **kwargs)

        monkeypatch.setattr(feeds, "parse_feed", slow)
        feed = polled(feed)
        assert (feed.title, feed.folder) == ("Notre nom", "Presse")
        assert Article.objects.get().status == "published"

    def test_switched_off_while_it_is_asked_it_brings_nothing(self, server, monkeypatch):
        server.set("/feed", shown(item("1", text=WHOLE)))
        feed, real = followed(server), feeds.parse_feed

        def slow(*args, **kwargs):
            feeds.set_active(feed, active=False)
            return real(*args, **kwargs)

        monkeypatch.setattr(feeds, "parse_feed", slow)
        feed = polled(feed)
        assert not feed.active
        assert not (Batch.objects.exists() or Job.objects.exists())


UNWELL = {
    "active": [True, False],
    "failures": [0, 2, 3],
    "problem": ["", "damaged", "more to come", "status", "crash", "gone for good", "followed already"],
    "succeeded_at": [None, timezone.now()],
}


def test_the_unwell_are_those_that_say_so():
    """The rows' filter and the property of one row are the same rule."""
    for number, values in enumerate(itertools.product(*UNWELL.values())):
        Feed.objects.create(url=f"https://example.org/{number}", **dict(zip(UNWELL, values, strict=True)))
    unwell = set(Feed.objects.unwell())
    assert unwell == {feed for feed in Feed.objects.all() if feed.is_unwell}
    assert 0 < len(unwell) < Feed.objects.count()


def test_following_twice_is_following_once(server):
    first, new = feeds.follow(server.url("/feed"))
    again, newer = feeds.follow(server.url("/feed"))
    assert (first, new, newer) == (again, True, False)


def test_what_a_removed_feed_brought_stays(server):
    server.set("/feed", shown(item("1", text=WHOLE)))
    feed = polled(followed(server))
    feeds.remove(feed)
    assert Article.objects.count() == 1
    assert Batch.objects.get().feed is None
    assert working.sweep() == 0
