"""Plain text: the text itself, with hard-wrapped paragraphs joined."""

import re
from itertools import pairwise

from articles.extract.document import Extracted

_NEWLINES = re.compile(r"\r\n?")
_BLANK = re.compile(r"\n[^\S\n]*\n\s*")
_ITEM = re.compile(r"[-–—•*]\s|\d{1,2}[.)]\s")
_WRAP_LEAST, _WRAP_MOST = 45, 110
# Signs by which a line wrapped by hand may stay below the width.
_RAGGED = 12


def extract(content: str) -> Extracted:
    """Return ``content`` as an article without particulars."""
    return Extracted(text=unwrap(_NEWLINES.sub("\n", content)))


def unwrap(content: str) -> str:
    """Join the lines of paragraphs that were wrapped at a fixed width.

    Only a text with blank lines between its paragraphs is taken for wrapped, and of it only blocks
    whose lines, but for the last, are all nearly of one length.

    >>> unwrap("Une seule ligne.\\nUne autre.")
    'Une seule ligne.\\nUne autre.'
    """
    blocks = _BLANK.split(content.strip("\n"))
    if len(blocks) < 2:
        return content
    return "\n\n".join(_join(block) for block in blocks)


def _join(block: str) -> str:
    lines = [line.strip() for line in block.split("\n")]
    return " ".join(lines) if _wrapped(lines) else block


def _wrapped(lines: list[str]) -> bool:
    """Whether each line but the last ends where its next word had no room, and none is an item of a list."""
    if len(lines) < 2 or any(_ITEM.match(line) for line in lines[1:]):
        return False
    widest = max(map(len, lines))
    return all(
        _WRAP_LEAST <= len(line) <= _WRAP_MOST and len(line) + 1 + len(following.split(" ", 1)[0]) > widest - _RAGGED
        for line, following in pairwise(lines)
    )
