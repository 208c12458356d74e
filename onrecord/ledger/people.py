"""Actors over all reports: under which names, in which roles, how often."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Text, cast, func, select

from onrecord.ledger.entries import ActorEntry, ActorRef, RoleEntry
from onrecord.ledger.tables import actor, appearance, statement
from onrecord.ledger.which import counts, named


def actors(connection: Connection, at: str | None, name: str, *, limit: int) -> list[ActorEntry]:
    """The actors of an id, or with these words in their names, those in most reports first."""
    c = actor.c
    frequent = (
        select(c.id, c.name, c.type, c.country)
        .join_from(appearance, actor)
        .where((c.id == name) | c.id.in_(named(name)), counts(appearance.c.reading, at))
        .group_by(c.id, c.name, c.type, c.country)
        .order_by((c.id == name).desc(), func.count().desc(), c.id)
        .limit(limit)
    )
    found = [ActorRef(*row) for row in connection.execute(frequent)]
    keys = [one.id for one in found]
    seen = _appearances(connection, at, keys)
    said = _statements(connection, at, keys)
    return [_entry(one, seen[one.id], said.get(one.id, 0)) for one in found]


def _appearances(connection: Connection, at: str | None, keys: Sequence[str]) -> dict[str, list[Row[Any]]]:
    """How often each actor is in a report under each name with the same roles, and from when to when."""
    c = appearance.c
    roles = cast(c.roles, Text).label("roles")  # PostgreSQL tells no two values of JSON alike
    count, first, last = func.count().label("times"), func.min(c.published), func.max(c.published)
    query = (
        select(c.actor, c.name, roles, count, first.label("first"), last.label("last"))
        .where(c.actor.in_(keys), counts(c.reading, at))
        .group_by(c.actor, c.name, roles)
    )
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.actor].append(row)
    return found


def _statements(connection: Connection, at: str | None, keys: Sequence[str]) -> dict[str, int]:
    query = (
        select(statement.c.speaker, func.count())
        .where(statement.c.speaker.in_(keys), counts(statement.c.reading, at))
        .group_by(statement.c.speaker)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _entry(one: ActorRef, seen: Sequence[Row[Any]], statements: int) -> ActorEntry:
    names = Counter[str]()
    for row in seen:
        names[row.name] += row.times
    return ActorEntry(
        actor=one,
        names=tuple(sorted(names, key=lambda name: (-names[name], name))),
        roles=tuple(_roles(seen)),
        reports=names.total(),
        statements=statements,
    )


def _roles(seen: Iterable[Row[Any]]) -> list[RoleEntry]:
    """Roles with the days of the first and last report that has them, the latest first."""
    held: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in seen:
        for role in json.loads(row.roles):
            held[role].append(row)
    roles = [
        RoleEntry(
            role,
            min((row.first for row in rows if row.first), default=None),
            max((row.last for row in rows if row.last), default=None),
            sum(row.times for row in rows),
        )
        for role, rows in held.items()
    ]
    return sorted(roles, key=lambda r: (r.last or "", r.reports, r.role), reverse=True)
