import pytest

from articles.models import Article
from articles.search import IndexQuery, articles_sharing, companions, facts, months_of
from tests.search import archive

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(index):
    rows = [
        archive.article("A", entities=("OTSC", "ONU", "KEGOC"), countries=("KZ",), day="2024-12-31"),
        archive.article("B", entities=("OTSC", "ONU"), topics=("defense",), day="2025-02-01"),
        archive.article("C", entities=("ONU", "BERD"), published_by="AFP", day="2025-02-02"),
        archive.article("D", entities=("ONU",), day="2025-02-03"),
        archive.article("E", entities=("FMI",), day="2025-03-03"),
    ]
    archive.put(index, *rows)
    return rows


def named(pairs):
    return [(entity.name, count) for entity, count in pairs]


def test_companions_are_the_others_of_the_same_articles(rows):
    assert named(companions(archive.entity("OTSC"))) == [("ONU", 2), ("KEGOC", 1)]
    assert named(companions(archive.entity("ONU"), limit=1)) == [("OTSC", 2)]
    assert named(companions(archive.entity("FMI"))) == []


def test_a_country_or_topic_has_companions_too(rows):
    assert {name for name, _ in named(companions(archive.country("KZ")))} == {"OTSC", "ONU", "KEGOC"}
    assert {name for name, _ in named(companions(archive.topic("defense")))} == {"OTSC", "ONU"}


def test_months_end_with_the_latest_of_the_archive(rows):
    months = months_of(archive.entity("OTSC"))
    assert len(months) == 24
    assert months[0] == ("2023-04", 0)
    assert months[-4:] == [("2024-12", 1), ("2025-01", 0), ("2025-02", 1), ("2025-03", 0)]


@pytest.mark.parametrize(
    ("subject", "count"),
    [
        (lambda: archive.entity("ONU"), 4),
        (lambda: archive.country("KZ"), 1),
        (lambda: archive.topic("defense"), 1),
        (lambda: archive.source("AFP"), 1),
        (lambda: IndexQuery(), 5),
        (lambda: archive.entity("unknown"), 0),
    ],
)
def test_facts_count_articles(rows, subject, count):
    assert facts(subject()) == count


def test_neighbours_share_the_most_and_rarest(rows):
    assert [(row.title, shared) for row, shared in articles_sharing(rows[0])] == [
        ("B", 2),
        ("D", 1),
        ("C", 1),
    ] or [(row.title, shared) for row, shared in articles_sharing(rows[0])] == [("B", 2), ("C", 1), ("D", 1)]
    assert len(articles_sharing(rows[0], limit=1)) == 1
    assert articles_sharing(rows[4]) == []


def test_a_draft_is_nobodys_neighbour(rows):
    Article.objects.filter(title="B").update(status=Article.Status.DRAFT)
    assert "B" not in [row.title for row, _ in articles_sharing(rows[0])]


def test_an_article_without_entities_has_no_neighbours(rows):
    assert articles_sharing(archive.article("F")) == []


def test_without_an_index_nothing_is_related(index):
    assert companions(archive.entity("ONU")) == months_of(archive.entity("ONU")) == []
    assert facts(archive.entity("ONU")) == 0
