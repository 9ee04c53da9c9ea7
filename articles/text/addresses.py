"""Addresses of pages, written in many ways and meaning the same."""

import hashlib
import re
from urllib.parse import parse_qsl, urlencode, urlsplit

# What links carry to tell where a reader came from; pages are the same without it.
_TRACKING = re.compile(
    r"(utm|at|mtm|pk|hsa)_\w+|fbclid|gclid|gclsrc|dclid|msclkid|yclid|twclid|igshid|mc_[ce]id|xtor|_ga|_gl|ref_src|cmpid"
)
_PORTS = {"http": 80, "https": 443}


def key(url: str) -> str:
    """Return what all ways to write an http(s) address have in common; "" for one that leads to no page of its own.

    >>> key("http://www.Example.org/gaz/?b=2&utm_source=x&a=1#top")
    'example.org/gaz?a=1&b=2'
    >>> key("https://example.org/")
    ''
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
        pairs = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return ""
    host = host_of(url)
    if parts.scheme not in _PORTS or not host:
        return ""
    if port and port != _PORTS[parts.scheme]:
        host = f"{host}:{port}"
    kept = sorted(pair for pair in pairs if not _TRACKING.fullmatch(pair[0].lower()))
    path = re.sub("/+$", "", parts.path)
    query = f"?{urlencode(kept)}" if kept else ""
    # A site's front page is another one every day.
    return f"{host}{path}{query}" if path or kept else ""


def digest(url: str) -> str:
    """Return a short form of ``key`` to look addresses up by; "" where there is none."""
    found = key(url)
    return hashlib.sha256(found.encode("utf-8", "replace")).hexdigest() if found else ""


def host_of(url: str) -> str:
    """Return the host of an address without « www. » and case; "" where there is none."""
    try:
        host = urlsplit(url.strip()).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.").rstrip(".")
