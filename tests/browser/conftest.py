"""A running app, a browser, and pages that fail the test when the console complains."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser import pages
from tests.browser.newsroom import CHROMIUM_ARGUMENTS, Newsroom, chromium, home, running
from tests.local_server import LocalServer


@pytest.fixture(scope="session")
def sites() -> Iterator[LocalServer]:
    """The web, as far as the app may reach it: a server of this machine that answers as tests say."""
    with LocalServer() as server:
        yield server


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory, sites: LocalServer) -> Iterator[Newsroom]:
    """The app with its sample articles, as ``make run`` starts it, allowed to fetch from ``sites``."""
    with running(tmp_path_factory.mktemp("browser"), NEWSROOM_FETCH_ALLOW=sites.door) as newsroom:
        yield newsroom


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    path = chromium()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium: the browser tests cannot run")
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=CHROMIUM_ARGUMENTS, env=home(tmp_path_factory.mktemp("home"))
        )
        yield browser
        browser.close()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, app: Newsroom) -> Iterator[OpenPage]:
    """Open a page of the app in a context of its own; options are Playwright's for contexts."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_at(path: str = "/", **options: object) -> Page:
        context = browser.new_context(
            **{"base_url": app.address, "locale": "fr-FR", "reduced_motion": "reduce", **options}
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield open_at
    for context in contexts:
        context.close()
    # A page that is meant to be missing or refused says so in the console; nothing else may.
    assert [c for c in complaints if "status of 404" not in c and "status of 422" not in c] == []


@pytest.fixture(scope="session")
def administrator(app: Newsroom, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first administrator, made by the one-time link; returns the signed-in session's state."""
    state = tmp_path_factory.mktemp("session") / "state.json"
    context = browser.new_context(locale="fr-FR")
    page = context.new_page()
    pages.become_administrator(page, app)
    context.storage_state(path=state)
    context.close()
    return state


@pytest.fixture(scope="session")
def addresses(app: Newsroom, browser: Browser, administrator: Path) -> pages.Addresses:
    """Where every page is, that of a draft too."""
    context = browser.new_context(locale="fr-FR", storage_state=administrator)
    page = context.new_page()
    draft = pages.send_draft(page, app)
    batch = pages.latest_import(page, app)
    feed = pages.follow_feed(page, app)
    context.close()
    return pages.find(app, draft=draft, batch=batch, feed=feed)
