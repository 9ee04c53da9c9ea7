"""Quotations: the sentence in which an article names what a page is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from articles.models import Article
from articles.text import sentences

WIDTH = 180
FEWEST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Quote:
    """An article and its sentence ``before + surface + after``; ``count`` is how often it names the subject."""

    article: Article
    count: int
    before: str = ""
    surface: str = ""
    after: str = ""


def quote(article: Article, start: int, end: int, *, count: int = 1) -> Quote:
    """Return the sentence around ``article.text[start:end]``, shortened on either side if it is long."""
    text = article.text
    begin, finish = sentences.sentence_around(text, start, end)
    left, right = sentences.clip(text, start, end, width=WIDTH)
    return Quote(
        article,
        count,
        before=("… " if left > begin else "") + text[left:start],
        surface=text[start:end],
        after=text[end:right] + (" …" if right < finish else ""),
    )


def quotes(articles: Iterable[Article], spans: Mapping[int, list[tuple[int, int]]]) -> list[Quote]:
    """Return one quotation for each article, from the first of its ``spans`` that says something.

    ``spans`` holds those of each article by its number.
    """
    quoted = []
    for article in articles:
        found = sorted(spans.get(article.pk, []))
        if found:
            start, end = next((span for span in found if _tells(article.text, *span)), found[0])
            quoted.append(quote(article, start, end, count=len(found)))
        else:
            quoted.append(Quote(article, 0))
    return quoted


def _tells(text: str, start: int, end: int) -> bool:
    """Say whether the sentence around a span is more than a heading."""
    begin, finish = sentences.sentence_around(text, start, end)
    return sentences.words(text[begin:finish]) >= FEWEST_WORDS
