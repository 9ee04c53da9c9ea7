"""The ledger: what is told of every import and deposit, and what may be done about it."""

import os
import re
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from articles import nlp
from articles.extract import Part, Problem, guarded
from articles.ingest import owners, working
from articles.ingest.deposits import Sent, hand_in
from articles.ingest.importing import Particulars, import_text
from articles.models import Article, Batch, Deposit, Feed, Job
from articles.text.annotation import Annotation
from articles.web import ledger
from tests.extract import samples
from tests.ingest.findings import let_find
from tests.ingest.hands import let_time_pass, work_off

IMPORTS = "/en/imports/"
UPLOAD = Batch.Origin.UPLOAD


@pytest.fixture(autouse=True)
def laboratory(monkeypatch):
    let_find(monkeypatch, lambda *_, **__: Annotation((), (), ()))


def batch_of(*texts: str, **about) -> Batch:
    sent = [Sent(f"{number}.txt", text.encode()) for number, text in enumerate(texts, start=1)]
    return hand_in(sent, **{"origin": UPLOAD, **about})


def words(response) -> str:
    return " ".join(response.content.decode().split())


def at(batch: Batch, more: str = "") -> str:
    return f"{IMPORTS}{batch.pk}/{more}"


def rows(page: str) -> list[str]:
    return re.findall(r'<li class="deposit.*?(?=<li class="deposit|<footer)', page)


def name_of(row: str) -> str:
    return re.search(r'class="name"[^>]*>([^<]*)<', row)[1]


def rest(owner: str) -> None:
    """Make as if the worker had done nothing for long."""
    os.utime(Path(settings.DATA_DIR) / "workers" / f"{owner}.lock", (0, 0))


class TestTheList:
    def test_each_import_with_who_when_how_and_what_became_of_it(self, desk, editor):
        batch_of("Un.", "", "Un.", added_by=editor)
        work_off()
        page = words(desk.get(IMPORTS))
        for said in ("1.txt and 2 more", "edith", "Files", "Done <span", "Already there <span", "Failed <span"):
            assert said in page
        assert "Nothing waits in the queue." in page

    def test_the_latest_first_thirty_a_page(self, desk):
        for number in range(31):
            batch_of(f"Texte {number}.")
        page = words(desk.get(IMPORTS))
        numbers = [int(n) for n in re.findall(r'id="import-(\d+)"', page)]
        assert numbers == sorted(numbers, reverse=True)
        assert len(numbers) == 30
        assert "Page 1 of 2" in page

    @pytest.mark.parametrize(
        ("query", "shown"),
        [
            ("", {"running", "failed", "feed"}),
            ("?state=running", {"running"}),
            ("?state=failed", {"failed"}),
            ("?door=feed", {"feed"}),
            ("?door=feed&state=failed", set()),
            ("?door=nowhere&state=odd&page=zz", {"running", "failed", "feed"}),
        ],
    )
    def test_by_state_and_by_door(self, desk, query, shown):
        feed = Feed.objects.create(url="https://example.org/feed", title="Un flux")
        made = {
            "failed": batch_of(""),
            "feed": batch_of("Deux.", origin=Batch.Origin.FEED, feed=feed),
        }
        work_off()
        made["running"] = batch_of("Trois.")
        found = {int(n) for n in re.findall(r'id="import-(\d+)"', words(desk.get(IMPORTS + query)))}
        assert found == {made[name].pk for name in shown}

    def test_what_runs_says_how_fast_and_how_long(self, desk):
        batch_of(*[f"Texte {n}." for n in range(10)])
        for job in Job.objects.all()[:4]:
            working.do(job.pk, owner="a")
        minute_ago = timezone.now() - timedelta(seconds=59)
        Deposit.objects.filter(article__isnull=False).update(state="done", changed_at=minute_ago)
        page = words(desk.get(IMPORTS))
        assert "4 a minute" in page
        assert "about 1 min left" in page
        assert "10 pieces of work wait in the queue" in page

    def test_what_is_read_before_it_is_annotated_says_so(self, desk):
        batch = batch_of(*[f"Texte {n}." for n in range(10)])
        for job in Job.objects.all()[:4]:
            working.do(job.pk, owner="a")
        Deposit.objects.filter(article__isnull=False).update(changed_at=timezone.now() - timedelta(seconds=30))
        assert "8 read a minute" in words(desk.get(IMPORTS))
        page = words(desk.get(at(batch)))
        assert "0 of 10 are done." in page
        assert "all read in about 45 s" in page
        assert re.search(r'href="\?state=read" ?>Read, to be marked <span class="num">4<', page)
        assert len(rows(words(desk.get(at(batch, "?state=read"))))) == 4

    def test_files_and_the_articles_in_them_are_told_apart(self, desk):
        data = samples.zipped({f"{n}.txt": f"Texte {n}.".encode() for n in range(3)})
        batch = hand_in([Sent("lot.zip", data)], origin=UPLOAD)
        work_off()
        for path in (IMPORTS, at(batch)):
            page = words(desk.get(path))
            assert "from 1 file<" in page.replace(" <", "<")
            assert "lot.zip and" not in page

    def test_what_has_come_to_nothing_yet_makes_no_promise(self, desk):
        batch_of("Un.")
        page = words(desk.get(IMPORTS))
        assert "a minute" not in page
        assert " left" not in page

    def test_an_empty_ledger_says_so(self, desk):
        assert "Nothing has been sent yet." in words(desk.get(IMPORTS))
        assert "No import is like this." in words(desk.get(IMPORTS + "?state=failed"))


class TestWhatKeepsTheQueueFromGoingOn:
    def test_a_worker_that_is_not_there(self, desk):
        batch = batch_of("Un.")
        assert "No worker is running" not in words(desk.get(IMPORTS)), "it may be about to begin"
        let_time_pass()
        for page in (IMPORTS, at(batch), "/en/drafts/"):
            assert "No worker is running" in words(desk.get(page)), page

    def test_one_that_is_there_but_busy(self, desk):
        batch_of("Un.")
        let_time_pass()
        with owners.owner():
            assert "No worker is running" not in words(desk.get(IMPORTS))

    def test_one_on_another_machine(self, desk):
        batch_of("Un.", "Deux.")
        let_time_pass()
        working.queue.take_next("another-machine")
        assert "No worker is running" not in words(desk.get(IMPORTS))

    def test_one_that_died_over_its_job(self, desk):
        batch_of("Un.")
        working.queue.take_next("dead")
        Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        assert "No worker is running" in words(desk.get(IMPORTS))

    @pytest.mark.parametrize(("free", "said"), [(2**20, "The disk is full"), (2**40, "The database lets no worker")])
    def test_workers_that_are_there_but_cannot_take_anything_up(self, desk, monkeypatch, free, said):
        monkeypatch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=free))
        batch = batch_of("Un.")
        let_time_pass()
        with owners.owner() as owner:
            assert said not in words(desk.get(IMPORTS)), "it began to live just now"
            rest(owner)
            for path in (IMPORTS, at(batch), "/en/drafts/", "/en/upload/"):
                assert f"<b>{said}" in words(desk.get(path)), path
            owners.tell_success(owner)
            assert said not in words(desk.get(IMPORTS)), "it ended something, and begins the next"

    def test_a_full_disk_that_keeps_a_worker_from_giving_back_what_it_has(self, desk, monkeypatch):
        monkeypatch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=0))
        batch_of("Un.", "Deux.")
        with owners.owner() as owner:
            working.queue.take_next(owner)
            assert "The disk is full" not in words(desk.get(IMPORTS))
            rest(owner)
            assert "The disk is full" in words(desk.get(IMPORTS))

    @pytest.mark.parametrize(
        ("error", "said"),
        [
            ("database or disk is full", "The disk is full"),
            ("could not extend file: No space left on device", "The disk is full"),
            ("database is locked", "The database lets no worker write"),
        ],
    )
    def test_one_that_had_to_put_its_job_back(self, desk, monkeypatch, error, said):
        def fail(*_):
            raise OperationalError(error)

        monkeypatch.setattr(guarded, "read", fail)
        batch_of("Un.")
        with pytest.raises(OperationalError):
            work_off()
        assert f"<b>{said}" in words(desk.get(IMPORTS))
        monkeypatch.undo()
        let_time_pass()
        work_off()
        assert said not in words(desk.get(IMPORTS))

    def test_nothing_to_do_is_no_trouble(self, desk):
        assert "No worker is running" not in words(desk.get(IMPORTS))

    def test_the_model_that_is_missing(self, desk, monkeypatch):
        assert "model is missing" not in words(desk.get(IMPORTS))
        monkeypatch.setattr(nlp, "missing_models", lambda: ["fr"])
        assert "model is missing" in words(desk.get(IMPORTS))


class TestOneImport:
    def test_each_deposit_with_its_stages_its_seconds_and_its_article(self, desk):
        batch = batch_of("Un texte sur Astana.")
        work_off()
        working.Housekeeping().round()
        (row,) = rows(words(desk.get(at(batch))))
        article = Article.objects.get()
        assert f'href="/en/upload/{article.pk}/"' in row
        assert "20 bytes" in row
        assert row.count('class="done"') == 5
        for stage in ("Read", "Extracted", "Annotated", "Linked", "Indexed"):
            assert stage in row
        assert row.count(" ms</small>") == 4

    def test_it_can_be_read_before_it_is_annotated(self, desk):
        batch = batch_of("Un texte sur Astana.")
        working.do(Job.objects.get().pk, owner="a")
        (row,) = rows(words(desk.get(at(batch))))
        assert "/en/upload/" in row
        assert row.count('class="done"') == 2
        assert re.search(r'<li class="now" aria-current="step">\s*Annotated', row)

    def test_a_failure_in_plain_words(self, desk):
        batch = batch_of("")
        work_off()
        (row,) = rows(words(desk.get(at(batch))))
        assert "It holds no text. Choose the file" in row
        assert re.search(r'<li class="failed" ?>\s*Extracted', row)

    def test_in_french_too(self, desk):
        batch = batch_of("")
        work_off()
        with translation.override("fr"):
            assert "Il ne contient pas de texte" in words(desk.get(f"/imports/{batch.pk}/"))

    def test_what_it_came_in_without_is_told_and_is_no_failure(self, desk):
        picture = samples.enclosed("a.png", b"\x89PNG\r\n\x1a\n\x00", "image/png")
        batch = hand_in([Sent("a.eml", samples.letter(samples.said("Un texte."), picture))], origin=UPLOAD)
        work_off()
        page = words(desk.get(at(batch)))
        assert "1 file that its mail encloses was not read: a.png" in page
        assert "Done" in page
        assert "Failed <span" not in page

    def test_what_is_tried_again_by_itself(self, desk, monkeypatch):
        def crash(name, data):
            raise RuntimeError("un défaut")

        monkeypatch.setattr(guarded, "read", crash)
        batch = batch_of("Un.")
        work_off()
        (row,) = rows(words(desk.get(at(batch))))
        assert "attempt 1 failed, tried again at" in row
        assert "un défaut" not in row, "that is for the log"

    def test_a_site_that_is_asked_again_says_why(self, desk):
        batch = hand_in([Sent("", url="https://site.example/a")], origin=Batch.Origin.ADDRESS)
        batch.deposits.update(problem="status", detail="503")
        Job.objects.update(attempts=1, run_after=timezone.now() + timedelta(minutes=5))
        (row,) = rows(words(desk.get(at(batch))))
        assert "attempt 1 failed, tried again at" in row
        assert "The site is in trouble (503)." in row
        assert "Try again" not in row, "it is by itself"

    def test_a_feed_taken_for_an_article_leads_to_the_feeds(self, desk):
        batch = hand_in([Sent("", url="https://site.example/rss?a=1&b=2")], origin=Batch.Origin.ADDRESS)
        Job.objects.all().delete()
        batch.deposits.update(state="failed", problem="unknown format", detail="feed")
        (row,) = rows(words(desk.get(at(batch))))
        assert "It is a feed, not an article. Follow it under “Feeds”" in row
        assert '/feeds/?address=https%3A%2F%2Fsite.example%2Frss%3Fa%3D1%26b%3D2#follow"' in row

    def test_the_text_of_a_feed_is_called_that(self, desk):
        batch = batch_of("Un.")
        work_off()
        batch.deposits.update(given={"instead_of": ["status", "403"]})
        (row,) = rows(words(desk.get(at(batch))))
        assert "This is the text of the feed: the page gave no article. The site refuses to answer us (403)." in row
        batch.deposits.update(given={"instead_of": ["no article", ""]})
        assert "the page gave no article.<" in words(desk.get(at(batch)))

    def test_what_is_known_leads_to_the_one_that_is_here(self, desk):
        batch = batch_of("Un.", "Un.")
        work_off()
        known = rows(words(desk.get(at(batch))))[1]
        assert f'href="/en/upload/{Article.objects.get().pk}/"' in known
        assert "Already there" in known
        assert 'class="steps"' not in known

    def test_the_parts_of_a_container_follow_it(self, desk, monkeypatch):
        inner = (Part("1", b"Un."), Part("2", b""))
        outer = (Part("a.txt", b"Deux."), Part("table.csv", b"<CSV>"))
        held = {"tout.zip": outer, "tout.zip / table.csv": inner}
        monkeypatch.setattr(guarded, "unpack", lambda name, data: held.get(name, ()))
        batch = hand_in([Sent("tout.zip", b"PK\x03\x04"), Sent("après.txt", b"Trois.")], origin=UPLOAD)
        work_off()
        found = rows(words(desk.get(at(batch))))
        depths = [row[len('<li class="deposit depth-')] for row in found]
        assert depths == ["0", "1", "1", "2", "2", "0"]
        assert [name_of(row) for row in found] == ["tout.zip", "Deux", "table.csv", "Un", "2", "Trois"]
        assert "2 articles in it" in found[2]

    def test_a_part_alone_says_where_it_is_from(self, desk, monkeypatch):
        held = (Part("a.txt", b""),)
        monkeypatch.setattr(guarded, "unpack", lambda name, data: held if name == "tout.zip" else ())
        batch = hand_in([Sent("tout.zip", b"PK")], origin=UPLOAD)
        work_off()
        (row,) = rows(words(desk.get(at(batch, "?state=failed"))))
        assert name_of(row) == "tout.zip / a.txt"

    def test_a_new_text_of_an_article_says_so_and_whether_it_waits(self, desk):
        address = {"given": Particulars(url="https://news.example/a", title="Le titre")}
        hand_in([Sent("1.txt", b"Un texte assez long.", **address)], origin=UPLOAD, status="published")
        work_off()
        later = []
        for number, status in enumerate(("draft", "published")):
            text = f"Un texte assez long, et {number}.".encode()
            later.append(hand_in([Sent("2.txt", text, **address)], origin=UPLOAD, status=status))
            work_off()
        waits, stands = (words(desk.get(at(batch))) for batch in later)
        assert "waits to be the new text of a published article" in waits
        assert "new text of an article" in stands
        assert "waits to be" not in stands

    def test_names_are_shown_as_they_are(self, desk):
        batch = hand_in([Sent("<b>é</b> & co.txt", b"")], origin=UPLOAD)
        work_off()
        assert "&lt;b&gt;é&lt;/b&gt; &amp; co.txt" in words(desk.get(at(batch)))

    def test_an_article_that_was_discarded_since(self, desk):
        batch = batch_of("Un.")
        work_off()
        Article.objects.all().delete()
        page = desk.get(at(batch))
        assert page.status_code == 200
        assert page.context["account"].seconds == 0, "nobody waits for it"

    def test_a_hundred_a_page_and_by_state(self, desk):
        batch = batch_of(*[f"Texte {n}." for n in range(100)], "", "")
        work_off()
        assert len(rows(words(desk.get(at(batch))))) == 100
        assert len(rows(words(desk.get(at(batch, "?page=2"))))) == 2
        assert len(rows(words(desk.get(at(batch, "?state=failed"))))) == 2
        assert "There is none like this" in words(desk.get(at(batch, "?state=cancelled")))

    def test_one_that_never_was(self, desk):
        for number in (999, 10**30):
            assert desk.get(f"{IMPORTS}{number}/").status_code == 404


class TestWatching:
    def test_the_page_asks_until_all_is_at_its_end(self, desk):
        batch = batch_of("Un.")
        for path in (IMPORTS, at(batch)):
            page = words(desk.get(path))
            assert page.count("hx-get=") == 1
            assert f'hx-get="{path}?seen=' in page
            assert f'<meta http-equiv="refresh" content="3; url={path}">' in page
        work_off()
        assert "hx-get" in words(desk.get(at(batch))), "it is not in the index yet"
        working.Housekeeping().round()
        for path in (IMPORTS, at(batch)):
            page = words(desk.get(path))
            assert "hx-get" not in page
            assert "refresh" not in page

    def test_it_is_answered_only_what_is_new(self, desk):
        batch = batch_of("Un.", "Deux.")
        for path in (IMPORTS, at(batch)):
            found = desk.get(path).context
            seen = (found.get("overview") or found.get("account")).digest
            assert desk.get(path, {"seen": seen}).status_code == 204
            working.do(Job.objects.filter(kind="deposit").first().pk, owner="a")
            assert desk.get(path, {"seen": seen}).status_code == 200

    def test_what_stands_for_long_does_not_reload(self, desk):
        batch = batch_of("Un.")
        Deposit.objects.update(changed_at=timezone.now() - ledger.RELOADING)
        assert "refresh" not in words(desk.get(at(batch)))

    def test_links_of_an_answer_lead_to_the_page_not_to_the_answer(self, desk):
        batch = batch_of("Un.", "")
        for path in (IMPORTS, at(batch)):
            page = words(desk.get(path, {"seen": "x", "state": "running"}))
            links = re.findall(r'href="(\?[^"]*)"', page)
            assert links or path == IMPORTS
            assert [link for link in links if "seen" in link] == []

    def test_the_end_is_announced_and_no_step_of_the_way(self, desk):
        batch = batch_of("Un.", "")
        nothing = '<p class="vh" id="news" role="status"></p>'
        assert nothing in words(desk.get(at(batch))).replace("> <", "><")
        assert nothing in words(desk.get(at(batch, "?seen=x"))).replace("> <", "><")
        work_off()
        page = words(desk.get(at(batch, "?seen=x")))
        assert '<p class="vh" id="news" role="status"> 1 of 2 is done. 1 failed. </p>' in page


class TestDoing:
    def test_what_failed_is_tried_again(self, desk):
        batch = batch_of("Deux.", "Trois.", "Un.", "")
        work_off()
        batch.deposits.filter(name__in=("1.txt", "2.txt")).update(state="failed", problem="crash", article=None)
        response = desk.post(at(batch, "retry/"), follow=True)
        assert "2 are tried again." in words(response)
        work_off()
        assert batch.deposits.failed().get().problem == Problem.EMPTY, "it is as empty as before"

    @pytest.mark.parametrize(
        ("data", "problem", "offered"), [(b"", "empty", False), (None, "too large", False), (b"Un.", "crash", True)]
    )
    def test_a_row_offers_it_where_it_may_help(self, desk, data, problem, offered):
        batch = hand_in([Sent("a.txt", data)], origin=UPLOAD)
        Job.objects.all().delete()
        batch.deposits.update(state="failed", problem=problem)
        assert ("/retry/" in rows(words(desk.get(at(batch))))[0]) == offered

    def test_what_might_have_helped_is_no_longer_kept(self, desk):
        batch = batch_of("Un.")
        Job.objects.all().delete()
        batch.deposits.update(state="failed", problem="crash", content=None)
        assert "is no longer kept. Send it again." in rows(words(desk.get(at(batch))))[0]

    def test_one_alone(self, desk):
        batch = batch_of("Un.", "Deux.")
        Job.objects.all().delete()
        batch.deposits.update(state="failed", problem="crash")
        first, second = batch.deposits.all()
        response = desk.post(f"{IMPORTS}deposits/{first.pk}/retry/")
        assert response["Location"] == f"{at(batch)}#deposit-{first.pk}"
        assert Job.objects.get().deposit == first
        assert "It is tried again: 1.txt" in words(desk.get(at(batch)))
        desk.post(f"{IMPORTS}deposits/{first.pk}/retry/")
        assert "It had not failed" in words(desk.get(at(batch)))
        second.refresh_from_db()
        assert second.state == "failed"

    def test_what_has_not_begun_is_cancelled_and_taken_up(self, desk):
        batch = batch_of("Un.", "Deux.", "Trois.")
        working.do(Job.objects.first().pk, owner="a")
        page = words(desk.post(at(batch, "cancel/"), follow=True))
        assert "2 were cancelled." in page
        assert "1 is in already, and its names will be marked." in page
        assert "nothing left to do that for" in words(desk.post(at(batch, "cancel/"), follow=True))
        response = desk.post(at(batch, "retry/"), {"state": "cancelled"}, follow=True)
        assert "2 are tried again." in words(response)
        work_off()
        assert Article.objects.count() == 3

    def test_the_names_are_marked_anew(self, desk):
        batch = batch_of("Un.", "Deux.")
        work_off()
        response = desk.post(at(batch, "annotate/"), follow=True)
        assert "The names of 2 articles are marked anew." in words(response)
        assert Job.objects.filter(kind="annotate").count() == 2

    @pytest.mark.parametrize(
        ("texts", "worked", "offered"),
        [
            (["Un."], False, {"cancel"}),
            (["Un.", ""], True, {"annotate", "to-drafts"}),
            (["Un."], True, {"annotate", "to-drafts"}),
        ],
    )
    def test_only_what_can_be_done_is_offered(self, desk, texts, worked, offered):
        batch = batch_of(*texts)
        if worked:
            work_off()
        acts = re.search(r'<div class="acts">.*?</div>', words(desk.get(at(batch))))[0]
        assert set(re.findall(r'id="([^"]+)"', acts)) == offered

    @pytest.mark.parametrize("deed", ["retry/", "cancel/", "annotate/"])
    def test_deeds_need_a_post_a_token_and_the_role(self, client, editor, reader, deed):
        batch = batch_of("Un.")
        path = at(batch, deed)
        strict = type(client)(enforce_csrf_checks=True)
        strict.force_login(editor)
        assert strict.post(path).status_code == 403
        # As after signing in again.
        assert strict.get(path)["Location"] == at(batch)
        assert strict.get(f"{IMPORTS}deposits/{batch.deposits.get().pk}/retry/")["Location"] == IMPORTS
        client.force_login(reader)
        assert client.post(path).status_code == 403
        assert client.post(f"{IMPORTS}deposits/1/retry/").status_code == 403

    def test_who_may_only_add_changes_no_annotation(self, client, reader):
        reader.user_permissions.add(Permission.objects.get(codename="add_article"))
        client.force_login(reader)
        batch = batch_of("Un.")
        work_off()
        assert "annotate" not in words(client.get(at(batch))).partition('class="acts"')[2].partition("</div>")[0]
        assert client.post(at(batch, "annotate/")).status_code == 403
        assert client.post(at(batch, "retry/")).status_code == 303


class TestCounts:
    """Everything that a page counts by states is counted at one moment: a worker goes on meanwhile."""

    @pytest.fixture
    def packed(self, reference) -> Batch:
        """A table of four, an article of it read, and one file beside it."""
        batch = Batch.objects.create(origin=UPLOAD)
        table = Deposit.objects.create(batch=batch, name="a.csv", state=Deposit.State.UNPACKED)
        for name, state in (("1", "waiting"), ("2", "waiting"), ("3", "running")):
            Deposit.objects.create(batch=batch, parent=table, name=name, state=state)
        read = {"state": "running", "stage": "extracted", "article": import_text("Lu.")}
        Deposit.objects.create(batch=batch, parent=table, name="4", **read)
        Deposit.objects.create(batch=batch, name="b.txt", state="waiting")
        return batch

    def test_of_the_whole_and_of_a_container_agree(self, packed):
        with CaptureQueriesContext(connection) as asked:
            found = ledger.account(Batch.objects.for_ledger().get(pk=packed.pk))
        (parts,) = [row.parts for row in found.rows if row.parts]
        assert {share.state: share.count for share in parts.shares} == {"waiting": 2, "running": 1, "read": 1}
        assert {share.state: share.count for share in found.tally.shares} == {"waiting": 3, "running": 1, "read": 1}
        assert self.looks(asked) == 1

    def test_of_a_list_agree(self, packed):
        with CaptureQueriesContext(connection) as asked:
            (line,) = ledger.latest(5)
        assert {share.state: share.count for share in line.tally.shares} == {"waiting": 3, "running": 1, "read": 1}
        assert self.looks(asked) == 1

    def looks(self, asked: CaptureQueriesContext) -> int:
        return sum('"named"' in query["sql"] for query in asked)


class TestTenThousand:
    @pytest.fixture
    def large(self, reference):
        """Twenty imports of five hundred files in every state, each with its article and its job."""
        state, stage = Deposit.State, Deposit.Stage
        states = [state.DONE, state.FAILED, state.WAITING, state.RUNNING, state.KNOWN, state.UNPACKED, state.CANCELLED]
        for number in range(20):
            batch = Batch.objects.create(origin=UPLOAD)
            made = Deposit.objects.bulk_create(
                Deposit(
                    batch=batch,
                    name=f"{n}.txt",
                    state=states[n % len(states)],
                    stage=stage.LINKED if n % len(states) == 0 else stage.SENT,
                    problem=Problem.EMPTY if n % len(states) == 1 else "",
                )
                for n in range(500)
            )
            articles = Article.objects.bulk_create(
                Article(title=f"Titre {n}", text=f"{number} {n}", content_hash=f"{number} {n}") for n in range(500)
            )
            for deposit, article in zip(made, articles, strict=True):
                deposit.article = article if deposit.state in (state.DONE, state.KNOWN) else None
            Deposit.objects.bulk_update(made, ["article"])
            Job.objects.bulk_create(Job(kind="deposit", deposit=deposit, attempts=1) for deposit in made)
        return batch

    def test_pages_ask_a_constant_number_of_queries(self, desk, large, django_assert_max_num_queries):
        for path in (IMPORTS, IMPORTS + "?state=failed&door=upload", at(large), at(large, "?page=5")):
            with django_assert_max_num_queries(23):
                page = words(desk.get(path))
            assert len(re.findall(r'id="(?:import|deposit)-', page)) in (20, 100)
        assert "10,000 pieces of work" in words(desk.get(IMPORTS))
