from datetime import date
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from articles.search import SearchParams
from articles.search.params import LAST_PAGE, LONGEST_TEXT, MOST_VALUES

NAMES = ["q", "country", "topic", "entity", "source", "language", "from", "to", "page", "sort", "other"]


def read(query):
    return SearchParams.from_query(QueryDict(query))


@pytest.mark.parametrize(
    ("query", "params"),
    [
        ("", SearchParams()),
        ("q=+gaz++russe%00+", SearchParams(q="gaz russe")),
        ("q=a&q=b", SearchParams(q="b")),
        ("country=kz&country=FR&country=KZ", SearchParams(country=("FR", "KZ"))),
        ("country=KAZ&country=1&country=&country=%C3%A9%C3%A9", SearchParams()),
        ("topic=energie&topic=a+b&topic=../x", SearchParams(topic=("energie",))),
        ("entity=7&entity=007&entity=-1&entity=0&entity=x&entity=99999999999", SearchParams(entity=(7,))),
        ("source=3&source=%D9%A3", SearchParams(source=(3,))),
        (
            "language=fr&language=FR&language=fr_CA&language=&language=%C3%A9",
            SearchParams(language=("fr",)),
        ),
        ("from=2025-02-03&to=2025-02-04", SearchParams(since=date(2025, 2, 3), until=date(2025, 2, 4))),
        ("from=2024-02&to=2024-02", SearchParams(since=date(2024, 2, 1), until=date(2024, 2, 29))),
        ("from=2025-02-30&to=2025-13", SearchParams()),
        ("from=0000-01-01&to=9999-12-31", SearchParams()),
        ("from=hier&to=2025", SearchParams()),
        ("page=3", SearchParams(page=3)),
        ("folded=0", SearchParams(folded=False)),
        ("folded=1&folded=x", SearchParams()),
        ("page=0", SearchParams()),
        ("page=-1", SearchParams()),
        ("page=x", SearchParams()),
        ("page=1999999999", SearchParams(page=LAST_PAGE)),
        ("sort=relevance", SearchParams(sort="relevance")),
        ("sort=best", SearchParams()),
    ],
)
def test_a_query_string_is_read_as(query, params):
    assert read(query) == params


@pytest.mark.parametrize(
    ("params", "query"),
    [
        (SearchParams(), ""),
        (SearchParams(q="gaz & co", page=2), "q=gaz+%26+co&page=2"),
        (SearchParams(country=("FR", "KZ"), entity=(7,)), "country=FR&country=KZ&entity=7"),
        (SearchParams(since=date(2025, 2, 3), sort="relevance"), "from=2025-02-03&sort=relevance"),
    ],
)
def test_a_search_is_written_as(params, query):
    assert params.as_query() == query


VALUES = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.sampled_from(["fr", "KZ", "ru", "7", "12", "2025-03-04", "2025-03", "energie", "relevance", "newest"]),
)


@given(st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=30))
def test_reading_and_writing_are_inverses(pairs):
    params = read(urlencode(pairs))
    assert read(params.as_query()) == params


def test_there_is_an_end_to_everything():
    params = read(urlencode([("q", "é " * 4000), *(("entity", n) for n in range(1, 500))]))
    assert len(params.q) <= LONGEST_TEXT
    assert len(params.entity) == MOST_VALUES


def test_values_are_taken_in_and_out_and_the_page_begins_anew():
    params = SearchParams(q="gaz", country=("KZ",), since=date(2025, 1, 1), page=4)
    assert params.with_value("country", "FR") == SearchParams(q="gaz", country=("FR", "KZ"), since=date(2025, 1, 1))
    assert params.with_value("country", "KZ").country == ("KZ",)
    assert params.without("country", "KZ").country == params.without("country").country == ()
    assert params.without("q").q == ""
    assert params.without("since").since is None
    assert params.without("period").since is None
    assert params.toggled("country", "KZ").country == ()
    assert params.toggled("entity", 3).toggled("entity", 1).entity == (1, 3)
    assert params.toggled("entity", 3).page == 1
    assert params.only_page(2).page == 2


@pytest.mark.parametrize(
    ("query", "filtered"),
    [
        ("", False),
        ("page=2&sort=relevance", False),
        ("q=a", True),
        ("source=1", True),
        ("to=2025-01-01", True),
    ],
)
def test_paging_and_sorting_are_no_filters(query, filtered):
    assert read(query).is_filtered is filtered


def test_about_is_kept_in_the_address_and_can_be_let_go():
    params = SearchParams.from_query(QueryDict("country=KZ&about=1"))
    assert params.about and params.as_query() == "country=KZ&about=1"
    assert params.without("about").as_query() == "country=KZ"
    assert not SearchParams.from_query(QueryDict("about=yes")).about
