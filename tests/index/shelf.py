"""A small index, written from a few words."""

from datetime import UTC, datetime
from pathlib import Path

from articles.index import IndexedArticle, writing


def spoil(path: Path, content: bytes) -> None:
    """Put another file in the place of ``path``: whoever still maps the old one into memory keeps that."""
    other = path.with_suffix(".other")
    other.write_bytes(content)
    other.replace(path)


def _fill(home: Path, kind: str, content: bytes) -> None:
    for path in home.glob(kind):
        spoil(path, content or b"x" * path.stat().st_size)


# What may befall the files of an index, by name.
FAULTS = {
    "an empty meta.json": lambda home: (home / "meta.json").write_text(""),
    "another meta.json": lambda home: (home / "meta.json").write_text('{"a": 1}'),
    "no terms": lambda home: [path.unlink() for path in home.glob("*.term")],
    "garbage in the store": lambda home: _fill(home, "*.store", b""),
    "a store cut short": lambda home: _fill(home, "*.store", b"x"),
    "an unreadable list of files": lambda home: (home / ".managed.json").write_text("x"),
}


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
