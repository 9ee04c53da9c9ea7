"""Each inconsistency is planted, found, mended, and no longer found."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from articles import nlp
from articles.index import IndexBusy
from articles.ingest import deposits, doctor, editing, history, queue, working
from articles.ingest.deposits import Sent, hand_in
from articles.ingest.indexing import follow
from articles.models import (
    ArchiveState,
    Article,
    ArticleCountry,
    ArticleTopic,
    Band,
    Batch,
    Content,
    Deposit,
    Entity,
    Fingerprint,
    Job,
    Mention,
    Story,
    Verb,
)
from articles.text.annotation import Annotation
from tests.ingest.copies import agency, seed, told
from tests.ingest.findings import TEXT, annotation, let_find
from tests.ingest.hands import let_time_pass, work_off

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def archive(monkeypatch, reference):
    """Three articles that came in, were annotated and indexed."""
    nothing = Annotation((), (), ())
    let_find(monkeypatch, lambda text, *_, **__: annotation() if text == TEXT else nothing)
    texts = (TEXT, "Un autre texte.", "Un troisième.")
    hand_in(
        [Sent(f"{number}.txt", text.encode()) for number, text in enumerate(texts)],
        origin=Batch.Origin.UPLOAD,
        status=Article.Status.PUBLISHED,
    )
    settle()
    return Article.objects.get(text=TEXT)


def settle():
    work_off()
    working.Housekeeping().round()


def found(*, mend: bool = False) -> dict[str, list[str]]:
    return {d.check.name: [f.what for f in d.findings] for d in doctor.examine(mend=mend) if d.findings}


def test_a_well_archive_is_found_well():
    assert found() == {}


def move_mention(article):
    Mention.objects.filter(article=article, start=0).update(start=2)


def cut_text(article):
    Article.objects.filter(pk=article.pk).update(text=TEXT[:30])


def move_evidence(article):
    ArticleCountry.objects.filter(article=article).update(evidence=[[5, 9000]])


def miscount_words(article):
    Article.objects.filter(pk=article.pk).update(words=3)


def lose_a_job(article):
    Deposit.objects.filter(article=article).update(state=Deposit.State.WAITING, article=None)


def leave_bytes(article):
    Content.objects.create(digest="0" * 64, data=b"x")


def kill_a_worker(article):
    queue.add(article)
    queue.take_next("dead")
    let_time_pass()


def turn_the_counter_back(article):
    ArchiveState.objects.update(revision=1)


def forget_a_number(article):
    Article.objects.filter(pk=article.pk).update(revision=0)


def publish_behind_the_back(article):
    Article.objects.filter(pk=article.pk).update(status=Article.Status.DRAFT)


def name_behind_the_back(article):
    Mention.objects.filter(article=article).last().delete()


def keep_an_old_index(article):
    other = Article.objects.exclude(pk=article.pk).first()
    history.record(other, Verb.DISCARDED)
    Article.objects.filter(pk=other.pk).delete()


def retitle_behind_the_back(article):
    Article.objects.filter(pk=article.pk).update(title="Un autre titre")


def rename_behind_the_back(article):
    Entity.objects.filter(mentions__article=article).update(name_en="Somebody else")


def shift_a_heading(article):
    Article.objects.filter(pk=article.pk).update(structure=[[0, 99999, "heading"]])


def spoil_a_heading(article):
    Article.objects.filter(pk=article.pk).update(structure=[[5, 3, "bogus"]])


def cut_a_line_by_a_heading(article):
    Article.objects.filter(pk=article.pk).update(structure=[[0, 9, "heading"]])


def put_another_thing_in_the_place_of_headings(article):
    Article.objects.filter(pk=article.pk).update(structure={"heading": [0, len(TEXT)]})


def miscount_a_country(article):
    ArticleCountry.objects.filter(article=article).update(mentions=6)


def invent_a_trigger(article):
    ArticleTopic.objects.filter(article=article).update(evidence=["missile"])


def lead_by_none(article):
    tell_twice()
    Story.objects.update(lead=None)


def lead_by_a_stranger(article):
    tell_twice()
    Story.objects.update(lead=article)


def leave_one_alone(article):
    Article.objects.filter(pk=tell_twice().pk).update(story=None)


def tell_twice() -> Article:
    """Make a story of two articles; return its second."""
    one, other = told(seed(1), agency(seed(1)))
    assert one.story_id == other.story_id is not None
    settle()
    return other


def lose_the_parts_of_a_fingerprint(article):
    Band.objects.filter(article=article).delete()


def lose_a_fingerprint(article):
    Fingerprint.objects.filter(article=article).delete()


MENDED = {
    "texts": [cut_text, miscount_words],
    "structure of texts": [
        shift_a_heading,
        spoil_a_heading,
        cut_a_line_by_a_heading,
        put_another_thing_in_the_place_of_headings,
    ],
    "positions of mentions": [move_mention, cut_text, move_evidence],
    "countries and topics": [miscount_a_country, invent_a_trigger],
    "fingerprints": [lose_the_parts_of_a_fingerprint, lose_a_fingerprint],
    "stories": [lead_by_none, lead_by_a_stranger, leave_one_alone],
    "deposits": [lose_a_job],
    "kept bytes": [leave_bytes],
    "jobs": [kill_a_worker],
    "counter of changes": [turn_the_counter_back, forget_a_number],
    "search index": [
        publish_behind_the_back,
        name_behind_the_back,
        retitle_behind_the_back,
        rename_behind_the_back,
        keep_an_old_index,
    ],
}


@pytest.mark.parametrize(("check", "plant"), [(check, plant) for check, plants in MENDED.items() for plant in plants])
def test_what_is_planted_is_found_and_mended(archive, check, plant):
    plant(archive)
    assert check in found()
    found(mend=True)
    let_time_pass(0.1)
    settle()
    assert found() == {}


def test_a_story_of_one_finds_its_copies_again(archive):
    leave_one_alone(archive)
    found(mend=True)
    settle()
    assert Story.objects.get().articles.count() == 2


def test_a_country_is_counted_right_before_the_article_is_annotated_anew(archive):
    miscount_a_country(archive)
    found(mend=True)
    assert ArticleCountry.objects.get(article=archive).mentions == 1
    assert archive.jobs.filter(kind=Job.Kind.ANNOTATE).exists()


def test_what_the_index_holds_of_an_article_is_mended_by_the_worker_where_it_writes(archive, monkeypatch):
    def busy(**_):
        raise IndexBusy

    retitle_behind_the_back(archive)
    assert found()["search index"] == [f"article {archive.pk} is not what the index holds of it"]
    monkeypatch.setattr(doctor, "follow", busy)
    found(mend=True)
    settle()
    assert found() == {}


def test_a_lexicon_s_words_are_looked_for_only_where_it_is_the_present_one(archive):
    invent_a_trigger(archive)
    Article.objects.filter(pk=archive.pk).update(annotation_version="1")
    assert found() == {}


TOLD = {
    "results of deposits": [lambda article: Deposit.objects.filter(article=article).update(article=None)],
    "digests of kept bytes": [lambda _: Content.objects.update(data=b"\0")],
    "dates": [
        lambda article: Article.objects.filter(pk=article.pk).update(published_at=datetime(9999, 12, 31, tzinfo=UTC)),
        lambda article: Article.objects.filter(pk=article.pk).update(published_at=datetime(12, 1, 1, tzinfo=UTC)),
    ],
}


@pytest.mark.parametrize(("check", "plant"), [(check, plant) for check, plants in TOLD.items() for plant in plants])
def test_what_only_a_person_can_mend_is_told(archive, check, plant):
    plant(archive)
    assert check in found(mend=True)
    settle()
    assert check in found()


def test_bytes_that_were_taken_back_wait_for_the_housekeeper_and_are_no_finding():
    deposits.take_back(hand_in([Sent("chiffre.pdf", b"%PDF")], origin=Batch.Origin.UPLOAD))
    assert Content.objects.filter(deposits=None).exists()
    assert found() == {}
    assert deposits.forget_contents() == 1


def test_a_deposit_whose_article_was_discarded_is_well(archive):
    editing.remove(archive)
    settle()
    assert found() == {}


def test_an_index_that_is_behind_is_told(archive):
    queue.add(archive)
    Article.objects.filter(pk=archive.pk).update(annotation_version="0")
    work_off()
    assert found() == {"search index": ["the index is 1 changes behind: is a worker running?"]}
    follow()
    assert found() == {}


def test_an_index_of_other_rows_is_told(settings):
    home = next(settings.INDEX_DIR.rglob("revision"))
    home.write_text("1 0123456789abcdef")
    assert found() == {"search index": ["the index followed other rows than these"]}
    found(mend=True)
    assert found() == {}


def test_a_job_that_was_given_up_is_told_but_is_somebodys_to_decide(archive):
    queue.add(archive)
    Job.objects.update(state=Job.State.FAILED, error="MemoryError")
    assert "MemoryError" in found(mend=True)["jobs given up"][0]
    assert "jobs given up" in found()


def test_work_that_waits_for_nobody_is_told(archive, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    queue.add(archive)
    Job.objects.update(run_after=timezone.now() - timedelta(hours=1))
    assert found() == {"workers": ["1 jobs wait, and no worker is running on this machine: start `serve`"]}


def test_a_missing_model_is_told(monkeypatch):
    monkeypatch.setattr(nlp, "missing_models", lambda: ["fr"])
    assert found() == {"model": ["nothing in the language “fr” can be annotated: its spaCy model is not installed"]}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its own references")
@pytest.mark.django_db(transaction=True)
def test_a_row_that_refers_to_nothing_is_told(archive):
    with connection.constraint_checks_disabled():
        Mention.objects.filter(article=archive).update(entity_id=987654)
    try:
        assert any("articles_entity" in what for what in found()["database file"])
    finally:
        Mention.objects.filter(entity_id=987654).delete()


def test_an_archive_of_an_older_shape_is_asked_nothing_else(monkeypatch):
    monkeypatch.setattr(doctor.MigrationExecutor, "migration_plan", lambda *_: [("articles.0099_x", False)])
    assert list(found()) == ["migrations"]


def test_a_text_that_is_not_canonical_is_made_so(archive):
    Article.objects.filter(pk=archive.pk).update(text=TEXT + "\r\nFin\x07.")
    assert list(found()) == ["texts", "search index"]
    found(mend=True)
    settle()
    assert found() == {}
