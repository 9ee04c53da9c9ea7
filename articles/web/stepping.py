"""Steps in the browser's history while a list is filtered live: one for each choice, none for each letter typed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import parse_qs, urlsplit

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django_htmx.http import replace_url

View = Callable[..., HttpResponse]


def steps_by_choice(view: View) -> View:
    """Let a live list take the place of the one before it in the history, where both are the same or a search goes on.

    Without a word of ours htmx adds each of them to the history, as their forms say.
    """

    @wraps(view)
    def stepping(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if shown := request.headers.get("HX-Current-URL"):
            patch_cache_control(response, no_store=True)  # it is for who stands at that address only
            if _goes_on(shown, request.get_full_path()):
                replace_url(response, request.get_full_path())
        return response

    return stepping


def _goes_on(before: str, after: str) -> bool:
    """Say whether ``after`` is no new step: the same choices, with the same words or others in place of some."""
    (was, old), (now, new) = _asked(before), _asked(after)
    return old == new and (was == now or bool(was and now))


def _asked(address: str) -> tuple[list[str], dict[str, list[str]]]:
    """Return the words that an address searches for, and its choices."""
    choices = parse_qs(urlsplit(address).query)
    choices.pop("page", None)
    return choices.pop("q", []), choices
