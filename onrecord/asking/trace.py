"""The chain of a statement as a tree: from the speaker through those who relay it to each report, and there
down to the characters."""

from __future__ import annotations

from onrecord.asking import told
from onrecord.asking.origins import utterance
from onrecord.asking.scope import Scope
from onrecord.asking.told import Told
from onrecord.ledger import Ledger, ids, judging
from onrecord.ledger.entries import ReportEntry, StatementEntry
from onrecord.ledger.errors import NotOnRecord
from onrecord.ledger.judging import Judgment, on_record
from onrecord.records import Passage

# So many characters on either side of a passage are shown with it.
AROUND = 60


def trace(ledger: Ledger, id: str) -> Told:
    """The chain of a statement, by its id or the beginning of one; of an event or paper, of the statements
    that it comes from. Raises NotOnRecord.

    A node has ``kind``, ``name`` and ``children``; a passage its places in the text, its words and whether
    they stand there still.
    """
    kind, whole = on_record(ledger, id)
    if kind == "statement":
        return {"id": whole, "kind": kind, "as_of": ledger.at} | _traced(ledger, whole)
    told_by = _told_by(ledger, kind, whole)
    if not told_by:
        raise NotOnRecord(
            f"{id} is a {kind} that comes from no statement: the outlet says it in its own voice; "
            "see `onrecord origins`"
        )
    return {"id": whole, "kind": kind, "as_of": ledger.at,
            "statements": [_traced(ledger, one) for one in told_by]}  # fmt: skip


def _told_by(ledger: Ledger, kind: str, id: str) -> list[str]:
    if kind == "event":
        one = ledger.event(id).reported_by
        return [one] if one else []
    if kind == "paper":
        return [*dict.fromkeys(s.reported_by for s in ledger.paper(id).statuses if s.reported_by)]
    return []


def _traced(ledger: Ledger, id: str) -> Told:
    scope = utterance(ledger, id)
    texts = {one.id: one for one in ledger.reports(ids=[s.report for s in scope.statements])}
    first = next(one for one in scope.statements if one.id == id)
    root: Told = _node("speaker", _speaker(first), id=first.speaker.id if first.speaker else None)
    for one in scope.statements:
        at = root
        for party in _chain(one):
            at = _child(at, _node(*party))
        at = _child(at, _report(one, scope, texts[one.report]))
        at["children"].append(
            _passage(one, texts[one.report].text, judging.judgments(ledger, subject=one.id))
        )
    return {
        "statement": told.statement(first, scope.joined, scope.overlay),
        "origins": told.origins(scope.joined.count([id]), scope.joined),
        "tree": root,
    }


def _speaker(one: StatementEntry) -> str:
    return one.speaker.name if one.speaker else one.source or "nobody named"


def _chain(one: StatementEntry) -> list[tuple[str, str, str]]:
    """Who stands between the speaker and the report, the nearest to the speaker first."""
    return [("relay", party.actor.name, party.actor.id) for party in one.channel]


def _node(kind: str, name: str, id: str | None = None, **more: object) -> Told:
    return {"kind": kind, "name": name, "id": id, **more, "children": []}


def _child(of: Told, node: Told) -> Told:
    """A node as a child of another: the one that is there already, or itself."""
    for there in of["children"]:
        if (there["kind"], there["id"], there["name"]) == (node["kind"], node["id"], node["name"]):
            found: Told = there
            return found
    of["children"].append(node)
    return node


def _report(one: StatementEntry, scope: Scope, kept: ReportEntry) -> Told:
    copied = next((c for c in scope.joined.copies.get(one.report, ()) if c.report != c.dispatch), None)
    about = told.source(one.about, scope.joined)
    return _node(
        "report", about["name"], one.report, title=about["title"], published=about["published"],
        url=about["url"], seen=about["seen"], read=about["read"], version=one.about.version,
        intact=ids.report(kept.text) == kept.id,
        copy_of=copied and {
            "report": copied.dispatch, "name": scope.joined.labels.get(copied.dispatch),
            "kind": copied.kind, "origin": copied.origin and scope.joined.origin_name(copied.origin),
            **told.score(copied.score),
        },
    )  # fmt: skip


def _passage(one: StatementEntry, text: str, judged: list[Judgment]) -> Told:
    stands = Passage(text, one.content_spans).words == one.content
    start, end = one.content_spans[0].start, one.content_spans[-1].end
    return {
        "kind": "passage",
        "id": one.id,
        "spans": told.spans(one.content_spans),
        "source": told.spans(one.source_spans),
        "cue": told.spans(one.cue_spans),
        "words": one.content,
        "before": text[max(0, start - AROUND) : start],
        "after": text[end : end + AROUND],
        "stands": stands,
        "judged": [{"id": j.id, "verdict": j.verdict, "field": j.field, "value": j.value, "by": j.by,
                    "at": j.at, "note": j.note} for j in judged],
        "children": [],
    }  # fmt: skip
