"""Talks and other events: one for each, out of all reports that tell of it, with what each says of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from onrecord.asking import told
from onrecord.asking.joined import Joined
from onrecord.asking.scope import Scope, events, reports_on, scoped
from onrecord.asking.told import Told
from onrecord.joining.disputes import disputes
from onrecord.joining.grouping import Groups
from onrecord.joining.made import kept_event
from onrecord.joining.origins import Count, Origin, count
from onrecord.ledger import Ledger
from onrecord.ledger.entries import EventEntry
from onrecord.ledger.recall import Which
from onrecord.records import Part
from onrecord.views.brief import AGREEMENTS
from onrecord.views.wording import LONGEST_NAME

LIMIT = 50
# Types that reports use of one thing.
_FAMILIES = (frozenset({"talks", "meeting", "visit"}), frozenset({"signing", "agreement"}))
# Events without a day are one where both tell of the same parties in reports of so many days.
DAYS = 3
# So many of the latest tellings of an event are compared with each other.
COMPARED = 40
PLANNED = frozenset({"scheduled", "expected", "proposed"})
OFF = frozenset({"cancelled", "failed", "denied"})
_ARTICLE = re.compile(r"^(?:an?|the)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Met:
    """An event as the reports have it, the first of them first."""

    tellings: tuple[EventEntry, ...]

    @property
    def last(self) -> EventEntry:
        """The latest telling: how it stands with the event now."""
        return self.tellings[-1]

    @property
    def day(self) -> str | None:
        """The day of which most reports tell, the later of two."""
        days = [one.earliest for one in self.tellings if one.earliest]
        return max(days, key=lambda day: (days.count(day), day), default=None)

    def state(self, now: str | None) -> str:
        """How it stands: agreed, under way, held, coming, open or off; past where its day went by and nobody
        tells what became of it."""
        if self.last.status in OFF:
            return "off"
        over = bool(self.day and now and self._end < now)
        if self.last.status == "ongoing":
            return "held" if over else "under way"
        if self.last.status == "held":
            return "agreed" if self.last.type in AGREEMENTS else "held"
        if over:
            return "past"
        return "open" if self.last.status == "proposed" else "coming"

    @property
    def _end(self) -> str:
        return max((one.latest or one.earliest or "" for one in self.tellings), default="")


def talks(
    ledger: Ledger,
    matter: str | None = None,
    *,
    since: str | None = None,
    until: str | None = None,
    actor: str | None = None,
    side: str | None = None,
    type: str | None = None,
    status: str | None = None,
    limit: int = LIMIT,
) -> Told:
    """Events that fit, the latest first: each with how it stands, who takes part, and who says so."""
    which: Which = {"newest": True, "limit": 4 * limit}
    asked = {
        "matter": matter, "since": since, "until": until, "actor": actor, "side": side, "type": type,
        "status": status,
    }  # fmt: skip
    for name, value in asked.items():
        if value and name != "matter":
            which[name] = value  # type: ignore[literal-required]
    if matter:
        which["reports"] = reports_on(ledger, matter)
    found = events(ledger, which)
    scope = scoped(ledger, (), found, copies=False)
    every = met(scope)
    return {
        "asked": asked, "as_of": ledger.at, "last_report": scope.days[1],
        "count": len(every), "events": [event(one, scope, scope.days[1]) for one in every[:limit]],
    }  # fmt: skip


def met(scope: Scope) -> list[Met]:
    """Each event once, the latest first; those without a day come last."""
    groups = Groups()
    by_id = {one.id: one for one in scope.events}
    for some in _near(scope.events):
        for a, b in combinations(some, 2):
            if groups.of(a.id) != groups.of(b.id) and alike(a, b):
                groups.join(a.id, b.id)
    found: dict[str, list[EventEntry]] = {}
    for one in by_id.values():
        found.setdefault(groups.of(one.id), []).append(one)
    made = [Met(tuple(sorted(some, key=_order))) for some in found.values()]
    return sorted(made, key=lambda m: (m.day or "", m.last.about.published or "", m.last.id), reverse=True)


def _order(one: EventEntry) -> tuple[str, bool, int]:
    """By this, what was told last comes last; of one report, what took place after what was planned."""
    return one.about.published or "", one.status not in PLANNED, one.number


def _near(found: Sequence[EventEntry]) -> Iterable[list[EventEntry]]:
    """Events that may be one: of one day, or told in one month without a day."""
    buckets: dict[str, list[EventEntry]] = {}
    for one in found:
        day = one.earliest or (one.about.published or "")[:7]
        buckets.setdefault(day, []).append(one)
    return buckets.values()


def alike(a: EventEntry, b: EventEntry) -> bool:
    """Whether two reports tell of one event: its type, its day, and nothing that speaks against it."""
    if a.about.report == b.about.report or not _one_type(a, b):
        return False
    one, other = _parties(a), _parties(b)
    shared = bool(one & other)
    if a.earliest is None or b.earliest is None:
        known = a.earliest is None and b.earliest is None
        return known and len(one & other) > 1 and _published_apart(a, b) <= DAYS
    if a.place and b.place and not _same_place(a, b):
        return False
    if one and other and not shared:
        return False
    return shared or _same_place(a, b) or (not (a.place and b.place) and a.type == b.type)


def _one_type(a: EventEntry, b: EventEntry) -> bool:
    return a.type == b.type or any({a.type, b.type} <= family for family in _FAMILIES)


def _same_place(a: EventEntry, b: EventEntry) -> bool:
    return bool(a.place) and (a.place or "").casefold() == (b.place or "").casefold()


def _parties(one: EventEntry) -> frozenset[str]:
    """The sides that take part."""
    return frozenset(
        part.actor.country or part.actor.id for part in one.participants if part.role != "absent"
    )


def _published_apart(a: EventEntry, b: EventEntry) -> int:
    try:
        first, second = (date.fromisoformat((one.about.published or "")[:10]) for one in (a, b))
    except ValueError:
        return DAYS + 1
    return abs((first - second).days)


# ---- as plain values ------------------------------------------------------------------------------------


def event(one: Met, scope: Scope, now: str | None) -> Told:
    """An event with how it stands and what each report says of it."""
    joined, last = scope.joined, one.last
    # What is rested on is how it stands now: who foretold it is no origin of its having taken place.
    now_told = [t for t in one.tellings if t.status == last.status]
    places = dict.fromkeys(t.place for t in one.tellings if t.place)
    return {
        "id": last.id,
        "ids": [t.id for t in one.tellings],
        "type": last.type,
        "name": name(one),
        "state": one.state(now),
        "status": last.status,
        "day": one.day,
        "time": next((t.time for t in reversed(one.tellings) if t.earliest == one.day), None),
        "place": next(iter(places), None),
        "participants": participants(one),
        "disputes": [
            {"kind": d.kind, "ids": [d.one, d.other], "words": list(d.words), **told.score(d.score)}
            for d in disputes([kept_event(t) for t in one.tellings[-COMPARED:]])
        ],
        "origins": told.origins(rests(((t.about.report, t.reported_by) for t in now_told), scope), joined),
        "told": [telling(t, scope) for t in one.tellings],
    }


def name(one: Met) -> str:
    """What an event is called: by the longest of its short mentions that is more than its type."""
    mentions = [
        _ARTICLE.sub("", " ".join(words.split())) for t in one.tellings for words in t.trigger.split(" … ")
    ]
    kind = one.last.type.removesuffix("s")
    nouns = [m for m in mentions if len(m) <= LONGEST_NAME and re.search(rf"\b{kind}s?$", m, re.IGNORECASE)]
    other = [m for m in mentions if one.last.type == "other" and len(m) <= LONGEST_NAME]
    return max(nouns or other or [one.last.type], key=len)


def participants(one: Met) -> list[Told]:
    """Who takes part, each once in the part that the latest report gives."""
    found: dict[str, tuple[Told, Part]] = {}
    for t in one.tellings:
        for part in t.participants:
            found[part.actor.id] = ({"id": part.actor.id, "name": part.actor.name}, part.role)
    return [{**who, "role": role} for who, role in found.values()]


def telling(one: EventEntry, scope: Scope) -> Told:
    """What one report says of an event, and on whose word."""
    return {
        "id": one.id, "status": one.status, "time": one.time, "day": one.earliest, "place": one.place,
        "words": one.trigger, "spans": told.spans(one.trigger_spans),
        "by": by(one.reported_by, scope), "source": told.source(one.about, scope.joined),
    }  # fmt: skip


def by(statement: str | None, scope: Scope) -> Told | None:
    """On whose word something is: the statement and its speaker; None where the outlet itself says so."""
    if statement is None:
        return None
    one = scope.tellers.get(statement)
    return {"statement": statement, "speaker": told.actor(one.speaker) if one else None,
            "written": one.source if one else ""}  # fmt: skip


def rests(tellings: Iterable[tuple[str, str | None]], scope: Scope) -> Count:
    """What a status rests on: the origin of each telling's statement, or else of its report."""
    abouts = scope.abouts
    return count(
        (report, _origin(report, statement, scope.joined, abouts[report].outlet))
        for report, statement in tellings
    )


def _origin(report: str, statement: str | None, joined: Joined, outlet: str | None) -> Origin:
    for one in joined.rendered(statement) if statement else ():
        if one.statement == statement:
            return one.origin
    return joined.report_origin(report, outlet)
