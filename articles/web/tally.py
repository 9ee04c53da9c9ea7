"""How many of an import are in each state, and how a bar draws them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from articles.models import Deposit, DepositQuerySet

State = Deposit.State
# What is an article by now and waits for its annotation: among the running ones, it has a name of its own here.
READ = "read"
# In the order in which a bar shows them; a container is no article.
_SHOWN = {state.value: state.label for state in (State.DONE, State.KNOWN, State.FAILED, State.CANCELLED)} | {
    READ: _("Read, to be marked"),
    State.RUNNING.value: State.RUNNING.label,
    State.WAITING.value: State.WAITING.label,
}
_AT_ITS_END = (State.DONE, State.KNOWN, State.FAILED, State.CANCELLED)
# How much of its way a state has behind it.
_WAY = dict.fromkeys(_AT_ITS_END, 1.0) | {READ: 0.5, State.RUNNING: 0.5, State.WAITING: 0.0}
# The width of a bar, and of the least that is seen in it.
_BAR, _LEAST = 1000, 8


@dataclass(frozen=True, slots=True)
class Share:
    """How many are in one state, and where a bar of 1,000 by 20 draws them: a thin line until they are at their end."""

    state: str
    label: str
    count: int
    start: int
    width: int
    top: int
    height: int


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
        return self.unread + self.read

    @property
    def unread(self) -> int:
        """What may still be cancelled: it is no article yet."""
        return self.of(State.WAITING, State.RUNNING)

    @property
    def read(self) -> int:
        return self.of(READ)

    @property
    def done(self) -> int:
        return self.of(State.DONE)

    @property
    def arrived(self) -> int:
        """How many came to a good end: what is there already did."""
        return self.of(State.DONE, State.KNOWN)

    @property
    def failed(self) -> int:
        return self.of(State.FAILED)

    @property
    def cancelled(self) -> int:
        return self.of(State.CANCELLED)

    @cached_property
    def shares(self) -> list[Share]:
        """The states that there are; those of few can be seen too, and never push another out.

        What is read, or being read, has half of its way behind it: the bar ends where all is at its end, not before.
        """
        found = {state: self.of(state) for state in _SHOWN if self.of(state)}
        widths = {state: max(_LEAST, round(_BAR * _WAY[state] * many / self.total)) for state, many in found.items()}
        if widths:
            widest, drawn = max(widths, key=lambda state: widths[state]), sum(widths.values())
            widths[widest] += min(0, _BAR - _LEAST - drawn) if self.open else _BAR - drawn
        starts = {state: sum(list(widths.values())[:number]) for number, state in enumerate(widths)}
        return [
            Share(state, str(_SHOWN[state]), many, starts[state], widths[state], *_drawn(state))
            for state, many in found.items()
        ]


def _drawn(state: str) -> tuple[int, int]:
    """Return where from, and how high, a state is drawn."""
    return (0, 20) if state in _AT_ITS_END else (7, 6)


def tallies(deposits: DepositQuerySet, by: str) -> dict[int | None, Tally]:
    """Return how the deposits stand, for each value of the column ``by``; one query, so that all counts agree."""
    return {key: Tally(found) for key, found in deposits.counted(by, read_as=READ).items()}


def whole(parts: Iterable[Tally]) -> Tally:
    """Return how all stand together."""
    return Tally(sum((Counter(part.counts) for part in parts), Counter[str]()))
