"""Papers under negotiation: one for each, with its statuses in order of time, each according to whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from onrecord.asking import told
from onrecord.asking.scope import Scope, reports_on, scoped
from onrecord.asking.scope import papers as fetched
from onrecord.asking.talks import by, rests
from onrecord.asking.told import Told
from onrecord.joining.grouping import Groups
from onrecord.ledger import Ledger
from onrecord.ledger.entries import PaperEntry, StageEntry
from onrecord.ledger.recall import Which

LIMIT = 50
# Names of papers between the same parties are alike where so much of the shorter is in the other.
LIKE = 0.7
# Words that join the others of a name.
_JOINING = frozenset({"a", "an", "the", "of", "on", "for", "in", "between", "and", "to", "with"})


@dataclass(frozen=True, slots=True)
class Written:
    """A paper as the reports have it, the first of them first."""

    tellings: tuple[PaperEntry, ...]

    @property
    def stages(self) -> list[tuple[PaperEntry, StageEntry]]:
        """Its statuses in order of publication and of the text."""
        return [(one, stage) for one in self.tellings for stage in one.statuses]

    @property
    def name(self) -> str:
        """Its fullest name."""
        return max((one.name for one in self.tellings), key=lambda name: (len(name), name))


def papers(
    ledger: Ledger,
    matter: str | None = None,
    *,
    since: str | None = None,
    until: str | None = None,
    actor: str | None = None,
    name: str | None = None,
    status: str | None = None,
    limit: int = LIMIT,
) -> Told:
    """Papers that fit, that with the latest news first: parties, how it stands with each, and who says so."""
    asked = {"matter": matter, "since": since, "until": until, "actor": actor, "name": name, "status": status}
    which: Which = {"newest": True, "limit": 4 * limit}
    for key, value in asked.items():
        if value and key != "matter":
            which[key] = value  # type: ignore[literal-required]
    if matter:
        which["reports"] = reports_on(ledger, matter)
    scope = scoped(ledger, (), (), fetched(ledger, which), copies=False)
    found = kept(scope)
    told_of = [paper(one, scope) for one in found[:limit]]
    return {"asked": asked, "as_of": ledger.at, "count": len(found), "papers": told_of}


def kept(scope: Scope) -> list[Written]:
    """Each paper once, that with the latest news first."""
    groups = Groups()
    by_word: dict[str, list[_Named]] = {}
    for named in (_named(one, scope.voices) for one in scope.papers):
        for word in named.words:
            by_word.setdefault(word, []).append(named)
    for some in by_word.values():
        for a, b in combinations(some, 2):
            if groups.of(a.id) != groups.of(b.id) and _alike(a, b):
                groups.join(a.id, b.id)
    found: dict[str, list[PaperEntry]] = {}
    for one in scope.papers:
        found.setdefault(groups.of(one.id), []).append(one)
    made = [
        Written(tuple(sorted(some, key=lambda p: (p.about.published or "", p.number))))
        for some in found.values()
    ]
    return sorted(made, key=lambda w: (w.tellings[-1].about.published or "", w.tellings[-1].id), reverse=True)


@dataclass(frozen=True, slots=True)
class _Named:
    """What is compared of a paper: the words of its name, its parties, and who speaks in its report."""

    id: str
    report: str
    words: frozenset[str]
    parties: frozenset[str]
    voices: frozenset[str]


def _named(one: PaperEntry, voices: Mapping[str, frozenset[str]]) -> _Named:
    parties = frozenset(p.actor.id for p in one.parties)
    words = frozenset(one.key.split()) - _JOINING
    return _Named(one.id, one.report, words, parties, voices.get(one.report, frozenset()))


def _alike(a: _Named, b: _Named) -> bool:
    """Whether two reports mean one paper: one name is within the other, and the same people speak of it."""
    if a.report == b.report:
        return False
    if not (a.words <= b.words or b.words <= a.words):
        alike = len(a.words & b.words) >= LIKE * min(len(a.words), len(b.words))
        return alike and len(a.parties & b.parties) > 1
    if a.parties and b.parties:
        return bool(a.parties & b.parties)
    return bool(a.voices & b.voices)


def paper(one: Written, scope: Scope) -> Told:
    """A paper with its statuses."""
    stages = [_stage(entry, stage, scope) for entry, stage in one.stages]
    parties = {p.actor.id: p.actor for entry in one.tellings for p in entry.parties}
    last = stages[-1] if stages else None
    now = [
        (entry.about.report, s.reported_by) for entry, s in one.stages if last and s.value == last["value"]
    ]
    return {
        "id": one.tellings[-1].id,
        "ids": [entry.id for entry in one.tellings],
        "name": one.name,
        "names": [*dict.fromkeys(entry.name for entry in one.tellings)],
        "parties": [{"id": actor.id, "name": actor.name} for actor in parties.values()],
        "status": last and last["value"],
        "since": last and last["since"],
        "origins": told.origins(rests(now, scope), scope.joined),
        "statuses": stages,
        "told": [
            {"id": entry.id, "name": entry.name, "spans": told.spans(entry.spans),
             "source": told.source(entry.about, scope.joined)}
            for entry in one.tellings
        ],
    }  # fmt: skip


def _stage(entry: PaperEntry, stage: StageEntry, scope: Scope) -> Told:
    return {
        "value": stage.value, "since": stage.since, "spans": told.spans(stage.spans),
        "by": by(stage.reported_by, scope), "source": told.source(entry.about, scope.joined),
    }  # fmt: skip
