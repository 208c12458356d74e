"""What the pages of current events in Wikipedia, and a share-alike list of leaders, add. Their licence is
CC BY-SA
4.0: what comes of them stays in files of its own.
"""

from __future__ import annotations

import copy
import csv
import re
from pathlib import Path

from facts import people, table
from facts.countries import by_demonym, by_name
from facts.register import Person, Register, Term, settle
from onrecord.resolve.names import key
from onrecord.resolve.offices import role

AS_OF = "2026-08-22"
# Offices that are mostly of a part of a country, and states that are no more.
LOCAL = frozenset({"governor", "mayor", "first minister", "chief justice", "police chief"})
PAST = frozenset({"SUN", "YUG", "DDR", "CSK", "SCG"})


def build(shared: Path, out: Path) -> int:
    """Write current_events_people.tsv and current_events_offices.tsv; return the number of people."""
    free = people.free(shared / "knowledge")
    known = {p.id for p in free.people}
    before = people.terms(free)
    register = copy.deepcopy(free)
    for person in people.own("people_2026", "current-events"):
        register.add(person)
    for person in _leaders(shared / "knowledge/world_leaders_2026/all-leaders.csv", register):
        register.add(person)
    for person in _people(shared / "corpora/current_events/persons_roles.tsv", register):
        register.add(person)
    settle(register)
    table.write(out / "current_events_offices.tsv", people.OFFICES, _changed(register, before))
    new = [people.row(p) for p in register.people if p.id not in known]
    return table.write(out / "current_events_people.tsv", people.PEOPLE, new)


def _changed(register: Register, before: set[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Terms that are new or end otherwise than the free sets know."""
    return [(*row[:5], "current-events", AS_OF) for row in people.terms(register) - before]


def _leaders(path: Path, register: Register) -> list[Person]:
    """Heads of government of August 2026 who are in no term yet."""
    found = []
    for row in csv.DictReader(path.open(encoding="utf-8")):
        of = by_name(row["ISO"])
        said = role(re.sub(r" \(.*", "", row["HoG Title"]))
        name = row["Head of Government"]
        if len(of) == 3 and said and name and row["HoG Since"] and not _holds(register, name, said, of):
            found.append(
                Person(
                    name,
                    country=of,
                    terms=[_term(said, of, row["HoG Since"])],
                    source="current-events",
                    as_of=AS_OF,
                )
            )
    return found


def _holds(register: Register, name: str, said: str, of: str) -> bool:
    return any(
        key(name) in map(key, (p.name, *p.names)) and any((t.role, t.of) == (said, of) for t in p.terms)
        for p in register.people
    )


def _term(said: str, of: str, since: str) -> Term:
    return Term(said, of, since, "", "current-events", AS_OF)


def _people(path: Path, register: Register) -> list[Person]:
    """People who were called by an office of a named country, and whom nobody else knows."""
    known = {key(n) for p in register.people for n in (p.name, *p.names)}
    found = []
    for row in table.read(path):
        name = re.sub(r"\s*\(.*?\)", "", row["wikipedia_title"])
        if key(name) in known or len(name.split()) < 2:
            continue
        offices = [
            office for said in row["roles"].split(" | ") if (office := _office(said.rsplit(":", 1)[0]))
        ]
        if offices:
            held = [_term(said, of, row["first_seen"]) for said, of, former in offices if not former][:1]
            found.append(
                Person(name, country=offices[0][1], terms=held, source="current-events", as_of=AS_OF)
            )
    return found


def _office(words: str) -> tuple[str, str, bool] | None:
    """The office of a description such as "former Kenyan finance minister", whose it is, and whether it is
    over."""
    former = re.match(r"(?i)(?:former|ex|outgoing|late) ", words)
    plain = words[former.end() :] if former else words
    plain = re.sub(r"(?i)^(?:acting|interim|incumbent|incoming) ", "", plain)
    parts = plain.split()
    for n in (3, 2, 1):
        of = by_demonym(" ".join(parts[:n]))
        said = role(" ".join(parts[n:])) if of else None
        if of and said and said not in LOCAL and of not in PAST:
            return said, of, bool(former)
    return None
