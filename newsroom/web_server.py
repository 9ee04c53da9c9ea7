"""The web server's process: granian with our limits. ``serve`` starts it."""

import logging
import os
import signal
from argparse import ArgumentParser

from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from newsroom import parent

_KILL_SECONDS = 8
# Pages keep a core busy, so these many gain no speed; but a form that comes slowly holds a thread until it is there.
_THREADS = 32
# Who has not sent the head of a request by then is cut off.
_HEAD_MILLISECONDS = 5000


def main() -> None:
    options = ArgumentParser(prog="newsroom.web_server", description=__doc__)
    options.add_argument("--host", required=True)
    options.add_argument("--port", type=int, required=True)
    options.add_argument("--workers", type=int, default=2)
    options.add_argument("--parent", type=int, metavar="PID", help="stop when it is no longer our parent")
    given = options.parse_args()
    if given.parent:
        parent.when_gone(given.parent, lambda: os.kill(os.getpid(), signal.SIGTERM))
    # granian finds our threads too many for the cores; they are meant for waiting.
    logging.getLogger("_granian").addFilter(lambda record: "Python threads" not in record.getMessage())
    Granian(
        "newsroom.wsgi:application",
        address=given.host,
        port=given.port,
        interface=Interfaces.WSGI,
        workers=given.workers,
        respawn_failed_workers=True,
        workers_kill_timeout=_KILL_SECONDS,
        blocking_threads=_THREADS,
        http1_settings=HTTP1Settings(header_read_timeout=_HEAD_MILLISECONDS),
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main()
