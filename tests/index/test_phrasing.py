import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.index.phrasing import LONGEST_TEXT, MOST_TERMS, Typed, read


@pytest.mark.parametrize(
    ("text", "wanted", "excluded"),
    [
        ("", (), ()),
        ("gaz", (("gaz",),), ()),
        ("gaz pétrole", (("gaz",), ("pétrole",)), ()),
        ("l’uranium d'Astana", (("uranium",), ("Astana",)), ()),
        ("aujourd'hui", (("aujourd'hui",),), ()),
        ('"Asie centrale" gaz', (("Asie centrale",), ("gaz",)), ()),
        ("« Asie centrale »", (("Asie centrale",),), ()),
        ('"Asie centrale', (("Asie centrale",),), ()),
        ("gaz -Russie", (("gaz",),), ("Russie",)),
        ('gaz -"Asie centrale"', (("gaz",),), ("Asie centrale",)),
        ("gaz NOT Russie", (("gaz",),), ("Russie",)),
        ("gaz AND pétrole", (("gaz",), ("pétrole",)), ()),
        ("gaz OR pétrole OR uranium Astana", (("gaz", "pétrole", "uranium"), ("Astana",)), ()),
        ("OR gaz OR", (("gaz",),), ()),
        ('"OR" gaz', (("OR",), ("gaz",)), ()),
        ("or noir", (("or",), ("noir",)), ()),
        ("Kassym-Jomart", (("Kassym-Jomart",),), ()),
        ("gaz - pétrole", (("gaz",), ("pétrole",)), ()),
        ("title_fr:gaz", (("title_fr:gaz",),), ()),
        ('AND OR NOT - " ( ) * ^ : 😀 \x00', (), ()),
    ],
)
def test_a_text_is_read_as(text, wanted, excluded):
    assert read(text) == Typed(wanted, excluded)


def test_only_the_first_terms_of_a_long_text_count():
    assert len(read("mot " * 5000).terms) == MOST_TERMS
    assert len(read("x" * 5000).terms[0]) == LONGEST_TEXT


@given(st.text(st.characters(), max_size=400))
def test_any_text_is_a_search(text):
    typed = read(text)
    assert len(typed.terms) + len(typed.excluded) <= MOST_TERMS
