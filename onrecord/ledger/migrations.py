"""The schema's versions: the steps that lead to the newest, in order, each taken once.

A new ledger goes through all of them, an old one through those that it lacks, in one transaction. Step 1
makes the tables as tables.py has them *today*; so a later step looks first whether its work is there already
("add the column if it is missing"). A step is never changed once it was released.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Column, Connection, Integer, MetaData, Table, Text, func, insert, inspect, select

from onrecord.ledger import search
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


STEPS: tuple[Callable[[Connection], None], ...] = (tables, full_text, shown)


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
