"""What commands say, in the same words."""

from typing import Protocol

from django.conf import settings
from django.utils.translation import override

from articles.extract import UnreadableFile
from articles.index import IndexBusy
from articles.ingest import refusals
from articles.ingest.indexing import follow


class Output(Protocol):
    def write(self, message: str, /) -> object: ...


def reason(error: UnreadableFile) -> str:
    """Return why a file was refused, in English as all that commands say."""
    with override("en"):
        return refusals.reason(error)


def site_address() -> str:
    """Return the address of the site as a browser reaches it, without a slash at its end."""
    if settings.PRODUCTION:
        return f"https://{settings.ALLOWED_HOSTS[0].lstrip('.')}" if settings.ALLOWED_HOSTS else ""
    host = f"[{settings.HOST}]" if ":" in settings.HOST else settings.HOST
    return f"http://{host}:{settings.PORT}"


def follow_index(output: Output) -> None:
    """Bring the index up to date, or say that the running worker does it."""
    try:
        count = follow()
    except IndexBusy:
        output.write("search index: the running worker brings it up to date")
    else:
        output.write(f"search index: {count} articles brought up to date")
