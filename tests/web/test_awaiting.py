"""The list of what is to be reviewed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.ingest import editing
from articles.models import Article, Batch, Deposit
from tests.web import archive, doubtful


def waiting(number: int, **given) -> Article:
    return archive.article(f"Texte {number}.", **{"status": archive.REVIEW, "title": f"T{number}", **given})


def titles(client, query: str = "") -> list[str]:
    return [row.article.title for row in client.get(f"/en/review/{query}").context["rows"]]


def test_it_lists_what_is_to_be_reviewed_the_oldest_first(desk, reference):
    waiting(0), waiting(1)
    archive.article("Publié."), archive.article("Brouillon.", status=archive.DRAFT)
    assert titles(desk) == ["T0", "T1"]
    assert "2 articles, the oldest first." in archive.page(desk.get("/en/review/"))


def test_each_says_how_many_points_are_open(desk, reference):
    editing.send_to_review(doubtful.faint())
    waiting(1)
    Article.objects.filter(pk=waiting(2).pk).update(annotation_version="")
    Article.objects.filter(pk=waiting(3).pk).update(annotation_version="", annotation_failures=2)
    page = archive.page(desk.get("/en/review/"))
    said = ["1 point to check", "Nothing to check", "Names are being marked", "Marking the names failed"]
    # What goes on has a bar too, of the same name.
    assert [page.count(each) for each in said] == [1, 1, 2, 1]


def test_titles_and_sources_are_shown_literally_and_can_be_chosen(desk, reference):
    row = waiting(0, title=archive.HOSTILE, source=archive.HOSTILE)
    page = archive.page(desk.get("/en/review/"))
    assert archive.HOSTILE not in page
    assert f'name="article" value="{row.pk}" form="bulk"' in page
    assert 'id="bulk"' in page


def test_it_is_sifted_by_source_and_by_import(desk, reference):
    waiting(0, source="Agence"), waiting(1, source="Agence"), waiting(2, source="Courrier")
    source = Article.objects.get(title="T0").source_id
    batch = Batch.objects.create(origin=Batch.Origin.UPLOAD)
    for title in ("T1", "T2"):
        for name in ("a", "b"):
            Deposit.objects.create(batch=batch, name=name, article=Article.objects.get(title=title))
    assert titles(desk, f"?source={source}") == ["T0", "T1"]
    assert titles(desk, f"?batch={batch.pk}") == ["T1", "T2"], "each once, though it came twice"
    assert titles(desk, f"?source={source}&batch={batch.pk}") == ["T1"]
    assert titles(desk, "?source=x&batch=") == ["T0", "T1", "T2"]


@pytest.mark.parametrize("query", ["source=999", "batch=" + "9" * 18, "batch=999&page=2"])
def test_what_is_not_there_is_an_empty_list(desk, reference, query):
    waiting(0)
    response = desk.get(f"/en/review/?{query}")
    assert response.status_code == 200
    assert "Nothing waits for a review." in archive.page(response)


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 40, "²"])
def test_an_absurd_page_is_some_page(desk, reference, page):
    waiting(0)
    assert desk.get("/en/review/", {"page": page}).status_code == 200


def test_it_is_for_the_desk(client, reader):
    assert client.get("/review/").status_code == 302
    client.force_login(reader)
    assert client.get("/review/").status_code == 403


def test_the_number_of_queries_does_not_grow_with_the_list(desk, reference):
    doubtful.bearers()
    counts = []
    for first in (0, 12):
        for number in range(first, first + 12):
            waiting(number, source=f"S{number}")
            doubtful.lone(f"Zorb {number}.", status=archive.REVIEW)
        with CaptureQueriesContext(connection) as queries:
            desk.get("/en/review/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
