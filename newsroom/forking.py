"""Worker processes that share what was loaded before: the model is read once, and each further process costs little."""

import contextlib
import gc
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

log = logging.getLogger(__name__)

_SIGNALS = (signal.SIGTERM, signal.SIGINT)
_BEAT = 0.2
_QUICK_DEATH_SECONDS = 3
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 10.0
# What a child needs to finish or give back what it has in hand, and a little more.
_STOP_SECONDS = 9.5


@dataclass
class Child:
    """One process of the herd; ``pid`` is 0 while there is none."""

    name: str
    live: Callable[[], None]
    pid: int = 0
    started: float = 0.0
    quick_deaths: int = 0
    not_before: float = 0.0


class Herd:
    """Keeps its children alive until it is told to stop, or until ``parent`` is no longer its own parent.

    This process must have no threads and no open connections: they do not survive a fork.
    """

    def __init__(self, children: list[Child], *, parent: int | None = None) -> None:
        self._children = children
        self._parent = parent
        self._stopping = False

    def run(self) -> None:
        for number in _SIGNALS:
            signal.signal(number, self._on_signal)
        gc.collect()
        gc.freeze()  # a collection in a child would write to every page that it shares with us
        try:
            while not self._stopping:
                for child in self._children:
                    if not child.pid and time.monotonic() >= child.not_before:
                        self._fork(child)
                self._bury()
                if self._parent and os.getppid() != self._parent:
                    break
                time.sleep(_BEAT)
        finally:
            self._stop()

    def _on_signal(self, *_: object) -> None:
        self._stopping = True

    def _fork(self, child: Child) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        child.started = time.monotonic()
        # What we are told between the fork and the child's own handlers ends a child that has nothing in hand yet.
        signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        child.pid = os.fork()
        if child.pid:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
        else:
            status = 1
            try:
                for number in _SIGNALS:
                    signal.signal(number, signal.SIG_DFL)
                signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
                child.live()
                status = 0
            except BaseException:
                log.exception("The %s failed", child.name)
            finally:
                logging.shutdown()
                os._exit(status)  # what is to be done at exit is our parent's to do

    def _bury(self) -> None:
        """Note which children have ended; those that do so at once are started again later each time."""
        for child in self._children:
            if not child.pid:
                continue
            ended, status = os.waitpid(child.pid, os.WNOHANG)
            if not ended:
                continue
            now = time.monotonic()
            child.quick_deaths = child.quick_deaths + 1 if now - child.started < _QUICK_DEATH_SECONDS else 0
            child.not_before = now + min(_FIRST_PAUSE * 2**child.quick_deaths, _LONGEST_PAUSE)
            child.pid = 0
            log.warning("The %s ended (status %s); starting it again", child.name, os.waitstatus_to_exitcode(status))

    def _stop(self) -> None:
        alive = [child for child in self._children if child.pid]
        for child in alive:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child.pid, signal.SIGTERM)
        deadline = time.monotonic() + _STOP_SECONDS
        while alive and time.monotonic() < deadline:
            alive = [child for child in alive if not os.waitpid(child.pid, os.WNOHANG)[0]]
            time.sleep(_BEAT / 4)
        for child in alive:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child.pid, signal.SIGKILL)
            os.waitpid(child.pid, 0)
