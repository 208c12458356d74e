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
from onrecord.resolve.calendar import Which, first_day, unit_of, within
from onrecord.resolve.tense import Reading, tense
from onrecord.resolve.timex import Expression, Page
from onrecord.sentences import sentence_at, sentences

# An expression hangs on one of so many times before it, or on none of the story.
REACH = 40
_OWNS = re.compile(r"'s? ")
HEADLINES = ("title", "subhead")


class Story:
    """The times of a text in the order in which it tells them."""

    def __init__(self, text: str, page: Page, published: date | None, segments: Sequence[Segment]) -> None:
        self.text, self.page, self.published, self.segments = text, page, published, segments
        self.told: list[Time] = []
        self._quoted: list[Span] | None = None
        self._sentences: tuple[Segment | None, list[Span]] = (None, [])

    def sentence(self, segment: Segment, at: Span) -> Span:
        """The sentence of a segment in which an expression stands."""
        if self._sentences[0] is not segment:
            self._sentences = segment, sentences(self.text, segment.span.start, segment.span.end)
        found = self._sentences[1]
        return found[max(0, sentence_at(found, at.start))] if found else segment.span

    def quotation(self, at: Span) -> int | None:
        """The number of the quotation in which an expression stands, or None."""
        if self._quoted is None:
            parts = [(s.span.start, s.span.end) for s in self.segments]
            self._quoted = [Span(q.start, q.end) for q in quotations(self.text, parts)]
        n = sentence_at(self._quoted, at.start)
        return n if n >= 0 and at.start < self._quoted[n].end else None


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
        at, low = self.expression.span, self.story.page.low
        sentence = self.story.sentence(self.segment, at)
        found = tense(self.story.text, low, sentence, at, headline=self.segment.kind in HEADLINES)
        self.notes.append(f"{found.says}: “{found.words}”" if found.says else "no verb tells past or coming")
        return found

    def which(self, undecided: Which) -> Which:
        """Whether the last one or the coming one of a name is meant, by the tense of the clause."""
        return self.tense().says or undecided

    def weekday_of_before(self, number: int) -> date | None:
        """The day of this name that the story told last, for what belongs to a day ("Monday's vote")."""
        if not _OWNS.match(self.story.page.low, self.expression.span.end):
            return None
        for time in reversed(self.story.told[-REACH:]):
            day = first_day(time.value) if time.value and unit_of(time.value) == "day" else None
            if day and day.isoweekday() == number and day <= (self.published or day):
                self.notes.append(f"told from “{time.span.of(self.story.text)}”")
                return day
        return None

    def told(self, units: Collection[str], *, paragraph: bool = False) -> str | None:
        """The last value of one of these units that the story told, in this paragraph if so asked.

        What is said within quotation marks counts within quotation marks only.
        """
        at = self.expression.span
        quoted = self.story.quotation(at) is not None if self.story.told else False
        for time in reversed(self.story.told[-REACH:]):
            if paragraph and time.span.start < self.segment.span.start:
                return None
            if time.value is None or unit_of(time.value) not in units or time.type not in ("DATE", "TIME"):
                continue
            if quoted or self.story.quotation(time.span) is None:
                self.notes.append(f"told from “{time.span.of(self.story.text)}”")
                return time.value
        return None

    def day(self, *, paragraph: bool = False) -> date | None:
        """The day that the story is at; that of publication where it has told none."""
        value = self.told(("day",), paragraph=paragraph)
        return first_day(value) if value else self.published

    def latest(self, units: Collection[str]) -> str | None:
        """The latest value of one of these units that the story told and that is over: what it reports on."""
        today = self.published
        told = {t.value for t in self.story.told[-REACH:] if t.value and (u := unit_of(t.value)) is not None and u in units
                and (today is None or t.value < within(today, u))}  # fmt: skip
        return max(told, default=None)
