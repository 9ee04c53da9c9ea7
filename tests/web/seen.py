"""What people see or hear of a page: its texts, those of its attributes, and the language each is said to be in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_UNSEEN = frozenset({"script", "style"})
_SPOKEN = frozenset(
    "title alt placeholder label summary aria-label aria-description aria-roledescription aria-valuetext "
    "aria-placeholder aria-braillelabel".split()
)
_SAID_BY_BUTTONS = frozenset({"button", "submit", "reset"})
# Codes and addresses are in small letters, and JSON begins with a brace.
_PHRASE = re.compile(r"[A-ZÀ-Þ][’a-zà-ÿ ]|[^{/]+ ")
_DESCRIBING = re.compile(r"description$|title$|:alt$|^author$|site_name$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A text with no tag in it, its language, and the element (or ``element[attribute]``) that bears it.

    ``attributes`` are those of the element.
    """

    text: str
    where: str
    language: str
    attributes: dict[str, str]


@dataclass(frozen=True, slots=True)
class Tag:
    """One opening tag."""

    name: str
    attributes: dict[str, str]


class Seen(HTMLParser):
    """A page read from its beginning to its end."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[Piece] = []
        self.tags: list[Tag] = []
        self._open: list[Tag] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        opened = Tag(tag, {name: value or "" for name, value in attrs})
        self.tags.append(opened)
        self._open.append(opened)
        for name in opened.attributes:
            if is_spoken(opened, name):
                self._keep(opened.attributes[name], f"{tag}[{name}]")
        if tag in _VOID:
            self._open.pop()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        while any(opened.name == tag for opened in self._open) and self._open.pop().name != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1].name not in _UNSEEN:
            self._keep(data, self._open[-1].name)

    def named(self, name: str) -> Iterator[dict[str, str]]:
        """Yield the attributes of each ``name`` element."""
        return (tag.attributes for tag in self.tags if tag.name == name)

    def _keep(self, text: str, where: str) -> None:
        text = one_line(text)
        if text:
            self.pieces.append(Piece(text, where, self._language(), self._open[-1].attributes if self._open else {}))

    def _language(self) -> str:
        said = (tag.attributes["lang"] for tag in reversed(self._open) if "lang" in tag.attributes)
        return next(said, "")


def one_line(text: str) -> str:
    """Return ``text`` as a browser shows it: one space for white space, those that do not break kept."""
    return re.sub("[ \t\n\r\f]+", " ", text).strip(" ")


def is_spoken(tag: Tag, name: str) -> bool:
    """Whether people meet the value of an attribute: by design, or because it is a phrase kept for a script."""
    if name == "content":
        return tag.name == "meta" and bool(
            _DESCRIBING.search(tag.attributes.get("name", "") or tag.attributes.get("property", ""))
        )
    if name == "value":
        return tag.name == "input" and tag.attributes.get("type") in _SAID_BY_BUTTONS
    if name.startswith("data-"):
        return bool(_PHRASE.match(tag.attributes[name]))
    return name in _SPOKEN or (name == "label" and tag.name in {"option", "optgroup", "track"})
