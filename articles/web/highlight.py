"""The text of an article with its mentions as links: the only HTML that Python makes.

Each piece of text is escaped on its own, and no template ever marks a string as safe. A template loop over
the same runs costs many times more (``docs/benchmarks.md`` compares this with displaCy).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString

from articles.models import Mention, MentionCertainty
from articles.text import segments

DOUBTFUL_BELOW = 0.5
# A large initial is three lines high: a shorter paragraph would leave it standing beside the next one.
INITIAL_LEAST = 260


@dataclass(frozen=True, slots=True)
class Mark:
    """A mention as it is drawn: ``text[start:end]`` names ``entity`` and leads to ``href``."""

    start: int
    end: int
    entity: int
    label: str
    href: str
    doubtful: bool = False


def marks_of(mentions: Iterable[Mention]) -> list[Mark]:
    """Return the marks of mentions whose entities are loaded; an address is made once for each entity."""
    addresses: dict[int, str] = {}
    marks = []
    for mention in mentions:
        entity = mention.entity
        if entity.pk not in addresses:
            addresses[entity.pk] = entity.get_absolute_url()
        marks.append(
            Mark(
                mention.start,
                mention.end,
                entity.pk,
                entity.kind,
                addresses[entity.pk],
                mention.confidence < DOUBTFUL_BELOW or mention.certainty == MentionCertainty.SEVERAL,
            )
        )
    return marks


def render(text: str, marks: Iterable[Mark]) -> SafeString:
    """Return ``text`` as paragraphs and headings in which marks are links.

    The text content of the result is ``text`` itself, whatever it holds: tags stripped and
    unescaped, not a character is added or missing. Marks inside others, or across lines, are not drawn.

    >>> render("Astana <b>", [Mark(0, 6, 7, "place", "/entities/7/astana/")])
    '<p><a class="mention" data-label="place" data-entity="7" href="/entities/7/astana/" data-first \
aria-describedby="is-place" id="m-7">Astana</a> &lt;b&gt;</p>'
    """
    # Most texts hold nothing to escape: one look at the whole is cheaper than one at each piece.
    has_markup = any(sign in text for sign in "&<>")
    pieces: list[str] = []
    opened: dict[int, str] = {}
    position = 0
    for mark in drawn(text, marks):
        before, surface = text[position : mark.start], text[mark.start : mark.end]
        if has_markup:
            before, surface = escape(before, quote=False), escape(surface, quote=False)
        pieces += (before, _opening(mark, opened), surface, "</a>")
        position = mark.end
    pieces.append(escape(text[position:], quote=False))
    # No link holds a newline, so the lines of the result are those of the text.
    blocks = _blocks(text.split("\n"), "".join(pieces).split("\n"))
    return SafeString("\n".join(blocks))


def drawn(text: str, marks: Iterable[Mark]) -> list[Mark]:
    """Return the marks that become links, in order: within one line, and the longest where they overlap."""
    length = len(text)
    return segments.outermost(
        mark for mark in marks if 0 <= mark.start < mark.end <= length and "\n" not in text[mark.start : mark.end]
    )


def _opening(mark: Mark, opened: dict[int, str]) -> str:
    """Return the opening tag; only the first link to each entity is in the tab order."""
    doubt = " data-doubt" if mark.doubtful else ""
    if tag := opened.get(mark.entity):
        return f'{tag} tabindex="-1"{doubt}>'
    tag = f'<a class="mention" data-label="{mark.label}" data-entity="{mark.entity}" href="{escape(mark.href)}"'
    opened[mark.entity] = tag
    return f'{tag} data-first aria-describedby="is-{mark.label}" id="m-{mark.entity}"{doubt}>'


def _blocks(contents: list[str], lines: list[str]) -> list[str]:
    """Return each line of HTML in its element; blank ones as they are."""
    blocks = [f"<p>{line}</p>" if line and not line.isspace() else line for line in lines]
    for index in segments.heading_lines(contents):
        blocks[index] = f"<h2>{lines[index]}</h2>"
    if _takes_initial(lines[0]) and blocks[0].startswith("<p>"):
        blocks[0] = f'<p class="lead">{lines[0]}</p>'
    return blocks


def _takes_initial(line: str) -> bool:
    """Whether the first line can carry a large initial: long enough, and no name, sign or accent begins it."""
    return len(line) > INITIAL_LEAST and line[0].isalpha() and line[0].isascii()
