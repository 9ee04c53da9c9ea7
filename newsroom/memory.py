"""How the C library keeps memory that Python gave back."""

import ctypes
import sys

# Of glibc's mallopt(3).
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
_LEAST = 128 * 1024


def give_back_early() -> bool:
    """Let what is freed go back to the system at once, rather than stay with this process and its children.

    A model's arrays are large and soon gone; kept for the next ones, they cost each worker some 10 MB. Call it before
    they come. Returns whether the C library heeds it: glibc does, others have ways of their own.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return False
    return all([mallopt(_ARENA_MAX, 1), mallopt(_MMAP_THRESHOLD, _LEAST), mallopt(_TRIM_THRESHOLD, _LEAST)])
