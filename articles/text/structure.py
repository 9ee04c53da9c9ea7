"""What the lines of a text are, where its file said so: headings, quotes, items of lists.

A structure is pairs of a line's number and its shape. Numbers count, from 0, the lines of the canonical text that are
not blank; so blank lines may come and go.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from articles.text.normalise import canonical


class Shape(StrEnum):
    """What a line is when it is no plain paragraph; an item keeps its mark: ``- `` or ``1. ``."""

    HEADING = "heading"
    QUOTE = "quote"
    ITEM = "item"


Structure: TypeAlias = tuple[tuple[int, Shape], ...]


@dataclass(frozen=True, slots=True)
class ShapedLine:
    """A line that has a shape, without its newline: ``text[start:end]``, in code points."""

    start: int
    end: int
    shape: Shape


def composed(blocks: Iterable[tuple[str, Shape | None]]) -> tuple[str, Structure]:
    """Return the canonical text of ``blocks``, a blank line between them, and the shapes of its lines.

    >>> composed([("Titre", Shape.HEADING), ("Texte", None)])
    ('Titre\\n\\nTexte', ((0, <Shape.HEADING: 'heading'>),))
    """
    trimmed = [("\n".join(_filled(raw)), shape) for raw, shape in blocks]
    return "\n\n".join(text for text, _ in trimmed if text), structure_of(trimmed)


def structure_of(blocks: Iterable[tuple[str, Shape | None]]) -> Structure:
    """Return the shapes of the lines of a text that is made by joining ``blocks`` at newlines."""
    shapes: list[tuple[int, Shape]] = []
    count = 0
    for raw, shape in blocks:
        size = len(_filled(raw))
        if shape is not None:
            shapes += [(number, shape) for number in range(count, count + size)]
        count += size
    return tuple(shapes)


def _filled(raw: str) -> list[str]:
    return [trimmed for line in canonical(raw).split("\n") if (trimmed := line.strip())]


def spans_of(text: str, structure: Iterable[tuple[int, str]]) -> tuple[ShapedLine, ...]:
    """Return where the lines of ``structure`` stand in the canonical ``text``, in order.

    Numbers of lines that ``text`` does not have are passed over. Raises ``ValueError`` for an unknown shape.
    """
    shapes = {number: Shape(shape) for number, shape in structure}
    if not shapes:
        return ()
    return tuple(
        ShapedLine(start, end, shapes[number])
        for number, (start, end) in enumerate(_filled_lines(text))
        if number in shapes
    )


def _filled_lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, start + len(line)
        start += len(line) + 1
