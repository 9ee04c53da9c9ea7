"""How long texts that were made to hurt take, and how much memory: ``python -m benchmarks.hostile``.

Each is annotated in a process of its own that has the model already. What takes much more time or memory for each
sign than an ordinary text of the same length is a fault.
"""

import multiprocessing
import resource
import time
from collections.abc import Callable

from articles import nlp
from articles.text.normalise import canonical
from benchmarks.archive import seed_texts
from benchmarks.measuring import machine, show

MEGA = 1_000_000
_PATIENCE = 600


def texts() -> dict[str, Callable[[], str]]:
    """Return the texts by name, not made yet."""
    ordinary = "\n".join(seed_texts())
    sentence = "Vladimir Poutine arrive à Astana, capitale du Kazakhstan, et parle d'énergie. "
    return {
        "an ordinary text": lambda: (ordinary * (MEGA // len(ordinary) + 1))[:MEGA],
        "one sentence again and again": lambda: sentence * (MEGA // len(sentence)),
        "one line of 60,000 words": lambda: " ".join(f"mot{n}" for n in range(60_000)),
        "one sentence of 60,000 names": lambda: ", ".join(f"Anne Zorb{chr(97 + n % 26)}ak" for n in range(30_000)),
        "one word of 5 million letters": lambda: "a" * (5 * MEGA),
        "one word of 5 million capitals": lambda: "Z" * (5 * MEGA),
        "only digits": lambda: "1234567890 " * (MEGA // 11),
        "only capitals": lambda: ordinary.upper()[:MEGA],
        "all lines end in spaces": lambda: ordinary.replace(". ", ".    \n")[:MEGA],
        "only line ends": lambda: "\n" * MEGA,
        "only quotation marks": lambda: "«»" * (MEGA // 2),
        "only opening brackets": lambda: "(" * MEGA,
        "only full stops": lambda: "." * MEGA + "x",
        "acronyms in brackets": lambda: "Organisation du Traité (ABC) " * (MEGA // 29),
        "titles without a name": lambda: "M. " * (MEGA // 3),
        "university of university of": lambda: "Université de " * (MEGA // 14),
        "hyphens": lambda: "russo-" * (MEGA // 6),
        "the same country, side by side": lambda: "Kazakhstan, " * (MEGA // 12),
        "emoji and combining accents": lambda: "👨‍👩‍👧e\u0301\u0327" * (MEGA // 8),
        "Markdown and HTML": lambda: '<a href="x">**Astana**</a>' * (MEGA // 26),
    }


def main() -> None:
    print(machine())
    nlp.annotate("Moscou négocie avec Astana.")
    rows = []
    for name, made in texts().items():
        length, seconds, megabytes, mentions = _measured(made)
        rows.append((name, length, seconds, 1000 * seconds / max(length, 1) * 1000, megabytes, mentions))
    show(
        "Annotating hostile texts, one process each, the model loaded before",
        ("text", "signs", "seconds", "ms for 1,000 signs", "MB more", "mentions"),
        rows,
    )


def _measured(made: Callable[[], str]) -> tuple[int, float, float, int]:
    """Annotate a text in a fork of this process; tell its length, seconds, further megabytes and mentions."""
    fork = multiprocessing.get_context("fork")
    near, far = fork.Pipe(duplex=False)
    child = fork.Process(target=_annotate, args=(made, far))
    child.start()
    far.close()
    if not near.poll(_PATIENCE):
        child.kill()
        raise SystemExit(f"not done after {_PATIENCE} seconds")
    found: tuple[int, float, float, int] = near.recv()
    child.join()
    return found


def _annotate(made: Callable[[], str], answer: "multiprocessing.connection.Connection") -> None:
    text = canonical(made())
    before, began = _peak(), time.perf_counter()
    found = nlp.annotate(text)
    seconds = time.perf_counter() - began
    assert all(text[m.start : m.end] == m.surface for m in found.mentions)
    answer.send((len(text), seconds, _peak() - before, len(found.mentions)))


def _peak() -> float:
    """The most memory that this process has held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
