import pytest

from articles.nlp.found import DOUBTFUL
from articles.nlp.linking import linked
from articles.text.annotation import Certainty
from tests.nlp.world import GAZETTEER, ORGANISATION, PERSON, PLACE, named

SURE, SEVERAL, UNKNOWN = Certainty.SURE, Certainty.SEVERAL, Certainty.UNKNOWN


def links(text, *model, acronyms=None):
    return [m.link for m in linked(text, named(text, *model), GAZETTEER, acronyms or {}, "fr")[0]]


def keys(text, *model, acronyms=None):
    return [link.key for link in links(text, *model, acronyms=acronyms)]


def people(*names):
    """The names in one text, and the key of each."""
    return keys(" puis ".join(names), *((name, PERSON) for name in names))


def introduced(text, *model, acronyms=None):
    return {(i.short, i.key) for i in linked(text, named(text, *model), GAZETTEER, acronyms or {}, "fr")[1]}


@pytest.mark.parametrize(
    ("text", "model", "expected"),
    [
        ("Tokaïev", [("Tokaïev", PERSON)], ["person/tokaiev"]),
        ("KASSYM-JOMART TOKAIEV", [("KASSYM-JOMART TOKAIEV", PERSON)], ["person/tokaiev"]),
        ("Anne Zorb et Zorb", [("Anne Zorb", PERSON), ("Zorb", PERSON)], ["person/anne-zorb"] * 2),
        ("Zorb, dit Anne Zorb", [("Zorb", PERSON), ("Anne Zorb", PERSON)], ["person/anne-zorb"] * 2),
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


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("Anne Zorb", "Zorb"),
        ("Anne Zorb", "Anne"),
        ("Zor Byung-hun", "Zor"),
        ("Ursula von der Zorb", "von der Zorb"),
        ("Ursula von der Zorb", "Zorb"),
        ("Víctor Zorb Padilla", "Zorb"),
        ("Luiz Inácio Zorb da Silva", "Zorb da Silva"),
        ("Martin Zorb Jr.", "Zorb"),
    ],
)
def test_a_part_of_a_full_name_is_its_bearer(full, short):
    first, second = people(full, short)
    assert first == second


def test_a_surname_goes_before_a_first_name():
    assert people("Martin Zorb", "Anne Martin", "Martin") == [
        "person/martin-zorb",
        "person/anne-martin",
        "person/anne-martin",
    ]


def test_two_people_of_one_surname_are_never_merged():
    text = "Jean Zorb, Anne Zorb, puis Zorb"
    mentions, _ = linked(
        text, named(text, ("Jean Zorb", PERSON), ("Anne Zorb", PERSON), ("Zorb", PERSON)), GAZETTEER, {}, "fr"
    )
    assert [m.link.key for m in mentions] == ["person/jean-zorb", "person/anne-zorb", "person/zorb"]
    assert [m.link.certainty for m in mentions] == [SURE, SURE, SEVERAL]
    assert mentions[2].link.candidates == ("person/anne-zorb", "person/jean-zorb")
    assert [m.confidence <= DOUBTFUL for m in mentions] == [False, False, True]


def test_a_namesake_of_a_known_person_is_another_person_and_a_doubt():
    namesake, alone = links("Anne Tokaïev et Tokaïev", ("Anne Tokaïev", PERSON), ("Tokaïev", PERSON))
    assert (namesake.key, namesake.certainty) == ("person/anne-tokaiev", SURE)
    assert (alone.key, alone.certainty) == ("person/anne-tokaiev", SEVERAL)
    assert alone.candidates == ("person/anne-tokaiev", "person/tokaiev")
    assert people("Kassym-Jomart Tokaïev", "Anne Tokaïev", "Tokaïev") == [
        "person/tokaiev",
        "person/anne-tokaiev",
        "person/tokaiev",
    ]


def test_a_surname_that_nothing_explains_waits_for_other_articles():
    (link,) = links("Zorb", ("Zorb", PERSON))
    assert (link.certainty, link.short, link.key) == (UNKNOWN, "zorb", "person/zorb")


@pytest.mark.parametrize("name", ["Jean XXIII", "Anne Zorb", "Charles Ier"])
def test_a_full_name_is_sure(name):
    (link,) = links(name, (name, PERSON))
    assert (link.certainty, link.short) == (SURE, "")


def test_an_article_introduces_those_it_names_in_full():
    text = "Ursula von der Zorb, Jean XXIII, Union Zorbe (UZ), Zorb, Paris"
    model = [("Ursula von der Zorb", PERSON), ("Jean XXIII", PERSON), ("Union Zorbe", ORGANISATION)]
    assert introduced(
        text, *model, ("UZ", ORGANISATION), ("Zorb", PERSON), ("Paris", PLACE), acronyms={"UZ": "Union Zorbe"}
    ) == {("von der zorb", "person/ursula-von-der-zorb"), ("uz", "organisation/union-zorbe")}


def test_an_acronym_is_its_long_form():
    text = "Union Zorbe (UZ)"
    assert (
        keys(text, ("Union Zorbe", ORGANISATION), ("UZ", ORGANISATION), acronyms={"UZ": "Union Zorbe"})
        == ["organisation/union-zorbe"] * 2
    )


def test_the_article_explains_its_acronyms_better_than_any_list():
    text = "Office de la taxe zorbe commune (OTSC)"
    model = [("Office de la taxe zorbe commune", ORGANISATION), ("OTSC", ORGANISATION)]
    assert (
        keys(text, *model, acronyms={"OTSC": "Office de la taxe zorbe commune"})
        == ["organisation/office-de-la-taxe-zorbe-commune"] * 2
    )


def test_an_organisation_goes_by_its_first_word():
    text = "Comité zorbe des mines, le Comité"
    assert (
        keys(text, ("Comité zorbe des mines", ORGANISATION), ("Comité", ORGANISATION))
        == ["organisation/comite-zorbe-des-mines"] * 2
    )


@pytest.mark.parametrize(
    ("text", "places", "expected", "certainty"),
    [
        ("Zorbville", ["Zorbville"], "place/zorbville-fr", SEVERAL),
        ("Zorbville, Astana", ["Zorbville", "Astana"], "place/zorbville-kz", SURE),
        ("Zorbville, France", ["Zorbville", "France"], "place/zorbville-fr", SURE),
        ("Zorbville, France, Astana", ["Zorbville", "France", "Astana"], "place/zorbville-fr", SEVERAL),
    ],
)
def test_of_two_places_the_one_in_a_country_of_the_article(text, places, expected, certainty):
    link = links(text, *((place, PLACE) for place in places))[0]
    assert (link.key, link.certainty) == (expected, certainty)


def test_only_a_country_carries_its_code():
    assert [link.country for link in links("Kazakhstan, Astana", ("Kazakhstan", PLACE), ("Astana", PLACE))] == [
        "KZ",
        None,
    ]


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
    assert [m.surface for m in linked(text, found, GAZETTEER, {}, "fr")[0]] == ["Banque de France"]
