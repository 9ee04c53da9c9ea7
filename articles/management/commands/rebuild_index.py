"""``manage.py rebuild_index``: make the search index anew from the rows."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.index import IndexBusy
from articles.ingest.indexing import follow
from articles.management.preparing import prepare_database


class Command(BaseCommand):
    help = "Make the search index anew from the database. Readers see the old one until it is done."

    def handle(self, **options: Any) -> None:
        prepare_database()
        try:
            count = follow(rebuild=True)
        except IndexBusy:
            raise CommandError("The index is being written by a running worker: stop `serve` first.") from None
        self.stdout.write(f"{count} articles indexed")
