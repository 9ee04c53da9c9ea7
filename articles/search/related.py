"""What stands beside one subject or one article: companions, months, neighbours.

A subject is an entity, a country, a topic, a source, or any query of the index.
"""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from articles.index import IndexQuery, IndexReader, Required
from articles.models import Article, Country, Entity, Mention, Source, Topic
from articles.search.archive import card_index
from articles.search.facets import month_name
from articles.search.ranking import latest_months

STORY_CANDIDATES = 12
COPIES_PASSED_OVER = 20
STORY_SHARE = 1 / 3
COMMON_SHARE = 1 / 4

Subject = Entity | Country | Topic | Source | IndexQuery


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An article beside another; ``shared`` are the entities that both name, the rarest first."""

    article: Article
    shared: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What stands around an article: those that share the most with it, and its story's previous and next one."""

    sharing: tuple[Neighbour, ...]
    before: Article | None
    after: Article | None


def scope(subject: Subject) -> IndexQuery:
    """Return the query for the articles that mention or treat ``subject``."""
    match subject:
        case Entity():
            return IndexQuery(entities=(subject.pk,))
        case Country():
            return IndexQuery(countries=(subject.pk,))
        case Topic():
            return IndexQuery(topics=(subject.pk,))
        case Source():
            return IndexQuery(sources=(subject.pk,))
        case _:
            return subject


def companions(subject: Subject, limit: int = 10) -> list[tuple[Entity, int]]:
    """Return the entities that most often stand in the same articles, with the number of articles."""
    query = scope(subject)
    itself = {*query.entities, *(value for field, value in query.required if field == "entity")}
    # One more for each that is left out because it is the subject itself.
    counts = card_index().counts(query, "entity", size=limit + len(itself))
    entities = Entity.objects.in_bulk([pk for pk in counts if pk not in itself])
    return [(entities[pk], count) for pk, count in counts.items() if pk in entities][:limit]


def months_of(subject: Subject) -> list[tuple[str, int]]:
    """Return ``(yyyy-mm, articles)`` for the 24 months that end with the latest of the archive."""
    reader = card_index()
    months = latest_months(reader)
    counts = reader.months(scope(subject)) if months else {}
    return [(month_name(month), counts.get(month, 0)) for month in months]


def latest(within: tuple[Required, ...], limit: int, *, offset: int = 0) -> list[Article]:
    """Return the newest published articles that have all of ``within``, with their texts and sources."""
    found = card_index().find(IndexQuery(required=within), offset=offset, limit=limit)
    rows = Article.objects.published().select_related("source").in_bulk(found.ids)
    return [rows[pk] for pk in found.ids if pk in rows]


def facts(subject: Subject) -> int:
    """Return how many articles mention or treat ``subject``."""
    return card_index().count(scope(subject))


def neighbours_of(article: Article, named: Mapping[int, int], *, limit: int = 4) -> Neighbours:
    """Return the published articles around ``article``; ``named`` is how often it names each entity.

    Two articles tell the same story if each says a third of what it names about what the other names too
    (``docs/decisions/0019``): repeated names count more, rare ones too, and those of every fourth article not at all.
    Those that are nearly the same text (``Article.story``) say nothing new, and are not among them.
    """
    reader = card_index()
    most = max(limit, STORY_CANDIDATES)
    ids = reader.similar(named, exclude=article.pk, limit=most + COPIES_PASSED_OVER if article.story_id else most)
    others = Article.objects.published().only("title", "language", "published_at")
    rows = (others.exclude(story=article.story_id) if article.story_id else others).in_bulk(ids)
    ids = [pk for pk in ids if pk in rows][:most]
    rows = {pk: rows[pk] for pk in ids}
    found = _named_in(rows)
    weights = _weights(reader, {*named}.union(*found.values()))
    sharing = (
        Neighbour(
            rows[pk], tuple(sorted(named.keys() & found[pk].keys(), key=lambda entity: (-weights[entity], entity)))
        )
        for pk in ids
    )
    story = [
        rows[pk]
        for pk, theirs in found.items()
        if min(_share(named, theirs, weights), _share(theirs, named, weights)) >= STORY_SHARE
    ]
    return Neighbours(
        sharing=tuple(neighbour for neighbour in sharing if neighbour.shared)[:limit],
        before=max((row for row in story if _moment(row) < _moment(article)), key=_moment, default=None),
        after=min((row for row in story if _moment(row) > _moment(article)), key=_moment, default=None),
    )


def _named_in(articles: Iterable[int]) -> dict[int, dict[int, int]]:
    """Return how often each of ``articles`` names each entity."""
    found: dict[int, dict[int, int]] = {article: {} for article in articles}
    rows = Mention.objects.filter(article__in=list(found)).order_by().values_list("article", "entity")
    for article, entity, times in rows.annotate(Count("pk")):
        found[article][entity] = times
    return found


def _weights(reader: IndexReader, entities: Collection[int]) -> dict[int, float]:
    """Return what a mention of each entity says of an article's story: nothing if many articles name it."""
    many = reader.total() * COMMON_SHARE
    counts = reader.frequencies(entities)
    return {pk: math.log(max(1.0, many / max(1, counts.get(pk, 0)))) for pk in entities}


def _share(one: Mapping[int, int], other: Mapping[int, int], weights: Mapping[int, float]) -> float:
    """Return the part of what ``one`` names that ``other`` names too, from 0 to 1."""
    said = sum(times * weights[entity] for entity, times in one.items())
    shared = sum(times * weights[entity] for entity, times in one.items() if entity in other)
    return shared / said if said else 0.0


def _moment(article: Article) -> tuple[datetime, int]:
    return article.published_at, article.pk
