import threading

import pytest
from django.db import OperationalError

from articles.index import IndexQuery, IndexReader, writing
from articles.ingest import working
from articles.ingest.deposits import Sent
from articles.ingest.importing import import_text
from articles.models import Article, Batch, Job
from articles.text.annotation import Annotation
from tests.ingest.findings import let_find, stored
from tests.ingest.hands import OWNER, let_time_pass

pytestmark = pytest.mark.django_db


class Days:
    """A stop signal that comes after so many rests; what happens during each can be told."""

    def __init__(self, *events):
        self.events = list(events)
        self.rests = []

    def is_set(self):
        return not self.events

    def wait(self, seconds):
        self.rests.append(seconds)
        if self.events:
            self.events.pop(0)()
        return self.is_set()


def nothing():
    pass


@pytest.fixture(autouse=True)
def laboratory(monkeypatch, reference):
    # A connection with a test's transaction on it is not to be closed.
    monkeypatch.setattr(working, "close_old_connections", nothing)
    let_find(monkeypatch, lambda *_, **__: Annotation((), (), ()))


@pytest.fixture
def found(settings):
    return lambda: sorted(IndexReader(settings.INDEX_DIR).find(IndexQuery()).ids)


class TestAWorker:
    def test_does_what_waits_before_it_rests(self):
        for number in range(10):
            stored(f"Texte {number}.")
        seen = []
        working.work(Days(lambda: seen.append(Job.objects.count())), OWNER)
        assert seen == [0]
        assert not Article.objects.filter(annotation_version="").exists()

    def test_and_what_comes_later(self):
        working.work(Days(lambda: stored("Plus tard."), nothing), OWNER)
        assert Article.objects.get().is_annotated

    def test_ends_at_once_when_told_before_it_began(self):
        stored()
        working.work(Days(), OWNER)
        assert not Article.objects.get().is_annotated

    @pytest.mark.parametrize("trouble", [OperationalError("database is locked"), OSError(28, "No space left")])
    def test_survives_a_database_in_trouble_and_loses_nothing(self, monkeypatch, caplog, trouble):
        stored()
        real, falls = working.queue.take_next, [trouble, trouble]

        def take_next(owner):
            if falls:
                raise falls.pop()
            return real(owner)

        monkeypatch.setattr(working.queue, "take_next", take_next)
        days = Days(nothing, nothing, nothing)
        working.work(days, OWNER)
        assert Article.objects.get().is_annotated
        assert days.rests == [working._TROUBLE_SECONDS] * 2 + [working.IDLE_SECONDS]
        assert caplog.text.count("trying again") == 2

    def test_puts_back_what_the_database_would_not_store(self, monkeypatch):
        article = stored()

        def locked(lease):
            raise OperationalError("database is locked")

        monkeypatch.setitem(working.KINDS, Job.Kind.ANNOTATE, working.Kind(locked, working.annotating.failed))
        working.work(Days(nothing), OWNER)
        job = Job.objects.get()
        assert (job.state, job.attempts) == (Job.State.QUEUED, 0), "it was not the job's fault"
        article.refresh_from_db()
        assert article.annotation_failures == 0

    @pytest.mark.django_db(transaction=True)
    def test_gives_back_what_it_cannot_finish_in_time(self):
        stored()
        hand = working.Hand()
        hand.let_go()
        hand.leases = (working.queue.take_next(OWNER),)
        hand.let_go()
        job = Job.objects.get()
        assert (job.state, job.attempts, job.lease_owner) == (Job.State.QUEUED, 0, "")

    def test_does_one_job_that_an_engine_names(self):
        article = stored()
        job = Job.objects.get()
        assert working.do(job.pk)
        assert not working.do(job.pk), "it is done"
        article.refresh_from_db()
        assert article.is_annotated


class TestReadingAtOnce:
    def test_no_worker_gets_it_first(self, monkeypatch):
        real, others = working.queue.take, []

        def take(job, owner):
            lease = real(job, owner)
            others.append(real(job, "another"))
            return lease

        monkeypatch.setattr(working.queue, "take", take)
        batch = working.read_at_once(Sent("a.txt", b"Un texte."), origin=Batch.Origin.UPLOAD)
        assert others == [None]
        assert Article.objects.get().deposits.get().batch == batch
        assert Job.objects.get().kind == Job.Kind.ANNOTATE, "that is left to workers"

    def test_what_the_database_would_not_store_is_kept_for_later(self, monkeypatch):
        def locked(lease):
            raise OperationalError("database is locked")

        monkeypatch.setitem(working.KINDS, Job.Kind.DEPOSIT, working.Kind(locked, working.deposits.failed))
        working.read_at_once(Sent("a.txt", b"Un texte."), origin=Batch.Origin.UPLOAD)
        assert Job.objects.get().state == Job.State.QUEUED

    def test_what_never_came_in_is_said(self, monkeypatch):
        def locked(*_, **__):
            raise OperationalError("database is locked")

        monkeypatch.setattr(working.deposits, "hand_in", locked)
        with pytest.raises(OperationalError):
            working.read_at_once(Sent("a.txt", b"Un texte."), origin=Batch.Origin.UPLOAD)
        assert not Batch.objects.exists()


class TestTheHousekeeper:
    def test_keeps_the_index_in_step(self, found):
        article = stored()
        draft = import_text("Un brouillon.")
        seen = []
        working.keep(Days(lambda: seen.append(found()), nothing))
        assert seen == [[article.pk]]
        assert draft.pk not in found()

    def test_follows_what_changes_later(self, found):
        working.keep(Days(lambda: stored("Plus tard."), nothing, nothing))
        assert found() == [Article.objects.get().pk]

    def test_waits_while_another_process_writes_to_the_index(self, found, settings):
        article = stored()
        other = writing(settings.INDEX_DIR)
        other.__enter__()
        working.keep(Days(nothing, lambda: other.__exit__(None, None, None), nothing))
        assert found() == [article.pk]

    @pytest.mark.parametrize("trouble", [OperationalError("database is locked"), OSError(28, "No space left")])
    def test_survives_trouble(self, found, monkeypatch, caplog, trouble):
        article = stored()
        real, falls = working.follow, [trouble, trouble]

        def follow():
            if falls:
                raise falls.pop()
            return real()

        monkeypatch.setattr(working, "follow", follow)
        working.keep(Days(*[nothing] * 6))
        assert found() == [article.pk]
        assert caplog.text.count("trying again") == 2

    def test_takes_the_jobs_of_the_dead(self):
        stored()
        working.queue.take_next("dead")
        let_time_pass()
        assert working.sweep() == 1
        job = Job.objects.get()
        assert (job.state, job.attempts, job.error) == (Job.State.QUEUED, 1, "the worker died")
        assert working.sweep() == 0

    def test_asks_for_what_an_older_version_annotated(self):
        article = stored()
        Job.objects.all().delete()
        Article.objects.update(annotation_version="0")
        working.keep(Days(nothing))
        assert Job.objects.get().article == article


def test_an_article_that_fails_stops_nothing(found, monkeypatch):
    poison, good = stored("Poison."), stored("Bon.")

    def annotate(text, *_, **__):
        if text == "Poison.":
            raise RecursionError
        return Annotation((), (), ())

    let_find(monkeypatch, annotate)
    working.work(Days(nothing), OWNER)
    working.keep(Days(nothing))
    assert found() == [poison.pk, good.pk], "a text without annotation can be read and searched"
    assert Article.objects.get(pk=good.pk).is_annotated
    assert not Article.objects.get(pk=poison.pk).is_annotated


@pytest.mark.django_db(transaction=True)
def test_a_lease_is_renewed_while_the_work_goes_on(monkeypatch):
    monkeypatch.setattr(working, "_BEAT_SECONDS", 0.01)
    stored()
    lease = working.queue.take_next(OWNER)
    beaten = threading.Event()
    real = working.queue.renew

    def renew(leases):
        beaten.set()
        return real(leases)

    monkeypatch.setattr(working.queue, "renew", renew)
    with working._renewing([lease]):
        assert beaten.wait(10)
    assert Job.objects.get().lease_until
