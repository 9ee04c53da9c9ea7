"""The highlighted text: links where the marks are, and not a character more or less than the text."""

import re
from html import unescape

import pytest

from articles.web.highlight import Mark, marks_of, render
from tests.web import archive


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


def test_a_mark_inside_another_is_not_drawn():
    html = render("Banque de France", [mark(10, 16, 2, label="place"), mark(0, 16, 1)])
    assert html.count("<a ") == 1
    assert ">Banque de France</a>" in html


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


def test_a_country_leads_to_its_own_page(reference):
    kazakhstan = archive.entity("Kazakhstan", "place", country_id="KZ", is_country=True)
    tokaiev = archive.entity("Kassym-Jomart Tokaïev")
    text = "Kassym-Jomart Tokaïev préside le Kazakhstan."
    found = archive.article(text, {"Kazakhstan": kazakhstan, "Kassym-Jomart Tokaïev": tokaiev}, confidence=0.4)
    marks = marks_of(found.mentions.select_related("entity"))
    assert [m.href for m in marks] == [f"/entities/{tokaiev.pk}/kassym-jomart-tokaiev/", "/countries/kz/"]
    assert all(m.doubtful for m in marks)
