"""How well the user's article is annotated, and how fast texts are, beside bare named-entity recognition."""

import importlib.util
import json
from collections.abc import Callable
from statistics import median
from typing import Any

from articles import nlp
from articles.text.annotation import Annotation
from articles.text.normalise import canonical
from benchmarks.archive import GOLD, seed_texts
from benchmarks.measuring import in_turns, machine, show

REPEATS = 7
GOLD_FILE = GOLD / "visite-poutine-astana.jsonl"


def main() -> None:
    quality()
    speed()


def quality() -> None:
    """Score the user's article, where it lies beside the project."""
    if not GOLD_FILE.exists():
        print(f"\nNo {GOLD_FILE}: nothing to score.")
        return
    scorer = _scorer()
    gold = scorer.read(GOLD_FILE)
    report = scorer.score(gold, [_prediction(row) for row in gold])
    scored = {name: figures for name, figures in report.items() if isinstance(figures, dict) and "F" in figures}
    rows = [(name, *(figures[key] for key in "PRF")) for name, figures in scored.items()]
    show(f"Annotation of {GOLD_FILE.stem}", ("measure", "precision", "recall", "F1"), rows)
    print(f"  junk per article: {report['junk per article']}")
    if "not aligned or missing" in report:
        print(f"  NOT ALIGNED: {report['not aligned or missing']}")


def speed() -> None:
    """Annotate the French seeds end to end, and with the model's NER alone."""
    texts = seed_texts()
    model = nlp.load("fr").model
    if model is None:
        raise SystemExit("no French model is installed")
    words = sum(len(text.split()) for text in texts)
    readings = [nlp.Reading(text) for text in texts]
    ways: dict[str, Callable[[], Any]] = {
        "end to end (nlp.annotate_many)": lambda: list(nlp.annotate_many(readings)),
        "bare NER (model.pipe)": lambda: list(model.pipe(texts)),
        "bare NER (model, one by one)": lambda: [model(text) for text in texts],
    }
    times = in_turns(ways, repeats=REPEATS)
    bare = min(median(found) for name, found in times.items() if name.startswith("bare"))
    rows = [
        (name, words / median(t), words / max(t), words / min(t), 1000 * median(t) / len(texts), median(t) / bare)
        for name, t in times.items()
    ]
    show(
        f"Annotation of {len(texts)} French seeds, {words:,} words, one process, warm, {REPEATS} repeats",
        ("way", "words/s", "slowest", "fastest", "ms/article", "× faster bare"),
        rows,
    )


def as_record(annotation: Annotation) -> dict[str, Any]:
    """What the scorer reads."""
    return {
        "mentions": [
            {"start": m.start, "end": m.end, "label": m.label.value, "entity": m.link.key} for m in annotation.mentions
        ],
        "countries": [{"code": c.code} for c in annotation.countries],
        "topics": [{"slug": t.slug} for t in annotation.topics],
    }


def _prediction(row: dict[str, Any]) -> dict[str, Any]:
    text = canonical(row["text"])
    return json.loads(json.dumps({"id": row["id"], "text": text, **as_record(nlp.annotate(text))}))


def _scorer() -> Any:
    spec = importlib.util.spec_from_file_location("gold_score", GOLD / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    print(machine())
    main()
