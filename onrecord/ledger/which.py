"""Which entries of a ledger are asked for, as conditions on its tables.

A query looks at current readings only (`current`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeAlias, TypedDict

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, exists, func, or_, select, tuple_

from onrecord.ledger import search
from onrecord.ledger.tables import (
    actor,
    actor_word,
    event,
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
    superseded,
)
from onrecord.resolve.names import key as name_key

Condition: TypeAlias = ColumnElement[bool]


class Which(TypedDict, total=False):
    """Which entries: those that fit all that is said. What a kind of entry does not have is a TypeError.

    ``ids`` and ``reports`` are whole ids. ``actor`` is an id or a name: who speaks, alone or with others, or
    takes part; ``side`` a country for which it does; ``through`` who relays. ``matter`` and ``words`` are as
    a person writes them: all words count, "quoted" ones one after another; events and papers are about the
    matters of their reports. ``since`` and ``until`` are days (ISO 8601), both within: of saying, of
    happening, of papers and reports those of publication. ``outlet`` is the publisher's name. ``newest``
    turns the order round, ``limit`` ends it.
    """

    ids: Iterable[str]
    reports: Iterable[str]
    actor: str
    side: str
    through: str
    matter: str
    act: str
    kind: str
    type: str
    status: str
    name: str
    since: str
    until: str
    outlet: str
    words: str
    newest: bool
    limit: int


# So many ids go into one question.
BATCH = 400


def batches(ids: Iterable[str]) -> Iterator[list[str]]:
    """The ids, each once, so many at a time as go into one question."""
    left = iter(dict.fromkeys(ids))
    while some := list(islice(left, BATCH)):
        yield some


def current(at: str | None) -> Condition:
    """The condition on a row of `reading` that it counts: the newest of its report, of what was seen and read
    by then."""
    if at is None:
        return reading.c.id.not_in(select(superseded.c.reading))
    newer, found = reading.alias("newer"), sighting.alias("found")
    later = tuple_(newer.c.read, newer.c.id) > tuple_(reading.c.read, reading.c.id)
    beaten = exists().where(newer.c.report == reading.c.report, later).correlate(reading)
    seen = exists().where(found.c.report == reading.c.report, found.c.seen <= at).correlate(reading)
    return and_(reading.c.read <= at, ~beaten.where(newer.c.read <= at), seen)


def counts(column: ColumnElement[str], at: str | None) -> Condition:
    """The condition on the id of a reading that it counts, where its row is not looked at."""
    if at is None:
        return column.not_in(select(superseded.c.reading))
    return select(reading.c.id).where(reading.c.id == column, current(at)).correlate_except(reading).exists()


# ---- which ----------------------------------------------------------------------------------------------


def meant(connection: Connection, name: str) -> Any:
    """The ids of the actors that an id or a name means: the one of this id, or all with these words."""
    if connection.scalar(select(actor.c.id).where(actor.c.id == name)):
        return [name]
    return named(name)


def named(name: str) -> Select[tuple[str]]:
    """Select the ids of the actors that have all these words in their names."""
    wanted = sorted(set(name_key(name).split()))
    return (
        select(actor_word.c.actor)
        .where(actor_word.c.word.in_(wanted))
        .group_by(actor_word.c.actor)
        .having(func.count() == max(len(wanted), 1))
    )


def matters(words: str) -> Select[tuple[str]]:
    """Select the keys of the matters that have all these words."""
    wanted = sorted(set(search.words(words)))
    return (
        select(matter_word.c.key)
        .where(matter_word.c.word.in_(wanted))
        .group_by(matter_word.c.key)
        .having(func.count() == max(len(wanted), 1))
    )


def of_side(side: str) -> Select[tuple[str]]:
    return select(actor.c.id).where(or_(actor.c.id == side, actor.c.country == side))


def _has(parent: Table, child: Table, *wanted: Condition) -> Condition:
    """That a row has such a row below it."""
    keys = select(child.c.reading, child.c[parent.name]).where(*wanted)
    return tuple_(parent.c.reading, parent.c.id).in_(keys)


_ALWAYS = frozenset({"ids", "outlet", "since", "until", "newest", "limit"})
_BELOW = _ALWAYS | {"reports", "actor", "side", "matter"}
_KNOWN = {
    report: _ALWAYS,
    statement: _BELOW | {"through", "act", "kind", "words"},
    event: _BELOW | {"type", "status"},
    paper: _BELOW | {"name", "status"},
}


def checked(table: Table, which: Which) -> None:
    if unknown := sorted(which.keys() - _KNOWN[table]):
        raise TypeError(f"{table.name}s are not asked for by {', '.join(unknown)}")


def _common(table: Table, which: Which) -> Iterator[Condition]:
    if (ids := which.get("ids")) is not None:
        yield table.c.id.in_(list(ids))
    if (reports := which.get("reports")) is not None:
        yield reading.c.report.in_(list(reports))
    if outlet := which.get("outlet"):
        yield func.lower(reading.c.outlet) == outlet.lower()
    for name in ("act", "kind", "type", "status"):
        if (value := which.get(name)) is not None and name in table.c:
            yield table.c[name] == value
    if "earliest" not in table.c:
        yield from published(which)
    else:
        if since := which.get("since"):
            yield table.c.latest >= since
        if until := which.get("until"):
            yield table.c.earliest <= until


def plain(which: Which) -> Iterator[Condition]:
    """What of a statement is told by its own row, and by which nothing is looked up."""
    if kind := which.get("kind"):
        yield statement.c.kind == kind
    if since := which.get("since"):
        yield statement.c.latest >= since
    if until := which.get("until"):
        yield statement.c.earliest <= until


def published(which: Which) -> Iterator[Condition]:
    if since := which.get("since"):
        yield reading.c.published >= since
    if until := which.get("until"):
        yield func.substr(reading.c.published, 1, len(until)) <= until


def _about(table: Table, which: Which) -> Iterator[Condition]:
    """That the report has a statement on the matter."""
    if about := which.get("matter"):
        yield table.c.reading.in_(select(matter.c.reading).where(matter.c.key.in_(matters(about))))


def of_statements(connection: Connection, which: Which) -> Iterator[Condition]:
    yield from _common(statement, which)
    if name := which.get("actor"):
        who = meant(connection, name)
        together = _has(statement, party, party.c.actor.in_(who), party.c.role == "with")
        yield or_(statement.c.speaker.in_(who), together)
    if side := which.get("side"):
        yield statement.c.speaker.in_(of_side(side))
    if through := which.get("through"):
        relays = party.c.actor.in_(meant(connection, through))
        yield _has(statement, party, relays, party.c.role == "channel")
    if about := which.get("matter"):
        yield _has(statement, matter, matter.c.key.in_(matters(about)))
    if words := which.get("words"):
        yield statement.c.id.in_(search.found(words, connection.dialect.name))


def of_events(connection: Connection, which: Which) -> Iterator[Condition]:
    yield from _common(event, which)
    yield from _about(event, which)
    if name := which.get("actor"):
        yield _has(event, participant, participant.c.actor.in_(meant(connection, name)))
    if side := which.get("side"):
        yield _has(event, participant, participant.c.actor.in_(of_side(side)))


def of_papers(connection: Connection, which: Which) -> Iterator[Condition]:
    yield from _common(paper, which)
    yield from _about(paper, which)
    if name := which.get("name"):
        yield paper.c.key == search.key(name)
    if who := which.get("actor"):
        yield _has(paper, paper_party, paper_party.c.actor.in_(meant(connection, who)))
    if side := which.get("side"):
        yield _has(paper, paper_party, paper_party.c.actor.in_(of_side(side)))
    if status := which.get("status"):
        yield _has(paper, stage, stage.c.value == status)
