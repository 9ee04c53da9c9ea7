"""RSS of all ages and Atom, by feedparser: strictly if they are well-formed, else what can be read of them.

Nothing before the root element reaches a parser, so no document type is ever declared.
"""

import io
import re
from calendar import timegm
from datetime import UTC, datetime
from html import escape
from html.entities import html5
from typing import Any

import feedparser

from articles.extract.feed_items import (
    Entry,
    Feed,
    FeedProblem,
    NotAFeed,
    first_of_each,
    language_code,
    likely_moment,
    line,
    pause,
    plain,
    tidy,
    web_address,
)

_PROLOG_CHARACTERS = 64 * 2**10
# More items than any feed has; each costs time before it can be dropped.
_MOST_ITEMS = 10_000
_MOST_TAGS = 200_000
_ROOT = re.compile(r"<(?:[\w.-]{1,50}:)?(?:rss|rdf|feed)(?=[\s>/])", re.IGNORECASE)
# A page, or XML of another kind.
_OTHER = re.compile(r"<html[\s>]|<!DOCTYPE\s+html|\sxmlns\s*=", re.IGNORECASE)
_DECLARES = re.compile(r"<!DOCTYPE[^>\[]*\[|<!ENTITY", re.IGNORECASE)
_OPENED = re.compile(r"<(?:[\w.-]{1,50}:)?(?:item|entry)(?=[\s>/])", re.IGNORECASE)
_CLOSED = re.compile(r"</(?:[\w.-]{1,50}:)?(?:item|entry)\s*>", re.IGNORECASE)
_CDATA = "<![CDATA["
_AMPERSAND = re.compile(r"&(#[0-9]{1,7};|#x[0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)?")
_XML_ENTITIES = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
# Tags in a title that says it has none.
_TAG = re.compile(r"</?(?:a|b|br|em|font|i|img|p|q|s|small|span|strong|sub|sup|u)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_SEPARATE = frozenset("&<>\"'")
_HOURS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}


def read(text: str, *, url: str) -> Feed:
    """Read ``text`` as RSS or Atom that came from ``url``; raise ``NotAFeed``."""
    start = _root(text)
    if sum(1 for _ in _OPENED.finditer(text)) > _MOST_ITEMS:
        raise NotAFeed(FeedProblem.TOO_LARGE)
    body = _mended(text[start:])
    found = _parsed(body)
    if not found.version:
        raise NotAFeed(FeedProblem.NO_FEED)
    damaged = bool(found.bozo)
    # An entry that was cut in the middle may have lost its guid, and would come again as another one.
    entries = found.entries[: sum(1 for _ in _CLOSED.finditer(body))] if damaged else found.entries
    site = web_address(url, found.feed.get("link"))
    language = language_code(found.feed.get("language"))
    author = line(found.feed.get("author"))
    return Feed(
        title=_title(found.feed),
        site_url=site,
        language=language,
        entries=first_of_each(_entry(entry, base=url, author=author, language=language) for entry in entries),
        next_hint=_next_hint(found.feed),
        damaged=damaged,
    )


def _root(text: str) -> int:
    """Return where the root element begins; what stands before it is refused or forgotten."""
    match = _ROOT.search(text[:_PROLOG_CHARACTERS])
    prolog = text[: match.start() if match else _PROLOG_CHARACTERS]
    if _OTHER.search(prolog):
        raise NotAFeed(FeedProblem.NO_FEED)
    if _DECLARES.search(prolog):
        raise NotAFeed(FeedProblem.ENTITIES)
    if not match:
        raise NotAFeed(FeedProblem.NO_FEED)
    return match.start()


def _mended(body: str) -> str:
    """Return ``body`` with the two faults mended that are in most broken feeds: HTML's entities, and a bare « & »."""
    mended, tags = [], 0
    # Each piece but the first is within a CDATA section up to its first end, if it has one.
    for number, piece in enumerate(body.split(_CDATA)):
        inside, end, outside = piece.partition("]]>") if number else ("", "", piece)
        tags += outside.count("<")
        mended.append(inside + end + _AMPERSAND.sub(_character, outside))
    if tags > _MOST_TAGS:
        raise NotAFeed(FeedProblem.TOO_LARGE)
    return _CDATA.join(mended)


def _character(ampersand: re.Match[str]) -> str:
    """Return what an HTML entity, unknown to XML, stands for; leave those that keep text and tags apart."""
    name = ampersand[1]
    if name is None:
        return "&amp;"
    if name.startswith("#") or name in _XML_ENTITIES:
        return ampersand[0]
    character = html5.get(name, "")
    return f"&amp;{name}" if not character or _SEPARATE & set(character) else character


def _parsed(body: str) -> Any:
    headers = {"content-type": "application/xml; charset=utf-8"}
    try:
        return feedparser.parse(
            io.BytesIO(body.encode()), response_headers=headers, resolve_relative_uris=False, sanitize_html=False
        )
    except Exception as error:
        raise NotAFeed(FeedProblem.UNREADABLE) from error


def _title(of: Any) -> str:
    value, kind = of.get("title"), of.get("title_detail", {}).get("type", "")
    return line(plain(value) if "html" in kind else _TAG.sub("", tidy(value)))


def _html(value: object, kind: str) -> str:
    return tidy(value) if "html" in kind else escape(tidy(value), quote=False)


def _entry(entry: Any, *, base: str, author: str, language: str) -> Entry:
    kind = entry.get("summary_detail", {}).get("type", "")
    summary = tidy(entry.get("summary"))
    contents = [part for part in entry.get("content", []) if tidy(part.get("value"))]
    full: dict[str, str] = max(contents, key=lambda part: len(part["value"]), default={})
    content = _html(full.get("value"), full.get("type", ""))
    told_apart = not content or summary != tidy(full.get("value"))
    tagged = full.get("language") or entry.get("title_detail", {}).get("language")
    return Entry(
        guid=line(entry.get("id")),
        url=_url(entry, base),
        title=_title(entry),
        summary=(plain(summary) if "html" in kind else summary) if told_apart else "",
        content_html=content or _html(summary, kind),
        author=line(entry.get("author")) or author,
        published_at=_published(entry),
        language=language_code(entry.get("language")) or language_code(tagged) or language,
    )


def _url(entry: Any, base: str) -> str:
    """Return the first of the entry's links to a page, or else its guid, if that is a whole address that may be one."""
    links = [link.get("href") for link in entry.get("links", []) if link.get("rel") == "alternate"]
    named = next((address for link in links if (address := web_address(base, link))), "")
    return named or (web_address("", entry.get("id")) if entry.get("guidislink") else "")


def _published(entry: Any) -> datetime | None:
    for name in ("published_parsed", "updated_parsed", "created_parsed"):
        # Not get(): feedparser would lend one date to the other.
        if name not in entry or not entry[name]:
            continue
        try:
            return likely_moment(datetime.fromtimestamp(timegm(entry[name]), tz=UTC))
        except (ValueError, OverflowError, OSError):
            return None
    return None


def _next_hint(feed: Any) -> int | None:
    minutes = tidy(feed.get("ttl"))
    if minutes.isascii() and minutes.isdigit() and len(minutes) < 9:
        return pause(int(minutes) * 60)
    hours = _HOURS.get(tidy(feed.get("sy_updateperiod")).lower())
    times = tidy(feed.get("sy_updatefrequency")) or "1"
    if hours and times.isascii() and times.isdigit() and len(times) < 9 and int(times):
        return pause(hours * 3600 / int(times))
    return None
