"""Numbers and days in a text, each with what it counts, as they are compared."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from onrecord.joining.terms import is_numeral, terms
from onrecord.resources import rules

_YEARS = range(1900, 2100)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, and what it counts: the key of the term behind it, "day" and a month, or "year"."""

    value: str
    unit: str
    start: int
    end: int


def figures(text: str) -> list[Figure]:
    """The numbers of a text in its order; those that count nothing are left out.

    >>> [(f.value, f.unit) for f in figures("send 2 million tonnes by 3 May 2031")]
    [('2 million', 'ton'), ('3 mai', 'day'), ('2031', 'year')]
    """
    found = []
    words = terms(text)
    for n, term in enumerate(words):
        if not is_numeral(term.key):
            continue
        before = words[n - 1].key if n else ""
        after = [w.key for w in words[n + 1 : n + 4] if w.key not in _between()]
        value, unit = _told(term.key, before, after, text[max(0, term.start - 1) : term.start])
        if unit:
            found.append(Figure(value, unit, term.start, term.end))
    return found


def _told(numeral: str, before: str, after: list[str], mark: str) -> tuple[str, str]:
    """A number as it is compared, and what it counts."""
    following = after[0] if after else ""
    for month in (following, before):
        if month in _months() and numeral.isdigit() and int(numeral) < 32:
            return f"{numeral} {month}", "day"
    if numeral.isdigit() and int(numeral) in _YEARS and following not in ("people", "ton"):
        return numeral, "year"
    if following in _scales():
        unit = after[1] if len(after) > 1 else "usd" if mark == "$" else ""
        return f"{numeral} {following}", unit
    return numeral, "usd" if mark == "$" else following if not is_numeral(following) else ""


@cache
def _months() -> frozenset[str]:
    return frozenset(t.key for t in terms(rules("joining")["words"]["months"], stop=False))


@cache
def _scales() -> frozenset[str]:
    return frozenset(t.key for t in terms("million billion thousand hundred trillion"))


@cache
def _between() -> frozenset[str]:
    return frozenset(t.key for t in terms(rules("joining")["units"]["between"], stop=False))
