"""Mail (EML), and pages that browsers save as one file (MHTML), which are mail in form."""

import codecs
import re
from base64 import encodebytes
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import Message
from typing import Any

from articles.extract import html, plain
from articles.extract.decoding import decode, decode_page
from articles.extract.document import Extracted, Problem, Remark, Remarked, UnreadableFile
from articles.extract.moments import moment, of_mail, plausible
from articles.text.normalise import canonical, canonical_line
from articles.text.structure import Shape

MAX_DEPTH, MAX_PARTS = 30, 1000
_MAX_HEADER = 8_000
_NAME_MOST = 150
_KEPT = ("From", "Subject", "Date", "Snapshot-Content-Location")
# Parts that programs write for programs.
_LITTER = frozenset(
    "application/pgp-signature application/pkcs7-signature application/x-pkcs7-signature application/pgp-keys "
    "text/calendar text/vcard text/x-vcard text/directory text/css text/rfc822-headers message/delivery-status "
    "message/disposition-notification message/feedback-report".split()
)
_HEADER = re.compile(rb"^[A-Za-z][A-Za-z0-9-]{0,60}:[^\n]*(?:\n[ \t][^\n]*)*", re.MULTILINE)
_BOUNDARY = re.compile(rb"boundary\s*=", re.IGNORECASE)
_NEWLINES = re.compile(r"\r\n?")
_PASSED_ON = re.compile(r"^(?:(?:re|fwd?|tr|rép|réf|wg|sv)\s*:\s*)+", re.IGNORECASE)
# A line that ends with a space goes on in the next; the one above a signature, "-- ", does not.
_FLOWED = re.compile(r"(?<=\S)(?<!\n--) \n(?=[^\s>])")
_ADDRESS = re.compile(r"\s*<[^<>]*>\s*$")
# Under these names mail holds Windows-1252, as pages do.
_LATIN = frozenset({"iso8859-1", "ascii"})
_LATIN_WORD = re.compile(r"=\?(?:iso[-_]?8859[-_]1|latin[-_]?1|(?:us-)?ascii)(?:\*[\w-]*)?\?(?=[qb]\?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of what a mail says: characters, of plain text or of HTML."""

    content: str
    marked: bool

    def drawn(self) -> Extracted:
        if not self.marked:
            return plain.extract(self.content)
        try:
            return html.fragment(self.content)
        except UnreadableFile as refusal:
            if refusal.problem is Problem.NO_ARTICLE:
                return Extracted("")
            raise


def extract(data: bytes) -> Extracted:
    """Return what the mail ``data`` says, its plain text if it has one; subject, sender and date are its particulars.

    What it encloses is no part of that, and is remarked. Raises ``UnreadableFile`` for mail without text or nested too
    deeply.
    """
    message = parsed(data)
    enclosed = [name_of(part) for part in enclosures(message)]
    extracted = _body(pieces(message), saved=_header(message, "Snapshot-Content-Location"))
    return Extracted(
        text=extracted.text,
        title=extracted.title or subject(message),
        standfirst=extracted.standfirst,
        author=extracted.author or _sender(message),
        source=extracted.source,
        url=extracted.url or _header(message, "Snapshot-Content-Location"),
        language=extracted.language,
        published_at=extracted.published_at or _date(message),
        structure=extracted.structure,
        structured=extracted.structured,
        remarks=unread(enclosed),
    )


def unread(names: Sequence[str]) -> tuple[Remark, ...]:
    return (Remark(Remarked.ENCLOSED, ", ".join(names), len(names)),) if names else ()


def parsed(data: bytes) -> Message:
    """Return the mail ``data``. Raises ``UnreadableFile`` for what its parser stumbles over."""
    if len(_BOUNDARY.findall(data)) > MAX_PARTS:
        raise UnreadableFile(Problem.TOO_DEEP)
    try:
        message: Message = message_from_bytes(_short_headers(data), policy=policy.default)
        for _ in range(MAX_DEPTH):
            # A file may be no more than the cover of another mail.
            message = (_quiet_type(message) == "message/rfc822" and forwarded(message)) or message
        return message
    except RecursionError:
        raise UnreadableFile(Problem.TOO_DEEP) from None
    except Exception as error:  # the parser's own slips over hostile headers
        raise UnreadableFile(Problem.DAMAGED) from error


def written(message: Message, said: Sequence[Piece]) -> bytes:
    """Return a mail of its own with the subject, sender and date of ``message``, that says ``said`` and no more."""
    edge = "edge-of-a-part"
    head = [f"{name}: {canonical_line(value)}" for name in _KEPT if (value := _header(message, name))]
    lines = [*head, "MIME-Version: 1.0", f"Content-Type: multipart/mixed; boundary={edge}", ""]
    for piece in said:
        kind = "html" if piece.marked else "plain"
        lines += [f"--{edge}", f"Content-Type: text/{kind}; charset=utf-8", "Content-Transfer-Encoding: base64", ""]
        lines.append(encodebytes(piece.content.encode("utf-8", "replace")).decode("ascii"))
    return "\n".join([*lines, f"--{edge}--", ""]).encode("utf-8", "replace")


def _short_headers(data: bytes) -> bytes:
    """Return ``data`` without headers longer than any is: parsing them takes a time that grows with a square."""
    return _HEADER.sub(lambda found: found[0] if len(found[0]) <= _MAX_HEADER else b"X-Cut: yes", data)


def pieces(message: Message) -> list[Piece]:
    """Return what a mail says, in order; of alternatives the better one."""
    list(_parts(message))  # not too many, and not too deep
    return _pieces(message)


def _pieces(part: Message) -> list[Piece]:
    kind, payload = _quiet_type(part), part.get_payload() if part.is_multipart() else None
    if not isinstance(payload, list):
        if kind not in {"text/plain", "text/html"} or _attached(part):
            return []
        content = _characters(part, page=kind == "text/html")
        return [Piece(content, kind == "text/html")] if content.strip() else []
    if kind.startswith("message/"):
        return []
    found: list[list[Piece]] = []
    for inner in payload:
        # Beside a page, what is related to it belongs to its pictures, frames and styles.
        if isinstance(inner, Message) and not (found and kind == "multipart/related" and _is_related(inner)):
            found += [said] if (said := _pieces(inner)) else []
    return _better(found) if kind == "multipart/alternative" else [piece for said in found for piece in said]


def _is_related(part: Message) -> bool:
    return bool(_header(part, "Content-ID") or _header(part, "Content-Location"))


def _better(found: Sequence[list[Piece]]) -> list[Piece]:
    """Return plain text rather than a page, but where it is a stub that says that the mail is a page."""
    words = next((said for said in found if not any(piece.marked for piece in said)), [])
    page = next((said for said in found if any(piece.marked for piece in said)), [])
    if words and page:
        return page if count(words) * 3 < count(page) else words
    return words or page


def count(said: Sequence[Piece]) -> int:
    """Return how many words there are in ``said``."""
    return sum(len(piece.drawn().text.split()) for piece in said)


def enclosures(message: Message) -> Iterator[Message]:
    """Yield what a mail encloses, files and mails that it forwards; not what programs write for programs."""
    for part in _parts(message):
        said = _quiet_type(part) in {"text/plain", "text/html"} and not _attached(part)
        if not said and not _is_litter(part):
            yield part


def forwarded(part: Message) -> Message | None:
    """Return the mail that a part of a mail is; None if it is a file."""
    payload: Any = part.get_payload() if part.is_multipart() else None
    inner = payload[0] if isinstance(payload, list) and payload else None
    return inner if isinstance(inner, Message) else None


def content_of(part: Message) -> bytes:
    """Return the bytes of an enclosed file, of a text as UTF-8 if the mail knows its charset.

    Raises ``UnreadableFile`` where they are wrongly coded.
    """
    try:
        payload = part.get_payload(decode=True)
        charset = part.get_content_charset("") if _quiet_type(part).startswith("text/") else ""
    except Exception as error:  # as above
        raise UnreadableFile(Problem.DAMAGED) from error
    content = payload if isinstance(payload, bytes) else b""
    return _named(content, charset).encode("utf-8", "replace") or content


def name_of(part: Message) -> str:
    """Return the name of an enclosed file; that of a mail is what it is about."""
    for header, parameter in (("Content-Disposition", "filename"), ("Content-Type", "name")):
        with suppress(Exception):  # as above
            if name := canonical_line(str(_parsed(part, header).params.get(parameter) or "")):
                return name.replace("/", "-")[-_NAME_MOST:]
    if (inner := forwarded(part)) is not None:
        return f"{subject(inner).replace('/', '-')[:_NAME_MOST] or 'message'}.eml"
    return _quiet_type(part).partition("/")[2] or "?"


def is_text(part: Message) -> bool:
    return _quiet_type(part) in {"text/plain", "text/markdown", "text/x-markdown"}


def is_picture(part: Message) -> bool:
    """Whether a file says that there is nothing to read in it."""
    return _quiet_type(part).partition("/")[0] in {"image", "audio", "video", "font"}


def _is_litter(part: Message) -> bool:
    """Whether a part is there for programs, or a picture that a page shows."""
    if _quiet_type(part) in _LITTER:
        return True
    return is_picture(part) and bool(_header(part, "Content-ID")) and _disposition(part) != "attachment"


def _disposition(part: Message) -> str:
    try:
        return part.get_content_disposition() or ""
    except Exception:  # as above
        return "attachment"


def _parts(message: Message) -> Iterator[Message]:
    """Yield the parts that have none; mails within are left closed."""
    waiting: list[tuple[Message, int]] = [(message, 0)]
    count = 0
    while waiting:
        part, depth = waiting.pop()
        count += 1
        if depth > MAX_DEPTH or count > MAX_PARTS:
            raise UnreadableFile(Problem.TOO_DEEP)
        payload = part.get_payload() if part.is_multipart() else None
        if isinstance(payload, list) and not _quiet_type(part).startswith("message/"):
            waiting += [(inner, depth + 1) for inner in reversed(payload) if isinstance(inner, Message)]
        else:
            yield part


def _quiet_type(part: Message) -> str:
    try:
        return part.get_content_type()
    except Exception:  # as above
        return "text/plain"


def _attached(part: Message) -> bool:
    """Whether a text is a file of its own; the body of a mail may have a name, but is not put anywhere by it."""
    disposition = _disposition(part)
    try:
        return disposition == "attachment" or bool(disposition and part.get_filename())
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


def _body(said: Sequence[Piece], *, saved: str) -> Extracted:
    page = next((piece for piece in said if piece.marked), None)
    if saved and page:
        return html.extract(page.content)
    drawn = [extracted for piece in said if (extracted := piece.drawn()).text.strip()]
    if not drawn:
        raise UnreadableFile(Problem.EMPTY)
    return drawn[0] if len(drawn) == 1 else _joined(drawn)


def _joined(drawn: Sequence[Extracted]) -> Extracted:
    structure: list[tuple[int, Shape]] = []
    lines = 0
    for each in drawn:
        structure += [(lines + number, shape) for number, shape in each.structure]
        lines += sum(bool(line.strip()) for line in canonical(each.text).split("\n"))
    return Extracted(
        text="\n\n".join(each.text.strip("\n") for each in drawn),
        structure=tuple(structure),
        structured=any(each.structured for each in drawn),
    )


def subject(message: Message) -> str:
    return _PASSED_ON.sub("", canonical_line(_header(message, "Subject")))


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


def _sender(message: Message) -> str:
    """Return the sender's name; an address alone is nobody's name."""
    name = canonical_line(_ADDRESS.sub("", _header(message, "From"))).strip("\"' ")
    return "" if "@" in name or len(name) > 200 else name


def _date(message: Message) -> datetime | None:
    try:
        header = message["Date"]
        found = getattr(header, "datetime", None)
    except Exception:  # as above
        return None
    written = _header(message, "Date")
    return plausible(of_mail(found, written)) if isinstance(found, datetime) else moment(written)
