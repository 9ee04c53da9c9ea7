"""Reviewing in real Chromium: a doubtful name is answered, the article published, and that undone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import pages
from tests.browser.test_accessibility import EVERYTHING, violations

pytestmark = [pytest.mark.browser, pytest.mark.model]

# Two people of this name are introduced by the sample articles.
TEXT = """À N’Djamena, Déby avait promis des élections {when}.
Le Tchad attend toujours. « Déby ne cédait jamais », dit un ancien ministre."""
MAHAMAT, TITLE = "Mahamat Idriss Déby", "Le palais se tait"


def draft(page: Page, when: str) -> str:
    """Send a text with a doubtful name; return its number."""
    page.goto("/upload/")
    data = TEXT.format(when=when).encode()
    page.locator("input[type=file]:not([webkitdirectory])").set_input_files(
        {"name": "deby.txt", "mimeType": "text/plain", "buffer": data}
    )
    page.locator("#send button[type=submit]").click()
    page.locator("#text a.mention").first.wait_for(timeout=120_000)
    return page.url.rstrip("/").rpartition("/")[2]


def publish(page: Page) -> None:
    page.locator(".particulars > .acts button[formaction$='/publish/']").click()


def test_a_doubt_is_answered_without_losing_what_was_typed(open_page, administrator):
    page = open_page("/upload/", storage_state=administrator)
    draft(page, "au printemps")
    points = page.locator("#points")
    expect(points.locator("h2")).to_have_text("1 point à vérifier")
    expect(page.locator("#text a.mention[data-doubt]")).to_have_count(2)
    page.locator("input[name=title]").fill(TITLE)

    points.locator(".candidate", has_text=MAHAMAT).click()
    expect(points.locator("h2")).to_have_text("Aucun point n’est ouvert")
    expect(points.locator("h2")).to_be_focused()
    expect(points).to_contain_text(f"→ {MAHAMAT}")
    expect(page.locator("#said")).to_contain_text("C’est noté.")
    expect(page.locator("#text a.mention[data-doubt]")).to_have_count(0)
    expect(page.locator("#text a.mention", has_text="Déby").first).to_have_attribute(
        "href", re.compile(r"/mahamat-idriss-deby/$")
    )
    expect(page.locator("#acts li").first).to_contain_text("Doute tranché")
    expect(page.locator("input[name=title]")).to_have_value(TITLE)

    publish(page)
    page.wait_for_url("**/articles/*/le-palais-se-tait/")
    address = page.url
    page.locator("#said").get_by_role("button", name="Annuler").click()
    page.wait_for_url("**/upload/*/")
    expect(page.locator("#said")).to_contain_text("Les lecteurs ne le voient pas.")
    expect(page.locator(".crumb .tag")).to_have_text("Brouillon")
    assert page.request.get(address).status == 404


def test_all_of_it_without_javascript(open_page, administrator):
    page = open_page("/upload/", storage_state=administrator, java_script_enabled=False)
    draft(page, "à l’automne")
    publish(page)
    expect(page.locator(".problems")).to_contain_text("1 point est ouvert")
    page.locator("#points .candidate", has_text=MAHAMAT).click()
    expect(page.locator("#points")).to_contain_text(f"→ {MAHAMAT}")
    publish(page)
    assert "/articles/" in page.url
    page.locator("#said").get_by_role("button", name="Annuler").click()
    expect(page.locator(".crumb .tag")).to_have_text("Brouillon")
    page.get_by_role("button", name="Reprendre la réponse").click()
    expect(page.locator("#points h2")).to_have_text("1 point à vérifier")


def test_publishing_with_an_open_point_asks_once_more(open_page, administrator):
    page = open_page("/upload/", storage_state=administrator)
    draft(page, "en hiver")
    publish(page)
    asked = page.locator(".particulars .problems")
    expect(asked).to_be_focused()
    asked.get_by_role("button", name="Publier quand même").click()
    page.wait_for_url("**/articles/**")


def test_many_are_reviewed_at_once(open_page, administrator):
    page = open_page("/upload/", storage_state=administrator)
    numbers = [draft(page, when) for when in ("hier", "demain") if page.goto("/upload/")]
    for number in numbers:
        page.goto(f"/upload/{number}/")
        page.get_by_role("button", name="Envoyer en relecture").click()
        expect(page.locator(".crumb .tag")).to_have_text("À relire")
    page.goto("/review/")
    for number in numbers:
        page.locator(f"input[name=article][value='{number}']").check()
    page.get_by_role("button", name="Publier", exact=True).click()
    expect(page.locator("#said")).to_contain_text("2 articles n’ont pas été publiés")
    for number in numbers:
        page.locator(f"input[name=article][value='{number}']").check()
    page.locator("input[name=anyway]").check()
    page.get_by_role("button", name="Publier", exact=True).click()
    expect(page.locator("#said")).to_contain_text("2 articles publiés.")
    page.locator("#said").get_by_role("button", name="Annuler").click()
    for number in numbers:
        expect(page.locator(f"input[name=article][value='{number}']")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390, 320])
def test_axe_finds_nothing_where_points_are_open(open_page, administrator, scheme, width):
    page = open_page(
        "/upload/", storage_state=administrator, color_scheme=scheme, viewport={"width": width, "height": 900}
    )
    draft(page, f"en {scheme} {width}")
    assert violations(page, EVERYTHING) == []
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width
    publish(page)
    expect(page.locator(".problems")).to_be_visible()
    assert violations(page, EVERYTHING) == []


@pytest.mark.parametrize("name", ["to_review", "history"])
def test_the_lists_of_the_desk_fit_a_phone(open_page, administrator, name):
    page = open_page(pages.DESK[name], storage_state=administrator, viewport={"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
