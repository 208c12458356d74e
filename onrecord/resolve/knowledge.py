"""What is known beforehand: countries, people in office, organisations, outlets, places.

The facts are in `onrecord/knowledge/`, one kind a file, each row with its source and the day on which it held.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal, Protocol

from onrecord.records import ActorType

Sense = Literal["country", "demonym", "people", "capital", "seat", "government"]


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
    gender: Literal["f", "m"] | None = None
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


class Knowledge(Protocol):
    """What resolution asks. All lookups are by `names.key`; what is not known is an empty tuple or None."""

    def named(self, words: str) -> tuple[Entry, ...]:
        """Everybody and everything with this name, in full or as an alias."""

    def surnamed(self, word: str) -> tuple[Entry, ...]:
        """People with this last name (or the one name they are called by)."""

    def sounding(self, words: str) -> tuple[Entry, ...]:
        """Everybody whose full name or alias sounds like this (`names.sound`)."""

    def holders(self, role: str, of: str, on: str | None = None) -> tuple[Entry, ...]:
        """Who held an office on an ISO date; the latest holders where ``on`` is None."""

    def entry(self, id: str) -> Entry | None:
        """The entry of an id; countries are entries too."""

    def territories(self, words: str) -> tuple[Territory, ...]:
        """What a word or phrase says of countries and blocs."""

    def outlet(self, words: str) -> Entry | None:
        """The agency, paper or broadcaster of this name: "the New York Times", "DPA", "state news agency TASS"."""

    def medium(self, words: str) -> str | None:
        """The platform or medium that carries words and reports nothing: "Telegram", "X", "Truth Social"."""

    def spots(self, words: str) -> tuple[Spot, ...]:
        """Places of this name, the largest first."""

    def gender(self, first_name: str) -> Literal["f", "m"] | None:
        """What people of this first name mostly are, where nine in ten are."""


@cache
def knowledge() -> Knowledge:
    """The knowledge that ships with the package, loaded once a process."""
    raise NotImplementedError
