"""The process from which those that read hostile files are forked: ``python -m articles.extract.nursery <descriptor>``.

It has imported what reading needs and nothing else. On its socket it gets other sockets, one for each file; a child is
forked for each, is limited, reads, answers and ends. It ends itself when nobody holds the other end any more.
"""

import contextlib
import gc
import json
import os
import resource
import signal
import socket
import sys
from datetime import datetime
from typing import Any, NoReturn

from articles.extract.document import Extracted, Part, Problem, Remark, Remarked, UnreadableFile
from articles.extract.reading import read, unpack
from articles.text.structure import Shape

MEMORY = 1536 * 2**20
CPU_SECONDS = 20
WALL_SECONDS = 30
_FILES = 64
_LENGTH = 8
_PRELOADED = ("trafilatura", "docx", "pypdfium2", "email.policy", "email._header_value_parser")


def main(descriptor: int) -> None:
    """Serve until the socket's other end is closed everywhere."""
    control = socket.socket(fileno=descriptor)
    for name in _PRELOADED:
        __import__(name)
    _warm()
    # Nobody waits for the children: the system takes them away.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.collect()
    gc.freeze()
    while received := _receive(control):
        pid = os.fork()
        if pid == 0:
            control.close()
            _serve(received)
        received.close()


def _warm() -> None:
    """Read once what makes libraries load the rest of themselves."""
    words = "Une phrase entre deux autres, pour voir. " * 9
    page = b"<title>Un</title><meta name=date content=2024-05-01><h1>Un</h1><p>%b<p>%b" % (
        words.encode(),
        words.encode(),
    )
    mail = f"From: A <a@exemple.org>\nSubject: =?utf-8?q?=C3=A9?=\nDate: Wed, 01 May 2024 10:00:00 +0200\n\n{words}"
    for name, content in (("a.html", page), ("a.eml", mail.encode())):
        with contextlib.suppress(UnreadableFile):
            read(name, content)


def _receive(control: socket.socket) -> socket.socket | None:
    """Return the next socket; None at the end."""
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not message:
            return None
        if descriptors:
            return socket.socket(fileno=descriptors[0])


def _serve(connection: socket.socket) -> NoReturn:
    code = 1
    try:
        # A collection would write to every page that the child shares with the nursery.
        gc.disable()
        _limit()
        connection.setblocking(True)
        with connection, connection.makefile("rb") as file:
            request = json.loads(file.readline())
            data = file.read(request["size"])
            connection.sendall(_answer(request["task"], request["name"], data))
            code = 0
    finally:
        os._exit(code)


def _limit() -> None:
    """Bound what the child may take, by limits of the system's, which hold whatever the child does."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, WALL_SECONDS)
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _FILES),
    ):
        _, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))


def _answer(task: str, name: str, data: bytes) -> bytes:
    try:
        found = read(name, data) if task == "read" else unpack(name, data)
    except UnreadableFile as refusal:
        return packed({"problem": refusal.problem, "detail": refusal.detail}, [])
    except MemoryError:
        return packed({"problem": Problem.TIMEOUT, "detail": ""}, [])
    if isinstance(found, Extracted):
        return packed({"extracted": _fields_of(found)}, [])
    return packed({"parts": [_head_of(part) for part in found]}, [part.data for part in found])


def _head_of(part: Part) -> dict[str, Any]:
    said = {"name": part.name, "size": len(part.data), "problem": part.problem, "detail": part.detail}
    return {**said, "remarks": _rows(part.remarks)}


def _rows(remarks: tuple[Remark, ...]) -> list[tuple[str, str, int]]:
    return [(remark.kind, remark.words, remark.count) for remark in remarks]


def _fields_of(extracted: Extracted) -> dict[str, Any]:
    fields = {name: getattr(extracted, name) for name in Extracted.__slots__}
    moment = extracted.published_at
    dated = moment.isoformat() if moment else None
    return {**fields, "published_at": dated, "remarks": _rows(extracted.remarks)}


def packed(head: dict[str, Any], pieces: list[bytes]) -> bytes:
    """Return a message: the length of its head, its head, then ``pieces`` one after the other."""
    said = json.dumps(head).encode()
    return b"".join([len(said).to_bytes(_LENGTH, "big"), said, *pieces])


def unpacked(message: bytes) -> Extracted | tuple[Part, ...]:
    """Return what a child answered; raise the ``UnreadableFile`` that it raised.

    A child may be in the hands of the file that it read: nothing of its answer is believed but its words.
    """
    size = int.from_bytes(message[:_LENGTH], "big")
    position = _LENGTH + size
    head = json.loads(message[_LENGTH:position])
    if "problem" in head:
        raise UnreadableFile(Problem(head["problem"]), str(head["detail"]))
    if "extracted" in head:
        return _extracted(head["extracted"])
    parts = []
    for part in head["parts"]:
        end = position + int(part["size"])
        problem = Problem(part["problem"]) if part["problem"] else None
        data, remarks = message[position:end], _remarks(part["remarks"])
        parts.append(Part(str(part["name"]), data, problem, str(part["detail"]), remarks))
        position = end
    return tuple(parts)


def _extracted(fields: dict[str, Any]) -> Extracted:
    moment = fields["published_at"]
    words = ("text", "title", "standfirst", "author", "source", "url", "language")
    return Extracted(
        **{name: str(fields[name]) for name in words},
        published_at=datetime.fromisoformat(moment) if moment else None,
        sample=bool(fields["sample"]),
        structure=tuple((int(number), Shape(shape)) for number, shape in fields["structure"]),
        structured=bool(fields["structured"]),
        remarks=_remarks(fields["remarks"]),
    )


def _remarks(rows: list[tuple[str, str, int]]) -> tuple[Remark, ...]:
    return tuple(Remark(Remarked(kind), str(words), int(count)) for kind, words, count in rows)


if __name__ == "__main__":
    main(int(sys.argv[1]))
