"""``manage.py worker``: annotate what waits; ``serve`` starts it."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from articles import nlp
from articles.ingest.working import work
from newsroom.parent import when_gone


class Command(BaseCommand):
    help = "Annotate waiting articles and keep the search index in step. `serve` starts one by itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--parent", type=int, metavar="PID", help="stop when it is no longer our parent")

    def handle(self, *, parent: int | None, **options: Any) -> None:
        stop = threading.Event()
        if parent:
            when_gone(parent, stop.set)
        nlp.load("fr")  # which takes seconds; until then nothing is in hand, and a signal ends us at once
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        work(stop)
