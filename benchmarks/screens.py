"""Take the pictures of ``docs/screens``: every page on a desktop, a phone, and in the dark.

python -m benchmarks.screens [PAGE…]
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser import pages
from tests.browser.newsroom import CHROMIUM_ARGUMENTS, ROOT, Newsroom, chromium, running

FOLDER = ROOT / "docs" / "screens"
# Nobody needs a picture of these.
UNSHOWN = {"nothing", "endless", "welcome"}
PICTURES = {name: (name, "fr") for name in pages.READERS if name not in UNSHOWN} | {"english": ("list", "en")}
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
        addresses = pages.find(app)
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGUMENTS)
        for view, options in VIEWS.items():
            page = browser.new_context(locale="fr-FR", reduced_motion="reduce", **options).new_page()
            for name, (shown, language) in PICTURES.items():
                if name not in (wanted or (PICTURES if view == "desktop" else MAIN_PAGES)):
                    continue
                page.goto(app.address + addresses(shown, language))
                _shoot(page, f"{name}-{view}")
                if name == "article" and view != "phone":
                    page.locator("#text a.mention").nth(1).hover()
                    page.locator(".ecard").first.wait_for(state="visible")
                    _shoot(page, f"card-{view}")
        if not wanted or "upload" in wanted:
            _desk(browser.new_context(locale="fr-FR", **VIEWS["desktop"]).new_page(), app)
        browser.close()


def _desk(page: Page, app: Newsroom) -> None:
    """The upload page and the preview, as the first administrator sees them."""
    pages.become_administrator(page, app)
    page.goto(f"{app.address}/upload/")
    _shoot(page, "upload-desktop")
    pages.send_draft(page, app)
    _shoot(page, "review-desktop")


def _shoot(page: Page, name: str) -> None:
    page.screenshot(path=FOLDER / f"{name}.png")
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    print(f"{name}.png" + (f"  OVERFLOWS by {overflow} px" if overflow > 0 else ""))


if __name__ == "__main__":
    main(sys.argv[1:])
