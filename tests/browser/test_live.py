"""Lists that change without a new page: their ways to other languages, back, and what happens when nothing comes."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.newsroom import Newsroom

pytestmark = [pytest.mark.browser, pytest.mark.model]

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


def at(page: Page, address: str) -> None:
    page.wait_for_url(re.compile(re.escape(address) + "$"))


def english(page: Page) -> None:
    page.locator(".tools [hreflang=en]").click()


class TestLanguages:
    def test_a_filter_goes_along(self, open_page):
        page = open_page("/")
        page.locator("#country-KZ").check()
        at(page, "/?country=KZ")
        expect(page.locator("#way-back")).to_have_value("/?country=KZ")
        english(page)
        at(page, "/en/?country=KZ")
        expect(page.locator("#country-KZ")).to_be_checked()

    @pytest.mark.parametrize("path", ["/", "/entities/", "/countries/"])
    def test_what_was_typed_goes_along(self, open_page, path):
        page = open_page(path)
        page.locator("#q").press_sequentially("gaz")
        at(page, f"{path}?q=gaz")
        english(page)
        at(page, f"/en{path}?q=gaz")


class TestBack:
    def test_a_search_is_one_step_however_it_was_typed_and_sent(self, open_page):
        page = open_page("/about/")
        page.goto("/")
        for word in ("ura", "nium"):
            page.locator("#q").press_sequentially(word)
            at(page, f"q={'ura' if word == 'ura' else 'uranium'}")
        steps = page.evaluate("history.length")
        for _ in range(2):
            with page.expect_response(re.compile("q=uranium")):
                page.keyboard.press("Enter")
        assert page.evaluate("history.length") == steps
        page.go_back()
        at(page, "/")
        expect(page.locator("#q")).to_have_value("")
        page.go_back()
        at(page, "/about/")

    def test_each_filter_is_a_step(self, open_page):
        page = open_page("/?q=uranium")
        page.locator("#country-KZ").check()
        at(page, "country=KZ")
        page.locator("#topic-energy").check()
        at(page, "topic=energy")
        page.go_back()
        at(page, "/?q=uranium&country=KZ")
        page.go_back()
        at(page, "/?q=uranium")

    def test_closing_the_sheet_of_filters_is_none(self, open_page):
        page = open_page("/", **PHONE)
        page.locator(".filt").tap()
        page.locator("#country-KZ").check()
        at(page, "/?country=KZ")
        steps = page.evaluate("history.length")
        with page.expect_response(re.compile("country=KZ")):
            page.locator(".apply").tap()
        expect(page.locator("#facets")).to_be_hidden()
        assert page.evaluate("history.length") == steps
        page.go_back()
        at(page, "/")

    def test_a_name_typed_into_an_index_is_one_step_too(self, open_page):
        page = open_page("/entities/")
        page.locator("#q").press_sequentially("ga")
        at(page, "/entities/?q=ga")
        page.locator("#q").press_sequentially("z")
        at(page, "/entities/?q=gaz")
        page.go_back()
        at(page, "/entities/")


class TestFailure:
    @pytest.fixture
    def page(self, browser: Browser, app: Newsroom):
        """The list, in a browser whose console may complain."""
        with browser.new_context(base_url=app.address, locale="fr-FR") as context:
            page = context.new_page()
            page.goto("/")
            yield page

    @pytest.mark.parametrize("offline", [True, False])
    def test_it_is_told_and_the_choice_goes_back(self, page, offline):
        said = page.locator("#failed")
        expect(said).to_be_hidden()
        if offline:
            page.context.set_offline(True)
        else:
            page.route("**/*", lambda route: route.fulfill(status=500))
        page.locator("#country-FR").click()
        expect(said).to_be_visible()
        expect(said).to_contain_text("Veuillez réessayer")
        expect(page.locator("#country-FR")).not_to_be_checked()
        assert page.url.endswith("/")
        page.context.set_offline(False)
        page.unroute_all()
        page.locator("#country-FR").check()
        at(page, "/?country=FR")
        expect(said).to_be_hidden()

    def test_words_stay_where_they_were_typed(self, page):
        page.context.set_offline(True)
        page.locator("#q").press_sequentially("uranium")
        expect(page.locator("#failed")).to_be_visible()
        expect(page.locator("#q")).to_have_value("uranium")

    def test_it_is_told_over_the_sheet_of_filters(self, page):
        page.set_viewport_size({"width": 390, "height": 844})
        page.locator(".filt").click()
        page.context.set_offline(True)
        page.locator("#country-FR").click()
        said = page.locator("#failed")
        expect(said).to_be_visible()
        corner = (
            "node => document.elementFromPoint(...(r => [r.x + 9, r.y + 9])(node.getBoundingClientRect())) === node"
        )
        assert said.evaluate(corner)
        expect(page.locator("#facets")).to_be_visible()
