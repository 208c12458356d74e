"""What one line of a page is by its words alone: a date line, a byline, a credit, a share button.

The rules are data, in `rules/layout.toml`; `layout.py` knows where lines stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any, Literal

from onrecord import resources
from onrecord.records import SegmentKind

# A paragraph over this length is text, whatever it says.
LONG = 700
# A line that speaks of the page has about so many words; of a longer one, each four are a point less.
PAGE_LINE = 12
# What the words in the lists of `[page]` count for.
POINTS = {"three": 3, "two": 2, "one": 1}

Where = Literal["line", "item", "start", "end"]
Zone = Literal["any", "top", "below", "inside", "head", "body", "tail", "edges", "stamps", "asked"]

# What stands between the items of a line: "3 March 2026 | 2 min read | Share".
SEPARATOR = re.compile(r" *[|•·] *| {2,}")
_BLANKS = "\t\x1c\x1d\x1e\x1f\x85\xa0\u1680\u202f\u205f\u3000\n\r\v\f\u2028\u2029"
_PLAIN = str.maketrans(
    dict.fromkeys("‘’‚‛`´ʼ＇", "'")
    | dict.fromkeys("∙⋅‧・", "·")
    | dict.fromkeys("“”„‟«»〝〞＂", '"')
    | dict.fromkeys("–—―−", "–")
    | dict.fromkeys("‐‑", "-")
    | dict.fromkeys(_BLANKS + "".join(map(chr, range(0x2000, 0x200B))), " ")
)
_LATER = re.compile(r"(?i)updat|modif|edited|amended")
# Rules of lines that tell the date of the report.
DATE_LINES = ("date line", "stamped line", "clock and date", "date and more", "programme and date")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of `rules/layout.toml`, where the fields are explained."""

    name: str
    kind: SegmentKind
    pattern: re.Pattern[str]
    where: Where = "line"
    zone: Zone = "any"
    opens: bool = False
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()

    def reads(self, words: str) -> re.Match[str] | None:
        """The match, where this rule describes the words, which are `plain`."""
        if self.where == "start":
            return self.pattern.match(words)
        return self.pattern.search(words) if self.where == "end" else self.pattern.fullmatch(words)


@dataclass(frozen=True, slots=True)
class Day:
    """A date with its year that a line names; ``later`` if the line says that it is one of an update."""

    iso: str
    later: bool


def flat(text: str) -> str:
    """Return a text, character by character, as patterns meet it: plain marks, one dash, one blank."""
    return text.translate(_PLAIN)


def plain(words: str) -> str:
    """Return words `flat`, with single spaces.

    >>> plain("“No\u00a0deal”  —  he")
    '"No deal" – he'
    """
    return " ".join(flat(words).split())


# ---- rules --------------------------------------------------------------------------------------------


@cache
def rules() -> tuple[Rule, ...]:
    """The rules in their order; the first that fits is right."""
    return tuple(_compiled(dict(entry)) for entry in resources.rules("layout")["rule"])


@cache
def rules_for(where: Where, zones: frozenset[str]) -> tuple[Rule, ...]:
    """The rules for a place on a line, and places on the page."""
    return tuple(rule for rule in rules() if rule.where == where and rule.zone in zones)


@cache
def rule(name: str) -> Rule:
    """The rule of that name."""
    return next(rule for rule in rules() if rule.name == name)


@lru_cache(maxsize=4096)
def line_rule(words: str, zones: frozenset[str]) -> Rule | None:
    """The rule that knows all of a line, if one of these zones has it."""
    if len(words) > LONG:
        return None
    return next((rule for rule in rules_for("line", zones) if rule.pattern.fullmatch(words)), None)


@lru_cache(maxsize=4096)
def page_points(words: str) -> int:
    """How much a line speaks of the page that it is on, and of nothing that a reporter tells.

    Each word of `[page]` counts once, what is said or quoted counts against it, and so does length.

    >>> page_points("Did you like this article? Tell a friend!"), page_points("Talks continue")
    (5, 0)
    """
    for_it, against = _page_words()
    # Of several "@…" or "#…", one counts.
    found = {m[0].casefold() if m[0][0].isalnum() else m[0][0]: m.lastgroup for m in for_it.finditer(words)}
    told = {m[0].casefold() for m in against.finditer(words)}
    length = max(0, words.count(" ") - PAGE_LINE) // 4
    return sum(POINTS[group or ""] for group in found.values()) - 3 * (len(told) + ('"' in words)) - length


@cache
def _page_words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The words that count for a line of the page, their points as the names of groups, and those against."""
    table = resources.rules("layout")["page"]
    groups = (f"(?P<{name}>{'|'.join(table[name])})" for name in POINTS)
    against = "|".join(table["against"])
    return _words(f"(?:{'|'.join(groups)})"), _words(f"(?:{against})")


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){pattern}(?!\w)", re.I)


@cache
def part(name: str) -> str:
    """A piece of patterns, written out."""
    return _written_out(resources.rules("layout")["parts"][name])


def _written_out(pattern: str) -> str:
    return re.sub(r"\{([a-z]+)\}", lambda found: part(found[1]), pattern)


def _compiled(entry: dict[str, Any]) -> Rule:
    flags = re.NOFLAG if entry.pop("exact", False) else re.IGNORECASE
    pattern = _written_out(entry.pop("pattern"))
    if entry.get("where") == "end":
        pattern = f"(?:{pattern})$"
    tried = {key: tuple(entry.pop(key)) for key in ("examples", "counterexamples")}
    return Rule(pattern=re.compile(pattern, flags), **{**entry, **tried})


# ---- dates --------------------------------------------------------------------------------------------


def days(words: str) -> list[Day]:
    """Return each date that has a year, in order, but none whose day and month cannot be told apart.

    >>> [day.iso for day in days("Tue 30 Jan. 2026, updated 2 Feb 2026; 03/04/2025")]
    ['2026-01-30', '2026-02-02']
    """
    words = plain(words)
    found = sorted((m for pattern in _day_patterns() for m in pattern.finditer(words)), key=re.Match.start)
    dates, last = [], 0
    for match in found:
        iso = _iso(match.groupdict(), words)
        if iso is not None:
            dates.append(Day(iso, _LATER.search(words, last, match.start()) is not None))
        last = match.end()
    return dates


def days_of_date_line(line: str) -> list[Day]:
    """Return the dates of a line if it, or one of its items, is a date line; none of any other notice."""
    words = plain(line)
    items = (words, *SEPARATOR.split(words))
    is_date_line = any(rule(name).reads(item) for item in items for name in DATE_LINES)
    # These rules end before a title on the same line.
    above_title = (
        rule(name).pattern.fullmatch(f"{words} X", 0, len(words)) for name in ("date label", "dated title")
    )
    return days(words) if is_date_line or any(above_title) else []


@cache
def _day_patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(_written_out(entry["pattern"]), re.I) for entry in resources.rules("layout")["date"]
    )


def _iso(groups: dict[str, str | None], words: str) -> str | None:
    year, month = int(groups["y"] or 0), groups.get("m") or ""
    if not month:
        a, b = int(groups["a"] or 0), int(groups["b"] or 0)
        return _which_way([*_valid(year, b, a)], [*_valid(year, a, b)], groups["w"], words)
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
    return next(_valid(year, number, int(groups["d"] or 0)), None)


def _valid(year: int, month: int, day: int) -> Iterator[str]:
    try:
        yield date(year, month, day).isoformat()
    except ValueError:
        return


def _which_way(day_first: list[str], month_first: list[str], weekday: str | None, words: str) -> str | None:
    """The one date that two numbers with a slash can mean, with the help of a weekday or a time zone."""
    ways = {*day_first, *month_first}
    if weekday:
        named = _DAYS.index(weekday[:3].lower())
        ways = {iso for iso in ways if date.fromisoformat(iso).weekday() == named}
    elif len(ways) > 1 and re.search(part("dayfirst"), words):
        ways = {*day_first}
    elif len(ways) > 1 and re.search(part("monthfirst"), words):
        ways = {*month_first}
    return ways.pop() if len(ways) == 1 else None
