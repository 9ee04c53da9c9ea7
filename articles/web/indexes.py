"""Indexes of all entities, countries and topics that readers can meet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from string import ascii_lowercase

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from articles.models import NO_LETTER, Country, Entity, EntityQuerySet, Kind, Topic
from articles.search import Recent, entities_like, kinds_named, most_named, recent
from articles.text.normalise import canonical_line, fold
from articles.web import maps
from articles.web.charts import Spark, spark
from articles.web.kinds import PLURALS
from articles.web.ranks import (
    Group,
    Ranking,
    Row,
    article_counts,
    entity_rows,
    last_month,
    share,
    with_bars,
    with_sparks,
)
from articles.web.stepping import steps_by_choice

PER_PAGE = 150
RANKED_PER_PAGE = 60
TOP = 12
YEAR = 12
LONGEST_SEARCH = 100
LETTERS = (*ascii_lowercase, NO_LETTER)

REGIONS = {
    "europe-west": _("Western Europe"),
    "europe-north": _("Northern Europe"),
    "europe-east": _("Eastern Europe"),
    "europe-south": _("Southern Europe"),
    "caucasus": _("The Caucasus"),
    "asia-central": _("Central Asia"),
    "middle-east": _("The Middle East"),
    "asia-east": _("East Asia"),
    "asia-south": _("South Asia"),
    "asia-southeast": _("South-East Asia"),
    "africa-north": _("North Africa"),
    "africa-west": _("West Africa"),
    "africa-central": _("Central Africa"),
    "africa-east": _("East Africa"),
    "africa-south": _("Southern Africa"),
    "america-north": _("North America"),
    "america-central": _("Central America"),
    "caribbean": _("The Caribbean"),
    "america-south": _("South America"),
    "oceania": _("Oceania"),
    "antarctica": _("Antarctica and southern islands"),
}
OTHER_REGION = _("Elsewhere")

# The orders of an index, by their names in addresses; the first is the one in which it opens.
ENTITY_SORTS = {"named": _("Most named"), "name": _("A–Z")}
COUNTRY_SORTS = {"region": _("By region"), "named": _("Most named"), "name": _("A–Z")}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an index is asked for: the kind, the letter and the words are empty where they make no sense."""

    sort: str
    kind: str
    letter: str
    wanted: str

    @classmethod
    def of(cls, request: HttpRequest, sorts: Iterable[str]) -> Asked:
        first, *others = sorts
        sort, kind, letter = (request.GET.get(name, "") for name in ("sort", "kind", "letter"))
        letter = letter.lower() if letter.lower() in LETTERS else ""
        return cls(
            sort="name" if letter else sort if sort in others else first,
            kind=kind if kind in Kind.values else "",
            letter=letter,
            wanted=canonical_line(request.GET.get("q", "")[: 4 * LONGEST_SEARCH])[:LONGEST_SEARCH],
        )


@dataclass(frozen=True, slots=True)
class Sort:
    """An order of an index; ``value`` is None for the one in which it opens, which addresses do not name."""

    value: str | None
    name: str
    current: bool


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic with its articles of the last twelve months and of the twelve before; nothing without an index."""

    topic: Topic
    share: int
    spark: Spark | None
    lately: int
    before: int
    parts: list[TopicRow]


@require_safe
@steps_by_choice
def entities(request: HttpRequest) -> HttpResponse:
    asked = Asked.of(request, ENTITY_SORTS)
    found = Entity.objects.called(fold(asked.wanted)).in_published()
    kinds = found.kind_counts() if asked.wanted else kinds_named()
    chosen = found.of_kind(asked.kind) if asked.kind else found
    count = kinds.get(asked.kind, 0) if asked.kind else sum(kinds.values())
    ranks = most_named() if asked.sort == "named" else {}
    if not ranks:  # Without an index there are none.
        shown = alphabet(chosen, asked.letter, request.GET.get("page"))
    elif asked.kind or asked.wanted:
        shown = ranking(chosen, ranks, count, request.GET.get("page"))
    else:
        shown = {"tops": tops(ranks)}
    context = {
        "asked": asked,
        "kinds": [(value, name, kinds.get(value, 0)) for value, name in PLURALS.items()],
        "total": sum(kinds.values()),
        "count": count,
        "sorts": orders(ENTITY_SORTS, "named" if ranks else "name"),
        "last": last_month() if ranks else None,
        "like": [] if kinds else entities_like(asked.wanted),
    }
    return render(request, "articles/entities.html", context | shown)


@require_safe
@steps_by_choice
def countries(request: HttpRequest) -> HttpResponse:
    asked = Asked.of(request, COUNTRY_SORTS)
    named = list(Country.objects.with_article_counts().in_reading_order())
    rows = country_rows(named, fold(asked.wanted))
    top, groups = country_lists(rows, asked)
    context = {
        "asked": asked,
        "total": len(named),
        "world": maps.world(maps.Named(row.code, row.name, row.get_absolute_url(), row.articles) for row in named),
        "count": len(rows),
        "top": top,
        "groups": groups,
        "sorts": orders(COUNTRY_SORTS, asked.sort),
        "last": last_month() if top else None,
    }
    return render(request, "articles/countries.html", context)


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    found = list(Topic.objects.with_article_counts())
    lately = recent("topic", [topic.pk for topic in found])
    context = {"rows": topic_rows(found, lately), "months": lately.months, "last": last_month()}
    return render(request, "articles/topics.html", context)


def orders(names: Mapping[str, str], current: str) -> list[Sort]:
    """Return the orders of an index, the one in which it opens first."""
    return [Sort(value if place else None, name, value == current) for place, (value, name) in enumerate(names.items())]


def alphabet(found: EntityQuerySet, letter: str, number: str | None) -> dict[str, object]:
    """Return a page of the entities below their letters."""
    found = found.in_reading_order()
    used = found.initials()
    page = Paginator(found.beginning_with(letter) if letter else found, PER_PAGE).get_page(number)
    counts = article_counts(entity.pk for entity in page.object_list)
    return {
        "page": page,
        "numbers": page_numbers(page),
        "groups": by_letter(Row(entity, counts.get(entity.pk, 0)) for entity in page.object_list),
        "letters": [(each, each.upper(), each in used) for each in LETTERS],
    }


def ranking(found: EntityQuerySet, ranks: Mapping[int, int], total: int, number: str | None) -> dict[str, object]:
    """Return a page of the entities, which are ``total``, from the most named on."""
    ranked = Ranking(found, ranks, total)
    page = Paginator(ranked, RANKED_PER_PAGE).get_page(number)
    return {
        "page": page,
        "numbers": page_numbers(page),
        "rows": entity_rows(page.object_list, ranks, most=ranked.most),
    }


def tops(ranks: Mapping[int, int]) -> list[Group]:
    """Return the most named entities of each kind that occurs; countries have a page of their own."""
    found = Entity.objects.in_published().filter(is_country=False, pk__in=ranks).in_reading_order()
    named = sorted(found.values_list("pk", "kind"), key=lambda pair: -ranks[pair[0]])
    keys = {kind: [pk for pk, own in named if own == kind][:TOP] for kind in PLURALS}
    return [Group(str(name), entity_rows(keys[kind], ranks), kind) for kind, name in PLURALS.items() if keys[kind]]


def page_numbers(page: Page) -> list[int | str]:
    """Return the numbers of the pages to go to, with « … » for those left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


def country_rows(named: Sequence[Country], words: str) -> list[Row]:
    """Return the countries that have each of the folded ``words`` in a name of theirs or in that of their region."""
    rows = with_bars(Row(country, country.articles) for country in named)
    return [row for row in rows if all(word in _names(row.subject) for word in words.split())]


def country_lists(rows: Sequence[Row], asked: Asked) -> tuple[list[Row], list[Group]]:
    """Return the countries from the most named on, and all of them in groups; one of both, or first the top of all."""
    ranked = sorted(rows, key=lambda row: -row.count)
    match asked.sort:
        case "named":
            return with_sparks("country", ranked[:RANKED_PER_PAGE]) + ranked[RANKED_PER_PAGE:], []
        case "name":
            return [], by_letter(rows)
        case _:
            return [] if asked.wanted else with_sparks("country", ranked[:TOP]), by_region(rows)


def topic_rows(found: Sequence[Topic], lately: Recent, parent: str | None = None) -> list[TopicRow]:
    """Return the topics below ``parent`` in their order, each with those below it; an orphan stands by itself."""
    most = max((topic.articles for topic in found), default=1)
    present = {topic.pk for topic in found}
    rows = []
    for topic in found:
        if (topic.parent_id if topic.parent_id in present else None) == parent:
            months = lately.counts.get(topic.pk, ())
            rows.append(
                TopicRow(
                    topic=topic,
                    share=share(topic.articles, most),
                    spark=spark(months),
                    lately=sum(months[-YEAR:]),
                    before=sum(months[:-YEAR]),
                    parts=topic_rows(found, lately, topic.pk),
                )
            )
    return rows


def by_letter(rows: Iterable[Row]) -> list[Group]:
    """Return the rows, which are in order, below their initials."""
    return [Group(letter, list(below)) for letter, below in groupby(rows, key=lambda row: initial(row.subject))]


def by_region(rows: Iterable[Row]) -> list[Group]:
    """Return the countries, which are in order, below the names of their regions."""
    regions: dict[str, list[Row]] = {}
    for row in rows:
        regions.setdefault(row.subject.region, []).append(row)
    known = [Group(str(name), regions.pop(key)) for key, name in REGIONS.items() if key in regions]
    others = [row for below in regions.values() for row in below]
    return [*known, Group(str(OTHER_REGION), others)] if others else known


def initial(subject: Entity | Country) -> str:
    """Return the letter below which something stands; an entity was asked for in reading order, and has it."""
    if isinstance(subject, Entity):
        return subject.initial.upper()
    letter = fold(subject.name)[:1]
    return letter.upper() if letter in ascii_lowercase else NO_LETTER


def _names(country: Country) -> str:
    return fold(f"{country.name_fr} {country.name_en} {REGIONS.get(country.region, '')}")
