"""Whom a name may mean: all that the knowledge of the package and the user's own actors have for it."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from onrecord.records import Actor
from onrecord.resolve.knowledge import Entry, Office
from onrecord.resolve.names import key

Origin = Literal["shipped", "own"]


class Names(Protocol):
    """What can be asked for names and ids: `Knowledge`, and the `Register` of the user's own."""

    def named(self, words: str) -> tuple[Entry, ...]: ...
    def surnamed(self, word: str) -> tuple[Entry, ...]: ...
    def sounding(self, words: str) -> tuple[Entry, ...]: ...
    def entry(self, id: str) -> Entry | None: ...


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whom a name may mean, whose entry it is, and by what it was found.

    ``offices`` are those held on the day that was asked for.
    """

    entry: Entry
    origin: Origin
    by: Literal["id", "name", "last name", "sound"]
    offices: tuple[Office, ...]


def candidates(words: str, known: dict[Origin, Names], on: str | None = None) -> list[Candidate]:
    """Return all whom the words may mean, each once: the surest kind of match first, then who is in office.

    ``on`` is an ISO date; without one, the offices are those that have no known end.
    """
    found: dict[tuple[Origin, str], Candidate] = {}
    for origin, names in known.items():
        for candidate in _all(words, origin, names, on):
            found.setdefault((origin, candidate.entry.id), candidate)
    order = ("id", "name", "last name", "sound")
    return sorted(found.values(), key=lambda one: (order.index(one.by), not one.offices))


def _all(words: str, origin: Origin, names: Names, on: str | None) -> Iterator[Candidate]:
    one = names.entry(words)
    for by, entries in (
        ("id", (one,) if one else ()),
        ("name", names.named(words)),
        ("last name", names.surnamed(words)),
        ("sound", names.sounding(words)),
    ):
        for entry in entries:
            held = tuple(office for office in entry.offices if office.holds(on))
            yield Candidate(entry, origin, by, held)  # type: ignore[arg-type]


def meant(actor: Actor, words: str, ids: Container[str]) -> bool:
    """Whether an actor of a report is one of some ids, or is called by the words there."""
    wanted, name = key(words), key(actor.name)
    return actor.id in ids or actor.id == words or wanted in (name, *name.split()[-1:])
