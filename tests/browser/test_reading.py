"""A reader's ways through the app, in real Chromium."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import pages

pytestmark = [pytest.mark.browser, pytest.mark.model]

TOKAIEV = re.compile("Tokaïev")


def open_an_article_that_names_tokaiev(page: Page) -> None:
    page.goto("/?q=Toka%C3%AFev&country=KZ")
    page.locator("#results article h2 a").first.click()
    expect(page.locator("#text")).to_be_visible()


def test_read_hover_entity_other_article_filter_and_back(open_page):
    page = open_page("/")
    open_an_article_that_names_tokaiev(page)
    first = page.url
    page.locator("#text a.mention", has_text=TOKAIEV).first.hover()
    card = page.locator("#card .ecard")
    expect(card).to_be_visible()
    expect(card.locator("h3")).to_have_text("Kassym-Jomart Tokaïev")
    expect(card.locator("ul a").first).to_be_visible()
    card.locator("a.go").click()
    page.wait_for_url("**/entities/*/kassym-jomart-tokaiev/")
    others = page.locator("main a[href*='/articles/']")
    expect(others.nth(1)).to_be_visible()
    hrefs = others.evaluate_all("links => links.map(a => a.href.split('#')[0])")
    other = next(href for href in hrefs if href != first.split("#")[0])
    page.goto(other)
    expect(page.locator("#text a.mention", has_text=TOKAIEV).first).to_be_visible()
    page.goto("/")
    everything = int(re.search(r"\d+", page.locator("#count").inner_text()).group())
    page.locator("#country-KZ").check()
    page.wait_for_url("**country=KZ**")
    page.locator("#topic-energy").check()
    page.wait_for_url("**topic=energy**")
    shown = int(re.search(r"\d+", page.locator("#count").inner_text()).group())
    assert 0 < shown < everything
    assert page.locator("#applied a.tag").count() == 2
    page.go_back()
    page.wait_for_url(re.compile(r"country=KZ"))
    expect(page.locator("#applied a.tag")).to_have_count(1)
    expect(page.locator("#country-KZ")).to_be_checked()
    expect(page.locator("#topic-energy")).not_to_be_checked()


def test_counts_tell_what_one_would_get(open_page):
    page = open_page("/?country=KZ")
    option = page.locator("label.opt", has=page.locator("#topic-security"))
    promised = int(re.search(r"\d+", option.locator(".num").inner_text()).group())
    page.locator("#topic-security").check()
    page.wait_for_url("**topic=security**")
    expect(page.locator("#count")).to_contain_text(str(promised))


def test_typing_searches_at_once_and_keeps_the_cursor(open_page):
    page = open_page("/")
    page.locator("#q").press_sequentially("uranium", delay=20)
    expect(page.locator("#results mark").first).to_be_visible()
    expect(page.locator("#q")).to_be_focused()
    page.wait_for_url("**q=uranium**")


def test_the_whole_way_without_javascript(open_page):
    page = open_page("/", java_script_enabled=False)
    page.locator("#q").fill("Tokaïev")
    page.locator("#country-KZ").check()
    page.locator("form#search button[type=submit]").first.click()
    assert "country=KZ" in page.url
    page.locator("#results article h2 a").first.click()
    page.locator("#text a.mention", has_text=TOKAIEV).first.click()
    assert "/entities/" in page.url
    page.locator("main a[href*='/articles/']").last.click()
    expect(page.locator("#text")).to_be_visible()
    page.locator("#text a.mention[href*='/countries/']").first.click()
    assert "/countries/" in page.url
    page.go_back()
    expect(page.locator("#text")).to_be_visible()


def test_a_card_opens_by_keyboard_and_closes_with_escape(open_page):
    page = open_page("/")
    open_an_article_that_names_tokaiev(page)
    mention = page.locator("#text a.mention[data-first]").first
    page.locator("body").press("Tab")
    for _ in range(60):
        if page.evaluate("document.activeElement.matches('#text a.mention')"):
            break
        page.keyboard.press("Tab")
    expect(mention).to_be_focused()
    expect(page.locator("#card .ecard")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#card .ecard")).to_be_hidden()


def test_on_a_phone_the_first_tap_opens_the_card(open_page):
    page = open_page("/", viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    open_an_article_that_names_tokaiev(page)
    where = page.url
    page.locator("#text a.mention").first.tap()
    expect(page.locator("#card .ecard")).to_be_visible()
    assert page.url == where


def test_the_text_on_the_page_is_the_stored_text(open_page, app):
    page = open_page("/")
    open_an_article_that_names_tokaiev(page)
    number = re.search(r"/articles/(\d+)/", page.url).group(1)
    stored = app.manage(
        "shell",
        "-v0",
        "-c",
        f"from articles.models import Article; print(Article.objects.get(pk={number}).text, end='')",
    ).stdout
    assert page.locator("#text").evaluate("node => node.textContent") == stored


@pytest.mark.parametrize("name", pages.READERS)
def test_every_page_speaks_english_too(open_page, addresses, name):
    page = open_page(addresses(name, "en"))
    assert page.locator("html").get_attribute("lang") == "en"
    french = page.locator("a[hreflang=fr]").first
    expect(french).to_be_visible()


def test_the_measured_error_is_whole_without_javascript_and_in_the_dark(open_page):
    page = open_page("/about/quality/", java_script_enabled=False, color_scheme="dark")
    expect(page.locator(".dots circle.shipped")).to_have_count(4)
    page.locator("details.told summary").click()
    expect(page.locator("details.told table")).to_be_visible()
    first = page.locator(".dots li").first.locator("circle")
    bare, shipped = first.first.bounding_box(), first.last.bounding_box()
    assert bare["x"] + bare["width"] < shipped["x"] + shipped["width"]


@pytest.mark.parametrize(("width", "media"), [(390, "screen"), (643, "print")])
def test_a_line_in_context_reads_on_where_it_is_one_run(open_page, width, media):
    page = open_page("/countries/am/", viewport={"width": width, "height": 844})
    page.emulate_media(media=media)
    said = page.locator(".kwic li").evaluate_all(
        """rows => rows.map(row =>
          [row.querySelector('.l').textContent + row.querySelector('.r').textContent, row.innerText])"""
    )
    assert any("’Arm" in line or "'Arm" in line for line, _shown in said)
    assert [line for line, shown in said if " ".join(line.split()) not in " ".join(shown.split())] == []
