"""The search index: finding a page and counting its facets, at seed size and with ten thousand articles."""

import random
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from articles.index import IndexedArticle, IndexQuery, IndexReader, writing
from benchmarks.archive import seed_texts
from benchmarks.measuring import machine, median, seconds, show

SYNTHETIC = 10_000
REPEATS = 40
FACETS = {"country": 12, "topic": 20, "entity": 12, "source": 12, "language": 5}
COUNTRIES = "FR RU KZ US CN DE UA AM GE AZ UZ TM IR QA NE ML TD JP KR IN TR GB PL RO".split()
TOPICS = "diplomacy energy security economy health justice sport culture environment politics".split()


def main() -> None:
    rows = []
    for number in (len(seed_texts()), SYNTHETIC):
        with tempfile.TemporaryDirectory(prefix="newsroom-index-") as name:
            folder = Path(name)
            documents = list(synthetic(number))
            building = seconds(lambda folder=folder, documents=documents: build(folder, documents))
            size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 2**20
            rows.append((number, building, size, *times(folder)))
    show(
        f"Search index, synthetic articles of the seeds' words, median of {REPEATS} different questions",
        (
            *("articles", "build s", "MB", "find newest ms", "find by words ms", "find filtered ms"),
            *("facets of all ms", "facets of words ms", "one edit ms"),
        ),
        rows,
    )


def synthetic(number: int) -> Iterator[IndexedArticle]:
    """Articles of 400 words drawn from the seeds, with entities of which few are frequent."""
    draw = random.Random(7)
    words = [word for text in seed_texts() for word in text.split()]
    start = datetime(2020, 1, 1, tzinfo=UTC)
    for pk in range(1, number + 1):
        begin = draw.randrange(len(words) - 400)
        countries = tuple(dict.fromkeys(draw.choices(COUNTRIES, k=4)))
        entities = tuple({min(5000, int(draw.paretovariate(0.6))) for _ in range(20)})
        yield IndexedArticle(
            id=pk,
            language="fr",
            title=" ".join(draw.choices(words, k=9)),
            standfirst=" ".join(draw.choices(words, k=25)),
            text=" ".join([*words[begin : begin + 300], *draw.choices(words, k=100)]),
            published=start + timedelta(hours=draw.randrange(24 * 365 * 5)),
            names=tuple(f"Nom{entity} Prénom{entity}" for entity in entities),
            source=draw.randrange(1, 30),
            countries=countries,
            about=countries[:1],
            topics=tuple(dict.fromkeys(draw.choices(TOPICS, k=2))),
            entities=entities,
        )


def build(folder: Path, documents: list[IndexedArticle]) -> None:
    with writing(folder) as index:
        for document in documents:
            index.replace(document)
        index.commit(1)


def times(folder: Path) -> Iterator[float]:
    """Milliseconds of each kind of question. Each question is new, for counts are kept."""
    draw = random.Random(11)
    reader = IndexReader(folder)
    words = sorted({w.strip(".,;:«»()").lower() for text in seed_texts() for w in text.split() if len(w) > 5})
    asked = [" ".join(draw.sample(words, 2)) for _ in range(REPEATS)]
    single = draw.sample(words, REPEATS)
    periods = [datetime(2019, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(REPEATS)]
    filters = [tuple(draw.sample(COUNTRIES, 2)) for _ in range(REPEATS)]
    reader.find(IndexQuery())
    for calls in (
        [lambda n=n: reader.find(IndexQuery(), offset=20 * n) for n in range(REPEATS)],
        [lambda q=q: reader.find(IndexQuery(text=q), order="relevance") for q in single + asked],
        [lambda c=c: reader.find(IndexQuery(countries=c, topics=("energy", "security"))) for c in filters],
        [lambda p=p: reader.counts_of(IndexQuery(since=p), FACETS) for p in periods],
        [lambda q=q: reader.counts_of(IndexQuery(text=q), FACETS) for q in single],
        [lambda d=d: build(folder, [d]) for d in list(synthetic(10))],
    ):
        yield 1000 * median(calls, warm=2)


if __name__ == "__main__":
    print(machine())
    main()
