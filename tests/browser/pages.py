"""Every kind of page, by name: what the gates judge, the pictures show and the benchmarks measure.

A new page is one line of ``READERS`` or ``DESK``. What stands in braces is found in the running app.
"""

import re
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.newsroom import Newsroom

READERS = {
    "list": "/",
    "search": "/?q=uranium&country=KZ",
    "nothing": "/?q=rien-de-tel-nulle-part",
    "endless": "/?q=" + "a" * 200,
    "article": "{article}",
    "versions": "{article}versions/",
    "report": "{article}report/",
    "doubt": "{article}report/?entity={person}",
    "entity": "{entity}",
    "mentions": "{entity}mentions/",
    "pair": "{pair}",
    "country": "/countries/kz/",
    "neighbours": "/countries/kz/ru/",
    "topic": "/topics/energy/",
    "entities": "/entities/",
    "countries": "/countries/",
    "topics": "/topics/",
    "about": "/about/",
    "quality": "/about/quality/",
    "login": "/login/",
    "welcome": "/welcome/{invitation}/",
    "missing": "/nowhere/",
}
DESK = {
    "upload": "/upload/",
    "imports": "/imports/",
    "import": "/imports/{batch}/",
    "drafts": "/drafts/",
    "review": "/upload/{draft}/",
    "reports": "/upload/reports/",
    "to_review": "/review/",
    "history": "/history/",
    "feeds": "/feeds/",
    "feed": "/feeds/{feed}/",
    "feed-edit": "/feeds/{feed}/edit/",
    "feed-remove": "/feeds/{feed}/remove/",
    "feed-list": "/feeds/import/",
}
PAGES = {**READERS, **DESK}
# What a page answers, if it is not 200.
STATUS = {"missing": 404}
LANGUAGES = {"fr": "", "en": "/en"}

USERNAME, PASSWORD = "claire", "une phrase de passe longue"
# Where ``{article}``, ``{entity}`` and ``{pair}`` are looked for: the newest article found, the first person it names,
# and whoever is most named with that person.
_SEARCH = "/?country=KZ&topic=energy&q=Toka%C3%AFev"
_ARTICLE = re.compile(r'href="(/articles/\d+/[^"/]+/)"')
_PERSON = re.compile(r'<a (?=[^>]*data-label="person")[^>]*href="(/entities/\d+/[^"/]+/)"')
_PAIR = re.compile(r'href="(/entities/\d+/with/\d+/)"')
_DRAFT = """Astana et Moscou parlent d’atome.
Kassym-Jomart Tokaïev et Vladimir Poutine parlent depuis des années d’une centrale nucléaire.
Une route par la Caspienne
Le Kazakhstan vend son pétrole par la Russie, et cherche d’autres routes par Bakou.
"""


@dataclass(frozen=True)
class Addresses:
    """Where the pages of one running app are; those of the desk are for who is signed in."""

    found: Mapping[str, str]

    def __call__(self, name: str, language: str = "fr") -> str:
        """The path of a page, e.g. ``/en/countries/kz/``."""
        return LANGUAGES[language] + PAGES[name].format_map(self.found)


def find(app: Newsroom, *, draft: str = "", batch: str = "", feed: str = "") -> Addresses:
    """Look for the pages of ``app``; ``draft`` is an article that waits for review, of import ``batch``."""
    article = _first(_ARTICLE, app, _SEARCH)
    invitation = app.manage("invite", "editor").stdout.strip().rstrip("/").rpartition("/")[2]
    entity = _first(_PERSON, app, article)
    pair = _first(_PAIR, app, entity)
    found = {"article": article, "entity": entity, "person": entity.split("/")[2], "pair": pair}
    return Addresses(found | {"invitation": invitation, "draft": draft, "batch": batch, "feed": feed})


def become_administrator(page: Page, app: Newsroom) -> None:
    """Make the first account, by the one-time link, and arrive at the desk."""
    page.goto(app.welcome)
    page.locator("input[name=username]").fill(USERNAME)
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/upload/")


def send_draft(page: Page, app: Newsroom, *, text: str = _DRAFT) -> str:
    """Upload a text as the editor who is signed in, wait until it is annotated, return the draft's number."""
    page.goto(f"{app.address}/upload/")
    file = {"name": "astana.txt", "mimeType": "text/plain", "buffer": text.encode()}
    page.locator(".drop input").set_input_files(file)  # type: ignore[arg-type]
    page.locator("#send button[type=submit]").click()
    page.locator("#text a.mention").first.wait_for(timeout=120_000)
    return Path(page.url).name


def latest_import(page: Page, app: Newsroom) -> str:
    """Return the number of the import that was sent last."""
    page.goto(f"{app.address}/imports/")
    return Path(page.locator(".imports a").first.get_attribute("href") or "").name


def follow_feed(page: Page, app: Newsroom, address: str = "http://127.0.0.1/feed") -> str:
    """Follow a feed as the editor who is signed in, return its number; the first one may not be reached, and fails."""
    page.goto(f"{app.address}/feeds/")
    page.locator("input[name=address]").fill(address)
    page.locator("#follow-form button[type=submit]").click()
    page.wait_for_url("**/feeds/#feed-*")
    return page.url.rpartition("-")[2]


def _first(pattern: re.Pattern[str], app: Newsroom, path: str) -> str:
    with urllib.request.urlopen(app.address + path) as answer:
        found = pattern.search(answer.read().decode())
    assert found, f"{path} has no {pattern.pattern}"
    return found.group(1)
