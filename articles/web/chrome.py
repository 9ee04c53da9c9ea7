"""What every page's frame shows."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from articles.web import theme

SECTIONS = {
    "browse": "browse",
    "article": "browse",
    "report": "browse",
    "versions": "browse",
    "entity": "entities",
    "entities": "entities",
    "mentions": "entities",
    "entity_pair": "entities",
    "country": "countries",
    "country_pair": "countries",
    "countries": "countries",
    "topic": "topics",
    "topics": "topics",
    "upload": "upload",
    "review": "upload",
    "publish": "upload",
    "send_to_review": "upload",
    "desk_versions": "upload",
    "reports": "upload",
    "to_review": "upload",
    "bulk": "upload",
    "history": "upload",
    "feeds": "upload",
    "feed": "upload",
    "edit_feed": "upload",
    "remove_feed": "upload",
    "read_feed_list": "upload",
    "drafts": "upload",
    "imports": "upload",
    "batch": "upload",
}
# Which of its own sections each page of the desk is in.
DESK_SECTIONS = {
    "upload": "upload",
    "imports": "imports",
    "batch": "imports",
    "feeds": "feeds",
    "feed": "feeds",
    "edit_feed": "feeds",
    "remove_feed": "feeds",
    "read_feed_list": "feeds",
    "drafts": "drafts",
    "bulk": "drafts",
    "review": "drafts",
    "publish": "drafts",
    "send_to_review": "drafts",
    "desk_versions": "drafts",
    "to_review": "to_review",
    "reports": "reports",
    "history": "history",
}


@dataclass(frozen=True, slots=True)
class NavLink:
    """A link of the masthead; ``current`` is "page" where it leads to this page, "true" in its section, else empty."""

    name: str
    href: str
    current: str


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same page in another language of the interface; ``href`` is absolute, ``path`` is not."""

    code: str
    href: str
    path: str
    current: bool


def chrome(request: HttpRequest) -> dict[str, object]:
    """Return what the frame needs; no query is made for an anonymous reader."""
    desk = _may_use_desk(request)
    listing = reverse("browse")
    return {
        "nav": navigation(request, desk=desk),
        "desk_nav": desk_navigation(request) if desk else [],
        "search_href": "#q" if request.path == listing else f"{listing}#q",
        "alternates": alternates(request),
        # A filter or a search is no page of its own: robots are asked not to follow them.
        "canonical": request.build_absolute_uri(request.path) if _route(request) else "",
        "theme": theme.chosen(request),
        "themes": theme.choices(request),
        "desk": desk,
    }


def navigation(request: HttpRequest, *, desk: bool) -> list[NavLink]:
    """Return the sections of the site; the upload desk only for those who may use it."""
    names = {"browse": _("Articles"), "entities": _("Entities"), "countries": _("Countries")}
    names["topics"] = _("Topics")
    if desk:
        names["upload"] = _("Upload")
    return _links(request, names, SECTIONS)


def desk_navigation(request: HttpRequest) -> list[NavLink]:
    """Return the sections of the desk, one line each; none outside of it."""
    if _route(request) not in DESK_SECTIONS:
        return []
    names = {
        "upload": _("Add"),
        "imports": _("Imports"),
        "feeds": _("Feeds"),
        "drafts": _("Drafts"),
        "to_review": _("To review"),
        "reports": _("Reports"),
        "history": _("History"),
    }
    if not request.user.has_perm("articles.view_feed"):
        del names["feeds"]
    return _links(request, names, DESK_SECTIONS)


def _links(request: HttpRequest, names: dict[str, str], sections: dict[str, str]) -> list[NavLink]:
    section = sections.get(_route(request), "")
    links = []
    for key, name in names.items():
        href = reverse(key)
        within = "true" if key == section else ""
        links.append(NavLink(name, href, "page" if href == request.path else within))
    return links


def alternates(request: HttpRequest) -> list[Alternate]:
    """Return the addresses of this page in each language; those of the front page if it has none."""
    here = get_language()
    found = []
    for code, _name in settings.LANGUAGES:
        path = request.get_full_path() if _route(request) else ""
        path = path if path and code == here else _translated(path, code)
        found.append(Alternate(code, request.build_absolute_uri(path), path, code == here))
    return found


def _translated(path: str, code: str) -> str:
    if path:
        return translate_url(path, code)
    with override(code):
        return reverse("browse")


def _route(request: HttpRequest) -> str:
    match = request.resolver_match
    return match.url_name or "" if match else ""


def _may_use_desk(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated and user.has_perm("articles.add_article")
