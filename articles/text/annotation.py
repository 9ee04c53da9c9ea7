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
    """

    key: str
    name: str
    country: str | None = None


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
    """A country that the text names: how often, where, and whether the text is about it."""

    code: str
    mentions: int
    about: bool
    evidence: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class TopicScore:
    """A topic that the text treats, with the words that triggered it."""

    slug: str
    score: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Annotation:
    """All that the laboratory says of one text."""

    mentions: tuple[Mention, ...]
    countries: tuple[CountryScore, ...]
    topics: tuple[TopicScore, ...]
