"""Names that mean one country here and another one, or none, there: ``data/homonyms.csv`` and its rules.

Each row is one *sense* of some names. What stands right before or after a name settles it; else the cues
around it, the nearest first: in its sentence, its paragraph, the article. Where nothing speaks, the first
row holds. A cue is a word (``*``: any ending), ``@XX`` is any sure sign of a country, ``@person`` a person
of that name. Names in small letters are found in any case, others as they are written.
"""

import csv
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import ahocorasick

from articles.nlp.gazetteer import at_borders
from articles.nlp.knowledge import DATA
from articles.text.annotation import Span
from articles.text.letters import UPPER
from articles.text.normalise import plain_typography

_SENTENCE_END = re.compile(rf"[.!?…][\s\"]+(?=[{UPPER}\"])|\n+")
_PERSON = "person"


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning of a name: the countries that it points to, and what speaks for it."""

    countries: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    cues: re.Pattern[str] | None
    signs: frozenset[str]
    """Countries whose sure signs speak for this sense, or ``person``."""


@dataclass(frozen=True, slots=True)
class Homonym:
    """A name of the table in a text."""

    span: Span
    surface: str
    senses: tuple[Sense, ...]

    @property
    def is_plain(self) -> bool:
        """Whether the name has one meaning only."""
        return len(self.senses) == 1

    @property
    def is_between_countries(self) -> bool:
        """Whether it may mean one country or another, and not just one or none."""
        return len({sense.countries for sense in self.senses if sense.countries}) > 1


class Homonyms:
    """The table of one language."""

    def __init__(self, language: str) -> None:
        senses: dict[str, list[Sense]] = defaultdict(list)
        for row in _rows():
            if row["language"] == language:
                sense = _sense(row)
                for name in _list(row["names"]):
                    senses[name].append(sense)
        self._senses = {name: tuple(found) for name, found in senses.items()}
        self._spellings: dict[str, list[str]] = defaultdict(list)
        for name in sorted(self._senses):
            self._spellings[name.lower()].append(name)
        self._automaton = ahocorasick.Automaton()
        for lower in self._spellings:
            self._automaton.add_word(lower, lower)
        self._automaton.make_automaton()

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._senses)

    def find(self, text: str) -> list[Homonym]:
        """Return the names of the table in ``text``, in order, the longest where they overlap."""
        found = []
        for last, lower in self._automaton.iter(small(text)):
            start, end = last + 1 - len(lower), last + 1
            if at_borders(text, start, end) and (name := self._as_written(text[start:end], lower)):
                found.append(Homonym(Span(start, end), text[start:end], self._senses[name]))
        found.sort(key=lambda h: (h.span.start, -h.span.end))
        apart: list[Homonym] = []
        for homonym in found:
            if not apart or apart[-1].span.end <= homonym.span.start:
                apart.append(homonym)
        return apart

    def _as_written(self, surface: str, lower: str) -> str | None:
        """The spelling of the table that ``surface`` fits: itself, or one in small letters."""
        for name in self._spellings[lower]:
            if surface == name or name == lower or surface == name[0].upper() + name[1:]:
                return name
        return None


class Surroundings:
    """Where the sure signs of a text stand: countries, people, sentences."""

    def __init__(self, text: str, signs: Iterable[tuple[Span, str]], people: Sequence[tuple[Span, str]]) -> None:
        self._text, self._lower = text, small(text)
        self._signs: dict[str, list[int]] = defaultdict(list)
        for span, code in sorted(signs, key=lambda sign: sign[0].start):
            self._signs[code].append(span.start)
        self._people = people
        self._cues: dict[tuple[int, str], list[int]] = {}
        whole = [0, len(text) + 1]
        lines = [0, *(m.end() for m in re.finditer("\n", text)), len(text) + 1]
        sentences = [0, *(m.end() for m in _SENTENCE_END.finditer(text)), len(text) + 1]
        self._circles = (sentences, lines, whole)

    def decide(self, homonym: Homonym) -> tuple[tuple[str, ...], bool]:
        """Return the countries that ``homonym`` points to here, and whether anything around it says so."""
        for sense in homonym.senses:
            if self._adjoins(homonym.span, sense):
                return sense.countries, True
        for borders in self._circles:
            after = bisect_right(borders, homonym.span.start)
            counts = [self._count(homonym, sense, borders[after - 1], borders[after]) for sense in homonym.senses]
            best = max(counts)
            if best and counts.count(best) == 1:
                return homonym.senses[counts.index(best)].countries, True
        return homonym.senses[0].countries, homonym.is_plain

    def _adjoins(self, span: Span, sense: Sense) -> bool:
        return any(
            self._lower.endswith(word, 0, span.start) and not self._is_letter(span.start - len(word) - 1)
            for word in sense.before
        ) or any(
            self._lower.startswith(word, span.end) and not self._is_letter(span.end + len(word)) for word in sense.after
        )

    def _is_letter(self, position: int) -> bool:
        return position >= 0 and self._text[position : position + 1].isalnum()

    def _count(self, homonym: Homonym, sense: Sense, start: int, end: int) -> int:
        places = [self._signs[code] for code in sense.signs if code in self._signs]
        places.append(self._cues_of(sense, homonym.surface))
        return sum(bisect_left(positions, end) - bisect_left(positions, start) for positions in places)

    def _cues_of(self, sense: Sense, surface: str) -> list[int]:
        key = id(sense), surface if _PERSON in sense.signs else ""
        if key not in self._cues:
            found = [m.start() for m in sense.cues.finditer(self._text)] if sense.cues else []
            if _PERSON in sense.signs:
                found += [span.start for span, name in self._people if surface in name.split() and surface != name]
            self._cues[key] = sorted(found)
        return self._cues[key]


@cache
def homonyms(language: str) -> Homonyms:
    """The table of ``language``."""
    return Homonyms(language)


def countries_meant(language: str, surface: str) -> tuple[str, ...]:
    """Return the codes of the countries that ``surface`` may mean, the likeliest first; none if the table lacks it.

    >>> countries_meant("fr", "Congo")
    ('CD', 'CG')
    """
    found = homonyms(language).find(plain_typography(surface))
    senses = [sense for homonym in found if len(homonym.surface) == len(surface) for sense in homonym.senses]
    return tuple(dict.fromkeys(code for sense in senses for code in sense.countries))


def _rows() -> Iterator[dict[str, str]]:
    with (DATA / "homonyms.csv").open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


def _sense(row: dict[str, str]) -> Sense:
    cues = _list(row["cues"])
    words = [re.escape(cue.rstrip("*")) + (r"\w*" if cue.endswith("*") else "") for cue in cues if cue[0] != "@"]
    return Sense(
        countries=_list(row["countries"]),
        before=tuple(word if word[-1] in "'-" else f"{word} " for word in _list(row["before"].lower())),
        after=tuple(word if word[0] in "'-" else f" {word}" for word in _list(row["after"].lower())),
        cues=re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)") if words else None,
        signs=frozenset(cue[1:] for cue in cues if cue[0] == "@"),
    )


def small(text: str) -> str:
    """``text`` in small letters, of the same length."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
