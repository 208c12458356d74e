"""The ledger: reports go in, the record comes out.

>>> ledger = Ledger.open("ledger.sqlite")                           # doctest: +SKIP
>>> ledger.add(onrecord.read("report.txt"), source="report.txt")    # doctest: +SKIP
>>> for statement in ledger.statements(actor="Lavrov"):             # doctest: +SKIP
...     print(statement.said, statement.content)
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from itertools import islice
from types import TracebackType
from typing import Any, TypeVar, Unpack

from sqlalchemy import Connection, Engine, Table, select

from onrecord.errors import OnrecordError, Skipped, Unreadable
from onrecord.ledger import adding, correcting, ids, merging, migrations, people, recall, versions
from onrecord.ledger.adding import Ready
from onrecord.ledger.connecting import engine, path, shown, told, write_ahead
from onrecord.ledger.entries import (
    ActorEntry,
    Added,
    Alteration,
    EventEntry,
    FailureEntry,
    Merged,
    PaperEntry,
    ReportEntry,
    StatementEntry,
    Summary,
    VersionEntry,
)
from onrecord.ledger.errors import LedgerError, NotOnRecord
from onrecord.ledger.putting import put
from onrecord.ledger.recall import Which
from onrecord.ledger.remembering import Remembered
from onrecord.ledger.rows import clock, failure, sighting
from onrecord.ledger.tables import event, paper, report, statement
from onrecord.ledger.tables import failure as failure_table
from onrecord.ledger.tables import reading as reading_table
from onrecord.records import Document, Report

Entry = TypeVar("Entry")


@cache
def this_version() -> str:
    """The version of onrecord that reads, "0" for a checkout that is not installed."""
    try:
        return installed("onrecord")
    except PackageNotFoundError:
        return "0"


class Ledger:
    """A record of reports, in one SQLite file or a PostgreSQL database.

    ``at`` is None, or the instant as of which the ledger is shown; it cannot be written then.
    """

    def __init__(self, engine: Engine, where: str, *, at: str | None = None, version: str = "") -> None:
        self.engine, self.where, self.at = engine, where, at
        self._writing = engine.execution_options(begin="BEGIN IMMEDIATE")
        self.version = version or this_version()

    @classmethod
    def open(
        cls, where: str | os.PathLike[str], *, create: bool = True, version: str | None = None
    ) -> Ledger:
        """Open the ledger at a path or a postgresql:// address, made where there is none and brought up to
        date where it is of an older version.

        ``version`` is what reads the reports that will be added, this onrecord where it is not given. Raises
        LedgerError in one line where it cannot be opened.
        """
        place = os.fspath(where)
        file = path(place)
        if file is not None and file.is_dir():
            raise LedgerError(
                f"{place} is a folder, expected a file: name one in it, as {place}/ledger.sqlite"
            )
        if file is not None and not create and not file.exists():
            raise LedgerError(f"{place} is not there: `onrecord add` makes a ledger, or name another file")
        made = cls(engine(place), shown(place), version=version or "")
        try:
            made._bring_up_to_date(create=create)
        except BaseException:
            made.close()
            raise
        return made

    def _bring_up_to_date(self, *, create: bool) -> None:
        with self.connect() as connection:
            reached = migrations.version(connection, self.where)
        if reached == 0 and not create:
            raise LedgerError(f"{self.where} holds no ledger yet: `onrecord add` makes one")
        if self.engine.dialect.name == "sqlite":
            with told(self.where), self.engine.execution_options(begin="").connect() as connection:
                write_ahead(connection)
        if reached < len(migrations.STEPS):
            with self.begin() as connection:
                migrations.migrate(connection, self.where, self.version)

    def close(self) -> None:
        """Let go of the database; what was added is there whether or not this is called."""
        self.engine.dispose()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Ledger {self.where}{f' as of {self.at}' if self.at else ''}>"

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """A connection to read with; all that is read with it is of one moment on SQLite."""
        with told(self.where), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """A connection to write with, in one transaction: kept as a whole, or on an error not at all."""
        if self.at is not None:
            raise LedgerError(f"{self.where} is shown as of {self.at}: to write, open it without a date")
        with told(self.where), self._writing.begin() as connection:
            yield connection

    def as_of(self, instant: datetime | date) -> Ledger:
        """This ledger as it was: with what was seen, read and judged by then; a date is its last moment."""
        return Ledger(self.engine, self.where, at=clock(instant), version=self.version)

    # ---- putting in -----------------------------------------------------------------------------------

    def add(
        self, report: Report, *, source: str, seen: datetime | None = None, read: datetime | None = None
    ) -> Added:
        """Keep a report, in one transaction; what is there already is not added again.

        ``source`` is the file or feed it came from; ``seen`` and ``read`` are when it was found and read,
        now where not given. Raises OnrecordError where the report does not hold together.
        """
        ready = Ready.of(report, source=source, seen=seen, read=read, version=self.version)
        with self.begin() as connection:
            return adding.add(connection, ready, self.version)

    def sight(self, document: Document, *, source: str, seen: datetime | None = None) -> Added | None:
        """Keep that a text was found, if it need not be read: None where it must be, and then be added.

        This is what makes a second run quick: a text that this version has read is not read again.
        """
        id = ids.report(document.text)
        found = sighting(id, source=source, seen=clock(seen), url=document.url, outlet=document.outlet)
        with self.connect() as connection:
            there = adding.readings(connection, id)
            known = {"published": document.published, "outlet": document.outlet}
            if not there or not adding.as_good(there, known, self.version, elsewhere=True):
                return None
            if connection.scalar(adding.SIGHTED, {"id": found["id"]}):
                return Added(id, "known")
        with self.begin() as connection:
            before = adding.before(connection, found)
            adding.put_sighting(connection, found, document.text)
        return Added(id, "again", before=before)

    def fail(self, source: str, reason: str, *, seen: datetime | None = None) -> None:
        """Keep that a source gave no report, and why."""
        with self.begin() as connection:
            put(connection, {"failure": [failure(source, reason, clock(seen))]})

    def add_each(
        self,
        results: Iterable[Report | Unreadable],
        *,
        source: str | None = None,
        seen: datetime | None = None,
        together: int = 1,
    ) -> Iterator[Added | OnrecordError]:
        """Add reports one after another, each kept before the next is taken; yield what came of each.

        ``source`` is the report's own name where it is not given. A report that cannot be read or kept
        comes as its error, is kept as a failure, and the next follows; a ledger that cannot be written
        raises LedgerError. So many are kept ``together`` in one transaction, which is quicker for reports
        that need not be read first; they come when all of them are kept.
        """
        left = iter(results)
        while some := list(islice(left, together)):
            ready = [self._ready(one, source, seen) for one in some]
            with self.begin() as connection:
                found = [self._taken(connection, one, seen) for one in ready]
            yield from found

    def _ready(
        self, one: Report | Unreadable, source: str | None, seen: datetime | None
    ) -> Ready | tuple[str, OnrecordError]:
        """A report ready to be put in, or the source that has none and why."""
        if isinstance(one, Unreadable):
            return source or "", one
        name = source or one.name or one.url or ""
        try:
            return Ready.of(one, source=name, seen=seen, read=None, version=self.version)
        except OnrecordError as error:
            return name, error

    def _taken(
        self,
        connection: Connection,
        one: Ready | tuple[str, OnrecordError],
        seen: datetime | None,
    ) -> Added | OnrecordError:
        if isinstance(one, Ready):
            return adding.add(connection, one, self.version)
        source, error = one
        if not isinstance(error, Skipped):
            put(connection, {"failure": [failure(source, str(error), clock(seen))]})
        return error

    def add_all(
        self,
        results: Iterable[Report | Unreadable],
        *,
        source: str | None = None,
        seen: datetime | None = None,
        together: int = 1,
    ) -> Summary:
        """Add reports as `add_each` does, and count what came of them."""
        counts = Counter[str]()
        for one in self.add_each(results, source=source, seen=seen, together=together):
            if isinstance(one, Added):
                counts[one.outcome] += 1
                counts["statements"] += one.statements
            else:
                counts["skipped" if isinstance(one, Skipped) else "failed"] += 1
        return Summary(**counts)

    def merge(self, other: Ledger) -> Merged:
        """Take over all that another ledger has and this one lacks, judgments too."""
        with other.connect() as theirs:
            return merging.merge(self.begin, theirs)

    def remembered(self, kind: str) -> Remembered:
        """What a program remembers between two runs: a text for each key of a kind, as of each feed."""
        return Remembered(kind, self.connect, self.begin)

    # ---- reading back ---------------------------------------------------------------------------------

    def report(self, id: str) -> ReportEntry:
        """The report of an id, or of the beginning of one. Raises NotOnRecord."""
        return self._one(report, id, self.reports)

    def reports(self, **which: Unpack[Which]) -> Iterator[ReportEntry]:
        """The reports that fit, in order of publication."""
        with self.connect() as connection:
            yield from recall.reports(connection, self.at, which)

    def statement(self, id: str) -> StatementEntry:
        """The statement of an id, or of the beginning of one. Raises NotOnRecord."""
        return self._one(statement, id, self.statements)

    def statements(self, **which: Unpack[Which]) -> Iterator[StatementEntry]:
        """The statements that fit, in order of the day on which they were said, or else published."""
        with self.connect() as connection:
            yield from correcting.statements(connection, self.at, which)

    def event(self, id: str) -> EventEntry:
        """The event of an id, or of the beginning of one. Raises NotOnRecord."""
        return self._one(event, id, self.events)

    def events(self, **which: Unpack[Which]) -> Iterator[EventEntry]:
        """The events that fit, in order of their days; those without one come first."""
        with self.connect() as connection:
            yield from correcting.events(connection, self.at, which)

    def paper(self, id: str) -> PaperEntry:
        """The paper of an id, or of the beginning of one. Raises NotOnRecord."""
        return self._one(paper, id, self.papers)

    def papers(self, **which: Unpack[Which]) -> Iterator[PaperEntry]:
        """The papers that fit, in order of their reports' publication."""
        with self.connect() as connection:
            yield from correcting.papers(connection, self.at, which)

    def actors(self, name: str, *, limit: int = 20) -> list[ActorEntry]:
        """The actors of an id, or with these words in their names, those in most reports first."""
        with self.connect() as connection:
            return people.actors(connection, self.at, name, limit=limit)

    def record(self, id: str) -> dict[str, Any]:
        """The whole JSON of a report's current reading, as `onrecord read --explain` gives it."""
        found = self.report(id)
        with self.connect() as connection:
            query = select(reading_table.c.record).where(reading_table.c.id == found.about.reading)
            record: dict[str, Any] = connection.execute(query).scalar_one()
        return record | {"report": record["report"] | {"text": found.text}}

    def versions(self, page: str) -> list[VersionEntry]:
        """The texts that were at an address, or where this report was, in the order of being seen first."""
        with self.connect() as connection:
            return versions.versions(connection, self.at, page)

    def altered(self, page: str | None = None) -> Iterator[Alteration]:
        """The quotations that are altered, gone or new from one version of a page to the next; those of all
        pages where none is named."""
        with self.connect() as connection:
            yield from versions.altered(connection, self.at, page)

    def failures(self) -> list[FailureEntry]:
        """The sources that gave no report, the last first."""
        query = select(failure_table.c.source, failure_table.c.reason, failure_table.c.seen)
        if self.at is not None:
            query = query.where(failure_table.c.seen <= self.at)
        with self.connect() as connection:
            return [
                FailureEntry(*row) for row in connection.execute(query.order_by(failure_table.c.seen.desc()))
            ]

    def _one(self, table: Table, id: str, entries: Callable[..., Iterator[Entry]]) -> Entry:
        with self.connect() as connection:
            whole = _whole(connection, self.at, table, id)
        return next(entries(ids=[whole]))


def _whole(connection: Connection, at: str | None, table: Table, beginning: str) -> str:
    """The one id that begins so, of what is on record at the instant. Raises NotOnRecord."""
    of_report = table.c.id if table is report else table.c.report
    query = (
        select(table.c.id)
        .distinct()
        .join_from(table, reading_table, of_report == reading_table.c.report)
        .where(table.c.id >= beginning, table.c.id < beginning + "g", recall.current(at))
    )
    if table is not report:
        query = query.where(table.c.reading == reading_table.c.id)
    found = connection.scalars(query.limit(2)).all() if beginning else []
    if len(found) != 1:
        many = "more than one begins" if found else "none on record begins"
        raise NotOnRecord(f"no {table.name} {beginning!r}: {many} so; give a longer or another id")
    return str(found[0])
