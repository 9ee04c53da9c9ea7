"""The real app, started by its one command with data of its own."""

import contextlib
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests import processes
from tests.processes import ROOT, Started

CHROMIUM_ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


@dataclass(frozen=True)
class Newsroom:
    """A running app: its address, its data, and the one-time link for the first administrator."""

    address: str
    welcome: str
    data: Path

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a management command on this app's data."""
        return processes.python(self.data, "manage.py", *arguments)


def chromium() -> str | None:
    """Return the path of a Chromium on this machine, if there is one."""
    found = subprocess.run([ROOT / ".ci" / "find-browser"], capture_output=True, text=True, check=False)
    return found.stdout.strip().splitlines()[0] if found.stdout.strip() else None


def home(folder: Path) -> dict[str, str | float | bool]:
    """Return an environment in which a browser keeps what it writes in ``folder``."""
    places = {"HOME": "", "XDG_CONFIG_HOME": "config", "XDG_CACHE_HOME": "cache", "XDG_DATA_HOME": "data"}
    return {**os.environ, **{name: str(folder / place) for name, place in places.items()}}


@contextlib.contextmanager
def running(data: Path, **more: str) -> Iterator[Newsroom]:
    """Start ``manage.py serve`` on a free port with ``data``, wait until it is ready, stop it in the end.

    ``more`` goes into its environment.
    """
    port = processes.free_port()
    started = Started(data, "manage.py", "serve", log=data / "serve.log", PORT=str(port), **more)
    try:
        link = re.search(r"http://\S+/welcome/\S+", started.until_it_says("Stop with Ctrl-C"))
        yield Newsroom(f"http://127.0.0.1:{port}", link.group() if link else "", data)
    finally:
        started.stop(signal.SIGINT)
