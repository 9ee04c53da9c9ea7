"""The back office: the same doors, the same sentences."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from articles.ingest.importing import import_text
from articles.models import Alias, Article, Change, Country, Entity, Invitation, Mention, Source

ADD = "/en/admin/articles/article/add/"
EMPTY = dict.fromkeys(
    ("title", "standfirst", "author", "source", "url", "language", "published_at_0", "published_at_1", "pasted"), ""
)


@pytest.fixture
def office(client, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def entity(draft) -> Entity:
    entity = Entity.objects.create(key="person/tokaiev", kind="person", name="Tokaïev", sort_name="tokaiev")
    Mention.objects.create(
        article=draft, entity=entity, start=0, end=7, surface="Kassym-", origin="model", confidence=1
    )
    return entity


def test_strangers_sign_in_at_the_site_itself(client, reader):
    assert client.get("/admin/")["Location"] == "/admin/login/?next=/admin/"
    response = client.get("/admin/login/", {"next": "/admin/"})
    assert response["Location"] == "/login/?next=/admin/"
    client.force_login(reader)
    assert client.get("/admin/login/", {"next": "/admin/"}).status_code == 403


@pytest.mark.parametrize("model", ["article", "entity", "source", "topic", "country", "invitation"])
def test_every_list_and_form_opens(office, draft, entity, model):
    Invitation.objects.create(role="editor", token_hash="x", expires_at=draft.added_at)
    base = f"/en/admin/articles/{model}/"
    listing = office.get(base, {"q": "a"} if model != "invitation" else {})
    assert listing.status_code == 200
    first = listing.context["cl"].model.objects.first()
    assert office.get(f"{base}{first.pk}/change/").status_code == 200


# Articles


def test_a_file_comes_in_by_the_same_door(office, administrator):
    data = {**EMPTY, "file": SimpleUploadedFile("a.md", "---\ntitle: Du fichier\n---\nTexte à Astana.".encode())}
    response = office.post(ADD, {**data, "author": "A. B."})
    article = Article.objects.get()
    assert response.status_code == 302
    assert (article.title, article.author, article.status) == ("Du fichier", "A. B.", "draft")
    assert article.added_by == administrator
    assert Change.objects.filter(article_id=article.pk).exists()


def test_a_pasted_text_comes_in_with_its_particulars(office, db):
    source = Source.objects.create(name="Le Courrier")
    data = {"pasted": "Texte.", "title": "Titre", "source": source.pk, "language": "en"}
    office.post(ADD, {**EMPTY, **data, "published_at_0": "2024-03-05", "published_at_1": "10:00"})
    article = Article.objects.get()
    assert (article.title, article.source, article.language) == ("Titre", source, "en")
    assert article.published_at.year == 2024


@pytest.mark.parametrize(
    "data, said",
    [
        ({}, "Choose a file or paste a text."),
        ({"file": SimpleUploadedFile("a.txt", b"x"), "pasted": "y"}, "Choose a file or paste a text."),
        ({"file": SimpleUploadedFile("a.pdf", b"%PDF")}, "It is damaged or cut short"),
        ({"file": SimpleUploadedFile("a.txt", b"\x00\x01")}, "It is not a text."),
        ({"pasted": " … "}, "It holds no text."),
        ({"pasted": "a\x00"}, "Null characters are not allowed."),
        ({"pasted": "x", "url": "ftp://x.org"}, "Enter a valid URL."),
        ({"pasted": "x", "published_at_0": "0999-01-01", "published_at_1": "10:00"}, "Give a year from"),
    ],
)
def test_refusals_are_told_in_the_same_words(office, data, said):
    response = office.post(ADD, {**EMPTY, **data})
    assert response.status_code == 200
    assert said in response.content.decode()
    assert not Article.objects.exists()


def test_the_same_text_is_refused(office, draft):
    response = office.post(ADD, {**EMPTY, "pasted": draft.text})
    assert "already here: “Un brouillon &lt;i&gt;”" in response.content.decode()
    assert Article.objects.count() == 1


def test_particulars_change_and_the_text_does_not(office, draft):
    Article.objects.update(annotation_version="1")
    before = Change.objects.get(article_id=draft.pk).revision
    data = {"title": "Neuf", "language": "en", "published_at_0": "2024-03-05", "published_at_1": "10:00"}
    response = office.post(
        f"/en/admin/articles/article/{draft.pk}/change/", {**EMPTY, **data, "text": "Autre", "status": "published"}
    )
    assert response.status_code == 302
    stored = Article.objects.get()
    assert (stored.title, stored.text, stored.status) == ("Neuf", draft.text, "draft")
    assert (stored.language, stored.annotation_version, stored.source) == ("en", "", None)
    assert Change.objects.get(article_id=draft.pk).revision > before


@pytest.mark.parametrize("path", ["{pk}/delete/", ""])
def test_deleting_tells_the_index(office, draft, path):
    before = Change.objects.get(article_id=draft.pk).revision
    data = {"action": "delete_selected", "_selected_action": [draft.pk], "post": "yes"}
    office.post(f"/en/admin/articles/article/{path.format(pk=draft.pk)}", data)
    assert not Article.objects.exists()
    assert Change.objects.get(article_id=draft.pk).revision > before


def test_many_are_published_and_withdrawn_at_once(office, draft):
    other = import_text("Autre texte.")
    for action, status, count in (("publish", "published", 2), ("withdraw", "draft", 2), ("withdraw", "draft", 0)):
        data = {"action": action, "_selected_action": [draft.pk, other.pk]}
        page = office.post("/en/admin/articles/article/", data, follow=True).content.decode()
        assert set(Article.objects.values_list("status", flat=True)) == {status}
        assert f"{count} articles" in page


def test_an_editor_may_do_it_too(client, editor):
    client.force_login(editor)
    client.post(ADD, {**EMPTY, "pasted": "Texte."})
    assert Article.objects.count() == 1


def test_a_draft_is_seen_on_the_desk(office, draft):
    page = office.get(f"/en/admin/articles/article/{draft.pk}/change/").content.decode()
    assert reverse("review", args=[draft.pk]).removeprefix("/") in page


# Entities, countries, invitations


def entity_form(**given):
    rows = {"aliases-TOTAL_FORMS": "1", "aliases-INITIAL_FORMS": "0", "aliases-0-name": "M. Tokaïev"}
    return {"kind": "person", "name": "Kassym-Jomart Tokaïev", **rows, **given}


def test_an_entity_keeps_its_key_and_sorts_anew(office, draft, entity):
    before = Change.objects.get(article_id=draft.pk).revision
    data = entity_form(key="person/other") | {"aliases-0-entity": entity.pk}
    response = office.post(f"/en/admin/articles/entity/{entity.pk}/change/", data)
    assert response.status_code == 302
    entity.refresh_from_db()
    assert (entity.key, entity.sort_name) == ("person/tokaiev", "tokaiev kassym-jomart")
    assert Alias.objects.get().folded == "m. tokaiev"
    assert Change.objects.get(article_id=draft.pk).revision > before, "articles are found under the new name"


def test_an_entity_that_is_named_cannot_be_deleted(office, entity):
    office.post(f"/en/admin/articles/entity/{entity.pk}/delete/", {"post": "yes"})
    assert Entity.objects.exists()


def test_countries_are_neither_added_nor_deleted(office, reference):
    assert office.get("/en/admin/articles/country/add/").status_code == 403
    assert office.post("/en/admin/articles/country/FR/delete/", {"post": "yes"}).status_code == 403
    office.post("/en/admin/articles/country/FR/change/", {"name_fr": "Élysie", "name_en": "Elysia"})
    assert Country.objects.get(pk="FR").sort_fr == "elysie"


def test_invitations_are_read_or_deleted(office, administrator):
    invitation = Invitation.objects.get()
    base = "/en/admin/articles/invitation/"
    assert office.get(f"{base}add/").status_code == 403
    assert office.post(f"{base}{invitation.pk}/change/", {"role": "editor"}).status_code == 403
    assert invitation.token_hash not in office.get(f"{base}{invitation.pk}/change/").content.decode()
    office.post(f"{base}{invitation.pk}/delete/", {"post": "yes"})
    assert not Invitation.objects.exists()
