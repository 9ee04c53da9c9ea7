"""Who bears a short name in one article: a surname, a first name, the head of a long name."""

import re
from collections import defaultdict
from collections.abc import Iterator

from articles.text.annotation import Label
from articles.text.normalise import fold

_PARTICLES = frozenset("de du des la le van von der den da di do dos al el ben bin ibn d af ter ten zu".split())
_LONGEST_NAME = 8
_AFTER_SURNAME = re.compile(r"(?:[JS]r\.?|[IVX]+|Ier|Ire)")
_REGNAL = re.compile(r" (?:[IVX]+|Ier|Ire)$")


def surname(name: str) -> str:
    """Return the surname of a full name, particles included, or "" where it has no other part.

    >>> surname("Ursula von der Leyen")
    'von der Leyen'
    """
    words = name.split()
    while words and _AFTER_SURNAME.fullmatch(words[-1]):
        words.pop()
    first = len(words) - 1
    while first > 0 and words[first - 1].lower() in _PARTICLES:
        first -= 1
    return " ".join(words[first:]) if first > 0 else ""


def is_short(name: str, label: Label) -> bool:
    """Say whether ``name`` alone does not tell who it is: a surname or first name, an acronym."""
    if label is Label.PERSON:
        return not surname(name) and not _REGNAL.search(name)
    return label is Label.ORGANISATION and is_acronym(name)


def is_acronym(name: str) -> bool:
    return " " not in name and 2 <= len(name) <= 9 and sum(map(str.isupper, name)) >= max(2, len(name) / 2)


class Bearers:
    """The entities that one article names in full, by every part of their names."""

    def __init__(self) -> None:
        self._last: dict[tuple[Label, str], set[str]] = defaultdict(set)
        self._first: dict[tuple[Label, str], set[str]] = defaultdict(set)
        self._within: dict[tuple[Label, str], set[str]] = defaultdict(set)

    def add(self, name: str, label: Label, key: str) -> None:
        """Note that the article calls the entity ``key`` by its full ``name``."""
        words = fold(name).split()[:_LONGEST_NAME]
        for part in _ends(words):
            self._last[label, part].add(key)
        for part in _beginnings(words):
            self._first[label, part].add(key)
        for part in _middles(words):
            self._within[label, part].add(key)

    def of(self, name: str, label: Label) -> frozenset[str]:
        """Return the keys of those whose name ends with, else begins with, else holds ``name``.

        Organisations go by their first words alone: « la Commission », « l'Assemblée ».
        """
        part = label, fold(name)
        if label is Label.ORGANISATION:
            return frozenset(self._first.get(part, ()))
        return frozenset(self._last.get(part) or self._first.get(part) or self._within.get(part) or ())


def _ends(words: list[str]) -> Iterator[str]:
    return (" ".join(words[i:]) for i in range(1, len(words)))


def _beginnings(words: list[str]) -> Iterator[str]:
    return (" ".join(words[:i]) for i in range(1, len(words)))


def _middles(words: list[str]) -> Iterator[str]:
    return (" ".join(words[i:j]) for i in range(1, len(words) - 1) for j in range(i + 1, len(words)))
