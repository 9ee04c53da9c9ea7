"""The counts beside a list: how many articles each choice would give.

The choices of a group are alternatives, so a group is counted without what is selected in it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.utils.text import capfirst

from articles.index import Counts, Field, IndexQuery, IndexReader, Required
from articles.models import Country, Entity, Source, Topic, language_name
from articles.search.archive import card_index
from articles.search.params import GROUPS, Group, SearchParams, month_days
from articles.text.normalise import fold

# How many of the commonest values are counted: of the countries all, for the map; of the entities many, for those
# that are countries have a group of their own.
SIZES: dict[Group, int] = {"country": 300, "topic": 20, "entity": 60, "source": 12, "language": 5}
COUNTRIES_SHOWN = ENTITIES_SHOWN = 12
SHARE_STEPS = 20
MONTHS_SHOWN = 36


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a group.

    ``count`` is what one gets by choosing it alone; ``share`` is its width beside the commonest, in steps
    of 0–20; ``query`` is the query string that takes it in or out.
    """

    value: str | int
    label: str
    count: int
    selected: bool
    share: int
    query: str


@dataclass(frozen=True, slots=True)
class Facet:
    """The choices of one group, commonest first; what is selected is always among them."""

    name: Group
    options: tuple[Option, ...]

    @property
    def selected(self) -> tuple[Option, ...]:
        return tuple(option for option in self.options if option.selected)

    def shortened(self, most: int) -> Facet:
        """Return the ``most`` commonest choices, and what is selected."""
        kept = (option for place, option in enumerate(self.options) if place < most or option.selected)
        return Facet(self.name, tuple(kept))


@dataclass(frozen=True, slots=True)
class Facets:
    """All groups, by name and in order; ``world`` is that of the countries with every one that is found."""

    country: Facet
    topic: Facet
    entity: Facet
    source: Facet
    language: Facet
    world: Facet

    def __iter__(self) -> Iterator[Facet]:
        return (getattr(self, name) for name in GROUPS)


@dataclass(frozen=True, slots=True)
class Month:
    """One column of the histogram: ``height`` is 0–100, ``query`` chooses the month or lets it go."""

    month: str
    count: int
    height: int
    selected: bool
    query: str


def measure(
    reader: IndexReader, query: IndexQuery, params: SearchParams, *, within: tuple[Required, ...] = ()
) -> Facets:
    """Return the choices of every group for ``query``, which is that of ``params``.

    What all articles have in common by ``within`` is no choice.
    """
    counts = _counts(reader, query, params)
    for field, value in within:
        if field in counts:
            counts[field].pop(value, None)
    facets = {group: _facet(group, counts[group], params) for group in GROUPS}
    world = facets["country"]
    return Facets(**{**facets, "country": world.shortened(COUNTRIES_SHOWN)}, world=world)


def overview(within: tuple[Required, ...]) -> Facets:
    """Return the choices of every group among all articles that have all of ``within``."""
    return measure(card_index(), IndexQuery(required=within), SearchParams(), within=within)


def timeline(reader: IndexReader, query: IndexQuery, params: SearchParams) -> tuple[Month, ...]:
    """Return the months of what is found whatever its date: no gap, at most the 36 latest."""
    counts = reader.months(query.without("period"))
    months = tuple(month_range(min(counts), max(counts), most=MONTHS_SHOWN)) if counts else ()
    most = max((counts.get(month, 0) for month in months), default=0)
    return tuple(_month(month, counts.get(month, 0), most, params) for month in months)


def month_range(first: int, last: int, *, most: int) -> Iterator[int]:
    """Yield the months from ``first`` to ``last``, ``yyyymm``; the latest if there are more than ``most``.

    >>> list(month_range(202411, 202501, most=2))
    [202412, 202501]
    """
    start, end = (value // 100 * 12 + value % 100 - 1 for value in (first, last))
    for month in range(max(start, end - most + 1), end + 1):
        yield month // 12 * 100 + month % 12 + 1


def month_name(month: int) -> str:
    """Return ``yyyymm`` as it stands in addresses.

    >>> month_name(202503)
    '2025-03'
    """
    return f"{month // 100:04}-{month % 100:02}"


def labels(group: Group, values: Iterable[str | int]) -> dict[str | int, str]:
    """Return the names of ``values`` in the reader's language; those that readers do not see are left out."""
    match group:
        case "country":
            return {code: row.name for code, row in Country.objects.in_bulk(list(values)).items()}
        case "topic":
            return {slug: row.name for slug, row in Topic.objects.in_bulk(list(values)).items()}
        case "entity":
            return {pk: row.display_name for pk, row in Entity.objects.in_published().in_bulk(list(values)).items()}
        case "source":
            return {pk: row.name for pk, row in Source.objects.in_published().in_bulk(list(values)).items()}
        case "language":
            return {value: capfirst(language_name(str(value))) for value in values}


def _counts(reader: IndexReader, query: IndexQuery, params: SearchParams) -> dict[Group, Counts]:
    # Groups in which nothing is selected ask the same question, so they are counted together; but for sources, which
    # each tell a story once: whoever chooses one gets its articles, whichever lead.
    fields: dict[Group, Field] = {group: group for group in GROUPS}
    if params.about:
        fields["country"] = "about"
    open_groups = [group for group in GROUPS if group != "source" and not params.values(group)]
    shared = reader.counts_of(query, {fields[group]: SIZES[group] for group in open_groups})
    counts = {group: shared[fields[group]] for group in open_groups}
    for group, field in fields.items():
        if group not in counts:
            others = query.without(field)
            if group == "source":
                others = replace(others, folded=False)
            selected = params.values(group)
            counts[group] = reader.counts(others, field, size=SIZES[group])
            for value in selected:
                if value not in counts[group]:
                    counts[group][value] = reader.count(others.narrowed(field, value))
    return counts


def _facet(group: Group, counts: Counts, params: SearchParams) -> Facet:
    selected = params.values(group)
    names = labels(group, counts)
    offered = {value: counts[value] for value in _offered(group, counts, names) | {v for v in counts if v in selected}}
    most = max(offered.values(), default=0)
    options = (
        Option(
            value=value,
            label=names.get(value, str(value)),
            count=count,
            selected=value in selected,
            share=math.ceil(SHARE_STEPS * count / most) if most else 0,
            query=params.toggled(group, value).as_query(),
        )
        for value, count in offered.items()
    )
    return Facet(group, tuple(sorted(options, key=lambda option: (-option.count, fold(option.label)))))


def _offered(group: Group, counts: Counts, names: dict[str | int, str]) -> set[str | int]:
    """Return the values to choose from: those with a name, and of the entities no countries."""
    if group != "entity":
        return {value for value in counts if value in names}
    countries = set(Entity.objects.filter(pk__in=list(counts), is_country=True).values_list("pk", flat=True))
    named = [value for value in counts if value in names and value not in countries]
    return set(sorted(named, key=lambda value: (-counts[value], fold(names[value])))[:ENTITIES_SHOWN])


def _month(month: int, count: int, most: int, params: SearchParams) -> Month:
    first, last = month_days(month // 100, month % 100)
    dated = bool(params.since or params.until)
    chosen = (params.since, params.until) == (first, last)
    return Month(
        month=month_name(month),
        count=count,
        height=math.ceil(100 * count / most) if most else 0,
        selected=dated and (params.since or first) <= last and (params.until or last) >= first,
        query=(params.without("period") if chosen else params.within(first, last)).as_query(),
    )
