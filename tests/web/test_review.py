"""One article on the desk: preview, particulars, publishing."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from articles.ingest import answering, editing
from articles.ingest.annotating import annotate_article
from articles.models import Article, Batch, Change, Deposit, Question, Verdict
from articles.web import review
from tests.web import archive, doubtful

FORM = {
    "title": "Titre",
    "standfirst": "",
    "source": "Le Courrier",
    "author": "",
    "published_at": "2024-03-05",
    "language": "fr",
    "url": "",
}


@pytest.fixture
def marked(draft):
    """The draft, with its names marked: none."""
    Article.objects.update(annotation_version="by hand")
    return draft


def reverse_in(language: str, *route) -> str:
    with override(language):
        return reverse(route[0], args=route[1:])


def page_of(desk, draft, **query) -> str:
    return " ".join(desk.get(f"/en/upload/{draft.pk}/", query).content.decode().split())


def test_an_unannotated_draft_is_shown_and_asks_again(desk, draft):
    page = page_of(desk, draft)
    assert "&lt;b&gt;Gras&lt;/b&gt; &amp; « guillemets »" in page
    assert f'hx-get="/en/upload/{draft.pk}/?seen=0"' in page
    assert f'<meta http-equiv="refresh" content="3; url=/en/upload/{draft.pk}/">' in page
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


def test_publishing_shows_the_article_to_readers(desk, client, marked):
    assert client.get(reverse("article", args=[marked.pk, marked.slug])).status_code == 404
    response = desk.post(f"/en/upload/{marked.pk}/publish/")
    assert response.status_code == 303
    assert response["Location"] == f"/en/articles/{marked.pk}/{marked.slug}/"
    page = desk.get(response["Location"]).content.decode()
    assert "Published. Readers see it now." in page
    desk.logout()
    assert desk.get(response["Location"]).status_code == 200


def test_publishing_saves_what_stands_in_the_form(desk, marked):
    desk.post(f"/en/upload/{marked.pk}/publish/", FORM)
    stored = Article.objects.get()
    assert (stored.title, stored.is_published) == ("Titre", True)


def test_withdrawing_hides_it_again(desk, marked):
    desk.post(f"/en/upload/{marked.pk}/publish/")
    response = desk.post(f"/en/upload/{marked.pk}/withdraw/")
    assert response["Location"] == f"/en/upload/{marked.pk}/"
    assert not Article.objects.get().is_published
    assert desk.get(marked.get_absolute_url()).status_code == 404


def test_only_drafts_are_discarded(desk, marked):
    desk.post(f"/en/upload/{marked.pk}/publish/")
    response = desk.post(f"/en/upload/{marked.pk}/discard/")
    assert response["Location"] == f"/en/upload/{marked.pk}/"
    assert Article.objects.exists()
    desk.post(f"/en/upload/{marked.pk}/withdraw/")
    response = desk.post(f"/en/upload/{marked.pk}/discard/", follow=True)
    assert "Discarded: “Un brouillon &lt;i&gt;”." in response.content.decode()
    assert not Article.objects.exists()
    assert Change.objects.filter(article_id=marked.pk).exists(), "the index learns of it"


@pytest.mark.parametrize(
    "verb", ["publish", "publish/undo", "to-review", "to-draft", "annotate", "withdraw", "discard"]
)
def test_deeds_need_a_post_a_token_and_the_role(client, editor, reader, draft, verb):
    path = f"/upload/{draft.pk}/{verb}/"
    assert client.post(path).status_code == 302
    client.force_login(reader)
    assert client.post(path).status_code == 403
    client.force_login(editor)
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (303, f"/upload/{draft.pk}/")
    assert client.put(path).status_code == 405
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


def test_who_may_only_add_moves_drafts_to_and_fro_and_no_more(client, reader, draft):
    reader.user_permissions.add(Permission.objects.get(codename="add_article"))
    client.force_login(reader)
    path = f"/en/upload/{draft.pk}/"
    for verb, status, offered in (("to-review", "review", "Back to the drafts"), ("to-draft", "draft", "to review")):
        assert client.post(f"{path}{verb}/", {**FORM, "title": "Autre"}).status_code == 303
        stored = Article.objects.get()
        assert (stored.status, stored.title) == (status, "Un brouillon <i>")
        assert offered in client.get(path).content.decode()
    for verb in ("publish", "publish/undo", "annotate", "withdraw"):
        assert client.post(f"{path}{verb}/").status_code == 403
    editing.publish(Article.objects.get())
    for verb in ("to-review", "to-draft"):
        assert client.post(f"{path}{verb}/").status_code == 403
    assert Article.objects.get().is_published


def test_sending_to_review_saves_what_stands_in_the_form(desk, draft):
    response = desk.post(f"/en/upload/{draft.pk}/to-review/", FORM)
    assert response["Location"] == f"/en/upload/{draft.pk}/"
    stored = Article.objects.get()
    assert (stored.title, stored.status) == ("Titre", "review")
    assert desk.get(stored.get_absolute_url()).status_code == 404
    page = page_of(desk, draft)
    assert '<span class="tag">To review</span>' in page
    assert "Back to the drafts" in page
    desk.post(f"/en/upload/{draft.pk}/to-draft/")
    assert Article.objects.get().status == "draft"


def test_a_published_one_goes_back_to_be_reviewed(desk, marked):
    desk.post(f"/en/upload/{marked.pk}/publish/")
    assert "Withdraw to be reviewed again" in page_of(desk, marked)
    desk.post(f"/en/upload/{marked.pk}/to-review/")
    assert Article.objects.get().status == "review"


class TestRemarks:
    """What it came in without is told where it is read over, not only where it came in."""

    SAID = "As it came in:</b> 5 of its 6 pages are pictures without text and were not read."

    @pytest.fixture
    def scanned(self, marked):
        """An article of a file of which five pages were not read."""
        self.brought(marked, detail="pages 5 6")
        return marked

    def brought(self, article, *, state="done", **given):
        batch = Batch.objects.create(origin=Batch.Origin.UPLOAD)
        Deposit.objects.create(batch=batch, name="a.pdf", article=article, state=state, **given)

    def test_are_told_under_the_title_to_the_desk_alone(self, desk, scanned):
        head = page_of(desk, scanned).partition('<div class="text">')[0]
        assert self.SAID in head
        desk.post(f"/en/upload/{scanned.pk}/publish/")
        assert "pages are pictures" not in desk.get(f"/en{scanned.get_absolute_url()}").content.decode()

    @pytest.mark.parametrize(("address", "status"), [("/en/drafts/", "draft"), ("/en/review/", "review")])
    def test_are_marked_in_lists(self, desk, scanned, address, status):
        Article.objects.update(status=status)
        assert "<b>5 pages not read</b>" in desk.get(address).content.decode()

    def test_are_those_of_the_text_that_is_there_now(self, desk, scanned):
        self.brought(scanned, state="known")
        assert self.SAID in page_of(desk, scanned), "who sent the same again changed nothing"
        self.brought(scanned, detail="note 0 <b>Sous embargo")
        page = page_of(desk, scanned)
        assert self.SAID not in page
        assert "The mail that brought it says: “&lt;b&gt;Sous embargo”" in page

    def test_are_none_where_something_went_wrong(self, desk, marked):
        self.brought(marked, state="failed", problem="broken", detail="pages 5 6")
        assert "As it came in" not in page_of(desk, marked)


class TestOpenPoints:
    @pytest.fixture
    def doubtful(self, reference):
        return doubtful.faint()

    def test_are_asked_about_once_more_and_nothing_typed_is_lost(self, desk, doubtful):
        response = desk.post(f"/en/upload/{doubtful.pk}/publish/", {**FORM, "title": "Tapé <b>"})
        page = " ".join(response.content.decode().split())
        assert response.status_code == 422
        assert "1 point is open" in page
        assert 'name="anyway"' in page
        assert 'value="Tapé &lt;b&gt;"' in page
        stored = Article.objects.get()
        assert (stored.title, stored.status) == ("Un titre", "draft")

    def test_the_page_that_asks_is_left_in_every_direction(self, desk, doubtful):
        """Its address takes only what is sent; its links to the other language and to another theme lead to it."""
        page = desk.post(f"/en/upload/{doubtful.pk}/publish/").content.decode()
        assert re.search(r'<a href="/en/drafts/" aria-current="true">Drafts</a>', page), "the desk has its menu"
        links = re.findall(r'<a class="icon-btn"\s+href="(/[^"]*)"\s+lang="(\w+)"', page)
        assert [language for _, language in links] == ["fr", "en"]
        for link, language in links:
            followed = desk.get(link, follow=True)
            assert followed.redirect_chain == [(reverse_in(language, "review", doubtful.pk), 303)]
        way_back = re.search(r'name="next"\s+value="([^"]*)"', page)[1]
        followed = desk.post("/en/theme/", {"theme": "dark", "next": way_back}, follow=True)
        assert (followed.status_code, followed.request["PATH_INFO"]) == (200, f"/en/upload/{doubtful.pk}/")

    def test_are_left_open_on_request(self, desk, doubtful):
        desk.post(f"/en/upload/{doubtful.pk}/publish/", {**FORM, "anyway": "1"})
        stored = Article.objects.get()
        assert (stored.title, stored.is_published) == ("Titre", True)

    def test_that_are_answered_ask_no_more(self, desk, doubtful):
        answering.answer(doubtful, Question.NAME, "machin", Verdict.IS, surface="Machin")
        assert desk.post(f"/en/upload/{doubtful.pk}/publish/").status_code == 303

    def test_wrong_particulars_are_told_first(self, desk, doubtful):
        page = desk.post(f"/en/upload/{doubtful.pk}/publish/", {**FORM, "title": ""}).content.decode()
        assert "Please correct this first" in page
        assert "point is open" not in page


class TestPointsNotKnownYet:
    UNKNOWN = "Which points are to be checked is not known yet"

    def test_are_asked_about_and_nothing_typed_is_lost(self, desk, draft):
        response = desk.post(f"/en/upload/{draft.pk}/publish/", {**FORM, "title": "Tapé <b>"})
        page = " ".join(response.content.decode().split())
        assert response.status_code == 422
        assert page.count(self.UNKNOWN) == 2, "above the points, and beside the button"
        assert "No point is open" not in page
        assert 'name="anyway" value="unknown"' in page
        assert 'value="Tapé &lt;b&gt;"' in page
        assert not Article.objects.get().is_published

    def test_are_told_by_the_page_before_anybody_asks(self, desk, draft):
        page = page_of(desk, draft)
        assert self.UNKNOWN in page
        assert "Until then it is not known which points are to be checked." in page
        assert "No point is open" not in page

    @pytest.mark.parametrize("failed", [{}, {"annotation_failures": 5}])
    def test_do_not_keep_back_what_is_to_be_published_all_the_same(self, desk, draft, failed):
        Article.objects.update(**failed)
        assert desk.post(f"/en/upload/{draft.pk}/publish/").status_code == 422
        desk.post(f"/en/upload/{draft.pk}/publish/", {"anyway": "unknown"})
        assert Article.objects.get().is_published

    def test_are_asked_about_again_once_they_are_known_and_open(self, desk, reference):
        row = doubtful.faint()
        response = desk.post(f"/en/upload/{row.pk}/publish/", {"anyway": "unknown"})
        assert response.status_code == 422
        assert 'name="anyway" value="open"' in archive.page(response)

    def test_are_not_known_of_a_text_in_another_language_than_it_was_read_in(self, desk, marked):
        response = desk.post(f"/en/upload/{marked.pk}/publish/", {**FORM, "language": "en"})
        assert response.status_code == 422
        assert self.UNKNOWN in archive.page(response)
        assert Article.objects.get().language == "fr"

    @pytest.mark.parametrize("language", ["de", "und"])
    def test_are_none_where_no_name_can_be_found(self, desk, draft, language):
        Article.objects.update(language=language)
        assert desk.post(f"/en/upload/{draft.pk}/publish/").status_code == 303

    def test_a_marking_that_is_given_up_is_told_without_an_hour(self, desk, draft):
        Article.objects.update(annotation_failures=5)
        assert "Marking the names failed. The article can be published" in page_of(desk, draft)


class TestUndo:
    def said(self, desk, address):
        return " ".join(desk.get(address).content.decode().split())

    def test_stands_beside_what_was_done_and_takes_it_back(self, desk, marked):
        editing.send_to_review(marked)
        response = desk.post(f"/en/upload/{marked.pk}/publish/")
        undo = f"/en/upload/{marked.pk}/publish/undo/"
        assert f'<form method="post" action="{undo}">' in self.said(desk, response["Location"])
        assert undo not in self.said(desk, response["Location"]), "it is said once"
        assert desk.post(undo)["Location"] == f"/en/upload/{marked.pk}/"
        assert Article.objects.get().status == "review"
        assert "Undone. Readers do not see it." in page_of(desk, marked)

    def test_is_of_no_use_to_others_or_once_it_was_moved(self, desk, draft):
        editing.publish(draft)
        desk.post(f"/en/upload/{draft.pk}/publish/undo/")
        assert Article.objects.get().is_published
        assert "the article has been moved since" in page_of(desk, draft)


def test_the_page_tells_who_did_what(desk, draft):
    desk.post(f"/en/upload/{draft.pk}/", {**FORM, "title": "Titre"})
    desk.post(f"/en/upload/{draft.pk}/to-review/")
    page = page_of(desk, draft)
    acts = page[page.index('id="acts"') :]
    assert acts.index("<b>Moved</b> <span>Draft → To review</span>") < acts.index("<b>Edited</b> <span>title,")
    assert acts.index("edith </span>") < acts.index("by the software"), "the draft came in by no one"


def test_names_are_marked_again_on_request(desk, draft):
    Article.objects.update(annotation_version="1")
    assert "Mark the names again" in page_of(desk, draft)
    desk.post(f"/en/upload/{draft.pk}/annotate/")
    assert Article.objects.get().annotation_version == Article.OUTDATED
    assert "<b>Annotation asked for</b>" in page_of(desk, draft)


def test_the_number_of_queries_does_not_grow_with_points_answers_and_acts(desk, reference):
    doubtful.bearers()
    row = doubtful.lone("Zorb, " + ", ".join(f"Machin{n}" for n in range(12)))
    counts = []
    for first in (0, 4, 8):
        for n in range(first, first + 4):
            surface = f"Machin{n}"
            start = row.text.index(surface)
            row.mentions.create(
                entity=archive.entity(surface),
                start=start,
                end=start + len(surface),
                surface=surface,
                origin="model",
                confidence=0.3,
            )
            answering.answer(row, Question.NAME, f"other {n}", Verdict.LEFT, surface="Mot")
        with CaptureQueriesContext(connection) as queries:
            page_of(desk, row)
        counts.append(len(queries))
    assert counts[1] == counts[2]


@pytest.mark.parametrize("pk", [999, 10**30])
def test_an_unknown_article_is_not_found(desk, pk):
    assert desk.get(f"/upload/{pk}/").status_code == 404
    assert desk.post(f"/upload/{pk}/publish/").status_code == 404


def test_a_page_in_which_something_was_typed_does_not_reload(desk, draft):
    page = desk.post(f"/en/upload/{draft.pk}/", {**FORM, "title": ""}).content.decode()
    assert "http-equiv" not in page


@pytest.mark.parametrize(
    "path", ["", "publish/", "publish/undo/", "to-review/", "to-draft/", "annotate/", "withdraw/", "discard/"]
)
def test_what_somebody_discards_meanwhile_is_not_found(desk, draft, monkeypatch, path):
    real = review._article

    def article(pk):
        found = real(pk)
        Article.objects.filter(pk=pk).delete()
        return found

    monkeypatch.setattr(review, "_article", article)
    assert desk.post(f"/en/upload/{draft.pk}/{path}", {**FORM, "anyway": "1"}).status_code == 404
