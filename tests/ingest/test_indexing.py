from contextlib import contextmanager, suppress

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from articles.index import IndexBusy, IndexQuery, IndexReader, followed, writing
from articles.index.writing import home_of
from articles.ingest import changes, indexing
from articles.ingest.changes import record_change, record_changes
from articles.ingest.editing import publish, remove, withdraw
from articles.ingest.importing import import_text
from articles.ingest.indexing import follow, indexed
from articles.ingest.storing import replace_annotation
from articles.models import ArchiveState, Article, Change, Checkpoint
from tests.index.shelf import FAULTS
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
    Checkpoint.objects.create(revision=start + number, token=f"{start}-{number}")
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
        assert followed(folder).revision == 120

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
        before = followed(folder)
        monkeypatch.setattr(indexing, "_apply", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            follow(rebuild=True)
        assert IndexReader(folder).total() == 3
        assert followed(folder) == before

    def test_changes_after_it_are_followed(self, folder):
        first = stored("Un.")
        follow(rebuild=True)
        second = stored("Deux.")
        withdraw(first)
        assert follow() == 2
        assert ids(folder) == [second.pk]


@contextmanager
def backed_up():
    """Whatever is written inside is gone afterwards, as when a backup is restored."""
    with suppress(ZeroDivisionError), transaction.atomic():
        yield
        raise ZeroDivisionError


def titles(folder, *words):
    return [IndexReader(folder).count(IndexQuery(word)) for word in words]


class TestOtherRows:
    """The index has followed changes that these rows have never seen."""

    def test_of_an_older_backup_are_noticed(self, folder):
        stored("Un.")
        with backed_up():
            lost = stored("Perdu.")
            for _ in range(5):
                record_change(lost.pk)
            follow()
        assert follow() == 1
        assert titles(folder, "un", "perdu") == [1, 0]
        assert followed(folder).revision == 1
        assert follow() == 0

    @pytest.mark.parametrize("after", [0, 1, 5])
    def test_that_give_the_same_numbers_again_are_noticed(self, folder, after):
        """Even where the change of that number is no more, for its article has changed again."""
        stored("Un.")
        with backed_up():
            stored("Perdu.")
            follow()
            assert followed(folder).revision == 2
        new = stored("Neuf.")
        for _ in range(after):
            record_change(new.pk)
        assert follow() == 2
        assert titles(folder, "un", "perdu", "neuf") == [1, 0, 1]

    def test_are_noticed_amid_the_changes_of_one_write(self, folder, monkeypatch):
        articles = [stored(f"Texte {n}.") for n in range(4)]
        monkeypatch.setattr(indexing, "_BATCH", 2)
        with backed_up():
            record_changes(article.pk for article in articles)
            monkeypatch.setattr(indexing, "_apply", lambda index, given: articles[3].pk in given and 1 / 0)
            with pytest.raises(ZeroDivisionError):
                follow()
            assert followed(folder).revision == 6
        monkeypatch.undo()
        record_changes(article.pk for article in reversed(articles))
        assert follow() == 4
        assert titles(folder, "texte") == [4]

    def test_a_backup_that_the_index_is_behind_is_only_followed(self, folder):
        stored("Un.")
        follow()
        with backed_up():
            stored("Perdu.")
        stored("Neuf.")
        assert follow() == 1

    def test_old_checkpoints_are_dropped_and_an_index_of_then_is_made_anew(self, folder, monkeypatch):
        monkeypatch.setattr(changes, "_CHECKPOINTS_KEPT", 3)
        article = stored()
        follow()
        for _ in range(2):
            record_change(article.pk)
        assert follow() == 1
        other = stored("Deux.")
        for _ in range(7):
            record_change(article.pk)
        assert list(Checkpoint.objects.values_list("revision", flat=True)) == [9, 10, 11]
        assert follow() == 2
        assert follow() == 0
        assert ids(folder) == [article.pk, other.pk]


@pytest.mark.parametrize("changed", [False, True])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_index_is_made_anew_once(folder, caplog, fault, changed):
    article = stored("Un texte sur la mer.")
    follow()
    FAULTS[fault](home_of(folder))
    if changed:
        article = withdraw(article)
    follow()
    assert titles(folder, "mer") == [0 if changed else 1]
    assert caplog.text.count("making it anew") == 1
    assert follow() == 0


def test_a_full_disk_does_not_make_it_anew(folder, monkeypatch):
    stored()
    follow()
    stored("Deux.")

    def refuse(*_):
        raise ValueError("An IO error occurred: 'No space left on device (os error 28)'")

    monkeypatch.setattr(indexing, "_catch_up", refuse)
    monkeypatch.setattr(indexing, "_rebuild", refuse)
    with pytest.raises(ValueError, match="No space left"):
        follow()
    assert IndexReader(folder).total() == 1


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
