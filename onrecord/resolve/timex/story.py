"""What the value of an expression of time can hang on: the day of publication, the tense of its clause, and the times
that the story has told before it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from onrecord.quotes import quotations
from onrecord.records import Segment, Span, Time
from onrecord.resolve.timex.calendar import Which, first_day, unit_of, within
from onrecord.resolve.timex.expressions import Expression, Page
from onrecord.resolve.timex.tense import Reading, tense
from onrecord.sentences import sentence_at, sentences

# An expression hangs on one of so many times before it, or on none of the story.
REACH = 40
HEADLINES = ("title", "subhead")
_OWNS = re.compile(r"'s? ")


class Story:
    """The times of a text in the order in which it tells them."""

    def __init__(self, text: str, published: date | None, segments: Sequence[Segment]) -> None:
        self.text, self.published, self.segments = text, published, segments
        self.page = Page(text)
        self.told: list[Time] = []
        self._quotations: list[Span] | None = None
        self._sentences: tuple[Segment | None, list[Span]] = (None, [])

    def sentence(self, segment: Segment, at: Span) -> Span:
        """The sentence of a segment in which an expression stands."""
        if self._sentences[0] is not segment:
            self._sentences = segment, sentences(self.text, segment.span.start, segment.span.end)
        found = self._sentences[1]
        return found[max(0, sentence_at(found, at.start))] if found else segment.span

    def quoted(self, at: Span) -> bool:
        """Whether an expression stands within quotation marks."""
        if self._quotations is None:
            parts = [(s.span.start, s.span.end) for s in self.segments]
            self._quotations = [Span(q.start, q.end) for q in quotations(self.text, parts)]
        n = sentence_at(self._quotations, at.start)
        return n >= 0 and at.start < self._quotations[n].end


@dataclass(frozen=True, slots=True)
class Setting:
    """One expression in its place in a story. ``notes`` gather what its value was found from."""

    story: Story
    expression: Expression
    segment: Segment
    notes: list[str] = field(default_factory=list)

    @property
    def published(self) -> date | None:
        """The day of publication."""
        return self.story.published

    def tense(self) -> Reading:
        """The tense of the clause."""
        at = self.expression.span
        sentence = self.story.sentence(self.segment, at)
        headline = self.segment.kind in HEADLINES
        found = tense(self.story.text, self.story.page.low, sentence, at, headline=headline)
        self.notes.append(f"{found.says}: “{found.words}”" if found.says else "no verb tells past or coming")
        return found

    def which(self, undecided: Which) -> Which:
        """Whether the last one or the coming one of a name is meant, by the tense of the clause."""
        return self.tense().says or undecided

    def told(self, units: Collection[str], *, paragraph: bool = False) -> str | None:
        """The last value of one of these units that the story told, in this paragraph if so asked.

        What is said within quotation marks counts within quotation marks only.
        """
        quoted = bool(self.story.told) and self.story.quoted(self.expression.span)
        for time in reversed(self.story.told[-REACH:]):
            if paragraph and time.span.start < self.segment.span.start:
                return None
            fits = time.type in ("DATE", "TIME") and time.value is not None and unit_of(time.value) in units
            if fits and (quoted or not self.story.quoted(time.span)):
                self._from(time)
                return time.value
        return None

    def day(self, *, paragraph: bool = False) -> date | None:
        """The day that the story, or the paragraph, is at; that of publication where it has told none."""
        value = self.told(("day",), paragraph=paragraph)
        return first_day(value) if value else self.published

    def latest(self, units: Collection[str]) -> str | None:
        """The latest value of one of these units that the story told and that is over: what it reports on."""
        values = [time.value for time in self.story.told[-REACH:] if time.value]
        told = [(value, unit) for value in values if (unit := unit_of(value)) in units]
        over = [
            value
            for value, unit in told
            if self.published is None or value < within(self.published, unit or "day")
        ]
        return max(over, default=None)

    def weekday_told(self, number: int) -> date | None:
        """The day of this name that the story told last, where something belongs to the day ("Monday's vote")."""
        if not _OWNS.match(self.story.page.low, self.expression.span.end):
            return None
        for time in reversed(self.story.told[-REACH:]):
            day = first_day(time.value) if time.value and unit_of(time.value) == "day" else None
            if day and day.isoweekday() == number and day <= (self.published or day):
                self._from(time)
                return day
        return None

    def _from(self, time: Time) -> None:
        self.notes.append(f"told from “{time.span.of(self.story.text)}”")
