"""The JSON of one report: the contract that other programs read. Fields of later issues are there, empty."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from onrecord.records import Passage, Report, Segment, Statement
from onrecord.views.marks import check

FORMAT = 1

# Half a surrogate pair cannot be encoded, and some readers of lines break at the others.
_UNSAFE = re.compile("[\ud800-\udfff\x85\u2028\u2029]")


def record(report: Report) -> dict[str, Any]:
    """Return a report as plain values. Raises OnrecordError where a span is no place in the text."""
    check(report)
    return {
        "onrecord": FORMAT,
        "report": _report(report),
        "actors": [],
        "statements": [_statement(statement) for statement in report.statements],
        "events": [],
        "papers": [],
        "times": [],
    }


def dumps(report: Report) -> str:
    """Return a report as one line of JSON, without the line end; it can be encoded as UTF-8."""
    line = json.dumps(record(report), ensure_ascii=False, allow_nan=False)
    return _UNSAFE.sub(lambda m: f"\\u{ord(m[0]):04x}", line)


def lines(reports: Iterable[Report]) -> Iterator[str]:
    """Yield one line of JSON for each report."""
    return map(dumps, reports)


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
        "credits": [],
    }
    return about | ({"notes": list(report.notes)} if report.notes else {})


def _segment(segment: Segment) -> dict[str, Any]:
    return {"kind": segment.kind, "span": [segment.span.start, segment.span.end]}


def _statement(statement: Statement) -> dict[str, Any]:
    return {
        "id": statement.id,
        "kind": statement.kind,
        "content": _spans(statement.content),
        "cue": _spans(statement.cue),
        "source": _spans(statement.source),
        "speaker": None,
        "with": [],
        "channel": [],
        "addressee": [],
        "said": None,
        "place": None,
        "act": None,
        "plover": None,
        "conditions": [],
        "matter": [],
        "confidence": round(float(statement.confidence), 4),
    }


def _spans(passage: Passage) -> list[list[int]]:
    return [[span.start, span.end] for span in passage.spans]
