"""``manage.py import_articles PATH…``: files and folders in, annotated and published."""

import os
import stat
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.extract import MAX_FILE_BYTES, SUFFIXES, UnreadableFile
from articles.ingest.annotating import annotate_article
from articles.ingest.importing import DuplicateArticle, import_file
from articles.management.preparing import prepare_database
from articles.management.reporting import follow_index, reason
from articles.models import Article
from articles.text.normalise import canonical_line


class Outcome(StrEnum):
    """What became of a file."""

    IMPORTED = "imported"
    WAITING = "imported but not annotated yet"
    KNOWN = "already there"
    FAILED = "not imported"


class Command(BaseCommand):
    help = "Import files, or all text and Markdown files of folders; annotate and publish them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--draft", action="store_true", help="keep them from readers")

    def handle(self, *, paths: list[Path], draft: bool, **options: Any) -> None:
        status = Article.Status.DRAFT if draft else Article.Status.PUBLISHED
        prepare_database()
        closed: list[OSError] = []
        files = list(_files(paths, closed))
        outcomes: Counter[Outcome] = Counter()
        for number, path in enumerate(files, start=1):
            outcome, detail = _import(path, status)
            outcomes[outcome] += 1
            # A file's name may hold anything, what no terminal can show too.
            self.stdout.write(f"[{number}/{len(files)}] {canonical_line(str(path))}: {outcome}, {detail}")
        for error in closed:
            self.stdout.write(f"{canonical_line(str(error.filename))}: the folder cannot be read, {reason(error)}")
        if outcomes[Outcome.IMPORTED] + outcomes[Outcome.WAITING]:
            follow_index(self.stdout)
        self.stdout.write(", ".join(f"{outcomes[o]} {o}" for o in Outcome if o in outcomes) or "nothing to import")
        if unwell := outcomes[Outcome.FAILED] + outcomes[Outcome.WAITING]:
            raise CommandError(f"{unwell} of {len(files)} files could not be imported or annotated", returncode=1)
        if closed:
            raise CommandError(f"{len(closed)} folders could not be read", returncode=1)


def _import(path: Path, status: str) -> tuple[Outcome, str]:
    """Import one file; return what became of it, and more about that."""
    try:
        if (mode := path.stat().st_mode) and (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)):
            return Outcome.FAILED, "a pipe or socket is no file"
        with path.open("rb") as file:
            article = import_file(path.name, file.read(MAX_FILE_BYTES + 1), status=status)
    except DuplicateArticle as duplicate:
        return Outcome.KNOWN, f"article {duplicate.article.pk}: {duplicate.article.title}"
    except (UnreadableFile, OSError) as error:
        return Outcome.FAILED, reason(error)
    if not annotate_article(article):
        return Outcome.WAITING, f"article {article.pk}; the log says why"
    return Outcome.IMPORTED, f"article {article.pk}, {article.mentions.count()} mentions"


def _files(paths: list[Path], closed: list[OSError]) -> Iterator[Path]:
    """The files themselves, and those below folders that are texts and not hidden; note ``closed`` folders."""
    for path in paths:
        if path.is_dir():
            yield from sorted(_below(path, closed))
        else:
            yield path


def _below(folder: Path, closed: list[OSError]) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder, onerror=closed.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for path in (Path(parent, name) for name in names if not name.startswith(".")):
            if path.suffix.lower() in SUFFIXES and path.is_file():
                yield path
