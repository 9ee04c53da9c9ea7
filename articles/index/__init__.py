"""The card index: articles and queries as plain values in, numbers, counts and quotations out.

The only room that imports tantivy. The index is derived data: it can be made again from the rows.
"""

from articles.index.documents import Field, Hits, IndexedArticle, IndexQuery, Order, Piece, Required
from articles.index.reading import Counts, IndexReader, reader
from articles.index.schema import SCHEMA_VERSION
from articles.index.spelling import Spelling, Unknown, as_written, edits_allowed
from articles.index.trouble import IndexBroken, IndexBusy
from articles.index.writing import Followed, IndexWriter, followed, rebuilding, writing

__all__ = [
    "SCHEMA_VERSION",
    "Counts",
    "Field",
    "Followed",
    "Hits",
    "IndexBroken",
    "IndexBusy",
    "IndexQuery",
    "IndexReader",
    "IndexWriter",
    "IndexedArticle",
    "Order",
    "Piece",
    "Required",
    "Spelling",
    "Unknown",
    "as_written",
    "edits_allowed",
    "followed",
    "reader",
    "rebuilding",
    "writing",
]
