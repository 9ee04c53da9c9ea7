"""Markdown: front matter (YAML) for the particulars, headings and paragraphs for the text."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import yaml

from articles.extract.document import Extracted, Problem, UnreadableFile

_FENCE = re.compile(r"\A\ufeff?---[^\S\n]*\n(.*?)^(?:---|\.\.\.)[^\S\n]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_NEWLINES = re.compile(r"\r\n?")
_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")
_LINK = re.compile(r"\[([^\]]+)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=\S)([^*]+?)(?<=\S)\*(?![\w*])|(?<!\w)_(?=\S)([^_]+?)(?<=\S)_(?!\w)")
_QUOTE = re.compile(r"^>\s?")
_BREAKERS = re.compile(r"^(?:[-*+•]|\d+[.)])\s+")
_RULE = re.compile(r"^(?:-{3,}|\*{3,}|_{3,})$")
_MAX_FRONT_MATTER = 20_000


def extract(content: str) -> Extracted:
    """Return the text of ``content`` without its marks, with what its front matter says.

    Known fields: title, standfirst, author, source, url, language, date, sample. Others are passed over.
    A first heading of level one is the title where the front matter has none.
    """
    content = _NEWLINES.sub("\n", content)
    fields, body = _front_matter(content)
    title, text = _body(body)
    given_title = _text(fields, "title")
    if title and given_title and title != given_title:
        text = f"{title}\n\n{text}"
    return Extracted(
        text=text,
        title=given_title or title,
        standfirst=_text(fields, "standfirst"),
        author=_text(fields, "author"),
        source=_text(fields, "source"),
        url=_text(fields, "url"),
        language=_text(fields, "language").lower()[:2],
        published_at=_moment(fields.get("date")),
        sample=fields.get("sample") is True,
    )


def _front_matter(content: str) -> tuple[Mapping[str, Any], str]:
    fence = _FENCE.match(content)
    if fence is None:
        return {}, content
    block = fence.group(1)
    if len(block) > _MAX_FRONT_MATTER:
        raise UnreadableFile(Problem.BAD_FRONT_MATTER, "too long")
    try:
        fields = yaml.safe_load(block)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        raise UnreadableFile(Problem.BAD_FRONT_MATTER, "" if line is None else str(line + 2)) from error
    if fields is None:
        return {}, content[fence.end() :]
    if not isinstance(fields, dict):
        return {}, content
    return {str(key).lower(): value for key, value in fields.items()}, content[fence.end() :]


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _moment(value: object) -> datetime | None:
    """A YAML date or date-time, or an ISO string; without a zone it is noon, or that hour, in UTC."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError as error:
            raise UnreadableFile(Problem.BAD_FRONT_MATTER, "date") from error
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, 12, tzinfo=UTC)
    if value is not None:
        raise UnreadableFile(Problem.BAD_FRONT_MATTER, "date")
    return None


def _body(content: str) -> tuple[str, str]:
    """Return (title, text): headings as lines of their own, paragraphs unwrapped, marks removed."""
    title = ""
    blocks: list[str] = []
    paragraph: list[str] = []

    def close() -> None:
        if paragraph:
            blocks.append(" ".join(paragraph))
            paragraph.clear()

    for raw in content.split("\n"):
        line = _QUOTE.sub("", raw.strip())
        if not line or _RULE.match(line):
            close()
        elif heading := _HEADING.match(line):
            close()
            words = _unmark(heading.group(2))
            if len(heading.group(1)) == 1 and not title and not blocks:
                title = words
            elif words:
                blocks.append(words)
        else:
            if _BREAKERS.match(line):
                close()
            paragraph.append(_unmark(line))
            if raw.endswith(("  ", "\\")):
                paragraph[-1] = paragraph[-1].rstrip("\\")
                close()
    close()
    return title, "\n\n".join(blocks)


def _unmark(line: str) -> str:
    """Return ``line`` without links, images and emphasis; what they hold stays."""
    line = _LINK.sub(r"\1", _IMAGE.sub(r"\1", line))
    line = _STRONG.sub(r"\2", line)
    return _EMPHASIS.sub(lambda m: m.group(1) or m.group(2), line)
