"""An editor's ways through the app, in real Chromium."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.model]

SAMPLE = Path(__file__).parents[1] / "samples" / "depeche.txt"
HOSTILE = '<script>alert(1)</script> "L’État" & <img src=x onerror=alert(2)>'
ANNOTATED = 60_000


def upload(page: Page, name: str, data: bytes) -> None:
    page.goto("/upload/")
    page.locator(".drop input").set_input_files({"name": name, "mimeType": "text/plain", "buffer": data})
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


def sent_file(name: str, data: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def mixed(about: str) -> list[dict[str, object]]:
    """A folder as editors have them: good files, twice the same, and bad ones in the middle."""
    good = [
        sent_file(f"{n}.txt", f"Le Premier ministre est à Tbilissi, {about}, pour la {n}e fois.".encode())
        for n in range(1, 15)
    ]
    bad = [
        sent_file("vide.txt", b""),
        sent_file("image.txt", bytes(range(256)) * 40),
        sent_file("mal.md", b"---\ntitle: [\n---\nTexte."),
        sent_file("fichier.xyz", b"\x00\x01\x02 bonjour"),
    ]
    return [*good[:7], *bad, *good[7:], sent_file("copie.txt", good[0]["buffer"] + b"\r\n")]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_mixed_folder_is_watched_until_all_is_at_its_end(open_page, administrator, scripts):
    desk = open_page("/upload/", storage_state=administrator, java_script_enabled=scripts)
    desk.locator(".drop input").set_input_files(mixed(f"scripts : {scripts}"))
    desk.locator("#send button[type=submit]").click()
    desk.wait_for_url("**/imports/*/")
    # What htmx or the page itself asks for; no hand is laid on it.
    expect(desk.locator("#ledger .pace")).to_contain_text("15 sur 19 terminés. 4 ont échoué.", timeout=60_000)
    expect(desk.locator(".deposit[data-state=done] .steps .done")).to_have_count(14 * 5, timeout=ANNOTATED)
    expect(desk.locator(".deposit[data-state=known]")).to_have_count(1)
    assert desk.locator("#ledger[hx-get]").count() == 0, "nothing is asked for any more"

    desk.locator("#state-failed").click()
    desk.wait_for_url("**state=failed")
    expect(desk.locator(".deposit")).to_have_count(4)
    for name in ("vide.txt", "image.txt", "mal.md", "fichier.xyz"):
        row = desk.locator(".deposit", has_text=name)
        expect(row.locator(".reason")).not_to_be_empty()
    expect(desk.locator("#ledger button", has_text="Réessayer")).to_have_count(0)  # they would be refused again

    desk.locator("#state-done").click()
    desk.locator(".deposit[data-state=done] a").first.click()
    expect(desk.locator("#text")).to_contain_text("Tbilissi")


def test_a_whole_folder_and_then_all_its_drafts_at_once(open_page, administrator, tmp_path):
    for name in ("a.txt", "plus bas/b.txt"):
        path = tmp_path / "dossier" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Dans le fichier {name}, il est question de Bakou.", encoding="utf-8")
    desk = open_page("/upload/", storage_state=administrator)
    desk.locator("summary", has_text="dossier").click()
    desk.locator("#folder").set_input_files(tmp_path / "dossier")
    desk.locator("#send button[type=submit]").click()
    desk.wait_for_url("**/imports/*/")
    expect(desk.locator(".deposit[data-state=done]")).to_have_count(2, timeout=ANNOTATED)

    desk.goto("/drafts/")
    for row in desk.locator(".choosing li", has_text="Dans le fichier").all():
        row.locator("input").check()
    desk.locator("#bulk input[name=anyway]").check()
    desk.locator("#bulk button[value=publish]").click()
    expect(desk.locator(".said")).to_contain_text("2")
    expect(desk.locator(".choosing li", has_text="Dans le fichier")).to_have_count(0)


def test_what_is_looked_at_keeps_the_focus_while_the_ledger_is_renewed(open_page, administrator):
    desk = open_page("/upload/", storage_state=administrator)
    desk.locator(".drop input").set_input_files(mixed("au clavier")[:7])
    desk.locator("#send button[type=submit]").click()
    desk.wait_for_url("**/imports/*/")
    desk.locator("#state-all").focus()
    expect(desk.locator("#ledger .pace")).to_contain_text("Les 7 sont terminés.", timeout=60_000)
    expect(desk.locator("#state-all")).to_be_focused()
    expect(desk.locator("#news")).to_contain_text("Les 7 sont terminés.")


def test_markup_in_title_text_and_source_is_shown_literally(open_page, administrator):
    desk = open_page("/upload/", storage_state=administrator)
    body = f"{HOSTILE}\nÀ Bakou, e\u0301te\u0301 2026 👨‍👩‍👧 🇰🇿, « oui »\u00a0!\r\nFin du <b>texte</b> à Moscou."
    upload(desk, "hostile.txt", body.encode())
    desk.wait_for_url("**/upload/*/")
    expect(desk.locator("#text a.mention").first).to_be_visible(timeout=ANNOTATED)
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


@pytest.mark.parametrize(
    "path", ["/upload/", "/imports/", "/drafts/", "/admin/", "/admin/articles/article/", "/admin/articles/article/add/"]
)
def test_staff_pages_keep_the_console_clean(open_page, administrator, path):
    page = open_page(path, storage_state=administrator)
    expect(page.locator("body")).to_be_visible()
    assert page.locator("h1").count() >= 1
