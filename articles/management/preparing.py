"""What a command needs before it starts: a database of today's shape, and the sample articles."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from articles.ingest.annotating import annotate_article
from articles.ingest.seeding import NoSeeds, load_reference, load_seeds, seed_files
from articles.management.reporting import Output, follow_index, reason

# Any number that nobody else takes a lock by.
_STARTING = 7_201_877


def prepare_database() -> None:
    """Make the tables, countries, topics and groups where they are missing or old; quick when they are not."""
    with _one_at_a_time():
        call_command("migrate", verbosity=0, interactive=False)
        load_reference()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Keep other machines on the same PostgreSQL waiting that start meanwhile."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_STARTING])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_STARTING])


def load_samples(output: Output) -> int:
    """Import, annotate and publish the sample articles; say what becomes of each, return how many are new."""
    if settings.SEEDS_DIR is None:
        return 0
    try:
        files = len(seed_files(settings.SEEDS_DIR))
    except NoSeeds as error:
        raise CommandError(f"{error} Set NEWSROOM_SEEDS to a folder that does, or to none.") from None
    output.write(f"Reading and annotating {files} sample articles (once; half a minute)…")
    loaded = 0
    for number, seed in enumerate(load_seeds(settings.SEEDS_DIR), start=1):
        if seed.article is not None:
            annotate_article(seed.article)
            loaded += 1
            outcome = f"{seed.article.mentions.count()} mentions"
        else:
            outcome = f"passed over. {reason(seed.error)}" if seed.error else "already there"
        output.write(f"  {number:>3}/{files}  {seed.path.parent.name}/{seed.path.stem}: {outcome}")
        output.flush()
    follow_index(output)
    return loaded
