"""Who is one person across reports, though some give only a last name, an initial or another spelling.

A last name alone means the one person who bears it in full in the same dispatch, else in reports near in time
whose office or country does not say otherwise. Where two bear it, it means neither: doubt is no join.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache

from onrecord.joining.kept import KeptStatement
from onrecord.records import Score
from onrecord.resolve.knowledge import knowledge, noun
from onrecord.resolve.names import is_item, key, sound
from onrecord.resources import rules

# Who has been named in full needs no first name for so many days; a name that is all a group has is its own
# for as long.
DAYS = 7
_UNDATED = "9999"
# An initial, a title with a full stop: "T. Salvaran", "Dr. Salvaran".
_MARKS = re.compile(r"[^\w\s’'-]")
# Where the family name stands first.
_FAMILY_FIRST = frozenset({"CHN", "KOR", "PRK", "TWN", "HKG", "VNM", "SGP"})


@dataclass(frozen=True, slots=True)
class Bearer:
    """An actor as one report names it. ``day`` is the report's, ``dispatch`` the id of the dispatch that it
    is a copy of, if any."""

    actor: str
    name: str
    report: str
    type: str = "person"
    country: str | None = None
    roles: tuple[str, ...] = ()
    day: str | None = None
    dispatch: str | None = None


@dataclass(frozen=True, slots=True)
class Same:
    """An actor of a report that is the person known as ``person``, the id of its fullest name."""

    report: str
    actor: str
    person: str
    score: Score


def same_people(bearers: Iterable[Bearer]) -> tuple[Same, ...]:
    """Every actor of a report that is known better by another id; who is known by no other is left out."""
    named = [one for one in map(_named, bearers) if one is not None]
    full = _Full(n for n in named if n.given)
    found = [same for one in named if (same := full.of(one) if one.given else full.meant(one)) is not None]
    meant = {(same.report, same.actor) for same in found}
    alone = [n for n in named if not n.given and (n.bearer.report, n.bearer.actor) not in meant]
    return tuple(sorted((*found, *_groups(alone)), key=lambda s: (s.report, s.actor)))


def people_of(
    statements: Iterable[KeptStatement], dispatches: Mapping[str, str] | None = None
) -> list[KeptStatement]:
    """Statements with their speakers by one id each, as far as the statements themselves tell who is one.

    ``dispatches`` has the dispatch of each report that is a copy.
    """
    some, of = list(statements), dispatches or {}
    known = same_people(bearer for s in some if (bearer := spoken(s, of)) is not None)
    persons = {(one.report, one.actor): one.person for one in known}
    return [_known_as(s, persons.get((s.report, s.speaker or ""))) for s in some]


def _known_as(s: KeptStatement, person: str | None) -> KeptStatement:
    return s if person is None else replace(s, speaker=person, named=s.named or "@" not in person)


def spoken(s: KeptStatement, dispatches: Mapping[str, str]) -> Bearer | None:
    """The speaker of a statement as its report names it, None where it has none."""
    if s.speaker is None or not s.name:
        return None
    kind = "person" if s.named and s.speaker != s.country else "group"
    day = s.published[:10] if s.published else None
    return Bearer(s.speaker, s.name, s.report, kind, s.country, (), day, dispatches.get(s.report))


# ---- names ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Named:
    """A bearer, its last name and what stands before it; ``given`` is empty where that is nothing."""

    bearer: Bearer
    given: tuple[str, ...]
    last: str

    @property
    def whole(self) -> str:
        return " ".join((*self.given, self.last))

    @property
    def day(self) -> int | None:
        return _ordinal(self.bearer.day)


def _named(one: Bearer) -> _Named | None:
    """A bearer whose name is one of a person or a single word; None for descriptions, bodies, countries."""
    if one.type not in ("person", "group") or (known := _parts(one.name, one.country)) is None:
        return None
    given, last = known
    if one.type == "group" and len(given) > 2:
        return None
    if (one.type == "group" or not given) and _describes(" ".join((*given, last)).title()):
        return None
    return _Named(one, given, last)


@lru_cache(maxsize=100_000)
def _parts(name: str, country: str | None) -> tuple[tuple[str, ...], str] | None:
    """A name as given names and last name, without titles and particles; None where no name remains.

    >>> _parts("President Teodor Salvaran", None), _parts("Dr. van der Laak", None)
    ((('teodor',), 'salvaran'), ((), 'laak'))
    """
    words = _MARKS.sub(" ", name).split()
    while len(words) > 1 and _is_title(words[0]):
        words = words[1:]
    if not words or any(word.islower() and word not in _listed("particles") for word in words):
        return None
    parts = [part for part in key(" ".join(words)).split() if part not in _listed("particles")]
    if not parts or len(parts[-1]) < 2 or parts[-1].isdigit():
        return None
    if country in _FAMILY_FIRST and len(parts) > 1:
        parts = [*parts[1:], parts[0]]
    return tuple(parts[:-1]), parts[-1]


@lru_cache(maxsize=50_000)
def _is_title(word: str) -> bool:
    plain = word.lower()
    return plain in _listed("titles") or noun(plain) is not None


@lru_cache(maxsize=50_000)
def _describes(name: str) -> bool:
    """Whether a name that begins with a capital is a description at the head of a sentence: "Officials",
    "Americans", "Two traders"."""
    return any(
        noun(word.lower()) is not None
        or noun(word.lower().removesuffix("s")) is not None
        or bool(knowledge().territories(word))
        or word.lower() in _listed("no_names")
        for word in name.split()
    )


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(rules("joining")["people"][name].split())


def _ordinal(day: str | None) -> int | None:
    try:
        return date.fromisoformat(day).toordinal() if day else None
    except ValueError:
        return None


# ---- those with a full name ------------------------------------------------------------------------------


class _Full:
    """Everybody who is named in full somewhere: which of them are one, and who is meant by a last name."""

    def __init__(self, named: Iterable[_Named]) -> None:
        self._by_last: dict[str, list[_Named]] = defaultdict(list)
        self._ids: dict[str, tuple[str, Score]] = {}
        every = list(named)
        for one in sorted(every, key=lambda n: (n.bearer.day or _UNDATED, n.bearer.actor)):
            self._by_last[sound(one.last)].append(one)
        for some in self._by_last.values():
            self._unite(_once(some))
        by_office: dict[tuple[str, str | None], list[_Named]] = defaultdict(list)
        for one in _once(every):
            for role in one.bearer.roles:
                by_office[role, one.bearer.country].append(one)
        for some in by_office.values():
            self._respell(some)

    def of(self, one: _Named) -> Same | None:
        """The better id of somebody with a full name, None where the own is the best."""
        person, score = self._ids.get(one.bearer.actor, (one.bearer.actor, Score(1.0, "")))
        if person == one.bearer.actor:
            return None
        return Same(one.bearer.report, one.bearer.actor, person, score)

    def meant(self, one: _Named) -> Same | None:
        """Who is meant by a last name alone, None where nobody or more than one may be."""
        some = self._by_last.get(sound(one.last), ())
        for near, value, why in (
            ([n for n in some if n.bearer.report == one.bearer.report], 0.95, "named in full in the report"),
            (_of_dispatch(one, some), 0.95, "named in full in another copy of the dispatch"),
            (_near(one, some), 0.7, "the only one of that name in reports of these days"),
        ):
            if near := [n for n in near if n.bearer.actor != one.bearer.actor]:
                return self._the_one(one, near, value, why)
        return None

    def _the_one(self, one: _Named, near: Sequence[_Named], value: float, why: str) -> Same | None:
        persons = {self._person(n) for n in near}
        if len(persons) != 1 or any(_at_odds(one, n) for n in near):
            return None
        if value < 0.9 and any(_office(one, n) for n in near):
            value, why = 0.9, f"{why}, the same office"
        elif value < 0.9 and any(one.bearer.country and one.bearer.country == n.bearer.country for n in near):
            value, why = 0.85, f"{why}, the same country"
        elif value < 0.9 and not is_item(next(iter(persons))):
            # Makers and towns have last names, too: a name alone is enough of those who are known.
            return None
        return Same(one.bearer.report, one.bearer.actor, persons.pop(), Score(value, why))

    def _person(self, one: _Named) -> str:
        return self._ids.get(one.bearer.actor, (one.bearer.actor, None))[0]

    def _unite(self, some: Sequence[_Named]) -> None:
        """Join those of one last name whose first names are the same, in another spelling, or an initial."""
        by_sound: dict[str, list[_Named]] = defaultdict(list)
        for one in some:
            by_sound[sound(one.whole)].append(one)
        for alike in by_sound.values():
            for n, one in enumerate(alike):
                for other in alike[n + 1 :]:
                    if self._person(one) != self._person(other) and not _at_odds(one, other):
                        self._join(one, other, _spelt(one, other))
        for one in some:
            meant = [n for n in some if _initial(one, n) and self._person(one) != self._person(n)]
            # An initial may be that of two.
            if len({self._person(n) for n in meant}) == 1:
                self._join(one, meant[0], Score(0.85, "an initial of the first name"))

    def _respell(self, some: Sequence[_Named]) -> None:
        """Join holders of one office whose names differ by a letter."""
        for n, one in enumerate(some):
            for other in some[n + 1 :]:
                if self._person(one) != self._person(other) and _letter_apart(one.whole, other.whole):
                    self._join(one, other, Score(0.85, "one letter differs, the same office"))

    def _join(self, one: _Named, other: _Named, score: Score) -> None:
        """Make one person of two: the id of the knowledge base, of the longer name, the first by letters."""
        two = {self._person(one): one, self._person(other): other}
        best = min(two, key=lambda id: (not is_item(id), -len(two[id].whole), id))
        joined = {id for id, (person, _) in self._ids.items() if person in two}
        for id in (*two, *joined, one.bearer.actor, other.bearer.actor):
            self._ids[id] = (best, score)


def _once(some: Iterable[_Named]) -> list[_Named]:
    """One bearer of each actor, with all roles."""
    found: dict[str, _Named] = {}
    for one in some:
        have = found.setdefault(one.bearer.actor, one)
        roles = tuple(dict.fromkeys((*have.bearer.roles, *one.bearer.roles)))
        country = have.bearer.country or one.bearer.country
        found[one.bearer.actor] = replace(have, bearer=replace(have.bearer, roles=roles, country=country))
    return list(found.values())


def _spelt(one: _Named, other: _Named) -> Score:
    same = (one.given, one.last) == (other.given, other.last)
    return Score(0.95, "the same name") if same else Score(0.9, "the same name in another spelling")


def _initial(one: _Named, other: _Named) -> bool:
    """Whether the first name of one of two of one last name is but the initial of the other's."""
    a, b = one.given[0], other.given[0]
    return a[0] == b[0] and len(a) != len(b) and 1 in (len(a), len(b)) and not _at_odds(one, other)


def _letter_apart(one: str, other: str) -> bool:
    """Whether two names differ by one letter that is another, too much or missing."""
    if abs(len(one) - len(other)) > 1 or one == other or min(len(one), len(other)) < 8:
        return False
    short, long = sorted((one, other), key=len)
    at = next((n for n, letter in enumerate(short) if letter != long[n]), len(short))
    return short[at + (len(short) == len(long)) :] == long[at + 1 :]


def _one_country(one: _Named, other: _Named) -> bool:
    a, b = one.bearer.country, other.bearer.country
    return a is None or b is None or a == b


def _office(one: _Named, other: _Named) -> bool:
    return bool(set(one.bearer.roles) & set(other.bearer.roles)) and _one_country(one, other)


def _at_odds(one: _Named, other: _Named) -> bool:
    """Whether two are said to speak for two countries."""
    return not _one_country(one, other)


def _of_dispatch(one: _Named, some: Iterable[_Named]) -> list[_Named]:
    dispatch = one.bearer.dispatch
    return [] if dispatch is None else [n for n in some if n.bearer.dispatch == dispatch]


def _near(one: _Named, some: Sequence[_Named]) -> list[_Named]:
    """Those named within some days of a report, by country the same where any are; ``some`` are in order of
    time. A report without a day has nobody near."""
    if one.day is None:
        return []
    days = [n.day or 10**7 for n in some]
    found = some[bisect_left(days, one.day - DAYS) : bisect_left(days, one.day + DAYS + 1)]
    return [n for n in found if not _at_odds(one, n)]


# ---- names that are all of a name ------------------------------------------------------------------------


def _groups(some: Iterable[_Named]) -> Iterator[Same]:
    """Those whose one name is the same in several reports: known by the id that is of no report, else by that
    of the first."""
    by_name: dict[str, list[_Named]] = defaultdict(list)
    for one in some:
        if one.bearer.type == "group" or "@" in one.bearer.actor:
            by_name[one.whole].append(one)
    for name, bearers in by_name.items():
        ordered = sorted(bearers, key=lambda n: (n.bearer.day or _UNDATED, n.bearer.actor))
        for chain in _chains(ordered):
            first = chain[0].bearer.actor
            for one in chain[1:]:
                if one.bearer.actor != first:
                    why = Score(0.8, f"“{name}” is all of its name in these reports")
                    yield Same(one.bearer.report, one.bearer.actor, first, why)


def _chains(ordered: Sequence[_Named]) -> Iterator[list[_Named]]:
    """Stretches without a gap of more days than a name is remembered, and of one country."""
    chain: list[_Named] = []
    for one in ordered:
        if chain and not (_close(chain[-1], one) and all(_one_country(n, one) for n in chain)):
            yield chain
            chain = []
        chain.append(one)
    if chain:
        yield chain


def _close(one: _Named, other: _Named) -> bool:
    return one.day is not None and other.day is not None and other.day - one.day <= DAYS * 4
