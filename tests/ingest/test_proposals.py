import pytest

from articles.ingest import editing, proposals
from articles.ingest.deposits import Sent, hand_in
from articles.ingest.importing import DuplicateArticle, Particulars, import_text
from articles.ingest.storing import replace_annotation
from articles.models import Act, Article, Change, Deposit, Entity, Job, Mention, Revision, Ruling, Verb
from tests.ingest.findings import TEXT, annotated, annotation, rows
from tests.ingest.hands import work_off

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

URL = "https://www.courrier.example/astana"
NEW = "Mise à jour. " + TEXT


@pytest.fixture
def claire(django_user_model):
    return django_user_model.objects.create_user("claire")


@pytest.fixture
def article():
    return annotated(url=URL, title="Le titre", standfirst="Le chapeau", source="Courrier")


@pytest.fixture
def draft(article):
    """A new text of it that waits, with its annotation."""
    made = arrive()
    assert replace_annotation(made, annotation(NEW), version="2")
    made.refresh_from_db()
    return made


def arrive(text=NEW, *, status="draft", title="Le titre, repris"):
    return import_text(text, status=status, given=Particulars(url=URL, title=title))


class TestATextThatComesAsADraft:
    def test_waits_while_readers_see_what_they_saw(self, article):
        before = rows(article)
        found = arrive()
        article.refresh_from_db()
        assert (article.text, article.title, rows(article)) == (TEXT, "Le titre", before)
        assert (found.text, found.status, found.revises, found.address) == (NEW, "draft", article, "")
        assert not Revision.objects.exists()

    def test_changes_the_text_that_waits_already(self, article, draft):
        again = arrive(NEW + " Encore.")
        assert again == draft
        assert (again.text, again.revises, again.status) == (NEW + " Encore.", article, "draft")
        assert Article.objects.count() == 2

    def test_is_one_of_its_own_where_its_batch_has_another_for_that_address(self, article):
        texts = [NEW, NEW + " Encore."]
        sent = [Sent(f"{n}.txt", text.encode(), given=Particulars(url=URL)) for n, text in enumerate(texts)]
        batch = hand_in(sent, origin="upload")
        work_off()
        found = [deposit.article for deposit in batch.deposits.all()]
        assert [(draft.text, draft.revises) for draft in found] == [(texts[0], article), (texts[1], None)]

    def test_is_known_if_it_waits_already_or_stands(self, draft):
        for text in (NEW, TEXT):
            with pytest.raises(DuplicateArticle):
                arrive(text)

    @pytest.mark.parametrize("status", ["draft", "review"])
    def test_changes_a_draft_at_once(self, article, status):
        editing.set_status(article, status)
        assert arrive() == article

    def test_stays_when_the_article_goes(self, article, draft):
        editing.remove(article)
        draft.refresh_from_db()
        assert (draft.revises, draft.text) == (None, NEW)
        assert editing.publish(draft) == draft

    def test_is_what_the_deposit_became(self, article):
        batch = hand_in([Sent("a.txt", NEW.encode(), given=Particulars(url=URL))], origin="upload")
        work_off()
        assert batch.deposits.get().article.revises == article


class TestPublishingIt:
    def test_gives_the_article_its_text_and_keeps_the_old_one(self, article, draft, claire):
        found = editing.publish(draft, by=claire)
        assert found.pk == article.pk == Article.objects.get().pk
        assert (found.text, found.title, found.is_published) == (NEW, "Le titre, repris", True)
        kept = Revision.objects.get()
        assert (kept.number, kept.text, kept.published, kept.replaced_by) == (1, TEXT, True, claire)

    def test_brings_what_was_found_in_it(self, article, draft):
        expected = rows(draft)
        found = editing.publish(draft)
        assert rows(found) == expected
        assert expected["mentions"]
        assert all(NEW[m.start : m.end] == m.surface for m in found.mentions.all())

    def test_brings_what_editors_marked_and_ruled_in_it(self, article, draft):
        mark = Mention.objects.filter(article=draft).first()
        Mention.objects.filter(pk=mark.pk).update(origin="editor")
        Ruling.objects.create(article=article, question="who", subject="x", surface="X", verdict="left")
        Ruling.objects.create(article=draft, question="who", subject="x", surface="X", verdict="no-name")
        found = editing.publish(draft)
        assert found.mentions.get(pk=mark.pk).origin == "editor"
        assert list(found.rulings.values_list("verdict", flat=True)) == ["no-name"]

    def test_keeps_what_editors_marked_in_the_old_text_where_there_is_room(self, article, draft):
        entity = Entity.objects.first()
        for surface in ("réunit", "Kazakhstan"):
            start = TEXT.index(surface)
            Mention.objects.filter(article=article, start=start).delete()
            Mention.objects.create(
                article=article, entity=entity, start=start, end=start + len(surface), surface=surface,
                origin="editor", confidence=1,
            )  # fmt: skip
        found = editing.publish(draft)
        assert [m.surface for m in found.mentions.filter(origin="editor")] == ["réunit"]
        assert found.mentions.filter(surface="Kazakhstan").count() == 1

    def test_keeps_the_title_that_an_editor_wrote(self, article, draft):
        editing.update_particulars(draft, Particulars(title="De ma main", language="fr"))
        assert editing.publish(draft).title == "De ma main"

    def test_is_told_in_the_history_of_the_article(self, article, draft, claire):
        editing.publish(draft, by=claire)
        assert list(article.acts.values_list("verb", "name")) == [(Verb.REVISED, "claire"), (Verb.ADDED, "")]
        assert Act.objects.filter(article=None).get().title == "Le titre, repris", "what was done to the draft"

    def test_takes_its_deposits_and_its_jobs_along(self, article):
        batch = hand_in([Sent("a.txt", NEW.encode(), given=Particulars(url=URL))], origin="upload")
        work_off()
        draft = batch.deposits.get().article
        editing.publish(draft)
        assert Deposit.objects.get().article == article
        assert Revision.objects.get().batch == batch
        work_off()
        assert not Job.objects.exists()
        assert Article.objects.get().is_annotated

    def test_is_noted_for_the_index(self, article, draft):
        before = article.revision
        found = editing.publish(draft)
        noted = dict(Change.objects.values_list("article_id", "revision"))
        assert noted[article.pk] > before
        assert draft.pk not in noted or noted[draft.pk] > before
        assert Article.objects.get().revision == noted[found.pk]

    def test_shows_an_article_again_that_was_withdrawn_meanwhile(self, article, draft):
        editing.withdraw(article)
        assert editing.publish(draft).is_published
        assert Article.objects.get().text == NEW

    def test_that_fails_leaves_both_as_they_were(self, article, draft, monkeypatch):
        monkeypatch.setattr("articles.ingest.proposals._bury", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            editing.publish(draft)
        assert Article.objects.get(pk=article.pk).text == TEXT
        assert Article.objects.get(pk=draft.pk).revises == article

    def test_keeps_what_an_editor_wrote_in_the_article_unless_the_draft_has_it_too(self, article, draft):
        editing.update_particulars(article, Particulars(title="De ma main", standfirst="Aussi", url=URL))
        editing.update_particulars(draft, Particulars(title=draft.title, standfirst="Du brouillon", url=URL))
        found = editing.publish(draft)
        assert (found.title, found.standfirst) == ("De ma main", "Du brouillon")

    def test_of_another_text_than_the_one_that_was_read_is_refused(self, article, draft):
        with pytest.raises(editing.TextChanged):
            editing.publish(draft, read=article.content_hash)
        assert Article.objects.get(pk=article.pk).text == TEXT
        assert editing.publish(draft, read=draft.content_hash).text == NEW


class TestAfterAnEdit:
    def test_the_next_text_of_the_page_still_finds_it(self, article, draft):
        editing.update_particulars(draft, Particulars(title="Retouché", url=URL))
        assert arrive(NEW + " Encore.") == draft
        editing.set_apart(draft)
        editing.update_particulars(draft, Particulars(title="Retouché encore", url=URL))
        assert arrive(NEW + " Enfin.").revises == article
        assert Article.objects.filter(address=article.address).get() == article


class TestTakingItBack:
    @pytest.fixture
    def adopted(self, article, draft, claire):
        return editing.publish(draft, by=claire)

    def test_gives_readers_the_old_text_and_keeps_the_new_one_as_a_draft(self, adopted, claire):
        expected = rows(adopted)
        found = editing.undo_publishing(adopted, by=claire)
        assert (found.pk, found.text, found.title, found.is_published) == (adopted.pk, TEXT, "Le titre", True)
        draft = Article.objects.drafts().get()
        assert (draft.text, draft.title, draft.revises, draft.address) == (NEW, "Le titre, repris", found, "")
        assert rows(draft) == expected
        assert not Revision.objects.exists()
        assert Job.objects.filter(article=found).exists(), "it is annotated anew"

    def test_and_it_may_be_published_again(self, adopted, claire):
        editing.undo_publishing(adopted, by=claire)
        found = editing.publish(Article.objects.drafts().get(), by=claire)
        assert (found.pk, found.text, Revision.objects.get().text) == (adopted.pk, NEW, TEXT)

    def test_loses_no_mark_and_no_answer_of_editors(self, article, draft, claire):
        for text in (draft, article):
            Mention.objects.filter(article=text, surface="Astana").update(origin="editor")
        Ruling.objects.create(article=draft, question="who", subject="x", surface="X", verdict="left")
        adopted = editing.publish(draft, by=claire)
        editing.undo_publishing(adopted, by=claire)
        for text in (adopted, Article.objects.drafts().get()):
            text.refresh_from_db()
            mark = text.mentions.get(origin="editor")
            assert text.text[mark.start : mark.end] == mark.surface == "Astana"
            assert text.rulings.get().subject == "x"

    def test_leaves_to_editors_what_they_wrote(self, article, draft, claire):
        editing.update_particulars(article, Particulars(title="De ma main", standfirst=article.standfirst, url=URL))
        found = editing.undo_publishing(editing.publish(draft, by=claire), by=claire)
        assert found.title == "De ma main"
        arrive(NEW + " Encore.", status="published", title="Un titre de leur main")
        assert Article.objects.get(pk=article.pk).title == "De ma main"

    def test_is_for_whom_published_it(self, adopted, django_user_model):
        for person in (None, django_user_model.objects.create_user("max")):
            with pytest.raises(editing.NothingToUndo):
                editing.undo_publishing(adopted, by=person)

    def test_is_nothing_once_a_newer_text_came(self, adopted, claire):
        arrive(NEW + " Encore.", status="published")
        adopted.refresh_from_db()
        with pytest.raises(editing.NothingToUndo):
            editing.undo_publishing(adopted, by=claire)

    def test_does_not_take_back_what_came_to_be_published(self, article, claire):
        import_text(NEW, status="published", given=Particulars(url=URL), added_by=claire)
        article.refresh_from_db()
        with pytest.raises(editing.NothingToUndo):
            editing.undo_publishing(article, by=claire)


class TestBeingOvertaken:
    def test_is_told_once_the_article_has_been_given_another_text(self, article, draft):
        assert not proposals.is_overtaken(draft)
        import_text(NEW + " Autrement.", status="published", given=Particulars(url=URL))
        draft.refresh_from_db()
        assert proposals.is_overtaken(draft)

    def test_but_not_of_a_text_that_came_after_that(self, article, draft):
        import_text(NEW + " Autrement.", status="published", given=Particulars(url=URL))
        arrive(NEW + " Encore autrement.")
        draft.refresh_from_db()
        assert not proposals.is_overtaken(draft)


class TestSettingItApart:
    def test_makes_it_an_article_of_its_own(self, article, draft, claire):
        editing.set_apart(draft, by=claire)
        assert editing.publish(draft) == draft
        article.refresh_from_db()
        assert (article.text, Article.objects.count()) == (TEXT, 2)
        assert draft.acts.filter(verb=Verb.EDITED, name="claire").exists()
