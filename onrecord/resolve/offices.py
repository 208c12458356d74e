"""Offices: what they are called, who holds one when, and the nouns for people who speak."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from onrecord.resolve.names import key
from onrecord.resolve.tables import lexicon, rows

Gender = Literal["f", "m"]
NounKind = Literal["office", "person", "body"]


@dataclass(frozen=True, slots=True)
class Office:
    """One term of office. ``role`` is in base form and lower case ("foreign minister"), ``of`` the id of the
    country or organisation. ``since`` and ``until`` are ISO dates or parts of one; ``until`` is None where
    the
    term went on at ``as_of``, the day on which ``source`` held.
    """

    role: str
    of: str
    since: str | None
    until: str | None
    as_of: str
    source: str

    def covers(self, on: str) -> bool:
        """Whether the term may hold on an ISO date; a part of a date covers all of it ("2014-03")."""
        since, until = self.since or "", self.until
        return since <= on[: len(since)] and (until is None or on[: len(until)] <= until)

    def holds(self, on: str | None) -> bool:
        """Whether the term covers an ISO date; without a date, whether it has no end."""
        return self.covers(on) if on else self.until is None


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun that can head a description of somebody who speaks ("the spokeswoman", "two diplomats").

    ``kind`` is `office` (a post that one person holds), `person` (anybody of that sort) or `body` (a noun
    in the
    singular that means several: "the ministry", "the police").
    """

    word: str
    kind: NounKind
    gender: Gender | None
    plural: bool


@dataclass(frozen=True, slots=True)
class Term:
    """An office and who held it."""

    person: str
    office: Office

    @classmethod
    def of(cls, row: str) -> Term:
        person, role, of, since, until, source, as_of = row.split("\t")
        return cls(person, Office(role, of, since or None, until or None, as_of, source))

    @property
    def since(self) -> str:
        return self.office.since or ""

    def covers(self, on: str | None) -> bool:
        """Whether the term may hold on a day, or on any."""
        return on is None or self.office.covers(on)


def holding(terms: Sequence[Term]) -> list[Term]:
    """Of terms that may hold on one day, those that do.

    An office that several share is all of theirs. Of any other the last to begin holds it: an open term
    ends when
    another begins, and on the day of a change it is the new holder.
    """
    latest: dict[str, str] = {}
    for t in terms:
        latest[t.office.role] = max(t.since, latest.get(t.office.role, ""))
    alone = max((since for role, since in latest.items() if role not in shared()), default="")
    return [t for t in terms if t.office.role in shared() or t.since == alone]


def shared() -> frozenset[str]:
    """Offices that several hold at once."""
    return lexicon("held by several")


def role(words: str) -> str | None:
    """The base form of an office, None where the words name none that is known, or one that is over.

    >>> role("Minister of Foreign Affairs"), role("the acting defense secretary"), role("a farmer")
    ('foreign minister', 'defence minister', None)
    """
    phrase = _ACTING.sub("", key(words.replace("-", " ")))
    if _OVER.match(phrase):
        return None
    rank = _RANK.match(phrase)
    found = _roles().get(phrase)
    if found is not None or rank is None:
        return found or _portfolio(phrase)
    plain = phrase[rank.end() :]
    base = _roles().get(plain) or _portfolio(plain)
    return f"{_RANKS.get(rank[1], rank[1])} {base}" if base else None


def role_in(role: str, of: str) -> str | None:
    """What an office is called in one country: "prime minister" is "chancellor" in Germany."""
    return _roles().get(f"{role}\t{of}") or _heads().get(f"{role}\t{of}")


def noun(word: str) -> Noun | None:
    """What is known of a noun that heads a description; its plural is found too.

    >>> noun("spokeswomen")
    Noun(word='spokeswoman', kind='person', gender='f', plural=True)
    """
    return _nouns().get(key(word))


_RANKS = {"vice": "deputy"}
_ACTING = re.compile(
    r"^(?:(?:acting|interim|caretaker|incumbent|current|outgoing|newly appointed|new|then|long ?time"
    r"|long serving"
    r"|veteran|incoming) )+"
)
_OVER = re.compile(r"(?:former|ex|late|one ?time|previous|retired) ")
_RANK = re.compile(r"(first deputy|deputy|vice|assistant|junior|shadow) (?!president|chancellor|prime)")
_OF_FIELD = re.compile(
    r"(?:(?:federal|state|union|cabinet) )?(?:minister|secretary)(?: of state)?"
    r" (?:of|for|in charge of)(?: the)? (.+)"
)
_FIELD = re.compile(r"(.+) (?:minister|secretary)")


def _portfolio(phrase: str) -> str | None:
    """The minister of a field: "energy and natural resources minister", "secretary of defense"."""
    if m := _OF_FIELD.fullmatch(phrase):
        return _fields().get(m[1]) or _fields().get(m[1].split(" and ")[0])
    if m := _FIELD.fullmatch(phrase):
        words = m[1].split()
        return next((f for n in range(len(words)) if (f := _fields().get(" ".join(words[n:])))), None)
    return None


@cache
def _rows() -> list[list[str]]:
    return [row.split("\t") for row in rows("roles.tsv")]


@cache
def _roles() -> dict[str, str]:
    """Base forms by phrase; where a country has its own use of it, by phrase, a tab and the country."""
    return {
        f"{phrase}\t{of}" if of else phrase: base
        for phrase, of, base, kind, *_ in _rows()
        if base and kind != "field"
    }


@cache
def _fields() -> dict[str, str]:
    return {phrase: base for phrase, _, base, kind, *_ in _rows() if kind == "field"}


@cache
def _heads() -> dict[str, str]:
    """The office of the head of government or of state, by "leader" and the like, a tab and the country."""
    found: dict[str, str] = {}
    for of, government, state, *_ in (row.split("\t") for row in rows("heads.tsv")):
        found |= {f"{head}\t{of}": government for head in ("leader", "head of government")}
        found[f"head of state\t{of}"] = state
    return found


@cache
def _nouns() -> dict[str, Noun]:
    found: dict[str, Noun] = {}
    for phrase, of, _, kind, letter, plural, *_ in _rows():
        if of or kind == "field":
            continue
        sort, gender = cast(NounKind, kind), gender_of(letter)
        found[phrase] = Noun(phrase, sort, gender, False)
        if plural:
            found[plural] = Noun(phrase, sort, gender, True)
    return found


def gender_of(letter: str) -> Gender | None:
    """The gender that a column of a table gives."""
    return "f" if letter == "f" else "m" if letter == "m" else None
