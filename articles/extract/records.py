"""Records: an article as a JSON object, or as the row of a table."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from articles.extract import html, plain
from articles.extract.document import Extracted, Problem, UnreadableFile
from articles.extract.moments import moment
from articles.text.normalise import fold

# What the particulars are called in files, French and English, the surest name first; compared without case,
# accents and signs.
NAMES = {
    "text": "text texte body content contenu corps fulltext texteintegral articletext articlebody contenttext bodytext "
    "textbody contenthtml bodyhtml html article",
    "title": "title titre headline subject sujet",
    "standfirst": "standfirst chapo chapeau description summary resume abstract excerpt extrait lead dek subtitle "
    "soustitre intro introduction",
    "author": "author auteur authors auteurs authorname nomauteur byline signature creator journaliste "
    "journalist autrice",
    "source": "source sourcename site sitename publisher editeur media journal newspaper publication outlet",
    "url": "url link lien adresse address canonicalurl permalink uri href adresseweb",
    "language": "language langue lang locale inlanguage",
    "date": "date publishedat published datepublished publicationdate datepublication datedepublication publishedtime "
    "publiele datedeparution pubdate published publishdate pubdate datetime timestamp createdat created",
}
_FIELD_OF = {name: field for field, names in NAMES.items() for name in names.split()}
_RANK = {name: rank for names in NAMES.values() for rank, name in enumerate(names.split())}
_SIGNS = re.compile(r"[^a-z0-9]+")
_NEWLINES = re.compile(r"\r\n?")
_MARKUP = re.compile(
    r"<(?:p|div|h[1-6]|ul|ol|li|blockquote|article|section|br|table|figure)\b[^<>]{0,2000}>", re.IGNORECASE
)
# Values that say that there is none.
_NOTHING = frozenset({"", "null", "none", "nan", "n/a", "-", "—"})


@cache
def _plain_name(key: str) -> str:
    return _SIGNS.sub("", fold(key))


def field_of(key: str) -> str:
    """Return which particular a column or key is: text, title, … date; "" for others.

    >>> field_of("Date de publication")
    'date'
    """
    return "" if len(key) > 60 else _FIELD_OF.get(_plain_name(key), "")


def rank_of(key: str) -> int:
    """Return how sure the name of a known key is; 0 is the surest."""
    return _RANK[_plain_name(key)]


def loads(content: str) -> Any:
    """Return the value of the JSON ``content``, numbers as they are written.

    Raises ``UnreadableFile`` for what is no JSON, as ``NaN`` is none, or is nested too deeply.
    """
    try:
        return json.loads(content, parse_int=str, parse_float=str, parse_constant=_no_constant)
    except RecursionError:
        raise UnreadableFile(Problem.TOO_DEEP) from None
    except json.JSONDecodeError as error:
        raise UnreadableFile(Problem.DAMAGED, "json") from error
    except ValueError as error:
        raise UnreadableFile(Problem.DAMAGED, "json") from error


def _no_constant(name: str) -> None:
    raise ValueError(name)


def extract(content: str) -> Extracted:
    """Return the article that the JSON object ``content`` is."""
    record = loads(content)
    if not isinstance(record, dict):
        raise UnreadableFile(Problem.NO_TEXT_COLUMN, "json")
    return article_of(said(record))


def listed(value: Any) -> list[Any] | None:
    """Return the records of a JSON value: of a list, or of an object that is no article but holds one list of them."""
    if isinstance(value, list):
        return value
    if not isinstance(value, dict) or _has_text(value):
        return None
    lists = [member for member in value.values() if isinstance(member, list) and any(map(_has_text, member))]
    return lists[0] if len(lists) == 1 else None


def _has_text(value: Any) -> bool:
    return isinstance(value, dict) and "text" in map(field_of, value)


def twin(header: Iterable[str]) -> str:
    """Return the first of the columns of ``header`` that is a particular and has the name of another; "" if none is."""
    met: set[str] = set()
    for name in filter(field_of, header):
        if _plain_name(name) in met:
            return name
        met.add(_plain_name(name))
    return ""


def said(record: Mapping[str, Any]) -> dict[str, str]:
    """Return what ``record`` says of an article, by particular, each from the surest key that says something."""
    found: dict[str, tuple[int, str]] = {}
    known = False
    for key, value in record.items():
        field = field_of(key)
        if not field:
            continue
        known = known or field == "text"
        rank, text = rank_of(key), _plain(value, "\n\n" if field == "text" else ", ")
        if text.strip().casefold() not in _NOTHING and (field not in found or rank < found[field][0]):
            found[field] = rank, text
    if "text" not in found:
        raise UnreadableFile(Problem.EMPTY) if known else UnreadableFile(Problem.NO_TEXT_COLUMN, "json")
    return {field: text for field, (_, text) in found.items()}


def _plain(value: Any, between: str, depth: int = 0) -> str:
    """Return a value as a text: of a list its members, with ``between`` them; of an object its name or text."""
    if isinstance(value, str):
        return value
    if depth < 3 and isinstance(value, list):
        return between.join(filter(None, (_plain(member, between, depth + 1) for member in value)))
    if depth < 3 and isinstance(value, dict):
        for key in ("name", "nom", "rendered", "text", "html", "value", "url", "@value"):
            if value.get(key):
                return _plain(value[key], between, depth + 1)
    return ""


def date_of(record: Mapping[str, str]) -> datetime | None:
    """Return when a record says that its article was published; raise ``UnreadableFile`` with a date that is none."""
    published_at = moment(said := record.get("date", ""))
    if published_at is None and said.strip():
        raise UnreadableFile(Problem.BAD_DATE, f" {' '.join(said.split())[:80]}")
    return published_at


def article_of(record: Mapping[str, str]) -> Extracted:
    """Return the article of what a record says. Raises ``UnreadableFile`` for a date that is none."""
    body = record["text"]
    marked = html.fragment(body) if is_markup(body) else plain.extract(_NEWLINES.sub("\n", body))
    return Extracted(
        text=marked.text,
        title=html.words_of(record.get("title", "")),
        standfirst=html.words_of(record.get("standfirst", "")),
        author=html.words_of(record.get("author", "")),
        source=html.words_of(record.get("source", "")),
        url=record.get("url", ""),
        language=re.split("[-_]", record.get("language", "").strip().lower())[0],
        published_at=date_of(record),
        structure=marked.structure,
        structured=marked.structured,
    )


def is_markup(text: str) -> bool:
    """Whether a text is HTML: it opens with a tag, or has several of those that make paragraphs."""
    found = _MARKUP.findall(text[:100_000])
    return len(found) > 1 or (len(found) == 1 and text.lstrip().startswith("<"))
