"""A reader finds a mark wrong and says so; an editor reads it. In real Chromium."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.model]


def open_an_article(page: Page) -> str:
    page.goto("/?q=Toka%C3%AFev&country=KZ")
    page.locator("#results article h2 a").first.click()
    expect(page.locator("#text")).to_be_visible()
    return page.url.split("#")[0]


def tab_to(page: Page, selector: str) -> None:
    """Go on with the Tab key alone until ``selector`` has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the Tab key does not reach {selector}")


def test_from_a_mention_to_the_desk(open_page, administrator):
    reader = open_page("/")
    article = open_an_article(reader)
    mention = reader.locator("#text a.mention:not([data-first])").first
    entity, surface = mention.get_attribute("data-entity"), mention.inner_text()
    mention.hover()
    reader.locator(".ecard a[href*='/report/']").click()
    reader.wait_for_url(f"**/report/?entity={entity}&n=2")
    expect(reader.locator("form.text span.mention")).to_have_text(surface)
    reader.get_by_label("Ce nom désigne quelqu’un ou quelque chose d’autre").check()
    comment = f"Il s’agit <b>d’un autre</b> {surface}."
    reader.get_by_label("Que faudrait-il").fill(comment)
    reader.get_by_role("button", name="Envoyer le signalement").click()
    expect(reader.locator(".said [role=status]")).to_have_text("Merci. Un rédacteur examinera votre signalement.")
    assert reader.url == article

    desk = open_page("/upload/", storage_state=administrator)
    desk.get_by_role("link", name=re.compile("signalements? de lecteurs? ouverts?")).click()
    row = desk.locator(".quotes > li", has_text=comment)
    expect(row.locator("h3")).to_have_text("Ce nom désigne quelqu’un ou quelque chose d’autre")
    expect(row.locator("span.mention")).to_have_text(surface)
    row.get_by_role("button", name="Traité").click()
    expect(row).to_have_count(0)
    desk.locator(".tabs a[href*=closed]").click()
    expect(row).to_contain_text("claire")
    row.get_by_role("button", name="Rouvrir").click()
    desk.locator(".tabs a").first.click()
    expect(row).to_have_count(1)
    row.get_by_role("button", name="Sans suite").click()
    expect(row).to_have_count(0)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_whole_way_by_keyboard(open_page, scripts):
    page = open_page("/", java_script_enabled=scripts)
    article = open_an_article(page)
    tab_to(page, ".end a[href$='/report/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/report/")
    tab_to(page, "#id_entity")
    page.keyboard.press("ArrowDown")
    tab_to(page, "#id_words")
    tab_to(page, "input[name=reason]")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label("Autre chose")).to_be_checked()
    page.keyboard.press("Tab")
    expect(page.locator("#id_comment")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("button.send")).to_be_focused()
    page.keyboard.press("Enter")

    # A browser cannot know that « something else » needs a word; the page says so and leads there.
    problems = page.locator(".problems")
    expect(problems).to_contain_text("Dites en quelques mots ce qui ne va pas.")
    expect(problems).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#id_comment")).to_be_focused()
    assert page.locator("#id_entity").input_value()
    page.keyboard.type("Tout est faux, ou presque.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".said [role=status]")).to_contain_text("Merci.")
    assert page.url == article


def test_readers_go_from_one_mention_to_the_next_without_javascript(open_page):
    page = open_page("/", java_script_enabled=False)
    article = open_an_article(page)
    entity = page.locator("#text a.mention:not([data-first])").first.get_attribute("data-entity")
    page.goto(f"{article}report/?entity={entity}")
    first = page.locator("form p.text").inner_text()
    page.get_by_role("link", name="Mention suivante").click()
    expect(page.locator("form .facts")).to_contain_text("2 sur")
    page.get_by_role("link", name="Mention précédente").click()
    expect(page.locator("form p.text")).to_have_text(first)
    page.get_by_role("link", name="Il s’agit d’autre chose").click()
    expect(page.locator("#id_words")).to_be_visible()


def test_the_trap_is_out_of_reach(open_page):
    page = open_page("/")
    page.goto(open_an_article(page) + "report/")
    trap = page.locator("input[name=homepage]")
    expect(trap).to_have_attribute("tabindex", "-1")
    assert page.get_by_label("Laissez ce champ vide").count() == 1, "it is there, and"
    assert page.get_by_role("textbox", name="Laissez ce champ vide").count() == 0, "nobody is told of it"
    box = trap.locator("xpath=../..").bounding_box()
    assert box["width"] <= 1 and box["height"] <= 1


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_no_page_is_wider_than_its_window(open_page, administrator, width):
    page = open_page("/", viewport={"width": width, "height": 800}, storage_state=administrator)
    article = open_an_article(page)
    entity = page.locator("#text a.mention").first.get_attribute("data-entity")
    for path in ("report/", f"report/?entity={entity}", "/upload/reports/", "/upload/reports/?status=closed"):
        page.goto(path if path.startswith("/") else article + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
