"""What goes into the index and what is asked of it, as plain values."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

Field = Literal["country", "about", "topic", "entity", "source", "language"]
Filtered = Literal["text", "period", "country", "about", "topic", "entity", "source", "language"]
Order = Literal["newest", "relevance"]
# A field and a value that an article must have.
Required = tuple[Field, str | int]


@dataclass(frozen=True, slots=True)
class IndexedArticle:
    """All that the index knows of one article.

    ``names`` are canonical names and aliases of the entities mentioned, ``entities`` their numbers.
    ``published`` is aware, in the time zone of the readers: its month is the one counted.
    ``story`` is the number of a group of articles that are nearly the same text, of which one ``leads``.
    ``countries`` and ``about`` are ISO codes, ``topics`` are slugs; ``language`` is an ISO 639 code.
    """

    id: int
    language: str
    title: str
    standfirst: str
    text: str
    published: datetime
    names: tuple[str, ...] = ()
    source: int | None = None
    countries: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    entities: tuple[int, ...] = ()
    story: int | None = None
    leads: bool = True

    @property
    def digest(self) -> int:
        """A number of 64 bits for all of this: two that differ anywhere have different ones."""
        several = (self.names, self.countries, self.about, self.topics, self.entities)
        month = self.published.year * 100 + self.published.month
        said = (
            *(self.id, self.language, self.title, self.standfirst, self.text, self.source),
            *(sorted(set(values), key=str) for values in several),
            *(int(self.published.timestamp()), month, self.story, self.leads),
        )
        return int.from_bytes(hashlib.blake2b(repr(said).encode(), digest_size=8).digest(), "big")


@dataclass(frozen=True, slots=True)
class IndexQuery:
    """What articles are asked for: any of the values within a field, all of the fields.

    ``text`` is what a reader typed; the period is ``[since, until)``, both aware. Each pair of ``required``
    must hold besides: with two of one field, an article has to have both values. ``folded`` asks for one article
    of each story: the one that leads it, or where that is not among what is asked for, the earliest that is.
    """

    text: str = ""
    countries: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    entities: tuple[int, ...] = ()
    sources: tuple[int, ...] = ()
    languages: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    required: tuple[Required, ...] = ()
    folded: bool = False

    def without(self, field: Filtered) -> IndexQuery:
        """Return the query that does not ask for ``field``.

        >>> IndexQuery(text="gaz", countries=("KZ",)).without("country")
        IndexQuery(text='gaz', countries=(), topics=(), entities=(), sources=(), languages=(), about=(), \
since=None, until=None, required=(), folded=False)
        """
        match field:
            case "text":
                return replace(self, text="")
            case "period":
                return replace(self, since=None, until=None)
            case "country":
                return replace(self, countries=())
            case "about":
                return replace(self, about=())
            case "topic":
                return replace(self, topics=())
            case "entity":
                return replace(self, entities=())
            case "source":
                return replace(self, sources=())
            case "language":
                return replace(self, languages=())

    def narrowed(self, field: Field, value: str | int) -> IndexQuery:
        """Return the query whose ``field`` asks for ``value`` alone."""
        match field, value:
            case "country", str():
                return replace(self, countries=(value,))
            case "about", str():
                return replace(self, about=(value,))
            case "topic", str():
                return replace(self, topics=(value,))
            case "language", str():
                return replace(self, languages=(value,))
            case "entity", int():
                return replace(self, entities=(value,))
            case "source", int():
                return replace(self, sources=(value,))
            case _:
                raise ValueError(f"{field} cannot be {value!r}")


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of article numbers in order, and how many articles there are in all."""

    ids: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a quotation; ``hit`` where it is a word that was searched for."""

    text: str
    hit: bool = False
