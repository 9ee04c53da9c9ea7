"""Take the pictures of ``docs/screens``: every page on a desktop, on a phone, in the dark, and on paper.

python -m benchmarks.screens [PAGE…]
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import pages
from tests.browser.newsroom import CHROMIUM_ARGUMENTS, ROOT, Newsroom, chromium, running

FOLDER = ROOT / "docs" / "screens"
# Nobody needs a picture of these.
UNSHOWN = {"nothing", "endless", "welcome"}
PICTURES = {name: (name, "fr") for name in pages.READERS if name not in UNSHOWN} | {"english": ("list", "en")}
VIEWS = {
    "desktop": {"viewport": {"width": 1440, "height": 1000}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1440, "height": 1000}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
    # A page of A4 without its margins, at 96 dots an inch.
    "print": {"viewport": {"width": 643, "height": 986}},
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
        for view in VIEWS:
            page = _page(browser, view)
            for name, (shown, language) in PICTURES.items():
                if wanted and name not in wanted:
                    continue
                page.goto(app.address + addresses(shown, language))
                _shoot(page, f"{name}-{view}")
                if name == "article" and view != "print":
                    mention = page.locator("#text a.mention").nth(1)
                    mention.tap() if view == "phone" else mention.hover()
                    page.locator(".ecard").first.wait_for(state="visible")
                    _shoot(page, f"card-{view}")
        if not wanted or "upload" in wanted:
            _desk(browser, app)
        browser.close()


def _page(browser: Browser, view: str, **options: object) -> Page:
    page = browser.new_context(locale="fr-FR", reduced_motion="reduce", **VIEWS[view], **options).new_page()
    if view == "print":
        page.emulate_media(media="print")
    return page


def _desk(browser: Browser, app: Newsroom) -> None:
    """The upload page, the preview and the reports, as the first administrator sees them."""
    first = _page(browser, "desktop")
    pages.become_administrator(first, app)
    pages.send_draft(first, app)
    draft = first.url.removeprefix(app.address)
    for view in VIEWS:
        page = _page(browser, view, storage_state=first.context.storage_state())
        for name, path in {"upload": "/upload/", "review": draft, "reports": "/upload/reports/"}.items():
            page.goto(app.address + path)
            _shoot(page, f"{name}-{view}")


def _shoot(page: Page, name: str) -> None:
    page.screenshot(path=FOLDER / f"{name}.png")
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    print(f"{name}.png" + (f"  OVERFLOWS by {overflow} px" if overflow > 0 else ""))


if __name__ == "__main__":
    main(sys.argv[1:])
