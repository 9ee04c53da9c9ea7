"""Every page at every width, zoomed, with more space between its letters, and in forced colours."""

import pytest
from playwright.sync_api import Page

from tests.browser import pages

pytestmark = [pytest.mark.browser, pytest.mark.model]

# 640 is a window of 1280 at 200 %.
WIDTHS = [320, 390, 640, 768, 1024, 1440]

# What WCAG 1.4.12 lets readers ask for, written to the page as a reader's own style sheet would be.
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* {line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important}
    p {margin-block-end: 2em !important}`);
  document.adoptedStyleSheets = [sheet];
}"""
# Elements that cut off text of theirs. What is only for screen readers is cut off on purpose;
# what scrolls, fields too, is not cut off.
# A line of a concordance ends where its column does, whatever the spacing; its link leads to the whole sentence.
CLIPPED = """() => [...document.querySelectorAll('body *')].filter(node => {
  if (!node.checkVisibility() || node.matches('.vh *, .vh, svg *, input, textarea, .kwic span')) return false;
  const style = getComputedStyle(node), hides = value => value === 'hidden' || value === 'clip';
  return hides(style.overflowX) && node.scrollWidth > node.clientWidth + 1
    || hides(style.overflowY) && node.scrollHeight > node.clientHeight + 1
    || style.textOverflow === 'ellipsis' && node.scrollWidth > node.clientWidth + 1;
}).map(node => node.outerHTML.slice(0, 120))"""


@pytest.fixture
def open_named(open_page, addresses, administrator):
    """Open a page by its name, the desk's as an administrator."""

    def open_it(name: str, language: str = "fr", **options: object) -> Page:
        state = administrator if name in pages.DESK else None
        return open_page(addresses(name, language), storage_state=state, **options)

    return open_it


def wider_by(page: Page) -> dict[int, int]:
    """By how many pixels the page is wider than its window, at the widths at which it is."""
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        excess = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if excess > 0:
            found[width] = excess
    return found


@pytest.mark.parametrize("language", pages.LANGUAGES)
@pytest.mark.parametrize("name", pages.PAGES)
def test_no_page_is_wider_than_its_window(open_named, name, language):
    page = open_named(name, language)
    # An error page would pass everything here.
    status = page.evaluate("performance.getEntriesByType('navigation')[0].responseStatus")
    assert status == pages.STATUS.get(name, 200)
    assert wider_by(page) == {}


@pytest.mark.parametrize("name", pages.PAGES)
def test_wider_spacing_cuts_nothing_off(open_named, name):
    page = open_named(name, viewport={"width": 1280, "height": 800})
    page.evaluate(SPACED)
    assert page.evaluate(CLIPPED) == []
    assert wider_by(page) == {}
    assert page.evaluate(CLIPPED) == []


def test_without_colours_of_ours_the_kinds_are_still_told_apart(open_named):
    page = open_named("article")
    page.emulate_media(forced_colors="active")
    for row in ("#text a.mention", ".types .chip span"):
        lines = page.locator(row).evaluate_all(
            "nodes => [...new Set(nodes.map(node => getComputedStyle(node).textDecorationStyle))]"
        )
        assert sorted(lines) == ["dotted", "double", "solid"], row


def test_without_colours_of_ours_bars_and_choices_are_still_seen(open_named):
    page = open_named("entity")
    page.emulate_media(forced_colors="active")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    bars = page.locator(".bars i").evaluate_all("nodes => nodes.map(node => getComputedStyle(node).backgroundColor)")
    assert bars
    assert ground not in bars
