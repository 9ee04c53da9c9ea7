"""The queue's rows: adding work, taking it on lease, and what becomes of it.

At least once: a worker that dies in the middle leaves its row, and another takes it up. At most one result: what is
stored is stored in the transaction that gives the lease back, by whoever still has it (``hold``, ``finish``).
"""

import random
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from articles.ingest.tasks import run_job
from articles.models import Article, Deposit, Feed, Job

LEASE = timedelta(seconds=60)
_FIRST_WAIT, _LONGEST_WAIT = 10, 3600
# An engine may lose what it was told; a row that waits longer than this is told again.
_UNHEARD = timedelta(minutes=10)
_BATCH = 500
_ERROR_MOST = 300
# An engine goes by another machine's clock than the worker to whom it brings a job.
_CLOCKS_APART = timedelta(seconds=5)

Subject = Deposit | Article | Feed


class LeaseLost(Exception):
    """Another worker has the job by now, or it is gone: what was made of it here counts no longer."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A job in one worker's hands; ``token`` is known to no other."""

    job: Job
    token: str


def add(subject: Subject, *, priority: int = Job.SOON) -> None:
    """Ask for the work on ``subject``, once: where it waits already, the more urgent of the two counts."""
    add_all([subject], priority=priority)


def add_all(subjects: Iterable[Subject], *, priority: int = Job.SOON) -> None:
    """Ask for the work on each; engines hear of what this transaction adds once it ends well."""
    wanted = [_job(subject, priority) for subject in subjects]
    with transaction.atomic(savepoint=False):
        for begin in range(0, len(wanted), _BATCH):
            batch = wanted[begin : begin + _BATCH]
            Job.objects.bulk_create(batch, ignore_conflicts=True)
            rows = Job.objects.filter(kind=batch[0].kind, **_any_of(batch))
            rows.filter(priority__lt=priority).update(priority=priority)
            _send(rows.filter(state=Job.State.QUEUED))


def again(jobs: Iterable[Job]) -> int:
    """Put jobs that failed for good in the queue again, as if they were new; return how many."""
    numbers = [job.pk for job in jobs]
    with transaction.atomic():
        failed = Job.objects.failed().filter(pk__in=numbers)
        many = failed.update(state=Job.State.QUEUED, attempts=0, error="", run_after=timezone.now())
        _send(Job.objects.filter(pk__in=numbers, state=Job.State.QUEUED))
    return many


def take(job: int, owner: str) -> Lease | None:
    """Take one job on lease; None if it is done, not due yet, or in other hands."""
    now, token = timezone.now(), secrets.token_hex(16)
    mine = Job.objects.filter(pk=job, state=Job.State.QUEUED, run_after__lte=now + _CLOCKS_APART).update(
        state=Job.State.RUNNING,
        attempts=F("attempts") + 1,
        lease_owner=owner,
        lease_token=token,
        lease_until=now + LEASE,
    )
    if not mine:
        return None
    found = Job.objects.select_related("deposit__batch", "article", "feed").filter(pk=job, lease_token=token).first()
    return Lease(found, token) if found else None


def take_next(owner: str) -> Lease | None:
    """Take the job that is due first; None if none is."""
    while (job := Job.objects.due(timezone.now()).values_list("pk", flat=True).first()) is not None:
        if lease := take(job, owner):
            return lease
    return None


def renew(lease: Lease) -> bool:
    """Keep the job for a lease more; False if it is no longer ours."""
    return bool(_held(lease).update(lease_until=timezone.now() + LEASE))


def hold(lease: Lease) -> None:
    """Make sure that the job stays ours until this transaction ends; raise ``LeaseLost`` if it is not.

    In a transaction that changes articles it comes after ``lock_archive``.
    """
    if not _held(lease).select_for_update().values_list("pk"):
        raise LeaseLost(str(lease.job))


def finish(lease: Lease) -> None:
    """End the job in the transaction that stores its result; raise ``LeaseLost`` if it is no longer ours."""
    if not _held(lease).delete()[0]:
        raise LeaseLost(str(lease.job))


def put_back(lease: Lease, *, seconds: float = 0) -> None:
    """Let others take the job, in ``seconds`` at the earliest; this attempt is not counted."""
    _requeue(lease.job, lease.token, seconds=seconds, attempts=max(0, lease.job.attempts - 1), error=lease.job.error)


def fail(job: Job, token: str, error: str, *, perhaps_innocent: bool = False) -> bool:
    """Count an attempt as failed: tried again later each time, or, after the last, given up; say whether it was.

    One that may have nothing to do with the failure is tried again at once, the first time. Raises ``LeaseLost`` if
    ``token`` no longer holds the job.
    """
    error = error[:_ERROR_MOST]
    if job.attempts < Job.MOST_ATTEMPTS:
        seconds = 0 if perhaps_innocent and job.attempts == 1 else _wait(job.attempts)
        _requeue(job, token, seconds=seconds, attempts=job.attempts, error=error)
        return False
    given_up = Job.objects.running().filter(pk=job.pk, lease_token=token)
    if not given_up.update(state=Job.State.FAILED, error=error, **_NOBODY):
        raise LeaseLost(str(job))
    return True


def abandoned(is_alive: Callable[[str], bool | None]) -> Iterator[Job]:
    """Yield the running jobs whose worker is dead, or has not renewed its lease.

    ``is_alive`` answers for the workers of this machine, and None for others.
    """
    owners = Job.objects.running().values_list("lease_owner", flat=True).distinct()
    dead = [owner for owner in owners if is_alive(owner) is False]
    yield from Job.objects.running().filter(lease_owner__in=dead)
    yield from Job.objects.abandoned(timezone.now()).exclude(lease_owner__in=dead)


def tell_again() -> int:
    """Tell the engine of jobs that have been due for long and are passed over; return of how many.

    Those that its workers see for themselves are none.
    """
    before = timezone.now() - _UNHEARD
    unheard = Job.objects.due(before).filter(sent_at__lt=before)
    if last := Job.objects.running().order_by("priority", "-pk").first():
        # The rest waits for its turn.
        unheard = unheard.filter(Q(priority__gt=last.priority) | Q(priority=last.priority, pk__lt=last.pk))
    with transaction.atomic():
        return _send(Job.objects.filter(pk__in=list(unheard.values_list("pk", flat=True)[:_BATCH])), ahead=True)


_NOBODY = {"lease_owner": "", "lease_token": "", "lease_until": None}


def _held(lease: Lease):  # type: ignore[no-untyped-def]
    return Job.objects.running().filter(pk=lease.job.pk, lease_token=lease.token)


def _requeue(job: Job, token: str, *, seconds: float, attempts: int, error: str) -> None:
    when = timezone.now() + timedelta(seconds=seconds)
    with transaction.atomic():
        ours = Job.objects.running().filter(pk=job.pk, lease_token=token)
        if not ours.update(state=Job.State.QUEUED, attempts=attempts, run_after=when, error=error, **_NOBODY):
            raise LeaseLost(str(job))
        _send(Job.objects.filter(pk=job.pk), ahead=True)


def _wait(attempts: int) -> float:
    return min(_FIRST_WAIT * 2 ** min(attempts - 1, 10), _LONGEST_WAIT) * random.uniform(0.8, 1.2)  # noqa: S311


def _send(jobs, *, ahead: bool = False) -> int:  # type: ignore[no-untyped-def]
    """Tell the engine of each of ``jobs``, in this transaction where it can take part in it; return of how many.

    Those that are ``ahead`` had their turn: an engine would else put them behind all that it heard of since.
    """
    if not getattr(run_job.get_backend(), "brings_jobs", True):
        return 0
    rows = list(jobs.values_list("pk", "priority", "run_after"))
    for pk, priority, run_after in rows:
        run_job.using(priority=priority + ahead, run_after=run_after).enqueue(pk)
    Job.objects.filter(pk__in=[pk for pk, *_ in rows]).update(sent_at=timezone.now())
    return len(rows)


def _job(subject: Subject, priority: int) -> Job:
    match subject:
        case Deposit():
            return Job(kind=Job.Kind.DEPOSIT, deposit=subject, priority=priority)
        case Article():
            return Job(kind=Job.Kind.ANNOTATE, article=subject, priority=priority)
        case Feed():
            return Job(kind=Job.Kind.FEED, feed=subject, priority=priority)


def _any_of(jobs: Iterable[Job]) -> dict[str, list[int]]:
    """Return the filter for the jobs on the same subjects; all are of one kind."""
    column = {Job.Kind.DEPOSIT: "deposit", Job.Kind.ANNOTATE: "article", Job.Kind.FEED: "feed"}
    jobs = list(jobs)
    name = column[Job.Kind(jobs[0].kind)]
    return {f"{name}__in": [getattr(job, f"{name}_id") for job in jobs]}
