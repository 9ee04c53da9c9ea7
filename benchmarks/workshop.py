"""A newsroom with data of its own, real workers, and as many different articles as are wanted."""

import contextlib
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.archive import ROOT, seed_texts, wake_django
from tests import postgres

_WORDS = (200, 350)
_SENTENCE = re.compile(r"(?<=[.!?»])\s+(?=[A-ZÀ-Þ«])")
AT_ONCE = 50


@contextlib.contextmanager
def newsroom(*, on_postgres: bool, workers: int) -> Iterator[None]:
    """An empty archive: rows as the queue on SQLite, or Procrastinate on a PostgreSQL server of its own."""
    with contextlib.ExitStack() as stack:
        more = {"NEWSROOM_WORKERS": str(workers), "NEWSROOM_SEEDS": "none", "NEWSROOM_WEB_WORKERS": "2"}
        if on_postgres:
            more |= {"DATABASE_URL": stack.enter_context(postgres.server()), "NEWSROOM_TASKS": "PROCRASTINATE"}
        wake_django(**more)
        from django.db import connections

        from articles.ingest.seeding import load_reference

        os.environ["NEWSROOM_LOG_LEVEL"] = "INFO"  # of the processes that are started
        load_reference()
        yield
        connections.close_all()


def texts(many: int, *, seed: int = 1) -> list[str]:
    """Return that many different texts of 200 to 350 words, of the seeds' sentences: names occur as in the press."""
    choice = random.Random(seed)
    sentences = [s for text in seed_texts() for s in _SENTENCE.split(text.replace("\n", " ")) if len(s.split()) > 5]
    made: dict[str, None] = {}
    while len(made) < many:
        wanted, paragraphs, words = choice.randint(*_WORDS), [], 0
        while words < wanted:
            paragraphs.append(" ".join(choice.sample(sentences, 3)))
            words += len(paragraphs[-1].split())
        made[f"Nouvelle numéro {len(made) + 1}.\n\n" + "\n\n".join(paragraphs) + "\n"] = None
    return list(made)


def hand_in(wanted: list[str]) -> float:
    """Hand the texts in as files to be published; return the seconds that it took."""
    from articles.ingest import deposits
    from articles.ingest.deposits import Sent
    from articles.models import Article, Batch

    began = time.monotonic()
    for begin in range(0, len(wanted), AT_ONCE):
        sent = [
            Sent(f"{begin + number}.txt", text.encode()) for number, text in enumerate(wanted[begin : begin + AT_ONCE])
        ]
        deposits.hand_in(sent, origin=Batch.Origin.COMMAND, status=Article.Status.PUBLISHED)
    return time.monotonic() - began


def done() -> bool:
    """Whether no job is left and the index has followed."""
    from articles.ingest.indexing import followed_up_to
    from articles.models import Change, Job

    last = Change.objects.values_list("revision", flat=True).last() or 0
    return not Job.objects.exists() and followed_up_to() >= last


class Program:
    """``manage.py`` with a command that goes on, in a process group of its own."""

    def __init__(self, *arguments: str, log: Path) -> None:
        self.arguments, self.log = arguments, log
        self.start()

    def start(self) -> None:
        with self.log.open("a") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", *self.arguments],
                cwd=ROOT,
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def kill(self) -> None:
        """Kill the process and its children, all at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> float:
        """Tell it to stop; return the seconds until it has."""
        began = time.monotonic()
        self.process.terminate()
        self.process.wait(60)
        return time.monotonic() - began


def wait(condition: Callable[[], object], what: str, *, seconds: float = 1800, beat: float = 0.2) -> float:
    """Wait until ``condition`` holds; return the seconds that it took."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > seconds:
            raise TimeoutError(what)
        time.sleep(beat)
    return time.monotonic() - began
