"""Ways out of a search that finds nothing."""

from datetime import date

import pytest
from django.http import QueryDict
from django.utils import translation

from articles.search import SearchParams, find
from articles.search.hints import in_vain, said
from tests.search import archive

pytestmark = pytest.mark.django_db

JANUARY = {"since": date(2025, 1, 1), "until": date(2025, 1, 31)}


@pytest.fixture
def filled(index):
    given = {"topics": ("energie",), "published_by": "Le Courrier", "language": "fr"}
    archive.put(
        index,
        archive.article("Gaz", "Le gaz.", countries=("KZ",), entities=("ONU",), day="2025-01-31", **given),
        archive.article("Pétrole", "Le pétrole.", countries=("KZ", "RU"), day="2025-03-01", **given),
        archive.article("Vote", "Le vote.", countries=("FR",), day="2025-05-02", language="en"),
    )


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def hints(**params):
    return {hint.label: (hint.count, hint.query) for hint in find(SearchParams(**params)).hints}


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        # One field too many: each kind.
        ({"q": "vote", "country": ("KZ",)}, {"Without “vote”": 2, "Without Kazakhstan": 1}),
        ({"q": "gaz", "topic": ("sport",)}, {"Without sport": 1}),
        ({"country": ("FR",), "topic": ("energie",)}, {"Without France": 2, "Without energie (en)": 1}),
        ({"q": "vote", "entity": (999,)}, {"Without 999": 1}),
        ({"q": "vote", "source": (999,)}, {"Without 999": 1}),
        ({"q": "vote", "language": ("fr",)}, {"Without “vote”": 2, "Without French": 1}),
        # All values of a field go together: one alone would leave the other.
        (
            {"q": "vote", "country": ("KZ", "RU")},
            {"Without “vote”": 2, "Without Kazakhstan or Russia": 1},
        ),
        # Dates.
        ({"q": "vote", **JANUARY}, {"Without “vote”": 1, "At any date": 1, "In May 2025, the nearest month": 1}),
        ({"since": date(2026, 1, 1)}, {"In May 2025, the nearest month": 1}),
        ({"until": date(2024, 1, 1)}, {"In January 2025, the nearest month": 1}),
        (
            {"country": ("KZ",), "since": date(2025, 2, 5), "until": date(2025, 2, 9)},
            {"At any date": 2, "In January 2025, the nearest month": 1},
        ),
        # Days in the wrong order: the whole lot of months between them is as near.
        (
            {"country": ("KZ",), "since": date(2025, 4, 1), "until": date(2025, 1, 1)},
            {"At any date": 2, "In March 2025, the nearest month": 1},
        ),
        # Two fields must go.
        (
            {"q": "vote", "country": ("KZ",), "topic": ("sport",)},
            {"Without “vote” and sport": 2, "Without Kazakhstan and sport": 1},
        ),
        (
            {"q": "rien", "country": ("FR",), **JANUARY},
            {"Without “rien”, at any date": 1, "Without “rien” and France": 1},
        ),
        # Three must: the words without any filter.
        ({"q": "vote", "country": ("KZ",), "topic": ("sport",), "source": (999,)}, {"Without any filter": 1}),
        ({"q": "rien", "country": ("ZZ",), "topic": ("sport",), "source": (999,)}, {}),
        # Without its only filter a search is the whole archive, which has a link of its own.
        ({"q": "rien"}, {}),
        ({"country": ("ZZ",)}, {}),
        # Something is found.
        ({"q": "vote"}, {}),
    ],
)
def test_ways_out(filled, params, expected):
    assert {label: count for label, (count, _) in hints(**params).items()} == expected


def test_a_way_out_finds_what_it_promises(filled):
    for params in ({"q": "vote", "country": ("KZ",), "topic": ("sport",)}, {"q": "vote", **JANUARY}):
        for count, query in hints(**params).values():
            assert find(SearchParams.from_query(QueryDict(query))).total == count > 0


def test_the_order_of_a_list_is_kept(filled):
    assert all("sort=relevance" in query for _, query in hints(q="vote", country=("KZ",), sort="relevance").values())


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"q": "pipline", "country": ("KZ",)}, "No article for “pipline”, Kazakhstan."),
        ({"q": "x", "country": ("KZ", "RU")}, "No article for “x”, Kazakhstan or Russia."),
        ({"q": "x", "since": date(2025, 2, 1), "until": date(2025, 2, 28)}, "No article for “x”, February 2025."),
        ({"q": "x", "until": date(2024, 1, 1)}, "No article for “x” until Jan. 1, 2024."),
        ({"since": date(2026, 1, 1)}, "No article from Jan. 1, 2026."),
        ({"q": "vote"}, ""),
        ({}, ""),
    ],
)
def test_what_was_asked_in_vain_is_said(filled, params, sentence):
    assert find(SearchParams(**params)).nothing == sentence


def test_in_french_it_is_said_in_french(filled):
    with translation.override("fr"):
        results = find(SearchParams(q="pipline", country=("KZ", "RU"), since=date(2026, 2, 5)))
    assert results.nothing == "Aucun article pour «\xa0pipline\xa0», Kazakhstan ou Russie à partir du 5 février 2026."


def test_of_many_values_the_first_three_are_said():
    asked = said([("country", code) for code in ("KZ", "RU", "FR", "CN", "US")] + [("topic", "energy")])
    assert asked == {"country": "KZ, RU, FR or …", "topic": "energy"}
    assert in_vain(asked) == "No article for KZ, RU, FR or …, energy."


def test_an_empty_archive_has_no_ways_out(index):
    assert hints(q="gaz", country=("KZ",), **JANUARY) == {}
