"""What changed, what conflicts, what was altered on the way: each with both passages and the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from sqlalchemy import func, select

from onrecord.asking import told
from onrecord.asking.scope import Scope, gather
from onrecord.asking.told import Told
from onrecord.joining import changes as joining
from onrecord.joining.drift import Drift, drift
from onrecord.ledger import Ledger, judging
from onrecord.ledger.entries import Alteration, Difference, StatementEntry
from onrecord.ledger.judging import Pair, Verdict
from onrecord.ledger.tables import sighting
from onrecord.records import Score, Span

Kind = Literal["change", "conflict", "drift"]
# What is less sure is left out unless it is asked for.
LEAST = 0.4
LIMIT = 50


@dataclass(frozen=True, slots=True)
class Finding:
    """Two statements that do not say the same: ``one`` is the earlier or the fuller. ``what`` differs."""

    kind: Kind
    what: str
    one: str
    other: str
    on: str | None
    score: Score
    drift: Drift | None = None

    @property
    def pair(self) -> Pair:
        """Both ids in the order in which judgments have them."""
        first, second = sorted((self.one, self.other))
        return first, second


def changes(
    ledger: Ledger,
    matter: str | None = None,
    *,
    since: str | None = None,
    until: str | None = None,
    actor: str | None = None,
    least: float = LEAST,
    limit: int = LIMIT,
) -> Told:
    """What one says otherwise than before, what two say against each other, what renderings lost or altered,
    and which quotations are others in a later version of their page; the latest first."""
    scope = gather(ledger, matter, since=since, until=until, actor=actor, happened=False)
    found = findings(ledger, scope, least=least)
    shown = {kind: [one for one in found if one.kind == kind] for kind in ("change", "conflict", "drift")}
    by_id = {one.id: one for one in scope.statements}
    return {
        "asked": {"matter": matter, "since": since, "until": until, "actor": actor},
        "as_of": ledger.at,
        "count": len(found),
        "whole": scope.whole,
        "changes": [finding(one, by_id, scope) for one in shown["change"][:limit]],
        "conflicts": [finding(one, by_id, scope) for one in shown["conflict"][:limit]],
        "drift": [finding(one, by_id, scope) for one in shown["drift"][:limit]],
        "altered": [alteration(one) for one in _altered(ledger, scope)][:limit],
    }


def findings(ledger: Ledger, scope: Scope, *, least: float = LEAST, most: int | None = None) -> list[Finding]:
    """What differs between the statements of a scope, the latest first; without what people judged wrong.

    ``most`` is how many of its statements are compared, the newest.
    """
    decided = _decided(ledger)
    seen = scope if most is None else replace(scope, statements=scope.statements[:most])
    every = [one for one in _findings(seen) if decided.get(one.pair) not in ("wrong", "different")]
    sure = [one for one in every if one.score.value >= least or decided.get(one.pair) == "right"]
    return sorted(sure, key=lambda f: (f.on or "", f.score.value, f.one), reverse=True)


def _findings(scope: Scope) -> Iterator[Finding]:
    kept, rendered = scope.compared(), scope.rendered()
    for c in joining.changes(kept, rendered):
        yield Finding("change", c.kind, c.before, c.after, c.on, c.score)
    for x in joining.conflicts(kept, rendered):
        yield Finding("conflict", x.kind, x.one, x.other, x.on, x.score)
    days = {one.id: one.earliest for one in scope.statements}
    for d in drift(kept, rendered):
        yield Finding("drift", d.kind, d.one, d.other, days.get(d.other), d.score, d)


def _decided(ledger: Ledger) -> dict[Pair, Verdict]:
    """What people say of two statements together."""
    return {
        (one.subject, one.other): one.verdict for one in judging.judgments(ledger) if one.other is not None
    }


def finding(one: Finding, by_id: Mapping[str, StatementEntry], scope: Scope) -> Told:
    """A finding with both passages."""
    first, second = (told.statement(by_id[id], scope.joined, scope.overlay) for id in (one.one, one.other))
    made: Told = {"kind": one.kind, "what": one.what, "on": one.on, **told.score(one.score)}
    if one.drift is not None:
        made |= {
            "words": [one.drift.one_words, one.drift.other_words],
            "spans": [told.spans(one.drift.one_spans), told.spans(one.drift.other_spans)],
        }
    return made | {"before" if one.kind == "change" else "one": first,
                   "after" if one.kind == "change" else "other": second}  # fmt: skip


# ---- pages that changed ---------------------------------------------------------------------------------


def _altered(ledger: Ledger, scope: Scope) -> Iterator[Alteration]:
    for report in _reports_with_versions(ledger, scope.abouts):
        yield from ledger.altered(report)


def _reports_with_versions(ledger: Ledger, reports: Iterable[str]) -> list[str]:
    """One report of each page that had more than one text."""
    several = (
        select(sighting.c.page)
        .where(sighting.c.page.in_(select(sighting.c.page).where(sighting.c.report.in_(list(reports)))))
        .group_by(sighting.c.page)
        .having(func.count(sighting.c.report.distinct()) > 1)
    )
    first = select(func.min(sighting.c.report)).where(sighting.c.page.in_(several)).group_by(sighting.c.page)
    with ledger.connect() as connection:
        return sorted(connection.scalars(first))


def alteration(one: Alteration) -> Told:
    """A quotation that is another in the next version of its page."""
    return {
        "kind": one.kind,
        "earlier": _version(one.earlier.report, one.earlier.seen, one.earlier.url, one.before),
        "later": _version(one.later.report, one.later.seen, one.later.url, one.after),
        "differences": [_difference(d) for d in one.differences],
        "score": one.score,
    }


def _version(report: str, seen: str, url: str, said: StatementEntry | None) -> Told:
    return {
        "report": report,
        "seen": seen,
        "url": url,
        "statement": said and said.id,
        "speaker": told.actor(said.speaker) if said else None,
        "content": said and said.content,
        "spans": told.spans(said.content_spans) if said else [],
    }


def _difference(one: Difference) -> Told:
    return {
        "before": one.before, "before_span": _span(one.before_span),
        "after": one.after, "after_span": _span(one.after_span),
    }  # fmt: skip


def _span(one: Span | None) -> list[int] | None:
    return None if one is None else [one.start, one.end]
