"""Gold: texts annotated by hand, read from JSON lines or from Markdown with inline marks.

A row of ``*.jsonl`` is ``{"id", "text", "mentions": [{"start", "end", "label", "entity"?}], "countries"?, "topics"?,
"doubtful"?, "title"?, "language"?}``, or in an older form ``{"id", "text", "ents": [[start, end, label, …]]}``.

A file of ``*.md`` is one article: its particulars, a line of dashes, and a text with ``[surface](PER|entity-key)``.
"""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from articles.nlp import LANGUAGES, knowledge
from articles.text.annotation import Label
from articles.text.normalise import canonical

LABELS = {"PER": Label.PERSON, "ORG": Label.ORGANISATION, "LOC": Label.PLACE}
# Events, works and products are marked in some sets, and scored in none.
UNSCORED = "MISC"

_FIELDS = ("id", "language", "title", "countries", "topics", "doubtful")
_DASHES = "---"
_MARK = re.compile(r"\[([^\[\]]*)\]\(([A-Z]+)\|([a-z0-9-]+)\)")
_STRAY = re.compile(r"[\[\]]")
_COUNTRY = re.compile(r"[A-Z]{2}")


class BadGold(ValueError):
    """A gold file that cannot be read; the message names the file, the place and the fault."""


@dataclass(frozen=True, slots=True)
class Name:
    """A marked name; ``entity`` is the same for the same person, organisation or place, empty if nobody said."""

    start: int
    end: int
    label: Label
    entity: str = ""


@dataclass(frozen=True, slots=True)
class GoldText:
    """A text with what is in it. ``None`` where nobody looked for countries or topics.

    On ``doubtful`` topics two careful people would disagree: they are not scored.
    """

    id: str
    text: str
    names: tuple[Name, ...]
    language: str = "fr"
    title: str = ""
    countries: frozenset[str] | None = None
    topics: frozenset[str] | None = None
    doubtful: frozenset[str] = frozenset()


def read_lines(path: Path) -> tuple[GoldText, ...]:
    """Read the rows of a ``*.jsonl`` file."""
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    return _distinct(path, [_told(f"{path.name}:{n}", _row, line) for n, line in lines if line.strip()])


def read_articles(folder: Path) -> tuple[GoldText, ...]:
    """Read the ``*.md`` files of ``folder``, by name."""
    paths = sorted(folder.glob("*.md"))
    return _distinct(folder, [_told(path.name, article, path.read_text(encoding="utf-8")) for path in paths])


def article(source: str) -> GoldText:
    """Read one article in Markdown."""
    head, dashes, body = source.partition(f"\n{_DASHES}\n")
    if not dashes:
        raise BadGold(f"no line {_DASHES} after the particulars")
    told = _particulars(head)
    text, names = _marked(body.strip("\n"))
    return _checked(
        GoldText(
            id=told["id"],
            text=text,
            names=names,
            language=told["language"],
            title=told["title"],
            countries=frozenset(told["countries"].split()),
            topics=frozenset(told["topics"].split()),
            doubtful=frozenset(told["doubtful"].split()),
        )
    )


def _particulars(head: str) -> dict[str, str]:
    told: dict[str, str] = {}
    for line in head.splitlines():
        field, colon, value = line.partition(":")
        if not colon or field not in _FIELDS or field in told:
            raise BadGold(f"not one of {', '.join(_FIELDS)}, or twice: {line!r}")
        told[field] = value.strip()
    if missing := [field for field in _FIELDS if field not in told]:
        raise BadGold(f"{', '.join(missing)} missing")
    return told


def _marked(body: str) -> tuple[str, tuple[Name, ...]]:
    text, names, position = "", [], 0
    for mark in _MARK.finditer(body):
        text += body[position : mark.start()]
        names.append(Name(len(text), len(text) + len(mark[1]), _label(mark[2]), mark[3]))
        text += mark[1]
        position = mark.end()
    text += body[position:]
    if stray := _STRAY.search(text):
        raise BadGold(f"a bracket that marks nothing: {text[max(0, stray.start() - 20) : stray.end() + 20]!r}")
    return text, tuple(names)


def _row(line: str) -> GoldText:
    try:
        row = json.loads(line)
        old = "ents" in row
        return _checked(
            GoldText(
                id=str(row["id"]),
                text=row["text"],
                names=tuple(_old_names(row["ents"]) if old else _names(row["mentions"])),
                language=row.get("language") or "fr",
                title=row.get("title") or "",
                countries=frozenset(row["countries"]) if "countries" in row else None,
                topics=frozenset(row["topics"]) if "topics" in row else None,
                doubtful=frozenset(row.get("doubtful", ())),
            )
        )
    except KeyError as error:
        raise BadGold(f"{error} missing") from None
    except (json.JSONDecodeError, TypeError, AttributeError) as error:
        raise BadGold(f"no row of gold: {error}") from None


def _names(mentions: Iterable[dict[str, Any]]) -> list[Name]:
    scored = [m for m in mentions if m["label"] != UNSCORED]
    return [Name(m["start"], m["end"], _label(m["label"]), m.get("entity") or "") for m in scored]


def _old_names(ents: Iterable[list[Any]]) -> list[Name]:
    return [Name(start, end, _label(label)) for start, end, label, *_ in ents if label != UNSCORED]


def _label(given: str) -> Label:
    if given not in LABELS:
        raise BadGold(f"label {given!r} is none of {', '.join(LABELS)}")
    return LABELS[given]


def _checked(found: GoldText) -> GoldText:
    """Return ``found`` if it can be scored."""
    if not found.id or not found.text:
        raise BadGold("an empty id or text")
    if canonical(found.text) != found.text:
        raise BadGold("the text is not canonical: annotating would move its offsets")
    if found.language not in LANGUAGES:
        raise BadGold(f"language {found.language!r} is none of {', '.join(LANGUAGES)}")
    for name in found.names:
        _check_name(found.text, name)
    ordered = sorted(found.names, key=lambda name: name.start)
    for first, second in pairwise(ordered):
        if second.start < first.end:
            raise BadGold(f"two names overlap at {found.text[first.start : second.end]!r}")
    _check_words("country", found.countries, lambda code: _COUNTRY.fullmatch(code) is not None)
    slugs = {topic.slug for topic in knowledge.topics()}
    _check_words("topic", found.topics, slugs.__contains__)
    _check_words("topic", found.doubtful, slugs.__contains__)
    return found


def _check_name(text: str, name: Name) -> None:
    surface = text[name.start : name.end]
    if not 0 <= name.start < name.end <= len(text):
        raise BadGold(f"a name at {name.start}–{name.end} is empty or outside the text")
    if surface != surface.strip() or "\n" in surface:
        raise BadGold(f"a blank at the border of a name, or a line end in it: {surface!r}")


def _check_words(what: str, words: frozenset[str] | None, good: Callable[[str], bool]) -> None:
    if bad := sorted(word for word in words or () if not good(word)):
        raise BadGold(f"no such {what}: {', '.join(bad)}")


def _told(where: str, read: Callable[[str], GoldText], source: str) -> GoldText:
    try:
        return read(source)
    except BadGold as error:
        raise BadGold(f"{where}: {error}") from None


def _distinct(where: Path, texts: list[GoldText]) -> tuple[GoldText, ...]:
    ids = [text.id for text in texts]
    if twice := sorted({id for id in ids if ids.count(id) > 1}):
        raise BadGold(f"{where.name}: the same id twice: {', '.join(twice)}")
    return tuple(texts)
