"""Whether what a ledger says still stands in the texts that it keeps.

A report's id is the hash of its text, a reading's that of what was read in it, and an entry's that of its
place: whoever changes words, places or texts in the database is found out. What does not stand where it
should is told apart: altered, not in this report, or found in another report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, Table, select

from onrecord.ledger import ids
from onrecord.ledger.store import Ledger
from onrecord.ledger.tables import (
    appearance,
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
    stage,
    statement,
)
from onrecord.records import Passage, Span

Found = Literal["altered", "not in this report", "found in another report"]

# Reports that are looked at together.
PAGE = 100
# The columns with spans of each table, and the column with the words that stand there, where it has one.
_PLACES: Mapping[Table, tuple[tuple[str, str | None], ...]] = {
    appearance: (("mentions", None),),
    credit: (("spans", None),),
    statement: (
        ("content_spans", "content"), ("cue_spans", "cue"), ("source_spans", "source"), ("said_spans", None),
        ("place_spans", None),
    ),
    party: (("spans", None),),
    condition: (("spans", "words"), ("marker_spans", None)),
    matter: (("spans", None),),
    event: (("trigger_spans", "trigger"), ("time_spans", None), ("place_spans", None)),
    participant: (("spans", None),),
    paper: (("spans", None),),
    paper_party: (("spans", None),),
    stage: (("spans", None),),
}  # fmt: skip
# What is compared of an entry with the record of its reading: (column, place in the record).
_TOLD: Mapping[Table, tuple[tuple[str, tuple[str, ...]], ...]] = {
    statement: (
        ("content_spans", ("content",)), ("cue_spans", ("cue",)), ("source_spans", ("source",)),
        ("kind", ("kind",)), ("act", ("act",)), ("plover", ("plover",)), ("said", ("said", "value")),
        ("place", ("place", "name")),
    ),
    event: (
        ("trigger_spans", ("trigger",)), ("type", ("type",)), ("status", ("status",)),
        ("time", ("time", "value")), ("place", ("place", "name")),
    ),
    paper: (("spans", ("spans",)), ("name", ("name",))),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was read.

    ``entry`` is its id, of the table ``kind``; ``field`` what of it, ``words`` what the ledger says and
    ``stands`` what stands in the text instead. ``elsewhere`` is the report in which the words were found.
    """

    found: Found
    kind: str
    entry: str
    report: str
    field: str
    words: str | None = None
    stands: str | None = None
    elsewhere: str | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """How much was checked, and what is wrong with it."""

    reports: int
    entries: int
    spans: int
    findings: tuple[Finding, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether all stands as it was read."""
        return not self.findings

    def __str__(self) -> str:
        """In words: "19 reports, 214 entries, 1,894 spans: all stand as they were read"."""
        told = f"{self.reports:,} reports, {self.entries:,} entries, {self.spans:,} spans"
        counts = Counter(one.found for one in self.findings)
        wrong = ", ".join(f"{n:,} {found}" for found, n in counts.items())
        return f"{told}: {wrong or 'all stand as they were read'}"


def verify(ledger: Ledger) -> Verified:
    """Check every text against its hash, and every span of every reading against its text."""
    with ledger.connect() as connection:
        checked = _Checked()
        for texts in _pages(connection):
            checked.page(connection, texts)
        return replace(checked.told(), findings=tuple(_elsewhere(connection, checked.findings)))


@dataclass(slots=True)
class _Checked:
    """What was checked so far."""

    reports: int = 0
    entries: int = 0
    spans: int = 0
    findings: list[Finding] = field(default_factory=list)

    def told(self) -> Verified:
        return Verified(self.reports, self.entries, self.spans)

    def page(self, connection: Connection, texts: Mapping[str, str]) -> None:
        """Check some reports, with all that was read in them."""
        altered = {id for id, text in texts.items() if ids.report(text) != id}
        self.reports += len(texts)
        self.findings += [Finding("altered", "report", id, id, "text") for id in sorted(altered)]
        readings = {
            row["id"]: row
            for row in connection.execute(select(reading).where(reading.c.report.in_(texts))).mappings()
        }
        self.findings += filter(None, map(_reading, readings.values()))
        for table in _PLACES:
            rows = connection.execute(select(table).where(table.c.reading.in_(readings))).mappings()
            for row in rows:
                of = readings[row["reading"]]
                # A text that is not the one that was read says nothing of what stood in it.
                self.row(table, row, of, None if of["report"] in altered else texts[of["report"]])

    def row(self, table: Table, row: RowMapping, of: RowMapping, text: str | None) -> None:
        """Check one row of a table."""
        own = table in _TOLD
        self.entries += own
        entry = _entry(table, row)
        if own:
            self.findings += _against_record(table, row, of)
        for spans, words in _PLACES[table]:
            places = row[spans] or []
            self.spans += len(places)
            if text is not None:
                found = _at(text, places, None if words is None else row[words])
                if found:
                    self.findings.append(
                        replace(
                            found, kind=table.name, entry=entry, report=of["report"], field=words or spans
                        )
                    )


def _pages(connection: Connection) -> Iterator[dict[str, str]]:
    """The texts of all reports, some at a time in order of their ids."""
    last = ""
    query = select(report.c.id, report.c.text).order_by(report.c.id).limit(PAGE)
    while found := connection.execute(query.where(report.c.id > last)).all():
        yield {row.id: row.text for row in found}
        last = found[-1].id


def _reading(row: RowMapping) -> Finding | None:
    """Whether the record of a reading is the one that it has its id from."""
    made = ids.made("reading", row["report"], row["version"], row["record"])
    return None if made == row["id"] else Finding("altered", "reading", row["id"], row["report"], "record")


def _entry(table: Table, row: RowMapping) -> str:
    """The id of the entry that a row belongs to."""
    for name in ("id", "statement", "event", "paper", "actor"):
        if name in table.c:
            return str(row[name])
    raise KeyError(table.name)


def _against_record(table: Table, row: RowMapping, of: RowMapping) -> Iterator[Finding]:
    """What of an entry is not as the record of its reading has it."""
    told = of["record"].get(f"{table.name}s", [])
    number = row["number"] - 1
    if not 0 <= number < len(told):
        yield Finding("altered", table.name, row["id"], of["report"], "number")
        return
    for column, path in _TOLD[table]:
        wanted = _in(told[number], path)
        if row[column] != wanted:
            yield Finding(
                "altered", table.name, row["id"], of["report"], column, str(row[column]), str(wanted)
            )
    if table is statement and row["speaker"] not in _known_as(told[number]["speaker"], of["report"]):
        yield Finding(
            "altered",
            "statement",
            row["id"],
            of["report"],
            "speaker",
            row["speaker"],
            told[number]["speaker"],
        )
    if not _has_its_id(table, row, of["report"]):
        yield Finding("altered", table.name, row["id"], of["report"], "id")


def _known_as(id: str | None, of: str) -> tuple[str | None, ...]:
    """What an actor of a report may be called in the ledger."""
    return (None,) if id is None else (id, f"{id}@{of}")


def _in(record: Any, path: Sequence[str]) -> Any:
    for name in path:
        record = None if record is None else record.get(name)
    return record


def _has_its_id(table: Table, row: RowMapping, of: str) -> bool:
    """Whether an entry's id is that of its place; equal places are numbered from 0."""
    spans = {name: _spans(row[name]) for name, _ in _PLACES[table]}

    def made(nth: int) -> str:
        if table is statement:
            return ids.statement(of, spans["content_spans"], spans["source_spans"], nth=nth)
        if table is event:
            return ids.event(of, row["type"], spans["trigger_spans"], nth=nth)
        return ids.paper(of, spans["spans"], nth=nth)

    return any(made(nth) == row["id"] for nth in range(row["number"]))


def _spans(found: Sequence[Sequence[int]] | None) -> list[Span]:
    return [Span(start, end) for start, end in found or ()]


def _at(text: str, places: Sequence[Sequence[int]], words: str | None) -> Finding | None:
    """What is wrong with the words of some places in a text, None where nothing is."""
    if not all(0 <= start <= end <= len(text) for start, end in places):
        return Finding("altered", "", "", "", "", words, "no place in the text")
    if words is None:
        return None
    stands = Passage(text, tuple(_spans(places))).words
    if stands == words:
        return None
    # Its words stand in the report: it is their place that was changed, or of several the one.
    here = bool(words) and all(part in text for part in words.split(" … "))
    return Finding("altered" if here else "not in this report", "", "", "", "", words, stands)


def _elsewhere(connection: Connection, findings: Sequence[Finding]) -> Iterator[Finding]:
    """The findings, those whose words stand in another report with it."""
    sought = {one.words for one in findings if one.found == "not in this report" and one.words}
    there: dict[str, str] = {}
    for texts in _pages(connection) if sought else ():
        for words in sought - there.keys():
            found = (id for id, text in texts.items() if all(part in text for part in words.split(" … ")))
            if (id := next(found, None)) is not None:
                there[words] = id
    for one in findings:
        elsewhere = there.get(one.words or "") if one.found == "not in this report" else None
        yield replace(one, found="found in another report", elsewhere=elsewhere) if elsewhere else one
