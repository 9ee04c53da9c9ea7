"""What is known of the map: the outlines of countries and where places are, in its units (``projection``)."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from articles.web.projection import EAST_END, UNIT, WEST_END, project

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the map, or of a drawing: ``a | b`` holds both."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def __or__(self, other: Box) -> Box:
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def meets(self, other: Box) -> bool:
        """Say whether they have more in common than an edge."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def grown(self, by: float) -> Box:
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)


@dataclass(frozen=True, slots=True)
class Outline:
    """The main parts of a country and their centre; ``dot`` where the map of the world has no more than that."""

    box: Box
    x: int
    y: int
    dot: bool


WORLD = Box(0, 0, (EAST_END - WEST_END) * UNIT, project(0, -57)[1])
POLE = project(0, -88)[1]


def union(boxes: Sequence[Box]) -> Box:
    """Return what holds all of ``boxes``, of which there is one at least."""
    whole = boxes[0]
    for box in boxes[1:]:
        whole |= box
    return whole


@cache
def outlines() -> dict[str, Outline]:
    """All outlines, by country."""
    return {
        row["code"]: Outline(
            Box(int(row["left"]), int(row["top"]), int(row["right"]), int(row["bottom"])),
            int(row["x"]),
            int(row["y"]),
            row["dot"] == "1",
        )
        for row in _rows("outlines.csv")
    }


@cache
def points() -> dict[str, tuple[float, float]]:
    """The positions of places, by the key of the entity."""
    return {
        row["key"]: project((float(row["longitude"]) - WEST_END) % 360 + WEST_END, float(row["latitude"]))
        for row in _rows("points.csv")
    }


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
