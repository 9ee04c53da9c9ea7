"""What a reader asks for, as it stands in the address: the address is the whole state of a search."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, Protocol, TypeVar
from urllib.parse import urlencode

from articles.models import language_code
from articles.text.normalise import canonical_line

Group = Literal["country", "topic", "entity", "source", "language"]
GROUPS: tuple[Group, ...] = ("country", "topic", "entity", "source", "language")

LONGEST_TEXT = 256
MOST_VALUES = 40
LAST_PAGE = 1_000_000
_LARGEST_NUMBER = 2**31
_YEARS = range(1800, 2200)

_COUNTRY = re.compile(r"[A-Za-z]{2}", re.ASCII)
_SLUG = re.compile(r"[-a-zA-Z0-9_]{1,50}", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,12}", re.ASCII)
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?", re.ASCII)

T = TypeVar("T", str, int)


class HasLists(Protocol):
    """A ``QueryDict``, or anything that keeps several values under a name."""

    def getlist(self, name: str, /) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class SearchParams:
    """A search: any of the values within a group, all of the groups; ``until`` is the last day.

    With ``about``, an article counts for a country only if it is about it, not where it merely names it.
    ``folded`` shows articles that are nearly the same text once. Values are sorted and unique, so that one search
    has one address.
    """

    q: str = ""
    country: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    entity: tuple[int, ...] = ()
    source: tuple[int, ...] = ()
    language: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    about: bool = False
    folded: bool = True
    page: int = 1
    sort: Literal["newest", "relevance"] = "newest"

    @classmethod
    def from_query(cls, query: HasLists) -> SearchParams:
        """Read a query string; what makes no sense is left out, nothing raises."""
        return cls(
            q=_text(_first(query, "q")),
            country=_several(query, "country", _country),
            topic=_several(query, "topic", _slug),
            entity=_several(query, "entity", _number),
            source=_several(query, "source", _number),
            language=_several(query, "language", _language),
            since=_day(_first(query, "from"), last=False),
            until=_day(_first(query, "to"), last=True),
            about=_first(query, "about") == "1",
            folded=_first(query, "folded") != "0",
            page=min(_number(_first(query, "page")) or 1, LAST_PAGE),
            sort="relevance" if _first(query, "sort") == "relevance" else "newest",
        )

    def as_query(self) -> str:
        """Return the query string that ``from_query`` reads back; defaults are left out.

        >>> SearchParams(q="gaz", country=("KZ",), page=2).as_query()
        'q=gaz&country=KZ&page=2'
        """
        pairs: list[tuple[str, str]] = [("q", self.q)]
        pairs += [(group, str(value)) for group in GROUPS for value in self.values(group)]
        pairs.append(("from", self.since.isoformat() if self.since else ""))
        pairs.append(("to", self.until.isoformat() if self.until else ""))
        pairs.append(("about", "1" if self.about else ""))
        pairs.append(("folded", "" if self.folded else "0"))
        pairs.append(("sort", self.sort if self.sort != "newest" else ""))
        pairs.append(("page", str(self.page) if self.page > 1 else ""))
        return urlencode([(name, value) for name, value in pairs if value])

    @property
    def is_filtered(self) -> bool:
        """Whether anything narrows the archive."""
        return bool(self.q or self.since or self.until or any(self.values(group) for group in GROUPS))

    def values(self, group: Group) -> tuple[str | int, ...]:
        """Return what is selected in ``group``."""
        return getattr(self, group)

    def without(self, field: str, value: str | int | None = None) -> SearchParams:
        """Return the search without ``value`` of a group, or without all that ``field`` holds; on page 1.

        ``field`` is a group, ``q``, ``about``, ``since``, ``until``, or ``period`` for both days.
        """
        if field == "about":
            return replace(self, about=False, page=1)
        if field == "q":
            return replace(self, q="", page=1)
        if field in ("since", "until", "period"):
            days = ("since", "until") if field == "period" else (field,)
            return replace(self, page=1, **dict.fromkeys(days))
        kept = () if value is None else tuple(v for v in getattr(self, field) if v != value)
        return replace(self, page=1, **{field: kept})

    def with_value(self, group: Group, value: str | int) -> SearchParams:
        """Return the search that also takes ``value`` of ``group``; on page 1."""
        return replace(self, page=1, **{group: tuple(sorted({*self.values(group), value}))})

    def toggled(self, group: Group, value: str | int) -> SearchParams:
        """Return the search with ``value`` taken in if it was out, and the other way round; on page 1."""
        if value in self.values(group):
            return self.without(group, value)
        return self.with_value(group, value)

    def within(self, since: date | None, until: date | None) -> SearchParams:
        """Return the search for these days; on page 1."""
        return replace(self, since=since, until=until, page=1)

    def unfolded(self) -> SearchParams:
        """Return the search that shows every article; on page 1."""
        return replace(self, folded=False, page=1)

    def only_page(self, page: int) -> SearchParams:
        """Return the same search at another page."""
        return replace(self, page=page)


def month_days(year: int, month: int) -> tuple[date, date]:
    """Return the first and the last day of a month."""
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _first(query: HasLists, name: str) -> str:
    # The last one, as Django's own QueryDict has it.
    return next(reversed(query.getlist(name)), "")


def _several(query: HasLists, name: str, read: Callable[[str], T | None]) -> tuple[T, ...]:
    values = (read(raw) for raw in query.getlist(name))
    return tuple(sorted(_limited(value for value in values if value is not None)))


def _limited(values: Iterable[T]) -> list[T]:
    return list(dict.fromkeys(values))[:MOST_VALUES]


def _text(raw: str) -> str:
    return canonical_line(raw[: 4 * LONGEST_TEXT])[:LONGEST_TEXT].strip()


def _country(raw: str) -> str | None:
    return raw.upper() if _COUNTRY.fullmatch(raw) else None


def _slug(raw: str) -> str | None:
    return raw if _SLUG.fullmatch(raw) else None


def _language(raw: str) -> str | None:
    return raw if raw and language_code(raw) == raw else None


def _number(raw: str) -> int | None:
    if not _NUMBER.fullmatch(raw):
        return None
    return int(raw) if 0 < int(raw) <= _LARGEST_NUMBER else None


def _day(raw: str, *, last: bool) -> date | None:
    """Read ``yyyy-mm-dd``, or ``yyyy-mm`` as its first or last day."""
    found = _DAY.fullmatch(raw)
    if not found or int(found[1]) not in _YEARS:
        return None
    try:
        if found[3]:
            return date.fromisoformat(raw)
        return month_days(int(found[1]), int(found[2]))[last]
    except ValueError:
        return None
