"""Many rows of one table written in one statement, at a quarter of what the ORM costs an import.

Only for tables without anything that the ORM would do on the way: each column is named, and none is left to a default.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model

_AS_THEY_ARE = {int, str, float, bool, type(None)}


def insert(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows, whose values stand in the order of ``columns``; the database numbers them in their order."""
    names = ", ".join(map(_quoted, columns))
    places = ", ".join("%s" for _ in columns)
    # Of the statement only names of our own tables vary.
    sql = f"INSERT INTO {_quoted(model._meta.db_table)} ({names}) VALUES ({places})"  # noqa: S608
    _do(sql, model, columns, rows)


def update(model: type[Model], columns: Sequence[str], rows: Mapping[int, Sequence[Any]]) -> None:
    """Set ``columns`` of the rows with these numbers."""
    changes = ", ".join(f"{_quoted(column)} = %s" for column in columns)
    number = model._meta.pk.column
    # Of the statement only names of our own tables vary.
    sql = f"UPDATE {_quoted(model._meta.db_table)} SET {changes} WHERE {_quoted(number)} = %s"  # noqa: S608
    _do(sql, model, [*columns, number], ([*values, pk] for pk, values in rows.items()))


def _do(sql: str, model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    fields = {field.column: field for field in model._meta.concrete_fields}
    ordered = [fields[column] for column in columns]
    prepared = [
        [
            value if type(value) in _AS_THEY_ARE else field.get_db_prep_save(value, connection)
            for field, value in zip(ordered, row, strict=True)
        ]
        for row in rows
    ]
    if prepared:
        with connection.cursor() as cursor:
            cursor.executemany(sql, prepared)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
