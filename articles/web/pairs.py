"""Pages of two subjects: the articles that name both, with the sentence that holds both."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from articles.models import Country, Entity, Kind
from articles.search import IndexQuery, Required, companions, facts, months_of, overview, spans_of
from articles.web.charts import months_chart
from articles.web.dossiers import COMPANIONS, OPTIONS, bars, is_itself
from articles.web.listing import listing
from articles.web.quoting import quote_both
from articles.web.stepping import steps_by_choice


@dataclass(frozen=True, slots=True)
class Party:
    """One of two subjects; ``alone`` is how many articles name it, with the other or without."""

    subject: Entity | Country
    name: str
    label: str
    required: Required
    alone: int


@require_safe
@steps_by_choice
def country_pair(request: HttpRequest, code: str, other: str) -> HttpResponse:
    """Two countries, in the order of their codes."""
    first = sorted((code.lower(), other.lower()))
    one, two = (get_object_or_404(Country, pk=each.upper()) for each in first)
    if one == two:
        return redirect(one)
    if [code, other] != first:
        return redirect("country_pair", *first, permanent=True)
    return _pair(request, *(_country(each) for each in (one, two)))


@require_safe
@steps_by_choice
def entity_pair(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Two entities, in the order of their numbers."""
    first = sorted((pk, other))
    one, two = (get_object_or_404(Entity.objects.in_published(), pk=each) for each in first)
    if one == two:
        return redirect(one)
    if [pk, other] != first:
        return redirect("entity_pair", *first, permanent=True)
    return _pair(request, *(_entity(each) for each in (one, two)))


def _country(found: Country) -> Party:
    return Party(found, found.name, Kind.PLACE, ("country", found.pk), facts(found))


def _entity(found: Entity) -> Party:
    return Party(found, found.display_name, found.kind, ("entity", found.pk), facts(found))


def _pair(request: HttpRequest, one: Party, other: Party) -> HttpResponse:
    within = (one.required, other.required)
    both = IndexQuery(required=within)
    context = listing(request, within=within, with_texts=True)
    articles = [hit.article for hit in context["results"].articles]
    spans = [spans_of(party.subject, articles) for party in (one, other)]
    facets = overview(within)
    beside = [pair for pair in companions(both, COMPANIONS + 2) if not _is_party(pair[0], one, other)]
    context |= {
        "one": one,
        "other": other,
        "parties": (one, other),
        "together": facts(both),
        "chart": months_chart(months_of(both)),
        "label": one.label,
        "topics": facets.topic.options[:OPTIONS],
        "companions": bars(beside[:COMPANIONS], lambda entity: f"?entity={entity.pk}#articles"),
        "quotes": [
            quote_both(each, *(found.get(each.pk, []) for found in spans), (one.label, other.label))
            for each in articles
        ],
    }
    return render(request, "articles/pair.html", context)


def _is_party(entity: Entity, *parties: Party) -> bool:
    subjects = [party.subject for party in parties]
    return entity in subjects or any(isinstance(each, Country) and is_itself(entity, each) for each in subjects)
