"""``manage.py reannotate``: annotate anew what an older version of the laboratory annotated."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.ingest.annotating import reannotate
from articles.management.preparing import prepare_database
from articles.management.reporting import follow_index


class Command(BaseCommand):
    help = "Annotate anew the articles whose annotation is out of date (or all), then follow with the index."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="up-to-date articles too")

    def handle(self, **options: Any) -> None:
        prepare_database()
        done = failed = 0
        for article, succeeded in reannotate(everything=options["all"]):
            done += 1
            failed += not succeeded
            self.stdout.write(f"{'annotated' if succeeded else 'FAILED'}: {article.title}")
        follow_index(self.stdout)
        self.stdout.write(f"{done - failed} articles annotated, {failed} failed")
        if failed:
            raise CommandError("some articles could not be annotated; the log says why", returncode=1)
