"""The feeds that are followed."""

from articles.ingest.queue import Lease
from articles.models import Job


def poll(lease: Lease) -> None:
    raise NotImplementedError


def failed(job: Job, *, error: str, given_up: bool) -> None:
    raise NotImplementedError


def ask_for_due() -> int:
    return 0
