"""Markdown: front matter (YAML) for the particulars, headings and paragraphs for the text."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import yaml

from articles.extract.document import Extracted, Problem, UnreadableFile
from articles.extract.moments import moment
from articles.text.structure import Shape, structure_of

_FENCE = re.compile(r"\A\ufeff?---[^\S\n]*\n(.*?)^(?:---|\.\.\.)[^\S\n]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_NEWLINES = re.compile(r"\r\n?")
_HEADING = re.compile(r"(#{1,6})\s+(?=\S)")
_HEADING_END = re.compile(r"(?:^|(?<=\s))#+$")
# Links and emphasis have bounds, so that a hostile line is read in a time that grows with its length.
_ADDRESS = r"\([^()\s]{0,2000}(?:\([^()\s]{0,200}\)[^()\s]{0,200})?(?:\s{1,9}\"[^\"]{0,300}\")?\)"
_IMAGE = re.compile(r"!\[([^\[\]]{0,500}+)\]" + _ADDRESS)
_LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]{0,100}+\]){0,500}+)\]" + _ADDRESS)
_STRONG = re.compile(
    r"(?<!\\)\*\*(?=[^\s*])((?:[^*]|\*(?!\*)){1,2000}?)(?<=\S)\*\*"
    r"|(?<![\w\\])__(?=[^\s_])((?:[^_]|_(?!_)){1,2000}?)(?<=\S)__(?!\w)"
)
_EMPHASIS = re.compile(
    r"(?<![\w*\\])\*(?=\S)([^*]{1,2000})(?<=\S)\*(?![\w*])|(?<![\w\\])_(?=\S)([^_]{1,2000})(?<=\S)_(?!\w)"
)
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!>~|])")
_QUOTE = re.compile(r"(?:>\s?)+")
_CODE = re.compile(r"`{3,}(?=[^`]*$)|~{3,}")
_BREAKERS = re.compile(r"^(?:[-*+•]|\d+[.)])\s+")
_RULE = re.compile(r"(?:-\s?){3,}|(?:\*\s?){3,}|(?:_\s?){3,}|={3,}")
_COLUMNS = re.compile(r"(?=.*\|)\|?\s*:?-++:?\s*(?:\|\s*:?-++:?\s*)*+\|?")
_BETWEEN_CELLS = re.compile(r"(?<!\\)\|")
# What only Markdown looks like. Headings stand apart, so that « # 1 » in a ranking and a lone remark are none; dashes
# and numbers that open lines are ordinary, and say something only beside a heading, when there are several.
_APART = re.compile(r"(?:\A|\n[^\S\n]*\n)\ufeff?#{1,6} (?=[^\s#])[^\n]*(?=\n(?!#)|\Z)")
_SIGNS = {
    "quote": re.compile(r"(?:\A|\n\n)> ?(?=\S)"),
    "link": re.compile(r"\]\(https?://[^\s()]{1,500}\)"),
    "strong": re.compile(r"(?<![*\w])\*\*[^\s*][^*\n]{0,200}\*\*(?![*\w])"),
    "items": re.compile(r"\n\n(?:(?:[-*+]|\d{1,2}\.) \S[^\n]*\n){2}(?:[-*+]|\d{1,2}\.) \S"),
    "code": re.compile(r"\n```\w*\n"),
    "table": re.compile(r"\n\|? ?:?-{3,}+:? ?\|"),
}
_PARTICULARS = re.compile(r"^(title|standfirst|author|source|url|language|date):(?=\s)", re.MULTILINE)
_MAX_FRONT_MATTER = 20_000
_NOTHING = frozenset({"~", "null", "Null", "NULL"})


def extract(content: str) -> Extracted:
    """Return the text of ``content`` without its marks, with what its front matter says.

    Known fields: title, standfirst, author, source, url, language, date, sample. Others are passed over.
    A first heading of level one is the title where the front matter has none.
    """
    content = _NEWLINES.sub("\n", content)
    fields, body = _front_matter(content)
    title, blocks = _body(body)
    given_title = _text(fields, "title")
    if title and given_title and title != given_title:
        blocks.insert(0, (title, Shape.HEADING))
    return Extracted(
        text="\n\n".join(text for text, _ in blocks),
        title=given_title or title,
        standfirst=_text(fields, "standfirst"),
        author=_text(fields, "author"),
        source=_text(fields, "source"),
        url=_text(fields, "url"),
        language=re.split("[-_]", _text(fields, "language").lower())[0],
        published_at=_moment(_text(fields, "date")),
        sample=_text(fields, "sample").lower() in {"true", "yes", "on"},
        structure=structure_of(blocks),
        structured=True,
    )


def is_unmistakable(content: str) -> bool:
    """Whether a text, whatever it is called, is Markdown: it opens with front matter, or has headings and more signs.

    >>> is_unmistakable("# Titre\\n\\nUn texte.\\n\\n## Suite\\n\\nUn autre.")
    True
    """
    content = _NEWLINES.sub("\n", content)
    fence = _FENCE.match(content)
    if fence and len(set(_PARTICULARS.findall(fence[1]))) > 1:
        return True
    headings = len(_APART.findall(content))
    return headings > 1 or (headings == 1 and any(sign.search(content) for sign in _SIGNS.values()))


def _front_matter(content: str) -> tuple[Mapping[str, Any], str]:
    fence = _FENCE.match(content)
    if fence is None:
        return {}, content
    block = fence.group(1)
    if len(block) > _MAX_FRONT_MATTER:
        raise UnreadableFile(Problem.BAD_FRONT_MATTER, "too long")
    try:
        # The base loader keeps every value as it is written (« title: 12:30 » is no number) and makes no objects.
        fields = yaml.load(block, Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        raise UnreadableFile(Problem.BAD_FRONT_MATTER, "" if line is None else str(line + 2)) from error
    if fields in (None, ""):
        return {}, content[fence.end() :]
    if not isinstance(fields, dict):
        return {}, content
    return {str(key).lower(): value for key, value in fields.items()}, content[fence.end() :]


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) and value not in _NOTHING else ""


def _moment(value: str) -> datetime | None:
    """Return the moment that the front matter says; raise ``UnreadableFile`` if it says one that is none."""
    found = moment(value)
    if found is None and value.strip():
        raise UnreadableFile(Problem.BAD_FRONT_MATTER, "date")
    return found


def _body(content: str) -> tuple[str, list[tuple[str, Shape | None]]]:
    """Return (title, blocks): headings as blocks, paragraphs unwrapped, marks removed but those of items."""
    title = ""
    blocks: list[tuple[str, Shape | None]] = []
    paragraph: list[str] = []
    code = previous = ""
    table = False
    shape: Shape | None = None

    def close(between: str = " ") -> None:
        if text := between.join(paragraph).strip("\n"):
            blocks.append((text, shape))
        paragraph.clear()

    for raw in content.split("\n"):
        line = raw.strip()
        if quote := _QUOTE.match(line):
            line = line[quote.end() :].strip()
        if table and "|" not in line:
            close("\n")
            table = False
        if table or (not code and _is_row(line)):
            if not table:
                close()
                table, shape = True, None
            if not _COLUMNS.fullmatch(line):
                paragraph.append(_row(line))
        elif code:
            if _closes(code, line):
                close("\n")
                code = ""
            else:
                paragraph.append(raw)
        elif fence := _CODE.match(line):
            close()
            code, shape = fence.group(), None
        elif paragraph and "|" in previous and _COLUMNS.fullmatch(line):
            paragraph.pop()
            close()
            paragraph.append(_row(previous))
            table, shape = True, None
        elif not line or _RULE.fullmatch(line):
            if line.startswith("=") and len(paragraph) == 1 and not title and not blocks:
                title = paragraph.pop()
            close()
        elif heading := _HEADING.match(line):
            close()
            words = _unmark(_HEADING_END.sub("", line[heading.end() :]).rstrip())
            if len(heading.group(1)) == 1 and not title and not blocks:
                title = words
            elif words:
                blocks.append((words, Shape.HEADING))
        else:
            item = _BREAKERS.match(line)
            if item:
                close()
            if not paragraph:
                shape = Shape.ITEM if item else Shape.QUOTE if quote else None
            paragraph.append(_unmark(line))
            if raw.endswith(("  ", "\\")):
                paragraph[-1] = paragraph[-1].removesuffix("\\")
                close()
        previous = line
    close("\n" if code or table else " ")
    return title, blocks


def _closes(fence: str, line: str) -> bool:
    return len(line) >= len(fence) and line == fence[0] * len(line)


def _is_row(line: str) -> bool:
    return line.startswith("|") and line.endswith("|") and line.count("|") > 2


def _row(line: str) -> str:
    """Return a row of a table on one line, its cells apart as in tables of every other kind of file."""
    cells = (_unmark(cell.strip()) for cell in _BETWEEN_CELLS.split(line))
    return " | ".join(filter(None, cells))


def _unmark(line: str) -> str:
    """Return ``line`` without links, images and emphasis; what they hold stays."""
    line = _LINK.sub(r"\1", _IMAGE.sub(r"\1", line))
    line = _STRONG.sub(lambda m: m.group(1) or m.group(2), line)
    line = _EMPHASIS.sub(lambda m: m.group(1) or m.group(2), line)
    return _ESCAPED.sub(r"\1", line)
