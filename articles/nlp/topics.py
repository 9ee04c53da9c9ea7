"""Which topics a text treats: a weighted lexicon, whose words that hit are told."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from articles.nlp.inflections import conjugated, forms
from articles.nlp.knowledge import KnownTopic, Term
from articles.text.annotation import TopicScore
from articles.text.normalise import fold

_WORD = re.compile(r"[^\W_]+")
# No term has a longer word.
_LONGEST_WORD = 60
_SHORTEST_STEM = 2
_LEAST_WORDS = 120
_LEAST_TERMS = 2
_STRONG = 1.0
_EVIDENCE_MOST = 12
# A sub-topic has at least this share of the points of its topic.
_SHARE_WITHIN = 0.2


class _Word(NamedTuple):
    """A word of a text; ``key`` is what terms compare."""

    start: int
    end: int
    surface: str
    key: str


@dataclass(frozen=True, slots=True)
class _Part:
    """One word of a term: the keys it matches, or a stem in two spellings; ``exact`` is an acronym or empty."""

    keys: frozenset[str]
    stems: tuple[str, ...]
    exact: str
    capital: bool

    def matches(self, word: _Word) -> bool:
        if self.exact:
            return word.surface == self.exact
        if self.capital and not word.surface[0].isupper():
            return False
        return word.key in self.keys or (bool(self.stems) and word.key.startswith(self.stems))


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A term, word by word."""

    term: Term
    parts: tuple[_Part, ...]

    @property
    def breadth(self) -> tuple[bool, int]:
        """How much it catches: of terms as long, the most particular one is meant."""
        return any(part.stems for part in self.parts), sum(len(part.keys) for part in self.parts)

    def matches(self, words: list[_Word], position: int) -> bool:
        if position + len(self.parts) > len(words):
            return False
        # From the end: the first word is why this term is looked at.
        for index in range(len(self.parts) - 1, -1, -1):  # noqa: SIM110
            if not self.parts[index].matches(words[position + index]):
                return False
        return True


class _Start:
    """The terms whose first word may be the same, by what may come after it."""

    def __init__(self, patterns: Iterable[_Pattern]) -> None:
        self._alone: list[tuple[int, _Pattern]] = []
        self._by_next: dict[str, list[tuple[int, _Pattern]]] = defaultdict(list)
        self._by_stem: list[tuple[int, _Pattern]] = []
        for ranked in enumerate(sorted(patterns, key=lambda pattern: pattern.breadth)):
            parts = ranked[1].parts
            if len(parts) == 1:
                self._alone.append(ranked)
            elif parts[1].stems:
                self._by_stem.append(ranked)
            else:
                for key in parts[1].keys:
                    self._by_next[key].append(ranked)
        self._whatever = _in_order([*self._alone, *self._by_stem])

    def before(self, key: str) -> list[_Pattern]:
        """Return those that may go on with the word ``key``, the most particular first; "" is the end of the text."""
        if (more := self._by_next.get(key)) is None:
            return self._whatever
        return _in_order([*self._alone, *more, *self._by_stem])


def _in_order(ranked: Iterable[tuple[int, _Pattern]]) -> list[_Pattern]:
    return [pattern for _, pattern in sorted(ranked, key=lambda each: each[0])]


@dataclass(slots=True)
class _Tally:
    """What was hit of one term: how often (in the title and the opening twice), and in which words first."""

    term: Term
    hits: int = 0
    surface: str = ""

    @property
    def points(self) -> float:
        return self.term.weight * (1 + math.log(self.hits))


class Lexicon:
    """The terms of one language, ready to score texts."""

    def __init__(self, topics: Iterable[KnownTopic], terms: Iterable[Term], language: str = "fr") -> None:
        self._topics = {topic.slug: topic for topic in topics}
        self._parts: dict[str, list[KnownTopic]] = defaultdict(list)
        for topic in self._topics.values():
            self._parts[topic.parent].append(topic)
        self._first: dict[str, list[_Pattern]] = defaultdict(list)
        self._stems: dict[str, list[_Pattern]] = defaultdict(list)
        for term in terms:
            pattern = _pattern(term, language)
            for key in pattern.parts[0].keys:
                self._first[key].append(pattern)
            for stem in pattern.parts[0].stems:
                self._stems[stem].append(pattern)
        self._longest_stem = max(map(len, self._stems), default=0)
        # The same words come again in every text.
        self._starting = lru_cache(maxsize=50_000)(self._start_at)

    def score(self, text: str, title: str = "") -> list[TopicScore]:
        """Return the topics that ``text`` treats, highest score first.

        A term's weight counts 1 + ln(hits) times; hits in the title or the first paragraph count double;
        the sum is divided by the root of the length in hundreds of words.
        """
        body = list(_words(text))
        opening = text.find("\n")
        opening = len(text) if opening < 0 else opening
        tallies: dict[str, dict[str, _Tally]] = defaultdict(dict)
        for words, source in ((list(_words(title)), title), (body, text)):
            for term, first, last in self._hits(words):
                double = source is title or words[first].start < opening
                tally = tallies[term.topic].setdefault(term.term, _Tally(term))
                tally.hits += 2 if double else 1
                tally.surface = tally.surface or source[words[first].start : words[last].end]
        length = math.sqrt(max(len(body), _LEAST_WORDS) / 100)
        return _ranked(
            replace(_score(slug, found, length), within=self._within(slug, found, length))
            for slug, by_term in tallies.items()
            if _holds(found := list(by_term.values()), self._topics[slug].threshold * length)
        )

    def _within(self, slug: str, found: list[_Tally], length: float) -> tuple[TopicScore, ...]:
        """The sub-topics of ``slug`` that a good part of what speaks for it speaks for."""
        least = _SHARE_WITHIN * sum(tally.points for tally in found if tally.term.weight > 0)
        scores = []
        for topic in self._parts.get(slug, ()):
            own = [tally for tally in found if topic.slug in tally.term.within]
            if _holds(own, max(least, topic.threshold * length)):
                scores.append(_score(topic.slug, own, length))
        return tuple(_ranked(scores))

    def _hits(self, words: list[_Word]) -> Iterator[tuple[Term, int, int]]:
        """Yield (term, first word, last word); within one topic the longest term at a place wins."""
        taken: dict[str, int] = {}
        for position, word in enumerate(words):
            if (start := self._starting(word.key)) is None:
                continue
            if not (patterns := start.before(words[position + 1].key if position + 1 < len(words) else "")):
                continue
            best: dict[str, _Pattern] = {}
            for pattern in patterns:
                topic = pattern.term.topic
                if position < taken.get(topic, 0) or not pattern.matches(words, position):
                    continue
                if topic not in best or len(pattern.parts) > len(best[topic].parts):
                    best[topic] = pattern
            for topic, pattern in best.items():
                taken[topic] = position + len(pattern.parts)
                yield pattern.term, position, position + len(pattern.parts) - 1

    def _start_at(self, key: str) -> _Start | None:
        """The terms whose first word may be ``key``, if there are any."""
        found = list(self._first.get(key, ()))
        for end in range(_SHORTEST_STEM, min(len(key), self._longest_stem) + 1):
            found += self._stems.get(key[:end], ())
        return _Start(found) if found else None


def _ranked(scores: Iterable[TopicScore]) -> list[TopicScore]:
    return sorted(scores, key=lambda s: (-s.score, s.slug))


def _holds(found: list[_Tally], least: float) -> bool:
    strong = sum(tally.term.weight >= _STRONG for tally in found)
    return strong >= _LEAST_TERMS and sum(tally.points for tally in found) >= least


def _score(slug: str, found: list[_Tally], length: float) -> TopicScore:
    ranked = sorted((tally for tally in found if tally.term.weight > 0), key=lambda t: (-t.points, t.term.term))
    shown: dict[str, str] = {}
    for tally in ranked:
        shown.setdefault(tally.surface.casefold(), tally.surface)
    points = sum(tally.points for tally in found) / length
    return TopicScore(slug, round(points, 3), tuple(shown.values())[:_EVIDENCE_MOST])


def _words(text: str) -> Iterator[_Word]:
    unaccented = text.isascii()
    for match in _WORD.finditer(text):
        surface = match.group()
        if len(surface) <= _LONGEST_WORD:
            yield _Word(match.start(), match.end(), surface, _shouted(surface) if unaccented else _key(surface))


@lru_cache(maxsize=50_000)
def _key(word: str) -> str:
    """Return ``word`` without case; in capitals, where accents are left out, without accents."""
    return _shouted(word) if word.isupper() and len(word) > 1 else _joined(word)


@lru_cache(maxsize=50_000)
def _shouted(word: str) -> str:
    return fold(word).upper()


def _joined(word: str) -> str:
    return word.lower().replace("œ", "oe").replace("æ", "ae")


def _spellings(form: str) -> tuple[str, str, str]:
    """Return ``form``, the same without an accent on its first letter (Etat), and in capitals without any."""
    return form, fold(form[0]) + form[1:], _shouted(form)


def _pattern(term: Term, language: str) -> _Pattern:
    return _Pattern(term, tuple(_part(word, language) for word in re.findall(r"=?[^\W_]+[*~]?", term.term)))


def _part(written: str, language: str) -> _Part:
    bare = written.strip("=*~")
    if len(bare) > 1 and bare.isupper() and not written.endswith("*"):
        return _Part(frozenset((bare, _shouted(bare))), (), bare, False)
    word, capital = _joined(bare), bare[0].isupper()
    if written.endswith("*"):
        return _Part(frozenset(), _spellings(word), "", capital)
    if written.startswith("="):
        found = frozenset((word,))
    else:
        found = conjugated(word, language) if written.endswith("~") else forms(word, language)
    return _Part(frozenset(spelling for form in found for spelling in _spellings(form)), (), "", capital)
