from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.ingest import editing, reports
from articles.models import Article, Entity, Kind, Report, ReportReason
from tests.web import archive

pytestmark = pytest.mark.django_db

TEXT = "Le ministre Zorb est à Astana. Plus tard, Zorb a quitté Astana pour l’Ouzbékistan."


@pytest.fixture
def article(reference) -> Article:
    people = {"Zorb": archive.entity("Zorb"), "Astana": archive.entity("Astana", Kind.PLACE)}
    return archive.article(TEXT, people)


@pytest.fixture
def claire(db) -> User:
    return User.objects.create_user("claire")


def span_of(article: Article, surface: str) -> tuple[int, int]:
    mention = article.mentions.get(surface=surface)
    return mention.start, mention.end


class TestReporting:
    def test_a_mention_keeps_its_place_its_words_and_its_entity(self, article):
        said = reports.report(article, reason="type", span=span_of(article, "Zorb"), comment="Une entreprise.")
        said.refresh_from_db()
        assert (said.start, said.end, said.surface) == (12, 16, "Zorb")
        assert (said.entity.name, said.reason, said.comment) == ("Zorb", "type", "Une entreprise.")
        assert (said.status, said.times, said.handled_by, said.handled_at) == ("open", 1, None, None)

    def test_words_that_are_marked_lead_to_their_entity(self, article):
        said = reports.report(article, reason="identity", words="ASTANA")
        assert (said.surface, said.entity.name) == ("Astana", "Astana")

    def test_words_that_are_not_in_the_text_are_kept(self, article):
        said = reports.report(article, reason="missed", words="Samarcande")
        assert (said.start, said.end, said.surface, said.entity) == (None, None, "Samarcande", None)

    def test_a_missed_name_is_looked_for_where_nothing_is_marked(self, article):
        said = reports.report(article, reason="missed", words="Zorb")
        assert said.start == TEXT.rindex("Zorb")
        assert said.entity is None

    def test_without_a_place_it_is_about_the_whole_article(self, article):
        said = reports.report(article, reason="country")
        assert (said.start, said.end, said.surface) == (None, None, "")

    def test_it_changes_nothing_of_the_article(self, article):
        before = Article.objects.values().get(pk=article.pk)
        reports.report(article, reason="country")
        assert Article.objects.values().get(pk=article.pk) == before

    def test_of_a_draft_there_is_none(self, article):
        editing.withdraw(article)
        with pytest.raises(Article.DoesNotExist):
            reports.report(article, reason="country")
        assert not Report.objects.exists()

    def test_an_unknown_reason_is_refused(self, article):
        with pytest.raises(ValueError, match="whim"):
            reports.report(article, reason="whim")

    def test_it_goes_with_its_article_and_outlives_its_entity(self, article):
        lone = archive.entity("Nulle part", Kind.PLACE)
        said = reports.report(article, reason="other", entity=lone, comment="Rien.")
        lone.delete()
        said.refresh_from_db()
        assert said.entity is None
        article.delete()
        assert not Report.objects.exists()

    def test_a_long_name_is_shortened_to_what_is_stored(self, reference):
        name = "Zorb " * 99
        long = archive.article(name + "fin")
        said = reports.report(long, reason="type", span=(0, 400))
        said.refresh_from_db()
        assert said.surface == name[:300]


class TestTheSameAgain:
    def test_is_counted_not_stored(self, article):
        for _ in range(3):
            said = reports.report(article, reason="type", span=span_of(article, "Zorb"))
        assert Report.objects.get() == said
        assert Report.objects.get().times == 3

    @pytest.mark.parametrize("given", [{"words": "Samarcande"}, {"words": ""}], ids=str)
    def test_is_counted_without_a_place_too(self, article, given):
        for _ in range(2):
            reports.report(article, reason="country", **given)
        assert Report.objects.get().times == 2

    def test_words_and_the_mention_that_they_are_are_the_same(self, article):
        reports.report(article, reason="type", span=span_of(article, "Zorb"))
        reports.report(article, reason="type", words="zorb")
        assert Report.objects.get().times == 2

    def test_what_each_reader_adds_is_kept_once(self, article):
        for comment in ("Une ville.", "", "Une ville.", "Au Kazakhstan."):
            reports.report(article, reason="country", comment=comment)
        assert Report.objects.get().comment == "Une ville.\n\nAu Kazakhstan."

    def test_but_not_without_end(self, article):
        for n in range(9):
            reports.report(article, reason="topic", comment=f"{n}" * Report.COMMENT_MOST)
        said = Report.objects.get()
        assert said.times == 9
        assert len(said.comment) <= reports.COMMENTS_MOST

    def test_where_no_reason_fits_other_words_are_another_report(self, article):
        for comment in ("Une faute.", "Une date.", "Une faute."):
            reports.report(article, reason="other", comment=comment)
        assert list(Report.objects.order_by("pk").values_list("comment", "times")) == [
            ("Une faute.", 2),
            ("Une date.", 1),
        ]

    @pytest.mark.parametrize(
        "other",
        [{"reason": "borders"}, {"words": "Astana"}, {"words": "Samarcande"}],
        ids=str,
    )
    def test_another_reason_or_place_is_another_report(self, article, other):
        given = {"reason": "type", "words": "Zorb"}
        reports.report(article, **given)
        reports.report(article, **given | other)
        assert list(Report.objects.values_list("times", flat=True)) == [1, 1]

    def test_after_the_desk_has_closed_it_is_a_new_report(self, article, claire):
        reports.handle(reports.report(article, reason="country"), by=claire)
        reports.report(article, reason="country")
        assert sorted(Report.objects.values_list("status", "times")) == [("handled", 1), ("open", 1)]


class TestFindingWords:
    @pytest.mark.parametrize(
        ("text", "words", "found"),
        [
            ("À Astana.", "astana", "Astana"),
            ("L’Ouzbékistan.", "l'ouzbékistan", "L’Ouzbékistan"),
            ("La Banque\u00a0de  France.", "banque de france", "Banque\u00a0de  France"),
            ("Astanais et Astana", "Astana", "Astana"),
            ("Peut-être (OTAN).", "(OTAN)", "(OTAN)"),
            ("Le <b>gras</b>.", "<b>gras</b>", "<b>gras</b>"),
            ("Un texte.", "absent", None),
            ("Un texte.", "", None),
            ("Un texte.", " \u00a0\n", None),
            ("Un texte.", "text", None),
            ("a.c", "a?c", None),
            ("", "mot", None),
        ],
    )
    def test_whole_words_whatever_their_case_and_typography(self, text, words, found):
        span = reports.find(text, words)
        assert (text[slice(*span)] if span else None) == found
        if found == "Astana":
            assert span[0] == text.rindex("Astana")

    def test_places_to_pass_over_count_where_there_is_no_other(self):
        assert reports.find("Zorb, Zorb", "Zorb", passing_over=[(0, 4)]) == (6, 10)
        assert reports.find("Zorb, Zorb", "Zorb", passing_over=[(0, 4), (5, 10)]) == (0, 4)

    def test_a_monstrous_text_is_read_in_a_moment(self):
        text = "a " * 400_000
        covered = [(n, n + 1) for n in range(0, 4_000, 2)]
        started = timezone.now()
        assert reports.find(text, "a", passing_over=covered) == (0, 1)
        assert reports.find(text, "a " * 149 + "b") is None
        assert timezone.now() - started < timedelta(seconds=5)


class TestTheDesk:
    @pytest.mark.parametrize(("deed", "status"), [(reports.handle, "handled"), (reports.dismiss, "dismissed")])
    def test_closes_with_a_name_and_a_time_once(self, article, claire, deed, status):
        said = reports.report(article, reason="country")
        assert deed(said, by=claire)
        said.refresh_from_db()
        assert (said.status, said.handled_by) == (status, claire)
        assert timezone.now() - said.handled_at < timedelta(minutes=1)
        for again in (reports.handle, reports.dismiss):
            assert not again(said, by=User.objects.create_user(again.__name__))
        assert Report.objects.get().handled_by == claire

    def test_opens_again(self, article, claire):
        said = reports.report(article, reason="country")
        reports.dismiss(said, by=claire)
        reports.reopen(said)
        said = Report.objects.get()
        assert (said.status, said.handled_by, said.handled_at) == ("open", None, None)
        assert reports.reopen(said) == said

    def test_what_was_said_since_takes_it_in(self, article, claire):
        first = reports.report(article, reason="country", comment="Une ville.")
        reports.report(article, reason="country")
        reports.handle(first, by=claire)
        second = reports.report(article, reason="country", comment="Au Kazakhstan.")
        assert reports.reopen(first) == second
        only = Report.objects.get()
        assert (only.times, only.comment) == (3, "Au Kazakhstan.\n\nUne ville.")

    def test_whoever_closed_it_may_leave(self, article, claire):
        reports.handle(reports.report(article, reason="country"), by=claire)
        claire.delete()
        assert Report.objects.closed().get().handled_by is None

    def test_sees_the_newest_first_and_an_article_together(self, article):
        other = archive.article("Un autre texte.", title="Autre")
        given = [(article, "country"), (other, "topic"), (article, "topic"), (other, "other"), (article, "other")]
        for minutes, (of, reason) in enumerate(given):
            said = reports.report(of, reason=reason, comment="Mot.")
            Report.objects.filter(pk=said.pk).update(created_at=timezone.now() + timedelta(minutes=minutes))
        seen = [(said.article_id, said.reason) for said in Report.objects.open().for_desk()]
        assert seen == [
            (article.pk, "other"),
            (article.pk, "topic"),
            (article.pk, "country"),
            (other.pk, "other"),
            (other.pk, "topic"),
        ]


class TestRowsThatCannotBe:
    @pytest.mark.parametrize(
        "columns",
        [
            {"start": 3},
            {"end": 3},
            {"start": 3, "end": 3},
            {"start": 4, "end": 3},
            {"times": 0},
            {"status": "handled"},
            {"status": "open", "handled_at": timezone.now()},
            {"status": "lost", "handled_at": timezone.now()},
        ],
        ids=str,
    )
    def test_are_refused(self, article, columns):
        with pytest.raises(IntegrityError), transaction.atomic():
            Report.objects.create(article=article, reason="other", **columns)

    @pytest.mark.parametrize("place", [{}, {"start": 1, "end": 2}, {"surface": "mots"}], ids=str)
    def test_two_open_ones_that_say_the_same(self, article, place):
        Report.objects.create(article=article, reason="topic", **place)
        with pytest.raises(IntegrityError), transaction.atomic():
            Report.objects.create(article=article, reason="topic", entity=Entity.objects.first(), **place)
        closed = {"status": "dismissed", "handled_at": timezone.now()}
        for _ in range(2):
            Report.objects.create(article=article, reason="topic", **place, **closed)


def test_every_reason_fits_its_column():
    assert max(map(len, ReportReason.values)) <= Report._meta.get_field("reason").max_length
    assert ReportReason.about_a_mark() < set(ReportReason.values)
