"""JSON lines: everything on record, one report, statement, event or paper a line.

``entry`` tells which a line is; names and meanings are those of the JSON of one report, with the ids of the
ledger, and names beside the ids of actors. Spans are [start, end] in code points of the report's text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from onrecord.asking.joined import Joined
from onrecord.asking.told import actor
from onrecord.export.selection import Selection, origin
from onrecord.export.words import dumps
from onrecord.ledger.entries import (
    About,
    EventEntry,
    PaperEntry,
    PartyEntry,
    ReportEntry,
    Spans,
    StatementEntry,
)

Told = dict[str, Any]


def pieces(selection: Selection) -> Iterator[str]:
    """Yield the lines, reports first."""
    return (f"{dumps(one)}\n" for one in entries(selection))


def entries(selection: Selection) -> Iterator[Told]:
    """Yield what is given out as plain values."""
    yield from map(report, selection.reports())
    for some, joined in selection.pages():
        yield from (statement(one, joined) for one in some)
    yield from map(event, selection.events())
    yield from map(paper, selection.papers())


def report(one: ReportEntry) -> Told:
    """A report with its text, and where it was found."""
    sightings = [
        {"source": s.source, "seen": s.seen, "url": s.url, "outlet": s.outlet} for s in one.sightings
    ]
    credits = [actor(who) for who in one.about.credits]
    return (
        {"entry": "report", "id": one.id} | _about(one.about)
        | {"byline": one.about.byline, "language": one.about.language, "version": one.about.version,
           "read": one.about.read, "credits": credits, "sightings": sightings, "text": one.text}
    )  # fmt: skip


def statement(one: StatementEntry, joined: Joined) -> Told:
    """A statement, with the utterance that it renders and where it comes from."""
    came = origin(one, joined)
    return {
        "entry": "statement", "id": one.id, "report": one.report, "number": one.number, "kind": one.kind,
        "content": one.content, "content_spans": _spans(one.content_spans),
        "cue": one.cue, "cue_spans": _spans(one.cue_spans),
        "source": one.source, "source_spans": _spans(one.source_spans),
        "speaker": actor(one.speaker), "with": _parties(one.others),
        "channel": _parties(one.channel), "addressee": _parties(one.addressee),
        "said": one.said, "earliest": one.earliest, "latest": one.latest,
        "place": one.place, "place_country": one.place_country,
        "act": one.act, "plover": one.plover, "cameo": one.cameo, "target": actor(one.target),
        "conditions": [
            {"kind": c.kind, "words": c.words, "spans": _spans(c.spans), "marker": _spans(c.marker)}
            for c in one.conditions
        ],
        "matter": [matter.name for matter in one.matter], "confidence": round(one.confidence, 4),
        "utterance": joined.utterance(one.id),
        "origin": came and {"key": came.key, "kind": came.kind, "reason": came.reason},
        "about": _about(one.about),
    }  # fmt: skip


def event(one: EventEntry) -> Told:
    """An event with who takes part."""
    return {
        "entry": "event", "id": one.id, "report": one.about.report, "number": one.number, "type": one.type,
        "status": one.status, "plover": one.plover, "trigger": one.trigger,
        "trigger_spans": _spans(one.trigger_spans),
        "participants": [
            {"actor": actor(p.actor), "role": p.role, "spans": _spans(p.spans)} for p in one.participants
        ],
        "time": one.time, "earliest": one.earliest, "latest": one.latest,
        "place": one.place, "place_country": one.place_country, "reported_by": one.reported_by,
        "about": _about(one.about),
    }  # fmt: skip


def paper(one: PaperEntry) -> Told:
    """A paper with its parties and statuses."""
    return {
        "entry": "paper", "id": one.id, "report": one.about.report, "number": one.number, "name": one.name,
        "spans": _spans(one.spans), "parties": _parties(one.parties),
        "statuses": [
            {"value": s.value, "since": s.since, "spans": _spans(s.spans), "reported_by": s.reported_by}
            for s in one.statuses
        ],
        "about": _about(one.about),
    }  # fmt: skip


def _about(one: About) -> Told:
    """Where an entry stands, as far as a reader of its line alone needs it."""
    return {
        "url": one.url, "outlet": one.outlet, "title": one.title, "published": one.published,
        "seen": one.seen,
    }  # fmt: skip


def _parties(parties: Iterable[PartyEntry]) -> list[Told]:
    return [{**(actor(one.actor) or {}), "spans": _spans(one.spans)} for one in parties]


def _spans(spans: Spans) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]
