"""Zip files: what is in them, read no further than is sane."""

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from articles.extract.document import Problem, UnreadableFile
from articles.extract.litter import is_litter

MAX_MEMBERS = 10_000
MAX_UNPACKED = 200 * 2**20
MAX_RATIO = 100
# What so little data unpacks to is never a bomb, however well it is packed.
_SMALL = 2**20
_CHUNK = 2**16
_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, KeyError,
           IndexError, UnicodeError, MemoryError)  # fmt: skip
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_END, _END_SIZE = b"PK\x05\x06", 22
# What zip files that were meant to be split begin with.
_SPLIT = (b"PK\x07\x08", b"PK00")


@dataclass(slots=True)
class Allowance:
    """How much a file may still unpack to; counted as it is read, for what a directory says may be a lie."""

    packed: int
    unpacked: int = 0
    what: str = ""

    def take(self, size: int) -> None:
        self.unpacked += size
        if self.unpacked > MAX_UNPACKED or (self.unpacked > _SMALL and self.unpacked > self.packed * MAX_RATIO):
            raise UnreadableFile(Problem.BOMB, self.what)


def opened(data: bytes, *, what: str = "") -> zipfile.ZipFile:
    """Return the zip file that ``data`` is. Raises ``UnreadableFile`` if it is damaged or has too many members.

    One whose members share bytes is a bomb; ``what`` says of what kind.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _ERRORS as error:
        raise UnreadableFile(Problem.DAMAGED) from error
    if not _is_whole(data, archive):
        raise UnreadableFile(Problem.DAMAGED)
    if len(archive.infolist()) > MAX_MEMBERS:
        raise UnreadableFile(Problem.TOO_MANY, "members")
    if _overlap(archive.infolist()):
        raise UnreadableFile(Problem.BOMB, what)
    return archive


def _overlap(members: list[zipfile.ZipInfo]) -> bool:
    """Whether a member begins before the one in front of it has ended; some Pythons look for that, others do not."""
    spans = sorted((member.header_offset, member.header_offset + member.compress_size) for member in members)
    return any(begin < end for (_, end), (begin, _) in pairwise(spans))


def _is_whole(data: bytes, archive: zipfile.ZipFile) -> bool:
    """Whether an archive is all of ``data``, and not the end of one that is cut short, or a zip within it."""
    end = len(data) - _END_SIZE - len(archive.comment)
    if data[end : end + len(_END)] != _END:
        # Mail and tape programs fill up files with zeros and newlines.
        end = data.rfind(_END)
    if data[end + _END_SIZE + len(archive.comment) :].strip(b"\x00\r\n"):
        return False
    begin = min((member.header_offset for member in archive.infolist()), default=0)
    return begin == 0 or (begin == len(_END) and data.startswith(_SPLIT))


def read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, allowance: Allowance, most: int) -> bytes:
    """Return the bytes of ``member``.

    Raises ``UnreadableFile``: BOMB for the whole archive; ENCRYPTED, DAMAGED or TOO_LARGE for the member.
    """
    if member.flag_bits & _ENCRYPTED:
        raise UnreadableFile(Problem.ENCRYPTED)
    chunks: list[bytes] = []
    size = 0
    try:
        with archive.open(member) as file:
            while chunk := file.read(_CHUNK):
                allowance.take(len(chunk))
                size += len(chunk)
                if size > most:
                    raise UnreadableFile(Problem.TOO_LARGE, str(most // 2**20))
                chunks.append(chunk)
    except _ERRORS as error:
        raise UnreadableFile(Problem.DAMAGED) from error
    return b"".join(chunks)


def weigh(data: bytes) -> None:
    """Read a document that is a zip file through. Raises ``UnreadableFile`` if it is a bomb or damaged."""
    archive = opened(data, what="document")
    allowance = Allowance(len(data), what="document")
    for member in archive.infolist():
        read_member(archive, member, allowance, MAX_UNPACKED)


def articles_in(archive: zipfile.ZipFile) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    """Yield the members that someone meant to send, each with its path inside; folders and litter are passed over."""
    for member in archive.infolist():
        names = [name for name in _name(member).replace("\\", "/").split("/") if name not in {"", "."}]
        if not names or member.is_dir() or any(name.startswith(".") and name != ".." for name in names):
            continue
        if not is_litter("/".join(names)):
            yield "/".join(names), member


def is_link(member: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(member.external_attr >> 16)


def leads_out(name: str) -> bool:
    """Whether a member's path would lie outside of its folder; such paths are written by attackers only."""
    return ".." in name.split("/") or ":" in name.split("/")[0]


def _name(member: zipfile.ZipInfo) -> str:
    """Return a member's name; what is not marked as UTF-8 often is, where the old code page made it gibberish."""
    if member.flag_bits & _UTF8_NAME:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return member.filename
