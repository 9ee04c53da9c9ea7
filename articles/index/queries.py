"""IndexQuery -> the query that tantivy runs."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from tantivy import FieldType, Occur, Query, Schema

from articles.index import accents, phrasing
from articles.index.documents import IndexQuery
from articles.index.schema import ACCENTED, TEXT_FIELDS, analysers


def compile_query(schema: Schema, query: IndexQuery) -> Query:
    """Return the tantivy query for ``query``, not folded; never fails. A text without a word to look for finds none."""
    parts = _text(schema, query.text)
    if query.text.strip() and not parts:
        return Query.empty_query()
    for field, values in _filters(query):
        if values:
            parts.append((Occur.Must, _unscored(Query.term_set_query(schema, field, values))))
    if query.since or query.until:
        parts.append((Occur.Must, _unscored(_period(schema, query.since, query.until))))
    if not any(occur == Occur.Must for occur, _ in parts):
        parts.append((Occur.Must, Query.all_query()))
    return Query.boolean_query(parts)


def followers_query(schema: Schema, query: Query, stories: Iterable[int]) -> Query:
    """Return the query for those of ``query`` that follow in one of ``stories``."""
    return Query.boolean_query(
        [(Occur.Must, query), (Occur.Must, _unscored(Query.term_set_query(schema, "follows", [*stories])))]
    )


def folded_query(schema: Schema, query: Query, instead: Sequence[int]) -> Query:
    """Return the query for those of ``query`` that follow no other article, or are among ``instead``."""
    follows = Query.exists_query("follows")
    if not instead:
        return Query.boolean_query([(Occur.Must, query), (Occur.MustNot, follows)])
    alone = Query.boolean_query([(Occur.Must, Query.all_query()), (Occur.MustNot, follows)])
    either = [(Occur.Should, alone), (Occur.Should, Query.term_set_query(schema, "id", [*instead]))]
    return Query.boolean_query([(Occur.Must, query), (Occur.Must, _unscored(Query.boolean_query(either)))])


def highlight_query(schema: Schema, text: str, field: str) -> Query | None:
    """Return a query for the terms of ``text`` that are worth marking in ``field``, if there are any."""
    analyser, _ = TEXT_FIELDS[field]
    terms = phrasing.read(text).terms
    tokens = {token for term in terms for reading in _readings(term, analyser) for token in reading}
    # A lone letter is what an elision left behind, unless it is all there is.
    marked = {token for token in tokens if len(token) > 1} or tokens
    if not marked:
        return None
    return Query.boolean_query([(Occur.Should, Query.term_query(schema, field, token)) for token in sorted(marked)])


def likeness_query(schema: Schema, weights: Iterable[tuple[int, float]], exclude: int) -> Query:
    """Return a query that scores articles by the weights of the entities they mention."""
    parts = [
        (Occur.Should, Query.const_score_query(Query.term_query(schema, "entity", entity), weight))
        for entity, weight in weights
    ]
    parts.append((Occur.MustNot, Query.term_query(schema, "id", exclude)))
    return Query.boolean_query(parts)


def value_filter(field: str, value: str | int) -> str:
    """Return what tells an aggregation to look only at articles that have ``value`` in ``field``.

    >>> value_filter("topic", 'a "b"')
    'topic:"a \\\\"b\\\\""'
    """
    quoted = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'{field}:"{quoted}"'


def _filters(query: IndexQuery) -> tuple[tuple[str, Sequence[str | int]], ...]:
    return (
        *((field, (value,)) for field, value in query.required),
        ("country", query.countries),
        ("about", query.about),
        ("topic", query.topics),
        ("entity", query.entities),
        ("source", query.sources),
        ("language", query.languages),
    )


def _period(schema: Schema, since: datetime | None, until: datetime | None) -> Query:
    return Query.range_query(
        schema,
        "published",
        FieldType.Integer,
        lower_bound=int(since.timestamp()) if since else None,
        upper_bound=int(until.timestamp()) if until else None,
        include_upper=until is None,  # tantivy calls an open side inclusive
    )


def _unscored(query: Query) -> Query:
    # Filters choose articles; only what was typed orders them by relevance.
    return Query.const_score_query(query, 0.0)


def _text(schema: Schema, text: str) -> list[tuple[Occur, Query]]:
    typed = phrasing.read(text)
    parts = []
    for group in typed.wanted:
        if found := [query for term in group for query in _anywhere(schema, term)]:
            parts.append((Occur.Must, Query.boolean_query([(Occur.Should, query) for query in found])))
    for term in typed.excluded:
        parts += [(Occur.MustNot, query) for query in _anywhere(schema, term)]
    return parts


def _anywhere(schema: Schema, term: str) -> list[Query]:
    """Return a query for each text field and each way in which the field's own analyser may read ``term``."""
    return [
        Query.boost_query(_in_a_row(schema, field, tokens), boost)
        for field, (analyser, boost) in TEXT_FIELDS.items()
        for tokens in _readings(term, analyser)
    ]


def _in_a_row(schema: Schema, field: str, tokens: list[str]) -> Query:
    if len(tokens) == 1:
        return Query.term_query(schema, field, tokens[0])
    return Query.phrase_query(schema, field, [*tokens])


def _readings(term: str, analyser: str) -> list[list[str]]:
    """Return the terms, in a row, for each way to read ``term``; nothing where there is no term in it."""
    analyse = analysers()[analyser].analyze
    typed = accents.readings(term, analyse) if analyser in ACCENTED else [term]
    read = ([token for token in analyse(reading) if token][: phrasing.MOST_TERMS] for reading in typed)
    return [tokens for tokens in read if tokens]
