"""The list of drafts: what is ready, what is not yet, and what failed."""

import re

import pytest
from django.utils import timezone

from articles import nlp
from articles.ingest.annotating import annotate_article
from articles.ingest.importing import import_text
from articles.models import Article
from tests.web import archive

DRAFTS = "/en/drafts/"


def words(response) -> str:
    return " ".join(response.content.decode().split())


def test_it_polls_until_all_is_annotated(desk, draft):
    page = words(desk.get(DRAFTS))
    assert 'hx-get="/en/drafts/?seen=' in page
    assert '<meta http-equiv="refresh" content="3; url=/en/drafts/">' in page
    assert "Names are being marked" in page
    assert "Un brouillon &lt;i&gt;" in page
    Article.objects.update(annotation_version="1")
    page = words(desk.get(DRAFTS))
    assert "hx-trigger" not in page
    assert "refresh" not in page
    assert "1 draft, 1 ready to review" in page


def test_it_answers_only_what_is_new(desk, draft):
    seen = desk.get(DRAFTS).context["drafts"].digest
    assert desk.get(DRAFTS, {"seen": seen}).status_code == 204
    Article.objects.update(annotation_version="1")
    response = desk.get(DRAFTS, {"seen": seen})
    assert response.status_code == 200
    assert "0 mentions" in words(response)


def test_a_failed_annotation_is_told(desk, draft):
    Article.objects.update(annotation_failures=1, annotation_retry_at=timezone.now())
    page = words(desk.get(DRAFTS))
    assert "tried again at" in page
    assert 'hx-trigger="every 15s"' in page


def test_one_that_was_given_up_is_not_waited_for(desk, draft):
    Article.objects.update(annotation_failures=5, annotation_retry_at=None)
    page = words(desk.get(DRAFTS))
    assert "Marking the names failed" in page
    assert "tried again" not in page
    assert "hx-trigger" not in page


def test_published_articles_are_not_among_them(desk, draft):
    Article.objects.update(status="published")
    assert "Un brouillon" not in words(desk.get(DRAFTS))


def test_many_are_chosen_and_published_at_once(desk, draft):
    """What is chosen stays so while the list is renewed."""
    page = words(desk.get(DRAFTS))
    assert 'form="bulk" hx-preserve>' in page
    assert 'value="publish"' in page
    desk.post(f"{DRAFTS}bulk/", {"action": "publish", "article": [draft.pk], "anyway": "1", "next": DRAFTS})
    assert not Article.objects.drafts().exists()
    assert "No draft is waiting" in words(desk.get(DRAFTS))


def test_pages_of_thirty_in_a_constant_number_of_queries(desk, draft, django_assert_max_num_queries):
    for n in range(40):
        import_text(f"Texte {n}")
    with django_assert_max_num_queries(10):
        page = words(desk.get(DRAFTS))
    assert "41 drafts, 0 ready to review" in page
    assert page.count('id="draft-') == 30
    assert "Page 1 of 2" in page
    assert words(desk.get(f"{DRAFTS}?page=2")).count('id="draft-') == 11


def test_what_is_ready_is_counted_on_every_page(desk, reference):
    for n in range(34):
        archive.article(f"Texte {n}.", status=archive.DRAFT)
    seen = desk.get(DRAFTS).context["drafts"].digest
    Article.objects.filter(pk=Article.objects.earliest("pk").pk).update(annotation_version="")
    for number in (1, 2):
        assert "34 drafts, 33 ready to review" in words(desk.get(DRAFTS, {"page": number}))
    assert desk.get(DRAFTS, {"seen": seen}).status_code == 200, "the count is news"


def test_of_a_long_list_only_the_end_is_told_aloud(desk, draft):
    def aloud() -> str:
        return re.search(r'id="news" role="status">(.*?)</p>', words(desk.get(DRAFTS, {"seen": "before"})))[1]

    assert "1 draft, 0 ready" in aloud()
    for n in range(40):
        import_text(f"Texte {n}")
    assert "ready" not in aloud()
    Article.objects.update(annotation_version="1")
    assert "41 drafts, 41 ready" in aloud()


@pytest.mark.model
def test_a_draft_is_counted_when_annotated(desk, draft):
    annotate_article(draft)
    assert nlp.version() == Article.objects.get().annotation_version
    assert f"{draft.mentions.count()} mentions" in words(desk.get(DRAFTS))
