"""What a statement, an event or a paper rests on: every report that has it, and where each has it from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from onrecord.asking import told
from onrecord.asking.changes import finding, findings
from onrecord.asking.papers import kept, paper
from onrecord.asking.scope import Scope, events, papers, scoped, statements
from onrecord.asking.talks import event, met
from onrecord.asking.told import Told
from onrecord.ledger import Ledger
from onrecord.ledger.entries import EventEntry, PaperEntry, StatementEntry
from onrecord.ledger.errors import NotOnRecord
from onrecord.ledger.judging import on_record


def origins(ledger: Ledger, id: str) -> Told:
    """What something rests on, by its id or the beginning of one: of a statement its utterance with all
    renderings, of an event or paper every report that tells of it. Raises NotOnRecord."""
    kind, whole = on_record(ledger, id)
    if kind == "statement":
        return _of_statement(ledger, whole)
    if kind == "event":
        return {"kind": "event"} | _of_event(ledger, ledger.event(whole))
    if kind == "paper":
        return {"kind": "paper"} | _of_paper(ledger, ledger.paper(whole))
    raise NotOnRecord(f"{id} is a {kind}, expected a statement, an event or a paper: see `onrecord said`")


def utterance(ledger: Ledger, id: str) -> Scope:
    """A statement by its whole id, with all renderings of its utterance, the first first."""
    first = scoped(ledger, statements(ledger, {"ids": [id]}))
    others = [one.statement for one in first.joined.rendered(id)]
    every = statements(ledger, {"ids": [*{id, *others}]})
    return replace(scoped(ledger, sorted(every, key=_published)), whole=True)


def _published(one: StatementEntry) -> tuple[str, str, int]:
    return one.about.published or "", one.report, one.number


def _of_statement(ledger: Ledger, id: str) -> Told:
    scope = utterance(ledger, id)
    by_id = {one.id: one for one in scope.statements}
    rendered = {one.statement: one for one in scope.joined.rendered(id)}
    renderings = []
    for one in scope.statements:
        made = told.statement(one, scope.joined, scope.overlay)
        if (known := rendered.get(one.id)) is not None:
            key = known.origin.key
            made |= told.score(known.score) | {
                "origin": {
                    "key": key,
                    "name": key and scope.joined.origin_name(key),
                    "kind": known.origin.kind,
                    "reason": known.origin.reason,
                }
            }
        renderings.append(made | {"copies": _copies(one.report, scope)})
    drifted = [f for f in findings(ledger, scope, least=0.0) if f.kind == "drift"]
    return {
        "kind": "statement",
        "id": id,
        "as_of": ledger.at,
        "statement": told.statement(by_id[id], scope.joined, scope.overlay),
        "origins": told.origins(scope.joined.count([id]), scope.joined),
        "renderings": renderings,
        "drift": [finding(one, by_id, scope) for one in drifted],
    }


def _copies(report: str, scope: Scope) -> list[Told]:
    """Of which dispatches a report is a copy, or has passages from."""
    return [
        {
            "dispatch": one.dispatch,
            "name": scope.joined.labels.get(one.dispatch),
            "kind": one.kind,
            "origin": one.origin and scope.joined.origin_name(one.origin),
            **told.score(one.score),
        }
        for one in scope.joined.copies.get(report, ())
        if one.report != one.dispatch
    ]


def _of_event(ledger: Ledger, one: EventEntry) -> Told:
    others: Sequence[EventEntry] = [one]
    if one.earliest:
        others = events(ledger, {"since": one.earliest, "until": one.earliest, "limit": 500})
    scope = scoped(ledger, (), others)
    group = next(m for m in met(scope) if any(e.id == one.id for e in m.tellings))
    return {"as_of": ledger.at, **event(group, scope, scope.days[1])}


def _of_paper(ledger: Ledger, one: PaperEntry) -> Told:
    others = papers(ledger, {"name": one.name, "limit": 200})
    if all(other.id != one.id for other in others):
        others = [one, *others]
    scope = scoped(ledger, (), (), others)
    group = next(w for w in kept(scope) if any(p.id == one.id for p in w.tellings))
    return {"as_of": ledger.at, **paper(group, scope)}
