"""``manage.py load_seeds``: countries, topics, groups and the sample articles."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from articles.ingest.annotating import annotate_article
from articles.ingest.seeding import load_reference, load_seeds
from articles.management.reporting import follow_index


class Command(BaseCommand):
    help = "Load countries, topics and groups, then import, annotate and publish the sample articles."

    def handle(self, **options: Any) -> None:
        load_reference()
        loaded = 0
        for path, article in load_seeds(Path(settings.SEEDS_DIR)):
            if article is None:
                continue
            annotate_article(article)
            loaded += 1
            self.stdout.write(f"  {loaded:>3}  {path.parent.name}/{path.stem}: {article.mentions.count()} mentions")
        follow_index(self.stdout)
        self.stdout.write(f"{loaded} sample articles loaded")
