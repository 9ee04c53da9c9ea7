"""Light, dark, or as the reader's system is: a choice that a cookie keeps."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

COOKIE = "theme"
YEAR = 365 * 24 * 3600
THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class ThemeChoice:
    """One of the three buttons; the ``value`` of the system's theme is empty."""

    value: str
    name: str
    current: bool


def chosen(request: HttpRequest) -> str:
    """Return the theme that the reader chose, empty where it is the system's."""
    kept = request.COOKIES.get(COOKIE, "")
    return kept if kept in THEMES else ""


def choices(request: HttpRequest) -> list[ThemeChoice]:
    kept = chosen(request)
    names = {"light": _("Light"), "dark": _("Dark"), "": _("System")}
    return [ThemeChoice(value, name, value == kept) for value, name in names.items()]


# A token would set a cookie for every reader of every page, to protect a colour.
@csrf_exempt
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the theme asked for, and lead back to the page; without JavaScript, which does this at once."""
    wanted = request.POST.get("theme", "")
    response = HttpResponseRedirect(_way_back(request), status=303)
    if wanted in THEMES:
        response.set_cookie(COOKIE, wanted, max_age=YEAR, secure=request.is_secure(), samesite="Lax")
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response


def _way_back(request: HttpRequest) -> str:
    """Return the page that the form stood on, the front page if what is said of it is no address of ours."""
    to = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure())
    return to if ours and to.startswith("/") else reverse("browse")
