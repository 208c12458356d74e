"""The newest statements that fit, by their keys, without going through all that fit.

Of what is asked for, that which fewest statements have leads: these are looked at and put in order. Where
even those are many, an index has them in order of their days, and only the newest are looked at; where none
has, all statements are, from the newest day on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, or_, select, true

from onrecord.ledger import search
from onrecord.ledger.tables import matter, party, reading, statement
from onrecord.ledger.which import Condition, Which, counts, matters, of_side, plain
from onrecord.ledger.which import meant as ids_of

Order: TypeAlias = Sequence[ColumnElement[Any]]

# So many are put in order; where more fit, the newest are picked.
FEW = 4000
# An index is asked for so many names at a time.
SEVERAL = 8

_s = statement.c


@dataclass(frozen=True, slots=True)
class _Way:
    """Something that is asked for: ``leads`` finds all that have it by an index, ``tests`` tells of a
    statement whether it has it. ``rows`` are as many as have it; ``streams`` find them in order of days,
    the newest first, each on its own."""

    leads: Condition
    tests: Condition
    rows: Select[Any]
    streams: Sequence[Callable[[], Select[Any]]] = ()


class Place(NamedTuple):
    """Where a statement stands in order, and its keys."""

    day: str | None
    report: str
    number: int
    reading: str
    id: str

    @property
    def order(self) -> tuple[str, str, int]:
        """By this, the oldest come first."""
        return self.day or "", self.report, self.number


def statements(connection: Connection, at: str | None, which: Which) -> list[Place]:
    """The newest statements that fit, the newest first, as many as are asked for."""
    most = which["limit"]
    base = [counts(_s.reading, at), *plain(which)]
    found: dict[Place, None] = {}
    for ways in _alternatives(connection, which):
        found |= dict.fromkeys(_found(connection, base, ways, most))
    return sorted(found, key=lambda place: place.order, reverse=True)[:most]


def few(connection: Connection, at: str | None, which: Which) -> set[str] | None:
    """The ids of the statements that fit, whatever their order; None where they may be many."""
    found: set[str] = set()
    for ways in _alternatives(connection, which):
        lead = _lead(connection, ways)
        if lead is None or _size(connection, lead.rows) > FEW:
            return None
        found.update(_ids(connection, at, which, lead.leads, [way.tests for way in ways if way is not lead]))
    return found


def among(connection: Connection, at: str | None, which: Which, ids: Sequence[str]) -> set[str]:
    """Those of some statements, by id, that fit."""
    found: set[str] = set()
    for ways in _alternatives(connection, which):
        found.update(_ids(connection, at, which, _s.id.in_(ids), [way.tests for way in ways]))
    return found


def one_of(connection: Connection, which: Which, id: ColumnElement[str]) -> Condition:
    """The condition on the id of a statement, in a query of another table, that it fits as it was read."""
    fits = [
        and_(true(), *plain(which), *(way.tests for way in ways)) for ways in _alternatives(connection, which)
    ]
    return select(_s.id).where(_s.id == id, or_(*fits)).correlate_except(statement).exists()


def _alternatives(connection: Connection, which: Which) -> Iterator[list[_Way]]:
    """What is asked for: of whoever speaks, and again of whoever speaks with another."""
    rest = list(_ways(connection, which))
    if name := which.get("actor"):
        meant = _some(connection, ids_of(connection, name))
        yield [_spoken(meant), *rest]
        if connection.scalar(select(exists(_together(meant).rows))):
            yield [_together(meant), *rest]
    else:
        yield rest


def _ids(
    connection: Connection, at: str | None, which: Which, leads: Condition, tests: Sequence[Condition]
) -> Sequence[str]:
    query = select(_s.id).where(leads, *tests, counts(_s.reading, at), *plain(which))
    return connection.scalars(query).all()


def _found(connection: Connection, base: Sequence[Condition], ways: Sequence[_Way], most: int) -> list[Place]:
    """The newest that fit in all these ways."""
    lead = _lead(connection, ways)
    tests = [way.tests for way in ways if way is not lead]
    if lead is None or not lead.streams or _size(connection, lead.rows) <= FEW:
        leads = [lead.leads] if lead is not None else []
        queries = [_keys().where(*leads).order_by(*_NEWEST)]
    else:
        queries = [stream() for stream in lead.streams]
    found: list[Place] = []
    for query in queries:
        found += (Place(*row) for row in connection.execute(query.where(*base, *tests).limit(most)))
    return found


def _lead(connection: Connection, ways: Sequence[_Way]) -> _Way | None:
    """The way that fewest have; None where they are so many that the newest days lead there sooner."""
    if not ways:
        return None
    sizes = [_size(connection, way.rows) for way in ways]
    best = min(sizes)
    first = next((way for way, size in zip(ways, sizes, strict=True) if size == best and way.streams), None)
    if best <= FEW:
        return ways[sizes.index(best)]
    return first


def _size(connection: Connection, rows: Select[Any]) -> int:
    """How many rows there are, as far as it matters."""
    return connection.scalar(select(func.count()).select_from(rows.limit(FEW + 1).subquery())) or 0


def _keys() -> Select[Any]:
    return select(_s.earliest, _s.report, _s.number, _s.reading, _s.id).select_from(statement)


_NEWEST: Order = (_s.earliest.desc().nulls_last(), _s.report.desc(), _s.number.desc())


# ---- what is asked for ------------------------------------------------------------------------------------

# func.trim takes nothing from an id: it tells SQLite that there is no way to begin.


def _ways(connection: Connection, which: Which) -> Iterator[_Way]:
    if (ids := which.get("ids")) is not None:
        yield _is(_s.id, list(ids))
    if (reports := which.get("reports")) is not None:
        yield _in(select(reading.c.id).where(reading.c.report.in_(list(reports))))
    if about := which.get("matter"):
        yield _about(_some(connection, matters(about)))
    if words := which.get("words"):
        yield _worded(words, connection.dialect.name)
    if side := which.get("side"):
        yield _is(_s.speaker, of_side(side))
    if through := which.get("through"):
        yield _through(_some(connection, ids_of(connection, through)))
    if outlet := which.get("outlet"):
        yield _in(select(reading.c.id).where(func.lower(reading.c.outlet) == outlet.lower()))
    if act := which.get("act"):
        yield _done(act)


def _some(connection: Connection, ids: Any) -> Any:
    """Ids, as a list where they are few."""
    if isinstance(ids, list):
        return ids
    few = list(connection.scalars(ids.limit(SEVERAL + 1)))
    return few if len(few) <= SEVERAL else ids


def _is(column: ColumnElement[str], ids: Any) -> _Way:
    return _Way(column.in_(ids), func.trim(column).in_(ids), select(column).where(column.in_(ids)))


def _spoken(meant: Any) -> _Way:
    def of(id: str) -> Callable[[], Select[Any]]:
        return lambda: _keys().where(_s.speaker == id).order_by(_s.earliest.desc().nulls_last())

    streams = [of(id) for id in meant] if isinstance(meant, list) else []
    way = _is(_s.speaker, meant)
    return _Way(way.leads, way.tests, way.rows, streams)


def _together(meant: Any) -> _Way:
    """Said together with another, who is named first."""
    return _part(meant, "with")


def _through(meant: Any) -> _Way:
    return _part(meant, "channel")


def _part(meant: Any, role: str) -> _Way:
    has = party.c.actor.in_(meant), party.c.role == role
    ids = select(party.c.statement).where(*has)
    below = party.c.reading == _s.reading, party.c.statement == _s.id
    test = select(party.c.actor).where(*below, party.c.role == role, func.trim(party.c.actor).in_(meant))
    return _Way(_s.id.in_(ids), test.correlate(statement).exists(), ids)


def _in(readings: Select[Any]) -> _Way:
    return _Way(_s.reading.in_(readings), func.trim(_s.reading).in_(readings), readings)


def _about(keys: Any) -> _Way:
    m = matter.c

    def of(key: str) -> Callable[[], Select[Any]]:
        joined = matter.join(statement, (_s.reading == m.reading) & (_s.id == m.statement))
        rows = select(_s.earliest, _s.report, _s.number, _s.reading, _s.id).select_from(joined)
        return lambda: rows.where(m.key == key).order_by(m.day.desc().nulls_last())

    ids = select(m.statement).where(m.key.in_(keys))
    below = m.reading == _s.reading, m.statement == _s.id, func.trim(m.key).in_(keys)
    test = select(m.key).where(*below).correlate(statement).exists()
    return _Way(_s.id.in_(ids), test, ids, [of(key) for key in keys] if isinstance(keys, list) else [])


def _worded(words: str, dialect: str) -> _Way:
    ids = search.found(words, dialect)
    test = ids.where(ids.selected_columns[0] == _s.id).correlate(statement).exists()
    stream = search.newest(words, dialect)
    streams: list[Callable[[], Select[Any]]] = []
    if stream is not None:
        rows = stream.with_only_columns(_s.earliest, _s.report, _s.number, _s.reading, _s.id)
        streams.append(lambda: rows)
    return _Way(_s.id.in_(ids), test, ids, streams)


def _done(act: str) -> _Way:
    of = _keys().where(_s.act == act).order_by(_s.earliest.desc().nulls_last())
    return _Way(_s.act == act, func.trim(_s.act) == act, select(_s.act).where(_s.act == act), [lambda: of])
