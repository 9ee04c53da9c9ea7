"""What a mail brings: what it says, the files that it encloses, the mails that it forwards; each an article's file."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from email.message import Message
from pathlib import PurePath
from typing import TypeAlias

from articles.extract import formats, mail
from articles.extract.document import Part, Problem, Remark, Remarked, UnreadableFile
from articles.extract.formats import Format

# So few words beside a file do no more than send it.
NOTE_WORDS = 30
# How parts are had of a container: by its name, bytes and format.
Opener: TypeAlias = Callable[[str, bytes, Format], Iterable[Part]]


def parts(data: bytes, opener: Opener) -> list[Part]:
    """Return the articles' files that the mail ``data`` brings; none if all of it is what it says.

    A few words that only send something are a remark on the first file.
    """
    return _brought(mail.parsed(data), opener, 0)


@dataclass(slots=True)
class _Brought:
    parts: list[Part] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def _brought(message: Message, opener: Opener, depth: int) -> list[Part]:
    if depth > mail.MAX_DEPTH:
        raise UnreadableFile(Problem.TOO_DEEP)
    brought = _Brought()
    for part in mail.enclosures(message):
        _take(brought, part, opener, depth)
    if not brought.parts:
        return []
    said = mail.pieces(message)
    remarks = mail.unread(brought.unread)
    words = " ".join(" ".join(piece.drawn().text for piece in said).split())
    readable = next((number for number, part in enumerate(brought.parts) if not part.problem), None)
    if readable is None or len(words.split()) > NOTE_WORDS:
        own = Part("message.eml", mail.written(message, said), remarks=remarks)
        return [own, *brought.parts] if words else brought.parts
    first = brought.parts[readable]
    noted = (Remark(Remarked.NOTE, words), *remarks) if words else remarks
    brought.parts[readable] = replace(first, remarks=(*first.remarks, *noted))
    return brought.parts


def _take(brought: _Brought, part: Message, opener: Opener, depth: int) -> None:
    name = mail.name_of(part)
    if (inner := mail.forwarded(part)) is not None:
        brought.parts += _mail(name, inner, opener, depth)
        return
    try:
        content = mail.content_of(part)
        if not content.strip():
            return
        kind = formats.recognise(name, content)
        if kind is Format.MAIL:
            brought.parts += _mail(name, mail.parsed(content), opener, depth)
        elif kind in formats.CONTAINERS:
            brought.parts += list(opener(name, content, kind))  # all or nothing
        elif kind is Format.TEXT and not _is_meant(name, part):
            brought.unread.append(name)
        else:
            brought.parts.append(Part(name, content))
    except UnreadableFile as refusal:
        if mail.is_picture(part) or refusal.detail in {"picture", "recording"}:
            brought.unread.append(name)
        else:
            brought.parts.append(Part(name, b"", refusal.problem, refusal.detail))


def _mail(name: str, message: Message, opener: Opener, depth: int) -> list[Part]:
    """Return a mail within a mail: itself, or what it brings."""
    inside = _brought(message, opener, depth + 1)
    if inside:
        return [replace(part, name=f"{name}/{part.name}") for part in inside]
    remarks = mail.unread([mail.name_of(part) for part in mail.enclosures(message)])
    return [Part(name, mail.written(message, mail.pieces(message)), remarks=remarks)]


def _is_meant(name: str, part: Message) -> bool:
    """Whether a file of plain text is for people; that of a program may look like one."""
    return mail.is_text(part) or PurePath(name).suffix.lower() in {".txt", ".text", ".md", ".markdown"}
