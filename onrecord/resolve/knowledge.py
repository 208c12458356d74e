"""What is known beforehand: countries, people in office, organisations, outlets, places.

The facts are in `onrecord/knowledge/`, one kind a file, each row with its source and the day on which it
held.
A file is read when it is first asked for, and a row is taken apart when it is first found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal, TypeVar, cast

from onrecord.records import ActorType
from onrecord.resolve.names import key, sound
from onrecord.resolve.offices import Gender, Noun, Office, Term, gender_of, holding, noun, role, role_in
from onrecord.resolve.tables import Index, by_id, by_keys, described, lexicon, named, plain, rows

__all__ = [
    "Entry", "Gender", "Knowledge", "Noun", "Office", "Sense", "Spot",
    "Territory", "knowledge", "noun", "role",
]  # fmt: skip

T = TypeVar("T")
Sense = Literal["country", "demonym", "people", "capital", "seat", "government"]
# Entries of countries.tsv that are no countries.
BLOCS = frozenset({"Q458"})
# Columns that hold keys.
NAMES, SURNAMES, SOUNDS = 8, 9, 10
PLACES = 0
_DESCRIBING = re.compile(r"['’]s$|-(?:owned|run|language|based|controlled|affiliated|aligned|linked|backed)$")


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody or something that is known. ``id`` is as in `Actor`."""

    id: str
    name: str
    type: ActorType
    country: str | None = None
    gender: Gender | None = None
    names: tuple[str, ...] = ()
    offices: tuple[Office, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Territory:
    """What a word says of a country: its name, its adjective, its people, its capital, its seat of
    government.

    "Russia" is RUS as a country, "Russian" as a demonym, "Russians" as people, "Moscow" as a capital, "the
    Kremlin" as a seat. ``id`` is the ISO code, or the Wikidata id of a bloc ("Brussels": the EU, Q458).
    """

    id: str
    sense: Sense


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the gazetteer. ``country`` is an ISO 3166-1 alpha-3 code; degrees are WGS 84."""

    name: str
    country: str
    latitude: float
    longitude: float
    population: int


class Knowledge:
    """What resolution asks. Lookups are by `names.key`; what is not known is an empty tuple or None."""

    def named(self, words: str) -> tuple[Entry, ...]:
        """Everybody and everything with this name, in full or as an alias; without a capital only an
        outlet."""
        found = [_outlet(row) for row in named(self._outlets, words)]
        if not words.islower():
            people = [self._person(row) for row in named(self._people, words)]
            bodies = [_organisation(row) for row in named(self._organisations, words)]
            countries = [self._country(t.id) for t in self.territories(words) if t.sense == "country"]
            found = [*people, *bodies, *found, *countries]
        return _once(found)

    def surnamed(self, word: str) -> tuple[Entry, ...]:
        """People with this last name (or the one name they are called by)."""
        return tuple(self._person(row) for row in self._surnames.get(key(word), ()))

    def sounding(self, words: str) -> tuple[Entry, ...]:
        """Everybody whose full name or alias sounds like this (`names.sound`)."""
        return tuple(self._person(row) for row in self._sounds.get(sound(words), ()))

    def holders(self, role: str, of: str, on: str | None = None) -> tuple[Entry, ...]:
        """Who held an office on an ISO date; the latest holders where ``on`` is None.

        A term whose end is not known goes on until somebody else's begins. "leader", "head of government" and
        "prime minister" are what they are called in that country.
        """
        called = dict.fromkeys((role, role_in(role, of) or role))
        terms = [Term.of(row) for one in called for row in self._terms.get(f"{one}\t{of}", ())]
        held = holding([t for t in terms if t.covers(on)])
        return _once(self._person(self._people_by_id[t.person][0]) for t in held)

    def entry(self, id: str) -> Entry | None:
        """The entry of an id; countries are entries too."""
        if id in self._people_by_id:
            return self._person(self._people_by_id[id][0])
        if id in self._organisations_by_id:
            return _organisation(self._organisations_by_id[id][0])
        if id in self._outlets_by_id:
            return _outlet(self._outlets_by_id[id][0])
        return self._country(id) if id in self._countries_by_id else None

    def territories(self, words: str) -> tuple[Territory, ...]:
        """What a word or phrase says of countries and blocs; nothing without a capital ("turkey", "to
        polish")."""
        if words.islower():
            return ()
        return _once(_territory(row) for row in named(self._countries, words))

    def outlet(self, words: str) -> Entry | None:
        """The agency, paper or broadcaster of this name: "the New York Times", "DPA", "state news agency
        TASS".

        Where several have it, the one of a country that the words name ("Serbia's RTS").
        """
        for name, said in self._without_descriptions(words):
            found = [_outlet(row) for row in _rows_of(self._outlets, name, said)]
            if found:
                return next((entry for entry in found if entry.country in said), found[0])
        return None

    def medium(self, words: str) -> str | None:
        """The platform or medium that carries words and reports nothing: "Telegram", "X", "Truth Social"."""
        for name, said in self._without_descriptions(words):
            for row in _rows_of(self._media, name, said):
                return row.split("\t", 1)[0]
        return None

    def spots(self, words: str) -> tuple[Spot, ...]:
        """Places of this name, the largest first."""
        found = _once(_spot(row) for row in self._places.get(key(words), ()))
        return tuple(sorted(found, key=lambda spot: -spot.population))

    def gender(self, first_name: str) -> Gender | None:
        """What people of this first name mostly are, where nine in ten are."""
        return self._first_names.get(key(first_name))

    @cached_property
    def _countries(self) -> Index:
        return by_keys(rows("countries.tsv"))

    @cached_property
    def _countries_by_id(self) -> Index:
        return by_id(row for row in rows("countries.tsv") if "\tcountry\t" in row)

    @cached_property
    def _people_rows(self) -> list[str]:
        return rows("people.tsv", "current_events_people.tsv")

    @cached_property
    def _people(self) -> Index:
        return by_keys(self._people_rows, NAMES)

    @cached_property
    def _surnames(self) -> Index:
        return by_keys(self._people_rows, SURNAMES)

    @cached_property
    def _sounds(self) -> Index:
        return by_keys(self._people_rows, SOUNDS)

    @cached_property
    def _people_by_id(self) -> Index:
        return by_id(self._people_rows)

    @cached_property
    def _offices(self) -> Index:
        """Rows of terms by person. A term that a later file has, too, is as that file has it."""
        found = by_id(rows("offices.tsv"))
        for id, newer in by_id(rows("current_events_offices.tsv")).items():
            told = {_beginning(row) for row in newer}
            found[id] = [*(row for row in found.get(id, ()) if _beginning(row) not in told), *newer]
        return found

    @cached_property
    def _terms(self) -> Index:
        """Rows of terms by role and country, in one string with a tab between."""
        found: Index = {}
        for held in self._offices.values():
            for row in held:
                _, role, of, _ = row.split("\t", 3)
                found.setdefault(f"{role}\t{of}", []).append(row)
        return found

    @cached_property
    def _organisations(self) -> Index:
        return by_keys(rows("organisations.tsv"))

    @cached_property
    def _organisations_by_id(self) -> Index:
        return by_id(rows("organisations.tsv"))

    @cached_property
    def _outlet_rows(self) -> list[str]:
        return rows("outlets.tsv", "current_events_outlets.tsv")

    @cached_property
    def _outlets(self) -> Index:
        return by_keys(self._outlet_rows)

    @cached_property
    def _outlets_by_id(self) -> Index:
        return by_id(self._outlet_rows)

    @cached_property
    def _media(self) -> Index:
        return by_keys(rows("media.tsv"))

    @cached_property
    def _places(self) -> Index:
        return by_keys(rows("places_more.tsv", "places.tsv"), PLACES)

    @cached_property
    def _first_names(self) -> dict[str, Gender]:
        parts = (row.split("\t", 2) for row in rows("first_names.tsv"))
        return {name: "f" if gender == "f" else "m" for name, gender, _ in parts}

    @cached_property
    def _made(self) -> dict[str, Entry]:
        """Entries of people and countries that were asked for before, by row or id."""
        return {}

    def _country(self, id: str) -> Entry:
        if id not in self._made:
            _, _, words, source, *_ = self._countries_by_id[id][0].split("\t")
            names = plain(words)
            type: ActorType = "organisation" if id in BLOCS else "country"
            country = None if id in BLOCS else id
            self._made[id] = Entry(id, names[0], type, country, names=names, source=source)
        return self._made[id]

    def _person(self, row: str) -> Entry:
        if row not in self._made:
            id, name, gender, country, _, more, source, *_ = row.split("\t")
            names = (name, *plain(more))
            offices = tuple(Term.of(term).office for term in self._offices.get(id, ()))
            self._made[row] = Entry(
                id, name, "person", country or None, gender_of(gender), names, offices, source
            )
        return self._made[row]

    def _without_descriptions(self, words: str) -> Iterator[tuple[str, list[str]]]:
        """A name as it stands, then without the words that say what it is ("Russia's state news agency
        TASS"),
        with what those say: ids of countries, or the word.
        """
        left = words.strip(" \"“”'‘’,.").split()
        said: list[str] = []
        yield " ".join(left), said
        while len(left) > 1 and (left[0].lower() in ("the", "a", "an") or self._describes(left[0])):
            said = [*said, *self._describes(left[0])]
            left = left[1:]
            yield " ".join(left), said
        while len(left) > 1 and left[-1].lower() in lexicon("describes an outlet"):
            said = [*said, left[-1].lower()]
            left = left[:-1]
            yield " ".join(left), said

    def _describes(self, word: str) -> list[str]:
        """What a word before a name says of it: the countries that it names, or the word; nothing where it is
        an article or part of a name.
        """
        bare = word.lower().strip(",")
        if bare in lexicon("describes an outlet") or _DESCRIBING.search(bare):
            return [bare, *(t.id for t in self.territories(word))]
        return [t.id for t in self.territories(word)]


@cache
def knowledge() -> Knowledge:
    """The knowledge that ships with the package, loaded once a process."""
    return Knowledge()


def _rows_of(index: Index, name: str, said: list[str]) -> list[str]:
    """Rows of outlets or media of a name that has words around it which say what it is."""
    return named(index, name) or (described(index, name) if said else [])


def _beginning(row: str) -> tuple[str, str, str]:
    """The office of a row of terms, whose it is, and the year in which the term began."""
    _, role, of, since, _ = row.split("\t", 4)
    return role, of, since[:4]


@cache
def _territory(row: str) -> Territory:
    id, sense, _ = row.split("\t", 2)
    return Territory(id, cast(Sense, sense))


@cache
def _organisation(row: str) -> Entry:
    id, name, more, country, _, source, *_ = row.split("\t")
    return Entry(id, name, "organisation", country or None, names=(name, *plain(more)), source=source)


@cache
def _outlet(row: str) -> Entry:
    id, name, more, country, _, _, _, _, source, *_ = row.split("\t")
    return Entry(id, name, "outlet", country or None, names=(name, *plain(more)), source=source)


@cache
def _spot(row: str) -> Spot:
    _, name, country, latitude, longitude, population, *_ = row.split("\t")
    return Spot(name, country, float(latitude), float(longitude), int(population))


def _once(found: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(found))
