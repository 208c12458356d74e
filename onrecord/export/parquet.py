"""Parquet: a folder with a file for each table, for notebooks and databases.

The schema is fixed, whatever is on record; each column tells in its metadata (`description`) what it holds.
Tables are joined by ids: `statement`, `event`, `paper` and `report` are those of the tables of that name.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from datetime import date, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.asking.joined import Joined
from onrecord.export.cast import Cast
from onrecord.export.errors import ExportError
from onrecord.export.selection import REPORTS, Selection, batches, origin
from onrecord.export.words import encodable
from onrecord.ledger.entries import (
    ActorRef,
    EventEntry,
    PaperEntry,
    ReportEntry,
    Spans,
    StatementEntry,
)
from onrecord.ledger.judging import Judgment, judgments

if TYPE_CHECKING:
    import pyarrow

Row = dict[str, Any]
Columns = Mapping[str, tuple[str, str]]

# Rows that are held before they are written: a row group.
GROUP = 20_000
SPANS = "places in the report's text: [start, end] in code points, end exclusive"

# Each table's columns: the type (a key of `_types`; "!" says that it is never null), and what it holds.
TABLES: Mapping[str, Columns] = {
    "reports": {
        "id": ("text!", "SHA-256 of the text, hexadecimal"),
        "url": ("text", "where it was first found"),
        "outlet": ("text", "who published it"),
        "title": ("text", "its headline"),
        "byline": ("text", "who wrote it"),
        "published": ("text", "date or date and time of publication, as the page has it (ISO 8601)"),
        "published_day": ("day", "its day"),
        "language": ("text", "ISO 639-1 code"),
        "credits": ("texts!", "ids of the actors that supplied the copy as a whole"),
        "version": ("text!", "the version of onrecord that read it"),
        "read": ("instant!", "when it was read"),
        "seen": ("instant!", "when it was first found"),
        "dispatch": ("text", "the report whose copy it is, its own id where it is the first of them"),
        "text": ("text!", "the text, in which all places are"),
    },
    "statements": {
        "id": ("text!", "id of the statement"),
        "report": ("text!", "id of its report"),
        "number": ("number!", "its place in the report, from 1"),
        "kind": ("text!", "direct, indirect or mixed: how much of it is in quotation marks"),
        "content": ("text!", "what is said, as written; a gap is ' … '"),
        "content_spans": ("spans!", SPANS),
        "cue": ("text!", "the words that tell that it is said"),
        "cue_spans": ("spans!", SPANS),
        "source": ("text!", "the words that name the speaker"),
        "source_spans": ("spans!", SPANS),
        "speaker": ("text", "id of the actor who speaks"),
        "speaker_name": ("text", "its name"),
        "speaker_country": ("text", "ISO 3166-1 alpha-3 code of whom it speaks for"),
        "act": ("text!", "what the speaker does with it: assert, deny, accept, …"),
        "plover": ("text", "the PLOVER event type that it amounts to"),
        "cameo": ("text", "the CAMEO code beside it"),
        "target": ("text", "id of the actor whom it is against or with"),
        "said": ("text", "when it was said: a TIMEX3 value"),
        "earliest": ("day", "the first day that it can mean; that of the report where nothing tells"),
        "latest": ("day", "the last day that it can mean"),
        "place": ("text", "where it was said"),
        "place_country": ("text", "ISO 3166-1 alpha-3 code of the place"),
        "matter": ("texts!", "what it is about, the chief thing first"),
        "confidence": ("score!", "how sure the reading is that this is said by this source, 0 to 1"),
        "utterance": ("text!", "id of the first statement, in any report, that renders the same words"),
        "origin": ("text", "whose reporting it comes from; null where that cannot be told"),
        "origin_kind": ("text", "agency, own, document or unknown; null where it was not worked out"),
    },
    "conditions": {
        "statement": ("text!", "id of the statement that depends on it"),
        "number": ("number!", "its place among those of the statement, from 1"),
        "kind": ("text!", "if, only_if, unless, provided or until"),
        "words": ("text!", "the clause"),
        "spans": ("spans!", SPANS),
        "marker_spans": ("spans!", "of what makes it one ('only if')"),
    },
    "parties": {
        "statement": ("text!", "id of the statement"),
        "role": ("text!", "with (speaks as one), channel (relays it) or addressee"),
        "number": ("number!", "its place among those of the role; of a channel 1 is nearest the speaker"),
        "actor": ("text!", "id of the actor"),
        "name": ("text!", "its name"),
        "spans": ("spans!", SPANS),
    },
    "actors": {
        "id": ("text!", "Wikidata id, ISO 3166-1 alpha-3 code or slug; with '@' one of a single report"),
        "name": ("text!", "its name"),
        "type": ("text!", "person, organisation, country, group, outlet or document"),
        "country": ("text", "ISO 3166-1 alpha-3 code of whom it speaks for"),
        "names": ("texts!", "the names that reports give it, the most frequent first"),
        "roles": ("texts!", "the roles that reports give it, the most frequent first"),
    },
    "events": {
        "id": ("text!", "id of the event"),
        "report": ("text!", "id of its report"),
        "number": ("number!", "its place in the report, from 1"),
        "type": ("text!", "talks, meeting, call, visit, signing, …"),
        "status": ("text!", "held, ongoing, scheduled, expected, proposed, cancelled, denied or failed"),
        "plover": ("text", "its PLOVER event type"),
        "trigger": ("text!", "the words that name it, as written"),
        "trigger_spans": ("spans!", SPANS),
        "time": ("text", "when: a TIMEX3 value"),
        "earliest": ("day", "the first day that it can mean"),
        "latest": ("day", "the last day that it can mean"),
        "place": ("text", "where"),
        "place_country": ("text", "ISO 3166-1 alpha-3 code of the place"),
        "reported_by": ("text", "id of the statement that tells of it; null where the outlet itself does"),
    },
    "participants": {
        "event": ("text!", "id of the event"),
        "number": ("number!", "its place among those of the event, from 1"),
        "actor": ("text!", "id of the actor"),
        "name": ("text!", "its name"),
        "role": ("text!", "party, mediator, host, informed or absent"),
        "spans": ("spans!", SPANS),
    },
    "papers": {
        "id": ("text!", "id of the paper"),
        "report": ("text!", "id of its report"),
        "number": ("number!", "its place in the report, from 1"),
        "name": ("text!", "what it is called"),
        "key": ("text!", "the name folded: two of one key may be one paper"),
        "spans": ("spans!", SPANS),
        "parties": ("texts!", "ids of the actors between whom it is"),
    },
    "stages": {
        "paper": ("text!", "id of the paper"),
        "number": ("number!", "its place among those of the paper, from 1"),
        "value": ("text!", "proposed, drafted, ready, agreed, signed, …"),
        "since": ("text", "since when: an ISO 8601 value"),
        "spans": ("spans!", SPANS),
        "reported_by": ("text", "id of the statement that tells of it; null where the outlet itself does"),
    },
    "judgments": {
        "id": ("text!", "id of the judgment"),
        "verdict": ("text!", "same, different, right, wrong or correct"),
        "subject": ("text!", "id of what is judged"),
        "other": ("text", "id of what it is compared with"),
        "field": ("text", "the field that is corrected"),
        "value": ("text", "what the field is to be, as JSON"),
        "note": ("text", "why"),
        "judge": ("text!", "who judged"),
        "at": ("instant!", "when"),
        "withdrawn_by": ("text", "who withdrew it"),
        "withdrawn_at": ("instant", "when; null where it stands"),
    },
}  # fmt: skip


def write(selection: Selection, folder: Path) -> None:
    """Write all tables into a folder; raise ExportError where pyarrow is not installed."""
    if find_spec("pyarrow") is None:
        raise ExportError("Parquet needs pyarrow: pip install 'onrecord[export]'") from None
    with ExitStack() as stack:
        tables = {name: stack.enter_context(_Table(folder, name)) for name in TABLES}
        for name, row in _rows(selection):
            tables[name].add(row)


def schema(name: str) -> pyarrow.Schema:
    """The schema of a table, with a description of each column."""
    import pyarrow as pa

    types = {
        "text": pa.string(), "texts": pa.list_(pa.string()), "number": pa.int32(), "score": pa.float32(),
        "day": pa.date32(), "instant": pa.timestamp("us", tz="UTC"),
        "spans": pa.list_(pa.list_(pa.int32(), 2)),
    }  # fmt: skip
    return pa.schema(
        [
            pa.field(
                column, types[type.rstrip("!")], nullable=not type.endswith("!"),
                metadata={"description": told},
            )
            for column, (type, told) in TABLES[name].items()
        ]
    )  # fmt: skip


class _Table:
    """One file under way: rows are written a group at a time."""

    def __init__(self, folder: Path, name: str) -> None:
        import pyarrow.parquet as pq

        self.schema, self.rows = schema(name), list[Row]()
        self.writer = pq.ParquetWriter(folder / f"{name}.parquet", self.schema, compression="zstd")

    def __enter__(self) -> _Table:
        return self

    def __exit__(self, *_: object) -> None:
        self._write()
        self.writer.close()

    def add(self, row: Row) -> None:
        self.rows.append(row)
        if len(self.rows) >= GROUP:
            self._write()

    def _write(self) -> None:
        import pyarrow as pa

        if self.rows:
            self.writer.write_table(pa.Table.from_pylist(self.rows, schema=self.schema))
            self.rows.clear()


# ---- entries as rows --------------------------------------------------------------------------------------


def _rows(selection: Selection) -> Iterator[tuple[str, Row]]:
    """Every row with the name of its table."""
    cast = Cast()
    for name, row in _entry_rows(selection, cast):
        yield name, {column: _kept(column, value, TABLES[name]) for column, value in row.items()}
    for one in cast.met(selection.ledger):
        yield "actors", {
            "id": one.actor.id, "name": encodable(one.actor.name), "type": one.actor.type,
            "country": one.actor.country, "names": [*map(encodable, one.names)],
            "roles": [*map(encodable, one.roles)],
        }  # fmt: skip
    for judged in judgments(selection.ledger, withdrawn=True):
        yield "judgments", {c: _kept(c, v, TABLES["judgments"]) for c, v in _judgment(judged).items()}


def _entry_rows(selection: Selection, cast: Cast) -> Iterator[tuple[str, Row]]:
    for some in batches(selection.reports(), REPORTS):
        copies = selection.copies(one.about for one in some)
        for one in some:
            cast.meet(one.about, *one.about.credits)
            yield "reports", _report(one, copies)
    for said, joined in selection.pages():
        for statement in said:
            yield from _statement(statement, joined, cast)
    for event in selection.events():
        yield from _event(event, cast)
    for paper in selection.papers():
        yield from _paper(paper, cast)


def _report(one: ReportEntry, copies: Joined) -> Row:
    about = one.about
    dispatch = next((c.dispatch for c in copies.copies.get(one.id, ()) if c.kind == "copy"), None)
    return {
        "id": one.id, "url": about.url, "outlet": about.outlet, "title": about.title,
        "byline": about.byline, "published": about.published, "published_day": (about.published or "")[:10],
        "language": about.language, "credits": [who.id for who in about.credits],
        "version": about.version, "read": about.read, "seen": about.seen, "dispatch": dispatch,
        "text": one.text,
    }  # fmt: skip


def _statement(one: StatementEntry, joined: Joined, cast: Cast) -> Iterator[tuple[str, Row]]:
    came, speaker = origin(one, joined), one.speaker
    cast.meet(one.about, speaker, one.target)
    yield "statements", _own(one, ("kind", "content", "content_spans", "cue", "cue_spans", "source",
        "source_spans", "act", "plover", "cameo", "said", "earliest", "latest", "place", "place_country",
        "confidence")) | {
        "speaker": _id(speaker), "speaker_name": speaker and speaker.name,
        "speaker_country": speaker and speaker.country, "target": _id(one.target),
        "matter": [matter.name for matter in one.matter], "utterance": joined.utterance(one.id),
        "origin": came and came.key, "origin_kind": came and came.kind,
    }  # fmt: skip
    for number, c in enumerate(one.conditions, 1):
        yield "conditions", {"statement": one.id, "number": number, "kind": c.kind, "words": c.words,
                             "spans": c.spans, "marker_spans": c.marker}  # fmt: skip
    for role, parties in (("with", one.others), ("channel", one.channel), ("addressee", one.addressee)):
        cast.meet(one.about, *(party.actor for party in parties))
        for number, party in enumerate(parties, 1):
            yield "parties", {"statement": one.id, "role": role, "number": number, "actor": party.actor.id,
                              "name": party.actor.name, "spans": party.spans}  # fmt: skip


def _event(one: EventEntry, cast: Cast) -> Iterator[tuple[str, Row]]:
    cast.meet(one.about, *(part.actor for part in one.participants))
    yield "events", _own(one, ("type", "status", "plover", "trigger", "trigger_spans", "time", "earliest",
                               "latest", "place", "place_country", "reported_by"))  # fmt: skip
    for number, part in enumerate(one.participants, 1):
        yield "participants", {"event": one.id, "number": number, "actor": part.actor.id,
                               "name": part.actor.name, "role": part.role, "spans": part.spans}  # fmt: skip


def _paper(one: PaperEntry, cast: Cast) -> Iterator[tuple[str, Row]]:
    cast.meet(one.about, *(party.actor for party in one.parties))
    yield "papers", _own(one, ("name", "key", "spans")) | {"parties": [p.actor.id for p in one.parties]}
    for number, s in enumerate(one.statuses, 1):
        yield "stages", {"paper": one.id, "number": number, "value": s.value, "since": s.since,
                         "spans": s.spans, "reported_by": s.reported_by}  # fmt: skip


def _judgment(one: Judgment) -> Row:
    value = None if one.value is None else json.dumps(one.value, ensure_ascii=False)
    return {
        "id": one.id, "verdict": one.verdict, "subject": one.subject, "other": one.other,
        "field": one.field, "value": value, "note": one.note, "judge": one.by, "at": one.at,
        "withdrawn_by": one.withdrawn_by, "withdrawn_at": one.withdrawn_at,
    }  # fmt: skip


def _own(one: StatementEntry | EventEntry | PaperEntry, fields: Iterable[str]) -> Row:
    own = {"id": one.id, "report": one.about.report, "number": one.number}
    return own | {field: getattr(one, field) for field in fields}


def _id(one: ActorRef | None) -> str | None:
    return one.id if one else None


# ---- values as columns hold them --------------------------------------------------------------------------


def _kept(column: str, value: Any, columns: Columns) -> Any:
    return None if value is None else _KEPT.get(columns[column][0].rstrip("!"), lambda v: v)(value)


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:  # no day of the calendar ("2026-01" as a date of publication)
        return None


def _spans(spans: Spans) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]


_KEPT: Mapping[str, Callable[[Any], Any]] = {
    "text": encodable, "texts": lambda words: [*map(encodable, words)], "day": _day,
    "instant": datetime.fromisoformat, "spans": _spans,
}  # fmt: skip
