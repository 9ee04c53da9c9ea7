"""Which topics a text treats: a weighted lexicon, whose words that hit are told."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from articles.nlp.knowledge import KnownTopic, Term
from articles.text.annotation import TopicScore
from articles.text.normalise import fold

_WORD = re.compile(r"[^\W_]+")
_STEM_INDEX = 3
_LEAST_WORDS = 120
_LEAST_TERMS = 2
_STRONG = 1.0
_EVIDENCE_MOST = 12


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    surface: str
    folded: str


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A term, word by word: (word, is a stem, is an acronym)."""

    term: Term
    words: tuple[tuple[str, bool, bool], ...]

    def matches(self, words: list[_Word], position: int) -> bool:
        if position + len(self.words) > len(words):
            return False
        for index, (expected, stem, acronym) in enumerate(self.words, start=position):
            word = words[index]
            if acronym:
                if word.surface != expected:
                    return False
            elif not (word.folded.startswith(expected) if stem else word.folded == expected):
                return False
        return True


@lru_cache(maxsize=50_000)
def _folded(word: str) -> str:
    return fold(word)


class Lexicon:
    """The terms of one language, ready to score texts."""

    def __init__(self, topics: Iterable[KnownTopic], terms: Iterable[Term]) -> None:
        self._topics = {topic.slug: topic for topic in topics}
        self._first: dict[str, list[_Pattern]] = defaultdict(list)
        self._stems: dict[str, list[_Pattern]] = defaultdict(list)
        for term in terms:
            pattern = _pattern(term)
            first, stem, _ = pattern.words[0]
            if stem:
                self._stems[first[:_STEM_INDEX]].append(pattern)
            else:
                self._first[first].append(pattern)

    def score(self, text: str, title: str = "") -> list[TopicScore]:
        """Return the topics that ``text`` treats, highest score first.

        A term's weight counts 1 + ln(hits) times; hits in the title or the first paragraph count double;
        the sum is divided by the root of the length in hundreds of words.
        """
        hits: dict[str, Counter[str]] = defaultdict(Counter)
        weights: dict[tuple[str, str], float] = {}
        surfaces: dict[tuple[str, str], str] = {}
        body = list(_words(text))
        opening = text.find("\n")
        opening = len(text) if opening < 0 else opening
        for words, is_title in ((list(_words(title)), True), (body, False)):
            for term, first, last in self._hits(words):
                double = is_title or words[first].start < opening
                hits[term.topic][term.term] += 2 if double else 1
                weights[term.topic, term.term] = term.weight
                source = title if is_title else text
                surfaces.setdefault((term.topic, term.term), source[words[first].start : words[last].end])
        length = math.sqrt(max(len(body), _LEAST_WORDS) / 100)
        scores = []
        for slug, counts in hits.items():
            score = sum(weights[slug, t] * (1 + math.log(n)) for t, n in counts.items()) / length
            strong = [t for t in counts if weights[slug, t] >= _STRONG]
            if score >= self._topics[slug].threshold and len(strong) >= _LEAST_TERMS:
                ranked = sorted(
                    (t for t in counts if weights[slug, t] > 0),
                    key=lambda t: (-weights[slug, t] * (1 + math.log(counts[t])), t),
                )
                evidence = {surfaces[slug, t].casefold(): surfaces[slug, t] for t in reversed(ranked)}
                shown = tuple(reversed(evidence.values()))[:_EVIDENCE_MOST]
                scores.append(TopicScore(slug, round(score, 3), shown))
        return sorted(scores, key=lambda s: (-s.score, s.slug))

    def _hits(self, words: list[_Word]) -> Iterator[tuple[Term, int, int]]:
        """Yield (term, first word, last word); within one topic the longest term at a place wins."""
        taken: dict[str, int] = {}
        for position, word in enumerate(words):
            patterns = self._first.get(word.folded, []) + self._stems.get(word.folded[:_STEM_INDEX], [])
            if word.surface.isupper() and word.surface != word.folded:
                patterns = patterns + self._first.get(word.surface, [])
            best: dict[str, _Pattern] = {}
            for pattern in patterns:
                topic = pattern.term.topic
                if position < taken.get(topic, 0) or not pattern.matches(words, position):
                    continue
                if topic not in best or len(pattern.words) > len(best[topic].words):
                    best[topic] = pattern
            for topic, pattern in best.items():
                taken[topic] = position + len(pattern.words)
                yield pattern.term, position, position + len(pattern.words) - 1


def _words(text: str) -> Iterator[_Word]:
    for match in _WORD.finditer(text):
        yield _Word(match.start(), match.end(), match.group(), _folded(match.group()))


def _pattern(term: Term) -> _Pattern:
    words = []
    for part in re.findall(r"[^\W_]+\*?", term.term):
        bare = part.rstrip("*")
        acronym = len(bare) > 1 and bare.isupper() and not part.endswith("*")
        words.append((bare if acronym else fold(bare), part.endswith("*"), acronym))
    return _Pattern(term, tuple(words))
