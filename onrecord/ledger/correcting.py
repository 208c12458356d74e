"""Entries as people corrected them: what was read stays, and the corrections are laid over it.

A correction may change whether an entry fits what is asked for, and where it stands in order: those that are
corrected are looked at one by one, all others as the database finds them.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Generic, TypeAlias, TypeVar, cast

from sqlalchemy import Connection

from onrecord.ledger import newest, recall, search
from onrecord.ledger.entries import ActorRef, EventEntry, MatterEntry, PaperEntry, StatementEntry
from onrecord.ledger.judging import Judgment, standing
from onrecord.ledger.newest import Place
from onrecord.ledger.recall import Which
from onrecord.ledger.rows import days
from onrecord.resolve.names import key as name_key

Entry: TypeAlias = StatementEntry | EventEntry | PaperEntry
Kept = TypeVar("Kept", StatementEntry, EventEntry, PaperEntry)

# What an entry is asked for by that a correction may change.
_OF_STATEMENTS = frozenset({"actor", "side", "act", "matter", "since", "until"})
_OF_EVENTS = frozenset({"type", "status", "since", "until"})
_OF_PAPERS = frozenset({"name"})


@dataclass(frozen=True, slots=True)
class Overlay:
    """What people say of entries: corrections by id and field, and the ids of what is wrong altogether."""

    corrections: Mapping[str, Mapping[str, Judgment]]
    wrong: frozenset[str]

    @classmethod
    def of(cls, connection: Connection, at: str | None) -> Overlay:
        corrections: dict[str, dict[str, Judgment]] = {}
        wrong: dict[str, bool] = {}
        for one in standing(connection, at):
            if one.verdict == "correct" and one.field is not None:
                corrections.setdefault(one.subject, {})[one.field] = one
            elif one.other is None:
                wrong[one.subject] = one.verdict == "wrong"
        return cls(corrections, frozenset(id for id, is_wrong in wrong.items() if is_wrong))

    def laid_over(self, entry: Kept) -> Kept:
        """An entry with its corrections."""
        found = {field: one.value for field, one in self.corrections.get(entry.id, {}).items()}
        if not found:
            return entry
        return replace(entry, **_replaced(entry, found))


def places(connection: Connection, at: str | None, which: Which) -> list[Place]:
    """The newest statements that fit, as people corrected them, as many as are asked for; without those that
    are judged wrong."""
    overlay, most = Overlay.of(connection, at), which["limit"]
    held = overlay.corrections.keys() | overlay.wrong
    found = newest.statements(connection, at, {**which, "limit": most + len(held)})
    corrected = _STATEMENTS.corrected(connection, at, which, overlay, overlay.wrong)
    fitting = [
        Place(one.earliest, one.report, one.number, one.about.reading, one.id)
        for one in corrected
        if _fits(one, which, connection)
    ]
    kept = [*(one for one in found if one.id not in held), *fitting]
    return sorted(kept, key=lambda place: place.order, reverse=True)[:most]


def few(connection: Connection, at: str | None, which: Which) -> set[str] | None:
    """The ids of the statements that fit, as people corrected them; None where they may be many."""
    found = newest.few(connection, at, which)
    return None if found is None else _with_corrected(connection, at, which, found)


def among(connection: Connection, at: str | None, which: Which, ids: Sequence[str]) -> set[str]:
    """Those of some statements, by id, that fit, as people corrected them."""
    found = newest.among(connection, at, which, ids)
    return _with_corrected(connection, at, {**which, "ids": ids}, found)


def _with_corrected(connection: Connection, at: str | None, which: Which, found: set[str]) -> set[str]:
    overlay = Overlay.of(connection, at)
    corrected = _STATEMENTS.corrected(connection, at, which, overlay, frozenset())
    fitting = {one.id for one in corrected if _fits(one, which, connection)}
    return (found - overlay.corrections.keys()) | fitting


def statements(connection: Connection, at: str | None, which: Which) -> Iterator[StatementEntry]:
    """The statements that fit, as `recall.statements` has them, corrected; those that are judged wrong are
    left out unless they are asked for by id."""
    return _STATEMENTS.entries(connection, at, which)


def events(connection: Connection, at: str | None, which: Which) -> Iterator[EventEntry]:
    """The events that fit, likewise."""
    return _Laid(recall.events, _OF_EVENTS, _event_order).entries(connection, at, which)


def papers(connection: Connection, at: str | None, which: Which) -> Iterator[PaperEntry]:
    """The papers that fit, likewise."""
    return _Laid(recall.papers, _OF_PAPERS, _paper_order).entries(connection, at, which)


def _statement_order(one: StatementEntry) -> tuple[str, str, int]:
    return one.earliest or "", one.report, one.number


def _event_order(one: EventEntry) -> tuple[str, str, int]:
    return one.earliest or "", one.about.report, one.number


def _paper_order(one: PaperEntry) -> tuple[str, str, int]:
    return one.about.published or "", one.about.report, one.number


@dataclass(frozen=True, slots=True)
class _Laid(Generic[Kept]):
    """Entries of a kind with their corrections: how they are fetched, by what asked that a correction may
    change, and in which order."""

    fetch: Callable[[Connection, str | None, Which], Iterator[Kept]]
    changed: frozenset[str]
    order: Callable[[Kept], tuple[str, str, int]]

    def entries(self, connection: Connection, at: str | None, which: Which) -> Iterator[Kept]:
        overlay = Overlay.of(connection, at)
        wrong = overlay.wrong if which.get("ids") is None else frozenset[str]()
        held = overlay.corrections.keys() | wrong
        if not held:
            return self.fetch(connection, at, which)
        limit, newest = which.get("limit"), bool(which.get("newest"))
        more = cast(Which, which if limit is None else {**which, "limit": limit + len(held)})
        untouched = (one for one in self.fetch(connection, at, more) if one.id not in held)
        fitting = [
            one
            for one in self.corrected(connection, at, which, overlay, wrong)
            if _fits(one, which, connection)
        ]
        fitting.sort(key=self.order, reverse=newest)
        return islice(heapq.merge(untouched, fitting, key=self.order, reverse=newest), limit)

    def corrected(
        self, connection: Connection, at: str | None, which: Which, overlay: Overlay, wrong: frozenset[str]
    ) -> Iterator[Kept]:
        """Those with a correction that fit as far as no correction may change it."""
        asked = which.get("ids")
        touched = overlay.corrections.keys() - wrong
        if not touched:
            return iter(())
        left: Any = {k: v for k, v in which.items() if k not in self.changed and k not in ("limit", "newest")}
        ids = touched if asked is None else touched & set(asked)
        return map(overlay.laid_over, self.fetch(connection, at, left | {"ids": sorted(ids)}))


_STATEMENTS = _Laid(recall.statements, _OF_STATEMENTS, _statement_order)


def _replaced(entry: Entry, found: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an entry that corrections change."""
    made = dict(found)
    if "speaker" in made:
        made["speaker"] = made["speaker"] and ActorRef(**made["speaker"])
    if "matter" in made:
        made["matter"] = tuple(MatterEntry(name, search.key(name), ()) for name in made["matter"] or ())
    if "name" in made:
        made["key"] = search.key(made["name"])
    if "place" in made:
        made |= {"place_country": None, "place_spans": ()}
    for field in {"said", "time"} & made.keys():
        first, last = days(made[field])
        if first is None and field == "said":
            first, last = days((entry.about.published or "")[:10])
        made |= {"earliest": first, "latest": last, f"{field}_spans": ()}
    return made


def _fits(entry: Entry, which: Which, connection: Connection) -> bool:
    """Whether a corrected entry is what is asked for, of all that a correction may change."""
    if isinstance(entry, PaperEntry):
        name = which.get("name")
        return not name or entry.key == search.key(name)
    if not _within(entry, which):
        return False
    if isinstance(entry, EventEntry):
        return all(which.get(name) in (None, getattr(entry, name)) for name in ("type", "status"))
    return (
        which.get("act") in (None, entry.act) and _is_about(entry, which) and _is_of(entry, which, connection)
    )


def _within(entry: StatementEntry | EventEntry, which: Which) -> bool:
    since, until = which.get("since"), which.get("until")
    late = not since or (entry.latest or "") >= since
    return late and (not until or (entry.earliest or "~") <= until)


def _is_about(entry: StatementEntry, which: Which) -> bool:
    wanted = set(search.words(which.get("matter") or ""))
    return not wanted or any(wanted <= set(one.key.split()) for one in entry.matter)


def _is_of(entry: StatementEntry, which: Which, connection: Connection) -> bool:
    """Whether one who is asked for speaks, alone or with others."""
    there: list[ActorRef] = [*filter(None, (entry.speaker, *(party.actor for party in entry.others)))]
    who, side = which.get("actor"), which.get("side")
    if side and (entry.speaker is None or side not in (entry.speaker.id, entry.speaker.country)):
        return False
    if not who:
        return True
    meant = {who, *connection.scalars(recall.named(who))}
    words = set(name_key(who).split())
    return any(one.id in meant or words <= set(name_key(one.name).split()) for one in there)
