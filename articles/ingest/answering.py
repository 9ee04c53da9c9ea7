"""What editors answer where the machine is in doubt: carried out at once, noted, and taken back if need be."""

from typing import Any

from django.db import transaction

from articles.ingest import annotating, history, settling
from articles.ingest.changes import lock_archive, record_change
from articles.ingest.history import Person
from articles.ingest.rulings import carry_out, countries_of, mentions_of
from articles.models import (
    Article,
    ArticleCountry,
    Country,
    Entity,
    Mention,
    MentionOrigin,
    Question,
    Ruling,
    Verb,
    Verdict,
)

_MENTION = ("start", "end", "surface", "origin", "confidence", "certainty", "short", "entity_id")
_COUNTRY = ("country_id", "mentions", "about", "sure", "evidence")


class AnsweredAlready(ValueError):
    """Somebody else gave another answer first; it is ``ruling``."""

    def __init__(self, ruling: Ruling) -> None:
        super().__init__(str(ruling))
        self.ruling = ruling


def answer(
    article: Article,
    question: Question,
    subject: str,
    verdict: Verdict,
    *,
    surface: str,
    entity: Entity | None = None,
    country: Country | None = None,
    by: Person = None,
) -> Ruling:
    """Store an editor's answer to ``question`` about ``subject``, and carry it out.

    The same answer twice is one. Raises ``AnsweredAlready`` if there is another one, and ``DoesNotExist`` of the
    article or the entity if it is gone by now; then nothing is stored.
    """
    with transaction.atomic():
        _lock(article)
        given = Ruling(
            article=article,
            question=question,
            subject=subject,
            surface=surface,
            verdict=verdict,
            entity=entity and Entity.objects.get(pk=entity.pk),
            country=country,
            by=by,
        )
        if first := Ruling.objects.filter(article=article, question=question, subject=subject).first():
            if _says(first) == _says(given):
                return first
            raise AnsweredAlready(first)
        names = settling.names_of([article])
        given.before = _present(given)
        given.save()
        carry_out(given)
        history.record(article, Verb.ANSWERED, by=by, **_told(given))
        article.revision = record_change(article.pk)
        settling.settle(names | settling.names_of([article]))
    return given


def take_back(ruling: Ruling, *, by: Person = None) -> bool:
    """Ask the question again: what the answer replaced is there again. False if it was taken back already."""
    with transaction.atomic():
        lock_archive()
        found = Ruling.objects.select_related("article", "entity", "country").filter(pk=ruling.pk).first()
        if found is None:
            return False
        article = found.article
        names = settling.names_of([article])
        found.delete()
        _restore(found)
        if found.before.get("version") != article.annotation_version:
            # What was there before was found by another version: let this one say what it finds.
            annotating.make_stale(article)
        history.record(article, Verb.REOPENED, by=by, **_told(found))
        record_change(article.pk)
        settling.settle(names | settling.names_of([article]))
    return True


def _lock(article: Article) -> None:
    lock_archive()
    article.refresh_from_db(from_queryset=Article.objects.select_for_update())


def _says(ruling: Ruling) -> tuple[str, int | None, str | None]:
    return ruling.verdict, ruling.entity_id, ruling.country_id


def _told(ruling: Ruling) -> dict[str, object]:
    """Return what the history keeps of a ruling, in words that do not depend on rows."""
    return {
        "question": ruling.question,
        "surface": ruling.surface,
        "verdict": ruling.verdict,
        "meant": ruling.entity.name if ruling.entity else "",
        "country": ruling.country_id or "",
    }


def _present(ruling: Ruling) -> dict[str, Any]:
    """Return what an answer may replace, as JSON."""
    mentions = mentions_of(ruling)
    entities = set(mentions.values_list("entity", flat=True))
    return {
        "version": ruling.article.annotation_version,
        "mentions": [dict(zip(_MENTION, row, strict=True)) for row in mentions.values_list(*_MENTION)],
        "introductions": list(
            map(list, ruling.article.introductions.filter(entity__in=entities).values_list("entity", "short"))
        ),
        "countries": list(countries_of(ruling).values(*_COUNTRY)),
    }


def _restore(ruling: Ruling) -> None:
    article, before = ruling.article, ruling.before
    if ruling.question in (Question.COUNTRY, Question.WHERE):
        countries_of(ruling).delete()
        ArticleCountry.objects.bulk_create(ArticleCountry(article=article, **row) for row in before["countries"])
        return
    if ruling.verdict in (Verdict.LEFT, Verdict.OTHER):
        return
    rows = before["mentions"]
    article.mentions.filter(origin=MentionOrigin.EDITOR, start__in=[row["start"] for row in rows]).delete()
    taken = list(article.mentions.values_list("start", "end"))
    Mention.objects.bulk_create(
        Mention(article=article, **row)
        for row in rows
        if not any(row["start"] < end and start < row["end"] for start, end in taken)
    )
    for entity, short in before["introductions"]:
        if ruling.entity_id:
            article.introductions.filter(entity=ruling.entity_id, short=short).delete()
        article.introductions.get_or_create(entity_id=entity, short=short)
