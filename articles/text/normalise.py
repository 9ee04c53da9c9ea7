"""The only place where the characters of an article may change.

>>> canonical("Cafe\\u0301\\r\\n")
'Café'
"""

import hashlib
import re
import unicodedata
from functools import lru_cache

_NEWLINES = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
# Marks that reorder, hide or split text without being seen; the zero-width joiner stays, emoji need it.
_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_BLANK_LINES = re.compile(r"\n{3,}")

# One character for one character, so that offsets stay valid: what matching looks at, never what is shown.
_PLAIN = {
    **dict.fromkeys("\u00a0\u202f\u2009\u2007\u200a\t", " "),
    **dict.fromkeys("\u2018\u2019\u02bc", "'"),
    **dict.fromkeys("«»“”„‹›", '"'),
    **dict.fromkeys("\u2010\u2011", "-"),
}
_TYPOGRAPHY = str.maketrans(_PLAIN)
_TYPOGRAPHIC = re.compile(f"[{''.join(_PLAIN)}]")

# Longer texts are no names that come again.
_NAME_MOST = 100

# Letters that Unicode takes for whole but readers type as plain ones.
_PLAIN_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ə": "e"}
)


def canonical(raw: str) -> str:
    """Return ``raw`` as it is stored: NFC, ``\\n`` between lines, nothing invisible.

    Typographic characters (non-breaking spaces, quotes, dashes) stay as they are.
    The result is a fixed point: ``canonical(canonical(x)) == canonical(x)``.
    """
    text = _NEWLINES.sub("\n", raw)
    text = _SURROGATES.sub("\ufffd", text)
    text = _CONTROLS.sub("", text)
    text = _INVISIBLE.sub("", text)
    text = unicodedata.normalize("NFC", text)
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", text).strip()


def canonical_line(raw: str) -> str:
    """Return ``raw`` as one canonical line, for titles and names."""
    return " ".join(canonical(raw).split())


def storable(text: str) -> str:
    """Return ``text`` without what not every database stores: controls, lone surrogates.

    >>> storable("2025\\x00")
    '2025'
    """
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub("", text))


def plain_typography(text: str) -> str:
    """Return ``text`` with plain quotes, apostrophes, spaces and hyphens, of the same length."""
    # Most names have none of it, and are asked for often.
    return text.translate(_TYPOGRAPHY) if _TYPOGRAPHIC.search(text) else text


@lru_cache(maxsize=5_000)
def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", plain_typography(text).casefold()).translate(_PLAIN_LETTERS)
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def fold(text: str) -> str:
    """Return ``text`` without case, accents and typography: the form in which names are compared.

    The result may differ in length from ``text``.

    >>> fold("Kassym‑Jomart Tokaïev")
    'kassym-jomart tokaiev'
    """
    return _folded(text) if len(text) <= _NAME_MOST else _folded.__wrapped__(text)


def slug(text: str) -> str:
    """Return ``text`` folded, with ASCII letters and digits joined by hyphens; ``x`` if none is left.

    >>> slug("Organisation du traité de l'Atlantique nord")
    'organisation-du-traite-de-l-atlantique-nord'
    """
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-") or "x"


def identifier(name: str) -> str:
    """Return the slug of ``name``, and where that cannot spell it, a mark that tells it from others.

    >>> identifier("Токаев")
    'x-a8a6e49a'
    """
    plain = fold(name)
    if all(c.isascii() for c in plain if c.isalnum()):
        return slug(name)
    return f"{slug(name)}-{hashlib.sha256(plain.encode()).hexdigest()[:8]}"
