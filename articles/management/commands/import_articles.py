"""``manage.py import_articles PATH…``: files and folders in, annotated and published."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.extract import SUFFIXES, UnreadableFile
from articles.ingest.annotating import annotate_article
from articles.ingest.importing import DuplicateArticle, import_file
from articles.management.reporting import follow_index, reason
from articles.models import Article


class Command(BaseCommand):
    help = "Import files, or all text and Markdown files of folders; annotate and publish them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--draft", action="store_true", help="keep them from readers")

    def handle(self, *, paths: list[Path], draft: bool, **options: Any) -> None:
        status = Article.Status.DRAFT if draft else Article.Status.PUBLISHED
        files = list(_files(paths))
        imported = failed = 0
        for number, path in enumerate(files, start=1):
            outcome, succeeded = self._import(path, status)
            imported += outcome.startswith("imported")
            failed += not succeeded
            self.stdout.write(f"[{number}/{len(files)}] {path}: {outcome}")
        if imported:
            follow_index(self.stdout)
        self.stdout.write(f"{imported} imported, {len(files) - imported - failed} already there, {failed} failed")
        if failed:
            raise CommandError(f"{failed} of {len(files)} files could not be imported", returncode=1)

    def _import(self, path: Path, status: str) -> tuple[str, bool]:
        """Import one file; return what became of it, and whether that is well."""
        try:
            article = import_file(path.name, path.read_bytes(), status=status)
        except DuplicateArticle as duplicate:
            return f"already there as article {duplicate.article.pk}, {duplicate.article.title}", True
        except UnreadableFile as error:
            return f"not imported, {reason(error)}", False
        except OSError as error:
            return f"not imported, {error.strerror}", False
        annotated = annotate_article(article)
        if not annotated:
            return f"imported as article {article.pk}, annotation put off", False
        return f"imported as article {article.pk}, {article.mentions.count()} mentions", True


def _files(paths: list[Path]) -> Iterator[Path]:
    """The files themselves, and the readable ones below folders, in order."""
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in SUFFIXES)
        else:
            yield path
