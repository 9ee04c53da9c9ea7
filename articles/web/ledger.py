"""What the desk knows of imports: how far each is, how fast it goes, and whether anybody works on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from zlib import crc32

from django.core.paginator import Page, Paginator
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.extract import Problem
from articles.ingest import annotating, owners, refusals, remarks
from articles.models import Batch, Deposit, Job

BATCHES, DEPOSITS = 30, 100
# A page without scripts reloads itself while something goes on, not for ever.
RELOADING = timedelta(minutes=3)
# What is due and not begun after so long has nobody to do it.
_PATIENCE = timedelta(seconds=10)
_MINUTE = timedelta(minutes=1)
_POLL_SECONDS = 2
# Where the shares of a bar are drawn.
_BAR = 1000

State, Stage = Deposit.State, Deposit.Stage
# In the order in which a bar shows them; a container is no article.
_SHOWN = (State.DONE, State.KNOWN, State.FAILED, State.CANCELLED, State.RUNNING, State.WAITING)
_STEPS = tuple(stage for stage in Stage if stage != Stage.SENT)


@dataclass(frozen=True, slots=True)
class Share:
    """How many are in one state, and where a bar draws them; in thousandths of its width."""

    state: str
    label: str
    count: int
    start: int
    width: int


@dataclass(frozen=True)
class Tally:
    """How many of an import are in each state."""

    counts: Mapping[str, int]

    def of(self, *states: str) -> int:
        return sum(self.counts.get(state, 0) for state in states)

    @property
    def total(self) -> int:
        return self.of(*_SHOWN)

    @property
    def open(self) -> int:
        return self.of(State.WAITING, State.RUNNING)

    @property
    def ended(self) -> int:
        return self.total - self.open

    @property
    def done(self) -> int:
        return self.of(State.DONE)

    @property
    def failed(self) -> int:
        return self.of(State.FAILED)

    @property
    def cancelled(self) -> int:
        return self.of(State.CANCELLED)

    @property
    def waiting(self) -> int:
        return self.of(State.WAITING)

    @cached_property
    def shares(self) -> list[Share]:
        """The states that there are; those of few can be seen too."""
        found, start, total = [], 0, self.total
        for state in (state for state in _SHOWN if self.of(state)):
            width = max(8, round(_BAR * self.of(state) / total))
            width = min(width, _BAR - start)
            found.append(Share(state.value, str(state.label), self.of(state), start, width))
            start += width
        return found


@dataclass(frozen=True, slots=True)
class Line:
    """An import in the list. ``rate`` is how many came to their end in the last minute."""

    batch: Batch
    tally: Tally
    rate: int

    @property
    def name(self) -> str:
        """What it is called: its feed, or the first thing that was sent."""
        if self.batch.feed:
            return str(self.batch.feed)
        first = self.batch.first_name  # type: ignore[attr-defined]
        return str(self.batch.get_origin_display()) if first is None else first or _("Pasted text")

    @property
    def more(self) -> int:
        """How many articles there are beside the one that gives its name."""
        return 0 if self.batch.feed else max(0, self.tally.total - 1)

    @property
    def seconds_left(self) -> int:
        """How long it takes until all is at its end, if it goes on like this; 0 if that cannot be said."""
        return 60 * self.tally.open // self.rate if self.rate else 0


@dataclass(frozen=True, slots=True)
class Standing:
    """The whole queue: what waits and runs in it, and what keeps it from going on."""

    queued: int
    running: int
    waited: timedelta
    nobody: bool
    no_model: bool


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
    """

    deposit: Deposit
    name: str
    depth: int
    steps: tuple[Step, ...]
    reason: str
    remarks: Sequence[str]
    parts: Tally | None
    retry: Job | None

    @property
    def feed(self) -> str:
        """The address of what is a feed and was taken for an article; "" if it is none."""
        is_feed = (self.deposit.problem, self.deposit.detail) == (Problem.UNKNOWN_FORMAT, "feed")
        return self.deposit.url if is_feed and self.deposit.state == State.FAILED else ""

    @property
    def may_be_retried(self) -> bool:
        return self.deposit.state in (State.FAILED, State.CANCELLED)


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
        return bool(self.seconds) and not self.queue.nobody

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
        return _digest((rows, sorted(self.tally.counts.items())), self.queue)


def overview(*, state: str = "", door: str = "", page: object = 1) -> Overview:
    """Return a page of imports, the latest first: all, those with failures or running, those of one door."""
    batches = Batch.objects.for_ledger()
    batches = {"failed": batches.with_failures, "running": batches.running}.get(state, batches.all)()
    if door in Batch.Origin.values:
        batches = batches.filter(origin=door)
    found = Paginator(batches, BATCHES).get_page(page)
    return Overview(found, tuple(_lines(found.object_list)), standing())


def latest(many: int) -> list[Line]:
    """Return the imports that were sent last."""
    return _lines(Batch.objects.for_ledger()[:many])


def account(batch: Batch, *, state: str = "", page: object = 1) -> Account:
    """Return what became of the deposits of ``batch``, which is one of ``Batch.objects.for_ledger()``."""
    (line,) = _lines([batch])
    deposits = batch.deposits.for_ledger()
    if state in State.values:
        deposits = deposits.filter(state=state)
    found = Paginator(deposits, DEPOSITS).get_page(page)
    unindexed = batch.deposits.filter(state=State.DONE, stage=Stage.LINKED, article__isnull=False)
    changed = batch.deposits.order_by("-changed_at").values_list("changed_at", flat=True).first()
    return Account(
        line, found, tuple(_rows(found.object_list)), standing(), unindexed.exists(), changed or batch.created_at
    )


def name_of(deposit: Deposit) -> str:
    return deposit.name or _("Pasted text")


def standing() -> Standing:
    """Return how the queue stands. Workers of other machines are known by the jobs that they hold."""
    now = timezone.now()
    found = Job.objects.standing(now)
    waited = now - found["oldest"] if found["oldest"] else timedelta()
    left_lying = waited > _PATIENCE or found["running"] > found["alive"]
    nobody = left_lying and not found["alive"] and not owners.living()
    return Standing(found["queued"], found["running"], waited, nobody, annotating.model_is_missing())


def _digest(shown: object, queue: Standing) -> str:
    whole = (shown, queue.queued, queue.running, queue.nobody, queue.no_model)
    return f"{crc32(repr(whole).encode()):08x}"


def _lines(batches: Iterable[Batch]) -> list[Line]:
    """Two queries, however many there are."""
    batches = list(batches)
    deposits = Deposit.objects.filter(batch__in=batches)
    counts = deposits.counted("batch")
    rates = deposits.ended_since(timezone.now() - _MINUTE).counted("batch")
    return [Line(batch, Tally(counts.get(batch.pk, {})), sum(rates.get(batch.pk, {}).values())) for batch in batches]


def _rows(deposits: Iterable[Deposit]) -> Iterator[Row]:
    deposits = list(deposits)
    containers = [deposit.pk for deposit in deposits if deposit.state == State.UNPACKED]
    parts = Deposit.objects.filter(parent__in=containers).counted("parent") if containers else {}
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
            Tally(parts.get(deposit.pk, {})) if deposit.state == State.UNPACKED else None,
            retry,
        )


def _reason(deposit: Deposit, retry: Job | None) -> str:
    """Return why it failed, why it is tried again, or why it is not what stands at its address."""
    if deposit.state == State.FAILED:
        return refusals.told(deposit.problem, deposit.detail)
    if retry:
        return refusals.meanwhile(deposit.problem, deposit.detail)
    return refusals.instead_of(*deposit.given["instead_of"]) if deposit.given.get("instead_of") else ""


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
