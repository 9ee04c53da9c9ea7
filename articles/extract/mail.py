"""Mail (EML), and pages that browsers save as one file (MHTML), which are mail in form."""

import codecs
import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from typing import Any

from articles.extract import html, plain
from articles.extract.decoding import decode, decode_page
from articles.extract.document import Extracted, Problem, UnreadableFile
from articles.extract.moments import moment, plausible
from articles.text.normalise import canonical_line

MAX_DEPTH, MAX_PARTS = 30, 1000
_MAX_HEADER = 8_000
_HEADER = re.compile(rb"^[A-Za-z][A-Za-z0-9-]{0,60}:[^\n]*(?:\n[ \t][^\n]*)*", re.MULTILINE)
_BOUNDARY = re.compile(rb"boundary\s*=", re.IGNORECASE)
_NEWLINES = re.compile(r"\r\n?")
_PASSED_ON = re.compile(r"^(?:(?:re|fwd?|tr|rép|réf|wg|sv)\s*:\s*)+", re.IGNORECASE)
_FLOWED = re.compile(r"(?<=\S) \n(?=[^\s>])")
_ADDRESS = re.compile(r"\s*<[^<>]*>\s*$")
# Under these names mail holds Windows-1252, as pages do.
_LATIN = frozenset({"iso8859-1", "ascii"})
_LATIN_WORD = re.compile(r"=\?(?:iso[-_]?8859[-_]1|latin[-_]?1|(?:us-)?ascii)(?:\*[\w-]*)?\?(?=[qb]\?)", re.IGNORECASE)


def extract(data: bytes) -> Extracted:
    """Return the body of the mail ``data``, its plain text if it has one; subject, sender and date are its particulars.

    Attachments are passed over. Raises ``UnreadableFile`` for mail without text or nested too deeply.
    """
    if len(_BOUNDARY.findall(data)) > MAX_PARTS:
        raise UnreadableFile(Problem.TOO_DEEP)
    try:
        message = message_from_bytes(_short_headers(data), policy=policy.default)
    except RecursionError:
        raise UnreadableFile(Problem.TOO_DEEP) from None
    except Exception as error:  # the parser's own slips over hostile headers
        raise UnreadableFile(Problem.DAMAGED) from error
    words, page = _bodies(message)
    extracted = _body(words, page, saved=_header(message, "Snapshot-Content-Location"))
    subject = _PASSED_ON.sub("", canonical_line(_header(message, "Subject")))
    return Extracted(
        text=extracted.text,
        title=extracted.title or subject,
        standfirst=extracted.standfirst,
        author=extracted.author or _sender(message),
        source=extracted.source,
        url=extracted.url or _header(message, "Snapshot-Content-Location"),
        language=extracted.language,
        published_at=extracted.published_at or _date(message),
        structure=extracted.structure,
        structured=extracted.structured,
    )


def _short_headers(data: bytes) -> bytes:
    """Return ``data`` without headers longer than any is: parsing them takes a time that grows with a square."""
    return _HEADER.sub(lambda found: found[0] if len(found[0]) <= _MAX_HEADER else b"X-Cut: yes", data)


def _bodies(message: EmailMessage) -> tuple[str, str]:
    """Return the first plain text and the first page that are no attachments; "" for what there is not."""
    words = page = ""
    for part in _parts(message):
        if words and page:
            break
        kind = _quiet_type(part)
        if kind not in {"text/plain", "text/html"} or _attached(part):
            continue
        if kind == "text/plain" and not words:
            words = _characters(part, page=False)
        elif kind == "text/html" and not page:
            page = _characters(part, page=True)
    return words, page


def _parts(message: Message) -> Iterator[Message]:
    waiting: list[tuple[Message, int]] = [(message, 0)]
    count = 0
    while waiting:
        part, depth = waiting.pop()
        count += 1
        if depth > MAX_DEPTH or count > MAX_PARTS:
            raise UnreadableFile(Problem.TOO_DEEP)
        payload = part.get_payload() if part.is_multipart() else None
        if isinstance(payload, list):
            if _quiet_type(part) != "message/rfc822" or depth == 0:
                waiting += [(inner, depth + 1) for inner in reversed(payload) if isinstance(inner, Message)]
        else:
            yield part


def _quiet_type(part: Message) -> str:
    try:
        return part.get_content_type()
    except Exception:  # as above
        return "text/plain"


def _attached(part: Message) -> bool:
    try:
        return part.get_content_disposition() == "attachment" or bool(part.get_filename())
    except Exception:  # as above
        return True


def _characters(part: Message, *, page: bool) -> str:
    """Return the characters of a part: in the charset that it names if they are, else as those of any file."""
    try:
        payload = part.get_payload(decode=True)
        charset = part.get_content_charset("")
        flowed = str(part.get_param("format", "")).lower() == "flowed"
    except Exception as error:  # as above
        raise UnreadableFile(Problem.DAMAGED) from error
    if not isinstance(payload, bytes) or not payload.strip():
        return ""
    text = _named(payload, charset) or (decode_page(payload) if page else decode(payload))
    return _FLOWED.sub(" ", _NEWLINES.sub("\n", text)) if flowed else text


def _named(payload: bytes, charset: str) -> str:
    """Decode a part by the charset that it names; "" where that is unknown or wrong, or stands for another."""
    try:
        return "" if codecs.lookup(charset).name in _LATIN else payload.decode(charset)
    except (LookupError, UnicodeError, ValueError):
        return ""


def _body(words: str, page: str, *, saved: str) -> Extracted:
    if saved and page:
        return html.extract(page)
    if not words.strip() and not page.strip():
        raise UnreadableFile(Problem.EMPTY)
    if page:
        drawn = html.fragment(page)
        # A stub of plain text says that the mail is a page.
        if len(words.split()) * 3 < len(drawn.text.split()):
            return drawn
    return plain.extract(words)


def _header(message: Message, name: str) -> str:
    try:
        return str(_parsed(message, name) or "")
    except Exception:  # as above
        return ""


def _parsed(message: Message, name: str) -> Any:
    """Return a header, read with the same guesses as texts; None if there is none."""
    for each, value in message.raw_items():
        if each.lower() == name.lower():
            line = "".join(str(value).splitlines())
            if not line.isascii():
                line = " ".join(decode_page(line.encode("utf-8", "surrogateescape")).splitlines())
            return policy.default.header_factory(name, _LATIN_WORD.sub("=?windows-1252?", line))
    return None


def _sender(message: EmailMessage) -> str:
    """Return the sender's name; an address alone is nobody's name."""
    name = canonical_line(_ADDRESS.sub("", _header(message, "From"))).strip("\"' ")
    return "" if "@" in name or len(name) > 200 else name


def _date(message: EmailMessage) -> datetime | None:
    try:
        header = message["Date"]
        found = getattr(header, "datetime", None)
    except Exception:  # as above
        return None
    return plausible(found) if isinstance(found, datetime) else moment(_header(message, "Date"))
