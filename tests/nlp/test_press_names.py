"""Countries are called as in CLDR, but where the press has another name: those are listed here, and no others."""

import pytest
from babel import Locale

from articles.nlp import knowledge

PRESS = {
    "fr": {
        "CD": "République démocratique du Congo",
        "CF": "Centrafrique",
        "CZ": "République tchèque",
        "GF": "Guyane",
        "GS": "Géorgie du Sud-et-les îles Sandwich du Sud",
        "HK": "Hong Kong",
        "MM": "Birmanie",
        "MO": "Macao",
        "MU": "Île Maurice",
        "PS": "Palestine",
        "SX": "Sint Maarten",
        "TF": "Terres australes et antarctiques françaises",
        "VA": "Vatican",
        "VC": "Saint-Vincent-et-les-Grenadines",
        "VI": "Îles Vierges américaines",
        "VN": "Vietnam",
    },
    "en": {
        "CD": "Democratic Republic of the Congo",
        "CG": "Republic of the Congo",
        "CI": "Ivory Coast",
        "GS": "South Georgia and the South Sandwich Islands",
        "HK": "Hong Kong",
        "MM": "Myanmar",
        "MO": "Macau",
        "PS": "Palestine",
        "TR": "Turkey",
        "UM": "U.S. Minor Outlying Islands",
        "VC": "Saint Vincent and the Grenadines",
    },
}
# English CLDR abbreviates; « ’ » is stored as « ' », as in all data files.
SPELT = {"fr": {"’": "'"}, "en": {"’": "'", "&": "and", "St.": "Saint"}}


def spelt(name: str, language: str) -> str:
    for sign, written in SPELT[language].items():
        name = name.replace(sign, written)
    return name


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_country_is_called_as_in_cldr_or_as_the_press_calls_it(language):
    known = {code: spelt(name, language) for code, name in Locale(language).territories.items()}
    other = {
        country.code: country.name[language]
        for country in knowledge.countries()
        if country.name[language] != known[country.code]
    }
    assert other == PRESS[language]
