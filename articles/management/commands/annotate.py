"""``manage.py annotate``: annotate texts without a database, one JSON object a line."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles import nlp
from articles.extract import UnreadableFile, read
from articles.text.annotation import Annotation
from articles.text.normalise import canonical, canonical_line


class Command(BaseCommand):
    help = "Annotate texts without the database and write one JSON object a line."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, or - for standard input")
        parser.add_argument(
            "--jsonl", action="store_true", help='the input is JSON lines with "id" and "text" (and "language")'
        )
        parser.add_argument("--language", choices=nlp.LANGUAGES, default="fr", help="of texts that do not say")

    def handle(self, *, paths: list[str], jsonl: bool, language: str, **options: Any) -> None:
        failed = 0
        for path in paths:
            try:
                records = _json_lines(path) if jsonl else _article(path)
                for record in records:
                    self.stdout.write(json.dumps(_annotated(record, language), ensure_ascii=False))
            except (OSError, ValueError, UnreadableFile) as error:
                failed += 1
                self.stderr.write(f"{path}: {error}")
        if failed:
            raise CommandError(f"{failed} of {len(paths)} could not be read", returncode=1)


def _bytes(path: str) -> bytes:
    return sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()


def _article(path: str) -> Iterator[dict[str, Any]]:
    name = "standard-input.txt" if path == "-" else path
    extracted = read(name, _bytes(path))
    yield {
        "id": Path(name).stem,
        "text": extracted.text,
        "title": extracted.title,
        "language": extracted.language,
    }


def _json_lines(path: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(_bytes(path).decode("utf-8-sig").split("\n"), start=1):
        if not line.strip():
            continue
        record = json.loads(line)
        if not isinstance(record, dict) or not isinstance(record.get("text"), str) or "id" not in record:
            raise ValueError(f'line {number} is no object with "id" and "text"')
        yield record


def _annotated(record: dict[str, Any], default_language: str) -> dict[str, Any]:
    language = record.get("language") if record.get("language") in nlp.LANGUAGES else default_language
    text = canonical(record["text"])
    title = canonical_line(str(record.get("title") or ""))
    return {"id": record["id"], "text": text, **as_dict(nlp.annotate(text, str(language), title=title))}


def as_dict(annotation: Annotation) -> dict[str, Any]:
    """Return ``annotation`` in the scorer's format, with surfaces, origins and evidence."""
    return {
        "mentions": [
            {
                "start": m.start,
                "end": m.end,
                "surface": m.surface,
                "label": m.label.value,
                "entity": m.link.key,
                "name": m.link.name,
                "origin": m.origin.value,
                "confidence": m.confidence,
            }
            for m in annotation.mentions
        ],
        "countries": [
            {
                "code": c.code,
                "mentions": c.mentions,
                "about": c.about,
                "evidence": [[span.start, span.end] for span in c.evidence],
            }
            for c in annotation.countries
        ],
        "topics": [{"slug": t.slug, "score": t.score, "evidence": list(t.evidence)} for t in annotation.topics],
    }
