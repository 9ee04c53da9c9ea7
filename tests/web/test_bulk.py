"""Many drafts at once: each by itself, and what was not done is told with its reason."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.db import OperationalError

from articles.ingest import editing
from articles.models import Act, Article, Batch, Deposit, Verb
from articles.web import bulk
from tests.web import archive, doubtful

LIST = "/en/review/"


@pytest.fixture
def drafts(reference):
    return [archive.article(f"Texte {n}.", status=archive.DRAFT, title=f"T{n} <b>") for n in range(3)]


def do(client, action, articles, **more):
    return client.post(
        "/en/drafts/bulk/", {"action": action, "article": [getattr(a, "pk", a) for a in articles], **more}
    )


def said(client) -> str:
    return archive.page(client.get(LIST))


def statuses() -> list[str]:
    return list(Article.objects.order_by("pk").values_list("status", flat=True))


@pytest.mark.parametrize(
    ("action", "status", "sentence"),
    [
        ("publish", "published", "3 articles published."),
        ("review", "review", "3 articles are to be reviewed now."),
    ],
)
def test_one_press_moves_all_that_were_chosen(desk, drafts, action, status, sentence):
    other = archive.article("Un autre.", status=archive.DRAFT)
    assert do(desk, action, drafts)["Location"] == LIST
    assert statuses() == [status] * 3 + ["draft"]
    assert sentence in said(desk)
    assert not other.acts.filter(verb="published").exists()


def test_what_was_so_already_is_told_apart(desk, drafts):
    editing.send_to_review(drafts[0])
    do(desk, "draft", drafts)
    page = said(desk)
    assert "1 article is a draft now." in page
    assert "2 articles were so already." in page


def test_one_with_open_points_is_not_published_and_stops_no_other(desk, drafts):
    row = doubtful.faint()
    do(desk, "publish", [row, *drafts])
    assert statuses() == ["published"] * 3 + ["draft"]
    page = said(desk)
    assert "3 articles published." in page
    assert "1 article was not published: it has points to check." in page
    do(desk, "publish", [row], anyway="1")
    assert statuses()[-1] == "published"


def test_one_whose_points_are_not_known_yet_waits(desk, drafts):
    Article.objects.filter(pk__in=[drafts[0].pk, drafts[1].pk]).update(annotation_version="")
    Article.objects.filter(pk=drafts[1].pk).update(language="de")
    do(desk, "publish", drafts)
    assert statuses() == ["draft", "published", "published"]
    assert "1 article was not published: its names are still being marked, so its points are not known" in said(desk)
    do(desk, "review", drafts[:1])
    assert statuses()[0] == "review"
    do(desk, "publish", drafts[:1], anyway="1")
    assert statuses()[0] == "published"


def test_one_that_is_published_is_not_discarded_and_one_that_is_gone_is_gone(desk, drafts):
    editing.publish(drafts[1])
    do(desk, "discard", [*drafts, 10**15], sure="1")
    assert [a.pk for a in Article.objects.all()] == [drafts[1].pk]
    page = said(desk)
    assert "2 articles discarded." in page
    assert "1 article is published, and was left so: withdraw it first." in page
    assert "1 article was not there any more." in page


def test_one_that_somebody_discards_meanwhile_stops_no_other(desk, drafts, monkeypatch):
    real = bulk._do

    def slow(article, *rest):
        if article.pk == drafts[1].pk:
            Article.objects.filter(pk=article.pk).delete()
        return real(article, *rest)

    monkeypatch.setattr(bulk, "_do", slow)
    do(desk, "publish", drafts)
    assert statuses() == ["published", "published"]
    assert "1 article was not there any more." in said(desk)


def test_discarding_asks_once_more_with_the_titles(desk, drafts):
    response = do(desk, "discard", drafts[:2], next="/en/review/?page=2")
    page = archive.page(response)
    assert response.status_code == 200
    assert "Discard 2 articles" in page
    assert "T0 &lt;b&gt;" in page
    assert 'name="next" value="/en/review/?page=2"' in page
    assert Article.objects.count() == 3


def test_discarding_what_is_gone_asks_nothing(desk, reference):
    do(desk, "discard", [999])
    assert "1 article was not there any more." in said(desk)


@pytest.mark.parametrize(
    ("action", "chosen"),
    [
        ("publish", []),
        ("publish", ["x", "-1", "²", "", "9" * 50]),
        ("explode", ["1"]),
        ("", ["1"]),
        ("publish\x00", ["1"]),
    ],
)
def test_nothing_chosen_or_no_such_thing_changes_nothing(desk, drafts, action, chosen):
    assert do(desk, action, chosen).status_code == 303
    assert "Choose at least one article, then what to do." in said(desk)
    assert statuses() == ["draft"] * 3


def test_more_than_five_hundred_are_too_many(desk, drafts):
    do(desk, "publish", range(1, bulk.MOST + 2))
    assert "Choose at most 500 articles at a time." in said(desk)
    assert statuses() == ["draft"] * 3


class TestAWholeList:
    """All that a list holds may be chosen, and not only those on the page."""

    @pytest.fixture
    def batch(self, drafts):
        batch = Batch.objects.create(origin="upload")
        for article in drafts[:2]:
            Deposit.objects.create(batch=batch, name="x", article=article)
        return batch

    def test_is_moved_whatever_was_ticked(self, desk, drafts):
        other = archive.article("Un autre.", status="review")
        do(desk, "publish", [other], all="draft")
        assert statuses() == ["published"] * 3 + ["review"]

    def test_of_an_import_leaves_the_others(self, desk, drafts, batch):
        do(desk, "publish", [], all="draft", batch=batch.pk)
        assert statuses() == ["published"] * 2 + ["draft"]

    @pytest.mark.parametrize("status", ["published", "x", ""])
    def test_that_is_none_is_nothing(self, desk, drafts, status):
        do(desk, "discard", [], all=status, sure="1")
        assert statuses() == ["draft"] * 3

    def test_that_is_long_is_done_in_parts_and_that_is_told(self, desk, drafts, monkeypatch):
        monkeypatch.setattr(bulk, "MOST", 2)
        do(desk, "publish", [], all="draft")
        assert statuses() == ["published"] * 2 + ["draft"]
        assert "1 article of this list is left as it was." in said(desk)
        do(desk, "publish", [], all="draft")
        assert "of this list" not in said(desk)

    def test_that_begins_with_what_is_refused_is_gone_through_to_its_end(self, desk, drafts, monkeypatch):
        monkeypatch.setattr(bulk, "MOST", 2)
        monkeypatch.setattr(bulk, "_AT_ONCE", 1)
        unread = Article.objects.filter(pk__in=[article.pk for article in drafts[:2]])
        unread.update(annotation_version="")
        do(desk, "publish", [], all="draft")
        assert statuses() == ["draft", "draft", "published"]
        page = said(desk)
        assert "1 article published." in page
        assert "2 articles were not published" in page

    def test_that_takes_long_is_left_for_another_time(self, desk, drafts, monkeypatch):
        monkeypatch.setattr(bulk, "_AT_ONCE", 1)
        monkeypatch.setattr(bulk, "_PATIENCE", -1)
        do(desk, "publish", [], all="draft")
        assert statuses() == ["published", "draft", "draft"]
        assert "2 articles of this list are left as they were." in said(desk)

    def test_holds_what_could_be_seen_and_not_what_came_since(self, desk, drafts):
        newest = re.search(r'name="newest" value="(\d+)"', archive.page(desk.get("/en/drafts/")))[1]
        late = archive.article("Arrivé depuis.", status=archive.DRAFT)
        do(desk, "publish", [], all="draft", newest=newest)
        assert statuses() == ["published"] * 3 + ["draft"]
        assert late.pk > int(newest)

    def test_of_an_import_has_nothing_of_what_was_there_already(self, desk, drafts, batch):
        Deposit.objects.create(batch=batch, name="x", article=drafts[2], state=Deposit.State.KNOWN)
        do(desk, "publish", [], all="draft", batch=batch.pk)
        assert statuses() == ["published"] * 2 + ["draft"]

    def test_is_discarded_after_one_more_question(self, desk, drafts, batch):
        asked = archive.page(do(desk, "discard", [], all="draft", batch=batch.pk))
        assert "Discard 2 articles" in asked
        do(desk, "discard", drafts[:2], sure="1")
        assert Article.objects.count() == 1

    def test_is_offered_where_it_is_longer_than_a_page_or_of_an_import(self, desk, drafts, batch, monkeypatch):
        tick = 'name="all" value="draft"'
        assert tick not in archive.page(desk.get("/en/drafts/"))
        page = archive.page(desk.get(f"/en/drafts/?batch={batch.pk}"))
        assert tick in page
        assert "Choose all 2 articles of this list" in page
        assert f'name="batch" value="{batch.pk}"' in page
        assert [article.title in page for article in drafts] == [False] * 3, "escaped"
        assert page.count("&lt;b&gt;</a>") == 2
        monkeypatch.setattr("articles.web.drafts.PER_PAGE", 2)
        assert "Choose all 3 articles" in archive.page(desk.get("/en/drafts/"))

    @pytest.mark.parametrize("number", ["0", "999", "x", "9" * 40])
    def test_of_an_import_that_is_none_is_of_all(self, desk, drafts, number):
        assert archive.page(desk.get(f"/en/drafts/?batch={number}")).count("&lt;b&gt;</a>") == 3


def test_the_same_one_twice_is_one(desk, drafts):
    do(desk, "publish", [drafts[0], drafts[0]])
    assert "1 article published." in said(desk)


@pytest.mark.parametrize(
    ("there", "back"),
    [
        ("/en/review/?page=2", "/en/review/?page=2"),
        ("https://evil.example/", LIST),
        ("//evil.example/", LIST),
        ("javascript:alert(1)", LIST),
        ("", LIST),
    ],
)
def test_it_leads_back_to_where_the_form_stood_if_that_is_ours(desk, drafts, there, back):
    assert do(desk, "review", drafts, next=there)["Location"] == back


def test_who_comes_by_a_link_is_led_to_the_list(desk):
    assert desk.get("/en/drafts/bulk/")["Location"] == LIST


def test_a_database_that_is_busy_half_way_ends_it_with_what_was_done(desk, drafts, monkeypatch):
    real = editing.set_status

    def busy(article, *arguments, **options):
        if article.pk == drafts[2].pk:
            raise OperationalError("canceling statement due to lock timeout")
        return real(article, *arguments, **options)

    monkeypatch.setattr(editing, "set_status", busy)
    do(desk, "publish", drafts)
    page = said(desk)
    assert statuses() == ["published", "published", "draft"]
    assert "2 articles published." in page
    assert "/undo/" in page
    assert "1 article of this list is left as it was." in page
    assert do(desk, "publish", drafts[2:]).status_code == 503


class TestWithdrawingAnImport:
    """All that an import published, after one more question: nothing else published can be chosen as a whole."""

    @pytest.fixture
    def batch(self, desk, drafts):
        do(desk, "publish", drafts)
        made = Batch.objects.create(origin=Batch.Origin.UPLOAD)
        for draft in drafts[:2]:
            Deposit.objects.create(batch=made, name="x", article=draft, state=Deposit.State.DONE)
        return made

    def withdraw(self, client, batch, **more):
        return do(client, "draft", [], all="published", batch=getattr(batch, "pk", batch), **more)

    def test_is_offered_on_its_page_and_asks_once_more_with_the_titles(self, desk, batch):
        offered = archive.page(desk.get(f"/en/imports/{batch.pk}/"))
        assert "Withdraw its 2 published articles" in offered
        asked = archive.page(self.withdraw(desk, batch))
        assert "Withdraw 2 articles" in asked
        assert "T0 &lt;b&gt;" in asked
        assert "T2 &lt;b&gt;" not in asked
        assert statuses() == ["published"] * 3

    def test_makes_them_drafts_of_the_import_which_it_can_publish_again(self, desk, batch):
        there = f"/en/imports/{batch.pk}/"
        assert self.withdraw(desk, batch, sure="1", next=there)["Location"] == there
        assert statuses() == ["draft", "draft", "published"]
        page = archive.page(desk.get(there))
        assert "2 articles are drafts now." in page
        assert "Read over 2 drafts" in page
        assert 'id="withdraw"' not in page
        do(desk, "publish", [], all="draft", batch=batch.pk)
        assert statuses() == ["published"] * 3

    def test_leaves_what_came_after_the_question(self, desk, drafts, batch):
        newest = re.search(r'name="newest" value="(\d+)"', archive.page(self.withdraw(desk, batch)))[1]
        late = archive.article("Tard.", status="published")
        Deposit.objects.create(batch=batch, name="y", article=late, state=Deposit.State.DONE)
        self.withdraw(desk, batch, sure="1", newest=newest)
        assert statuses() == ["draft", "draft", "published", "published"]

    def test_leaves_what_was_published_before_and_has_a_new_text_from_it(self, desk, drafts, batch):
        drafts[0].acts.create(title="T0", verb=Verb.REVISED, detail={"batch": batch.pk, "number": 2})
        self.withdraw(desk, batch, sure="1")
        assert statuses() == ["published", "draft", "published"]

    @pytest.mark.parametrize("number", ["", "0", "999", "-1", "x", "9" * 40])
    def test_of_an_import_that_is_none_is_of_nothing(self, desk, batch, number):
        self.withdraw(desk, number, sure="1")
        assert statuses() == ["published"] * 3
        assert "Choose at least one article, then what to do." in said(desk)

    @pytest.mark.parametrize("action", ["publish", "review", "discard"])
    def test_is_all_that_can_be_done_to_what_is_published(self, desk, batch, action):
        do(desk, action, [], all="published", batch=batch.pk, sure="1")
        assert statuses() == ["published"] * 3

    def test_is_for_those_who_may_withdraw(self, client, reader, desk, batch):
        reader.user_permissions.add(Permission.objects.get(codename="add_article"))
        client.force_login(type(reader).objects.get(pk=reader.pk))
        assert 'id="withdraw"' not in archive.page(client.get(f"/en/imports/{batch.pk}/"))
        self.withdraw(client, batch, sure="1")
        assert statuses() == ["published"] * 3


class TestUndo:
    @pytest.fixture
    def published(self, desk, drafts):
        editing.send_to_review(drafts[2])
        do(desk, "publish", drafts)
        return drafts

    @pytest.fixture
    def undo(self, published):
        return f"/en/drafts/bulk/{Act.objects.filter(verb='published').first().together}/undo/"

    def test_takes_all_of_one_press_back(self, desk, undo):
        assert f'action="{undo}?next=%2Fen%2Freview%2F"' in said(desk)
        desk.post(undo)
        assert statuses() == ["draft", "draft", "review"]
        assert "Undone for 3 articles." in said(desk)
        desk.post(undo)
        assert "Nothing was undone: the articles have been moved since." in said(desk)

    def test_leaves_what_was_moved_or_discarded_since(self, desk, published, undo):
        editing.publish(editing.withdraw(published[0]))
        editing.remove(published[1])
        desk.post(undo)
        assert statuses() == ["published", "review"]

    def test_is_for_whom_it_was_done_by(self, desk, undo, administrator):
        desk.force_login(administrator)
        desk.post(undo)
        assert statuses() == ["published"] * 3

    def test_of_nothing_is_nothing(self, desk, published):
        assert desk.post("/en/drafts/bulk/nothing/undo/").status_code == 303
        assert statuses() == ["published"] * 3


def test_it_needs_a_token_and_the_role(client, editor, reader, drafts):
    assert do(client, "review", drafts).status_code == 302
    client.force_login(reader)
    assert do(client, "review", drafts).status_code == 403
    reader.user_permissions.add(Permission.objects.get(codename="add_article"))
    client.force_login(type(reader).objects.get(pk=reader.pk))
    for action in ("publish", "discard"):
        assert do(client, action, drafts, sure="1").status_code == 403
    strict = type(client)(enforce_csrf_checks=True)
    strict.force_login(editor)
    assert do(strict, "publish", drafts).status_code == 403
    assert statuses() == ["draft"] * 3


def test_who_may_only_add_moves_drafts_and_leaves_what_readers_see(client, reader, drafts):
    reader.user_permissions.add(Permission.objects.get(codename="add_article"))
    client.force_login(reader)
    editing.publish(drafts[0])
    do(client, "review", drafts)
    assert statuses() == ["published", "review", "review"]
    page = said(client)
    assert "2 articles are to be reviewed now." in page
    assert "1 article is published, and was left so" in page
    assert 'value="publish"' not in page
    assert 'value="discard"' not in page
