"""How much one fetch may take, all its redirects together, and the meter that counts it."""

import time
from dataclasses import dataclass

from articles.fetch.refusals import FetchRefused, Reason

# Heads, and the frames of a body sent in chunks.
_FRAMING = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """``seconds`` of wall time in all, bytes of a ``body`` when unpacked and of an answer's ``head``, ``redirects``."""

    seconds: float = 20.0
    body: int = 10 * 2**20
    head: int = 64 * 2**10
    redirects: int = 5


class Meter:
    """Counts the time and the bytes of one fetch, from its first look-up to its last byte."""

    def __init__(self, limits: Limits) -> None:
        self._ends = time.monotonic() + limits.seconds
        self._bytes_left = limits.body + _FRAMING

    def seconds_left(self) -> float:
        """Return the seconds that are left, more than none; else raise ``FetchRefused``."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise FetchRefused(Reason.TIMEOUT)
        return left

    def count(self, received: int) -> None:
        """Take ``received`` bytes, as they came over the wire, from those that are left."""
        self._bytes_left -= received
        if self._bytes_left < 0:
            raise FetchRefused(Reason.TOO_LARGE)
