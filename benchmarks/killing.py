"""Articles imported while what imports them is killed again and again: ``python -m benchmarks.killing``.

python -m benchmarks.killing [--articles 2000] [--kills 20] [--postgres] [--seed N]

First the workers are killed (-9) at random moments, one process or all at once, while they do what was handed in;
then the web server, one process or all, while a quarter as many articles come in by HTTP. With ``--postgres`` the
rows are on PostgreSQL, and Procrastinate brings the jobs. Backups are made meanwhile; each is restored at the end, and
examined.
"""

import argparse
import contextlib
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from benchmarks import workshop
from benchmarks.archive import ROOT
from benchmarks.measuring import machine, show
from benchmarks.workshop import Program
from tests import processes

WORKERS = 2
# So many stored annotations are compared with what the laboratory says of their texts.
COMPARED = 100
# Errands that died with their worker are taken up when its heart has not beaten for this long.
_STALLED = 60
_PASSWORD = "a long enough pass phrase"
BACKUPS = 3


@dataclass
class Kills:
    """What was killed, and how long what it had in hand stayed undone."""

    kinds: Counter[str] = field(default_factory=Counter)
    in_hand: int = 0
    recovered: list[float] = field(default_factory=list)
    _open: list[tuple[float, int, int]] = field(default_factory=list)

    def note(self, kind: str, jobs: list[tuple[int, int]], moment: float) -> None:
        self.kinds[kind] += 1
        self.in_hand += len(jobs)
        self._open += [(moment, *job) for job in jobs]

    def watch(self, stop: threading.Event) -> None:
        """Note when each job that was in hand is in another hand, or done."""
        from django.db import connection

        from articles.models import Job

        while not stop.wait(0.05):
            now = time.monotonic()
            attempts = dict(
                Job.objects.running().filter(pk__in=[job for _, job, _ in self._open]).values_list("pk", "attempts")
            )
            there = set(Job.objects.filter(pk__in=[job for _, job, _ in self._open]).values_list("pk", flat=True))
            for each in list(self._open):
                moment, job, attempt = each
                if job not in there or attempts.get(job, 0) > attempt:
                    self.recovered.append(now - moment)
                    self._open.remove(each)
        connection.close()


def main() -> None:
    options = argparse.ArgumentParser(prog="benchmarks.killing", description=__doc__.splitlines()[0])
    options.add_argument("--articles", type=int, default=2000)
    options.add_argument("--kills", type=int, default=20)
    options.add_argument("--postgres", action="store_true")
    options.add_argument("--seed", type=int, default=random.randrange(10**6))
    given = options.parse_args()
    print(machine())
    print(f"{'PostgreSQL, Procrastinate' if given.postgres else 'SQLite, rows'}; {WORKERS} workers; seed {given.seed}")
    chance = random.Random(given.seed)
    folder = Path(tempfile.mkdtemp(prefix="newsroom-killing-"))
    with workshop.newsroom(on_postgres=given.postgres, workers=WORKERS):
        wanted = workshop.texts(given.articles + given.articles // 4)
        first, second = wanted[: given.articles], wanted[given.articles :]
        rows = [
            ("workers", *_workers_killed(first, given.kills, chance, folder), *_judged(first)),
            ("web server", *_web_killed(second, given.kills, chance, folder / "serve.log"), *_judged(wanted)),
        ]
        backups = [_restored(path, folder) for path in sorted((folder / "backups").iterdir())]
    show(
        f"{given.kills} times kill -9; the log is in {folder}",
        (
            *("killed", "articles", "seconds", "kills", "jobs in hand", "taken up after s", "run again"),
            *("lost", "twice", "half", "open", "jobs left", "index ≠ rows"),
        ),
        rows,
    )
    show(
        "Backups made meanwhile, restored",
        ("backup", "articles", "annotated", "jobs", "what the doctor found", "after the work", "articles"),
        backups,
    )


def _workers_killed(texts: list[str], kills: int, chance: random.Random, folder: Path) -> tuple[object, ...]:
    from articles.models import Article

    workshop.hand_in(texts)
    made, log = Kills(), folder / "worker.log"
    moments = {kills * number // (BACKUPS + 1) for number in range(1, BACKUPS + 1)}
    began = time.monotonic()
    program = Program("worker", log=log)
    with _watching(made):
        for number in range(kills):
            # Kills are spread over the whole of the work, and each comes at a random moment of it.
            least = len(texts) * number // kills
            workshop.wait(lambda: Article.objects.exclude(annotation_version="").count() >= least, "progress")  # noqa: B023
            time.sleep(chance.uniform(0, 1))
            _kill_workers(program, chance, made)
            if number in moments:
                _managed("backup", str(folder / "backups"))
        workshop.wait(workshop.done, "all the work")
        seconds = time.monotonic() - began
    _settle()
    program.stop()
    return _told(len(texts), seconds, made, log)


def _kill_workers(program: Program, chance: random.Random, made: Kills) -> None:
    """Kill one worker, or the housekeeper, or all at once; those that are killed all at once are started again."""
    from articles.models import Job

    below = list(processes.children(program.process.pid))
    everything = chance.random() < 0.3 or not below
    doomed = {program.process.pid, *below} if everything else {chance.choice(below)}
    moment = time.monotonic()
    if everything:
        program.kill()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.kill(next(iter(doomed)), signal.SIGKILL)
    running = Job.objects.running().values_list("pk", "attempts", "lease_owner")
    lost = [(pk, attempts) for pk, attempts, owner in running if int(owner.partition("-")[0]) in doomed]
    made.note("all" if everything else "one", lost, moment)
    if everything:
        time.sleep(0.5)
        program.start()


def _web_killed(texts: list[str], kills: int, chance: random.Random, log: Path) -> tuple[object, ...]:
    from django.contrib.auth import get_user_model

    get_user_model().objects.create_superuser("desk", password=_PASSWORD)
    port, made = processes.free_port(), Kills()
    os.environ["PORT"] = str(port)
    began = time.monotonic()
    program = Program("serve", log=log)
    waiting = [texts[begin : begin + 2] for begin in range(0, len(texts), 2)]
    stop = threading.Event()
    killer = threading.Thread(target=_kill_web, args=(program, kills, chance, made, stop, lambda: len(waiting)))
    with _watching(made):
        killer.start()
        _upload(f"http://127.0.0.1:{port}", waiting)
        stop.set()
        killer.join()
        workshop.wait(workshop.done, "all the work")
        seconds = time.monotonic() - began
    _settle()
    program.stop()
    return _told(len(texts), seconds, made, log)


def _kill_web(
    program: Program,
    kills: int,
    chance: random.Random,
    made: Kills,
    stop: threading.Event,
    left: Callable[[], int],
) -> None:
    """Kill the web server's processes while uploads come, spread over them."""
    total = left()
    for number in range(kills):
        while left() > total * (kills - number) / (kills + 1) and not stop.wait(0.02):
            pass
        stop.wait(chance.uniform(0, 0.3))
        web = [pid for pid, command in processes.children(program.process.pid).items() if "web_server" in command]
        if web:
            with contextlib.suppress(ProcessLookupError):
                os.kill(chance.choice(web), signal.SIGKILL)
            made.note("web", [], time.monotonic())


def _upload(address: str, waiting: list[list[str]]) -> None:
    """Send all files; what was not answered is sent again, as people do."""
    client = httpx.Client(base_url=address, timeout=30, trust_env=False)
    while waiting:
        try:
            page = client.get("/en/upload/")
            if page.status_code == 302:
                token = _token(client.get("/en/login/").text)
                client.post(
                    "/en/login/", data={"username": "desk", "password": _PASSWORD, "csrfmiddlewaretoken": token}
                )
                continue
            files = [("files", (f"{number}.txt", text.encode())) for number, text in enumerate(waiting[0])]
            answer = client.post("/en/upload/", data={"csrfmiddlewaretoken": _token(page.text)}, files=files)
            if answer.status_code in {302, 303}:
                waiting.pop(0)
        except httpx.TransportError:
            time.sleep(0.1)


def _token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    return found.group(1) if found else ""


@contextlib.contextmanager
def _watching(made: Kills) -> Iterator[None]:
    stop = threading.Event()
    watcher = threading.Thread(target=made.watch, args=(stop,))
    watcher.start()
    try:
        yield
    finally:
        stop.set()
        watcher.join()


def _settle() -> None:
    """Wait until the engine has put away what died with its workers."""
    if _errands():
        with contextlib.suppress(TimeoutError):
            workshop.wait(lambda: not _errands(), "errands", seconds=_STALLED)


def _errands() -> int:
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        return int(cursor.fetchone()[0])


def _told(articles: int, seconds: float, made: Kills, log: Path) -> tuple[object, ...]:
    kinds = ", ".join(f"{many} {kind}" for kind, many in made.kinds.items())
    taken = f"≤ {max(made.recovered):.1f}" if made.recovered else "–"
    return articles, seconds, kinds, made.in_hand, taken, log.read_text().count("is gone (attempt")


def _restored(backup: Path, folder: Path) -> tuple[object, ...]:
    """Restore a backup, examine it, let its jobs be done, and examine it again."""
    data = folder / f"restored-{backup.name}"
    data.mkdir()
    _managed("restore", str(backup), data=data)
    found = _found_wrong(data)
    counted = _managed("shell", "--verbosity", "0", "-c", _COUNT, data=data).stdout.split()
    _managed("shell", "--verbosity", "0", "-c", _WORK_OFF, data=data)
    after = _managed("shell", "--verbosity", "0", "-c", _COUNT, data=data).stdout.split()
    return backup.name, *counted, found, _found_wrong(data), after[0]


_COUNT = """
from articles.models import Article, Job
print(Article.objects.count(), Article.objects.exclude(annotation_version="").count(), Job.objects.count())
"""
_WORK_OFF = """
from articles.ingest import indexing, owners, working
with owners.owner() as owner:
    working.work_off(owner)
indexing.follow()
"""


def _found_wrong(data: Path) -> str:
    said = _managed("doctor", data=data, check=False)
    wrong = [line for line in said.stdout.splitlines() if not line.endswith(": well")]
    return "; ".join(wrong) or ("nothing" if said.returncode == 0 else said.stderr.strip())


def _managed(*arguments: str, data: Path | None = None, check: bool = True) -> "subprocess.CompletedProcess[str]":
    """Run a command of ``manage.py``, on the newsroom at hand or, on SQLite, one with data of its own."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=os.environ | ({"NEWSROOM_DATA": str(data)} if data else {}),
        capture_output=True,
        text=True,
        check=check,
    )


def _judged(texts: list[str]) -> tuple[int, ...]:
    """Count what is not as it should be: lost, twice, half annotated, open, jobs and errands left, index ≠ rows."""
    from django.conf import settings

    from articles import nlp
    from articles.extract import read
    from articles.index import IndexQuery, reader
    from articles.ingest.importing import content_hash
    from articles.models import Article, Deposit, Job, Mention
    from articles.text.normalise import canonical

    wanted = {content_hash(canonical(read("a.txt", text.encode()).text)) for text in texts}
    hashes = list(Article.objects.values_list("content_hash", flat=True))
    version = nlp.version()
    half = set(Article.objects.exclude(annotation_version=version).values_list("pk", flat=True))
    for pk, start, end, surface, text in Mention.objects.values_list(
        "article", "start", "end", "surface", "article__text"
    ).iterator():
        if text[start:end] != surface:
            half.add(pk)
    for article in Article.objects.order_by("?")[:COMPARED]:
        title = f"{article.title}\n{article.standfirst}".strip()
        found = nlp.annotate(article.text, article.language, title=title)
        if {(m.start, m.end) for m in found.mentions} != set(article.mentions.values_list("start", "end")):
            half.add(article.pk)
    ended = (Deposit.State.DONE, Deposit.State.KNOWN)
    unlinked = Deposit.objects.exclude(state__in=ended, article__isnull=False)
    published = set(Article.objects.published().values_list("pk", flat=True))
    indexed = set(reader(settings.INDEX_DIR).find(IndexQuery(), limit=10**6).ids)
    return (
        len(wanted - set(hashes)),
        len(hashes) - len(wanted & set(hashes)),
        len(half),
        unlinked.count(),
        Job.objects.count() + _errands(),
        len(published ^ indexed),
    )


if __name__ == "__main__":
    main()
