"""What the desk knows of imports: how far each is, how fast it goes, and whether anybody works on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from django.core.paginator import Page, Paginator
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.extract import Problem
from articles.ingest import refusals, remarks
from articles.ingest.deposits import to_try_again
from articles.ingest.refusals import PASSING, Mishap
from articles.models import Article, Batch, Deposit, DepositQuerySet, Job, Revision
from articles.web import sizes
from articles.web.standing import Standing, standing
from articles.web.tally import READ, Tally, tallies, whole

BATCHES, DEPOSITS = 30, 100
# A page without scripts reloads itself while something goes on, not for ever.
RELOADING = timedelta(minutes=3)
_MINUTE = timedelta(minutes=1)
# What began but now may do more at once than it goes on with.
_GLANCE = timedelta(seconds=10)
_POLL_SECONDS = 2

State, Stage = Deposit.State, Deposit.Stage
_STEPS = tuple(stage for stage in Stage if stage != Stage.SENT)


@dataclass(frozen=True, slots=True)
class Line:
    """An import in the list. ``sent`` is how many things were sent, which may hold several articles each.

    ``ended`` and ``read`` are how many come to their end in a minute, by the last one, and how many are read.
    """

    batch: Batch
    tally: Tally
    sent: int
    ended: int
    read: int

    @property
    def name(self) -> str:
        """What it is called: its feed, or the first thing that was sent."""
        if self.batch.feed:
            return str(self.batch.feed)
        first = self.batch.first_name  # type: ignore[attr-defined]
        return str(self.batch.get_origin_display()) if first is None else first or _("Pasted text")

    @property
    def more(self) -> int:
        """How many were sent beside the one that gives its name."""
        return 0 if self.batch.feed else max(0, self.sent - 1)

    @property
    def holds_more(self) -> bool:
        """Whether more articles came out than files went in, or fewer."""
        return self.tally.total != self.sent

    @property
    def is_being_read(self) -> bool:
        """All of a large import is read first: then few come to their end, and say nothing of how long it takes."""
        return bool(self.tally.unread) and self.read > self.ended

    @property
    def rate(self) -> int:
        """How many a minute come to their end, or are read."""
        return self.read if self.is_being_read else self.ended

    @property
    def seconds_left(self) -> int:
        """How long it takes until all is at its end, or is read, if it goes on like this; 0 if that cannot be said."""
        left = self.tally.unread if self.is_being_read else self.tally.open
        return 60 * left // self.rate if self.rate else 0


@dataclass(frozen=True, slots=True)
class Step:
    """A stage on the way of a deposit: ``done``, ``now``, ``failed``, or not reached (empty)."""

    name: str
    state: str
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Row:
    """A deposit in the ledger of its import.

    ``parts`` are those of a container; ``retry`` is the job that is tried again, after an attempt that failed.
    ``may_be_retried`` where it would make sense to ask for that. What ``renews`` gave an article its present or an
    earlier text.
    """

    deposit: Deposit
    name: str
    depth: int
    steps: tuple[Step, ...]
    reason: str
    remarks: Sequence[str]
    parts: Tally | None
    retry: Job | None
    may_be_retried: bool
    renews: bool

    @property
    def feed(self) -> str:
        """The address of what is a feed and was taken for an article; "" if it is none."""
        is_feed = (self.deposit.problem, self.deposit.detail) == (Problem.UNKNOWN_FORMAT, "feed")
        return self.deposit.url if is_feed and self.deposit.state == State.FAILED else ""

    @property
    def size(self) -> str:
        return sizes.told(self.deposit.size) if self.deposit.size else ""


@dataclass(frozen=True)
class Overview:
    """A page of imports and the queue; ``digest`` changes when what is shown does, but for clocks."""

    page: Page[Batch]
    lines: tuple[Line, ...]
    queue: Standing

    @property
    def seconds(self) -> int:
        """After how many seconds to look again; 0 where nothing goes on."""
        return _POLL_SECONDS if self.queue.queued or self.queue.running or self._open else 0

    @property
    def _open(self) -> bool:
        return any(line.tally.open for line in self.lines)

    @property
    def reloads(self) -> bool:
        return bool(self.seconds) and not self.queue.stands_still

    @property
    def digest(self) -> str:
        lines = [(line.batch.pk, sorted(line.tally.counts.items())) for line in self.lines]
        return _digest(lines, self.queue)


@dataclass(frozen=True)
class Account:
    """One import: how far it is as a whole, and a page of its deposits."""

    line: Line
    page: Page[Deposit]
    rows: tuple[Row, ...]
    queue: Standing
    unindexed: bool
    changed_at: datetime
    to_try_again: int
    drafts: int
    published: int

    @property
    def tally(self) -> Tally:
        return self.line.tally

    @property
    def seconds(self) -> int:
        return _POLL_SECONDS if self.tally.open or self.unindexed else 0

    @property
    def reloads(self) -> bool:
        return bool(self.seconds) and self.changed_at > timezone.now() - RELOADING

    @property
    def digest(self) -> str:
        rows = [(r.deposit.pk, r.deposit.state, r.deposit.stage, r.retry and r.retry.attempts) for r in self.rows]
        return _digest((rows, sorted(self.tally.counts.items()), self.drafts, self.published), self.queue)


def overview(*, state: str = "", door: str = "", page: object = 1) -> Overview:
    """Return a page of imports, the latest first: all, those with failures or running, those of one door."""
    batches = Batch.objects.for_ledger()
    batches = {"failed": batches.with_failures, "running": batches.running}.get(state, batches.all)()
    if door in Batch.Origin.values:
        batches = batches.filter(origin=door)
    found = Paginator(batches, BATCHES).get_page(page)
    return Overview(found, tuple(_listed(found.object_list)), standing())


def latest(many: int) -> list[Line]:
    """Return the imports that were sent last."""
    return _listed(Batch.objects.for_ledger()[:many])


def account(batch: Batch, *, state: str = "", page: object = 1) -> Account:
    """Return what became of the deposits of ``batch``, which is one of ``Batch.objects.for_ledger()``."""
    by_container = tallies(batch.deposits.all(), "parent")
    (line,) = _lines([batch], {batch.pk: whole(by_container.values())})
    deposits = batch.deposits.for_ledger()
    if state == READ:
        deposits = deposits.read()
    elif state in State.values:
        deposits = deposits.filter(state=state)
    found = Paginator(deposits, DEPOSITS).get_page(page)
    unindexed = batch.deposits.filter(state=State.DONE, stage=Stage.LINKED, article__isnull=False)
    changed = batch.deposits.order_by("-changed_at").values_list("changed_at", flat=True).first()
    return Account(
        line,
        found,
        tuple(_rows(found.object_list, by_container)),
        standing(),
        unindexed.exists(),
        changed or batch.created_at,
        to_try_again(batch.deposits.failed()).count(),
        Article.objects.on_desk(Article.Status.DRAFT, batch=batch.pk).count(),
        Article.objects.on_desk(Article.Status.PUBLISHED, batch=batch.pk).count(),
    )


def name_of(deposit: Deposit) -> str:
    return deposit.name or _("Pasted text")


def _digest(shown: object, queue: Standing) -> str:
    everything = (shown, queue.queued, queue.running, queue.trouble)
    return f"{crc32(repr(everything).encode()):08x}"


def _listed(batches: Iterable[Batch]) -> list[Line]:
    batches = list(batches)
    return _lines(batches, tallies(Deposit.objects.filter(batch__in=batches), "batch"))


def _lines(batches: list[Batch], standing: Mapping[int | None, Tally]) -> list[Line]:
    """Three queries, however many there are."""
    deposits = Deposit.objects.filter(batch__in=batches)
    sent = deposits.filter(parent=None).numbers()
    lately = timezone.now() - _MINUTE
    ended, read = _a_minute(deposits.ended_since(lately)), _a_minute(deposits.read_since(lately))
    return [
        Line(b, standing.get(b.pk, Tally({})), sent.get(b.pk, (0,))[0], ended.get(b.pk, 0), read.get(b.pk, 0))
        for b in batches
    ]


def _a_minute(deposits: DepositQuerySet) -> dict[int, int]:
    """Return how many of each batch there are in a minute: the first may have been a few seconds ago."""
    now, minutes = timezone.now(), {}
    for batch, (many, first) in deposits.numbers().items():
        minutes[batch] = round(many * (_MINUTE / max(now - first, _GLANCE)))
    return minutes


def _rows(deposits: Iterable[Deposit], parts: Mapping[int | None, Tally]) -> Iterator[Row]:
    deposits = list(deposits)
    listed = Deposit.objects.filter(pk__in=[deposit.pk for deposit in deposits])
    again = set(to_try_again(listed).values_list("pk", flat=True))
    came = [deposit for deposit in deposits if deposit.article_id and deposit.state != State.KNOWN]
    renewed = Revision.objects.filter(article__in={d.article_id for d in came}, batch__in={d.batch_id for d in came})
    pairs = set(renewed.order_by().values_list("article_id", "batch_id")) if came else set()
    shown: set[int] = set()
    for deposit in deposits:
        retry = _tried_again(deposit)
        under = deposit.parent_id in shown
        shown.add(deposit.pk)
        yield Row(
            deposit,
            _name(deposit, under=under),
            deposit.depth if under else 0,  # type: ignore[attr-defined]
            tuple(_steps(deposit)),
            _reason(deposit, retry),
            remarks.told(deposit.detail) if not deposit.problem else (),
            parts.get(deposit.pk, Tally({})) if deposit.state == State.UNPACKED else None,
            retry,
            deposit.pk in again,
            deposit.state != State.KNOWN and (deposit.article_id, deposit.batch_id) in pairs,
        )


def _reason(deposit: Deposit, retry: Job | None) -> str:
    """Why it failed, why it is tried again, or why it is not what stands at its address.

    And that it cannot be tried again where that might have helped, but nothing is kept.
    """
    failed, cancelled = deposit.state == State.FAILED, deposit.state == State.CANCELLED
    told = [refusals.told(deposit.problem, deposit.detail)] if failed else []
    kept = deposit.content_id or deposit.url or deposit.article_id
    if not kept and (cancelled or (failed and deposit.problem in PASSING)):
        told.append(refusals.told(Mishap.GONE))
    if not told and retry:
        told.append(refusals.meanwhile(deposit.problem, deposit.detail))
    if not told and deposit.given.get("instead_of"):
        told.append(refusals.instead_of(*deposit.given["instead_of"]))
    return " ".join(told)


def _name(deposit: Deposit, *, under: bool) -> str:
    """Under its container, a part is called by its own name."""
    if under and deposit.parent:
        return deposit.name.removeprefix(deposit.parent.name).lstrip(" /") or deposit.name
    return name_of(deposit)


def _steps(deposit: Deposit) -> Iterator[Step]:
    """Yield the stages of what goes its way or went it; what was not begun, or is no article of its own, has none."""
    if deposit.state in (State.KNOWN, State.UNPACKED, State.CANCELLED):
        return
    reached = Stage.values.index(deposit.stage)
    now = {State.RUNNING: "now", State.FAILED: "failed"}.get(State(deposit.state), "")
    for number, stage in enumerate(_STEPS, start=1):
        state = "done" if number <= reached else now if number == reached + 1 else ""
        yield Step(str(stage.label), state, deposit.seconds.get(stage.value))


def _tried_again(deposit: Deposit) -> Job | None:
    """Return the job of ``deposit`` if an attempt at it failed and the next is to come."""
    jobs: list[Any] = [*deposit.jobs.all(), *(deposit.article.jobs.all() if deposit.article else ())]
    return next((job for job in jobs if job.state == Job.State.QUEUED and job.attempts), None)
