"""Every page at every width, zoomed, with more space between its letters, and in forced colours."""

import pytest
from playwright.sync_api import Page

from tests.browser import pages

pytestmark = [pytest.mark.browser, pytest.mark.model]

# 640 is a window of 1280 at 200 %.
WIDTHS = [320, 390, 640, 768, 1024, 1440]

# What WCAG 1.4.12 lets readers ask for, written to the page as a reader's own style sheet would be.
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* {line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important}
    p {margin-block-end: 2em !important}`);
  document.adoptedStyleSheets = [sheet];
}"""
# Elements that cut off text of theirs. What is only for screen readers is cut off on purpose;
# what scrolls, fields too, is not cut off.
# A line of a concordance ends where its column does, whatever the spacing; its link leads to the whole sentence.
CLIPPED = """() => [...document.querySelectorAll('body *')].filter(node => {
  if (!node.checkVisibility() || node.matches('.vh *, .vh, svg *, input, textarea, .kwic span')) return false;
  const style = getComputedStyle(node), hides = value => value === 'hidden' || value === 'clip';
  return hides(style.overflowX) && node.scrollWidth > node.clientWidth + 1
    || hides(style.overflowY) && node.scrollHeight > node.clientHeight + 1
    || style.textOverflow === 'ellipsis' && node.scrollWidth > node.clientWidth + 1;
}).map(node => node.outerHTML.slice(0, 120))"""


@pytest.fixture
def open_named(open_page, addresses, administrator):
    """Open a page by its name, the desk's as an administrator."""

    def open_it(name: str, language: str = "fr", **options: object) -> Page:
        state = administrator if name in pages.DESK else None
        return open_page(addresses(name, language), storage_state=state, **options)

    return open_it


def wider_by(page: Page) -> dict[int, int]:
    """By how many pixels the page is wider than its window, at the widths at which it is."""
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        excess = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if excess > 0:
            found[width] = excess
    return found


@pytest.mark.parametrize("language", pages.LANGUAGES)
@pytest.mark.parametrize("name", pages.PAGES)
def test_no_page_is_wider_than_its_window(open_named, name, language):
    page = open_named(name, language)
    # An error page would pass everything here.
    status = page.evaluate("performance.getEntriesByType('navigation')[0].responseStatus")
    assert status == pages.STATUS.get(name, 200)
    assert wider_by(page) == {}


@pytest.mark.parametrize("name", pages.PAGES)
def test_wider_spacing_cuts_nothing_off(open_named, name):
    page = open_named(name, viewport={"width": 1280, "height": 800})
    page.evaluate(SPACED)
    assert page.evaluate(CLIPPED) == []
    assert wider_by(page) == {}
    assert page.evaluate(CLIPPED) == []


def test_without_colours_of_ours_the_kinds_are_still_told_apart(open_named):
    page = open_named("article")
    page.emulate_media(forced_colors="active")
    for row in ("#text a.mention", ".types .chip span"):
        lines = page.locator(row).evaluate_all(
            "nodes => [...new Set(nodes.map(node => getComputedStyle(node).textDecorationStyle))]"
        )
        assert sorted(lines) == ["dotted", "double", "solid"], row


def test_without_colours_of_ours_bars_and_choices_are_still_seen(open_named):
    page = open_named("entity")
    page.emulate_media(forced_colors="active")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    bars = page.locator(".bars i").evaluate_all("nodes => nodes.map(node => getComputedStyle(node).backgroundColor)")
    assert bars
    assert ground not in bars


STORE = """
from django.db import transaction
from articles import nlp
from articles.ingest.changes import record_change
from articles.ingest.importing import Particulars, import_text
from articles.models import Article, ArticleTopic, Entity, Mention
WORD = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"
with transaction.atomic():
    made = import_text(f"Voici {WORD}, à Paris.", status="published", given=Particulars(title=WORD, language="fr"))
    for key, kind, name in (("long", "organisation", WORD), ("short", "place", "Paris")):
        entity = Entity.objects.create(key=f"{kind}/layout-{key}", kind=kind, name=name, sort_name=name.lower())
        start = made.text.index(name)
        Mention.objects.create(article=made, entity=entity, start=start, end=start + len(name),
                               surface=name, origin="editor", confidence=1)
    for topic in ("energy", "nuclear", "oil-gas"):
        ArticleTopic.objects.create(article=made, topic_id=topic, score=1, evidence=["gaz", "pétrole"])
    Article.objects.filter(pk=made.pk).update(annotation_version=nlp.version())
    record_change(made.pk)
print(made.get_absolute_url(), Entity.objects.get(key="organisation/layout-long").pk,
      Entity.objects.get(key="place/layout-short").pk, end="")
"""


@pytest.fixture(scope="module")
def long_word(app):
    """The address of an article that names a word of 63 letters, the number of that entity and of one beside it."""
    done = app.manage("shell", "-v0", "-c", STORE)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_a_word_that_never_ends_is_broken_wherever_it_stands(open_page, long_word):
    article, entity, beside = long_word
    page = open_page(article)
    page.locator("#text a.mention").first.hover()
    card = page.locator("#card .ecard")
    card.wait_for()
    assert card.evaluate("node => node.scrollWidth <= node.clientWidth")
    for path in (f"/entities/{entity}/with/{beside}/", f"{article}report/?entity={entity}", "/entities/?q=rindfleisch"):
        page.goto(path)
        assert wider_by(page) == {}, path


def test_why_a_topic_stands_there_is_asked_in_one_line(open_page, long_word):
    for width in (320, 390, 1280):
        summary = open_page(long_word[0], viewport={"width": width, "height": 800}).locator(".why summary").first
        assert summary.bounding_box()["height"] < 40, width


def test_names_are_not_broken_for_the_sake_of_a_chart(open_page):
    page = open_page("/entities/", viewport={"width": 320, "height": 800})
    # A name whose longest word would need more room than it has.
    broken = page.locator(".ranks a").evaluate_all(
        """links => links.filter(link => { const was = link.offsetHeight; link.style.overflowWrap = 'normal';
          return link.offsetHeight !== was }).map(link => link.textContent)"""
    )
    assert broken == []


def test_lists_on_paper_stand_apart(open_page):
    page = open_page("/entities/", viewport={"width": 643, "height": 986})
    page.emulate_media(media="print")
    boxes = [section.bounding_box() for section in page.locator(".tops section").all()]
    assert len(boxes) == 3
    gaps = [after["y"] - before["y"] - before["height"] for before, after in zip(boxes, boxes[1:], strict=False)]
    assert min(gaps) >= 12


@pytest.mark.parametrize("name", ["entity", "country", "topic", "pair"])
def test_letters_of_a_chart_can_be_read(open_named, name):
    for width in (390, 768, 1440):
        page = open_named(name, viewport={"width": width, "height": 800})
        drawn = page.locator(".scroll svg").evaluate(
            "svg => parseFloat(getComputedStyle(svg.querySelector('text')).fontSize) * svg.getScreenCTM().a"
        )
        assert drawn >= 11, width


@pytest.mark.parametrize("name", pages.READERS)
def test_headings_go_down_step_by_step(open_named, name):
    levels = (
        open_named(name)
        .locator("main :is(h1, h2, h3, h4)")
        .evaluate_all("found => found.filter(node => node.checkVisibility()).map(node => +node.tagName[1])")
    )
    assert [(before, after) for before, after in zip([0, *levels], levels, strict=False) if after > before + 1] == []
