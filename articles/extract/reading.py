"""Choosing the reader of a file by its name and content."""

from pathlib import PurePath

from articles.extract import markdown, plain
from articles.extract.decoding import decode
from articles.extract.document import Extracted, Part, Problem, UnreadableFile

MAX_BYTES = 10 * 2**20
MAX_CHARACTERS = 1_000_000

_READERS = {
    ".txt": plain.extract,
    ".text": plain.extract,
    "": plain.extract,
    ".md": markdown.extract,
    ".markdown": markdown.extract,
}
SUFFIXES = tuple(suffix for suffix in _READERS if suffix)


def read(name: str, data: bytes) -> Extracted:
    """Read the file called ``name`` whose content is ``data``.

    Raises ``UnreadableFile`` for what is empty, binary, too large or of a format that is not known.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableFile(Problem.TOO_LARGE)
    reader = _READERS.get(PurePath(name).suffix.lower())
    if reader is None:
        raise UnreadableFile(Problem.UNKNOWN_FORMAT, PurePath(name).suffix)
    extracted = reader(decode(data))
    if not extracted.text.strip():
        raise UnreadableFile(Problem.EMPTY)
    if len(extracted.text) > MAX_CHARACTERS:
        raise UnreadableFile(Problem.TOO_LONG)
    return extracted


def unpack(name: str, data: bytes) -> tuple[Part, ...]:
    return ()
