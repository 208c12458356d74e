"""Dates and times in words for people."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta


def day(published: str | None) -> str:
    """The date in words, the value itself where it is no ISO date, "" for None.

    >>> day("2026-01-30T09:15:00Z")
    '30 January 2026'
    """
    try:
        return _date(date.fromisoformat((published or "")[:10]))
    except ValueError:
        return published or ""


def when(value: str | None) -> str:
    """A TIMEX3 value in words; the value itself where English has none for it, "" for None.

    >>> when("2026-01-29TNI"), when("2026-W04-WE"), when("2025-Q3"), when("P3D")
    ('29 January 2026, night', 'weekend of 24 January 2026', 'third quarter of 2025', '3 days')
    """
    for pattern, words in _VALUES:
        found = pattern.fullmatch(value or "")
        if found:
            try:
                return words(found) or found[0]
            except (ValueError, KeyError):  # "2026-13", "2026-W60": no such month or week
                break
    return value or ""


def _date(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


_PARTS = {
    "MO": "morning", "MI": "midday", "AF": "afternoon", "EV": "evening", "NI": "night", "DT": "daytime",
}  # fmt: skip
_SEASONS = {"SP": "spring", "SU": "summer", "FA": "autumn", "AU": "autumn", "WI": "winter"}
_ORDINALS = ("first", "second", "third", "fourth")
_UNITS = {
    "Y": ("year", "years"), "M": ("month", "months"), "W": ("week", "weeks"), "D": ("day", "days"),
    "E": ("decade", "decades"), "C": ("century", "centuries"),
}  # fmt: skip
_HOURS = {"H": ("hour", "hours"), "M": ("minute", "minutes"), "S": ("second", "seconds")}
_REFS = {"PAST_REF": "in the past", "PRESENT_REF": "now", "FUTURE_REF": "in the future"}


def _day(m: re.Match[str]) -> str:
    words = _date(date.fromisoformat(m["day"]))
    clock = m["clock"] and (m["clock"] if ":" in m["clock"] else f"{m['clock']} h")
    return ", ".join(filter(None, (words, clock or (m["part"] and _PARTS[m["part"]]))))


def _month(m: re.Match[str]) -> str:
    return f"{date(int(m['year']), int(m['month']), 1):%B} {int(m['year'])}"


def _week(m: re.Match[str]) -> str:
    monday = date.fromisocalendar(int(m["year"]), int(m["week"]), 1)
    if m["day"] == "WE":
        return f"weekend of {_date(monday + timedelta(days=5))}"
    return _date(monday + timedelta(days=int(m["day"]) - 1)) if m["day"] else f"week of {_date(monday)}"


def _half_or_quarter(m: re.Match[str]) -> str:
    return f"{_ORDINALS[int(m['n']) - 1]} {'quarter' if m['kind'] == 'Q' else 'half'} of {m['year']}"


def _duration(m: re.Match[str]) -> str:
    """A length of time: "3 days", "some weeks"."""
    parts = [(n, _UNITS[unit]) for n, unit in _PART.findall(m["days"] or "")]
    parts += [(n, _HOURS[unit]) for n, unit in _PART.findall((m["hours"] or "").removeprefix("T"))]
    return " ".join(f"{n.replace('X', 'some')} {unit[n != '1']}" for n, unit in parts)


_PART = re.compile(r"(\d+(?:\.\d+)?|X)([A-Z])")
_VALUES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(?P<day>\d{4}-\d\d-\d\d)(?:T(?:(?P<clock>\d\d(?::\d\d)?)(?::\d\d)?Z?|(?P<part>[A-Z]{2})))?"),
     _day),
    (re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)"), _month),
    (re.compile(r"(?P<year>\d{4})-W(?P<week>\d\d)(?:-(?P<day>WE|[1-7]))?"), _week),
    (re.compile(r"(?P<year>\d{4})-(?P<kind>[QH])(?P<n>[1-4])"), _half_or_quarter),
    (re.compile(r"(?P<year>\d{4})-(?P<season>[A-Z]{2})"), lambda m: f"{_SEASONS[m['season']]} {m['year']}"),
    (re.compile(r"(?P<decade>\d{3})X?"), lambda m: f"{m['decade']}0s"),
    (re.compile(r"P(?P<days>(?:(?:\d+(?:\.\d+)?|X)[YMWDEC])*)(?P<hours>T(?:(?:\d+|X)[HMS])+)?"), _duration),
    (re.compile("|".join(_REFS)), lambda m: _REFS[m[0]]),
)  # fmt: skip
