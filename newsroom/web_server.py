"""The web server's process: granian with our limits. ``serve`` starts it."""

import os
import signal
from argparse import ArgumentParser

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from newsroom import parent

_BACKPRESSURE = 64
_KILL_SECONDS = 8


def main() -> None:
    options = ArgumentParser(prog="newsroom.web_server", description=__doc__)
    options.add_argument("--host", required=True)
    options.add_argument("--port", type=int, required=True)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--parent", type=int, metavar="PID", help="stop when it is no longer our parent")
    given = options.parse_args()
    if given.parent:
        parent.when_gone(given.parent, lambda: os.kill(os.getpid(), signal.SIGTERM))
    Granian(
        "newsroom.wsgi:application",
        address=given.host,
        port=given.port,
        interface=Interfaces.WSGI,
        workers=given.workers,
        respawn_failed_workers=True,
        workers_kill_timeout=_KILL_SECONDS,
        blocking_threads=_threads(),
        backpressure=_BACKPRESSURE,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()


def _threads() -> int:
    """Pages keep a core busy, so more threads than these would only wait for each other."""
    return min(8, 2 * (os.cpu_count() or 1) + 1)


if __name__ == "__main__":
    main()
