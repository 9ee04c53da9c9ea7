"""JSON Feed 1.0 and 1.1."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape
from typing import Any

from articles.extract.feed_items import (
    Entry,
    Feed,
    FeedProblem,
    NotAFeed,
    first_of_each,
    language_code,
    likely_moment,
    line,
    tidy,
    web_address,
)

_VERSION = "jsonfeed.org/version/1"


def read(text: str, *, url: str) -> Feed:
    """Read ``text`` as a JSON Feed that came from ``url``; raise ``NotAFeed``."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotAFeed(FeedProblem.UNREADABLE) from error
    if not isinstance(found, dict) or _VERSION not in str(found.get("version")):
        raise NotAFeed(FeedProblem.NO_FEED)
    site = web_address(url, found.get("home_page_url"))
    language = language_code(found.get("language"))
    items = found.get("items")
    items = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    author = _author(found)
    return Feed(
        title=line(found.get("title")),
        site_url=site,
        language=language,
        entries=first_of_each(_entry(item, base=url, author=author, language=language) for item in items),
    )


def _entry(item: Mapping[str, Any], *, base: str, author: str, language: str) -> Entry:
    identity = item.get("id")
    text = tidy(item.get("content_text"))
    return Entry(
        guid=str(identity) if isinstance(identity, int) and not isinstance(identity, bool) else line(identity),
        url=web_address(base, item.get("url") or item.get("external_url")),
        title=line(item.get("title")),
        summary=tidy(item.get("summary")),
        content_html=tidy(item.get("content_html")) or escape(text, quote=False),
        author=_author(item) or author,
        published_at=likely_moment(_moment(item.get("date_published"))),
        language=language_code(item.get("language")) or language,
    )


def _author(of: Mapping[str, Any]) -> str:
    """Return the names of the authors, of version 1.1 or of 1.0."""
    authors = of.get("authors")
    authors = authors if isinstance(authors, list) else [of.get("author")]
    return line(
        ", ".join(name for author in authors if isinstance(author, dict) and (name := line(author.get("name"))))
    )


def _moment(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(tidy(value))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
