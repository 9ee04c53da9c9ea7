"""Pages from the web, as deposits: what the fetcher answers, or why there is nothing, and whether that may pass."""

from dataclasses import replace

from django.conf import settings

from articles import fetch
from articles.fetch import Fetched, FetchRefused, Reason
from articles.ingest.refusals import Mishap

_OK = 200
_TROUBLE = 500
# Too slow a question, too early or too often: it may be asked again.
_NOT_NOW = frozenset({408, 425, 429})
_PASSING = frozenset({Reason.DNS, Reason.CONNECT, Reason.TIMEOUT, Reason.BROKEN})
# Of what is no text, a charset says nothing.
_TEXTS = frozenset({"", "text/html", "application/xhtml+xml", "text/plain", "text/markdown", "text/csv"})


class Unfetched(Exception):
    """An address that gave no page; ``problem`` is a word that ``ingest.refusals`` has a sentence for.

    What ``passes`` may be asked for again, in ``retry_after`` seconds at the earliest.
    """

    def __init__(self, problem: str, detail: str = "", *, passes: bool = False, retry_after: int = 0) -> None:
        super().__init__(f"{problem}: {detail}" if detail else problem)
        self.problem = problem
        self.detail = detail
        self.passes = passes
        self.retry_after = retry_after


def page(url: str) -> Fetched:
    """Return what stands at ``url``, with a charset only if it is a text; raise ``Unfetched`` for no page."""
    try:
        answer = fetch.fetch(url, allowed=settings.FETCH_ALLOWED, contact=settings.FETCH_CONTACT)
    except FetchRefused as error:
        raise Unfetched(error.reason.value, error.detail, passes=error.reason in _PASSING) from error
    if answer.status != _OK:
        passes = answer.status >= _TROUBLE or answer.status in _NOT_NOW
        raise Unfetched(Mishap.STATUS, str(answer.status), passes=passes, retry_after=answer.retry_after or 0)
    return answer if answer.content_type in _TEXTS else replace(answer, charset="")
