"""Theme, marks, ways and paper, in real Chromium."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.model]

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DARK, LIGHT = "rgb(18, 21, 26)", "rgb(252, 250, 246)"


def button(page: Page):
    return page.locator("[popovertarget=theme]")


def choose(page: Page, name: str) -> None:
    button(page).click()
    page.get_by_role("button", name=name, exact=True).click()


def background(page: Page) -> str:
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def theme_colour(page: Page) -> str:
    """The colour of the first meta element whose media hold, as browsers choose it."""
    return page.evaluate(
        "[...document.querySelectorAll('meta[name=theme-color]')].find(m => matchMedia(m.media).matches).content"
    )


def open_an_article(open_page: Callable[..., Page], **options: object) -> Page:
    page = open_page("/?q=Arm%C3%A9nie", **options)
    page.locator("#results article h2 a").first.click()
    expect(page.locator("#text")).to_be_visible()
    return page


class TestTheme:
    @pytest.mark.parametrize("javascript", [True, False])
    def test_a_choice_holds_on_every_page_and_can_be_undone(self, open_page, javascript):
        page = open_page("/about/", java_script_enabled=javascript, color_scheme="light")
        assert background(page) == LIGHT
        choose(page, "Sombre")
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        assert page.url.endswith("/about/")
        assert (background(page), theme_colour(page)) == (DARK, "#12151a")
        page.goto("/countries/")
        assert (background(page), theme_colour(page)) == (DARK, "#12151a")
        expect(page.locator("#theme [aria-pressed=true]")).to_have_text("Sombre")
        choose(page, "Système")
        expect(page.locator("#theme [aria-pressed=true]")).to_have_text("Système")
        assert (background(page), theme_colour(page)) == (LIGHT, "#fcfaf6")
        assert [c for c in page.context.cookies() if c["name"] == "theme"] == []

    def test_it_changes_at_once_without_loading_the_page(self, open_page):
        page = open_page("/", color_scheme="dark")
        page.evaluate("window.same = true")
        choose(page, "Clair")
        assert page.evaluate("window.same") is True
        assert (background(page), theme_colour(page)) == (LIGHT, "#fcfaf6")
        expect(page.locator("#theme")).to_be_hidden()
        expect(button(page)).to_be_focused()

    def test_a_page_from_the_browsers_memory_follows(self, open_page):
        page = open_page("/about/", color_scheme="light")
        page.evaluate("document.cookie = 'theme=dark;path=/'")
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
        assert background(page) == DARK

    @pytest.mark.parametrize("options", [{}, PHONE, {"viewport": {"width": 320, "height": 600}}])
    def test_the_choices_open_under_their_button_and_inside_the_window(self, open_page, options):
        page = open_page("/", **options)
        choices = page.locator("#theme")
        expect(choices).to_be_hidden()
        button(page).click()
        expect(choices).to_be_visible()
        box, over = choices.bounding_box(), button(page).bounding_box()
        assert over["y"] + over["height"] <= box["y"] <= over["y"] + over["height"] + 16
        assert abs(box["x"] + box["width"] - over["x"] - over["width"]) < 2
        assert box["x"] >= 0
        for choice in choices.locator("button").all():
            assert choice.bounding_box()["height"] >= 24

    def test_escape_and_a_click_elsewhere_close_them(self, open_page):
        page = open_page("/about/")
        choices = page.locator("#theme")
        button(page).focus()
        page.keyboard.press("Enter")
        expect(choices).to_be_visible()
        page.keyboard.press("Tab")
        expect(choices.locator("button").first).to_be_focused()
        page.keyboard.press("Escape")
        expect(choices).to_be_hidden()
        expect(button(page)).to_be_focused()
        button(page).click()
        page.locator("h1").click()
        expect(choices).to_be_hidden()


class TestMarks:
    def test_they_are_kept_and_rendered_by_the_server(self, open_page):
        page = open_an_article(open_page)
        page.locator("#t-person").uncheck()
        page.locator("label", has=page.locator("#d-first")).click()
        kept = {c["name"]: c["value"] for c in page.context.cookies()}
        assert kept["marks"] == "organisation.place.first"
        page = open_page(page.url, java_script_enabled=False, storage_state=page.context.storage_state())
        expect(page.locator("#t-person")).not_to_be_checked()
        expect(page.locator("#t-place")).to_be_checked()
        expect(page.locator("#d-first")).to_be_checked()

    def test_all_of_them_show_at_first(self, open_page):
        page = open_an_article(open_page)
        assert page.locator(".bar :checked").count() == 4


class TestWays:
    def test_the_search_of_the_masthead_leads_into_the_field(self, open_page):
        page = open_page("/about/")
        page.locator(".tools a").first.click()
        expect(page.locator("#q")).to_be_focused()

    def test_on_the_list_it_keeps_the_filters_and_is_no_step_back(self, open_page):
        page = open_page("/about/")
        page.goto("/?country=KZ")
        page.locator(".tools a").first.click()
        expect(page.locator("#q")).to_be_focused()
        assert page.url.endswith("/?country=KZ")
        page.go_back()
        page.wait_for_url("**/about/")

    def test_without_javascript_too(self, open_page):
        page = open_page("/?country=KZ", java_script_enabled=False)
        page.locator(".tools a").first.click()
        expect(page.locator("#q")).to_be_focused()
        expect(page.locator("#country-KZ")).to_be_checked()

    def test_the_skip_link_shows_when_it_is_reached(self, open_page):
        page = open_page("/about/", **PHONE)
        skip = page.locator("a.skip")
        assert skip.bounding_box()["width"] <= 1
        page.keyboard.press("Tab")
        expect(skip).to_be_focused()
        assert skip.bounding_box()["width"] > 100 and skip.bounding_box()["x"] >= 0

    @pytest.mark.parametrize(("motion", "fades"), [("no-preference", True), ("reduce", False)])
    def test_pages_fade_into_each_other_unless_motion_is_unwanted(self, open_page, motion, fades):
        page = open_page("/about/", reduced_motion=motion)
        page.add_init_script("addEventListener('pagereveal', e => { window.faded = !!e.viewTransition })")
        page.goto("/topics/")
        page.locator("nav a", has_text="Pays").click()
        page.wait_for_url("**/countries/")
        assert page.evaluate("window.faded") is fades

    def test_the_foot_of_a_page_fits_a_phone(self, open_page):
        page = open_page("/about/", **PHONE)
        boxes = [link.bounding_box() for link in page.locator("footer a").all()]
        assert len(boxes) >= 3
        assert all(box["x"] >= 0 and box["x"] + box["width"] <= 390 and box["height"] >= 24 for box in boxes)


def on_paper(page: Page, path, **options: object):
    """Print the page; return the PDF as pypdf reads it."""
    from pypdf import PdfReader

    page.pdf(path=path, tagged=True, **options)
    return PdfReader(path)


def words(text: str) -> str:
    """Text without any white space and hyphens at line ends: what does not depend on the lines of a page."""
    return re.sub(r"[\s\u00ad\u2010-]", "", text)


class TestPaper:
    @pytest.mark.parametrize("size", ["A4", "Letter"])
    def test_an_article_is_whole_with_all_its_entities_and_nothing_to_click(self, open_page, tmp_path, size):
        page = open_an_article(open_page, color_scheme="dark")
        rows = page.locator(".rows [data-row]")
        entities = rows.evaluate_all(
            "rows => rows.map(row => row.querySelector('a').textContent + row.querySelector('.num').firstChild.data)"
        )
        assert len(entities) > 10 and page.locator(".rail details").count()
        pdf = on_paper(page, tmp_path / "article.pdf", format=size)
        pages = [sheet.extract_text() for sheet in pdf.pages]
        printed = words("".join(pages))
        for paragraph in page.locator("#text > *").all_text_contents():
            assert words(paragraph) in printed
        assert [entity for entity in entities if words(entity) not in printed] == []
        heading = page.locator("h1").text_content()
        assert words(heading) in words(pages[0])
        for kind in ("Personnes", "Organisations", "Lieux", "Pays", "Thèmes"):
            assert kind in printed[printed.index("Danscetarticle") :]
        assert words(page.url) in printed
        assert "Consultéle" in printed and words("trait double") in printed
        for gone in (
            "1re fois",
            "Toutes",
            "Aucune",
            "Se connecter",
            "Articles signalés",
            "Mêmes entités",
            "Signaler",
            "La même histoire",
            "Pourquoi",
        ):
            assert words(gone) not in printed
        assert all(len(words(text)) > 60 for text in pages)

    def test_kinds_stand_together_each_under_its_name(self, open_page, tmp_path):
        page = open_an_article(open_page)
        pdf = on_paper(page, tmp_path / "article.pdf", format="A4")
        printed = words("".join(sheet.extract_text() for sheet in pdf.pages))
        printed = printed[printed.index("Danscetarticle") :]
        heads = [printed.index(head) for head in ("Personnes", "Organisations", "Lieux", "Pays")]
        assert heads == sorted(heads)
        for number, kind in enumerate(("person", "organisation", "place")):
            within = printed[heads[number] : heads[number + 1]]
            names = page.locator(f".rows [data-row][data-label={kind}] > a:first-of-type").all_text_contents()
            assert names and [name for name in names if words(name) not in within] == []

    @pytest.mark.parametrize(
        ("path", "told", "gone"),
        [
            (
                "/?country=KZ&q=uranium",
                ["« uranium »", "Kazakhstan"],
                ["Filtrer", "Trier par", "Tout effacer", "Fiabilité"],
            ),
            ("/countries/kz/", ["Kazakhstan", "Articles qui le citent"], ["Filtrer", "Trier par"]),
            ("/entities/", ["Entités", "Vladimir Poutine"], ["Trouver", "Page suivante"]),
            ("/countries/", ["Kazakhstan", "Océanie"], ["Trouver", "Filtrer"]),
            ("/topics/energy/", ["Énergie"], ["Filtrer"]),
        ],
    )
    def test_other_pages_print_without_their_controls(self, open_page, tmp_path, path, told, gone):
        page = open_page(path)
        pdf = on_paper(page, tmp_path / "page.pdf", format="A4")
        pages = [sheet.extract_text() for sheet in pdf.pages]
        printed = words("".join(pages))
        assert [word for word in told if words(word) not in printed] == []
        assert [word for word in gone if words(word) in printed] == []
        assert all(words(text) for text in pages)


class TestQuiet:
    def stops(self, page: Page) -> list[str]:
        """The kinds of the mentions that Tab reaches."""
        return page.locator("#text a.mention").evaluate_all(
            "links => [...new Set(links.filter(a => a.tabIndex === 0).map(a => a.dataset.label))].sort()"
        )

    def test_what_is_not_marked_is_plain_text(self, open_page):
        page = open_an_article(open_page)
        assert self.stops(page) == ["organisation", "person", "place"]
        page.locator("#t-place").uncheck()
        assert self.stops(page) == ["organisation", "person"]
        places = page.locator("#text .mention[data-label=place]")
        style = "node => [getComputedStyle(node).textDecorationLine, getComputedStyle(node).backgroundImage]"
        assert places.first.evaluate(style) == ["none", "none"]
        places.first.hover(force=True)
        page.wait_for_timeout(600)
        expect(page.locator("#card .ecard")).to_have_count(0)
        page.locator("#t-place").check()
        assert self.stops(page) == ["organisation", "person", "place"]
        places.first.hover()
        expect(page.locator("#card .ecard")).to_be_visible()

    def test_nothing_is_a_stop_where_nothing_is_marked(self, open_page):
        page = open_an_article(open_page)
        page.locator("label", has=page.locator("#d-none")).click()
        assert self.stops(page) == []
        page.reload()
        expect(page.locator("#d-none")).to_be_checked()
        assert self.stops(page) == []

    def test_later_mentions_are_plain_where_the_first_is_enough(self, open_page):
        page = open_an_article(open_page)
        page.locator("label", has=page.locator("#d-first")).click()
        lines = "nodes => [...new Set(nodes.map(node => getComputedStyle(node).textDecorationLine))]"
        assert page.locator("#text .mention[data-first]").evaluate_all(lines) == ["underline"]
        assert page.locator("#text .mention:not([data-first])").evaluate_all(lines) == ["none"]
