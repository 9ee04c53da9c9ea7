"""A list of articles that its reader searches and filters: the archive's own, and that of a dossier."""

from __future__ import annotations

from django.http import HttpRequest

from articles.search import Required, SearchParams, find
from articles.web import maps
from articles.web.charts import histogram


def listing(request: HttpRequest, *, within: tuple[Required, ...] = (), with_texts: bool = False) -> dict[str, object]:
    """Return what ``_archive.html`` draws: the articles that have all of ``within``, as the address filters them."""
    results = find(SearchParams.from_query(request.GET), within=within, with_texts=with_texts)
    return {
        "results": results,
        "params": results.params,
        "histogram": histogram(results.period),
        "world": maps.world(
            maps.Named(str(option.value), option.label, f"?{option.query}", option.count, marked=option.selected)
            for option in results.facets.world.options
        ),
        "here": request.path,
    }
