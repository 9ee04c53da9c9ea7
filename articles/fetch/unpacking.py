"""Undoing a content coding a step at a time, and never further than the room there is."""

import zlib
from typing import Protocol

import brotli

from articles.fetch.refusals import FetchRefused, Reason

ACCEPTED = "gzip, deflate, br"
# Output is asked for in steps of this many bytes, since brotli may give twice what it is asked for.
_STEP = 64 * 2**10
# A file glued together of more gzip members than this only costs time.
_MEMBERS = 64
_GZIP, _ZLIB, _RAW = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS


class Unpacker(Protocol):
    """What undoes one coding; ``whole`` once the end was seen, as with nothing at all."""

    whole: bool

    def feed(self, data: bytes, room: int) -> bytes:
        """Return what ``data`` adds, at most ``room`` bytes; raise ``FetchRefused``."""


def unpacker(coding: str) -> Unpacker:
    """Return what undoes the Content-Encoding ``coding``; raise ``FetchRefused`` for an unknown or a repeated one."""
    match coding.strip().lower():
        case "" | "identity":
            return _Nothing()
        case "gzip" | "x-gzip":
            return _Inflate(_GZIP)
        case "deflate":
            return _Inflate(0)
        case "br":
            return _Brotli()
        case other:
            raise FetchRefused(Reason.BROKEN, f"content coding {other[:50]!r}")


class _Nothing:
    whole = True

    def feed(self, data: bytes, room: int) -> bytes:
        if len(data) > room:
            raise FetchRefused(Reason.TOO_LARGE)
        return data


class _Inflate:
    """gzip, also of several members; or deflate, with the wrapping that the standard asks for or, as often, without."""

    whole = True

    def __init__(self, window: int) -> None:
        self._window = window
        self._engine = zlib.decompressobj(window) if window else None
        self._held = b""
        self._members = 1

    def feed(self, data: bytes, room: int) -> bytes:
        if self._engine is None:
            data = self._held = self._held + data
            if len(data) < 2:
                self.whole = not data
                return b""
            self._engine = zlib.decompressobj(_ZLIB if _is_zlib(data) else _RAW)
        unpacked = bytearray()
        while data and not self._ended(data):
            try:
                unpacked += self._engine.decompress(data, room - len(unpacked) + 1)
            except zlib.error as error:
                raise FetchRefused(Reason.BROKEN, str(error)) from error
            if len(unpacked) > room:
                raise FetchRefused(Reason.EXPANDS)
            data = self._engine.unused_data
            self.whole = self._engine.eof
        return bytes(unpacked)

    def _ended(self, data: bytes) -> bool:
        """Whether all was unpacked and ``data`` is but padding; else make ready for the next member, if it is one."""
        if not self._engine or not self._engine.eof:
            return False
        if self._window != _GZIP or not data.startswith(b"\x1f"):
            return True
        self._members += 1
        if self._members > _MEMBERS:
            raise FetchRefused(Reason.BROKEN, "gzip members")
        self._engine = zlib.decompressobj(_GZIP)
        return False


def _is_zlib(data: bytes) -> bool:
    return data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0


class _Brotli:
    whole = True

    def __init__(self) -> None:
        self._engine = brotli.Decompressor()

    def feed(self, data: bytes, room: int) -> bytes:
        unpacked = bytearray()
        try:
            while data or not self._engine.can_accept_more_data():
                unpacked += self._engine.process(data, output_buffer_limit=_STEP)
                if len(unpacked) > room:
                    raise FetchRefused(Reason.EXPANDS)
                data = b""
            self.whole = self._engine.is_finished()
        except brotli.error as error:
            raise FetchRefused(Reason.BROKEN, str(error)) from error
        return bytes(unpacked)
