"""Reading a file: what it is, then the reader of its kind."""

import logging
from collections.abc import Callable

from articles.extract import containers, docx, formats, html, mail, markdown, packing, pdf, plain, records
from articles.extract.decoding import decode, decode_page
from articles.extract.document import Extracted, Part, Problem, UnreadableFile
from articles.extract.formats import Format

MAX_BYTES = 10 * 2**20
# Pages, documents and containers are larger than the text in them.
MAX_FILE_BYTES = 50 * 2**20
MAX_CHARACTERS = 1_000_000

logger = logging.getLogger(__name__)

_READERS: dict[Format, Callable[[bytes], Extracted]] = {
    Format.TEXT: lambda data: plain.extract(decode(data)),
    Format.MARKDOWN: lambda data: markdown.extract(decode(data)),
    Format.RECORD: lambda data: records.extract(decode(data)),
    Format.HTML: lambda data: html.extract(decode_page(data)),
    Format.DOCX: docx.extract,
    Format.PDF: pdf.extract,
    Format.MAIL: mail.extract,
}


def read(name: str, data: bytes) -> Extracted:
    """Read the file called ``name`` whose content is ``data``, one article.

    Raises ``UnreadableFile``, and nothing else, for what cannot be an article.
    """
    kind = _kind(name, data)
    if kind in formats.CONTAINERS:
        raise UnreadableFile(Problem.NESTED if kind is Format.ZIP else Problem.SEVERAL)
    with _Stumbling(name):
        extracted = _READERS[kind](data)
    if not extracted.text.strip():
        raise UnreadableFile(Problem.EMPTY)
    if len(extracted.text) > MAX_CHARACTERS:
        raise UnreadableFile(Problem.TOO_LONG)
    return extracted


def unpack(name: str, data: bytes) -> tuple[Part, ...]:
    """Return the articles' files that the container ``name`` holds; () for a file that is an article itself.

    A mail is a container if it encloses files or forwards mails, and an article if it does not.

    Names are paths within the container (``dossier/a.txt``), those of rows with their number, from 1 (``table.csv#3``).
    Parts that cannot be had carry their problem: zips within zips, paths that lead out, encrypted members, bad rows.
    Raises ``UnreadableFile`` for a container that is damaged, empty, or holds or unpacks to too much.
    """
    kind = _kind(name, data)
    if kind not in formats.CONTAINERS and kind is not Format.MAIL:
        return ()
    found: list[Part] = []
    with _Stumbling(name):
        size = 0
        for part in containers.parts(name, data, kind, most=MAX_FILE_BYTES):
            found.append(part)
            size += len(part.data)
            if len(found) > containers.MAX_PARTS:
                raise UnreadableFile(Problem.TOO_MANY, "members" if kind is Format.ZIP else "rows")
            if size > packing.MAX_UNPACKED:
                raise UnreadableFile(Problem.BOMB)
    if not found and kind is not Format.MAIL:
        raise UnreadableFile(Problem.EMPTY)
    return tuple(found)


def _kind(name: str, data: bytes) -> Format:
    if len(data) > MAX_FILE_BYTES:
        raise UnreadableFile(Problem.TOO_LARGE, str(MAX_FILE_BYTES // 2**20))
    with _Stumbling(name):
        kind = formats.recognise(name, data)
    if kind in formats.TEXTS and len(data) > MAX_BYTES:
        raise UnreadableFile(Problem.TOO_LARGE, str(MAX_BYTES // 2**20))
    return kind


class _Stumbling:
    """Where a library stumbles over a file in a way that nobody foresaw, the file is refused and the log says how."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if error is None or isinstance(error, UnreadableFile) or not isinstance(error, Exception):
            return
        logger.warning("Stumbled over %r", self._name[:200], exc_info=error)
        if isinstance(error, RecursionError):
            raise UnreadableFile(Problem.TOO_DEEP) from error
        raise UnreadableFile(Problem.TIMEOUT if isinstance(error, MemoryError) else Problem.DAMAGED) from error
