"""What is known beforehand: countries, places, people, organisations, topics, read from ``data/*.csv``.

``data/README.md`` tells where each file comes from.
"""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from articles.text.annotation import Label
from articles.text.normalise import slug

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class KnownCountry:
    """A country with every form by which the press names it; ``names`` and the like by language code."""

    code: str
    name: dict[str, str]
    variants: dict[str, tuple[str, ...]]
    demonyms: dict[str, tuple[str, ...]]
    prefixes: dict[str, tuple[str, ...]]
    capital: dict[str, str]
    region: str
    wikidata: str

    @property
    def key(self) -> str:
        return f"country/{self.code.lower()}"


@dataclass(frozen=True, slots=True)
class KnownEntity:
    """A person, organisation or place of the knowledge base. ``country`` is where it is, or it itself.

    ``since`` and ``until`` are ISO dates, a year or a month at least: of the office, or of the foundation and the end.
    """

    key: str
    kind: Label
    name: dict[str, str]
    aliases: dict[str, tuple[str, ...]]
    country: str
    wikidata: str
    description: dict[str, str]
    is_country: bool = False
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class KnownTopic:
    """A topic; a text treats it from ``threshold`` on. A sub-topic names its ``parent``."""

    slug: str
    name: dict[str, str]
    iptc: str
    threshold: float
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase that speaks for a topic, or against it where ``weight`` is negative.

    ``within`` are the sub-topics that it speaks for too.
    """

    topic: str
    term: str
    weight: float
    within: tuple[str, ...] = ()


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _list(value: str) -> tuple[str, ...]:
    return tuple(part for part in (value or "").split("|") if part)


def _lists(row: dict[str, str], field: str) -> dict[str, tuple[str, ...]]:
    return {"fr": _list(row[f"{field}_fr"]), "en": _list(row[f"{field}_en"])}


def _pair(row: dict[str, str], field: str) -> dict[str, str]:
    french, english = row[f"{field}_fr"], row[f"{field}_en"]
    return {"fr": french or english, "en": english or french}


@cache
def countries() -> tuple[KnownCountry, ...]:
    """All countries, by code."""
    return tuple(
        KnownCountry(
            code=row["code"],
            name=_pair(row, "name"),
            variants=_lists(row, "variants"),
            demonyms=_lists(row, "demonyms"),
            prefixes=_lists(row, "prefixes"),
            capital={"fr": row["capital_fr"], "en": row["capital_en"]},
            region=row["region"],
            wikidata=row["wikidata"],
        )
        for row in _rows("countries.csv")
    )


@cache
def entities() -> tuple[KnownEntity, ...]:
    """The knowledge base: countries first, then places, people and organisations, capitals and cities."""
    known = {entity.key: entity for entity in _from_countries()}
    for file in ("places.csv", "entities.csv"):
        for row in _rows(file):
            known.setdefault(row["key"], _entity(row))
    for entity in (*_capitals(), *_cities()):
        known.setdefault(entity.key, entity)
    return tuple(known.values())


def _cities() -> Iterator[KnownEntity]:
    names = {country.code: country.name for country in countries()}
    for row in _rows("cities.csv"):
        country = names[row["country"]]
        yield KnownEntity(
            key=row["key"],
            kind=Label.PLACE,
            name=_pair(row, "name"),
            aliases=_lists(row, "aliases"),
            country=row["country"],
            wikidata="",
            description={"fr": f"Ville ({country['fr']})", "en": f"City ({country['en']})"},
        )


def _entity(row: dict[str, str]) -> KnownEntity:
    return KnownEntity(
        key=row["key"],
        kind=Label(row.get("kind") or Label.PLACE),
        name=_pair(row, "name"),
        aliases=_lists(row, "aliases"),
        country=row["country"],
        wikidata=row["wikidata"],
        description={"fr": row["description_fr"], "en": row["description_en"]},
        since=row.get("since", ""),
        until=row.get("until", ""),
    )


def _from_countries() -> Iterator[KnownEntity]:
    for country in countries():
        yield KnownEntity(
            key=country.key,
            kind=Label.PLACE,
            name=country.name,
            aliases=country.variants,
            country=country.code,
            wikidata=country.wikidata,
            description={"fr": "", "en": ""},
            is_country=True,
        )


def _capitals() -> Iterator[KnownEntity]:
    for country in countries():
        if capital := country.capital["fr"] or country.capital["en"]:
            yield KnownEntity(
                key=f"place/{slug(capital)}",
                kind=Label.PLACE,
                name={"fr": capital, "en": country.capital["en"] or capital},
                aliases={"fr": (), "en": ()},
                country=country.code,
                wikidata="",
                description={
                    "fr": f"Capitale : {country.name['fr']}",
                    "en": f"Capital: {country.name['en']}",
                },
            )


@cache
def topics() -> tuple[KnownTopic, ...]:
    return tuple(
        KnownTopic(row["slug"], _pair(row, "name"), row["iptc"], float(row["threshold"]), row["parent"])
        for row in _rows("topics.csv")
    )


def terms(language: str) -> tuple[Term, ...]:
    """The topic lexicon of ``language``."""
    return tuple(
        Term(row["topic"], row["term"], float(row["weight"]), tuple(row["within"].split()))
        for row in _rows(f"lexicon_{language}.csv")
    )


def first_names() -> frozenset[str]:
    """First names that tell a person from a place or a firm."""
    return frozenset(row["name"] for row in _rows("first_names.csv"))


def other_names() -> frozenset[str]:
    """Names with a capital that are of no person, organisation or place: works, operations, treaties, products."""
    return frozenset(row["name"] for row in _rows("other_names.csv"))


@cache
def digest() -> str:
    """Eight signs that change whenever a data file does."""
    content = hashlib.sha256()
    for path in sorted(DATA.glob("*.csv")):
        content.update(path.read_bytes())
    return content.hexdigest()[:8]
