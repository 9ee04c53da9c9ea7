"""DOCX: paragraphs with what their styles say they are."""

import io
import re
from collections.abc import Iterator
from typing import Any

from articles.extract import packing
from articles.extract.document import Extracted, Problem, UnreadableFile
from articles.extract.marked import Block
from articles.text.normalise import canonical_line, fold
from articles.text.structure import Shape, composed

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Words that a change under way takes out, and what is no text.
_SKIPPED = frozenset(
    {f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText", f"{_W}sectPr", f"{_W}pPr", _FALLBACK}
)
_HEADING = re.compile(r"(?:heading|titre|uberschrift|titulo) ?\d")
_QUOTE = re.compile(r"(?:intense )?quote|citation|block text|quotations?|bloc de citation|texte cite")
_ITEM = re.compile(r"list(?:e|paragraph)?\b|paragraphe de liste|puce")
_NUMBERED = re.compile(r"list number|liste numero|liste a numeros")
# The mark of a note, between signs that XML does not have, and a word that follows at once.
_MARK = re.compile(r"\s*\x01(\[\d+\])\x01(?=(\w)?)")
# Names that programs give: not the title that someone wrote, not the one who wrote.
_NO_TITLE = re.compile(
    r"(?:microsoft word|word|document|doc|sans (?:titre|nom)|untitled|new document|nouveau document|titre|title|modele|"
    r"template|presentation|cp|communique de presse)[\s\d()_-]*|microsoft word - .*|"
    r".*\.(?:docx?|odt|rtf|pdf|indd|txt|tex|dvi|qxp)|[\w.-]*"
)
_NO_AUTHOR = re.compile(
    r"python-docx|microsoft.*|.*\b(?:user|utilisateur|administrat\w+|admin|windows|owner|proprietaire|client)\b.*|un-?named|"
    r"unknown|inconnue?|anonyme?|author|auteur|pc|poste|hp|dell|acer|asus|lenovo|.*\d.*|.*@.*|.{0,2}"
)


def extract(data: bytes) -> Extracted:
    """Return the text of the document ``data``: body and tables, and notes at its end.

    Headers, comments and hidden text are left out.

    The title is what is styled so, else a first heading of level one, else the document's property if it is one.
    Raises ``UnreadableFile`` if it is damaged or unpacks to too much.
    """
    packing.weigh(data)
    from docx import Document

    try:
        document = Document(io.BytesIO(data))
        body = document.element.body
        styles = {style.style_id: fold(style.name or "") for style in document.styles}
        hidden = frozenset(style.style_id for style in document.styles if _vanishes(style.element))
        reader = _Reader(styles, hidden, _notes(document.part))
    except Exception as error:  # python-docx lets anything through that its libraries raise
        raise UnreadableFile(Problem.TOO_DEEP if "depth" in str(error) else Problem.DAMAGED) from error
    title = standfirst = ""
    blocks: list[Block] = []
    numbers = 0
    for text, style, level in reader.paragraphs(body):
        if not text.strip():
            continue
        first = not blocks
        numbered = bool(_NUMBERED.match(style))
        numbers = numbers + 1 if numbered else 0
        if first and not title and (style in {"title", "titre"} or (_HEADING.fullmatch(style) and style.endswith("1"))):
            title = canonical_line(text)
        elif first and not standfirst and style in {"subtitle", "sous-titre"}:
            standfirst = canonical_line(text)
        else:
            blocks.append(_block(text, style, level, numbers))
    blocks += [(f"[{number}] {note}", None) for number, note in enumerate(reader.noted, start=1)]
    text, structure = composed(blocks)
    properties = document.core_properties
    return Extracted(
        text=text,
        title=title or sensible_title(_property(properties, "title")),
        standfirst=standfirst,
        author=sensible_author(_property(properties, "author")),
        structure=structure,
        structured=True,
    )


def _block(text: str, style: str, level: str, number: int) -> Block:
    if _HEADING.fullmatch(style) or level == "heading" or style in {"title", "titre", "subtitle", "sous-titre"}:
        return text, Shape.HEADING
    if _QUOTE.fullmatch(style):
        return text, Shape.QUOTE
    if level == "item" or _ITEM.match(style):
        return (f"{number}. " if number else "- ") + text, Shape.ITEM
    return text, None


def sensible_title(value: str) -> str:
    """Return a document's title property if it reads as a title, and not as what a program put there.

    >>> sensible_title("Microsoft Word - note.docx"), sensible_title("Le gaz manque à l’Est")
    ('', 'Le gaz manque à l’Est')
    """
    title = canonical_line(value)
    return "" if len(title) > 200 or len(title.split()) < 2 or _NO_TITLE.fullmatch(fold(title)) else title


def sensible_author(value: str) -> str:
    author = canonical_line(value)
    return "" if len(author) > 100 or _NO_AUTHOR.fullmatch(fold(author)) else author


def _property(properties: Any, name: str) -> str:
    try:
        return str(getattr(properties, name) or "")
    except Exception:  # a date or a number that is none, in a part that nobody needs
        return ""


def _notes(part: Any) -> dict[tuple[str, str], str]:
    """Return the footnotes and endnotes of a document, by the kind of their marks in the text and their numbers."""
    from docx.oxml import parse_xml

    found: dict[tuple[str, str], str] = {}
    for relation in part.rels.values():
        kind = relation.reltype.rsplit("/", 1)[-1].removesuffix("s")
        if kind not in {"footnote", "endnote"} or relation.is_external:
            continue
        for note in parse_xml(relation.target_part.blob).iter(f"{_W}{kind}"):
            # Those with a type are the lines that part notes from the text.
            if note.get(f"{_W}type") in {None, "normal"}:
                texts = [text.strip() for text, _, _ in _Reader({}, frozenset(), {}).paragraphs(note)]
                found[f"{_W}{kind}Reference", note.get(f"{_W}id") or ""] = " ".join(filter(None, texts))
    return found


def _vanishes(element: Any) -> bool | None:
    """Whether a style or run says that its text is hidden; None if it does not say."""
    vanish = element.find(f"{_W}rPr/{_W}vanish")
    return None if vanish is None else vanish.get(f"{_W}val") not in {"0", "false", "off"}


class _Reader:
    """Reads what stands in a document, and gathers the notes that it comes by, in their order."""

    def __init__(self, styles: dict[str, str], hidden: frozenset[str], notes: dict[tuple[str, str], str]) -> None:
        self._styles, self._hidden, self._notes = styles, hidden, notes
        self._met: dict[tuple[str, str], int] = {}

    @property
    def noted(self) -> list[str]:
        return [self._notes[key] for key in self._met]

    def paragraphs(self, body: Any) -> Iterator[tuple[str, str, str]]:
        """Yield (text, style's name, level) of the paragraphs below ``body``, those of tables and boxes in place."""
        for element in body.iter(f"{_W}p", f"{_W}tr"):
            if any(parent.tag in _SKIPPED for parent in element.iterancestors()):
                continue
            if element.tag == f"{_W}tr":
                if (row := self._row(element)) is not None:
                    yield row, "", ""
            elif not self._in_plain_row(element):
                style = _style_of(element)
                yield self._text(element), self._styles.get(style, fold(style)), _level_of(element)

    def _row(self, row: Any) -> str | None:
        """Return a row of a table on one line; None if its cells hold paragraphs or tables: that is layout."""
        if next(row.iterdescendants(f"{_W}tr"), None) is not None:
            return None
        cells = [
            [text for p in cell.iter(f"{_W}p") if (text := self._text(p).strip())] for cell in row.findall(f"{_W}tc")
        ]
        if any(len(cell) > 1 for cell in cells) or len(cells) < 2:
            return None
        return " | ".join(text for cell in cells for text in cell)

    def _in_plain_row(self, paragraph: Any) -> bool:
        row = next(paragraph.iterancestors(f"{_W}tr"), None)
        return row is not None and self._row(row) is not None

    def _text(self, paragraph: Any) -> str:
        parts: list[str] = []
        self._gather(paragraph, parts, _style_of(paragraph) in self._hidden)
        return _MARK.sub(lambda mark: f" {mark[1]} " if mark[2] else f" {mark[1]}", "".join(parts))

    def _gather(self, element: Any, parts: list[str], hidden: bool) -> None:
        for child in element:
            tag = child.tag
            if tag == f"{_W}r":
                if not self._is_hidden(child, hidden):
                    self._gather(child, parts, hidden)
            elif tag == f"{_W}t":
                parts.append(child.text or "")
            elif tag == f"{_W}tab":
                parts.append(" ")
            elif tag in {f"{_W}br", f"{_W}cr"}:
                parts.append("\n")
            elif tag == f"{_W}noBreakHyphen":
                parts.append("\u2011")
            elif self._notes.get(key := (tag, child.get(f"{_W}id") or "")):
                parts.append(f"\x01[{self._met.setdefault(key, len(self._met) + 1)}]\x01")
            elif tag not in _SKIPPED and tag != f"{_W}p":
                self._gather(child, parts, hidden)

    def _is_hidden(self, run: Any, otherwise: bool) -> bool:
        if (vanishes := _vanishes(run)) is not None:
            return vanishes
        style = run.find(f"{_W}rPr/{_W}rStyle")
        return otherwise or (style is not None and style.get(f"{_W}val") in self._hidden)


def _style_of(paragraph: Any) -> str:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return (style.get(f"{_W}val") or "") if style is not None else ""


def _level_of(paragraph: Any) -> str:
    outline, items = paragraph.find(f"{_W}pPr/{_W}outlineLvl"), paragraph.find(f"{_W}pPr/{_W}numPr/{_W}numId")
    if outline is not None and (outline.get(f"{_W}val") or "9") < "9":
        return "heading"
    return "item" if items is not None and items.get(f"{_W}val") != "0" else ""
