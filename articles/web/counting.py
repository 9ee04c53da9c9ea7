"""How often the same did something lately. Who it was is told by a hash alone, and forgotten after a while.

The cache is that of one process: with n web workers up to n times as much passes, still little enough.
"""

from django.core.cache import cache
from django.utils.crypto import salted_hmac


def key(what: str, *who: str) -> str:
    """Return under which name what someone does is counted."""
    whole = "\n".join(who).encode(errors="replace")
    return f"{what}-{salted_hmac(what, whole, algorithm='sha256').hexdigest()}"


def counted(name: str) -> int:
    """Return how often it was done within the time that is counted."""
    return cache.get(name, 0)


def count(name: str, *, seconds: int) -> None:
    """Count once more; ``seconds`` after the first time it is forgotten."""
    cache.add(name, 0, seconds)
    try:
        cache.incr(name)
    except ValueError:  # it ran out just now
        cache.set(name, 1, seconds)


def forget(name: str) -> None:
    cache.delete(name)
