"""A list of articles that its reader searches and filters: the archive's own, and that of a dossier."""

from __future__ import annotations

from django.http import HttpRequest

from articles.search import Facet, Required, SearchParams, find
from articles.web import maps
from articles.web.charts import histogram


def listing(request: HttpRequest, *, within: tuple[Required, ...] = (), with_texts: bool = False) -> dict[str, object]:
    """Return what ``_archive.html`` draws: the articles that have all of ``within``, as the address filters them."""
    results = find(SearchParams.from_query(request.GET), within=within, with_texts=with_texts)
    return {
        "results": results,
        "params": results.params,
        "histogram": histogram(results.period),
        # A dossier has enough to draw, and a country's page a map of its own.
        "world": None if within else world(results.facets.world),
        "here": request.path,
    }


def world(facet: Facet) -> maps.WorldMap:
    """Return the map whose countries take a filter in or out, as the choices of ``facet`` do."""
    return maps.world(
        maps.Named(str(option.value), option.label, f"?{option.query}", option.count, marked=option.selected)
        for option in facet.options
    )
