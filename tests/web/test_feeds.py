"""Feeds at the desk: their list, their health in a line, following, editing, removing, lists in and out."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from articles.extract.opml import MAX_BYTES
from articles.ingest import deposits
from articles.ingest import feeds as following
from articles.ingest.deposits import Sent
from articles.models import Article, Batch, Deposit, Feed, Job, Source
from articles.web.feed_health import Yield, health
from tests.web import archive

FEEDS = "/en/feeds/"
HOSTILE = '<b>"Le Journal" & \u202eliah</b>'
ADDRESS = "https://site.example/rss"


def feed(number: int = 0, **columns: object) -> Feed:
    given = {"title": f"Flux {number}", "next_poll_at": timezone.now() + timedelta(minutes=25), **columns}
    return Feed.objects.create(**{"url": f"https://site.example/{number}", **given})


def brought(by: Feed, *texts: str, status: str = archive.DRAFT) -> Batch:
    """Hand in articles as if the feed had shown them."""
    batch = deposits.hand_in([Sent(text, b"x") for text in texts], origin=Batch.Origin.FEED, feed=by)
    for deposit in batch.deposits.all():
        article = archive.article(f"Un texte sur {deposit.name}.", title=deposit.name, status=status)
        Deposit.objects.filter(pk=deposit.pk).update(article=article, state=Deposit.State.DONE)
    Job.objects.filter(kind=Job.Kind.DEPOSIT).delete()
    return batch


def follow(desk, address: str, **fields: str):
    return desk.post(FEEDS, {"address": address, "status": "draft", **fields})


def opml(*outlines: str) -> bytes:
    return f"<opml><body>{''.join(outlines)}</body></opml>".encode()


def read_list(desk, data: bytes, **fields: str):
    return desk.post(f"{FEEDS}import/", {"file": SimpleUploadedFile("x.opml", data), "status": "draft", **fields})


def paths(pk: int) -> list[tuple[str, str]]:
    """Every address, and how it is asked."""
    gets = ["", "import/", "newsroom.opml", f"{pk}/", f"{pk}/edit/", f"{pk}/remove/"]
    posts = ["", "ask/", "import/", f"{pk}/edit/", f"{pk}/ask/", f"{pk}/switch/", f"{pk}/remove/"]
    return [*(("get", f"/feeds/{path}") for path in gets), *(("post", f"/feeds/{path}") for path in posts)]


# Who may


def test_strangers_sign_in_and_readers_are_refused(client, reader):
    known = feed()
    for method, path in paths(known.pk):
        assert getattr(client, method)(path)["Location"] == f"/login/?next={path}", path
    client.force_login(reader)
    for method, path in paths(known.pk):
        assert getattr(client, method)(path).status_code == 403, path
    assert Feed.objects.get().active


def test_deeds_need_a_post_and_a_token(client, editor):
    known = feed()
    client.force_login(editor)
    own = f"{FEEDS}{known.pk}/"
    for path, page in ((f"{FEEDS}ask/", FEEDS), (f"{own}ask/", own), (f"{own}switch/", own)):
        assert client.get(path)["Location"] == page, path
        assert client.put(path).status_code == 405, path
    strict = type(client)(enforce_csrf_checks=True)
    strict.force_login(editor)
    for method, path in paths(known.pk):
        if method == "post":
            assert strict.post(path).status_code == 403, path
    assert Feed.objects.count() == 1


def test_who_may_only_look_sees_no_buttons(client, reader):
    known = feed()
    reader.user_permissions.add(Permission.objects.get(codename="view_feed"))
    client.force_login(reader)
    for path in (FEEDS, f"{FEEDS}{known.pk}/"):
        page = archive.page(client.get(path))
        assert "Flux 0" in page
        assert 'method="post"' not in page.split("<main")[1].split("</main")[0]
        assert "/edit/" not in page
    for method, path in paths(known.pk):
        if method == "post":
            assert client.post(path).status_code == 403, path


@pytest.mark.parametrize("number", [999, 10**30])
def test_what_is_not_there_is_not_found(desk, number):
    for method, path in paths(number)[3:]:
        if str(number) in path:
            assert getattr(desk, method)(path).status_code == 404, path


# Health

NOW = timezone.now
MINUTES = lambda n: timedelta(minutes=n, seconds=5)  # noqa: E731
WELL = {"succeeded_at": 5, "polled_at": 5, "next": 25}
NEVER = {"added_at": 120, "polled_at": 5, "next": 25}


def told(*, lately: int = 0, failed: int = 0, job: Job | None = None, next: int = 25, **columns: object):  # noqa: A002
    ago = {
        name: NOW() - MINUTES(columns.pop(name))
        for name in ("succeeded_at", "polled_at", "added_at")
        if name in columns
    }
    columns |= {"next_poll_at": NOW() + timedelta(minutes=next), **ago}
    with translation.override("en"):
        said = health(Feed(url=ADDRESS, **columns), brought=Yield(lately, lately, failed=failed), job=job)
        return said, f"{said.label}: {said.line} {said.helps}".strip().replace("\xa0", " ")


@pytest.mark.parametrize(
    ("columns", "line"),
    [
        (
            {**WELL, "lately": 3},
            "Working: Answered 5 minutes ago, 3 new articles in 7 days; asked again in 25 minutes.",
        ),
        (
            {**WELL, "succeeded_at": 0, "lately": 1, "next": -1},
            "Working: Answered a moment ago, 1 new article in 7 days; asked again in a moment.",
        ),
        (
            {**WELL, "lately": 1234},
            "Working: Answered 5 minutes ago, 1,234 new articles in 7 days; asked again in 25 minutes.",
        ),
        (WELL, "Working: Answered 5 minutes ago, nothing new in 7 days; asked again in 25 minutes."),
        (
            {**WELL, "failed": 2},
            "Unsteady: Answered 5 minutes ago, nothing new in 7 days, 2 articles could not be read; asked again in "
            "25 minutes. Its latest imports say why, and each can be tried again there.",
        ),
        (
            {**WELL, "lately": 3, "failed": 1},
            "Working: Answered 5 minutes ago, 3 new articles in 7 days, 1 article could not be read; asked again in "
            "25 minutes. Its latest imports say why, and each can be tried again there.",
        ),
        (
            {**WELL, "lately": 100, "problem": "more to come", "detail": "50"},
            "Working: Answered 5 minutes ago, 100 new articles in 7 days; asked again in 25 minutes. "
            "It shows more than comes in at once; still to come: 50. There is nothing to do: the rest comes in by "
            "itself.",
        ),
        (
            {**WELL, "problem": "damaged"},
            "Unsteady: Answered 5 minutes ago, nothing new in 7 days; asked again in 25 minutes. "
            "The feed is damaged; what could be read of it was taken. "
            "If this goes on, tell the people who run the site.",
        ),
        (
            {**WELL, "succeeded_at": 180, "problem": "too slow", "failures": 1},
            "Unsteady: The site takes too long to answer. It last answered well 3 hours ago, 1 failure since; "
            "asked again in 25 minutes. "
            "This often passes by itself; it is asked again less and less often until it does.",
        ),
        (
            {**WELL, "succeeded_at": 60 * 24 * 3, "problem": "status", "detail": "404", "failures": 7},
            "In trouble: There is nothing at this address (404). It last answered well 3 days ago, 7 failures since; "
            "asked again in 25 minutes. Look for the new address on the site.",
        ),
        (
            {**NEVER, "problem": "no feed", "failures": 1},
            "In trouble: What stands there is a page without a feed. It was added 2 hours ago and has never answered "
            "well, 1 failure; asked again in 25 minutes. "
            "Look for a link named RSS, Atom or “feed” on the site, and follow that.",
        ),
        (
            {**WELL, "problem": "crash"},
            "Unsteady: Asking it went wrong, by a fault of Newsroom. It is asked again in 25 minutes. "
            "If this goes on, tell whoever runs it: the log says more.",
        ),
        (
            {"active": False, "problem": "gone for good", "added_at": 5},
            "In trouble: The site says that this feed is gone for good. It is not asked any more. "
            "Look for its new address on the site, follow that, and remove this one.",
        ),
        (
            {"active": False, "problem": "followed already", "detail": "Le Journal", "added_at": 5},
            "In trouble: The feed of this site is followed already: Le Journal. It is not asked any more. "
            "Remove this one.",
        ),
        ({**WELL, "active": False}, "Off: It is not asked. It last answered 5 minutes ago."),
        ({"active": False}, "Off: It is not asked, and has never answered."),
        ({}, "New: It has not been asked yet; that happens in 25 minutes."),
        ({"job": Job(state="queued")}, "In progress: It is asked as soon as its turn comes."),
        ({**WELL, "job": Job(state="running")}, "In progress: Its site is being asked now."),
        ({"job": Job(state="running"), "active": False}, "Off: It is not asked, and has never answered."),
        (
            {**WELL, "job": Job(state="queued", run_after=NOW() + timedelta(hours=1)), "problem": "crash"},
            "Unsteady: Asking it went wrong, by a fault of Newsroom. It is asked again in 25 minutes. "
            "If this goes on, tell whoever runs it: the log says more.",
        ),
    ],
)
def test_health_is_one_plain_line(columns, line):
    assert told(**columns)[1] == line


def test_only_what_goes_on_is_looked_at_again():
    assert told(job=Job(state="running", created_at=NOW()))[0].seconds
    assert not told(**WELL)[0].seconds
    assert not told(**WELL, problem="status", failures=9)[0].seconds


def test_a_page_without_scripts_reloads_for_a_while_only():
    assert told(job=Job(state="queued", created_at=NOW()))[0].reloads
    assert not told(job=Job(state="queued", created_at=NOW() - timedelta(minutes=4)))[0].reloads
    assert not told(**WELL)[0].reloads


# The list


def test_each_feed_stands_with_its_health_and_what_it_brought(desk):
    known = feed(title=HOSTILE, folder="Presse & <i>", status="published", succeeded_at=NOW())
    brought(known, "Un", "Deux")
    page = archive.page(desk.get(FEEDS))
    assert "&lt;b&gt;&quot;Le Journal&quot; &amp; " in page
    assert "Presse &amp; &lt;i&gt;" in page
    assert "2 new articles in 7 days" in page
    assert "Come in as: Published" in page
    assert "2 articles" in page
    assert 'aria-pressed="true"' in page


def test_what_was_there_already_is_not_counted(desk):
    known = feed(succeeded_at=NOW())
    brought(known, "Un", "Deux")
    Deposit.objects.filter(name="Deux").update(state=Deposit.State.KNOWN)
    page = archive.page(desk.get(FEEDS))
    assert "1 new article in 7 days" in page
    assert "1 article<" in page.replace(" </span>", "</span>").replace(" <", "<")


def test_older_arrivals_are_not_news(desk):
    known = feed(succeeded_at=NOW())
    brought(known, "Un")
    Batch.objects.update(created_at=NOW() - timedelta(days=8))
    assert "nothing new in 7 days" in archive.page(desk.get(FEEDS))


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"Flux 0", "Flux 1", "Flux 2", "Autre"}),
        ("state=unwell", {"Flux 1"}),
        ("state=off", {"Flux 2"}),
        ("q=flux", {"Flux 0", "Flux 1", "Flux 2"}),
        ("q=elsewhere.example", {"Autre"}),
        ("folder=Presse", {"Flux 0", "Flux 1"}),
        ("folder=Presse/Asie", {"Flux 1"}),
        ("folder=Press", set()),
        ("folder=Presse&q=flux&state=unwell", {"Flux 1"}),
        ("state=<b>&folder=%00&q=%00", {"Flux 0", "Flux 1", "Flux 2", "Autre"}),
        ("q=" + "x" * 5000, set()),
        ("folder=" + "x" * 5000, set()),
        ("q=%25", set()),
        ("q=%E2%80%AEautre", {"Autre"}),
    ],
)
def test_it_is_sieved(desk, query, names):
    feed(0, folder="Presse", succeeded_at=NOW())
    feed(1, folder="Presse/Asie", problem="status", failures=3, succeeded_at=NOW())
    feed(2, active=False, folder="Pressé")
    feed(3, title="Autre", url="https://elsewhere.example/", succeeded_at=NOW())
    page = archive.page(desk.get(f"{FEEDS}?{query}"))
    assert {name for name in ("Flux 0", "Flux 1", "Flux 2", "Autre") if f">{name}</a>" in page} == names
    assert ("No feed is like this." in page) is not names
    assert re.findall(r'<span class="num">(\d)</span></a>', page)[:3] == ["4", "1", "1"]


@pytest.mark.parametrize("query", ["page=2", "page=99", "page=0", "page=-1", "page=x", "page=" + "9" * 40, "page=%00"])
def test_absurd_pages_are_the_nearest_ones(desk, query):
    for number in range(60):
        feed(number)
    for more in ("", "&state=off", "&seen=x"):
        assert desk.get(f"{FEEDS}?{query}{more}").status_code == 200


def test_many_are_paged_and_a_deed_leads_back_to_its_row(desk):
    for number in range(60):
        feed(number, title=f"Flux {number:02}")
    first, second = archive.page(desk.get(FEEDS)), archive.page(desk.get(f"{FEEDS}?page=2&q=flux"))
    assert (first.count("/switch/"), second.count("/switch/")) == (50, 10)
    last = Feed.objects.last()
    assert f'formaction="{FEEDS}{last.pk}/ask/?q=flux&amp;page=2"' in second
    answer = desk.post(f"{FEEDS}{last.pk}/ask/?q=flux&page=2&next=//evil.example")
    assert (answer.status_code, answer["Location"]) == (303, f"{FEEDS}?q=flux&page=2#feed-{last.pk}")


@pytest.mark.parametrize("path", ["", "{pk}/"])
def test_it_asks_the_same_number_of_questions_for_many(desk, path):
    counts = []
    first = feed(1000, folder="A", source=Source.objects.create(name="S"), succeeded_at=NOW())
    for begin in (0, 8):
        for number in range(begin, begin + 8):
            made = feed(number, folder=f"Dossier {number}", source=Source.objects.create(name=f"Source {number}"))
            brought(made, f"Titre {number}")
            brought(first, f"Autre titre {number}")
            following.ask_now([made])
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(FEEDS + path.format(pk=first.pk)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_an_empty_list_says_so(desk):
    page = archive.page(desk.get(FEEDS))
    assert "No feed is followed yet." in page
    assert "newsroom.opml" not in page
    assert "Follow a feed" in page


# It is live


def test_a_page_with_a_feed_being_asked_asks_until_something_has_happened(desk):
    follow(desk, ADDRESS)
    page = archive.page(desk.get(FEEDS))
    again = re.search(r'hx-get="([^"]+)" hx-trigger="every 2s"', page)
    assert again
    assert "In progress" in page
    assert '<meta http-equiv="refresh"' in page
    path = again[1].replace("&amp;", "&")
    assert desk.get(path).status_code == 204
    Feed.objects.update(title="Le Journal", succeeded_at=NOW(), next_poll_at=NOW() + timedelta(hours=1))
    Job.objects.all().delete()
    answer = desk.get(path)
    assert answer.status_code == 200
    page = archive.page(answer)
    assert "Le Journal" in page
    assert "hx-get" not in page.split('id="feeds"')[1].split("</ul>")[0].split(">")[0]
    assert 'http-equiv="refresh"' not in page


def test_one_feed_is_as_live(desk):
    follow(desk, ADDRESS)
    known = Feed.objects.get()
    page = archive.page(desk.get(f"{FEEDS}{known.pk}/"))
    path = re.search(r'hx-get="([^"]+)" hx-trigger="every 2s"', page)[1]
    assert desk.get(path).status_code == 204
    Job.objects.update(state=Job.State.RUNNING)
    assert desk.get(path).status_code == 204, "it is still being asked"
    Job.objects.all().delete()
    brought(known, "Un")
    assert desk.get(path).status_code == 200


# Following


@pytest.mark.parametrize("typed", ["https://site.example/rss", "site.example/rss#x", "feed://SITE.example/rss"])
def test_an_address_is_followed_and_asked(desk, editor, typed):
    answer = follow(desk, typed, status="published")
    made = Feed.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"{FEEDS}#feed-{made.pk}")
    assert (made.url, made.status, made.added_by) == (ADDRESS, "published", editor)
    assert Job.objects.get().feed == made


def test_the_address_of_a_feed_may_be_brought_along(desk):
    page = archive.page(desk.get(FEEDS, {"address": '"><b>x'}))
    assert 'value="&quot;&gt;&lt;b&gt;x"' in page


def test_one_that_is_followed_already_is_led_to(desk):
    follow(desk, ADDRESS)
    answer = desk.post(FEEDS, {"address": "HTTPS://site.example:443/rss", "status": "draft"}, follow=True)
    assert answer.redirect_chain == [(f"{FEEDS}{Feed.objects.get().pk}/", 303)]
    assert "This feed is followed already." in archive.page(answer)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "This field is required."),
        ("   ", "This field is required."),
        ("javascript:alert(1)", "begin with http:// or https://"),
        ("file:///etc/passwd", "begin with http:// or https://"),
        ("https://nom:secret@site.example/", "a name or a password"),
        ("https://site.example:8443/", "a port that is not open"),
        ("https://site.example/" + "x" * 5000, "at most 1000 characters"),
        ("https://site.example/" + "é" * 200, "longer than 1000 characters"),
        ("https://site.example/\x00", "Null characters"),
        ("<b>gras</b>", "not an address"),
        ("\u202e", "not an address"),
    ],
)
def test_what_cannot_be_followed_is_told_and_not_stored(desk, typed, says):
    answer = follow(desk, typed)
    page = archive.page(answer)
    assert answer.status_code == 422
    assert says in page
    assert "<b>gras" not in page
    assert not Feed.objects.exists()


@pytest.mark.parametrize("status", ["", "x", "DRAFT", "<b>"])
def test_a_status_that_no_article_has_is_refused(desk, status):
    assert follow(desk, ADDRESS, status=status).status_code == 422
    known = feed()
    assert desk.post(f"{FEEDS}{known.pk}/edit/", {"status": status}).status_code == 422
    if status:  # without one, a list may say it
        assert read_list(desk, opml(f'<outline xmlUrl="{ADDRESS}"/>'), status=status).status_code == 422
    assert Feed.objects.get().status == "draft"


def test_every_status_of_articles_may_be_chosen(desk):
    for number, status in enumerate(Article.Status.values):
        follow(desk, f"{ADDRESS}/{number}", status=status)
    assert set(Feed.objects.values_list("status", flat=True)) == set(Article.Status.values)


# What may be done with one


def test_it_is_asked_now(desk):
    known = feed()
    assert "is being asked" in archive.page(desk.post(f"{FEEDS}{known.pk}/ask/", follow=True))
    assert Job.objects.get().priority == Job.NOW
    assert desk.post(f"{FEEDS}{known.pk}/ask/?from=feed")["Location"] == f"{FEEDS}{known.pk}/"
    assert Job.objects.count() == 1


def test_one_that_is_off_is_not_asked(desk):
    known = feed(active=False)
    assert "switch it on first" in archive.page(desk.post(f"{FEEDS}{known.pk}/ask/", follow=True))
    assert not Job.objects.exists()


def test_all_that_are_on_are_asked(desk):
    for number in range(3):
        feed(number, active=number > 0)
    assert "2 feeds are being asked." in archive.page(desk.post(f"{FEEDS}ask/?state=off", follow=True))
    assert Job.objects.count() == 2


def test_it_is_switched_off_and_on(desk):
    known = feed(problem="status", detail="500", failures=4)
    desk.post(f"{FEEDS}{known.pk}/ask/")
    for _ in range(2):
        page = archive.page(desk.post(f"{FEEDS}{known.pk}/switch/", {"active": "0"}, follow=True))
        assert "The feed is off." in page
        assert 'aria-pressed="false"' in page
        assert not Job.objects.exists()
    page = archive.page(desk.post(f"{FEEDS}{known.pk}/switch/", {"active": "1"}, follow=True))
    assert "The feed is on." in page
    assert Job.objects.get().feed == known
    known.refresh_from_db()
    assert (known.active, known.failures, known.problem) == (True, 0, "")


def test_it_is_edited(desk):
    known = feed()
    page = archive.page(desk.get(f"{FEEDS}{known.pk}/edit/"))
    assert 'value="Flux 0"' in page
    given = {"title": f" {HOSTILE} ", "source": "Le <i>", "folder": "Presse/ Asie", "status": "published"}
    answer = desk.post(f"{FEEDS}{known.pk}/edit/", given, follow=True)
    assert answer.redirect_chain == [(f"{FEEDS}{known.pk}/", 303)]
    known.refresh_from_db()
    assert (known.title, known.source.name) == (HOSTILE.replace("\u202e", ""), "Le <i>")
    assert (known.folder, known.status) == ("Presse/Asie", "published")
    assert "Le &lt;i&gt;" in archive.page(answer)


@pytest.mark.parametrize("field", ["title", "source", "folder"])
@pytest.mark.parametrize("typed", ["x" * 301, "a\x00b"])
def test_what_is_wrong_is_told_and_nothing_changes(desk, field, typed):
    known = feed()
    answer = desk.post(f"{FEEDS}{known.pk}/edit/", {"title": "Neuf", "status": "published", field: typed})
    assert answer.status_code == 422
    known.refresh_from_db()
    assert (known.title, known.status) == ("Flux 0", "draft")
    assert not Source.objects.exists()


def test_it_is_removed_after_one_question(desk):
    known = feed(title=HOSTILE)
    brought(known, "Un", "Deux")
    page = archive.page(desk.get(f"{FEEDS}{known.pk}/remove/"))
    assert "Its 2 articles stay." in page
    assert Feed.objects.exists()
    page = archive.page(desk.post(f"{FEEDS}{known.pk}/remove/", follow=True))
    assert "is not followed any more." in page
    assert "<b>" not in page.split('class="notice"')[1].split("</p>")[0]
    assert not Feed.objects.exists()
    assert Article.objects.count() == 2
    assert desk.post(f"{FEEDS}{known.pk}/remove/").status_code == 404


# One feed


def test_its_page_shows_what_it_brought_and_what_failed(desk, editor):
    known = feed(
        title=HOSTILE, folder="Presse/A & B", succeeded_at=NOW(), added_by=editor, site_url="https://site.example/"
    )
    first = brought(known, "Un", "Deux", "Trois")
    Deposit.objects.filter(name="Deux").update(state=Deposit.State.KNOWN)
    Deposit.objects.filter(name="Trois").update(state=Deposit.State.FAILED, article=None)
    published = brought(known, "<i>Quatre", status=archive.PUBLISHED)
    page = archive.page(desk.get(f"{FEEDS}{known.pk}/"))
    assert f"{FEEDS}?folder=Presse%2FA%20%26%20B" in page
    assert "1 already there" in page
    assert "1 failed" in page
    assert "edith" in page
    assert page.index("&lt;i&gt;Quatre") < page.index(">Un</a>")
    draft, shown = first.deposits.get(name="Un").article, published.deposits.get().article
    assert f'href="/en/upload/{draft.pk}/"' in page
    assert f'href="/en/articles/{shown.pk}/' in page
    assert ">Deux</a>" not in page, "it came by another way"


def test_only_the_latest_are_shown(desk):
    known = feed()
    for number in range(25):
        brought(known, f"Titre {number:02}")
    page = archive.page(desk.get(f"{FEEDS}{known.pk}/"))
    assert page.count('id="article-') == 20
    assert ">Titre 24</a>" in page
    assert ">Titre 04</a>" not in page


def test_of_many_that_came_in_at_once_the_newest_stands_first(desk):
    known = feed()
    for number in range(25):
        article = brought(known, f"Titre {number:02}").deposits.get().article
        Article.objects.filter(pk=article.pk).update(published_at=timezone.now() - timedelta(days=number))
    titles = re.findall(r">(Titre \d\d)</a>", archive.page(desk.get(f"{FEEDS}{known.pk}/")))
    assert titles == [f"Titre {number:02}" for number in range(20)]


def test_an_address_without_a_name_stands_for_it(desk):
    known = feed(title="", url="https://site.example/" + "x" * 900)
    page = archive.page(desk.get(FEEDS))
    assert f">{known.url[:119]}…</a>" in page


# Lists of feeds


def test_a_list_is_followed_whole(desk, editor):
    follow(desk, ADDRESS)
    outlines = [f'<outline text="Un &lt;b&gt;" xmlUrl="{ADDRESS}"/>']
    outlines += [f'<outline text="{n}" xmlUrl="https://site.example/{n}"/>' for n in range(2)]
    answer = read_list(desk, opml(f'<outline text="Presse">{"".join(outlines)}</outline>'), status="published")
    assert answer["Location"] == FEEDS
    assert "2 feeds were added. 1 was followed already.<" in archive.page(desk.get(FEEDS))
    assert set(Feed.objects.values_list("url", "folder", "status")) == {
        (ADDRESS, "", "draft"),
        ("https://site.example/0", "Presse", "published"),
        ("https://site.example/1", "Presse", "published"),
    }
    assert Feed.objects.filter(added_by=editor).count() == 3
    assert Job.objects.count() == 3


def test_what_is_hostile_in_a_list_is_left_out(desk):
    evil = ("javascript:alert(1)", "file:///etc/passwd", "https://a:b@site.example/", "", "https://" + "x" * 3000)
    read_list(desk, opml(*(f'<outline text="x" xmlUrl="{url}"/>' for url in evil)))
    page = archive.page(desk.get(FEEDS))
    assert "The list names no feed. 5 were not taken, for their addresses are none on the web: " in page
    assert "“javascript:alert(1)”, “file:///etc/passwd”, “https://a:b@site.example/”, “x”, “https://xxx" in page
    assert "x" * 100 not in page
    assert not Feed.objects.exists()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "The file is empty."),
        (b"\x00\x01\x02", "cannot be read"),
        (b"<opml><body>", "cannot be read"),
        (b"<html/>", "not a list of feeds"),
        (b'<!DOCTYPE x [<!ENTITY a "a">]><opml><body>&a;</body></opml>', "could harm"),
        (opml("<outline>" * 40 + "</outline>" * 40), "more than 5,000 feeds, or too many folders"),
        (opml(*(f'<outline xmlUrl="https://site.example/{n}"/>' for n in range(5001))), "more than 5,000 feeds"),
        (opml(f'<outline xmlUrl="{ADDRESS}"/>') + b" " * MAX_BYTES, "larger than 2 MB"),
    ],
)
def test_a_file_that_is_no_list_is_refused_and_nothing_is_stored(desk, data, says):
    answer = read_list(desk, data)
    assert answer.status_code == 422
    assert says in archive.page(answer)
    assert not Feed.objects.exists()


def test_what_a_list_says_twice_or_in_vain_is_told_by_name(desk):
    urls = [ADDRESS, f"{ADDRESS}#x", *(f"/{n}" for n in range(7))]
    read_list(desk, opml(*(f'<outline text="x" xmlUrl="{url}"/>' for url in urls)), status="")
    page = archive.page(desk.get(FEEDS))
    assert "1 feed was added. 1 stood in it twice. 7 were not taken" in page
    assert "“/3”, “/4”, …" in page


def test_a_form_without_a_file_is_refused(desk):
    answer = desk.post(f"{FEEDS}import/", {"status": "draft", "file": "x"})
    assert answer.status_code == 422
    assert "OPML file" in archive.page(answer)


def test_all_feeds_go_out_and_come_in_again(desk):
    feed(0, title=HOSTILE, folder="Presse/Asie")
    feed(1, active=False, status="published")
    answer = desk.get(f"{FEEDS}newsroom.opml")
    assert answer["Content-Type"] == "text/x-opml; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="newsroom.opml"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    Feed.objects.all().delete()
    read_list(desk, answer.content, status="")
    assert set(Feed.objects.values_list("url", "title", "folder", "status")) == {
        ("https://site.example/0", HOSTILE.replace("\u202e", ""), "Presse/Asie", "draft"),
        ("https://site.example/1", "Flux 1", "", "published"),
    }


# The back office


def test_the_back_office_reads_them_in_words_and_changes_nothing(client, administrator):
    known = feed(title=HOSTILE, problem="status", detail="404", failures=3)
    client.force_login(administrator)
    base = "/en/admin/articles/feed/"
    page = client.get(base, {"q": "journal"}).content.decode()
    assert "nothing at this address (404)" in page
    assert "<b>&quot;Le" not in page
    assert client.get(f"{base}{known.pk}/change/").status_code == 200
    assert client.post(f"{base}{known.pk}/change/", {"title": "x"}).status_code == 403
    assert client.get(f"{base}add/").status_code == 403
    assert client.post(f"{base}{known.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("path", ["", "import/", "{pk}/", "{pk}/edit/", "{pk}/remove/"])
def test_every_page_has_the_strict_policy_and_nothing_inline(desk, path):
    known = feed(title=HOSTILE)
    response = desk.get(FEEDS + path.format(pk=known.pk))
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*src=)|\son\w+=", response.content.decode())
