"""The JSON of one report: the contract that other programs read.

With ``explain``, what was resolved is there with its score and the reason.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from onrecord.records import (
    Actor,
    Condition,
    Event,
    Mention,
    Paper,
    Party,
    Passage,
    Place,
    Report,
    Score,
    Segment,
    Span,
    Stage,
    Statement,
    Time,
)
from onrecord.views.check import check

FORMAT = 1

# Half a surrogate pair cannot be encoded, and some readers of lines break at the others.
_UNSAFE = re.compile("[\ud800-\udfff\x85\u2028\u2029]")


def record(report: Report, *, explain: bool = False) -> dict[str, Any]:
    """Return a report as plain values.

    Raises OnrecordError where a span is no place in the text, or an id none of the actors'.
    """
    check(report)
    return {
        "onrecord": FORMAT,
        "report": _report(report),
        "actors": [actor(one, explain=explain) for one in report.actors],
        "statements": [_statement(statement, explain) for statement in report.statements],
        "events": [_event(event, explain) for event in report.events],
        "papers": [_paper(paper, explain) for paper in report.papers],
        "times": [_time(time, explain) for time in report.times],
    }


def dumps(report: Report, *, explain: bool = False) -> str:
    """Return a report as one line of JSON, without the line end; it can be encoded as UTF-8."""
    line = json.dumps(record(report, explain=explain), ensure_ascii=False, allow_nan=False)
    return _UNSAFE.sub(lambda m: f"\\u{ord(m[0]):04x}", line)


def lines(reports: Iterable[Report], *, explain: bool = False) -> Iterator[str]:
    """Yield one line of JSON for each report."""
    return map(partial(dumps, explain=explain), reports)


def _report(report: Report) -> dict[str, Any]:
    about: dict[str, Any] = {
        "id": report.id,
        "url": report.url,
        "outlet": report.outlet,
        "title": report.title,
        "byline": report.byline,
        "published": report.published,
        "language": report.language,
        "text": report.text,
        "segments": [_segment(segment) for segment in report.segments],
        "credits": _parties(report.credits),
    }
    return about | ({"notes": list(report.notes)} if report.notes else {})


def _segment(segment: Segment) -> dict[str, Any]:
    return {"kind": segment.kind, "span": _span(segment.span)}


def actor(actor: Actor, *, explain: bool) -> dict[str, Any]:
    """Return an actor as plain values, with ``explain`` those that tell why."""
    about: dict[str, Any] = {
        "id": actor.id,
        "name": actor.name,
        "type": actor.type,
        "country": actor.country,
        "roles": list(actor.roles),
        "mentions": [_span(mention.span) for mention in actor.mentions],
    }
    why = _score(actor.score) | {"why": [_mention(mention) for mention in actor.mentions]}
    return about | (why if explain else {})


def _mention(mention: Mention) -> dict[str, Any]:
    return {"span": _span(mention.span)} | _score(mention.score)


def _statement(statement: Statement, explain: bool) -> dict[str, Any]:
    about: dict[str, Any] = {
        "id": statement.id,
        "kind": statement.kind,
        "content": _spans(statement.content),
        "cue": _spans(statement.cue),
        "source": _spans(statement.source),
        "speaker": statement.speaker,
        "with": list(statement.others),
        "channel": _parties(statement.channel),
        "addressee": _parties(statement.addressee),
        "media": [_span(span) for span in statement.media],
        "said": statement.said and _said(statement.said, explain),
        "place": statement.place and _place(statement.place, explain),
        "act": statement.act,
        "plover": statement.plover,
        "cameo": statement.cameo,
        "target": statement.target and _party(statement.target),
        "conditions": [_condition(condition, explain) for condition in statement.conditions],
        "matter": [matter.name for matter in statement.matter],
        "confidence": round(float(statement.confidence), 4),
    }
    why = {"why": {field: _score(score) for field, score in statement.reasons}}
    return about | (why if explain else {})


def _condition(condition: Condition, explain: bool) -> dict[str, Any]:
    about = {"span": _span(condition.span), "marker": _span(condition.marker), "kind": condition.kind}
    return about | (_score(condition.score) if explain else {})


def _event(event: Event, explain: bool) -> dict[str, Any]:
    about: dict[str, Any] = {
        "id": event.id,
        "type": event.type,
        "plover": event.plover,
        "trigger": _spans(event.trigger),
        "status": event.status,
        "participants": [
            {"actor": p.actor, "role": p.role, "span": _span(p.span)} for p in event.participants
        ],
        "time": event.time and _said(event.time, explain),
        "place": event.place and _place(event.place, explain),
        "reported_by": event.reported_by,
    }
    why = {"why": {field: _score(score) for field, score in event.reasons}}
    return about | (why if explain else {})


def _paper(paper: Paper, explain: bool) -> dict[str, Any]:
    return {
        "id": paper.id,
        "name": paper.name,
        "spans": _spans(paper.spans),
        "parties": list(dict.fromkeys(party.actor for party in paper.parties)),
        "statuses": [_stage(stage, explain) for stage in paper.statuses],
    }


def _stage(stage: Stage, explain: bool) -> dict[str, Any]:
    about = {
        "value": stage.value,
        "on": stage.on,
        "span": _span(stage.span),
        "reported_by": stage.reported_by,
    }
    return about | (_score(stage.score) if explain else {})


def _said(time: Time, explain: bool) -> dict[str, Any]:
    return {"value": time.value, "span": _span(time.span)} | _reason(time.reason, explain)


def _time(time: Time, explain: bool) -> dict[str, Any]:
    about = {"span": _span(time.span), "type": time.type, "value": time.value}
    return about | _reason(time.reason, explain)


def _place(place: Place, explain: bool) -> dict[str, Any]:
    about: dict[str, Any] = {"name": place.name, "country": place.country, "span": _span(place.span)}
    if place.latitude is not None and place.longitude is not None:
        about |= {"latitude": place.latitude, "longitude": place.longitude}
    return about | _reason(place.reason, explain)


def _parties(parties: Iterable[Party]) -> list[dict[str, Any]]:
    return [_party(party) for party in parties]


def _party(party: Party) -> dict[str, Any]:
    return {"actor": party.actor, "span": _span(party.span)}


def _reason(reason: str, explain: bool) -> dict[str, Any]:
    return {"reason": reason} if explain else {}


def _score(score: Score) -> dict[str, Any]:
    return {"score": round(float(score.value), 4), "reason": score.reason}


def _spans(passage: Passage) -> list[list[int]]:
    return [_span(span) for span in passage.spans]


def _span(span: Span) -> list[int]:
    return [span.start, span.end]
