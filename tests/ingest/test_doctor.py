"""Each inconsistency is planted, found, mended, and no longer found."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from articles import nlp
from articles.ingest import doctor, queue, working
from articles.ingest.deposits import Sent, hand_in
from articles.ingest.indexing import follow
from articles.models import ArchiveState, Article, ArticleCountry, Batch, Content, Deposit, Job, Mention
from articles.text.annotation import Annotation
from tests.ingest.findings import TEXT, annotation
from tests.ingest.hands import let_time_pass, work_off

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def archive(monkeypatch, reference):
    """Three articles that came in, were annotated and indexed."""
    nothing = Annotation((), (), ())
    monkeypatch.setattr(nlp, "annotate", lambda text, *_, **__: annotation() if text == TEXT else nothing)
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
    Article.objects.filter(pk=other.pk).delete()


MENDED = {
    "texts": [cut_text, miscount_words],
    "positions of mentions": [move_mention, cut_text, move_evidence],
    "deposits": [lose_a_job],
    "kept bytes": [leave_bytes],
    "jobs": [kill_a_worker],
    "counter of changes": [turn_the_counter_back, forget_a_number],
    "search index": [publish_behind_the_back, name_behind_the_back, keep_an_old_index],
}


@pytest.mark.parametrize(("check", "plant"), [(check, plant) for check, plants in MENDED.items() for plant in plants])
def test_what_is_planted_is_found_and_mended(archive, check, plant):
    plant(archive)
    assert check in found()
    found(mend=True)
    let_time_pass(0.1)
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
    assert list(found()) == ["texts"]
    found(mend=True)
    settle()
    assert found() == {}
