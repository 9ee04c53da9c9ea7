import pytest

from articles.nlp.bearers import Bearers, is_acronym, is_short, surname
from tests.nlp.world import ORGANISATION, PERSON, PLACE


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Kassym-Jomart Tokaïev", "Tokaïev"),
        ("Ursula von der Leyen", "von der Leyen"),
        ("Charles de Gaulle", "de Gaulle"),
        ("Martin Luther King Jr.", "King"),
        ("Charles III", ""),
        ("de Gaulle", ""),
        ("Tokaïev", ""),
        ("", ""),
    ],
)
def test_surname(name, expected):
    assert surname(name) == expected


@pytest.mark.parametrize(
    ("name", "label", "expected"),
    [
        ("Tokaïev", PERSON, True),
        ("de Gaulle", PERSON, True),
        ("Jean XXIII", PERSON, False),
        ("Anne Zorb", PERSON, False),
        ("OTSC", ORGANISATION, True),
        ("Zorbneft", ORGANISATION, False),
        ("Paris", PLACE, False),
    ],
)
def test_a_short_name_does_not_tell_who_it_is(name, label, expected):
    assert is_short(name, label) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("OTSC", True), ("UE", True), ("BnF", True), ("Unesco", False), ("A", False), ("Union Zorbe", False)],
)
def test_acronyms(name, expected):
    assert is_acronym(name) is expected


def test_a_place_and_a_person_of_one_name_are_not_mixed():
    bearers = Bearers()
    bearers.add("Jean Zorb", PERSON, "person/jean-zorb")
    assert bearers.of("Zorb", PERSON) == {"person/jean-zorb"}
    assert bearers.of("Zorb", PLACE) == frozenset()
    assert bearers.of("Zorb", ORGANISATION) == frozenset()
