"""Words that no article has, and those of the archive that may be meant."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.index import IndexQuery, IndexReader, as_written, edits_allowed, reader, writing
from articles.index.phrasing import plain_words
from tests.index.shelf import article, put

SHELF = (
    article(1, "L’uranium du Kazakhstan, vendu à Rosatom par un pipeline.", names=("Kassym-Jomart Tokaïev",)),
    article(2, "L’Azerbaïdjan et le Kazakhstan parlent de l’énergie nucléaire.", title="Le nucléaire"),
    article(3, "Kazakhstan’s nuclear power.", language="en"),
    article(4, "Le banc, la banque, le gaz de 2025.", standfirst="Un chapeau sur le cuivre."),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("index")
    put(folder, *SHELF)
    return folder


@pytest.fixture
def shelf(folder):
    return reader(folder)


def like(shelf, text):
    """Each unknown word of ``text`` with the words it may mean."""
    return {text[each.start : each.end]: [found.word for found in each.like] for each in shelf.unknown(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kazakstan", {"kazakstan": ["kazakhstan"]}),
        ("Qazakhstan", {"Qazakhstan": ["kazakhstan"]}),  # another first letter
        ("azakhstan", {"azakhstan": ["kazakhstan"]}),  # none
        ("kazahkstann", {"kazahkstann": ["kazakhstan"]}),  # two letters swapped, one added
        ("azerbaidjian", {"azerbaidjian": ["azerbaidjan"]}),
        ("rosatum", {"rosatum": ["rosatom"]}),
        ("tokaief", {"tokaief": ["tokaiev"]}),  # a name that the text does not have
        ("uran", {"uran": ["uranium"]}),  # still being typed
        ("kazak", {"kazak": ["kazakhstan"]}),
        ("nucl", {"nucl": ["nucleaire", "nuclear"]}),
        ("cuirve", {"cuirve": ["cuivre"]}),  # of a standfirst
        ("banqe", {"banqe": ["banque"]}),  # « banc » has another letter, two edits away
        ("nucleare", {"nucleare": ["nuclear", "nucleaire"]}),  # the same letters first
        ("kazakhstan", {}),
        ("tokaïev", {}),
        ("hippopotame", {"hippopotame": []}),
        ("gaw", {"gaw": []}),  # too short
        ("rangue", {"rangue": []}),  # two edits from banque, and short
        ("vaz", {"vaz": []}),
        ("panc", {"panc": []}),  # short, and it begins otherwise
        ("2026", {"2026": []}),
        ("", {}),
        ("…", {}),
    ],
)
def test_a_word_that_no_article_has_may_mean(shelf, text, expected):
    assert like(shelf, text) == expected


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("gaz kazakstan rosatum", ["kazakstan", "rosatum"]),
        ("l’uraniom", ["uraniom"]),
        ("Kassym-Jomrat", ["Jomrat"]),
        ("gaz OR kazakstan", ["kazakstan"]),
        ('"kazakstan gaz" rosatum', ["rosatum"]),
        ("« kazakstan »", []),
        ("gaz -kazakstan", []),
        ("gaz NOT kazakstan", []),
        ("kazakstan,rosatum", ["kazakstan", "rosatum"]),
        ("aaaa bbbb cccc", ["aaaa", "bbbb", "cccc"]),
        ("aaaa bbbb cccc dddd", []),  # another language, or no words at all
    ],
)
def test_only_wanted_words_by_themselves_are_looked_at(shelf, text, unknown):
    assert list(like(shelf, text)) == unknown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("gaz", [(0, "gaz")]),
        ("l’uranium d'Astana", [(2, "uranium"), (12, "Astana")]),
        ('"Asie centrale" gaz', [(16, "gaz")]),
        ("gaz -Russie NOT Chine OR pétrole", [(0, "gaz"), (25, "pétrole")]),
        ("OR gaz", [(3, "gaz")]),
    ],
)
def test_words_that_stand_alone(text, expected):
    assert plain_words(text) == expected


def test_a_spelling_tells_how_near_and_how_common_it_is(shelf):
    (unknown,) = shelf.unknown("kazakstan")
    (spelling,) = unknown.like
    assert (spelling.word, spelling.edits, spelling.count, spelling.ids) == ("kazakhstan", 1, 3, (3, 2, 1))


def test_the_commoner_of_two_equals_comes_first(tmp_path):
    put(tmp_path, *(article(n, "La mandarine.") for n in range(1, 4)), article(4, "Le mandarins."))
    assert like(reader(tmp_path), "mandarinx") == {"mandarinx": ["mandarine", "mandarins"]}


def test_words_of_articles_that_were_withdrawn_are_no_more(tmp_path):
    put(tmp_path, article(1, "Le Kazakhstan."), article(2, "Le Kazakhstan et l’uranium."))
    with writing(tmp_path) as index:
        index.remove(2)
        index.commit(2)
    shelf = reader(tmp_path)
    assert like(shelf, "uraniom kazakstan") == {"uraniom": [], "kazakstan": ["kazakhstan"]}
    assert list(like(shelf, "uranium")) == ["uranium"]


def test_without_an_index_no_word_is_unknown(tmp_path):
    assert IndexReader(tmp_path / "none").unknown("kazakstan") == ()


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(), max_size=300))
def test_no_text_raises(folder, text):
    assert len(reader(folder).unknown(text)) <= 3


@pytest.mark.parametrize("text", ["a" * 5000, "kazakstan " * 5000, "-" * 5000, "\x00", "\ud800", "İstanbul" * 9, "ﬁ ß"])
def test_hostile_text_is_answered_at_once(shelf, text):
    began = time.perf_counter()
    shelf.unknown(text)
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize(
    ("word", "texts", "expected"),
    [
        ("azerbaidjan", ["L’Azerbaïdjan", "AZERBAÏDJAN", "d’Azerbaïdjan"], "Azerbaïdjan"),
        ("nucleaire", ["Le nucléaire", "Nucléaire"], "nucléaire"),
        ("oeuvre", ["L’œuvre"], "œuvre"),
        ("rosatom", ["rosatome", ""], ""),
        ("rosatom", [], ""),
    ],
)
def test_a_word_is_written_as_the_texts_mostly_do(word, texts, expected):
    assert as_written(word, texts) == expected


@pytest.mark.parametrize(("word", "edits"), [("", 0), ("gaz", 0), ("mali", 1), ("rosatom", 1), ("pipeline", 2)])
def test_long_words_may_differ_by_more(word, edits):
    assert edits_allowed(word) == edits


def test_the_dictionary_is_not_searched(shelf):
    assert shelf.find(IndexQuery("nucleaires")).ids == (2,)
    assert shelf.count(IndexQuery('"nucleaire banc"')) == 0
