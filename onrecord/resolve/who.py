"""Whom the words of a report name, for those who read on: participants, parties, targets.

Names were given to figures in `cast.py`; pronouns and descriptions mean what they mean at their place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onrecord.records import Actor, ActorType, Mention, Party, Score, Span
from onrecord.resolve.cast import Figure
from onrecord.resolve.knowledge import role
from onrecord.resolve.listener import Listener
from onrecord.resolve.mentions import Name
from onrecord.resolve.roles import Role

NAMED_THERE = Score(0.9, "named as one who takes part")
# Who holds one of these acts for a country; a trade unionist of that country does not.
PUBLIC = frozenset({
    "president", "premier", "chancellor", "minister", "secretary", "envoy", "ambassador", "negotiator",
    "diplomat", "king", "queen", "emir", "sultan", "leader", "general", "commander", "representative",
    "delegate", "governor",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """An actor where the text names it.

    ``span`` is the name, ``whole`` the name with its title. ``side`` is the country, or what else, that it
    acts
    for: of a minister his country, else the actor itself. ``place`` is whether the name stands where
    places do
    ("in Qatar") or is an adjective ("the Qatari capital"), ``owns`` whether it is a possessive.
    """

    actor: str
    span: Span
    whole: Span
    type: ActorType
    side: str
    place: bool = False
    owns: bool = False
    score: Score = NAMED_THERE


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
        return [self._whole(figure, span, meant.score) for figure in meant.figures]

    def country(self, id: str, span: Span) -> Named:
        """The country of an ISO 3166-1 alpha-3 code, named by these words."""
        return self._whole(self._cast.country(id), span, NAMED_THERE)

    def actors(self, parties: Iterable[Party]) -> tuple[Actor, ...]:
        """Every actor of the report: who speaks, relays or is spoken to, these parties, and all other
        names."""
        by_id = {figure.id: figure for figure in self._cast.figures}
        used = set(self._spoken)
        for party in parties:
            used.add(party.actor)
            by_id[party.actor].add(party.span, NAMED_THERE)
        return tuple(
            actor(figure)
            for figure in self._cast.figures
            if figure.id in used or (figure.named and figure.mentions)
        )

    def _named(self, figure: Figure, name: Name, score: Score) -> Named:
        return Named(
            figure.id, name.span, name.whole, figure.type, self._side(figure), name.place, name.owns, score
        )

    def _whole(self, figure: Figure, span: Span, score: Score) -> Named:
        return Named(figure.id, span, span, figure.type, self._side(figure), score=score)

    def _side(self, figure: Figure) -> str:
        """Whom a figure acts for: who holds a public office, its country."""
        public = figure.type == "person" and figure.country and any(_is_public(r) for r in figure.roles)
        return self._cast.country(figure.country).id if public and figure.country else figure.id


def actor(figure: Figure) -> Actor:
    """A figure as the record has it."""
    roles = tuple(dict.fromkeys(r.words for r in figure.roles))
    country = figure.id if figure.type == "country" else figure.country
    mentions: Sequence[Mention] = figure.mentions
    return Actor(figure.id, figure.name, figure.type, figure.score, country, roles, tuple(mentions))


def _is_public(held: Role) -> bool:
    return held.head in PUBLIC or role(held.words) is not None
