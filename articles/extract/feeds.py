"""Reading a feed of any format, and finding the feeds that a page names."""

import codecs
import html
import re

from articles.extract import feed_json, feed_xml
from articles.extract.charsets import ALL_ASCII, codec
from articles.extract.feed_items import Entry, Feed, FeedProblem, NotAFeed, tidy, web_address

__all__ = ["MAX_BYTES", "Entry", "Feed", "FeedProblem", "NotAFeed", "parse_feed"]

MAX_BYTES = 10 * 2**20
_MOST_FOUND = 20
_PAGE_CHARACTERS = 2**20

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_DECLARED = re.compile(rb"""\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
# UTF-8 with one broken sign in twenty that are not ASCII is still UTF-8.
_SOUND_SHARE = 20
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)

_TAG = re.compile(r"<(link|base)\s([^<>]{1,4000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w:-]{1,50})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"})


def parse_feed(data: bytes, *, url: str, content_type: str = "") -> Feed:
    """Read RSS, Atom or JSON Feed that came from ``url`` with the header ``content_type``.

    Raises ``NotAFeed``; of a page, with the feeds that it names. XML that is damaged gives what can be read of it.
    """
    if len(data) > MAX_BYTES:
        raise NotAFeed(FeedProblem.TOO_LARGE)
    text = _characters(data, content_type)
    if not text:
        raise NotAFeed(FeedProblem.EMPTY)
    if text.startswith(("{", "[")):
        return feed_json.read(text, url=url)
    try:
        return feed_xml.read(text, url=url)
    except NotAFeed as refusal:
        if refusal.problem is not FeedProblem.NO_FEED:
            raise
        raise NotAFeed(FeedProblem.NO_FEED, found=feeds_named(text, url=url)) from refusal


def _characters(data: bytes, content_type: str) -> str:
    """Decode ``data`` by its mark; as UTF-8 if it is, whatever it says; by what it or its header says; as Windows."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return tidy(data.decode(encoding, errors="replace").lstrip("\ufeff"))
    declared, header = _DECLARED.match(data), _CHARSET.search(content_type)
    claims = [declared[1].decode("ascii") if declared else "", header[1] if header else ""]
    known = [name for claim in claims if (name := codec(claim))]
    if not known or not known[0].startswith(ALL_ASCII):
        known.insert(0, "utf-8")
    for encoding in known:
        try:
            return tidy(data.decode(encoding))
        except UnicodeError:
            continue
    mended = data.decode("utf-8", errors="replace")
    if mended.count("\ufffd") * _SOUND_SHARE > sum(letter > "\x7f" for letter in mended):
        mended = data.decode("cp1252", errors="replace")
    return tidy(mended)


def feeds_named(text: str, *, url: str) -> tuple[str, ...]:
    """Return the addresses of the feeds that the page ``text``, which came from ``url``, names; at most 20."""
    base, found = url, dict[str, None]()
    for tag, inside in _TAG.findall(text[:_PAGE_CHARACTERS]):
        attributes = {
            name.lower(): html.unescape(quoted or single or bare)
            for name, quoted, single, bare in _ATTRIBUTE.findall(inside)
        }
        if tag.lower() == "base":
            base = web_address(url, attributes.get("href")) or base
        elif _names_a_feed(attributes) and (address := web_address(base, attributes.get("href"))):
            found.setdefault(address)
    found.pop(url, None)
    return tuple(found)[:_MOST_FOUND]


def _names_a_feed(attributes: dict[str, str]) -> bool:
    kind = attributes.get("type", "").partition(";")[0].strip().lower()
    return "alternate" in attributes.get("rel", "").lower().split() and kind in _FEED_TYPES
