"""Take the pictures of ``docs/screens``: every page on a desktop, a phone, and in the dark.

python -m benchmarks.screens [PAGE…]
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.newsroom import CHROMIUM_ARGUMENTS, ROOT, Newsroom, chromium, running

FOLDER = ROOT / "docs" / "screens"
PAGES = {
    "list": "/",
    "search": "/?q=uranium&country=KZ",
    "article": "first",
    "entity": "entity",
    "country": "/countries/kz/",
    "topic": "/topics/energy/",
    "entities": "/entities/",
    "countries": "/countries/",
    "topics": "/topics/",
    "about": "/about/",
    "quality": "/about/quality/",
    "english": "/en/",
    "login": "/login/",
    "missing": "/nowhere/",
}
# In the dark and on a phone, unless others are asked for by name.
MAIN_PAGES = ("list", "search", "article", "entity", "quality")
VIEWS = {
    "desktop": {"viewport": {"width": 1440, "height": 1000}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1440, "height": 1000}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
}


def main(wanted: list[str]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="newsroom-screens-") as data,
        running(Path(data)) as app,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGUMENTS)
        for view, options in VIEWS.items():
            page = browser.new_context(locale="fr-FR", reduced_motion="reduce", **options).new_page()
            for name, path in PAGES.items():
                if name not in (wanted or (PAGES if view == "desktop" else MAIN_PAGES)):
                    continue
                page.goto(app.address + path if path.startswith("/") else _found(page, app, path))
                _shoot(page, f"{name}-{view}")
                if name == "article" and view != "phone":
                    page.locator("#text a.mention").nth(1).hover()
                    page.locator(".ecard").first.wait_for(state="visible")
                    _shoot(page, f"card-{view}")
        if not wanted or "upload" in wanted:
            _desk(browser.new_context(locale="fr-FR", **VIEWS["desktop"]).new_page(), app)
        browser.close()


def _found(page: Page, app: Newsroom, what: str) -> str:
    """The address of the newest article about Kazakhstan, or of the first person it names."""
    page.goto(f"{app.address}/?country=KZ&topic=energy&q=Toka%C3%AFev")
    link = page.locator("#results article h2 a, .res article h2 a").first.get_attribute("href")
    if what == "entity":
        page.goto(app.address + str(link))
        link = page.locator('#text a.mention[data-label="person"]').first.get_attribute("href")
    return app.address + str(link)


def _desk(page: Page, app: Newsroom) -> None:
    """The upload page and the preview, as the first administrator sees them."""
    page.goto(app.welcome)
    page.locator("input[name=username]").fill("claire")
    for field in page.locator("input[type=password]").all():
        field.fill("une phrase de passe longue")
    page.locator("main form button[type=submit]").click()
    page.goto(f"{app.address}/upload/")
    _shoot(page, "upload-desktop")
    sample = "\n".join(
        (
            "Astana et Moscou parlent d’atome.",
            "Kassym-Jomart Tokaïev et Vladimir Poutine parlent depuis des années d’une centrale nucléaire.",
            "Une route par la Caspienne",
            "Le Kazakhstan vend son pétrole par la Russie, et cherche d’autres routes par Bakou.",
        )
    )
    path = Path(tempfile.gettempdir()) / "depeche.txt"
    path.write_text(sample, encoding="utf-8")
    page.locator("input[type=file]").set_input_files(path)
    page.locator("main form button[type=submit]").first.click()
    page.locator("#text a.mention").first.wait_for(timeout=30_000)
    _shoot(page, "review-desktop")


def _shoot(page: Page, name: str) -> None:
    page.screenshot(path=FOLDER / f"{name}.png")
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    print(f"{name}.png" + (f"  OVERFLOWS by {overflow} px" if overflow > 0 else ""))


if __name__ == "__main__":
    main(sys.argv[1:])
