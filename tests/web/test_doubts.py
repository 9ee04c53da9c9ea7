"""Only what is in doubt is asked, and only once."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.ingest import answering
from articles.models import Article, Country, Entity, Mention, Question, Verdict
from articles.web.doubts import open_points, shown, words_of
from tests.web import archive, doubtful

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def world(reference):
    """Countries and topics are there."""


def asked(article: Article) -> list[tuple[str, str, list[str]]]:
    """Question, words and the names of the candidates of each point."""
    points = open_points([article]).get(article.pk, [])
    return [
        (p.question.value, words_of(article, p), [c.entity.name for c in s.candidates])
        for p, s in zip(points, shown(article, points), strict=True)
    ]


class TestWho:
    def test_a_surname_of_several_is_asked_with_its_bearers(self):
        doubtful.bearers()
        assert asked(doubtful.lone()) == [("who", "Zorb", ["Anne Zorb", "Max Zorb"])]

    def test_all_places_of_the_name_are_one_question(self):
        doubtful.bearers()
        row = doubtful.lone("Zorb rit, puis Zorb pleure.")
        first = row.mentions.get()
        row.mentions.create(
            entity=first.entity, start=15, end=19, surface="Zorb", origin="model", confidence=1, certainty="several"
        )
        (point,) = open_points([row])[row.pk]
        assert point.spans == ((0, 4), (15, 19))

    def test_those_named_in_full_in_the_same_article_are_candidates_whatever_their_surname(self):
        """« Kim » may be any of two Kims, whose last words are not their surnames."""
        people = {name: archive.entity(name) for name in ("Kim Il-sung", "Kim Jong-un", "Kim")}
        row = archive.article("Kim Il-sung, Kim Jong-un : le jeune Kim dort.", people, status=archive.DRAFT)
        Mention.objects.filter(entity=people["Kim"]).update(start=36, end=39, certainty="several")
        assert asked(row) == [("who", "Kim", ["Kim Il-sung", "Kim Jong-un"])]

    def test_known_places_of_one_name_are_candidates_by_name_and_by_other_names(self):
        here = archive.entity("Tripoli", "place", country_id="LY", description_fr="capitale")
        there = archive.entity("Tripoli (Liban)", "place", aliases=["Tripoli"], country_id="LB", description_fr="port")
        archive.entity("Tripoli", "organisation")
        row = archive.article("À Tripoli, rien.", {"Tripoli": here}, status=archive.DRAFT, about=["LY"])
        row.mentions.update(certainty="several")
        assert {name for _, _, names in asked(row) for name in names} == {here.name, there.name}

    def test_where_there_is_nobody_to_choose_nothing_is_asked(self):
        assert asked(doubtful.lone()) == []

    def test_the_candidate_of_most_articles_comes_first_with_their_number(self):
        anne, max_ = doubtful.bearers()
        archive.article("Max Zorb encore.", {"Max Zorb": max_})
        row = doubtful.lone()
        (point,) = shown(row, open_points([row])[row.pk])
        assert [(c.entity, c.articles) for c in point.candidates] == [(max_, 2), (anne, 1)]
        assert (point.quote.before, point.quote.surface, point.quote.after) == ("Ici, ", "Zorb", " dort.")


class TestSame:
    def test_somebody_new_with_a_known_surname_is_asked(self):
        doubtful.bearers()
        assert asked(doubtful.newcomer()) == [("same", "Ida Zorb", ["Anne Zorb", "Max Zorb"])]

    @pytest.mark.parametrize("column", ["wikidata", "description_fr", "description_en"])
    def test_whom_the_lists_know_is_not(self, column):
        doubtful.bearers()
        row = doubtful.newcomer()
        Entity.objects.filter(name="Ida Zorb").update(**{column: "Q1"})
        assert asked(row) == []

    def test_whom_two_articles_name_is_not_new(self):
        doubtful.bearers()
        row = doubtful.newcomer()
        archive.article("Ida Zorb encore.", {"Ida Zorb": Entity.objects.get(name="Ida Zorb")})
        assert asked(row) == []

    def test_a_new_surname_is_not_asked(self):
        assert asked(doubtful.newcomer()) == []

    def test_whom_the_article_names_too_is_somebody_else(self):
        anne, max_ = doubtful.bearers()
        row = doubtful.newcomer()
        row.mentions.create(entity=anne, start=9, end=14, surface="parle", origin="model", confidence=1)
        assert asked(row) == [("same", "Ida Zorb", ["Max Zorb"])]


class TestNames:
    def test_what_is_hardly_a_name_is_asked(self):
        assert asked(doubtful.faint()) == [("name", "Machin", [])]

    def test_what_another_mention_confirms_is_not(self):
        row = doubtful.faint()
        archive.article("Machin, oui.", {"Machin": Entity.objects.get(name="Machin")})
        assert asked(row) == []

    @pytest.mark.parametrize("change", [{"confidence": 0.5}, {"origin": "editor"}])
    def test_what_is_likely_or_an_editor_s_is_not(self, change):
        row = doubtful.faint()
        row.mentions.update(**change)
        assert asked(row) == []


class TestCountries:
    def test_one_that_may_be_another_is_asked_by_its_words(self):
        assert asked(doubtful.unsure()) == [("country", "coréens", [])]

    def test_one_that_only_doubtful_names_speak_for_is_asked(self):
        row = doubtful.faint()
        row.article_countries.create(country_id="KZ", mentions=1, evidence=[[3, 9]])
        assert ("country", "Machin", []) in asked(row)

    def test_one_that_a_sure_word_speaks_for_too_is_not(self):
        row = doubtful.faint()
        row.article_countries.create(country_id="KZ", mentions=2, evidence=[[3, 9], [10, 13]])
        assert [question for question, *_ in asked(row)] == ["name"]

    def test_an_article_that_names_a_place_and_no_country_is_asked_where_it_is(self):
        assert asked(doubtful.nowhere()) == [("where", "Trifouillis", [])]

    @pytest.mark.parametrize(
        ("words", "countries"),
        [("Congo", ["CD", "CG"]), ("congolaise", ["CD", "CG"]), ("Kinshasa", [])],
    )
    def test_words_that_mean_several_are_asked_with_all_of_them(self, words, countries):
        row = doubtful.unsure("CD", f"On dit {words} ici.", words)
        (point,) = shown(row, open_points([row])[row.pk])
        assert ([country.code for country in point.countries], point.words) == (countries, words)

    def test_what_was_said_to_be_another_is_not_asked_once_more(self):
        row = doubtful.unsure("CD", "Le Congo ici.", "Congo")
        congo = archive.entity("Congo", "place")
        row.mentions.create(
            entity=congo, start=3, end=8, surface="Congo", origin="model", confidence=0.9, certainty="several"
        )
        cg = Country.objects.get(pk="CG")
        answering.answer(row, Question.COUNTRY, "CD", Verdict.IS, surface="Congo", country=cg)
        assert asked(row) == []

    def test_no_country_is_no_question_where_no_place_is_named(self):
        assert asked(archive.article("Rien.", status=archive.DRAFT)) == []

    def test_a_country_named_in_the_title_alone_has_no_words(self):
        row = doubtful.unsure()
        row.article_countries.update(evidence=[])
        assert asked(row) == [("country", "", [])]


class TestPlaces:
    """Of an article that names a country, too."""

    TWICE = "À Ruritz, il pleut. Ruritz dort."

    def article(self, text=TWICE, *, names=("Ruritz",), title="Un titre", **known):
        row = archive.article(text, status=archive.DRAFT, about=["KZ"], title=title)
        row.article_countries.update(evidence=[[0, 1]])
        for name in names:
            place = archive.entity(name, "place", **known)
            for match in re.finditer(name, text):
                row.mentions.create(
                    entity=place,
                    start=match.start(),
                    end=match.end(),
                    surface=name,
                    origin="model",
                    confidence=0.9,
                )
        return row

    def test_that_are_named_twice_are_asked_about(self):
        assert asked(self.article()) == [("where", "Ruritz", [])]

    def test_that_are_named_in_the_title_are_asked_about(self):
        assert asked(self.article("À Ruritz, il pleut.", title="RURITZ sous la pluie")) == [("where", "Ruritz", [])]

    def test_that_are_named_in_passing_are_not(self):
        assert asked(self.article("À Ruritz, il pleut.")) == []

    @pytest.mark.parametrize("known", [{"wikidata": "Q46"}, {"description_fr": "Mer"}, {"country_id": "KZ"}])
    def test_that_are_known_are_not(self, known):
        assert asked(self.article(**known)) == []

    def test_that_no_list_knows_but_a_country_is_led_from_are_not(self):
        row = self.article()
        row.article_countries.create(country_id="FR", mentions=1, evidence=[[2, 8]])
        assert asked(row) == []

    def test_that_are_no_places_are_not(self):
        row = self.article()
        row.mentions.update(entity=archive.entity("Ruritz SA", "organisation"))
        assert asked(row) == []

    def test_are_three_at_most_those_named_most(self):
        names = ("Aax", "Bbx", "Ccx", "Ddx")
        row = self.article("À Aax Aax Bbx Bbx Ccx Ccx Ddx Ddx Ddx.", names=names)
        assert [words for _, words, _ in asked(row)] == ["Aax", "Bbx", "Ddx"]

    def test_that_an_editor_said_no_country_is_meant_by_are_not(self):
        row = self.article()
        answering.answer(row, Question.COUNTRY, "KZ", Verdict.OTHER, surface="ruritz")
        assert asked(row) == []


@pytest.mark.parametrize(
    ("text", "quoted"),
    [("Zorb dort, encore.\n\nIda Zorb parle. Ida Zorb se tait.", "Ida Zorb"), ("Zorb dort.", "Zorb")],
)
def test_a_question_quotes_where_its_very_words_stand(text, quoted):
    doubtful.bearers()
    ida = archive.entity("Ida Zorb")
    row = archive.article(text, status=archive.DRAFT)
    row.introductions.create(entity=ida, short="zorb")
    for match in re.finditer("(Ida )?Zorb", text):
        row.mentions.create(
            entity=ida, start=match.start(), end=match.end(), surface=match[0], origin="model", confidence=0.9
        )
    (point,) = shown(row, open_points([row])[row.pk])
    assert point.quote.surface == quoted


@pytest.mark.parametrize("state", [{"annotation_version": ""}, {"language": "de"}])
def test_what_is_not_annotated_has_no_points(state):
    row = doubtful.faint()
    Article.objects.filter(pk=row.pk).update(**state)
    row.refresh_from_db()
    assert open_points([row]) == {}


def test_what_was_answered_is_not_asked_again():
    row = doubtful.faint()
    answering.answer(row, Question.NAME, "machin", Verdict.LEFT, surface="Machin")
    assert asked(row) == []


def test_points_come_in_the_order_of_the_text():
    doubtful.bearers()
    row = doubtful.lone("Des Machins, puis Zorb.")
    machin = archive.entity("Machins")
    row.mentions.create(entity=machin, start=4, end=11, surface="Machins", origin="model", confidence=0.2)
    assert [question for question, *_ in asked(row)] == ["name", "who"]


def test_the_number_of_queries_does_not_grow_with_the_articles():
    doubtful.bearers()
    counts = []
    for number in range(3):
        for other in range(4):
            doubtful.lone(f"{number}.{other} Zorb dort.")
        doubtful.newcomer(f"Ida{number} Zorb")
        doubtful.faint(f"Machin{number}")
        if not number:
            doubtful.unsure()
            doubtful.nowhere()
        articles = list(Article.objects.defer("text"))
        with CaptureQueriesContext(connection) as queries:
            points = open_points(articles)
        counts.append((len(queries), sum(map(len, points.values()))))
    assert len({queries for queries, _ in counts}) == 1
    assert counts[0][0] <= 11
    assert [points for _, points in counts] == [8, 14, 20]
