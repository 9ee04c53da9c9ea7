"""The front end against its targets: Lighthouse, valid HTML and CSS, bytes on the wire, shifts, a silent console.

python -m benchmarks.frontend [--desktop] [PART…]    parts: lighthouse validity styles sizes shifts

Ends with status 1 when a target is missed. ``make frontend`` installs the tools first.
"""

import contextlib
import re
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, sync_playwright

from benchmarks import node_tools
from benchmarks.measuring import machine, show
from tests.browser import pages
from tests.browser.newsroom import CHROMIUM_ARGUMENTS, ROOT, Newsroom, chromium, running

LIGHTHOUSE_PAGES = ("article", "list", "entity", "country", "upload")
LIGHTHOUSE_RUNS = 3
# Robots are asked to stay away from the desk: that it cannot be crawled is meant.
DESK_SKIPS = ("is-crawlable",)
FIGURES = {
    "FCP ms": "first-contentful-paint",
    "LCP ms": "largest-contentful-paint",
    "TBT ms": "total-blocking-time",
    "CLS": "cumulative-layout-shift",
}
LEAST_PERFORMANCE, LEAST_OTHERS, MOST_SHIFT = 98, 100, 0.02
KB = 1000
MOST = {"HTML": 20 * KB, "app.css": 8 * KB, "own JS": 3 * KB, "first view": 190 * KB}
SORTS = {
    "app.css": r"/css/app\.[^/]*$",
    "other CSS": r"\.css$",
    "htmx": r"/django_htmx/",
    "own JS": r"\.js$",
    "fonts": r"\.woff2$",
    "other": r"/static/",
    "HTML": "",
}
# The card of an entity is a piece of a page, below two headings.
CARD = '<!DOCTYPE html><html lang="{}"><head><title>Card</title></head><body><h1>1</h1><h2>2</h2>{}</body></html>'
# By then the page is there in the fonts that stand in; only then do ours come.
FONTS_AFTER_MS = 400
# Two hundred letters in a row are a test of their own: no font has the same width for one letter.
UNSHIFTED = {"endless"}
SHIFTS = """
  window.shifts = 0;
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) shifts += entry.value;
  }).observe({type: 'layout-shift', buffered: true});
"""


@dataclass
class Site:
    """A running app with its pages found, a browser, and who is signed in at its desk."""

    app: Newsroom
    addresses: pages.Addresses
    browser: Browser
    state: Path
    folder: Path
    desktop: bool
    missed: list[str] = field(default_factory=list)

    def context(self, name: str, **options: object) -> BrowserContext:
        """A fresh browser for a page, signed in if it is one of the desk's."""
        state = self.state if name in pages.DESK else None
        return self.browser.new_context(
            base_url=self.app.address,
            locale="fr-FR",
            storage_state=state,
            **options,  # type: ignore[arg-type]
        )

    def cookie(self, name: str) -> str:
        with contextlib.closing(self.context(name)) as context:
            return "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in context.cookies())

    def miss(self, what: str, *, unless: bool) -> str:
        """Note that a target is missed, unless it is met; return a mark for the table."""
        if not unless:
            self.missed.append(what)
        return "" if unless else "  <-- missed"


def main(arguments: list[str]) -> None:
    wanted = [name for name in arguments if not name.startswith("--")] or list(PARTS)
    if reason := node_tools.missing():
        raise SystemExit(reason)
    print(machine())
    with site(desktop="--desktop" in arguments) as found:
        for name in wanted:
            PARTS[name](found)
    print("\nMissed:\n  " + "\n  ".join(found.missed) if found.missed else "\nEvery target is met.")
    sys.exit(bool(found.missed))


@contextlib.contextmanager
def site(*, desktop: bool = False) -> Iterator[Site]:
    """The app as ``make run`` starts it, with an administrator and a draft."""
    with (
        tempfile.TemporaryDirectory(prefix="newsroom-frontend-") as made,
        running(Path(made)) as app,
        tempfile.TemporaryDirectory(prefix="newsroom-frontend-") as scratch,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGUMENTS)
        state = Path(scratch) / "state.json"
        context = browser.new_context(locale="fr-FR")
        page = context.new_page()
        pages.become_administrator(page, app)
        draft = pages.send_draft(page, app)
        batch = pages.latest_import(page, app)
        feed = pages.follow_feed(page, app)
        context.storage_state(path=state)
        context.close()
        yield Site(app, pages.find(app, draft=draft, batch=batch, feed=feed), browser, state, Path(scratch), desktop)
        browser.close()


def measure_lighthouse(site: Site) -> None:
    """Medians of some runs; the desk with the cookie of a session."""
    for form in ("mobile", "desktop") if site.desktop else ("mobile",):
        rows = []
        for name in LIGHTHOUSE_PAGES:
            desk = {"cookie": site.cookie(name), "skip": DESK_SKIPS} if name in pages.DESK else {}
            address = site.app.address + site.addresses(name)
            runs = [
                node_tools.lighthouse(address, site.folder, desktop=form == "desktop", **desk)  # type: ignore[arg-type]
                for _ in range(LIGHTHOUSE_RUNS)
            ]
            scores = {
                key: round(100 * median(run["categories"][key]["score"] or 0 for run in runs))
                for key in node_tools.CATEGORIES
            }
            figures = [float(median(run["audits"][key]["numericValue"] for run in runs)) for key in FIGURES.values()]
            marks = [
                site.miss(f"{key} of {name} ({form}) is {score}{_failed(runs[-1], key)}", unless=score >= least)
                for key, score in scores.items()
                for least in (LEAST_PERFORMANCE if key == "performance" else LEAST_OTHERS,)
            ]
            rows.append((name, *scores.values(), *figures, max(marks)))
        header = ("page", *node_tools.CATEGORIES, *FIGURES, "")
        show(f"Lighthouse, {form}, median of {LIGHTHOUSE_RUNS} runs", header, rows)


def _failed(report: dict, category: str) -> str:
    """The audits that cost points, in brackets."""
    weights = {ref["id"]: ref["weight"] for ref in report["categories"][category]["auditRefs"]}
    audits = [key for key, weight in weights.items() if weight and (report["audits"][key]["score"] or 0) < 0.9]
    return f" ({', '.join(audits)})" if audits else ""


def validate(site: Site) -> None:
    """HTML as it is served, every page in every language, and the card of an entity as a page of its own."""
    folder = site.folder / "html"
    folder.mkdir()
    for name in pages.PAGES:
        with contextlib.closing(site.context(name)) as context:
            for language in pages.LANGUAGES:
                answer = context.request.get(site.addresses(name, language))
                right = answer.status == pages.STATUS.get(name, 200)
                site.miss(f"{name} ({language}) answers {answer.status}", unless=right)
                (folder / f"{name}-{language}.html").write_bytes(answer.body())
                if name == "entity":
                    card = context.request.get(re.sub(r"[^/]+/$", "card/", site.addresses(name, language)))
                    (folder / f"card-{language}.html").write_text(CARD.format(language, card.text()))
    files = sorted(folder.iterdir())
    first, second = node_tools.html_validate(files), node_tools.vnu(files)
    rows = []
    where: dict[str, list[str]] = {}
    for file in files:
        for said in (*first.get(file.stem, []), *(second or {}).get(file.stem, [])):
            where.setdefault(said, []).append(file.stem)
        nu = "not run" if second is None else len(second.get(file.stem, []))
        rows.append((file.stem, len(first.get(file.stem, [])), nu))
    for said, names in where.items():
        site.miss(f"HTML of {_some(names)}: {said}", unless=False)
    show("Errors in the HTML", ("page", "html-validate", "vnu"), rows)
    if second is None:
        print("  The Nu checker (vnu) was not run: it needs Java 17 or newer.")


def judge_styles(site: Site) -> None:
    found = node_tools.stylelint(sorted((ROOT / "static" / "css").glob("*.css")))
    for sheet, warnings in found.items():
        for said in warnings:
            site.miss(f"{sheet}: {said}", unless=False)
    show("Errors in the style sheets", ("sheet", "stylelint"), [(name, len(said)) for name, said in found.items()])


def weigh(site: Site) -> None:
    """Bytes of a first view as they come over the wire, heads of answers not counted."""
    rows = []
    where: dict[str, list[str]] = {}
    for name in pages.PAGES:
        with contextlib.closing(site.context(name)) as context:
            page = context.new_page()
            finished: list[Request] = []
            page.on("requestfinished", lambda request, finished=finished: finished.append(request))
            page.goto(site.addresses(name), wait_until="networkidle")
            sizes = dict.fromkeys(SORTS, 0)
            for request in finished:
                sizes[_sort(request.url)] += request.sizes()["responseBodySize"]
        sizes["first view"] = sum(sizes.values())
        # The desk is never compressed: what is written there may be secret.
        heavy = {
            f"{sort} weighs {sizes[sort]:,} bytes, not {most:,}"
            for sort, most in MOST.items()
            if sizes[sort] > most and (sort != "HTML" or name in pages.READERS)
        }
        for said in heavy:
            where.setdefault(said, []).append(name)
        gzipped = _gzipped(site.app.address + site.addresses(name)) if name in pages.READERS else "-"
        rows.append((name, sizes.pop("HTML"), gzipped, *sizes.values(), "  <-- missed" if heavy else ""))
    for said, names in where.items():
        site.miss(f"{said}: {_some(names)}", unless=False)
    header = ("page", "HTML", "by gzip", *(sort for sort in SORTS if sort != "HTML"), "first view", "")
    show("Bytes of a first view, as transferred (brotli)", header, rows)


def _some(names: list[str]) -> str:
    """The first names, and how many more there are."""
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _sort(address: str) -> str:
    return next(sort for sort, pattern in SORTS.items() if re.search(pattern, address))


def _gzipped(address: str) -> int:
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    try:
        with urllib.request.urlopen(request) as answer:
            return len(answer.read())
    except urllib.error.HTTPError as error:  # the page that is not found
        return len(error.read())


def watch(site: Site) -> None:
    """Layout shifts while a page comes and our fonts come late; and whatever the console says."""
    rows = []
    said: list[str] = []
    for name in pages.PAGES:
        shifts: dict[int, float] = {}
        for width in (1440, 390):
            with contextlib.closing(site.context(name, viewport={"width": width, "height": 900})) as context:
                context.add_init_script(SHIFTS)
                found = [_shift(context, site, name, language, said) for language in pages.LANGUAGES]
            shifts[width] = max(found)
        most = max(shifts.values())
        mark = site.miss(f"{name} shifts by {most:.3f}", unless=most <= MOST_SHIFT or name in UNSHIFTED)
        rows.append((name, *shifts.values(), mark))
    show("Layout shifts while fonts come late, the worse of both languages", ("page", "1440 px", "390 px", ""), rows)
    # A page that is meant to be missing says so.
    said = [line for line in said if "status of 404" not in line]
    print("\nThe console is silent." if not said else "\nThe console says:\n  " + "\n  ".join(said))
    site.missed += [f"the console of {line}" for line in said]


def _shift(context: BrowserContext, site: Site, name: str, language: str, said: list[str]) -> float:
    page = context.new_page()
    _listen(page, f"{name} ({language})", said)
    held: list[Route] = []
    waiting = True
    page.route("**/*.woff2", lambda route: held.append(route) if waiting else route.continue_())
    page.goto(site.addresses(name, language), wait_until="domcontentloaded")
    page.wait_for_timeout(FONTS_AFTER_MS)
    waiting = False
    for route in held:
        route.continue_()
    page.wait_for_load_state("load")
    page.evaluate("document.fonts.ready.then(() => true)")
    page.wait_for_timeout(200)
    shift = float(page.evaluate("shifts"))
    page.close()
    return shift


def _listen(page: Page, name: str, said: list[str]) -> None:
    page.on("pageerror", lambda error: said.append(f"{name}: {error}"))
    page.on("console", lambda message: said.append(f"{name}: {message.text}"))


PARTS: dict[str, Callable[[Site], None]] = {
    "styles": judge_styles,
    "validity": validate,
    "sizes": weigh,
    "shifts": watch,
    "lighthouse": measure_lighthouse,
}


if __name__ == "__main__":
    main(sys.argv[1:])
