"""Rows into tables: each once, and of two that differ only in their clocks the earlier."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    tuple_,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect

from onrecord.ledger import search, texts
from onrecord.ledger.tables import changed_page, metadata, reading, sighting, superseded

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
    texts.keep(connection, rows.get("report", ()))
    supersede(connection, [row["report"] for row in rows.get("reading", ())])
    compare_pages(connection, [row["page"] for row in rows.get("sighting", ()) if row["page"] is not None])


_r, _s = reading.c, sighting.c
_AGAIN = (
    select(_r.report)
    .where(_r.report.in_(bindparam("some", expanding=True)))
    .group_by(_r.report)
    .having(func.count() > 1)
)
_CHANGED = (
    select(_s.page)
    .where(_s.page.in_(bindparam("some", expanding=True)))
    .group_by(_s.page)
    .having(func.min(_s.report) != func.max(_s.report))
)


def supersede(connection: Connection, reports: Sequence[str]) -> None:
    """Tell of some reports which readings do not count: all but the newest."""
    again = connection.scalars(_AGAIN, {"some": reports}).all() if reports else ()
    if again:
        newer = reading.alias("newer")
        later = tuple_(newer.c.read, newer.c.id) > tuple_(_r.read, _r.id)
        older = exists().where(newer.c.report == _r.report, later).correlate(reading)
        of = select(_r.id).where(_r.report.in_(again))
        connection.execute(superseded.delete().where(superseded.c.reading.in_(of)))
        connection.execute(superseded.insert().from_select(["reading"], of.where(older)))


def compare_pages(connection: Connection, pages: Sequence[str]) -> None:
    """Tell which of some pages had several texts."""
    changed = connection.scalars(_CHANGED, {"some": pages}).all() if pages else ()
    if changed:
        last = select(_s.page, func.max(_s.seen)).where(_s.page.in_(changed)).group_by(_s.page)
        into: Any = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(changed_page)
        into = into.from_select(["page", "seen"], last)
        newest = {"seen": into.excluded.seen}
        connection.execute(into.on_conflict_do_update(index_elements=[changed_page.c.page], set_=newest))


def look_up_all(connection: Connection) -> None:
    """Tell of all reports which readings do not count, and of all pages which had several texts."""
    for reports in _some(connection.scalars(select(_r.report).distinct()).all()):
        supersede(connection, reports)
    for pages in _some(connection.scalars(select(_s.page).where(_s.page.is_not(None)).distinct()).all()):
        compare_pages(connection, pages)


def _some(many: Sequence[str]) -> Iterator[Sequence[str]]:
    return (many[n : n + 500] for n in range(0, len(many), 500))


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


def add_up(connection: Connection, table: Table, column: str, rows: Sequence[Row]) -> None:
    """Add the numbers in a column of some rows to those that are there."""
    if rows:
        into: Any = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)
        more = {column: table.c[column] + into.excluded[column]}
        key = list(table.primary_key.columns)
        connection.execute(into.on_conflict_do_update(index_elements=key, set_=more), list(rows))
