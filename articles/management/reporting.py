"""What commands say, in the same words."""

import contextlib
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.translation import override

from articles.extract import UnreadableFile
from articles.index import IndexBusy
from articles.ingest import refusals
from articles.ingest.indexing import follow

_EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104


class Output(Protocol):
    def write(self, message: str, /) -> object: ...

    def flush(self) -> object: ...


def reason(error: UnreadableFile | OSError) -> str:
    """Return why a file was refused, in English as all that commands say."""
    if isinstance(error, OSError):
        return error.strerror or str(error)
    with override("en"):
        return refusals.reason(error)


def site_address() -> str:
    """Return the address of the site as a browser reaches it, without a slash at its end."""
    if settings.PRODUCTION:
        return f"https://{settings.ALLOWED_HOSTS[0].lstrip('.')}" if settings.ALLOWED_HOSTS else ""
    host = f"[{settings.HOST}]" if ":" in settings.HOST else settings.HOST
    return f"http://{'127.0.0.1' if listens_everywhere() else host}:{settings.PORT}"


def listens_everywhere() -> bool:
    """Whether other machines reach the site, if it knows the names by which they call it."""
    return settings.HOST in _EVERYWHERE


def running_address() -> str:
    """Return the address that the running ``serve`` noted, else the one that the settings give."""
    with contextlib.suppress(OSError):
        return _noted().read_text().strip() or site_address()
    return site_address()


def note_address() -> None:
    """Leave the site's address in the data folder, for commands whose HOST and PORT are not those of ``serve``."""
    _noted().write_text(site_address() + "\n")


def forget_address() -> None:
    _noted().unlink(missing_ok=True)


def _noted() -> Path:
    return Path(settings.DATA_DIR) / "address"


def follow_index(output: Output) -> None:
    """Bring the index up to date, or say that the running worker does it."""
    try:
        count = follow()
    except IndexBusy:
        output.write("search index: the running worker brings it up to date")
    else:
        output.write(f"search index: {count} articles brought up to date")
