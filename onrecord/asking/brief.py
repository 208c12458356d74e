"""The dossier of a negotiation: who holds what, what was and will be met over, how it stands with the papers,
what changed, what conflicts, and what rests on one origin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

from onrecord.asking import told
from onrecord.asking.changes import KINDS, Finding, Kind, around, passages_of, told_of
from onrecord.asking.holding import Held, Side, foremost, held, sides
from onrecord.asking.joined import roles
from onrecord.asking.papers import kept, paper
from onrecord.asking.scope import Scope, gather
from onrecord.asking.talks import event, met
from onrecord.asking.told import Told
from onrecord.ledger import Ledger

# So many of the newest statements of somebody are looked at for what changed in them.
COMPARED = 150
# So many are told of each.
SIDES, HELD, TALKS, PAPERS, DIFFER, SINGLE, MATTERS = 12, 12, 30, 20, 20, 20, 8


def brief(
    ledger: Ledger,
    matter: str | None = None,
    since: str | None = None,
    actor: str | None = None,
    *,
    until: str | None = None,
) -> Told:
    """The dossier of a matter, or of all that is on record; of the latest of it where there is much.

    ``talks`` tell their state as of the last report (``record.until``): what was to come then is coming.
    """
    scope = gather(ledger, matter, since=since, until=until, actor=actor)
    differ = around(ledger, {one.id for one in scope.statements})
    said = held(scope.statements, scope.joined)
    talks = [event(one, scope, scope.days[1]) for one in met(scope)[:TALKS]]
    papers = [paper(one, scope) for one in kept(scope)[:PAPERS]]
    shown = _differ(ledger, scope, differ)
    return {
        "asked": {"matter": matter, "since": since, "until": until, "actor": actor},
        "as_of": ledger.at,
        "record": _record(scope),
        "matters": _matters(scope),
        "parties": _parties(ledger, scope, said, differ),
        "talks": talks,
        "papers": papers,
        "changed": shown["change"],
        "conflicts": shown["conflict"],
        "drift": shown["drift"],
        "one_origin": _one_origin(said, talks, papers, scope),
    }


def _record(scope: Scope) -> Told:
    first, last = scope.days
    names = Counter(scope.joined.labels[report] for report in scope.abouts)
    return {
        "reports": len(scope.abouts),
        "statements": len(scope.statements),
        "from": first,
        "until": last,
        "outlets": [name for name, _ in names.most_common()],
        "whole": scope.whole,
    }


def _matters(scope: Scope) -> list[Told]:
    """What is spoken of most: in how many reports."""
    found = Counter(
        name for name in chain.from_iterable({m.key for m in one.matter} for one in scope.statements)
    )
    names = {m.key: m.name for one in scope.statements for m in one.matter}
    return [{"name": names[key], "statements": n} for key, n in found.most_common(MATTERS) if n > 1]


def _parties(ledger: Ledger, scope: Scope, said: Sequence[Held], differ: Iterable[Finding]) -> list[Told]:
    replaced = {f.one: f.other for f in differ if f.kind == "change"}
    found = [(one, foremost(one.held, replaced, scope.direct)) for one in sides(said)]
    shown = [(one, holds) for one, holds in found if holds][:SIDES]
    people = [speaker for one, _ in shown for speaker in one.speakers]
    with ledger.connect() as connection:
        office = roles(connection, [about.reading for about in scope.abouts.values()], people)
    return [_party(one, holds, office, scope) for one, holds in shown]


def _party(one: Side, holds: Sequence[Held], office: dict[str, str], scope: Scope) -> Told:
    return {
        "id": one.id,
        "name": one.name,
        "who": [{**(told.actor(speaker) or {}), "role": office.get(speaker.id)} for speaker in one.speakers],
        "statements": len(one.held),
        "holds": [
            told.statement(h.best, scope.joined, scope.overlay) | {"rank": h.rank} for h in holds[:HELD]
        ],
    }


def _differ(ledger: Ledger, scope: Scope, differ: Iterable[Finding]) -> dict[Kind, list[Told]]:
    """What differs, by kind, each with both passages."""
    of: dict[Kind, list[Finding]] = {kind: [] for kind in KINDS}
    for one in differ:
        if len(of[one.kind]) < DIFFER:
            of[one.kind].append(one)
    passages = passages_of(ledger, chain.from_iterable(of.values()), scope)
    return {kind: [told_of(one, passages) for one in some] for kind, some in of.items()}


def _one_origin(
    said: Sequence[Held], talks: Iterable[Told], papers: Iterable[Told], scope: Scope
) -> list[Told]:
    """What several reports have and one origin tells: positions, and how it stands with talks and papers."""
    found: list[Told] = [
        _single("statement", h.best.id, h.best.content, told.origins(h.count, scope.joined))
        | {"speaker": told.actor(h.best.speaker), "act": h.best.act}
        for h in said
        if h.position
    ]
    for kind, some in (("event", talks), ("paper", papers)):
        found += [_single(kind, one["id"], one["name"], one["origins"]) for one in some]
    single = [one for one in found if _rests_on_one(one["origins"])]
    return sorted(single, key=lambda one: (-one["origins"]["reports"], one["id"]))[:SINGLE]


def _single(kind: str, id: str, name: str, origins: Told) -> Told:
    return {"kind": kind, "id": id, "name": name, "speaker": None, "act": None, "origins": origins}


def _rests_on_one(origins: Told) -> bool:
    return bool(origins["reports"] > 1 and origins["origins"] == 1 and not origins["unknown"])
