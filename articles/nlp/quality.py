"""The measured error: figures that ``make evaluate`` writes and the site shows.

All rates are in percent. What was measured, and how, is told in ``docs/annotation.md``.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "data" / "quality.json"
OWN = "articles"
"""The set of whole articles that nothing was tuned on."""


class Use(StrEnum):
    """What a set was used for beside measuring."""

    HELD_OUT = "held out"
    TUNED = "tuned on"
    TRAINED = "trained on"


class System(StrEnum):
    """What was measured: from the bare model to all that the site runs."""

    BARE = "bare"
    RULES = "rules"
    NAMES = "names"
    SHIPPED = "shipped"


@dataclass(frozen=True, slots=True)
class Rates:
    """Precision: how much of what was found is right. Recall: how much of what is there was found."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What one system reaches on one set; None where the set or the system has none.

    ``strict`` asks for borders and kind of a name, ``span`` for borders only; ``junk`` counts the marks per text
    where no name is.
    """

    strict: Rates
    span: Rates
    person: Rates
    organisation: Rates
    place: Rates
    junk: float
    linking: Rates | None = None
    countries: Rates | None = None
    topics: Rates | None = None


@dataclass(frozen=True, slots=True)
class MeasuredSet:
    """One set of annotated texts.

    ``low`` and ``high`` bound the strict F1 of what is shipped for 95 of 100 such sets; None for a single text.
    """

    slug: str
    name: Mapping[str, str]
    language: str
    use: Use
    texts: int
    words: int
    mentions: int
    low: float | None
    high: float | None
    systems: Mapping[System, Figures]


@dataclass(frozen=True, slots=True)
class Speed:
    """Words per second, and how many times the bare model's speed on the same texts that is."""

    words_per_second: int
    beside_bare: float


@dataclass(frozen=True, slots=True)
class Report:
    """One run of the measurement. ``trained`` says whether the shipped model has our names component."""

    date: str
    machine: str
    version: str
    trained: bool
    speed: Speed
    sets: tuple[MeasuredSet, ...]

    @property
    def own(self) -> MeasuredSet | None:
        """The whole articles that nothing was tuned on."""
        return next((measured for measured in self.sets if measured.slug == OWN), None)

    @property
    def others(self) -> tuple[MeasuredSet, ...]:
        return tuple(measured for measured in self.sets if measured.slug != OWN)


@cache
def report() -> Report | None:
    """Return the figures that come with this version; None where there are none."""
    return read(FILE)


def read(path: Path) -> Report | None:
    """Read the report at ``path``; None if there is none."""
    if not path.exists():
        return None
    told = json.loads(path.read_text(encoding="utf-8"))
    return Report(
        date=told["date"],
        machine=told["machine"],
        version=told["version"],
        trained=told["trained"],
        speed=Speed(**told["speed"]),
        sets=tuple(_measured_set(entry) for entry in told["sets"]),
    )


def write(made: Report, path: Path = FILE) -> None:
    """Write ``made`` so that the same figures always give the same bytes."""
    text = json.dumps(asdict(made), ensure_ascii=False, indent=2, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")


def _measured_set(told: dict[str, Any]) -> MeasuredSet:
    systems = {System(slug): _figures(figures) for slug, figures in told["systems"].items()}
    return MeasuredSet(**{**told, "use": Use(told["use"]), "systems": systems})


def _figures(told: dict[str, Any]) -> Figures:
    made: dict[str, Any] = {name: Rates(**value) if isinstance(value, dict) else value for name, value in told.items()}
    return Figures(**made)
