"""Asking the index.

A reader is shared by the threads of a process and follows every commit by itself.
Where there is no index yet, or a broken one, everything is empty; nothing here raises.
"""

import logging
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Literal, TypeVar

import tantivy

from articles.index.documents import Field, Hits, IndexQuery, Order, Piece
from articles.index.queries import (
    compile_query,
    folded_query,
    followers_query,
    highlight_query,
    likeness_query,
    value_filter,
)
from articles.index.schema import analysers, fields_of
from articles.index.spelling import Unknown, unknown
from articles.index.trouble import is_broken, is_tantivys
from articles.index.writing import home_of
from articles.text.sentences import in_one_line

log = logging.getLogger(__name__)

_COUNTS_KEPT = 512
_MONTHS_MAX = 2400
_EVERY_VALUE = 1_000_000  # values a segment may report; fewer would make counts approximate
_LIKENESS_TERMS = 40

Counted = Literal[Field, "month"]
Counts = dict[str | int, int]
Months = dict[int, int]
_Answer = TypeVar("_Answer")


@dataclass(slots=True)
class _Opened:
    """One commit of the index, and the counts already made of it.

    Threads add to the dictionaries while others look; they are never emptied, but others put in their place.
    """

    stamp: str
    schema: tantivy.Schema
    searcher: tantivy.Searcher
    total: int
    counts: dict[tuple[IndexQuery, Counted, int], Counts] = field(default_factory=dict)
    months: dict[tuple[IndexQuery, Field, tuple[str | int, ...]], dict[str | int, Months]] = field(default_factory=dict)
    instead: dict[IndexQuery, tuple[int, ...]] = field(default_factory=dict)


class IndexReader:
    """Reads the index under ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._home = home_of(folder)
        self._lock = Lock()
        self._opened: _Opened | None = None
        self._failed = self._broken = ""

    @property
    def generation(self) -> str:
        """A name for the present content, which changes with each commit; empty without an index."""
        return _stamp(self._home)

    @property
    def is_broken(self) -> bool:
        """Whether there is an index, but its files cannot be opened as one."""
        stamp = _stamp(self._home)
        return bool(stamp) and self._now() is None and self._broken == stamp

    def total(self) -> int:
        """Return how many articles the index holds."""
        opened = self._now()
        return opened.total if opened else 0

    def find(self, query: IndexQuery, *, offset: int = 0, limit: int = 20, order: Order = "newest") -> Hits:
        """Return the articles from ``offset`` on, at most ``limit``, and the number of all.

        Relevance is that of the text; without a text it is the same as newest first.
        """
        by_relevance = order == "relevance" and bool(query.text.strip())
        return self._ask(lambda opened: _find(opened, query, offset, limit, by_relevance), Hits((), 0))

    def digests(self) -> dict[int, int]:
        """Return ``IndexedArticle.digest`` of every article that the index holds, by its number."""
        return self._ask(_digests, {})

    def count(self, query: IndexQuery) -> int:
        """Return how many articles ``query`` finds."""
        return self.find(query, limit=0).total

    def counts(self, query: IndexQuery, field: Counted, *, size: int) -> Counts:
        """Return the ``size`` commonest values of ``field`` in what ``query`` finds, with their counts."""
        return self.counts_of(query, {field: size})[field]

    def counts_of(self, query: IndexQuery, sizes: Mapping[Counted, int]) -> dict[Counted, Counts]:
        """Return the counts of several fields at once, which costs little more than one."""
        return self._ask(lambda opened: _counts(opened, query, sizes), {name: {} for name in sizes})

    def months(self, query: IndexQuery) -> Months:
        """Return how many articles of each month, ``yyyymm``, ``query`` finds, in order of time."""
        return dict(sorted(_whole(self.counts(query, "month", size=_MONTHS_MAX))))

    def months_by(self, query: IndexQuery, field: Field, *, size: int) -> dict[str | int, Months]:
        """Return the months of the ``size`` commonest values of ``field`` in what ``query`` finds, commonest first."""
        return self.months_of(query, field, self.counts(query, field, size=size))

    def months_of(self, query: IndexQuery, field: Field, values: Iterable[str | int]) -> dict[str | int, Months]:
        """Return how many articles of each month ``query`` finds that have each of ``values``, all asked at once.

        Months are in order of time; a value that no article has, has none.
        """
        asked = tuple(dict.fromkeys(values))
        return self._ask(lambda opened: _months_of(opened, query, field, asked), {value: {} for value in asked})

    def snippet(self, query_text: str, text: str, language: str, *, width: int = 220) -> tuple[Piece, ...]:
        """Return the part of ``text`` that best shows what was searched for, about ``width`` signs long.

        Empty where none of the words occurs.
        """
        _, field = fields_of(language)
        return self._ask(lambda opened: _snippet(opened, query_text, text, field, width), ())

    def marked(self, query_text: str, line: str, language: str) -> tuple[Piece, ...]:
        """Return the whole of ``line``, a title, with what was searched for as hits."""
        field, _ = fields_of(language)
        return self._ask(lambda opened: _marked(opened, query_text, line, field), ()) or (Piece(line),)

    def unknown(self, query_text: str) -> tuple[Unknown, ...]:
        """Return the words of the canonical ``query_text`` that are wanted but written in no article.

        What is quoted or excluded is meant as it is typed. Nothing if more than three words are unknown.
        """
        return self._ask(lambda opened: unknown(opened.schema, opened.searcher, query_text), ())

    def similar(self, entities: Iterable[int], *, exclude: int, limit: int) -> tuple[int, ...]:
        """Return the articles that share the most and the rarest of ``entities``, best first."""
        if limit < 1:
            return ()
        return self._ask(lambda opened: _similar(opened, entities, exclude, limit), ())

    def frequencies(self, entities: Iterable[int]) -> dict[int, int]:
        """Return how many articles mention each of ``entities``."""
        return self._ask(lambda opened: {pk: opened.searcher.doc_freq("entity", pk) for pk in entities}, {})

    def _ask(self, question: Callable[[_Opened], _Answer], nothing: _Answer) -> _Answer:
        """Return the answer of the present commit; ``nothing`` where there is none or its files are damaged."""
        opened = self._now()
        if not opened:
            return nothing
        try:
            return question(opened)
        except BaseException as error:
            if not is_tantivys(error):
                raise
            self._tell(opened.stamp, error)
            return nothing

    def _tell(self, stamp: str, error: BaseException) -> None:
        if self._failed != stamp:
            log.error("The search index in %s cannot be read: %s", self._home, error, exc_info=error)
        self._failed = stamp

    def _now(self) -> _Opened | None:
        """Return the present commit, opened; ``None`` where there is no index."""
        stamp = _stamp(self._home)
        opened = self._opened
        if opened and opened.stamp == stamp:
            return opened
        with self._lock:
            if not self._opened or self._opened.stamp != stamp:
                self._opened = self._open(stamp) if stamp else None
            return self._opened

    def _open(self, stamp: str) -> _Opened | None:
        try:
            index = tantivy.Index.open(str(self._home))
            # We look at meta.json ourselves; the default would start a thread that does so.
            index.config_reader("manual")
            searcher = index.searcher()
            total = searcher.num_docs
        except BaseException as error:
            if not is_tantivys(error):
                raise
            self._tell(stamp, error)
            self._broken = stamp if is_broken(error) else ""
            return None
        for name, analyser in analysers().items():
            index.register_tokenizer(name, analyser)
        return _Opened(stamp, index.schema, searcher, total)


@cache
def reader(folder: Path) -> IndexReader:
    """Return this process's reader of the index under ``folder``."""
    return IndexReader(folder)


def _stamp(home: Path) -> str:
    """Return what tells one commit from another: each replaces ``meta.json`` by another file."""
    try:
        meta = (home / "meta.json").stat()
    except OSError:
        return ""
    return f"{meta.st_mtime_ns}-{meta.st_ino}-{meta.st_size}"


def _find(opened: _Opened, query: IndexQuery, offset: int, limit: int, by_relevance: bool) -> Hits:
    found = opened.searcher.search(
        _compiled(opened, query),
        limit=max(1, limit),
        offset=max(0, offset),
        order_by_field=None if by_relevance else "newest",
    )
    total: int = found.count  # type: ignore[attr-defined]  # its stubs forget it
    return Hits(_ids(opened, found) if limit > 0 else (), total)


def _digests(opened: _Opened) -> dict[int, int]:
    found = opened.searcher.search(tantivy.Query.all_query(), limit=max(1, opened.total), count=False)
    values = opened.searcher.fast_field_values("digest", [address for _, address in found.hits])
    return {pk: int(value or 0) for pk, value in zip(_ids(opened, found), values, strict=True)}


def _compiled(opened: _Opened, query: IndexQuery) -> tantivy.Query:
    compiled = compile_query(opened.schema, query)
    if not query.folded:
        return compiled
    instead = opened.instead.get(query)
    if instead is None:
        instead = _instead_of_leaders(opened, compiled)
        if len(opened.instead) > _COUNTS_KEPT:
            opened.instead = {}
        opened.instead[query] = instead
    return folded_query(opened.schema, compiled, instead)


def _instead_of_leaders(opened: _Opened, query: tantivy.Query) -> tuple[int, ...]:
    """Return the earliest article of ``query`` of each story that is in it, but for the article that leads."""
    answer = opened.searcher.aggregate(query, {name: _terms(name, _EVERY_VALUE) for name in ("leads", "follows")})
    told, led = _buckets(answer["follows"]), _buckets(answer["leads"])
    leaderless = [int(story) for story in told.keys() - led.keys()]
    if not leaderless:
        return ()
    most = sum(told[story] for story in leaderless)
    found = opened.searcher.search(
        followers_query(opened.schema, query, leaderless),
        limit=most,
        count=False,
        order_by_field="newest",
        order=tantivy.Order.Asc,
    )
    first: dict[int | float | str | bool | None, int] = {}
    stories = opened.searcher.fast_field_values("follows", [address for _, address in found.hits])
    for story, article in zip(stories, _ids(opened, found), strict=True):
        first.setdefault(story, article)
    return tuple(sorted(first.values()))


def _ids(opened: _Opened, found: tantivy.SearchResult) -> tuple[int, ...]:
    values = opened.searcher.fast_field_values("id", [address for _, address in found.hits])
    return tuple(int(value) for value in values if value is not None)


def _counts(opened: _Opened, query: IndexQuery, sizes: Mapping[Counted, int]) -> dict[Counted, Counts]:
    kept = opened.counts
    known = {name: counts for name, size in sizes.items() if (counts := kept.get((query, name, size))) is not None}
    if missing := {name: size for name, size in sizes.items() if name not in known}:
        made = _aggregate(opened, query, missing)
        if len(kept) > _COUNTS_KEPT:
            kept = opened.counts = {}
        kept.update({(query, name, missing[name]): counts for name, counts in made.items()})
        known |= made
    return {name: dict(known[name]) for name in sizes}


def _aggregate(opened: _Opened, query: IndexQuery, sizes: Mapping[Counted, int]) -> dict[Counted, Counts]:
    asked = {name: _terms(name, size) for name, size in sizes.items()}
    answer = opened.searcher.aggregate(_compiled(opened, query), asked)
    return {name: _buckets(answer[name]) for name in sizes}


def _months_of(
    opened: _Opened, query: IndexQuery, field: Field, values: tuple[str | int, ...]
) -> dict[str | int, Months]:
    known = opened.months.get((query, field, values))
    if known is None:
        known = _months_each(opened, query, field, values)
        if len(opened.months) > _COUNTS_KEPT:
            opened.months = {}
        opened.months[query, field, values] = known
    return {value: dict(months) for value, months in known.items()}


def _months_each(
    opened: _Opened, query: IndexQuery, field: Field, values: tuple[str | int, ...]
) -> dict[str | int, Months]:
    # One filter a value: months nested in the terms of a field would be counted of every value it has.
    asked = {
        str(number): {"filter": value_filter(field, value), "aggs": {"months": _terms("month", _MONTHS_MAX)}}
        for number, value in enumerate(values)
    }
    answer = opened.searcher.aggregate(_compiled(opened, query), asked) if asked else {}
    return {value: dict(sorted(_whole(_buckets(answer[str(number)]["months"])))) for number, value in enumerate(values)}


def _terms(field: str, size: int) -> dict[str, dict[str, str | int]]:
    return {"terms": {"field": field, "size": size, "segment_size": _EVERY_VALUE}}


def _buckets(answer: Mapping[str, list[dict[str, int]]]) -> Counts:
    return {bucket["key"]: bucket["doc_count"] for bucket in answer["buckets"]}


def _whole(counts: Counts) -> Iterator[tuple[int, int]]:
    return ((int(value), count) for value, count in counts.items())


def _snippet(opened: _Opened, query_text: str, text: str, field: str, width: int) -> tuple[Piece, ...]:
    snippet = _best_part(opened, query_text, text, field, width)
    return tuple(_pieces(text, snippet)) if snippet else ()


def _marked(opened: _Opened, query_text: str, line: str, field: str) -> tuple[Piece, ...]:
    snippet = _best_part(opened, query_text, line, field, len(line.encode()))
    return tuple(_runs(line, _hits(line, snippet), 0, len(line))) if snippet else ()


def _best_part(opened: _Opened, query_text: str, text: str, field: str, width: int) -> tantivy.Snippet | None:
    query = highlight_query(opened.schema, query_text, field)
    if query is None:
        return None
    generator = tantivy.SnippetGenerator.create(opened.searcher, query, opened.schema, field)
    generator.set_max_num_chars(width)
    document = tantivy.Document()
    document.add_text(field, text)
    return generator.snippet_from_doc(document)


def _similar(opened: _Opened, entities: Iterable[int], exclude: int, limit: int) -> tuple[int, ...]:
    weights = _rarity(opened.searcher, entities)
    if not weights:
        return ()
    found = opened.searcher.search(likeness_query(opened.schema, weights, exclude), limit=limit)
    return _ids(opened, found)


def _rarity(searcher: tantivy.Searcher, entities: Iterable[int]) -> list[tuple[int, float]]:
    """Return the rarest of ``entities`` with a weight that grows as they get rarer."""
    articles = searcher.num_docs
    known = ((entity, searcher.doc_freq("entity", entity)) for entity in dict.fromkeys(entities))
    rarest = sorted(((n, entity) for entity, n in known if n > 0))[:_LIKENESS_TERMS]
    return [(entity, math.log1p(articles / n)) for n, entity in rarest]


def _pieces(text: str, snippet: tantivy.Snippet) -> Iterator[Piece]:
    """Yield the snippet's runs, widened to whole words, with « … » where the text goes on."""
    hits = _hits(text, snippet)
    if not hits:
        return
    data = text.encode()
    part = snippet.fragment_range()
    start, end = _whole_words(text, len(data[: part.start].decode()), len(data[: part.end].decode()))
    if text[:start].strip():
        yield Piece("… ")
    yield from _runs(text, hits, start, end)
    if text[end:].strip():
        yield Piece(" …")


def _hits(text: str, snippet: tantivy.Snippet) -> list[tuple[int, int]]:
    """Return where the hits stand in ``text``, in order."""
    data = text.encode()
    first = snippet.fragment_range().start
    hits = sorted((hit.start, hit.end) for hit in snippet.highlighted())
    return [(len(data[: first + start].decode()), len(data[: first + end].decode())) for start, end in hits]


def _runs(text: str, hits: Iterable[tuple[int, int]], start: int, end: int) -> Iterator[Piece]:
    """Yield ``text[start:end]`` in one line, cut at the hits."""
    position = start
    for hit, after in hits:
        if hit < position:
            continue
        if position < hit:
            yield Piece(in_one_line(text[position:hit]))
        yield Piece(text[hit:after], hit=True)
        position = after
    if position < end:
        yield Piece(in_one_line(text[position:end]))


def _whole_words(text: str, start: int, end: int, *, reach: int = 20) -> tuple[int, int]:
    """Return ``[start, end)`` widened to the next blank on each side, by at most ``reach`` signs.

    If no more than a few signs without a word remain on a side, they are taken in.
    """
    left, right = start, end
    while left > max(0, start - reach) and not text[left - 1].isspace():
        left -= 1
    while right < min(len(text), end + reach) and not text[right].isspace():
        right += 1
    if left <= reach and not _has_words(text[:left]):
        left = 0
    if len(text) - right <= reach and not _has_words(text[right:]):
        right = len(text)
    return left, right


def _has_words(text: str) -> bool:
    return any(c.isalnum() for c in text)
