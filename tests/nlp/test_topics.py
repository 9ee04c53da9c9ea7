import pytest

from articles.nlp import knowledge
from articles.nlp.knowledge import KnownTopic, Term
from articles.nlp.topics import Lexicon

TOPICS = [
    KnownTopic("energy", {"fr": "Énergie", "en": "Energy"}, "", 2.0),
    KnownTopic("health", {"fr": "Santé", "en": "Health"}, "", 2.0),
]
TERMS = [
    Term("energy", "centrale* nucléaire*", 3),
    Term("energy", "uranium", 2),
    Term("energy", "GNL", 2),
    Term("energy", "pétrol*", 1),
    Term("energy", "centrale syndicale", -3),
    Term("health", "cœur*", 2),
    Term("health", "soins", 2),
    Term("health", "d'urgence", 1),
]
LEXICON = Lexicon(TOPICS, TERMS)


PARTS = Lexicon(
    [
        *TOPICS,
        KnownTopic("nuclear", {"fr": "Nucléaire", "en": "Nuclear"}, "", 1.0, "energy"),
        KnownTopic("gas", {"fr": "Gaz", "en": "Gas"}, "", 1.0, "energy"),
    ],
    [
        Term("energy", "uranium", 2, ("nuclear",)),
        Term("energy", "réacteur", 2, ("nuclear",)),
        Term("energy", "gazoduc", 2, ("gas",)),
        Term("energy", "GNL", 1, ("gas",)),
        Term("energy", "centrale à gaz", 2, ("gas", "nuclear")),
        Term("energy", "gaz hilarant", -5, ("gas",)),
        Term("energy", "énergie", 2),
    ],
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L'énergie, l'énergéticien, l'uranium", {"energy": set()}),
        ("L'uranium et le réacteur", {"energy": {"nuclear"}}),
        ("L'uranium et le réacteur, le gazoduc et le GNL", {"energy": {"nuclear", "gas"}}),
        ("L'uranium, la centrale à gaz", {"energy": {"nuclear"}}),
        ("Uranium, réacteur, uranium, réacteur " * 40 + ", un gazoduc, du GNL", {"energy": {"nuclear"}}),
        ("L'uranium seul", {}),
    ],
)
def test_a_sub_topic_holds_within_its_topic_only(text, expected):
    assert {score.slug: {part.slug for part in score.within} for score in PARTS.score(text)} == expected


def evidence(text, title=""):
    return {score.slug: set(score.evidence) for score in LEXICON.score(text, title)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("De l'uranium seul.", {}),
        ("La centrale nucléaire veut de l'uranium.", {"energy": {"centrale nucléaire", "uranium"}}),
        ("LES CENTRALES NUCLEAIRES, l'Uranium", {"energy": {"CENTRALES NUCLEAIRES", "Uranium"}}),
        ("Du GNL et de l'uranium", {"energy": {"GNL", "uranium"}}),
        ("Du gnl et de l'uranium", {}),
        ("Pétrole, pétrolier : uranium", {"energy": {"Pétrole", "uranium"}}),
        ("Une centrale syndicale, uranium, pétrole", {}),
        ("Les soins du coeur", {"health": {"soins", "coeur"}}),
        ("Les soins du cœur", {"health": {"soins", "cœur"}}),
        ("Soins d'urgence du cœur", {"health": {"Soins", "d'urgence", "cœur"}}),
        ("uranium\ncentrale", {}),
    ],
)
def test_a_topic_holds_when_two_strong_terms_speak_for_it(text, expected):
    assert evidence(text) == expected


@pytest.mark.parametrize(
    ("term", "text", "hit"),
    [
        ("centrale", "les centrales", "centrales"),
        ("centrale", "la centralisation", None),
        ("marché", "il marche", None),
        ("marché", "LES MARCHES", "MARCHES"),
        ("élu", "les Élues", "Élues"),
        ("élu", "Elue hier", "Elue"),
        ("négocier~", "ils négociaient", "négociaient"),
        ("négocier~", "une négociation", None),
        ("=cours", "le cours", "cours"),
        ("=courses", "la course", None),
        ("Bourse", "la Bourse", "Bourse"),
        ("Bourse", "une bourse", None),
        ("diplomat*", "la diplomatie", "diplomatie"),
    ],
)
def test_a_term_stands_for_its_forms_and_no_others(term, text, hit):
    lexicon = Lexicon(TOPICS, [Term("energy", term, 3), Term("energy", "uranium", 3)])
    found = {score.slug: set(score.evidence) for score in lexicon.score(f"Été, uranium, {text}.")}
    assert found == ({"energy": {"uranium", hit}} if hit else {})


def test_the_title_counts_double():
    (plain,) = LEXICON.score("Fin.\nL'uranium et la centrale nucléaire.")
    (titled,) = LEXICON.score("Fin.\nL'uranium et la centrale nucléaire.", "Uranium")
    assert titled.score > plain.score


def test_a_long_text_needs_more_evidence_than_a_short_one():
    text = "Fin.\nL'uranium et la centrale nucléaire."
    (short,) = LEXICON.score(text)
    (longer,) = LEXICON.score(text + " mot" * 150)
    assert longer.score < short.score
    assert LEXICON.score(text + " mot" * 3000) == []


def test_a_word_of_a_hundred_thousand_and_many_words_are_read_in_linear_time():
    lexicon = Lexicon(knowledge.topics(), knowledge.terms("fr"))
    lexicon.score("a" * 500_000)
    lexicon.score("centrale " * 60_000)
