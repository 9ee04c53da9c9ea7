"""Containers: files that hold several articles, and their parts."""

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import zip_longest
from pathlib import PurePosixPath
from typing import Any

from articles.extract import formats, letters, mailbox, packing, records
from articles.extract.decoding import decode
from articles.extract.document import Part, Problem, UnreadableFile
from articles.extract.formats import Format
from articles.text.normalise import canonical_line

MAX_PARTS = 10_000
_NEWLINES = re.compile(r"\r\n?")
_SURROGATES = re.compile("[\ud800-\udfff]")


def parts(name: str, data: bytes, kind: Format, *, most: int, zipped: bool = False) -> Iterator[Part]:
    """Yield the parts of the container ``name``; those of tables and mails within it too, and of a mail what it brings.

    ``zipped`` is what was in a zip file: no other is opened in it. A part that cannot be had is given with its problem,
    so that the others are not lost by it. Raises ``UnreadableFile`` where the container as a whole is at fault.
    """
    if kind is Format.ZIP:
        yield from _of_zip(data, most)
    elif kind is Format.MAIL:
        yield from letters.parts(data, partial(_enclosed, most=most, zipped=zipped))
    elif kind is Format.MAILBOX:
        for number, mail in enumerate(mailbox.mails(data), start=1):
            yield from _of_member(f"{name}#{number}", mail, Format.MAIL, most, zipped=zipped)
    elif kind is Format.JSON_LINES:
        yield from _of_lines(name, decode(data))
    elif kind is Format.JSON_ARRAY:
        yield from _of_array(name, decode(data))
    elif kind is Format.TABLE:
        yield from _of_table(name, decode(data))


def _of_zip(data: bytes, most: int) -> Iterator[Part]:
    archive = packing.opened(data)
    allowance = packing.Allowance(len(data))
    for name, member in packing.articles_in(archive):
        shown = canonical_line(name)[:500]
        if packing.leads_out(name) or packing.is_link(member):
            yield Part(shown, b"", Problem.NESTED, "path")
            continue
        try:
            content = packing.read_member(archive, member, allowance, most)
            kind = formats.recognise(shown, content)
        except UnreadableFile as refusal:
            if refusal.problem is Problem.BOMB:
                raise
            yield Part(shown, b"", refusal.problem, refusal.detail)
        else:
            yield from _of_member(shown, content, kind, most, zipped=True)


def _enclosed(name: str, content: bytes, kind: Format, *, most: int, zipped: bool) -> Iterator[Part]:
    """Yield the parts of a container that a mail encloses."""
    if kind is Format.ZIP and not zipped:
        for part in parts(name, content, kind, most=most):
            yield replace(part, name=f"{name}/{part.name}")
    else:
        yield from _of_member(name, content, kind, most, zipped=zipped)


def _of_member(name: str, content: bytes, kind: Format, most: int, *, zipped: bool) -> Iterator[Part]:
    """Yield a member as it is, the rows of a table, what a mail brings; a zip within a zip is not opened."""
    try:
        if kind is Format.ZIP:
            yield Part(name, b"", Problem.NESTED)
        elif kind is Format.MAIL:
            brought = list(parts(name, content, kind, most=most, zipped=zipped))
            yield from [replace(part, name=f"{name}/{part.name}") for part in brought] or [Part(name, content)]
        elif kind in formats.CONTAINERS:
            yield from parts(name, content, kind, most=most, zipped=zipped)
        else:
            yield Part(name, content)
    except UnreadableFile as refusal:
        yield Part(name, b"", refusal.problem, refusal.detail)


def _of_lines(name: str, content: str) -> Iterator[Part]:
    number = 0
    for line, written in enumerate(content.split("\n"), start=1):
        if written.strip():
            number += 1
            yield _row(f"{name}#{number}", written, line)


def _of_array(name: str, content: str) -> Iterator[Part]:
    array = records.listed(records.loads(content))
    if array is None:
        raise UnreadableFile(Problem.DAMAGED, "json")
    for number, record in enumerate(array, start=1):
        yield _part(f"{name}#{number}", record)


def _row(name: str, written: str, line: int) -> Part:
    try:
        return _part(name, records.loads(written), line)
    except UnreadableFile:
        return Part(name, b"", Problem.BAD_ROW, f"json {line}")


def _part(name: str, record: Any, line: int | None = None) -> Part:
    """Return the article of a record as a file that ``read`` understands, with nothing in it but what is known."""
    if not isinstance(record, dict):
        return Part(name, b"", Problem.BAD_ROW, f"json {line or ''}".strip())
    try:
        said = records.said(record)
        records.date_of(said)
    except UnreadableFile as refusal:
        where = line if refusal.problem in {Problem.BAD_DATE, Problem.EMPTY} and line else ""
        return Part(name, b"", refusal.problem, f"{where}{refusal.detail}")
    return Part(name, _packed(said))


def _packed(said: dict[str, str]) -> bytes:
    return _SURROGATES.sub("\ufffd", json.dumps(said, ensure_ascii=False)).encode()


def _of_table(name: str, content: str) -> Iterator[Part]:
    content = _NEWLINES.sub("\n", content)
    start = len(content) - len(content.lstrip("\n"))
    named = PurePosixPath(name).suffix.lower() in {".csv", ".tsv"}
    delimiter = formats.delimiter_of(content[start : start + 20_000], named=named)
    if declared := formats.declaration(content[start:]):
        start += declared.end()
    rows = _Rows(content[start:], delimiter, before=content.count("\n", 0, start))
    header = next(rows, [])
    if "text" not in map(records.field_of, header):
        raise UnreadableFile(Problem.NO_TEXT_COLUMN)
    if twin := records.twin(header):
        raise UnreadableFile(Problem.TWIN_COLUMNS, twin.strip())
    for number, row in enumerate((row for row in rows if any(map(str.strip, row))), start=1):
        cells = [*row]
        while len(cells) > len(header) and not cells[-1].strip():
            cells.pop()
        if rows.broken:
            yield Part(f"{name}#{number}", b"", Problem.BAD_ROW, f"quote {rows.line} {rows.last}")
        elif len(cells) > len(header):
            yield Part(f"{name}#{number}", b"", Problem.BAD_ROW, f"cells {rows.line}")
        else:
            yield _part(f"{name}#{number}", dict(zip_longest(header, cells, fillvalue="")), rows.line)


class _Rows:
    """The rows of a table. Each stands in lines ``line`` to ``last`` of its file, of which ``before`` are no rows.

    A ``broken`` one has a quote that does not end where a cell does: what follows it cannot be told from its text.
    """

    def __init__(self, content: str, delimiter: str, *, before: int) -> None:
        # The limit is the process's; a cell is as long as an article may be, and longer ones are refused as such.
        csv.field_size_limit(2**31 - 1)
        self._lines = _lines(content)
        self._taken: list[str] = []
        self._delimiter = delimiter
        self._reader = csv.reader(self._feed(), delimiter=delimiter)
        self.last = before
        self.line = before + 1
        self.broken = False

    def _feed(self) -> Iterator[str]:
        for line in self._lines:
            self._taken.append(line)
            yield line

    def __iter__(self) -> "_Rows":
        return self

    def __next__(self) -> list[str]:
        self._taken.clear()
        try:
            row = next(self._reader)
        except csv.Error as error:
            raise UnreadableFile(Problem.DAMAGED, "table") from error
        self.line, self.last = self.last + 1, self.last + len(self._taken)
        self.broken = _is_broken(self._taken, self._delimiter)
        return row


def _lines(content: str) -> Iterator[str]:
    start = 0
    while start < len(content):
        end = content.find("\n", start) + 1 or len(content)
        yield content[start:end]
        start = end


def _is_broken(lines: list[str], delimiter: str) -> bool:
    """Whether the quotes of a row are not as they must be; within one line, which swallows no other, they may be so."""
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return len(lines) > 1 or "unexpected end" in str(error)
    return False
