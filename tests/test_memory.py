import ctypes
import subprocess
import sys

import pytest

from newsroom import memory

# Once it has seen a large array, glibc keeps room for the next one; small things between them hold it fast.
GROWN_AND_SHRUNK = """
import sys
from pathlib import Path
from newsroom import memory

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

if sys.argv[1] == "early":
    assert memory.give_back_early()
before, kept = resident(), []
large = b"x" * len(sys.argv) * 10_000_000
del large
for size in range(100_000, 2_000_000, 100_000):
    arrays = [b"x" * size for _ in range(10)]
    kept.append(b"y" * 3000)
    del arrays
print(resident() - before)
"""


def kept_by(way):
    said = subprocess.run([sys.executable, "-c", GROWN_AND_SHRUNK, way], capture_output=True, text=True, check=True)
    return int(said.stdout)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc's")
def test_what_is_freed_goes_back():
    assert kept_by("early") < kept_by("late") / 10


def test_another_c_library_is_left_alone(monkeypatch):
    monkeypatch.setattr(ctypes, "CDLL", lambda name: object())
    assert not memory.give_back_early()


def test_so_is_another_system(monkeypatch):
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not memory.give_back_early()
