"""An editor's ways through the app, in real Chromium."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.model]

SAMPLE = Path(__file__).parents[1] / "samples" / "depeche.txt"
HOSTILE = '<script>alert(1)</script> "L’État" & <img src=x onerror=alert(2)>'
ANNOTATED = 20_000


def upload(page: Page, name: str, data: bytes) -> None:
    page.goto("/upload/")
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/plain", "buffer": data})
    page.locator("#send button[type=submit]").click()


def text_of(page: Page) -> str:
    return page.locator("#text").evaluate("node => node.textContent")


def test_upload_preview_publish_and_readers_see_it(open_page, administrator):
    desk = open_page("/upload/", storage_state=administrator)
    upload(desk, "depeche.txt", SAMPLE.read_bytes())
    desk.wait_for_url("**/upload/*/")
    mention = desk.locator("#text a.mention", has_text="Tokaïev").first
    expect(mention).to_be_visible(timeout=ANNOTATED)
    assert text_of(desk) == SAMPLE.read_text(encoding="utf-8").strip()
    expect(desk.locator("#text h2")).to_have_text("L’uranium et le pétrole")

    reader = open_page("/?q=proverbe")
    expect(reader.locator("#results article")).to_have_count(0)

    desk.locator("input[name=title]").fill("Une dépêche d’essai")
    desk.locator("button[formaction*='/publish/']").click()
    desk.wait_for_url("**/articles/*/une-depeche-d-essai/")
    expect(desk.locator("h1")).to_have_text("Une dépêche d’essai")
    said, title = desk.locator(".said .notice").bounding_box(), desk.locator("h1").bounding_box()
    assert said["y"] < title["y"], "what was done is told at the top"
    expect(desk.locator(".bar")).to_be_visible()

    reader.wait_for_timeout(2500)
    reader.goto("/?q=proverbe&country=KZ&topic=energy")
    reader.locator("#results article h2 a", has_text="Une dépêche d’essai").click()
    reader.locator("#text a.mention", has_text="Tokaïev").last.click()
    expect(reader.locator("main a", has_text="Une dépêche d’essai").first).to_be_visible()
    assert reader.locator("main a[href*='/articles/']").count() > 1


def test_the_same_text_again_is_refused_and_leads_to_the_first(open_page, administrator):
    desk = open_page("/upload/", storage_state=administrator)
    once = "Un texte sur Bichkek et sur la Kirghizie, déposé deux fois.".encode()
    upload(desk, "une.txt", once)
    desk.wait_for_url("**/upload/*/")
    upload(desk, "deux.txt", b"\xef\xbb\xbf" + once + b"\r\n")
    expect(desk.locator("#send a[href*='/upload/']").first).to_be_visible()


def test_several_files_good_and_bad_at_once(open_page, administrator):
    desk = open_page("/upload/", storage_state=administrator)
    desk.locator("input[type=file]").set_input_files(
        [
            {"name": "bon.txt", "mimeType": "text/plain", "buffer": "Le Premier ministre est à Tbilissi.".encode()},
            {"name": "bon.md", "mimeType": "text/markdown", "buffer": "# Titre\n\nErevan écoute.".encode()},
            {"name": "vide.txt", "mimeType": "text/plain", "buffer": b""},
            {"name": "image.txt", "mimeType": "text/plain", "buffer": bytes(range(256)) * 40},
            {"name": "fichier.xyz", "mimeType": "text/plain", "buffer": b"bonjour"},
        ]
    )
    desk.locator("#send button[type=submit]").click()
    expect(desk.locator("#queue li", has_text="Titre")).to_be_visible()
    for name in ("vide.txt", "image.txt", "fichier.xyz"):
        expect(desk.locator("#send", has_text=name)).to_be_visible()


def test_markup_in_title_text_and_source_is_shown_literally(open_page, administrator):
    desk = open_page("/upload/", storage_state=administrator)
    body = f"{HOSTILE}\nÀ Bakou, e\u0301te\u0301 2026 👨‍👩‍👧 🇰🇿, « oui »\u00a0!\r\nFin du <b>texte</b> à Moscou."
    upload(desk, "hostile.txt", body.encode())
    desk.wait_for_url("**/upload/*/")
    desk.locator("input[name=title]").fill(HOSTILE)
    desk.locator("input[name=source]").fill(HOSTILE)
    desk.locator("button[formaction*='/publish/']").click()
    desk.wait_for_url("**/articles/**")
    expect(desk.locator("h1")).to_have_text(HOSTILE)
    expect(desk.locator("main")).to_contain_text("👨‍👩‍👧 🇰🇿")
    assert "été 2026" in text_of(desk)
    assert desk.locator("main img, main script").count() == 0


def test_upload_and_publish_without_javascript(open_page, administrator):
    desk = open_page("/upload/", storage_state=administrator, java_script_enabled=False)
    upload(desk, "sans-script.txt", "À Douchanbé, le Tadjikistan et la Chine parlent de rails et d’eau.".encode())
    assert "/upload/" in desk.url
    mention = desk.locator("#text a.mention").first
    expect(mention).to_be_visible(timeout=ANNOTATED)
    desk.locator("button[formaction*='/publish/']").click()
    expect(desk.locator("#text")).to_contain_text("Douchanbé")
    assert "/articles/" in desk.url


def test_the_desk_is_closed_to_readers(open_page):
    page = open_page("/upload/")
    assert "/login/" in page.url


@pytest.mark.parametrize("path", ["/upload/", "/admin/", "/admin/articles/article/", "/admin/articles/article/add/"])
def test_staff_pages_keep_the_console_clean(open_page, administrator, path):
    page = open_page(path, storage_state=administrator)
    expect(page.locator("body")).to_be_visible()
    assert page.locator("h1").count() >= 1
