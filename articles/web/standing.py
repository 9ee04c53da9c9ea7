"""How the queue stands, and what keeps it from going on, where something does."""

import shutil
import time
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from articles.ingest import annotating, owners
from articles.models import Job

# What is due and not begun after so long has nobody to do it, or somebody who cannot.
_PATIENCE = timedelta(seconds=10)
# Where no more is left, a database cannot store what a job makes.
_LITTLE_ROOM = 32 * 2**20
# As SQLite and PostgreSQL say it.
_FULL = ("disk is full", "no space left")


@dataclass(frozen=True, slots=True)
class Standing:
    """The whole queue: what waits and runs in it, and what keeps it from going on.

    ``nobody`` is there to do it; the disk is ``full``; or the database is ``shut`` to those who would.
    """

    queued: int
    running: int
    waited: timedelta
    no_model: bool
    nobody: bool
    full: bool
    shut: bool

    @property
    def trouble(self) -> tuple[bool, ...]:
        return self.no_model, self.nobody, self.full, self.shut

    @property
    def stands_still(self) -> bool:
        return self.nobody or self.full or self.shut


def standing() -> Standing:
    """Return how the queue stands. Workers of other machines are known by the jobs that they hold."""
    now = timezone.now()
    found = Job.objects.standing(now, lately=now - _PATIENCE)
    waited = now - found["oldest"] if found["oldest"] else timedelta()
    in_vain = waited > _PATIENCE or found["running"] > 0
    left_lying = in_vain and not found["alive"]
    # Between two pieces of work nobody has one: where much waits, that alone says nothing.
    idle_since = owners.idle_since()
    idle = time.time() - (idle_since or 0) > _PATIENCE.total_seconds()
    nobody = left_lying and idle_since is None
    # Where the disk is full, a worker cannot even give back what it has.
    full = (in_vain and idle and _little_room()) or any(words in found["error"].lower() for words in _FULL)
    shut = (left_lying and idle and not nobody and waited > _PATIENCE) or bool(found["error"])
    return Standing(
        found["queued"],
        found["running"],
        waited,
        annotating.model_is_missing(),
        nobody=nobody,
        full=full,
        shut=shut and not full,
    )


def _little_room() -> bool:
    try:
        return shutil.disk_usage(settings.DATA_DIR).free < _LITTLE_ROOM
    except OSError:
        return False
