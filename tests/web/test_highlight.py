"""The highlighted text: links where the marks are, and not a character more or less than the text."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.models import MentionCertainty
from articles.web.highlight import Mark, marks_of, render


def plain(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


def mark(start: int, end: int, entity: int = 1, *, label: str = "person", doubtful: bool = False) -> Mark:
    return Mark(start, end, entity, label, f"/entities/{entity}/x/", doubtful)


TEXTS = [
    "",
    "Un mot",
    "Une ligne.\nUne autre.",
    "Avec <b>des balises</b> & des entités : &amp; &lt;script&gt;.",
    "Guillemets « doubles », \"droits\", 'simples' et ’courbes’.",
    "Espaces\u00a0insécables\u202f: 7\u202f500 km.",
    "L’Élysée 🇫🇷 👩‍👩‍👧 et Macron.",
    "Accents combinants : e\u0301 a\u0300.",
    "\n\nDes lignes vides\n\n\n\nentre elles.\n",
    "   Des blancs devant\n   \n\tet une tabulation.",
    "Un paragraphe assez long pour en être un.\nUn intertitre\nUn autre paragraphe, lui aussi assez long.",
    "]]> <!-- --> </article> </p> <a href=x> {{ x }} {% x %}",
]


@pytest.mark.parametrize("text", TEXTS)
def test_the_text_content_is_the_text(text):
    assert plain(render(text, [])) == text
    for start in range(len(text)):
        for end in range(start + 1, min(start + 9, len(text) + 1)):
            marks = [mark(start, end), mark(0, min(2, len(text)), 2), mark(end, len(text), 3)]
            assert plain(render(text, marks)) == text


def shaped(text: str, *lines: tuple[int, str]) -> list[list[int | str]]:
    """The structure of ``text`` whose lines with these numbers have these shapes."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return [[starts[number], starts[number + 1] - 1, shape] for number, shape in lines]


class TestShapes:
    TEXT = "Un titre.\n\nUn paragraphe.\n\nUne citation de Poutine.\n- Un point\nPas un intertitre\n\nFin."

    def test_what_the_file_said_is_drawn_and_nothing_is_guessed(self):
        structure = shaped(self.TEXT, (0, "heading"), (4, "quote"), (5, "item"))
        start = self.TEXT.index("Poutine")
        html = render(self.TEXT, [mark(start, start + 7)], structure)
        assert html.startswith("<h2>Un titre.</h2>\n\n<p>Un paragraphe.</p>\n\n<blockquote>Une citation de <a ")
        assert '</a>.</blockquote>\n<p class="item">- Un point</p>\n<p>Pas un intertitre</p>' in html
        assert plain(html) == self.TEXT

    def test_where_nothing_is_known_headings_are_guessed(self):
        assert "<h2>Pas un intertitre</h2>" in render(self.TEXT, [])
        assert "<h2>" not in render(self.TEXT, [], [])

    @pytest.mark.parametrize(
        "structure", [[[3, 9, "heading"]], [[9999, 10000, "quote"]], [[0, 9, "song"]], [[10, 10, "quote"]]]
    )
    def test_what_makes_no_sense_is_passed_over(self, structure):
        assert render(self.TEXT, [], structure) == render(self.TEXT, [], [])

    @pytest.mark.parametrize("text", TEXTS)
    @pytest.mark.parametrize("shape", ["heading", "quote", "item"])
    def test_the_text_content_is_the_text(self, text, shape):
        lines = range(text.count("\n") + 1)
        assert plain(render(text, [], shaped(text, *((number, shape) for number in lines)))) == text


def test_a_mention_is_a_link_that_says_what_it_is():
    assert render("Poutine parle.", [mark(0, 7, 12)]) == (
        '<p><a class="mention" data-label="person" data-entity="12" href="/entities/12/x/"'
        ' data-first aria-describedby="is-person" id="m-12">Poutine</a> parle.</p>'
    )


def test_only_the_first_mention_of_an_entity_is_in_the_tab_order():
    html = render("Poutine, puis\nPoutine.", [mark(0, 7), mark(14, 21)])
    first, second = re.findall(r"<a [^>]*>", html)
    assert "data-first" in first and "tabindex" not in first
    assert 'tabindex="-1"' in second and "data-first" not in second and "id=" not in second


def test_doubt_is_noted():
    assert "data-doubt" in render("Poutine", [mark(0, 7, doubtful=True)])
    assert "data-doubt" not in render("Poutine", [mark(0, 7)])


@st.composite
def marked(draw):
    """A text and marks anywhere in it: apart, nested, crossing, the same twice, or beyond its end."""
    text = draw(st.text(st.sampled_from("ab é<>&\"'\n;/=«\u00a0\u202f🇫"), max_size=40) | st.text(max_size=40))
    places = st.integers(0, len(text) + 2)
    some = st.tuples(places, places, st.integers(1, 4), st.sampled_from(["person", "organisation", "place"]))
    return text, [
        mark(start, end, entity, label=label) for start, end, entity, label in draw(st.lists(some, max_size=9))
    ]


@given(marked())
def test_the_text_content_is_the_text_whatever_is_marked(given_text):
    text, marks = given_text
    html = render(text, marks)
    assert plain(html) == text
    assert html.count("<a ") == html.count("</a>")
    assert re.search(r"<a [^>]*>(?:(?!</a>).)*<a ", html, re.S) is None
    ids = re.findall(r'id="(m-\d+)"', html)
    assert sorted(ids) == sorted({f"m-{entity}" for entity in re.findall(r'data-entity="(\d+)"', html)})


def test_a_name_inside_another_is_underlined_within_its_link():
    html = render("La Banque de France", [mark(13, 19, 2, label="place"), mark(3, 19, 1, label="organisation")])
    assert re.sub(r" (href|aria-describedby|data-first)(=\"[^\"]*\")?", "", html) == (
        '<p>La <a class="mention" data-label="organisation" data-entity="1" id="m-1">Banque de '
        '<span class="in" data-label="place" data-entity="2" id="m-2">France</span></a></p>'
    )


def test_the_place_to_go_to_is_a_link_where_there_is_one():
    text = "La Banque de France, puis la Cour de France, en France."
    bank, court = mark(3, 19, 1), mark(29, 43, 3)
    inside = [mark(13, 19, 2), mark(37, 43, 2)]
    assert re.findall(r'<(\w+) [^>]*id="m-2"', render(text, [bank, court, *inside])) == ["span"]
    assert re.findall(r'<(\w+) [^>]*id="m-2"', render(text, [bank, court, *inside, mark(48, 54, 2)])) == ["a"]


def test_of_names_that_cross_the_longest_is_drawn():
    html = render("Banque de France métropolitaine", [mark(0, 16, 1), mark(10, 31, 2), mark(10, 16, 3)])
    assert plain(re.search(r"<a .*</a>", html)[0]) == "France métropolitaine"
    assert 'data-entity="3"' in html and 'data-entity="1"' not in html


def test_a_mark_across_lines_is_not_drawn():
    assert "<a " not in render("un\ndeux", [mark(1, 5)])


def test_headings_are_headings_and_empty_lines_are_nothing():
    text = "Le premier paragraphe finit par un point.\n\nUn oléoduc\n\nLe dernier paragraphe aussi."
    html = render(text, [mark(43, 53, label="place")])
    assert re.sub(r"<a [^>]*>|</a>", "", html) == (
        "<p>Le premier paragraphe finit par un point.</p>\n\n<h2>Un oléoduc</h2>\n\n<p>Le dernier paragraphe aussi.</p>"
    )


def test_markup_in_an_address_is_escaped():
    html = render("x", [Mark(0, 1, 1, "person", '/"><script>', False)])
    assert "<script>" not in html


@pytest.mark.parametrize(
    ("confidence", "certainty", "doubtful"),
    [
        (0.9, MentionCertainty.SURE, False),
        (0.4, MentionCertainty.SURE, True),
        (0.9, MentionCertainty.SEVERAL, True),
        (0.9, MentionCertainty.UNKNOWN, False),
    ],
)
def test_a_mark_has_the_kind_and_address_of_its_entity(confidence, certainty, doubtful):
    marks = marks_of([(0, 4, 7, confidence, certainty)], {7: ("place", "/countries/kz/")})
    assert marks == [Mark(0, 4, 7, "place", "/countries/kz/", doubtful)]
