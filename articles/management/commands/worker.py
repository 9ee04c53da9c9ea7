"""``manage.py worker``: read, annotate and index what waits; ``serve`` starts it."""

import os
import signal
import threading
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connections

from articles.ingest import owners, working
from newsroom import memory
from newsroom.forking import Child, Herd
from newsroom.parent import when_gone


class Command(BaseCommand):
    help = "Do the jobs that wait, and keep the search index in step. `serve` starts it by itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--processes", type=int, default=settings.WORKERS, help="how many jobs are done at once")
        parser.add_argument("--parent", type=int, metavar="PID", help="stop when it is no longer our parent")

    def handle(self, *, processes: int, parent: int | None, **options: Any) -> None:
        memory.give_back_early()
        working.load()
        connections.close_all()
        jobs = [Child(f"worker {number}", _living(_work)) for number in range(1, processes + 1)]
        Herd([*jobs, Child("housekeeper", _living(working.keep))], parent=parent).run()


def _living(live: Callable[[threading.Event], None]) -> Callable[[], None]:
    """Return what a child does: it lives until it is told to stop, or its parent is gone, and not much longer."""

    parent = os.getpid()  # asked in the child, it might be gone already

    def run() -> None:
        stop = threading.Event()
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent tells us
        signal.signal(signal.SIGTERM, lambda *_: working.stop_in_time(stop))
        when_gone(parent, lambda: working.stop_in_time(stop))
        live(stop)

    return run


def _work(stop: threading.Event) -> None:
    with owners.owner() as owner:
        if settings.TASKS_ENGINE == "PROCRASTINATE":
            from newsroom import procrastination

            procrastination.work(stop, owner)
        else:
            working.work(stop, owner)
