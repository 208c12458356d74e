"""When: the TIMEX3 type and value of every expression of time in what the reporter wrote.

`timex` finds the words by the rules of `rules/dates.toml`, `tense` tells past from coming, `story` holds what was told
before, and `values` counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from onrecord.records import READABLE, Segment, Time, TimeType
from onrecord.resolve.calendar import first_day
from onrecord.resolve.story import Setting, Story
from onrecord.resolve.timex import Page
from onrecord.resolve.values import value


def times(text: str, segments: Sequence[Segment], published: str | None) -> tuple[Time, ...]:
    """Return the expressions of time in the readable segments of a text, in order and without overlap.

    ``published`` is an ISO date or date-time. Where it is None, what hangs on it has the value None.
    """
    readable = [s for s in segments if s.kind in READABLE]
    page = Page(text)
    story = Story(text, page, _day(published), readable)
    for segment in readable:
        for expression in page.expressions(segment.span.start, segment.span.end):
            story.told.append(_time(Setting(story, expression, segment)))
    return tuple(story.told)


def _time(at: Setting) -> Time:
    found = value(at)
    reason = "; ".join((at.expression.rule.name, *dict.fromkeys(at.notes)))
    return Time(at.expression.span, _type(at.expression.rule.type, found), found, reason)


def _type(by_rule: TimeType, value: str | None) -> TimeType:
    """The type of a rule, but a value with a clock is a TIME, and a length a DURATION."""
    if by_rule != "DATE" or value is None:
        return by_rule
    return "TIME" if re.match(r"\d.*T", value) else "DURATION" if re.match(r"PT?[\dX]", value) else "DATE"


def _day(published: str | None) -> date | None:
    return first_day(published[:10]) if published else None
