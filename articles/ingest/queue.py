"""The queue's rows: adding work, taking it on lease, and what becomes of it.

At least once: a worker that dies in the middle leaves its row, and another takes it up. At most one result: what is
stored is stored in the transaction that gives the lease back, by whoever still has it (``hold``, ``finish``).
"""

import random
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from articles.ingest.tasks import run_job
from articles.models import Article, Deposit, Feed, Job

LEASE = timedelta(seconds=60)
_FIRST_WAIT, _LONGEST_WAIT = 10, 3600
# An engine may lose what it was told; a row that waits longer than this is told again.
_UNHEARD = timedelta(minutes=10)
_BATCH = 500
_ERROR_MOST = 300
# What a worker does in one go: a third of a second of it, so that neither who comes next nor another worker waits.
_TOGETHER, _WORDS_TOGETHER, _BYTES_TOGETHER = 16, 5000, 60_000
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
    taken = _take([job], owner, secrets.token_hex(16))
    return taken[0] if taken else None


def take_next(owner: str) -> Lease | None:
    """Take the job that is due first; None if none is."""
    while (job := Job.objects.due(timezone.now()).values_list("pk", flat=True).first()) is not None:
        if lease := take(job, owner):
            return lease
    return None


def take_more(lease: Lease) -> list[Lease]:
    """Take on lease, with ``lease``, small jobs of its kind that are due right behind it; return all, it first.

    Only such as were never tried: one that brings a worker down shall do so alone the next time.
    """
    job = lease.job
    if job.attempts > 1 or job.kind == Job.Kind.FEED:
        return [lease]
    room = 1 - _weight(job.kind, job.deposit and job.deposit.size, job.article and job.article.words)
    more = []
    columns = ("pk", "kind", "priority", "attempts", "deposit__size", "article__words")
    for pk, kind, priority, attempts, size, words in Job.objects.due(timezone.now()).values_list(*columns)[:_TOGETHER]:
        room -= _weight(kind, size, words)
        if room < 0 or (kind, priority, attempts) != (job.kind, job.priority, 0):
            break
        more.append(pk)
    return [lease, *_take(more, job.lease_owner, lease.token)] if more else [lease]


def _weight(kind: str, size: int | None, words: int | None) -> float:
    """Return how much of what is done in one go a job is."""
    share = (size or 0) / _BYTES_TOGETHER if kind == Job.Kind.DEPOSIT else (words or 0) / _WORDS_TOGETHER
    return max(share, 1 / _TOGETHER)


def _take(jobs: Sequence[int], owner: str, token: str) -> list[Lease]:
    now = timezone.now()
    free = Job.objects.queued().filter(pk__in=jobs, run_after__lte=now + _CLOCKS_APART)
    mine = free.update(
        state=Job.State.RUNNING,
        attempts=F("attempts") + 1,
        lease_owner=owner,
        lease_token=token,
        lease_until=now + LEASE,
    )
    if not mine:
        return []
    taken = Job.objects.select_related("deposit__batch__feed", "deposit__batch__added_by", "article", "feed").filter(
        pk__in=jobs, lease_token=token
    )
    return [Lease(job, token) for job in taken.order_by("pk")]


def renew(leases: Sequence[Lease]) -> bool:
    """Keep the jobs for a lease more; False if none of them is ours any longer."""
    return bool(_held(leases).update(lease_until=timezone.now() + LEASE))


def hold(*leases: Lease) -> None:
    """Make sure that the jobs stay ours until this transaction ends; raise ``LeaseLost`` if one of them is not.

    In a transaction that changes articles it comes after ``lock_archive``.
    """
    if len(_held(leases).select_for_update().values_list("pk")) < len(leases):
        raise LeaseLost(_listed(leases))


def finish(*leases: Lease) -> None:
    """End the jobs in the transaction that stores their results; raise ``LeaseLost`` if one is no longer ours."""
    if _held(leases).delete()[0] < len(leases):
        raise LeaseLost(_listed(leases))


def put_back(lease: Lease, *, seconds: float = 0, error: str = "") -> None:
    """Let others take the job, in ``seconds`` at the earliest; this attempt is not counted. ``error`` says why."""
    error = error[:_ERROR_MOST] or lease.job.error
    _requeue(lease.job, lease.token, seconds=seconds, attempts=max(0, lease.job.attempts - 1), error=error)


def fail(job: Job, token: str, error: str, *, perhaps_innocent: bool = False, at_least: float = 0) -> bool:
    """Count an attempt as failed: tried again later each time, or, after the last, given up; say whether it was.

    One that may have nothing to do with the failure is tried again at once, the first time. ``at_least`` are the
    seconds before the next. Raises ``LeaseLost`` if ``token`` no longer holds the job.
    """
    error = error[:_ERROR_MOST]
    if job.attempts < Job.MOST_ATTEMPTS:
        seconds = 0 if perhaps_innocent and job.attempts == 1 else _wait(job.attempts)
        _requeue(job, token, seconds=max(seconds, at_least), attempts=job.attempts, error=error)
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


def _held(leases: Sequence[Lease]) -> QuerySet[Job]:
    """The rows of ``leases``, which were taken together, as far as they are still ours."""
    token = leases[0].token if leases else ""
    return Job.objects.running().filter(pk__in=[lease.job.pk for lease in leases], lease_token=token)


def _listed(leases: Iterable[Lease]) -> str:
    return ", ".join(str(lease.job) for lease in leases)


def _requeue(job: Job, token: str, *, seconds: float, attempts: int, error: str) -> None:
    when = timezone.now() + timedelta(seconds=seconds)
    with transaction.atomic():
        ours = Job.objects.running().filter(pk=job.pk, lease_token=token)
        if not ours.update(state=Job.State.QUEUED, attempts=attempts, run_after=when, error=error, **_NOBODY):
            raise LeaseLost(str(job))
        _send(Job.objects.filter(pk=job.pk), ahead=True)


def _wait(attempts: int) -> float:
    return min(_FIRST_WAIT * 2 ** min(attempts - 1, 10), _LONGEST_WAIT) * random.uniform(0.8, 1.2)  # noqa: S311


def _send(jobs: QuerySet[Job], *, ahead: bool = False) -> int:
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
