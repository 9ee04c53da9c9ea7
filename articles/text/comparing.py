"""What became of a text: sentences that went, that came, and that changed, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from articles.text.normalise import fold
from articles.text.sentences import sentences

# More than so many sentences that differ are not set against each other: it would take long, and nobody would read it.
MOST_SENTENCES = 400
# Beyond these, a sentence that changed is told as one that went and one that came, and no more of it than a page bears.
_MOST_CHANGED, _MOST_WORDS, _MOST_SIGNS = 60, 160, 1500
# Of two sentences that share this part of their words, one is the other, changed.
_SAME_SENTENCE = 0.4
_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
_MEANING = re.compile(r"[^\W\d_]{4,}")


class Fate(StrEnum):
    """What became of a sentence, or of a piece of one."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Edit:
    """A piece of a sentence: kept, removed or added."""

    text: str
    fate: Fate


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence that is not what it was; one that changed is in pieces."""

    fate: Fate
    edits: tuple[Edit, ...]


def compare(before: str, after: str) -> tuple[Passage, ...] | None:
    """Return the sentences of both texts that differ, in order; None if there are too many to be told."""
    old, new = _differing(list(sentences(before)), list(sentences(after)))
    if max(len(old), len(new)) > MOST_SENTENCES:
        return None
    found: list[Passage] = []
    for kind, begin, end, first, last in SequenceMatcher(None, old, new).get_opcodes():
        if kind != "equal":
            left = _MOST_CHANGED - sum(passage.fate is Fate.CHANGED for passage in found)
            found += _passages(old[begin:end], new[first:last], most=left)
    return tuple(found)


def kinship(one: str, other: str) -> float:
    """Return how much of the vocabulary of the poorer text the other one has, from 0 to 1; 0 where one has none.

    Two articles of one newspaper come to 0.14, at most 0.35; a text and its correction to 0.9.
    """
    mine, others = _vocabulary(one), _vocabulary(other)
    return len(mine & others) / (min(len(mine), len(others)) or 1)


def compare_line(before: str, after: str) -> tuple[Edit, ...]:
    """Return what became of a title in pieces; nothing if it is the same."""
    return tuple(_edits(before, after)) if before != after else ()


def _differing(old: list[str], new: list[str]) -> tuple[list[str], list[str]]:
    """Return both without what they begin and end with alike."""
    start, least = 0, min(len(old), len(new))
    while start < least and old[start] == new[start]:
        start += 1
    end = 0
    while end < least - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return old[start : len(old) - end], new[start : len(new) - end]


def _passages(old: Sequence[str], new: Sequence[str], *, most: int) -> Iterator[Passage]:
    """Yield what became of sentences that stand in the same place: ``most`` in pairs, where they are alike."""
    words = [_words(sentence) for sentence in new]
    rest = changed = 0
    for sentence in old:
        own, wanted = _words(sentence), range(rest, len(new) if changed < most else rest)
        like = next((n for n in wanted if _shared(own, words[n]) >= _SAME_SENTENCE), None)
        if like is None:
            yield _whole(sentence, Fate.REMOVED)
            continue
        yield from (_whole(added, Fate.ADDED) for added in new[rest:like])
        yield Passage(Fate.CHANGED, tuple(_edits(sentence, new[like])))
        rest, changed = like + 1, changed + 1
    yield from (_whole(added, Fate.ADDED) for added in new[rest:])


def _whole(sentence: str, fate: Fate) -> Passage:
    return Passage(fate, (_edit(sentence, fate),))


def _edit(text: str, fate: Fate) -> Edit:
    return Edit(text if len(text) <= _MOST_SIGNS else text[:_MOST_SIGNS] + "…", fate)


def _words(sentence: str) -> frozenset[str]:
    return frozenset(word for word in _WORDS.findall(sentence.casefold()) if word[0].isalnum())


def _vocabulary(text: str) -> frozenset[str]:
    """The words that are long enough to mean something."""
    return frozenset(_MEANING.findall(fold(text)))


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, len(one | other))


def _edits(before: str, after: str) -> Iterator[Edit]:
    """Yield the pieces of both in order: all of ``before`` is kept or removed, all of ``after`` kept or added."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if max(len(old), len(new)) > _MOST_WORDS:
        yield from (_edit(before, Fate.REMOVED), _edit(after, Fate.ADDED))
        return
    for kind, begin, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Edit("".join(old[begin:end]), Fate.KEPT)
            continue
        if begin < end:
            yield Edit("".join(old[begin:end]), Fate.REMOVED)
        if first < last:
            yield Edit("".join(new[first:last]), Fate.ADDED)
