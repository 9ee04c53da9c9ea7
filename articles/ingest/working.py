"""The worker: annotates what waits and keeps the index in step, until it is told to stop."""

import logging
import threading

from django.db import close_old_connections

from articles.index import IndexBusy
from articles.ingest.annotating import annotate_pending
from articles.ingest.indexing import follow

log = logging.getLogger(__name__)

_IDLE_SECONDS = 0.4
_TROUBLE_SECONDS = 5.0
_AT_ONCE = 4


def work(stop: threading.Event) -> None:
    """Run until ``stop`` is set; an article in hand is finished first."""
    while not stop.is_set():
        close_old_connections()
        try:
            done = annotate_pending(limit=_AT_ONCE) + follow()
        except IndexBusy:
            # Another command writes to the index and follows the same changes.
            stop.wait(_IDLE_SECONDS)
        except Exception:
            # A locked database, a full disk: nothing that starting anew would mend sooner.
            log.exception("Annotating or indexing failed; trying again in %d seconds", _TROUBLE_SECONDS)
            stop.wait(_TROUBLE_SECONDS)
        else:
            if not done:
                stop.wait(_IDLE_SECONDS)
