"""Indexes of all entities, countries and topics that readers can meet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from string import ascii_lowercase

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from articles.models import Country, Entity, Kind, Topic
from articles.text.normalise import canonical_line, fold
from articles.web.kinds import PLURALS

PER_PAGE = 150
LONGEST_SEARCH = 100
SHARE_STEPS = 20

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


@dataclass(frozen=True, slots=True)
class Group:
    """A heading with the rows below it and how many articles each is in."""

    name: str
    rows: list[tuple[Entity | Country, int]]


@require_safe
def entities(request: HttpRequest) -> HttpResponse:
    kind, letter, wanted = _asked(request)
    found = Entity.objects.in_published().called(fold(wanted))
    counts = found.kind_counts()
    found = (found.of_kind(kind) if kind else found).in_reading_order()
    letters = found.initials()
    found = found.beginning_with(letter) if letter else found
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "groups": by_letter(page.object_list, article_counts(page.object_list)),
        "kinds": [(value, name, counts.get(value, 0)) for value, name in PLURALS.items()],
        "total": sum(counts.values()),
        "letters": [(each, each.upper(), each in letters) for each in ascii_lowercase],
        "kind": kind,
        "letter": letter,
        "wanted": wanted,
    }
    return render(request, "articles/entities.html", context)


@require_safe
def countries(request: HttpRequest) -> HttpResponse:
    groups = by_region(Country.objects.with_article_counts().in_reading_order())
    total = sum(len(group.rows) for group in groups)
    return render(request, "articles/countries.html", {"groups": groups, "total": total})


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    found = list(Topic.objects.with_article_counts())
    most = max((topic.articles for topic in found), default=1)
    shares = {topic: max(1, round(SHARE_STEPS * topic.articles / most)) for topic in found}
    rows = [
        (topic, share, [(part, shares[part]) for part in found if part.parent_id == topic.pk])
        for topic, share in shares.items()
        if topic.parent_id is None
    ]
    return render(request, "articles/topics.html", {"rows": rows})


def by_letter(found: Iterable[Entity], counts: dict[int, int]) -> list[Group]:
    """Return the entities, which are in order, below their initials; ``#`` for what is no letter."""
    groups = groupby(found, key=lambda entity: initial(entity.standing))
    return [Group(letter, [(each, counts.get(each.pk, 0)) for each in rows]) for letter, rows in groups]


def by_region(found: Iterable[Country]) -> list[Group]:
    """Return the countries, which are in order, below the names of their regions."""
    regions: dict[str, list[tuple[Entity | Country, int]]] = {}
    for country in found:
        regions.setdefault(country.region, []).append((country, country.articles))
    known = [Group(str(name), regions.pop(key)) for key, name in REGIONS.items() if key in regions]
    others = [row for rows in regions.values() for row in rows]
    return [*known, Group(str(OTHER_REGION), others)] if others else known


def article_counts(found: Iterable[Entity]) -> dict[int, int]:
    """Return how many published articles name each; only these are counted, however many entities there are."""
    counted = Entity.objects.with_article_counts().in_bulk([entity.pk for entity in found])
    return {pk: entity.articles for pk, entity in counted.items()}


def initial(name: str) -> str:
    """Return the heading below which a sort key stands.

    >>> initial("tokaiev kassym-jomart"), initial("1re armee")
    ('T', '#')
    """
    return name[:1].upper() if name[:1] in ascii_lowercase and name else "#"


def _asked(request: HttpRequest) -> tuple[str, str, str]:
    """Return the kind, the letter and the words asked for; empty where they make no sense."""
    kind, letter = request.GET.get("kind", ""), request.GET.get("letter", "").lower()
    wanted = canonical_line(request.GET.get("q", "")[: 4 * LONGEST_SEARCH])[:LONGEST_SEARCH]
    return (
        kind if kind in Kind.values else "",
        letter if len(letter) == 1 and letter in ascii_lowercase else "",
        wanted,
    )
