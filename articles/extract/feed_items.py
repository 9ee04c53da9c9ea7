"""What a feed is read to, whatever its format, and the tidying that all formats need."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from html import unescape
from urllib.parse import urljoin, urlsplit

from lxml import etree

MAX_ENTRIES = 500
_GUID_CHARACTERS = 500
_URL_CHARACTERS = 2_000
_LINE_CHARACTERS = 500
_LONGEST_PAUSE = 7 * 24 * 3600
# Earlier, nobody printed news of today; later than this, a clock is wrong.
_FIRST_DAY = datetime(1800, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=2)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r" ?\n[ \n]*")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9_-]{1,30})?")
_BROKEN_URL = re.compile(r"[\x00-\x20\x7f<>\"\\^`{|}]")
_FEED_SCHEME = re.compile(r"feed:(//)?(?=https?:)|feed:(?=//)", re.IGNORECASE)
_BLOCKS = frozenset(
    "address article blockquote br div dd dl dt figure h1 h2 h3 h4 h5 h6 hr li ol p pre table tr ul".split()
)
_UNSEEN = frozenset("head iframe noscript object script style template title".split())


class FeedProblem(StrEnum):
    """Why bytes are no feed; the doors say it in the user's language."""

    EMPTY = "empty"
    TOO_LARGE = "too large"
    ENTITIES = "declares entities"
    UNREADABLE = "unreadable"
    NO_FEED = "no feed"


class NotAFeed(Exception):
    """Bytes that give no feed; ``found`` are the addresses of feeds that they name, if they are a page."""

    def __init__(self, problem: FeedProblem, *, found: tuple[str, ...] = ()) -> None:
        super().__init__(str(problem))
        self.problem = problem
        self.found = found


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed. ``guid`` tells it from all others of its feed; ``url`` is absolute http(s), or "".

    Title, summary and author are plain text, the summary in lines. ``content_html`` is the fullest text there is, as
    hostile as the feed. ``language`` is a code of two or three letters, or "".
    """

    guid: str
    url: str = ""
    title: str = ""
    summary: str = ""
    content_html: str = ""
    author: str = ""
    published_at: datetime | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed with at most 500 entries, in its own order.

    ``next_hint`` is after how many seconds it wants to be asked again. ``damaged``: it is not well-formed, and here is
    what could be read of it.
    """

    title: str
    site_url: str
    language: str
    entries: tuple[Entry, ...]
    next_hint: int | None = None
    damaged: bool = False


def tidy(value: object) -> str:
    """Return ``value`` without what no text holds, or "" if it is no text."""
    return _NOT_TEXT.sub("", value).strip() if isinstance(value, str) else ""


def line(value: object) -> str:
    """Return ``value`` as one line of plain text."""
    return " ".join(tidy(value).split())[:_LINE_CHARACTERS]


def plain(html: object) -> str:
    """Return the text of ``html``, one line for each of its blocks.

    >>> plain("<p>L&rsquo;<b>été</b></p><p>5 &lt; 6")
    'L’été\\n5 < 6'
    """
    source = tidy(html)
    text = "".join(_pieces(source)) if "<" in source else _one_line(unescape(source))
    return _BLANK_LINES.sub("\n", _SPACES.sub(" ", tidy(text))).strip()


def _pieces(source: str) -> Iterable[str]:
    """Yield the text between the tags, and newlines where blocks begin and end."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(b"<body>" + source.encode(), parser)
    if root is None:
        return
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag in _BLOCKS:
            yield "\n"
        if event == "start" and element.tag not in _UNSEEN:
            yield _one_line(element.text)
        elif event == "end":
            yield _one_line(element.tail)


def _one_line(text: str | None) -> str:
    return (text or "").replace("\n", " ").replace("\r", " ")


def web_address(base: str, link: object) -> str:
    """Return ``link``, as seen from ``base``, as an absolute http(s) address, or "" if it is none."""
    if not tidy(link):
        return ""
    try:
        parts = urlsplit(urljoin(base, tidy(link)))
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return ""
    address = parts.geturl()
    wellformed = parts.scheme in {"http", "https"} and named and not parts.username and not _BROKEN_URL.search(address)
    return address if wellformed and len(address) <= _URL_CHARACTERS else ""


def without_feed_scheme(address: str) -> str:
    """Return the address that feed readers' own way of writing stands for.

    >>> without_feed_scheme("feed://site.example/rss")
    'https://site.example/rss'
    """
    address = _FEED_SCHEME.sub("", address, count=1)
    return f"https:{address}" if address.startswith("//") else address


def language_code(value: object) -> str:
    """Return the language of a tag such as ``fr-CA``, or ""."""
    match = _LANGUAGE.fullmatch(tidy(value))
    return match[1].lower() if match else ""


def likely_moment(moment: datetime | None) -> datetime | None:
    """Return ``moment``, or None if nothing can have been published then."""
    if moment is None or moment == _EPOCH or not _FIRST_DAY <= moment <= datetime.now(UTC) + _AHEAD:
        return None
    return moment.astimezone(UTC)


def pause(seconds: float) -> int | None:
    """Return ``seconds`` as a hint when to ask again, a week at most; None if it makes no sense."""
    return min(round(seconds), _LONGEST_PAUSE) if 0 < seconds < float("inf") else None


def identified(entry: Entry) -> Entry | None:
    """Return ``entry`` with a guid: its own, its address, or else a digest of what it says; None if it says nothing."""
    said = "\n".join([entry.title, entry.summary, entry.content_html])
    if not entry.url and not said.strip():
        return None
    guid = entry.guid or entry.url or _digest(f"{entry.published_at}\n{said}")
    if len(guid) > _GUID_CHARACTERS:
        guid = _digest(guid)
    return replace(entry, guid=guid)


def _page(entry: Entry) -> str:
    return entry.url or _digest(f"{entry.title}\n{entry.summary}\n{entry.content_html}")


def _digest(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def first_of_each(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the entries without repetitions; of more than 500 the newest, in their own order.

    Entries of several pages that share a guid, as careless software gives it, are told apart by their addresses.
    """
    known = list(filter(None, map(identified, entries)))
    pages: dict[str, set[str]] = {}
    for entry in known:
        pages.setdefault(entry.guid, set()).add(_page(entry))
    once: dict[str, Entry] = {}
    for entry in known:
        guid = entry.guid if len(pages[entry.guid]) == 1 else _digest(f"{entry.guid}\n{_page(entry)}")
        once.setdefault(guid, replace(entry, guid=guid))
    kept = list(once.values())
    if len(kept) > MAX_ENTRIES:
        newest = sorted(kept, key=lambda entry: entry.published_at or _FIRST_DAY, reverse=True)
        chosen = {entry.guid for entry in newest[:MAX_ENTRIES]}
        kept = [entry for entry in kept if entry.guid in chosen]
    return tuple(kept)
