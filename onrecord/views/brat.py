"""Standoff annotations as brat and the PolNeAR corpus write them, one file beside each text.

A span may not cross a line end there, so it is written in pieces; offsets are of the same text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, count

from onrecord.records import Passage, Report, Span, Statement
from onrecord.views.marks import LINE_ENDS, check, passages, shown

_LINE = re.compile(f"[^{LINE_ENDS}]+")


def standoff(report: Report, *, explain: bool = False) -> str:
    """Return the .ann file of a report; "" without statements. Raises OnrecordError on a false span.

    The reasons of a statement are notes of its annotator, one a field.
    """
    check(report)
    ids, notes = count(1), count(1)
    return "".join(
        line
        for number, statement in enumerate(report.statements, start=1)
        for line in chain(
            _statement(statement, number, ids), _notes(statement, number, notes) if explain else ()
        )
    )


def files(reports: Iterable[Report], *, explain: bool = False) -> Iterator[str]:
    """Yield the .ann file of each report."""
    return (standoff(report, explain=explain).rstrip("\n") for report in reports)


def _statement(statement: Statement, number: int, ids: Iterator[int]) -> Iterator[str]:
    """The lines of one statement; none where its content is blank."""
    pieces = {role.capitalize(): _pieces(passage) for role, passage in passages(statement)}
    if not pieces["Content"]:
        return
    bound = {role: next(ids) for role in pieces if pieces[role]}
    trigger = next(ids)
    text = statement.content.text
    for role, t in bound.items():
        yield _textbound(t, role, pieces[role], text)
    yield _textbound(trigger, "Attribution", pieces["Cue"] or pieces["Content"][:1], text)
    arguments = " ".join(f"{role}:T{t}" for role, t in reversed(bound.items()))
    yield f"E{number}\tAttribution:T{trigger} {arguments}\n"
    yield f"A{number}\tKind E{number} {statement.kind}\n"


def _notes(statement: Statement, number: int, ids: Iterator[int]) -> Iterator[str]:
    if _pieces(statement.content):
        for field, score in statement.reasons:
            reason = shown(f"{field}: {score.reason} ({score.value:.2f})").replace("\t", " ")
            yield f"#{next(ids)}\tAnnotatorNotes E{number}\t{reason}\n"


def _pieces(passage: Passage) -> list[Span]:
    """The spans of a passage, parted at line ends; pieces that are blank are left out."""
    return [
        Span(span.start + line.start(), span.start + line.end())
        for span in passage.spans
        for line in _LINE.finditer(span.of(passage.text))
        if not line[0].isspace()
    ]


def _textbound(t: int, label: str, pieces: list[Span], text: str) -> str:
    offsets = ";".join(f"{piece.start} {piece.end}" for piece in pieces)
    words = shown(" ".join(piece.of(text) for piece in pieces)).replace("\t", " ")
    return f"T{t}\t{label} {offsets}\t{words}\n"
