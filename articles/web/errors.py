"""Pages for what went wrong, in the reader's language."""

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from articles.text.normalise import canonical_line
from newsroom import outages


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing of the request is looked at: its very host name may be what is wrong."""
    return HttpResponse(render_to_string("400.html"), status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", {"wanted": words_of(request.path)}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """No database, no session, no context: the page must show when everything else fails."""
    if outage := outages.answer(sys.exception(), request):
        return outage
    return HttpResponse(render_to_string("500.html"), status=500)


def words_of(path: str) -> str:
    """Return what the last part of an address seems to speak of.

    >>> words_of("/articles/12/la-steppe-et-l-atome/")
    'la steppe et l atome'
    """
    last = path.rstrip("/").rpartition("/")[2]
    words = canonical_line(last.replace("-", " ").replace("_", " "))
    return "" if words.isdecimal() else words[:80]
