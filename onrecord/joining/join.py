"""Joining over a ledger: works out copies, utterances and origins, and keeps them.

What is worked out is thrown away and made anew wherever something was added, so nothing of it is ever
patched. Only reports and statements within a few days of what is new are looked at, and whatever was one with
them before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Select, and_, delete, insert, or_, select

from onrecord.joining.copies import DAYS as PRINTED
from onrecord.joining.copies import Copy, copies
from onrecord.joining.kept import DECIDED, KeptReport, KeptStatement, Verdicts
from onrecord.joining.made import HEADINGS, kept_report, kept_statement, named, outlets
from onrecord.joining.origins import Origin, origins
from onrecord.joining.same import DAYS as REPORTED
from onrecord.joining.same import Rendering, renderings
from onrecord.ledger import Ledger, judging, recall, tables
from onrecord.ledger.correcting import Overlay
from onrecord.ledger.entries import StatementEntry
from onrecord.ledger.recall import Which
from onrecord.records import Segment, Span


@dataclass(frozen=True, slots=True)
class Joined:
    """What a run looked at, and what came of it."""

    reports: int = 0
    statements: int = 0
    dispatches: int = 0
    copies: int = 0
    lifted: int = 0
    utterances: int = 0
    origins: int = 0

    def __str__(self) -> str:
        """In words."""
        if not self.statements and not self.reports:
            return "nothing to join"
        copied = f"{self.copies:,} are copies of {self.dispatches:,} dispatches"
        copied += f", {self.lifted:,} took passages over"
        said = (
            f"{self.statements:,} statements are {self.utterances:,} utterances of {self.origins:,} origins"
        )
        return f"{self.reports:,} reports: {copied}; {said}"


def join(ledger: Ledger, *, anew: bool = False, about: Iterable[str] = ()) -> Joined:
    """Join what was added or judged since the last time, all of it where ``anew``.

    ``about`` are ids of statements or reports to look at once more, as after a correction.
    """
    with ledger.connect() as connection:
        reach = None if anew else _reach(connection, [*about])
        if reach is not None and not reach.any:
            return Joined()
        found = _Found.of(connection, reach)
        same, different = judging.pairs(connection)
    verdicts = Verdicts.of(same, different)
    copied = copies(found.reports, verdicts)
    rendered = renderings(found.statements, copied, verdicts)
    come = origins(found.statements, found.reports, copied, rendered)
    _keep(ledger, found, copied, rendered, come)
    return Joined(
        len(found.reports), len(found.statements),
        len({c.dispatch for c in copied if c.kind == "copy"}),
        sum(c.kind == "copy" and c.report != c.dispatch for c in copied),
        len({c.report for c in copied if c.kind == "lifted"}),
        len({r.utterance for r in rendered}), len({o.key for o in come if o.key}),
    )  # fmt: skip


# ---- what is looked at ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reach:
    """The days of publication and of saying that are joined anew, and single reports and statements
    beside."""

    published: tuple[tuple[str, str], ...]
    said: tuple[tuple[str, str], ...]
    reports: frozenset[str]
    statements: frozenset[str]

    @property
    def any(self) -> bool:
        return bool(self.published or self.said or self.reports or self.statements)


def _reach(connection: Connection, about: Sequence[str]) -> Reach:
    """What is near to what is new, or was judged or named."""
    s, r = tables.statement.c, tables.reading.c
    new = select(s.id, s.report, s.earliest, r.published).join_from(
        tables.statement, tables.reading, s.reading == r.id
    )
    fresh = new.outerjoin(tables.rendering, tables.rendering.c.statement == s.id).where(
        recall.current(None), tables.rendering.c.statement.is_(None)
    )
    rows = list(connection.execute(fresh))
    touched = [*about, *_judged(connection)]
    for some in recall.batches(touched):
        rows += connection.execute(new.where(recall.current(None), or_(s.id.in_(some), s.report.in_(some))))
    days = {row.published[:10] for row in rows if row.published}
    said = {row.earliest for row in rows if row.earliest}
    statements, reports = {row.id for row in rows}, {row.report for row in rows}
    return Reach(
        _windows(days, PRINTED), _windows(said, REPORTED),
        frozenset(_together(connection, tables.copy, "report", "dispatch", reports)),
        frozenset(_together(connection, tables.rendering, "statement", "utterance", statements)),
    )  # fmt: skip


def _judged(connection: Connection) -> Iterator[str]:
    """Statements and reports whose joins are not what people decided, or no longer."""
    same, different = judging.pairs(connection)
    ids = {id for pair in (*same, *different) for id in pair}
    of: dict[str, str] = {}
    for table, id, group in _JOINS:
        for some in recall.batches(sorted(ids)):
            query = select(table.c[id], table.c[group]).where(table.c[id].in_(some))
            of.update((row[0], row[1]) for row in connection.execute(query))
    for pair in same:
        if of.get(pair[0], pair[0]) != of.get(pair[1], pair[1]):
            yield from pair
    for pair in different:
        if of.get(pair[0], pair[0]) == of.get(pair[1], pair[1]):
            yield from pair
    decided = {id for pair in same for id in pair}
    for table, id, _ in _JOINS:
        query = select(table.c[id]).where(table.c.reason.like(f"{DECIDED}%"))
        yield from (one for one in connection.scalars(query) if one not in decided)


_JOINS = ((tables.rendering, "statement", "utterance"), (tables.copy, "report", "dispatch"))


def _windows(days: Iterable[str], reach: int) -> tuple[tuple[str, str], ...]:
    """The days around some days, as intervals that do not touch."""
    found: list[tuple[date, date]] = []
    for day in sorted(filter(None, map(_date, days))):
        first, last = day - timedelta(days=reach), day + timedelta(days=reach)
        if found and first <= found[-1][1] + timedelta(days=1):
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return tuple((first.isoformat(), last.isoformat()) for first, last in found)


def _date(day: str) -> date | None:
    try:
        return date.fromisoformat(day)
    except ValueError:
        return None


def _together(connection: Connection, table: Any, id: str, group: str, ids: Iterable[str]) -> Iterator[str]:
    """Some ids, and those that were one with them."""
    for some in recall.batches(sorted(ids)):
        yield from some
        mine = select(table.c[group]).where(table.c[id].in_(some))
        yield from connection.scalars(select(table.c[id]).where(table.c[group].in_(mine)))


# ---- fetched once ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Found:
    reports: Sequence[KeptReport]
    statements: Sequence[KeptStatement]

    @classmethod
    def of(cls, connection: Connection, reach: Reach | None) -> _Found:
        """The reports and statements within reach, all of them where there is none, as people corrected
        them."""
        entries = list(_statements(connection, reach))
        pages = dict(_pages(connection, reach, {entry.report for entry in entries}))
        relays = outlets(entries)
        reports = [
            kept_report(entry, pages[entry.id].segments, relays.get(entry.id, ()))
            for some in recall.batches(pages)
            for entry in recall.reports(connection, None, {"ids": some})
        ]
        return cls(reports, [pages[entry.report].kept(entry) for entry in entries])


@dataclass(frozen=True, slots=True)
class _Page:
    """What the record of a reading has beside the tables: the segments, and the statements that are of public
    words, by number."""

    segments: tuple[Segment, ...]
    public: frozenset[int]

    def kept(self, entry: StatementEntry) -> KeptStatement:
        headings = [s.span for s in self.segments if s.kind in HEADINGS]
        public = entry.number in self.public and entry.speaker is not None and named(entry.speaker)
        return kept_statement(
            entry, headings, f"document:{entry.speaker.id}" if public and entry.speaker else None
        )


def _statements(connection: Connection, reach: Reach | None) -> Iterator[StatementEntry]:
    """The statements within reach; those that people judged wrong are joined too, and shown by nobody."""
    overlay = Overlay.of(connection, None)
    asked: list[Which] = [{}]
    if reach is not None:
        asked = [{"since": since, "until": until} for since, until in reach.said]
        asked += [{"ids": some} for some in recall.batches(sorted(reach.statements))]
    met: set[str] = set()
    for which in asked:
        for entry in recall.statements(connection, None, which):
            if entry.id not in met:
                met.add(entry.id)
                yield overlay.laid_over(entry)


def _pages(connection: Connection, reach: Reach | None, needed: Iterable[str]) -> Iterator[tuple[str, _Page]]:
    """The reports within reach, and those that are needed beside, by id."""
    r = tables.reading.c
    query = select(r.report, r.record).where(recall.current(None))
    if reach is None:
        yield from _read(connection, query)
        return
    near = [and_(r.published >= since, r.published <= until + "~") for since, until in reach.published]
    for some in (near[n : n + 50] for n in range(0, len(near), 50)):
        yield from _read(connection, query.where(or_(*some)))
    for ids in recall.batches(sorted({*reach.reports, *needed})):
        yield from _read(connection, query.where(r.report.in_(ids)))


def _read(connection: Connection, query: Select[Any]) -> Iterator[tuple[str, _Page]]:
    for report, record in connection.execution_options(yield_per=recall.BATCH).execute(query):
        segments = tuple(Segment(one["kind"], Span(*one["span"])) for one in record["report"]["segments"])
        public = frozenset(n for n, one in enumerate(record["statements"], 1) if one.get("media"))
        yield report, _Page(segments, public)


# ---- kept -----------------------------------------------------------------------------------------------


def _keep(
    ledger: Ledger,
    found: _Found,
    copied: Sequence[Copy],
    rendered: Sequence[Rendering],
    come: Sequence[Origin],
) -> None:
    """Put what was worked out in the place of what there was, in one transaction."""
    statements = [s.id for s in found.statements]
    with ledger.begin() as connection:
        for some in recall.batches(r.id for r in found.reports):
            connection.execute(delete(tables.copy).where(tables.copy.c.report.in_(some)))
        for some in recall.batches(statements):
            for table in (tables.rendering, tables.origin):
                connection.execute(delete(table).where(table.c.statement.in_(some)))
        _put(connection, tables.copy, [_copy(c) for c in copied])
        _put(connection, tables.rendering, [_rendering(r) for r in rendered])
        _put(connection, tables.origin, [_origin(o) for o in come])


def _put(connection: Connection, table: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _copy(c: Copy) -> dict[str, Any]:
    return {"report": c.report, "dispatch": c.dispatch, "kind": c.kind, "origin": c.origin,
            "score": c.score.value, "reason": c.score.reason}  # fmt: skip


def _rendering(r: Rendering) -> dict[str, Any]:
    return {
        "statement": r.statement,
        "utterance": r.utterance,
        "score": r.score.value,
        "reason": r.score.reason,
    }


def _origin(o: Origin) -> dict[str, Any]:
    return {"statement": o.statement, "key": o.key, "kind": o.kind, "reason": o.reason}
