"""SQLite's own commands, for which Django has no words: all the SQL that is written here, none of it composed."""

from collections.abc import Iterator
from pathlib import Path

from django.db import connection


def copy_to(file: Path) -> None:
    """Write the database as it is at this moment to a new file; others go on writing."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(file)])


def damages() -> Iterator[str]:
    """Say what is wrong with the file itself."""
    with connection.cursor() as cursor:
        found = cursor.execute("PRAGMA quick_check").fetchall()
    yield from (said for (said,) in found if said != "ok")


def loose_references() -> Iterator[tuple[int, str, str]]:
    """Yield the rows that refer to rows that are not there: their number, their table, and the other's."""
    with connection.cursor() as cursor:
        found = cursor.execute("PRAGMA foreign_key_check").fetchall()
    yield from ((row or 0, table, other) for table, row, other, _ in found)
