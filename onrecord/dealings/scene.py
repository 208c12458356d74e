"""A report as events and papers are read from it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from onrecord.grammar import NO_GRAMMAR, Grammar
from onrecord.records import READABLE, Place, Segment, Span, Statement, Time
from onrecord.resolve.clauses import times_within
from onrecord.resolve.knowledge import Knowledge
from onrecord.resolve.places import Atlas, Located
from onrecord.resolve.who import Named, Who
from onrecord.sentences import sentence_at, sentences

# The two sides of a report are named together in its first sentences.
OPENING = 6
# What joins two names: "Norway and Chad", "Norway, Chad", "between Norway’s army and Chad", "Norway-Chad".
_JOINS = re.compile(
    r"(?:[’']s?)?(?: (?!and\b)[\w-]+){0,2}(?:,? and |, | & |/|[-–—])"
    r"(?:(?:the|its|with|[a-z]+ (?:of|from)) ){0,3}"
)


@dataclass(frozen=True, slots=True)
class Scene:
    """The text of a report, its statements (with ids, speakers and acts) and times, and whom its words
    name."""

    text: str
    segments: Sequence[Segment]
    statements: Sequence[Statement]
    times: Sequence[Time]
    who: Who
    known: Knowledge
    grammar: Grammar = NO_GRAMMAR
    published: str | None = None
    sentences: Sequence[Span] = field(init=False)
    atlas: Atlas = field(init=False)
    sides: tuple[Named, ...] = field(init=False, default=())
    _located: dict[Span, list[Located]] = field(init=False, default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        parts = (s.span for s in self.segments if s.kind in READABLE)
        cut = [s for part in parts for s in sentences(self.text, part.start, part.end)]
        object.__setattr__(self, "sentences", cut)
        object.__setattr__(self, "atlas", Atlas(self.text, self.known))
        object.__setattr__(self, "sides", _sides(self))

    def sentence(self, at: int) -> Span:
        """The sentence in which an offset lies."""
        return self.sentences[max(0, sentence_at(self.sentences, at))]

    def times_in(self, span: Span) -> list[Time]:
        """The times within a stretch, in order."""
        return times_within(self.times, span)

    def places_in(self, span: Span) -> list[Place]:
        """The places within a stretch that stand where places do, in order."""
        return [located.place for located in self.located_in(span)]

    def located_in(self, span: Span) -> list[Located]:
        """The places within a stretch, each with the preposition that it stands after."""
        if span not in self._located:
            self._located[span] = self.atlas.found(span)
        return self._located[span]

    def told_by(self, span: Span) -> Statement | None:
        """The statement in whose content a stretch stands, the narrowest; None where the outlet itself
        speaks."""
        inside = [
            (len(c), s)
            for s in self.statements
            for c in s.content
            if c.start <= span.start and span.end <= c.end
        ]
        return min(inside, key=lambda pair: pair[0])[1] if inside else None


def _sides(scene: Scene) -> tuple[Named, ...]:
    """The two of whom a report tells: those that it names together first, countries or bodies, else the only
    two countries of its first sentences; none where there are no two.
    """
    lands: dict[str, Named] = {}
    for sentence in scene.sentences[:OPENING]:
        named = [
            n for n in scene.who.named(sentence) if n.type in ("country", "organisation") and not n.place
        ]
        for first, second in pairwise(named):
            between = scene.text[first.span.end : second.whole.start]
            if first.side != second.side and _JOINS.fullmatch(between):
                return (first, second)
        lands |= {n.side: n for n in reversed(named) if n.type == "country"} if len(lands) < 2 else {}
    return tuple(lands.values()) if len(lands) == 2 else ()
