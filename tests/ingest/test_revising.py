from datetime import UTC, datetime

import pytest
from django.db import transaction

from articles.extract import Extracted
from articles.ingest import editing, importing, revising
from articles.ingest.deposits import Sent, hand_in
from articles.ingest.importing import DuplicateArticle, Particulars, import_text
from articles.ingest.revising import Arrival
from articles.ingest.storing import replace_annotation
from articles.models import Article, Batch, Change, Deposit, Entity, Feed, Job, Mention, Revision
from tests.ingest.findings import TEXT, annotated, annotation, stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

URL = "https://www.courrier.example/astana?utm_source=flux"
AGAIN = "http://courrier.example/astana/#suite"
NEW = TEXT.replace("Astana", "Almaty").replace("reçoit", "recevra")


@pytest.fixture
def article():
    return annotated(url=URL, title="Le titre", standfirst="Le chapeau", source="Courrier")


def arrive(text=NEW, *, url=AGAIN, status="published", **given):
    return import_text(text, status=status, given=Particulars(url=url, **given))


def store(text, arrival):
    new = importing.ready(Extracted(text), Particulars(url=AGAIN))
    return importing.store(new, placing=importing.Placing("published", arrival=arrival))


class TestANewText:
    def test_is_no_new_article_and_stays_published(self, article):
        found = arrive(title="Un titre neuf", standfirst="Un chapeau neuf")
        assert found.pk == Article.objects.get().pk == article.pk
        found.refresh_from_db()
        assert (found.text, found.title, found.standfirst) == (NEW, "Un titre neuf", "Un chapeau neuf")
        assert found.is_published
        assert found.content_hash == importing.content_hash(NEW)
        assert found.words == len(NEW.split())

    def test_keeps_what_was_as_a_version(self, article):
        arrive(title="Un titre neuf")
        kept = Revision.objects.get()
        assert (kept.number, kept.title, kept.standfirst, kept.text) == (1, "Le titre", "Le chapeau", TEXT)
        assert kept.published
        assert sum(kept.names.values()) == 5
        assert kept.countries == {"KZ": 1}
        assert set(kept.names) == {str(pk) for pk in Entity.objects.values_list("pk", flat=True)}

    def test_is_annotated_and_indexed_anew_and_nothing_old_is_drawn_on_it(self, article):
        before = article.revision
        found = arrive()
        assert not found.is_annotated
        assert Job.objects.get().article == article
        assert Change.objects.get(article_id=article.pk).revision == found.revision > before
        for rows in (found.mentions, found.introductions, found.article_countries, found.article_topics):
            assert not rows.exists()

    def test_of_an_article_that_was_not_annotated_yet_has_no_names(self, article):
        arrive()
        arrive(NEW + " Fin.")
        assert list(Revision.objects.values_list("number", "names", "countries"))[1] == (2, None, None)

    def test_keeps_its_day_its_source_and_its_author(self, article):
        day = article.published_at
        found = arrive(source="Un autre", author="Une autrice", published_at=datetime(2020, 1, 1, tzinfo=UTC))
        assert (found.published_at, found.source.name, found.author) == (day, "Courrier", "Une autrice")

    def test_is_compared_with_others_again(self, article):
        Article.objects.update(likeness_version="x")
        assert arrive().likeness_version == ""

    def test_that_fails_to_be_stored_leaves_all_as_it_was(self, article, monkeypatch):
        monkeypatch.setattr(revising, "record_change", lambda pk: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            arrive()
        assert Article.objects.get().text == TEXT
        assert not Revision.objects.exists()
        assert Mention.objects.count() == 5

    def test_after_an_annotation_that_was_given_up_is_tried_again(self, article):
        Job.objects.create(kind=Job.Kind.ANNOTATE, article=article, state=Job.State.FAILED, attempts=5)
        arrive()
        assert Job.objects.get().state == Job.State.QUEUED

    def test_what_was_annotated_of_the_old_one_is_not_stored(self, article):
        arrive()
        assert not replace_annotation(article, annotation(), version="2")

    def test_is_noted_as_the_deed_of_whoever_brought_it(self, article, django_user_model):
        claire = django_user_model.objects.create_user("claire")
        batch = Batch.objects.create(origin=Batch.Origin.UPLOAD)
        new = importing.ready(Extracted(NEW), Particulars(url=AGAIN))
        importing.store(new, placing=importing.Placing("published", claire, arrival=Arrival(batch)))
        act = article.acts.first()
        assert (act.verb, act.name, act.detail["number"], act.detail["batch"]) == ("revised", "claire", 2, batch.pk)


class TestWhatIsNoVersion:
    """Sites give the same address to everything: what has nothing in common with what stands there is another text."""

    WAFFLES = "Battre les œufs avec le sucre vanillé, ajouter la farine tamisée puis le beurre fondu."

    @pytest.mark.parametrize("status", ["draft", "published"])
    def test_is_an_article_of_its_own_without_the_address(self, article, status):
        found = arrive(self.WAFFLES, title="Recette de la gaufre", status=status)
        article.refresh_from_db()
        assert (article.text, found.text) == (TEXT, self.WAFFLES)
        assert (found.address, found.revises, found.status) == ("", None, status)
        assert arrive().pk == article.pk, "which is still the article's own"

    def test_unless_it_has_the_same_title(self, article):
        assert arrive(self.WAFFLES, title="Le Titre !").pk == article.pk

    def test_nor_is_it_of_a_draft(self, article):
        editing.withdraw(article)
        assert arrive(self.WAFFLES, title="Recette de la gaufre").pk != article.pk


class TestTheSameText:
    def test_at_its_address_is_known(self, article):
        with pytest.raises(DuplicateArticle) as error:
            arrive(TEXT)
        assert error.value.article == article
        assert not Revision.objects.exists()

    def test_of_an_earlier_version_in_an_old_file_is_known(self, article):
        arrive()
        with pytest.raises(DuplicateArticle):
            arrive(TEXT)
        assert Article.objects.get().text == NEW
        assert Revision.objects.count() == 1

    def test_of_an_earlier_version_on_the_page_itself_is_a_version_again(self, article):
        arrive()
        batch = Batch.objects.create(origin=Batch.Origin.ADDRESS)
        store(TEXT, Arrival(batch, URL))
        assert Article.objects.get().text == TEXT
        assert Revision.objects.count() == 2


class TestWhatEditorsSet:
    @pytest.mark.parametrize(("column", "other"), [("title", "standfirst"), ("standfirst", "title")])
    def test_what_they_wrote_stays_and_the_rest_is_new(self, article, column, other):
        written = {"title": article.title, "standfirst": article.standfirst} | {column: "De ma main"}
        editing.update_particulars(article, Particulars(url=URL, **written))
        for number in (1, 2):
            found = arrive(f"{NEW} {number}", title=f"Titre {number}", standfirst=f"Chapeau {number}")
            assert getattr(found, column) == "De ma main"
            assert getattr(found, other).endswith(str(number))

    def mark(self, article, surface, occurrence=0):
        start = -1
        for _ in range(occurrence + 1):
            start = article.text.index(surface, start + 1)
        Mention.objects.filter(article=article, start=start).delete()
        entity = Entity.objects.first()
        end = start + len(surface)
        return Mention.objects.create(
            article=article, entity=entity, start=start, end=end, surface=surface, origin="editor", confidence=1
        )

    @pytest.mark.parametrize(
        ("before", "after", "occurrence", "stands"),
        [
            ("Ici Paris. Fin.", "Un début. Ici Paris. Fin.", 0, 14),
            ("Ici Paris. Fin.", "Enfin, Paris ! Fin.", 0, 7),
            ("Ici Paris. Là Paris.", "Là Paris. Et ici Paris.", 1, 3),
            ("Ici Paris. Là Paris.", "Plus Paris. Encore Paris.", 0, None),
            ("Ici Paris. Fin.", "Ici Parisien. Fin.", 0, None),
            ("Ici Paris. Fin.", "Plus rien.", 0, None),
        ],
    )
    def test_marks_move_with_their_words_or_go_and_that_is_told(self, before, after, occurrence, stands):
        article = stored(before, url=URL, title="Le titre")
        Entity.objects.create(key="place/paris", kind="place", name="Paris", sort_name="paris")
        self.mark(article, "Paris", occurrence)
        found = arrive(after, title="Le titre")
        assert list(found.mentions.values_list("start", flat=True)) == ([] if stands is None else [stands])
        assert all(found.text[m.start : m.end] == m.surface == "Paris" for m in found.mentions.all())
        assert Revision.objects.get().unplaced == (["Paris"] if stands is None else [])


class TestWhoMayChangeIt:
    """No site writes for another, and an address that several articles have names none of them."""

    def send(self, text, arrival):
        return store(text, arrival)

    def batch(self, origin, **more):
        return Batch.objects.create(origin=origin, **more)

    @pytest.mark.parametrize("origin", ["upload", "paste", "command"])
    def test_a_person_may(self, article, origin):
        assert self.send(NEW, Arrival(self.batch(origin))) == article

    def test_the_page_itself_may(self, article):
        assert self.send(NEW, Arrival(self.batch("address"), "https://courrier.example/astana")) == article

    @pytest.mark.parametrize("fetched", ["https://evil.example/x", "https://courrier.example.evil.example/", ""])
    def test_a_page_of_another_site_may_not(self, article, fetched):
        other = self.send(NEW, Arrival(self.batch("address"), fetched))
        assert other != article
        article.refresh_from_db()
        assert article.text == TEXT
        assert self.send(NEW + " Suite.", Arrival(self.batch("upload"))) == article, "its address is still its own"

    def test_the_feed_that_brought_it_may_and_another_may_not(self, article):
        feeds = [Feed.objects.create(url=f"https://feeds.example/{n}") for n in range(2)]
        Deposit.objects.create(batch=self.batch("feed", feed=feeds[0]), name="x", article=article)
        for feed, text in zip(feeds, (NEW, NEW + " Suite."), strict=True):
            found = self.send(text, Arrival(self.batch("feed", feed=feed), feed.url))
            assert (found == article) is (feed == feeds[0])

    def test_two_texts_of_one_batch_are_two_articles(self, reference):
        sent = [Sent(f"{n}.txt", f"Texte {n}.".encode(), given=Particulars(url=URL)) for n in range(3)]
        hand_in(sent, origin="upload")
        work_off_readings()
        assert Article.objects.count() == 3
        assert not Revision.objects.exists()
        arrive("Un autre encore.")
        assert Article.objects.count() == 4, "nobody knows of which it would be a version"

    def test_a_front_page_is_no_ones_address(self, reference):
        for text in ("Texte un.", "Texte deux."):
            import_text(text, given=Particulars(url="https://courrier.example/"))
        assert Article.objects.count() == 2


def work_off_readings():
    Job.objects.exclude(kind=Job.Kind.DEPOSIT).delete()
    from articles.ingest import queue, working

    while lease := queue.take_next("tests"):
        if lease.job.deposit_id:
            working._do([lease])
        else:
            Job.objects.filter(pk=lease.job.pk).delete()


def test_a_deposit_that_changes_an_article_ends_with_it(article):
    hand_in([Sent("a.txt", NEW.encode(), given=Particulars(url=URL))], origin="command", status="published")
    work_off_readings()
    deposit, kept = Deposit.objects.get(), Revision.objects.get()
    assert (deposit.article, kept.batch) == (article, deposit.batch)
    assert Article.objects.get().is_published


def test_versions_of_any_number_and_the_longest_text(article):
    for number in range(5):
        arrive(f"{'Mot. ' * 190_000}{number}", title="Le titre")
    assert list(Revision.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5]


def test_a_draft_of_which_readers_saw_nothing_keeps_its_versions_to_itself(article):
    editing.withdraw(article)
    arrive()
    assert not Revision.objects.seen_by_readers().exists()
    assert Revision.objects.exists()


def test_an_address_is_looked_up_under_lock(article):
    with transaction.atomic():
        assert revising.standing_at(article.address, Arrival()) == article
        assert revising.standing_at("", Arrival()) is None
