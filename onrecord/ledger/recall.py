"""Entries out of the tables: what is on record, now or as of an instant.

A query looks at current readings only (`current`). Entries come a page at a time, in order, and what belongs
to the rows of a page is fetched for all of them at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, Table, func, select

from onrecord.ledger import newest
from onrecord.ledger.entries import (
    About,
    ActorRef,
    ConditionEntry,
    EventEntry,
    MatterEntry,
    PaperEntry,
    ParticipantEntry,
    PartyEntry,
    ReportEntry,
    SightingEntry,
    Spans,
    StageEntry,
    StatementEntry,
)
from onrecord.ledger.tables import (
    actor,
    condition,
    credit,
    event,
    matter,
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
from onrecord.ledger.which import (
    BATCH,
    Condition,
    Which,
    batches,
    checked,
    current,
    named,
    of_events,
    of_papers,
    of_statements,
    published,
)
from onrecord.records import Span

__all__ = [
    "BATCH", "PAGE", "Which", "batches", "current", "events", "named", "papers", "reports", "sightings",
    "statements",
]  # fmt: skip

PAGE = 500

Entry = TypeVar("Entry")
Key: TypeAlias = tuple[str, str]


# ---- entries, a page at a time --------------------------------------------------------------------------


_ABOUT = [
    reading.c[name].label(f"about_{name}")
    for name in ("id", "report", "version", "read", "title", "byline", "outlet", "published", "language")
]

_OF_STATEMENT = (
    "id", "number", "kind", "content", "content_spans", "cue", "cue_spans", "source", "source_spans",
    "confidence", "act", "plover", "cameo", "said", "said_spans", "earliest", "latest", "place",
    "place_country", "place_spans",
)  # fmt: skip
_OF_EVENT = (
    "id", "number", "type", "status", "trigger", "trigger_spans", "plover", "time", "time_spans", "earliest",
    "latest", "place", "place_country", "place_spans", "reported_by",
)  # fmt: skip
_OF_PAPER = ("id", "number", "name", "key", "spans")


def statements(connection: Connection, at: str | None, which: Which) -> Iterator[StatementEntry]:
    """The statements that fit, in order of the day on which they were said, or else published."""
    checked(statement, which)
    if which.get("newest") and which.get("limit") is not None:
        keys = [(one.reading, one.id) for one in newest.statements(connection, at, which)]
        return _picked(connection, at, statement, keys, _statement_page)
    query = _asked(statement, at, of_statements(connection, which))
    order = (statement.c.earliest, statement.c.report, statement.c.number)
    return _paged(connection, _ordered(query, order, which), at, _statement_page)


def events(connection: Connection, at: str | None, which: Which) -> Iterator[EventEntry]:
    """The events that fit, in order of their days; those without one come first."""
    checked(event, which)
    order = (event.c.earliest, event.c.report, event.c.number)
    if which.get("limit") is not None:
        keys = _keys(connection, event, at, of_events(connection, which), order, which)
        return _picked(connection, at, event, keys, _event_page)
    query = _asked(event, at, of_events(connection, which))
    return _paged(connection, _ordered(query, order, which), at, _event_page)


def papers(connection: Connection, at: str | None, which: Which) -> Iterator[PaperEntry]:
    """The papers that fit, in order of their reports' publication."""
    checked(paper, which)
    order = (paper.c.published, paper.c.report, paper.c.number)
    if which.get("limit") is not None:
        keys = _keys(connection, paper, at, of_papers(connection, which), order, which)
        return _picked(connection, at, paper, keys, _paper_page)
    query = _asked(paper, at, of_papers(connection, which))
    return _paged(connection, _ordered(query, order, which), at, _paper_page)


def reports(connection: Connection, at: str | None, which: Which) -> Iterator[ReportEntry]:
    """The reports that fit, in order of publication; ``since`` and ``until`` are days of publication."""
    checked(report, which)
    query = select(report.c.id, report.c.text, *_ABOUT).join_from(reading, report)
    wanted: list[Condition] = [current(at)]
    if (ids := which.get("ids")) is not None:
        wanted.append(report.c.id.in_(list(ids)))
    if outlet := which.get("outlet"):
        wanted.append(func.lower(reading.c.outlet) == outlet.lower())
    wanted.extend(published(which))
    order = (reading.c.published, reading.c.report)
    return _paged(connection, _ordered(query.where(*wanted), order, which), at, _report_page)


def _asked(table: Table, at: str | None, wanted: Iterable[Condition]) -> Select[Any]:
    """Select rows of current readings, with what About needs to know of each."""
    joined = table.join(reading, table.c.reading == reading.c.id)
    return select(table, *_ABOUT).select_from(joined).where(current(at), *wanted)


def _ordered(query: Select[Any], order: Sequence[ColumnElement[Any]], which: Which) -> Select[Any]:
    columns = [c.desc().nulls_last() if which.get("newest") else c.asc().nulls_first() for c in order]
    return query.order_by(*columns).limit(which.get("limit"))


def _keys(
    connection: Connection,
    table: Table,
    at: str | None,
    wanted: Iterable[Condition],
    order: Sequence[ColumnElement[Any]],
    which: Which,
) -> list[Key]:
    """The keys of the rows that fit, in order: to order whole rows took ten times as long."""
    joined = table.join(reading, table.c.reading == reading.c.id)
    query = select(table.c.reading, table.c.id).select_from(joined).where(current(at), *wanted)
    return [(row[0], row[1]) for row in connection.execute(_ordered(query, order, which))]


def _picked(
    connection: Connection,
    at: str | None,
    table: Table,
    keys: Sequence[Key],
    made: Callable[[_Page, Sequence[RowMapping]], Iterator[Entry]],
) -> Iterator[Entry]:
    """Entries by their keys, in the order of these."""
    page = _Page(connection, at)
    for n in range(0, len(keys), PAGE):
        some = keys[n : n + PAGE]
        # Not by pairs: SQLite would go through the whole table.
        query = _asked(table, at, [table.c.id.in_([id for _, id in some])])
        found = {(row["reading"], row["id"]): row for row in connection.execute(query).mappings()}
        rows = [found[key] for key in some if key in found]
        page.turn([row["about_id"] for row in rows], {row["about_report"] for row in rows})
        yield from made(page, rows)


def _paged(
    connection: Connection,
    query: Select[Any],
    at: str | None,
    made: Callable[[_Page, Sequence[RowMapping]], Iterator[Entry]],
) -> Iterator[Entry]:
    found = connection.execution_options(yield_per=PAGE).execute(query).mappings()
    page = _Page(connection, at)
    while rows := list(islice(found, PAGE)):
        page.turn([row["about_id"] for row in rows], {row["about_report"] for row in rows})
        yield from made(page, rows)


@dataclass(slots=True)
class _Page:
    """What belongs to the rows of a page; actors stay from page to page."""

    connection: Connection
    at: str | None
    actors: dict[str, ActorRef] = field(default_factory=dict)
    credits: dict[str, list[str]] = field(default_factory=dict)
    sightings: dict[str, list[SightingEntry]] = field(default_factory=dict)
    abouts: dict[str, About] = field(default_factory=dict)

    def turn(self, readings: Sequence[str], reports: set[str]) -> None:
        """Fetch what all kinds of entries need: the suppliers of the copy, and the sightings."""
        self.abouts = {}
        self.credits = defaultdict(list)
        query = select(credit.c.reading, credit.c.actor).where(credit.c.reading.in_(set(readings)))
        for one, who in self.connection.execute(query):
            self.credits[one].append(who)
        self.meet(who for some in self.credits.values() for who in some)
        self.sightings = sightings(self.connection, self.at, reports)

    def meet(self, ids: Iterable[str | None]) -> None:
        """Fetch the actors of these ids, as far as they are not here yet."""
        missing = {id for id in ids if id is not None} - self.actors.keys()
        if missing:
            query = select(actor.c.id, actor.c.name, actor.c.type, actor.c.country)
            for row in self.connection.execute(query.where(actor.c.id.in_(missing))):
                self.actors[row.id] = ActorRef(*row)

    def who(self, id: str | None) -> ActorRef | None:
        return None if id is None else self.actors[id]

    def about(self, row: RowMapping) -> About:
        """What is known of a row's reading; one record for all rows of it."""
        key = row["about_id"]
        if key not in self.abouts:
            found = self.sightings[row["about_report"]]
            self.abouts[key] = About(
                reading=key,
                credits=tuple(self.actors[who] for who in self.credits.get(key, ())),
                url=next((one.url for one in found if one.url), None),
                seen=found[0].seen,
                **{c.name.removeprefix("about_"): row[c.name] for c in _ABOUT[1:]},
            )
        return self.abouts[key]

    def below(self, child: Table, parent: str, rows: Sequence[RowMapping]) -> Mapping[Key, list[RowMapping]]:
        """The rows of a table that belong to those of the page, by reading and id."""
        readings, ids = {row["reading"] for row in rows}, {row["id"] for row in rows}
        # A list of pairs makes SQLite read all of the table, and two plain lists make it try each with each.
        of_page = (child.c.reading.in_(readings), func.trim(child.c[parent]).in_(ids))
        query = select(child).where(*of_page)
        if "number" in child.c:
            query = query.order_by(child.c.number)
        found: dict[Key, list[RowMapping]] = defaultdict(list)
        for row in self.connection.execute(query).mappings():
            found[row["reading"], row[parent]].append(row)
        return found


def sightings(
    connection: Connection, at: str | None, reports: Iterable[str]
) -> dict[str, list[SightingEntry]]:
    """Where each of the reports was found, the first first."""
    query = select(sighting).where(sighting.c.report.in_(set(reports)))
    if at is not None:
        query = query.where(sighting.c.seen <= at)
    found: dict[str, list[SightingEntry]] = defaultdict(list)
    for row in connection.execute(query.order_by(sighting.c.seen, sighting.c.id)):
        found[row.report].append(SightingEntry(row.source, row.seen, row.url, row.outlet))
    return found


def _report_page(page: _Page, rows: Sequence[RowMapping]) -> Iterator[ReportEntry]:
    for row in rows:
        found = tuple(page.sightings.get(row["id"], ()))
        yield ReportEntry(row["id"], row["text"], page.about(row), found)


def _statement_page(page: _Page, rows: Sequence[RowMapping]) -> Iterator[StatementEntry]:
    parties = page.below(party, "statement", rows)
    conditions = page.below(condition, "statement", rows)
    matters = page.below(matter, "statement", rows)
    page.meet(who for row in rows for who in (row["speaker"], row["target"]))
    page.meet(row["actor"] for some in parties.values() for row in some)
    for row in rows:
        key = (row["reading"], row["id"])
        roles = {
            name: _parties(page, parties.get(key, ()), name) for name in ("with", "channel", "addressee")
        }
        yield StatementEntry(
            **_taken(row, _OF_STATEMENT),
            about=page.about(row), speaker=page.who(row["speaker"]), target=page.who(row["target"]),
            others=roles["with"], channel=roles["channel"], addressee=roles["addressee"],
            conditions=tuple(
                ConditionEntry(c["kind"], c["words"], _spans(c["spans"]), _spans(c["marker_spans"]))
                for c in conditions.get(key, ())
            ),
            matter=tuple(MatterEntry(m["name"], m["key"], _spans(m["spans"])) for m in matters.get(key, ())),
        )  # fmt: skip


def _event_page(page: _Page, rows: Sequence[RowMapping]) -> Iterator[EventEntry]:
    parts = page.below(participant, "event", rows)
    page.meet(row["actor"] for some in parts.values() for row in some)
    for row in rows:
        yield EventEntry(
            **_taken(row, _OF_EVENT),
            about=page.about(row),
            participants=tuple(
                ParticipantEntry(page.actors[p["actor"]], p["role"], _spans(p["spans"]))
                for p in parts.get((row["reading"], row["id"]), ())
            ),
        )


def _paper_page(page: _Page, rows: Sequence[RowMapping]) -> Iterator[PaperEntry]:
    parties = page.below(paper_party, "paper", rows)
    stages = page.below(stage, "paper", rows)
    page.meet(row["actor"] for some in parties.values() for row in some)
    for row in rows:
        key = (row["reading"], row["id"])
        yield PaperEntry(
            **_taken(row, _OF_PAPER), about=page.about(row),
            parties=_parties(page, sorted(parties.get(key, ()), key=lambda p: p["spans"])),
            statuses=tuple(
                StageEntry(s["value"], s["since"], _spans(s["spans"]), s["reported_by"])
                for s in stages.get(key, ())
            ),
        )  # fmt: skip


def _parties(page: _Page, rows: Iterable[RowMapping], role: str | None = None) -> tuple[PartyEntry, ...]:
    return tuple(
        PartyEntry(page.actors[row["actor"]], _spans(row["spans"]))
        for row in rows
        if role is None or row["role"] == role
    )


def _taken(row: RowMapping, names: Sequence[str]) -> dict[str, Any]:
    """The fields of an entry that are columns of its row."""
    return {name: _spans(row[name]) if name.endswith("spans") else row[name] for name in names}


def _spans(found: Sequence[Sequence[int]] | None) -> Spans:
    return tuple(Span(start, end) for start, end in found or ())
