"""The archive: one list, searched and filtered by its address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.search import SearchParams, find
from articles.web.charts import histogram


@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    results = find(SearchParams.from_query(request.GET))
    context = {"results": results, "params": results.params, "histogram": histogram(results.period)}
    return render(request, "articles/browse.html", context)
