"""Pages from the web, as deposits: what the fetcher answers, or why there is nothing."""

from django.conf import settings

from articles import fetch
from articles.fetch import Fetched, FetchRefused
from articles.ingest.refusals import Mishap

_OK = 200


class Unfetched(Exception):
    """An address that gave no page; ``problem`` is a word that ``ingest.refusals`` has a sentence for."""

    def __init__(self, problem: str, detail: str = "") -> None:
        super().__init__(f"{problem}: {detail}" if detail else problem)
        self.problem = problem
        self.detail = detail


def page(url: str) -> Fetched:
    """Return what stands at ``url``; raise ``Unfetched`` for anything but a page."""
    try:
        answer = fetch.fetch(url, allowed=settings.FETCH_ALLOWED, contact=settings.FETCH_CONTACT)
    except FetchRefused as error:
        raise Unfetched(error.reason.value, error.detail) from error
    if answer.status != _OK:
        raise Unfetched(Mishap.STATUS, str(answer.status))
    return answer
