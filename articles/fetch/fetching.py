"""The one fetcher: GET, with conditions, redirects followed one checked hop at a time."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from ssl import SSLContext

import httpcore
import httpx

from articles.fetch.agent import user_agent
from articles.fetch.connecting import CheckedBackend, Resolve, system_resolve
from articles.fetch.limits import Limits, Meter
from articles.fetch.networks import NOWHERE, Networks
from articles.fetch.refusals import FetchRefused, Reason
from articles.fetch.unpacking import ACCEPTED, unpacker

# Media types; what an answer without one, or with a general one, really holds is for its reader to find out.
DOCUMENTS = (
    "text/html",
    "application/xhtml+xml",
    "text/plain",
    "text/markdown",
    "text/csv",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "message/rfc822",
    "application/jsonl",
    "application/zip",
    "application/octet-stream",
)
FEEDS = (
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/xml",
    "text/xml",
    "application/json",
    "text/html",
    "application/xhtml+xml",
    "text/plain",
    "application/octet-stream",
)
READABLE = tuple(dict.fromkeys(DOCUMENTS + FEEDS))

_MOVED = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
_URL_CHARACTERS = 2_000
# A validator longer than this is forgotten: the next answer is then a whole one.
_VALIDATOR_CHARACTERS = 500
_HOST = re.compile(rb"[a-z0-9_.-]+|[0-9a-f:.]+")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:+-]{1,40})""", re.IGNORECASE)
_LONGEST_PAUSE = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer, whatever its status; only answers of 200 to 299 have a body, unpacked but not decoded.

    ``url`` is where it came from in the end; ``permanent_url`` is the same if a good answer was reached by permanent
    redirects alone, else "". ``etag`` and ``modified`` go into the next ``fetch`` as they are. ``retry_after`` is in
    seconds.
    """

    url: str
    status: int
    body: bytes = b""
    content_type: str = ""
    charset: str = ""
    etag: str = ""
    modified: str = ""
    retry_after: int | None = None
    permanent_url: str = ""


def fetch(
    url: str,
    *,
    etag: str = "",
    modified: str = "",
    accept: tuple[str, ...] = READABLE,
    allowed: Networks = NOWHERE,
    limits: Limits = Limits(),  # noqa: B008  frozen
    contact: str = "",
    resolve: Resolve = system_resolve,
) -> Fetched:
    """Fetch ``url``; raise ``FetchRefused`` where there is no answer, or none that may be used.

    ``etag`` and ``modified`` are those of the last answer: 304 says that nothing has changed since. ``accept`` are the
    media types that a body may have. ``contact`` stands in the User-Agent. ``resolve`` is for tests.
    """
    headers = _asked(etag, modified, accept, contact)
    meter = Meter(limits)
    backend = CheckedBackend(allowed, meter, resolve=resolve)
    here, permanent = _checked(url, allowed), False
    for hop in range(limits.redirects + 1):
        with _one_answer(here, headers, backend) as response:
            location = _location(response)
            if not location:
                return _fetched(here, response, accept, limits, permanent=permanent)
            permanent = response.status in _FOR_GOOD and (permanent or hop == 0)
        here = _checked(_joined(here, location), allowed)
    raise FetchRefused(Reason.REDIRECTS)


def address(url: str, *, allowed: Networks = NOWHERE) -> str:
    """Return ``url`` as it is asked for, its name in ASCII, without its fragment; refuse what no look-up is needed for.

    >>> address("https://Été.example/ü")
    'https://xn--t-9fab.example/%C3%BC'
    """
    return str(_checked(url, allowed))


def _checked(url: str, allowed: Networks) -> httpx.URL:
    """Return ``url`` taken apart, without its fragment; refuse what no look-up is needed to refuse."""
    if len(url) > _URL_CHARACTERS:
        raise FetchRefused(Reason.ADDRESS, f"{len(url)} characters")
    try:
        parts = httpx.URL(url.strip())
        port = (443 if parts.scheme == "https" else 80) if parts.port is None else parts.port
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchRefused(Reason.ADDRESS, str(error)) from error
    if parts.scheme not in {"http", "https"}:
        raise FetchRefused(Reason.SCHEME, parts.scheme)
    if parts.userinfo:
        raise FetchRefused(Reason.USERINFO)
    host = parts.raw_host.rstrip(b".")
    if not _HOST.fullmatch(host):
        raise FetchRefused(Reason.ADDRESS, parts.host)
    if not allowed.know_port(port):
        raise FetchRefused(Reason.PORT, str(port))
    return parts.copy_with(host=host.decode(), fragment=None)


def _joined(here: httpx.URL, location: str) -> str:
    try:
        return str(here.join(location))
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchRefused(Reason.ADDRESS, str(error)) from error


def _asked(etag: str, modified: str, accept: tuple[str, ...], contact: str) -> list[tuple[bytes, bytes]]:
    headers = {
        "User-Agent": user_agent(contact),
        "Accept": ", ".join([*accept, "*/*;q=0.1"]),
        "Accept-Encoding": ACCEPTED,
        "If-None-Match": etag,
        "If-Modified-Since": modified,
    }
    return [(name.encode(), value.encode("latin-1")) for name, value in headers.items() if _sendable(value)]


def _sendable(value: str) -> bool:
    return bool(value) and all(" " <= letter <= "~" or "\xa1" <= letter <= "\xff" for letter in value)


@contextmanager
def _one_answer(
    url: httpx.URL, headers: list[tuple[bytes, bytes]], backend: CheckedBackend
) -> Iterator[httpcore.Response]:
    """Ask for ``url`` on a connection of its own: nothing is kept from one question to the next."""
    target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    with (
        _told_apart(),
        httpcore.ConnectionPool(ssl_context=_certificates(), network_backend=backend) as pool,
        pool.stream("GET", target, headers=[(b"Host", url.netloc), *headers]) as response,
    ):
        yield response


@cache
def _certificates() -> SSLContext:
    return httpx.create_ssl_context(trust_env=False)


@contextmanager
def _told_apart() -> Iterator[None]:
    """Raise what httpcore says as ``FetchRefused``."""
    try:
        yield
    except httpcore.TimeoutException as error:
        raise FetchRefused(Reason.TIMEOUT, str(error)) from error
    except httpcore.ConnectError as error:
        raise FetchRefused(Reason.CONNECT, str(error)) from error
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise FetchRefused(Reason.BROKEN, str(error)) from error


def _header(response: httpcore.Response, name: bytes) -> str:
    """Return the header's value, as latin-1; "" if there is none, with commas between if there are several."""
    return b", ".join(value for key, value in response.headers if key.lower() == name).decode("latin-1").strip()


def _location(response: httpcore.Response) -> str:
    """Return where the answer leads, or ""; addresses with letters that are not ASCII come as UTF-8."""
    if response.status not in _MOVED:
        return ""
    raw = next((value for key, value in response.headers if key.lower() == b"location"), b"")
    try:
        return raw.decode().strip()
    except UnicodeDecodeError:
        return raw.decode("latin-1").strip()


def _fetched(
    url: httpx.URL, response: httpcore.Response, accept: tuple[str, ...], limits: Limits, *, permanent: bool
) -> Fetched:
    if response.status < 200:
        raise FetchRefused(Reason.BROKEN, f"status {response.status}")
    if sum(len(key) + len(value) for key, value in response.headers) > limits.head:
        raise FetchRefused(Reason.TOO_LARGE, "headers")
    content_type = _header(response, b"content-type")
    kind = content_type.partition(";")[0].strip().lower()[:200]
    good = 200 <= response.status < 300
    if good and kind and kind not in accept:
        raise FetchRefused(Reason.CONTENT_TYPE, kind)
    charset = _CHARSET.search(content_type)
    return Fetched(
        url=str(url),
        status=response.status,
        body=_body(response, limits.body) if good else b"",
        content_type=kind,
        charset=charset[1].lower() if charset else "",
        etag=_validator(response, b"etag"),
        modified=_validator(response, b"last-modified"),
        retry_after=_pause(_header(response, b"retry-after")),
        permanent_url=str(url) if permanent and (good or response.status == 304) else "",
    )


def _body(response: httpcore.Response, most: int) -> bytes:
    """Return the whole body, unpacked; stop as soon as it is known to be larger than ``most`` bytes."""
    length = _header(response, b"content-length")
    if length.isascii() and length.isdigit() and (len(length) > 15 or int(length) > most):
        raise FetchRefused(Reason.TOO_LARGE, f"{length[:20]} bytes")
    unpacking = unpacker(_header(response, b"content-encoding"))
    body = bytearray()
    for part in response.iter_stream():
        body += unpacking.feed(part, most - len(body))
    if not unpacking.whole:
        raise FetchRefused(Reason.BROKEN, "cut short")
    return bytes(body)


def _validator(response: httpcore.Response, name: bytes) -> str:
    value = _header(response, name)
    return value if len(value) <= _VALIDATOR_CHARACTERS and _sendable(value) else ""


def _pause(value: str) -> int | None:
    """Return the seconds of a Retry-After, given as such or as a date; None if it makes no sense."""
    if value.isascii() and value.isdigit():
        return _LONGEST_PAUSE if len(value) > 9 else min(int(value), _LONGEST_PAUSE)
    try:
        until = parsedate_to_datetime(value)
        seconds = (until if until.tzinfo else until.replace(tzinfo=UTC)) - datetime.now(UTC)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    return min(max(0, round(seconds.total_seconds())), _LONGEST_PAUSE)
