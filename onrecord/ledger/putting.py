"""Rows into tables: each once, and of two that differ only in their clocks the earlier."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Connection, Table, case, func, literal_column, or_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect

from onrecord.ledger import search
from onrecord.ledger.tables import metadata

# A row that is there already stays, but that of its clocks the earliest, and of what an actor is called the
# last in order of code points: what a ledger holds then does not depend on the order in which it came.
_EARLIEST = {"report": "first_seen", "sighting": "seen", "failure": "seen", "reading": "read"}
_NOTHING: ColumnElement[str] = literal_column("''")
_NEVER: ColumnElement[str] = literal_column("'~'")
_LAST = {"actor": ("name", "type", "country")}


Row: TypeAlias = Mapping[str, Any]


def put(connection: Connection, rows: Mapping[str, Sequence[Row]]) -> None:
    """Put rows, by the name of their table and parents first, where they are not there yet. Each has all
    columns of its table."""
    for name, some in rows.items():
        if some:
            words, made = _prepared(metadata.tables[name], connection.dialect)
            connection.exec_driver_sql(words, [made(row) for row in some])
    search.keep(connection, rows.get("statement", ()))


@lru_cache(maxsize=512)
def _prepared(table: Table, dialect: Dialect) -> tuple[str, Callable[[Row], Any]]:
    """The insertion of rows into a table as the driver takes it: its words, and what makes a row ready.

    To have SQLAlchemy make both anew for each of the seventeen tables took a third of the time of adding.
    """
    words = str(_into(table, dialect.name).compile(dialect=dialect))
    ready = {c.name: c.type.dialect_impl(dialect).bind_processor(dialect) for c in table.columns}
    if dialect.positional:
        return words, lambda row: tuple(f(row[name]) if f else row[name] for name, f in ready.items())
    return words, lambda row: {name: f(row[name]) if f else row[name] for name, f in ready.items()}


def _into(table: Table, dialect: str) -> Any:
    into: Any = (sqlite if dialect == "sqlite" else postgresql).insert(table)
    there, new = table.c, into.excluded
    key = list(table.primary_key.columns)
    if clock := _EARLIEST.get(table.name):
        return into.on_conflict_do_update(
            index_elements=key, set_={clock: new[clock]}, where=new[clock] < there[clock]
        )
    if names := _LAST.get(table.name):
        later = {name: _later(new[name], there[name]) for name in names}
        return into.on_conflict_do_update(
            index_elements=key,
            set_={name: case((is_later, new[name]), else_=there[name]) for name, is_later in later.items()},
            where=or_(*later.values()),
        )
    if table.name == "judgment":
        withdrawn = ("withdrawn_by", "withdrawn_at")
        return into.on_conflict_do_update(
            index_elements=key,
            set_={name: new[name] for name in withdrawn},
            where=new.withdrawn_at < func.coalesce(there.withdrawn_at, _NEVER),
        )
    return into.on_conflict_do_nothing()


def _later(new: ColumnElement[Any], there: ColumnElement[Any]) -> ColumnElement[bool]:
    return func.coalesce(new, _NOTHING) > func.coalesce(there, _NOTHING)
