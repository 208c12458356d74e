"""What people decided: each judgment with who, when, and what it is about."""

from __future__ import annotations

from dataclasses import asdict

from onrecord.asking import told
from onrecord.asking.scope import scoped, statements
from onrecord.asking.told import Told
from onrecord.ledger import Ledger, judging
from onrecord.ledger.judging import Judgment

LIMIT = 50


def judged(
    ledger: Ledger, *, by: str | None = None, withdrawn: bool = False, page: int = 1, limit: int = LIMIT
) -> Told:
    """The judgments that stand, or all, the last first, a page at a time; each of ``judgments`` has the
    statements that it is about as ``about``."""
    every = judging.judgments(ledger, by=by, withdrawn=withdrawn)[::-1]
    shown = every[(page - 1) * limit : page * limit]
    ids = list(dict.fromkeys(id for one in shown for id in (one.subject, one.other) if id))
    scope = scoped(ledger, statements(ledger, {"ids": ids}) if ids else [])
    by_id = {one.id: told.statement(one, scope.joined, scope.overlay) for one in scope.statements}
    return {
        "asked": {"by": by, "withdrawn": withdrawn, "page": page},
        "as_of": ledger.at,
        "count": len(every),
        "pages": max(1, -(-len(every) // limit)),
        "judgments": [
            judgment(one) | {"about": [by_id[id] for id in (one.subject, one.other) if id in by_id]}
            for one in shown
        ],
    }


def judgment(one: Judgment) -> Told:
    """A judgment; of a speaker that is put right, ``value`` is the name."""
    value = one.value["name"] if isinstance(one.value, dict) else one.value
    return asdict(one) | {"value": value}
