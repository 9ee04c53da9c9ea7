"""DOCX: paragraphs with what their styles say they are."""

import io
import re
from collections.abc import Iterator
from functools import cache
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
    """Return the text of the document ``data``: body and tables, without headers, notes and comments.

    The title is what is styled so, else a first heading of level one, else the document's property if it is one.
    Raises ``UnreadableFile`` if it is damaged or unpacks to too much.
    """
    packing.weigh(data)
    from docx import Document

    try:
        document = Document(io.BytesIO(data))
        body = document.element.body
        styles = {style.style_id: fold(style.name or "") for style in document.styles}
    except Exception as error:  # python-docx lets anything through that its libraries raise
        raise UnreadableFile(Problem.TOO_DEEP if "depth" in str(error) else Problem.DAMAGED) from error
    title = standfirst = ""
    blocks: list[Block] = []
    numbers = 0
    for text, style, level in _paragraphs(body, styles):
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


def _paragraphs(body: Any, styles: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield (text, style's name, level) of the paragraphs below ``body``, those of tables and boxes in their place."""

    @cache
    def name_of(style_id: str) -> str:
        return styles.get(style_id, fold(style_id))

    for element in body.iter(f"{_W}p", f"{_W}tr"):
        if any(parent.tag in _SKIPPED for parent in element.iterancestors()):
            continue
        if element.tag == f"{_W}tr":
            if (row := _row(element)) is not None:
                yield row, "", ""
            continue
        if _in_plain_row(element):
            continue
        layout = element.find(f"{_W}pPr")
        style = layout.find(f"{_W}pStyle") if layout is not None else None
        level = ""
        if layout is not None:
            outline, items = layout.find(f"{_W}outlineLvl"), layout.find(f"{_W}numPr/{_W}numId")
            if outline is not None and (outline.get(f"{_W}val") or "9") < "9":
                level = "heading"
            elif items is not None and items.get(f"{_W}val") != "0":
                level = "item"
        yield _text(element), name_of(style.get(f"{_W}val") or "") if style is not None else "", level


def _row(row: Any) -> str | None:
    """Return a row of a table on one line; None if its cells hold paragraphs, as in a table that makes a layout."""
    cells = [[text for p in cell.iter(f"{_W}p") if (text := _text(p).strip())] for cell in row.findall(f"{_W}tc")]
    if any(len(cell) > 1 for cell in cells) or len(cells) < 2:
        return None
    return " | ".join(text for cell in cells for text in cell)


def _in_plain_row(paragraph: Any) -> bool:
    row = next(paragraph.iterancestors(f"{_W}tr"), None)
    return row is not None and _row(row) is not None


def _text(paragraph: Any) -> str:
    parts: list[str] = []
    _gather(paragraph, parts)
    return "".join(parts)


def _gather(element: Any, parts: list[str]) -> None:
    for child in element:
        tag = child.tag
        if tag == f"{_W}t":
            parts.append(child.text or "")
        elif tag == f"{_W}tab":
            parts.append(" ")
        elif tag in {f"{_W}br", f"{_W}cr"}:
            parts.append("\n")
        elif tag == f"{_W}noBreakHyphen":
            parts.append("\u2011")
        elif tag not in _SKIPPED and tag != f"{_W}p":
            _gather(child, parts)
