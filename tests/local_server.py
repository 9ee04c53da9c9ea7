"""A small web server on this machine whose every path answers as a test says.

with LocalServer() as server:
    server.set("/feed", Answer(body=FEED, content_type="application/rss+xml", etag='"1"'))
    server.set("/old", redirect("/feed", 301))
    fetch(server.url("/feed"), allowed=parse_networks(server.door))
    assert server.asked("/feed") == 1
"""

import gzip
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import repeat
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

_PIECE = 16 * 2**10


@dataclass(frozen=True)
class Request:
    """What was asked for; header names are in small letters."""

    method: str
    path: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    """What a path answers.

    ``delay`` are the seconds before anything is said, ``drip`` those before each single byte of the body. With ``etag``
    or ``modified`` the answer to who has them already is 304. ``raw`` is said instead of everything else, as it is.
    ``endless`` repeats the body until the other side has had enough.
    """

    body: bytes = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str = ""
    modified: str = ""
    delay: float = 0
    drip: float = 0
    endless: bool = False
    raw: bytes = b""


Answers = Answer | Callable[[Request], Answer]


def redirect(to: str, status: int = 302) -> Answer:
    """Send whoever asks to ``to``, an address or a path."""
    return Answer(status=status, headers={"Location": to})


def gone() -> Answer:
    """Say that it is gone for good."""
    return Answer(b"gone", 410)


def too_many(retry_after: str) -> Answer:
    """Say that it was asked too often; ``retry_after`` is in seconds or a date."""
    return Answer(b"slow down", 429, headers={"Retry-After": retry_after})


def gzip_bomb(megabytes: int, *, content_type: str = "text/html") -> Answer:
    """Answer with as many megabytes of nothing, a thousandth of that on the wire."""
    packed = gzip.compress(b" " * 2**20)
    return Answer(packed * megabytes, content_type=content_type, headers={"Content-Encoding": "gzip"})


class LocalServer:
    """The server; it listens from the moment it is made and stops with its ``with`` block. Unknown paths answer 404.

    With a ``certificate``, a file that has its key too, it speaks TLS.
    """

    def __init__(self, host: str = "127.0.0.1", *, certificate: Path | None = None) -> None:
        self.host = host
        self.requests: list[Request] = []
        self.connections = 0
        self._answers: dict[str, list[Answers]] = {}
        self._stopped = threading.Event()
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        kind = type("Server", (_Server,), {"address_family": family})
        self._server = kind((host, 0), _Handler)
        self._server.owner = self
        if certificate:
            secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            secure.load_cert_chain(certificate)
            # Hands are shaken in the connection's own thread.
            self._server.socket = secure.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self._scheme = "https" if certificate else "http"
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def set(self, path: str, *answers: Answers) -> str:
        """Let ``path`` answer these, one after the other, and the last one for ever; return its address."""
        self._answers[path] = list(answers)
        return self.url(path)

    def url(self, path: str = "/") -> str:
        """Return the address of ``path``."""
        return f"{self._scheme}://{self.door}{path}"

    @property
    def door(self) -> str:
        """The server's host and port, as ``NEWSROOM_FETCH_ALLOW`` wants them."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def asked(self, path: str) -> int:
        """Return how often ``path`` was asked for."""
        return sum(request.path == path for request in self.requests)

    def close(self) -> None:
        """Stop, also in the middle of an answer."""
        self._stopped.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _answer(self, request: Request) -> Answer:
        self.requests.append(request)
        answers = self._answers.get(request.path) or self._answers.get(urlsplit(request.path).path)
        if not answers:
            return Answer(b"not found", 404)
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        return answer if isinstance(answer, Answer) else answer(request)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    owner: LocalServer

    def process_request(self, request: Any, client_address: Any) -> None:
        self.owner.connections += 1
        super().process_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: most of those who hang up on us are meant to."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        owner = self.server.owner
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = owner._answer(Request(self.command, self.path, headers))
        if answer.delay and owner._stopped.wait(answer.delay):
            return
        if answer.raw:
            self.wfile.write(answer.raw)
            return
        known = {"if-none-match": answer.etag, "if-modified-since": answer.modified}
        if any(value and headers.get(name) == value for name, value in known.items()):
            self._head(Answer(status=304, etag=answer.etag, modified=answer.modified), length=None)
            return
        self._head(answer, length=None if answer.endless else len(answer.body))
        if self.command != "HEAD":
            self._say(answer)

    do_HEAD = do_POST = do_GET

    def _head(self, answer: Answer, *, length: int | None) -> None:
        self.send_response(answer.status, HTTPStatus(answer.status).phrase)
        ours = {
            "Content-Type": answer.content_type if answer.status != 304 else "",
            "Content-Length": "" if length is None else str(length),
            "ETag": answer.etag,
            "Last-Modified": answer.modified,
        }
        for name, value in {**ours, **answer.headers}.items():
            if value:
                self.send_header(name, value)
        self.end_headers()

    def _say(self, answer: Answer) -> None:
        size = 1 if answer.drip else _PIECE
        for body in repeat(answer.body) if answer.endless else [answer.body]:
            for start in range(0, len(body), size):
                if self.server.owner._stopped.wait(answer.drip) if answer.drip else self.server.owner._stopped.is_set():
                    return
                self.wfile.write(body[start : start + size])

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
