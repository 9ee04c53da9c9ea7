import pytest

from articles.nlp.found import DOUBTFUL
from articles.nlp.linking import linked
from tests.nlp.world import GAZETTEER, ORGANISATION, PERSON, PLACE, named


def keys(text, *model, acronyms=None):
    return [m.link.key for m in linked(text, named(text, *model), GAZETTEER, acronyms or {}, "fr")]


@pytest.mark.parametrize(
    ("text", "model", "expected"),
    [
        ("Tokaïev", [("Tokaïev", PERSON)], ["person/tokaiev"]),
        ("Anne Zorb et Zorb", [("Anne Zorb", PERSON), ("Zorb", PERSON)], ["person/anne-zorb"] * 2),
        ("Anne Zorb et ZORB", [("Anne Zorb", PERSON), ("ZORB", PERSON)], ["person/anne-zorb"] * 2),
        ("Anne Zorb à Zorb", [("Anne Zorb", PERSON), ("Zorb", PLACE)], ["person/anne-zorb", "place/zorb"]),
        ("Astana", [("Astana", PLACE)], ["place/astana"]),
        ("Astana", [("Astana", ORGANISATION)], ["organisation/astana"]),
        ("Ganja", [("Ganja", ORGANISATION)], ["organisation/ganja"]),
        ("Rien", [("Rien", None)], []),
    ],
)
def test_a_name_has_one_key_wherever_it_stands(text, model, expected):
    assert keys(text, *model) == expected


def test_two_people_of_one_surname_are_never_merged():
    text = "Jean Zorb, Anne Zorb, puis Zorb"
    mentions = linked(
        text, named(text, ("Jean Zorb", PERSON), ("Anne Zorb", PERSON), ("Zorb", PERSON)), GAZETTEER, {}, "fr"
    )
    assert [m.link.key for m in mentions] == ["person/jean-zorb", "person/anne-zorb", "person/zorb"]
    assert [m.confidence <= DOUBTFUL for m in mentions] == [False, False, True]


def test_a_namesake_of_a_known_person_is_another_person():
    assert keys("Anne Tokaïev et Tokaïev", ("Anne Tokaïev", PERSON), ("Tokaïev", PERSON)) == ["person/anne-tokaiev"] * 2
    assert keys(
        "Kassym-Jomart Tokaïev, Anne Tokaïev, Tokaïev",
        ("Kassym-Jomart Tokaïev", PERSON),
        ("Anne Tokaïev", PERSON),
        ("Tokaïev", PERSON),
    ) == ["person/tokaiev", "person/anne-tokaiev", "person/tokaiev"]


def test_an_acronym_is_its_long_form():
    text = "Union Zorbe (UZ)"
    assert (
        keys(text, ("Union Zorbe", ORGANISATION), ("UZ", ORGANISATION), acronyms={"UZ": "Union Zorbe"})
        == ["organisation/union-zorbe"] * 2
    )


def test_only_a_country_carries_its_code():
    text = "Kazakhstan, Astana"
    mentions = linked(text, named(text, ("Kazakhstan", PLACE), ("Astana", PLACE)), GAZETTEER, {}, "fr")
    assert [m.link.country for m in mentions] == ["KZ", None]


def test_names_in_other_alphabets_are_told_apart():
    text = "Токаев, Назарбаев, токаев"
    first, second, third = keys(text, ("Токаев", PERSON), ("Назарбаев", PERSON), ("токаев", PERSON))
    assert first != second
    assert first == third
    assert first.startswith("person/x-")
    assert first.isascii()


def test_overlapping_names_are_cut_to_the_first_and_longest():
    text = "Banque de France"
    found = named(text, ("Banque de France", ORGANISATION)) + named(text, ("France", PLACE))
    assert [m.surface for m in linked(text, found, GAZETTEER, {}, "fr")] == ["Banque de France"]
