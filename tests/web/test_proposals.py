"""A draft that is a new text of a published article: what the desk is told, and what may be done with it."""

import re

import pytest
from django.urls import reverse

from articles.ingest import editing
from articles.ingest.importing import Particulars, import_text
from articles.models import Article

URL = "https://www.courrier.example/astana"


@pytest.fixture
def article(reference):
    text = "Le ministre arrive jeudi à Astana."
    return import_text(text, status="published", given=Particulars(url=URL, title="Une <b>visite</b>"))


@pytest.fixture
def draft(article):
    text = "Le ministre arrive vendredi à Astana. Il repart aussitôt."
    return import_text(text, given=Particulars(url=URL, title="Une <b>visite</b> reportée"))


def words(response) -> str:
    return " ".join(response.content.decode().split())


def page_of(desk, draft) -> str:
    return words(desk.get(f"/en/upload/{draft.pk}/"))


def test_it_says_of_which_and_what_it_changes(desk, article, draft):
    page = page_of(desk, draft)
    assert "A new text of a published article" in page
    assert f'<a href="/en/articles/{article.pk}/{article.slug}/">Une &lt;b&gt;visite&lt;/b&gt;</a>' in page
    assert '</span>jeudi<span class="vh">)</span></del>' in page
    assert '</span>vendredi<span class="vh">)</span></ins>' in page
    assert "Sentence added" in page
    assert "Publish the new text" in page


def test_other_drafts_say_nothing_of_it(desk, article):
    editing.withdraw(article)
    page = page_of(desk, article)
    assert "new text" not in page


def test_it_says_so_where_the_article_was_withdrawn(desk, article, draft):
    editing.withdraw(article)
    assert "has been withdrawn since" in page_of(desk, draft)


def test_the_list_of_drafts_says_so_too(desk, article, draft):
    assert "New text of <a" in words(desk.get("/en/drafts/"))


def test_published_it_is_the_article(desk, client, article, draft):
    there = desk.post(reverse("publish", args=[draft.pk]), {"anyway": "1"})["Location"]
    assert there == f"/articles/{article.pk}/une-b-visite-b-reportee/"
    assert "L’ancien est gardé comme version" in words(desk.get(there))
    for response in (
        desk.get(f"/en/upload/{draft.pk}/", follow=True),
        desk.post(f"/en/upload/{draft.pk}/publish/", follow=True),
    ):
        assert response.redirect_chain[0][0] == f"/en/upload/{article.pk}/", "whoever sends it twice is led there"
        assert "That draft is the text of this article by now." in words(response)
    assert "New text" in words(desk.get("/en/history/"))
    client.logout()
    assert "vendredi" in words(client.get(there))


def test_published_among_others_it_is_counted(desk, article, draft):
    data = {"action": "publish", "article": [draft.pk], "anyway": "1"}
    assert "1 article published" in words(desk.post("/en/drafts/bulk/", data, follow=True))
    assert Article.objects.get().text.startswith("Le ministre arrive vendredi")


def test_it_may_be_undone(desk, client, article, draft):
    response = desk.post(f"/en/upload/{draft.pk}/publish/", {"anyway": "1"}, follow=True)
    undo = f"/en/upload/{article.pk}/publish/undo/"
    assert f'action="{undo}"' in words(response)
    assert "Readers see the old text; the new one is a draft again." in words(desk.post(undo, follow=True))
    assert Article.objects.published().get().text == "Le ministre arrive jeudi à Astana."


def test_many_may_be_undone(desk, article, draft):
    data = {"action": "publish", "article": [draft.pk], "anyway": "1", "next": "/en/drafts/?page=1"}
    undo = re.search(r'action="(/en/drafts/bulk/[^"]+)"', words(desk.post("/en/drafts/bulk/", data, follow=True)))[1]
    response = desk.post(undo.replace("&amp;", "&"), follow=True)
    assert response.redirect_chain[0][0] == "/en/drafts/?page=1"
    assert "Undone for 1 article." in words(response)
    assert Article.objects.drafts().get().revises == article


def test_a_page_that_is_out_of_date_publishes_nothing(desk, article, draft):
    read = re.search(r'name="read" value="(\w+)"', page_of(desk, draft))[1]
    import_text("Le ministre arrive samedi à Astana.", given=Particulars(url=URL, title="Une autre"))
    response = desk.post(f"/en/upload/{draft.pk}/publish/", {"anyway": "1", "read": read}, follow=True)
    assert "the text has changed since you read it" in words(response)
    assert "samedi" in words(response)
    assert Article.objects.published().get().text == "Le ministre arrive jeudi à Astana."


def test_the_article_says_that_it_waits_and_it_that_it_was_overtaken(desk, article, draft):
    page = page_of(desk, article)
    assert "A new text of this article waits to be published:" in page
    assert f'href="/en/upload/{draft.pk}/"' in page
    assert "another text since this one came" not in page_of(desk, draft)
    text = "Le ministre arrive dimanche à Astana."
    import_text(text, status="published", given=Particulars(url=URL, title="Une visite"))
    assert "another text since this one came" in page_of(desk, draft)


def test_it_shows_no_change_of_a_title_that_an_editor_wrote(desk, article, draft):
    editing.update_particulars(article, Particulars(title="De ma main", url=URL))
    panel = page_of(desk, draft).partition('id="new-text"')[2].partition("</section>")[0]
    assert "<b>Title</b>" not in panel


def test_it_may_be_an_article_of_its_own(desk, article, draft):
    response = desk.post(f"/en/upload/{draft.pk}/apart/", follow=True)
    assert "It is an article of its own now." in words(response)
    assert "A new text of a published article" not in words(response)
    desk.post(f"/en/upload/{draft.pk}/publish/", {"anyway": "1"})
    assert Article.objects.published().count() == 2


def test_readers_know_nothing_of_it(client, article, draft):
    page = words(client.get(article.get_absolute_url()))
    assert "vendredi" not in page
    assert "reportée" not in page
