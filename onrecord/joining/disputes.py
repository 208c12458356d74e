"""Where reports of one event tell it differently: when, where, who took part, whether it was held at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from onrecord.joining.kept import KeptEvent
from onrecord.records import Score
from onrecord.resolve.names import key

# What cannot both be so of one event; what was planned may have been held since.
_AGAINST = {"held": "denied", "ongoing": "denied", "scheduled": "denied"}


@dataclass(frozen=True, slots=True)
class Dispute:
    """Two tellings of one event, by id, that differ in one thing; ``words`` say how."""

    kind: Literal["when", "where", "who", "whether"]
    one: str
    other: str
    words: tuple[str, str]
    score: Score


def disputes(tellings: Sequence[KeptEvent], sure: float = 1.0) -> tuple[Dispute, ...]:
    """What differs between the tellings of one event; ``sure`` is how sure it is that it is one.

    Of many reports that differ in the same way the first two are shown.
    """
    found: dict[tuple[str, tuple[str, str]], Dispute] = {}
    for a, b in combinations(sorted(tellings, key=lambda e: (e.published or "9999", e.id)), 2):
        if a.report != b.report:
            for one in _between(a, b, sure):
                found.setdefault((one.kind, one.words), one)
    return tuple(found.values())


def _between(a: KeptEvent, b: KeptEvent, sure: float) -> Iterator[Dispute]:
    def told(kind: Literal["when", "where", "who", "whether"], one: str, other: str, value: float) -> Dispute:
        return Dispute(kind, a.id, b.id, (one, other), Score(round(value * sure, 3), f"{one} is {other}"))

    if a.earliest and b.earliest and a.time and b.time and _part(a, b):
        yield told("when", a.time, b.time, 0.8)
    if a.place and b.place and not set(key(a.place).split()) & set(key(b.place).split()):
        yield told("where", a.place, b.place, 0.6)
    parts = dict(a.participants)
    for actor, part in b.participants:
        if actor in parts and {parts[actor], part} in ({"party", "absent"}, {"party", "informed"}):
            yield told("who", f"{actor} {parts[actor]}", f"{actor} {part}", 0.7)
    if _AGAINST.get(a.status) == b.status or _AGAINST.get(b.status) == a.status:
        yield told("whether", a.status, b.status, 0.8)


def _part(a: KeptEvent, b: KeptEvent) -> bool:
    """Whether the days of two tellings have none in common."""
    return max(a.earliest or "", b.earliest or "") > min(a.latest or "~", b.latest or "~")
