"""Where the card of a mention stands: whole inside the window, and never over the mention that has the focus."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.model]

COVERED = """() => {
  const a = document.activeElement, card = document.querySelector('#card');
  return [...a.getClientRects()].every(line =>
    card.contains(document.elementFromPoint((line.left + line.right) / 2, (line.top + line.bottom) / 2)));
}"""
# How far the card is outside the window, in pixels.
OUTSIDE = """() => {
  const box = document.querySelector('#card .ecard').getBoundingClientRect();
  return Math.max(0, -box.top, -box.left, box.bottom - innerHeight, box.right - innerWidth);
}"""
WINDOWS = [(320, 256), (390, 844), (640, 400), (844, 390), (1366, 650)]


@pytest.mark.parametrize(("width", "height"), WINDOWS)
def test_every_mention_reached_by_keyboard_is_seen_beside_its_card(open_page, addresses, width, height):
    page = open_page(addresses("article"), viewport={"width": width, "height": height})
    page.locator(".bar input").last.focus()
    wrong = []
    for number in range(25):
        page.keyboard.press("Tab")
        expect(page.locator("#text a.mention:focus")).to_have_class("mention shown")
        covered, outside = page.evaluate(COVERED), page.evaluate(OUTSIDE)
        if covered or outside > 0:
            wrong.append((number, covered, outside))
    assert wrong == []


@pytest.mark.parametrize(("width", "height"), [(844, 390), (320, 256)])
def test_every_card_opened_by_touch_is_whole(open_page, addresses, width, height):
    page = open_page(addresses("article"), viewport={"width": width, "height": height}, is_mobile=True, has_touch=True)
    for number in range(6):
        mention = page.locator("#text a.mention[data-first]").nth(number)
        mention.tap()
        expect(mention).to_have_class("mention shown")
        assert page.evaluate(OUTSIDE) == 0
        page.keyboard.press("Escape")
