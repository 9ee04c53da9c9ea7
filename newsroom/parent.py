"""Ending together with the process that started us: a killed supervisor leaves nothing behind."""

import os
import threading
import time
from collections.abc import Callable

_SECONDS = 1.0


def when_gone(parent: int, act: Callable[[], object]) -> None:
    """Call ``act`` once, from a thread, as soon as ``parent`` is no longer our parent process."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_SECONDS)
        act()

    threading.Thread(target=watch, name="watches the parent", daemon=True).start()
