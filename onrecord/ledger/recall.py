"""Entries out of the tables: what is on record, now or as of an instant.

A query looks at current readings only (`current`). Entries come a page at a time, in order, and what belongs
to the rows of a page is fetched for all of them at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeAlias, TypedDict, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    Table,
    and_,
    exists,
    func,
    or_,
    select,
    tuple_,
)

from onrecord.ledger import search
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
    actor_word,
    condition,
    credit,
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
)
from onrecord.records import Span
from onrecord.resolve.names import key as name_key

PAGE = 500

Entry = TypeVar("Entry")
Condition: TypeAlias = ColumnElement[bool]
Key: TypeAlias = tuple[str, str]


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
    newer, found = reading.alias("newer"), sighting.alias("found")
    later = tuple_(newer.c.read, newer.c.id) > tuple_(reading.c.read, reading.c.id)
    beaten = exists().where(newer.c.report == reading.c.report, later).correlate(reading)
    if at is None:
        return ~beaten
    seen = exists().where(found.c.report == reading.c.report, found.c.seen <= at).correlate(reading)
    return and_(reading.c.read <= at, ~beaten.where(newer.c.read <= at), seen)


# ---- which ----------------------------------------------------------------------------------------------


def _meant(connection: Connection, name: str) -> Any:
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


def _matters(words: str) -> Select[tuple[str]]:
    """Select the keys of the matters that have all these words."""
    wanted = sorted(set(search.words(words)))
    return (
        select(matter_word.c.key)
        .where(matter_word.c.word.in_(wanted))
        .group_by(matter_word.c.key)
        .having(func.count() == max(len(wanted), 1))
    )


def _of_side(side: str) -> Select[tuple[str]]:
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


def _checked(table: Table, which: Which) -> None:
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
        yield from _published(which)
    else:
        if since := which.get("since"):
            yield table.c.latest >= since
        if until := which.get("until"):
            yield table.c.earliest <= until


def _published(which: Which) -> Iterator[Condition]:
    if since := which.get("since"):
        yield reading.c.published >= since
    if until := which.get("until"):
        yield func.substr(reading.c.published, 1, len(until)) <= until


def _about(table: Table, which: Which) -> Iterator[Condition]:
    """That the report has a statement on the matter."""
    if about := which.get("matter"):
        yield table.c.reading.in_(select(matter.c.reading).where(matter.c.key.in_(_matters(about))))


def _of_statements(connection: Connection, which: Which) -> Iterator[Condition]:
    yield from _common(statement, which)
    if name := which.get("actor"):
        meant = _meant(connection, name)
        together = _has(statement, party, party.c.actor.in_(meant), party.c.role == "with")
        yield or_(statement.c.speaker.in_(meant), together)
    if side := which.get("side"):
        yield statement.c.speaker.in_(_of_side(side))
    if through := which.get("through"):
        relays = party.c.actor.in_(_meant(connection, through))
        yield _has(statement, party, relays, party.c.role == "channel")
    if about := which.get("matter"):
        yield _has(statement, matter, matter.c.key.in_(_matters(about)))
    if words := which.get("words"):
        yield statement.c.id.in_(search.found(words, connection.dialect.name))


def _of_events(connection: Connection, which: Which) -> Iterator[Condition]:
    yield from _common(event, which)
    yield from _about(event, which)
    if name := which.get("actor"):
        yield _has(event, participant, participant.c.actor.in_(_meant(connection, name)))
    if side := which.get("side"):
        yield _has(event, participant, participant.c.actor.in_(_of_side(side)))


def _of_papers(connection: Connection, which: Which) -> Iterator[Condition]:
    yield from _common(paper, which)
    yield from _about(paper, which)
    if name := which.get("name"):
        yield paper.c.key == search.key(name)
    if who := which.get("actor"):
        yield _has(paper, paper_party, paper_party.c.actor.in_(_meant(connection, who)))
    if side := which.get("side"):
        yield _has(paper, paper_party, paper_party.c.actor.in_(_of_side(side)))
    if status := which.get("status"):
        yield _has(paper, stage, stage.c.value == status)


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
    _checked(statement, which)
    query = _asked(statement, at, _of_statements(connection, which))
    order = (statement.c.earliest, statement.c.report, statement.c.number)
    return _paged(connection, _ordered(query, order, which), at, _statement_page)


def events(connection: Connection, at: str | None, which: Which) -> Iterator[EventEntry]:
    """The events that fit, in order of their days; those without one come first."""
    _checked(event, which)
    query = _asked(event, at, _of_events(connection, which))
    order = (event.c.earliest, event.c.report, event.c.number)
    return _paged(connection, _ordered(query, order, which), at, _event_page)


def papers(connection: Connection, at: str | None, which: Which) -> Iterator[PaperEntry]:
    """The papers that fit, in order of their reports' publication."""
    _checked(paper, which)
    query = _asked(paper, at, _of_papers(connection, which))
    order = (reading.c.published, paper.c.report, paper.c.number)
    return _paged(connection, _ordered(query, order, which), at, _paper_page)


def reports(connection: Connection, at: str | None, which: Which) -> Iterator[ReportEntry]:
    """The reports that fit, in order of publication; ``since`` and ``until`` are days of publication."""
    _checked(report, which)
    query = select(report.c.id, report.c.text, *_ABOUT).join_from(reading, report)
    wanted: list[Condition] = [current(at)]
    if (ids := which.get("ids")) is not None:
        wanted.append(report.c.id.in_(list(ids)))
    if outlet := which.get("outlet"):
        wanted.append(func.lower(reading.c.outlet) == outlet.lower())
    wanted.extend(_published(which))
    order = (reading.c.published, reading.c.report)
    return _paged(connection, _ordered(query.where(*wanted), order, which), at, _report_page)


def _asked(table: Table, at: str | None, wanted: Iterable[Condition]) -> Select[Any]:
    """Select rows of current readings, with what About needs to know of each."""
    joined = table.join(reading, table.c.reading == reading.c.id)
    return select(table, *_ABOUT).select_from(joined).where(current(at), *wanted)


def _ordered(query: Select[Any], order: Sequence[ColumnElement[Any]], which: Which) -> Select[Any]:
    columns = [c.desc().nulls_last() if which.get("newest") else c.asc().nulls_first() for c in order]
    return query.order_by(*columns).limit(which.get("limit"))


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
