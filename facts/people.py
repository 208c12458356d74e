"""People and their terms of office, from public sets and our own tables; one person is one row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from facts import holders, table
from facts.keys import FAMILY_FIRST, name_keys, sound_keys, surname_keys
from facts.register import AS_OF, Person, Register, parse_term, settle

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
    names = [p.name, *_without_middle(p.names, p.name)]
    order = FAMILY_FIRST if p.country in FAMILY_FIRST else frozenset()
    surnames = surname_keys(names, p.country if order else "", p.surname)
    return (
        p.id, p.name, p.gender, p.country, p.surname, table.joined(names[1:]), p.source, p.as_of,
        table.joined(name_keys(names)), table.joined(surnames), table.joined(sound_keys(names)),
    )  # fmt: skip


def _without_middle(names: list[str], name: str) -> list[str]:
    """Other names, without what is in brackets."""
    plain = [re.sub(r"\s*\(.*?\)", "", n) for n in names]
    return [n for n in dict.fromkeys(plain) if n and n != name]
