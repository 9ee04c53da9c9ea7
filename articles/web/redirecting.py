"""Answers that lead on: to a POST that was done, and to whoever asks for what only takes one."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.views.decorators.http import require_http_methods


def see_other(to: object, *args: object) -> HttpResponseRedirect:
    """Send the browser on to ``to`` (an object with an address, or a URL name with ``args``) by GET."""
    return HttpResponseRedirect(resolve_url(to, *args), status=303)


def act_on_article(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give ``view`` only what is sent by POST.

    A page that answers it, « publish anyway? », has its address: who asks for that by a link, from the address bar or
    after signing in again is led to the article on the desk.
    """

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answer(request: HttpRequest, pk: int, **others: int) -> HttpResponse:
        return view(request, pk=pk, **others) if request.method == "POST" else see_other("review", pk)

    return answer
