"""The catalogue: what a reader asks in, a page of articles with its counts out. The read path."""

from articles.index import IndexQuery, Piece, Required
from articles.search.cards import Hit
from articles.search.elsewhere import Elsewhere, Place, elsewhere
from articles.search.facets import Facet, Facets, Month, Option, overview
from articles.search.hints import Hint
from articles.search.names import entities_like
from articles.search.naming import spans_of, surfaces_of
from articles.search.params import SearchParams
from articles.search.query import AppliedFilter, Results, find, index_query
from articles.search.ranking import Recent, kinds_named, most_named, recent
from articles.search.related import Neighbour, Neighbours, companions, facts, latest, months_of, neighbours_of
from articles.search.spelling import Suggestion

__all__ = [
    "AppliedFilter",
    "Elsewhere",
    "Facet",
    "Facets",
    "Hint",
    "Hit",
    "IndexQuery",
    "Month",
    "Neighbour",
    "Neighbours",
    "Option",
    "Piece",
    "Place",
    "Recent",
    "Required",
    "Results",
    "SearchParams",
    "Suggestion",
    "companions",
    "elsewhere",
    "entities_like",
    "facts",
    "find",
    "index_query",
    "kinds_named",
    "latest",
    "months_of",
    "most_named",
    "neighbours_of",
    "overview",
    "recent",
    "spans_of",
    "surfaces_of",
]
