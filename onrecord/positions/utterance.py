"""One statement as its position is read from it: its words, and the sentence and paragraph around them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.grammar import NO_GRAMMAR, Grammar
from onrecord.mend import words as _words
from onrecord.records import READABLE, Attribution, Segment, Span, StatementKind
from onrecord.sentences import sentence_at, sentences


@dataclass(frozen=True, slots=True)
class Utterance:
    """One statement. ``sentences`` are those of the whole report, in order; ``part`` is its paragraph.

    ``grammar`` has the words of the report; none where the model did not read it.
    """

    text: str
    said: Attribution
    kind: StatementKind
    sentences: Sequence[Span]
    part: Span
    grammar: Grammar = NO_GRAMMAR

    @property
    def content(self) -> str:
        """The words of the content, its pieces joined by blanks."""
        return _words(self.text, self.said.content)

    @property
    def cue(self) -> str:
        """The words of the cue."""
        return _words(self.text, self.said.cue)

    @property
    def source(self) -> str:
        """The words of the source."""
        return _words(self.text, self.said.source)

    @property
    def sentence(self) -> Span:
        """The sentence in which the cue stands, else that in which the content begins."""
        at = (self.said.cue or self.said.content)[0].start
        return self.sentences[max(0, sentence_at(self.sentences, at))] if self.sentences else self.part


def utterances(
    text: str,
    segments: Sequence[Segment],
    found: Sequence[tuple[Attribution, StatementKind]],
    words: Grammar = NO_GRAMMAR,
) -> list[Utterance]:
    """The statements of a report as they are read for their positions, in the same order."""
    parts = [s.span for s in segments if s.kind in READABLE]
    cut = [s for part in parts for s in sentences(text, part.start, part.end)]
    whole = Span(0, len(text))

    def part(at: int) -> Span:
        i = bisect_right(parts, at, key=lambda p: p.start) - 1
        return parts[i] if i >= 0 and at < parts[i].end else whole

    return [Utterance(text, a, kind, cut, part(a.content[0].start), words) for a, kind in found]
