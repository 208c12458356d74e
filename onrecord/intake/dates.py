"""Dates as containers write them, to ISO 8601."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any

# The days that news can be of. Others stand for "none": 0001-01-01, 1970-01-01 and the like.
EARLIEST = "1800-01-01"
LATEST = "2199-12-31"
_NONE = frozenset({"1900-01-01", "1970-01-01"})

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
_DAY_FIRST = re.compile(
    r"(?:[a-z]+,?\s+)?(\d{1,2})(?:st|nd|rd|th)?[\s.-]+([a-z]{3,9})\.?,?[\s-]+(\d{4})\b", re.I
)
_MONTH_FIRST = re.compile(r"(?:[a-z]+,?\s+)?([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b", re.I)
_MAIL = re.compile(r"(?:[a-z]{3},?\s+)?\d{1,2}\s+[a-z]{3}\s+\d{2,4}\s+\d{1,2}:\d\d", re.I)
_NUMBERS = re.compile(r"(\d{1,4})[/.](\d{1,2})[/.](\d{2,4})(?:[,\s].*)?", re.S)
_DIGITS = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?Z?)?")
_STAMP = re.compile(r"-?\d{9,10}(?:\.\d+)?|\d{12,13}")
_ZONE = re.compile(r"\s*(?:UTC|GMT)$")


def iso(value: Any) -> str | None:
    """A date or date-time in ISO 8601, None where it is none or can be two days.

    >>> iso("Tue, 03 Jun 2025 14:05:00 GMT"), iso(1748959500), iso("3 June 2025"), iso("03/06/2025")
    ('2025-06-03T14:05:00+00:00', '2025-06-03T14:05:00+00:00', '2025-06-03', None)
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    words = " ".join(str(value).split())
    if not 6 <= len(words) <= 60:
        return None
    for read in (_of_iso, _of_stamp, _of_digits, _of_mail, _of_words, _of_numbers):
        try:
            found = read(words)
        except (ValueError, OverflowError, OSError, TypeError, IndexError):
            continue
        if found is not None:
            return found if EARLIEST <= found[:10] <= LATEST and found[:10] not in _NONE else None
    return None


def _of_iso(words: str) -> str | None:
    if not re.match(r"\d{4}-\d", words):
        return None
    found = datetime.fromisoformat(_ZONE.sub("Z", words))
    return found.date().isoformat() if len(words) <= 10 else found.isoformat()


def _of_stamp(words: str) -> str | None:
    """Seconds or milliseconds since 1970."""
    if not _STAMP.fullmatch(words):
        return None
    number = float(words)
    return (
        datetime.fromtimestamp(number / 1000 if number > 1e11 else number, UTC)
        .replace(microsecond=0)
        .isoformat()
    )


def _of_digits(words: str) -> str | None:
    found = _DIGITS.fullmatch(words)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    if not found[4]:
        return date(year, month, day).isoformat()
    zone = UTC if words.endswith("Z") else None
    return datetime(year, month, day, hour, minute, second, tzinfo=zone).isoformat()


def _of_mail(words: str) -> str | None:
    """As mail and feeds have it. A zone that it does not know is left out: "14:05 CET"."""
    return parsedate_to_datetime(words).isoformat() if _MAIL.match(words) else None


def _of_words(words: str) -> str | None:
    """The day of "3 June 2025" and "Tuesday, June 3rd, 2025 at 2:05 PM"."""
    if found := _DAY_FIRST.match(words):
        day, month, year = found.groups()
    elif found := _MONTH_FIRST.match(words):
        month, day, year = found.groups()
    else:
        return None
    return date(int(year), _month(month), int(day)).isoformat()


def _month(name: str) -> int:
    """The number of a month; raises ValueError where it is none."""
    return _MONTHS.split().index(name[:3].lower()) + 1


def _of_numbers(words: str) -> str | None:
    """ "2025/06/03", "13/06/2025" and "06/13/2025"; where day and month could change places, none."""
    found = _NUMBERS.fullmatch(words)
    if found is None:
        return None
    first, second, third = map(int, found.groups())
    if len(found[1]) == 4:
        return date(first, second, third).isoformat()
    if len(found[3]) != 4 or (first <= 12 and second <= 12 and first != second):
        return None
    day, month = (first, second) if second <= 12 else (second, first)
    return date(third, month, day).isoformat()
