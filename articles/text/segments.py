"""Cutting a text into lines and runs, for display."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


class HasOffsets(Protocol):
    """Anything that knows where it starts and ends: a span, a mention, a row."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


S = TypeVar("S", bound=HasOffsets)

_HEADING_MAX = 90
_FINAL = tuple(".!?…:;,»\"”)'’")
_LIST_ITEM = re.compile(r"[-–—•*]\s")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text, without its newline: ``text[start:end]``."""

    start: int
    end: int
    heading: bool


@dataclass(frozen=True, slots=True)
class Run(Generic[S]):
    """A piece of text that is drawn in one way: plain, or as the mention ``span``."""

    start: int
    end: int
    span: S | None


def outermost(spans: Iterable[S]) -> list[S]:
    """Return the spans that are drawn, in order: the longest where they overlap, of equals the first."""
    return [span for span, _ in nested(spans)]


def nested(spans: Iterable[S]) -> list[tuple[S, Sequence[S]]]:
    """Return the outermost spans in order, each with the outermost of those inside it, as in « Banque de *France* ».

    Spans that cross a longer one are left out.
    """
    found = list(spans)
    reach = 0
    for span in found:
        if span.start < reach:
            break
        reach = span.end
    else:
        # They stand apart and in order, as nearly all do.
        return [(span, ()) for span in found]
    ordered = sorted(found, key=lambda span: (span.start, -span.end))
    outer = _longest(ordered)
    inside: list[list[S]] = [[] for _ in outer]
    for span in ordered:
        at = bisect_right(outer, span.start, key=_start) - 1
        if at >= 0 and span.end <= outer[at].end and span.end - span.start < outer[at].end - outer[at].start:
            inside[at].append(span)
    return [(span, _longest(inner)) for span, inner in zip(outer, inside, strict=True)]


def _longest(spans: Iterable[S]) -> list[S]:
    """Return spans that stand apart, in order: the longest first take their place."""
    kept: list[S] = []
    for span in sorted(spans, key=lambda span: span.start - span.end):
        at = bisect_right(kept, span.start, key=_start)
        if (at == 0 or kept[at - 1].end <= span.start) and (at == len(kept) or span.end <= kept[at].start):
            kept.insert(at, span)
    return kept


def _start(span: HasOffsets) -> int:
    return span.start


def cut(spans: Iterable[S], start: int, end: int) -> Iterator[Run[S]]:
    """Yield the runs that tile ``[start, end)``; spans that cross its borders are left out."""
    position = start
    for span in outermost(s for s in spans if start <= s.start < s.end <= end):
        if position < span.start:
            yield Run(position, span.start, None)
        yield Run(span.start, span.end, span)
        position = span.end
    if position < end:
        yield Run(position, end, None)


def lines(text: str) -> Iterator[Line]:
    """Yield the lines of ``text`` in order; empty ones too, so that nothing is lost."""
    found = []
    position = 0
    for content in text.split("\n"):
        found.append((position, position + len(content), content))
        position += len(content) + 1
    headings = heading_lines([content for _, _, content in found])
    for index, (start, end, _) in enumerate(found):
        yield Line(start, end, index in headings)


def heading_lines(contents: Sequence[str]) -> set[int]:
    """Return which lines of a text are headings: they stand between others."""
    filled = [index for index, content in enumerate(contents) if content.strip()]
    return {index for index in filled[1:-1] if looks_like_heading(contents[index])}


def looks_like_heading(line: str) -> bool:
    """Say whether a line reads as a heading: short, capitalised, without final punctuation."""
    content = line.strip()
    if not content or len(content) > _HEADING_MAX or len(content.split()) > 14:
        return False
    if content.endswith(_FINAL) and not content.endswith("?"):
        return False
    if content.endswith("?") and len(content.split()) > 10:
        return False
    return (content[0].isupper() or content[0].isdigit()) and not _LIST_ITEM.match(content)
