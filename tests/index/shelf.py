"""A small index, written from a few words."""

from datetime import UTC, datetime
from pathlib import Path

from articles.index import IndexedArticle, writing


def article(number: int, text: str = "", **values) -> IndexedArticle:
    """An article of the second day of month ``number`` of 2025, unless said otherwise."""
    given = {
        "id": number,
        "language": "fr",
        "title": f"Titre {number}",
        "standfirst": "",
        "text": text,
        "published": datetime(2025, (number - 1) % 12 + 1, 2, tzinfo=UTC),
    }
    return IndexedArticle(**(given | values))


def put(folder: Path, *articles: IndexedArticle, revision: int = 1) -> None:
    with writing(folder) as index:
        for each in articles:
            index.replace(each)
        index.commit(revision)
