"""axe on every page: both languages, both themes, on a desk and on a phone, without a single violation."""

from collections.abc import Callable
from typing import Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.browser import pages

pytestmark = [pytest.mark.browser, pytest.mark.model]

Rules = list[str] | dict[str, object]
EVERYTHING: Rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS: Rules = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
# The dark theme is the same page in other colours.
THEMES: dict[Literal["light", "dark"], Rules] = {"light": EVERYTHING, "dark": COLOURS}
WIDTHS = [1440, 390]


def open_a_card(page: Page) -> None:
    page.locator("#text a.mention").first.hover()
    expect(page.locator("#card .ecard")).to_be_visible()


def open_the_filters(page: Page) -> None:
    if page.locator("button.filt").is_visible():
        page.locator("button.filt").click()
    expect(page.locator("#facets")).to_be_visible()


def send_nothing(page: Page) -> None:
    page.locator("#send button[type=submit]").click()
    expect(page.locator("#send .problems")).to_be_visible()


def fail_to_log_in(page: Page) -> None:
    page.locator("input[name=username]").fill("personne")
    page.locator("input[name=password]").fill("rien de tel")
    page.locator("main form button[type=submit]").click()
    expect(page.locator(".problems")).to_be_visible()


def report_nothing_in_particular(page: Page) -> None:
    page.locator("input[value=other]").check()
    page.locator("button.send").click()
    expect(page.locator(".problems")).to_be_visible()


# What can happen on a page without leaving it: its name, the page, and how it comes about.
STATES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "card": ("article", open_a_card),
    "filters": ("search", open_the_filters),
    "refused": ("upload", send_nothing),
    "unknown": ("login", fail_to_log_in),
    "unsaid": ("report", report_nothing_in_particular),
}


def violations(page: Page, rules: Rules) -> list[str]:
    """What axe finds on the page as it is: rule, weight, element, and why."""
    # The strict CSP refuses a script element; what the debugger evaluates it lets pass.
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE_SCRIPT)
    options = {"runOnly": rules, "resultTypes": ["violations"], "preload": False}
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{rule['id']} ({rule['impact']}) {' '.join(map(str, node['target']))}\n"
        f"    {node['html'][:160]}\n    {' '.join(node['failureSummary'].split())}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("language", pages.LANGUAGES)
@pytest.mark.parametrize("name", [*pages.PAGES, *STATES])
def test_axe_finds_nothing(open_page, addresses, administrator, name, language):
    path, arrive = STATES.get(name, (name, None))
    page = open_page(
        addresses(path, language),
        storage_state=administrator if path in pages.DESK else None,
        viewport={"width": WIDTHS[0], "height": 900},
    )
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if arrive:
            arrive(page)
        for theme, rules in THEMES.items():
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            found += [f"{width} px, {theme}: {violation}" for violation in violations(page, rules)]
    assert not found, "\n" + "\n".join(found)
