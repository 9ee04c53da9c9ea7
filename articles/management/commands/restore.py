"""``manage.py restore FOLDER``: put a backup in the place of the archive."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.ingest.backups import BackupFailed, restore, verify
from articles.management.preparing import prepare_database
from articles.management.reporting import follow_index


class Command(BaseCommand):
    help = "Restore a backup: the database that is there is kept beside it, the search index is made anew."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--verify", action="store_true", help="only see whether the backup is whole")

    def handle(self, *, folder: Path, verify: bool, **options: Any) -> None:
        try:
            manifest = _verified(folder) if verify else restore(folder)
        except BackupFailed as error:
            raise CommandError(str(error)) from None
        told = f"{manifest.rows['articles_article']} articles of {manifest.made_at}"
        if verify:
            self.stdout.write(f"whole: {told}")
            return
        prepare_database()  # of an older version, it gets today's shape
        follow_index(self.stdout)
        self.stdout.write(f"restored: {told}. `manage.py doctor` examines it.")


_verified = verify
