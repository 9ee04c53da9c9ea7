"""The text of an article with its mentions as links: the only HTML that Python makes.

Each piece of text is escaped on its own; a template loop over the same runs is twenty times slower
(``docs/decisions``), and no template ever marks a string as safe.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString

from articles.models import Mention
from articles.text import segments

DOUBTFUL_BELOW = 0.5


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
                mention.confidence < DOUBTFUL_BELOW,
            )
        )
    return marks


def render(text: str, marks: Iterable[Mark]) -> SafeString:
    """Return ``text`` as paragraphs and headings in which marks are links.

    The text content of the result is ``text`` itself, whatever it holds: tags stripped and
    unescaped, not a character is added or missing. Marks inside others are not drawn.

    >>> render("Astana <b>", [Mark(0, 6, 7, "place", "/entities/7/astana/")])
    '<p><a class="mention" data-label="place" data-entity="7" href="/entities/7/astana/" data-first \
aria-describedby="is-place" id="m-7">Astana</a> &lt;b&gt;</p>'
    """
    pieces: list[str] = []
    seen: set[int] = set()
    for line, within in _marks_by_line(text, marks):
        if line.start:
            pieces.append("\n")
        content = text[line.start : line.end]
        if not content.strip():
            pieces.append(escape(content))
            continue
        tag = "h2" if line.heading else "p"
        pieces.append(f"<{tag}>")
        for run in segments.cut(within, line.start, line.end):
            surface = escape(text[run.start : run.end])
            pieces.append(surface if run.span is None else _link(run.span, surface, seen))
        pieces.append(f"</{tag}>")
    return SafeString("".join(pieces))


def _marks_by_line(text: str, marks: Iterable[Mark]) -> Iterator[tuple[segments.Line, list[Mark]]]:
    waiting = sorted(marks, key=lambda mark: mark.start, reverse=True)
    for line in segments.lines(text):
        within = []
        while waiting and waiting[-1].start < line.end:
            within.append(waiting.pop())
        yield line, within


def _link(mark: Mark, surface: str, seen: set[int]) -> str:
    """Return the link; only the first one to each entity is in the tab order."""
    if mark.entity in seen:
        extra = ' tabindex="-1"'
    else:
        seen.add(mark.entity)
        extra = f' data-first aria-describedby="is-{mark.label}" id="m-{mark.entity}"'
    if mark.doubtful:
        extra += " data-doubt"
    return (
        f'<a class="mention" data-label="{mark.label}" data-entity="{mark.entity}"'
        f' href="{escape(mark.href)}"{extra}>{surface}</a>'
    )
