"""Bytes to characters: UTF-8, UTF-16, or else an old charset, Windows-1252 unless another makes better sense."""

import codecs
import re

from articles.extract import guessing
from articles.extract.document import Problem, UnreadableFile

_CONTROLS = bytes(set(range(32)) - {9, 10, 11, 12, 13, 26, 27})
# More than one control byte in fifty is no text.
_CONTROL_SHARE = 50
# UTF-8 with one broken sign in twenty that are not ASCII is still UTF-8.
_SOUND_SHARE = 20
_CHARSET = re.compile(
    rb'<(?:meta|\?xml)\b[^>]{0,500}?(?:charset|encoding)\s*=\s*["\']?\s*([\w.:-]{2,40})', re.IGNORECASE
)
# Charsets that pages may name and that are what their name says, once Windows-1252 is what is called Latin-1.
_CHARSETS = re.compile(
    r"windows-?125\d|cp125\d|iso-?8859-?(?:[2-8]|1[03-6])|koi8-[ru]|macintosh|gbk|gb2312|gb18030|big5|shift_jis|euc-(?:jp|kr)"
)


def decode(data: bytes) -> str:
    """Return the characters of ``data``; raise ``UnreadableFile`` if it is empty or binary."""
    if not data.strip(b"\x00 \t\r\n"):
        raise UnreadableFile(Problem.EMPTY)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode("utf-32" if data.startswith(codecs.BOM_UTF32_LE) else "utf-16")
        except UnicodeDecodeError as error:
            raise UnreadableFile(Problem.BINARY) from error
    if b"\x00" in data:
        return _worded(guessing.decode_wide(data))
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if controls * _CONTROL_SHARE > len(data):
        raise UnreadableFile(Problem.BINARY)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _mended(data) or _worded(guessing.decode(data))


def _mended(data: bytes) -> str:
    """Decode UTF-8 with a stray byte or a cut end here and there; "" for what is no UTF-8."""
    text = data.decode("utf-8-sig", errors="replace")
    beyond = sum(c > "\x7f" for c in text)
    return text if text.count("\ufffd") * _SOUND_SHARE <= beyond else ""


def _worded(text: str) -> str:
    """Return ``text``; refuse it as binary where it is nothing or its characters are not mostly letters."""
    sample = text[:20_000]
    wordly = sum(c.isalnum() or c.isspace() for c in sample)
    if not sample or wordly * 10 < len(sample) * 7:
        raise UnreadableFile(Problem.BINARY)
    return text


def decode_page(data: bytes) -> str:
    """Return the characters of an HTML page: by its mark, as UTF-8 if it is that, or else by the charset it names.

    A page's own word comes last: many call Latin-1 what is UTF-8. Raises ``UnreadableFile`` if it is empty.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decode(data)
    data = data.replace(b"\x00", b"")
    if not data.strip(b" \t\r\n"):
        raise UnreadableFile(Problem.EMPTY)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _named(data) or _mended(data) or guessing.decode(data) or data.decode("cp1252", errors="replace")


def _named(data: bytes) -> str:
    """Decode a page by the charset that it names, if that is one of the known; "" if not."""
    found = _CHARSET.search(data, 0, 4096)
    name = found[1].decode("ascii", "replace").lower() if found else ""
    return data.decode(name, errors="replace") if _CHARSETS.fullmatch(name) else ""
