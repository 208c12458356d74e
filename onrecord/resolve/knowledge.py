"""What is known beforehand: countries, people in office, organisations, outlets, places.

The facts are in `onrecord/knowledge/`, one kind a file, each row with its source and the day on which it held.
A file is read when it is first asked for, and a row is taken apart when it is first found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Literal, TypeVar, cast

from onrecord.records import ActorType
from onrecord.resolve.names import key, sound

Sense = Literal["country", "demonym", "people", "capital", "seat", "government"]
Gender = Literal["f", "m"]
T = TypeVar("T")
# Rows of a file by key.
Index = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Office:
    """One term of office. ``role`` is in base form and lower case ("foreign minister"), ``of`` the id of the
    country or organisation. ``since`` and ``until`` are ISO dates or parts of one; ``until`` is None where the
    term went on at ``as_of``, the day on which ``source`` held.
    """

    role: str
    of: str
    since: str | None
    until: str | None
    as_of: str
    source: str


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
    """What a word says of a country: its name, its adjective, its people, its capital, its seat of government.

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


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun that can head a description of somebody who speaks ("the spokeswoman", "two diplomats").

    ``kind`` is `office` (a post that one person holds), `person` (anybody of that sort) or `body` (a noun in the
    singular that means several: "the ministry", "the police").
    """

    word: str
    kind: Literal["office", "person", "body"]
    gender: Gender | None
    plural: bool


class Knowledge:
    """What resolution asks. Lookups are by `names.key`; what is not known is an empty tuple or None."""

    def named(self, words: str) -> tuple[Entry, ...]:
        """Everybody and everything with this name, in full or as an alias."""
        found = [self._person(row) for row in _by_name(self._people, words)]
        found += [_organisation(row) for row in _by_name(self._organisations, words)]
        found += [_outlet(row) for row in _by_name(self._outlets, words)]
        found += [self._country(t.id) for t in self.territories(words) if t.sense == "country"]
        return _once(found)

    def surnamed(self, word: str) -> tuple[Entry, ...]:
        """People with this last name (or the one name they are called by)."""
        return tuple(self._person(row) for row in self._surnames.get(key(word), ()))

    def sounding(self, words: str) -> tuple[Entry, ...]:
        """Everybody whose full name or alias sounds like this (`names.sound`)."""
        return tuple(self._person(row) for row in self._sounds.get(sound(words), ()))

    def holders(self, role: str, of: str, on: str | None = None) -> tuple[Entry, ...]:
        """Who held an office on an ISO date; the latest holders where ``on`` is None.

        A term whose end is not known goes on until somebody else's begins.
        """
        terms = [t for wanted in self._roles_in(role, of) for t in self._terms.get(f"{wanted}\t{of}", ())]
        held = [t for t in map(_Term.of, terms) if t.covers(on)]
        return _once(
            self._person(self._people_by_id[t.person][0]) for t in _last(held, shared=role in SHARED)
        )

    def entry(self, id: str) -> Entry | None:
        """The entry of an id; countries are entries too."""
        for rows, made in (
            (self._people_by_id, self._person),
            (self._organisations_by_id, _organisation),
            (self._outlets_by_id, _outlet),
        ):
            if id in rows:
                return made(rows[id][0])
        return self._country(id) if id in self._countries_by_id else None

    def territories(self, words: str) -> tuple[Territory, ...]:
        """What a word or phrase says of countries and blocs."""
        return _once(_territory(row) for row in _by_name(self._countries, words))

    def outlet(self, words: str) -> Entry | None:
        """The agency, paper or broadcaster of this name: "the New York Times", "DPA", "state news agency TASS"."""
        for name, said in self._without_descriptions(words):
            rows = _by_name(self._outlets, name) or (said and self._outlets.get(f"?{key(name)}")) or ()
            found = [_outlet(row) for row in rows]
            if found:
                return next((entry for entry in found if entry.country in said), found[0])
        return None

    def medium(self, words: str) -> str | None:
        """The platform or medium that carries words and reports nothing: "Telegram", "X", "Truth Social"."""
        for name, said in self._without_descriptions(words):
            rows = _by_name(self._media, name) or (said and self._media.get(f"?{key(name)}"))
            if rows:
                return rows[0].split("\t")[0]
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
        return _index(_rows("countries.tsv"))

    @cached_property
    def _countries_by_id(self) -> Index:
        return _by_id(row for row in _rows("countries.tsv") if "\tcountry\t" in row)

    @cached_property
    def _people_rows(self) -> list[str]:
        return [*_rows("people.tsv"), *_rows("current_events_people.tsv")]

    @cached_property
    def _people(self) -> Index:
        return _index(self._people_rows, PEOPLE_KEYS)

    @cached_property
    def _surnames(self) -> Index:
        return _index(self._people_rows, PEOPLE_SURNAMES)

    @cached_property
    def _sounds(self) -> Index:
        return _index(self._people_rows, PEOPLE_SOUNDS)

    @cached_property
    def _people_by_id(self) -> Index:
        return _by_id(self._people_rows)

    @cached_property
    def _offices(self) -> Index:
        return _by_id([*_rows("offices.tsv"), *_rows("current_events_offices.tsv")])

    @cached_property
    def _terms(self) -> Index:
        """Rows of terms by role and country, in one string with a tab between."""
        found: Index = {}
        for rows in self._offices.values():
            for row in rows:
                _, role, of, _ = row.split("\t", 3)
                found.setdefault(f"{role}\t{of}", []).append(row)
        return found

    @cached_property
    def _organisations(self) -> Index:
        return _index(_rows("organisations.tsv"))

    @cached_property
    def _organisations_by_id(self) -> Index:
        return _by_id(_rows("organisations.tsv"))

    @cached_property
    def _outlet_rows(self) -> list[str]:
        return [*_rows("outlets.tsv"), *_rows("current_events_outlets.tsv")]

    @cached_property
    def _outlets(self) -> Index:
        return _index(self._outlet_rows)

    @cached_property
    def _outlets_by_id(self) -> Index:
        return _by_id(self._outlet_rows)

    @cached_property
    def _media(self) -> Index:
        return _index(_rows("media.tsv"))

    @cached_property
    def _places(self) -> Index:
        return _index_places([*_rows("places_more.tsv"), *_rows("places.tsv")])

    @cached_property
    def _first_names(self) -> dict[str, Gender]:
        rows = (row.split("\t", 2) for row in _rows("first_names.tsv"))
        return {name: "f" if gender == "f" else "m" for name, gender, _ in rows}

    @cached_property
    def _heads(self) -> dict[str, str]:
        """The office of the head of government or of state of each country."""
        rows = (row.split("\t") for row in _rows("heads.tsv"))
        return {
            f"{head}\t{of}": role
            for of, government, state, *_ in rows
            for head, role in _heads(government, state)
        }

    def _roles_in(self, role: str, of: str) -> tuple[str, ...]:
        """What an office is called in a country: "prime minister" is the chancellor in Germany."""
        named = _roles().get(f"{role}\t{of}") or self._heads.get(f"{role}\t{of}")
        return (role, named) if named and named != role else (role,)

    @cache  # noqa: B019 - there is one Knowledge a process
    def _country(self, id: str) -> Entry:
        row = self._countries_by_id[id][0].split("\t")
        names = _plain(row[2])
        type: ActorType = "organisation" if id in BLOCS else "country"
        return Entry(id, names[0], type, None if type == "organisation" else id, None, names, (), row[3])

    @cache  # noqa: B019
    def _person(self, row: str) -> Entry:
        id, name, gender, country, _, aliases, source, *_ = row.split("\t")
        offices = tuple(_Term.of(term).office for term in self._offices.get(id, ()))
        return Entry(
            id, name, "person", country or None, _gender(gender), (name, *_plain(aliases)), offices, source
        )

    def _without_descriptions(self, words: str) -> Iterator[tuple[str, list[str]]]:
        """A name as it stands, then without the words that say what it is ("Russia's state news agency TASS"),
        with what those say: ids of countries, or the word.
        """
        left = words.strip(" \"“”'‘’,.").split()
        said: list[str] = []
        yield " ".join(left), said
        while len(left) > 1 and (described := self._describes(left[0])):
            left = left[1:]
            said = said if left and described == [ARTICLE] else [*said, *described]
            yield " ".join(left), said
        while len(left) > 1 and left[-1].lower() in DESCRIPTIONS:
            left = left[:-1]
            said = [*said, ""]
            yield " ".join(left), said

    def _describes(self, word: str) -> list[str]:
        """What a word before a name says of it: the countries that it names, or the word; nothing where it is
        part of a name.
        """
        bare = word.lower().strip(",")
        if bare in ("the", "a", "an"):
            return [ARTICLE]
        if bare in DESCRIPTIONS or _DESCRIBING.search(bare):
            return [bare]
        return [t.id for t in self.territories(word)]


# Columns of people.tsv that hold keys.
PEOPLE_KEYS, PEOPLE_SURNAMES, PEOPLE_SOUNDS = 8, 9, 10
# Entries of countries.tsv that are no countries.
BLOCS = frozenset({"Q458"})
# Offices that several hold at once; of all others the latest term counts.
SHARED = frozenset(
    [
        "deputy prime minister",
        "vice president",
        "vice chancellor",
        "first deputy prime minister",
        "minister",
        "minister of state",
        "deputy foreign minister",
        "deputy defence minister",
        "ambassador",
        "special envoy",
        "envoy",
        "spokesperson",
        "adviser",
        "senator",
        "lawmaker",
        "member",
        "commissioner",
        "opposition leader",
        "negotiator",
        "judge",
        "deputy president",
        "executive vice president",
        "member of the presidency",
        "first vice president",
        "co-chairman",
        "presidential adviser",
        "government spokesperson",
    ]
)
ARTICLE = "the"
_DESCRIBING = re.compile(r"['’]s$|-(?:owned|run|language|based|controlled|affiliated|aligned|linked|backed)$")
# Words around the name of an outlet or a platform that say what it is.
DESCRIPTIONS = frozenset(
    [
        "the",
        "a",
        "an",
        "its",
        "his",
        "her",
        "their",
        "our",
        "my",
        "local",
        "national",
        "international",
        "regional",
        "foreign",
        "public",
        "private",
        "independent",
        "opposition",
        "state",
        "official",
        "semi-official",
        "semiofficial",
        "government",
        "pro-government",
        "liberal",
        "conservative",
        "leading",
        "news",
        "newswire",
        "wire",
        "press",
        "agency",
        "agencies",
        "service",
        "services",
        "newspaper",
        "newspapers",
        "paper",
        "daily",
        "dailies",
        "weekly",
        "monthly",
        "sunday",
        "tabloid",
        "broadsheet",
        "magazine",
        "journal",
        "broadcaster",
        "station",
        "network",
        "channel",
        "television",
        "tv",
        "radio",
        "site",
        "website",
        "web",
        "portal",
        "outlet",
        "publication",
        "platform",
        "media",
        "medium",
        "social",
        "messaging",
        "messenger",
        "app",
        "application",
        "microblogging",
        "video-sharing",
        "blog",
        "account",
        "page",
        "feed",
        "post",
        "posts",
        "channel",
        "public-service",
        "business",
        "financial",
        "investigative",
        "online",
        "newsletter",
        "podcast",
        "program",
        "programme",
        "broadcast",
    ]
)


@cache
def knowledge() -> Knowledge:
    """The knowledge that ships with the package, loaded once a process."""
    return Knowledge()


def role(words: str) -> str | None:
    """The base form of an office, None where the words name none that is known.

    >>> role("Minister of Foreign Affairs"), role("the acting defense secretary"), role("a farmer")
    ('foreign minister', 'defence minister', None)
    """
    phrase = _ACTING.sub("", key(words.replace("-", " ")))
    rank = _RANK.match(phrase)
    plain = phrase[rank.end() :] if rank else phrase
    found = _roles().get(phrase)
    if found is not None or rank is None:
        return found or _portfolio(phrase)
    base = _roles().get(plain) or _portfolio(plain)
    return f"{RANKS[rank[1]]} {base}" if base else None


def noun(word: str) -> Noun | None:
    """What is known of a noun that heads a description; its plural is found too.

    >>> noun("spokeswomen")
    Noun(word='spokeswoman', kind='person', gender='f', plural=True)
    """
    return _nouns().get(key(word))


RANKS = {
    "deputy": "deputy",
    "vice": "deputy",
    "first deputy": "first deputy",
    "assistant": "assistant",
    "junior": "junior",
    "shadow": "shadow",
}
_ACTING = re.compile(
    r"^(?:(?:acting|interim|caretaker|incumbent|current|outgoing|newly appointed|new|then|longtime|long time|long serving|veteran|incoming) )+"
)
_RANK = re.compile(r"(first deputy|deputy|vice|assistant|junior|shadow) (?!president|chancellor|prime)")
_OF_FIELD = re.compile(
    r"(?:federal |state |union |cabinet )?(minister|secretary)(?: of state)? (?:of|for|in charge of)(?: the)? (.+)"
)
_FIELD = re.compile(r"(.+) (minister|secretary)")


def _portfolio(phrase: str) -> str | None:
    """The minister of a field: "energy and natural resources minister", "secretary of defense"."""
    if m := _OF_FIELD.fullmatch(phrase):
        words = m[2].split(" and ")[0].split()
        return next((f for n in range(len(words), 0, -1) if (f := _fields().get(" ".join(words[:n])))), None)
    if m := _FIELD.fullmatch(phrase):
        words = m[1].split()
        return next((f for n in range(len(words)) if (f := _fields().get(" ".join(words[n:])))), None)
    return None


@cache
def _roles() -> dict[str, str]:
    """Base forms by phrase; where a country has its own use of it, by phrase, a tab and the country."""
    found = {}
    for row in _rows("roles.tsv"):
        phrase, of, base, kind, _ = row.split("\t", 4)
        if base and kind != "field":
            found[f"{phrase}\t{of}" if of else phrase] = base
    return found


@cache
def _fields() -> dict[str, str]:
    rows = (row.split("\t", 4) for row in _rows("roles.tsv"))
    return {phrase: base for phrase, _, base, kind, _ in rows if kind == "field"}


@cache
def _nouns() -> dict[str, Noun]:
    found: dict[str, Noun] = {}
    for row in _rows("roles.tsv"):
        phrase, of, _, kind, gender, plural, _ = row.split("\t", 6)
        if of or kind not in ("office", "person", "body"):
            continue
        what = cast(Literal["office", "person", "body"], kind)
        found[phrase] = Noun(phrase, what, _gender(gender), False)
        if plural:
            found[key(plural)] = Noun(phrase, what, _gender(gender), True)
    return found


@dataclass(frozen=True, slots=True)
class _Term:
    """An office and who held it."""

    person: str
    office: Office

    @classmethod
    def of(cls, row: str) -> _Term:
        person, role, of, since, until, source, as_of = row.split("\t")
        return cls(person, Office(role, of, since or None, until or None, as_of, source))

    def covers(self, on: str | None) -> bool:
        """Whether the term may hold on a day. Dates are cut to the shorter: "2014-03" covers its last day."""
        if on is None:
            return True
        since, until = self.office.since or "", self.office.until
        return since <= on[: len(since)] and (until is None or on[: len(until)] <= until)


def _last(terms: Sequence[_Term], *, shared: bool) -> list[_Term]:
    """Of terms that may hold on one day, those that do: open ones end when another begins.

    Where none is open, the last to begin holds it, too: on the day of a change that is the new one.
    """
    if not terms or shared:
        return list(terms)
    latest = max(t.office.since or "" for t in terms)
    return [t for t in terms if (t.office.since or "") == latest]


def _heads(government: str, state: str) -> Iterable[tuple[str, str]]:
    return ("head of government", government), ("leader", government), ("head of state", state)


def _rows(name: str) -> list[str]:
    """The rows of a file without its head; tabs part the columns."""
    file = files("onrecord").joinpath("knowledge", name)
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    return [row for row in text.split("\n")[1:] if row]


def _by_id(rows: Iterable[str]) -> Index:
    found: Index = {}
    for row in rows:
        found.setdefault(row[: row.index("\t")], []).append(row)
    return found


def _index(rows: Iterable[str], column: int = -1) -> Index:
    """Rows by the keys that stand in one column, parted by "|"."""
    found: Index = {}
    for row in rows:
        for name in row.split("\t")[column].split("|"):
            if name in found:
                found[name].append(row)
            else:
                found[name] = [row]
    return found


def _by_name(index: Index, words: str) -> list[str]:
    """Rows whose name this is. Keys with "=" are of names that count only in this very spelling ("US", "Time")."""
    written = words.strip()
    found = index.get(key(written), [])
    if written[:4] in ("the ", "The "):
        written = written[4:]
        found = found + index.get(f"=The {written}", [])
    return found + index.get(f"={written}", [])


def _index_places(rows: Iterable[str]) -> Index:
    found: Index = {}
    for row in rows:
        for name in row.split("\t", 1)[0].split("|"):
            if name in found:
                found[name].append(row)
            else:
                found[name] = [row]
    return found


def _plain(names: str) -> tuple[str, ...]:
    """The names of a column without the sign that they count only as spelt."""
    return tuple(name.lstrip("=!") for name in names.split("|") if name)


def _gender(letter: str) -> Gender | None:
    return "f" if letter == "f" else "m" if letter == "m" else None


@cache
def _territory(row: str) -> Territory:
    id, sense, _ = row.split("\t", 2)
    return Territory(id, cast(Sense, sense))


@cache
def _organisation(row: str) -> Entry:
    id, name, aliases, country, _, source, *_ = row.split("\t")
    return Entry(id, name, "organisation", country or None, None, (name, *_plain(aliases)), (), source)


@cache
def _outlet(row: str) -> Entry:
    id, name, aliases, country, _, _, _, _, source, *_ = row.split("\t")
    return Entry(id, name, "outlet", country or None, None, (name, *_plain(aliases)), (), source)


@cache
def _spot(row: str) -> Spot:
    _, name, country, latitude, longitude, population, *_ = row.split("\t")
    return Spot(name, country, float(latitude), float(longitude), int(population))


def _once(found: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(found))
