"""Which marks a reader wants to see above a text; a cookie keeps it, so that a page comes as it was left."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.web.kinds import PLURALS

COOKIE = "marks"
DENSITIES = {"all": _("All"), "first": _("First only"), "none": _("None")}


@dataclass(frozen=True, slots=True)
class Choice:
    """A checkbox or radio button of the toolbar."""

    value: str
    name: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Toolbar:
    """The kinds of marks, and how many of each are shown."""

    kinds: list[Choice]
    densities: list[Choice]


def toolbar(request: HttpRequest) -> Toolbar:
    """Return the toolbar as the cookie keeps it: the kinds shown and one density, as in ``person.place.first``.

    Whatever else it holds, all marks are shown.
    """
    kept = request.COOKIES.get(COOKIE, "").split(".")
    densities = [value for value in kept if value in DENSITIES]
    if len(densities) != 1 or not set(kept) <= {*PLURALS, *DENSITIES}:
        kept = [*PLURALS, "all"]
    return Toolbar(_choices(PLURALS, kept), _choices(DENSITIES, kept))


def _choices(names: dict[str, str], kept: list[str]) -> list[Choice]:
    return [Choice(value, name, value in kept) for value, name in names.items()]
