"""A database that answers nobody and a full disk: pages that say so, where there would be « something broke »."""

import errno
import shutil
from collections.abc import Callable

from django.conf import settings
from django.db import DataError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

RETRY_SECONDS = 10
# As SQLite and PostgreSQL say it; whatever else a database cannot do is a fault of ours.
_FULL = ("database or disk is full", "no space left on device")
# What SQLite says where it cannot even read for want of room, and of a broken disk too.
_BROKEN = "disk i/o error"
_NO_ROOM = 2**20
_NUL = "cannot contain NUL"
_BUSY = (
    "is locked",
    "lock timeout",
    "deadlock detected",
    "connection refused",
    "connection is closed",
    "connection is bad",
    "too many connections",
    "too many clients",
    "couldn't get a connection",  # of the pool
    "server closed the connection",
    "connection to server",
    "terminating connection",
    "the database system is",  # starting up, shutting down, in recovery
)


class Outages:
    """Answer 503 where the database is busy, 507 where the disk is full. What was to be stored was not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return answer(exception, request)


def answer(error: BaseException | None, request: HttpRequest) -> HttpResponse | None:
    """Return the page for ``error``; None where it is no outage.

    Neither database nor session is asked, nor by what the page passes on its way out: each would wait as long again.
    """
    if page := _page(error):
        for name in ("session", "user", "_messages"):
            request.__dict__.pop(name, None)
    return page


def _page(error: BaseException | None) -> HttpResponse | None:
    if isinstance(error, DataError) and _NUL in str(error):
        # PostgreSQL alone minds, and no form of ours sends it.
        return HttpResponse(render_to_string("400.html"), status=400)
    said = str(error).lower() if isinstance(error, OperationalError) else ""
    full = any(words in said for words in _FULL) or (_BROKEN in said and _no_room())
    if full or (isinstance(error, OSError) and error.errno == errno.ENOSPC):
        return HttpResponse(render_to_string("507.html"), status=507)
    if any(words in said for words in _BUSY):
        busy = HttpResponse(render_to_string("503.html"), status=503)
        busy["Retry-After"] = str(RETRY_SECONDS)
        return busy
    return None


def _no_room() -> bool:
    try:
        return shutil.disk_usage(settings.DATA_DIR).free < _NO_ROOM
    except OSError:
        return False
