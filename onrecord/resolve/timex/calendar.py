"""Calendar arithmetic: days, and the weeks, months, quarters, seasons and years in which they lie.

Values are those of TIMEX3: "2025-03-06", "2025-W10", "2025-W10-WE", "2025-03", "2025-Q1", "2025-H1",
"2025-SP", "2025", "202" (the 2020s) and "20" (the 21st century). Weeks run from Monday to Sunday and a
winter has the year in which it begins. What lies before the year 1 or after 9999 is None.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import MAXYEAR, MINYEAR, date
from typing import Literal

# Which of the days or months of one name: the last or next one but today's, the one of this week or year,
# the last one up to today, the first one from today on, or the nearest.
Which = Literal["last", "next", "this", "past", "coming", "near"]

UNITS = ("day", "week", "weekend", "month", "quarter", "half", "season", "year", "decade", "century")
SEASONS = ("SP", "SU", "FA", "WI")
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "season": 3, "year": 12, "decade": 120, "century": 1200}
_DAYS = {"day": 1, "week": 7, "weekend": 7, "fortnight": 14}
# More is told of what is past than of what is coming: of two as near, the past one.
_COMING_IS_FURTHER = 1.1
_VALUE = re.compile(
    r"(?P<y>\d{4})-(?:(?P<month>\d\d)(?:-(?P<day>\d\d))?|W(?P<week>\d\d)(?P<weekend>-WE)?|Q(?P<quarter>\d)"
    r"|H(?P<half>\d)|(?P<season>SP|SU|FA|WI))|(?P<year>\d{4})|(?P<decade>\d{3})|(?P<century>\d\d)"
)
_FROM_FINEST = ("day", "weekend", "week", "month", "quarter", "half", "season", "year", "decade", "century")


def valid(year: int, month: int, day: int) -> date | None:
    """That day, if there is one."""
    if MINYEAR <= year <= MAXYEAR and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
        return date(year, month, day)
    return None


def stepped(day: date, n: float, unit: str) -> date | None:
    """The day that many units later; the last day of its month where the month is too short."""
    if unit in _DAYS:
        ordinal = day.toordinal() + round(n * _DAYS[unit])
        return date.fromordinal(ordinal) if 1 <= ordinal <= date.max.toordinal() else None
    year, month = divmod(day.year * 12 + day.month - 1 + round(n * _MONTHS[unit]), 12)
    if not MINYEAR <= year <= MAXYEAR:
        return None
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def within(day: date, unit: str) -> str:
    """The value of the unit in which a day lies.

    >>> [within(date(2026, 1, 30), unit) for unit in ("day", "week", "quarter", "season", "decade")]
    ['2026-01-30', '2026-W05', '2026-Q1', '2025-WI', '202']
    """
    if unit in ("week", "fortnight", "weekend"):
        of_year, week, _ = day.isocalendar()
        return f"{of_year:04}-W{week:02}" + ("-WE" if unit == "weekend" else "")
    if unit == "season":
        return f"{day.year - (day.month < 3):04}-{SEASONS[(day.month - 3) % 12 // 3]}"
    year = f"{day.year:04}"
    values = {
        "day": day.isoformat(),
        "month": f"{year}-{day.month:02}",
        "quarter": f"{year}-Q{(day.month + 2) // 3}",
        "half": f"{year}-H{(day.month + 5) // 6}",
        "year": year,
        "decade": year[:3],
        "century": year[:2],
    }
    return values[unit]


def unit_of(value: str) -> str | None:
    """The unit that a value is one of; that of its day for a time of day, None for no date.

    >>> [unit_of(value) for value in ("2026-01-29TNI", "2026-W04-WE", "2018-FA", "PAST_REF")]
    ['day', 'weekend', 'season', None]
    """
    found = _VALUE.match(value)
    return next(unit for unit in _FROM_FINEST if found[unit]) if found else None


def first_day(value: str) -> date | None:
    """The day on which the time of a value begins; None for what is no date.

    >>> [first_day(value).isoformat() for value in ("2026-W04-WE", "2018-FA", "199")]
    ['2026-01-24', '2018-09-01', '1990-01-01']
    """
    g = _VALUE.match(value)
    if g is None:
        return None
    year = int(g["y"] or g["year"] or (f"{g['decade']}0" if g["decade"] else f"{g['century']}00"))
    if g["week"]:
        return _day_of_week(year, int(g["week"]), 6 if g["weekend"] else 1)
    month = int(g["month"] or 1)
    if g["quarter"]:
        month = 3 * int(g["quarter"]) - 2
    elif g["half"]:
        month = 6 * int(g["half"]) - 5
    elif g["season"]:
        month = 3 + 3 * SEASONS.index(g["season"])
    return valid(year, month, int(g["day"] or 1))


def _day_of_week(year: int, week: int, number: int) -> date | None:
    fourth = valid(year, 1, 4)
    day = fourth and stepped(fourth, number - fourth.isoweekday() + 7 * (week - 1), "day")
    return day if 1 <= week <= 53 else None


def weekday(day: date, number: int, which: Which) -> date | None:
    """The Monday (1) … Sunday (7) that is meant from a day on.

    >>> [weekday(date(2026, 1, 30), 5, which).isoformat() for which in ("past", "last", "next")]
    ['2026-01-30', '2026-01-23', '2026-02-06']
    """
    back = (day.isoweekday() - number) % 7
    steps = {
        "past": -back,
        "near": -back,
        "last": -(back or 7),
        "coming": -back % 7,
        "this": number - day.isoweekday(),
        "next": number - day.isoweekday() + 7,
    }
    return stepped(day, steps[which], "day")


def recurring(make: Callable[[int], str | None], day: date, which: Which) -> str | None:
    """Of the values that ``make`` gives for the years around a day, the one that is meant.

    >>> [recurring("{}-12".format, date(2025, 3, 6), which) for which in ("last", "this", "near")]
    ['2024-12', '2025-12', '2024-12']
    """
    if which == "this":
        return make(day.year)
    made = [make(year) for year in range(day.year - 1, day.year + 2) if MINYEAR <= year <= MAXYEAR]
    values = [(start, value) for value in made if value and (start := first_day(value))]
    today = first_day(within(day, unit_of(values[0][1]) or "day")) if values else None
    if today is None:
        return None
    if which == "near":
        return min(values, key=lambda v: _distance(today, v[0]))[1]
    before = [value for start, value in values if start < today]
    after = [value for start, value in values if start > today]
    now = [value for start, value in values if start == today]
    chosen = {"last": before[-1:], "next": after[:1], "past": now or before[-1:], "coming": now or after[:1]}[
        which
    ]
    return chosen[0] if chosen else None


def _distance(today: date, start: date) -> float:
    days = (start - today).days
    return days * _COMING_IS_FURTHER if days > 0 else -days


def holiday(rule: str, year: int) -> str:
    """The day of a holiday: "12-25", "easter-2" (Good Friday), "11-4-4" (fourth Thursday of November).

    >>> holiday("easter-2", 2026), holiday("11-4-4", 2000), holiday("05-1--1", 2024)
    ('2026-04-03', '2000-11-23', '2024-05-27')
    """
    if rule.startswith("easter"):
        day = stepped(_easter(year), int(rule[6:] or 0), "day")
        return day.isoformat() if day else f"{year:04}"
    if len(rule) == 5:
        return f"{year:04}-{rule}"
    month, number, nth = rule.split("-", 2)
    last = monthrange(year, int(month))[1]
    days = [d for n in range(1, last + 1) if (d := date(year, int(month), n)).isoweekday() == int(number)]
    return days[int(nth) - 1 if int(nth) > 0 else int(nth)].isoformat()


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the algorithm of Meeus, Jones and Butcher."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    h = (19 * a + b - d - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)
