"""What was said: statements by their words, each utterance once."""

from __future__ import annotations

from onrecord.asking import told
from onrecord.asking.holding import held
from onrecord.asking.scope import scoped, statements
from onrecord.asking.told import Told
from onrecord.ledger import Ledger
from onrecord.ledger.recall import Which

LIMIT = 20


def said(
    ledger: Ledger,
    words: str = "",
    *,
    actor: str | None = None,
    side: str | None = None,
    through: str | None = None,
    matter: str | None = None,
    act: str | None = None,
    outlet: str | None = None,
    since: str | None = None,
    until: str | None = None,
    limit: int = LIMIT,
) -> Told:
    """The utterances that fit, the latest first, each in the words that tell most, with its renderings.

    All ``words`` must be in the content, "quoted" ones one after another. ``count`` is how many were looked
    at; ``more`` is whether there are more on record.
    """
    asked = {
        "words": words or None, "actor": actor, "side": side, "through": through, "matter": matter,
        "act": act, "outlet": outlet, "since": since, "until": until,
    }  # fmt: skip
    # A dispatch has many renderings: more than are asked for are fetched, so that enough utterances come.
    most = 4 * limit + 1
    which: Which = {"newest": True, "limit": most}
    for name, value in asked.items():
        if value:
            which[name] = value  # type: ignore[literal-required]
    scope = scoped(ledger, statements(ledger, which), copies=False)
    found = held(scope.statements, scope.joined)
    return {
        "asked": asked,
        "as_of": ledger.at,
        "count": len(found),
        "more": len(found) > limit or len(scope.statements) == most,
        "statements": [
            told.statement(one.best, scope.joined, scope.overlay)
            | {
                "renderings": [
                    _brief(s.id, s.report, s.about.published, scope.joined.labels) for s in one.renderings
                ]
            }
            for one in found[:limit]
        ],
    }


def _brief(id: str, report: str, published: str | None, labels: dict[str, str]) -> Told:
    return {"id": id, "report": report, "name": labels.get(report), "published": published}
