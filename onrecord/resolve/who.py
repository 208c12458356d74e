"""Whom the words of a report name, for those who read on: participants, parties, targets.

Names were given to figures in `cast.py`; pronouns and descriptions mean what they mean at their place.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from onrecord.records import Actor, ActorType, Mention, Party, Score, Span
from onrecord.resolve.cast import Figure
from onrecord.resolve.coreference import nobody, of_pronoun
from onrecord.resolve.knowledge import role
from onrecord.resolve.listener import POSSESSIVES, Listener
from onrecord.resolve.mentions import Name
from onrecord.resolve.names import key
from onrecord.resolve.offices import Office
from onrecord.resolve.roles import Role, head_noun, strip_article

NAMED_THERE = Score(0.9, "named as one who takes part")
# Who holds one of these acts for a country; a trade unionist of that country does not.
PUBLIC = frozenset({
    "president", "premier", "chancellor", "minister", "secretary", "envoy", "ambassador", "negotiator",
    "diplomat", "king", "queen", "emir", "sultan", "leader", "general", "commander", "representative",
    "delegate", "governor",
})  # fmt: skip
# And who holds one of these for a body acts for it.
OFFICIAL = PUBLIC | frozenset({
    "chair", "chairman", "chairwoman", "chief", "head", "director", "executive", "boss", "manager",
    "commissioner", "spokesman", "spokeswoman", "spokesperson", "official", "mediator", "deputy", "officer",
})  # fmt: skip

# Anybody may be called one of these.
ANYBODY = frozenset(
    {"man", "woman", "leader", "politician", "official", "negotiator", "diplomat", "rival", "side"}
)

_JOINED = re.compile(r"(?:[^\W\d_]\.)+(?=[-‐‑–/])|[^\W\d_]+(?=[-‐‑–/])|(?<=[-‐‑–/])[^\W\d_][\w.]*")
_PAST = re.compile(r"\b(?:former|ex|late|then|retired|onetime|one-time)\b", re.I)


@dataclass(frozen=True, slots=True)
class Named:
    """An actor where the text names it.

    ``span`` is the name, ``whole`` the name with its title. ``side`` is the country, or what else, that it
    acts
    for: of a minister his country, else the actor itself. ``place`` is whether the name stands where
    places do
    ("in Qatar") or is an adjective ("the Qatari capital"), ``owns`` whether it is a possessive, ``named``
    whether
    the text gives the actor a name.
    """

    actor: str
    span: Span
    whole: Span
    type: ActorType
    side: str
    place: bool = False
    owns: bool = False
    score: Score = NAMED_THERE
    named: bool = True


class Who:
    """Whom the words of one report name."""

    def __init__(self, listener: Listener, spoken: Iterable[str]) -> None:
        self._listener, self._cast = listener, listener.cast
        self._spoken = frozenset(spoken)

    def named(self, span: Span) -> list[Named]:
        """The names within a stretch, in order; adjectives of countries ("Turkish mediation") are names
        too."""
        return [self._named(figure, name, score) for name, figure, score in self._cast.named_at(span)]

    def meant(self, span: Span) -> list[Named]:
        """Whom these words mean as a whole: a name, a pronoun, a description; nobody where it cannot be told.

        "he", "both presidents", "the Qatari mediator": several where several are meant as one.
        """
        inside = self.named(span)
        if inside and inside[0].span == span:
            return inside[:1]
        meant = self._listener.meaning(span)
        self._cast.ids()
        if not _are_called(meant.figures, span.of(self._cast.text)):
            return []
        return [self._whole(figure, span, meant.score) for figure in meant.figures]

    def owner(self, span: Span) -> list[Named]:
        """Whom a possessive pronoun means: "her" in "her talks with Norway"."""
        pronoun = POSSESSIVES.get(key(span.of(self._cast.text)))
        meant = of_pronoun(span, pronoun, self._listener.memory) if pronoun else nobody("no possessive")
        self._cast.ids()
        return [self._whole(figure, span, meant.score) for figure in meant.figures]

    def compounds(self, span: Span) -> Iterator[Named]:
        """The names in words that a hyphen joins, in order: "U.S.-Iran talks", "Turkish-brokered"."""
        for m in _JOINED.finditer(self._cast.text, span.start, span.end):
            at = Span(*m.span())
            figure = self._compounded(m[0]) if m[0][:1].isupper() else None
            if figure is not None:
                yield self._whole(figure, at, NAMED_THERE)

    def _compounded(self, word: str) -> Figure | None:
        """Whom a part of a compound names: a country that is no mere place, a body, a person by the last
        name."""
        senses = self._cast.known.territories(word)
        if senses:
            place = senses[0].sense in ("capital", "seat")
            return None if place else self._cast.country(senses[0].id)
        bodies = (e for e in self._cast.known.named(word) if word.isupper() and e.type == "organisation")
        known = next(bodies, None)
        return self._called(word) or (self._cast.country(known.id) if known else None)

    def unlisted(self, span: Span) -> Named | None:
        """The country of a word that is no name of the report by itself: "American negotiators", "the US"."""
        word = span.of(self._cast.text)
        senses = self._cast.known.territories(word)
        told = bool(senses) and (word.isupper() or all(s.sense in ("demonym", "people") for s in senses))
        return self._whole(self._cast.country(senses[0].id), span, NAMED_THERE) if told else None

    def body(self, span: Span) -> Named:
        """The organisation that this word is known to be the name of."""
        name = span.of(self._cast.text)
        figure = self._called(name) or self._cast.unnamed("organisation", name)
        figure.named = True
        self._cast.ids()
        return self._whole(figure, span, NAMED_THERE)

    def is_adjective(self, name: Named) -> bool:
        """Whether a name is one of a people: "Turkish", "the Turks"."""
        senses = self._cast.known.territories(name.span.of(self._cast.text))
        return bool(senses) and all(s.sense in ("demonym", "people") for s in senses)

    def is_seat(self, name: Named) -> bool:
        """Whether a name is that of a capital or seat, which is often but a place."""
        senses = self._cast.known.territories(name.span.of(self._cast.text))
        return bool(senses) and senses[0].sense in ("capital", "seat")

    def country(self, id: str, span: Span) -> Named:
        """The country of an ISO 3166-1 alpha-3 code, named by these words."""
        return self._whole(self._cast.country(id), span, NAMED_THERE)

    def actors(self, parties: Iterable[Party]) -> tuple[Actor, ...]:
        """Every actor of the report: who speaks, relays or is spoken to, these parties, and all other
        names.

        The words for a party are a mention of it, unless they are somebody else's: a country that its
        minister acts for is not named by his name.
        """
        by_id = {figure.id: figure for figure in self._cast.figures}
        used, named = set(self._spoken), sorted({m.span for f in self._cast.figures for m in f.mentions})
        for party in parties:
            used.add(party.actor)
            at = bisect_left(named, party.span.end, key=lambda s: s.start) - 1
            if at < 0 or not named[at].overlaps(party.span):
                by_id[party.actor].add(party.span, NAMED_THERE)
        return tuple(
            actor(figure)
            for figure in self._cast.figures
            if figure.id in used or (figure.named and figure.mentions)
        )

    def _named(self, figure: Figure, name: Name, score: Score) -> Named:
        return Named(
            figure.id, name.span, name.whole, _type(figure), self._side(figure), name.place, name.owns, score
        )

    def _whole(self, figure: Figure, span: Span, score: Score) -> Named:
        named = figure.named or figure.entry is not None
        return Named(figure.id, span, span, _type(figure), self._side(figure), score=score, named=named)

    def _called(self, word: str) -> Figure | None:
        """The body, or the person by the last name, that a word names in this report."""
        k = key(word)
        named = [f for f in self._cast.figures if f.named]
        bodies = (f for f in named if f.type == "organisation" and (k == key(f.name) or k in f.heads))
        people = (f for f in named if f.type == "person" and key(f.name).split()[-1:] == [k])
        return next(bodies, None) or next(people, None)

    def _side(self, figure: Figure) -> str:
        """Whom a figure acts for: who holds an office, the body or country of which he does."""
        if figure.type != "person":
            return figure.id
        held = [r for r in figure.roles if not _PAST.search(r.words)]
        body = next((b for r in held if r.head in OFFICIAL and (b := self._body_of(r, figure))), None)
        if body is not None:
            return body.id
        if figure.country and any(_is_public(r) for r in held):
            return self._cast.country(figure.country).id
        office = self._office(figure) if len(held) == len(figure.roles) else None
        return self._cast.country(office.of).id if office else figure.id

    def _body_of(self, held: Role, figure: Figure) -> Figure | None:
        """The body that a role names: "general secretary of the Rail Crew Association"."""
        words = key(held.words).replace(" the ", " ").removeprefix("the ")
        bodies = (f for f in self._cast.figures if f.named and f.type == "organisation" and f is not figure)
        return next((f for f in bodies if any(_is_of(words, name) for name in (key(f.name), *f.heads))), None)

    def _office(self, figure: Figure) -> Office | None:
        """The public office that somebody is known to hold on the day of the report."""
        offices = figure.entry.offices if figure.entry else ()
        held = (o for o in offices if o.holds(self._cast.on and self._cast.on[:10]) and role(o.role))
        return next(held, None)


def _is_of(held: str, body: str) -> bool:
    """Whether an office is one of a body: "head of the union", "the union’s head", no "… at a union"."""
    body = body.replace(" the ", " ").removeprefix("the ")
    return f"{held} ".startswith(f"{body} ") or f" of {body} " in f"{held} " or f" for {body} " in f"{held} "


def _type(figure: Figure) -> ActorType:
    """The type of a figure; whatever has the code of a country is one."""
    return "country" if len(figure.id) == 3 and figure.id.isupper() else figure.type


def _are_called(figures: Sequence[Figure], words: str) -> bool:
    """Whether people of whom an office is said hold one: "both generals" are no two ministers."""
    noun = head_noun(strip_article(words))
    if len(figures) < 2 or noun is None or noun.word in ANYBODY:
        return True
    return all(f.type != "person" or any(r.head == noun.word for r in f.roles) for f in figures)


def actor(figure: Figure) -> Actor:
    """A figure as the record has it."""
    roles = tuple(dict.fromkeys(r.words for r in figure.roles))
    country = figure.id if figure.type == "country" else figure.country
    mentions: Sequence[Mention] = figure.mentions
    return Actor(figure.id, figure.name, figure.type, figure.score, country, roles, tuple(mentions))


def _is_public(held: Role) -> bool:
    return held.head in PUBLIC or role(held.words) is not None
