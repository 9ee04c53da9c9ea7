"""The words every room shares: what annotating a text gives.

Offsets are half-open ``[start, end)`` code points into the canonical text.
"""

from dataclasses import dataclass
from enum import StrEnum


class Label(StrEnum):
    """What kind of thing a mention names."""

    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"


class Origin(StrEnum):
    """Who found a mention."""

    GAZETTEER = "gazetteer"
    MODEL = "model"
    RULE = "rule"
    EDITOR = "editor"


class Certainty(StrEnum):
    """How sure it is who or what a mention denotes."""

    SURE = "sure"  # the name is known, or the article gives it in full
    LIKELY = "likely"  # a short name that one entity of the archive bears
    SEVERAL = "several"  # more than one candidate
    UNKNOWN = "unknown"  # a short name that nothing explains


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a text: ``text[start:end]``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Link:
    """Who or what a mention denotes.

    ``key`` is the same for the same entity in every article: ``kind/slug``.
    ``name`` is the entity's canonical name in the language of the text;
    ``country`` is an ISO 3166 alpha-2 code where the entity *is* that country.
    ``short`` is the folded surname or acronym that the article leaves unexplained: other articles may tell.
    ``candidates`` are the keys of the entities that come into question where there are several.
    """

    key: str
    name: str
    country: str | None = None
    certainty: Certainty = Certainty.SURE
    short: str = ""
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Introduction:
    """An article names an entity in full, and so says whom a lone ``short`` name may mean in others."""

    short: str
    label: Label
    key: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that names a person, an organisation or a place."""

    start: int
    end: int
    surface: str
    label: Label
    origin: Origin
    confidence: float
    link: Link


@dataclass(frozen=True, slots=True)
class CountryScore:
    """A country that the text names: how often, where, and whether the text is about it.

    ``sure`` is false where all of ``evidence`` may mean another country and nothing around tells which.
    """

    code: str
    mentions: int
    about: bool
    evidence: tuple[Span, ...]
    sure: bool = True


@dataclass(frozen=True, slots=True)
class TopicScore:
    """A topic that the text treats, with the words that triggered it, and its sub-topics that it treats."""

    slug: str
    score: float
    evidence: tuple[str, ...]
    within: tuple["TopicScore", ...] = ()


@dataclass(frozen=True, slots=True)
class Annotation:
    """All that the laboratory says of one text."""

    mentions: tuple[Mention, ...]
    countries: tuple[CountryScore, ...]
    topics: tuple[TopicScore, ...]
    introductions: tuple[Introduction, ...] = ()


NOTHING = Annotation(mentions=(), countries=(), topics=())
"""What is found in a text that nobody can read."""
