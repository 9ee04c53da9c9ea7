"""The engine for several machines, on a real PostgreSQL: ``python -m tests.postgres``."""

import os
import signal
import threading
import time

import pytest
from django.db import connection, transaction
from django.utils import timezone

from articles import nlp
from articles.ingest import queue, working
from articles.ingest.tasks import run_job
from articles.models import Article, Job
from articles.text.annotation import Annotation
from tests.ingest.findings import let_find, stored
from tests.ingest.hands import OWNER, let_time_pass
from tests.processes import Started, alive, children, until

if connection.vendor == "postgresql":
    from newsroom import procrastination

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL: python -m tests.postgres"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
]
PATIENCE = 30


@pytest.fixture(autouse=True)
def engine(settings, monkeypatch):
    settings.TASKS = {"default": {"BACKEND": "newsroom.engines.ProcrastinateBackend"}}
    monkeypatch.setattr(working.HAND, "owner", "")
    yield
    rows("DELETE FROM procrastinate_jobs")
    rows("DELETE FROM procrastinate_workers")


@pytest.fixture
def laboratory(monkeypatch, reference):
    """A quick one; each text that it reads is noted, with the owner of the job."""
    read = []

    def annotate(text, *_, **__):
        read.append((text, working.HAND.leases[0].job.lease_owner))
        return Annotation((), (), ())

    let_find(monkeypatch, annotate)
    return read


def rows(query):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall() if cursor.description else []


def errands():
    return rows("SELECT status::text, args->'args'->>0, scheduled_at FROM procrastinate_jobs ORDER BY id")


def work(*, ended=lambda: not errands() and not Job.objects.exists()):
    """Let a worker work here until ``ended``; fail if that takes too long."""
    stop, waited = threading.Event(), []

    def watch():
        deadline = time.monotonic() + PATIENCE
        while not (there := ended()) and time.monotonic() < deadline:
            time.sleep(0.05)
        waited.append(there)
        stop.set()
        connection.close()

    watcher = threading.Thread(target=watch)
    watcher.start()
    procrastination.work(stop, OWNER)
    watcher.join()
    assert waited == [True], f"left: {errands()} {list(Job.objects.values())}"


class TestTelling:
    def test_it_hears_of_a_job_as_the_job_is_stored(self):
        stored()
        assert [(status, int(number)) for status, number, _ in errands()] == [("todo", Job.objects.get().pk)]

    def test_of_what_is_not_stored_it_hears_nothing(self):
        with pytest.raises(RuntimeError), transaction.atomic():
            stored()
            raise RuntimeError
        assert not errands()
        assert not Job.objects.exists()

    def test_of_what_is_put_back_it_hears_when_it_is_due(self):
        stored()
        rows("DELETE FROM procrastinate_jobs")
        queue.put_back(queue.take_next(OWNER), seconds=60)
        ((_, _, scheduled),) = errands()
        assert scheduled == Job.objects.get().run_after


class TestWorking:
    def test_what_waits_is_done_and_nothing_is_left(self, laboratory):
        for number in range(5):
            stored(f"Texte {number}.")
        work()
        assert sorted(laboratory) == [(f"Texte {number}.", OWNER) for number in range(5)], "once, on our lease"
        assert not Article.objects.filter(annotation_version="").exists()
        assert not rows("SELECT 1 FROM procrastinate_events")
        assert not rows("SELECT 1 FROM procrastinate_workers"), "it has signed off"

    def test_what_comes_later_is_done_too(self, laboratory):
        later = threading.Timer(1, lambda: (stored("Plus tard."), connection.close()))
        later.start()
        work(ended=lambda: Article.objects.exclude(annotation_version="").exists() and not errands())

    def test_also_where_nobody_is_told(self, laboratory, monkeypatch):
        from procrastinate.worker import Worker

        async def deaf(*_, **__):
            pass

        monkeypatch.setattr(Worker, "_handle_notification", deaf)
        self.test_what_comes_later_is_done_too(laboratory)

    def test_told_thrice_and_of_what_is_not_there_it_does_the_work_once(self, laboratory):
        stored()
        for number in (Job.objects.get().pk, Job.objects.get().pk, 10**9):
            run_job.enqueue(number)
        work()
        assert len(laboratory) == 1

    def test_what_it_never_heard_of_is_told_again(self, laboratory):
        stored()
        rows("DELETE FROM procrastinate_jobs")
        let_time_pass()
        assert queue.tell_again() == 1
        work()
        assert len(laboratory) == 1

    def test_what_is_put_back_is_done_when_its_time_has_come(self, laboratory, monkeypatch):
        stored()
        falls, real = [nlp.ModelMissing("none")], nlp.annotate

        def annotate(*arguments, **options):
            if falls:
                raise falls.pop()
            return real(*arguments, **options)

        let_find(monkeypatch, annotate)
        monkeypatch.setattr(working, "_NO_MODEL_SECONDS", 1)
        work()
        assert len(laboratory) == 1

    def test_a_job_that_fails_leaves_no_errand_but_the_next_attempts(self, laboratory, monkeypatch):
        stored()

        def annotate(*_, **__):
            raise RecursionError

        let_find(monkeypatch, annotate)
        work(ended=lambda: Job.objects.filter(attempts=1, state=Job.State.QUEUED).exists() and len(errands()) == 1)
        ((status, _, scheduled),) = errands()
        assert status == "todo"
        assert scheduled > timezone.now()

    def test_an_errand_that_died_with_its_worker_is_taken_up(self, laboratory):
        """The worker was killed after it had the errand, and before it had the job."""
        stored()
        rows("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')")
        rows("UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT max(id) FROM procrastinate_workers)")
        work()
        assert len(laboratory) == 1

    def test_a_database_that_falls_is_waited_for(self, laboratory, monkeypatch, caplog):
        stored()
        monkeypatch.setattr(procrastination, "_TROUBLE_SECONDS", 0.1)
        falls, real = [OSError("gone")], procrastination.PsycopgConnector

        def connector(**options):
            if falls:
                raise falls.pop()
            return real(**options)

        monkeypatch.setattr(procrastination, "PsycopgConnector", connector)
        work()
        assert "trying again" in caplog.text


@pytest.mark.model
def test_workers_that_are_killed_lose_nothing(reference, tmp_path):
    """Real workers: one is killed with a job in hand, and told to stop with another."""
    name = connection.settings_dict["NAME"]
    address = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
    worker = Started(
        tmp_path / "data",
        *("manage.py", "worker", "--processes", "2"),
        log=tmp_path / "log",
        DATABASE_URL=address,
        NEWSROOM_TASKS="PROCRASTINATE",
    )
    try:
        stored("Vladimir Poutine est à Astana.")
        until(lambda: not Job.objects.exists(), "the first job")
        article = stored("Vladimir Poutine est à Astana. " * 10_000)
        owner = until(lambda: Job.objects.running().values_list("lease_owner", flat=True).first(), "a job in hand")
        assert int(owner.partition("-")[0]) in children(worker.process.pid)
        os.kill(int(owner.partition("-")[0]), signal.SIGKILL)
        again = Job.objects.running().filter(attempts=2)
        other = until(lambda: again.values_list("lease_owner", flat=True).first(), "another worker with the job")
        assert other != owner
        below, began = children(worker.process.pid), time.monotonic()
        worker.stop()
        assert time.monotonic() - began < 12
        article.refresh_from_db()
        job = Job.objects.first()
        assert article.is_annotated if job is None else (job.state, job.attempts) == (Job.State.QUEUED, 1)
    finally:
        if worker.process.poll() is None:
            worker.stop(signal.SIGKILL)
    assert "Traceback" not in worker.output
    assert not [pid for pid in below if alive(pid)]
