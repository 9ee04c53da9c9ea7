"""Who works here: each worker holds a lock file, which the kernel frees when it dies, however it dies."""

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from filelock import FileLock, Timeout


@contextmanager
def owner() -> Iterator[str]:
    """Give this process a name under which it takes jobs on lease, for as long as it lives."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{os.getpid()}-{secrets.token_hex(6)}"
    with FileLock(folder / f"{name}.lock"):
        try:
            yield name
        finally:
            (folder / f"{name}.lock").unlink(missing_ok=True)


def is_alive(name: str) -> bool | None:
    """Whether the worker of this name lives; None for one of another machine, of which nothing is known here."""
    path = _folder() / f"{name}.lock"
    if not name or not path.exists():
        return None
    try:
        with FileLock(path, timeout=0):
            # Left in its place: whoever asks next gets the same answer.
            return False
    except Timeout:
        return True


def living() -> list[str]:
    """Return the names of the workers of this machine that live."""
    return sorted(path.stem for path in _folder().glob("*.lock") if is_alive(path.stem))


def tell_success(name: str) -> None:
    """Note that the worker of this name, if it is one of this machine, ended a piece of work."""
    with suppress(OSError):
        os.utime(_folder() / f"{name}.lock")


def idle_since() -> float | None:
    """Return when a living worker of this machine ended some work, or began to live, last; None where none lives.

    By the time of access: whoever asks for the lock changes the other one.
    """
    with suppress(FileNotFoundError):
        return max(((_folder() / f"{name}.lock").stat().st_atime for name in living()), default=None)
    return time.time()  # one of them left just now


def forget_the_dead() -> None:
    """Remove the lock files of workers that no longer live; call when none of them has a job."""
    for path in _folder().glob("*.lock"):
        if is_alive(path.stem) is False:
            path.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "workers"
