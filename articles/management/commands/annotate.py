"""``manage.py annotate``: annotate texts without database or data folder, one JSON object a line."""

import json
import math
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError

from articles import nlp
from articles.extract import MAX_BYTES, UnreadableFile, read
from articles.management.reporting import reason
from articles.text.annotation import Annotation
from articles.text.normalise import canonical, canonical_line


@dataclass(frozen=True, slots=True)
class Record:
    """A text to annotate; an empty language means "not said"."""

    id: str | int | float
    text: str
    title: str = ""
    language: str = ""


class BadRecord(ValueError):
    """A line that holds no record; the message says why."""


class Command(BaseCommand):
    help = "Annotate texts without the database and write one JSON object a line."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, or - for standard input")
        parser.add_argument(
            "--jsonl",
            action="store_true",
            help='the input is JSON lines with "id" and "text" (and "language", "title")',
        )
        parser.add_argument("--language", choices=nlp.LANGUAGES, default="fr", help="of texts that do not say")

    def handle(self, *, paths: list[str], jsonl: bool, language: str, **options: Any) -> None:
        failed = 0
        try:
            for path in paths:
                for record in _records(path, jsonl=jsonl):
                    if isinstance(record, Record):
                        self.stdout.write(_line(record, language))
                        self.stdout.flush()
                    else:
                        failed += 1
                        self.stderr.write(f"{path}: {record}")
        except BrokenPipeError:
            _hush()
        if failed:
            raise CommandError(f"{failed} could not be read; the messages above say why", returncode=1)


def _hush() -> None:
    """Whoever read our output has seen enough (``| head``): let the interpreter's last flush go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _records(path: str, *, jsonl: bool) -> Iterator[Record | str]:
    """Yield what ``path`` holds, as it is read: records, and a sentence for each that is none."""
    try:
        with nullcontext(sys.stdin.buffer) if path == "-" else Path(path).open("rb") as file:
            if jsonl:
                yield from _json_lines(file)
            else:
                yield _article("standard-input.txt" if path == "-" else path, file)
    except UnreadableFile as error:
        yield reason(error)
    except OSError as error:
        yield error.strerror or str(error)


def _article(name: str, file: BinaryIO) -> Record:
    extracted = read(name, file.read(MAX_BYTES + 1))
    return Record(Path(name).stem, extracted.text, extracted.title, extracted.language)


def _json_lines(file: BinaryIO) -> Iterator[Record | str]:
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        try:
            yield _record(line.decode("utf-8-sig" if number == 1 else "utf-8"))
        except UnicodeDecodeError:
            yield f"line {number}: it is not UTF-8"
        except BadRecord as error:
            yield f"line {number}: {error}"


def _record(line: str) -> Record:
    try:
        given = json.loads(line)
    except RecursionError:
        raise BadRecord("it is nested too deeply") from None
    except ValueError as error:
        raise BadRecord(f"it is not JSON: {error}") from None
    if not isinstance(given, dict):
        raise BadRecord("it is no object")
    if not _is_id(given.get("id")):
        raise BadRecord('its "id" is missing, or neither a string nor a number')
    if not isinstance(given.get("text"), str):
        raise BadRecord('its "text" is missing, or no string')
    title, language = given.get("title"), given.get("language")
    if not isinstance(title, str | None):
        raise BadRecord('its "title" is no string')
    if language is not None and language not in list(nlp.LANGUAGES):
        raise BadRecord(f'its "language" is none of {", ".join(nlp.LANGUAGES)}')
    return Record(given["id"], given["text"], title or "", language or "")


def _is_id(value: object) -> bool:
    """Whether it can be given back as it came: no infinity, no half of a character."""
    if isinstance(value, str):
        return not any("\ud800" <= c <= "\udfff" for c in value)
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _line(record: Record, default_language: str) -> str:
    text = canonical(record.text)
    language = record.language if record.language in nlp.LANGUAGES else default_language
    annotation = nlp.annotate(text, language, title=canonical_line(record.title))
    return json.dumps({"id": record.id, "text": text, **as_dict(annotation)}, ensure_ascii=False, allow_nan=False)


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
