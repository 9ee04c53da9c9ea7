"""How fast articles come in, beside bare named-entity recognition, and what workers cost.

python -m benchmarks.importing [--articles 400] [--queued 10000] [--postgres]

Prints the rate from the first file handed in to the last article linked and indexed, with one worker and with two;
the memory of each process; the pages of a newsroom with a long queue; and how soon a busy worker ends when told to.
"""

import argparse
import os
import tempfile
import time
from pathlib import Path

from benchmarks import workshop
from benchmarks.measuring import machine, seconds, show
from benchmarks.workshop import Program
from tests import processes

WARM, REPEATS = 2, 7
WARMING = 150
_MB = 1024


def main() -> None:
    options = argparse.ArgumentParser(prog="benchmarks.importing", description=__doc__.splitlines()[0])
    options.add_argument("--articles", type=int, default=400)
    options.add_argument("--queued", type=int, default=10_000)
    options.add_argument("--postgres", action="store_true")
    given = options.parse_args()
    print(machine(), "; PostgreSQL, Procrastinate" if given.postgres else "; SQLite, rows", sep="")
    with workshop.newsroom(on_postgres=given.postgres, workers=1):
        many = given.articles
        wanted = workshop.texts(2 * many + given.queued)
        log = Path(tempfile.mkdtemp(prefix="newsroom-importing-")) / "log"
        bare = [_bare(wanted[:many])]
        rates, memory = [], []
        for workers in (1, 2):
            took, busy, house, rows = _imported(wanted[many * (workers - 1) : many * workers], workers, log)
            bare.append(_bare(wanted[:many]))
            rates.append((f"{workers} at work", many / took, many / took / workers, busy / many, house / many))
            memory += rows
        best, processor = many / min(took for took, _ in bare), min(used for _, used in bare) / many
        words = sum(len(text.split()) for text in wanted[:many])
        show(
            f"{many} articles of {words / many:.0f} words, handed in, read, annotated, linked and indexed",
            ("workers", "articles/s", "of each", "× bare NER", "processor ms each", "× bare NER", "housekeeper ms"),
            [
                *(
                    (name, rate, each, each / best, 1000 * used, processor / used, 1000 * house)
                    for name, rate, each, used, house in rates
                ),
                ("bare NER (model.pipe), one process", best, best, 1.0, 1000 * processor, 1.0, 0.0),
            ],
        )
        show("Memory of each process, MB", ("process", "private", "proportional", "resident"), memory)
        print(f"\nqueries: {_queries(wanted[:1][0] + ' Et voilà.')}")
        _pages(wanted[2 * many :])
        _stopped(wanted, log)


def _bare(texts: list[str]) -> tuple[float, float]:
    """Return the seconds, and those of the processor, that the model takes for names as spaCy ships it."""
    from articles import nlp

    model = nlp.load("fr", stock=True).model
    assert model is not None
    times = []
    for at_once in (None, 16):  # fewer texts at once than spaCy takes are faster
        used, began = time.process_time(), time.monotonic()
        for _ in model.pipe(texts, batch_size=at_once):
            pass
        times.append((time.monotonic() - began, time.process_time() - used))
    return min(times)


def _imported(
    texts: list[str], workers: int, log: Path
) -> tuple[float, float, float, list[tuple[str, float, float, float]]]:
    """Import ``texts``; return the seconds, those of the workers' and the housekeeper's processor, and all memory."""
    program = Program("worker", "--processes", str(workers), log=log)
    workshop.wait(lambda: len(processes.children(program.process.pid)) == workers + 1, "workers")
    # As bare recognition does, workers begin with texts that do not count: the vocabulary is that of the seeds.
    workshop.hand_in(workshop.texts(WARMING * workers, seed=2 + workers))
    workshop.wait(workshop.done, "the first")
    pids = sorted(processes.children(program.process.pid, deep=False))
    before, began = [_processor(pid) for pid in pids], time.monotonic()
    workshop.hand_in(texts)
    workshop.wait(workshop.done, "all", beat=0.05)
    took = time.monotonic() - began
    used = [_processor(pid) - then for pid, then in zip(pids, before, strict=True)]
    names = ["parent", *(f"worker {number}" for number in range(1, workers + 1)), "housekeeper"]
    memory = [
        (f"{name}, of {workers}", *_memory(pid)) for name, pid in zip(names, [program.process.pid, *pids], strict=True)
    ]
    program.stop()
    return took, sum(used[:-1]), used[-1], memory


def _processor(pid: int) -> float:
    """Return the seconds that a process has had of a processor."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory(pid: int) -> tuple[float, float, float]:
    """Return private, proportional and resident memory of a process in MB. Linux alone."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    size = {line.split(":")[0]: int(line.split()[1]) / _MB for line in lines}
    return size["Private_Clean"] + size["Private_Dirty"], size["Pss"], size["Rss"]


def _queries(text: str) -> str:
    """Say how many queries one article costs on its way."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from articles.ingest import working

    counts = []
    with CaptureQueriesContext(connection) as queries:
        workshop.hand_in([text])
    counts.append(f"{len(queries)} to hand it in")
    for what in ("read", "annotate and link"):
        with CaptureQueriesContext(connection) as queries:
            working.do(_next_job())
        counts.append(f"{len(queries)} to {what}")
    return ", ".join(counts)


def _next_job() -> int:
    from articles.models import Job

    return Job.objects.values_list("pk", flat=True).get()


def _pages(texts: list[str]) -> None:
    """Print how long pages take while all these wait in the queue."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    from articles.models import Article, Job

    took = workshop.hand_in(texts)
    user = get_user_model().objects.create_superuser("desk")
    client = Client()
    client.force_login(user)
    article = Article.objects.published().exclude(annotation_version="").first()
    assert article is not None
    addresses = {"list": "/", "article": article.get_absolute_url(), "desk": "/upload/", "imports": "/imports/"}
    rows = []
    for name, address in addresses.items():
        if client.get(address).status_code == 404:
            continue
        times = [seconds(lambda address=address: client.get(address)) for _ in range(WARM + REPEATS)][WARM:]
        rows.append((name, 1000 * sorted(times)[len(times) // 2], 1000 * max(times)))
    show(
        f"Pages with {Job.objects.count():,} jobs in the queue, which took {took:.1f} s to hand in",
        ("page", "ms, median", "ms, worst"),
        rows,
    )
    Job.objects.all().delete()


def _stopped(texts: list[str], log: Path) -> None:
    """Print how long a worker with work in hand takes to end, and what becomes of the work."""
    from articles.models import Job

    program = Program("worker", "--processes", "1", log=log)
    rows = []
    for name, text in (("short", "\n\n".join(texts[:20])), ("long", "\n\n".join(texts) + " ")):
        workshop.hand_in([text[:900_000] + f"\n\nFin {name}."])
        working = Job.objects.running().filter(kind=Job.Kind.ANNOTATE)
        workshop.wait(working.exists, "a job in hand", beat=0.02)
        took = program.stop()
        job = Job.objects.filter(kind=Job.Kind.ANNOTATE).values_list("state", "attempts").first()
        became = "finished" if job is None else f"given back: {job[0]}, {job[1]} attempts counted"
        rows.append((name, len(text[:900_000]), took, became))
        program.start()
    program.stop()
    show("SIGTERM with an article in hand", ("article", "characters", "seconds", "its job"), rows)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
