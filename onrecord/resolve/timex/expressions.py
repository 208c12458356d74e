"""Where a text speaks of time: the expressions that the rules of `rules/dates.toml` know."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from onrecord import resources
from onrecord.lines import flat
from onrecord.records import Span, TimeType

# So much of what stands before an expression is shown to a rule.
BEFORE = 48

_WORD = re.compile(r"[^\W_]+")
# Between the words of one expression stands no more than this.
_JOINT = re.compile(r"[,.]?[ \n]{1,2}['(\"]?|[-–/:.']| ?[-–/] | ?['(\"]|[),]{1,2} ")
_GROUP = re.compile(r"\(\?P<(\w+)>")
_CALL = re.compile(r"\{(any )?([a-z][a-z0-9]*)\}")
_SPACE = re.compile(r"\\.|\(\?<[=!][^)]*\)|\[(?:\\.|[^\]\\])*\]| ")
# Groups that hold names and have a capital; full names, but for these three, are known without it.
_NAMES = frozenset({"weekday", "weekdays", "month", "dow", "mon", "holiday"})
_FULL_NAMES = frozenset({"weekday", "weekdays", "month"})
_ALSO_WORDS = frozenset({"may", "march", "august"})


# The first letters of the names of days and months that are no other words.
_CAPITALS = re.compile(
    r"\b[a-z](?=(?:on|ues|ednes|hurs|ri|atur|un)day\b"
    r"|(?:anuary|ebruary|pril|une|uly|eptember|ctober|ovember|ecember)\b)",
    re.I,
)
_IN = re.compile(r"\b(?:in|since|until|till|by|during|last|next|early|late|mid) $")


@dataclass(frozen=True)
class Rule:
    """One entry of `rules/dates.toml`, where the fields are explained."""

    name: str
    type: TimeType
    value: str
    pattern: str
    before: re.Pattern[str] | None = None
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern by itself, with its groups."""
        return re.compile(self.pattern)


@dataclass(frozen=True, slots=True)
class Expression:
    """Words that speak of time, the rule that knows them, and what its groups hold, in lower case."""

    span: Span
    rule: Rule
    parts: Mapping[str, str]


class Page:
    """A text as the rules meet it: ``low`` is it in lower case, with plain marks, all in their places."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.low = _lowered(text)

    def expressions(self, start: int, end: int) -> Iterator[Expression]:
        """The expressions of time in a stretch of the text, in order and without overlap."""
        after = start
        for run in _runs(self.low, start, end):
            for at in run:
                if at >= after and (found := self._at(at, start, end)):
                    yield found
                    after = found.span.end

    @cached_property
    def is_small(self) -> bool:
        """Whether its author writes days and months without capitals."""
        capitals = [m[0].isupper() for m in _CAPITALS.finditer(self.text)]
        return len(capitals) > 1 and capitals.count(False) > capitals.count(True)

    def _is_title(self, found: re.Match[str]) -> bool:
        """Whether all words have capitals within quotation marks, as those of a programme: "This Week"."""
        said = self.text[found.start() : found.end()]
        return (
            " " in said and said.istitle() and self.text[found.start() - 1 : found.start()] in tuple("\"“‘'`")
        )

    def _is_dated(self, found: re.Match[str]) -> bool:
        """Whether what may be a month stands with a number, or where only a month does ("in may")."""
        return (
            any(map(str.isdigit, found[0]))
            or _IN.search(self.low, max(0, found.start() - 8), found.start()) is not None
        )

    def _at(self, at: int, start: int, end: int) -> Expression | None:
        first = _any_rule().match(self.low, at, end)
        if first is None:
            return None
        for rule in rules()[(first.lastindex or 1) - 1 :]:
            found = rule.compiled.match(self.low, at, end)
            if found and self._has_capitals(found) and (parts := self._parts(rule, found, start)) is not None:
                return Expression(Span(at, found.end()), rule, parts)
        return None

    def _parts(self, rule: Rule, found: re.Match[str], start: int) -> dict[str, str] | None:
        """What the groups hold; None where what stands before does not fit."""
        if rule.before is None:
            return _groups(found)
        before = rule.before.search(self.low[max(start, found.start() - BEFORE) : found.start()])
        return {**_groups(before), **_groups(found)} if before else None

    def _has_capitals(self, found: re.Match[str]) -> bool:
        """Whether names of days and months have their capital ("may" has none), and seasons none."""
        for group, words in found.groupdict().items():
            name = group.partition("__")[0]
            if words is None or (name in _FULL_NAMES and words not in _ALSO_WORDS):
                continue
            if name in ("month", "mon") and self.is_small and self._is_dated(found):
                continue
            capital = self.text[found.start(group)].isupper()
            if name in _NAMES and not capital:
                return False
            if name == "season" and capital and words == found[0]:
                return False
            if name == "stretch" and capital and self._is_title(found):
                return False
            # "the Daily Courant"
            if name == "every" and capital and self.text[found.end() + 1 : found.end() + 2].isupper():
                return False
        return True


def _lowered(text: str) -> str:
    marks = flat(text)
    if "\n" in text:
        marks = "\n".join(marks[a:b] for a, b in _line_places(text))
    low = marks.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in marks)


def _line_places(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _runs(low: str, start: int, end: int) -> Iterator[list[int]]:
    """The beginnings of the words of each row of words that can be of one expression, one its heart."""
    lead, hearts = _lead(), _hearts()
    run: list[int] = []
    heart, last = False, start
    for token in _WORD.finditer(low, start, end):
        word = token[0]
        is_heart = word in hearts or word[0].isdigit()
        if run and not ((is_heart or word in lead) and _JOINT.fullmatch(low, last, token.start())):
            if heart:
                yield run
            run, heart = [], False
        if is_heart or word in lead:
            run.append(token.start())
            heart = heart or is_heart
        last = token.end()
    if heart:
        yield run


def _groups(found: re.Match[str]) -> dict[str, str]:
    return {name.partition("__")[0]: words for name, words in found.groupdict().items() if words is not None}


# ---- rules ----------------------------------------------------------------------------------------------


@cache
def rules() -> tuple[Rule, ...]:
    """The rules in their order; the first that fits is right."""
    return tuple(_rule(dict(entry)) for entry in resources.rules("dates")["rule"])


@cache
def words(table: str) -> dict[str, Any]:
    """One of the tables of words, and what each word stands for."""
    return dict(resources.rules("dates")["words"][table])


def expanded(pattern: str) -> str:
    """A pattern with its pieces written out, a number at each name of a group, and any blank for a space."""
    spaced = _SPACE.sub(_blank, _written_out(pattern))
    count = iter(range(10_000))
    return _GROUP.sub(lambda group: f"(?P<{group[1]}__{next(count)}>", spaced)


@cache
def _any_rule() -> re.Pattern[str]:
    """All rules as one pattern, each a group of its number: six times as fast as one after the other."""
    return re.compile("|".join(f"({_GROUP.sub('(?:', rule.pattern)})" for rule in rules()))


@cache
def _hearts() -> frozenset[str]:
    tables = resources.rules("dates")["words"]
    return frozenset(word for table in tables for words in tables[table] for word in _WORD.findall(words))


@cache
def _lead() -> frozenset[str]:
    return frozenset(resources.rules("dates")["lead"].split())


def _rule(entry: dict[str, Any]) -> Rule:
    entry["pattern"] = rf"(?:{expanded(entry['pattern'])})(?!\w)"
    if "before" in entry:
        entry["before"] = re.compile(f"(?:{expanded(entry['before'])})$")
    return Rule(**{**entry, **{key: tuple(entry[key]) for key in ("examples", "counterexamples")}})


def _blank(found: re.Match[str]) -> str:
    """A space as any single blank; in a class, a line end beside it. What looks back stays as it is."""
    if found[0] == " ":
        return r"(?:[ \n] ?)"
    return found[0].replace(" ", r" \n") if found[0][0] == "[" else found[0]


def _written_out(pattern: str) -> str:
    return _CALL.sub(lambda call: _piece(call[2], named=not call[1]), pattern)


@cache
def _piece(name: str, *, named: bool) -> str:
    parts = resources.rules("dates")["parts"]
    if name in parts:
        return _written_out(parts[name])
    table = "|".join(sorted(map(re.escape, words(name)), key=len, reverse=True)).replace(r"\ ", " ")
    return rf"(?P<{name}>{table})(?!\w)" if named else rf"(?:{table})(?!\w)"
