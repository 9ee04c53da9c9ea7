"""The list of who did what and when."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.ingest import answering, editing, history
from articles.models import Act, Country, Question, Verb, Verdict
from articles.web.history import PER_PAGE
from tests.web import archive


@pytest.fixture
def article(reference):
    return archive.article("Un texte.", status=archive.DRAFT, title=archive.HOSTILE)


def rows(client, query: str = "") -> list[tuple[str, str]]:
    return [(row.act.verb, row.who) for row in client.get(f"/en/history/{query}").context["rows"]]


def page_of(client, query: str = "") -> str:
    return archive.page(client.get(f"/en/history/{query}"))


def test_the_newest_comes_first_with_its_article(desk, editor, article):
    editing.publish(article, by=editor)
    assert rows(desk) == [("published", "edith"), ("added", "")]
    page = page_of(desk)
    assert "<b>Published</b> <span>Draft → Published</span>" in page
    assert f'<a href="/en/upload/{article.pk}/">' in page
    assert "by the software" in page
    assert archive.HOSTILE not in page


def test_it_is_sifted_by_person_and_by_deed(desk, editor, administrator, article):
    editing.publish(article, by=editor)
    editing.withdraw(article, by=administrator)
    assert rows(desk, f"?by={editor.pk}") == [("published", "edith")]
    assert rows(desk, "?by=software") == [("added", "")]
    assert rows(desk, "?verb=withdrawn") == [("withdrawn", "adam")]
    assert rows(desk, f"?verb=withdrawn&by={editor.pk}") == []
    assert len(rows(desk, "?verb=nonsense")) == 3


@pytest.mark.parametrize("query", ["by=999", "by=" + "9" * 40, "by=x", "by=%00"])
def test_nobody_did_nothing(desk, article, query):
    assert rows(desk, f"?{query}") == []
    assert "Nothing was noted yet." in page_of(desk, f"?{query}")


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 40])
def test_an_absurd_page_is_some_page(desk, article, page):
    assert len(rows(desk, f"?page={page}")) == 1


def test_so_many_stand_on_a_page(desk, article):
    for _ in range(PER_PAGE):
        history.record(article, Verb.ANNOTATED)
    assert len(rows(desk)) == PER_PAGE
    assert rows(desk, "?page=2") == [("added", "")]
    assert 'href="?by=software&amp;page=2"' in page_of(desk, "?by=software")


def test_accounts_and_articles_that_are_gone_keep_their_names(desk, article):
    gone = User.objects.create_user("<i>max</i>")
    editing.publish(article, by=gone)
    editing.remove(article, by=gone)
    gone.delete()
    page = page_of(desk)
    assert page.count("&lt;i&gt;max&lt;/i&gt; (account removed)") == 2
    assert "<i>max" not in page
    assert f"/upload/{article.pk}/" not in page
    assert page.count("O&#x27;Brien") == 3


@pytest.mark.parametrize(
    ("question", "verdict", "told"),
    [
        (Question.WHO, Verdict.IS, "Ada"),
        (Question.WHO, Verdict.LEFT, "left as it is"),
        (Question.SAME, Verdict.OTHER, "another person"),
        (Question.NAME, Verdict.NO_NAME, "not a name"),
        (Question.NAME, Verdict.IS, "a name"),
        (Question.COUNTRY, Verdict.OTHER, "not Kazakhstan"),
        (Question.WHERE, Verdict.IS, "Kazakhstan"),
    ],
)
def test_an_answer_is_told_in_the_reader_s_language(desk, article, question, verdict, told):
    of_country = question in (Question.COUNTRY, Question.WHERE)
    entity = archive.entity("Ada") if (question, verdict) == (Question.WHO, Verdict.IS) else None
    country = Country.objects.get(pk="KZ") if of_country else None
    answering.answer(article, question, "x", verdict, surface="un <b>", entity=entity, country=country)
    assert f'<b>Doubt answered</b> <q lang="fr">un &lt;b&gt;</q> <span>→ {told}</span>' in page_of(desk)


@pytest.mark.parametrize(
    "detail", [{}, {"from": "x", "to": None}, {"fields": ["gone", 7]}, {"country": 7, "verdict": []}]
)
@pytest.mark.parametrize("verb", Verb.values)
def test_what_an_older_version_noted_is_shown_as_far_as_it_can(desk, article, verb, detail):
    act = history.record(article, Verb.ADDED)
    Act.objects.filter(pk=act.pk).update(verb=verb, detail=detail)
    assert desk.get("/history/").status_code == 200


def test_it_is_for_the_desk(client, reader):
    assert client.get("/history/").status_code == 302
    client.force_login(reader)
    assert client.get("/history/").status_code == 403


def test_the_number_of_queries_does_not_grow_with_the_list(desk, reference):
    counts = []
    for first in (0, 8):
        for number in range(first, first + 8):
            row = archive.article(f"Texte {number}.", status=archive.DRAFT)
            editing.publish(row, by=User.objects.create_user(f"u{number}"))
            kz = Country.objects.get(pk="KZ")
            answering.answer(row, Question.COUNTRY, "KZ", Verdict.IS, surface="x", country=kz)
        with CaptureQueriesContext(connection) as queries:
            desk.get("/en/history/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
