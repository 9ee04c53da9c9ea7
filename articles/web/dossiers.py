"""Pages that follow one entity, one country or one topic through the archive."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from articles.models import Article, ArticleCountry, ArticleQuerySet, Country, Entity, Mention, Topic
from articles.search import SearchParams, companions, find, months_of
from articles.web.charts import months_chart
from articles.web.quoting import Quote, quotes

PER_PAGE = 20
COMPANIONS = 10
NEIGHBOURS = 12
CANDIDATES = 20
SHARE_STEPS = 20


@dataclass(frozen=True, slots=True)
class Companion:
    """An entity with the number of articles it shares; ``share`` is the width of its bar, 1 to 20."""

    entity: Entity
    count: int
    share: int


@require_safe
def entity(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    found = get_object_or_404(Entity.objects.in_published().select_related("country"), pk=pk)
    if found.is_country or slug != found.slug:
        return redirect(found, permanent=True)
    naming = Article.objects.published().mentioning(found)
    page = _page(naming, request)
    context = {
        "entity": found,
        "filter": SearchParams(entity=(found.pk,)).as_query(),
        "aliases": [alias.name for alias in found.aliases.all()],
        "candidates": Entity.objects.in_published().candidates_for(found)[:CANDIDATES],
        "page": page,
        "quotes": _quotes_naming(found, page.object_list),
        "mentions": found.mentions.in_published().count(),
        "first": naming.earliest("published_at"),
        "chart": months_chart(months_of(found)),
        "companions": bars(companions(found, COMPANIONS)),
    }
    return render(request, "articles/entity.html", context)


@require_safe
def country(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Country, pk=code.upper())
    if code != found.code.lower():
        return redirect(found, permanent=True)
    published = Article.objects.published()
    only_about = request.GET.get("about") == "1"
    page = _page((published.about_country if only_about else published.naming_country)(found), request)
    beside = companions(found, COMPANIONS + 1)
    context = {
        "country": found,
        "filter": SearchParams(country=(found.pk,)).as_query(),
        "only_about": only_about,
        "page": page,
        "quotes": _quotes_of_country(found, page.object_list),
        "naming": published.naming_country(found).count(),
        "about": published.about_country(found).count(),
        "chart": months_chart(months_of(found)),
        "neighbours": Entity.objects.of_country(found).in_published().most_named()[:NEIGHBOURS],
        "companions": bars([pair for pair in beside if not is_itself(pair[0], found)][:COMPANIONS]),
    }
    return render(request, "articles/country.html", context)


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Topic.objects.select_related("parent"), pk=slug)
    treating = SearchParams(topic=(found.pk,))
    asked = SearchParams.from_query(request.GET).page
    beside = companions(found, 3 * COMPANIONS)
    results = find(treating.only_page(asked), per_page=PER_PAGE)
    context = {
        "topic": found,
        "parts": found.parts.with_article_counts(),
        "filter": treating.as_query(),
        "results": results,
        "chart": months_chart(months_of(found)),
        "countries": results.facets.country.options[:COMPANIONS],
        "companions": bars([pair for pair in beside if not pair[0].is_country][:COMPANIONS]),
    }
    return render(request, "articles/topic.html", context)


def bars(found: Iterable[tuple[Entity, int]]) -> list[Companion]:
    """Return entities with the width of their bars beside the longest."""
    pairs = list(found)
    most = max((count for _, count in pairs), default=1)
    return [Companion(entity, count, max(1, round(SHARE_STEPS * count / most))) for entity, count in pairs]


def is_itself(entity: Entity, country: Country) -> bool:
    """Say whether ``entity`` is the country's own."""
    return entity.is_country and entity.country_id == country.pk


def _page(articles: ArticleQuerySet, request: HttpRequest) -> Page[Article]:
    """Return the page asked for; the nearest one if there is no such page."""
    listed = articles.newest_first().select_related("source")
    return Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))


def _quotes_naming(found: Entity, articles: Iterable[Article]) -> list[Quote]:
    articles = list(articles)
    spans: dict[int, list[tuple[int, int]]] = {}
    for mention in Mention.objects.filter(entity=found, article__in=articles):
        spans.setdefault(mention.article_id, []).append((mention.start, mention.end))
    return quotes(articles, spans)


def _quotes_of_country(found: Country, articles: Iterable[Article]) -> list[Quote]:
    articles = list(articles)
    named = ArticleCountry.objects.filter(country=found, article__in=articles)
    return quotes(articles, {link.article_id: [(s, e) for s, e in link.evidence] for link in named})
