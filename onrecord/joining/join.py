"""Joining over a ledger: works out copies, utterances, origins and findings, and keeps them.

What is worked out is thrown away and made anew wherever something was added, so nothing of it is ever
patched. Reports are joined in order of time, some at a time, each part in one transaction: a run that is
broken off goes on where it stopped, and what is in memory is one part. With the new reports are looked at
those of a few days around, and whatever was one with them before.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, delete, exists, func, insert, or_, select

from onrecord.joining import findings
from onrecord.joining.copies import DAYS as PRINTED
from onrecord.joining.copies import Copy, copies
from onrecord.joining.kept import DECIDED, KeptReport, KeptStatement, Verdicts
from onrecord.joining.made import HEADINGS, kept_report, kept_statement, named
from onrecord.joining.origins import Origin, origins
from onrecord.joining.same import DAYS as REPORTED
from onrecord.joining.same import Rendering, renderings
from onrecord.ledger import Ledger, judging, recall, tables
from onrecord.ledger.correcting import Overlay
from onrecord.ledger.entries import StatementEntry
from onrecord.ledger.judging import Pair
from onrecord.records import Score, Segment, Span

# So many reports are joined at a time.
PART = 2000
# What joining makes, all of it to be made anew.
DERIVED = (
    tables.copy, tables.rendering, tables.origin, tables.finding, tables.mark, tables.term, tables.joined,
)  # fmt: skip

T = TypeVar("T")
Tell = Callable[[int, int], None]


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
    findings: int = 0

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


def join(
    ledger: Ledger, *, anew: bool = False, about: Iterable[str] = (), tell: Tell | None = None
) -> Joined:
    """Join what was added or judged since the last time, all of it where ``anew``.

    ``about`` are ids of statements or reports to look at once more, as after a correction. ``tell`` is called
    with how many reports are joined, and of how many.
    """
    if anew:
        with ledger.begin() as connection:
            for table in DERIVED:
                connection.execute(delete(table))
    due = _due(ledger, [*about])
    told, held = Joined(), dict[str, findings.Heard]()
    for n in range(0, len(due), PART):
        told = _join(ledger, due[n : n + PART], held)
        if tell is not None:
            tell(min(n + PART, len(due)), len(due))
    return told if len(due) <= PART else _all(ledger)


def _all(ledger: Ledger) -> Joined:
    """What came of joining the whole ledger."""
    copy, rendering, origin, finding = (
        t.c for t in (tables.copy, tables.rendering, tables.origin, tables.finding)
    )
    whole = copy.kind == "copy"
    asked = (
        select(func.count()).select_from(tables.joined),
        select(func.count(rendering.statement)),
        select(func.count(copy.dispatch.distinct())).where(whole),
        select(func.count()).where(whole, copy.report != copy.dispatch),
        select(func.count(copy.report.distinct())).where(copy.kind == "lifted"),
        select(func.count(rendering.utterance.distinct())),
        select(func.count(origin.key.distinct())),
        select(func.count(finding.one)),
    )
    with ledger.connect() as connection:
        return Joined(*(connection.scalar(query) or 0 for query in asked))


# ---- what is to be joined --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Due:
    """A reading that is to be joined."""

    reading: str
    report: str
    published: str | None


def _due(ledger: Ledger, about: Sequence[str]) -> list[Due]:
    """The readings that are new, and those of what was judged or named, in order of publication; the terms of
    all of them are counted."""
    with ledger.connect() as connection:
        met, counted = _unjoined(connection)
        touched = _reports_of(connection, [*about, *_judged(connection)])
        again = [one for one in _readings(connection, touched) if one.reading not in met]
    for some in _some([id for id in met if id not in counted], recall.BATCH):
        with ledger.begin() as connection:
            _count(connection, some)
    return sorted([*met.values(), *again], key=lambda one: (one.published or "9999", one.report))


def _unjoined(connection: Connection) -> tuple[dict[str, Due], set[str]]:
    """The readings that are not joined by id, and which of them have their terms counted."""
    r, j = tables.reading.c, tables.joined.c
    query = (
        select(r.id, r.report, r.published, j.reading.label("counted"))
        .outerjoin_from(tables.reading, tables.joined, j.reading == r.id)
        .where(recall.current(None), or_(j.reading.is_(None), j.done == 0))
    )
    rows = connection.execute(query).all()
    return {row.id: Due(row.id, row.report, row.published) for row in rows}, {row.counted for row in rows}


def _count(connection: Connection, readings: Sequence[str]) -> None:
    """Count the terms of the statements of some readings; those that another reading had are counted."""
    s, there = tables.statement.c, tables.statement.alias("there")
    other = exists().where(
        there.c.id == s.id, there.c.reading == tables.joined.c.reading, there.c.reading != s.reading
    )
    query = select(s.content).where(s.reading.in_(readings), ~other)
    findings.count_terms(connection, connection.scalars(query).all())
    connection.execute(insert(tables.joined), [{"reading": id, "done": 0} for id in readings])


def _reports_of(connection: Connection, ids: Iterable[str]) -> list[str]:
    """The reports that some ids are of: of statements, or of themselves."""
    found: dict[str, None] = {}
    s = tables.statement.c
    for some in recall.batches(ids):
        query = select(s.report).distinct().where(s.id.in_(some))
        found |= dict.fromkeys([*some, *connection.scalars(query)])
    return [*found]


def _readings(connection: Connection, reports: Iterable[str]) -> Iterator[Due]:
    """The current readings of some reports."""
    r = tables.reading.c
    for some in recall.batches(reports):
        query = select(r.id, r.report, r.published).where(r.report.in_(some), recall.current(None))
        yield from (Due(*row) for row in connection.execute(query))


def _judged(connection: Connection) -> Iterator[str]:
    """Statements and reports whose joins are not what people decided, or no longer."""
    same, different = judging.pairs(connection)
    of, decided = _groups(connection, judging.paired(connection))
    for pair in same:
        if of.get(pair[0], pair[0]) != of.get(pair[1], pair[1]):
            yield from pair
    for pair in different:
        if of.get(pair[0], pair[0]) == of.get(pair[1], pair[1]):
            yield from pair
    yield from decided - {id for pair in same for id in pair}


def _groups(connection: Connection, ids: Collection[str]) -> tuple[dict[str, str], set[str]]:
    """The group of each of some statements and reports, and who of them is in one because people said so."""
    of: dict[str, str] = {}
    decided: set[str] = set()
    for table, id, group in _JOINS:
        for some in recall.batches(sorted(ids)):
            query = select(table.c[id], table.c[group], table.c.reason).where(table.c[id].in_(some))
            for row in connection.execute(query):
                of[row[0]] = row[1]
                if row.reason.startswith(DECIDED):
                    decided.add(row[0])
    return of, decided


_JOINS = ((tables.rendering, "statement", "utterance"), (tables.copy, "report", "dispatch"))
_GROUPED = {table.name: names for table, *names in _JOINS}


# ---- joining a part -------------------------------------------------------------------------------------


def _join(ledger: Ledger, due: Sequence[Due], held: dict[str, findings.Heard]) -> Joined:
    """Join some reports with what is around them, and keep what comes of it in one transaction."""
    with ledger.connect() as connection:
        same, different = judging.pairs(connection)
        found = _found(connection, due, same)
    verdicts = Verdicts.of(same, different)
    copied = copies(found.reports, verdicts)
    known = [*copied, *found.copies]
    rendered = renderings(found.statements, known, verdicts)
    come = origins(found.statements, [*found.reports, *found.beside], known, rendered, found.agencies)
    number = _keep(ledger, due, found, copied, rendered, come, held)
    return Joined(
        len(found.reports), len(found.statements),
        len({c.dispatch for c in copied if c.kind == "copy"}),
        sum(c.kind == "copy" and c.report != c.dispatch for c in copied),
        len({c.report for c in copied if c.kind == "lifted"}),
        len({r.utterance for r in rendered}), len({o.key for o in come if o.key}), number,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Found:
    """What is looked at: ``reports`` and ``statements`` are joined anew. ``beside`` are other reports that
    have some of these statements, with their ``copies`` as they stand; ``agencies`` supply others.

    ``gone`` are statements that are on record no longer, ``fresh`` those of the reports that are due.
    """

    reports: Sequence[KeptReport]
    statements: Sequence[KeptStatement]
    beside: Sequence[KeptReport]
    copies: Sequence[Copy]
    agencies: frozenset[str]
    fresh: frozenset[str]
    gone: frozenset[str]


def _found(connection: Connection, due: Sequence[Due], same: Sequence[Pair]) -> _Found:
    """The reports that are due and what is around them, as people corrected it."""
    own = {one.report for one in due}
    reports = _whole(connection, tables.copy, {*own, *_published(connection, due)}, same)
    spoken = _statements_of(connection, reports)
    ids = _whole(connection, tables.rendering, {*spoken, *_said(connection, due)}, same)
    entries = list(_statements(connection, ids))
    beside = {entry.report for entry in entries} - reports
    pages = dict(_pages(connection, [*reports, *beside]))
    kept = {one.id: one for one in _reports(connection, pages, _relays(connection, pages))}
    statements = [pages[entry.report].kept(entry) for entry in entries]
    houses = {one.house for one in kept.values()} | {who for s in statements for who in s.addressee}
    return _Found(
        [one for id, one in kept.items() if id in reports], statements,
        [one for id, one in kept.items() if id in beside], list(_copies(connection, beside)),
        _agencies(connection, filter(None, houses)),
        frozenset(entry.id for entry in entries if entry.report in own),
        frozenset(ids - {entry.id for entry in entries}),
    )  # fmt: skip


# ---- which are looked at ---------------------------------------------------------------------------------


def _published(connection: Connection, due: Sequence[Due]) -> Iterator[str]:
    """The reports that are joined already and were published within a few days of those that are due."""
    r = tables.reading.c
    query = select(r.report).where(recall.current(None), _is_joined(r.id))
    days = {one.published[:10] for one in due if one.published}
    for some in _some(_windows(days, PRINTED), 50):
        near = [(r.published >= since) & (r.published < until + "~") for since, until in some]
        yield from connection.scalars(query.where(or_(*near)))


def _said(connection: Connection, due: Sequence[Due]) -> Iterator[str]:
    """The statements that are joined already and were made within a few days of those of the due reports."""
    s = tables.statement.c
    days: set[str] = set()
    for ids in recall.batches(one.reading for one in due):
        query = select(s.earliest).distinct().where(s.reading.in_(ids), s.earliest.is_not(None))
        days.update(connection.scalars(query))
    for some in _some(_windows(days, REPORTED), 50):
        near = [(s.earliest >= since) & (s.earliest <= until) for since, until in some]
        yield from connection.scalars(select(s.id).where(or_(*near), _is_joined(s.reading)))


def _is_joined(reading: ColumnElement[str]) -> ColumnElement[bool]:
    return exists().where(tables.joined.c.reading == reading, tables.joined.c.done == 1)


def _statements_of(connection: Connection, reports: Iterable[str]) -> set[str]:
    """The statements of some reports, in whichever reading."""
    s, found = tables.statement.c, set[str]()
    r = tables.reading.c
    for some in recall.batches(reports):
        query = select(s.id).join_from(tables.reading, tables.statement, s.reading == r.id)
        found.update(connection.scalars(query.where(r.report.in_(some))))
    return found


def _whole(connection: Connection, table: Any, ids: set[str], same: Iterable[Pair]) -> set[str]:
    """Some reports or statements with all that were one with them, or are so because people said so."""
    id, group = table.c[_GROUPED[table.name][0]], table.c[_GROUPED[table.name][1]]
    found = set(ids)
    for pair in same:
        if not found.isdisjoint(pair):
            found.update(pair)
    groups: set[str] = set()
    for some in recall.batches(found):
        groups.update(connection.scalars(select(group).where(id.in_(some))))
    for some in recall.batches(groups):
        found.update(connection.scalars(select(id).where(group.in_(some))))
    return found


def _windows(days: Iterable[str], reach: int) -> list[tuple[str, str]]:
    """The days around some days, as intervals that do not touch."""
    found: list[tuple[date, date]] = []
    for day in sorted(filter(None, map(_date, days))):
        first, last = day - timedelta(days=reach), day + timedelta(days=reach)
        if found and first <= found[-1][1] + timedelta(days=1):
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return [(first.isoformat(), last.isoformat()) for first, last in found]


def _date(day: str) -> date | None:
    try:
        return date.fromisoformat(day)
    except ValueError:
        return None


# ---- fetched once ---------------------------------------------------------------------------------------


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


def _statements(connection: Connection, ids: Iterable[str]) -> Iterator[StatementEntry]:
    """Statements by id; those that people judged wrong are joined too, and shown by nobody."""
    overlay = Overlay.of(connection, None)
    for some in recall.batches(sorted(ids)):
        yield from map(overlay.laid_over, recall.statements(connection, None, {"ids": some}))


def _pages(connection: Connection, reports: Iterable[str]) -> Iterator[tuple[str, _Page]]:
    """What the records of some reports have, by report."""
    r = tables.reading.c
    for some in recall.batches(reports):
        query = select(r.report, r.record).where(recall.current(None), r.report.in_(some))
        for report, record in connection.execute(query):
            segments = tuple(Segment(one["kind"], Span(*one["span"])) for one in record["report"]["segments"])
            public = frozenset(n for n, one in enumerate(record["statements"], 1) if one.get("media"))
            yield report, _Page(segments, public)


def _reports(
    connection: Connection, pages: Mapping[str, _Page], relays: Mapping[str, Collection[str]]
) -> Iterator[KeptReport]:
    for some in recall.batches(pages):
        for entry in recall.reports(connection, None, {"ids": some}):
            yield kept_report(entry, pages[entry.id].segments, relays.get(entry.id, ()))


def _relays(connection: Connection, reports: Iterable[str]) -> dict[str, set[str]]:
    """By report, the agencies and outlets that stand in the chains of its statements."""
    r, p, a = tables.reading.c, tables.party.c, tables.actor.c
    found: dict[str, set[str]] = {}
    for some in recall.batches(reports):
        query = (
            select(r.report, p.actor)
            .join_from(tables.reading, tables.party, p.reading == r.id)
            .join(tables.actor, a.id == p.actor)
            .where(recall.current(None), r.report.in_(some), p.role == "channel", a.type == "outlet")
        )
        for report, actor in connection.execute(query):
            found.setdefault(report, set()).add(actor)
    return found


def _copies(connection: Connection, reports: Iterable[str]) -> Iterator[Copy]:
    """Of which dispatches some reports are known to be copies."""
    for some in recall.batches(reports):
        for row in connection.execute(select(tables.copy).where(tables.copy.c.report.in_(some))):
            yield Copy(row.report, row.dispatch, row.kind, row.origin, Score(row.score, row.reason))


def _agencies(connection: Connection, outlets: Iterable[str]) -> frozenset[str]:
    """Which of some outlets are named as suppliers anywhere."""
    c, found = tables.credit.c, set[str]()
    for some in recall.batches(outlets):
        found.update(connection.scalars(select(c.actor).distinct().where(c.actor.in_(some))))
    return frozenset(found)


# ---- kept -----------------------------------------------------------------------------------------------


def _keep(
    ledger: Ledger,
    due: Sequence[Due],
    found: _Found,
    copied: Sequence[Copy],
    rendered: Sequence[Rendering],
    come: Sequence[Origin],
    held: dict[str, findings.Heard],
) -> int:
    """Put what was worked out in the place of what there was; return how many findings were made."""
    statements = [*(s.id for s in found.statements), *found.gone]
    with ledger.begin() as connection:
        before = findings.known(connection, statements)
        renewal = findings.prepare(connection, found.statements, rendered, before, found.fresh, held)
        _forget(connection, tables.copy.c.report, [r.id for r in found.reports])
        _forget(connection, tables.rendering.c.statement, statements)
        _forget(connection, tables.origin.c.statement, statements)
        _put(connection, tables.copy, [_copy(c) for c in copied])
        _put(connection, tables.rendering, [_rendering(r, renewal.marks.get(r.statement)) for r in rendered])
        _put(connection, tables.origin, [_origin(o) for o in come])
        made = findings.renew(connection, renewal)
        _forget(connection, tables.joined.c.reading, [one.reading for one in due])
        _put(connection, tables.joined, [{"reading": one.reading, "done": 1} for one in due])
    return made


def _forget(connection: Connection, column: Any, ids: Iterable[str]) -> None:
    for some in recall.batches(ids):
        connection.execute(delete(column.table).where(column.in_(some)))


def _put(connection: Connection, table: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _copy(c: Copy) -> dict[str, Any]:
    return {"report": c.report, "dispatch": c.dispatch, "kind": c.kind, "origin": c.origin,
            "score": c.score.value, "reason": c.score.reason}  # fmt: skip


def _rendering(r: Rendering, marks: tuple[int, ...] | None) -> dict[str, Any]:
    return {"statement": r.statement, "utterance": r.utterance, "score": r.score.value,
            "reason": r.score.reason, "marks": marks}  # fmt: skip


def _origin(o: Origin) -> dict[str, Any]:
    return {"statement": o.statement, "key": o.key, "kind": o.kind, "reason": o.reason}


def _some(many: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (many[n : n + size] for n in range(0, len(many), size))
