from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from articles.search import SearchParams, find
from tests.search import archive

pytestmark = pytest.mark.django_db


def titles(params, **options):
    return [hit.article.title for hit in find(params, **options).articles]


@pytest.fixture
def filled(index):
    archive.put(
        index,
        archive.article("Gaz", "Le gaz kazakh.", countries=("KZ",), topics=("energie",), day="2025-01-31"),
        archive.article("Pétrole", "Le pétrole.", countries=("KZ", "RU"), topics=("energie",), day="2025-03-01"),
        archive.article("Vote", "Le vote.", countries=("FR",), day="2025-03-02", entities=("ONU",)),
    )


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        (SearchParams(), ["Vote", "Pétrole", "Gaz"]),
        (SearchParams(q="petrole"), ["Pétrole"]),
        (SearchParams(q="ONU"), ["Vote"]),
        (SearchParams(country=("KZ",)), ["Pétrole", "Gaz"]),
        (SearchParams(country=("RU", "FR")), ["Vote", "Pétrole"]),
        (SearchParams(country=("KZ",), topic=("energie",), q="-gaz"), ["Pétrole"]),
        (SearchParams(since=date(2025, 3, 1), until=date(2025, 3, 1)), ["Pétrole"]),
        (SearchParams(until=date(2025, 2, 28)), ["Gaz"]),
        (SearchParams(since=date(2025, 4, 1), until=date(2025, 3, 1)), []),
    ],
)
def test_a_search_finds(filled, params, expected):
    assert titles(params) == expected


def test_results_tell_all_about_themselves(filled):
    results = find(SearchParams(country=("KZ",), sort="relevance"))
    assert (results.total, results.archive_total, results.page, results.pages) == (2, 3, 1, 1)
    assert (results.clear_query, results.next_query, results.previous_query) == ("sort=relevance", None, None)
    assert results.hints == ()


def test_pages_follow_each_other(filled):
    first, second = (find(SearchParams(page=page), per_page=2) for page in (1, 2))
    assert (first.next_query, first.previous_query, first.pages) == ("page=2", None, 2)
    assert (second.next_query, second.previous_query) == (None, "")
    assert titles(SearchParams(page=2), per_page=2) == ["Gaz"]


def test_beyond_the_end_is_the_last_page(filled):
    results = find(SearchParams(page=1_000_000), per_page=2)
    assert (results.page, results.params.page, len(results.articles)) == (2, 2, 1)


def test_filters_can_be_let_go_one_by_one(filled):
    results = find(SearchParams(q="gaz", country=("KZ", "RU"), since=date(2025, 1, 1), page=3))
    assert [filter_.name for filter_ in results.applied] == ["q", "country", "country", "since"]
    assert [filter_.query for filter_ in results.applied] == [
        "country=KZ&country=RU&from=2025-01-01",
        "q=gaz&country=RU&from=2025-01-01",
        "q=gaz&country=KZ&from=2025-01-01",
        "q=gaz&country=KZ&country=RU",
    ]
    assert {"Kazakhstan", "Russie"} < {filter_.label for filter_ in results.applied}


@pytest.mark.parametrize(
    ("since", "until", "labels"),
    [
        (date(2025, 2, 1), date(2025, 2, 28), ["February 2025"]),
        (date(2025, 2, 1), date(2025, 3, 31), ["from Feb. 1, 2025", "until March 31, 2025"]),
        (None, date(2025, 2, 28), ["until Feb. 28, 2025"]),
    ],
)
def test_days_are_said_in_words(index, since, until, labels):
    with translation.override("en"):
        applied = find(SearchParams(since=since, until=until)).applied
    assert [filter_.label for filter_ in applied] == labels


def test_an_archive_without_an_index_is_empty(index):
    results = find(SearchParams(q="gaz", country=("KZ",), page=9))
    assert (results.total, results.archive_total, results.page, results.pages) == (0, 0, 1, 1)


def test_more_rows_need_no_more_queries(index):
    rows = [
        archive.article(
            f"{n}",
            countries=("KZ",),
            topics=("energie", "elections"),
            entities=(f"E{n}", "ONU"),
            published_by=f"S{n}",
        )
        for n in range(20)
    ]
    archive.put(index, *rows[:10])
    ten = queries_of_a_page()
    archive.put(index, *rows[10:])
    assert queries_of_a_page() == ten <= 10


def queries_of_a_page():
    with CaptureQueriesContext(connection) as queries:
        results = find(SearchParams(q="texte", country=("KZ",)))
        for hit in results.articles:
            assert hit.article.source.name
            assert [link.topic.name for link in hit.article.article_topics.all()]
            assert [entity.display_name for entity in hit.entities]
        assert len(results.articles) >= 10
    return len(queries.captured_queries)


@pytest.mark.parametrize(
    ("within", "params", "expected"),
    [
        ((("country", "KZ"),), SearchParams(), ["Pétrole", "Gaz"]),
        ((("country", "KZ"), ("country", "RU")), SearchParams(), ["Pétrole"]),
        ((("country", "KZ"),), SearchParams(country=("RU",)), ["Pétrole"]),
        ((("country", "KZ"),), SearchParams(country=("FR",)), []),
        ((("country", "KZ"),), SearchParams(q="gaz"), ["Gaz"]),
        ((("topic", "energie"), ("country", "RU")), SearchParams(), ["Pétrole"]),
    ],
)
def test_a_search_within_something_stays_within_it(filled, within, params, expected):
    results = find(params, within=within)
    assert [hit.article.title for hit in results.articles] == expected
    assert "KZ" not in results.clear_query and not any("KZ" in filter_.query for filter_ in results.applied)


def test_what_all_have_in_common_is_no_choice_and_counts_are_of_the_others(filled):
    results = find(SearchParams(), within=(("country", "KZ"),))
    assert [(option.value, option.count) for option in results.facets.country.options] == [("RU", 1)]
    assert results.archive_total == 2


def test_about_asks_for_articles_about_the_countries_not_for_those_that_name_them(index):
    row = archive.article("Au cœur", countries=("KZ", "RU"))
    row.article_countries.filter(country="KZ").update(about=True)
    archive.put(index, row, archive.article("En passant", countries=("KZ",)))
    assert titles(SearchParams(country=("KZ",), about=True)) == ["Au cœur"]
    assert titles(SearchParams(about=True), within=(("country", "KZ"),)) == ["Au cœur"]
    assert titles(SearchParams(country=("RU",), about=True)) == []
    facets = find(SearchParams(country=("KZ",), about=True)).facets
    assert [(option.value, option.count) for option in facets.country.options] == [("KZ", 1)]
    assert [filter_.name for filter_ in find(SearchParams(country=("KZ",), about=True)).applied] == ["country", "about"]


def test_texts_come_when_asked_for(filled):
    hit, *_ = find(SearchParams(), with_texts=True).articles
    assert "text" not in hit.article.get_deferred_fields()
