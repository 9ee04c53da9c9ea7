"""Pages that follow one entity, one country or one topic through the archive."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.models import Article, Country, Entity, Kind, Topic
from articles.search import Required, companions, latest, months_of, overview, spans_of, surfaces_of
from articles.web import maps
from articles.web.charts import ego, months_chart
from articles.web.listing import listing
from articles.web.quoting import concordance, quotes
from articles.web.ranks import share
from articles.web.stepping import steps_by_choice

COMPANIONS = 10
NEIGHBOURS = 12
CANDIDATES = 20
SURFACES = 8
LINES = 8
LINES_OF_ONE = 2
ARTICLES_OF_LINES = 20
OPTIONS = 10


@dataclass(frozen=True, slots=True)
class Companion:
    """An entity with the number of articles it shares; ``share`` is the width of its bar, 1 to 20.

    ``href`` leads to the articles that name both.
    """

    entity: Entity
    count: int
    share: int
    href: str


@require_safe
@steps_by_choice
def entity(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    found = get_object_or_404(Entity.objects.in_published().select_related("country"), pk=pk)
    if found.is_country or slug != found.slug:
        return redirect(found, permanent=True)
    within: tuple[Required, ...] = (("entity", found.pk),)
    context = listing(request, within=within, with_texts=True)
    surfaces = surfaces_of(found, SURFACES + 1)
    # Countries have bars of their own.
    beside = [pair for pair in companions(found, 3 * COMPANIONS) if not pair[0].is_country][:COMPANIONS]
    drawn = bars(beside, lambda other: reverse("entity_pair", args=sorted((found.pk, other.pk))))
    context |= {
        "entity": found,
        "label": found.kind,
        "surfaces": [pair for pair in surfaces if pair[0] != found.display_name][:SURFACES],
        "aliases": _unseen(found, surfaces),
        "candidates": Entity.objects.in_published().candidates_for(found)[:CANDIDATES],
        "mentions": found.mentions.in_published().count(),
        "first": Article.objects.published().mentioning(found).earliest("published_at"),
        "chart": months_chart(months_of(found)),
        "companions": drawn,
        "ego": ego(found.display_name, found.kind, drawn),
        **shown(found, within, context),
    }
    return render(request, "articles/entity.html", context)


@require_safe
def mentions(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Every mention of an entity in its context, the newest article first."""
    found = get_object_or_404(Entity.objects.in_published(), pk=pk)
    if found.is_country:
        return redirect(found)
    if slug != found.slug:
        return redirect("mentions", found.pk, found.slug, permanent=True)
    naming = Article.objects.published().mentioning(found).newest_first().select_related("source")
    page = Paginator(naming, ARTICLES_OF_LINES).get_page(request.GET.get("page"))
    context = {
        "entity": found,
        "page": page,
        "mentions": found.mentions.in_published().count(),
        "lines": concordance(page.object_list, spans_of(found, page.object_list), found.kind),
    }
    return render(request, "articles/mentions.html", context)


@require_safe
@steps_by_choice
def country(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Country, pk=code.upper())
    if code != found.code.lower():
        return redirect(found, permanent=True)
    within: tuple[Required, ...] = (("country", found.pk),)
    context = listing(request, within=within, with_texts=True)
    published = Article.objects.published()
    beside = [pair for pair in companions(found, COMPANIONS + 1) if not is_itself(pair[0], found)][:COMPANIONS]
    drawn = bars(beside, lambda other: meeting_country(found, other))
    context |= {
        "country": found,
        "label": Kind.PLACE,
        "locator": maps.around(found.pk, found.name),
        "naming": published.naming_country(found).count(),
        "about": published.about_country(found).count(),
        "chart": months_chart(months_of(found)),
        "neighbours": Entity.objects.of_country(found).in_published().most_named()[:NEIGHBOURS],
        "companions": drawn,
        "ego": ego(found.name, Kind.PLACE, drawn),
        **shown(found, within, context),
    }
    return render(request, "articles/country.html", context)


@require_safe
@steps_by_choice
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Topic.objects.select_related("parent"), pk=slug)
    within: tuple[Required, ...] = (("topic", found.pk),)
    beside = [pair for pair in companions(found, 3 * COMPANIONS) if not pair[0].is_country][:COMPANIONS]
    context = listing(request, within=within) | {
        "topic": found,
        "label": "topic",
        "parts": found.parts.with_article_counts(),
        "chart": months_chart(months_of(found)),
        "countries": overview(within).country.options[:OPTIONS],
        "companions": bars(beside, lambda other: f"?entity={other.pk}#articles"),
    }
    return render(request, "articles/topic.html", context)


def shown(found: Entity | Country, within: tuple[Required, ...], listed: dict[str, object]) -> dict[str, object]:
    """Return the concordance of a subject, the quotations of the articles listed, its countries and topics."""
    label = found.kind if isinstance(found, Entity) else Kind.PLACE
    articles = [hit.article for hit in listed["results"].articles]
    newest = latest(within, LINES)
    named = spans_of(found, [*articles, *newest])
    lines = concordance(newest, {pk: spans[:LINES_OF_ONE] for pk, spans in named.items()}, label)
    facets = overview(within)
    return {
        "quotes": quotes(articles, named, label),
        "lines": lines[:LINES],
        "countries": facets.country.options[:OPTIONS],
        "topics": facets.topic.options[:OPTIONS],
    }


def bars(found: Iterable[tuple[Entity, int]], href: Callable[[Entity], str]) -> list[Companion]:
    """Return entities with the width of their bars beside the longest."""
    pairs = list(found)
    most = max((count for _, count in pairs), default=1)
    return [Companion(entity, count, share(count, most), href(entity)) for entity, count in pairs]


def meeting_country(one: Country, other: Entity) -> str:
    """Return where the articles stand that name the country and the entity."""
    if other.is_country and other.country_id:
        return reverse("country_pair", args=sorted((one.pk.lower(), other.country_id.lower())))
    return f"?entity={other.pk}#articles"


def is_itself(entity: Entity, country: Country) -> bool:
    """Say whether ``entity`` is the country's own."""
    return entity.is_country and entity.country_id == country.pk


def _unseen(found: Entity, surfaces: Iterable[tuple[str, int]]) -> list[str]:
    """Return the other names that are known of an entity, but by which no article names it."""
    seen = {surface for surface, _ in surfaces} | {found.display_name}
    return [alias.name for alias in found.aliases.all() if alias.name not in seen][:SURFACES]
