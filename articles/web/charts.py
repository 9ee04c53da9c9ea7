"""Where the bars of a chart stand; templates draw them as SVG."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.dates import MONTHS

from articles.search import Month

STEP, BAR, FLOOR = 44, 20, 96
_SLIM = 12


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


def months_chart(months: Sequence[tuple[str, int]]) -> Chart | None:
    """Return the chart of ``(yyyy-mm, articles)``; None if fewer than two months have any: no chart then."""
    if sum(bool(count) for _, count in months) < 2:
        return None
    most = max(count for _, count in months)
    bars = tuple(_bar(index, month, count, most) for index, (month, count) in enumerate(months))
    peak = max(reversed(bars), key=lambda bar: bar.count)
    return Chart(bars, STEP * len(bars), peak)


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
