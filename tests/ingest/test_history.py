"""Who did what is written down by whatever does it."""

import pytest
from django.contrib.auth.models import User

from articles.ingest import editing, history
from articles.ingest.importing import DuplicateArticle, Particulars, import_text
from articles.models import Act, Article, Source, Verb

pytestmark = pytest.mark.django_db


@pytest.fixture
def edith(reference):
    return User.objects.create_user("edith")


@pytest.fixture
def article(edith):
    return import_text("Un texte.", given=Particulars(title="Titre"), added_by=edith)


def told() -> list[tuple[str, str, dict]]:
    """What was noted, the oldest first: verb, name, detail without the language."""
    return [
        (act.verb, act.name, {key: value for key, value in act.detail.items() if key != "language"})
        for act in Act.objects.order_by("pk")
    ]


def test_an_article_that_comes_in_is_noted_with_who_sent_it(article):
    assert told() == [("added", "edith", {"status": "draft"})]
    import_text("Un autre texte.", status=Article.Status.REVIEW)
    assert told()[-1] == ("added", "", {"status": "review"}), "nobody: the software"


def test_what_is_refused_is_not_noted(article):
    with pytest.raises(DuplicateArticle):
        import_text("Un texte.")
    assert len(told()) == 1


@pytest.mark.parametrize(
    ("change", "fields"),
    [({"author": "C. V."}, ["author"]), ({"title": "Autre", "source": "Agence"}, ["title", "source"]), ({}, [])],
)
def test_an_edit_says_which_fields_are_others_now(article, edith, change, fields):
    given = Particulars(**{"title": "Titre", "published_at": article.published_at, **change})
    editing.update_particulars(article, given, by=edith)
    noted = told()[1:]
    assert noted == ([("edited", "edith", {"fields": fields})] if fields else [])


def test_every_move_says_from_where_to_where(article, edith):
    editing.send_to_review(article, by=edith)
    editing.send_to_review(article, by=edith)
    editing.publish(article, by=edith)
    editing.withdraw(article)
    editing.annotate_again(article, by=edith)
    editing.discard(article, by=edith)
    assert told()[1:] == [
        ("moved", "edith", {"from": "draft", "to": "review"}),
        ("published", "edith", {"from": "review", "to": "published"}),
        ("withdrawn", "", {"from": "published", "to": "draft"}),
        ("annotated", "edith", {}),
        ("discarded", "edith", {"from": "draft"}),
    ]


def test_it_outlives_the_article_and_the_account(article, edith):
    editing.publish(article, by=edith)
    editing.remove(article, by=edith)
    edith.delete()
    acts = list(Act.objects.order_by("pk"))
    assert [(act.verb, act.article, act.title, act.by, act.name) for act in acts] == [
        (verb, None, "Titre", None, "edith") for verb in ("added", "published", "discarded")
    ]


def test_what_is_rolled_back_was_never_done(article, monkeypatch):
    def broken(*args):
        raise RuntimeError

    monkeypatch.setattr(editing, "record_change", broken)
    with pytest.raises(RuntimeError):
        editing.publish(article)
    assert len(told()) == 1


def test_removing_what_is_gone_notes_nothing(article):
    Article.objects.filter(pk=article.pk).delete()
    editing.remove(article)
    assert [verb for verb, *_ in told()] == ["added"]


def test_it_can_be_asked_for_what_software_did_alone(article, edith):
    history.record(article, Verb.EDITED, by=edith)
    history.record(article, Verb.ANNOTATED)
    edith.delete()
    assert [act.verb for act in Act.objects.by_software()] == ["annotated"]
    assert not Source.objects.exists()
