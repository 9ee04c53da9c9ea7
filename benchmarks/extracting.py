"""What reading a file costs, by format, and what its own process adds: ``python -m benchmarks.extracting``."""

import subprocess
import sys
from functools import partial
from pathlib import Path

from articles.extract import UnreadableFile, guarded, read
from benchmarks.measuring import in_turns, machine, seconds, show
from tests.extract import samples

REPEATS = 25
_READING = "from tests.extract.pages import daily; from articles.extract import read; read('a', daily().encode())"
BOMBS = {
    "zip bomb": samples.zip_bomb,
    "overlapping zip": samples.overlapping_bomb,
    "DOCX bomb": samples.docx_bomb,
    "5,000 pages of PDF": lambda: samples.long_pdf(5_000),
    "100,000 nested tags": lambda: b"<div>" * 100_000,
}


def main() -> None:
    files = {
        **samples.ARTICLES,
        "long.pdf": samples.pdf(repeat=60, running="Le Courrier d’Asie"),
        "long.docx": samples.docx(paragraphs=samples.PARAGRAPHS * 100),
    }
    began = seconds(partial(guarded.read, "a.html", files["a.html"]))
    rows = []
    for name, data in files.items():
        times = in_turns(
            {"here": partial(read, name, data), "apart": partial(guarded.read, name, data)},
            repeats=REPEATS,
        )
        # The best of many: what others do on the machine meanwhile is not what is measured.
        here, apart = min(times["here"]), min(times["apart"])
        rows.append([name, len(data) / 1000, 1 / here, 1 / apart, (apart - here) * 1000])
    show("Reading one article", ["file", "kB", "files/s here", "files/s apart", "apart adds, ms"], rows)
    show(
        "Refusing what is hostile, apart",
        ["file", "kB", "ms"],
        [_refused(name, make()) for name, make in BOMBS.items()],
    )
    print(f"\n  The first file waits {began * 1000:.0f} ms for the nursery; it holds {_memory()}.")
    alone = [seconds(partial(_run, program)) * 1000 for program in ("", _READING)]
    print(f"  A Python process takes {alone[0]:.0f} ms if it does nothing, {alone[1]:.0f} ms to read one page.")


def _refused(name: str, data: bytes) -> list[object]:
    def call() -> None:
        for task in (guarded.unpack, guarded.read):
            try:
                task(name, data)
            except UnreadableFile:
                return

    return [name, len(data) / 1000, seconds(call) * 1000]


def _memory() -> str:
    process = guarded.NURSERY.pid
    rollup = Path(f"/proc/{process}/smaps_rollup")
    if process is None or not rollup.exists():
        return "what is not known here"
    private = sum(int(line.split()[1]) for line in rollup.read_text().splitlines() if line.startswith("Private"))
    return f"{private / 1024:.0f} MB of private memory"


def _run(program: str) -> None:
    subprocess.run([sys.executable, "-c", program], check=True)


if __name__ == "__main__":
    print(machine())
    main()
