from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError
from django.utils import timezone

from articles import nlp
from articles.ingest import annotating
from articles.ingest.annotating import annotate_article, annotate_pending, pending, reannotate
from articles.ingest.editing import update_particulars
from articles.ingest.importing import Particulars, import_text
from articles.models import Article, Entity
from articles.text.annotation import Annotation
from tests.ingest.findings import TEXT, annotation, rows, stored

pytestmark = pytest.mark.django_db
POISON = "Un texte sur lequel le laboratoire tombe."


@pytest.fixture
def laboratory(monkeypatch, reference):
    """A laboratory that knows one text, falls over another, and notes what it was given."""
    given = []

    def annotate(text, language="fr", *, title=""):
        given.append((text, language, title))
        if text == POISON:
            raise MemoryError("poison")
        return annotation() if text == TEXT else Annotation((), (), ())

    monkeypatch.setattr(nlp, "annotate", annotate)
    return given


def waiting():
    return [article.pk for article in pending(limit=100)]


class TestOne:
    def test_is_annotated_by_the_present_version(self, laboratory):
        article = stored()
        assert annotate_article(article)
        assert Article.objects.get().annotation_version == nlp.version()
        assert article.mentions.count() == 5

    def test_title_and_standfirst_are_read_too(self, laboratory):
        annotate_article(stored(title="Titre", standfirst="Chapeau", language="en"))
        assert laboratory == [(TEXT, "en", "Titre\nChapeau")]

    def test_that_fails_is_put_off_longer_each_time(self, laboratory, caplog):
        article = stored(POISON)
        waits = []
        for failures in range(1, 5):
            assert not annotate_article(article)
            article.refresh_from_db()
            assert article.annotation_failures == failures
            waits.append((article.annotation_retry_at - timezone.now()).total_seconds())
        assert waits == sorted(waits)
        assert waits[0] > 10
        assert f"Annotating article {article.pk} failed" in caplog.text
        Article.objects.update(annotation_failures=500)
        article.refresh_from_db()
        annotate_article(article)
        article.refresh_from_db()
        assert article.annotation_retry_at < timezone.now() + timedelta(hours=2)

    @pytest.mark.parametrize("error", [IntegrityError, ValueError, RecursionError])
    def test_that_cannot_be_stored_is_put_off_too(self, laboratory, monkeypatch, error):
        def fail(*_, **__):
            raise error

        monkeypatch.setattr(annotating, "replace_annotation", fail)
        assert not annotate_article(stored())
        assert Article.objects.get().annotation_failures == 1

    def test_a_database_that_does_not_answer_is_not_its_fault(self, laboratory, monkeypatch):
        def fail(*_, **__):
            raise OperationalError("database is locked")

        monkeypatch.setattr(annotating, "replace_annotation", fail)
        with pytest.raises(OperationalError):
            annotate_article(stored())
        assert Article.objects.get().annotation_failures == 0

    def test_success_forgets_failures(self, laboratory):
        article = stored()
        Article.objects.update(annotation_failures=4, annotation_retry_at=timezone.now())
        annotate_article(article)
        article = Article.objects.get()
        assert (article.annotation_failures, article.annotation_retry_at) == (0, None)


class TestTheQueue:
    def test_new_ones_come_first_then_drafts(self, laboratory):
        old = stored("Vieux, publié.")
        Article.objects.update(annotation_version="0")
        old_draft = import_text("Vieux, brouillon.")
        Article.objects.filter(pk=old_draft.pk).update(annotation_version="0")
        new, new_draft = stored("Neuf, publié."), import_text("Neuf, brouillon.")
        assert waiting() == [new_draft.pk, new.pk, old_draft.pk, old.pk]

    def test_one_that_fails_blocks_no_other(self, laboratory):
        poison, good = stored(POISON), stored()
        assert annotate_pending() == 2
        assert Article.objects.get(pk=good.pk).is_annotated
        assert not Article.objects.get(pk=poison.pk).is_annotated
        assert waiting() == []
        assert annotate_pending() == 0
        Article.objects.update(annotation_retry_at=timezone.now() - timedelta(seconds=1))
        assert waiting() == [poison.pk]

    def test_one_that_kills_the_process_waits_while_others_go_on(self, laboratory, monkeypatch):
        poison, good = stored(POISON), stored()
        real = annotating.annotate_article

        def die(article):
            if article.pk == poison.pk:
                raise SystemExit  # as far as a test can be killed
            return real(article)

        monkeypatch.setattr(annotating, "annotate_article", die)
        with pytest.raises(SystemExit):
            annotate_pending()
        assert waiting() == [good.pk]
        assert annotate_pending() == 1
        assert Article.objects.get(pk=good.pk).is_annotated

    def test_one_that_kills_the_process_is_tried_later_each_time(self, laboratory, monkeypatch):
        article = stored(POISON)

        def die(_):
            raise SystemExit

        monkeypatch.setattr(annotating, "annotate_article", die)
        waits, failures = [], []
        for _ in range(9):
            with pytest.raises(SystemExit):
                annotate_pending()
            article.refresh_from_db()
            waits.append(round((article.annotation_retry_at - timezone.now()).total_seconds()))
            failures.append(article.annotation_failures)
            Article.objects.update(annotation_retry_at=timezone.now() - timedelta(seconds=1))
        assert waits == [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]
        assert failures == list(range(9)), "the first is under way, not failed"

    def test_what_is_tried_for_the_first_time_does_not_show_as_failed(self, laboratory, monkeypatch):
        seen = []

        def annotate(*_, **__):
            seen.append(Article.objects.get().annotation_failures)
            if len(seen) < 3:
                raise ValueError
            return annotation()

        monkeypatch.setattr(nlp, "annotate", annotate)
        stored()
        for expected in (1, 2, 0):
            assert annotate_pending() == 1
            assert Article.objects.get().annotation_failures == expected
            Article.objects.update(annotation_retry_at=None)
        assert seen == [0, 1, 2]
        assert Article.objects.get().annotation_attempts == 0

    def test_two_workers_do_not_take_the_same(self, laboratory, monkeypatch):
        stored()
        seen = pending(limit=4)
        monkeypatch.setattr(annotating, "pending", lambda limit: seen)
        assert annotate_pending() == 1
        assert annotate_pending() == 0
        assert len(laboratory) == 1

    def test_no_more_than_asked_for(self, laboratory):
        for number in range(5):
            stored(f"Texte {number}.")
        assert annotate_pending(limit=2) == 2
        assert len(waiting()) == 3

    def test_a_text_that_was_edited_meanwhile_is_tried_again_at_once(self, laboratory, monkeypatch):
        article = stored()

        def edit(text, language="fr", *, title=""):
            update_particulars(Article.objects.get(pk=article.pk), Particulars(title="Autre"))
            return annotation()

        monkeypatch.setattr(nlp, "annotate", edit)
        assert annotate_pending() == 1
        assert not Article.objects.get().is_annotated
        assert waiting() == [article.pk]
        assert annotating._claim(article := Article.objects.get())
        article.refresh_from_db()
        assert article.annotation_failures == 0, "it was edited, it did not fail"


class TestAnew:
    def test_only_what_is_out_of_date(self, laboratory):
        old, new = stored(), stored("Autre.")
        annotate_article(new)
        Article.objects.filter(pk=old.pk).update(annotation_version="0")
        assert [(a.pk, done) for a, done in reannotate()] == [(old.pk, True)]
        assert list(reannotate()) == []

    def test_everything_keeps_counts_as_they_are(self, laboratory):
        article, other = stored(), stored("Autre.")
        annotate_pending()
        before, entities = rows(article), Entity.objects.count()
        assert [(a.pk, done) for a, done in reannotate(everything=True)] == [(article.pk, True), (other.pk, True)]
        assert rows(article) == before
        assert Entity.objects.count() == entities

    def test_what_was_put_off_is_tried(self, laboratory):
        article = stored()
        Article.objects.update(annotation_retry_at=timezone.now() + timedelta(hours=1))
        assert [a.pk for a, _ in reannotate()] == [article.pk]

    def test_failures_are_told_and_the_rest_is_done(self, laboratory):
        poison, good = stored(POISON), stored()
        assert [(a.pk, done) for a, done in reannotate()] == [(poison.pk, False), (good.pk, True)]


@pytest.mark.model
def test_the_real_laboratory_gives_one_entity_under_its_variants(reference):
    first = stored("Kassym-Jomart Tokaïev a reçu ses hôtes à Astana. M. Tokaïev a parlé du Kazakhstan.")
    second = stored("Le président Kassym-Jomart Tokaïev est à Paris. Tokaïev y restera deux jours.")
    for article in (first, second):
        assert annotate_article(article)
    person = Entity.objects.get(key="person/kassym-jomart-tokaiev")
    assert set(person.mentions.values_list("article_id", flat=True)) == {first.pk, second.pk}
    assert person.mentions.count() == 4
    for article in (first, second):
        for mention in article.mentions.all():
            assert article.text[mention.start : mention.end] == mention.surface
    assert first.article_countries.filter(country="KZ").exists()
