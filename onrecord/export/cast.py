"""Who is met in what is given out: every actor once, with the names and roles that the reports give it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import select

from onrecord.export.selection import batches
from onrecord.ledger import Ledger
from onrecord.ledger.entries import About, ActorRef
from onrecord.ledger.recall import current
from onrecord.ledger.tables import appearance, reading

# Actors whose appearances are fetched at once: a country may be in every report.
BATCH = 50


@dataclass(frozen=True, slots=True)
class Met:
    """An actor with its names and roles, the most frequent first, and a report in which it is."""

    actor: ActorRef
    names: tuple[str, ...]
    roles: tuple[str, ...]
    about: About


@dataclass(frozen=True, slots=True)
class Cast:
    """The actors that were met so far, each with the report that had it first."""

    found: dict[str, tuple[ActorRef, About]] = field(default_factory=dict)

    def meet(self, about: About, *actors: ActorRef | None) -> None:
        """Note the actors of an entry."""
        for one in actors:
            if one is not None:
                self.found.setdefault(one.id, (one, about))

    def met(self, ledger: Ledger) -> Iterator[Met]:
        """Every actor that was met, by its names and roles in all reports, in the order of being met."""
        for ids in batches(self.found, BATCH):
            names, roles = _appearances(ledger, ids)
            for id in ids:
                actor, about = self.found[id]
                called = _ranked(names[id]) or (actor.name,)
                yield Met(actor, called, _ranked(roles[id]), about)


def _appearances(ledger: Ledger, ids: list[str]) -> tuple[dict[str, Counter[str]], dict[str, Counter[str]]]:
    """How often each actor has each name and each role."""
    names, roles = defaultdict[str, Counter[str]](Counter), defaultdict[str, Counter[str]](Counter)
    query = (
        select(appearance.c.actor, appearance.c.name, appearance.c.roles)
        .join_from(appearance, reading)
        .where(appearance.c.actor.in_(ids), current(ledger.at))
    )
    with ledger.connect() as connection:
        for row in connection.execute(query):
            names[row.actor][row.name] += 1
            roles[row.actor].update(row.roles)
    return names, roles


def _ranked(found: Counter[str]) -> tuple[str, ...]:
    return tuple(sorted(found, key=lambda one: (-found[one], one)))
