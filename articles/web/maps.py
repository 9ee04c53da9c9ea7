"""What the maps of the pages draw; the outlines themselves are static files, ``static/maps/``."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import ngettext

from articles.web.atlas import WORLD, Box, outlines, points
from articles.web.framing import Named, Site, frame, frame_around

__all__ = ["Area", "Dot", "Label", "Locator", "Named", "Site", "WorldMap", "around", "locator", "step", "world"]

STEPS = 7
# What a country must reach to have the darkest step, lest one article of two look like a hundred.
_FULL = 7
# Shades in twentieths of the colour of places, as the widths of bars are.
_SHADES = (4, 6, 8, 11, 14, 17, 20)
_NAMED, _ABOUT = 2, 7

# All in pixels: the width of a locator, half a dot, a line of a label, from a dot to its label, from label to edge,
# and what must be seen of a country lest it be drawn as a dot.
WIDTH = 320
_DOT, _LINE, _GAP, _EDGE, _SEEN = 4, 13, 8, 3, 5
DOTS = 6


@dataclass(frozen=True, slots=True)
class Area:
    """A country as it is drawn: ``step`` is 1–7, ``dot`` says that it is too small to be seen as it is."""

    code: str
    name: str
    href: str
    count: int
    step: int
    selected: bool
    dot: bool
    entity: int

    @property
    def look(self) -> str:
        """The classes that draw it: ``w1``–``w20`` is how much of the colour it takes, in twentieths."""
        return f"w{_SHADES[self.step - 1]}{' in' if self.selected else ''}{' dot' if self.dot else ''}"

    @property
    def title(self) -> str:
        told = ngettext("%(name)s: %(number)s article", "%(name)s: %(number)s articles", self.count)
        return told % {"name": self.name, "number": number_format(self.count, force_grouping=True)}


@dataclass(frozen=True, slots=True)
class WorldMap:
    """The countries of a page on the map of the world, the selected ones last; ``view_box`` is as SVG takes it."""

    areas: tuple[Area, ...]
    view_box: str


@dataclass(frozen=True, slots=True)
class Label:
    """A word on a locator, in pixels; ``anchor`` is its ``text-anchor``, ``room`` what it takes."""

    text: str
    x: int
    y: int
    anchor: str
    room: Box


@dataclass(frozen=True, slots=True)
class Dot:
    """A place on a locator, in pixels."""

    site: Site
    x: int
    y: int
    label: Label


@dataclass(frozen=True, slots=True)
class Locator:
    """A part of the map, ``WIDTH`` by ``height`` pixels: countries shaded, places as dots, names of countries."""

    view_box: str
    height: int
    areas: tuple[Area, ...]
    dots: tuple[Dot, ...] = ()
    names: tuple[Label, ...] = ()
    width: int = WIDTH


def world(named: Iterable[Named]) -> WorldMap:
    """Return the map of the world with the countries that are ``named``; those without an outline are left out."""
    known = [each for each in named if each.code in outlines() and (each.count > 0 or each.marked)]
    most = max((each.count for each in known), default=0)
    areas = (
        _area(each, step(each.count, most), selected=each.marked, dot=outlines()[each.code].dot)
        for each in sorted(known, key=lambda each: each.marked)
    )
    return WorldMap(tuple(areas), _view_box(WORLD))


def step(count: int, most: int) -> int:
    """Return how dark a country with ``count`` articles is, 1–7, where the commonest has ``most``.

    The scale is logarithmic, for the commonest country often has ten times the articles of the next ones.

    >>> [step(count, 100) for count in (1, 3, 10, 30, 100)]
    [1, 2, 4, 5, 7]
    """
    share = math.log(max(count, 1)) / math.log(max(most, _FULL))
    return min(STEPS, 1 + math.floor((STEPS - 1) * share + 0.5))


def locator(named: Iterable[Named], sites: Iterable[Site] = ()) -> Locator | None:
    """Return the part of the map that an article is about, with its best named places; None without a country."""
    known = sorted((each for each in named if each.code in outlines()), key=lambda each: (-each.marked, -each.count))
    if not known:
        return None
    placed = sorted((site for site in sites if site.key in points()), key=lambda site: -site.count)
    shown = frame(known, placed)
    height = round(WIDTH * shown.height / shown.width)
    dots = _dots(placed, shown, height)
    names = _names((each for each in known if each.marked), shown, height, dots)
    return Locator(_view_box(shown), height, _areas(known, shown), dots, names)


def around(code: str, name: str) -> Locator | None:
    """Return a country among its neighbours; None if it has no outline."""
    if code not in outlines():
        return None
    shown = frame_around(outlines()[code].box)
    areas = _areas([Named(code, name, "", 1, marked=True)], shown)
    return Locator(_view_box(shown), round(WIDTH * shown.height / shown.width), areas)


def _view_box(box: Box) -> str:
    return f"{box.left:.0f} {box.top:.0f} {box.width:.0f} {box.height:.0f}"


def _area(named: Named, step: int, *, selected: bool = False, dot: bool) -> Area:
    return Area(named.code, named.name, named.href, named.count, step, selected, dot, named.entity)


def _areas(known: Iterable[Named], shown: Box) -> tuple[Area, ...]:
    """Return the countries that are seen, those that the article is about last."""
    scale = WIDTH / shown.width
    return tuple(
        _area(each, _ABOUT if each.marked else _NAMED, dot=scale * max(box.width, box.height) < _SEEN)
        for each in sorted(known, key=lambda each: each.marked)
        if shown.meets((box := outlines()[each.code].box).grown(1))
    )


def _dots(placed: Iterable[Site], shown: Box, height: int) -> tuple[Dot, ...]:
    """Return the best named places that find room for a dot and a label."""
    dots: list[Dot] = []
    taken: list[Box] = []
    for site in placed:
        x, y = _pixel(shown, *points()[site.key])
        own = Box(x, y, x, y).grown(_DOT)
        if len(dots) == DOTS or not _is_free(own, taken, height):
            continue
        if label := next((each for each in _labels(site.name, x, y) if _is_free(each.room, taken, height)), None):
            dots.append(Dot(site, x, y, label))
            taken += [own, label.room]
    return tuple(dots)


def _names(marked: Iterable[Named], shown: Box, height: int, dots: Iterable[Dot]) -> tuple[Label, ...]:
    """Return the names of the countries that find room at the centre of what they are wide enough to bear."""
    taken = [box for dot in dots for box in (dot.label.room, Box(dot.x, dot.y, dot.x, dot.y).grown(_DOT))]
    names = []
    for each in marked:
        outline = outlines()[each.code]
        x, y = _pixel(shown, outline.x, outline.y)
        label = _label(each.name, "middle", x, y + _LINE // 2 - 2)
        if label.room.width < 0.6 * outline.box.width * WIDTH / shown.width and _is_free(label.room, taken, height):
            names.append(label)
            taken.append(label.room)
    return tuple(names)


def _pixel(shown: Box, x: float, y: float) -> tuple[int, int]:
    scale = WIDTH / shown.width
    return round((x - shown.left) * scale), round((y - shown.top) * scale)


def _labels(text: str, x: int, y: int) -> Iterator[Label]:
    """Yield the places that the label of a dot may have: right, left, above, below."""
    middle = y + _LINE // 2 - 2
    yield _label(text, "start", x + _GAP, middle)
    yield _label(text, "end", x - _GAP, middle)
    yield _label(text, "middle", x, y - _GAP)
    yield _label(text, "middle", x, y + _GAP + _LINE - 4)


def _label(text: str, anchor: str, x: int, y: int) -> Label:
    width = _text_width(text)
    left = x - {"start": 0, "middle": width / 2, "end": width}[anchor]
    return Label(text, x, y, anchor, Box(left - 1, y - _LINE + 2, left + width + 1, y + 3))


def _is_free(box: Box, taken: Iterable[Box], height: int) -> bool:
    inside = box.left >= _EDGE and box.top >= _EDGE and box.right <= WIDTH - _EDGE and box.bottom <= height - _EDGE
    return inside and not any(box.meets(other) for other in taken)


def _text_width(text: str) -> float:
    """Return about how wide a label is, in pixels; rather too much than too little."""
    return sum(4 if sign in "fijlrtI.,'’ -" else 10.5 if sign in "mwMW" or ord(sign) > 0x2E7F else 7.2 for sign in text)
