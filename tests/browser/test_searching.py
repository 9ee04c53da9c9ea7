"""A misspelt search, in the real app."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.browser


def test_a_misspelt_word_is_offered_as_it_is_typed_and_found_by_one_click(open_page: OpenPage) -> None:
    page = open_page("/?topic=energy")
    page.locator("#q").press_sequentially("kazahkstan")
    offered = page.locator("#results .meant a")
    expect(offered).to_have_text("Kazakhstan")
    expect(page.locator("#results .nothing")).to_contain_text("« kazahkstan »".replace(" ", "\xa0"))
    offered.click()
    expect(page.locator("#q")).to_have_value("Kazakhstan")
    assert "topic=energy" in page.url
    expect(page.locator("#results h2 mark").first).to_have_text("Kazakhstan")
    expect(page.locator(".meant")).to_have_count(0)


def test_a_misspelt_name_leads_to_its_dossier(open_page: OpenPage) -> None:
    page = open_page("/entities/")
    page.locator("#q").fill("tokaief")
    page.locator("#q").press("Enter")
    page.get_by_role("link", name="Kassym-Jomart Tokaïev").click()
    expect(page.locator("h1")).to_contain_text("Tokaïev")
