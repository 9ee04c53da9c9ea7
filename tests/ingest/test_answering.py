"""What editors answer changes the archive, stays when an article is annotated anew, and can be taken back."""

import pytest
from django.contrib.auth.models import User

from articles.index import IndexQuery, IndexReader
from articles.ingest import answering, editing
from articles.ingest.answering import AnsweredAlready, answer, take_back
from articles.ingest.indexing import follow
from articles.ingest.storing import replace_annotation
from articles.models import Act, Article, Change, Country, Entity, Job, Mention, Question, Ruling, Verdict
from articles.text.annotation import Annotation, Certainty, CountryScore, Introduction, Label, Link, Origin, Span
from articles.text.annotation import Mention as Found
from articles.text.normalise import fold, slug
from tests.ingest.findings import stored

pytestmark = pytest.mark.django_db

LONE = "Zorb rit. Puis Zorb pleure, dit ZORB."


@pytest.fixture
def edith(reference):
    return User.objects.create_user("edith")


def person(text, surface, *, start=0, full=True, confidence=0.8):
    at = text.index(surface, start)
    link = Link(f"person/{slug(surface)}", surface)
    if not full:
        link = Link(f"person/{slug(surface)}", surface, certainty=Certainty.UNKNOWN, short=fold(surface))
    return Found(at, at + len(surface), surface, Label.PERSON, Origin.MODEL, confidence, link)


def found(text, *, full=(), short=(), countries=()):
    mentions = [person(text, name) for name in full]
    position = 0
    for name in short:
        mentions.append(person(text, name, start=position, full=False))
        position = mentions[-1].end
    introductions = [Introduction(fold(name.split()[-1]), Label.PERSON, f"person/{slug(name)}") for name in full]
    scores = [CountryScore(code, 1, False, (Span(0, 4),), sure=False) for code in countries]
    return Annotation(tuple(mentions), tuple(scores), (), tuple(introductions))


def annotated(text, *, version="1", **names) -> Article:
    row = Article.objects.filter(text=text).first() or stored(text)
    assert replace_annotation(row, found(text, **names), version=version)
    row.refresh_from_db()
    return row


@pytest.fixture
def lone(edith):
    """An article with a surname that two people bear."""
    for name in ("Anne Zorb", "Max Zorb"):
        annotated(f"{name} rit.", full=[name])
    return annotated(LONE, short=["Zorb", "Zorb", "ZORB"])


def whom(article) -> list[tuple[str, str, str, str]]:
    return sorted(article.mentions.values_list("surface", "entity__key", "origin", "certainty"))


ANNE = [(surface, "person/anne-zorb", "editor", "sure") for surface in ("ZORB", "Zorb", "Zorb")]
SEVERAL = [(surface, "person/zorb", "model", "several") for surface in ("ZORB", "Zorb", "Zorb")]


def choose(article, key="person/anne-zorb", by=None, **more):
    entity = Entity.objects.get(key=key)
    return answer(
        article, Question.WHO, "person/zorb", Verdict.IS, **{"surface": "Zorb", "entity": entity, "by": by, **more}
    )


class TestACandidate:
    def test_chosen_is_whom_all_mentions_of_the_name_lead_to(self, lone, edith):
        assert whom(lone) == SEVERAL
        ruling = choose(lone, by=edith)
        assert whom(lone) == ANNE
        assert (ruling.by, ruling.surface, ruling.verdict) == (edith, "Zorb", "is")

    def test_the_index_follows(self, lone, settings):
        follow()
        anne = Entity.objects.get(key="person/anne-zorb")
        before = Change.objects.get(article_id=lone.pk).revision
        choose(lone)
        assert Change.objects.get(article_id=lone.pk).revision > before
        follow()
        ids = IndexReader(settings.INDEX_DIR).find(IndexQuery(required=(("entity", anne.pk),))).ids
        assert lone.pk in ids

    @pytest.mark.parametrize("version", ["1", "2"])
    def test_it_stays_when_the_article_is_annotated_anew(self, lone, version):
        choose(lone)
        annotated(LONE, short=["Zorb", "Zorb", "ZORB"], version=version)
        assert whom(lone) == ANNE

    def test_a_place_that_a_better_reader_finds_later_is_his_too(self, lone):
        lone.mentions.filter(surface="ZORB").delete()
        choose(lone)
        annotated(LONE, short=["Zorb", "Zorb", "ZORB"], version="2")
        assert whom(lone) == ANNE

    def test_other_articles_are_left_alone(self, lone):
        other = annotated("Ici, Zorb dort.", short=["Zorb"])
        choose(lone)
        assert whom(other) == [("Zorb", "person/zorb", "model", "several")]

    def test_a_third_bearer_who_appears_changes_nothing(self, lone):
        choose(lone)
        annotated("Ida Zorb rit.", full=["Ida Zorb"])
        assert whom(lone) == ANNE

    def test_the_history_tells_of_it(self, lone, edith):
        choose(lone, by=edith)
        act = Act.objects.filter(verb="answered").get()
        assert (act.name, act.detail["surface"], act.detail["meant"]) == ("edith", "Zorb", "Anne Zorb")


class TestTwoEditors:
    def test_who_give_the_same_answer_give_one(self, lone, edith):
        first = choose(lone, by=edith)
        changes = Change.objects.get(article_id=lone.pk).revision
        assert choose(lone) == first
        assert Change.objects.get(article_id=lone.pk).revision == changes
        assert Act.objects.filter(verb="answered").count() == 1

    def test_who_give_different_answers_are_told(self, lone, edith):
        choose(lone, by=edith)
        with pytest.raises(AnsweredAlready) as caught:
            choose(lone, "person/max-zorb")
        assert caught.value.ruling.by == edith
        assert whom(lone) == ANNE

    def test_of_whom_one_discards_the_article(self, lone):
        Article.objects.filter(pk=lone.pk).delete()
        with pytest.raises(Article.DoesNotExist):
            choose(lone)
        assert not Ruling.objects.exists()

    def test_an_entity_that_is_gone_is_none(self, lone):
        gone = Entity.objects.create(key="person/x", kind="person", name="X", sort_name="x")
        Entity.objects.filter(pk=gone.pk).delete()
        with pytest.raises(Entity.DoesNotExist):
            choose(lone, entity=gone)
        assert whom(lone) == SEVERAL
        assert not Ruling.objects.exists()


class TestSomebodyNew:
    TEXT = "Annie Zorb rit. Annie Zorb dort."

    @pytest.fixture
    def new(self, lone):
        return annotated(self.TEXT, full=["Annie Zorb"])

    def merge(self, article):
        entity = Entity.objects.get(key="person/anne-zorb")
        return answer(article, Question.SAME, "person/annie-zorb", Verdict.IS, surface="Annie Zorb", entity=entity)

    def test_who_is_somebody_known_takes_that_name(self, new):
        self.merge(new)
        assert whom(new) == [("Annie Zorb", "person/anne-zorb", "editor", "sure")]
        assert not Mention.objects.filter(entity__key="person/annie-zorb").exists()

    def test_is_one_bearer_less_of_the_surname(self, lone, new):
        Article.objects.get(text="Max Zorb rit.").delete()
        self.merge(new)
        assert {certainty for *_, certainty in whom(lone)} == {"likely"}, "only Anne bears it now"
        annotated(self.TEXT, full=["Annie Zorb"], version="2")
        assert list(new.introductions.values_list("entity__key", "short")) == [("person/anne-zorb", "zorb")]
        assert {key for _, key, *_ in whom(lone)} == {"person/anne-zorb"}

    def test_taken_back_is_somebody_new_again(self, lone, new):
        before = whom(new), sorted(new.introductions.values_list("entity__key", "short"))
        assert take_back(self.merge(new))
        assert (whom(new), sorted(new.introductions.values_list("entity__key", "short"))) == before
        assert whom(lone) == SEVERAL

    def test_another_person_stays_one(self, new):
        before = whom(new)
        answer(new, Question.SAME, "person/annie-zorb", Verdict.OTHER, surface="Annie Zorb")
        assert whom(new) == before


class TestNoName:
    def rule(self, article, verdict=Verdict.NO_NAME):
        return answer(article, Question.NAME, "zorb", verdict, surface="Zorb")

    def test_is_no_mention_nor_becomes_one_again(self, lone):
        self.rule(lone)
        assert whom(lone) == []
        annotated(LONE, short=["Zorb", "Zorb", "ZORB"], version="2")
        assert whom(lone) == []

    def test_whoever_was_introduced_by_it_is_not_any_more(self, lone):
        anne = Article.objects.get(text="Anne Zorb rit.")
        answer(anne, Question.SAME, "person/anne-zorb", Verdict.NO_NAME, surface="Anne Zorb")
        assert not anne.introductions.exists()
        assert {(key, certainty) for _, key, _, certainty in whom(lone)} == {("person/max-zorb", "likely")}

    def test_a_name_is_no_longer_doubtful(self, lone):
        lone.mentions.update(confidence=0.3)
        self.rule(lone, Verdict.IS)
        assert not Mention.objects.filter(article=lone, certainty="sure").doubtful().exists()
        assert {m.confidence for m in lone.mentions.all()} == {1}

    def test_taken_back_is_a_name(self, lone):
        ruling = self.rule(lone)
        take_back(ruling)
        assert whom(lone) == SEVERAL

    def test_what_stands_there_by_now_is_not_doubled(self, lone):
        ruling = self.rule(lone)
        longer = Entity.objects.create(key="person/zr", kind="person", name="Zorb rit", sort_name="zr")
        Mention.objects.create(
            article=lone, entity=longer, start=0, end=8, surface="Zorb rit", origin="model", confidence=1
        )
        take_back(ruling)
        assert [surface for surface, *_ in whom(lone)] == ["ZORB", "Zorb", "Zorb rit"]


class TestCountries:
    def codes(self, article):
        return sorted(article.article_countries.values_list("country_id", "sure"))

    @pytest.fixture
    def unsure(self, edith):
        return annotated("Congo, ici.", countries=["CD"])

    def test_what_is_not_meant_is_not_named_any_more(self, unsure):
        answer(unsure, Question.COUNTRY, "CD", Verdict.OTHER, surface="Congo")
        assert self.codes(unsure) == []
        annotated("Congo, ici.", countries=["CD"], version="2")
        assert self.codes(unsure) == []

    def test_what_is_meant_is_sure(self, unsure):
        answer(unsure, Question.COUNTRY, "CD", Verdict.IS, surface="Congo", country=Country.objects.get(pk="CD"))
        annotated("Congo, ici.", countries=["CD"], version="2")
        assert self.codes(unsure) == [("CD", True)]

    @pytest.mark.parametrize("verdict", [Verdict.IS, Verdict.OTHER])
    def test_taken_back_is_unsure_again(self, unsure, verdict):
        take_back(answer(unsure, Question.COUNTRY, "CD", verdict, surface="Congo"))
        assert self.codes(unsure) == [("CD", False)]

    def rows(self, article):
        columns = "country_id", "mentions", "about", "sure", "evidence"
        return sorted(article.article_countries.values_list(*columns))

    def congo(self, unsure):
        cg = Country.objects.get(pk="CG")
        return answer(unsure, Question.COUNTRY, "CD", Verdict.IS, surface="Congo", country=cg)

    def test_another_one_that_is_meant_takes_its_place(self, unsure):
        ruling = self.congo(unsure)
        assert self.rows(unsure) == [("CG", 1, False, True, [[0, 4]])]
        annotated("Congo, ici.", countries=["CD"], version="2")
        assert self.rows(unsure) == [("CG", 1, False, True, [[0, 4]])]
        take_back(ruling)
        assert self.rows(unsure) == [("CD", 1, False, False, [[0, 4]])]

    def test_another_one_that_was_named_too_is_named_more_often(self, unsure):
        unsure.article_countries.create(country_id="CG", mentions=1, about=True, evidence=[[7, 10]])
        before = self.rows(unsure)
        ruling = self.congo(unsure)
        assert self.rows(unsure) == [("CG", 2, True, True, [[0, 4], [7, 10]])]
        take_back(ruling)
        assert self.rows(unsure) == before

    def test_a_place_in_a_country_that_is_named_adds_to_it(self, lone):
        lone.article_countries.create(country_id="KZ", mentions=1, about=False, evidence=[[5, 8]])
        lone.article_countries.create(country_id="FR", mentions=1, about=True, evidence=[[9, 10]])
        before, kz = self.rows(lone), Country.objects.get(pk="KZ")
        ruling = answer(lone, Question.WHERE, "person/zorb", Verdict.IS, surface="Pleure", country=kz)
        (_, mentions, about, _, evidence) = self.rows(lone)[1]
        assert (mentions, about, evidence[:2]) == (4, False, [[0, 4], [5, 8]]), "it is about another country"
        take_back(ruling)
        assert self.rows(lone) == before

    def test_an_article_that_is_called_after_a_place_is_about_its_country(self, lone):
        lone.article_countries.create(country_id="FR", mentions=1, about=True, evidence=[[9, 10]])
        Article.objects.filter(pk=lone.pk).update(title="À Zorb")
        answer(lone, Question.WHERE, "person/zorb", Verdict.IS, surface="Zorb", country=Country.objects.get(pk="KZ"))
        assert lone.article_countries.get(country="KZ").about

    def test_a_place_puts_its_article_in_a_country(self, lone):
        kz = Country.objects.get(pk="KZ")
        ruling = answer(lone, Question.WHERE, "person/zorb", Verdict.IS, surface="Zorb", country=kz)
        row = lone.article_countries.get()
        assert (row.country_id, row.mentions, row.about, row.evidence[0]) == ("KZ", 3, True, [0, 4])
        annotated(LONE, short=["Zorb"], version="2")
        assert self.codes(lone) == [("KZ", True)]
        take_back(ruling)
        assert self.codes(lone) == []


class TestTakingBack:
    def test_gives_back_what_was_there(self, lone, edith):
        ruling = choose(lone)
        assert take_back(ruling, by=edith)
        assert whom(lone) == SEVERAL
        assert not Ruling.objects.exists()
        assert [act.verb for act in Act.objects.order_by("-pk")[:2]] == ["reopened", "answered"]

    def test_twice_is_once(self, lone):
        ruling = choose(lone)
        assert take_back(ruling)
        assert not take_back(ruling)

    def test_of_another_version_asks_for_this_one(self, lone):
        ruling = choose(lone)
        annotated(LONE, short=["Zorb", "Zorb", "ZORB"], version="2")
        Job.objects.all().delete()
        take_back(ruling)
        lone.refresh_from_db()
        assert lone.annotation_version == Article.OUTDATED
        assert Job.objects.filter(article=lone).exists()

    def test_leaves_what_was_only_left(self, lone):
        ruling = answer(lone, Question.WHO, "person/zorb", Verdict.LEFT, surface="Zorb")
        assert whom(lone) == SEVERAL
        take_back(ruling)
        assert whom(lone) == SEVERAL


def test_an_answer_goes_with_its_article(lone):
    choose(lone)
    editing.remove(lone)
    assert not Ruling.objects.exists()


@pytest.mark.parametrize("write", [choose, lambda lone: take_back(choose(lone))])
def test_an_answer_locks_the_archive_before_it_reads(lone, monkeypatch, write):
    order = []
    for name in ("lock_archive", "record_change"):
        real = getattr(answering, name)
        monkeypatch.setattr(answering, name, lambda *a, name=name, real=real: order.append(name) or real(*a))
    write(lone)
    assert order[:2] == ["lock_archive", "record_change"]
