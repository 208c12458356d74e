"""Which statements fit a search: their keys alone, the newest first, so many as can be counted at once.

A ledger has more statements than anybody reads. Each thing that is asked for is a way to find statements by
an index; that which finds fewest leads, the others are tested. Where one alone finds very many the days
lead: the newest come first anyway.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Connection, Select, exists, func, or_, select, union

from onrecord.ledger import search
from onrecord.ledger.recall import Which, current, named
from onrecord.ledger.tables import (
    actor,
    credit,
    matter,
    matter_word,
    origin,
    party,
    reading,
    rendering,
    statement,
)
from onrecord.resolve.names import slug

Condition: TypeAlias = ColumnElement[bool]

# So many of the newest are looked at, and counted: with more, an answer took over a tenth of a second
# (450,000 statements).
SAMPLE = 500
# What finds so many leads alone; what finds more is asked of each statement from the newest day on, which
# takes as long (12,000 of 450,000). Beyond, nothing is counted.
LEADS, COUNTED = 12_000, 20_000
# So many of those found may be of readings that no longer count.
REREAD = 100
# "In March" is a month long: so long before a day can begin what lasts until it.
LASTS = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Sought:
    """What is asked for; None is anything. ``speaker`` and ``agency`` are ids or names, ``outlet`` the
    publisher's name, ``since`` and ``until`` days."""

    words: str | None = None
    speaker: str | None = None
    outlet: str | None = None
    agency: str | None = None
    act: str | None = None
    matter: str | None = None
    kind: str | None = None
    since: str | None = None
    until: str | None = None

    @property
    def told(self) -> dict[str, str]:
        """All that is asked for, by name."""
        values = ((one.name, getattr(self, one.name)) for one in fields(self))
        return {name: value for name, value in values if value}

    @property
    def which(self) -> Which:
        """As far as entries are asked for so; ``agency`` is left out."""
        names = {"speaker": "actor"}
        return {names.get(n, n): value for n, value in self.told.items() if n != "agency"}  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Found:
    """A statement that fits, by its keys. ``utterance`` is its own id where nothing was joined."""

    id: str
    reading: str
    report: str
    speaker: str | None
    act: str
    kind: str
    day: str | None
    outlet: str | None
    utterance: str


def found(connection: Connection, at: str | None, sought: Sought, most: int = SAMPLE) -> list[Found]:
    """The newest statements that fit, at most so many, as they were read."""
    ways = list(_ways(connection, sought))
    some = {row.id: row for row in _rows(connection, at, sought, ways, most)}
    if sought.speaker:
        together = [_together(_meant(connection, sought.speaker)), *ways[1:]]
        some |= {row.id: row for row in _rows(connection, at, sought, together, most)}
    ordered = sorted(some.values(), key=lambda row: (row[6] or "", row[2], row[-1]), reverse=True)
    return [Found(*row[:-1]) for row in ordered[:most]]


def _rows(
    connection: Connection, at: str | None, sought: Sought, ways: Sequence[_Way], most: int
) -> list[Any]:
    """What is known of the newest statements that fit."""
    s, lead = statement.c, _lead(connection, ways)
    wanted = [way.leads if way is lead else way.test for way in ways]
    hit = (
        select(s.id, s.reading, s.report, s.speaker, s.act, s.kind, s.earliest, s.number)
        .where(*wanted, *_plain(sought))
        .order_by(s.earliest.desc().nulls_last(), s.report.desc(), s.number.desc())
        .limit(most + REREAD)
    ).subquery("hit")
    h = hit.c
    query = (
        select(h.id, h.reading, h.report, h.speaker, h.act, h.kind, h.earliest, reading.c.outlet,
               func.coalesce(rendering.c.utterance, h.id), h.number)
        .join_from(hit, reading, reading.c.id == h.reading)
        .outerjoin(rendering, rendering.c.statement == h.id)
        .where(current(at))
        .order_by(h.earliest.desc().nulls_last(), h.report.desc(), h.number.desc())
        .limit(most)
    )  # fmt: skip
    return list(connection.execute(query))


def _plain(sought: Sought) -> Iterator[Condition]:
    """What a statement's own row tells, and nothing is found by."""
    s = statement.c
    if sought.kind:
        yield s.kind == sought.kind
    if since := sought.since:
        begins = date.fromisoformat(since) - LASTS
        yield s.earliest >= begins.isoformat()
        yield s.latest >= since
    if sought.until:
        yield s.earliest <= sought.until


# ---- which way to look ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Way:
    """A thing that is asked for: a condition by which an index finds all that have it, and one that tests
    what another way led to. ``rows`` are as many as it finds; ``ordered`` is whether the index has
    the newest first."""

    leads: Condition
    test: Condition
    rows: Select[Any]
    ordered: bool = False


def _lead(connection: Connection, ways: Sequence[_Way]) -> _Way | None:
    """The way that finds fewest; none where one alone finds so many that the newest days are better."""
    sizes = [_size(connection, way.rows) for way in ways]
    if not sizes:
        return None
    best = ways[sizes.index(min(sizes))]
    return best if len(ways) > 1 or best.ordered or min(sizes) <= LEADS else None


def _size(connection: Connection, rows: Select[Any]) -> int:
    """How many rows there are, as far as it matters."""
    return connection.scalar(select(func.count()).select_from(rows.limit(COUNTED).subquery())) or 0


def _ways(connection: Connection, sought: Sought) -> Iterator[_Way]:
    """A way for each thing that is asked for, the speaker first."""
    if sought.speaker:
        yield _spoken(_meant(connection, sought.speaker))
    if sought.words:
        yield _worded(sought.words, connection.dialect.name)
    if sought.agency:
        yield _through(sought.agency)
    if sought.matter:
        yield _on(keys(sought.matter))
    if sought.outlet:
        yield _in(sought.outlet)
    if sought.act:
        yield _done(sought.act)


# func.trim takes nothing from an id or an act: it tells SQLite that this is no way to begin.


def _spoken(meant: Any) -> _Way:
    s = statement.c
    rows = select(s.speaker).where(s.speaker.in_(meant))
    return _Way(s.speaker.in_(meant), func.trim(s.speaker).in_(meant), rows, isinstance(meant, list))


def _together(meant: Any) -> _Way:
    """Said together with another, who is named first."""
    ids = select(party.c.statement).where(party.c.actor.in_(meant), party.c.role == "with")
    return _Way(statement.c.id.in_(ids), func.trim(statement.c.id).in_(ids), ids)


def _worded(words: str, dialect: str) -> _Way:
    ids = search.found(words, dialect)
    this = ids.where(ids.selected_columns[0] == statement.c.id).correlate(statement)
    return _Way(statement.c.id.in_(ids), this.exists(), ids)


def _through(name: str) -> _Way:
    """Came through an agency: in the chain, by the origin, or in its copy. In the reports where it is not
    known as an agency it goes by its name alone."""
    s = statement.c
    meant = select(actor.c.id).where(or_(actor.c.id == name, actor.c.id.in_(named(name.replace("-", " ")))))
    relayed = select(party.c.statement).where(party.c.actor.in_(meant), party.c.role == "channel")
    from_it = or_(origin.c.key.in_(meant), origin.c.key == slug(name))
    supplied = select(credit.c.reading).where(credit.c.actor.in_(meant))
    ids = union(
        relayed, select(origin.c.statement).where(from_it), select(s.id).where(s.reading.in_(supplied))
    )
    test = or_(
        exists().where(party.c.reading == s.reading, party.c.statement == s.id, party.c.role == "channel",
                       party.c.actor.in_(meant)),
        exists().where(origin.c.statement == s.id, from_it),
        s.reading.in_(supplied),
    )  # fmt: skip
    return _Way(s.id.in_(ids), test, select(ids.subquery()))


def _on(wanted: Select[tuple[str]]) -> _Way:
    c, s = matter.c, statement.c
    test = exists().where(c.reading == s.reading, c.statement == s.id, c.key.in_(wanted))
    ids = select(c.statement).where(c.key.in_(wanted))
    return _Way(s.id.in_(ids), test, select(c.key).where(c.key.in_(wanted)))


def _in(outlet: str) -> _Way:
    s = statement.c
    readings = select(reading.c.id).where(func.lower(reading.c.outlet) == outlet.lower())
    inside = s.reading.in_(readings)
    return _Way(inside, func.trim(s.reading).in_(readings), readings)


def _done(act: str) -> _Way:
    s = statement.c
    return _Way(s.act == act, func.trim(s.act) == act, select(s.act).where(s.act == act))


def _meant(connection: Connection, name: str) -> Any:
    """The ids of the actors that an id or a name means."""
    if connection.scalar(select(actor.c.id).where(actor.c.id == name)):
        return [name]
    return named(name)


def keys(words: str) -> Select[tuple[str]]:
    """Select the keys of the matters that have all these words."""
    wanted = sorted(set(search.words(words)))
    return (
        select(matter_word.c.key)
        .where(matter_word.c.word.in_(wanted))
        .group_by(matter_word.c.key)
        .having(func.count() == max(len(wanted), 1))
    )


# ---- what belongs to those that were found ---------------------------------------------------------------


def matters(connection: Connection, some: Sequence[Found]) -> list[tuple[str, str]]:
    """The matters of statements: the id of the statement and the name."""
    return _below(connection, some, select(matter.c.statement, matter.c.name), matter)


def relays(connection: Connection, some: Sequence[Found]) -> list[tuple[str, str]]:
    """Who relays statements: the id of the statement and of the actor."""
    query = select(party.c.statement, party.c.actor).where(party.c.role == "channel")
    return _below(connection, some, query, party)


def _below(
    connection: Connection, some: Sequence[Found], query: Select[Any], table: Any
) -> list[tuple[str, str]]:
    """Rows that belong to statements."""
    pairs: list[tuple[str, str]] = []
    for n in range(0, len(some), _BATCH):
        batch = some[n : n + _BATCH]
        readings, ids = {one.reading for one in batch}, {one.id for one in batch}
        inside = query.where(table.c.reading.in_(readings), func.trim(table.c.statement).in_(ids))
        pairs += [(row[0], row[1]) for row in connection.execute(inside)]
    return pairs


def origins(connection: Connection, some: Sequence[Found]) -> dict[str, set[str]]:
    """The known origins of each utterance: nothing of those that were not joined."""
    known: dict[str, set[str]] = {}
    utterances = list(dict.fromkeys(one.utterance for one in some))
    for n in range(0, len(utterances), _BATCH):
        query = (
            select(rendering.c.utterance, origin.c.key)
            .join_from(rendering, origin, origin.c.statement == rendering.c.statement)
            .where(rendering.c.utterance.in_(utterances[n : n + _BATCH]), origin.c.key.is_not(None))
            .distinct()
        )
        for utterance, key in connection.execute(query):
            known.setdefault(utterance, set()).add(key)
    return known


def names(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """The names of actors by their ids."""
    query = select(actor.c.id, actor.c.name).where(actor.c.id.in_(ids))
    return {row.id: row.name for row in connection.execute(query)}


_BATCH = 400


# ---- what the words themselves name ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Named:
    """An actor or a matter that has the words in its name, and how many statements it has."""

    id: str
    name: str
    statements: int


def people(connection: Connection, words: str, most: int) -> list[Named]:
    """Those who have all these words in a name, and speak: those with most statements first."""
    said = select(func.count()).where(statement.c.speaker == actor.c.id).scalar_subquery()
    query = (
        select(actor.c.id, actor.c.name, said.label("said"))
        .where(actor.c.id.in_(named(words)), ~actor.c.id.contains("@"))
        .order_by(said.desc(), actor.c.id)
        .limit(most)
    )
    return [Named(*row) for row in connection.execute(query) if row.said]


def about(connection: Connection, words: str, most: int) -> list[Named]:
    """The matters that have all these words in their name, those of most statements first."""
    c = matter.c
    query = (
        select(c.key, func.max(c.name), func.count())
        .where(c.key.in_(keys(words)))
        .group_by(c.key)
        .order_by(func.count().desc(), c.key)
        .limit(most)
    )
    return [Named(*row) for row in connection.execute(query)]


def like(connection: Connection, runs: Sequence[str], most: int) -> Iterator[str]:
    """The ids of statements that have each of some runs of words, at most so many of each."""
    for run in runs:
        held = search.found(f'"{run}"', connection.dialect.name)
        yield from (row.statement for row in connection.execute(held.limit(most)))
