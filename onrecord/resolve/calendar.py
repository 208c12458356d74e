"""Calendar arithmetic: days, and the weeks, months, quarters, seasons and years in which they lie.

Values are those of TIMEX3: "2025-03-06", "2025-W10", "2025-W10-WE", "2025-03", "2025-Q1", "2025-H1", "2025-SP", "2025",
"202" (the 2020s) and "20" (the 21st century). Weeks run from Monday to Sunday and a winter has the year in which
it begins. What lies before the year 1 or after 9999 is None.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import MAXYEAR, MINYEAR, date, timedelta
from typing import Literal

# Which of the days, months … of one name: the last or the next one without today, the one of this week or year,
# the last up to today, the first from today on, or the nearest.
Which = Literal["last", "next", "this", "past", "coming", "near"]

MONTHS = {"month": 1, "quarter": 3, "half": 6, "season": 3, "year": 12, "decade": 120, "century": 1200}
DAYS = {"day": 1, "week": 7, "weekend": 7, "fortnight": 14}
UNITS = ("day", "week", "weekend", "month", "quarter", "half", "season", "year", "decade", "century")
SEASONS = ("SP", "SU", "FA", "WI")
_VALUE = re.compile(
    r"(?P<y>\d{4})-(?:(?P<m>\d\d)(?:-(?P<d>\d\d))?|W(?P<w>\d\d)(?P<we>-WE)?|Q(?P<q>\d)|H(?P<h>\d)|(?P<s>[SFW][PUAI]))"
    r"|(?P<year>\d{4})|(?P<decade>\d{3})|(?P<century>\d\d)"
)


def valid(year: int, month: int, day: int) -> date | None:
    """That day, if there is one."""
    if MINYEAR <= year <= MAXYEAR and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
        return date(year, month, day)
    return None


def stepped(day: date, n: float, unit: str) -> date | None:
    """The day that many units later; the last day of its month where the month is too short."""
    if unit in DAYS:
        ordinal = day.toordinal() + round(n * DAYS[unit])
        return date.fromordinal(ordinal) if 1 <= ordinal <= date.max.toordinal() else None
    year, month = divmod(day.year * 12 + day.month - 1 + round(n * MONTHS[unit]), 12)
    if not MINYEAR <= year <= MAXYEAR:
        return None
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def within(day: date, unit: str) -> str:
    """The value of the unit in which a day lies.

    >>> [within(date(2026, 1, 30), unit) for unit in ("day", "week", "quarter", "season", "decade")]
    ['2026-01-30', '2026-W05', '2026-Q1', '2025-WI', '202']
    """
    year, week, _ = day.isocalendar()
    makes: dict[str, Callable[[], str]] = {
        "day": day.isoformat,
        "week": lambda: f"{year}-W{week:02}",
        "fortnight": lambda: f"{year}-W{week:02}",
        "weekend": lambda: f"{year}-W{week:02}-WE",
        "month": lambda: f"{day.year:04}-{day.month:02}",
        "quarter": lambda: f"{day.year:04}-Q{(day.month + 2) // 3}",
        "half": lambda: f"{day.year:04}-H{(day.month + 5) // 6}",
        "season": lambda: f"{day.year - (day.month < 3):04}-{SEASONS[(day.month - 3) % 12 // 3]}",
        "year": lambda: f"{day.year:04}",
        "decade": lambda: f"{day.year // 10:03}",
        "century": lambda: f"{day.year // 100:02}",
    }
    return makes[unit]()


def unit_of(value: str) -> str | None:
    """The unit that a value is one of; that of its day for a time of day, None for no date.

    >>> [unit_of(value) for value in ("2026-01-29TNI", "2026-W04-WE", "2018-FA", "PAST_REF")]
    ['day', 'weekend', 'season', None]
    """
    found = _VALUE.match(value)
    if found is None:
        return None
    units = {
        "d": "day",
        "we": "weekend",
        "w": "week",
        "m": "month",
        "q": "quarter",
        "h": "half",
        "s": "season",
    }
    return units.get(next((g for g in units if found[g]), ""), found.lastgroup)


def first_day(value: str) -> date | None:
    """The day on which the time of a value begins; None for what is no date."""
    g = _VALUE.match(value)
    if g is None:
        return None
    year = int(g["y"] or g["year"] or (g["decade"] or "") + "0" if not g["century"] else g["century"] + "00")
    if g["w"]:
        return _monday(year, int(g["w"]), 5 if g["we"] else 0)
    month = int(g["m"] or 1)
    if g["q"] or g["h"] or g["s"]:
        month = (
            3 * int(g["q"]) - 2
            if g["q"]
            else 6 * int(g["h"]) - 5
            if g["h"]
            else 3 + 3 * SEASONS.index(g["s"])
        )
    return valid(year, month, int(g["d"] or 1))


def _monday(year: int, week: int, days: int) -> date | None:
    try:
        return date.fromisocalendar(year, week, 1) + timedelta(days)
    except ValueError:
        return None


def weekday(day: date, number: int, which: Which) -> date | None:
    """The Monday (1) … Sunday (7) that is meant from a day on."""
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

    >>> recurring("{}-12".format, date(2025, 3, 6), "last"), recurring("{}-12".format, date(2025, 3, 6), "this")
    ('2024-12', '2025-12')
    """
    years = [year for year in (day.year - 1, day.year, day.year + 1) if MINYEAR <= year <= MAXYEAR]
    values = [(start, value) for year in years if (value := make(year)) and (start := first_day(value))]
    unit = unit_of(values[0][1]) if values else None
    today = first_day(within(day, unit)) if unit else None
    if today is None:
        return None
    before = [value for start, value in values if start < today]
    after = [value for start, value in values if start > today]
    now = [value for start, value in values if start == today]
    if which == "this":
        return make(day.year)
    if which == "near":
        # What is past is told of more than what is coming.
        return min(values, key=lambda v: (today - v[0]).days if v[0] <= today else 1.1 * (v[0] - today).days)[
            1
        ]
    chosen = {
        "last": before[-1:],
        "next": after[:1],
        "past": now or before[-1:],
        "coming": now or after[:1],
    }[which]
    return chosen[0] if chosen else None


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the algorithm of Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    h = (19 * a + b - d - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    l = (32 + 2 * e + 2 * i - h - k) % 7  # noqa: E741
    m = (a + 11 * h + 22 * l) // 451
    month, day = divmod(h + l - 7 * m + 114, 31)
    return date(year, month, day + 1)


def holiday(rule: str, year: int) -> str | None:
    """The day of a holiday: "12-25", "easter-2" (days from Easter Sunday) or "11-4-4" (the fourth Thursday of November).

    >>> holiday("easter-2", 2026), holiday("11-4-4", 2000), holiday("05-1--1", 2024)
    ('2026-04-03', '2000-11-23', '2024-05-27')
    """
    if rule.startswith("easter"):
        day = stepped(easter(year), int(rule[6:] or 0), "day") if year > 1582 else None
        return day.isoformat() if day else None
    if len(rule) == 5:
        return f"{year:04}-{rule}"
    month, number, nth = map(int, re.fullmatch(r"(\d+)-(\d)-(-?\d)", rule).groups())  # type: ignore[union-attr]
    days = list(_weekdays(year, month, number))
    return days[nth - 1 if nth > 0 else nth].isoformat()


def _weekdays(year: int, month: int, number: int) -> Iterator[date]:
    for n in range(1, monthrange(year, month)[1] + 1):
        if (day := date(year, month, n)).isoweekday() == number:
            yield day
