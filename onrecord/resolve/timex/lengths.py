"""How long and how often: the values of durations and sets, and the numbers in them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from onrecord.resolve.timex.expressions import words

Parts = Mapping[str, str]

_CLOCK = {"S": ("S", "S"), "min": ("M", "S"), "H": ("H", "M")}
# Units that are counted in others: how many, of which.
_COUNTED = {"DE": (10, "Y"), "CE": (100, "Y"), "F": (2, "W")}
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
_UNCOUNTED = re.compile(r"few|dozen|number|several|many|some|tens|scores|hundreds|thousands")


def duration(p: Parts) -> str:
    """A length of time: "P2W", "PT9H", "PXM" where it is not said how many.

    >>> duration({"num": "half a", "unit": "century"}), duration({"plural": "months"})
    ('P50Y', 'PXM')
    """
    if "quarterhour" in p:
        return "PT15M"
    if "quartercentury" in p:
        return "P25Y"
    if "joined" in p:
        return length(1, words("unit")[p["joined"]])
    if "plural" in p:
        return length(None, words("plural")[p["plural"]])
    n = amount(p.get("num") or p.get("andahalf") or "one")
    if "andahalf" in p and n is not None:
        n += 0.5
    return length(n, words("unit")[p["unit"]])


def length(n: float | None, code: str) -> str:
    """The value of so many units; ``n`` None is not known how many.

    >>> length(2, "F"), length(5.5, "H"), length(None, "DE"), length(1.5, "Y")
    ('P4W', 'PT5H30M', 'PXY', 'P1Y6M')
    """
    if code in _CLOCK:
        unit, finer = _CLOCK[code]
        if n is None or n % 1 == 0:
            return f"PT{'X' if n is None else int(n)}{unit}"
        return f"PT{f'{int(n)}{unit}' if n >= 1 else ''}{round(n % 1 * 60)}{finer}"
    if code == "Y" and n is not None and n > 1 and n % 1 == 0.5:
        return f"P{int(n)}Y6M"
    times, unit = _COUNTED.get(code, (1, code))
    return f"PX{unit}" if n is None else f"P{n * times:.15g}{unit}"


def amount(text: str) -> float | None:
    """The number that words give; None for "several", "a few".

    >>> [amount(w) for w in ("twenty-four", "2 1/2", "half an", "a couple of", "1,000", "a few")]
    [24.0, 2.5, 0.5, 2.0, 1000.0, None]
    """
    text = " ".join(text.split())
    half = 0.5 * bool(re.search(r"1/2|half", text))
    if digits := _DIGITS.match(text):
        return float(digits[0].replace(",", "")) + half
    if text in ("half", "half a", "half an", "a half"):
        return 0.5
    if "couple" in text:
        return 2.0
    if _UNCOUNTED.search(text):
        return None
    numeral = words("numeral")
    n = float(sum(numeral.get(word, 0) for word in re.split(r"[- ]", text)) or 1)
    return n * (100 if "hundred" in text else 1000 if "thousand" in text else 1) + half


def quarters(p: Parts) -> str:
    """Quarters in a row."""
    return length(amount(p["num"]), "Q")


def often(p: Parts) -> str:
    """How often: "P1D" for every day, "P2W" for every two weeks."""
    if "every" in p:
        return str(words("every")[p["every"]])
    n = 2.0 if "other" in p else amount(p.get("num", "one"))
    return length(n, words("unit")[p["unit"]])


def past_stretch(p: Parts) -> str:
    """The past week, the last year: a length of time that ends now."""
    special = {"weekend": "P1WE", "quarter": "P1Q"}
    return special.get(p["stretch"]) or length(1, words("unit")[p["stretch"]])


def weekly(p: Parts) -> str:
    """A day of every week: "every Monday", "Tuesday nights"."""
    number = words("weekdays")[p["weekdays"]] if "weekdays" in p else words("weekday")[p["weekday"]]
    code = words("dayparts").get(p.get("dayparts", "")) or words("daypart").get(p.get("daypart", ""))
    return f"XXXX-WXX-{number}" + (f"T{code}" if code else "")


def yearly(p: Parts) -> str:
    """A month or season of every year: "every December"."""
    if "season" in p:
        return f"XXXX-{words('season')[p['season']]}"
    return f"XXXX-{number_of_month(p):02}"


def number_of_month(p: Parts) -> int:
    """The number of the month that is named, in full or short."""
    return number_of(p.get("month") or p["mon"])


def number_of(month: str) -> int:
    """The number of a month by its name.

    >>> number_of("march"), number_of("sept")
    (3, 9)
    """
    return int((words("month") | words("mon"))[month])
