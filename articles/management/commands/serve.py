"""``manage.py serve``: make everything ready, then run web server and worker together."""

import hashlib
import os
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.urls import reverse

from articles.ingest.invitations import first_administrator_token
from articles.ingest.seeding import is_seeded
from articles.management.preparing import load_samples, prepare_database
from articles.management.reporting import forget_address, listens_everywhere, note_address, site_address
from newsroom import serving


class Command(BaseCommand):
    help = "Make everything ready (database, static files, sample articles), then serve and annotate."

    def handle(self, **options: Any) -> None:
        started = time.monotonic()
        port = settings.PORT
        try:
            host = serving.resolve(settings.HOST)
            serving.check_port(host, port)
        except serving.UnknownHost as error:
            raise CommandError(str(error)) from None
        except serving.PortTaken as error:
            raise CommandError(
                f"{error}. Another Newsroom may still be running there: stop it, "
                "or choose another port with PORT=8001 make run"
            ) from None
        try:
            self._prepare()
        except KeyboardInterrupt:
            raise CommandError(
                "Stopped before it was ready; the next start goes on from here.", returncode=130
            ) from None
        connections.close_all()
        os.chdir(settings.BASE_DIR)
        supervisor = serving.Supervisor(
            [serving.web_server(host, port, workers=settings.WEB_WORKERS), serving.annotation_worker()]
        )
        try:
            status = supervisor.run(
                ready=lambda: serving.answers(host, port), when_ready=lambda: self._greet(time.monotonic() - started)
            )
        finally:
            forget_address()
        self.stdout.write("\nNewsroom has stopped.")
        if status:
            raise CommandError("A part of Newsroom would not stay up; the messages above say why.")

    def _prepare(self) -> None:
        """Bring database, static files and sample articles to where they should be; quick when they are."""
        prepare_database()
        self._collect_static()
        if not is_seeded():
            load_samples(self.stdout)

    def _collect_static(self) -> None:
        """Collect, hash and compress static files if one has changed since."""
        root = Path(settings.STATIC_ROOT)
        mark = root / ".collected"
        fingerprint = _fingerprint()
        if mark.exists() and mark.read_text() == fingerprint:
            return
        self.stdout.write("Preparing static files…")
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        mark.write_text(fingerprint)

    def _greet(self, seconds: float) -> None:
        address = site_address()
        note_address()
        write = self.stdout.write
        write(f"\nNewsroom is ready after {seconds:.1f} s: {self.style.SUCCESS(address + '/')}")
        if token := first_administrator_token():
            write("There is no administrator yet. Open this link once to become the first:")
            write(f"  {address}{reverse('welcome', args=[token])}")
        if listens_everywhere() and not settings.PRODUCTION:
            write("Other machines are answered by the names and addresses that NEWSROOM_HOSTS lists.")
        write("Stop with Ctrl-C.\n")
        self.stdout.flush()
        connections.close_all()


def _fingerprint() -> str:
    """Name the state of all static files: their paths, sizes and times."""
    from django.contrib.staticfiles.finders import get_finders

    content = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            stat = Path(storage.path(name)).stat()
            content.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return content.hexdigest()
