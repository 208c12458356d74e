"""The values of expressions of time: one function for each kind that the rules in `rules/dates.toml` name.

A function gets what the groups of its rule hold and the setting of the expression, and returns a TIMEX3 value, or
None where nothing anchors the words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from math import floor

from onrecord.resolve import calendar
from onrecord.resolve.calendar import Which, first_day, recurring, stepped, unit_of, valid, within
from onrecord.resolve.story import Setting
from onrecord.resolve.timex import words

Parts = Mapping[str, str]
Value = Callable[[Parts, Setting], str | None]

UNITS = {
    "D": "day",
    "W": "week",
    "F": "fortnight",
    "M": "month",
    "Y": "year",
    "DE": "decade",
    "CE": "century",
}
CLOCK_UNITS = {"S": "S", "min": "M", "H": "H"}
# A stretch of the calendar in a duration: how many of which unit.
LENGTHS = {"DE": (10, "Y"), "CE": (100, "Y"), "F": (2, "W")}
SHIFTS = {"last": -1, "past": -1, "this past": -1, "previous": -1, "preceding": -1, "prior": -1, "latest": -1,
          "this": 0, "the": 0, "same": 0, "that same": 0, "that": 0, "current": 0,
          "next": 1, "coming": 1, "upcoming": 1, "this coming": 1, "following": 1}  # fmt: skip
# What these hang on was told before: "the following week", "that year".
OF_STORY = frozenset({"previous", "preceding", "prior", "following", "same", "that same", "that", "latest"})
CHOICES: dict[str, Which] = {"last": "last", "past": "last", "this past": "last", "this": "this", "next": "next",
                             "coming": "next", "this coming": "next"}  # fmt: skip
# A day or month without a year that is further off than so many days, and so many times as far as the nearest one, is
# the nearest one: its year would have been given.
FAR, FAR_FROM_SURE, FAR_OFF = 200, 330, 3
FINER = {
    "week": ("day", "week", "weekend"),
    "weekend": ("day", "week", "weekend"),
    "fortnight": ("day", "week", "weekend"),
    "month": ("day", "week", "month"),
    "quarter": ("month", "quarter"),
    "year": ("day", "week", "month", "quarter", "half", "season", "year"),
    "decade": ("day", "month", "year", "decade"),
    "century": ("day", "month", "year", "decade", "century"),
    "day": ("day",),
}


def day(p: Parts, at: Setting) -> str | None:
    """A day: "10 March", "Thursday", "yesterday", "that day"."""
    found = the_day(p, at)
    return found.isoformat() if found else None


def the_day(p: Parts, at: Setting) -> date | None:
    if "iso" in p:
        return first_day(p["iso"])
    if "dayno" in p:
        return _day_of_month(p, at)
    if "holiday" in p:
        return _holiday(p, at)
    if "weekday" in p:
        return _weekday(p, at)
    if "storyday" in p or "thatday" in p:
        base = at.day()
        return base and stepped(base, SHIFTS[p.get("storyday", "that")], "day")
    if at.published is None:
        return None
    days = -2 if "twoback" in p else 2 if "twoon" in p else words("dayword")[p["dayword"]]
    return stepped(at.published, days, "day")


def _day_of_month(p: Parts, at: Setting) -> date | None:
    number, month = int(p["dayno"]), _number_of_month(p)
    if (year := _year_of(p, at)) is not None:
        return valid(year, month, number)
    if at.published is None or _was_of_story(p):
        return None

    def in_year(year: int) -> str | None:
        found = valid(year, month, number)
        return found.isoformat() if found else None

    if (named := p.get("weekday") or p.get("dow")) and (fits := _on_weekday(in_year, named, at.published)):
        return fits
    value = _likely(in_year, at)
    return first_day(value) if value else None


def _on_weekday(make: Callable[[int], str | None], named: str, today: date) -> date | None:
    """The date of the years around today that falls on the named day of the week."""
    number = (words("weekday") | words("dow"))[named]
    days = [
        found for year in (-1, 0, 1) if (value := make(today.year + year)) and (found := first_day(value))
    ]
    fits = [found for found in days if found.isoweekday() == number]
    return min(fits, key=lambda found: abs(found - today), default=None)


def _likely(make: Callable[[int], str | None], at: Setting) -> str | None:
    """What comes back every year, by the tense; one that is far off on the word of a distant verb is the nearest."""
    if at.published is None:
        return None
    read = at.tense()
    value = recurring(make, at.published, read.says or "near")
    found = first_day(value) if value else None
    nearest = recurring(make, at.published, "near")
    near = first_day(nearest) if nearest else None
    if not found or not near or (read.sure and read.says == "past"):
        return value
    off, near_by = abs(found - at.published).days, abs(near - at.published).days
    limit = FAR_FROM_SURE if read.sure else FAR
    return nearest if off > limit and off > FAR_OFF * near_by else value


def _number_of_month(p: Parts) -> int:
    name = p.get("month") or p["mon"]
    return int(words("month" if "month" in p else "mon")[name])


def _year_of(p: Parts, at: Setting) -> int | None:
    """The year that the words themselves give: "2019", "’98", "last year"."""
    for group in ("year", "lent"):
        if group in p:
            return int(p[group])
    if "yy" in p:
        return _century(int(p["yy"]), p, at)
    if "relyear" in p:
        base = _base(p["relyear"], "year", at)
        return base.year + SHIFTS[p["relyear"]] if base else None
    return None


def _century(two: int, p: Parts, at: Setting) -> int:
    if "century" in p:
        return int(p["century"]) * 100 + two
    now = at.published.year if at.published else 2000
    return max((y for y in (1900 + two, 2000 + two, 2100 + two) if y <= now + 20), default=1900 + two)


def _was_of_story(p: Parts) -> bool:
    return "relyear" in p


def _base(which: str, unit: str, at: Setting) -> date | None:
    """What the last or the next one of a unit is counted from."""
    if which in OF_STORY and (value := at.told(FINER[unit])):
        return first_day(value)
    return at.published


def _holiday(p: Parts, at: Setting) -> date | None:
    def in_year(year: int) -> str | None:
        return calendar.holiday(words("holiday")[p["holiday"]], year)

    year = _year_of(p, at)
    if year is not None:
        value = in_year(year)
    elif at.published is None:
        return None
    else:
        value = recurring(in_year, at.published, CHOICES.get(p.get("which", "")) or at.which("near"))
    return first_day(value) if value else None


def _weekday(p: Parts, at: Setting) -> date | None:
    number, which = int(words("weekday")[p["weekday"]]), p.get("which", "").removeprefix("the ")
    if which in OF_STORY:
        base = at.day()
        step: Which = "past" if SHIFTS[which] == 0 else "last" if SHIFTS[which] < 0 else "coming"
        return base and calendar.weekday(stepped(base, step == "coming", "day") or base, number, step)
    if at.published is None:
        return None
    if "relweek" in p:
        return calendar.weekday(
            stepped(at.published, 7 * SHIFTS[p["relweek"]], "day") or at.published, number, "this"
        )
    if "week" in p or "aweekago" in p:
        found = calendar.weekday(at.published, number, "coming" if "week" in p else "past")
        return found and stepped(found, 7 if "week" in p else -7, "day")
    if which == "this":
        return _this_weekday(number, at.published, at)
    if not which and (before := at.weekday_of_before(number)):
        return before
    return calendar.weekday(at.published, number, CHOICES.get(which) or at.which("past"))


def _this_weekday(number: int, today: date, at: Setting) -> date | None:
    found = calendar.weekday(today, number, "this")
    return (
        calendar.weekday(today, number, "coming")
        if found and found < today and at.which("past") == "coming"
        else found
    )


def numbers(p: Parts, at: Setting) -> str | None:
    """A date in numbers, if it can be told which of them is the month."""
    a, b, year = int(p["a"]), int(p["b"]), int(p["year"])
    ways = {found for d, m in ((a, b), (b, a)) if (found := valid(year, m, d))}
    if p["sep"] == ".":
        ways = {found for found in (valid(year, b, a),) if found}
    return ways.pop().isoformat() if len(ways) == 1 else None


# ---- times of day ---------------------------------------------------------------------------------------

DAY_WORDS = ("iso", "dayno", "weekday", "dayword", "storyday", "thatday", "holiday")


def _day_around(p: Parts, at: Setting) -> date | None:
    """The day that the words name, or the one that the paragraph is at."""
    if any(group in p for group in DAY_WORDS):
        return the_day(p, at)
    part = p.get("thispart", "")
    if part == "that":
        return at.day()
    if part or "tonight" in p:
        return at.published and stepped(at.published, {"tomorrow": 1, "yesterday": -1}.get(part, 0), "day")
    return at.day(paragraph=True)


def clock(p: Parts, at: Setting) -> str | None:
    """A time by the clock: "10.00", "5 p.m. on Friday"."""
    found = _day_around(p, at)
    return f"{found.isoformat()}T{_hour(p)}{'Z' if 'utc' in p else ''}" if found else None


def _hour(p: Parts) -> str:
    if "moment" in p:
        return str(words("moment")[p["moment"]])
    if "mil" in p:
        return f"{p['mil'][:2]}:{p['mil'][2:]}"
    if "hour24" in p:
        return f"{int(p['hour24']):02}:{p['min24']}"
    if "hour" in p:
        return f"{int(p['hour']) % 12 + 12 * (p['ampm'] == 'p'):02}:{p.get('minute', '00')}"
    hour = _amount(p.get("oclock") or p["hourin"]) or 0
    part = p.get("oclockpart") or p.get("hourpart", "")
    late = part in ("afternoon", "evening") or (part == "night" and hour > 5)
    return f"{int(hour) % 12 + 12 * late if part else int(hour):02}:00"


def part(p: Parts, at: Setting) -> str | None:
    """A part of a day: "Friday night", "this morning", "the night before"."""
    code = (
        "NI"
        if "tonight" in p or "overnight" in p
        else "MO"
        if "earlyhours" in p
        else words("daypart")[p["daypart"]]
    )
    found = _day_of_part(p, at)
    return f"{found.isoformat()}T{code}" if found else None


def _day_of_part(p: Parts, at: Setting) -> date | None:
    if any(group in p for group in DAY_WORDS):
        return the_day(p, at)
    which = p.get("which", "").removeprefix("the ")
    if "tonight" in p or which == "this":
        return at.published
    if which == "last":
        return at.published and stepped(at.published, -1, "day")
    if "overnight" in p:
        base = at.day(paragraph=True)
        return base and stepped(base, -1, "day")
    base = at.day()
    step = {"before": -1, "earlier": -1, "after": 1, "later": 1}.get(p.get("dir", ""), SHIFTS.get(which, 0))
    return base and stepped(base, step, "day")


def weekly(p: Parts, at: Setting) -> str | None:
    """A day of every week: "every Monday", "Tuesday nights"."""
    number = words("weekdays")[p["weekdays"]] if "weekdays" in p else words("weekday")[p["weekday"]]
    code = words("dayparts").get(p.get("dayparts", "")) or words("daypart").get(p.get("daypart", ""))
    return f"XXXX-WXX-{number}" + (f"T{code}" if code else "")


def yearly(p: Parts, at: Setting) -> str | None:
    """A month or season of every year: "every December"."""
    if "season" in p:
        return f"XXXX-{words('season')[p['season']]}"
    return f"XXXX-{_number_of_month(p):02}"


# ---- months and longer ----------------------------------------------------------------------------------


def _yearly(p: Parts, at: Setting, make: Callable[[int], str], *, tensed: bool = True) -> str | None:
    """What comes back every year, in the year that the words, the story or the verb tell."""
    year = _year_of(p, at)
    if year is not None:
        return make(year)
    which = p.get("which", "").removeprefix("the ")
    if which in OF_STORY and (value := at.told(FINER["year"])):
        step = {-1: "last", 0: "this", 1: "next"}[SHIFTS[which]]
        return recurring(make, first_day(value) or date.min, step)  # type: ignore[arg-type]
    if at.published is None or "relyear" in p:
        return None
    if which in CHOICES:
        return recurring(make, at.published, CHOICES[which])
    return _likely(make, at) if tensed else recurring(make, at.published, "near")


def month(p: Parts, at: Setting) -> str | None:
    """A month: "June 2018", "last December", "March"."""
    number = _number_of_month(p)
    return _yearly(p, at, lambda year: f"{year:04}-{number:02}")


def season(p: Parts, at: Setting) -> str | None:
    """A season: "the autumn of 1998", "last spring", "the summer"."""
    code = words("season")[p["season"]]
    return _yearly(p, at, lambda year: f"{year:04}-{code}")


def quarter(p: Parts, at: Setting) -> str | None:
    """A quarter: "the second quarter of 2025", "Q3"."""
    nth = p.get("nth", "")
    if nth == "last" and _year_of(p, at) is None:
        return _shifted("last", "quarter", at)
    number = (
        p.get("q")
        or {"final": 4, "last": 4}.get(nth)
        or (int(nth[0]) if nth[0].isdigit() else words("ordinal")[nth])
    )
    if "fiscal" in p and _year_of(p, at) is None and at.published:
        return f"{at.published.year:04}-Q{number}"
    # Results are told of a quarter that is over, whatever the verb: "expects to report a third-quarter loss".
    return _yearly(p, at, lambda year: f"{year:04}-Q{number}", tensed=False)


def half(p: Parts, at: Setting) -> str | None:
    """A half of a year."""
    number = p.get("h") or (1 if p["nth"] in ("first", "1st") else 2)
    if "results" in p and at.published:
        return recurring(lambda year: f"{year:04}-H{number}", at.published, "last")
    if "thisyear" in p:
        return f"{at.published.year:04}-H{number}" if at.published else None
    return _yearly(p, at, lambda year: f"{year:04}-H{number}")


def year(p: Parts, at: Setting) -> str | None:
    """A year by its number."""
    found = _year_of(p, at)
    return None if found is None else f"{found:04}"


def spoken_year(p: Parts, at: Setting) -> str | None:
    """A year in words: "nineteen ninety-six"."""
    numeral = words("numeral")
    rest = numeral.get(p["ten"], 0) + numeral.get(p.get("one", ""), 0)
    return f"{numeral[p['age']]}{rest:02}"


def decade(p: Parts, at: Setting) -> str | None:
    """A decade, by its first three digits: "199" for the 1990s."""
    if "decade" in p:
        return p["decade"][:3]
    digit = p.get("short") or words("tens")[p["tens"]]
    return f"{'20' if int(digit) < 3 else '19'}{digit}"


def century(p: Parts, at: Setting) -> str | None:
    """A century, by the first two digits of its years: "18" for the 19th."""
    nth = int(p["nthno"]) if "nthno" in p else words("ordinal")[re.sub(r"\s", "-", p["nth"])]
    return f"{nth - 1:02}" if 0 < nth < 100 else None


def stretch(p: Parts, at: Setting) -> str | None:
    """The last, this or the next one of a unit: "last week", "the end of the month", "the weekend"."""
    if "yearend" in p:
        return f"{at.published.year:04}-12-31" if at.published else None
    unit = words("stretch")[p["stretch"]]
    if unit == "quarter" and "which" not in p:
        return _shifted("latest", unit, at)
    if unit == "day":
        today = at.day()
        return today.isoformat() if today else None
    if unit == "weekend" and p.get("which", "this") == "this":
        return _weekend(at, "which" in p)
    return _shifted(p.get("which", "this"), unit, at)


def _shifted(which: str, unit: str, at: Setting) -> str | None:
    if which == "latest" and (value := at.latest((unit,))):
        return value
    base = _base(which, unit, at)
    moved = base and stepped(base, SHIFTS[which], unit)
    return within(moved, unit) if moved else None


def _weekend(at: Setting, this: bool) -> str | None:
    """The weekend: the one that was, of a clause in the past on a day of the week, else the one of this week."""
    if at.published is None:
        return None
    early = at.published.isoweekday() < (2 if this else 6)
    back = early and at.which("past" if not this else "coming") == "past"
    moved = stepped(at.published, -7 * back, "day")
    return within(moved, "weekend") if moved else None


def latest_quarter(p: Parts, at: Setting) -> str | None:
    """The quarter whose results are told."""
    return _shifted("latest", "quarter", at)


def before_last(p: Parts, at: Setting) -> str | None:
    """The one before the last one of a unit."""
    unit = words("stretch")[p["stretch"]]
    moved = at.published and stepped(at.published, -2, unit)
    return within(moved, unit) if moved else None


# ---- so long ago ----------------------------------------------------------------------------------------


def ago(p: Parts, at: Setting) -> str | None:
    """So long before publication: the day, week, month or year."""
    unit = UNITS.get(words("unit")[p["unit"]], "")
    if unit == "year" and _amount(p["num"]) == 1 and (value := _year_back(at)):
        return value
    return _distance(p, at, -1, "PAST_REF")


def ahead(p: Parts, at: Setting) -> str | None:
    """So long after publication."""
    return _distance(p, at, 1, "FUTURE_REF")


def _distance(p: Parts, at: Setting, sign: int, vague: str) -> str | None:
    n, unit = _amount(p["num"]), UNITS.get(words("unit")[p["unit"]], "")
    if n is None:
        return vague
    if at.published is None:
        return None
    moved = stepped(at.published, sign * n if unit else 0, unit or "day")
    return within(moved, _told_in(unit or "day")) if moved else None


def _told_in(unit: str) -> str:
    return "year" if unit in ("decade", "century") else unit


def _year_back(at: Setting) -> str | None:
    """The quarter a year before the one that the story compares with."""
    value = at.latest(("quarter",))
    start = first_day(value) if value else None
    moved = start and stepped(start, -1, "year")
    return within(moved, "quarter") if moved else None


def year_ago(p: Parts, at: Setting) -> str | None:
    """The same time a year before."""
    value = (
        at.latest(("quarter", "half"))
        or at.told(("month",))
        or (at.published and within(at.published, "year"))
    )
    start = first_day(value) if value else None
    moved = start and stepped(start, -1, "year")
    return within(moved, unit_of(value or "") or "year") if moved else None


def hanging(p: Parts, at: Setting) -> str | None:
    """So long before or after the time that the story is at: "two days earlier", "a week later"."""
    n, unit = _amount(p["num"]), UNITS.get(words("unit")[p["unit"]], "")
    sign = -1 if p["dir"] in ("before", "earlier", "previously", "beforehand") else 1
    if n is None:
        return "PAST_REF" if sign < 0 else duration(p, at)
    if unit == "year" and sign * n == -1 and (value := _year_back(at)):
        return value
    return _from_story(sign * n, unit, at) if unit else duration(p, at)


def hanging_one(p: Parts, at: Setting) -> str | None:
    """The day before, the year after."""
    return _from_story(
        -1 if p["dir"] in ("before", "earlier", "prior") else 1, words("stretch")[p["stretch"]], at
    )


def hanging_which(p: Parts, at: Setting) -> str | None:
    """The next day, the following week, that year."""
    return _from_story(SHIFTS[p["which"]], words("stretch")[p["stretch"]], at)


def _from_story(n: float, unit: str, at: Setting) -> str | None:
    value = at.told(FINER[unit]) or (at.published and at.published.isoformat())
    start = first_day(value) if value else None
    moved = start and stepped(start, n, unit)
    if not moved or not value:
        return None
    base = unit_of(value) or "day"
    keeps = base in ("month", "quarter", "half", "season") and unit == "year"
    return within(moved, base if keeps else _told_in(unit))


# ---- so long --------------------------------------------------------------------------------------------


def duration(p: Parts, at: Setting) -> str | None:
    """A length of time: "P2W", "PT9H", "PXM" where it is not said how many."""
    if "quarterhour" in p:
        return "PT15M"
    if "quartercentury" in p:
        return "P25Y"
    if "oneyear" in p:
        return "P1Y"
    if "joined" in p:
        return length(1, words("unit")[p["joined"]])
    if "plural" in p:
        return length(None, words("plural")[p["plural"]])
    n = _amount(p.get("num") or p.get("num2") or "one")
    if "num2" in p and n is not None:
        n += 0.5
    return length(n, words("unit")[p["unit"]])


def in_time(p: Parts, at: Setting) -> str | None:
    """In two weeks: the week, if it is coming; else how long something took."""
    unit = words("unit")[p["unit"]]
    if unit in UNITS and _amount(p["num"]) and at.published and at.which("past") == "coming":
        return ahead(p, at)
    return duration(p, at)


def past_stretch(p: Parts, at: Setting) -> str | None:
    """The past week, the last year: a length of time that ends now."""
    return "P1" + {"weekend": "WE", "quarter": "Q"}.get(
        p["stretch"], length(1, words("unit").get(p["stretch"], "D"))[2:]
    )


def length(n: float | None, code: str) -> str:
    """The value of so many units; ``n`` None is not known how many.

    >>> length(2, "F"), length(5.5, "H"), length(None, "DE"), length(1.5, "Y")
    ('P4W', 'PT5H30M', 'PXY', 'P1Y6M')
    """
    if code in CLOCK_UNITS:
        unit = CLOCK_UNITS[code]
        if n is None or n == floor(n):
            return f"PT{'X' if n is None else int(n)}{unit}"
        finer = {"H": "M", "M": "S", "S": "S"}[unit]
        whole = f"{int(n)}{unit}" if n >= 1 else ""
        return f"PT{whole}{round(n % 1 * 60)}{finer}"
    if code == "Y" and n is not None and n % 1 == 0.5 and n > 1:
        return f"P{int(n)}Y6M"
    times, unit = LENGTHS.get(code, (1, code))
    return f"PX{unit}" if n is None else f"P{n * times:g}{unit}"


def _amount(text: str) -> float | None:
    """The number that words give; None for "several", "a few"."""
    text = re.sub(r"\s+", " ", text)
    digits = re.match(r"\d[\d,]*(?:\.\d+)?", text)
    if digits:
        return float(digits[0].replace(",", "")) + 0.5 * ("1/2" in text[digits.end() :] or "half" in text)
    if text in ("half", "half a", "half an", "a half"):
        return 0.5
    numeral = words("numeral")
    found = [numeral[w] for w in re.split(r"[- ]", text) if w in numeral]
    if (not found and text.split()[0] not in ("a", "an", "another", "single")) or re.search(
        r"couple|few|dozen|number", text
    ):
        return 2.0 if "couple" in text else None
    n = float(sum(found) or 1)
    return n * (100 if "hundred" in text else 1000 if "thousand" in text else 1) + 0.5 * ("half" in text)


def every(p: Parts, at: Setting) -> str | None:
    """How often: "P1D" for every day, "P2W" for every two weeks."""
    if "every" in p:
        return str(words("every")[p["every"]])
    if "unit" not in p:
        return "P1Y"
    n = 2.0 if "other" in p else _amount(p.get("num", "one"))
    return length(n, words("unit")[p["unit"]])


def then(p: Parts, at: Setting) -> str | None:
    """The time that was told last."""
    return at.told(calendar.UNITS)


def reference(p: Parts, at: Setting) -> str | None:
    """Now, recently, soon."""
    return str(words("reference")[p["reference"]])


def past_or_future(p: Parts, at: Setting) -> str | None:
    """The past, the future."""
    return f"{p['ref'].upper()}_REF"


KINDS: dict[str, Value] = {
    f.__name__: f
    for f in (day, numbers, clock, part, weekly, month, season, quarter, half, year, spoken_year, decade, century, stretch,
              before_last, ago, ahead, year_ago, hanging, hanging_one, hanging_which, duration, past_stretch, every, then, latest_quarter, in_time, yearly,
              reference, past_or_future)
}  # fmt: skip


def value(at: Setting) -> str | None:
    """The value of an expression in its setting."""
    rule = at.expression.rule
    return KINDS[rule.value](at.expression.parts, at) if rule.value in KINDS else rule.value
