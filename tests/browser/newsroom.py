"""The real app, started by its one command with data of its own."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_READY_SECONDS = 240
CHROMIUM_ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


@dataclass(frozen=True)
class Newsroom:
    """A running app: its address, and the one-time link for the first administrator."""

    address: str
    welcome: str
    environment: dict[str, str]

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a management command on this app's data."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


def chromium() -> str | None:
    """Return the path of a Chromium on this machine, if there is one."""
    found = subprocess.run([ROOT / ".ci" / "find-browser"], capture_output=True, text=True, check=False)
    return found.stdout.strip().splitlines()[0] if found.stdout.strip() else None


@contextlib.contextmanager
def running(data: Path) -> Iterator[Newsroom]:
    """Start ``manage.py serve`` on a free port with ``data``, wait until it is ready, stop it in the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {k: v for k, v in os.environ.items() if not k.startswith("NEWSROOM_") and k != "DATABASE_URL"}
    environment = {**kept, "NEWSROOM_DATA": str(data), "HOST": "127.0.0.1", "PORT": str(port)}
    log = data / "serve.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-u", "manage.py", "serve"],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        text = _wait_until_ready(process, log)
        link = re.search(r"http://\S+/welcome/\S+", text)
        yield Newsroom(f"http://127.0.0.1:{port}", link.group() if link else "", environment)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait_until_ready(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline:
        text = log.read_text()
        if "Stop with Ctrl-C" in text:
            return text
        if process.poll() is not None:
            break
        time.sleep(0.2)
    raise RuntimeError(f"the app did not start:\n{log.read_text()}")
