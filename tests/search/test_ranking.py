import pytest

from articles.search import kinds_named, most_named, ranking, recent
from tests.search import archive

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(index):
    rows = [
        archive.article("A", entities=("OTSC", "ONU"), topics=("defense",), countries=("KZ",), day="2023-03-31"),
        archive.article("B", entities=("OTSC", "ONU"), topics=("defense",), day="2023-04-01"),
        archive.article("C", entities=("ONU",), topics=("defense",), day="2025-03-03"),
    ]
    archive.put(index, *rows)
    return rows


def test_the_most_named_come_first_with_their_numbers(rows, monkeypatch):
    onu, otsc = archive.entity("ONU").pk, archive.entity("OTSC").pk
    assert list(most_named().items()) == [(onu, 3), (otsc, 2)]
    monkeypatch.setattr(ranking, "RANKED", 1)
    assert most_named() == {onu: 3}


def test_the_last_months_end_with_the_latest_of_the_archive(rows):
    found = recent("topic", ["defense", "unknown"])
    assert (len(found.months), found.months[0], found.months[-1]) == (24, "2023-04", "2025-03")
    assert found.counts == {"defense": (1, *[0] * 22, 1), "unknown": (0,) * 24}
    assert recent("country", ["KZ"]).counts == {"KZ": (0,) * 24}
    assert recent("entity", []).counts == {}


def test_kinds_are_counted_once_for_each_state_of_the_index(rows, index, django_assert_num_queries):
    assert kinds_named() == {"organisation": 2}
    with django_assert_num_queries(0):
        kinds_named().clear()
        assert kinds_named() == {"organisation": 2}
    archive.put(index, archive.article("D", entities=("FMI",)))
    assert kinds_named() == {"organisation": 3}


def test_without_an_index_nothing_is_ranked(index):
    archive.article("A", entities=("ONU",))
    assert most_named() == {} and kinds_named() == {"organisation": 1}
    assert recent("entity", [1]) == ranking.Recent((), {})
