"""Backups: the database as it is at one moment, with what is needed to tell that it is whole.

The index is not in them: it is made again from the rows. Nor is the secret key.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from articles.ingest import database_file, owners
from articles.models import ArchiveState, Job

MANIFEST = "manifest.json"
_SQLITE, _POSTGRES = "database.sqlite3", "database.dump"


class BackupFailed(Exception):
    """A backup cannot be made, or is none that can be restored; the message says why, and what helps."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: its file with its SHA-256, and how many rows each table has."""

    made_at: str
    vendor: str
    file: str
    sha256: str
    revision: int
    migration: str
    rows: dict[str, int]


def backup(folder: Path) -> Path:
    """Make a backup in a new folder below ``folder``, while others go on writing; return it.

    It has its name only once it is whole and on the disk.
    """
    name = f"newsroom-{timezone.now():%Y%m%d-%H%M%S}"
    partial, whole = folder / f".{name}.partial", folder / name
    if whole.exists():
        raise BackupFailed(f"{whole} is there already")
    try:
        partial.mkdir(parents=True)
        file = _dump(partial)
        manifest = _manifest(file)
        (partial / MANIFEST).write_text(json.dumps(asdict(manifest), indent=2) + "\n")
        for path in (file, partial / MANIFEST, partial):
            _to_disk(path)
        partial.rename(whole)
    except OSError as error:
        raise BackupFailed(f"{error.filename or folder}: {error.strerror}") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return whole


def verify(folder: Path) -> Manifest:
    """Return what a backup holds if it is whole; raise ``BackupFailed`` if it is not."""
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text()))
        file = folder / Path(manifest.file).name
        digest = _digest(file)
    except (OSError, ValueError, TypeError) as error:
        raise BackupFailed(f"{folder} is no backup: {error}") from error
    if digest != manifest.sha256:
        raise BackupFailed(f"{file} is not what was backed up: its SHA-256 is another")
    if manifest.vendor == "sqlite":
        with closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as opened:
            if (said := opened.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
                raise BackupFailed(f"{file} is damaged: {said}")
    return manifest


def restore(folder: Path) -> Manifest:
    """Put the backup in the place of the database, which is kept beside it; return what it holds.

    Raises ``BackupFailed``, and changes nothing, if it is not whole, is of another kind of database, or if a worker
    is running. What was being worked on at the time of the backup waits again.
    """
    manifest = verify(folder)
    if manifest.vendor != connection.vendor:
        raise BackupFailed(f"it is a backup of {manifest.vendor}, and the database here is {connection.vendor}")
    if owners.living():
        raise BackupFailed("a worker is running: stop `serve` first")
    file = folder / Path(manifest.file).name
    connection.close()
    if manifest.vendor == "sqlite":
        _put_file(file)
    else:
        _run(["pg_restore", "--clean", "--if-exists", "--no-owner", "--exit-on-error", "--dbname", _name(), str(file)])
    Job.objects.running().update(
        state=Job.State.QUEUED, run_after=timezone.now(), lease_owner="", lease_token="", lease_until=None
    )
    return manifest


def _dump(folder: Path) -> Path:
    if connection.vendor == "sqlite":
        file = folder / _SQLITE
        database_file.copy_to(file)
    else:
        file = folder / _POSTGRES
        _run(["pg_dump", "--format=custom", "--no-owner", "--file", str(file), "--dbname", _name()])
    return file


def _manifest(file: Path) -> Manifest:
    """Count the rows of the backup itself where it can be opened: those of the database may be others by now."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as opened:
            rows = {table: _count(opened, table) for table in _tables()}
            found = opened.execute("SELECT revision FROM articles_archivestate").fetchone()
            revision = found[0] if found else 0
    else:
        with transaction.atomic():
            rows = {model._meta.db_table: model._default_manager.count() for model in _models()}
            revision = ArchiveState.objects.values_list("revision", flat=True).first() or 0
    return Manifest(
        made_at=timezone.now().isoformat(timespec="seconds"),
        vendor=connection.vendor,
        file=file.name,
        sha256=_digest(file),
        revision=revision,
        migration=_last_migration(),
        rows=rows,
    )


def _count(opened: sqlite3.Connection, table: str) -> int:
    return int(opened.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])  # noqa: S608  # our own models' names


def _models() -> list[Any]:
    return list(apps.get_app_config("articles").get_models())


def _tables() -> list[str]:
    return [model._meta.db_table for model in _models()]


def _last_migration() -> str:
    applied = MigrationRecorder(connection).migration_qs.filter(app="articles").order_by("-name")
    return applied.values_list("name", flat=True).first() or ""


def _put_file(file: Path) -> None:
    """Copy the file beside the database, then change their places in one step."""
    database = Path(settings.DATABASES["default"]["NAME"])
    fresh = database.with_name(f".{database.name}.restored")
    shutil.copyfile(file, fresh)
    _to_disk(fresh)
    if database.exists():
        _close_log(database)
        database.replace(database.with_name(f"{database.name}.before-{timezone.now():%Y%m%d-%H%M%S}"))
    for suffix in ("-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    fresh.replace(database)


def _close_log(database: Path) -> None:
    """Take what stands in the log of writes into the database that is kept."""
    with closing(sqlite3.connect(database)) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _name() -> str:
    return str(settings.DATABASES["default"]["NAME"])


def _run(command: list[str]) -> None:
    """Run a tool of PostgreSQL with the settings' connection, given by its environment and so seen by nobody."""
    given = settings.DATABASES["default"]
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    environment = os.environ | {name: str(given[key]) for name, key in names.items() if given.get(key)}
    try:
        subprocess.run(command, env=environment, check=True, capture_output=True, text=True)  # noqa: S603
    except FileNotFoundError as error:
        raise BackupFailed(f"{command[0]} is not installed: it comes with PostgreSQL's client tools") from error
    except subprocess.CalledProcessError as error:
        raise BackupFailed(f"{command[0]} failed: {error.stderr.strip()}") from error


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
