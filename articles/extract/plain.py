"""Plain text: the text itself, with hard-wrapped paragraphs joined."""

import re

from articles.extract.document import Extracted

_NEWLINES = re.compile(r"\r\n?")
_BLANK = re.compile(r"\n[^\S\n]*\n\s*")
_WRAP_LEAST, _WRAP_MOST = 45, 110


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
    lines = block.split("\n")
    wrapped = len(lines) > 1 and all(_WRAP_LEAST <= len(line.rstrip()) <= _WRAP_MOST for line in lines[:-1])
    return " ".join(line.strip() for line in lines) if wrapped else block
