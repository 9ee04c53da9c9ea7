"""PDF: its pages as paragraphs, without what is printed on every one of them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from statistics import median
from threading import Lock
from typing import Any

from articles.extract.document import Extracted, Problem, Remark, Remarked, UnreadableFile
from articles.extract.docx import sensible_title
from articles.extract.marked import Block
from articles.text.normalise import canonical_line, fold
from articles.text.structure import Shape, composed

MAX_PAGES = 2_000
MAX_CHARACTERS = 1_000_000
# pdfium is not made for several threads.
_ONE_AT_A_TIME = Lock()
_HYPHEN = "\x02"
_END_MARK_WITHIN = 4096
# So deep a picture may lie in drawings within drawings.
_DEPTH = 4
_NUMBER = re.compile(r"(?:page|p\.)?\s*[-–—|]?\s*\d{1,4}\s*(?:(?:/|sur|of)\s*\d{1,4})?\s*[-–—|]?", re.IGNORECASE)
_ITEM = re.compile(r"(?:[-–—•▪◦●*]|\d{1,2}[.)])\s+(?=\S)")
_FINAL = re.compile(r"[.!?…:;]['\"’”»)\s]*$")
_DIGITS = re.compile(r"\d+")
_WORD_END, _WORD_START = re.compile(r"[\w-]+$"), re.compile(r"\w+(?:-\w+)*")
# Words that stand after a hyphen of their own.
_AFTER_HYPHEN = frozenset(
    [
        "t",
        "il",
        "ils",
        "elle",
        "elles",
        "on",
        "je",
        "tu",
        "nous",
        "vous",
        "ce",
        "ci",
        "là",
        "la",
        "le",
        "les",
        "moi",
        "toi",
        "lui",
        "leur",
        "y",
        "en",
        "même",
        "mêmes",
    ]
)
# Words whose hyphen is their own, by their first parts and what may not follow: « sous-sol », but « souscrire ».
_COMPOUND = re.compile(
    r"(?:après|arrière|avant|demi|vice)-|sous-(?!cri|tra[cy]|trair|trait\b|trais|signé)|quasi-(?!ment)|contre-[aeiouéèêh]|"
    r"porte-(?:parole|avion|voix|drapeau|conteneur|hélico)|"
    r"(?:franco|anglo|germano|russo|sino|israélo|américano|arabo|syro|libano|belgo|gréco|hispano|italo|afro)-"
    r"(?!ph[oi]|log)"
)
_HEADING_SIZE, _HEADING_MOST = 1.12, 200
_EDGE_LINES = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page, in points from its bottom left."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    page: int


def extract(data: bytes) -> Extracted:
    """Return the text of the PDF ``data``.

    Pages that are pictures are remarked. Raises ``UnreadableFile`` if it is encrypted, damaged, has no text, or more
    than ``MAX_PAGES`` pages.
    """
    with _ONE_AT_A_TIME:
        found = _read(data)
    lines, title = found.lines, found.title
    if not any(map(_says, lines)):
        raise UnreadableFile(Problem.SCANNED if found.drawn else Problem.EMPTY)
    body = _body_size(lines)
    blocks = list(_blocks(_without_running(lines), body))
    title = sensible_title(title)
    if blocks and blocks[0][1] is Shape.HEADING and len(blocks) > 1:
        first = canonical_line(blocks[0][0])
        if not title or fold(title) == fold(first):
            title = first
            del blocks[0]
    text, structure = composed(blocks)
    shaped = any(shape is Shape.HEADING for _, shape in blocks)
    return Extracted(
        text=text, title=title, structure=structure if shaped else (), structured=shaped, remarks=found.remarks
    )


def _says(line: Line) -> bool:
    return any(c.isalnum() for c in line.text)


@dataclass(slots=True)
class _Pages:
    """What stands on the pages of a file: how many have something ``drawn`` on them, how many are only ``pictures``."""

    count: int
    title: str
    lines: list[Line] = field(default_factory=list)
    drawn: int = 0
    pictures: int = 0

    @property
    def remarks(self) -> tuple[Remark, ...]:
        return (Remark(Remarked.PAGES, str(self.count), self.pictures),) if self.pictures else ()

    def add(self, document: Any, number: int) -> None:
        lines = list(_page_lines(document, number))
        self.lines += lines
        if not any(map(_says, lines)):
            drawn, picture = _drawing(document, number)
            self.drawn += drawn
            self.pictures += picture


def _drawing(document: Any, number: int) -> tuple[bool, bool]:
    """Return whether anything is drawn on a page, and whether that is a picture."""
    from pypdfium2 import raw

    page = document[number]
    try:
        kinds = {each.type for each in page.get_objects(max_depth=_DEPTH)}
        return bool(kinds), raw.FPDF_PAGEOBJ_IMAGE in kinds
    finally:
        page.close()


def _read(data: bytes) -> _Pages:
    """Return what stands on all pages, and the title that the file gives itself."""
    import pypdfium2
    from pypdfium2 import PdfiumError

    try:
        document = pypdfium2.PdfDocument(data)
    except PdfiumError as error:
        encrypted = "password" in str(error).lower() or "security" in str(error).lower()
        raise UnreadableFile(Problem.ENCRYPTED if encrypted else Problem.DAMAGED) from error
    try:
        if b"%%EOF" not in data[-_END_MARK_WITHIN:]:
            # pdfium mends what is cut short; half an article is none.
            raise UnreadableFile(Problem.DAMAGED)
        if not len(document):
            raise UnreadableFile(Problem.DAMAGED)
        if len(document) > MAX_PAGES:
            raise UnreadableFile(Problem.TOO_MANY, "pages")
        found = _Pages(len(document), str(document.get_metadata_dict().get("Title") or ""))
        count = 0
        for number in range(len(document)):
            begin = len(found.lines)
            found.add(document, number)
            count += sum(len(line.text) for line in found.lines[begin:])
            if count > MAX_CHARACTERS * 2:
                raise UnreadableFile(Problem.TOO_LONG)
        return found
    except PdfiumError as error:
        raise UnreadableFile(Problem.DAMAGED) from error
    finally:
        document.close()


def _page_lines(document: Any, number: int) -> Iterator[Line]:
    from pypdfium2 import raw

    page = document[number]
    text_page = page.get_textpage()
    try:
        codes = [raw.FPDFText_GetUnicode(text_page, index) for index in range(text_page.count_chars())]
        start = 0
        for index, code in enumerate([*codes, 10]):
            # pdfium puts its mark for a hyphen at the end of a line in the place of the newline.
            if code not in (10, 13, 2):
                continue
            index += code == 2
            filled = [i for i in range(start, index) if codes[i] > 32 or codes[i] == 2]
            if filled:
                text = "".join(chr(c) if c < 0x110000 else "\ufffd" for c in codes[start:index]).replace(
                    "\ufffe", _HYPHEN
                )
                yield _line(raw, text_page, text.strip(" \t"), filled[0], filled[-1], number)
            start = index if code == 2 else index + 1
    finally:
        text_page.close()
        page.close()


def _line(raw: Any, text_page: Any, text: str, first: int, last: int, number: int) -> Line:
    left, bottom, _, top = text_page.get_charbox(first, loose=True)
    _, _, right, _ = text_page.get_charbox(last, loose=True)
    size = round(raw.FPDFText_GetFontSize(text_page, first) or top - bottom, 1)
    # Text set in units of one point and scaled by its matrix has a size of 1.
    return Line(text, left, right, bottom, top, size if size > 2 else round(top - bottom, 1), number)


def _body_size(lines: Sequence[Line]) -> float:
    weights: Counter[float] = Counter()
    for line in lines:
        weights[line.size] += len(line.text)
    return weights.most_common(1)[0][0]


def _without_running(lines: Sequence[Line]) -> list[Line]:
    """Return the lines without page numbers and those that stand at the edge of most pages."""
    pages = [list(group) for _, group in groupby(lines, key=lambda line: line.page)]
    edges = [_edges(page) for page in pages]
    seen = Counter(key for edge in edges for key in {_masked(line.text) for line in edge})
    often = {key for key, count in seen.items() if count >= 3 and count * 3 > len(pages)}
    kept: list[Line] = []
    for page, edge in zip(pages, edges, strict=True):
        at_edge = {id(line) for line in edge}
        kept += [
            line
            for line in page
            if not (id(line) in at_edge and (_NUMBER.fullmatch(line.text) or _masked(line.text) in often))
        ]
    return kept


def _edges(page: Sequence[Line]) -> list[Line]:
    """The topmost and lowest lines of a page."""
    ordered = sorted(page, key=lambda line: -line.top)
    return ordered if len(ordered) <= 2 * _EDGE_LINES else [*ordered[:_EDGE_LINES], *ordered[-_EDGE_LINES:]]


def _masked(text: str) -> str:
    return _DIGITS.sub("0", fold(text))


def _blocks(lines: Sequence[Line], body: float) -> Iterator[Block]:
    """Yield paragraphs and headings: lines that belong together, joined."""
    words = Counter(word for line in lines for word in _WORD_START.findall(line.text.lower()))
    pitch = _pitch(lines)
    width = max((line.right for line in lines), default=0.0)
    group: list[Line] = []
    for line in lines:
        if group and _begins(group, line, pitch, width):
            yield _block(group, body, words)
            group = []
        group.append(line)
    if group:
        yield _block(group, body, words)


def _pitch(lines: Sequence[Line]) -> float:
    """Return the usual distance of two lines, as a share of their size."""
    steps = [
        (above.bottom - below.bottom) / above.size
        for above, below in pairwise(lines)
        if above.page == below.page
        and abs(above.size - below.size) < 0.5
        and 0 < above.bottom - below.bottom < 3 * above.size
    ]
    return median(steps) if steps else 1.2


def _begins(group: Sequence[Line], line: Line, pitch: float, width: float) -> bool:
    """Whether ``line`` begins a paragraph after the lines of ``group``."""
    last = group[-1]
    if last.text.endswith(_HYPHEN):
        return False
    if abs(line.size - last.size) > 0.06 * last.size or _ITEM.match(line.text):
        return True
    step = last.bottom - line.bottom
    if line.page != last.page or step < 0:
        # The next column or page: a paragraph goes on where its last line ends within a sentence.
        return bool(_FINAL.search(last.text)) or (
            not line.text[:1].islower() and last.right < _reach(group, width) * 0.85
        )
    if step > (pitch + 0.35) * last.size:
        return True
    if line.left - last.left > 0.8 * line.size and len(group) > 1 and not _ITEM.match(group[0].text):
        return True
    ended = bool(_FINAL.search(last.text))
    return ended and last.right < _reach(group, width) - 3 * last.size and not line.text[:1].islower()


def _reach(group: Sequence[Line], width: float) -> float:
    return max((line.right for line in group[:-1]), default=width)


def _block(group: Sequence[Line], body: float, words: Counter[str]) -> Block:
    text = group[0].text
    for line in group[1:]:
        text = _joined(text, line.text, words)
    text = text.rstrip(_HYPHEN)
    if group[0].size >= _HEADING_SIZE * body and len(text) <= _HEADING_MOST:
        return text, Shape.HEADING
    return text, Shape.ITEM if _ITEM.match(text) else None


def _joined(text: str, following: str, words: Counter[str]) -> str:
    """Join two lines; a word that was parted between them is whole again, a compound keeps its hyphen."""
    if text[-2:-1].isdigit() and text.endswith(("-", _HYPHEN)) and following[:1].isdigit():
        return f"{text[:-1]}-{following}"
    parted = text.endswith(_HYPHEN) or (text.endswith(("-", "\u00ad")) and text[-2:-1].isalpha())
    if not parted or not following[:1].isalpha():
        return f"{text.rstrip(_HYPHEN)} {following}"
    text = text[:-1]
    before = _WORD_END.search(text)
    after = _WORD_START.match(following)
    if before is None or after is None:
        return f"{text}-{following}"
    whole, compound = f"{before[0]}{after[0]}".lower(), f"{before[0]}-{after[0]}".lower()
    pronoun = after[0].split("-")[0].lower() in _AFTER_HYPHEN and not words[whole]
    compounded = bool(_COMPOUND.match(compound)) and not words[whole]
    keeps = following[0].isupper() or words[compound] > words[whole] or pronoun or compounded
    return f"{text}-{following}" if keeps else text + following
