"""From a tree of marked-up text to lines: what HTML and the extractor's own tags have in common."""

import re
from collections.abc import Iterator

from lxml import etree

from articles.text.structure import Shape

_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "head"])
_QUOTES = frozenset(["blockquote", "quote"])
_ITEMS = frozenset(["li", "item"])
_LISTS = frozenset(["ul", "ol", "list", "menu"])
_BREAKS = frozenset(["br", "lb"])
_ROWS = frozenset(["tr", "row"])
_CELLS = frozenset(["td", "th", "cell"])
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "main",
        "nav",
        "p",
        "pre",
        "search",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "caption",
    ]
)
DROPPED = frozenset(
    [
        "script",
        "style",
        "iframe",
        "noscript",
        "noembed",
        "noframes",
        "template",
        "svg",
        "math",
        "object",
        "embed",
        "applet",
        "canvas",
        "audio",
        "video",
        "map",
        "select",
        "textarea",
        "button",
        "input",
        "title",
        "meta",
        "link",
        "base",
        "graphic",
    ]
)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_BROKEN = re.compile(r" *\x0b *")
_NEW_BLOCK = re.compile(r"\x0b{2,}")

Block = tuple[str, Shape | None]


def blocks_of(root: etree._Element) -> list[Block]:
    """Return the blocks of text below ``root``, in order, with their shapes. Trees are at most 250 deep."""
    walk = _Walk()
    walk.into(root, None)
    walk.flush(None)
    return walk.blocks


class _Walk:
    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._words: list[str] = []
        self._mark = ""

    def into(self, element: etree._Element, shape: Shape | None) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in DROPPED:
            return
        if tag in _BREAKS:
            self._words.append("\x0b")
        elif tag in _ROWS and not any(_holds_blocks(cell) for cell in element):
            self.flush(shape)
            self._words.append(" | ".join(filter(None, map(_line, element.iterchildren(*_CELLS)))))
            self.flush(shape)
        elif tag in _LISTS:
            self._list(element, shape)
        elif tag in _HEADINGS | _QUOTES | _BLOCKS | _ITEMS | _CELLS | _ROWS:
            self.flush(shape)
            inner = _shape_of(tag) or shape
            self._inside(element, inner, keep_lines=tag == "pre")
            self.flush(inner)
        else:
            self._inside(element, shape)

    def _inside(self, element: etree._Element, shape: Shape | None, *, keep_lines: bool = False) -> None:
        self._say(element.text, keep_lines)
        for child in element:
            self.into(child, shape)
            self._say(child.tail, keep_lines)

    def _list(self, element: etree._Element, shape: Shape | None) -> None:
        self.flush(shape)
        ordered = element.tag == "ol" or element.get("rend") == "ol"
        number = 0
        for child in element:
            if child.tag in _ITEMS:
                number += 1
                self._mark = f"{number}. " if ordered else "- "
                self.into(child, Shape.ITEM)
                self._mark = ""
            else:
                self.into(child, shape)
            self._say(child.tail)
        self.flush(shape)

    def _say(self, text: str | None, keep_lines: bool = False) -> None:
        if text:
            self._words.append(text.replace("\n", "\x0b") if keep_lines else text)

    def flush(self, shape: Shape | None) -> None:
        """End the block that is being said."""
        said = _BROKEN.sub("\x0b", _SPACES.sub(" ", "".join(self._words))).strip(" \x0b")
        self._words.clear()
        for block in _NEW_BLOCK.split(said):
            if block.strip():
                self.blocks.append((self._mark + block.replace("\x0b", "\n"), shape))
                self._mark = ""


def _shape_of(tag: str) -> Shape | None:
    if tag in _HEADINGS:
        return Shape.HEADING
    if tag in _QUOTES:
        return Shape.QUOTE
    return Shape.ITEM if tag in _ITEMS else None


def _holds_blocks(cell: etree._Element) -> bool:
    return any(
        child.tag in _HEADINGS
        or child.tag in _BLOCKS
        or child.tag in _LISTS
        or child.tag in _QUOTES
        or child.tag in _BREAKS
        for child in cell.iterdescendants()
    )


def _line(cell: etree._Element) -> str:
    return _SPACES.sub(" ", "".join(_texts(cell))).strip()


def _texts(element: etree._Element) -> Iterator[str]:
    if element.tag in DROPPED or not isinstance(element.tag, str):
        return
    yield element.text or ""
    for child in element:
        yield from _texts(child)
        yield child.tail or ""
