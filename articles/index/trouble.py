"""What can go wrong with the files of an index, told apart.

tantivy raises ``ValueError`` for everything, and panics where bytes inside a file make no sense.
"""

from collections.abc import Iterator
from contextlib import contextmanager

# What another try may mend without touching the index: the machine refused, or a full disk killed the writer.
_OF_THE_MACHINE = ("os error ", "Os {", "index writer was killed")


class IndexBusy(Exception):
    """Another process is writing to this index."""


class IndexBroken(Exception):
    """The files of the index are not those that were written; it must be made anew."""


@contextmanager
def told_apart() -> Iterator[None]:
    """Raise what tantivy says as ``IndexBusy`` or ``IndexBroken``; a full disk and the like as they are."""
    try:
        yield
    except BaseException as error:
        if "LockBusy" in str(error):
            raise IndexBusy(str(error)) from error
        if is_broken(error):
            raise IndexBroken(str(error)) from error
        raise


def is_tantivys(error: BaseException) -> bool:
    """Whether tantivy raised it, or panicked: its panic is no ``Exception`` and cannot be imported."""
    return isinstance(error, ValueError | OSError) or type(error).__module__ == "pyo3_runtime"


def is_broken(error: BaseException) -> bool:
    """Whether tantivy says by it that the files of the index cannot be right."""
    return is_tantivys(error) and not isinstance(error, OSError) and not any(s in str(error) for s in _OF_THE_MACHINE)
