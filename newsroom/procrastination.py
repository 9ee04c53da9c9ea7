"""Workers to whom Procrastinate brings jobs: PostgreSQL tells them at once, and they ask now and then besides."""

import asyncio
import logging
import threading
from typing import Any

from django.utils.module_loading import import_string
from procrastinate import RetryStrategy
from procrastinate.contrib.django import DjangoApp, connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.psycopg_connector import PsycopgConnector

from articles.ingest import working
from newsroom.engines import ERRAND

log = logging.getLogger(__name__)

_TROUBLE_SECONDS = 5
# Who waits for its time is not told of; nor is anybody while a connection is down.
_ASK_SECONDS = 2
_BEAT_SECONDS = 10
_STALLED_SECONDS = 30
_STOP_SECONDS = 0.2


def work(stop: threading.Event, owner: str) -> None:
    """Do the jobs that are brought, as ``owner``, until ``stop`` is set; a job in hand is finished first."""
    working.HAND.owner = owner
    while not stop.is_set():
        try:
            asyncio.run(_attend(stop))
        except Exception:
            log.exception("The queue cannot be heard; trying again in %d seconds", _TROUBLE_SECONDS)
        if not stop.is_set():
            stop.wait(_TROUBLE_SECONDS)


def run_task(path: str, args: list[Any], kwargs: dict[str, Any]) -> None:
    """Run the Django task at ``path``: what errands ask for, see ``newsroom.engines``."""
    import_string(path).func(*args, **kwargs)


async def _attend(stop: threading.Event) -> None:
    """Hear and work until ``stop`` is set, or something fails."""
    # An app of its own: what a job adds to the queue goes by Django's connection, in the job's transaction.
    app = DjangoApp(connector=PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=3))
    # Jobs count their own failures; what is raised here is the database's.
    app.task(name=ERRAND, retry=RetryStrategy(wait=_TROUBLE_SECONDS))(run_task)
    async with app.open_async():
        at_work = [
            asyncio.create_task(each)
            for each in (
                app.run_worker_async(
                    concurrency=1,
                    install_signal_handlers=False,
                    fetch_job_polling_interval=_ASK_SECONDS,
                    update_heartbeat_interval=_BEAT_SECONDS,
                    stalled_worker_timeout=_STALLED_SECONDS,
                    delete_jobs="always",
                ),
                _bring_again(app),
                _until(stop),
            )
        ]
        ended, going_on = await asyncio.wait(at_work, return_when=asyncio.FIRST_COMPLETED)
        for each in going_on:
            each.cancel()  # the worker finishes what it has in hand
        await asyncio.gather(*going_on, return_exceptions=True)
        for each in ended:
            each.result()


async def _until(stop: threading.Event) -> None:
    while not stop.is_set():
        await asyncio.sleep(_STOP_SECONDS)


async def _bring_again(app: DjangoApp) -> None:
    """Let errands that died with their worker be done by others; where the job is done by then, that is nothing."""
    while True:
        for errand in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=_STALLED_SECONDS):
            try:
                await app.job_manager.retry_job(errand)
            except ConnectorException as error:
                log.info("Another worker has taken up %s: %s", errand, error)
        await asyncio.sleep(_BEAT_SECONDS)
