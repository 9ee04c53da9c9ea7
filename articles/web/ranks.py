"""Rows of an index: a subject, how many articles it is in, its bar and its last months."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from articles.models import Country, Entity, EntityQuerySet
from articles.search import recent
from articles.web.charts import Spark, first_day, spark

SHARE_STEPS = 20


@dataclass(frozen=True, slots=True)
class Row:
    """A subject; ``share`` is the width of its bar beside the longest, 1 to 20, or 0 where there are no bars."""

    subject: Entity | Country
    count: int
    share: int = 0
    spark: Spark | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A heading with the rows below it; ``kind`` is that of its entities, where they are of one."""

    name: str
    rows: list[Row]
    kind: str = ""


class Ranking:
    """Keys of entities from the most named on, as a paginator takes them; those without a rank follow by name.

    ``ranks`` are the numbers of articles of those that have one, ``total`` is how many are found; ``most`` is the
    highest number of articles.
    """

    def __init__(self, found: EntityQuerySet, ranks: Mapping[int, int], total: int) -> None:
        found = found.in_reading_order()
        ranked = found.filter(pk__in=ranks).values_list("pk", flat=True)
        self._ranked = sorted(ranked, key=lambda pk: -ranks[pk])
        self._others = found.exclude(pk__in=ranks).values_list("pk", flat=True)
        self._total = total
        self.most = ranks[self._ranked[0]] if self._ranked else 1

    def __len__(self) -> int:
        return self._total

    def __getitem__(self, part: slice) -> list[int]:
        start, stop = (max(0, bound - len(self._ranked)) for bound in (part.start, part.stop))
        return self._ranked[part] + (list(self._others[start:stop]) if stop else [])


def entity_rows(pks: Sequence[int], ranks: Mapping[int, int], *, most: int | None = None) -> list[Row]:
    """Return the entities in the order of ``pks``; the longest bar stands for ``most``, else for the most of these.

    ``ranks`` are the numbers of articles that are known; the others are counted.
    """
    entities = Entity.objects.in_bulk(pks)
    unknown = [pk for pk in pks if pk not in ranks]
    counts = {**ranks, **article_counts(unknown)} if unknown else ranks
    rows = with_bars((Row(entities[pk], counts[pk]) for pk in pks if pk in entities), most=most)
    return with_sparks("entity", rows)


def with_bars(rows: Iterable[Row], *, most: int | None = None) -> list[Row]:
    """Return the rows with bars; the longest stands for ``most``, else for the most of these."""
    rows = list(rows)
    most = most or max((row.count for row in rows), default=1)
    return [replace(row, share=share(row.count, most)) for row in rows]


def with_sparks(field: Literal["entity", "country"], rows: Iterable[Row]) -> list[Row]:
    """Return the rows of entities or of countries with the charts of their last months."""
    rows = list(rows)
    counts = recent(field, [row.subject.pk for row in rows]).counts
    return [replace(row, spark=spark(counts.get(row.subject.pk, ()))) for row in rows]


def last_month() -> date | None:
    """Return the first day of the last of the months that sparks show; None without an index."""
    months = recent("entity", ()).months
    return first_day(months[-1]) if months else None


def article_counts(pks: Iterable[int]) -> dict[int, int]:
    """Return how many published articles name each; only these are counted, however many entities there are."""
    counted = Entity.objects.with_article_counts().in_bulk(list(pks))
    return {pk: entity.articles for pk, entity in counted.items()}


def share(count: int, most: int) -> int:
    """Return the width of a bar in twentieths of the longest; what is there at all is seen.

    >>> share(1, 100), share(3, 4)
    (1, 15)
    """
    return max(1, round(SHARE_STEPS * min(count, most) / most))
