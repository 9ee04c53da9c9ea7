"""Words that no article has, and words of the archive that are written almost like them.

The field ``words`` of the index is the dictionary: all that is written in an article, folded but not stemmed.
Only the words that begin almost like the one sought are looked at, so that a large archive costs little more.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from string import ascii_lowercase

from rapidfuzz import process
from rapidfuzz.distance import OSA
from tantivy import Query, Schema, Searcher

from articles.index.phrasing import plain_words
from articles.index.schema import DICTIONARY, UNSTEMMED, analysers

# In letters. A short word is like too many others, unless it begins like them; the figures are in docs/benchmarks.md.
SHORTEST = 4
SHORTEST_FOR_ANOTHER_FIRST = 6
SHORTEST_FOR_TWO = 8
MOST_UNKNOWN = 3
MOST_LIKE = 3
EXAMPLES = 3

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Spelling:
    """A folded word of the archive, ``edits`` away from one that was typed; none if it only goes on.

    ``count`` is how many articles have it, ``ids`` the numbers of a few of them, newest first.
    """

    word: str
    edits: int
    count: int
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """A piece ``[start, end)`` of a search that no article has, and what is ``like`` it, nearest first."""

    start: int
    end: int
    like: tuple[Spelling, ...]


def unknown(schema: Schema, searcher: Searcher, text: str) -> tuple[Unknown, ...]:
    """Return the words of the search ``text`` that are wanted but not in the dictionary; none if more than three."""
    pieces = [(start + found.start(), found.group()) for start, term in plain_words(text) for found in _words(term)]
    missing = [(start, word) for start, word in pieces if not _looked_up(schema, searcher, folded(word), 0).count]
    if len(missing) > MOST_UNKNOWN:
        return ()
    return tuple(Unknown(start, start + len(word), near(schema, searcher, word)) for start, word in missing)


def edits_allowed(word: str) -> int:
    """Return by how many letters a word may differ from what was meant: changed, lost, added or swapped."""
    return 0 if len(word) < SHORTEST else 1 if len(word) < SHORTEST_FOR_TWO else 2


def near(schema: Schema, searcher: Searcher, typed: str) -> tuple[Spelling, ...]:
    """Return at most three words of the archive that ``typed`` may mean, the likeliest first.

    That is one that begins with it, for who is still typing; then the nearest, one of the same letters (swapped,
    doubled or not), and the commonest.
    """
    word = folded(typed)
    most = edits_allowed(word)
    if not most or not word.isalpha():
        return ()
    terms = {
        term: count for start in _beginnings(word) for term, count in searcher.terms_with_prefix(DICTIONARY, start)
    }
    matches = process.extract(word, terms.keys(), scorer=OSA.distance, score_cutoff=most, limit=None)
    edited = {term: edits for term, edits, _ in matches} | {term: 0 for term in terms if term.startswith(word)}
    letters = set(word)
    likely = sorted(
        (edits, edits > 0 and set(term) != letters, -terms[term], term)
        for term, edits in edited.items()
        if term.isalpha()
    )
    found: list[Spelling] = []
    for distance, _, _, term in likely:
        # Terms outlive the articles they stood in.
        if (spelling := _looked_up(schema, searcher, term, distance)).count:
            found.append(spelling)
        if len(found) == MOST_LIKE:
            break
    return tuple(found)


def as_written(word: str, texts: Iterable[str]) -> str:
    """Return how ``texts`` mostly write the folded ``word``, with its accents and capitals; empty if none has it.

    >>> as_written("azerbaidjan", ["L’Azerbaïdjan", "AZERBAÏDJAN", "d’Azerbaïdjan"])
    'Azerbaïdjan'
    """
    written: Counter[str] = Counter()
    for text in texts:
        written.update(other for other in _WORD.findall(text) if abs(len(other) - len(word)) <= _LIGATURES)
    found = [other for other in written if folded(other) == word]
    return max(found, key=lambda other: (written[other], other.islower()), default="")


def folded(word: str) -> str:
    """Return ``word`` as the dictionary has it; empty where it is none."""
    return next(iter(analysers()[UNSTEMMED].analyze(word)), "")


_LIGATURES = 2  # by so many letters a word may grow when its ligatures are parted


def _words(term: str) -> Iterator[re.Match[str]]:
    """Yield the words of ``term`` as the analysers part them: « Kassym-Jomart » has two."""
    return _WORD.finditer(term)


def _beginnings(word: str) -> list[str]:
    """Return how the words begin that ``word`` may mean, with at most one edit among the first three letters."""
    found = {word[:2]}  # whatever the third letter is
    for place in range(2):
        before, after = word[:place], word[place:3]
        found |= {before + word[place + 1 : 4], before + after[1] + after[0] + after[2:]}
        for letter in ascii_lowercase:
            found |= {before + letter + after[1:], before + letter + after}
    return [each for each in found if len(word) >= SHORTEST_FOR_ANOTHER_FIRST or each[0] == word[0]]


def _looked_up(schema: Schema, searcher: Searcher, term: str, distance: int) -> Spelling:
    found = searcher.search(Query.term_query(schema, DICTIONARY, term), limit=EXAMPLES, order_by_field="newest")
    ids = searcher.fast_field_values("id", [address for _, address in found.hits])
    count: int = found.count  # type: ignore[attr-defined]  # its stubs forget it
    return Spelling(term, distance, count, tuple(int(value) for value in ids if value is not None))
