"""What the value of an expression of time can hang on: the day of publication, the tense of its clause, and
what the story has told before it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from onrecord.quotes import quotations
from onrecord.records import Segment, Span, Time
from onrecord.resolve.timex.calendar import UNITS, Which, first_day, stepped, unit_of, within
from onrecord.resolve.timex.expressions import Expression, Page
from onrecord.resolve.timex.tense import Reading, owns_scheduled, spoken, tense
from onrecord.sentences import sentence_at, sentences

# An expression hangs on one of so many times before it, or on none of the story.
REACH = 40
# What the report is about is among so many of its first times.
FIRST = 6
# What a report is about happened, or is to happen, within so many days.
NEWS = 7
HEADLINES = ("title", "subhead")
_JOINS = re.compile(
    r" ?[-–/] ?|,? (?:(?P<and>and|or)|to|until|till|through)(?: (?:early|late|mid|on|in))?[- ]"
)
# The verbs of what was to come when someone spoke.
_FROM_THEN = re.compile(r"(?:would|wouldn't|was to|were to|had to|could|might)\b")
# What tells of the time before does not move the story.
_GOES_BACK = re.compile(r"\b(?:before|earlier|previously|beforehand|prior)$")
# Between a year and a month of it, in one clause.
_WITHIN = re.compile(r"(?! (?:and|but|or|to)\b)(?: (?!(?:and|but|that|who|which|where|when)\b)[\w'-]+){1,8} ")
_OWNS = re.compile(r"'s? ")


class Story:
    """The times of a text in the order in which it tells them."""

    def __init__(self, text: str, published: date | None, segments: Sequence[Segment]) -> None:
        self.text, self.published, self.segments = text, published, segments
        self.page = Page(text)
        self.told: list[Time] = []
        self._starts = [s.span.start for s in segments]
        self._quotations: list[Span] | None = None
        self._reading: tuple[Span | None, Span | None, Reading] = (None, None, Reading())
        self._sentences: tuple[Segment | None, list[Span]] = (None, [])

    def sentence(self, segment: Segment, at: Span) -> Span:
        """The sentence of a segment in which an expression stands."""
        if self._sentences[0] is not segment:
            self._sentences = segment, sentences(self.text, segment.span.start, segment.span.end)
        found = self._sentences[1]
        return found[max(0, sentence_at(found, at.start))] if found else segment.span

    def beside(self, segment: Segment) -> int:
        """Where the paragraph before a segment begins."""
        return self._starts[max(0, bisect_right(self._starts, segment.span.start) - 2)]

    def quotation(self, at: Span) -> Span | None:
        """The quotation in which an expression stands, if any."""
        if self._quotations is None:
            parts = [(s.span.start, s.span.end) for s in self.segments]
            self._quotations = [Span(q.start, q.end) for q in quotations(self.text, parts)]
        n = sentence_at(self._quotations, at.start)
        return self._quotations[n] if n >= 0 and at.start < self._quotations[n].end else None

    def tense(self, sentence: Span, at: Span, *, headline: bool) -> Reading:
        """The tense of the clause around an expression; that read last is kept."""
        if self._reading[:2] != (sentence, at):
            found = tense(self.text, self.page.low, sentence, at, headline=headline)
            self._reading = sentence, at, found
        return self._reading[2]

    def is_coming(self, day: date | None) -> bool:
        """Whether a day is after that of publication."""
        return day is not None and self.published is not None and day > self.published

    def is_near(self, day: date | None) -> bool:
        """Whether a day is within a week of that of publication."""
        return day is not None and self.published is not None and abs((self.published - day).days) <= NEWS


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

    @property
    def sentence(self) -> Span:
        """The sentence in which the expression stands."""
        return self.story.sentence(self.segment, self.expression.span)

    def tense(self) -> Reading:
        """The tense of the clause."""
        found = self._tense_of_clause()
        self.notes.append(f"{found.says}: “{found.words}”" if found.says else "no verb tells past or coming")
        return found

    def _tense(self, within: Span) -> Reading:
        headline = self.segment.kind in HEADLINES
        return self.story.tense(within, self.expression.span, headline=headline)

    def _tense_of_clause(self) -> Reading:
        """The tense by the verbs of its quotation, if that has any; else by those around it."""
        found = self._tense(self._said)
        return found if found.says or self._said == self.sentence else self._tense(self.sentence)

    @property
    def _said(self) -> Span:
        """The sentence, or as much of it as is within the same quotation marks."""
        sentence, quotation = self.sentence, self.story.quotation(self.expression.span)
        if quotation is None:
            return sentence
        return Span(max(sentence.start, quotation.start), min(sentence.end, quotation.end))

    @property
    def is_past(self) -> bool:
        """Whether the clause tells of the past; that of a quotation by its own verbs alone."""
        return self._tense(self._said).says == "past"

    def which(self, undecided: Which) -> Which:
        """Whether the last one or the coming one of a name is meant, by the tense of the clause."""
        return self.tense().says or undecided

    def spoken_on(self) -> date | None:
        """The day on which someone told what was to come: "said on Friday that he would leave on Sunday"."""
        verb = self.tense().words.lower()
        if not _FROM_THEN.match(verb):
            return None
        start = self.sentence.start
        end = self.story.page.low.find(verb, start)
        told = [
            time for time in self.story.told[-REACH:] if start <= time.span.start < end and self._spoken(time)
        ]
        day = first_day(told[-1].value or "") if told else None
        return None if self.story.is_coming(day) else day

    def told(self, units: Collection[str], *, beside: bool = False) -> str | None:
        """The last value of these units that the story told; in this paragraph or the last, if so asked."""
        time = next(iter(self._told(units)), None)
        if time is None or (beside and time.span.start < self.story.beside(self.segment)):
            return None
        self._from(time)
        return time.value

    def is_over(self, value: str) -> bool:
        """Whether a time was before publication, and the clause is not of the past: no "until then"."""
        day = first_day(value)
        return day is not None and self.published is not None and day < self.published and not self.is_past

    def hung(self, units: Collection[str], n: float = 0, unit: str = "day") -> tuple[str, date] | None:
        """The value of these units that the expression hangs on, and the day that is ``n`` units from it.

        It is no day to come where the clause tells of the past.
        """
        told = self._told(units)
        past = bool(told) and self.is_past
        for time in self._likely(told, past=past, back=n < 0):
            start = first_day(time.value or "")
            day = start and stepped(start, n, unit)
            if day and not (past and self.story.is_coming(day)):
                self._from(time)
                return time.value or "", day
        return None

    def day(self, n: float = 0) -> date | None:
        """The day that is ``n`` days from where the story is; from publication where it tells none."""
        found = self.hung(("day",), n)
        return found[1] if found else self.published and stepped(self.published, n, "day")

    def day_of_paragraph(self) -> date | None:
        """The day that the paragraph told last; that of publication where it has told none."""
        time = next(iter(self._told(("day",))), None)
        if time is None or time.span.start < self.segment.span.start:
            return self.published
        self._from(time)
        return first_day(time.value or "")

    def _told(self, units: Collection[str]) -> list[Time]:
        """The times of these units that the story told, the last first.

        What is said within quotation marks counts within quotation marks only.
        """
        if not self.story.told:
            return []
        quoted = self.story.quotation(self.expression.span)
        first, last = (
            self.story.told[: min(FIRST, max(0, len(self.story.told) - REACH))],
            self.story.told[-REACH:],
        )
        return [
            time
            for time in (*reversed(last), *reversed(first))
            if time.type in ("DATE", "TIME")
            and time.value is not None
            and unit_of(time.value) in units
            and (quoted or self.story.quotation(time.span) is None)
        ]

    def _likely(self, told: Sequence[Time], *, past: bool, back: bool) -> list[Time]:
        """Those times that an expression can hang on, the likeliest first.

        That is the last one told in this paragraph or the one before; then, for what was earlier, the one
        that the report is about, which is told first. What is planned is the anchor of what is past in the
        same sentence only, and the day on which someone speaks is none of what he says.
        """
        here, beside = self.sentence.start, self.story.beside(self.segment)
        days = [(time, first_day(time.value or "")) for time in told if back]
        in_news = [t for t, day in days if self.story.is_near(day) and not self.story.is_coming(day)]
        quoted = self.story.quotation(self.expression.span)
        fit = [
            time
            for time in told
            if not (past and time.span.start < here and self.story.is_coming(first_day(time.value or "")))
            and not (quoted and self.story.quotation(time.span) is None and self._spoken(time))
            and not (
                time.span.start < here
                and _GOES_BACK.search(self.story.page.low[time.span.end - 12 : time.span.end])
            )
        ]
        near = [time for time in fit if time.span.start >= beside]
        return [*near, *in_news[-1:], *fit]

    def _spoken(self, time: Time) -> bool:
        """Whether someone outside of quotation marks speaks on a day ("said in an interview on Friday")."""
        return spoken(self.story.page.low, time.span)

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

    def joined(self, *, as_range: bool = False) -> date | None:
        """The day or month that this one is joined to: "4 | and 5 May", or in a range: "May | to July"."""
        last = self.story.told[-1] if self.story.told else None
        if last is None or last.value is None or unit_of(last.value) not in ("day", "month"):
            return None
        between = self.story.page.low[last.span.end : self.expression.span.start]
        joined = _JOINS.fullmatch(between)
        return first_day(last.value) if joined and not (as_range and joined["and"]) else None

    def year_told(self) -> int | None:
        """The year that the clause told before: "in 2019 it was shut in July"."""
        last = self.story.told[-1] if self.story.told else None
        if last is None or last.value is None or unit_of(last.value) != "year":
            return None
        between = self.story.page.low[last.span.end : self.expression.span.start]
        return int(last.value) if _WITHIN.fullmatch(between) else None

    def is_within_coarser(self, unit: str) -> bool:
        """Whether the sentence has just told a time too long to count such units from: the 1990s."""
        last = self.story.told[-1] if self.story.told else None
        if last is None or last.span.start < self.sentence.start or last.value is None or last.type != "DATE":
            return False
        told = unit_of(last.value)
        return told is not None and UNITS.index(told) > UNITS.index(unit)

    def weekday_told(self, number: int) -> date | None:
        """The day of this name that the story told last, where something belongs to it ("Monday's vote").

        Where the clause tells of the past, it is one that is over; and where it tells of what is coming and
        has its date long before, one that is not.
        """
        low, at = self.story.page.low, self.expression.span
        if not _OWNS.match(low, at.end):
            return None
        coming = self._tense_of_clause().says == "coming"
        for time in reversed(self.story.told[-REACH:]):
            day = first_day(time.value) if time.value and unit_of(time.value) == "day" else None
            if day and day.isoweekday() == number and self.story.is_near(day):
                fits = coming if self.story.is_coming(day) else not (coming and owns_scheduled(low, at))
                if fits:
                    self._from(time)
                    return day
        return None

    def _from(self, time: Time) -> None:
        self.notes.append(f"told from “{time.span.of(self.story.text)}”")
