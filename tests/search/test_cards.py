import pytest

from articles.models import Article
from articles.search import Piece, SearchParams, find
from articles.search.cards import opening
from tests.search import archive

pytestmark = pytest.mark.django_db


def card(params=None):
    return find(params or SearchParams()).articles[0]


def text_of(pieces):
    return "".join(piece.text for piece in pieces)


def test_a_card_quotes_the_words_searched_for(index):
    archive.put(index, archive.article("A", "Rien. " * 100 + "L’uranium kazakh.", standfirst="Chapeau."))
    assert Piece("uranium", hit=True) in card(SearchParams(q="uranium")).lead
    assert card().lead == (Piece("Chapeau."),)


def test_a_card_marks_the_words_searched_for_in_the_whole_title(index):
    title = "Élections : " + "un titre sans fin, " * 14 + "l’élection"
    archive.put(index, archive.article(title, "Rien."))
    pieces = card(SearchParams(q="election")).title
    assert text_of(pieces) == title
    assert [piece.text for piece in pieces if piece.hit] == ["Élections", "élection"]
    assert card().title == (Piece(title),)


def test_a_title_that_the_index_does_not_know_yet_is_whole(index):
    row = archive.article("A", "L’uranium.")
    archive.put(index, row)
    Article.objects.filter(pk=row.pk).update(title="Tout l’uranium")
    assert text_of(card(SearchParams(q="uranium")).title) == "Tout l’uranium"


def test_a_hit_outside_the_text_shows_the_standfirst(index):
    archive.put(index, archive.article("Uranium", "Rien.", standfirst="Chapeau."))
    assert card(SearchParams(q="uranium")).lead == (Piece("Chapeau."),)


def test_without_a_standfirst_a_card_begins_as_the_text_does(index):
    archive.put(index, archive.article("A", "Un début.\n\n" + "Une suite assez longue. " * 50))
    for params in (SearchParams(), SearchParams(q="A")):
        lead = text_of(card(params).lead)
        assert lead.startswith("Un début. Une suite")
        assert lead.endswith("…")
        assert len(lead) <= 221


def test_the_text_is_only_read_where_it_is_searched(index, django_assert_num_queries):
    archive.put(index, archive.article("A"))
    assert "text" in card().article.get_deferred_fields()
    assert "text" not in card(SearchParams(q="texte")).article.get_deferred_fields()


def test_a_card_names_the_four_most_mentioned(index):
    archive.put(index, archive.article("A", entities=("E", "D", "C", "B", "A", "B", "A", "A")))
    assert [entity.name for entity in card().entities] == ["A", "B", "E", "D"]


def test_what_readers_may_not_see_is_left_out(index):
    rows = [archive.article(title) for title in "ABC"]
    archive.put(index, *rows)
    rows[0].delete()
    Article.objects.filter(pk=rows[1].pk).update(status=Article.Status.DRAFT)
    assert [hit.article.title for hit in find(SearchParams()).articles] == ["C"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("Court.", "Court."),
        ("Un  deux\ntrois", "Un deux…"),
        ("Un deux, trois", "Un deux…"),
        ("Anticonstitutionnellement", "Anticonsti…"),
        ("dix signes", "dix signes"),
        ("Le gaz c. Et", "Le gaz c…"),
        ("Un\nLe gaz", "Un — Le…"),
    ],
)
def test_an_opening_ends_at_a_word(text, expected):
    assert opening(text, length=10) == expected
