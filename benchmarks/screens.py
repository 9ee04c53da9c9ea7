"""Take the pictures of ``docs/screens``: every page on a desktop, on a phone, in the dark, and on paper.

python -m benchmarks.screens [PICTURE…]
"""

import io
import os
import struct
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import pages
from tests.browser.newsroom import CHROMIUM_ARGUMENTS, ROOT, Newsroom, chromium, running

FOLDER = ROOT / "docs" / "screens"
# Nobody needs a picture of these.
UNSHOWN = {"endless"}
PICTURES = {name: (name, "fr") for name in pages.READERS if name not in UNSHOWN} | {"english": ("list", "en")}
VIEWS = {
    "desktop": {"viewport": {"width": 1440, "height": 1000}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1440, "height": 1000}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
}
# In CSS pixels: whole pages, but for the long ones; in the dark their beginning will do.
LOWEST = {"desktop": 2000, "dark": 1000, "phone": 2000}
PAPER_SCALE = 1.1  # of 72 dots an inch
SAMPLE = "Le président du Kazakhstan Kassym-Jomart Tokaïev a reçu Vladimir Poutine à Astana."
COMPLAINTS = (("other", "Le chapeau parle d’un autre article."), ("other", "La date est celle de la veille."))


def main(wanted: list[str]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="newsroom-screens-") as data,
        running(Path(data)) as app,
        sync_playwright() as playwright,
    ):
        addresses = pages.find(app)
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=[*CHROMIUM_ARGUMENTS, "--lang=fr"], env={**os.environ, "LANGUAGE": "fr"}
        )
        for name, (shown, language) in PICTURES.items():
            if not wanted or name in wanted:
                _reader(browser, name, app.address + addresses(shown, language))
        if not wanted or "states" in wanted:
            _states(browser, app, addresses)
        if not wanted or "desk" in wanted:
            _desk(browser, app, addresses)
        browser.close()


def _reader(browser: Browser, name: str, address: str) -> None:
    for view in VIEWS:
        with _page(browser, view) as page:
            page.goto(address)
            _shoot(page, f"{name}-{view}", lowest=LOWEST[view])
            if view == "desktop":
                _print(page, f"{name}-print")


def _states(browser: Browser, app: Newsroom, addresses: pages.Addresses) -> None:
    """What a page shows once its reader did something: a card, one name singled out, the filters of a phone."""
    for view in VIEWS:
        with _page(browser, view) as page:
            page.goto(app.address + addresses("article"))
            mention = page.locator("#text a.mention").nth(1)
            mention.tap() if view == "phone" else mention.hover()
            page.locator(".ecard").first.wait_for(state="visible")
            _shoot(page, f"card-{view}")
    with _page(browser, "desktop") as page:
        page.goto(app.address + addresses("article"))
        page.locator(".rows li[data-row]").nth(1).hover()
        _shoot(page, "solo-desktop")
    with _page(browser, "phone") as page:
        page.goto(app.address + addresses("search"))
        page.locator(".filt").tap()
        _shoot(page, "filters-phone")


def _desk(browser: Browser, app: Newsroom, addresses: pages.Addresses) -> None:
    """The pages of the desk, as the first administrator sees them."""
    with _page(browser, "desktop") as page:
        _complain(page, app.address + addresses("doubt"))
    with _page(browser, "desktop") as first:
        pages.become_administrator(first, app)
        draft, feed = pages.send_draft(first, app), pages.follow_feed(first, app)
        _send_several(first, app)
        batch = pages.latest_import(first, app)
        found, state = pages.find(app, draft=draft, batch=batch, feed=feed), first.context.storage_state()
    for view in VIEWS:
        with _page(browser, view, storage_state=state) as page:
            for name in pages.DESK:
                page.goto(app.address + found(name))
                _shoot(page, f"{name}-{view}", lowest=LOWEST[view])
                if view == "desktop":
                    _print(page, f"{name}-print")


def _send_several(page: Page, app: Newsroom) -> None:
    """Send files of several kinds, one of them bad, and wait until all are at their end."""
    texts = {
        "astana.txt": SAMPLE,
        "bakou.md": f"# À Bakou\n\n{SAMPLE}",
        "vide.txt": "",
        "articles.csv": f"titre,texte\nUn,{SAMPLE}",
    }
    page.goto(app.address + "/upload/")
    page.locator("input[name=files]").set_input_files(
        [{"name": name, "mimeType": "text/plain", "buffer": text.encode()} for name, text in texts.items()]
    )
    page.locator("#send button[type=submit]").click()
    page.wait_for_url("**/imports/*/")
    page.locator("[hx-trigger*=every]").wait_for(state="detached", timeout=60_000)


def _complain(page: Page, address: str) -> None:
    """Say what is wrong with a name, and with the whole article, so that the desk has something to read."""
    for reason, comment in (("identity", "C’est quelqu’un d’autre du même nom."), *COMPLAINTS):
        page.goto(address if reason == "identity" else address.partition("?")[0])
        page.locator(f"input[value={reason}]").check()
        page.locator("textarea").fill(comment)
        page.locator("button.send").click()


@contextmanager
def _page(browser: Browser, view: str, **options: object) -> Iterator[Page]:
    context = browser.new_context(locale="fr-FR", reduced_motion="reduce", **VIEWS[view], **options)
    yield context.new_page()
    context.close()


def _shoot(page: Page, name: str, *, lowest: int = 0) -> None:
    """Take what the window shows, or the page down to ``lowest``."""
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    window = page.viewport_size or {"width": 0, "height": 0}
    height = min(lowest, page.evaluate("document.documentElement.scrollHeight"))
    if height > window["height"]:
        clip = {"x": 0, "y": 0, "width": window["width"], "height": height}
        page.screenshot(path=FOLDER / f"{name}.png", full_page=True, clip=clip)  # type: ignore[arg-type]
    else:
        page.screenshot(path=FOLDER / f"{name}.png")
    print(f"{name}.png" + (f"  OVERFLOWS by {overflow} px" if overflow > 0 else ""))


def _print(page: Page, name: str) -> None:
    """Draw the first and the last sheet of A4, side by side."""
    document = pypdfium2.PdfDocument(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    sheets = [document[0]] if len(document) == 1 else [document[0], document[len(document) - 1]]
    drawn = [sheet.render(scale=PAPER_SCALE, rev_byteorder=True) for sheet in sheets]
    pixels = [(bytes(each.buffer), each.stride, 3 * each.width) for each in drawn]
    height = drawn[0].height
    rows = [b"".join(data[y * stride : y * stride + width] for data, stride, width in pixels) for y in range(height)]
    (FOLDER / f"{name}.png").write_bytes(_png(rows))
    print(f"{name}.png, {len(document)} sheets")


def _png(rows: list[bytes]) -> bytes:
    """Return a picture of ``rows``, each of three bytes a dot: red, green, blue."""
    head = struct.pack(">IIBBBBB", len(rows[0]) // 3, len(rows), 8, 2, 0, 0, 0)
    # Each row as its difference from the one above, which white paper packs best.
    lines = [
        bytes((now - before) % 256 for now, before in zip(row, above, strict=True))
        for row, above in zip(rows, [bytes(len(rows[0])), *rows], strict=False)
    ]
    data = zlib.compress(b"".join(b"\2" + line for line in lines), 9)
    parts = [(b"IHDR", head), (b"IDAT", data), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts
    )


if __name__ == "__main__":
    main(sys.argv[1:])
