"""« Did you mean »: a search whose unknown words are replaced by words of the archive."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from django.utils.translation import gettext as _
from rapidfuzz.distance import OSA

from articles.index import IndexReader, Piece, Spelling, Unknown, as_written
from articles.models import Alias, Article, Entity
from articles.search.hints import Count
from articles.search.params import LONGEST_TEXT, SearchParams

FEW = 5  # articles: with so many, a search has found what it sought


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The search that may have been meant: its text, in which replaced words are hits, what it finds, its address."""

    text: tuple[Piece, ...]
    count: int
    query: str

    @property
    def question(self) -> tuple[str, str]:
        """What the reader is asked, before and after the text."""
        before, _text, after = _("Did you mean %(search)s?").partition("%(search)s")
        return before, after


def suggest(reader: IndexReader, params: SearchParams, total: int, count: Count) -> Suggestion | None:
    """Return the likeliest correction of a search that found ``total`` articles, where ``count`` finds it more.

    Words are written as published articles write them; filters, phrases and what is excluded stay.
    """
    unknown = reader.unknown(params.q) if params.q and total < FEW else ()
    written = _written([like for each in unknown for like in each.like])
    meant = [(each, options) for each in unknown if (options := _meant(params.q, each, written))]
    spans = [(each.start, each.end) for each, _options in meant]
    chosen = product(*(options for _each, options in meant)) if meant else ()
    for words in sorted(chosen, key=lambda words: sum(edits for edits, _word in words)):
        text = tuple(_replaced(params.q, spans, [word for _edits, word in words]))
        corrected = replace(params, q="".join(piece.text for piece in text), page=1)
        if len(corrected.q) <= LONGEST_TEXT and (found := count(corrected)) > total:
            return Suggestion(text, found, corrected.as_query())
    return None


def _written(words: Sequence[Spelling]) -> dict[str, str]:
    """Return how published articles, or the names of what they mention, write each of the folded words."""
    if not words:
        return {}
    published = Article.objects.published().filter(pk__in={pk for each in words for pk in each.ids})
    texts = {pk: texts for pk, *texts in published.values_list("pk", "title", "standfirst", "text")}
    names = _names(texts)
    found = {}
    for each in words:
        own = (text for pk in each.ids for text in texts.get(pk, ()))
        found[each.word] = as_written(each.word, own) or as_written(each.word, names)
    return found


def _names(articles: Iterable[int]) -> list[str]:
    named = Entity.objects.filter(mentions__article__in=list(articles)).distinct()
    names = [name for pair in named.values_list("name", "name_en") for name in pair]
    return [*names, *Alias.objects.filter(entity__in=named).values_list("name", flat=True)]


def _meant(q: str, unknown: Unknown, written: dict[str, str]) -> list[tuple[int, str]]:
    """Return the words that may be meant, each with the number of edits, the likeliest first."""
    typed = q[unknown.start : unknown.end].lower()
    options = [(like.edits, written[like.word]) for like in unknown.like if written[like.word]]
    if not typed.isascii():  # accents tell « nucléare » for « nucléaire » from one for « nuclear »
        options.sort(key=lambda option: (option[0], OSA.distance(typed, option[1].lower())))
    return options


def _replaced(q: str, spans: Sequence[tuple[int, int]], words: Sequence[str]) -> Iterator[Piece]:
    position = 0
    for (start, end), word in zip(spans, words, strict=True):
        if position < start:
            yield Piece(q[position:start])
        yield Piece(word, hit=True)
        position = end
    if position < len(q):
        yield Piece(q[position:])
