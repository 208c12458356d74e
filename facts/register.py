"""People as they are gathered from several sets: one person is one, with all names and terms of office."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import combinations

from facts import table
from onrecord.resolve.names import key, slug
from onrecord.resolve.offices import shared

# Names of which so much is the same, at the same post since the same month, are two spellings of one.
ALIKE = 0.68
HEADS = ("president", "prime minister", "king", "foreign minister")
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
        """Take somebody in; one row of several names can show that people filed apart are one."""
        first, *others = [*self._known(new), new]
        for other in others:
            self.unite(first, other)
        if first is new:
            self.people.append(new)
        self._file(first)
        return first

    def has(self, person: Person) -> bool:
        return any(p is person for p in self.people)

    def unite(self, known: Person, other: Person) -> None:
        """Make two people one."""
        _merge(known, other)
        self.people = [p for p in self.people if p is not other]
        for filed in self._by_name.values():
            filed[:] = [p for p in filed if p is not other]
        self._file(known)

    def _known(self, new: Person) -> list[Person]:
        """Those who are filed under the id, or a name and the country, whoever has an id first."""
        found = [self._by_id[new.id]] if new.id in self._by_id else []
        for name in (new.name, *new.names):
            one_word = " " not in key(name)
            found += [
                known
                for known in self._by_name.get(key(name), ())
                if _may_be_one(known, new) and not (one_word and known.country != new.country)
            ]
        found = list({id(p): p for p in found}.values())
        first = next((p for p in found if p.id), None)
        return [p for p in found if p is first or first is None or _may_be_one(p, first)]

    def _file(self, person: Person) -> None:
        if person.id:
            self._by_id[person.id] = person
        for name in (person.name, *person.names):
            filed = self._by_name[key(name)]
            if not any(p is person for p in filed):
                filed.append(person)


def _may_be_one(a: Person, b: Person) -> bool:
    """Whether neither ids nor countries speak against it; lands that are no states are of any country."""
    if a is b or (a.id and b.id and a.id != b.id):
        return False
    return a.country == b.country or not (len(a.country) == 3 and len(b.country) == 3)


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
    _unite_spellings(register)
    _drop_wrong(register)
    _take_off(register)
    for person in register.people:
        person.terms = _settled(person.terms)
    _identify(register)


def _unite_spellings(register: Register) -> None:
    """Make one of two people whose names are alike and who began the same office of one holder at one
    time, and
    of two heads of a state of whom one is called by more names.
    """
    held: dict[tuple[str, str], list[tuple[Term, Person]]] = defaultdict(list)
    for person in register.people:
        for term in person.terms:
            if term.role not in shared() and term.since:
                held[(term.role, term.of)].append((term, person))
    for group in held.values():
        for (a, first), (b, other) in combinations(group, 2):
            begun_as_one = a.since[:7].startswith(b.since[:7]) or b.since[:7].startswith(a.since[:7])
            alike = (begun_as_one and _alike(first, other)) or (a.role in HEADS and _fuller(first, other))
            if alike and register.has(first) and register.has(other) and _may_be_one(first, other):
                known = first if first.id or not other.id else other
                register.unite(known, other if known is first else first)


def _fuller(a: Person, b: Person) -> bool:
    short, long = sorted((set(key(a.name).split()), set(key(b.name).split())), key=len)
    return len(short) > 1 and short < long


def _alike(a: Person, b: Person) -> bool:
    return any(_alike_names(key(m), key(n)) for m in (a.name, *a.names) for n in (b.name, *b.names))


def _alike_names(a: str, b: str) -> bool:
    """Whether all words of the shorter name are in the longer, or nearly all letters are the same."""
    short, long = sorted((a.split(), b.split()), key=len)
    return (len(short) > 1 and set(short) <= set(long)) or SequenceMatcher(None, a, b).ratio() > ALIKE


def _drop_wrong(register: Register) -> None:
    """Take out terms that the sources have and that we know to be wrong."""
    wrong = {(row["id"], row["role"], row["of"]) for row in table.own("wrong")}
    for person in register.people:
        person.terms = [
            t for t in person.terms if t.source == "authors" or (person.id, t.role, t.of) not in wrong
        ]


_TERM = re.compile(r"(?P<role>.+?)(?: @(?P<of>[\w-]+))? (?P<since>[\d-]*)\.\.(?P<until>[\d-]*)")


def parse_term(words: str, country: str, source: str, as_of: str) -> Term:
    """A term as our tables write it: "foreign minister 2004-03..", "secretary general @Q1065
    2017..2026-12"."""
    m = _TERM.fullmatch(words)
    if m is None:
        raise ValueError(f"{words!r} is no term of office: expected 'role [@ID] since..until'")
    return Term(m["role"], m["of"] or country, m["since"], m["until"], source, as_of)


def _take_off(register: Register) -> None:
    """End open terms of older sources where somebody else's term is known to have begun."""
    begun: dict[tuple[str, str], list[tuple[str, Person]]] = defaultdict(list)
    for person in register.people:
        for term in person.terms:
            if term.role not in shared() and term.since:
                begun[(term.role, term.of)].append((term.since, person))
    for person in register.people:
        person.terms = [_ended(term, person, begun) for term in person.terms]


def _ended(term: Term, person: Person, begun: dict[tuple[str, str], list[tuple[str, Person]]]) -> Term:
    later = sorted(
        since
        for since, other in begun[(term.role, term.of)]
        if other is not person and since > (term.since or "")
    )
    return replace(term, until=later[0]) if later and not term.until and term.role not in shared() else term


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
    """Give an id to everybody: the Wikidata id, or the slug of the name, with the country where two share
    it."""
    taken: dict[str, Person] = {p.id: p for p in register.people if p.id}
    for person in register.people:
        if not person.id:
            person.id = slug(person.name)
            if person.id in taken:
                person.id = f"{person.id}-{person.country.lower()}"
            taken[person.id] = person
