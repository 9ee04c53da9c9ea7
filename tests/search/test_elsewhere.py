import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Appearance, Article, Story
from articles.search import SearchParams, elsewhere, find
from articles.search.elsewhere import SHOWN
from tests.search import archive

pytestmark = pytest.mark.django_db


def story(*rows):
    """Make one story of rows, led by the first."""
    made = Story.objects.create(lead=rows[0])
    Article.objects.filter(pk__in=[row.pk for row in rows]).update(story=made)
    return list(Article.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk"))


def told(number, **values):
    rows = [
        archive.article(f"Titre {n}", day=f"2025-01-{n + 1:02}", published_by=f"Source {n}", **values)
        for n in range(number)
    ]
    return story(*rows)


def labels(article, **options):
    found = elsewhere([article], **options)[article.pk]
    return [place.label for place in found.places], found.more


def test_the_others_of_a_story_the_earliest_first():
    one, two, three = told(3)
    assert labels(two) == (["Source 0", "Source 2"], 0)
    place = elsewhere([one])[one.pk].places[0]
    assert (place.href, place.outside, place.published_at) == (two.get_absolute_url(), False, two.published_at)
    assert three.story == one.story


def test_drafts_are_nowhere():
    one, _, three = told(3)
    Article.objects.filter(pk=three.pk).update(status=Article.Status.DRAFT)
    assert labels(one) == (["Source 1"], 0)
    three.refresh_from_db()
    assert labels(three) == (["Source 0", "Source 1"], 0), "the desk sees where a draft belongs"


def test_without_a_source_the_title_is_named_in_its_language():
    one, two = story(archive.article("Un", day="2025-01-01"), archive.article("Two", language="en"))
    place = elsewhere([one])[one.pk].places[0]
    assert (place.label, place.language) == ("Two", "en")


def test_the_very_same_text_elsewhere():
    article = archive.article("Un")
    for number, (source, url) in enumerate((("Le Matin", "https://m.example/"), ("", "https://www.s.example/a"))):
        Appearance.objects.create(
            article=article, source=archive.source(source) if source else None, url=url, address=str(number)
        )
    places = elsewhere([article])[article.pk].places
    assert [(place.label, place.href, place.outside) for place in places] == [
        ("Le Matin", "https://m.example/", True),
        ("s.example", "https://www.s.example/a", True),
    ]


def test_of_very_many_a_few_are_named_and_the_rest_counted():
    rows = told(SHOWN + 4)
    for number in range(SHOWN + 1):
        Appearance.objects.create(article=rows[0], url=f"https://x.example/{number}", address=str(number))
    for row, others in ((rows[0], 2 * SHOWN + 4), (rows[-1], SHOWN + 3)):
        names, more = labels(row)
        assert (len(names), more) == (SHOWN, others - SHOWN)


def test_an_article_by_itself_is_nowhere_else():
    article = archive.article("Un")
    assert not elsewhere([article])[article.pk]


def test_all_of_a_page_in_two_queries():
    rows = [row for _ in range(4) for row in story(*(archive.article(f"{_}{n}") for n in range(3)))]
    with CaptureQueriesContext(connection) as queries:
        elsewhere(rows)
    assert len(queries) == 2


class TestTheList:
    @pytest.fixture
    def rows(self, index):
        rows = [*told(3), archive.article("Seul", day="2025-02-01", published_by="Source 1")]
        archive.put(index, *rows)
        return rows

    def titles(self, **asked):
        return [hit.article.title for hit in find(SearchParams(**asked)).articles]

    def test_shows_a_story_once_and_says_how_many_it_leaves_out(self, rows):
        found = find(SearchParams())
        assert [hit.article.title for hit in found.articles] == ["Seul", "Titre 0"]
        assert (found.total, found.archive_total, found.hidden, found.unfolded_query) == (2, 2, 2, "folded=0")
        assert [place.label for place in found.articles[1].elsewhere.places] == ["Source 1", "Source 2"]

    def test_shows_every_article_when_asked(self, rows):
        assert self.titles(folded=False) == ["Seul", "Titre 2", "Titre 1", "Titre 0"]
        assert find(SearchParams(folded=False)).hidden == 0

    def test_finds_an_article_whose_leader_is_not_asked_for(self, rows):
        source = rows[1].source_id
        assert self.titles(source=(source,)) == ["Seul", "Titre 1"]

    def test_a_source_counts_what_one_gets_by_choosing_it(self, rows):
        for option in find(SearchParams()).facets.source.options:
            assert option.count == find(SearchParams(source=(int(option.value),))).total

    def test_each_page_is_full(self, index):
        rows = [row for each in range(6) for row in story(*(archive.article(f"{each} {n}") for n in range(4)))]
        archive.put(index, *rows)
        pages = [find(SearchParams(page=page), per_page=4) for page in (1, 2)]
        assert [len(page.articles) for page in pages] == [4, 2]
        assert {page.pages for page in pages} == {2}
        assert pages[0].hidden == 18
