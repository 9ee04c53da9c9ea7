"""Entities whose names are almost what was typed."""

import re
from collections.abc import Iterator
from functools import reduce
from itertools import pairwise
from operator import or_

from django.db.models import Q
from rapidfuzz import process
from rapidfuzz.distance import OSA

from articles.index import edits_allowed
from articles.models import Alias, Entity
from articles.text.normalise import fold

MOST_NAMES = 5000  # names of each sort that are compared
MOST_WORDS = 8
MOST_COUNTED = 40

_WORD = re.compile(r"[^\W_]+")


def entities_like(wanted: str, limit: int = 5) -> list[Entity]:
    """Return the entities in published articles whose name has words nearest to all of ``wanted``.

    Only those with the fewest edits, the most named first; at most three queries.
    """
    words = _words(fold(wanted))[:MOST_WORDS]
    longest = max(words, key=len, default="")
    if not edits_allowed(longest):
        return []
    edits = _edits(words, [(pk, set(_words(name))) for pk, name in _names_sharing(longest)])
    nearest = [pk for pk, distance in edits.items() if distance == min(edits.values())][:MOST_COUNTED]
    found = Entity.objects.in_published().most_named().filter(pk__in=nearest) if nearest else []
    return list(found[:limit])


def _words(name: str) -> list[str]:
    return _WORD.findall(name)


def _names_sharing(word: str) -> Iterator[tuple[int, str]]:
    """Yield names and other names, each with its entity, that have a part of ``word``."""
    published = Entity.objects.in_published()
    yield from published.filter(_sharing("sort_name", word)).order_by().values_list("pk", "sort_name")[:MOST_NAMES]
    others = Alias.objects.filter(_sharing("folded", word), entity__in=published).order_by()
    yield from others.values_list("entity", "folded")[:MOST_NAMES]


def _sharing(column: str, word: str) -> Q:
    # Of three parts, two edits leave one whole.
    parts = edits_allowed(word) + 1
    borders = [len(word) * part // parts for part in range(parts + 1)]
    pieces = (word[start:end] for start, end in pairwise(borders))
    return reduce(or_, (Q(**{f"{column}__contains": piece}) for piece in pieces))


def _edits(words: list[str], names: list[tuple[int, set[str]]]) -> dict[int, int]:
    """Return by how many edits the nearest name of each entity has all of ``words``, where one has."""
    known = list({word for _, name in names for word in name})
    near = [_near(word, known) for word in words]
    edits: dict[int, int] = {}
    for pk, name in names:
        each = [min((found[word] for word in name if word in found), default=None) for found in near]
        if None not in each:
            edits[pk] = min(sum(each), edits.get(pk, sum(each)))
    return edits


def _near(word: str, known: list[str]) -> dict[str, int]:
    most = edits_allowed(word)
    matches = process.extract(word, known, scorer=OSA.distance, score_cutoff=most, limit=None)
    return {other: int(distance) for other, distance, _ in matches}
