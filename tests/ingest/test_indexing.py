import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.index import IndexBusy, IndexQuery, IndexReader, followed_revision, writing
from articles.ingest import indexing
from articles.ingest.editing import publish, remove, withdraw
from articles.ingest.importing import import_text
from articles.ingest.indexing import follow, indexed
from articles.ingest.storing import record_change, replace_annotation
from articles.models import ArchiveState, Article, Change
from tests.ingest.findings import TEXT, annotation, stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings):
    return settings.INDEX_DIR


def ids(folder):
    return sorted(IndexReader(folder).find(IndexQuery(), limit=10_000).ids)


def many(number, status="published"):
    """Articles without annotation, quickly, each with its change."""
    start = Change.objects.values_list("revision", flat=True).last() or 0
    articles = Article.objects.bulk_create(
        Article(title=f"T{n}", text=f"Texte {n}.", content_hash=f"{start}-{n}", status=status) for n in range(number)
    )
    Change.objects.bulk_create(
        Change(revision=start + n, article_id=article.pk) for n, article in enumerate(articles, start=1)
    )
    ArchiveState.objects.update_or_create(pk=1, defaults={"revision": start + number})
    return articles


class TestFollowing:
    def test_an_empty_archive_needs_no_index(self, folder):
        assert follow() == 0
        assert not folder.exists()

    def test_readers_find_what_is_published_and_not_the_drafts(self, folder):
        article = stored("Un texte sur la mer.")
        import_text("Un brouillon sur la mer.")
        assert follow() == 2
        assert ids(folder) == [article.pk]

    def test_nothing_is_written_when_nothing_changed(self, folder, monkeypatch):
        stored()
        follow()

        def refuse(_):
            raise AssertionError("opened for writing")

        monkeypatch.setattr(indexing, "writing", refuse)
        assert follow() == 0

    def test_only_what_changed_is_looked_at(self, folder):
        first, second = stored("Un."), stored("Deux.")
        assert follow() == 2
        withdraw(second)
        assert follow() == 1
        assert ids(folder) == [first.pk]
        publish(second)
        assert follow() == 1
        assert ids(folder) == [first.pk, second.pk]
        remove(first)
        assert follow() == 1
        assert ids(folder) == [second.pk]

    def test_annotations_bring_filters_and_names(self, folder, reference):
        article = stored(source="Agence")
        follow()
        replace_annotation(article, annotation(), version="1")
        follow()
        reader = IndexReader(folder)
        entity = article.mentions.get(surface="OTSC").entity
        for query in (
            IndexQuery(countries=("KZ",)),
            IndexQuery(about=("KZ",)),
            IndexQuery(topics=("diplomacy",)),
            IndexQuery(entities=(entity.pk,)),
            IndexQuery(sources=(article.source_id,)),
            IndexQuery(languages=("fr",)),
            IndexQuery(text="organisation du traité de sécurité collective"),
        ):
            assert reader.find(query).ids == (article.pk,), query

    def test_more_changes_than_a_batch(self, folder, monkeypatch):
        monkeypatch.setattr(indexing, "_BATCH", 50)
        articles = many(120)
        assert follow() == 120
        assert ids(folder) == [article.pk for article in articles]
        assert followed_revision(folder) == 120

    def test_a_real_batch_and_more(self, folder):
        assert follow(folder) == 0
        articles = many(620)
        assert follow() == 620
        assert ids(folder) == [article.pk for article in articles]

    def test_what_fails_is_followed_again(self, folder, monkeypatch):
        article = stored()
        monkeypatch.setattr(indexing, "indexed", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            follow()
        monkeypatch.undo()
        assert follow(folder) == 1
        assert ids(folder) == [article.pk]

    def test_a_batch_takes_the_same_number_of_queries_whatever_its_size(self, folder, reference):
        def queries(number):
            articles = [stored(f"{number}.{n} {TEXT}") for n in range(number)]
            for article in articles:
                replace_annotation(article, annotation(article.text), version="1")
            with CaptureQueriesContext(connection) as seen:
                assert len(list(indexed([article.pk for article in articles]))) == number
            return len(seen)

        assert queries(2) == queries(6)


class TestMakingAnew:
    def test_it_holds_what_the_rows_hold(self, folder):
        first, second = stored("Un."), stored("Deux.")
        follow()
        Article.objects.filter(pk=second.pk).delete()  # behind our back
        third = many(1)[0]
        Change.objects.all().delete()  # as after loading rows by other means
        assert follow(rebuild=True) == 2
        assert ids(folder) == [first.pk, third.pk]

    def test_an_empty_archive(self, folder):
        assert follow(rebuild=True) == 0
        assert ids(folder) == []

    def test_readers_see_the_old_one_until_it_is_whole(self, folder, monkeypatch):
        monkeypatch.setattr(indexing, "_BATCH", 10)
        many(35)
        follow()
        reader, seen, real = IndexReader(folder), [], indexing._apply

        def apply(index, article_ids):
            seen.append(reader.total())
            real(index, article_ids)

        monkeypatch.setattr(indexing, "_apply", apply)
        assert follow(rebuild=True) == 35
        assert seen == [35] * 4
        assert reader.total() == 35

    def test_if_it_fails_the_old_one_stays(self, folder, monkeypatch):
        many(3)
        follow()
        followed = followed_revision(folder)
        monkeypatch.setattr(indexing, "_apply", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            follow(rebuild=True)
        assert IndexReader(folder).total() == 3
        assert followed_revision(folder) == followed

    def test_changes_after_it_are_followed(self, folder):
        first = stored("Un.")
        follow(rebuild=True)
        second = stored("Deux.")
        withdraw(first)
        assert follow() == 2
        assert ids(folder) == [second.pk]

    def test_rows_of_an_older_backup_are_noticed(self, folder):
        """The index has followed changes that these rows have never seen."""
        first = stored("Un.")
        for _ in range(5):
            record_change(first.pk)
        follow()
        Change.objects.all().delete()
        ArchiveState.objects.update(revision=0)
        Article.objects.all().delete()
        restored = stored("Deux.")
        assert follow() == 1
        assert ids(folder) == [restored.pk]
        assert followed_revision(folder) == 1


class TestWhileAnotherWrites:
    def test_it_is_said_and_nothing_is_lost(self, folder):
        article = stored()
        with writing(folder), pytest.raises(IndexBusy):
            follow()
        with writing(folder), pytest.raises(IndexBusy):
            follow(rebuild=True)
        assert follow() == 1
        assert ids(folder) == [article.pk]

    def test_without_changes_it_does_not_matter(self, folder):
        stored()
        follow()
        with writing(folder):
            assert follow() == 0
