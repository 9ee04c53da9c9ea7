"""Scoring answers against gold: names, the entities they denote, countries, topics.

*Strict*: same borders and label. *Span*: same borders. *Junk*: found where gold has no name at all.
*Linking*: B-cubed over the names found with exact borders, all texts together: the same person, organisation or
place must have the same key everywhere, and two different ones must not share it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from random import Random

from articles.text.annotation import Annotation, Label
from benchmarks.gold import GoldText, Name

DRAWS = 2000
_SEED = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """What a system says of a text; names without ``entity`` are not linked, None is what it does not look for."""

    names: tuple[Name, ...]
    countries: frozenset[str] | None = None
    topics: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Rates:
    """Precision, recall and F1, from 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Tally:
    """How many were found rightly, found at all, and to be found."""

    hits: int = 0
    found: int = 0
    wanted: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.hits + other.hits, self.found + other.found, self.wanted + other.wanted)

    @property
    def rates(self) -> Rates:
        return Rates(
            self.hits / self.found if self.found else 0.0,
            self.hits / self.wanted if self.wanted else 0.0,
        )


@dataclass(frozen=True, slots=True)
class TextScore:
    """The tallies of one text, and for each name that gold links: gold's key and the answer's."""

    strict: Tally = Tally()
    span: Tally = Tally()
    kinds: dict[Label, Tally] = field(default_factory=lambda: dict.fromkeys(Label, Tally()))
    countries: Tally = Tally()
    topics: Tally = Tally()
    junk: int = 0
    linked: tuple[tuple[str, str], ...] = ()

    def __add__(self, other: "TextScore") -> "TextScore":
        return TextScore(
            strict=self.strict + other.strict,
            span=self.span + other.span,
            kinds={label: self.kinds[label] + other.kinds[label] for label in Label},
            countries=self.countries + other.countries,
            topics=self.topics + other.topics,
            junk=self.junk + other.junk,
            linked=self.linked + other.linked,
        )


def answer(annotation: Annotation) -> Answer:
    """Return what ``annotation`` says, in the terms of the scorer."""
    return Answer(
        names=tuple(Name(m.start, m.end, m.label, m.link.key) for m in annotation.mentions),
        countries=frozenset(country.code for country in annotation.countries),
        topics=frozenset(topic.slug for topic in annotation.topics),
    )


def score_text(gold: GoldText, given: Answer) -> TextScore:
    """Score one text."""
    wanted = {(name.start, name.end): name for name in gold.names}
    found = {(name.start, name.end): name for name in given.names}
    exact = wanted.keys() & found.keys()
    right = [span for span in exact if wanted[span].label == found[span].label]
    return TextScore(
        strict=Tally(len(right), len(found), len(wanted)),
        span=Tally(len(exact), len(found), len(wanted)),
        kinds={label: _of_kind(label, right, wanted, found) for label in Label},
        countries=_compared(given.countries, gold.countries),
        topics=_compared(given.topics, gold.topics, gold.doubtful),
        junk=sum(not any(start < end_ and start_ < end for start_, end_ in wanted) for start, end in found),
        linked=tuple((wanted[span].entity, found[span].entity) for span in sorted(exact) if wanted[span].entity),
    )


def _of_kind(
    label: Label,
    right: Iterable[tuple[int, int]],
    wanted: dict[tuple[int, int], Name],
    found: dict[tuple[int, int], Name],
) -> Tally:
    return Tally(
        sum(wanted[span].label == label for span in right),
        sum(name.label == label for name in found.values()),
        sum(name.label == label for name in wanted.values()),
    )


def _compared(
    given: frozenset[str] | None, gold: frozenset[str] | None, left_out: frozenset[str] = frozenset()
) -> Tally:
    if given is None or gold is None:
        return Tally()
    wanted, found = gold - left_out, given - left_out
    return Tally(len(wanted & found), len(found), len(wanted))


def score_texts(gold: Sequence[GoldText], answers: Sequence[Answer]) -> list[TextScore]:
    """Score texts one by one; the answers stand in their order."""
    return [score_text(text, given) for text, given in zip(gold, answers, strict=True)]


def total(scores: Iterable[TextScore]) -> TextScore:
    """Add up the scores of all texts: each name counts the same, whatever its text."""
    return sum(scores, TextScore())


def rates(scored: TextScore) -> dict[str, Rates]:
    """Return the rates of all that could be scored, by measure: what gold has none of is left out."""
    tallies = {"strict": scored.strict, "span": scored.span}
    tallies |= {label.value: tally for label, tally in scored.kinds.items()}
    tallies |= {"countries": scored.countries, "topics": scored.topics}
    found = {name: tally.rates for name, tally in tallies.items() if tally.wanted}
    linked = linking(scored.linked)
    return found | ({"linking": linked} if linked else {})


def linking(pairs: Collection[tuple[str, str]]) -> Rates | None:
    """Return the B-cubed rates of (gold key, given key) of each name; None where either side has no keys."""
    if not any(key for _, key in pairs):
        return None
    wanted, given = Counter(gold for gold, _ in pairs), Counter(key for _, key in pairs)
    both = Counter(pairs)
    return Rates(
        sum(both[pair] / given[pair[1]] for pair in pairs) / len(pairs),
        sum(both[pair] / wanted[pair[0]] for pair in pairs) / len(pairs),
    )


def interval(tallies: Sequence[Tally], draws: int = DRAWS) -> tuple[float, float] | None:
    """Return between which bounds F1 lies in 95 of 100 draws of as many texts, some of them more than once (bootstrap).

    The draws are the same at each call; from a single text nothing can be drawn.
    """
    if len(tallies) < 2:
        return None
    chance = Random(_SEED)
    drawn = sorted(_f1(chance.choices(tallies, k=len(tallies))) for _ in range(draws))
    return drawn[round(0.025 * (draws - 1))], drawn[round(0.975 * (draws - 1))]


def _f1(tallies: Iterable[Tally]) -> float:
    hits = sides = 0
    for tally in tallies:
        hits += tally.hits
        sides += tally.found + tally.wanted
    return 2 * hits / sides if sides else 0.0
