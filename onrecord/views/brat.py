"""Standoff annotations as brat and the PolNeAR corpus write them, one file beside each text.

A statement is an event `Attribution` with its source, cue, content and conditions, and its kind and act
as attributes. Talks and the like are events of their type, with who takes part as what, when and where;
papers are spans, with a relation to each party and an event `Stage` for each status. Mentions of one event
or paper are said to be equivalent. What is reported by a statement has it as an argument.

A span may not cross a line end there, so it is written in pieces; offsets are of the same text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from onrecord.records import Event, Paper, Passage, Report, Score, Span, Statement
from onrecord.views.check import check
from onrecord.views.marks import LINE_ENDS, passages, shown

_LINE = re.compile(f"[^{LINE_ENDS}]+")


def standoff(report: Report, *, explain: bool = False) -> str:
    """Return the .ann file of a report; "" where nothing was found. Raises OnrecordError on a false span.

    The reasons of a statement, event or paper are notes of its annotator.
    """
    check(report)
    made = _Standoff(report.text, explain)
    statements = {s.id: made.statement(s) for s in report.statements}
    for event in report.events:
        made.event(event, statements)
    for paper in report.papers:
        made.paper(paper, statements)
    return "".join(f"{line}\n" for line in made.lines)


def files(reports: Iterable[Report], *, explain: bool = False) -> Iterator[str]:
    """Yield the .ann file of each report."""
    return (standoff(report, explain=explain).rstrip("\n") for report in reports)


@dataclass(slots=True)
class _Standoff:
    """The lines of one file, with the counts of its ids. Ids of what is bound to no words are ""."""

    text: str
    explain: bool
    lines: list[str] = field(default_factory=list)
    counts: dict[str, count[int]] = field(default_factory=dict)

    def statement(self, statement: Statement) -> str:
        """Write a statement; return the id of its event, "" where its content is blank."""
        roles = {role.capitalize(): self._pieces(passage) for role, passage in passages(statement)}
        if not roles["Content"]:
            return ""
        bound = {role: self._bound(role, pieces) for role, pieces in roles.items() if pieces}
        trigger = self._bound("Attribution", roles["Cue"] or roles["Content"][:1])
        arguments = [(role, id) for role, id in reversed(bound.items())]
        for condition in statement.conditions:
            id = self._spanned("Condition", condition.span)
            arguments.append(("Condition", id))
            self._attribute("ConditionKind", id, condition.kind)
            self._note(id, [(condition.kind, condition.score)])
        event = self._event("Attribution", trigger, arguments)
        self._attribute("Kind", event, statement.kind)
        self._attribute("Act", event, statement.act)
        if statement.plover:
            self._attribute("Plover", event, statement.plover)
        self._note(event, statement.reasons)
        return event

    def event(self, event: Event, statements: dict[str, str]) -> None:
        """Write an event: its participants are bound to the words that name them."""
        label = event.type.capitalize()
        mentions = [self._spanned(label, span) for span in event.trigger]
        arguments = [(one.role.capitalize(), self._spanned("Actor", one.span)) for one in event.participants]
        arguments += [("Time", self._spanned("Time", event.time.span))] if event.time else []
        arguments += [("Place", self._spanned("Place", event.place.span))] if event.place else []
        if event.reported_by:
            arguments.append(("ReportedBy", statements[event.reported_by]))
        trigger, *_ = mentions
        id = self._event(label, trigger, arguments)
        self._attribute("Status", id, event.status)
        self._equivalent(mentions)
        self._note(id, event.reasons)

    def paper(self, paper: Paper, statements: dict[str, str]) -> None:
        """Write a paper: parties and statuses are tied to its first mention."""
        mentions = [self._spanned("Paper", span) for span in paper.spans]
        first, *_ = mentions
        self._equivalent(mentions)
        for party in paper.parties:
            self._relation("PartyTo", self._spanned("Actor", party.span), first)
        for stage in paper.statuses:
            status = self._spanned("Stage", stage.span)
            arguments = [("Paper", first)]
            if stage.reported_by:
                arguments.append(("ReportedBy", statements[stage.reported_by]))
            id = self._event("Stage", status, arguments)
            self._attribute("PaperStatus", id, stage.value)
            self._note(id, [(stage.value, stage.score)])

    # --- lines

    def _id(self, letter: str) -> str:
        return f"{letter}{next(self.counts.setdefault(letter, count(1)))}"

    def _bound(self, label: str, pieces: Sequence[Span]) -> str:
        """Write a label on words; return its id."""
        id = self._id("T")
        offsets = ";".join(f"{piece.start} {piece.end}" for piece in pieces)
        words = " ".join(piece.of(self.text) for piece in pieces)
        self.lines.append(f"{id}\t{label} {offsets}\t{_flat(words)}")
        return id

    def _spanned(self, label: str, span: Span) -> str:
        pieces = self._pieces([span])
        return self._bound(label, pieces) if pieces else ""

    def _event(self, label: str, trigger: str, arguments: Iterable[tuple[str, str]]) -> str:
        """Write an event; return its id. Arguments of one role are numbered from the second, as in brat."""
        if not trigger:
            return ""
        id = self._id("E")
        told, seen = "", dict[str, int]()
        for role, argument in arguments:
            if argument:
                seen[role] = seen.get(role, 0) + 1
                told += f" {role}{seen[role] if seen[role] > 1 else ''}:{argument}"
        self.lines.append(f"{id}\t{label}:{trigger}{told}")
        return id

    def _attribute(self, name: str, id: str, value: str) -> None:
        if id:
            self.lines.append(f"{self._id('A')}\t{name} {id} {value}")

    def _relation(self, label: str, one: str, other: str) -> None:
        if one and other:
            self.lines.append(f"{self._id('R')}\t{label} Arg1:{one} Arg2:{other}")

    def _equivalent(self, ids: Sequence[str]) -> None:
        named = [id for id in ids if id]
        if len(named) > 1:
            self.lines.append(f"*\tEquiv {' '.join(named)}")

    def _note(self, id: str, reasons: Iterable[tuple[str, Score]]) -> None:
        for what, score in reasons if self.explain and id else ():
            reason = _flat(f"{what}: {score.reason} ({score.value:.2f})")
            self.lines.append(f"{self._id('#')}\tAnnotatorNotes {id}\t{reason}")

    def _pieces(self, passage: Passage | Sequence[Span]) -> list[Span]:
        """The spans of a passage, parted at line ends; pieces that are blank are left out."""
        return [
            Span(span.start + line.start(), span.start + line.end())
            for span in passage
            for line in _LINE.finditer(span.of(self.text))
            if not line[0].isspace()
        ]


def _flat(words: str) -> str:
    return shown(words).replace("\t", " ")
