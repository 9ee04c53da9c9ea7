"""« Did you mean »: what is suggested, as it is written, and only where it finds something."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from articles.models import Alias, Article
from articles.search import SearchParams, find
from articles.search.spelling import FEW
from tests.search import archive

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(index):
    uzbek = archive.entity("Ouzbekistan")
    Alias.objects.create(entity=uzbek, name="OUzbékie", folded="ouzbekie")
    archive.put(
        index,
        archive.article("Gaz", "Le gaz du Kazakhstan passe par un pipeline.", countries=("KZ",), day="2025-01-31"),
        archive.article("Atome", "L’Azerbaïdjan parle d’énergie nucléaire à Rosatom.", countries=("RU",)),
        archive.article("Centrale", "Une centrale nucléaire."),
        archive.article("Vote", "Le vote.", countries=("FR",), entities=("Ouzbekistan",)),
        archive.article("Power", "Nuclear power in Kazakhstan.", language="en"),
    )


def suggested(q, **filters):
    """The text suggested for ``q`` with stars around what was replaced, and how many articles it finds."""
    suggestion = find(SearchParams(q=q, **filters)).suggestion
    if suggestion is None:
        return None
    return "".join(f"*{piece.text}*" if piece.hit else piece.text for piece in suggestion.text), suggestion.count


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("kazakstan", ("*Kazakhstan*", 2)),
        ("KAZAKSTAN", ("*Kazakhstan*", 2)),
        ("Azerbaidjian", ("*Azerbaïdjan*", 1)),
        ("rosatum", ("*Rosatom*", 1)),
        ("ouzbekistant", ("*Ouzbekistan*", 1)),  # written in a name only
        ("nucléare", ("*nucléaire*", 2)),  # as an English word is stemmed it finds one
        ("gaz pipline", ("gaz *pipeline*", 1)),
        ("pipline kazakstan", ("*pipeline* *Kazakhstan*", 1)),
        ("l’energie nucleairre", ("l’energie *nucléaire*", 1)),
        ('pipline "gaz du Kazakhstan" -vote', ('*pipeline* "gaz du Kazakhstan" -vote', 1)),
        ("vote OR kazakstan", ("vote OR *Kazakhstan*", 3)),
        ("kazakhstan", None),
        ("hippopotame", None),
        ("kazakstan hippopotame", None),
        ("rosatum pipline", None),  # both are known, but never in one article
        ('"kazakstan"', None),
        ("-kazakstan", None),
        ("", None),
        ("…", None),
        ("aaaa bbbb cccc dddd kazakstan", None),
    ],
)
def test_a_search_may_mean(filled, q, expected):
    assert suggested(q) == expected


def test_filters_stay_and_what_they_exclude_is_not_suggested(filled):
    suggestion = find(SearchParams(q="kazakstan", country=("KZ",), sort="relevance", page=3)).suggestion
    assert (suggestion.count, suggestion.query) == (1, "q=Kazakhstan&country=KZ&sort=relevance")
    assert suggested("kazakstan", country=("FR",)) is None
    assert suggested("kazakstan", since=date(2025, 1, 31)) == ("*Kazakhstan*", 1)


def test_of_words_as_near_the_one_that_finds_something_is_meant(index):
    archive.put(
        index,
        archive.article("A", "Poutine.", countries=("FR",)),
        archive.article("B", "Poutine.", countries=("FR",)),
        archive.article("C", "La routine.", countries=("KZ",)),
    )
    assert suggested("soutine") == ("*Poutine*", 2)
    assert suggested("soutine", country=("KZ",)) == ("*routine*", 1)


def test_accents_that_were_typed_tell_which_of_two_is_meant(index):
    archive.put(
        index,
        archive.article("A", "Élise Nuclear."),
        archive.article("B", "Le nucléaire."),
        archive.article("C", "Le nucléaire russe."),
    )
    assert suggested("nuclëare") == ("*nucléaire*", 2)
    assert suggested("nucleare") == ("*nucléaire*", 2)


def test_words_of_unpublished_articles_are_never_suggested(filled):
    Article.objects.filter(title="Atome").update(status=Article.Status.DRAFT)  # the index does not know yet
    assert suggested("rosatum") is None
    assert suggested("Azerbaidjian") is None


def test_a_search_that_finds_enough_has_no_suggestion(index):
    rows = [archive.article(f"{n}", "Le gaz." if n else "Le pétrole.") for n in range(FEW + 1)]
    archive.put(index, *rows)
    assert suggested("gaz OR petroel") is None
    archive.put(index, *(archive.article(f"Autre {n}", "Le pétrole.") for n in range(3)))
    assert suggested("gaz OR petroel") is None
    assert suggested("titre OR petroel") == ("titre OR *pétrole*", 4)


def test_a_suggestion_finds_more_than_the_search(index):
    archive.put(index, archive.article("A", "Une centrale hydraulique."))
    assert find(SearchParams(q="hydrauliques")).total == 1
    assert suggested("hydrauliques") is None


def test_a_suggestion_that_would_be_cut_is_none(filled):
    assert suggested("kazakstan " + '"' + "x" * 300) is None
    assert suggested("a" * 256) is None


@pytest.mark.parametrize(("language", "question"), [("fr", "Vouliez-vous dire …\xa0?"), ("en", "Did you mean …?")])
def test_the_question_stands_around_the_text(filled, language, question):
    with translation.override(language):
        before, after = find(SearchParams(q="kazakstan")).suggestion.question
    assert f"{before}…{after}" == question


def test_more_rows_need_no_more_queries(index):
    counts = []
    for first in (0, 10):
        rows = [archive.article(f"{n}", "Kazakhstan.", entities=(f"E{n}",)) for n in range(first, first + 10)]
        archive.put(index, *rows)
        with CaptureQueriesContext(connection) as queries:
            assert find(SearchParams(q="kazakstan")).suggestion
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6
