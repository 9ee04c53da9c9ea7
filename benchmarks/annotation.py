"""How well the user's article is annotated, and how fast texts are, beside bare named-entity recognition."""

from collections.abc import Callable
from statistics import median
from typing import Any

from articles import nlp
from articles.nlp.quality import Speed
from benchmarks import scoring
from benchmarks.archive import GOLD, seed_texts
from benchmarks.gold import read_lines
from benchmarks.measuring import in_turns, machine, show

REPEATS = 7
GOLD_FILE = GOLD / "visite-poutine-astana.jsonl"

_OURS = "end to end (nlp.annotate_many)"
_PIPE = "bare NER (model.pipe)"


def main() -> None:
    quality()
    speed()


def quality() -> None:
    """Score the user's article, where it lies beside the project."""
    if not GOLD_FILE.exists():
        print(f"\nNo {GOLD_FILE}: nothing to score.")
        return
    gold = read_lines(GOLD_FILE)
    answers = [scoring.answer(nlp.annotate(text.text, text.language)) for text in gold]
    scored = scoring.total(scoring.score_texts(gold, answers))
    found = scoring.rates(scored)
    rows = [(name, *(100 * rate for rate in (r.precision, r.recall, r.f1))) for name, r in found.items()]
    show(f"Annotation of {GOLD_FILE.stem}", ("measure", "precision", "recall", "F1"), rows)
    print(f"  junk per article: {scored.junk / len(gold)}")


def speed(repeats: int = REPEATS) -> Speed:
    """Annotate the French seeds end to end, and with the model's NER alone."""
    texts = seed_texts()
    model = nlp.load("fr", stock=True).model
    if model is None:
        raise SystemExit("no French model is installed")
    words = sum(len(text.split()) for text in texts)
    readings = [nlp.Reading(text) for text in texts]
    ways: dict[str, Callable[[], Any]] = {
        _OURS: lambda: list(nlp.annotate_many(readings)),
        _PIPE: lambda: list(model.pipe(texts)),
        "bare NER (model, one by one)": lambda: [model(text) for text in texts],
    }
    times = in_turns(ways, repeats=repeats)
    bare = min(median(found) for name, found in times.items() if name.startswith("bare"))
    rows = [
        (name, words / median(t), words / max(t), words / min(t), 1000 * median(t) / len(texts), median(t) / bare)
        for name, t in times.items()
    ]
    show(
        f"Annotation of {len(texts)} French seeds, {words:,} words, one process, warm, {repeats} repeats",
        ("way", "words/s", "slowest", "fastest", "ms/article", "× faster bare"),
        rows,
    )
    ours, pipe = median(times[_OURS]), median(times[_PIPE])
    return Speed(words_per_second=round(words / ours), beside_bare=round(pipe / ours, 2))


if __name__ == "__main__":
    print(machine())
    main()
