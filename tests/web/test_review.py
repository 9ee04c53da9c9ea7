"""One article on the desk: preview, particulars, publishing."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from articles.ingest.annotating import annotate_article
from articles.models import Article, Change
from articles.web import review

FORM = {
    "title": "Titre",
    "standfirst": "",
    "source": "Le Courrier",
    "author": "",
    "published_at": "2024-03-05",
    "language": "fr",
    "url": "",
}


def page_of(desk, draft, **query) -> str:
    return " ".join(desk.get(f"/en/upload/{draft.pk}/", query).content.decode().split())


def test_an_unannotated_draft_is_shown_and_asks_again(desk, draft):
    page = page_of(desk, draft)
    assert "&lt;b&gt;Gras&lt;/b&gt; &amp; « guillemets »" in page
    assert f'hx-get="/en/upload/{draft.pk}/?seen=0"' in page
    assert '<meta http-equiv="refresh" content="3">' in page
    assert "<i>" not in page.replace("&lt;i&gt;", "")


def test_while_nothing_is_new_the_answer_is_empty(desk, draft):
    assert desk.get(f"/en/upload/{draft.pk}/", {"seen": "0"}).status_code == 204
    Article.objects.update(annotation_failures=2)
    assert "Marking the names failed" in page_of(desk, draft, seen="0")


@pytest.mark.model
def test_an_annotated_draft_has_its_mentions(desk, draft):
    annotate_article(draft)
    page = page_of(desk, draft, seen="0")
    assert 'data-label="person"' in page
    assert "hx-trigger" not in page
    assert "http-equiv" not in page


def test_saving_changes_what_was_given(desk, draft):
    changes = Change.objects.get(article_id=draft.pk).revision
    response = desk.post(f"/en/upload/{draft.pk}/", {**FORM, "title": " Nouveau\u200b titre "})
    assert response.status_code == 303
    assert response["Location"] == f"/en/upload/{draft.pk}/"
    draft.refresh_from_db()
    assert (draft.title, draft.status, draft.published_at.year) == ("Nouveau titre", "draft", 2024)
    assert Change.objects.get(article_id=draft.pk).revision > changes
    assert "Saved." in page_of(desk, draft)


def test_another_language_asks_for_another_annotation(desk, draft):
    Article.objects.update(annotation_version="1", title="Titre")
    desk.post(f"/en/upload/{draft.pk}/", FORM)
    assert Article.objects.get().annotation_version == "1"
    desk.post(f"/en/upload/{draft.pk}/", {**FORM, "language": "en"})
    assert Article.objects.get().annotation_version == ""


def test_an_unchanged_day_keeps_its_hour(desk, draft):
    before = draft.published_at
    form = desk.get(f"/en/upload/{draft.pk}/").context["form"]
    desk.post(f"/en/upload/{draft.pk}/", {**FORM, "published_at": form.initial["published_at"].isoformat()})
    assert Article.objects.get().published_at == before


@pytest.mark.parametrize("path", ["", "publish/"])
@pytest.mark.parametrize(
    "field, value",
    [
        ("title", ""),
        ("title", "\u200b"),
        ("published_at", ""),
        ("language", ""),
        ("url", "ftp://x.org"),
        ("author", "\x00"),
    ],
)
def test_bad_particulars_change_nothing(desk, draft, path, field, value):
    response = desk.post(f"/en/upload/{draft.pk}/{path}", {**FORM, "standfirst": "Typed <b>", field: value})
    page = response.content.decode()
    assert response.status_code == 422
    assert f'href="#id_{field}"' in page
    assert f'aria-describedby="id_{field}_error"' in page
    assert "Typed &lt;b&gt;" in page
    stored = Article.objects.get()
    assert (stored.title, stored.status) == ("Un brouillon <i>", "draft")


def test_publishing_shows_the_article_to_readers(desk, client, draft):
    assert client.get(reverse("article", args=[draft.pk, draft.slug])).status_code == 404
    response = desk.post(f"/en/upload/{draft.pk}/publish/")
    assert response.status_code == 303
    assert response["Location"] == f"/en/articles/{draft.pk}/{draft.slug}/"
    page = desk.get(response["Location"]).content.decode()
    assert "Published. Readers see it now." in page
    desk.logout()
    assert desk.get(response["Location"]).status_code == 200


def test_publishing_saves_what_stands_in_the_form(desk, draft):
    desk.post(f"/en/upload/{draft.pk}/publish/", FORM)
    stored = Article.objects.get()
    assert (stored.title, stored.is_published) == ("Titre", True)


def test_withdrawing_hides_it_again(desk, draft):
    desk.post(f"/en/upload/{draft.pk}/publish/")
    response = desk.post(f"/en/upload/{draft.pk}/withdraw/")
    assert response["Location"] == f"/en/upload/{draft.pk}/"
    assert not Article.objects.get().is_published
    assert desk.get(draft.get_absolute_url()).status_code == 404


def test_only_drafts_are_discarded(desk, draft):
    desk.post(f"/en/upload/{draft.pk}/publish/")
    response = desk.post(f"/en/upload/{draft.pk}/discard/")
    assert response["Location"] == f"/en/upload/{draft.pk}/"
    assert Article.objects.exists()
    desk.post(f"/en/upload/{draft.pk}/withdraw/")
    response = desk.post(f"/en/upload/{draft.pk}/discard/", follow=True)
    assert "Discarded: “Un brouillon &lt;i&gt;”." in response.content.decode()
    assert not Article.objects.exists()
    assert Change.objects.filter(article_id=draft.pk).exists(), "the index learns of it"


@pytest.mark.parametrize("verb", ["publish", "withdraw", "discard"])
def test_deeds_need_a_post_a_token_and_the_role(client, editor, reader, draft, verb):
    path = f"/upload/{draft.pk}/{verb}/"
    assert client.post(path).status_code == 302
    client.force_login(reader)
    assert client.post(path).status_code == 403
    client.force_login(editor)
    assert client.get(path).status_code == 405
    strict = type(client)(enforce_csrf_checks=True)
    strict.force_login(editor)
    assert strict.post(path).status_code == 403
    assert Article.objects.get().status == "draft"


def test_who_may_only_add_sees_no_buttons(client, reader, draft):
    reader.user_permissions.add(Permission.objects.get(codename="add_article"))
    client.force_login(reader)
    page = client.get(f"/en/upload/{draft.pk}/").content.decode()
    assert "formaction" not in page
    assert "Discard" not in page
    assert client.post(f"/en/upload/{draft.pk}/", FORM).status_code == 403


@pytest.mark.parametrize("pk", [999, 10**30])
def test_an_unknown_article_is_not_found(desk, pk):
    assert desk.get(f"/upload/{pk}/").status_code == 404
    assert desk.post(f"/upload/{pk}/publish/").status_code == 404


def test_a_page_in_which_something_was_typed_does_not_reload(desk, draft):
    page = desk.post(f"/en/upload/{draft.pk}/", {**FORM, "title": ""}).content.decode()
    assert "http-equiv" not in page


@pytest.mark.parametrize("path", ["", "publish/", "withdraw/", "discard/"])
def test_what_somebody_discards_meanwhile_is_not_found(desk, draft, monkeypatch, path):
    real = review._article

    def article(pk):
        found = real(pk)
        Article.objects.filter(pk=pk).delete()
        return found

    monkeypatch.setattr(review, "_article", article)
    assert desk.post(f"/en/upload/{draft.pk}/{path}", FORM).status_code == 404
