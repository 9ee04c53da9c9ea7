"""Requests that are too large: refused before anything keeps them, in a page that says so."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

# Those who are not signed in send a name and a password, no more.
ANONYMOUS_LIMIT = 256 * 2**10
# A browser that is cut off while it sends shows an error of its own, not our page: up to so many times
# the limit, the rest is read and thrown away.
_PATIENCE = 4
_CHUNK = 2**16


class RequestLimit:
    """Answer 413 to a request with too much in it.

    It stands before ``CsrfViewMiddleware``, which reads the whole form, files too, of whoever sends one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        if request.method in {"GET", "HEAD"}:
            return None
        length = _length(request)
        if length > ANONYMOUS_LIMIT and length > _limit(request):
            return _refuse(request, _too_large())
        try:
            _ = request.POST
        except RequestDataTooBig:
            return _refuse(request, _too_large())
        except (TooManyFilesSent, TooManyFieldsSent):
            return _refuse(request, _too_many())
        return None


def _length(request: HttpRequest) -> int:
    """Return how many bytes the request announces; servers refuse what is no number before us."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    return int(announced) if announced.isdecimal() else 0


def _limit(request: HttpRequest) -> int:
    return settings.UPLOAD_REQUEST_LIMIT if request.user.is_authenticated else ANONYMOUS_LIMIT


def _too_large() -> str:
    return gettext(
        "This is more than can be sent at once. Send fewer files at a time: at most %(request)d MB in all, "
        "and %(file)d MB for each."
    ) % {"request": settings.UPLOAD_REQUEST_LIMIT // 2**20, "file": settings.UPLOAD_FILE_LIMIT // 2**20}


def _too_many() -> str:
    return gettext("Send at most %(files)d files at a time.") % {"files": settings.UPLOAD_FILES_LIMIT}


def _refuse(request: HttpRequest, reason: str) -> HttpResponse:
    """Read on and forget what comes, within reason, then say why nothing was kept."""
    left = settings.UPLOAD_REQUEST_LIMIT * _PATIENCE
    try:
        while left > 0 and (chunk := request.read(_CHUNK)):
            left -= len(chunk)
    except OSError:  # the sender is gone
        pass
    return render(request, "413.html", {"reason": reason}, status=413)
