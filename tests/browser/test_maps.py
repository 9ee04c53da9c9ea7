"""The maps, drawn from their own files under the strict policy, in real Chromium."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.model]

KAZAKHSTAN = '.of-country .map a:has(use[href$="#KZ"])'


def drawn(page: Page, use: str) -> float:
    """Return how wide an outline is on the screen, 0 as long as its file is not there."""
    return page.locator(use).first.evaluate("use => use.getBoundingClientRect().width")


def colour(page: Page, selector: str) -> str:
    return page.locator(selector).first.evaluate("node => getComputedStyle(node).fill")


def number(text: str) -> int:
    return int(re.search(r"\d+", text).group())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("path", "use"),
    [
        ("/", '.of-country .map use[href$="#land"]'),
        ("/countries/", '.atlas use[href$="#KZ"]'),
        ("/countries/kz/", '.near use[href$="#KZ"]'),
    ],
)
def test_outlines_are_drawn_from_their_file(open_page, path, use, scheme):
    page = open_page(path, color_scheme=scheme)
    expect(page.locator(use).first).to_be_attached()
    page.wait_for_load_state("networkidle")
    assert drawn(page, use) > 20
    assert re.search(r"/maps/\w+\.[0-9a-f]{12}\.svg#", page.locator(use).first.get_attribute("href"))


def test_a_country_of_the_map_filters_the_list_and_lets_go(open_page):
    page = open_page("/")
    promised = number(page.locator(f"{KAZAKHSTAN} title").evaluate("title => title.textContent"))
    plain = colour(page, KAZAKHSTAN)
    page.locator(f"{KAZAKHSTAN} use").click()
    page.wait_for_url("**country=KZ**")
    assert number(page.locator("#count").inner_text()) == promised
    expect(page.locator("#country-KZ")).to_be_checked()
    page.mouse.move(0, 0)
    assert colour(page, KAZAKHSTAN) != plain
    page.locator(f"{KAZAKHSTAN} use").click()
    expect(page.locator("#country-KZ")).not_to_be_checked()
    assert "country=KZ" not in page.url


def test_the_map_follows_live_filters(open_page):
    page = open_page("/")
    before = page.locator(".of-country .map a").count()
    page.locator("#topic-energy").check()
    page.wait_for_url("**topic=energy**")
    expect(page.locator(".of-country .map a").first).to_be_attached()
    assert 0 < page.locator(".of-country .map a").count() < before
    page.wait_for_load_state("networkidle")
    assert drawn(page, '.of-country .map use[href$="#KZ"]') > 5
    page.locator("#country-KZ").check()
    page.wait_for_url("**country=KZ**")
    expect(page.locator(f"{KAZAKHSTAN}.in")).to_be_attached()
    page.go_back()
    expect(page.locator(KAZAKHSTAN)).not_to_have_class(re.compile(r"\bin\b"))


def test_the_keyboard_does_not_meet_the_map(open_page):
    page = open_page("/")
    page.locator(".of-country > summary").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "checkbox"


def test_a_place_of_the_map_is_singled_out_in_the_text_and_leads_to_its_page(open_page):
    page = open_page("/?q=Novorossiisk&country=KZ")
    page.locator("#results article h2 a").first.click()
    place = page.locator(".near a", has=page.locator("text", has_text="Astana"))
    place.locator("text").hover()
    expect(page.locator("#text a.mention.solo").first).to_have_text("Astana")
    place.locator("text").click()
    page.wait_for_url("**/entities/*/astana/")


@pytest.mark.parametrize("width", [320, 390, 768, 1024])
@pytest.mark.parametrize("path", ["/countries/", "/countries/kz/"])
def test_nothing_is_wider_than_the_screen(open_page, path, width):
    page = open_page(path, viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
