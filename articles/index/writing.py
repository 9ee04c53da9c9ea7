"""Putting articles into the index. One process writes at a time; readers see each commit.

The number of the last change that was followed is kept beside the index, so that whoever
writes next knows where to go on.
"""

import fcntl
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import tantivy

from articles.index.documents import IndexedArticle
from articles.index.schema import DICTIONARY, SCHEMA_VERSION, analysers, build_schema, fields_of, newest_key
from articles.index.trouble import IndexBroken, IndexBusy, told_apart

log = logging.getLogger(__name__)

# Small on purpose: a single edit must stay cheap, and a full build is bound by analysis, not by memory.
HEAP_BYTES = 64_000_000

_REVISION_FILE = "revision"
_LOCK_FILE = ".tantivy-writer.lock"


@dataclass(frozen=True, slots=True)
class Followed:
    """The last change that an index holds, and the token by which the archive knows it as its own."""

    revision: int = 0
    token: str = ""


class IndexWriter:
    """Writes to the index; given by ``writing`` and ``rebuilding``."""

    def __init__(self, home: Path, schema: tantivy.Schema, writer: tantivy.IndexWriter) -> None:
        self._home = home
        self._schema = schema
        self._writer = writer

    def replace(self, article: IndexedArticle) -> None:
        """Put ``article`` in the place of what the index held under its number."""
        document = _document(article)
        self.remove(article.id)
        with told_apart():
            self._writer.add_document(document)

    def remove(self, article_id: int) -> None:
        """Take the article out; nothing happens if it was not there."""
        # Not delete_documents_by_term: with tantivy 0.27 it finds nothing in an unsigned field.
        with told_apart():
            self._writer.delete_documents_by_query(tantivy.Query.term_query(self._schema, "id", article_id))

    def clear(self) -> None:
        """Take everything out."""
        with told_apart():
            self._writer.delete_all_documents()

    def commit(self, revision: int, token: str = "") -> None:
        """Show readers what was written, and note that all changes up to ``revision`` are in it."""
        with told_apart():
            self._writer.commit()
        # After the commit: if we die in between, the changes are followed again, which does no harm.
        _write_atomically(self._home / _REVISION_FILE, f"{revision} {token}".strip())


@contextmanager
def writing(folder: Path) -> Iterator[IndexWriter]:
    """Open the index under ``folder`` for writing, and make it if there is none.

    What is not committed is dropped. Raises ``IndexBusy`` while another process writes, and ``IndexBroken``,
    here or at any writing, where the files that are there make no index.
    """
    home = home_of(folder)
    home.mkdir(parents=True, exist_ok=True)
    schema = build_schema()
    native = _open_writer(home, schema)
    try:
        yield IndexWriter(home, schema, native)
    except BaseException:
        with suppress(IndexBroken), told_apart():
            native.rollback()
        raise
    finally:
        # Also what frees the lock.
        with told_apart():
            native.wait_merging_threads()


@contextmanager
def rebuilding(folder: Path) -> Iterator[IndexWriter]:
    """Like ``writing``, but begin with an empty index and leave none of another schema behind.

    Readers see the old content until the first commit. An old index that is broken is thrown away first.
    """
    with ExitStack() as opened:
        try:
            index = opened.enter_context(writing(folder))
            index.clear()
        except IndexBroken:
            log.exception("The search index in %s is broken and thrown away", folder)
            with suppress(IndexBroken):
                opened.close()
            _throw_away(home_of(folder))
            index = opened.enter_context(writing(folder))
        yield index
    _remove_other_versions(folder)


def followed(folder: Path) -> Followed:
    """Return the change up to which the index follows the archive; revision 0 where there is no index."""
    home = home_of(folder)
    if not (home / "meta.json").exists():
        return Followed()
    try:
        revision, _, token = (home / _REVISION_FILE).read_text().strip().partition(" ")
        return Followed(int(revision), token)
    except (OSError, ValueError):
        return Followed()


def home_of(folder: Path) -> Path:
    """Return the folder of the index of this schema."""
    return folder / SCHEMA_VERSION


def _open_writer(home: Path, schema: tantivy.Schema) -> tantivy.IndexWriter:
    with told_apart():
        index = tantivy.Index(schema, path=str(home))
        index.config_reader("manual")
        for name, analyser in analysers().items():
            index.register_tokenizer(name, analyser)
        return index.writer(heap_size=HEAP_BYTES, num_threads=1)


def _document(article: IndexedArticle) -> tantivy.Document:
    title, text = fields_of(article.language)
    document = tantivy.Document()
    document.add_unsigned("id", article.id)
    document.add_text(title, article.title)
    # Two values, so that no phrase runs from one into the other.
    document.add_text(text, article.text)
    if article.standfirst:
        document.add_text(text, article.standfirst)
    keywords = {
        DICTIONARY: (article.title, article.standfirst, article.text, *article.names),
        "names": article.names,
        "country": article.countries,
        "about": article.about,
        "topic": article.topics,
        "language": (article.language,),
    }
    for field, values in keywords.items():
        for value in dict.fromkeys(values):
            document.add_text(field, value)
    for entity in dict.fromkeys(article.entities):
        document.add_unsigned("entity", entity)
    if article.source is not None:
        document.add_unsigned("source", article.source)
    if article.story is not None:
        document.add_unsigned("leads" if article.leads else "follows", article.story)
    document.add_unsigned("digest", article.digest)
    published = int(article.published.timestamp())
    document.add_integer("published", published)
    document.add_integer("newest", newest_key(published, article.id))
    document.add_integer("month", article.published.year * 100 + article.published.month)
    return document


def _write_atomically(path: Path, content: str) -> None:
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.write_text(content)
    draft.replace(path)


def _throw_away(home: Path) -> None:
    """Remove the files of the index under the lock that tantivy's writers hold, which stays."""
    with (home / _LOCK_FILE).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise IndexBusy(str(home)) from error
        # meta.json first: without it there is no index, whatever else is left if we die in between.
        for path in sorted(home.iterdir(), key=lambda path: path.name != "meta.json"):
            if path.is_file() and path.name != _LOCK_FILE:
                path.unlink(missing_ok=True)


def _remove_other_versions(folder: Path) -> None:
    for other in folder.iterdir():
        if other != home_of(folder) and (other / "meta.json").exists():
            shutil.rmtree(other, ignore_errors=True)
