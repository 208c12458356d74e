"""How a report goes in: what is there of it already, and what is put beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from onrecord.ledger.entries import Added, Outcome
from onrecord.ledger.putting import put
from onrecord.ledger.rows import Rows, clock, reading, rows, sighting
from onrecord.ledger.tables import reading as reading_table
from onrecord.ledger.tables import sighting as sighting_table
from onrecord.records import Report


@dataclass(frozen=True, slots=True)
class Ready:
    """A report as rows, ready to be put in."""

    report: Report
    found: dict[str, Any]
    new: dict[str, Any]
    below: Rows

    @classmethod
    def of(
        cls, report: Report, *, source: str, seen: datetime | None, read: datetime | None, version: str
    ) -> Ready:
        """Raises OnrecordError where the report does not hold together."""
        found = sighting(report.id, source=source, seen=clock(seen), url=report.url, outlet=report.outlet)
        new = reading(report, version=version, read=clock(read))
        return cls(report, found, new, rows(report, new["id"]))


def add(connection: Connection, one: Ready, version: str) -> Added:
    """Put a report in, as far as it is not there."""
    there, new = readings(connection, one.report.id), one.new
    last = before(connection, one.found)
    elsewhere = put_sighting(connection, one.found, one.report.text)
    reread = not there or (
        new["id"] not in {known.id for known in there}
        and not as_good(there, new, version, elsewhere=elsewhere)
    )
    if reread:
        put(connection, {"reading": [new], **one.below})
    statements = len(one.report.statements) if reread else 0
    return Added(one.report.id, _outcome(there, last, elsewhere, reread), statements, last)


_r, _s = reading_table.c, sighting_table.c
_READINGS = select(_r.id, _r.version, _r.published, _r.outlet).where(_r.report == bindparam("report"))
_LAST_AT = (
    select(_s.report)
    .where(_s.page == bindparam("page"), _s.report != bindparam("report"))
    .order_by(_s.seen.desc(), _s.id)
    .limit(1)
)
SIGHTED = select(_s.id).where(_s.id == bindparam("id"))


def readings(connection: Connection, id: str) -> list[Row[Any]]:
    """The readings of a report: their id, version, date and outlet."""
    return list(connection.execute(_READINGS, {"report": id}))


def as_good(there: Sequence[Row[Any]], new: dict[str, Any], version: str, *, elsewhere: bool) -> bool:
    """Whether a report need not be read again: a newer version has read it, or this one with as much known.

    A copy found elsewhere tells no more where it has a later date: the first to publish counts.
    """
    if any(_number(one.version) > _number(version) for one in there):
        return True
    return elsewhere and any(
        one.version == version
        and (one.published or "~") <= (new["published"] or "~")
        and (one.outlet is not None or new["outlet"] is None)
        for one in there
    )


def _number(version: str) -> tuple[int, ...]:
    """A version to compare: the numbers that it begins with.

    >>> _number("0.10.2.dev1") > _number("0.9")
    True
    """
    parts = version.split(".")
    return tuple(
        int(part) for part in parts[: next((i for i, p in enumerate(parts) if not p.isdigit()), None)]
    )


def before(connection: Connection, found: dict[str, Any]) -> str | None:
    """The report that was last seen at this address, of another text."""
    if found["page"] is None:
        return None
    return connection.scalar(_LAST_AT, {"page": found["page"], "report": found["report"]})


def put_sighting(connection: Connection, found: dict[str, Any], text: str) -> bool:
    """Keep a text and where it was found; return whether it was not known to be there."""
    known = connection.scalar(SIGHTED, {"id": found["id"]})
    put(connection, {
        "report": [{"id": found["report"], "first_seen": found["seen"], "text": text}], "sighting": [found],
    })  # fmt: skip
    return not known


def _outcome(there: Sequence[Row[Any]], before: str | None, elsewhere: bool, reread: bool) -> Outcome:
    if not there:
        return "version" if before else "new"
    if reread:
        return "reread"
    return "again" if elsewhere else "known"
