import pytest

from articles.models import Article, Mention
from articles.search import spans_of, surfaces_of
from tests.search import archive

pytestmark = pytest.mark.django_db


def test_spans_are_those_of_the_subject_by_article():
    one = archive.article("Un", entities=("ONU", "ONU", "FMI"), countries=("KZ",))
    one.article_countries.update(evidence=[[9, 12], [2, 4]])
    two = archive.article("Deux", entities=("ONU",))
    assert spans_of(archive.entity("ONU"), [one, two]) == {one.pk: [(0, 1), (1, 2)], two.pk: [(0, 1)]}
    assert spans_of(archive.country("KZ"), [one, two]) == {one.pk: [(2, 4), (9, 12)]}
    assert spans_of(archive.entity("FMI"), [two]) == {}


def test_surfaces_are_those_of_published_articles_commonest_first():
    archive.article("Un", entities=("ONU", "ONU", "ONU"))
    Mention.objects.filter(start=2).update(surface="Nations unies")
    archive.article("Brouillon", entities=("ONU",), status=Article.Status.DRAFT)
    assert surfaces_of(archive.entity("ONU"), 5) == [("x", 2), ("Nations unies", 1)]
    assert surfaces_of(archive.entity("ONU"), 1) == [("x", 2)]
