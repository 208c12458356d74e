"""Two ledgers made apart, put together: ids are hashes, so nothing is renamed and nothing is there twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Column, Connection, Table, select

from onrecord.ledger.entries import Merged
from onrecord.ledger.putting import put
from onrecord.ledger.tables import (
    actor,
    actor_word,
    appearance,
    condition,
    credit,
    event,
    failure,
    judgment,
    matter,
    matter_word,
    paper,
    paper_party,
    participant,
    party,
    reading,
    report,
    sighting,
    stage,
    statement,
)

BATCH = 100
# What belongs to a reading, parents first.
_BELOW = (
    appearance, credit, statement, party, condition, matter, event, participant, paper, paper_party, stage,
)  # fmt: skip
_APART = (failure, judgment)

Rows = dict[str, list[dict[str, Any]]]


def merge(begin: Callable[[], AbstractContextManager[Connection]], theirs: Connection) -> Merged:
    """Take over what another ledger has; some reports at a time, each with all that belongs to it.

    ``begin`` opens a transaction on this ledger.
    """
    counts = Counter[str]()
    for reports in _batches(theirs, report):
        with begin() as ours:
            counts += _take(ours, theirs, reports)
    for table in _APART:
        for keys in _batches(theirs, table):
            with begin() as ours:
                counts[table.name] += len(_lacking(ours, table, keys))
                put(ours, {table.name: _rows(theirs, table, table.c.id, keys)})
    return Merged(dict(counts))


def _take(ours: Connection, theirs: Connection, reports: Sequence[str]) -> Counter[str]:
    """Take over some reports; return how many rows were lacking, by table."""
    found = select(reading.c.id).where(reading.c.report.in_(reports))
    lacking = _lacking(ours, reading, theirs.scalars(found).all())
    seen = _rows(theirs, sighting, sighting.c.report, reports)
    new = {
        "report": len(_lacking(ours, report, reports)),
        "sighting": len(_lacking(ours, sighting, [row["id"] for row in seen])),
        "reading": len(lacking),
    }
    put(ours, {
        "report": _rows(theirs, report, report.c.id, reports), "sighting": seen,
        "reading": _rows(theirs, reading, reading.c.report, reports),
    })  # fmt: skip
    below = _of_readings(theirs, lacking)
    put(ours, below)
    return Counter(new | {table.name: len(below[table.name]) for table in _BELOW})


def _of_readings(theirs: Connection, readings: Sequence[str]) -> Rows:
    """All that belongs to some readings, and whom and what it names."""
    below = {table.name: _rows(theirs, table, table.c.reading, readings) for table in _BELOW}
    who = sorted({row["actor"] for row in below["appearance"]})
    keys = sorted({row["key"] for row in below["matter"]})
    return {
        "actor": _rows(theirs, actor, actor.c.id, who),
        "actor_word": _rows(theirs, actor_word, actor_word.c.actor, who),
        "matter_word": _rows(theirs, matter_word, matter_word.c.key, keys),
        **below,
    }


def _batches(theirs: Connection, table: Table) -> Iterator[Sequence[str]]:
    """The ids of a table, some at a time in their order."""
    last = ""
    while found := theirs.scalars(
        select(table.c.id).where(table.c.id > last).order_by(table.c.id).limit(BATCH)
    ).all():
        yield found
        last = found[-1]


def _lacking(ours: Connection, table: Table, keys: Sequence[str]) -> list[str]:
    there = set(ours.scalars(select(table.c.id).where(table.c.id.in_(keys))))
    return [key for key in keys if key not in there]


def _rows(theirs: Connection, table: Table, column: Column[Any], keys: Sequence[str]) -> list[dict[str, Any]]:
    """The rows of a table with one of the keys, in the order of their own (so that two writers wait for each
    other in one order)."""
    if not keys:
        return []
    query = select(table).where(column.in_(keys)).order_by(*table.primary_key.columns)
    return [dict(row) for row in theirs.execute(query).mappings()]
