"""Which part of the map an article is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from articles.web.atlas import POLE, WORLD, Box, outlines, points, union
from articles.web.projection import UNIT

# The sides of a frame, but for that of the world.
ASPECT = 16 / 9
# In degrees of longitude. A frame is not narrower than the first; where it would be wider than the second, one sees
# the world; countries that are only named may widen it up to the third.
_NARROWEST, _WIDEST, _WIDENED = 11 * UNIT, 185 * UNIT, 60 * UNIT
# A country wider than this does not open a frame to its whole width if other countries can do without.
_GIANT = 45 * UNIT


@dataclass(frozen=True, slots=True)
class Named:
    """A country as a page names it; ``marked`` says that it is chosen, or that an article is about it.

    ``entity`` is the country among the entities, 0 where it is none.
    """

    code: str
    name: str
    href: str
    count: int
    marked: bool = False
    entity: int = 0


@dataclass(frozen=True, slots=True)
class Site:
    """A place that an article names; ``key`` is the entity's, ``country`` a code or empty."""

    key: str
    name: str
    href: str
    count: int
    country: str = ""
    entity: int = 0


def frame(known: Sequence[Named], placed: Sequence[Site]) -> Box:
    """Return the part of the map that shows countries with outlines and places with positions.

    Both are in order of weight, with those that the article is about first. These are in it, or else the country
    named most; then those near them; and where that would leave out too much, all the world.
    """
    leading = [each for each in known if each.marked] or list(known[:1])
    shown = _opening(leading, placed)
    room, total = max(1.4 * _span(shown), _WIDENED), sum(each.count for each in known)
    for count, extent in _nearby([each for each in known if each not in leading], placed):
        if _span(shown | extent) <= (room if count > 1 and 20 * count > total else 1.25 * _span(shown)):
            shown |= extent
    shown = _fitted(shown, min(max(0.06 * _span(shown), UNIT), 4 * UNIT))
    left_out = sum(each.count for each in known if not shown.meets(_box(each)))
    return _world_with(union([_box(each) for each in leading])) if 5 * left_out > 2 * total else shown


def frame_around(box: Box) -> Box:
    """Return the part of the map that shows a country among its neighbours, two at least, however far they are."""
    margin = min(max(0.25 * _span(box), 4 * UNIT), 9 * UNIT)
    shown = _fitted(box, margin)
    others = [outline.box for outline in outlines().values() if not outline.dot and outline.box != box]
    while shown.width < WORLD.width and sum(map(shown.meets, others)) < 2:
        margin *= 2
        shown = _fitted(box, margin)
    return shown


def _box(named: Named) -> Box:
    return outlines()[named.code].box


def _span(box: Box) -> float:
    """Return how wide a frame must be to hold ``box``."""
    return max(box.width, box.height * ASPECT)


def _opening(leading: Sequence[Named], placed: Sequence[Site]) -> Box:
    """Return what must be seen: the leading countries; of very large ones among others, their named places."""
    extents = [extent for each in leading if (extent := _extent(each, placed))]
    shown = union(extents or [_box(each) for each in leading])
    for each in leading:
        if not shown.grown(4 * UNIT).meets(_box(each)):
            shown |= _box(each)
    return shown


def _nearby(others: Sequence[Named], placed: Sequence[Site]) -> list[tuple[int, Box]]:
    """Return what else may be seen and how often it is named, most first: countries, and places of none."""
    weighed = [(each.count, extent) for each in others if (extent := _extent(each, placed))]
    weighed += [(site.count, _spot(site)) for site in placed if not site.country]
    return sorted(weighed, key=lambda pair: -pair[0])


def _extent(named: Named, placed: Sequence[Site]) -> Box | None:
    """Return a country's part of the map; of a very large one, that of its named places, None without any."""
    if _span(_box(named)) <= _GIANT:
        return _box(named)
    spots = [_spot(site) for site in placed if site.country == named.code]
    return union(spots) if spots else None


def _spot(site: Site) -> Box:
    x, y = points()[site.key]
    return Box(x, y, x, y).grown(UNIT)


def _fitted(box: Box, margin: float) -> Box:
    """Return the frame for ``box``; the world if it would be too wide."""
    wanted = box.grown(margin)
    width = max(_span(wanted), _NARROWEST)
    if width > _WIDEST:
        return _world_with(box)
    height = width / ASPECT
    left = min(max((wanted.left + wanted.right - width) / 2, 0), WORLD.right - width)
    top = min(max((wanted.top + wanted.bottom - height) / 2, 0), POLE - height)
    return Box(left, top, left + width, top + height)


def _world_with(box: Box) -> Box:
    """Return the world, with Antarctica if ``box`` lies there."""
    return replace(WORLD, bottom=POLE) if box.bottom > WORLD.bottom else WORLD
