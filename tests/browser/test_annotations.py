"""What a reader does with an annotated text, in real Chromium: cards, steps, names inside others, passages, reasons."""

import re
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect

from tests.browser import pages

pytestmark = [pytest.mark.browser, pytest.mark.model]

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}

FILLING = "\n\n".join(
    f"Le paragraphe {n} parle d’intérêts, de crédit et de monnaie, sans nommer personne." for n in range(12)
)
# In French quotation marks and with what text fragments take for signs of their own.
TEXT = (
    "La Banque de France siège à Paris depuis deux siècles, dit-on.\n\n"
    f"{FILLING}\n\n"
    "Un court intertitre\n\n"
    "En France, le gouverneur parle : « l’État-major, R&D comprise », puis se tait.\n\n"
    f"{FILLING.replace('paragraphe', 'passage')}\n\n"
    "La Banque de France, enfin, dit-on. Et la France attend."
)
STORE = """
from django.db import transaction
from articles import nlp
from articles.ingest.changes import record_change
from articles.ingest.importing import Particulars, import_text
from articles.models import Article, ArticleTopic, Entity, Mention
import re
entities = {}
for name, kind in (("Banque de France", "organisation"), ("France", "place"), ("Paris", "place")):
    key = f"{kind}/essai-{name.lower().replace(' ', '-')}"
    entities[name] = Entity.objects.create(key=key, kind=kind, name=name, sort_name=name.lower())
with transaction.atomic():
    given = Particulars(title="La Banque et la France", language="fr")
    made = import_text(TEXT, status="published", given=given)
    for name, entity in entities.items():
        for found in re.finditer(name, made.text):
            Mention.objects.create(article=made, entity=entity, start=found.start(), end=found.end(),
                                   surface=name, origin="editor", confidence=1)
    ArticleTopic.objects.create(article=made, topic_id="economy", score=1, evidence=["intérêt", "crédit"])
    Article.objects.filter(pk=made.pk).update(annotation_version=nlp.version())
    record_change(made.pk)
print(made.get_absolute_url(), end="")
"""


@pytest.fixture(scope="module")
def path(app):
    """The address of an article with names inside others."""
    done = app.manage("shell", "-v0", "-c", f"TEXT = {TEXT!r}\n{STORE}")
    assert done.returncode == 0, done.stderr
    return done.stdout


def mention(page: Page, name: str, *, nth: int = 0):
    return page.locator("#text a.mention", has_text=re.compile(f"^{name}$")).nth(nth)


def says(page: Page, words: str) -> None:
    expect(page.locator("#live")).to_have_text(words)


def select(page: Page, words: str, *, nth: int = 0) -> None:
    """Select words of the text as a reader would; they may go on in another paragraph."""
    page.evaluate(
        """([words, nth]) => {
          const text = document.querySelector('#text'), spots = [];
          const walk = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
          for (let at = 0; walk.nextNode(); at += walk.currentNode.length) spots.push([walk.currentNode, at]);
          const place = i => { const [node, at] = spots.findLast(spot => spot[1] <= i); return [node, i - at] };
          let from = -1;
          for (let n = 0; n <= nth; n++) from = text.textContent.indexOf(words, from + 1);
          const selection = getSelection();
          selection.setBaseAndExtent(...place(from), ...place(from + words.length));
        }""",
        [words, nth],
    )
    expect(page.locator("#quote")).to_be_visible()


class TestSteps:
    def test_buttons_go_to_each_mention_and_say_so(self, open_page, path):
        page = open_page(path)
        mention(page, "Banque de France").hover()
        card = page.locator("#card")
        expect(card.locator(".step")).to_have_text("1/2")
        card.get_by_role("button", name="Mention suivante").click()
        says(page, "Mention 2 sur 2")
        expect(card.locator(".step")).to_have_text("2/2")
        expect(mention(page, "Banque de France", nth=1)).to_be_in_viewport()
        expect(mention(page, "Banque de France", nth=1)).to_be_focused()
        expect(card.locator(".ecard")).to_be_in_viewport()
        card.get_by_role("button", name="Mention suivante").click()
        says(page, "Mention 1 sur 2")
        card.get_by_role("button", name="Mention précédente").click()
        says(page, "Mention 2 sur 2")

    def test_the_pointer_that_a_step_leaves_behind_opens_nothing(self, open_page, path):
        page = open_page(path)
        mention(page, "Banque de France").hover()
        page.locator("#card [data-step='1']").click()
        page.wait_for_timeout(700)
        expect(page.locator("#card h3")).to_have_text("Banque de France")
        expect(page.locator("#card .step")).to_have_text("2/2")

    def test_keys_go_on_from_the_mention_or_the_card(self, open_page, path):
        page = open_page(path)
        mention(page, "France").focus()
        page.keyboard.press("n")
        says(page, "Mention 3 sur 4")
        expect(page.locator("#card h3")).to_have_text("France")
        page.keyboard.press("n")
        says(page, "Mention 4 sur 4")
        expect(page.locator("#card .step")).to_have_text("4/4")
        page.locator("#card [data-step='-1']").click()
        says(page, "Mention 3 sur 4")
        expect(page.locator("#text .in.shown")).to_have_text("France")
        expect(page.locator("#card h3")).to_have_text("France")
        page.keyboard.press("p")
        says(page, "Mention 2 sur 4")
        page.keyboard.press("Control+n")
        says(page, "Mention 2 sur 4")

    def test_a_name_that_occurs_once_has_no_steps(self, open_page, path):
        page = open_page(path)
        mention(page, "Paris").hover()
        expect(page.locator("#card h3")).to_have_text("Paris")
        expect(page.locator("#card .step")).to_be_hidden()
        mention(page, "Paris").focus()
        assert mention(page, "Paris").get_attribute("aria-keyshortcuts") is None
        mention(page, "Banque de France").focus()
        expect(mention(page, "Banque de France")).to_have_attribute("aria-keyshortcuts", "n p")

    def test_tab_goes_from_mention_to_mention(self, open_page, path):
        page = open_page(path)
        mention(page, "Banque de France").focus()
        page.keyboard.press("Tab")
        expect(mention(page, "Paris")).to_be_focused()
        expect(page.locator("#card h3")).to_have_text("Paris")
        page.keyboard.press("Tab")
        expect(mention(page, "France")).to_be_focused()
        expect(page.locator("#card h3")).to_have_text("France")

    def test_the_card_stays_while_the_pointer_is_on_it_and_goes_with_escape(self, open_page, path):
        page = open_page(path)
        mention(page, "Banque de France").hover()
        card = page.locator("#card .ecard")
        expect(card).to_be_visible()
        card.hover()
        page.wait_for_timeout(600)
        expect(card).to_be_visible()
        page.keyboard.press("Escape")
        expect(card).to_be_hidden()
        mention(page, "Paris").hover()
        expect(card).to_be_visible()
        page.mouse.move(2, 2)
        expect(card).to_be_hidden()

    def test_on_a_phone_the_sheet_steps_and_a_tap_beside_it_closes_it(self, open_page, path):
        page = open_page(path, **PHONE)
        mention(page, "Banque de France").tap()
        sheet = page.locator("#card .ecard")
        expect(sheet).to_be_visible()
        assert sheet.bounding_box()["y"] + sheet.bounding_box()["height"] <= 844
        page.locator("#card [data-step='1']").tap()
        says(page, "Mention 2 sur 2")
        there = mention(page, "Banque de France", nth=1)
        expect(there).to_be_in_viewport()
        assert there.bounding_box()["y"] + there.bounding_box()["height"] < sheet.bounding_box()["y"]
        assert page.url.endswith(path)
        page.touchscreen.tap(20, 20)
        expect(sheet).to_be_hidden()

    def test_a_draft_steps_once_its_names_are_marked(self, open_page, app, administrator):
        page = open_page("/upload/", storage_state=administrator)
        text = "Kassym-Jomart Tokaïev a parlé.\n\nPuis Kassym-Jomart Tokaïev s’est tu, et le Kazakhstan a écouté."
        pages.send_draft(page, app, text=text)
        mention(page, "Kassym-Jomart Tokaïev").hover()
        page.locator("#card [data-step='1']").click()
        says(page, "Mention 2 sur 2")
        page.locator(".rows li", has=page.get_by_role("link", name="Kazakhstan", exact=True)).hover()
        assert page.locator("#text .solo").all_inner_texts() == ["Kazakhstan"]


class TestNamesInsideOthers:
    def test_they_are_in_the_text_on_the_card_and_in_the_rail(self, open_page, path):
        page = open_page(path)
        inner = page.locator("#text .mention .in").first
        expect(inner).to_have_text("France")
        style = inner.evaluate("node => [getComputedStyle(node).textDecorationStyle, node.dataset.label]")
        assert style == ["dotted", "place"]
        mention(page, "Banque de France").hover()
        expect(page.locator("#card .inside")).to_have_text("Contient aussi\u00a0: France")
        page.mouse.move(2, 2)
        page.locator(".rows li", has=page.get_by_role("link", name="France", exact=True)).hover()
        assert page.locator("#text .solo").all_inner_texts() == ["France"] * 4

    def test_the_toolbar_rules_them_too(self, open_page, path):
        page = open_page(path)
        colour = "node => getComputedStyle(node).textDecorationColor"
        inner, outer = page.locator("#text .in").first, mention(page, "Banque de France")
        shown, around = inner.evaluate(colour), outer.evaluate(colour)
        page.locator("label", has=page.locator("#t-place")).click()
        assert inner.evaluate(colour) != shown and outer.evaluate(colour) == around
        page.locator("label", has=page.locator("#t-place")).click()
        assert inner.evaluate(colour) == shown
        page.locator("label", has=page.locator("#d-first")).click()
        assert inner.evaluate(colour) == shown != page.locator("#text .in").last.evaluate(colour)
        page.locator("label", has=page.locator("#d-none")).click()
        assert inner.evaluate(colour) != shown


class TestPassages:
    @pytest.mark.parametrize(
        ("words", "nth", "fragment"),
        [
            ("Un court intertitre", 0, "Un%20court%20intertitre"),
            # Whole words, and what would be signs of the fragment itself.
            ("tat-major, R&D compr", 0, "l%E2%80%99%C3%89tat%2Dmajor%2C%20R%26D%20comprise"),
            # The second of two says what stands before it.
            ("dit-on", 1, "La%20Banque%20de%20France%2C%20enfin%2C-,dit%2Don."),
            ("dit-on", 0, "dit%2Don."),
            # Blanks around what was selected are not meant.
            ("\nUn court intertitre\n", 0, "Un%20court%20intertitre"),
            # What is long, or goes on in another paragraph, has its first and last words.
            (
                "Le paragraphe 3 parle d’intérêts, de crédit et de monnaie, sans nommer personne.",
                0,
                "Le%20paragraphe%203%20parle%20d%E2%80%99int%C3%A9r%C3%AAts%2C,de%20monnaie%2C%20sans%20nommer%20personne.",
            ),
            ("Un court intertitre\n\nEn France", 0, "Un%20court%20intertitre,En%20France%2C"),
        ],
    )
    def test_the_link_has_the_words_or_the_first_and_last(self, open_page, path, words, nth, fragment):
        page = open_page(path)
        select(page, words, nth=nth)
        assert page.locator("#quote").get_attribute("data-copy") == f"#:~:text={fragment}"

    @pytest.mark.parametrize(
        ("words", "nth"),
        [
            ("tat-major, R&D compr", 0),
            ("dit-on", 1),
            ("Le passage 9 parle d’intérêts, de crédit et de monnaie, sans", 0),
        ],
    )
    def test_it_is_copied_and_leads_there(self, open_page, path, words, nth):
        page = open_page(path, **CLIPBOARD)
        select(page, words, nth=nth)
        page.locator("#quote").click()
        says(page, "Lien copié")
        expect(page.locator("#quote")).to_have_text("Lien copié")
        expect(page.locator("#quote")).to_have_text("Copier le lien du passage")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith(page.url)
        there = open_page(copied.removeprefix(page.url.removesuffix(path)))
        where = there.locator("#text p, #text h2", has_text=unquote(words).split(",")[0][:12]).last
        expect(where).to_be_in_viewport()
        assert there.evaluate("scrollY") > 300

    def test_the_keyboard_reaches_it_from_the_selection(self, open_page, path):
        page = open_page(path, **CLIPBOARD)
        select(page, "se tait")
        page.keyboard.press("Tab")
        expect(page.locator("#quote")).to_be_focused()
        page.keyboard.press("Enter")
        says(page, "Lien copié")
        assert page.evaluate("navigator.clipboard.readText()").endswith("#:~:text=se%20tait.")

    def test_it_goes_with_the_selection_and_is_not_for_what_is_beside_the_text(self, open_page, path):
        page = open_page(path)
        select(page, "se tait")
        page.evaluate("getSelection().selectAllChildren(document.querySelector('h1'))")
        expect(page.locator("#quote")).to_be_hidden()
        select(page, "se tait")
        page.evaluate("getSelection().empty()")
        expect(page.locator("#quote")).to_be_hidden()

    @pytest.mark.parametrize("width", [320, 1440])
    def test_it_stands_within_the_window(self, open_page, path, width):
        page = open_page(path, viewport={"width": width, "height": 800})
        for words in ("La Banque", "siècles, dit-on"):
            select(page, words)
            box = page.locator("#quote").bounding_box()
            assert box["x"] >= 0 and box["x"] + box["width"] <= width

    def test_the_article_has_a_link_to_copy_too(self, open_page, path):
        page = open_page(f"{path}?utm_source=x", **CLIPBOARD)
        page.get_by_role("button", name="Copier le lien", exact=True).click()
        says(page, "Lien copié")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.endswith(path)


class TestReasons:
    MARKED = "[...CSS.highlights.get('why') ?? []].map(range => String(range))"

    def test_opening_or_pointing_marks_their_words_in_the_text(self, open_page, path):
        page = open_page(path)
        before = page.locator("#text").evaluate("node => node.innerHTML")
        summary = page.locator(".why summary")
        expect(summary).to_have_accessible_name("Pourquoi ce thème\u00a0? Économie")
        summary.click()
        expect(page.locator(".why q")).to_have_text(["intérêt", "crédit"])
        assert page.evaluate(self.MARKED) == ["intérêts", "crédit"] * 24
        summary.click()
        page.mouse.move(2, 2)
        page.locator("#text").hover(position={"x": 2, "y": 2})
        assert page.evaluate(self.MARKED) == []
        page.locator(".why .tag").hover()
        assert len(page.evaluate(self.MARKED)) == 48
        assert page.locator("#text").evaluate("node => node.innerHTML") == before


def test_without_javascript_nothing_is_offered_that_does_not_work(open_page, path):
    page = open_page(path, java_script_enabled=False)
    expect(page.locator("#text .mention .in").first).to_be_visible()
    expect(page.locator("#quote")).to_be_hidden()
    expect(page.get_by_role("button", name="Copier le lien", exact=True)).to_be_hidden()
    page.locator(".why summary").click()
    expect(page.locator(".why p")).to_have_text(re.compile(r"intérêt,\s+crédit"))
    page.locator(".rows a.num").last.click()
    assert "#m-" in page.url
    mention(page, "Banque de France").click()
    assert page.url.split("/")[3] == "entities"


@pytest.mark.parametrize("options", [{"viewport": {"width": 1440, "height": 900}}, PHONE], ids=["desktop", "phone"])
def test_nothing_jumps(open_page, path, options):
    page = open_page(path, **options)
    page.wait_for_load_state("networkidle")
    shifted = page.evaluate(
        """() => new Promise(done => {
          let sum = 0;
          const seen = new PerformanceObserver(list => list.getEntries().forEach(entry => { sum += entry.value }));
          seen.observe({type: 'layout-shift', buffered: true});
          setTimeout(() => done(sum), 300);
        })"""
    )
    assert shifted == 0
