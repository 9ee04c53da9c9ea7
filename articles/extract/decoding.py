"""Bytes to characters: UTF-8, UTF-16 with its mark, or else Windows-1252, the old default of French desks."""

import codecs

from articles.extract.document import Problem, UnreadableFile

_CONTROLS = bytes(set(range(32)) - {9, 10, 11, 12, 13, 26, 27})
# More than one control byte in fifty is no text.
_CONTROL_SHARE = 50
# UTF-8 with one broken sign in twenty that are not ASCII is still UTF-8.
_SOUND_SHARE = 20


def decode(data: bytes) -> str:
    """Return the characters of ``data``; raise ``UnreadableFile`` if it is empty or binary."""
    if not data.strip(b"\x00 \t\r\n"):
        raise UnreadableFile(Problem.EMPTY)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise UnreadableFile(Problem.BINARY) from error
    if b"\x00" in data:
        raise UnreadableFile(Problem.BINARY)
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if controls * _CONTROL_SHARE > len(data):
        raise UnreadableFile(Problem.BINARY)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _mended(data) or _decode_windows(data)


def _mended(data: bytes) -> str:
    """Decode UTF-8 with a stray byte or a cut end here and there; "" for what is no UTF-8."""
    text = data.decode("utf-8-sig", errors="replace")
    beyond = sum(c > "\x7f" for c in text)
    return text if text.count("\ufffd") * _SOUND_SHARE <= beyond else ""


def _decode_windows(data: bytes) -> str:
    """Decode Windows-1252 bytes whose letters are mostly letters; refuse others as binary."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise UnreadableFile(Problem.BINARY) from error
    sample = text[:20_000]
    wordly = sum(c.isalnum() or c.isspace() for c in sample)
    if wordly * 10 < len(sample) * 7:
        raise UnreadableFile(Problem.BINARY)
    return text
