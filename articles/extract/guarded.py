"""``read`` and ``unpack`` again, with what a file may do to a process kept away from the caller's.

All but small plain texts are read in a child of the nursery: a process of its own for each file, with limits on memory,
processor and time. Where a child is killed, the file is refused. Safe from threads and in forked processes.
"""

import contextlib
import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from threading import Lock
from typing import TypeVar

from articles.extract import formats, nursery, reading
from articles.extract.document import Extracted, Part, Problem, UnreadableFile
from articles.extract.formats import Format

# What a text may weigh to be read in place.
SMALL = 2**20
# The child's own clock is the first to ring.
_PATIENCE = nursery.WALL_SECONDS + 5
# More than the greatest container unpacks to.
_LONGEST_ANSWER = 300 * 2**20
_ROOT = Path(__file__).resolve().parents[2]
_INHERITED = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "HOME", "TMPDIR", "VIRTUAL_ENV")

T = TypeVar("T")


def read(name: str, data: bytes) -> Extracted:
    """Read the file ``name`` as ``articles.extract.read`` does, and with its promises.

    What takes too long or too much memory, or crashes its reader, is refused as TIMEOUT.
    """
    if is_light(name, data):
        return reading.read(name, data)
    return _asked("read", name, data, Extracted)


def unpack(name: str, data: bytes) -> tuple[Part, ...]:
    """Return the parts of the container ``name`` as ``articles.extract.unpack`` does, and with its promises."""
    if _is_single(data) or is_light(name, data):
        return reading.unpack(name, data)
    return _asked("unpack", name, data, tuple)


def _is_single(data: bytes) -> bool:
    """Whether a file is an article by itself at first sight."""
    return data.startswith(b"%PDF")


def is_light(name: str, data: bytes) -> bool:
    """Whether a file is a small text without markup, which is read in a moment, in the caller's process."""
    if len(data) > SMALL or formats.looks_packed(data) or formats.looks_marked(data):
        return False
    try:
        return formats.recognise(name, data) in {Format.TEXT, Format.MARKDOWN, Format.RECORD}
    except UnreadableFile:
        return True


class _Nursery:
    """The nursery's process, started when it is first needed and again where it has ended."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process's number; None while there is none, or where another process began it."""
        return self._process.pid if self._process is not None else None

    def forked(self) -> None:
        """A forked process goes on with the same nursery, but another thread's hold on the lock is not its own."""
        self._lock = Lock()

    def send(self, connection: socket.socket) -> None:
        """Hand ``connection`` to a new child. Raises ``OSError`` where none can be had."""
        with self._lock:
            for last in (False, True):
                if self._control is None:
                    self._start()
                try:
                    assert self._control is not None  # noqa: S101
                    socket.send_fds(self._control, [b"x"], [connection.fileno()])
                    return
                except OSError:
                    self._end()
                    if last:
                        raise

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        environment = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", nursery.__name__, str(theirs.fileno())],
                cwd=_ROOT,
                env={**environment, "PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._control = ours

    def _end(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            with contextlib.suppress(OSError, subprocess.TimeoutExpired):
                self._process.wait(timeout=5)
            self._process = None

    def end(self) -> None:
        """Let the nursery end, with the children that it still has."""
        with self._lock:
            self._end()


NURSERY = _Nursery()
os.register_at_fork(after_in_child=NURSERY.forked)


def _asked(task: str, name: str, data: bytes, kind: type[T]) -> T:
    """Return what a child finds. Raises ``UnreadableFile``, by what the child says or because it does not."""
    if len(data) > reading.MAX_FILE_BYTES:
        raise UnreadableFile(Problem.TOO_LARGE, str(reading.MAX_FILE_BYTES // 2**20))
    request = json.dumps({"task": task, "name": name, "size": len(data)}).encode() + b"\n"
    try:
        answer = nursery.unpacked(_exchange(request, data))
    except UnreadableFile:
        raise
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableFile(Problem.TIMEOUT) from error
    if not isinstance(answer, kind):
        raise UnreadableFile(Problem.TIMEOUT)
    return answer


def _exchange(request: bytes, data: bytes) -> bytes:
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            NURSERY.send(theirs)
        ours.settimeout(_PATIENCE)
        ours.sendall(request)
        ours.sendall(data)
        chunks: list[bytes] = []
        size = 0
        while chunk := ours.recv(2**20):
            chunks.append(chunk)
            size += len(chunk)
            if size > _LONGEST_ANSWER:
                raise ValueError(size)
        return b"".join(chunks)
