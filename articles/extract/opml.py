"""Lists of feeds, as feed readers exchange them: OPML in, OPML 2.0 out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from enum import StrEnum
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from articles.extract.feed_items import line, tidy, web_address, without_feed_scheme

MAX_BYTES = 2 * 2**20
MAX_OUTLINES = 5_000
_MOST_ELEMENTS = 50_000
_DEEPEST = 30
# An attribute of our own, which other feed readers pass over.
_STATUS = "newsroomStatus"


class OpmlProblem(StrEnum):
    """Why bytes are no list of feeds; the doors say it in the user's language."""

    EMPTY = "empty"
    TOO_LARGE = "too large"
    TOO_MANY = "too many"
    ENTITIES = "declares entities"
    UNREADABLE = "unreadable"
    NO_OPML = "no opml"


class NotOpml(Exception):
    """Bytes that give no list of feeds."""

    def __init__(self, problem: OpmlProblem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of a list; ``folder`` is where it stands, folders within folders with a slash between, or "".

    ``status`` is what Newsroom's own lists say that its articles come in as, a word of whoever wrote it; else "".
    """

    title: str
    url: str
    site_url: str = ""
    folder: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class FeedList:
    """The feeds of a list, each address once, in its order, how many were ``repeated``, and what was ``refused``.

    Refused are those without an http(s) address: what stands there instead, or their title.
    """

    outlines: tuple[Outline, ...]
    repeated: int = 0
    refused: tuple[str, ...] = ()


def read_opml(data: bytes) -> FeedList:
    """Return the feeds of a list.

    Raises ``NotOpml`` for what is no OPML, declares entities, or has more than 2 MB, 5,000 feeds or 30 folders in one
    another.
    """
    if not data.strip():
        raise NotOpml(OpmlProblem.EMPTY)
    if len(data) > MAX_BYTES:
        raise NotOpml(OpmlProblem.TOO_LARGE)
    try:
        root = fromstring(data.lstrip(), forbid_dtd=True)
    except DefusedXmlException as error:
        raise NotOpml(OpmlProblem.ENTITIES) from error
    except (ParseError, ValueError, LookupError) as error:
        raise NotOpml(OpmlProblem.UNREADABLE) from error
    body = root.find("body")
    if root.tag.lower() != "opml" or body is None:
        raise NotOpml(OpmlProblem.NO_OPML)
    once: dict[str, Outline] = {}
    repeated, refused = 0, []
    for outline in _walked(body):
        if not outline.url:
            refused.append(outline.title)
            continue
        repeated += outline.url in once
        once.setdefault(outline.url, outline)
        if len(once) > MAX_OUTLINES:
            raise NotOpml(OpmlProblem.TOO_MANY)
    return FeedList(tuple(once.values()), repeated, tuple(refused))


def _walked(body: Element) -> Iterator[Outline]:
    """Yield the feeds below ``body`` in their order; without recursion, since depth is the sender's choice.

    Those whose address is none have none, and it is their title.
    """
    waiting: list[tuple[Element, tuple[str, ...], int]] = [(child, (), 1) for child in reversed(body)]
    seen = 0
    while waiting:
        element, folders, depth = waiting.pop()
        seen += 1
        if depth > _DEEPEST or seen > _MOST_ELEMENTS:
            raise NotOpml(OpmlProblem.TOO_MANY)
        said = {name.lower(): value for name, value in element.attrib.items()}
        title = line(said.get("title") or said.get("text"))
        if "xmlurl" in said:
            address = web_address("", without_feed_scheme(tidy(said["xmlurl"])))
            name = title or address if address else line(said["xmlurl"]) or title
            site, status = web_address("", said.get("htmlurl")), line(said.get(_STATUS.lower()))
            yield Outline(name, address, site, "/".join(folders), status)
        inside = folders if said.get("xmlurl") else (*folders, *_parts(title))
        waiting += [(child, inside, depth + 1) for child in reversed(element)]


def _parts(folder: str) -> tuple[str, ...]:
    """Return the names of folders within folders, without empty ones."""
    return tuple(part for name in folder.split("/") if (part := line(name)))


def write_opml(outlines: Iterable[Outline], *, title: str, when: datetime) -> bytes:
    """Return the feeds as OPML 2.0, in UTF-8; ``when``, with its time zone, is the moment it was made."""
    opml = Element("opml", version="2.0")
    head = SubElement(opml, "head")
    SubElement(head, "title").text = line(title)
    SubElement(head, "dateCreated").text = format_datetime(when)
    folders: dict[tuple[str, ...], Element] = {(): SubElement(opml, "body")}
    for outline in outlines:
        _add(_folder(folders, _parts(outline.folder)), outline)
    indent(opml)
    return bytes(tostring(opml, encoding="utf-8", xml_declaration=True))


def _folder(folders: dict[tuple[str, ...], Element], path: tuple[str, ...]) -> Element:
    """Return the folder ``path``, made below its own folder if it is new."""
    for depth in range(1, len(path) + 1):
        if path[:depth] not in folders:
            parent = folders[path[: depth - 1]]
            folders[path[:depth]] = SubElement(parent, "outline", text=path[depth - 1], title=path[depth - 1])
    return folders[path]


def _add(folder: Element, outline: Outline) -> None:
    title, url = line(outline.title), tidy(outline.url)
    said = {"type": "rss", "text": title or url, "title": title or url, "xmlUrl": url}
    if outline.site_url:
        said["htmlUrl"] = tidy(outline.site_url)
    if outline.status:
        said[_STATUS] = tidy(outline.status)
    SubElement(folder, "outline", said)
