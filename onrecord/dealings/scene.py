"""A report as events and papers are read from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from onrecord.grammar import NO_GRAMMAR, Grammar
from onrecord.records import READABLE, Place, Segment, Span, Statement, Time
from onrecord.resolve.knowledge import Knowledge
from onrecord.resolve.places import Atlas
from onrecord.resolve.who import Who
from onrecord.sentences import sentence_at, sentences


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

    def __post_init__(self) -> None:
        parts = (s.span for s in self.segments if s.kind in READABLE)
        cut = [s for part in parts for s in sentences(self.text, part.start, part.end)]
        object.__setattr__(self, "sentences", cut)
        object.__setattr__(self, "atlas", Atlas(self.text, self.known))

    def sentence(self, at: int) -> Span:
        """The sentence in which an offset lies."""
        return self.sentences[max(0, sentence_at(self.sentences, at))]

    def times_in(self, span: Span) -> list[Time]:
        """The times within a stretch, in order."""
        return [t for t in self.times if span.start <= t.span.start and t.span.end <= span.end]

    def places_in(self, span: Span) -> list[Place]:
        """The places within a stretch that stand where places do, in order."""
        return [located.place for located in self.atlas.found(span)]

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
