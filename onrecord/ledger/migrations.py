"""The schema's versions: the steps that lead to the newest, in order, each taken once.

A new ledger goes through all of them, an old one through those that it lacks, in one transaction. Step 1
makes the tables as tables.py has them *today*; so a later step looks first whether its work is there already
("add the column if it is missing"). A step is never changed once it was released.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    Table,
    Text,
    delete,
    func,
    insert,
    inspect,
    select,
    update,
)

from onrecord.ledger import putting, search, texts
from onrecord.ledger import tables as now
from onrecord.ledger.errors import LedgerError
from onrecord.ledger.tables import metadata
from onrecord.ledger.views import create_views

_own = MetaData()
steps = Table(
    "ledger", _own,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("made", Text, nullable=False), Column("by", Text, nullable=False),
)  # fmt: skip


def tables(connection: Connection) -> None:
    """1: the tables of tables.py."""
    metadata.create_all(connection)


def full_text(connection: Connection) -> None:
    """2: the index of statements by their words."""
    search.make(connection)


def shown(connection: Connection) -> None:
    """3: the views for whoever opens the file by itself."""
    create_views(connection)


def looked_up(connection: Connection) -> None:
    """4: what joining found is kept, and what is asked for often is looked up, not gone through; all
    reports are joined once more."""
    metadata.create_all(connection)
    _add_column(connection, now.rendering.c.marks)
    if _add_column(connection, now.matter.c.day):
        s, m = now.statement.c, now.matter.c
        day = select(s.earliest).where(s.reading == m.reading, s.id == m.statement).scalar_subquery()
        connection.execute(update(now.matter).values(day=day))
    for table in (now.appearance, now.paper):
        if _add_column(connection, table.c.published):
            r = now.reading.c
            day = select(r.published).where(r.id == table.c.reading).scalar_subquery()
            connection.execute(update(table).values(published=day))
    for table in (now.credit, now.matter, now.paper, now.reading, now.statement):
        _index(connection, table)
    putting.look_up_all(connection)
    search.make_anew(connection)
    texts.make(connection)
    connection.execute(delete(now.joined))
    create_views(connection)


def _add_column(connection: Connection, column: Column[Any]) -> bool:
    """Add a column to its table, and return whether it was missing."""
    if any(one["name"] == column.name for one in inspect(connection).get_columns(column.table.name)):
        return False
    kind = column.type.compile(connection.dialect)
    connection.exec_driver_sql(f"ALTER TABLE {column.table.name} ADD COLUMN {column.name} {kind}")
    return True


def _index(connection: Connection, table: Table) -> None:
    """Make the indexes of a table anew."""
    for index in table.indexes:
        connection.exec_driver_sql(f"DROP INDEX IF EXISTS {index.name}")
        index.create(connection)


STEPS: tuple[Callable[[Connection], None], ...] = (tables, full_text, shown, looked_up)


def version(connection: Connection, where: str) -> int:
    """The version of the schema of a ledger, 0 where there is nothing yet.

    Raises LedgerError for a database with something else in it, and for a ledger of a newer version.
    """
    there = inspect(connection).get_table_names()
    if steps.name not in there:
        if there:
            raise LedgerError(
                f"{where} is a database of another kind (with {', '.join(sorted(there)[:3])}), expected a "
                "ledger or nothing: name another place"
            )
        return 0
    reached = connection.scalar(select(func.max(steps.c.version))) or 0
    if reached > len(STEPS):
        raise LedgerError(
            f"{where} is of version {reached}, this onrecord knows ledgers up to version {len(STEPS)}: "
            "install a newer onrecord"
        )
    return reached


def migrate(connection: Connection, where: str, by: str) -> int:
    """Take the steps that are missing, within the transaction under way; return how many were."""
    if connection.dialect.name == "postgresql":
        # Two who open a new ledger at once would both make it; SQLite's write lock keeps them apart.
        connection.execute(select(func.pg_advisory_xact_lock(0x0EC0)))
    reached = version(connection, where)
    _own.create_all(connection)
    for number, step in enumerate(STEPS[reached:], reached + 1):
        step(connection)
        made = datetime.now(UTC).isoformat(timespec="seconds")
        connection.execute(insert(steps).values(version=number, made=made, by=by))
    return len(STEPS) - reached
