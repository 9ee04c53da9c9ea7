"""Where the bars of a chart stand; templates draw them as SVG."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.utils.dates import MONTHS

from articles.models import Entity
from articles.search import Month

STEP, BAR, FLOOR = 44, 20, 96
NODES = 8
_SLIM = 12
_LONGEST_NAME = 24
SPARK_WIDTH, SPARK_HEIGHT = 300, 40
_SHARE_OF_BAR = 0.84
_STRONG = 0.6


@dataclass(frozen=True, slots=True)
class Bar:
    """One month: its bar, its count, the letter below it, and the year where one begins."""

    x: int
    y: int
    height: int
    middle: int
    count: int
    strong: bool
    letter: str
    year: str
    since: str
    month: date


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart ``width`` wide; ``peak`` is its highest bar, the latest of equals."""

    bars: tuple[Bar, ...]
    width: int
    peak: Bar


@dataclass(frozen=True, slots=True)
class Dot:
    """One figure on a scale; ``at`` is where it stands, as SVG takes it."""

    series: str
    value: float
    at: str


@dataclass(frozen=True, slots=True)
class DotRow:
    """The figures of one line, in the order of the series; the outermost ones bear their value.

    ``band`` is the interval in which the last figure may lie: where it begins, and how wide it is.
    """

    label: str
    dots: tuple[Dot, ...]
    least: Dot
    most: Dot
    band: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class DotChart:
    """Lines of dots on one scale, from the ten below the least figure to 100."""

    rows: tuple[DotRow, ...]
    ticks: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the small histogram beside a list."""

    x: int
    y: int
    height: int
    month: date
    count: int
    selected: bool
    query: str


@dataclass(frozen=True, slots=True)
class Histogram:
    """Columns side by side, ``width`` in all."""

    columns: tuple[Column, ...]
    width: int


@dataclass(frozen=True, slots=True)
class Node:
    """A circle of radius ``r`` around ``(x, y)``, its name below or above it, and how strong its tie is."""

    name: str
    label: str
    x: int
    y: int
    r: int
    name_y: int
    tie: float


@dataclass(frozen=True, slots=True)
class Ego:
    """A subject in the middle of what stands beside it; ``nodes`` begin at the top, clockwise."""

    centre: Node
    nodes: tuple[Node, ...]


class Beside(Protocol):
    """Something with an entity, and how many articles it shares with the subject."""

    @property
    def entity(self) -> Entity: ...
    @property
    def count(self) -> int: ...


def ego(name: str, label: str, beside: Sequence[Beside]) -> Ego | None:
    """Return the star of a subject and at most eight others, 440 by 320; None with fewer than three."""
    shown = beside[:NODES]
    if len(shown) < 3:
        return None
    most = max(each.count for each in shown)
    nodes = []
    for place, each in enumerate(shown):
        angle = 2 * math.pi * place / len(shown) - math.pi / 2
        x, y = round(220 + 140 * math.cos(angle)), round(152 + 104 * math.sin(angle))
        r = round(5 + 12 * math.sqrt(each.count / most))
        nodes.append(_node(each.entity.display_name, each.entity.kind, x, y, r, round(1 + 4 * each.count / most, 1)))
    return Ego(_node(name, label, 220, 152, 21, 0), tuple(nodes))


def _node(name: str, label: str, x: int, y: int, r: int, tie: float) -> Node:
    short = name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1].rstrip() + "…"
    return Node(short, label, x, y, r, y + r + 15, tie)


@dataclass(frozen=True, slots=True)
class Spark:
    """Months as small bars in a box of 300 by 40, as two SVG paths: the strongest months, and all others.

    An empty month is a hair on the ground line, so that the others stand at their time.
    """

    strong: str
    others: str


def spark(counts: Sequence[int]) -> Spark | None:
    """Return the small chart of articles by month, in order; None if fewer than two months have any.

    The strongest months are those with at least three fifths of the most.

    >>> spark([4, 0, 2])
    Spark(strong='M1 40v-40h84v40z', others='M101 40v-1h84v1zM201 40v-20h84v20z')
    """
    if sum(count > 0 for count in counts) < 2:
        return None
    most, step = max(counts), SPARK_WIDTH / len(counts)
    paths: dict[bool, list[str]] = {True: [], False: []}
    for index, count in enumerate(counts):
        height = max(1, round(SPARK_HEIGHT * count / most))
        bar = f"M{step * index + 1:g} {SPARK_HEIGHT}v-{height}h{step * _SHARE_OF_BAR:g}v{height}z"
        paths[count >= _STRONG * most].append(bar)
    return Spark("".join(paths[True]), "".join(paths[False]))


def months_chart(months: Sequence[tuple[str, int]]) -> Chart | None:
    """Return the chart of ``(yyyy-mm, articles)``; None if fewer than two months have any: no chart then."""
    if sum(bool(count) for _, count in months) < 2:
        return None
    most = max(count for _, count in months)
    bars = tuple(_bar(index, month, count, most) for index, (month, count) in enumerate(months))
    peak = max(reversed(bars), key=lambda bar: bar.count)
    return Chart(bars, STEP * len(bars), peak)


def dots_chart(
    lines: Mapping[str, Mapping[str, float]], bands: Mapping[str, tuple[float, float]] | None = None
) -> DotChart:
    """Return the chart of ``lines``: by label, the percentage that each series reaches."""
    figures = [value for line in lines.values() for value in line.values()]
    bounds = [low for low, _ in (bands or {}).values()]
    floor = min(90, int(min(figures + bounds)) // 10 * 10)
    rows = tuple(_dot_row(label, line, (bands or {}).get(label), floor) for label, line in lines.items())
    return DotChart(rows, tuple(_dot("", value, floor) for value in range(floor, 101, 10)))


def _dot_row(label: str, line: Mapping[str, float], band: tuple[float, float] | None, floor: int) -> DotRow:
    dots = tuple(_dot(series, value, floor) for series, value in line.items())
    return DotRow(
        label=label,
        dots=dots,
        least=min(dots, key=lambda dot: dot.value),
        most=max(dots, key=lambda dot: dot.value),
        band=(_place(band[0], floor), f"{100 * (band[1] - band[0]) / (100 - floor):.2f}%") if band else None,
    )


def _dot(series: str, value: float, floor: int) -> Dot:
    return Dot(series, value, _place(value, floor))


def _place(value: float, floor: int) -> str:
    return f"{100 * (value - floor) / (100 - floor):.2f}%"


def histogram(months: Iterable[Month]) -> Histogram:
    """Return the histogram of a list's months, 48 high."""
    columns = tuple(
        Column(
            x=_SLIM * index + 1,
            y=48 - _tall(month.height),
            height=_tall(month.height),
            month=first_day(month.month),
            count=month.count,
            selected=month.selected,
            query=month.query,
        )
        for index, month in enumerate(months)
    )
    return Histogram(columns, _SLIM * len(columns))


def first_day(month: str) -> date:
    """Return the first day of ``yyyy-mm``."""
    return date.fromisoformat(f"{month}-01")


def _tall(percent: int) -> int:
    return max(1, round(percent * 48 / 100)) if percent else 0


def _bar(index: int, month: str, count: int, most: int) -> Bar:
    day = first_day(month)
    height = round(FLOOR * count / most)
    x = STEP * index + (STEP - BAR) // 2
    return Bar(
        x=x,
        y=FLOOR - height,
        height=height,
        middle=x + BAR // 2,
        count=count,
        strong=count == most,
        letter=str(MONTHS[day.month])[:1].upper(),
        year=str(day.year) if day.month == 1 or index == 0 else "",
        since=month,
        month=day,
    )
