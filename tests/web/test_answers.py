"""The points of an article on its page: one press of a button answers one."""

import pytest
from django.contrib.auth.models import Permission

from articles.ingest.storing import replace_annotation
from articles.models import Article, Entity, Ruling
from articles.text.annotation import NOTHING
from articles.web import answers
from tests.web import archive, doubtful
from tests.web.conftest import account
from tests.web.foreign import EDITOR


@pytest.fixture
def lone(reference):
    doubtful.bearers()
    return doubtful.lone(title=archive.HOSTILE)


@pytest.fixture
def anne(lone):
    return Entity.objects.get(name="Anne Zorb")


def send(client, article, subject="person/Zorb", question="who", **post):
    post = {"question": question, "subject": subject, **post}
    return client.post(f"/en/upload/{article.pk}/answer/", post)


def whom(article):
    return article.mentions.get().entity.name


def page_of(client, article) -> str:
    return archive.page(client.get(f"/en/upload/{article.pk}/"))


def test_the_page_shows_the_points_first_with_their_candidates(desk, lone, anne):
    page = page_of(desk, lone)
    assert "1 point to check" in page
    assert page.index("Who is “Zorb”?") < page.index('id="preview"')
    assert 'Ici, <span class="mention" data-label="person">Zorb</span> dort.' in page
    assert f'value="is-{anne.pk}"' in page
    assert "<span>chemist</span> <small> 1 article </small>" in page
    assert archive.HOSTILE not in page


def test_an_answer_is_carried_out_and_the_page_shows_it(desk, lone, anne):
    response = send(desk, lone, choice=f"is-{anne.pk}")
    assert (response.status_code, response["Location"]) == (303, f"/en/upload/{lone.pk}/#points")
    assert whom(lone) == "Anne Zorb"
    page = page_of(desk, lone)
    assert "point to check" not in page
    assert "1 point answered" in page
    assert '<q lang="fr">Zorb</q> → Anne Zorb <small>edith</small>' in page


@pytest.mark.parametrize(
    "choice", ["", "is", "is-", "is-x", "is-0", "is-999", "is-" + "9" * 40, "in", "other", "left\x00", "<b>"]
)
def test_what_is_no_answer_changes_nothing(desk, lone, choice):
    assert send(desk, lone, choice=choice).status_code == 303
    assert "Choose one of the answers." in page_of(desk, lone)
    assert not Ruling.objects.exists()


def test_somebody_who_is_no_candidate_is_no_answer(desk, lone):
    stranger = archive.entity("Ada Zorb")
    send(desk, lone, choice=f"is-{stranger.pk}")
    assert not Ruling.objects.exists()


@pytest.mark.parametrize(
    ("question", "subject"),
    [("who", "person/nobody"), ("name", "person/Zorb"), ("", ""), ("who\x00", "\x00"), ("x" * 999, "y" * 9999)],
)
def test_what_nobody_asked_changes_nothing(desk, lone, question, subject):
    assert send(desk, lone, subject, question, choice="left").status_code == 303
    assert "This point is not open any more." in page_of(desk, lone)
    assert not Ruling.objects.exists()


def test_of_two_editors_the_second_is_told(desk, client, lone, anne):
    send(desk, lone, choice=f"is-{anne.pk}")
    desk.force_login(account("max", EDITOR))
    other = Entity.objects.get(name="Max Zorb")
    send(desk, lone, choice=f"is-{other.pk}")
    assert "edith had answered this already." in page_of(desk, lone)
    send(desk, lone, choice=f"is-{anne.pk}")
    assert "Noted." in page_of(desk, lone)
    assert (whom(lone), Ruling.objects.get().by.username) == ("Anne Zorb", "edith")


def test_of_an_answer_by_an_account_that_is_gone_no_name_is_told(desk, lone, anne):
    send(desk, lone, choice=f"is-{anne.pk}")
    Ruling.objects.update(by=None)
    send(desk, lone, choice="left")
    assert "This had been answered already." in page_of(desk, lone)


def test_who_answers_between_the_look_and_the_lock_is_first(desk, lone, anne, monkeypatch):
    real = answers._chosen

    def chosen(article, point, request):
        monkeypatch.setattr(answers, "_chosen", real)
        send(desk, lone, choice="left")
        return real(article, point, request)

    monkeypatch.setattr(answers, "_chosen", chosen)
    send(desk, lone, choice=f"is-{anne.pk}")
    assert Ruling.objects.get().verdict == "left"
    assert whom(lone) == "Zorb"


def test_of_an_article_that_is_discarded_meanwhile_nothing_is_found(desk, lone, monkeypatch):
    real = answers._chosen

    def chosen(article, point, request):
        Article.objects.filter(pk=lone.pk).delete()
        return real(article, point, request)

    monkeypatch.setattr(answers, "_chosen", chosen)
    assert send(desk, lone, choice="left").status_code == 404


def test_an_answer_is_taken_back(desk, lone, anne):
    send(desk, lone, choice=f"is-{anne.pk}")
    path = f"/en/upload/{lone.pk}/answer/{Ruling.objects.get().pk}/undo/"
    assert desk.post(path)["Location"] == f"/en/upload/{lone.pk}/#points"
    assert "1 point to check" in page_of(desk, lone)
    desk.post(path)
    assert "This answer had been taken back already." in page_of(desk, lone)


@pytest.mark.parametrize("ruling", [0, 999, 10**30])
def test_an_answer_to_another_article_is_not_taken_back(desk, lone, ruling):
    other = doubtful.faint()
    send(desk, lone, choice="left")
    number = ruling or Ruling.objects.get().pk
    assert desk.post(f"/upload/{other.pk}/answer/{number}/undo/").status_code == 303
    assert Ruling.objects.exists()


@pytest.mark.parametrize(
    ("make", "subject", "post", "after"),
    [
        (doubtful.newcomer, "person/Ida Zorb", {"question": "same", "choice": "other"}, "another person"),
        (doubtful.faint, "machin", {"question": "name", "choice": "no-name"}, "not a name"),
        (doubtful.faint, "machin", {"question": "name", "choice": "is"}, "a name"),
        (doubtful.unsure, "KR", {"question": "country", "choice": "in-KR"}, "South Korea"),
        (doubtful.unsure, "KR", {"question": "country", "choice": "in-KP"}, "North Korea"),
        (doubtful.unsure, "KR", {"question": "country", "choice": "other"}, "not South Korea"),
        (doubtful.nowhere, "place/Trifouillis", {"question": "where", "choice": "in", "country": "KZ"}, "Kazakhstan"),
        (doubtful.nowhere, "place/Trifouillis", {"question": "where", "choice": "left"}, "left as it is"),
    ],
)
def test_every_question_takes_its_answers(desk, reference, make, subject, post, after):
    doubtful.bearers()
    row = make()
    page = page_of(desk, row)
    assert f'name="subject" value="{subject}"' in page
    assert f'value="{post["choice"]}"' in page
    send(desk, row, subject, **post)
    page = page_of(desk, row)
    assert f"→ {after}" in page
    assert "point to check" not in page


@pytest.mark.parametrize("country", ["", "XX", "kz", "\x00\x00", "é" * 99])
def test_a_country_that_there_is_not_is_no_answer(desk, reference, country):
    row = doubtful.nowhere()
    send(desk, row, "place/Trifouillis", "where", choice="in", country=country)
    assert not Ruling.objects.exists()


def test_a_country_that_the_words_do_not_mean_is_no_answer(desk, reference):
    row = doubtful.unsure()
    for choice in ("in-KZ", "in-", "in-kp", "in-\x00"):
        send(desk, row, "KR", "country", choice=choice)
    assert not Ruling.objects.exists()


def test_of_two_countries_of_one_name_the_other_one_is_named_from_then_on(desk, reference):
    row = doubtful.unsure("CD", "La diplomatie du Congo.", "Congo")
    page = page_of(desk, row)
    assert "Which country does “Congo” mean?" in page
    assert page.index('value="in-CD"') < page.index('value="in-CG"')
    send(desk, row, "CD", "country", choice="in-CG")
    assert list(row.article_countries.values_list("country", "sure")) == [("CG", True)]
    assert "point to check" not in page_of(desk, row)
    send(desk, row, "CD", "country", choice="in-CD")
    assert "edith had answered this already." in page_of(desk, row)


def test_an_answer_is_there_after_another_annotation(desk, reference):
    row = doubtful.faint()
    send(desk, row, "machin", "name", choice="is")
    replace_annotation(Article.objects.get(pk=row.pk), NOTHING, version="2")
    assert whom(row) == "Machin"


def test_answers_need_a_post_a_token_and_the_role(client, editor, reader, lone):
    path = f"/upload/{lone.pk}/answer/"
    assert client.post(path).status_code == 302
    reader.user_permissions.add(Permission.objects.get(codename="add_article"))
    client.force_login(reader)
    assert client.post(path).status_code == 403
    assert "/answer/" not in client.get(f"/upload/{lone.pk}/").content.decode()
    client.force_login(editor)
    assert client.get(path)["Location"] == f"/upload/{lone.pk}/"
    strict = type(client)(enforce_csrf_checks=True)
    strict.force_login(editor)
    assert strict.post(path).status_code == 403
    assert not Ruling.objects.exists()


def test_focus_goes_to_what_is_left_only_after_an_answer(desk, lone):
    heading = '<h2 id="points-title" tabindex="-1" autofocus>'
    assert heading in archive.page(
        desk.get(f"/upload/{lone.pk}/", headers={"hx-request": "true", "hx-target": "points"})
    )
    assert heading not in page_of(desk, lone)
    asking_again = {"hx-request": "true", "hx-target": "preview"}
    assert heading not in archive.page(desk.get(f"/upload/{lone.pk}/", headers=asking_again))
