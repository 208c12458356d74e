"""Days, parts of days and times by the clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from onrecord.resolve.timex import calendar
from onrecord.resolve.timex.calendar import first_day, recurring, stepped, valid
from onrecord.resolve.timex.expressions import words
from onrecord.resolve.timex.lengths import amount, number_of_month
from onrecord.resolve.timex.periods import BEFORE, CHOICES, OF_STORY, SHIFTS, likely, year_of
from onrecord.resolve.timex.story import Setting

Parts = Mapping[str, str]

# Groups that name a day.
NAMES = ("iso", "dayno", "weekday", "dayword", "storyday", "thatday", "holiday")


# ---- days -----------------------------------------------------------------------------------------------


def day(p: Parts, at: Setting) -> str | None:
    """A day: "10 March", "Thursday", "yesterday", "that day"."""
    found = the_day(p, at)
    return found.isoformat() if found else None


def the_day(p: Parts, at: Setting) -> date | None:
    """The day that the words mean; None where nothing anchors it or there is no such day."""
    if "iso" in p:
        return first_day(p["iso"])
    if "dayno" in p:
        return _day_of_month(p, at)
    if "holiday" in p:
        return _holiday(p, at)
    if "weekday" in p:
        return _weekday(p, at)
    if "storyday" in p or "thatday" in p:
        return at.day(SHIFTS[p.get("storyday", "that")])
    days = -2 if "twoback" in p else 2 if "twoon" in p else words("dayword")[p["dayword"]]
    return at.published and stepped(at.published, days, "day")


def _day_of_month(p: Parts, at: Setting) -> date | None:
    number, month = int(p["dayno"]), number_of_month(p)
    year = year_of(p, at)
    if year is not None:
        return valid(year, month, number)
    if at.published is None or "relyear" in p:
        return None

    def in_year(year: int) -> str | None:
        found = valid(year, month, number)
        return found.isoformat() if found else None

    named = p.get("weekday") or p.get("dow")
    if named and (fits := _on_weekday(in_year, named, at.published)):
        return fits
    value = likely(in_year, at)
    return first_day(value) if value else None


def _on_weekday(make: Callable[[int], str | None], named: str, today: date) -> date | None:
    """The date of the years around today that falls on the named day of the week."""
    number = (words("weekday") | words("dow"))[named]
    values = [value for year in (-1, 0, 1) if (value := make(today.year + year))]
    days = [found for value in values if (found := first_day(value)) and found.isoweekday() == number]
    return min(days, key=lambda found: abs(found - today), default=None)


def _holiday(p: Parts, at: Setting) -> date | None:
    def in_year(year: int) -> str:
        return calendar.holiday(words("holiday")[p["holiday"]], year)

    year = year_of(p, at)
    if year is not None:
        return first_day(in_year(year))
    if at.published is None or "relyear" in p:
        return None
    chosen = CHOICES.get(p.get("which", ""))
    value = recurring(in_year, at.published, chosen) if chosen else likely(in_year, at)
    return first_day(value) if value else None


def _weekday(p: Parts, at: Setting) -> date | None:
    number, which = int(words("weekday")[p["weekday"]]), p.get("which", "").removeprefix("the ")
    if which in OF_STORY:
        return _weekday_of_story(number, SHIFTS[which], at)
    if at.published is None:
        return None
    if "relweek" in p:
        week = stepped(at.published, 7 * SHIFTS[p["relweek"]], "day")
        return week and calendar.weekday(week, number, "this")
    if "week" in p or "aweekago" in p:
        found = calendar.weekday(at.published, number, "coming" if "week" in p else "past")
        return found and stepped(found, 7 if "week" in p else -7, "day")
    if which == "this":
        found = calendar.weekday(at.published, number, "this")
        over = found is not None and found < at.published and at.which("past") == "coming"
        return calendar.weekday(at.published, number, "coming") if over else found
    if not which and (before := _weekday_told(number, at)):
        return before
    if which in ("coming", "this coming"):
        return _weekday_after(at.published, number)
    if not which and (then := at.spoken_on()):
        return _weekday_after(then, number)
    return calendar.weekday(at.published, number, CHOICES.get(which) or at.which("past"))


def _weekday_told(number: int, at: Setting) -> date | None:
    """The one that was told before ("Monday's vote"), or the later of two joined ("Friday to Sunday")."""
    if told := at.weekday_told(number):
        return told
    first = at.joined()
    found = _weekday_after(first, number) if first and at.story.is_near(first) else None
    fits = at.joined(as_range=True) or not at.story.is_coming(found) or at.which("past") == "coming"
    return found if found and fits else None


def _weekday_after(day: date, number: int) -> date | None:
    after = stepped(day, 1, "day")
    return after and calendar.weekday(after, number, "coming")


def _weekday_of_story(number: int, shift: int, at: Setting) -> date | None:
    """The previous, that or the following Friday."""
    base = at.day()
    if base and shift > 0:
        return _weekday_after(base, number)
    return base and calendar.weekday(base, number, "last" if shift < 0 else "past")


def day_beside(p: Parts, at: Setting) -> str | None:
    """The day, or week, before or after a day: "the day after Christmas"."""
    found, unit = the_day(p, at), words("stretch")[p["stretch"]]
    moved = found and stepped(found, -1 if p["dir"] in BEFORE else 1, unit)
    return calendar.within(moved, unit) if moved else None


def day_of_some_month(p: Parts, at: Setting) -> str | None:
    """The last or the next one of a day of the month: "on the 14th"."""
    if at.published is None:
        return None
    months = [month for n in (-1, 0, 1) if (month := stepped(at.published.replace(day=1), n, "month"))]
    days = [day for month in months if (day := valid(month.year, month.month, int(p["nthday"])))]
    coming = at.which("past") == "coming"
    fit = [day for day in days if (day >= at.published if coming else day <= at.published)]
    return (fit[0] if coming else fit[-1]).isoformat() if fit else None


def weekday_beside(p: Parts, at: Setting) -> str | None:
    """The Monday before or after a day: "the Monday after Easter"."""
    around = the_day({name: said for name, said in p.items() if name != "weekday"}, at)
    number = int(words("weekday")[p["weekday"]])
    if around is None:
        return None
    found = calendar.weekday(around, number, "last") if p["dir"] in BEFORE else _weekday_after(around, number)
    return found.isoformat() if found else None


def numbers(p: Parts, at: Setting) -> str | None:
    """A date in numbers, if it can be told which of them is the month: with points, the second."""
    a, b, year = int(p["a"]), int(p["b"]), int(p["year"])
    orders = ((b, a),) if p["sep"] == "." else ((b, a), (a, b))
    days = {found for month, number in orders if (found := valid(year, month, number))}
    return days.pop().isoformat() if len(days) == 1 else None


# ---- times of day ---------------------------------------------------------------------------------------


def clock(p: Parts, at: Setting) -> str | None:
    """A time by the clock: "10.00", "5 p.m. on Friday"."""
    found = _day_around(p, at)
    return f"{found.isoformat()}T{_hour(p)}{'Z' if 'utc' in p else ''}" if found else None


def _day_around(p: Parts, at: Setting) -> date | None:
    """The day that the words name, or the one that the paragraph is at."""
    if any(group in p for group in NAMES):
        return the_day(p, at)
    part = "this" if "tonight" in p else p.get("thispart")
    if part in ("this", "tomorrow", "yesterday"):
        return at.published and stepped(at.published, words("dayword").get(part, 0), "day")
    return at.day_of_paragraph() if part is None else at.day()


def _hour(p: Parts) -> str:
    """The hour and minute, "17:40"."""
    if "moment" in p:
        return str(words("moment")[p["moment"]])
    if "mil" in p:
        return f"{p['mil'][:2]}:{p['mil'][2:]}"
    if "hour24" in p:
        return f"{int(p['hour24']):02}:{p['min24']}"
    if "hour" in p:
        return f"{int(p['hour']) % 12 + 12 * (p['ampm'] == 'p'):02}:{p.get('minute', '00')}"
    hour, part = int(amount(p.get("oclock") or p["hourin"]) or 0), p.get("oclockpart") or p.get("hourpart")
    late = part in ("afternoon", "evening") or (part == "night" and hour > 5)
    return f"{hour % 12 + 12 * late if part else hour:02}:00"


def part(p: Parts, at: Setting) -> str | None:
    """A part of a day: "Friday night", "this morning", "the night before"."""
    if "tonight" in p or "overnight" in p:
        code = "NI"
    else:
        code = "MO" if "earlyhours" in p else words("daypart")[p["daypart"]]
    found = _day_of_part(p, at)
    return f"{found.isoformat()}T{code}" if found else None


def _day_of_part(p: Parts, at: Setting) -> date | None:
    if any(group in p for group in NAMES):
        return the_day(p, at)
    which = p.get("which", "").removeprefix("the ")
    if "tonight" in p or which in ("this", "last"):
        return at.published and stepped(at.published, -(which == "last"), "day")
    if "overnight" in p:
        base = at.day_of_paragraph()
        return base and stepped(base, -1, "day")
    if "dir" in p:
        return at.day(-1 if p["dir"] in BEFORE else 1)
    return at.day(SHIFTS.get(which, 0))
