"""Old charsets, told apart by the letters they would give: which reading looks like a language that is written.

General detectors look at frequencies and take short French texts for Polish ones; here Windows-1252 is
what a text is in unless another charset makes clearly better sense of it.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

# Letters beyond ASCII that languages are written with, one alphabet for those that share theirs.
_WEST = (
    *("àâæçéèêëîïôœùûüÿáíñóúšž", "áéíñóúü", "àáâãçéêíóôõúü", "àèéìîòóùç", "äöüßé", "åäæöøéü", "áéíóúýðþæö"),
    "àèéíïòóúüç·",
)
_CENTRAL = (*("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîşţ", "čćđšž"),)
_TURKISH = ("çğıöşüâîûİ",)
_CYRILLIC = ("абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґђјљњћџѓќѕў№",)
_GREEK = ("αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰ",)
# What a text is in where nothing tells otherwise.
_FIRST = "cp1252"
_CHARSETS = {
    _FIRST: _WEST,
    "cp850": _WEST,
    "mac_roman": _WEST,
    "cp1250": _CENTRAL,
    "iso8859_2": _CENTRAL,
    "cp1254": _TURKISH,
    "cp1251": _CYRILLIC,
    "koi8_u": _CYRILLIC,
    "cp866": _CYRILLIC,
    "iso8859_5": _CYRILLIC,
    "cp1253": _GREEK,
}
# Signs that may stand right before a letter, right after one, and between two; ² and ³ only follow a metre.
_BEFORE = frozenset("«“‘’„¿¡–—…·\xa0•§©")
_AFTER = frozenset("»”’…–—\xa0°ºª·™®©")
_BETWEEN = frozenset("’·–—\xa0\xad")
_ALONE = _BEFORE | _AFTER | frozenset("€£¥¢±×÷²³¹¼½¾µ¶†‡‰‹›\xad")
_PRINTED = bytes(range(0x20, 0x7F))
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SAMPLE = 100_000
# Of all its signs beyond ASCII, so many must make sense in another charset, and so many more than in the first; fewer
# will do where it cannot be in the first.
_SENSE, _BETTER, _LEAST = 0.9, 0.06, 0.8


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a charset makes of a text: letters where they may stand, signs where they may, and how many of both."""

    letters: Counter[str]
    signs: int
    total: int

    def sense(self, alphabets: Iterable[str]) -> float:
        """Return which share of it makes sense in the language of ``alphabets`` that it suits best."""
        best = max(sum(self.letters[letter] for letter in alphabet) for alphabet in alphabets)
        return (best + self.signs) / self.total if self.total else 1.0


def decode(data: bytes) -> str:
    """Return the characters of a text that is not in UTF-8; "" if it is in none of the known charsets."""
    chosen, most = "", _LEAST
    for charset, alphabets in _CHARSETS.items():
        try:
            text = data.decode(charset)
        except UnicodeDecodeError:
            continue
        sense = _reading(text[:_SAMPLE]).sense(alphabets)
        if charset == _FIRST:
            chosen, most = text, max(sense + _BETTER, _SENSE)
        elif sense > most and text != text.upper():
            chosen, most = text, sense
    return chosen


def _reading(text: str) -> _Reading:
    letters: Counter[str] = Counter()
    signs = total = 0
    for before, sign, after in zip(" " + text, text, text[1:] + " ", strict=False):
        if sign.isascii():
            continue
        total += 1
        if sign.isalpha() and sign not in "ºª":
            if _may_spell(before, sign, after):
                letters[sign.lower() if sign != "İ" else sign] += 1
        elif _may_stand(before, sign, after):
            signs += 1
    return _Reading(letters, signs, total)


def _may_spell(before: str, letter: str, after: str) -> bool:
    """Whether a letter may stand in its word: capitals first, or among their like; no two scripts in one."""
    if letter.isupper() and (before.islower() or (before.isupper() and after.islower())):
        return False
    return letter < "Ͱ" or not any(other.isascii() and other.isalpha() for other in (before, after))


def _may_stand(before: str, sign: str, after: str) -> bool:
    if before.isalpha() and after.isalpha():
        return sign in _BETWEEN
    if before.isalpha():
        return sign in _AFTER or (sign in "²³" and before == "m")
    if after.isalpha():
        return sign in _BEFORE
    return sign in _ALONE


def decode_wide(data: bytes) -> str:
    """Return the characters of UTF-16 without its mark, told by the zeros in every other byte; "" if it is none."""
    for charset, high, low in (("utf-16-le", data[1::2], data[::2]), ("utf-16-be", data[::2], data[1::2])):
        # Spaces have a zero there in every script, and the letters of ours too.
        if high.count(0) * 10 >= len(high) > 1 and low.count(0) * 50 <= high.count(0):
            if _is_ascii_with_zeros(high):
                return ""
            try:
                text = data.decode(charset)
            except UnicodeDecodeError:
                return ""
            return "" if _CONTROL.search(text) else text
    return ""


def _is_ascii_with_zeros(high: bytes) -> bool:
    """Whether what should tell the script of each sign are letters themselves, with a zero here and there."""
    told = high.translate(None, b"\x00")
    return len(told) * 2 > len(high) and len(told.translate(None, _PRINTED)) * 20 < len(told)
