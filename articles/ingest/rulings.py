"""Editors' answers to what the machine is in doubt about, as an annotation follows them."""

from collections.abc import Iterable

from django.db.models import QuerySet

from articles.models import (
    Article,
    ArticleCountry,
    Mention,
    MentionCertainty,
    MentionOrigin,
    Question,
    Ruling,
    Verdict,
)
from articles.text.normalise import fold

_SUBJECT_MOST = 300


def folded(surface: str) -> str:
    """Return what a ruling calls the words of a mention."""
    return fold(surface)[:_SUBJECT_MOST]


def heirs(articles: Iterable[int]) -> dict[tuple[int, str], int]:
    """Return, for an article and the key of a person who proved to be another, the number of that other."""
    same = Ruling.objects.filter(article__in=articles, question=Question.SAME, verdict=Verdict.IS).exclude(entity=None)
    return {(article, key): entity for article, key, entity in same.values_list("article_id", "subject", "entity_id")}


def follow(articles: Iterable[int]) -> None:
    """Carry out all rulings on new annotations; call in the transaction that stores them."""
    made = Ruling.objects.filter(article__in=articles).exclude(verdict=Verdict.LEFT)
    for ruling in made.select_related("article").order_by("pk"):
        carry_out(ruling)


def mentions_of(ruling: Ruling) -> QuerySet[Mention]:
    """The mentions that a ruling is about."""
    mentions = Mention.objects.filter(article=ruling.article_id)
    match ruling.question:
        case Question.WHO:
            return mentions.filter(entity__key=ruling.subject).exclude(certainty=MentionCertainty.SURE)
        case Question.SAME | Question.WHERE:
            return mentions.filter(entity__key=ruling.subject)
        case Question.NAME:
            surfaces = mentions.values_list("pk", "surface")
            return mentions.filter(pk__in=[pk for pk, surface in surfaces if folded(surface) == ruling.subject])
    return mentions.none()


def carry_out(ruling: Ruling) -> None:
    """Change the rows as the ruling says; call in a transaction that began with ``lock_archive``."""
    match ruling.question, ruling.verdict:
        case Question.WHO | Question.SAME, Verdict.IS:
            _rename(ruling)
        case Question.NAME, Verdict.IS:
            mentions_of(ruling).update(origin=MentionOrigin.EDITOR, confidence=1)
        case _, Verdict.NO_NAME:
            ruling.article.introductions.filter(entity__in=mentions_of(ruling).values("entity")).delete()
            mentions_of(ruling).delete()
        case Question.COUNTRY, Verdict.IS:
            _mean(ruling)
        case Question.COUNTRY, Verdict.OTHER:
            countries_of(ruling).delete()
        case Question.WHERE, Verdict.IS:
            _place(ruling)


def _rename(ruling: Ruling) -> None:
    """Let the mentions, and what the article explains by them, lead to the entity of the ruling."""
    explained = ruling.article.introductions.filter(entity__key=ruling.subject)
    for short in explained.values_list("short", flat=True):
        ruling.article.introductions.get_or_create(entity_id=ruling.entity_id, short=short)
    explained.exclude(entity=ruling.entity_id).delete()
    numbers = list(mentions_of(ruling).values_list("pk", flat=True))
    Mention.objects.filter(pk__in=numbers).update(
        entity=ruling.entity_id, origin=MentionOrigin.EDITOR, confidence=1, certainty=MentionCertainty.SURE, short=""
    )


def _mean(ruling: Ruling) -> None:
    """Let what speaks for the country that was asked about speak for the one that is meant."""
    meant = ruling.country_id or ruling.subject
    asked = ArticleCountry.objects.filter(article=ruling.article, country=ruling.subject)
    if meant == ruling.subject:
        asked.update(sure=True)
    elif row := asked.first():
        row.delete()
        _name_country(ruling.article, meant, row.evidence, about=row.about)


def _place(ruling: Ruling) -> None:
    """Name the country by the mentions of a place in it; an article called after the place is about the country."""
    spans = [list(span) for span in mentions_of(ruling).order_by("start").values_list("start", "end")]
    is_alone = not ruling.article.article_countries.filter(about=True).exists()
    about = is_alone or fold(ruling.surface) in fold(ruling.article.title)
    _name_country(ruling.article, ruling.country_id, spans, about=about)


def _name_country(article: Article, code: str, spans: Iterable[list[int]], *, about: bool) -> None:
    """Let ``spans`` speak for a country of the article, beside those that do."""
    held = ArticleCountry.objects.filter(article=article, country=code).first()
    evidence = sorted({tuple(span) for span in (*(held.evidence if held else ()), *spans)})
    ArticleCountry.objects.update_or_create(
        article=article,
        country_id=code,
        defaults={
            "mentions": max(1, len(evidence)),
            "about": about or bool(held and held.about),
            "sure": True,
            "evidence": evidence,
        },
    )


def countries_of(ruling: Ruling) -> QuerySet[ArticleCountry]:
    """The rows of the countries that a ruling is about: the one that was asked about, and the one that is meant."""
    asked = [ruling.subject] if ruling.question == Question.COUNTRY else []
    codes = [code for code in (*asked, ruling.country_id) if code]
    return ArticleCountry.objects.filter(article=ruling.article_id, country__in=codes)
