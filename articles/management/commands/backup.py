"""``manage.py backup FOLDER``: the whole archive as it is now, while it goes on."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from articles.ingest.backups import BackupFailed, backup, verify


class Command(BaseCommand):
    help = "Make a backup of the archive in a new folder, and read it again. Nothing need be stopped for it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        default = Path(settings.DATA_DIR) / "backups"
        parser.add_argument("folder", nargs="?", type=Path, default=default, help="where (default: %(default)s)")

    def handle(self, *, folder: Path, **options: Any) -> None:
        try:
            made = backup(folder)
            manifest = verify(made)
        except BackupFailed as error:
            raise CommandError(str(error)) from None
        articles = manifest.rows["articles_article"]
        self.stdout.write(f"{made}: {articles} articles, up to change {manifest.revision}")
