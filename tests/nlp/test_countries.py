import pytest

from articles.nlp import knowledge
from articles.nlp.countries import Demonyms, named_countries
from articles.nlp.gazetteer import Gazetteer
from articles.nlp.lang import en, fr
from articles.nlp.linking import linked
from tests.nlp.world import GAZETTEER, ORGANISATION, PLACE, named

FRENCH = Demonyms(knowledge.countries(), fr.RULES)
ENGLISH = Demonyms(knowledge.countries(), en.RULES)
WORLD = Gazetteer(knowledge.entities(), "fr")


def codes(demonyms, text):
    return [found for _, found in demonyms.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("le président kazakh", [("KZ",)]),
        ("la capitale kazakhe et les Kazakhs", [("KZ",), ("KZ",)]),
        ("la relation russo-kazakhe", [("RU", "KZ")]),
        ("un sommet franco-germano-italien", [("FR", "DE", "IT")]),
        ("le Franco-Libanais", [("FR", "LB")]),
        ("les Burkinabè et un Burkinabé", [("BF",), ("BF",)]),
        ("les nord-coréens et les sud-coréens", [("KP",), ("KR",)]),
        ("nigérien et nigérian", [("NE",), ("NG",)]),
        ("guinéen, bissau-guinéen, équato-guinéen", [("GN",), ("GW",), ("GQ",)]),
        ("congolais", [("CD",)]),
        ("dominicain et dominiquais", [("DO",), ("DM",)]),
        ("russo-russe", [("RU",)]),
        ("écrit en français, il parle arabe", []),
        ("traduit en russe", []),
        ("les Occidentaux, les Européens", []),
        ("kazakhement, prusse", []),
        ("-russe- a-b-c", [("RU",)]),
        ("", []),
    ],
)
def test_french_demonyms(text, expected):
    assert codes(FRENCH, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the Russian president", [("RU",)]),
        ("a polish on the table", []),
        ("the French and the Turks", [("FR",), ("TR",)]),
        ("in English", []),
    ],
)
def test_english_demonyms(text, expected):
    assert codes(ENGLISH, text) == expected


@pytest.mark.parametrize("unit", ["a", "a-", "-", "russe-", "russo-", " ", "A. ", "(", "nord-coréen "])
def test_long_runs_of_anything_are_read_in_linear_time(unit):
    FRENCH.find(unit * (200_000 // len(unit)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Niger", "NE"),
        ("Nigeria", "NG"),
        ("Guinée", "GN"),
        ("Guinée-Bissau", "GW"),
        ("Guinée équatoriale", "GQ"),
        ("Papouasie-Nouvelle-Guinée", "PG"),
        ("République démocratique du Congo", "CD"),
        ("RDC", "CD"),
        ("Congo-Kinshasa", "CD"),
        ("République du Congo", "CG"),
        ("Congo-Brazzaville", "CG"),
        ("Dominique", "DM"),
        ("République dominicaine", "DO"),
        ("Corée du Sud", "KR"),
        ("Corée du Nord", "KP"),
        ("Etats-Unis", "US"),
        ("États-Unis", "US"),
        ("Bruxelles", ""),
        ("Maison-Blanche", "US"),
        ("Washington", "US"),
        ("Élysée", "FR"),
        ("Kremlin", "RU"),
        ("Moscou", "RU"),
        ("Kiev", "UA"),
    ],
)
def test_places_that_stand_for_a_country(text, expected):
    hits = WORLD.find(f"vers {text}.")
    assert [(hit.surface, hit.candidates[0].country) for hit in hits] == [(text, expected)]


def scores(text, *places, title=""):
    mentions, _ = linked(text, named(text, *places), GAZETTEER, {}, "fr")
    return [(c.code, c.mentions, c.about) for c in named_countries(text, title, mentions, FRENCH, GAZETTEER)]


@pytest.mark.parametrize(
    ("text", "places", "title", "expected"),
    [
        ("Rien.", [], "", []),
        ("Astana, au Kazakhstan.", [("Astana", PLACE), ("Kazakhstan", PLACE)], "", [("KZ", 2, True)]),
        ("Bruxelles hésite.", [("Bruxelles", PLACE)], "", []),
        ("Un accord russo-kazakh.", [], "", [("KZ", 1, True), ("RU", 1, True)]),
        ("Rien.", [], "Le Kazakhstan vote", [("KZ", 1, True)]),
        ("Rien.", [], "Dominique et Orange", []),
        ("Début.\nUn mot russe.", [], "", [("RU", 1, False)]),
        ("La Banque de France.", [("Banque de France", ORGANISATION)], "", []),
        ("Le Club russe.", [("Club russe", ORGANISATION)], "", [("RU", 1, True)]),
    ],
)
def test_countries_are_weighed_by_where_they_are_named(text, places, title, expected):
    assert scores(text, *places, title=title) == expected


def test_a_text_is_about_three_countries_at_most():
    found = scores("russe russe, kazakh kazakh, italien italien, turc turc, chinois.")
    assert [code for code, _, about in found if about] == ["IT", "KZ", "RU"]
    assert len(found) == 5


def test_evidence_is_where_the_country_is_named():
    text = "Le Kazakhstan et le président kazakh"
    mentions, _ = linked(text, named(text, ("Kazakhstan", PLACE)), GAZETTEER, {}, "fr")
    (country,) = named_countries(text, "", mentions, FRENCH, GAZETTEER)
    assert [text[span.start : span.end] for span in country.evidence] == ["Kazakhstan", "kazakh"]
