from collections import Counter

import pytest

from articles.models import Article, Entity
from articles.search import IndexQuery, companions, facts, months_of, neighbours_of
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


def around(row, **options):
    """The neighbours of an article whose mentions are those stored."""
    named = Counter(row.mentions.values_list("entity", flat=True))
    return neighbours_of(row, named, **options)


def sharing(row, **options):
    names = dict(Entity.objects.values_list("pk", "name"))
    return [(beside.article.title, [names[pk] for pk in beside.shared]) for beside in around(row, **options).sharing]


def test_neighbours_share_the_most_and_rarest(rows):
    found = sharing(rows[0])
    assert found[0] == ("B", ["OTSC", "ONU"])
    assert sorted(found[1:]) == [("C", ["ONU"]), ("D", ["ONU"])]
    assert len(sharing(rows[0], limit=1)) == 1
    assert sharing(rows[4]) == []


def test_a_draft_is_nobodys_neighbour(rows):
    Article.objects.filter(title="B").update(status=Article.Status.DRAFT)
    assert "B" not in [title for title, _ in sharing(rows[0])]


def test_an_article_without_entities_has_no_neighbours(rows):
    assert sharing(archive.article("F")) == []


class TestStory:
    """Articles that say much of the same rare names, the nearest before and after."""

    WAR = ("Aliev", "Pachinian", "Latchine", "Aliev", "Pachinian")

    @pytest.fixture
    def told(self, index):
        """Five articles among thirty: three of one war, one about what all name, one long one that names the war."""
        many = [archive.article(f"Autre {n}", entities=("France", "ONU", f"Ville {n}")) for n in range(25)]
        told = {
            "un": archive.article("un", entities=(*self.WAR, "France"), day="2025-01-01"),
            "deux": archive.article("deux", entities=(*self.WAR, "France", "Gumri"), day="2025-03-01"),
            "trois": archive.article("trois", entities=(*self.WAR, "ONU"), day="2025-05-01"),
            "monde": archive.article("monde", entities=("France", "ONU"), day="2025-02-01"),
            "revue": archive.article("revue", entities=("Aliev", *(f"Sujet {n}" for n in range(9))), day="2025-03-02"),
        }
        archive.put(index, *many, *told.values())
        return told

    @pytest.mark.parametrize(
        ("title", "before", "after"),
        [
            ("un", None, "deux"),
            ("deux", "un", "trois"),
            ("trois", "deux", None),
            ("monde", None, None),
            ("revue", None, None),
        ],
    )
    def test_it_goes_on_before_and_after(self, told, title, before, after):
        found = around(told[title])
        assert (found.before and found.before.title, found.after and found.after.title) == (before, after)

    def test_of_the_same_moment_the_number_decides(self, told):
        Article.objects.update(published_at=told["un"].published_at)
        found = around(Article.objects.get(title="deux"))
        assert (found.before.title, found.after.title) == ("un", "trois")

    def test_drafts_are_not_told(self, told):
        Article.objects.filter(title="trois").update(status=Article.Status.DRAFT)
        assert around(told["deux"]).after is None

    def test_a_draft_has_a_place_in_it_before_it_is_published(self, told):
        draft = archive.article("brouillon", entities=self.WAR, day="2025-04-01", status=Article.Status.DRAFT)
        found = around(draft)
        assert (found.before.title, found.after.title) == ("deux", "trois")

    def test_it_takes_the_same_questions_however_much_is_shared(self, told, django_assert_num_queries):
        for title in ("monde", "deux", "revue"):
            named = Counter(told[title].mentions.values_list("entity", flat=True))
            with django_assert_num_queries(2):
                neighbours_of(told[title], named)


def test_without_an_index_nothing_is_related(index):
    assert companions(archive.entity("ONU")) == months_of(archive.entity("ONU")) == []
    assert facts(archive.entity("ONU")) == 0
    around = neighbours_of(archive.article("A", entities=("ONU",)), {archive.entity("ONU").pk: 1})
    assert (around.sharing, around.before, around.after) == ((), None, None)
