from dataclasses import replace

import pytest

from articles.nlp import document
from articles.nlp.found import KNOWN, SURE
from articles.nlp.lang.fr import RULES
from articles.text.annotation import Origin
from tests.nlp.world import GAZETTEER, ORGANISATION, PERSON, PLACE, named, shown


@pytest.mark.parametrize(
    ("text", "model", "expected"),
    [
        ("Zorb, Zorb, Zorb", [("Zorb", PLACE), ("Zorb", PERSON), ("Zorb", PLACE)], [PLACE, PLACE, PLACE]),
        ("Zorb, Zorb", [("Zorb", PLACE), ("Zorb", PERSON)], [PLACE, PERSON]),
        ("Anne Zorb, Zorb", [("Anne Zorb", PERSON), ("Zorb", PLACE)], [PERSON, PERSON]),
        ("Astana, Astana", [("Astana", PLACE), ("Astana", PERSON)], [PLACE, PERSON]),
        ("Loïc Genève. Genève rit.", [("Loïc Genève", PERSON), ("Genève", PLACE)], [PERSON, PERSON]),
        ("Loïc Genève, à Genève", [("Loïc Genève", PERSON), ("Genève", PLACE)], [PERSON, PLACE]),
        ("Loïc Genève, d'Astana", [("Loïc Genève", PERSON), ("Astana", PLACE)], [PERSON, PLACE]),
        (
            "à Saint-Zorb-du-Causse, Saint-Zorb rit, Saint dort",
            [("Saint-Zorb-du-Causse", PLACE), ("Saint-Zorb", PERSON), ("Saint", PERSON)],
            [PLACE, PLACE, PERSON],
        ),
        ("Anne France. France rit.", [("Anne France", PERSON), ("France", PLACE)], [PERSON, PLACE]),
    ],
)
def test_one_article_gives_a_name_one_kind(text, model, expected):
    assert [f.label for f in document.agreed(text, named(text, *model), GAZETTEER, RULES)] == expected


@pytest.mark.parametrize(("confidence", "expected"), [(KNOWN, PERSON), (SURE, PLACE)])
def test_a_country_is_somebodys_surname_where_the_model_sees_no_place(confidence, expected):
    text = "Anne France. France rit."
    full, short = named(text, ("Anne France", PERSON), ("France", PLACE))
    short = replace(short, origin=Origin.GAZETTEER, confidence=confidence)
    assert [f.label for f in document.agreed(text, [full, short], GAZETTEER, RULES)] == [PERSON, expected]


@pytest.mark.parametrize(
    ("text", "model", "expected"),
    [
        ("Anne Zorb parle. Zorb rit.", [("Anne Zorb", PERSON)], [("Anne Zorb", PERSON), ("Zorb", PERSON)]),
        ("Le Zorbak et le Zorbak", [("Zorbak", ORGANISATION)], [("Zorbak", ORGANISATION)] * 2),
        ("Zorbak, Zorbakien, Zorbak-Nord, _Zorbak, zorbak", [("Zorbak", PLACE)], [("Zorbak", PLACE)]),
        ("Anne Zorb et Zorb'h, Zorb's", [("Anne Zorb", PERSON)], [("Anne Zorb", PERSON), ("Zorb", PERSON)]),
        (
            "La Vallée Zorbe\nLA VALLÉE ZORBE",
            [("Vallée Zorbe", PLACE)],
            [("Vallée Zorbe", PLACE), ("VALLÉE ZORBE", PLACE)],
        ),
        ("Rue Anne Zorb et Anne Zorb", [("Anne Zorb", PERSON)], [("Anne Zorb", PERSON)] * 2),
        ("Un Foo (x) et Foo (x)", [("Foo (x)", PLACE)], [("Foo (x)", PLACE)] * 2),
        ("Rien ici", [], []),
        ("Un rien, un Rien", [("rien", None)], []),
    ],
)
def test_names_the_model_missed_elsewhere_are_found_again(text, model, expected):
    found = document.with_repetitions(text, named(text, *model), GAZETTEER, RULES)
    assert [pair for pair in shown(text, found) if pair[1]] == expected
