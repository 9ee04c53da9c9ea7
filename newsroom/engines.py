"""The engines that carry jobs to workers, chosen by ``NEWSROOM_TASKS``. Each knows a job by its number alone.

The truth about a job is its row (``articles.models.Job``): an engine that tells of one twice, or of one that is
done, does no harm.
"""

from typing import Any

from django.db import OperationalError
from django.utils import timezone
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.utils import get_random_id, normalize_json


class RowsBackend(BaseTaskBackend):
    """The embedded engine: workers look at the rows themselves, so that there is nothing to tell them."""

    brings_jobs = False
    supports_defer = True
    supports_priority = True

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> TaskResult:
        return _told(self, task, get_random_id(), args, kwargs)


class ProcrastinateBackend(BaseTaskBackend):
    """Procrastinate, on PostgreSQL, for workers on several machines; told of a job in the transaction that adds it."""

    brings_jobs = True
    supports_defer = True
    supports_priority = True

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> TaskResult:
        import psycopg
        from procrastinate.contrib.django import app
        from procrastinate.exceptions import ConnectorException

        self.validate_task(task)
        errand = app.configure_task(
            ERRAND, queue=task.queue_name, priority=task.priority, schedule_at=_future(task.run_after)
        )
        try:
            number = errand.defer(path=task.module_path, args=normalize_json(list(args)), kwargs=normalize_json(kwargs))
        except ConnectorException as error:
            if isinstance(error.__cause__, psycopg.OperationalError):
                raise OperationalError(str(error.__cause__)) from error  # an outage, and no fault of ours
            raise
        return _told(self, task, str(number), args, kwargs)


# What ``newsroom.procrastination`` runs.
ERRAND = "newsroom.run_task"


def _future(moment: Any) -> Any:
    """A moment that has passed is no schedule."""
    return moment if moment and moment > timezone.now() else None


def _told(backend: BaseTaskBackend, task: Task, number: str, args: Any, kwargs: Any) -> TaskResult:
    return TaskResult(
        task=task,
        id=number,
        status=TaskResultStatus.READY,
        enqueued_at=timezone.now(),
        started_at=None,
        last_attempted_at=None,
        finished_at=None,
        args=list(args),
        kwargs=dict(kwargs),
        backend=backend.alias,
        errors=[],
        worker_ids=[],
    )
