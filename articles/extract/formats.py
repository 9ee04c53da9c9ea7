"""What a file is, told by its content; its name only decides between kinds of plain text."""

import csv
import json
import re
from enum import StrEnum
from pathlib import PurePath

from articles.extract import mailbox, packing
from articles.extract.decoding import decode
from articles.extract.document import Problem, UnreadableFile
from articles.extract.markdown import is_unmistakable
from articles.extract.records import field_of, listed, loads


class Format(StrEnum):
    """What can be read: articles, and below them what holds several."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"
    MAIL = "mail"
    RECORD = "record"
    ZIP = "zip"
    MAILBOX = "mailbox"
    JSON_LINES = "json lines"
    JSON_ARRAY = "json array"
    TABLE = "table"


CONTAINERS = frozenset({Format.ZIP, Format.MAILBOX, Format.JSON_LINES, Format.JSON_ARRAY, Format.TABLE})
# Those whose size is that of their text.
TEXTS = frozenset({Format.TEXT, Format.MARKDOWN, Format.RECORD})
SUFFIXES = tuple(
    ".txt .text .md .markdown .html .htm .xhtml .mhtml .mht .docx .pdf .eml .mbox .json .jsonl .ndjson .csv .tsv "
    ".zip".split()
)

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
# What the mails of Outlook keep their subject and their body in.
_OUTLOOK = "__substg1.0_".encode("utf-16-le")
# Pictures in the box of films: HEIC, as telephones take them, and AVIF.
_PICTURE_BRANDS = frozenset([b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"])
# What is known and cannot be read, by how it begins.
_FOREIGN = {
    "picture": (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM"),
    "recording": (b"ID3", b"\xff\xfb", b"OggS", b"fLaC", b"RIFF", b"\x1aE\xdf\xa3"),
    "old office": (_OLE,),
    "rich text": (b"{\\rtf",),
    "packed": (b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"BZh", b"\xfd7zXZ\x00"),
    "program": (b"\x7fELF", b"MZ", b"SQLite format 3\x00"),
}
# The same for kinds that are zip files, by what is in them.
_ZIPPED = {
    "xl/": "sheet",
    "ppt/": "slides",
    "META-INF/container.xml": "book",
    "content.xml": "open document",
}
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]{0,500}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.DOTALL
)
_PIECE = re.compile(
    r"\s*(?:<!--.{0,2000}?-->\s*)*<(?:p|div|article|section|main|header|h[1-6]|ul|ol|table|blockquote|figure|nav|style|"
    r"script|meta|link|title|span|center|iframe|br|hr|img|a|b|i|em|strong)\b[^<>]{0,5000}>",
    re.I | re.DOTALL,
)
_PIECE_TAG = re.compile(
    r"</(?:p|div|h[1-6]|li|article|section|blockquote|ul|ol|table|span|nav)\s*>|<(?:div|p|br)\b", re.I
)
_XML = re.compile(r"\s*<\?xml\b[^>]{0,500}\?>|\s*<(?:svg|rss|feed|rdf:RDF)\b", re.I)
_FEED = re.compile(r"<(?:rss|feed|rdf:RDF)\b", re.I)
_JSON_FEED = re.compile(r"\s*\{.{0,2000}?\bjsonfeed\.org\\?/version\\?/1", re.DOTALL)
_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60}):(?:[ \t]|\r?\n[ \t]|$)|[ \t]+\S|From \S+")
_MAIL_HEADERS = frozenset(
    "from to subject date received mime-version message-id return-path delivered-to content-type reply-to cc "
    "sender".split()
)
_FRONT_MATTER = re.compile(r"---[^\S\n]*\n\s*[A-Za-z]\w*:[ \n]")
_MARKDOWN_NAMES = frozenset({".md", ".markdown"})
_TABLE_NAMES = frozenset({".csv", ".tsv"})
_JSON_NAMES = frozenset({".json", ".jsonl", ".ndjson"})
_DELIMITERS = ",;\t"
# Excel's own first line, which says what parts the columns.
_DECLARED = re.compile(r'"?sep=([,;\t|])"?[^\S\r\n]*(?:\r\n?|\n)', re.IGNORECASE)
_HEAD = 20_000


def recognise(name: str, data: bytes) -> Format:
    """Return the format of the file ``name`` whose content is ``data``.

    Raises ``UnreadableFile`` for what cannot be read, with what it is as the detail where it is known.
    """
    suffix = PurePath(name).suffix.lower()
    start = data[:16].lstrip(b" \t\r\n")
    if start.startswith(b"%PDF") or (b"%PDF-" in data[:1024] and b"\x00" in data[:100_000]):
        return Format.PDF
    if data.startswith(_ZIP):
        return _zipped(data)
    _refuse_foreign(data, suffix)
    head = _head(data)
    if _is_mail(head):
        return Format.MAILBOX if mailbox.holds_several(data) else Format.MAIL
    if _PAGE.match(head) or _is_piece(head):
        return Format.HTML
    if _XML.match(head):
        raise UnreadableFile(Problem.UNKNOWN_FORMAT, "feed" if _FEED.search(head) else "xml")
    if _JSON_FEED.match(head):
        raise UnreadableFile(Problem.UNKNOWN_FORMAT, "feed")
    if head.lstrip().startswith(("{", "[")) and (kind := _json(decode(data), suffix)):
        return kind
    if delimiter_of(head, named=suffix in _TABLE_NAMES):
        return Format.TABLE
    if suffix in _MARKDOWN_NAMES or (suffix not in {".txt", ".text", ""} and _FRONT_MATTER.match(head)):
        return Format.MARKDOWN
    return Format.MARKDOWN if is_unmistakable(head) else Format.TEXT


def looks_packed(data: bytes) -> bool:
    """Whether a file is a zip or PDF, at first sight: that is never looked into in the caller's process."""
    return data.startswith(_ZIP) or b"%PDF" in data[:1024]


def looks_marked(data: bytes) -> bool:
    """Whether a file may hold HTML."""
    return b"<" in data


def _head(data: bytes) -> str:
    """Return the first characters of a file of text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return decode(data[: _HEAD - _HEAD % 4]) if len(data) > 2 else ""
    return data[:_HEAD].decode("utf-8-sig", errors="replace").replace("\x00", "")


def _refuse_foreign(data: bytes, suffix: str) -> None:
    if data[4:8] == b"ftyp":
        raise UnreadableFile(Problem.UNKNOWN_FORMAT, "picture" if data[8:12] in _PICTURE_BRANDS else "recording")
    if data.startswith(_OLE) and (suffix == ".msg" or _OUTLOOK in data):
        raise UnreadableFile(Problem.UNKNOWN_FORMAT, "outlook")
    for kind, magics in _FOREIGN.items():
        for magic in magics:
            # Two letters are no proof: what begins with them and is a text is a text.
            if data.startswith(magic) and (not magic.isalnum() or b"\x00" in data[:1000]):
                if magic == _OLE and _ENCRYPTED_PACKAGE in data:
                    raise UnreadableFile(Problem.ENCRYPTED)
                if kind == "program":
                    raise UnreadableFile(Problem.BINARY)
                raise UnreadableFile(Problem.UNKNOWN_FORMAT, "picture" if data[8:12] == b"WEBP" else kind)
    if data[257:262] == b"ustar":
        raise UnreadableFile(Problem.UNKNOWN_FORMAT, "packed")


def _zipped(data: bytes) -> Format:
    names = {member.filename for member in packing.opened(data).infolist()}
    if "word/document.xml" in names or ("[Content_Types].xml" in names and any(n.startswith("word/") for n in names)):
        return Format.DOCX
    if "[Content_Types].xml" in names or "mimetype" in names or "META-INF/container.xml" in names:
        for mark, kind in _ZIPPED.items():
            if any(name.startswith(mark) for name in names):
                raise UnreadableFile(Problem.UNKNOWN_FORMAT, kind)
    return Format.ZIP


def _is_mail(head: str) -> bool:
    """Whether a text opens with the headers of a mail: who or what of, and when, to whom or how."""
    names: set[str] = set()
    for number, line in enumerate(head.replace("\r\n", "\n").split("\n")):
        if not line.strip():
            break
        header = _HEADER.match(line)
        if header is None or (number == 0 and header[1] is None and not line.startswith("From ")):
            # A long first line of headers may be cut off by the head.
            return False
        names.add((header[1] or "").lower())
    else:
        number = len(names)
    known = names & _MAIL_HEADERS
    return len(known) >= 2 and bool(known & {"from", "subject", "received"}) and bool(known - {"from", "subject"})


def _is_piece(head: str) -> bool:
    return bool(_PIECE.match(head)) and len(_PIECE_TAG.findall(head)) >= 1


def _json(content: str, suffix: str) -> Format | None:
    """Return which JSON a text is that opens with a brace or bracket; None if it is a text like any other."""
    text = content.strip()
    if not re.match(r'\{\s*(?:"|\})|\[\s*(?:\{|\])', text) and suffix not in _JSON_NAMES:
        return None
    if text.startswith("["):
        return Format.JSON_ARRAY
    lines = [line for line in text.split("\n", 40)[:40] if line.strip()]
    sound = sum(map(_is_object, lines[:20]))
    if len(lines) > 1 and sound and sound * 2 >= min(len(lines), 20):
        return Format.JSON_LINES
    return Format.JSON_ARRAY if _is_list(text) else Format.RECORD


def _is_list(text: str) -> bool:
    """Whether a JSON object is nothing but what holds a list of articles."""
    try:
        return listed(loads(text)) is not None
    except UnreadableFile:
        return False


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line, parse_int=str), dict)
    except (ValueError, RecursionError):
        return False


def delimiter_of(head: str, *, named: bool = False) -> str:
    """Return what parts the columns of a table whose header line opens ``head``; "" if that is no table.

    A header names a text and something else of an article, or nothing but particulars; a file that is ``named`` a table
    needs no more than columns.
    """
    first = head.lstrip("\r\n")
    if declared := declaration(first):
        return declared[1]
    best, most = "", 0
    for delimiter in _DELIMITERS:
        cells = header_cells(first, delimiter)
        fields = {field for cell in cells if (field := field_of(cell))}
        if len(cells) > 1 and all(len(cell) <= 60 for cell in cells):
            known = len(fields) >= 2 and ("text" in fields or len(fields) == len(cells))
            score = 10 * len(fields) + len(cells) if known or named else 0
        else:
            score = 1 if named and "text" in fields else 0
        if score > most:
            best, most = delimiter, score
    return best or ("," if named else "")


def declaration(content: str) -> re.Match[str] | None:
    """Return the line that opens a table by saying what parts its columns, ``[1]``."""
    return _DECLARED.match(content)


def header_cells(head: str, delimiter: str) -> list[str]:
    try:
        first = re.split("\r\n|\r|\n", head, maxsplit=1)[:1]
        return [cell.strip() for cell in next(csv.reader(first, delimiter=delimiter), [])]
    except csv.Error:
        return []
