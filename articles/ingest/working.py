"""Workers: one kind does jobs, another keeps house; each goes on until it is told to stop."""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import OperationalError, close_old_connections, connection, transaction

from articles import nlp
from articles.index import IndexBusy
from articles.ingest import annotating, deposits, feeds, owners, queue, stories, storing
from articles.ingest.deposits import Sent
from articles.ingest.indexing import follow, followed_up_to
from articles.ingest.queue import Lease, LeaseLost
from articles.models import Batch, Job, language_code
from articles.nlp import ModelMissing

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.4
_TROUBLE_SECONDS = 5.0
_NO_MODEL_SECONDS = 60
# A lease is renewed often enough to live through a minute in which the database answers nobody.
_BEAT_SECONDS = 15
# Who is told to stop finishes what it has in hand within so many seconds, or gives it back.
GRACE_SECONDS = 8

_SWEEP, _FEEDS, _STALE, _PRUNE = (timedelta(seconds=n).total_seconds() for n in (2, 5, 30, 3600))
# What is loaded at the first text is loaded by this one.
_EXAMPLE = "Le président de la République, M. Martin, est à Paris avec le ministre des Affaires étrangères. " * 5
# While there is work, comparing, which may take its time, does not stand in its way: both need the archive's lock.
_STORIES = 30.0
# And the index follows in steps, each of which costs a commit.
_STEP_SECONDS = 1.5


@dataclass(frozen=True, slots=True)
class Kind:
    """How work of one kind is done, and who says that an attempt failed.

    ``together`` does several in one go, in a transaction that stores all or nothing, and returns those that it leaves.
    """

    do: Callable[[Lease], None]
    failed: Callable[..., None]
    together: Callable[[Sequence[Lease]], Sequence[Lease]] = lambda leases: leases


KINDS = {
    Job.Kind.DEPOSIT: Kind(deposits.read, deposits.failed, deposits.read_together),
    Job.Kind.ANNOTATE: Kind(annotating.annotate, annotating.failed, annotating.annotate_together),
    Job.Kind.FEED: Kind(feeds.poll, feeds.failed),
}


class Hand:
    """What one process has in hand: so that it can be given back when there is no time to finish it.

    ``owner`` is the name under which it takes jobs that an engine brings.
    """

    def __init__(self) -> None:
        self.owner = ""
        self.leases: tuple[Lease, ...] = ()

    def let_go(self) -> None:
        """Give back what is in hand, from whatever thread; the work on it then comes to nothing."""
        if not self.leases:
            return
        try:
            for lease in self.leases:
                with suppress(LeaseLost):  # it was finished just now
                    queue.put_back(lease)
        finally:
            connection.close()


HAND = Hand()


def do(job: int, *, owner: str = "", more: bool = False) -> bool:
    """Do a job, if it is still to be done and nobody has it; return whether it was taken.

    With ``more``, small ones that are due behind it are done in the same go.
    """
    owner = owner or HAND.owner
    if not owner:
        with owners.owner() as owner:
            return do(job, owner=owner, more=more)
    lease = queue.take(job, owner)
    if lease:
        _do(queue.take_more(lease) if more else [lease])
    return bool(lease)


def read_at_once(sent: Sent, **given: Any) -> Batch:
    """Hand in one thing, as ``deposits.hand_in`` does, and read it here and now; annotating it is left to workers.

    No worker gets it before us, for it comes in on lease. Whatever then goes wrong with the database, it is kept whole,
    and its job too: a worker takes that up.
    """
    with owners.owner() as owner:
        with transaction.atomic():
            batch = deposits.hand_in([sent], **given)
            job = Job.objects.filter(deposit__batch=batch).first()
            lease = job and queue.take(job.pk, owner)
        if lease:
            with suppress(OperationalError):
                _do([lease])
    return batch


def load() -> None:
    """Load all that work needs: before workers are forked, so that they share it."""
    nlp.identified(_EXAMPLE)
    storing.known_entities()
    language_code("la")  # it knows all languages' names
    try:
        for language in nlp.LANGUAGES:
            nlp.load(language)
            nlp.annotate(_EXAMPLE, language)
    except ModelMissing as error:
        log.error("Nothing can be annotated: %s", error)


def work(stop: threading.Event, owner: str) -> None:
    """Do jobs as they are due until ``stop`` is set; a job in hand is finished first."""
    while not stop.is_set():
        try:
            if lease := queue.take_next(owner):
                _do(queue.take_more(lease))  # by the same connection: opening one takes as long as a few queries
                continue
            stop.wait(IDLE_SECONDS)
        except Exception:
            # A locked database, a full disk: nothing that starting anew would mend sooner.
            log.exception("The database cannot be used; trying again in %d seconds", _TROUBLE_SECONDS)
            stop.wait(_TROUBLE_SECONDS)
        close_old_connections()


def work_off(owner: str) -> int:
    """Do all jobs that are due, and what they lead to; return how many."""
    many = 0
    while lease := queue.take_next(owner):
        leases = queue.take_more(lease)
        _do(leases)
        many += len(leases)
    return many


def keep(stop: threading.Event) -> None:
    """Keep the index in step with the rows, and put into the queue what is due, until ``stop`` is set."""
    house = Housekeeping()
    while not stop.is_set():
        close_old_connections()
        try:
            house.round()
        except IndexBusy:
            pass  # another command writes to the index and follows the same changes
        except OperationalError as error:
            log.warning(
                "Housekeeping met a database that is busy, trying again in %d seconds: %s", _TROUBLE_SECONDS, error
            )
            stop.wait(_TROUBLE_SECONDS)
        except Exception:
            log.exception("Housekeeping failed; trying again in %d seconds", _TROUBLE_SECONDS)
            stop.wait(_TROUBLE_SECONDS)
        stop.wait(IDLE_SECONDS)


class Housekeeping:
    """What is to be done now and then, and when it was done last."""

    def __init__(self) -> None:
        self._last: dict[str, float] = {}
        self._compared = 0

    def round(self) -> None:
        """Do what is due by now."""
        if self._is_due("sweep", _SWEEP):
            sweep()
            queue.tell_again()
        if self._is_due("feeds", _FEEDS):
            feeds.ask_for_due()
        if self._is_due("stale", _STALE):
            annotating.ask_for_stale()
        busy = Job.objects.running().exists()
        if self._is_due("stories", _STORIES if busy else _SWEEP if not self._compared else 0):
            self._compared = stories.compare()
        if self._is_due("prune", _PRUNE):
            deposits.forget_contents()
        if self._is_due("index", _STEP_SECONDS if busy else 0):
            follow()
            deposits.indexed(followed_up_to())

    def _is_due(self, name: str, seconds: float) -> bool:
        now = time.monotonic()
        if name in self._last and now - self._last[name] < seconds:
            return False
        self._last[name] = now
        return True


def sweep() -> int:
    """Take the jobs of dead workers from them: to be tried again, or given up after the last attempt."""
    many = 0
    for job in queue.abandoned(owners.is_alive):
        log.warning("The worker that had %s is gone (attempt %d)", job, job.attempts)
        many += _failed(Lease(job, job.lease_token), "the worker died", perhaps_innocent=True)
    if not Job.objects.running().exists():
        owners.forget_the_dead()
    return many


def _do(leases: Sequence[Lease]) -> None:
    """Do what was taken together: in one go, and alone what that leaves."""
    HAND.leases = tuple(leases)
    try:
        with _renewing(leases):
            for lease in _left(leases):
                _do_alone(lease)
        owners.tell_success(leases[0].job.lease_owner)
    except OperationalError as error:
        # The database's fault, not the jobs'.
        _put_back(leases, seconds=_TROUBLE_SECONDS, error=f"{Job.DATABASE}: {error}")
        raise
    finally:
        HAND.leases = ()


def _left(leases: Sequence[Lease]) -> Sequence[Lease]:
    """Do ``leases`` in one go; return those that are to be done alone: all, if anything goes wrong with one of them."""
    if len(leases) == 1:
        return leases
    try:
        return KINDS[Job.Kind(leases[0].job.kind)].together(leases)
    except OperationalError:
        raise
    except Exception as error:
        log.info("%d jobs are done one by one (%s)", len(leases), error)
        return leases


def _do_alone(lease: Lease) -> None:
    try:
        KINDS[Job.Kind(lease.job.kind)].do(lease)
    except LeaseLost:
        log.warning("%s was taken from this worker; what it made of it is dropped", lease.job)
    except OperationalError:
        raise
    except ModelMissing as error:
        log.error("Nothing can be annotated: %s", error)
        _put_back([lease], seconds=_NO_MODEL_SECONDS)
    except Exception as error:
        log.exception("%s failed (attempt %d)", lease.job, lease.job.attempts)
        _failed(lease, f"{type(error).__name__}: {error}")


def _put_back(leases: Sequence[Lease], *, seconds: float, error: str = "") -> None:
    for lease in leases:
        try:
            queue.put_back(lease, seconds=seconds, error=error)
        except LeaseLost:
            pass  # it was finished, or is in other hands
        except OperationalError:
            log.exception("%s could not be put back; its lease will end", lease.job)
            return


def _failed(lease: Lease, error: str, *, perhaps_innocent: bool = False) -> bool:
    try:
        with transaction.atomic():
            given_up = queue.fail(lease.job, lease.token, error, perhaps_innocent=perhaps_innocent)
            KINDS[Job.Kind(lease.job.kind)].failed(lease.job, error=error, given_up=given_up)
    except LeaseLost:
        return False
    return True


@contextmanager
def _renewing(leases: Sequence[Lease]) -> Iterator[None]:
    """Renew the leases from a thread while the block runs, for a model may keep this one busy for long."""
    done = threading.Event()

    def beat() -> None:
        try:
            while not done.wait(_BEAT_SECONDS):
                try:
                    if not queue.renew(leases):
                        return
                except OperationalError:
                    log.warning("The lease of %s could not be renewed", leases[0].job)
        finally:
            connection.close()

    thread = threading.Thread(target=beat, name=f"renews {leases[0].job}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def stop_in_time(stop: threading.Event) -> None:
    """Set ``stop``; if the job in hand is not finished in time, give it back and end this process at once."""
    stop.set()

    def end() -> None:
        HAND.let_go()
        os._exit(0)

    timer = threading.Timer(GRACE_SECONDS, end)
    timer.daemon = True
    timer.start()
