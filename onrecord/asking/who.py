"""Who somebody is on record: names, offices, what is held now, about what, and through whom it comes."""

from __future__ import annotations

from collections import Counter

from onrecord.asking import told
from onrecord.asking.changes import around, passages_of, told_of
from onrecord.asking.holding import foremost, held
from onrecord.asking.scope import Scope, gather
from onrecord.asking.told import Told
from onrecord.joining.made import named
from onrecord.ledger import Ledger
from onrecord.ledger.entries import ActorEntry

# So many of each are told.
OTHERS, HELD, SOME, CHANGES = 10, 12, 8, 10


def who(ledger: Ledger, name: str, *, since: str | None = None, until: str | None = None) -> Told:
    """Who a name, or an id, means: the one in most reports with what is on record of them, then all others of
    the name; nobody where it is on no record."""
    found = [one for one in ledger.actors(name, limit=50) if named(one.actor) or one.actor.id == name]
    others = [_entry(one) for one in found[1 : 1 + OTHERS]]
    first = _whole(ledger, found[0], since, until) if found else None
    return {
        "asked": {"name": name, "since": since, "until": until},
        "as_of": ledger.at, "count": len(found), "actor": first, "others": others,
    }  # fmt: skip


def _entry(one: ActorEntry) -> Told:
    return {
        **(told.actor(one.actor) or {}),
        "names": list(one.names),
        "roles": [
            {"role": r.role, "first": r.first, "last": r.last, "reports": r.reports} for r in one.roles
        ],
        "reports": one.reports,
        "statements": one.statements,
    }


def _whole(ledger: Ledger, one: ActorEntry, since: str | None, until: str | None) -> Told:
    scope = gather(ledger, since=since, until=until, actor=one.actor.id, happened=False)
    differ = around(ledger, {s.id for s in scope.statements})
    replaced = {f.one: f.other for f in differ if f.kind == "change"}
    changed = [f for f in differ if f.kind in ("change", "conflict")][:CHANGES]
    passages = passages_of(ledger, changed, scope)
    holds = foremost(held(scope.statements, scope.joined), replaced)
    return _entry(one) | {
        "whole": scope.whole,
        "first_said": min((s.earliest for s in scope.statements if s.earliest), default=None),
        "last_said": max((s.earliest for s in scope.statements if s.earliest), default=None),
        "holds": [told.statement(h.best, scope.joined, scope.overlay) for h in holds[:HELD]],
        "changed": [told_of(f, passages) for f in changed],
        **_counted(scope),
    }  # fmt: skip


def _counted(scope: Scope) -> Told:
    """About what, through whom and in which outlets somebody speaks."""
    every = scope.statements
    matters = Counter(matter.name for one in every for matter in one.matter)
    through = Counter(party.actor.name for one in every for party in one.channel)
    outlets = Counter(scope.joined.labels[one.report] for one in every)
    acts = Counter(one.act for one in every)
    return {
        name: [{"name": key, "statements": n} for key, n in counts.most_common(SOME)]
        for name, counts in (("matters", matters), ("through", through), ("outlets", outlets), ("acts", acts))
    }
