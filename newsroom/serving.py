"""Web server and worker under one roof: started together, restarted when one falls, stopped together."""

import contextlib
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

log = logging.getLogger(__name__)

_STOP_SECONDS = 10
_QUICK_DEATH_SECONDS = 3
# Loading the model takes a few seconds: who dies over that, dies quickly.
_LOADING_SECONDS = 10
_MOST_QUICK_DEATHS = 5
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 60.0
_BEAT = 0.1


class PortTaken(Exception):
    """Another program listens at the address."""


class UnknownHost(Exception):
    """The name of the host to listen at is no address of this machine."""


@dataclass
class Part:
    """One supervised process; without one that is ``vital``, and will not stay up, there is no point in the others.

    It would not stay up that ends within ``quick`` seconds, again and again.
    """

    name: str
    command: list[str]
    vital: bool = True
    quick: float = field(default_factory=lambda: _QUICK_DEATH_SECONDS)
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    quick_deaths: int = 0
    not_before: float = 0.0


@dataclass
class Supervisor:
    """Keeps its parts running until it is told to stop."""

    parts: list[Part]
    stopping: bool = field(default=False, init=False)

    def run(self, *, ready: Callable[[], bool], when_ready: Callable[[], None]) -> int:
        """Start the parts, call ``when_ready`` once, and return the exit status when they have ended."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup
                signal.signal(number, self._on_signal)
        status = 0
        try:
            for part in self.parts:
                self._start(part)
            announced = False
            while not self.stopping:
                if not announced and ready():
                    announced = True
                    when_ready()
                if not self._revive():
                    status = 1
                    break
                time.sleep(_BEAT)
        finally:
            self._stop_all()
        return status

    def _on_signal(self, *_: object) -> None:
        self.stopping = True

    def _start(self, part: Part) -> None:
        part.started = time.monotonic()
        # A group of its own, so that Ctrl-C reaches the children through us alone, in order.
        part.process = subprocess.Popen(part.command, start_new_session=True)  # noqa: S603

    def _revive(self) -> bool:
        """Restart what has ended, later each time; False once a vital part will not stay up."""
        for part in self.parts:
            if part.process is None:
                if time.monotonic() >= part.not_before:
                    self._start(part)
            elif part.process.poll() is not None and not self._bury(part, part.process):
                return False
        return True

    def _bury(self, part: Part, process: subprocess.Popen[bytes]) -> bool:
        """Note when to start a part again that has ended; False if it is vital and has ended too often."""
        now = time.monotonic()
        part.quick_deaths = part.quick_deaths + 1 if now - part.started < part.quick else 0
        if part.vital and part.quick_deaths >= _MOST_QUICK_DEATHS:
            log.error("The %s ends as soon as it is started (status %s)", part.name, process.returncode)
            return False
        log.warning("The %s ended (status %s); starting it again", part.name, process.returncode)
        _end_group(process)
        part.process = None
        part.not_before = now + min(_FIRST_PAUSE * 2 ** min(part.quick_deaths, 10), _LONGEST_PAUSE)
        return True

    def _stop_all(self) -> None:
        started = [part.process for part in self.parts if part.process is not None]
        for process in started:
            process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + _STOP_SECONDS
        for process in started:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
            _end_group(process)


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """Kill the process if it runs, and what it has left behind: children of it may hold the port."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def resolve(host: str) -> str:
    """Return the IP address of ``host``, an IPv4 one if it has both; the web server wants no names."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or error
        raise UnknownHost(f"HOST={host} is no address and no known name: {why}") from error
    addresses = sorted(found, key=lambda entry: entry[0] != socket.AF_INET)
    return str(addresses[0][4][0])


def check_port(host: str, port: int) -> None:
    """Raise ``PortTaken`` if ``host``:``port`` cannot be listened at."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(f"{host}:{port} cannot be used: {error.strerror}") from error


def answers(host: str, port: int) -> bool:
    """Whether something accepts connections at ``host``:``port``."""
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    try:
        with socket.create_connection((target, port), timeout=0.3):
            return True
    except OSError:
        return False


def web_server(host: str, port: int, *, workers: int) -> Part:
    """The process that serves the application; see ``newsroom.web_server``."""
    return Part(
        "web server",
        [
            *(sys.executable, "-m", "newsroom.web_server", "--host", host, "--port", str(port)),
            *("--workers", str(workers), "--parent", str(os.getpid())),
        ],
    )


def annotation_worker() -> Part:
    """The process that annotates and indexes; without it readers read on, and the desk says what is wrong."""
    command = [sys.executable, "manage.py", "worker", "--parent", str(os.getpid())]
    return Part("annotation worker", command, vital=False, quick=_LOADING_SECONDS)
