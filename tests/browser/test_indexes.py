"""The indexes in real Chromium: filtering while typing, and all of it without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.model]

PAGES = [
    "/entities/?kind=person",
    "/entities/?sort=name",
    "/entities/?q=ma",
    "/entities/?q=zzzz",
    "/countries/?sort=named",
    "/countries/?q=asie",
]


def count(page) -> int:
    return int(re.search(r"\d+", page.locator("#count").inner_text()).group())


def test_typing_finds_a_name_at_once_and_keeps_focus_and_cursor(open_page):
    page = open_page("/entities/")
    everything = count(page)
    box = page.locator("#q")
    box.press_sequentially("tokaev", delay=20)
    box.press("ArrowLeft")
    box.press("ArrowLeft")
    box.press_sequentially("i")
    expect(page.locator("#found li a")).to_have_text(["Kassym-Jomart Tokaïev"])
    expect(box).to_be_focused()
    assert box.evaluate("node => [node.value, node.selectionStart]") == ["tokaiev", 5]
    expect(page.locator("[role=status] #count")).to_have_text("1 nom")
    page.wait_for_url("**/entities/?q=tokaiev")
    box.fill("")
    page.wait_for_url("**/entities/")
    assert count(page) == everything


def test_the_kind_and_the_order_hold_while_typing_and_the_words_while_choosing(open_page):
    page = open_page("/entities/?kind=organisation&sort=name")
    page.locator("#q").press_sequentially("union", delay=20)
    page.wait_for_url("**q=union**")
    assert "kind=organisation" in page.url and "sort=name" in page.url
    expect(page.locator("#found h2").first).to_have_text(re.compile("^[A-Z#]$"))
    page.locator("#tabs a", has_text="Lieux").click()
    page.wait_for_url("**kind=place**")
    assert "q=union" in page.url and "sort=name" in page.url
    expect(page.locator("#q")).to_have_value("union")
    page.locator("#sorts a", has_text="Les plus cités").click()
    page.wait_for_url(lambda url: "sort=" not in url)
    assert "q=union" in page.url and "kind=place" in page.url


def test_typing_finds_a_country_or_the_countries_of_a_region(open_page):
    page = open_page("/countries/")
    page.locator("#q").press_sequentially("asie centrale", delay=20)
    expect(page.locator("#found h2")).to_have_text(["Asie centrale"])
    expect(page.locator("#q")).to_be_focused()
    page.locator("#q").fill("introuvable")
    expect(page.locator("#found .nothing")).to_be_visible()
    expect(page.locator("#count")).to_have_text("0 pays")


def test_the_indexes_without_javascript(open_page):
    page = open_page("/entities/?kind=person", java_script_enabled=False)
    page.locator("#q").fill("tokaiev")
    page.locator(".finder button").click()
    assert "kind=person" in page.url
    expect(page.locator("#found li a")).to_have_text(["Kassym-Jomart Tokaïev"])
    page.goto("/entities/?sort=name")
    page.locator(".letters a", has_text=re.compile("^T$")).click()
    expect(page.locator("#found h2")).to_have_text(["T"])
    page.goto("/entities/?kind=place")
    page.locator("nav.pager a[rel=next]").click()
    expect(page.locator("nav.pager [aria-current=page]")).to_contain_text("2")
    page.goto("/countries/")
    page.locator("#q").fill("kazakh")
    page.locator(".finder button").click()
    expect(page.locator("#found li a")).to_have_text(["Kazakhstan"])
    page.goto("/topics/")
    page.locator("a", has_text="en douze mois").first.click()
    assert "topic=" in page.url and "from=" in page.url


@pytest.mark.parametrize("width", [320, 390, 768, 1024])
@pytest.mark.parametrize("path", PAGES)
def test_no_index_is_wider_than_its_window(open_page, path, width):
    page = open_page(path, viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", ["/entities/", "/entities/?sort=name", "/countries/", "/topics/"])
def test_everything_to_press_is_large_enough(open_page, path):
    """24 by 24 pixels, as WCAG 2.2 asks; but for countries on a map, to which the list leads as well."""
    page = open_page(path, viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    small = page.locator("#content :is(a, button, input:not([type=hidden])):not(.map a)").evaluate_all(
        "all => all.map(a => [a.textContent, a.getBoundingClientRect().height])"
        ".filter(([name, height]) => height && height < 24)"
    )
    assert small == []
