import pytest
from django.db import OperationalError

from articles import nlp
from articles.index import IndexQuery, IndexReader, writing
from articles.ingest import working
from articles.ingest.importing import import_text
from articles.models import Article
from articles.text.annotation import Annotation
from tests.ingest.findings import stored

pytestmark = pytest.mark.django_db


class Days:
    """A stop signal that comes after so many rests; what happens during each can be told."""

    def __init__(self, *events):
        self.events = list(events)
        self.rests = []

    def is_set(self):
        return not self.events

    def wait(self, seconds):
        self.rests.append(seconds)
        self.events.pop(0)()
        return self.is_set()


def nothing():
    pass


@pytest.fixture(autouse=True)
def laboratory(monkeypatch, reference):
    monkeypatch.setattr(nlp, "annotate", lambda *_, **__: Annotation((), (), ()))


@pytest.fixture
def found(settings):
    return lambda: sorted(IndexReader(settings.INDEX_DIR).find(IndexQuery()).ids)


def test_what_waits_is_annotated_and_found_before_it_rests(found):
    articles = [stored(f"Texte {n}.") for n in range(10)]
    seen = []
    working.work(Days(lambda: seen.append(found())))
    assert seen == [[a.pk for a in articles]]
    assert not Article.objects.filter(annotation_version="").exists()


def test_what_comes_later_too(found):
    working.work(Days(lambda: stored("Plus tard."), nothing))
    assert found() == [Article.objects.get(annotation_version=nlp.version()).pk]


def test_drafts_are_annotated_but_not_found(found):
    article = import_text("Un brouillon.")
    working.work(Days(nothing))
    article.refresh_from_db()
    assert article.is_annotated
    assert found() == []


def test_it_ends_at_once_when_told_before_it_began():
    stored()
    working.work(Days())
    assert not Article.objects.get().is_annotated


def test_while_another_process_writes_to_the_index_it_waits_and_then_follows(found, settings):
    article = stored()
    other = writing(settings.INDEX_DIR)
    other.__enter__()
    days = Days(nothing, lambda: other.__exit__(None, None, None), nothing)
    working.work(days)
    assert Article.objects.get().is_annotated, "annotating needs no index"
    assert found() == [article.pk]
    assert days.rests == [working._IDLE_SECONDS] * 3


@pytest.mark.parametrize("trouble", [OperationalError("database is locked"), OSError(28, "No space left")])
def test_trouble_is_logged_waited_for_and_survived(found, monkeypatch, caplog, trouble):
    article = stored()
    real, falls = working.follow, [trouble, trouble]

    def follow():
        if falls:
            raise falls.pop()
        return real()

    monkeypatch.setattr(working, "follow", follow)
    days = Days(nothing, nothing, nothing)
    working.work(days)
    assert found() == [article.pk]
    assert days.rests == [working._TROUBLE_SECONDS] * 2 + [working._IDLE_SECONDS]
    assert caplog.text.count("trying again") == 2


def test_an_article_that_fails_stops_nothing(found, monkeypatch):
    poison, good = stored("Poison."), stored("Bon.")

    def annotate(text, *_, **__):
        if text == "Poison.":
            raise RecursionError
        return Annotation((), (), ())

    monkeypatch.setattr(nlp, "annotate", annotate)
    working.work(Days(nothing))
    assert found() == [poison.pk, good.pk], "a text without annotation can be read and searched"
    assert Article.objects.get(pk=good.pk).is_annotated
    assert not Article.objects.get(pk=poison.pk).is_annotated
