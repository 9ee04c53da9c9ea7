"""The text of an article with its mentions as links, and its list of them: the only HTML that Python makes.

Each piece of text is escaped on its own, and no template ever marks a string as safe. A template loop over
the same runs or rows costs many times more (``docs/benchmarks.md`` compares this with displaCy).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import accumulate
from typing import NamedTuple

from django.utils.safestring import SafeString

from articles.models import Mention, MentionCertainty
from articles.text import segments
from articles.text.structure import Shape

DOUBTFUL_BELOW = Mention.DOUBTFUL_BELOW
# A large initial is three lines high: a shorter paragraph would leave it standing beside the next one.
INITIAL_LEAST = 260

_ELEMENTS: Mapping[str, str] = {
    Shape.HEADING: "<h2>{}</h2>",
    Shape.QUOTE: "<blockquote>{}</blockquote>",
    Shape.ITEM: '<p class="item">{}</p>',
}

# A line as ``Article.structure`` keeps it: start, end and shape.
Shaped = Sequence[int | str]
# A mention as it is stored: start, end, entity, confidence and certainty.
Found = tuple[int, int, int, float, str]


class Mark(NamedTuple):
    """A mention as it is drawn: ``text[start:end]`` names ``entity`` and leads to ``href``."""

    start: int
    end: int
    entity: int
    label: str
    href: str
    doubtful: bool = False


def marks_of(found: Iterable[Found], named: Mapping[int, tuple[str, str]]) -> list[Mark]:
    """Return the marks of mentions; ``named`` holds the kind and the address of each entity."""
    return [
        Mark(start, end, entity, *named[entity], confidence < DOUBTFUL_BELOW or certainty == MentionCertainty.SEVERAL)
        for start, end, entity, confidence, certainty in found
    ]


def render(text: str, marks: Iterable[Mark], shapes: Iterable[Shaped] | None = None) -> SafeString:
    """Return ``text`` as paragraphs and headings in which marks are links.

    ``shapes`` says which lines are headings, quotes or items; where it is None, headings are guessed from the text.

    The text content of the result is ``text`` itself, whatever it holds: tags stripped and
    unescaped, not a character is added or missing. Marks inside others are underlined within the link;
    those that cross a longer one, or a line's end, are not drawn.

    >>> render("Astana <b>", [Mark(0, 6, 7, "place", "/entities/7/astana/")])
    '<p><a class="mention" data-label="place" data-entity="7" href="/entities/7/astana/" data-first \
aria-describedby="is-place" id="m-7">Astana</a> &lt;b&gt;</p>'
    """
    # Most texts hold nothing to escape: one look at the whole is cheaper than one at each piece.
    has_markup = "&" in text or "<" in text or ">" in text
    nested = drawn(text, marks)
    only_inside = _only_inside(nested)
    pieces: list[str] = []
    opened: dict[int, str] = {}
    position = 0
    for mark, inner in nested:
        start, end, entity, label, href, doubtful = mark
        before, surface = text[position:start], text[start:end]
        if has_markup:
            before, surface = escape(before, quote=False), escape(surface, quote=False)
        if inner:
            surface = _with_inner(text, mark, inner, only_inside)
        # Only the first link to each entity is in the tab order.
        if tag := opened.get(entity):
            more = ' tabindex="-1"'
        else:
            tag = f'<a class="mention" data-label="{label}" data-entity="{entity}" href="{escape(href)}"'
            more = f' data-first aria-describedby="is-{label}" id="m-{entity}"'
            opened[entity] = tag
        pieces += (before, tag, more, " data-doubt>" if doubtful else ">", surface, "</a>")
        position = end
    pieces.append(escape(text[position:], quote=False))
    # No link holds a newline, so the lines of the result are those of the text.
    blocks = _blocks(text.split("\n"), "".join(pieces).split("\n"), shapes)
    return SafeString("\n".join(blocks))


def drawn(text: str, marks: Iterable[segments.S]) -> list[tuple[segments.S, Sequence[segments.S]]]:
    """Return the marks, or mentions, that become links, in order, each with those drawn inside it, all in one line."""
    length = len(text)
    return segments.nested(
        mark for mark in marks if 0 <= mark.start < mark.end <= length and "\n" not in text[mark.start : mark.end]
    )


def _only_inside(nested: Iterable[tuple[Mark, Sequence[Mark]]]) -> set[int]:
    """Return the entities that are drawn, but have no link of their own to go to."""
    inside = {mark.entity for _, inner in nested for mark in inner}
    return inside and inside - {mark.entity for mark, _ in nested}


def _with_inner(text: str, mark: Mark, inner: Iterable[Mark], only_inside: set[int]) -> str:
    """Return what stands in a link; an entity in ``only_inside`` loses its place there once it can be gone to."""
    pieces = []
    position = mark.start
    for part in inner:
        target = ""
        if part.entity in only_inside:
            only_inside.remove(part.entity)
            target = f' id="m-{part.entity}"'
        pieces += (
            escape(text[position : part.start], quote=False),
            f'<span class="in" data-label="{part.label}" data-entity="{part.entity}"{target}>',
            escape(text[part.start : part.end], quote=False),
            "</span>",
        )
        position = part.end
    return "".join(pieces) + escape(text[position : mark.end], quote=False)


def _blocks(contents: list[str], lines: list[str], shapes: Iterable[Shaped] | None) -> list[str]:
    """Return each line of HTML in its element; blank ones as they are."""
    blocks = [f"<p>{line}</p>" if line and not line.isspace() else line for line in lines]
    for index, shape in _shaped(contents, shapes):
        blocks[index] = _ELEMENTS[shape].format(lines[index])
    if _takes_initial(lines[0]) and blocks[0].startswith("<p>"):
        blocks[0] = f'<p class="lead">{lines[0]}</p>'
    return blocks


def _shaped(contents: list[str], shapes: Iterable[Shaped] | None) -> Iterator[tuple[int, str]]:
    """Yield the numbers of the lines that have a shape, with it; blank lines have none."""
    if shapes is None:
        yield from ((index, Shape.HEADING) for index in segments.heading_lines(contents))
        return
    starts = dict(zip(accumulate((len(line) + 1 for line in contents), initial=0), range(len(contents)), strict=False))
    for start, _, shape in shapes:
        index = starts.get(start)
        if index is not None and contents[index].strip() and shape in _ELEMENTS:
            yield index, shape


def _takes_initial(line: str) -> bool:
    """Whether the first line can carry a large initial: long enough, and no name, sign or accent begins it."""
    return len(line) > INITIAL_LEAST and line[0].isalpha() and line[0].isascii()
