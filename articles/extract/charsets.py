"""Names of charsets, as feeds and servers write them, and text that came with one."""

import codecs
import re

from articles.extract import formats

_CODECS = re.compile(r"(utf_?(8|16|32)|iso8859|cp\d|koi8|mac|latin|ascii|big5|gb|euc|shift|johab|tis|ptcp|iso2022|hz)")
# What is called so on the web is the larger set; the first is Windows-1252 everywhere.
_LARGER = {
    "ascii": "cp1252",
    "iso8859_1": "cp1252",
    "iso8859_9": "cp1254",
    "tis_620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "utf_16": "utf_16_le",
}
# Codecs whose bytes are all ASCII, so that they would pass for UTF-8.
ALL_ASCII = ("iso2022", "hz")
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# With more than one sign in so many that is none, a text is not in the charset that it came with.
_SOUND_SHARE = 20


def codec(name: str) -> str:
    """Return Python's name for a charset, or "": not all that Python decodes is one, nor without danger.

    >>> codec("GB2312"), codec("latin-1"), codec("zip")
    ('gb18030', 'cp1252', '')
    """
    try:
        found = codecs.lookup(name).name.replace("-", "_") if name else ""
    except LookupError:
        return ""
    found = _LARGER.get(found, found)
    return found if _CODECS.match(found) else ""


def in_utf8(data: bytes, charset: str) -> bytes:
    """Return a text that came with the name of its ``charset``, by HTTP, as UTF-8 with its mark.

    It is returned as it is where it has a mark of its own, is UTF-8 whatever its server calls it, is no text, or cannot
    be what it came with.
    """
    name = codec(charset)
    if not name or data.startswith(_MARKS) or formats.looks_packed(data):
        return data
    if not name.startswith("utf") and b"\x00" in data:
        return data
    if not name.startswith((*ALL_ASCII, "utf_16")) and _is_utf8(data):
        return data
    text = data.decode(name, errors="replace")
    if text.count("\ufffd") * _SOUND_SHARE > sum(letter > "\x7f" for letter in text):
        return data
    return codecs.BOM_UTF8 + text.encode("utf-8", "replace")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
