import dataclasses

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from articles.ingest import storing
from articles.ingest.changes import record_change, record_changes
from articles.ingest.storing import replace_annotation
from articles.models import Alias, ArchiveState, Article, Change, Entity, Mention
from articles.nlp import knowledge
from articles.text.annotation import Annotation, Certainty, CountryScore, Label, TopicScore
from tests.ingest.findings import TEXT, annotation, mention, rows, stored

pytestmark = pytest.mark.django_db
NOTHING = Annotation((), (), ())


@pytest.fixture
def article(reference):
    return stored()


def replace(article, found, version="1"):
    return replace_annotation(article, found, version=version)


class TestReplacing:
    def test_every_span_becomes_a_row_that_holds_its_surface(self, article):
        assert replace(article, annotation())
        assert article.mentions.count() == 5
        for row in article.mentions.all():
            assert article.text[row.start : row.end] == row.surface

    def test_countries_and_topics_are_kept_with_what_speaks_for_them(self, article):
        replace(article, annotation())
        start = TEXT.index("Kazakhstan")
        assert rows(article)["countries"] == [("KZ", 1, True, [[start, start + 10]])]
        assert rows(article)["topics"] == [("diplomacy", 0.8, ["reçoit"])]

    def test_twice_is_as_once(self, article):
        replace(article, annotation())
        before, entities = rows(article), Entity.objects.count()
        replace(article, annotation())
        assert rows(article) == before
        assert Entity.objects.count() == entities

    def test_what_was_found_before_goes(self, article):
        replace(article, annotation())
        replace(article, NOTHING, version="2")
        assert rows(article) == {"mentions": [], "countries": [], "topics": [], "version": ["2"]}

    def test_it_is_noted_and_numbered_for_the_index(self, article):
        before = article.revision
        Article.objects.update(annotation_failures=3)
        replace(article, annotation(), version="7")
        article.refresh_from_db()
        assert (article.annotation_version, article.annotation_failures) == ("7", 0)
        assert article.annotation_retry_at is None
        assert article.revision > before

    @pytest.mark.parametrize("where", ["_store_mentions", "_store_countries", "_store_topics", "record_changes"])
    def test_all_or_nothing(self, article, monkeypatch, where):
        replace(article, annotation())
        before = rows(article)
        monkeypatch.setattr(storing, where, lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            replace(article, dataclasses.replace(annotation(), mentions=()), version="2")
        assert rows(article) == before

    def test_a_span_found_twice_changes_nothing(self, article):
        replace(article, annotation())
        before = rows(article)
        twice = annotation().mentions * 2
        with pytest.raises(Exception, match="(?i)unique"):
            replace(article, Annotation(twice, (), ()), version="2")
        assert rows(article) == before

    @pytest.mark.parametrize(
        "change", [{"text": "x"}, {"title": "x"}, {"standfirst": "x"}, {"language": "en"}], ids=str
    )
    def test_what_was_made_of_something_else_is_refused(self, article, change):
        read = Article.objects.get(pk=article.pk)
        Article.objects.filter(pk=article.pk).update(**change)
        before = article.revision
        assert not replace(read, annotation())
        article.refresh_from_db()
        assert (article.mentions.count(), article.annotation_version, article.revision) == (0, "", before)

    def test_an_article_that_is_gone_is_refused(self, article):
        read = Article.objects.get(pk=article.pk)
        article.delete()
        assert not replace(read, annotation())
        assert not Mention.objects.exists()
        assert not Entity.objects.exists()

    def test_countries_and_topics_without_a_row_are_left_out(self, article):
        found = Annotation((), (CountryScore("ZZ", 1, False, ()),), (TopicScore("none", 1.0, ()),))
        assert replace(article, found)
        assert rows(article)["countries"] == rows(article)["topics"] == []


class TestWhatEditorsSet:
    @pytest.fixture
    def by_hand(self, article):
        replace(article, annotation())
        row = article.mentions.get(surface="Astana")
        Mention.objects.filter(pk=row.pk).update(origin="editor", entity=article.mentions.first().entity)
        return Mention.objects.get(pk=row.pk)

    def test_stays(self, article, by_hand):
        replace(article, NOTHING)
        assert list(article.mentions.all()) == [by_hand]

    def test_wins_over_what_overlaps_it(self, article, by_hand):
        wider = mention(TEXT, "à Astana", "place")
        beside = mention(TEXT, "Vladimir Poutine", "person")
        replace(article, Annotation((wider, *annotation().mentions), (), ()))
        assert article.mentions.get(surface="Astana") == by_hand
        assert not article.mentions.filter(surface="à Astana").exists()
        assert article.mentions.filter(surface=beside.surface).exists()
        assert article.mentions.count() == 5

    def test_entities_renamed_by_hand_keep_their_name(self, article):
        replace(article, annotation())
        Entity.objects.filter(key="person/vladimir-poutine").update(name="V. Poutine", description_fr="à nous")
        Alias.objects.all().delete()
        replace(article, annotation())
        entity = Entity.objects.get(key="person/vladimir-poutine")
        assert (entity.name, entity.description_fr) == ("V. Poutine", "à nous")
        assert not Alias.objects.exists()


class TestEntities:
    def test_the_same_one_is_one_row_in_all_articles_under_all_its_names(self, article):
        text = "M. Tokaïev parle. Le président Tokaïev se tait."
        other = stored(text)
        key = "person/kassym-jomart-tokaiev"
        named = [
            mention(text, surface, "person", key=key, name="Kassym-Jomart Tokaïev")
            for surface in ("M. Tokaïev", "président Tokaïev")
        ]
        replace(article, annotation())
        replace(other, Annotation(tuple(named), (), ()))
        assert set(Mention.objects.filter(article=other).values_list("entity__key", flat=True)) == {key}
        assert Entity.objects.filter(kind="person").count() == 2
        assert Entity.objects.get(key=key).mentions.count() == 3

    def test_the_order_of_articles_does_not_matter(self, article):
        other_text = "L’OTSC et M. Poutine."
        other = stored(other_text)
        found = {
            article: annotation(),
            other: Annotation(
                (
                    mention(other_text, "OTSC", "organisation", name="Organisation du traité de sécurité collective"),
                    mention(other_text, "Poutine", "person", name="Vladimir Poutine"),
                ),
                (),
                (),
            ),
        }
        seen = []
        for order in ([article, other], [other, article]):
            Mention.objects.all().delete()
            Entity.objects.all().delete()
            for each in order:
                replace(each, found[each])
            seen.append(sorted(Entity.objects.values_list("key", "name", "kind", "country", "wikidata")))
        assert seen[0] == seen[1]

    def test_one_of_the_knowledge_base_brings_what_is_known_of_it(self, article):
        replace(article, annotation())
        known = {entity.key: entity for entity in knowledge.entities()}["country/kz"]
        entity = Entity.objects.get(key="country/kz")
        assert (entity.kind, entity.name, entity.is_country) == ("place", known.name["fr"], True)
        assert (entity.country_id, entity.wikidata) == ("KZ", known.wikidata)
        assert entity.sort_name == "kazakhstan"
        names = {*known.aliases["fr"], *known.aliases["en"], known.name["en"]} - {"", known.name["fr"]}
        assert set(entity.aliases.values_list("name", flat=True)) == names

    def test_an_unknown_one_has_its_name_and_kind(self, article):
        text = "Zoé Inconnue se tait."
        other = stored(text)
        replace(other, Annotation((mention(text, "Zoé Inconnue", "person"),), (), ()))
        entity = Entity.objects.get()
        assert (entity.key, entity.kind, entity.name) == ("person/zoe-inconnue", "person", "Zoé Inconnue")
        assert entity.sort_name == "inconnue zoe"
        assert (entity.country, entity.is_country, entity.wikidata) == (None, False, "")

    def test_without_the_row_of_its_country_it_has_none(self, db):
        article = stored()
        replace(article, annotation())
        assert Entity.objects.get(key="country/kz").country is None

    def test_names_of_any_length_fit(self, article):
        text = "A" * 500 + " se tait."
        other = stored(text)
        replace(other, Annotation((mention(text, "A" * 500, "organisation"),), (), ()))
        entity = Entity.objects.get()
        entity.full_clean()
        assert other.mentions.get().surface == "A" * 300


class TestQueries:
    """An annotation is stored in a number of queries that does not grow with what was found."""

    def found(self, number):
        text = " ".join(f"Personne{n} Inconnue{n} et" for n in range(number))
        known = [e for e in knowledge.entities() if not e.is_country][:number]
        named = [mention(text, f"Personne{n} Inconnue{n}", "person") for n in range(number)]
        half = [
            dataclasses.replace(m, link=dataclasses.replace(m.link, key=e.key, name=e.name["fr"]))
            for m, e in zip(named[: number // 2], known, strict=False)
        ]
        return text, Annotation((*half, *named[number // 2 :]), annotation().countries, annotation().topics)

    def count(self, number):
        text, found = self.found(number)
        Mention.objects.all().delete()
        Entity.objects.all().delete()
        article = stored(text)
        with CaptureQueriesContext(connection) as queries:
            assert replace(article, found)
        assert article.mentions.count() == number
        return len(queries)

    def test_few_and_many(self, reference):
        assert self.count(20) == self.count(10)

    def test_a_long_article_needs_few_more(self, reference):
        """SQLite takes so many values at once: rows go in by batches of more than a hundred."""
        assert self.count(400) <= self.count(10) + 20


class TestChanges:
    def numbers(self):
        return list(Change.objects.values_list("revision", "article_id"))

    def test_numbers_grow_and_only_the_last_of_an_article_stays(self, db):
        one, two = stored("Un."), stored("Deux.")
        with transaction.atomic():
            numbers = [record_change(pk) for pk in (one.pk, two.pk, one.pk)]
        assert numbers == sorted(set(numbers))
        assert self.numbers() == [(numbers[1], two.pk), (numbers[2], one.pk)]
        one.refresh_from_db()
        assert one.revision == numbers[2] == ArchiveState.objects.get().revision

    def test_many_at_once_are_as_one_by_one(self, db):
        articles = [stored(f"Texte {n}.") for n in range(5)]
        last = record_changes([*(a.pk for a in articles), articles[0].pk])
        assert self.numbers() == [(last - 4 + n, a.pk) for n, a in enumerate(articles)]
        assert [Article.objects.get(pk=a.pk).revision for a in articles] == [last - 4 + n for n in range(5)]

    def test_more_than_a_batch(self, db):
        stored()
        last = record_changes(range(10**6, 10**6 + 1200))
        assert [n for n, _ in self.numbers()[1:]] == list(range(last - 1199, last + 1))

    def test_none_is_no_change(self, db):
        article = stored()
        assert record_changes([]) == article.revision
        assert self.numbers() == [(article.revision, article.pk)]

    def test_one_that_is_taken_back_leaves_no_gap_that_matters(self, db):
        article = stored()
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            record_change(article.pk)
            raise ZeroDivisionError
        assert record_change(article.pk) > article.revision


def test_the_known_entities_that_a_name_may_mean_are_rows_to_choose_from(reference):
    text = "À Tripoli, rien."
    known = [e for e in knowledge.entities() if e.kind is Label.PLACE and e.name["fr"] == "Kazakhstan"]
    found = mention(text, "Tripoli", "place")
    candidates = ("place/nobody-knows", *(e.key for e in known))
    link = dataclasses.replace(found.link, certainty=Certainty.SEVERAL, candidates=candidates)
    replace(stored(text), Annotation((dataclasses.replace(found, link=link),), (), ()))
    assert set(Entity.objects.values_list("key", flat=True)) == {"place/tripoli", *(e.key for e in known)}
    assert [e.key for e in Entity.objects.in_published()] == ["place/tripoli"], "the others are not listed"


def test_a_country_that_is_not_sure_is_stored_so(reference):
    article = stored("Congo.")
    replace(
        article, Annotation((), (CountryScore("CD", 1, False, (), sure=False), CountryScore("CG", 1, False, ())), ())
    )
    assert dict(article.article_countries.values_list("country_id", "sure")) == {"CD": False, "CG": True}
