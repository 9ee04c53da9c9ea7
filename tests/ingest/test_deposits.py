from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import extract, nlp
from articles.extract import Problem, guarded
from articles.fetch import Reason, parse_networks
from articles.ingest import deposits, importing, queue, working
from articles.ingest.deposits import Sent, hand_in
from articles.ingest.importing import Particulars
from articles.ingest.queue import LeaseLost
from articles.models import Act, Article, Batch, Content, Deposit, Feed, Job, Verb
from articles.text.annotation import Annotation
from tests.extract import samples
from tests.ingest.findings import TEXT, annotation, let_find, stored
from tests.ingest.hands import let_time_pass, work_off
from tests.local_server import Answer, LocalServer, too_many

pytestmark = pytest.mark.django_db
UPLOAD = Batch.Origin.UPLOAD
SENTENCE = "À Bakou, les deux ministres ont signé un accord sur le gaz, après des mois de pourparlers."
PAGE = Answer(f"<html><body><article><h1>Un accord</h1>{f'<p>{SENTENCE}</p>' * 5}</article></body></html>".encode())


@pytest.fixture(autouse=True)
def laboratory(monkeypatch, reference):
    let_find(monkeypatch, lambda text, *_, **__: annotation() if text == TEXT else Annotation((), (), ()))


def sent(*texts: str) -> list[Sent]:
    return [Sent(f"{number}.txt", text.encode()) for number, text in enumerate(texts, start=1)]


def states(batch: Batch) -> list[tuple[str, str]]:
    return list(batch.deposits.values_list("state", "stage"))


class TestHandingIn:
    def test_everything_is_kept_before_anything_is_read(self):
        batch = hand_in(sent("Un texte.", "Un autre."), origin=UPLOAD)
        assert states(batch) == [("waiting", "sent")] * 2
        assert [bytes(d.content.data) for d in batch.deposits.all()] == [b"Un texte.", b"Un autre."]
        assert Job.objects.count() == 2
        assert not Article.objects.exists()

    def test_all_or_nothing(self):
        def broken():
            yield Sent("1.txt", b"Un texte.")
            raise OSError(28, "No space left")

        with pytest.raises(OSError):
            hand_in(broken(), origin=UPLOAD)
        assert not (Batch.objects.exists() or Content.objects.exists() or Job.objects.exists())

    def test_the_same_bytes_are_kept_once(self):
        hand_in(sent(*["Le même."] * 20), origin=UPLOAD)
        assert Content.objects.count() == 1

    @pytest.mark.parametrize(
        ("name", "shown"),
        [
            ("a\x00b\r\nc.txt", "ab c.txt"),
            ("<b>é</b>.txt", "<b>é</b>.txt"),
            ("x" * 400 + ".txt", "x" * 296 + ".txt"),
            ("../../etc/passwd", "../../etc/passwd"),
        ],
    )
    def test_a_name_may_hold_anything(self, name, shown):
        assert hand_in([Sent(name, b"Un texte.")], origin=UPLOAD).deposits.get().name == shown

    def test_more_of_the_same_batch(self):
        batch = hand_in(sent("Un."), origin=UPLOAD)
        deposits.add_to(batch, sent("Deux."), priority=Job.LATER)
        assert list(Job.objects.values_list("deposit__batch", "priority")) == [
            (batch.pk, Job.NOW),
            (batch.pk, Job.LATER),
        ]

    def test_what_is_refused_as_it_comes_in_stands_among_the_others(self):
        refused = Sent("gros.pdf", problem=Problem.TOO_LARGE, detail="10")
        batch = hand_in([*sent("Un."), refused], origin=UPLOAD)
        assert work_off() == 2
        assert states(batch) == [("done", "linked"), ("failed", "sent")]
        assert batch.deposits.failed().values_list("problem", "detail", "content").get() == ("too large", "10", None)

    def test_particulars_stay_with_their_text(self):
        moment = datetime(2026, 1, 2, 12, tzinfo=UTC)
        given = Particulars(title="Titre", source="AFP", published_at=moment)
        hand_in([Sent("a.txt", TEXT.encode(), given=given)], origin=UPLOAD, status=Article.Status.PUBLISHED)
        work_off()
        article = Article.objects.get()
        assert (article.title, article.source.name, article.published_at) == ("Titre", "AFP", moment)
        assert article.is_published


class TestReading:
    def test_a_file_becomes_an_annotated_article(self):
        batch = hand_in(sent(TEXT), origin=UPLOAD)
        assert work_off() == 2
        deposit = batch.deposits.get()
        assert (deposit.state, deposit.stage) == ("done", "linked")
        assert deposit.article.mentions.count() == 5
        assert set(deposit.seconds) == {"read", "extracted", "annotated", "linked"}
        assert not Job.objects.exists()

    def test_it_can_be_read_before_it_is_annotated(self):
        batch = hand_in(sent(TEXT), origin=UPLOAD)
        queue_job = Job.objects.get()
        working.do(queue_job.pk, owner="a")
        deposit = batch.deposits.get()
        assert (deposit.stage, deposit.article.text, deposit.article.is_annotated) == ("extracted", TEXT, False)
        assert Job.objects.get().article == deposit.article

    def test_a_bad_one_among_many_stops_none(self):
        batch = hand_in(sent("Un.", "", "Deux."), origin=UPLOAD)
        work_off()
        assert [state for state, _ in states(batch)] == ["done", "failed", "done"]
        bad = batch.deposits.failed().get()
        assert (bad.problem, bad.article) == ("empty", None)
        assert not Job.objects.exists(), "a refusal is an answer, it is not tried again"

    def test_a_typed_text_is_what_it_is(self):
        typed = "---\ntitle: Un\n---\n<p>Deux."
        hand_in([Sent("", typed.encode())], origin=Batch.Origin.PASTE)
        work_off()
        assert Article.objects.get().text == typed

    def test_a_file_whose_name_is_nothing_is_no_typed_text(self):
        batch = hand_in([Sent("\x00", b"\xff\xfe\x00")], origin=UPLOAD)
        work_off()
        assert batch.deposits.get().name == "?"

    @pytest.mark.parametrize(("data", "stage"), [(b"", "read"), (None, "sent")])
    def test_a_refused_one_says_how_far_it_came(self, data, stage):
        batch = hand_in([Sent("a.txt", data, url="" if data is not None else "ftp://x.org")], origin=UPLOAD)
        work_off()
        assert states(batch) == [("failed", stage)]

    def test_the_same_text_twenty_times_is_one_article(self):
        batch = hand_in(sent(*["Le même texte."] * 20), origin=UPLOAD)
        work_off()
        article = Article.objects.get()
        assert [state for state, _ in states(batch)] == ["done"] + ["known"] * 19
        assert set(batch.deposits.values_list("article", flat=True)) == {article.pk}

    def test_a_container_becomes_further_deposits(self):
        inner = samples.zipped({"c.txt": b"Trop profond."})
        data = samples.zipped({"a.txt": b"Un.", "b.txt": b"", "pages/d.txt": b"Deux.", "tout.zip": inner})
        batch = hand_in([Sent("tout.zip", data)], origin=UPLOAD)
        work_off()
        whole, *made = batch.deposits.all()
        assert (whole.state, whole.article) == ("unpacked", None)
        assert {d.parent for d in made} == {whole}
        assert [(d.name, d.state, d.problem) for d in made] == [
            ("tout.zip / a.txt", "done", ""),
            ("tout.zip / b.txt", "failed", "empty"),
            ("tout.zip / pages/d.txt", "done", ""),
            ("tout.zip / tout.zip", "failed", "nested"),
        ]
        assert not Job.objects.exists()

    def test_a_table_is_an_article_a_row(self):
        rows = [("titre", "texte"), ("Un", "À Astana."), ("Deux", ""), ("Trois", "À Bakou.")]
        batch = hand_in([Sent("articles.csv", samples.table(*rows))], origin=UPLOAD)
        work_off()
        assert list(Article.objects.values_list("title", "text")) == [("Trois", "À Bakou."), ("Un", "À Astana.")]
        assert [d.problem for d in batch.deposits.failed()] == ["empty"]

    def test_what_a_file_says_of_its_lines_stays_with_the_text(self):
        markdown = "# Titre\n\nUn paragraphe.\n\n## Intertitre.\n\n> Une citation.\n"
        hand_in([Sent("a.md", markdown.encode())], origin=UPLOAD)
        work_off()
        article = Article.objects.get()
        shapes = {article.text[start:end]: shape for start, end, shape in article.structure}
        assert shapes == {"Intertitre.": "heading", "Une citation.": "quote"}

    def test_a_crash_is_tried_again_and_given_up_in_the_end(self, monkeypatch):
        def crash(name, data):
            raise RuntimeError("un défaut")

        monkeypatch.setattr(guarded, "read", crash)
        batch = hand_in(sent(TEXT), origin=UPLOAD)
        work_off()
        deposit = batch.deposits.get()
        assert (deposit.state, deposit.problem) == ("waiting", "crash")
        for _ in range(Job.MOST_ATTEMPTS):
            let_time_pass()
            work_off()
        deposit.refresh_from_db()
        assert (deposit.state, deposit.detail) == ("failed", "RuntimeError: un défaut")
        assert Job.objects.get().state == Job.State.FAILED

    def test_a_worker_that_lost_its_job_stores_nothing(self, monkeypatch):
        batch = hand_in(sent(TEXT), origin=UPLOAD)
        real = guarded.read

        def slow(name, data):
            Job.objects.update(lease_token="another")
            return real(name, data)

        monkeypatch.setattr(guarded, "read", slow)
        work_off()
        assert not Article.objects.exists()
        assert batch.deposits.get().article is None

    def test_a_worker_that_died_is_followed_by_another(self):
        batch = hand_in(sent(TEXT), origin=UPLOAD)
        lost = queue.take_next("dead")
        let_time_pass()
        working.sweep()
        let_time_pass()
        work_off()
        assert states(batch) == [("done", "linked")]
        with pytest.raises(LeaseLost):
            deposits.read(lost)
        assert Article.objects.count() == 1

    def test_an_annotation_that_is_given_up_is_told(self, monkeypatch):
        def poison(*_, **__):
            raise MemoryError

        let_find(monkeypatch, poison)
        batch = hand_in(sent(TEXT), origin=UPLOAD)
        for _ in range(Job.MOST_ATTEMPTS):
            work_off()
            let_time_pass()
        deposit = batch.deposits.get()
        assert (deposit.state, deposit.stage, deposit.problem) == ("failed", "extracted", "annotation")
        assert deposit.article.text == TEXT, "it can be read all the same"


@pytest.fixture
def server(settings):
    with LocalServer() as running:
        settings.FETCH_ALLOWED = parse_networks(running.door)
        yield running


def addressed(url: str, **more) -> Batch:
    return hand_in([Sent("", url=url, **more)], origin=Batch.Origin.ADDRESS)


def standing(batch: Batch) -> tuple[str, str, str]:
    return batch.deposits.values_list("state", "problem", "detail").get()


@pytest.mark.parametrize(("said", "told"), [("2025\\u0000x", "2 2025x"), ("2025\\ud800", "2 2025\ufffd")])
def test_what_is_told_of_a_file_can_be_stored_whatever_it_quotes(said, told):
    rows = f'{{"text": "Un."}}\n{{"text": "Deux.", "date": "{said}"}}\n{{"text": "Trois."}}'
    batch = hand_in([Sent("a.jsonl", rows.encode())], origin=UPLOAD)
    work_off()
    assert states(batch) == [("unpacked", "sent"), ("done", "linked"), ("failed", "sent"), ("done", "linked")]
    assert batch.deposits.failed().get().detail == told


def seconds_to_wait() -> float:
    return (Job.objects.get().run_after - timezone.now()).total_seconds()


class TestAddresses:
    def test_what_stands_there_becomes_an_article(self, server):
        batch = addressed(server.set("/a", PAGE))
        work_off()
        assert standing(batch) == ("done", "", "")
        assert Article.objects.get().url == server.url("/a")

    @pytest.mark.parametrize("letter", ["é", "\N{BRIDGE AT NIGHT}"])
    def test_an_address_that_is_too_long_once_it_is_encoded_stays_as_it_was_given(self, server, letter):
        server.set("/art/" + quote(letter * 400), PAGE)
        asked = server.url("/art/" + letter * 400)
        batch = addressed(asked)
        work_off()
        assert standing(batch) == ("done", "", "")
        assert batch.deposits.get().url == asked

    def test_a_site_in_trouble_is_asked_again_and_the_ledger_says_so(self, server):
        batch = addressed(server.set("/a", Answer(status=503), PAGE))
        work_off()
        assert standing(batch) == ("waiting", "status", "503")
        assert 8 < seconds_to_wait() < 15
        let_time_pass()
        work_off()
        assert standing(batch) == ("done", "", "")
        assert server.asked("/a") == 2

    @pytest.mark.parametrize(("asked", "least", "most"), [("2", 8, 15), ("120", 100, 125), ("864000", 3500, 3600)])
    def test_at_the_time_that_it_asks_for_within_an_hour(self, server, asked, least, most):
        addressed(server.set("/a", too_many(asked)))
        work_off()
        assert least < seconds_to_wait() < most

    def test_later_each_time_and_not_for_ever(self, server):
        batch, waits = addressed(server.set("/a", Answer(status=500))), []
        for _ in range(Job.MOST_ATTEMPTS - 1):
            work_off()
            waits.append(seconds_to_wait())
            let_time_pass()
        work_off()
        assert waits == sorted(waits)
        assert 1500 < waits[-1] < 2000
        assert standing(batch) == ("failed", "status", "500")
        assert server.asked("/a") == Job.MOST_ATTEMPTS
        assert not Job.objects.exists()

    @pytest.mark.parametrize("status", [403, 404, 410])
    def test_what_is_refused_or_gone_fails_at_once(self, server, status):
        batch = addressed(server.set("/a", Answer(status=status)))
        work_off()
        assert standing(batch) == ("failed", "status", str(status))
        assert not Job.objects.exists()

    def test_a_refused_address_fails_at_once(self, settings):
        settings.FETCH_ALLOWED = parse_networks("")
        batch = addressed("http://127.0.0.1/")
        work_off()
        assert standing(batch)[:2] == ("failed", "not a public address")

    @pytest.mark.parametrize(
        ("charset", "sentence"),
        [
            ("windows-1251", "Президент прибыл во вторник в Пекин на переговоры, сообщили в Кремле журналистам. "),
            ("gbk", "俄罗斯总统普京周二抵达北京，将与中国领导人举行会谈，双方将签署多项合作协议。"),
            ("iso-8859-1", "L’accord sur l’uranium – « une première » – coûte 30 €, selon le ministère à Évreux. "),
        ],
    )
    @pytest.mark.parametrize("content_type", ["text/html", "text/plain"])
    def test_the_charset_that_the_server_names_is_believed_and_kept(self, server, charset, sentence, content_type):
        page = (
            f"<html><body><article><p>{sentence * 6}</p></article></body></html>"
            if "html" in content_type
            else sentence
        )
        body = page.encode("cp1252" if charset == "iso-8859-1" else charset)
        batch = addressed(server.set("/a", Answer(body, content_type=f"{content_type}; charset={charset}")))
        work_off()
        assert Article.objects.get().text.startswith(sentence.strip())
        deposit = batch.deposits.get()
        assert bytes(deposit.content.data) == body, "as it came"
        assert deposit.given["charset"] == charset

    def test_and_known_when_the_bytes_are_read_again(self, server):
        body = b"<html><body><article><p>" + ("Президент прибыл в Пекин. " * 20).encode("cp1251")
        batch = addressed(server.set("/a", Answer(body, content_type="text/html; charset=windows-1251")))
        work_off()
        Article.objects.all().delete()
        batch.deposits.update(state=Deposit.State.FAILED, article=None)
        deposits.retry(batch.deposits.all())
        work_off()
        assert Article.objects.get().text.startswith("Президент")
        assert server.asked("/a") == 1

    def test_one_that_waits_for_its_next_attempt_can_be_cancelled(self, server):
        batch = addressed(server.set("/a", Answer(status=503)))
        work_off()
        assert deposits.cancel(batch) == 1
        assert standing(batch)[0] == "cancelled"
        assert not Job.objects.exists()


class TestTryingAgain:
    def test_a_failed_one_is_as_new(self):
        batch = hand_in(sent(TEXT), origin=UPLOAD)
        Job.objects.all().delete()
        batch.deposits.update(state=Deposit.State.FAILED, problem=Problem.TIMEOUT)
        assert deposits.retry(batch.deposits.all()) == 1
        work_off()
        assert states(batch) == [("done", "linked")]
        assert batch.deposits.get().problem == ""

    def test_an_annotation_alone(self, monkeypatch):
        batch = hand_in(sent(TEXT), origin=UPLOAD)
        working.do(Job.objects.get().pk, owner="a")
        Job.objects.update(state=Job.State.FAILED)
        Deposit.objects.update(state=Deposit.State.FAILED)
        deposits.retry(batch.deposits.all())
        assert work_off() == 1
        assert states(batch) == [("done", "linked")]

    def test_what_is_done_stays_done(self):
        batch = hand_in(sent(TEXT), origin=UPLOAD)
        work_off()
        assert deposits.retry(batch.deposits.all()) == 0
        assert not Job.objects.exists()

    @pytest.mark.parametrize(
        ("problem", "data", "url", "again"),
        [
            (Problem.EMPTY, b"", "", False),
            (Problem.TIMEOUT, b"Un.", "", True),
            (Problem.TIMEOUT, None, "", False),
            (Problem.TOO_LARGE, None, "", False),
            ("crash", b"Un.", "", True),
            (Problem.NO_ARTICLE, b"<p>", "https://example.org/a", True),
            (Reason.TIMEOUT, None, "https://example.org/a", True),
            (Reason.PORT, None, "https://example.org:1/a", False),
        ],
    )
    def test_only_what_may_come_to_another_end_and_why_it_failed_stays(self, problem, data, url, again):
        batch = hand_in([Sent("a", data, url=url)], origin=UPLOAD)
        Job.objects.all().delete()
        batch.deposits.update(state=Deposit.State.FAILED, problem=problem)
        assert deposits.retry(batch.deposits.all()) == again
        assert batch.deposits.get().problem == problem
        assert Job.objects.exists() == again

    def test_what_a_zip_holds_and_is_not_read_keeps_its_reason(self):
        batch = hand_in([Sent("tout.zip", samples.zipped({"a.zip": samples.zipped({"b.txt": b"B."})}))], origin=UPLOAD)
        work_off()
        assert deposits.retry(batch.deposits.all()) == 0
        assert batch.deposits.failed().get().problem == "nested"

    def test_a_page_is_fetched_anew_but_not_what_a_feed_held(self):
        feed = Feed.objects.create(url="https://example.org/feed")
        for about in ({"origin": Batch.Origin.ADDRESS}, {"origin": Batch.Origin.FEED, "feed": feed}):
            hand_in([Sent("a", b"<p>", url="https://example.org/a")], **about)
        Job.objects.all().delete()
        Deposit.objects.update(state=Deposit.State.FAILED, problem=Problem.NO_ARTICLE)
        assert deposits.retry(Deposit.objects.all()) == 1
        assert [bool(d.content) for d in Deposit.objects.order_by("pk")] == [False, True]

    def test_many_in_a_constant_number_of_queries_each_hundred(self, django_assert_max_num_queries):
        batch = hand_in(sent(*[f"{n}" for n in range(300)]), origin=UPLOAD)
        Job.objects.all().delete()
        Deposit.objects.update(state=Deposit.State.FAILED, problem="crash")
        with django_assert_max_num_queries(700):  # the engine is told of each
            assert deposits.retry(batch.deposits.failed()) == 300
        assert Job.objects.count() == 300
        assert set(states(batch)) == {("waiting", "sent")}


class TestAnnotatingAnew:
    def test_all_of_a_batch_and_nothing_else(self):
        batch, other = hand_in(sent("Un.", "", "Un."), origin=UPLOAD), hand_in(sent("Deux."), origin=UPLOAD)
        work_off()
        assert deposits.annotate_anew(batch) == 1
        assert states(batch) == [("running", "extracted"), ("failed", "read"), ("known", "sent")]
        assert states(other) == [("done", "linked")]
        assert Article.objects.get(text="Un.").is_annotated, "the old one stands until then"
        assert work_off() == 1
        assert states(batch)[0] == ("done", "linked")
        assert Article.objects.get(text="Un.").annotation_version == nlp.version()

    def test_what_had_been_given_up_too(self, monkeypatch):
        batch = hand_in(sent(TEXT), origin=UPLOAD)
        working.do(Job.objects.get().pk, owner="a")
        Job.objects.update(state=Job.State.FAILED, attempts=5)
        Article.objects.update(annotation_failures=5)
        batch.deposits.update(state=Deposit.State.FAILED, problem="annotation")
        deposits.annotate_anew(batch)
        work_off()
        assert states(batch) == [("done", "linked")]
        assert Article.objects.get().annotation_failures == 0


class TestTakingBack:
    def test_nothing_of_it_stays(self):
        batch = hand_in(sent(""), origin=UPLOAD)
        deposits.take_back(batch)
        assert not (Batch.objects.exists() or Deposit.objects.exists() or Job.objects.exists())
        assert deposits.forget_contents() == 1

    def test_but_bytes_that_others_sent_too(self):
        batch, _ = hand_in(sent("Un."), origin=UPLOAD), hand_in(sent("Un."), origin=UPLOAD)
        deposits.take_back(batch)
        assert deposits.forget_contents() == 0
        work_off()
        assert Article.objects.get().text == "Un."


class TestSeveralInOneGo:
    def test_what_it_takes_hardly_grows_with_them(self):
        hand_in(sent("Seul."), origin=UPLOAD)
        with CaptureQueriesContext(connection) as one:
            working._do(queue.take_more(queue.take_next("a")))
        work_off()
        hand_in(sent(*[f"Texte {n}." for n in range(10)]), origin=UPLOAD)
        with CaptureQueriesContext(connection) as ten:
            working._do(queue.take_more(queue.take_next("a")))
        assert Article.objects.count() == 11
        assert len(ten) < len(one) + 10

    def test_each_comes_to_its_own_end(self):
        old = stored("Déjà là.")
        batch = hand_in(sent("Un.", "", "Déjà là.", "Deux.", "Un.", "…"), origin=UPLOAD)
        work_off()
        assert [d.state for d in batch.deposits.all()] == ["done", "failed", "known", "done", "known", "failed"]
        assert [d.article and d.article.text for d in batch.deposits.all()][2:5] == ["Déjà là.", "Deux.", "Un."]
        assert Article.objects.count() == 3
        added = Act.objects.filter(verb=Verb.ADDED).order_by("pk").values_list("article__text", flat=True)
        assert list(added) == [old.text, "Un.", "Deux."]

    def test_two_with_one_address_are_two_articles(self):
        given = Particulars(url="https://news.example/a")
        several = [Sent(f"{n}.txt", f"Texte {n}.".encode(), given=given) for n in range(2)]
        hand_in(several, origin=UPLOAD)
        work_off()
        assert Article.objects.count() == 2

    def test_another_process_that_was_quicker_is_no_harm(self, monkeypatch):
        monkeypatch.setattr(importing, "known", lambda digests: set())
        stored("Déjà là.")
        batch = hand_in(sent("Un.", "Déjà là.", "Deux."), origin=UPLOAD)
        work_off()
        assert [d.state for d in batch.deposits.all()] == ["done", "known", "done"]
        assert Article.objects.count() == 3

    def test_cancelled_ones_are_left(self):
        batch = hand_in(sent("Un.", "Deux."), origin=UPLOAD)
        Deposit.objects.filter(name="1.txt").update(state=Deposit.State.CANCELLED)
        work_off()
        assert [d.state for d in batch.deposits.all()] == ["cancelled", "done"]


class TestCancelling:
    def test_what_has_not_begun_is_stopped_and_the_rest_goes_on(self):
        batch, other = hand_in(sent("Un.", "Deux.", "Trois."), origin=UPLOAD), hand_in(sent("Autre."), origin=UPLOAD)
        working.do(Job.objects.first().pk, owner="a")
        assert deposits.cancel(batch) == 2
        work_off()
        assert [state for state, _ in states(batch)] == ["done", "cancelled", "cancelled"]
        assert states(other) == [("done", "linked")]
        batch.refresh_from_db()
        assert batch.cancelled_at

    @pytest.mark.parametrize("several", [("Un.",), ("Un.", "Deux.", "Trois.")], ids=["alone", "among others"])
    def test_what_is_being_read_comes_to_nothing_and_spoils_no_other(self, monkeypatch, several):
        batch, other = hand_in(sent("Annulé."), origin=UPLOAD), hand_in(sent(*several), origin=UPLOAD)
        real = extract.read

        def read(name, data):
            if data == b"Annul\xc3\xa9.":
                deposits.cancel(batch)
            return real(name, data)

        monkeypatch.setattr(extract, "read", read)
        leases = queue.take_more(queue.take_next("a"))
        assert len(leases) == 1 + len(several)
        working._do(leases)
        work_off()
        assert states(batch) == [("cancelled", "sent")]
        assert set(states(other)) == {("done", "linked")}
        assert sorted(Article.objects.values_list("text", flat=True)) == sorted(several)

    @pytest.mark.parametrize(
        ("name", "data"),
        [("a.zip", samples.zipped({"a.txt": b"Un.", "b.txt": b"Deux."})), ("a.txt", b""), ("b.txt", b"Su.")],
    )
    def test_nor_do_parts_a_refusal_or_a_text_that_is_known(self, monkeypatch, name, data):
        stored("Su.")
        batch = hand_in([Sent(name, data)], origin=UPLOAD)
        lease = queue.take(Job.objects.get(deposit__batch=batch).pk, "a")
        real = deposits._bytes

        def cancelled_meanwhile(deposit):
            deposits.cancel(batch)
            return real(deposit)

        monkeypatch.setattr(deposits, "_bytes", cancelled_meanwhile)
        working._do([lease])
        assert states(batch) == [("cancelled", "sent")]
        assert not Job.objects.filter(kind=Job.Kind.DEPOSIT).exists()

    def test_what_is_an_article_by_now_is_annotated(self):
        batch = hand_in(sent("Un."), origin=UPLOAD)
        working.do(Job.objects.get().pk, owner="a")
        assert deposits.cancel(batch) == 0
        work_off()
        assert states(batch) == [("done", "linked")]

    def test_and_may_be_taken_up_again(self):
        batch = hand_in(sent("Un."), origin=UPLOAD)
        deposits.cancel(batch)
        deposits.retry(batch.deposits.all())
        work_off()
        assert states(batch) == [("done", "linked")]


def test_the_housekeeper_says_when_they_are_indexed():
    batch = hand_in(sent(TEXT), origin=UPLOAD, status=Article.Status.PUBLISHED)
    work_off()
    working.Housekeeping().round()
    assert states(batch) == [("done", "indexed")]


def test_bytes_are_dropped_when_nothing_needs_them():
    hand_in(sent("Un.", "Deux."), origin=UPLOAD)
    working.do(Job.objects.first().pk, owner="a")
    Content.objects.update(kept_at=timezone.now() - deposits.KEPT_FOR - timedelta(hours=1))
    Deposit.objects.filter(article__isnull=False).update(state=Deposit.State.DONE)
    assert deposits.forget_contents() == 1
    assert Deposit.objects.filter(content=None).get().article
