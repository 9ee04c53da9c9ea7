"""Pages made smaller on the wire, where there is no secret in them."""

import re
from collections.abc import Callable

import brotli
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.text import compress_string

# Below this, headers outweigh what is gained.
LEAST_BYTES = 500
# As small as 9 within two percent, in a millisecond instead of ten.
_QUALITY = 5
_NOUGHT = re.compile(r"\s*q\s*=\s*0(\.0*)?\s*")

WAYS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda content: brotli.compress(content, quality=_QUALITY),
    "gzip": compress_string,
}


class CompressPages:
    """Compress what anonymous readers get: with brotli, or else gzip (``docs/decisions/0016``).

    How well a page compresses tells something of what is in it, to whoever sees its length and can put words into its
    address (BREACH). So what may hold a secret, a form's token or anything for who is signed in, is sent as it is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not _is_text(response) or _may_hold_a_secret(request, response):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        accepted = _accepted(request.headers.get("Accept-Encoding", ""))
        for name, compress in WAYS.items():
            if name in accepted:
                _replace(response, compress(response.content), name)
                break
        return response


def _is_text(response: HttpResponseBase) -> bool:
    kind = response.headers.get("Content-Type", "")
    compressible = kind.startswith("text/") and "Content-Encoding" not in response.headers
    return compressible and not response.streaming and len(response.content) >= LEAST_BYTES


def _may_hold_a_secret(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whoever writes a form's token into a page also sets its cookie."""
    user = getattr(request, "user", None)
    return user is None or user.is_authenticated or bool(response.cookies)


def _accepted(header: str) -> set[str]:
    """Return the names in an ``Accept-Encoding`` header, without those it refuses by a weight of nought."""
    accepted = set()
    for part in header.lower().split(","):
        name, _, weight = part.partition(";")
        if not _NOUGHT.fullmatch(weight):
            accepted.add(name.strip())
    return accepted


def _replace(response: HttpResponseBase, content: bytes, name: str) -> None:
    response.content = content
    response.headers["Content-Encoding"] = name
    response.headers["Content-Length"] = str(len(content))
    etag = response.headers.get("ETag", "")
    if etag.startswith('"'):  # the same page in other bytes
        response.headers["ETag"] = f"W/{etag}"
