from dataclasses import replace

import pytest

from articles.nlp import spans
from articles.nlp.lang.fr import RULES
from tests.nlp.world import GAZETTEER, ORGANISATION, PERSON, PLACE, doc, named, shown

TRAINED = replace(RULES, trained=True)


def test_model_labels_become_ours_and_unknown_ones_none():
    text = "Tokaïev reçoit Rosatom à Astana pour le Sommet"
    told = doc(text, ("Tokaïev", "PER"), ("Rosatom", "ORG"), ("Astana", "LOC"), ("Sommet", "MISC"))
    found = spans.from_doc(told, text, RULES)
    assert shown(text, found) == [("Tokaïev", PERSON), ("Rosatom", ORGANISATION), ("Astana", PLACE), ("Sommet", None)]


def test_a_name_across_a_newline_is_two():
    text = "à Astana\nMoscou hier"
    assert shown(text, spans.from_doc(doc(text, ("Astana\nMoscou", "LOC")), text, RULES)) == [
        ("Astana", PLACE),
        ("Moscou", PLACE),
    ]


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("la pêche de Zorb. Anne rit", "pêche de Zorb. Anne", ["pêche de Zorb", "Anne"]),
        ("le St. Zorb", "St. Zorb", ["St. Zorb"]),
        ("Anne Zorbac'h. Zorbac'h", "Anne Zorbac'h. Zorbac'h", ["Anne Zorbac'h", "Zorbac'h"]),
        ("J. R. Zorb", "J. R. Zorb", ["J. R. Zorb"]),
        ("Zorb - Anne", "Zorb - Anne", ["Zorb", "Anne"]),
    ],
)
def test_a_name_across_the_end_of_a_sentence_is_two(text, name, expected):
    assert [surface for surface, _ in shown(text, spans.from_doc(doc(text, (name, "ORG")), text, RULES))] == expected


@pytest.mark.parametrize(
    ("surface", "label", "expected"),
    [
        ("la Russie", PLACE, "Russie"),
        ("l'Ukraine", PLACE, "Ukraine"),
        ("L'Isle-Zorbe", PLACE, "L'Isle-Zorbe"),
        ("La Libre Zorbie", ORGANISATION, "La Libre Zorbie"),
        ("La France", PLACE, "France"),
        ("Kényan Anne Zorb", PERSON, "Anne Zorb"),
        ("évêque Zorb", PERSON, "Zorb"),
        ("Kényan Žiga Zorb", PERSON, "Žiga Zorb"),
        ("de Zorb", PERSON, "Zorb"),
        ("groupe Zorb", ORGANISATION, "Zorb"),
        ("compagnie aérienne Zorb", ORGANISATION, "Zorb"),
        ('"Le Monde', ORGANISATION, "Le Monde"),
        ("de la Sarthe", PLACE, "Sarthe"),
        ("M. Zorbak", PERSON, "Zorbak"),
        ("Mme Anne Zorbak", PERSON, "Anne Zorbak"),
        ("président Tokaïev", PERSON, "Tokaïev"),
        ("Le président Tokaïev", PERSON, "Tokaïev"),
        ("ville de Nancy", PLACE, "Nancy"),
        ("Poutine mercredi", PERSON, "Poutine"),
        ("Rosatom).", ORGANISATION, "Rosatom"),
        ("J. R. R.", PERSON, "J. R. R."),
        ("(Zorbak", PERSON, "Zorbak"),
        ("Zorbak -", PERSON, "Zorbak"),
        ("Manac'h", PERSON, "Manac'h"),
        ("Uno-X.", ORGANISATION, "Uno-X"),
        ("Jean Z.", PERSON, "Jean Z."),
        ("La Haye", PLACE, "La Haye"),
        ("mer Caspienne", PLACE, "mer Caspienne"),
        ("en lettres basses", PLACE, None),
        ("Z" * 201, PLACE, None),
        ("A7", None, None),
        ("2024 Zorbak", None, None),
        ('"', None, None),
    ],
)
def test_borders_are_trimmed(surface, label, expected):
    text = f"x {surface} y"
    found = spans.trim(text, named(text, (surface, label)), RULES, GAZETTEER, frozenset({"kényan"}))
    assert [name for name, _ in shown(text, found)] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("text", "name", "label", "expected"),
    [
        ("Il vit à La Zorbie", "Zorbie", PLACE, [("La Zorbie", PLACE)]),
        ("Selon Le Zorb, oui", "Zorb", ORGANISATION, [("Le Zorb", ORGANISATION)]),
        ("La Zorbie vote", "Zorbie", PLACE, [("Zorbie", PLACE)]),
        ("Zorb\nLA ZORBIE\nUn vote", "ZORBIE", PLACE, [("LA ZORBIE", PLACE)]),
        ("LA ZORBIE vote", "ZORBIE", PLACE, [("ZORBIE", PLACE)]),
        ("Elle vit. La Zorbie vote", "Zorbie", PLACE, [("Zorbie", PLACE)]),
        ("Vive La France", "France", PLACE, [("France", PLACE)]),
        ("x Astana-Genève", "Astana-Genève", PLACE, [("Astana", PLACE), ("Genève", PLACE)]),
        ("x Guinée-Bissau", "Guinée-Bissau", PLACE, [("Guinée-Bissau", PLACE)]),
        ("Nancy sans Anne Zorb", "Nancy sans Anne Zorb", PERSON, [("Nancy", None), ("Anne Zorb", PERSON)]),
        (
            "x Cour zorbe contre Astana",
            "Cour zorbe contre Astana",
            ORGANISATION,
            [("Cour zorbe", ORGANISATION), ("Astana", None)],
        ),
    ],
)
def test_a_border_is_where_the_name_is(text, name, label, expected):
    assert shown(text, spans.trim(text, named(text, (name, label)), RULES, GAZETTEER)) == expected


@pytest.mark.parametrize(
    ("surface", "label", "of_a_package", "trained"),
    [
        ("Le Bihan", PERSON, "Bihan", "Le Bihan"),
        ("Chez Zézette", ORGANISATION, "Zézette", "Chez Zézette"),
        ("La Zorbie", PLACE, "La Zorbie", "La Zorbie"),
        ("La France", PLACE, "France", "France"),
        ("L'Ukraine", PLACE, "L'Ukraine", "L'Ukraine"),
        ("le Zorb", ORGANISATION, "Zorb", "Zorb"),
        ("Le président Tokaïev", PERSON, "Tokaïev", "Tokaïev"),
        ("chambre de métiers", ORGANISATION, None, "chambre de métiers"),
        ("métier", ORGANISATION, None, None),
        ("mort cérébrale", ORGANISATION, None, None),
        ("3e Zorb", PLACE, None, "3e Zorb"),
        ("2024 Zorb", PLACE, None, None),
        ("chambre de métiers", PLACE, None, None),
    ],
)
def test_the_borders_of_a_component_that_knows_our_convention_are_believed(surface, label, of_a_package, trained):
    text = f"x {surface} y"
    for rules, expected in ((RULES, of_a_package), (TRAINED, trained)):
        found = spans.trim(text, named(text, (surface, label)), rules, GAZETTEER)
        assert [name for name, _ in shown(text, found)] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [("x Manac'h rit", "Manac", "Manac'h"), ("x Zorb's dog", "Zorb", "Zorb"), ("x N'Tam rit", "N'Tam", "N'Tam")],
)
def test_a_word_with_an_apostrophe_is_whole(text, name, expected):
    assert shown(text, spans.trim(text, named(text, (name, PERSON)), TRAINED, GAZETTEER)) == [(expected, PERSON)]


def test_a_name_never_begins_or_ends_inside_a_word():
    text = "xAstana Moscoux"
    assert spans.trim(text, named(text, ("Astana", PLACE), ("Moscou", PLACE)), RULES, GAZETTEER) == []


@pytest.mark.parametrize(
    ("text", "name", "label", "kept"),
    [
        ("Il parle. Hier, il dort.", "Hier", PLACE, False),
        ("Les Kazakhs votent.", "Kazakhs", PLACE, False),
        ("Le Franco-Libanais parle.", "Franco-Libanais", PLACE, False),
        ("les Soviétiques votent", "Soviétiques", ORGANISATION, False),
        ("La TVA monte.", "TVA", ORGANISATION, False),
        ("un État russe", "État russe", PLACE, False),
        ("Le Nord vote.", "Nord", PLACE, False),
        ("sous la IIIe République", "IIIe République", ORGANISATION, False),
        ("On pleure outre-Zorbie.", "outre-Zorbie", PERSON, False),
        ("Kazakhs du nord en visite", "Kazakhs du nord", ORGANISATION, False),
        ("Kazakhs de Zorbie", "Kazakhs de Zorbie", ORGANISATION, True),
        ("à Astana", "Astana", PLACE, True),
        ("Zorbak parle.", "Zorbak", PERSON, True),
    ],
)
def test_common_words_and_peoples_are_no_names(text, name, label, kept):
    demonyms = frozenset({"kazakhs", "libanais"})
    found = spans.without_noise(text, named(text, (name, label)), RULES, GAZETTEER, demonyms)
    assert bool(found) is kept


@pytest.mark.parametrize(
    ("text", "of_a_package", "trained"),
    [("Il vote pour Savanes", False, True), ("Il vote pour les Savanes", False, False), ("chez Zorbes", True, True)],
)
def test_a_plural_noun_with_a_capital_may_be_a_party(text, of_a_package, trained):
    name = text.split()[-1]
    for rules, kept in ((RULES, of_a_package), (TRAINED, trained)):
        rules = replace(rules, common_words=frozenset({"savane"}))
        found = spans.without_noise(text, named(text, (name, ORGANISATION)), rules, GAZETTEER, frozenset())
        assert bool(found) is kept


@pytest.mark.parametrize(("text", "kept"), [("Pierre partout.", False), ("Pierre rit. Chez Pierre on dort.", True)])
def test_a_common_word_at_the_start_is_a_name_if_it_has_its_capital_elsewhere(text, kept):
    rules = replace(RULES, common_words=frozenset({"pierre"}))
    found = spans.without_noise(text, named(text, ("Pierre", PLACE)), rules, GAZETTEER, frozenset())
    assert bool(found) is kept


@pytest.mark.parametrize(
    ("text", "position", "expected"),
    [
        ("Paris", 0, True),
        ("Fin. Paris", 5, True),
        ("Fin.\nParis", 5, True),
        ("- Paris", 2, True),
        ('dit: "Paris', 6, True),
        ("à Paris", 2, False),
    ],
)
def test_where_a_sentence_starts(text, position, expected):
    assert spans.at_sentence_start(text, position) is expected


@pytest.mark.parametrize("unit", ["a", " ", "A. ", "(", '"', "A", "- ", "de ", "l'", "A de ", "les A "])
def test_long_names_are_trimmed_in_linear_time(unit):
    text = unit * (20_000 // len(unit)) + "Z"
    found = named(text, (text, PLACE))
    spans.without_noise(text, spans.trim(text, found, RULES, GAZETTEER), RULES, GAZETTEER, frozenset())
