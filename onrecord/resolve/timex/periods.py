"""Months, quarters, years and longer, and what lies so many of them off: all that is coarser than a day."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from onrecord.resolve.timex.calendar import UNITS, Which, first_day, recurring, stepped, unit_of, within
from onrecord.resolve.timex.expressions import words
from onrecord.resolve.timex.lengths import amount, duration, number_of, number_of_month
from onrecord.resolve.timex.story import Setting

Parts = Mapping[str, str]

CALENDAR = {
    "D": "day",
    "W": "week",
    "F": "fortnight",
    "M": "month",
    "Y": "year",
    "DE": "decade",
    "CE": "century",
}
SHIFTS = {
    **dict.fromkeys(("last", "past", "this past", "previous", "preceding", "prior", "latest"), -1),
    **dict.fromkeys(("this", "the", "same", "that same", "that", "current", "intervening"), 0),
    **dict.fromkeys(("next", "coming", "upcoming", "this coming", "following"), 1),
}
CHOICES: dict[str, Which] = {
    **dict.fromkeys(("last", "past", "this past"), "last"),
    **dict.fromkeys(("next", "coming", "this coming"), "next"),
    "this": "this",
}
# What these are said of was told before: "the following week", "that year".
OF_STORY = frozenset({"previous", "preceding", "prior", "following", "same", "that same", "that", "latest"})
BEFORE = frozenset({"before", "earlier", "prior", "previously", "beforehand"})
# What a unit can be counted from, if the story has told it.
COUNTED_FROM = {
    "day": ("day",),
    "week": ("day", "week", "weekend"),
    "weekend": ("day", "week", "weekend"),
    "fortnight": ("day", "week", "weekend"),
    "month": ("day", "week", "month"),
    "quarter": ("month", "quarter"),
    "year": ("day", "week", "month", "quarter", "half", "season", "year"),
    "decade": ("day", "month", "year", "decade"),
    "century": ("day", "month", "year", "decade", "century"),
}
# One without a year that is further off than so many days (where the verb stands beside it:
# `FAR_FROM_SURE`), and so many times as far as the nearest one, is the nearest one: its year would have
# been given.
FAR, FAR_FROM_SURE, FAR_OFF = 200, 330, 3


# ---- years ----------------------------------------------------------------------------------------------


def year(p: Parts, at: Setting) -> str | None:
    """A year by its number."""
    found = year_of(p, at)
    return None if found is None else f"{found:04}"


def year_of(p: Parts, at: Setting) -> int | None:
    """The year that the words themselves give: "2019", "’98", "last year"."""
    if "year" in p:
        return int(p["year"])
    if "lent" in p:
        # "from 28 December to 3 January 2024" begins in 2023.
        later = p.get("latemonth")
        over = later is not None and number_of(later) < number_of_month(p)
        return int(p["lent"]) - over
    if "yy" in p:
        return int(p["century"]) * 100 + int(p["yy"]) if "century" in p else _with_century(int(p["yy"]), at)
    if "relyear" in p and (base := _base(p["relyear"], "year", at)):
        return base.year + SHIFTS[p["relyear"]]
    return None


def _with_century(two: int, at: Setting) -> int:
    latest = (at.published.year if at.published else 2000) + 20
    return max(y for y in (1900 + two, 2000 + two, 2100 + two) if y <= max(latest, 1999))


def spoken_year(p: Parts, at: Setting) -> str:
    """A year in words: "nineteen ninety-six"."""
    numeral = words("numeral")
    return f"{numeral[p['age']]}{numeral.get(p['ten'], 0) + numeral.get(p.get('one', ''), 0):02}"


def decade(p: Parts, at: Setting) -> str:
    """A decade, by its first three digits: "199" for the 1990s."""
    if "decade" in p:
        return p["decade"][:3]
    digit = int(p.get("short") or words("tens")[p["tens"]])
    return f"{20 if digit < 3 else 19}{digit}"


def century(p: Parts, at: Setting) -> str:
    """A century, by the first two digits of its years: "18" for the 19th."""
    nth = int(p["nthno"]) if "nthno" in p else words("ordinal")[re.sub(r"\s", "-", p["nth"])]
    return f"{max(nth - 1, 0):02}"


# ---- months, seasons, quarters --------------------------------------------------------------------------


def month(p: Parts, at: Setting) -> str | None:
    """A month: "June 2018", "last December", "March"."""
    number = number_of_month(p)
    return _of_a_year(p, at, lambda year: f"{year:04}-{number:02}")


def season(p: Parts, at: Setting) -> str | None:
    """A season: "the autumn of 1998", "last spring", "the summer"."""
    code = words("season")[p["season"]]
    now = within(at.published, "season") if at.published and p.get("which") == "this" else ""
    return now if now.endswith(code) and now else _of_a_year(p, at, lambda year: f"{year:04}-{code}")


def quarter(p: Parts, at: Setting) -> str | None:
    """A quarter: "the second quarter of 2025", "Q3".

    Results are told of one that is over, whatever the verb: "expects to report a third-quarter loss".
    """
    nth = p.get("nth", "")
    if nth == "last" and year_of(p, at) is None:
        return _shifted("last", "quarter", at)
    number = (
        p.get("q")
        or {"final": 4, "last": 4}.get(nth)
        or (nth[0] if nth[0].isdigit() else words("ordinal")[nth])
    )
    if "fiscal" in p and year_of(p, at) is None and at.published:
        return f"{at.published.year:04}-Q{number}"
    return _of_a_year(p, at, lambda year: f"{year:04}-Q{number}", which="near")


def quarter_ended(p: Parts, at: Setting) -> str | None:
    """The quarter in which the month of its end lies: "the quarter ended Sept. 30"."""
    ended = (number_of_month(p) + 2) // 3
    if at.published is None:
        return None
    return recurring(lambda year: f"{year:04}-Q{ended}", at.published, "near")


def half(p: Parts, at: Setting) -> str | None:
    """A half of a year."""
    number = p.get("h") or (1 if p["nth"] in ("first", "1st") else 2)
    which: Which | None = "last" if "results" in p else "this" if "thisyear" in p else None
    return _of_a_year(p, at, lambda year: f"{year:04}-H{number}", which=which)


def _of_a_year(
    p: Parts, at: Setting, make: Callable[[int], str], *, which: Which | None = None
) -> str | None:
    """What comes back every year, in the year that the words, the story or the verb tell."""
    year = year_of(p, at)
    if year is not None:
        return make(year)
    if at.published is None or "relyear" in p:
        return None
    named = p.get("which", "").removeprefix("the ")
    if named in OF_STORY:
        base = _base(named, "year", at) or at.published
        return recurring(make, base, "last" if SHIFTS[named] < 0 else "next" if SHIFTS[named] else "this")
    chosen = CHOICES.get(named) or which
    return recurring(make, at.published, chosen) if chosen else likely(make, at)


def likely(make: Callable[[int], str | None], at: Setting) -> str | None:
    """What comes back every year, by the tense; one far off on the word of a distant verb is the nearest."""
    if joined := at.joined():
        return recurring(make, joined, "coming")
    if at.published is None:
        return None
    if (year := at.year_told()) is not None:
        return make(year)
    read = at.tense()
    if then := at.spoken_on():
        return recurring(make, then, "coming")
    value = recurring(make, at.published, read.says or "near")
    nearest = recurring(make, at.published, "near")
    if value == nearest or (read.sure and read.says == "past"):
        return value
    off, near = (_days_off(v, at.published) for v in (value, nearest))
    return nearest if off > (FAR_FROM_SURE if read.sure else FAR) and off > FAR_OFF * near else value


def _days_off(value: str | None, today: date) -> int:
    start = first_day(value) if value else None
    return abs((start - today).days) if start else 0


# ---- the last, this, the next ---------------------------------------------------------------------------


def stretch(p: Parts, at: Setting) -> str | None:
    """The last, this or the next one of a unit: "last week", "the end of the month", "the weekend"."""
    if "yearend" in p:
        year = year_of(p, at) or (at.published and at.published.year)
        return f"{year:04}-12-31" if year else None
    unit = words("stretch")[p["stretch"]]
    which = p.get("which")
    if which is None and unit in ("week", "month", "year") and (joined := at.joined()):
        return within(joined, unit)
    if unit == "day":
        return _iso(at.day())
    if unit == "weekend" and which in (None, "this"):
        return _weekend(at, named=which is not None)
    return _shifted(which or ("latest" if unit == "quarter" else "this"), unit, at)


def latest_quarter(p: Parts, at: Setting) -> str | None:
    """The quarter whose results are told."""
    return _shifted("latest", "quarter", at)


def before_last(p: Parts, at: Setting) -> str | None:
    """The one before the last one of a unit, or season."""
    if "season" in p:
        base = at.published and stepped(at.published, -1, "year")
        code = words("season")[p["season"]]
        return recurring(lambda year: f"{year:04}-{code}", base, "last") if base else None
    unit = words("stretch")[p["stretch"]]
    return _within(at.published and stepped(at.published, -2, unit), unit)


def _shifted(which: str, unit: str, at: Setting) -> str | None:
    if which == "latest" and (value := at.latest((unit,))):
        return value
    base = _base(which, unit, at)
    return _within(base and stepped(base, SHIFTS[which], unit), unit)


def _weekend(at: Setting, *, named: bool) -> str | None:
    """The weekend: in a clause of the past the one that was; "this weekend" is so on a Monday only."""
    if at.published is None:
        return None
    still = at.published.isoweekday() < (2 if named else 6)
    back = still and at.which("coming" if named else "past") == "past"
    return _within(stepped(at.published, -7 if back else 0, "day"), "weekend")


def _base(which: str, unit: str, at: Setting) -> date | None:
    """What the last or the next one of a unit is counted from."""
    found = at.hung(COUNTED_FROM[unit], SHIFTS[which], unit) if which in OF_STORY else None
    return first_day(found[0]) if found else at.published


# ---- so long ago, so much later -------------------------------------------------------------------------


def ago(p: Parts, at: Setting) -> str | None:
    """So long before publication: the day, week, month or year."""
    if _unit(p) == "year" and amount(p["num"]) == 1 and (value := _quarter_a_year_before(at)):
        return value
    return _off(p, at, -1, "PAST_REF")


def ahead(p: Parts, at: Setting) -> str | None:
    """So long after publication."""
    return _off(p, at, 1, "FUTURE_REF")


def in_time(p: Parts, at: Setting) -> str | None:
    """In two weeks: the week, if it is coming; else how long something took."""
    counted = amount(p["num"]) is not None and _unit(p)
    return ahead(p, at) if counted and at.published and at.which("past") == "coming" else duration(p)


def year_ago(p: Parts, at: Setting) -> str | None:
    """The same time a year before."""
    value = (
        at.latest(("quarter", "half"))
        or at.told(("month",))
        or (at.published and within(at.published, "year"))
    )
    start = first_day(value) if value else None
    back = int(p["year"]) - start.year if start and "year" in p else -1
    return _within(start and stepped(start, back, "year"), (value and unit_of(value)) or "year")


def hanging(p: Parts, at: Setting) -> str | None:
    """So long before or after the time that the story is at: "two days earlier", "a week later"."""
    n, unit = amount(p["num"]), _unit(p)
    back = p["dir"] in BEFORE
    if n is None:
        return "PAST_REF" if back else duration(p)
    if back and n == 1 and unit == "year" and (value := _quarter_a_year_before(at)):
        return value
    return _from_story(-n if back else n, unit, at, keep=unit == "year") if unit else duration(p)


def hanging_one(p: Parts, at: Setting) -> str | None:
    """The day before, the year after."""
    return _from_story(-1 if p["dir"] in BEFORE else 1, words("stretch")[p["stretch"]], at)


def hanging_which(p: Parts, at: Setting) -> str | None:
    """The next day, the following week, that year."""
    return _from_story(SHIFTS[p["which"]], words("stretch")[p["stretch"]], at)


def then(p: Parts, at: Setting) -> str | None:
    """The time that was told last, if it was so beside it; else "then" is no date that was told."""
    value = at.told(UNITS, beside=True)
    over = value is not None and "limit" in p and at.is_over(value)
    return None if over else value


def _unit(p: Parts) -> str:
    """The unit of the calendar that the words count in; empty for hours and less."""
    return CALENDAR.get(words("unit")[p["unit"]], "")


def _off(p: Parts, at: Setting, sign: int, vague: str) -> str | None:
    n, unit = amount(p["num"]), _unit(p) or "day"
    if n is None:
        return vague
    moved = at.published and stepped(at.published, sign * n * bool(_unit(p)), unit)
    return _within(moved, _told_in(unit))


def _quarter_a_year_before(at: Setting) -> str | None:
    value = at.latest(("quarter",))
    start = first_day(value) if value else None
    return _within(start and stepped(start, -1, "year"), "quarter")


def _from_story(n: float, unit: str, at: Setting, *, keep: bool = False) -> str | None:
    """What is so far from the time that the story is at. A year from a month is a month, if so asked."""
    found = at.hung(COUNTED_FROM[unit], n, unit)
    if (found is None and n > 0 and at.is_past) or at.is_within_coarser(unit):
        return None
    if found is None:
        return _within(at.published and stepped(at.published, n, unit), _told_in(unit))
    value, day = found
    told = unit_of(value) or "day"
    return within(day, told if keep and told in ("month", "quarter", "half", "season") else _told_in(unit))


def _told_in(unit: str) -> str:
    """What is decades off is told by its year."""
    return "year" if unit in ("decade", "century") else unit


def _within(day: date | None, unit: str) -> str | None:
    return within(day, unit) if day else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
