"""However a word is typed, with or without accents, capitals and typography, it finds the same."""

import unicodedata

import pytest

from articles.index import IndexQuery, reader
from articles.index.accents import MOST_READINGS, readings
from articles.index.schema import analysers
from tests.index.shelf import article, put

TEXT = (
    "L’uranium et l’œuvre d’Élise : cœur « à vif », à Saint‑Pétersbourg, près de l’Élysée. "
    "La sécurité des frontières, première moitié du procès des réfugiés ; l’île, la Corée et Panamá connaît tout. "
    "Il a reçu, déjà, un Français : voilà. L'ambiguïté de Tokaïev…"
)
# What finds that text, each line in all the ways of typing one thing.
SAME = [
    ["l’uranium", "l'uranium", "uranium", "l\u02bcuranium", "L’URANIUM", "« uranium »", "“uranium”", "l'uranium\u00a0"],
    ["œuvre", "oeuvre", "ŒUVRE", "l’œuvre", "Œuvres"],
    ["cœur", "coeur", "CŒUR"],
    ["Saint-Pétersbourg", "saint petersbourg", "Saint\u2011Pétersbourg", "SAINT-PETERSBOURG", '"saint pétersbourg"'],
    ["Élysée", "elysee", "ELYSEE", "Elysée", "E\u0301lyse\u0301e", "l'élysée"],
    ["sécurité", "securite", "SECURITE", "SÉCURITÉ", "se\u0301curite\u0301", "Securite"],
    ["frontières", "frontieres", "frontiere", "frontière", "FRONTIERES"],
    ["première moitié", "premiere moitie", "première\u00a0moitié", "première\u202fmoitié", '"premiere moitie"'],
    ["procès", "proces", "réfugiés", "refugies", "refugie", "réfugié"],
    ["Corée", "coree", "île", "ile", "ÎLE", "connaît", "connait", "Panama", "panamá"],
    ["reçu", "recu", "déjà", "deja", "voilà", "voila", "près", "pres", "à vif", "a vif"],
    ["français", "francais", "Français", "FRANÇAIS", "franc\u0327ais"],
    ["ambiguïté", "ambiguite", "Tokaïev", "tokaiev", "TOKAIEV", "Tokai\u0308ev"],
]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    folder = tmp_path_factory.mktemp("index")
    put(folder, article(1, TEXT), article(2, "Le gaz de la mer Caspienne, entré au port de Paris en mai."))
    return reader(folder)


@pytest.mark.parametrize("typed", [typed for line in SAME for typed in line])
def test_finds(shelf, typed):
    assert shelf.find(IndexQuery(typed)).ids == (1,)


@pytest.mark.parametrize("typed", ["securite frontieres", '"l’œuvre d’élise"', "-paris proces"])
def test_words_without_accents_take_part_in_the_whole_syntax(shelf, typed):
    assert shelf.find(IndexQuery(typed)).ids == (1,)
    assert shelf.find(IndexQuery("-securite -proces")).ids == (2,)


def test_words_typed_without_accents_are_marked(shelf):
    pieces = shelf.snippet("securite proces", TEXT, "fr", width=400)
    assert [piece.text for piece in pieces if piece.hit] == ["sécurité", "procès"]


@pytest.mark.parametrize(
    ("typed", "not_in"),
    [("mais", "en mai"), ("Paris", "par an"), ("maïs", "mais"), ("mois", "moi"), ("limites", "Lima"), ("AIEA", "j’ai")],
)
def test_an_accent_that_was_not_typed_makes_no_other_word(tmp_path, typed, not_in):
    put(tmp_path, article(1, not_in), article(2, typed))
    assert reader(tmp_path).find(IndexQuery(typed)).ids == (2,)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("gaz", ["gaz"]),
        ("securite", ["securite", "securité", "securitè"]),
        ("sécurité", ["sécurité"]),
        ("l'ile", ["l'ile"]),
        ("UE-Coree", ["UE-Coree", "UE-Corée", "UE-Coreè"]),
        ("", [""]),
        ("…", ["…"]),
    ],
)
def test_readings_are_few(typed, expected):
    assert readings(typed, analysers()["fr"].analyze) == expected


def test_a_long_phrase_has_at_most_sixteen_readings():
    assert len(readings("securite " * 20, analysers()["fr"].analyze)) == MOST_READINGS


def test_all_words_of_these_texts_are_found_without_their_accents():
    stem = analysers()["fr"].analyze
    for word in TEXT.replace("’", " ").split():
        plain = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
        assert stem(word) in [stem(reading) for reading in readings(plain, stem)], word
