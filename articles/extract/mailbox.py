"""Mailboxes (mbox): mails one after the other, each below a line that begins with « From »."""

import re
from collections.abc import Iterator

_LINE = re.compile(
    rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\r\n]{1,200}\d{4}[^\r\n]{0,20}\r?\n(?=[A-Za-z][A-Za-z0-9-]{0,60}:)"
)
# A line of a mail that begins as such is put in disguise.
_DISGUISED = re.compile(rb"^>(>*From )", re.MULTILINE)


def holds_several(data: bytes) -> bool:
    """Whether a file that opens as a mail does is a box of at least two."""
    lines = _LINE.finditer(data)
    return data.startswith(b"From ") and next(lines, None) is not None and next(lines, None) is not None


def mails(data: bytes) -> Iterator[bytes]:
    """Yield the mails of a box, as files of their own."""
    lines = list(_LINE.finditer(data))
    ends = [line.start() for line in lines[1:]]
    for line, end in zip(lines, [*ends, len(data)], strict=True):
        yield _DISGUISED.sub(rb"\1", data[line.end() : end].rstrip() + b"\n")
