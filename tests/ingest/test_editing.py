from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.index import IndexQuery, IndexReader
from articles.ingest import changes, editing, importing, storing
from articles.ingest.importing import Particulars
from articles.ingest.indexing import follow
from articles.ingest.storing import replace_annotation
from articles.models import Article, Change, Entity, Job, Source, Topic
from articles.text.annotation import Annotation
from tests.ingest.findings import TEXT, annotation, mention, stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(reference):
    row = stored(title="Titre", source="Agence")
    replace_annotation(row, annotation(), version="1")
    return Article.objects.get(pk=row.pk)


def last_change():
    return Change.objects.values_list("revision", flat=True).last()


def given(**particulars):
    return Particulars(
        **{"title": "Titre", "source": "Agence", "published_at": datetime(2025, 1, 2, tzinfo=UTC)} | particulars
    )


class TestParticulars:
    def test_they_are_written_and_numbered(self, article):
        before = last_change()
        editing.update_particulars(article, given(author="C. V.", source="Autre", url="https://x.example/"))
        article = Article.objects.get(pk=article.pk)
        assert (article.author, article.source.name, article.url) == ("C. V.", "Autre", "https://x.example/")
        assert article.published_at == datetime(2025, 1, 2, tzinfo=UTC)
        assert article.revision == last_change() > before

    @pytest.mark.parametrize("change", [{"title": "Un autre"}, {"standfirst": "Chapeau"}, {"language": "en"}], ids=str)
    def test_what_the_laboratory_reads_asks_for_a_new_annotation(self, article, change):
        Article.objects.update(annotation_retry_at=datetime(2100, 1, 1, tzinfo=UTC))
        article.refresh_from_db()
        editing.update_particulars(article, given(**change))
        article = Article.objects.get(pk=article.pk)
        assert article.annotation_version == ("" if "language" in change else Article.OUTDATED)
        assert article in Article.objects.stale("1")
        assert article.annotation_retry_at is None
        assert article.mentions.count() == 5, "readers keep the old one until then"

    @pytest.mark.parametrize(
        "change", [{}, {"author": "C. V."}, {"source": "Autre"}, {"url": "https://x.example/"}], ids=str
    )
    def test_the_rest_does_not(self, article, change):
        editing.update_particulars(article, given(**change))
        assert Article.objects.get(pk=article.pk).annotation_version == "1"

    def test_an_annotation_under_way_is_made_again(self, article):
        read = Article.objects.get(pk=article.pk)
        editing.update_particulars(article, given(language="en"))
        assert not replace_annotation(read, annotation(), version="1")
        assert not Article.objects.get(pk=article.pk).is_annotated

    def test_the_text_is_left_alone(self, article):
        editing.update_particulars(article, given(title=""))
        article = Article.objects.get(pk=article.pk)
        assert article.text == TEXT
        assert article.title.startswith("Kassym-Jomart Tokaïev reçoit")

    def test_of_an_article_that_is_gone_store_nothing(self, article):
        Article.objects.filter(pk=article.pk).delete()
        sources = Source.objects.count()
        with pytest.raises(Article.DoesNotExist):
            editing.update_particulars(article, given(source="Neuve"))
        assert Source.objects.count() == sources

    def test_what_others_did_since_it_was_read_counts(self, article):
        stale = Article.objects.get(pk=article.pk)
        editing.update_particulars(article, given(language="en"))
        annotate = Article.objects.get(pk=article.pk)
        replace_annotation(annotate, annotation(), version="2")
        editing.publish(article)
        editing.update_particulars(stale, given(language="fr"))
        article = Article.objects.get(pk=article.pk)
        assert (article.annotation_version, article.status) == ("", "published"), "it was of the English text"

    def test_a_new_annotation_begins_without_the_failures_of_the_last(self, article):
        Article.objects.update(annotation_failures=2)
        editing.update_particulars(article, given(title="Un autre"))
        article.refresh_from_db()
        assert article.annotation_failures == 0


class TestStatus:
    @pytest.fixture
    def found(self, settings):
        def found():
            follow()
            return IndexReader(settings.INDEX_DIR).find(IndexQuery()).ids

        return found

    def test_withdrawn_published_and_removed_reach_the_index(self, article, found):
        assert found() == (article.pk,)
        editing.withdraw(article)
        assert not Article.objects.published().exists()
        assert found() == ()
        editing.publish(article)
        assert found() == (article.pk,)
        editing.remove(article)
        assert found() == ()
        assert not Article.objects.exists()

    def test_only_a_draft_is_discarded(self, article):
        with pytest.raises(editing.StillPublished):
            editing.discard(article)
        editing.discard(editing.withdraw(article))
        assert not Article.objects.exists()

    def test_what_was_published_meanwhile_is_not_discarded(self, article):
        stale = editing.withdraw(Article.objects.get(pk=article.pk))
        editing.publish(Article.objects.get(pk=article.pk))
        with pytest.raises(editing.StillPublished):
            editing.discard(stale)
        assert Article.objects.published().exists()

    def test_what_somebody_else_did_first_is_no_change(self, article):
        stale = Article.objects.get(pk=article.pk)
        editing.withdraw(article)
        before = last_change()
        assert not editing.withdraw(stale).is_published
        assert last_change() == before

    @pytest.mark.parametrize("write", [editing.publish, editing.withdraw, editing.discard])
    def test_of_an_article_that_is_gone_is_said(self, article, write):
        Article.objects.filter(pk=article.pk).delete()
        before = last_change()
        with pytest.raises(Article.DoesNotExist):
            write(article)
        assert last_change() == before

    def test_one_that_is_gone_may_be_removed(self, article):
        Article.objects.filter(pk=article.pk).delete()
        editing.remove(article)

    def test_entities_survive_the_article(self, article):
        editing.remove(article)
        assert Entity.objects.count() == 5
        assert not Entity.objects.in_published().exists()


class TestSteps:
    @pytest.fixture
    def edith(self):
        return User.objects.create_user("edith")

    def status(self):
        return Article.objects.get().status

    def test_each_step_goes_forth_and_back(self, article, edith):
        for step, status in (
            (editing.withdraw, "draft"),
            (editing.send_to_review, "review"),
            (editing.publish, "published"),
            (editing.send_to_review, "review"),
            (editing.withdraw, "draft"),
            (editing.publish, "published"),
        ):
            step(article, by=edith)
            assert self.status() == status
            assert Article.objects.published().exists() is (status == "published")
            assert Article.objects.unpublished().exists() is (status != "published")
            assert Article.objects.to_review().exists() is (status == "review")
            assert Article.objects.drafts().exists() is (status == "draft")

    def test_what_is_to_be_reviewed_may_be_discarded(self, article):
        editing.discard(editing.send_to_review(article))
        assert not Article.objects.exists()

    @pytest.mark.parametrize("step", [editing.send_to_review, editing.withdraw])
    def test_who_may_not_change_what_readers_see_does_not(self, article, step):
        stale = editing.withdraw(Article.objects.get())
        editing.publish(Article.objects.get())
        with pytest.raises(editing.StillPublished):
            step(stale, unpublished=True)
        assert self.status() == "published"

    @pytest.mark.parametrize("before", ["draft", "review"])
    def test_a_publication_is_undone_to_what_was_before(self, article, edith, before):
        editing.set_status(article, before)
        editing.publish(article, by=edith)
        editing.undo_publishing(article, by=edith)
        assert self.status() == before
        with pytest.raises(editing.NothingToUndo):
            editing.undo_publishing(article, by=edith)

    def test_only_by_whom_it_was_done(self, article, edith):
        editing.publish(editing.withdraw(article), by=edith)
        for other in (User.objects.create_user("max"), None):
            with pytest.raises(editing.NothingToUndo):
                editing.undo_publishing(article, by=other)
        assert self.status() == "published"

    def test_only_while_nobody_moved_it_since(self, article, edith):
        editing.publish(editing.withdraw(article), by=edith)
        editing.publish(editing.withdraw(article))
        with pytest.raises(editing.NothingToUndo):
            editing.undo_publishing(article, by=edith)

    def test_an_article_that_came_in_published_has_nothing_to_undo(self, article, edith):
        with pytest.raises(editing.NothingToUndo):
            editing.undo_publishing(article, by=edith)

    def test_annotated_again_keeps_its_marks_until_then(self, article):
        editing.annotate_again(article)
        article.refresh_from_db()
        assert (article.annotation_version, article.mentions.count()) == (Article.OUTDATED, 5)
        assert Job.objects.filter(article=article, kind=Job.Kind.ANNOTATE).exists()


class TestAnEntityThatChanged:
    def test_marks_each_article_that_names_it_once(self, article):
        text = "Astana, Astana et Astana."
        other, silent = stored(text), stored("Rien.")
        for row in (article, other):
            replace_annotation(row, annotation(row.text) if row == article else _thrice(text), version="1")
        before = last_change()
        editing.entity_changed(Entity.objects.get(key="place/astana"))
        changed = set(Change.objects.filter(revision__gt=before).values_list("article_id", flat=True))
        assert changed == {article.pk, other.pk}
        assert last_change() == before + 2
        assert silent.pk not in changed

    def test_is_found_under_its_new_name(self, article, settings):
        follow()
        entity = Entity.objects.get(key="place/astana")
        entity.name = "Noursoultan"
        entity.save()
        editing.entity_changed(entity)
        follow()
        assert IndexReader(settings.INDEX_DIR).find(IndexQuery(text="noursoultan")).ids == (article.pk,)

    def test_the_number_of_queries_does_not_grow_with_the_articles(self, article):
        entity = Entity.objects.get(key="place/astana")
        assert _queries(entity, 3) == _queries(entity, 20)


@pytest.mark.parametrize(
    "write",
    [
        lambda article: editing.update_particulars(article, given(source="Neuve")),
        editing.publish,
        editing.withdraw,
        editing.send_to_review,
        editing.annotate_again,
        lambda article: editing.discard(editing.withdraw(article)),
        editing.remove,
        lambda article: editing.entity_changed(Entity.objects.get(key="place/astana")),
        lambda article: editing.remove_topic(Topic.objects.get(pk="diplomacy")),
        lambda article: replace_annotation(article, annotation(), version="2"),
        lambda article: stored("Un autre texte.", source="Neuve"),
    ],
)
def test_every_write_takes_the_row_of_the_counter_first(article, monkeypatch, write):
    """Two that took rows in another order would wait for each other for ever."""
    order, real = [], changes.lock_archive

    def lock():
        order.append(len(connection.queries_log))
        return real()

    for module in (changes, storing, editing, importing):
        monkeypatch.setattr(module, "lock_archive", lock)
    with CaptureQueriesContext(connection) as queries:
        first = len(connection.queries_log)
        write(article)
    before = [q["sql"] for q in queries.captured_queries[: order[0] - first]]
    assert not [sql for sql in before if not sql.startswith(("SAVEPOINT", "SELECT"))]
    assert before[-1].startswith("SAVEPOINT")


def _thrice(text):
    first = mention(text, "Astana", "place")
    return Annotation(tuple(replace(first, start=n, end=n + 6) for n in (0, 8, 18)), (), ())


def _queries(entity, articles):
    for number in range(articles):
        row = stored(f"{articles}.{number} : Astana, Astana et Astana.")
        at = row.text.index("Astana")
        row.mentions.create(entity=entity, start=at, end=at + 6, surface="Astana", origin="model", confidence=1)
    with CaptureQueriesContext(connection) as queries:
        editing.entity_changed(entity)
    return len(queries)
