"""Connecting to nothing but checked addresses, and never longer than the meter allows.

A name is resolved once, here, at the moment of connecting; all its addresses are checked, and the connection goes to a
number that was checked. What a name means to someone else, earlier or later, does not matter.
"""

import ssl
from collections.abc import Callable, Iterable
from ipaddress import ip_address
from queue import Empty, SimpleQueue
from socket import SOCK_STREAM, getaddrinfo
from threading import Thread
from typing import Any, NoReturn

import httpcore

from articles.fetch.limits import Meter
from articles.fetch.networks import Address, Networks
from articles.fetch.refusals import FetchRefused, Reason

# (host, port) to addresses in figures.
Resolve = Callable[[str, int], list[str]]
# Of a host with many addresses, how many are tried.
_TRIES = 8


def system_resolve(host: str, port: int) -> list[str]:
    """Return the addresses of ``host`` as this machine resolves it; raise ``OSError`` if it has none."""
    found = getaddrinfo(host, port, type=SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


class CheckedBackend(httpcore.NetworkBackend):
    """The network as httpcore sees it: only addresses that ``networks`` permit, timed and counted by ``meter``."""

    def __init__(self, networks: Networks, meter: Meter, *, resolve: Resolve = system_resolve) -> None:
        self._networks = networks
        self._meter = meter
        self._resolve = resolve
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first of the host's addresses that answers; refuse a host of which one is not permitted."""
        addresses = self._checked(host, port)[:_TRIES]
        for number, address in enumerate(addresses):
            # Each address that is left gets an equal part of the time that is left.
            share = self._meter.seconds_left() / (len(addresses) - number)
            try:
                stream = self._plain.connect_tcp(str(address), port, share, None, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _MeteredStream(stream, self._meter)
        raise failure

    def connect_unix_socket(self, path: str, timeout: float | None = None, socket_options: Any = None) -> NoReturn:
        """Refuse: nothing on this machine is fetched."""
        raise FetchRefused(Reason.BLOCKED, path)

    def _checked(self, host: str, port: int) -> list[Address]:
        try:
            addresses = [ip_address(found) for found in self._resolved(host, port)]
        except (OSError, UnicodeError, ValueError) as error:
            raise FetchRefused(Reason.DNS, host) from error
        if not addresses:
            raise FetchRefused(Reason.DNS, host)
        if not all(self._networks.permit(host, address, port) for address in addresses):
            raise FetchRefused(Reason.BLOCKED, host)
        return addresses

    def _resolved(self, host: str, port: int) -> list[str]:
        """Resolve in a thread of its own, since the system's resolver takes its time and cannot be told how much."""
        answers: SimpleQueue[list[str] | Exception] = SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self._resolve(host, port))
            except Exception as error:
                answers.put(error)

        Thread(target=ask, daemon=True, name="resolve").start()
        try:
            answer = answers.get(timeout=self._meter.seconds_left())
        except Empty:
            raise FetchRefused(Reason.TIMEOUT, host) from None
        if isinstance(answer, Exception):
            raise answer
        return answer


class _MeteredStream(httpcore.NetworkStream):
    """A connection whose every step has the time that is left, and whose bytes are counted as they come."""

    def __init__(self, stream: httpcore.NetworkStream, meter: Meter) -> None:
        self._stream = stream
        self._meter = meter

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._stream.read(max_bytes, self._meter.seconds_left())
        self._meter.count(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._meter.seconds_left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        try:
            secure = self._stream.start_tls(ssl_context, server_hostname, self._meter.seconds_left())
        except httpcore.ConnectError as error:
            raise FetchRefused(Reason.TLS, str(error)) from error
        return _MeteredStream(secure, self._meter)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
