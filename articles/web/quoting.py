"""Quotations: the sentences in which an article names what a page is about."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from articles.models import Article
from articles.text import sentences

WIDTH = 180
WIDTH_OF_LINES = 90
FEWEST_WORDS = 6

Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a quotation; ``label`` is the kind of what it names, empty for the words between."""

    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """An article and its sentence; ``count`` is how often it names the subject.

    ``apart`` says that the pieces come from two sentences, for no single one names both subjects.
    """

    article: Article
    count: int
    pieces: tuple[Piece, ...] = ()
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One mention in its context, ``before + surface + after``; ``label`` is the kind of what it names."""

    article: Article
    before: str
    surface: str
    after: str
    label: str


def quote(article: Article, spans: Spans, label: str) -> Quote:
    """Return the first sentence that says something around one of ``spans``, each of them in it marked."""
    found = sorted(spans)
    if not found:
        return Quote(article, 0)
    start, end = next((span for span in found if _tells(article.text, *span)), found[0])
    return Quote(article, len(found), _marked(article.text, start, end, [(*span, label) for span in found]))


def quotes(articles: Iterable[Article], spans: Mapping[int, Spans], label: str) -> list[Quote]:
    """Return one quotation for each article; ``spans`` holds those of each article by its number."""
    return [quote(article, spans.get(article.pk, ()), label) for article in articles]


def quote_both(article: Article, one: Spans, other: Spans, labels: tuple[str, str]) -> Quote:
    """Return the first sentence that holds a span of ``one`` and of ``other``; if none does, one sentence of each."""
    text = article.text
    first, second = sorted(one), sorted(other)
    named = [(*span, labels[0]) for span in first] + [(*span, labels[1]) for span in second]
    for start, end in first:
        begin, finish = sentences.sentence_around(text, start, end)
        place = bisect_left(second, (begin, 0))
        if place < len(second) and second[place][1] <= finish:
            left, right = min(start, second[place][0]), max(end, second[place][1])
            return Quote(article, len(named), _marked(text, left, right, named))
    halves = [_marked(text, *span, named) for span in (*first[:1], *second[:1])]
    pieces = halves[0] + _between(*halves) + halves[1] if len(halves) == 2 else sum(halves, ())
    return Quote(article, len(named), pieces, apart=True)


def concordance(articles: Iterable[Article], spans: Mapping[int, Spans], label: str) -> list[Line]:
    """Return every span of the articles, in their order, in its context."""
    return [line(article, *span, label) for article in articles for span in sorted(spans.get(article.pk, ()))]


def in_its_sentence(article: Article, start: int, end: int, label: str = "") -> Line:
    """Return ``article.text[start:end]`` in its sentence, which is shortened on either side if it is long."""
    text = article.text
    begin, finish = sentences.sentence_around(text, start, end)
    left, right = sentences.clip(text, start, end, width=WIDTH)
    before = ("… " if left > begin else "") + text[left:start]
    return Line(article, before, text[start:end], text[end:right] + (" …" if right < finish else ""), label)


def line(article: Article, start: int, end: int, label: str) -> Line:
    """Return ``article.text[start:end]`` with what stands around it in its paragraph."""
    text = article.text
    left, right = sentences.around(text, start, end, width=WIDTH_OF_LINES)
    before = "… " if text[:left] and text[left - 1] != "\n" else ""
    after = " …" if right < len(text) and text[right] != "\n" else ""
    return Line(article, before + text[left:start], text[start:end], text[end:right] + after, label)


def _marked(text: str, start: int, end: int, named: Iterable[tuple[int, int, str]]) -> tuple[Piece, ...]:
    """Return the sentence around ``[start, end)``, shortened on either side if it is long, with what it names."""
    begin, finish = sentences.sentence_around(text, start, end)
    left, right = sentences.clip(text, start, end, width=WIDTH)
    pieces = [Piece("… ")] if left > begin else []
    position = left
    for span_start, span_end, label in sorted(named, key=lambda span: (span[0], -span[1])):
        if position <= span_start and span_end <= right:
            pieces += [Piece(text[position:span_start]), Piece(text[span_start:span_end], label)]
            position = span_end
    pieces += [Piece(text[position:right]), Piece(" …" if right < finish else "")]
    return tuple(piece for piece in pieces if piece.text)


def _between(one: Sequence[Piece], other: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return what stands between two quoted sentences; one of them may say already that something is left out."""
    said = one[-1].text.endswith("…") or other[0].text.startswith("…")
    return (Piece(" " if said else " … "),)


def _tells(text: str, start: int, end: int) -> bool:
    """Say whether the sentence around a span is more than a heading."""
    begin, finish = sentences.sentence_around(text, start, end)
    return sentences.words(text[begin:finish]) >= FEWEST_WORDS
