"""Article numbers -> what a list draws of them, in a constant number of database queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Min
from django.db.models.functions import Left

from articles.index import IndexReader, Piece
from articles.models import Article, Entity, Mention
from articles.search.elsewhere import Elsewhere, elsewhere
from articles.text.sentences import in_one_line

LEAD_LENGTH = 220
ENTITIES_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Hit:
    """One article of a list: its row, its title, a few words of it, the entities it names most, and who else has it."""

    article: Article
    title: tuple[Piece, ...]
    lead: tuple[Piece, ...]
    entities: tuple[Entity, ...]
    elsewhere: Elsewhere


def draw(reader: IndexReader, ids: Sequence[int], *, q: str = "", with_texts: bool = False) -> tuple[Hit, ...]:
    """Return the cards of ``ids`` in their order; articles that readers may not see are left out."""
    articles = Article.objects.published().for_cards().filter(pk__in=ids)
    articles = articles.annotate(opening=Left("text", 2 * LEAD_LENGTH))
    if q or with_texts:
        articles = articles.defer(None)
    rows = {article.pk: article for article in articles}
    entities = _most_named(list(rows))
    others = elsewhere(rows.values())
    shown = [rows[pk] for pk in ids if pk in rows]
    return tuple(
        Hit(row, _title(reader, row, q), _lead(reader, row, q), entities.get(row.pk, ()), others[row.pk])
        for row in shown
    )


def opening(text: str, *, length: int = LEAD_LENGTH) -> str:
    """Return the beginning of ``text`` in one line, cut after a word if it is longer than ``length``.

    >>> opening("Le gaz de l’Asie centrale", length=10)
    'Le gaz de…'
    """
    line = " ".join(in_one_line(text[: 2 * length]).split())
    if len(line) <= length and len(text) <= 2 * length:
        return line
    return line[: length + 1].rsplit(" ", 1)[0][:length].rstrip(" .,;:–—-") + "…"


def _title(reader: IndexReader, article: Article, q: str) -> tuple[Piece, ...]:
    return reader.marked(q, article.title, article.language) if q else (Piece(article.title),)


def _lead(reader: IndexReader, article: Article, q: str) -> tuple[Piece, ...]:
    if q and (snippet := reader.snippet(q, article.text, article.language, width=LEAD_LENGTH)):
        return snippet
    start = article.standfirst or opening(article.opening)
    return (Piece(start),) if start else ()


def _most_named(ids: Sequence[int]) -> dict[int, tuple[Entity, ...]]:
    """Return the most mentioned entities of each article; of equal ones the first mentioned."""
    rows = (
        Mention.objects.filter(article__in=ids)
        .order_by()
        .values_list("article", "entity")
        .annotate(times=Count("pk"), first=Min("start"))
        .order_by("article", "-times", "first")
    )
    wanted: dict[int, list[int]] = defaultdict(list)
    for article, entity, *_ in rows:
        if len(wanted[article]) < ENTITIES_SHOWN:
            wanted[article].append(entity)
    entities = Entity.objects.in_bulk({entity for each in wanted.values() for entity in each})
    return {article: tuple(entities[pk] for pk in each if pk in entities) for article, each in wanted.items()}
