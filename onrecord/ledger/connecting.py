"""The way to a ledger's database: SQLite or PostgreSQL, its settings, and its errors in one line."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from onrecord.ledger.errors import LedgerError, LedgerFull

_DECODER = json.JSONDecoder()
# Seconds that one writer waits for another.
PATIENCE = 60.0
_POSTGRESQL = ("postgresql://", "postgres://", "postgresql+psycopg://")
_NO_SPACE = frozenset({"SQLITE_FULL", "SQLITE_IOERR_WRITE", "53100"})
_TOLD = {
    "SQLITE_NOTADB": "is no ledger: name another file",
    "SQLITE_CORRUPT": "is damaged: take the last copy of it, and add the sources again",
    "SQLITE_CANTOPEN": "cannot be opened: see that its folder is there and may be written",
    "SQLITE_READONLY": "may not be written: see who owns the file and its folder",
    "SQLITE_BUSY": f"is being written by another for more than {PATIENCE:.0f} seconds: try again",
    "28P01": "refuses the password: see the address",
    "3D000": "is not there: make the database with createdb first",
    "42501": "may not be written by this user: ask for the right to create tables",
}


def engine(where: str) -> Engine:
    """The engine of a ledger at a path or an address. Raises LedgerError where the address is none."""
    if not where.startswith(_POSTGRESQL):
        return _sqlite(where)
    try:
        url = make_url(where).set(drivername="postgresql+psycopg")
        return create_engine(url, pool_pre_ping=True)
    except (ArgumentError, ValueError):
        raise LedgerError(f"{where} is no address, expected postgresql://user@host/database") from None
    except ModuleNotFoundError:
        raise LedgerError(
            f"{shown(where)} needs the driver of PostgreSQL: pip install 'onrecord[postgresql]'"
        ) from None


def shown(where: str) -> str:
    """The place of a ledger as messages show it, without a password."""
    if not where.startswith(_POSTGRESQL):
        return where
    try:
        return make_url(where).render_as_string(hide_password=True)
    except (ArgumentError, ValueError):
        return where


def path(where: str | os.PathLike[str]) -> Path | None:
    """The file of a ledger, None for one that is no file."""
    place = os.fspath(where)
    return None if place.startswith(_POSTGRESQL) else Path(place).expanduser()


def _sqlite(where: str) -> Engine:
    url = URL.create("sqlite", database=str(Path(where).expanduser()))
    made = create_engine(url, connect_args={"timeout": PATIENCE}, json_deserializer=_json)
    event.listen(made, "connect", _settings)
    event.listen(made, "begin", _begin)
    return made


def _json(text: str) -> Any:
    """A value of JSON that this package wrote: without the checks of json.loads, in half of its time."""
    return _DECODER.raw_decode(text)[0]


def _settings(connection: sqlite3.Connection, _: Any) -> None:
    # Else the driver begins a transaction when it likes to, and not before it reads.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    # What was committed is whole after a kill; after a power cut too, but for the last moments.
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA cache_size = -65536")
    connection.execute("PRAGMA temp_store = MEMORY")
    # Pages: what is written again and again goes over to the file once (a third of the time of adding).
    connection.execute("PRAGMA wal_autocheckpoint = 8000")


def write_ahead(connection: Connection) -> None:
    """Let readers and a writer of a SQLite file go on side by side, from now on and for everybody.

    ``connection`` has no transaction under way. SQLite does not wait for another who does the same: again.
    """
    end = time.monotonic() + PATIENCE
    while True:
        try:
            if connection.exec_driver_sql("PRAGMA journal_mode").scalar() != "wal":
                connection.exec_driver_sql("PRAGMA journal_mode = WAL")
            return
        except OperationalError as error:
            name = getattr(error.orig, "sqlite_errorname", "")
            if name != "SQLITE_BUSY" or time.monotonic() > end:
                raise
            time.sleep(0.02)


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes then would fail where another wrote meanwhile.
    begin = connection.get_execution_options().get("begin", "BEGIN")
    if begin:
        connection.exec_driver_sql(begin)


@contextmanager
def told(where: str) -> Iterator[None]:
    """Turn what the database complains of into a LedgerError of one line."""
    try:
        yield
    except DBAPIError as error:
        raise _error(where, error) from error


def _error(where: str, error: DBAPIError) -> LedgerError:
    cause = error.orig
    name = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None) or ""
    if name in _NO_SPACE:
        return LedgerFull(
            f"{where}: the disk is full; all that was added before is kept: make space and run this again"
        )
    known = next((words for code, words in _TOLD.items() if name.startswith(code)), None)
    if known:
        return LedgerError(f"{where} {known}")
    return LedgerError(f"{where} cannot be used: {' '.join(str(cause).split())}")
