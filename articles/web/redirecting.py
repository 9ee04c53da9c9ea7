"""Answers that lead on: to a POST that was done, and to whoever asks for what only takes one."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.views.decorators.http import require_http_methods


def see_other(to: object, *args: object) -> HttpResponseRedirect:
    """Send the browser on to ``to`` (an object with an address, or a URL name with ``args``) by GET."""
    return HttpResponseRedirect(resolve_url(to, *args), status=303)


def act_on(page: str, *named: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Give a view only what is sent by POST.

    It has an address, and what answers it, « publish anyway? », is a page: who asks for that by a link, from the
    address bar or after signing in again is led to ``page``, which takes the arguments of the view that are ``named``.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def answer(request: HttpRequest, **arguments: object) -> HttpResponse:
            if request.method == "POST":
                return view(request, **arguments)
            return see_other(page, *(arguments[name] for name in named))

        return answer

    return decorate


act_on_article = act_on("review", "pk")
