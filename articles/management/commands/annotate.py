"""``manage.py annotate``: annotate texts without database or data folder, one JSON object a line."""

import json
import math
import os
import pickle
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError

from articles import nlp
from articles.extract import MAX_FILE_BYTES, UnreadableFile, read
from articles.management.reporting import Output, reason
from articles.models import language_code
from articles.text.annotation import Annotation, TopicScore
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
        parser.add_argument(
            "paths",
            nargs="+",
            metavar="PATH",
            help="a file (JSON lines of one file explain each other's surnames), or - for standard input, line by line",
        )
        parser.add_argument(
            "--jsonl",
            action="store_true",
            help='the input is JSON lines with "id" and "text" (and "language", "title")',
        )
        parser.add_argument("--language", choices=nlp.LANGUAGES, help="of texts that do not say; else as they show")

    def handle(self, *, paths: list[str], jsonl: bool, language: str | None, **options: Any) -> None:
        failed = 0
        try:
            for path in paths:
                together = jsonl and path != "-"
                found = (_Together if together else _Apart)(self.stdout)
                for record in _records(path, jsonl=jsonl):
                    if isinstance(record, Record):
                        found.put(*_annotated(record, language))
                    else:
                        failed += 1
                        self.stderr.write(f"{path}: {record}")
                found.end()
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
    extracted = read(name, file.read(MAX_FILE_BYTES + 1))
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
    code = language_code(language) if isinstance(language, str) else ""
    if (language and not code) or not isinstance(language, str | None):
        raise BadRecord('its "language" is no ISO 639 code, such as "fr"')
    return Record(given["id"], given["text"], title or "", code)


def _is_id(value: object) -> bool:
    """Whether it can be given back as it came: no infinity, no half of a character."""
    if isinstance(value, str):
        return not any("\ud800" <= c <= "\udfff" for c in value)
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _annotated(record: Record, default_language: str | None) -> tuple[dict[str, Any], Annotation]:
    """Return the head of the record's line, and what was found in it."""
    text = canonical(record.text)
    language = language_code(record.language) or default_language or nlp.identified(text) or nlp.LANGUAGES[0]
    annotation = nlp.annotate(text, language, title=canonical_line(record.title))
    return {"id": record.id, "text": text, "language": language}, annotation


class _Apart:
    """Each text on its own, answered at once."""

    def __init__(self, out: Output) -> None:
        self._out = out

    def put(self, head: dict[str, Any], annotation: Annotation) -> None:
        self._out.write(_line(head, annotation))
        self._out.flush()

    def end(self) -> None:
        pass


class _Together(_Apart):
    """The texts of one file, whose lone surnames and acronyms the others explain: answered at the end.

    They wait on disk: a file may hold more than the memory does.
    """

    def __init__(self, out: Output) -> None:
        super().__init__(out)
        self._archive = nlp.Archive()
        self._waiting = TemporaryFile()  # noqa: SIM115

    def put(self, head: dict[str, Any], annotation: Annotation) -> None:
        self._archive.add(annotation)
        pickle.dump((head, annotation), self._waiting)

    def end(self) -> None:
        with self._waiting:
            self._waiting.seek(0)
            with suppress(EOFError):
                while True:
                    head, annotation = pickle.load(self._waiting)  # noqa: S301
                    mentions = tuple(map(self._archive.settled, annotation.mentions))
                    super().put(head, replace(annotation, mentions=mentions))


def _line(head: dict[str, Any], annotation: Annotation) -> str:
    return json.dumps({**head, **as_dict(annotation)}, ensure_ascii=False, allow_nan=False)


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
                "certainty": m.link.certainty.value,
                "candidates": list(m.link.candidates),
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
        "topics": [{**_topic(topic), "subtopics": list(map(_topic, topic.within))} for topic in annotation.topics],
    }


def _topic(topic: TopicScore) -> dict[str, Any]:
    return {"slug": topic.slug, "score": topic.score, "evidence": list(topic.evidence)}
