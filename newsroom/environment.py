"""Typed readers of environment variables; a value that cannot be read stops the program with its name."""

import os
import secrets
import sys
import time
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from articles.fetch import BadNetworks, Networks, parse_networks

_KEY_SECONDS = 2


def flag(name: str, *, default: bool = False) -> bool:
    """Read ``name`` as yes or no."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}")


def whole_number(name: str, *, default: int, least: int = 0, most: int = 2**31) -> int:
    """Read ``name`` as a number between ``least`` and ``most``."""
    value = os.environ.get(name, "").strip() or str(default)
    short = value.isascii() and value.isdigit() and len(value) < 20
    if not short or not least <= int(value) <= most:
        raise ImproperlyConfigured(f"{name} must be a whole number from {least} to {most}, not {value!r}")
    return int(value)


def choice(name: str, choices: list[str], *, default: str) -> str:
    """Read ``name`` as one of ``choices``, which are in capitals."""
    value = os.environ.get(name, "").strip() or default
    if value.upper() not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not {value!r}")
    return value.upper()


def folder_or_none(name: str, *, default: Path) -> Path | None:
    """Read ``name`` as a folder; the word « none » means that there shall be none."""
    value = os.environ.get(name, "").strip()
    return None if value.lower() == "none" else Path(value or default)


def listing(name: str, *, default: str = "") -> list[str]:
    """Read ``name`` as a list, separated by commas."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def networks(name: str) -> Networks:
    """Read ``name`` as a list of hosts with ports, and of networks."""
    try:
        return parse_networks(os.environ.get(name, ""))
    except BadNetworks as error:
        raise ImproperlyConfigured(f"{name}: {error}") from None


def secret_key(folder: Path) -> str:
    """Return ``NEWSROOM_SECRET_KEY``, or the key kept in ``folder``, made there (0600) the first time."""
    if given := os.environ.get("NEWSROOM_SECRET_KEY"):
        return given
    path = folder / "secret-key"
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:  # noqa: PTH123
            new.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    except OSError as error:
        raise ImproperlyConfigured(f"The secret key {path} cannot be written: {error.strerror}") from error
    return _read_key(path)


def is_command(name: str) -> bool:
    """Whether ``manage.py name`` is what runs."""
    return Path(sys.argv[0]).name == "manage.py" and sys.argv[1:2] == [name]


def _read_key(path: Path) -> str:
    """Return the key in ``path``, which another process may be writing just now."""
    deadline = time.monotonic() + _KEY_SECONDS
    try:
        while not (key := path.read_text().strip()):
            if time.monotonic() > deadline:
                raise ImproperlyConfigured(f"The secret key {path} is empty: delete the file, a new one is made")
            time.sleep(0.05)
    except OSError as error:
        raise ImproperlyConfigured(f"The secret key {path} cannot be read: {error.strerror}") from error
    return key


def data_folder(default: Path, *, make: bool = True) -> Path:
    """Return ``NEWSROOM_DATA`` (made if need be), or ``default``; refuse one that anyone may write to."""
    folder = Path(os.environ.get("NEWSROOM_DATA") or default).expanduser().absolute()
    if not make:
        return folder
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    except OSError as error:
        raise ImproperlyConfigured(f"The data folder {folder} cannot be made: {error.strerror}") from error
    if folder.stat().st_mode & 0o002:
        raise ImproperlyConfigured(f"The data folder {folder} is writable by everyone: chmod o-w it")
    return folder
