"""``manage.py doctor``: examine the archive, and mend what can be mended."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.ingest.doctor import TOLD, examine


class Command(BaseCommand):
    help = "Examine database, texts, mentions, queue and search index; exit status 1 if anything is wrong."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--mend", action="store_true", help="put right what can be put right")

    def handle(self, *, mend: bool, **options: Any) -> None:
        unwell = 0
        for diagnosis in examine(mend=mend):
            findings = diagnosis.findings
            if not findings:
                self.stdout.write(f"{diagnosis.check.name}: well")
                continue
            unwell += not diagnosis.mended
            state = "mended" if diagnosis.mended else self.style.ERROR("NOT WELL")
            self.stdout.write(f"{diagnosis.check.name}: {state}")
            for finding in findings[:TOLD]:
                self.stdout.write(f"  {finding.what}")
            if len(findings) > TOLD:
                self.stdout.write(f"  and {len(findings) - TOLD} more")
        if unwell:
            raise CommandError(f"{unwell} checks found something wrong", returncode=1)
