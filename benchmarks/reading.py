"""One long article, from the server's first byte to the card of a mention.

python -m benchmarks.reading [--profile]
"""

import cProfile
import gc
import pstats
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median as middle
from typing import TYPE_CHECKING

from playwright.sync_api import Page, sync_playwright

from benchmarks.archive import filled, seed_texts, wake_django
from benchmarks.measuring import machine, median, show
from tests.browser.newsroom import CHROMIUM_ARGUMENTS, chromium, running

if TYPE_CHECKING:
    from django.test import Client

    from articles.models import Article

WORDS, MENTIONS = 5_000, 400
WARM, REPEATS = 5, 30
MOST_MS = 15
SLOWDOWNS = (1, 4)
HOVERS = 8

# Tasks that keep a page from answering for more than 50 ms, and when a card opens after the pointer has come.
WATCH = """
  window.long = [];
  new PerformanceObserver(list => long.push(...list.getEntries().map(e => e.duration)))
    .observe({type: 'longtask', buffered: true});
  window.cards = [];
  let came = 0;
  document.addEventListener('pointerover', e => { if (e.target.closest?.('#text .mention')) came = performance.now() });
  document.addEventListener('toggle', e => {
    if (e.target.id === 'card' && e.newState === 'open') cards.push(performance.now() - came);
  }, true);
"""
# From the top to the end, a third of a window at each frame; gives the milliseconds between frames.
SCROLL = """() => new Promise(done => {
  const frames = [];
  let last = performance.now();
  const step = now => {
    frames.push(now - last); last = now;
    if (scrollY + innerHeight >= document.documentElement.scrollHeight - 1) return done(frames);
    scrollBy({top: innerHeight / 3, behavior: 'instant'});
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})"""


def main(*, profile: bool = False) -> None:
    wake_django()
    filled()
    article = long_article()
    ok = serve(article)
    if profile:
        tell_where_the_time_goes(article)
    in_chromium(article)
    sys.exit(not ok)


def long_article() -> "Article":
    """Publish the seeds' texts one after the other as one article, annotated as any other is."""
    from articles.ingest.annotating import annotate_article
    from articles.ingest.importing import Particulars, import_text
    from articles.ingest.indexing import follow
    from articles.models import Article

    text = "\n\n".join(_enough(seed_texts()))
    given = Particulars(title="Tout ce qui s’est passé, et qui y était", source="Newsroom", language="fr")
    article = import_text(text, status=Article.Status.PUBLISHED, given=given)
    annotate_article(article)
    follow()
    return Article.objects.get(pk=article.pk)


def _enough(texts: tuple[str, ...]) -> Iterator[str]:
    """Texts until they have the words and the mentions; first those that name few others than the ones before."""
    from articles import nlp
    from articles.text.segments import outermost

    keys = {text: [mention.link.key for mention in outermost(nlp.annotate(text).mentions)] for text in texts}
    words = mentions = 0
    known: set[str] = set()
    while words < WORDS or mentions < MENTIONS:
        text = min(keys, key=lambda text: len(set(keys[text]) - known) / len(keys[text]))
        found = keys.pop(text)
        known.update(found)
        words, mentions = words + len(text.split()), mentions + len(found)
        yield text


def serve(article: "Article") -> bool:
    """Server time by the test client; whether it is short enough, and every mention a link."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from articles.web import highlight

    # A web worker holds no annotator, whose many objects would be looked through for garbage.
    gc.collect()
    gc.freeze()
    client, address = Client(), article.get_absolute_url()
    calls = [lambda: client.get(address)] * (WARM + REPEATS)
    milliseconds = 1000 * median(calls, warm=WARM)
    # What else runs on the machine does not count here.
    busy = 1000 * median(calls, warm=WARM, clock=time.process_time)
    first = 1000 * median([lambda: _anew(client, address)] * (WARM + REPEATS), warm=WARM, clock=time.process_time)
    times = (milliseconds, busy, first)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(address).content.decode()
    stored = list(article.mentions.all())
    drawn = len(highlight.drawn(article.text, stored))
    links = page.count('<a class="mention"')
    entities = len({mention.entity_id for mention in stored})
    words = len(article.text.split())
    show(
        f"A long article from the server, median of {REPEATS}",
        ("words", "mentions", "entities", "to draw", "links", "ms", "CPU ms", "first", "queries", "KB"),
        [(f"{words:,}", len(stored), entities, drawn, links, *times, len(queries), len(page) / 1024)],
    )
    if links != drawn:
        print(f"  {drawn - links} mentions are no links.")
    if busy > MOST_MS:
        print(f"  More than {MOST_MS} ms.")
    return links == drawn and busy <= MOST_MS


def _anew(client: "Client", address: str) -> None:
    """Read the article as the first reader does, before its list of names is kept."""
    from django.core.cache import caches

    caches["template_fragments"].clear()
    client.get(address)


def tell_where_the_time_goes(article: "Article") -> None:
    from django.test import Client

    client, address = Client(), article.get_absolute_url()
    client.get(address)
    profiler = cProfile.Profile()
    profiler.enable()
    for _ in range(REPEATS):
        client.get(address)
    profiler.disable()
    for order in ("tottime", "cumulative"):
        pstats.Stats(profiler).sort_stats(order).print_stats(30)


def in_chromium(article: "Article") -> None:
    """Load, scroll and hover in a real browser, as fast as this machine and four times slower."""
    from django.conf import settings

    rows = []
    with running(Path(settings.DATA_DIR)) as app, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGUMENTS)
        for slowdown in SLOWDOWNS:
            context = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900})
            context.add_init_script(WATCH)
            page = context.new_page()
            context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
            page.goto(app.address + article.get_absolute_url())
            page.wait_for_timeout(1000)
            loaded = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
            painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
            loading = page.evaluate("long.splice(0)")
            frames = page.evaluate(SCROLL)
            page.wait_for_timeout(300)
            scrolling = page.evaluate("long.splice(0)")
            cards = _hover(page)
            rows.append(
                (
                    f"{slowdown}×",
                    *(float(painted), float(loaded), _longest(loading), _longest(scrolling)),
                    *(float(middle(frames)), float(max(frames[1:])), float(middle(cards)), float(max(cards))),
                )
            )
            context.close()
        browser.close()
    show(
        "The same in Chromium: tasks of more than 50 ms, and cards, which wait for 280 ms before they open",
        ("slower", "FCP ms", "load ms", "long loading", "scrolling", "frame ms", "worst", "card ms", "worst card"),
        rows,
    )


def _longest(tasks: list[float]) -> str:
    return f"{len(tasks)} ≤ {max(tasks):.0f} ms" if tasks else "none"


def _hover(page: Page) -> list[float]:
    """Milliseconds until the cards of some entities are there, each for the first time."""
    mentions = page.locator("#text a.mention[data-first]")
    step = max(1, mentions.count() // HOVERS)
    for number in range(HOVERS):
        mentions.nth(number * step).scroll_into_view_if_needed()
        page.mouse.move(2, 2)
        page.wait_for_timeout(500)
        mentions.nth(number * step).hover()
        page.locator("#card .ecard").wait_for()
        page.keyboard.press("Escape")
    return page.evaluate("cards")


if __name__ == "__main__":
    print(machine())
    main(profile="--profile" in sys.argv)
