"""People as they are gathered from several sets: one person is one, with all names and terms of office."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace

from onrecord.resolve.knowledge import SHARED
from onrecord.resolve.names import key, slug

# Who is believed where two tell of the same term: the later in this list.
SOURCES = (
    "every-politician",
    "wikidata-leaders",
    "wikidata-foreign",
    "factbook",
    "current-events",
    "authors",
)
AS_OF = {
    "every-politician": "2022-06-30",
    "wikidata-leaders": "2022-10-15",
    "wikidata-foreign": "2023-01-15",
    "factbook": "2026-01-08",
    "current-events": "2026-08-22",
    "authors": "2025-12-31",
}


@dataclass(frozen=True)
class Term:
    role: str
    of: str
    since: str
    until: str
    source: str
    as_of: str


@dataclass
class Person:
    name: str
    id: str = ""
    gender: str = ""
    country: str = ""
    surname: str = ""
    names: list[str] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    source: str = ""
    as_of: str = ""


class Register:
    """People found so far. Somebody is known already by the Wikidata id, or by a name and the country."""

    def __init__(self) -> None:
        self.people: list[Person] = []
        self._by_id: dict[str, Person] = {}
        self._by_name: dict[str, list[Person]] = defaultdict(list)

    def add(self, new: Person) -> Person:
        known = self._by_id.get(new.id) if new.id else None
        known = known or self._namesake(new)
        if known is None:
            self.people.append(new)
            known = new
        else:
            _merge(known, new)
        self._file(known)
        return known

    def _namesake(self, new: Person) -> Person | None:
        for name in (new.name, *new.names):
            for known in self._by_name.get(key(name), ()):
                same_id = not new.id or not known.id or new.id == known.id
                if same_id and (not new.country or not known.country or new.country == known.country):
                    return known
        return None

    def _file(self, person: Person) -> None:
        if person.id:
            self._by_id[person.id] = person
        for name in (person.name, *person.names):
            filed = self._by_name[key(name)]
            if len(name.split()) > 1 and not any(p is person for p in filed):
                filed.append(person)


def _merge(known: Person, new: Person) -> None:
    """Add what is new of somebody. Our own table's name goes first, as what the news writes."""
    ours = new.source == "authors"
    known.names = [*known.names, known.name, new.name, *new.names]
    if ours:
        known.name = new.name
    known.names = [n for n in dict.fromkeys(known.names) if n != known.name]
    known.id = known.id or new.id
    known.gender = known.gender or new.gender
    known.country = (new.country if ours else "") or known.country or new.country
    known.surname = (new.surname if ours else "") or known.surname or new.surname
    known.terms += new.terms


def settle(register: Register) -> None:
    """End terms where others begin, make one of those told twice, and give everybody an id."""
    _take_off(register)
    for person in register.people:
        person.terms = _settled(person.terms)
    _identify(register)


_TERM = re.compile(r"(?P<role>.+?)(?: @(?P<of>[\w-]+))? (?P<since>[\d-]*)\.\.(?P<until>[\d-]*)")


def parse_term(words: str, country: str, source: str, as_of: str) -> Term:
    """A term as our tables write it: "foreign minister 2004-03..", "secretary general @Q1065 2017..2026-12"."""
    m = _TERM.fullmatch(words)
    if m is None:
        raise ValueError(f"{words!r} is no term of office: expected 'role [@ID] since..until'")
    return Term(m["role"], m["of"] or country, m["since"], m["until"], source, as_of)


def _take_off(register: Register) -> None:
    """End open terms of older sources where somebody else's term is known to have begun."""
    begun: dict[tuple[str, str], list[tuple[str, Person]]] = defaultdict(list)
    for person in register.people:
        for term in person.terms:
            if term.role not in SHARED and term.since:
                begun[(term.role, term.of)].append((term.since, person))
    for person in register.people:
        person.terms = [_ended(term, person, begun) for term in person.terms]


def _ended(term: Term, person: Person, begun: dict[tuple[str, str], list[tuple[str, Person]]]) -> Term:
    later = sorted(
        since
        for since, other in begun[(term.role, term.of)]
        if other is not person and since > (term.since or "")
    )
    return replace(term, until=later[0]) if later and not term.until and term.role not in SHARED else term


def _settled(terms: list[Term]) -> list[Term]:
    """Terms without doubles: two that begin in the same year, or of which one is open and spans the other's
    beginning, are one; the better source is kept, with the closer dates of both.
    """
    kept: list[Term] = []
    for term in sorted(terms, key=lambda t: (t.role, t.of, t.since, -SOURCES.index(t.source))):
        same = next((k for k in kept if (k.role, k.of) == (term.role, term.of) and _one(k, term)), None)
        if same is None:
            kept.append(term)
            continue
        best = max(same, term, key=lambda t: SOURCES.index(t.source))
        other = term if best is same else same
        since = (
            max((best.since, other.since), key=len)
            if best.since[:4] == other.since[:4]
            else min(s for s in (best.since, other.since) if s)
            if best.since and other.since
            else best.since or other.since
        )
        until = (
            best.until
            if best.until or SOURCES.index(best.source) > SOURCES.index(other.source)
            else other.until
        )
        if best.until and other.until[: len(best.until)] == best.until:
            until = other.until
        kept[kept.index(same)] = replace(best, since=since, until=until)
    return kept


def _one(a: Term, b: Term) -> bool:
    if a.since[:4] == b.since[:4]:
        return True
    first, second = sorted((a, b), key=lambda t: t.since)
    return (not first.until and not second.until) or bool(
        first.until and second.since < first.until[: len(second.since)]
    )


def _identify(register: Register) -> None:
    """Give an id to everybody: the Wikidata id, or the slug of the name, with the country where two share it."""
    taken: dict[str, Person] = {p.id: p for p in register.people if p.id}
    for person in register.people:
        if not person.id:
            person.id = slug(person.name)
            if person.id in taken:
                person.id = f"{person.id}-{person.country.lower()}"
            taken[person.id] = person
