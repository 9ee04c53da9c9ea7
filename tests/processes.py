"""Running parts of the app as processes of their own, with data of their own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Machines that test may be slow and busy; nothing waits this long when all is well.
PATIENCE = 240


def environment(data: Path, **more: str) -> dict[str, str]:
    """Return the environment without our settings, but for ``NEWSROOM_DATA`` and ``more``."""
    ours = {"DATABASE_URL", "HOST", "PORT", "DJANGO_SETTINGS_MODULE"}
    kept = {k: v for k, v in os.environ.items() if not k.startswith("NEWSROOM_") and k not in ours}
    return {**kept, "NEWSROOM_DATA": str(data), "PYTHONUNBUFFERED": "1", **more}


def _default_signals() -> None:
    """Hear SIGHUP and SIGINT, which a test run under nohup or in the background would hand on as ignored."""
    for number in (signal.SIGHUP, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)


def _nohup() -> None:
    _default_signals()
    signal.signal(signal.SIGHUP, signal.SIG_IGN)


def python(data: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the interpreter in the project's folder and wait for it."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment(data, **more),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        preexec_fn=_default_signals,
        check=False,
    )


def at_once(data: Path, code: str, *, processes: int = 2) -> list[str]:
    """Run ``code`` in several interpreters that begin in one moment; return what each printed.

    It says "ready", then waits until the file exists that its first argument names.
    """
    go = data.with_name("go")
    rushing = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(go)],
            cwd=ROOT,
            env=environment(data, DJANGO_SETTINGS_MODULE="newsroom.settings"),
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(processes)
    ]
    for process in rushing:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    go.touch()
    answers = [process.communicate(timeout=PATIENCE) for process in rushing]
    assert [process.returncode for process in rushing] == [0] * processes, answers
    return [said for said, _ in answers]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(condition: Callable[[], object], what: str, *, seconds: float = PATIENCE) -> object:
    """Wait until ``condition`` holds and return its value; fail, saying ``what``, if it never does."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(0.1)
    raise AssertionError(f"waited {seconds} s in vain: {what}")


def alive(pid: int) -> bool:
    """Whether the process runs; one that ended but was not fetched by its parent does not."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except (ProcessLookupError, FileNotFoundError):
        return False


def children(pid: int, *, deep: bool = True) -> dict[int, str]:
    """Return the command lines of the processes below ``pid``, or right below it, by number. Linux alone."""
    parents, commands = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            commands[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ").strip()
        except (OSError, ValueError):
            continue  # it ended while we looked
    below = {pid}
    while more := {child for child, parent in parents.items() if parent in below} - below:
        below |= more
        if not deep:
            break
    return {child: commands.get(child, "") for child in below - {pid}}


class Started:
    """A running process whose output is kept in a file."""

    def __init__(self, data: Path, *arguments: str, log: Path, nohup: bool = False, **more: str) -> None:
        self.log = log
        with log.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                env=environment(data, **more),
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                preexec_fn=_nohup if nohup else _default_signals,
            )

    @property
    def output(self) -> str:
        return self.log.read_text()

    def until_it_says(self, words: str) -> str:
        """Wait for ``words`` in the output; fail at once if the process ends without them."""

        def said() -> bool:
            if words in self.output:
                return True
            assert self.process.poll() is None, f"it ended without saying {words!r}:\n{self.output}"
            return False

        until(said, f"output with {words!r}")
        return self.output

    def stop(self, number: int = signal.SIGTERM, *, seconds: float = 60) -> int:
        """Send the signal and return the exit status; kill whatever remains if that takes too long."""
        below = children(self.process.pid)
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            for pid in (self.process.pid, *below):
                if alive(pid):
                    os.kill(pid, signal.SIGKILL)
            raise AssertionError(f"it did not stop within {seconds} s:\n{self.output}") from None
