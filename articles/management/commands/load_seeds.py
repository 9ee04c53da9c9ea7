"""``manage.py load_seeds``: countries, topics, groups and the sample articles."""

from typing import Any

from django.core.management.base import BaseCommand

from articles.management.preparing import load_samples, prepare_database


class Command(BaseCommand):
    help = "Load countries, topics and groups, then import, annotate and publish the sample articles."

    def handle(self, **options: Any) -> None:
        prepare_database()
        self.stdout.write(f"{load_samples(self.stdout)} sample articles loaded")
