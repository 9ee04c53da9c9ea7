from dataclasses import replace

import pytest

from articles.nlp import names
from articles.nlp.found import KNOWN, LONGEST, SURE, Found, Row
from articles.nlp.lang.fr import RULES
from articles.text.annotation import Origin
from tests.nlp.world import GAZETTEER, ORGANISATION, PERSON, PLACE, named, shown

TRAINED = replace(RULES, trained=True)
FIRST_NAMES = frozenset({"Anne", "Jean"})


@pytest.mark.parametrize(
    ("text", "model", "expected"),
    [
        ("Astana attend.", [], [("Astana", PLACE)]),
        ("Astana attend.", [("Astana", ORGANISATION)], [("Astana", PLACE)]),
        ("la Banque de France", [("France", PLACE)], [("Banque de France", ORGANISATION)]),
        ("le Club Astana", [("Club Astana", ORGANISATION)], [("Club Astana", ORGANISATION)]),
        ("les négociations de Genève", [("négociations de Genève", None)], [("Genève", PLACE)]),
        ("un écrivain, Jack Londres", [], []),
        ("une orange, Orange monte", [], []),
        ("Orange monte", [("Orange", ORGANISATION)], [("Orange", ORGANISATION)]),
        ("Dominique parle", [("Dominique", PERSON)], [("Dominique", PERSON)]),
        ("à la Dominique", [("Dominique", PLACE)], [("Dominique", PLACE)]),
        ("Ganja gagne", [("Ganja", ORGANISATION)], [("Ganja", ORGANISATION)]),
    ],
)
def test_known_names_mend_what_the_model_saw(text, model, expected):
    assert shown(text, names.with_known_names(text, named(text, *model), GAZETTEER, RULES)) == expected


@pytest.mark.parametrize(
    ("text", "name", "label", "of_a_package", "trained"),
    [
        ("le salar d'Astana", "salar d'Astana", PLACE, "Astana", "salar d'Astana"),
        ("le parquet d'Astana", "parquet d'Astana", ORGANISATION, "Astana", "parquet d'Astana"),
        ("l'accord d'Astana", "accord d'Astana", None, "Astana", "accord d'Astana"),
        ("la guerre du Kazakhstan", "guerre du Kazakhstan", None, "Kazakhstan", "Kazakhstan"),
        ("le Kazakhstan voit", "Kazakhstan voit", PLACE, "Kazakhstan", "Kazakhstan"),
        ("l'OTSC sur le Kazakh", "OTSC sur le Kazakh", ORGANISATION, "OTSC sur le Kazakh", "OTSC"),
        ("l'OTSC du Kazakh", "OTSC du Kazakh", ORGANISATION, "OTSC du Kazakh", "OTSC du Kazakh"),
    ],
)
def test_longer_names_are_believed_of_a_component_that_knows_our_convention(text, name, label, of_a_package, trained):
    for rules, expected in ((RULES, of_a_package), (TRAINED, trained)):
        found = names.with_known_names(text, named(text, (name, label)), GAZETTEER, rules)
        assert [surface for surface, _ in shown(text, found)] == [expected]


def test_with_a_component_that_knows_our_convention_long_names_are_not_put_together():
    text = "la Fédération de France, M. Zorb"
    model = named(text, ("Fédération", ORGANISATION), ("France", PLACE))
    assert shown(text, names.widened(text, model, RULES))[0] == ("Fédération de France", ORGANISATION)
    assert shown(text, names.widened(text, model, TRAINED)) == [
        ("Fédération", ORGANISATION),
        ("France", PLACE),
        ("Zorb", PERSON),
    ]


@pytest.mark.parametrize(
    ("name", "label", "of_a_package", "trained"),
    [
        ("Zorbak", PLACE, PERSON, PERSON),
        ("Zorbak", ORGANISATION, PERSON, ORGANISATION),
        ("ZORB", PLACE, ORGANISATION, PLACE),
    ],
)
def test_kinds_are_believed_of_a_component_that_knows_our_convention(name, label, of_a_package, trained):
    text = f"Chez {name}, le ministre de la Pêche parle"
    for rules, expected in ((RULES, of_a_package), (TRAINED, trained)):
        found = names.retyped(text, named(text, (name, label)), rules, GAZETTEER, FIRST_NAMES)
        assert shown(text, found) == [(name, expected)]


@pytest.mark.parametrize(
    ("text", "model", "expected"),
    [
        ("à Astana, Aktau attend", [("Aktau", PERSON)], [("Astana", PLACE), ("Aktau", PLACE)]),
        ("à Londres, Aktau attend", [("Aktau", PERSON)], [("Londres", PLACE), ("Aktau", PERSON)]),
        ("à Astana, un aktau", [], [("Astana", PLACE)]),
        ("à Astana, Aktau", [], [("Astana", PLACE)]),
    ],
)
def test_a_town_with_a_second_meaning_is_one_where_its_country_is_told_of(text, model, expected, monkeypatch):
    monkeypatch.setattr(GAZETTEER, "is_ambiguous", lambda surface: surface == "Aktau")
    found = names.with_known_names(text, named(text, *model), GAZETTEER, RULES)
    assert shown(text, found) == expected


def test_a_country_before_somebody_says_where_they_are_from():
    text = "le Dominique Anne Zorb et la France de Zorb"
    found = names.with_known_names(text, named(text, ("Anne Zorb", PERSON)), GAZETTEER, RULES)
    assert shown(text, found) == [("Anne Zorb", PERSON), ("France", PLACE)]


@pytest.mark.parametrize(
    ("text", "name", "label", "expected"),
    [
        ("le lycée professionnel Zorb", "Zorb", PERSON, ("lycée professionnel Zorb", ORGANISATION)),
        ("à l'hôpital Zorb", "Zorb", PLACE, ("hôpital Zorb", ORGANISATION)),
        ("au lycée, Zorb dort", "Zorb", PERSON, ("Zorb", PERSON)),
        ("le lycée de Zorb", "Zorb", PLACE, ("Zorb", PLACE)),
    ],
)
def test_a_house_that_is_called_by_a_name_alone_belongs_to_it(text, name, label, expected):
    assert shown(text, names.widened(text, named(text, (name, label)), TRAINED)) == [expected]


def test_a_name_that_model_and_list_agree_on_is_surer():
    text = "Astana et Genève"
    found = names.with_known_names(text, named(text, ("Astana", PLACE)), GAZETTEER, RULES)
    assert [(f.origin, f.confidence) for f in found] == [(Origin.GAZETTEER, SURE), (Origin.GAZETTEER, KNOWN)]


@pytest.mark.parametrize(
    ("text", "name", "label", "expected"),
    [
        ("M. Zorbak parle", "Zorbak", PLACE, PERSON),
        ("Mme Zorbak parle", "Zorbak", ORGANISATION, PERSON),
        ("Comme Zorbak", "Zorbak", PLACE, PLACE),
        ("Anne Zorbak parle", "Anne Zorbak", PLACE, PERSON),
        ("Jean-Anne Zorbak parle", "Jean-Anne Zorbak", ORGANISATION, PERSON),
        ("Jean-Zorb Zorbak parle", "Jean-Zorb Zorbak", ORGANISATION, ORGANISATION),
        ("Zorbak, ministre de la Pêche", "Zorbak", PLACE, PERSON),
        ("Zorbak a déclaré", "Zorbak", ORGANISATION, PERSON),
        ("Zorbak a déclaré", "Zorbak", PLACE, PLACE),
        ("la Fédération zorbienne", "Fédération zorbienne", PLACE, ORGANISATION),
        ("le ZRB", "ZRB", PLACE, ORGANISATION),
        ("Tokaïev parle", "Tokaïev", PLACE, PERSON),
        ("Dominique parle", "Dominique", PERSON, PERSON),
        ("sa directrice, Anita Zorbak, attend", "Anita Zorbak", ORGANISATION, PERSON),
        ("Anita Zorbak, directrice du port", "Anita Zorbak", ORGANISATION, PERSON),
        ("Zorba Novo, le ministre attend", "Zorba Novo", PLACE, PERSON),
        ("le quartier de Zorbo Koïra", "Zorbo Koïra", PERSON, PLACE),
        ("Zorbovic, petit port de pêche", "Zorbovic", PERSON, PLACE),
        ("Pour Zorbak, la ville attend", "Zorbak", PERSON, PERSON),
        ("Zorbigny-le-Moine attend", "Zorbigny-le-Moine", PERSON, PLACE),
        ("la pisciculture Zorbak", "Zorbak", PERSON, ORGANISATION),
        ("la société minière Zorbak", "Zorbak", PLACE, ORGANISATION),
        ("le club affronte Zorbak", "Zorbak", PLACE, PLACE),
        ("Zorbak, une jeune pousse lilloise", "Zorbak", PERSON, ORGANISATION),
        ("Pour Zorbak, la société attend", "Zorbak", PERSON, PERSON),
        ("le Dominique", "Dominique", None, PLACE),
    ],
)
def test_surroundings_prove_the_kind(text, name, label, expected):
    found = names.retyped(text, named(text, (name, label)), RULES, GAZETTEER, FIRST_NAMES)
    assert shown(text, found) == [(name, expected)]


@pytest.mark.parametrize(("text", "expected"), [("M. Genève parle", PERSON), ("comme Genève parle", PLACE)])
def test_a_title_tells_a_person_from_a_known_place(text, expected):
    found = names.retyped(text, named(text, ("Genève", PLACE), origin=Origin.GAZETTEER), RULES, GAZETTEER, FIRST_NAMES)
    assert shown(text, found) == [("Genève", expected)]


@pytest.mark.parametrize(
    ("text", "model", "expected"),
    [
        ("le ministère de l'Intérieur", [("Intérieur", ORGANISATION)], [("ministère de l'Intérieur", ORGANISATION)]),
        ("la place Zorbak", [("Zorbak", PERSON)], [("place Zorbak", PLACE)]),
        (
            "l'Université de Nancy",
            [("Université", ORGANISATION), ("Nancy", PLACE)],
            [("Université de Nancy", ORGANISATION)],
        ),
        ("M. Zorbak et Mme Anne Zorbak", [], [("Zorbak", PERSON), ("Anne Zorbak", PERSON)]),
        ("M. le maire, Mme la juge", [], []),
        ("ministère\nAstana", [("Astana", PLACE)], [("Astana", PLACE)]),
        ("une rue\nZorbak", [("Zorbak", PLACE)], [("Zorbak", PLACE)]),
        ("JM. Zorbak", [], []),
    ],
)
def test_names_are_made_whole(text, model, expected):
    assert shown(text, names.widened(text, named(text, *model), RULES)) == expected


@pytest.mark.parametrize(
    ("text", "model", "pairs", "expected"),
    [
        (
            "L'Organisation Zorba (OZ) décide",
            [("Organisation Zorba", ORGANISATION)],
            {"OZ": "Organisation Zorba"},
            [("Organisation Zorba", ORGANISATION), ("OZ", ORGANISATION)],
        ),
        (
            "Le Comité national de la pêche (CNP) décide",
            [],
            {"CNP": "Comité national de la pêche"},
            [("Comité national de la pêche", ORGANISATION), ("CNP", ORGANISATION)],
        ),
        (
            "Le Comité national de la pêche (CNP) décide",
            [("Comité", PLACE), ("CNP", PERSON)],
            {"CNP": "Comité national de la pêche"},
            [("Comité national de la pêche", ORGANISATION), ("CNP", ORGANISATION)],
        ),
        ("Il vient (OZ) ici", [], {}, []),
        ("Paris (France) et (Nancy)", [("Paris", PLACE)], {}, [("Paris", PLACE)]),
        ("Fin d'Organisation\nZorba (OZ)", [], {}, []),
        ("(ABC) (DEF)", [], {}, []),
    ],
)
def test_acronyms_stand_for_the_long_form_before_them(text, model, pairs, expected):
    found = names.with_acronyms(text, named(text, *model), RULES)
    assert (names.acronyms(text, found), shown(text, found)) == (pairs, expected)


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("Anne Zorb (UZ) parle", [("Anne Zorb", PERSON), ("UZ", ORGANISATION)]),
        ("Zorbville (AFP)", [("Zorbville", PLACE), ("AFP", ORGANISATION)]),
        ("Le Club zorbe (XYV)", [("Club zorbe", ORGANISATION), ("XYV", ORGANISATION)]),
        ("La Zorb (ZO)", [("Zorb", ORGANISATION), ("ZO", PLACE)]),
    ],
)
def test_what_stands_before_a_bracket_is_not_always_a_long_form(text, model):
    found = names.with_acronyms(text, named(text, *model), RULES)
    assert names.acronyms(text, found) == {}


def test_a_chain_of_institutions_is_no_endless_name():
    text = " de ".join(["Union"] * 60)
    found = names.widened(text, named(text, *[("Union", ORGANISATION)] * 60), RULES)
    assert max(f.end - f.start for f in found) <= LONGEST


def test_a_row_keeps_names_in_order_and_apart():
    text = "abcdefghij"
    row = Row(named(text, ("ab", PLACE), ("cd", PERSON), ("gh", PLACE)))
    assert [text[f.start : f.end] for f in row.touching(1, 3)] == ["ab", "cd"]
    assert row.free(4, 6)
    assert not row.free(4, 7)
    before = row.before(5)
    assert before is not None
    assert (before.start, before.end) == (2, 4)
    assert row.before(1) is None
    row.put(Found(3, 7, ORGANISATION, Origin.RULE, 1.0))
    assert shown(text, row.all()) == [("ab", PLACE), ("defg", ORGANISATION)]


def test_of_overlapping_names_a_row_keeps_the_first_and_longest():
    row = Row(
        [
            Found(2, 5, PLACE, Origin.MODEL, 1.0),
            Found(0, 2, PLACE, Origin.MODEL, 1.0),
            Found(0, 3, None, Origin.MODEL, 1.0),
        ]
    )
    assert [(f.start, f.end) for f in row.all()] == [(0, 3)]


@pytest.mark.parametrize(
    "unit", ["a", " ", "A. ", "(", "(ABC) ", "M. ", "M. Dupont ", "M.  ", "Organisation ", "(A", "A-"]
)
def test_long_runs_of_anything_are_read_in_linear_time(unit):
    text = unit * (100_000 // len(unit))
    found = names.widened(text, names.with_known_names(text, [], GAZETTEER, RULES), RULES)
    names.acronyms(text, names.with_acronyms(text, found, RULES))
