"""A pretended translation: what comes from the catalogues stands between two signs that no text has."""

import re
from collections.abc import Iterator, Mapping

import pytest
from babel import Locale
from django.utils.functional import Promise
from django.utils.safestring import SafeData, SafeString
from django.utils.translation import _trans, get_language, trans_real

OPEN, CLOSE = "\ue000", "\ue001"
_MARKED = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}?")
_NOBODYS = re.compile(r"https?://\S+\w+\S*|\{\w+\}")
# What is filled in, and tags, stay outside: only the words of the translator are marked.
_OTHERS = re.compile(r"(%\(\w+\)[a-z]|%[sd%]|\{\w*\}|<[^>]*>|&\w+;)")


def install(patch: pytest.MonkeyPatch) -> set[str]:
    """Mark every string that is translated into the language in force; one that is not comes out as it is.

    Return the strings asked for: there are more of them with every page.
    """
    asked: set[str] = set()
    for name in ("gettext", "pgettext", "ngettext", "npgettext"):
        translate = getattr(trans_real, name)
        patch.setattr(_trans, name, _marking(translate, asked, context=name.startswith(("p", "np"))))
    names = Locale.languages.fget
    patch.setattr(Locale, "languages", property(lambda locale: _Marked(names(locale))))
    return asked


def unmarked(text: str) -> str:
    """Return what of ``text`` no translation gave; addresses and what a script fills in are nobody's words."""
    text = _NOBODYS.sub("", text)
    while text != (rest := _MARKED.sub("", text)):
        text = rest
    return text.replace(CLOSE, "")


def shown(text: str) -> str:
    """Return ``text`` with signs in place of the invisible ones."""
    return text.replace(OPEN, "⟦").replace(CLOSE, "⟧")


def mark(text: str) -> str:
    pieces = (piece if _OTHERS.fullmatch(piece) else _around(piece) for piece in _OTHERS.split(text))
    marked = "".join(pieces)
    return SafeString(marked) if isinstance(text, SafeData) else marked


def _around(piece: str) -> str:
    return f"{OPEN}{piece}{CLOSE}" if piece.strip() else piece


def _marking(translate, asked: set[str], *, context: bool):  # type: ignore[no-untyped-def]
    def marking(*given):  # type: ignore[no-untyped-def]
        text = translate(*map(_plain, given))
        asked.add(str(given[context]).replace("%%", "%"))
        return mark(text) if get_language() == "en" or _is_translated(given, context=context) else text

    return marking


def _plain(given):  # type: ignore[no-untyped-def]
    """Django's own forms translate what is translated lazily already."""
    return str(given) if isinstance(given, Promise) else given


def _is_translated(given: tuple[object, ...], *, context: bool) -> bool:
    key = f"{given[0]}\x04{given[1]}" if context else str(given[0])
    known = trans_real.catalog()._catalog
    return any(each in known for each in (key, (key, 0)))


class _Marked(Mapping[str, str]):
    """Names of languages, which come from CLDR."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names

    def __getitem__(self, code: str) -> str:
        return mark(self._names[code])

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
