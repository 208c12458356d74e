"""When: the TIMEX3 type and value of every expression of time in what the reporter wrote.

The words are found by the rules of `rules/dates.toml`; their values hang on the day of publication, on the
tense of the clause, or on the time in the story that was told before. The parts are in `timex/`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from onrecord.records import READABLE, Segment, Time, TimeType
from onrecord.resolve.timex.calendar import first_day, unit_of
from onrecord.resolve.timex.story import Setting, Story
from onrecord.resolve.timex.values import value

_LENGTH = re.compile(r"PT?[\dX]")
_CLOCK = re.compile(r"\d[\d-]*T")


def times(text: str, segments: Sequence[Segment], published: str | None) -> tuple[Time, ...]:
    """Return the expressions of time in the readable segments of a text, in order and without overlap.

    ``published`` is an ISO date or date-time. Where it is None, what hangs on it has the value None. The
    reason of a time is the name of the rule that knows the words, and what decided on the value.
    """
    readable = [s for s in segments if s.kind in READABLE]
    story = Story(text, _day(published), readable)
    for segment in readable:
        for expression in story.page.expressions(segment.span.start, segment.span.end):
            story.told.append(_time(Setting(story, expression, segment)))
    return tuple(story.told)


def _time(at: Setting) -> Time:
    found = value(at)
    reason = "; ".join((at.expression.rule.name, *dict.fromkeys(at.notes)))
    return Time(at.expression.span, _type(at.expression.rule.type, found), found, reason)


def _type(by_rule: TimeType, value: str | None) -> TimeType:
    """The type of a rule; but a value with a clock is a TIME, and a length a DURATION."""
    if by_rule != "DATE" or value is None:
        return by_rule
    return "TIME" if _CLOCK.match(value) else "DURATION" if _LENGTH.match(value) else "DATE"


def _day(published: str | None) -> date | None:
    return first_day(published) if published and unit_of(published) == "day" else None
