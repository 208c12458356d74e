"""People and their terms of office, from public sets and our own tables; one person is one row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from facts import holders, table
from facts.keys import FAMILY_FIRST, name_keys, sound_keys, surname_keys
from facts.register import AS_OF, Person, Register, parse_term, settle
from onrecord.resolve.names import key

PEOPLE = (
    "id",
    "name",
    "gender",
    "country",
    "surname",
    "names",
    "source",
    "as_of",
    "keys",
    "surnames",
    "sounds",
)
OFFICES = ("person", "role", "of", "since", "until", "source", "as_of")


def build(shared: Path, out: Path) -> int:
    """Write people.tsv and offices.tsv; return the number of people."""
    register = free(shared / "knowledge")
    table.write(out / "offices.tsv", OFFICES, terms(register))
    return table.write(out / "people.tsv", PEOPLE, [row(p) for p in register.people])


def free(folder: Path) -> Register:
    """Everybody that the sets without conditions tell of."""
    register = Register()
    for person in holders.every_politician(folder / "every_politician_2022"):
        register.add(person)
    for person in holders.leaders_2022(folder, register):
        register.add(person)
    for person in holders.foreign_ministers(folder):
        register.add(person)
    for person in holders.factbook(folder / "factbook_2026" / "leaders.csv"):
        register.add(person)
    for person in own("people"):
        register.add(person)
    settle(register)
    return register


def terms(register: Register) -> set[tuple[str, ...]]:
    """Rows of offices."""
    return {
        (p.id, t.role, t.of, t.since, t.until, t.source, t.as_of) for p in register.people for t in p.terms
    }


def own(name: str, source: str = "authors") -> Iterator[Person]:
    """The people of one of our own tables."""
    for row in table.own(name):
        as_of = row["as_of"] or AS_OF[source]
        held = [parse_term(words, row["country"], source, as_of) for words in table.listed(row["offices"])]
        names, surname = table.listed(row["names"]), row["surname"]
        yield Person(
            row["name"], row["id"], row["gender"], row["country"], surname, names, held, source, as_of
        )


def row(p: Person) -> tuple[str, ...]:
    """The row of a person. A first name alone ("Philippe") is shown, but nobody is found by it."""
    name, *names = dict.fromkeys(plain for n in (p.name, *p.names) for plain in _plain(n))
    found_by = [n for n in (name, *names) if " " in n or key(n) not in _first_names()]
    surnames = surname_keys(found_by, p.country if p.country in FAMILY_FIRST else "", p.surname)
    return (
        p.id, name, p.gender, p.country, p.surname, table.joined(names), p.source, p.as_of,
        table.joined(name_keys(found_by)), table.joined(surnames), table.joined(sound_keys(found_by)),
    )  # fmt: skip


def _plain(name: str) -> list[str]:
    """A name without what is in brackets, and first without a peerage ("John Hutton, Baron Hutton of
    Furness")."""
    bare = re.sub(r"\s*\(.*?\)", "", name).strip()
    return [b for b in dict.fromkeys((bare.split(",")[0], bare)) if b]


@cache
def _first_names() -> frozenset[str]:
    return frozenset(key(row["name"]) for row in table.own("first_names"))
