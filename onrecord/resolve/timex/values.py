"""The value of an expression of time: by the function that its rule in `rules/dates.toml` names.

A function gets what the groups of the rule hold, and the setting of the expression; it returns a TIMEX3
value, or None where nothing anchors the words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from onrecord.resolve.timex import days, lengths, periods
from onrecord.resolve.timex.expressions import words
from onrecord.resolve.timex.story import Setting

Parts = Mapping[str, str]
Value = Callable[[Parts, Setting], str | None]


def value(at: Setting) -> str | None:
    """The value of an expression in its setting."""
    rule, parts = at.expression.rule, at.expression.parts
    if rule.value in _ALONE:
        return _ALONE[rule.value](parts)
    return _IN_STORY[rule.value](parts, at) if rule.value in _IN_STORY else rule.value


def reference(p: Parts) -> str:
    """Now, recently, soon."""
    return str(words("reference")[p["reference"]])


def past_or_future(p: Parts) -> str:
    """The past, the future."""
    return f"{p['ref'].upper()}_REF"


_ALONE: dict[str, Callable[[Parts], str]] = {
    f.__name__: f
    for f in (
        lengths.duration,
        lengths.often,
        lengths.past_stretch,
        lengths.quarters,
        lengths.weekly,
        lengths.yearly,
        past_or_future,
        reference,
    )
}
_IN_STORY: dict[str, Value] = {
    f.__name__: f
    for f in (
        days.clock,
        days.day,
        days.day_beside,
        days.day_of_some_month,
        days.numbers,
        days.part,
        days.weekday_beside,
        periods.ago,
        periods.ahead,
        periods.before_last,
        periods.century,
        periods.decade,
        periods.half,
        periods.hanging,
        periods.hanging_one,
        periods.hanging_which,
        periods.in_time,
        periods.latest_quarter,
        periods.month,
        periods.quarter,
        periods.quarter_ended,
        periods.season,
        periods.spoken_year,
        periods.stretch,
        periods.then,
        periods.year,
        periods.year_ago,
    )
}
