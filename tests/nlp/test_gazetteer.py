import pytest

from articles.nlp.gazetteer import Gazetteer
from tests.nlp.world import GAZETTEER, ORGANISATION, PERSON, PLACE, known


def hits(text):
    return [hit.surface for hit in GAZETTEER.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("Le Niger et le Nigeria.", ["Niger", "Nigeria"]),
        ("la Guinée, la Guinée-Bissau, la Guinée équatoriale", ["Guinée", "Guinée-Bissau", "Guinée équatoriale"]),
        ("la Banque de France et la France", ["Banque de France", "France"]),
        (
            "l'OTSC (Organisation du traité de sécurité collective)",
            ["OTSC", "Organisation du traité de sécurité collective"],
        ),
        ("la mer Caspienne", ["mer Caspienne"]),
        ("la Mer Caspienne, la france, l'otsc", []),
        ("Nigerien, Astanais, OTSC2, _OTSC, Île-de-France, France-Soir, ex-Kazakhstan", []),
        ("Kazakhstan: Astana/Genève (Londres)", ["Kazakhstan", "Astana", "Genève", "Londres"]),
        ("entre France - Kazakhstan -", ["France", "Kazakhstan"]),
        ("Kassym-Jomart Tokaïev puis Tokaïev", ["Kassym-Jomart Tokaïev", "Tokaïev"]),
    ],
)
def test_known_names_are_found_whole_the_longest_first(text, expected):
    assert hits(text) == expected
    assert all(text[hit.start : hit.end] == hit.surface for hit in GAZETTEER.find(text))


def test_a_country_is_known_as_keyboards_and_headlines_write_it():
    text = "GUINÉE-BISSAU, GUINEE, Guinee équatoriale, GUINÉE ÉQUATORIALE ; ASTANA, DOMINIQUE, guinée"
    assert hits(text) == ["GUINÉE-BISSAU", "GUINEE", "Guinee", "GUINÉE ÉQUATORIALE"]


def test_a_name_is_known_in_any_typography():
    assert [entity.key for entity in GAZETTEER.named("Kassym‑Jomart\u00a0Tokaïev")] == ["person/tokaiev"]


def test_a_name_of_two_kinds_is_told_apart_by_the_kind_asked_for():
    assert len(GAZETTEER.named("Ganja")) == 2
    assert [entity.key for entity in GAZETTEER.named("Ganja", ORGANISATION)] == ["organisation/ganja"]
    assert GAZETTEER.named("Ganja", PERSON) == ()


@pytest.mark.parametrize(
    ("name", "ambiguous"), [("Orange", True), ("Dominique", True), ("OTSC", False), ("Astana", False)]
)
def test_names_that_prove_nothing_alone(name, ambiguous):
    assert GAZETTEER.is_ambiguous(name) is ambiguous
    assert [hit.ambiguous for hit in GAZETTEER.find(name)] == [ambiguous]


def test_entities_are_had_by_key():
    entity = GAZETTEER.by_key("place/astana")
    assert entity is not None
    assert (entity.kind, entity.country) == (PLACE, "KZ")
    assert GAZETTEER.by_key("place/nulle-part") is None


def test_an_empty_gazetteer_finds_nothing():
    assert Gazetteer([], "fr").find("Astana") == []


def test_a_king_is_not_named_without_his_number():
    kings = Gazetteer([known("person/zorb-iii", "Zorb III"), known("person/roi-zorb", "roi Zorb")], "fr")
    assert [hit.surface for hit in kings.find("le roi Zorb III et le roi Zorb")] == ["Zorb III", "roi Zorb"]
