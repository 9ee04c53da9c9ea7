"""What is named in most articles, and how many there were of late: for the indexes of all subjects."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from articles.index import Field, IndexQuery, IndexReader
from articles.models import Entity
from articles.search.archive import card_index
from articles.search.facets import month_name, month_range

MONTHS_SHOWN = 24
RANKED = 900  # so that they fit into one query of the smallest SQLite


@dataclass(frozen=True, slots=True)
class Recent:
    """The last 24 months of the archive, ``yyyy-mm``, and for each value how many articles of each month have it.

    Without an index there are no months.
    """

    months: tuple[str, ...]
    counts: dict[str | int, tuple[int, ...]]


def most_named() -> dict[int, int]:
    """Return the 900 entities that most articles name, with their numbers, the most named first."""
    counts = card_index().counts(IndexQuery(), "entity", size=RANKED)
    return {int(pk): count for pk, count in counts.items()}


def kinds_named() -> dict[str, int]:
    """Return how many entities of each kind published articles name, counted once for each state of the index."""
    generation = card_index().generation
    return dict(_kinds_named(generation)) if generation else Entity.objects.in_published().kind_counts()


@lru_cache(maxsize=1)
def _kinds_named(generation: str) -> dict[str, int]:
    return Entity.objects.in_published().kind_counts()


def recent(field: Field, values: Iterable[str | int]) -> Recent:
    """Return the last months of ``values`` of ``field``, whatever their number in two questions to the index."""
    reader = card_index()
    months = latest_months(reader)
    by_value = reader.months_of(IndexQuery(), field, values) if months else {}
    counts = {value: tuple(found.get(month, 0) for month in months) for value, found in by_value.items()}
    return Recent(tuple(month_name(month) for month in months), counts)


def latest_months(reader: IndexReader) -> tuple[int, ...]:
    """Return the 24 months, ``yyyymm``, that end with the latest of the archive."""
    archive = reader.months(IndexQuery())
    if not archive:
        return ()
    last = max(archive)
    return tuple(month_range(last - MONTHS_SHOWN * 100, last, most=MONTHS_SHOWN))
