"""The archive: one list, searched and filtered by its address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.web.listing import listing
from articles.web.stepping import steps_by_choice


@require_safe
@steps_by_choice
def browse(request: HttpRequest) -> HttpResponse:
    return render(request, "articles/browse.html", listing(request))
