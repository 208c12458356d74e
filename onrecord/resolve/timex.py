"""Where a text speaks of time: the expressions that the rules of `rules/dates.toml` know, not yet given a value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from onrecord import resources
from onrecord.lines import flat
from onrecord.records import Span, TimeType

# A rule sees so much of what stands before an expression.
BEFORE = 48
_TOKEN = re.compile(r"[^\W_]+")
_SPACE = re.compile(r"\\.|\(\?<[=!][^)]*\)|\[(?:\\.|[^\]\\])*\]| ")
_GROUP = re.compile(r"\(\?P<(\w+)>")
_CALL = re.compile(r"\{(any )?([a-z][a-z0-9]*)\}")
# Between the words of one expression stands no more than this: a blank, a line end, a comma, a hyphen.
_JOINT = re.compile(r"[ \n]{1,2}|[,.]? ?[('’‘“\"]?|\.?[ \n]|[-–/:.']| [-–] |, \(|\) ")
# These are names of days and months even where a text has them in small letters.
_UNMISTAKABLE = frozenset(
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "april",
        "june",
        "july",
        "september",
        "october",
        "november",
        "december",
    ]
)
_NAMES = ("weekday", "dow", "month", "mon", "holiday", "weekdays")


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
    """Words that speak of time, the rule that found them, and what the groups of the rule hold, in lower case."""

    span: Span
    rule: Rule
    parts: Mapping[str, str] = field(default_factory=dict)


class Page:
    """A text as the rules meet it: in lower case, with plain marks, every character in its place."""

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

    def _at(self, at: int, start: int, end: int) -> Expression | None:
        m = _any_rule().match(self.low, at, end)
        if m is None or m.lastindex is None:
            return None
        for rule in rules()[m.lastindex - 1 :]:
            found = rule.compiled.match(self.low, at, end)
            if found and (parts := self._parts(rule, found, start)) is not None:
                return Expression(Span(at, found.end()), rule, parts)
        return None

    def _parts(self, rule: Rule, found: re.Match[str], start: int) -> dict[str, str] | None:
        """What the groups hold; None where what stands before does not fit, or a name is no name."""
        parts = _groups(found)
        if not self._are_names(found):
            return None
        if rule.before is None:
            return parts
        before = rule.before.search(self.low[max(start, found.start() - BEFORE) : found.start()])
        return {**_groups(before), **parts} if before else None

    def _are_names(self, found: re.Match[str]) -> bool:
        for group, words in found.groupdict().items():
            name = group.partition("__")[0]
            if words is None or words in _UNMISTAKABLE:
                continue
            capital = self.text[found.start(group)].isupper()
            if name in _NAMES and not capital:
                return False
            if name == "every" and capital and self.text[found.end() + 1 : found.end() + 2].isupper():
                return False
            if name == "season" and capital and found.start() == found.start(group) and " " not in found[0]:
                return False
        return True


def _lowered(text: str) -> str:
    marks = flat(text)
    lines = (
        "".join("\n" if a == "\n" else b for a, b in zip(text, marks, strict=True)) if "\n" in text else marks
    )
    low = lines.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in lines)


def _runs(text: str, start: int, end: int) -> Iterator[list[int]]:
    """The beginnings of the words of each row of words that can all be in an expression of time."""
    lead, hearts = _lead(), _hearts()
    run: list[int] = []
    heart = False
    last = start
    for token in _TOKEN.finditer(text, start, end):
        word = token[0]
        key = word in hearts or word[0].isdigit()
        if key or word in lead:
            if run and not _JOINT.fullmatch(text, last, token.start()):
                if heart:
                    yield run
                run, heart = [], False
            run.append(token.start())
            heart = heart or key
        elif run:
            if heart:
                yield run
            run, heart = [], False
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


@cache
def _any_rule() -> re.Pattern[str]:
    return re.compile("|".join("(" + _GROUP.sub("(?:", rule.pattern) + ")" for rule in rules()))


@cache
def _hearts() -> frozenset[str]:
    tables = resources.rules("dates")["words"]
    return frozenset(w for name in tables for words in tables[name] for w in _TOKEN.findall(words))


@cache
def _lead() -> frozenset[str]:
    return frozenset(resources.rules("dates")["lead"].split())


def _rule(entry: dict[str, Any]) -> Rule:
    before = entry.pop("before", None)
    tried: dict[str, Any] = {key: tuple(entry.pop(key)) for key in ("examples", "counterexamples")}
    pattern = rf"(?:{expanded(entry.pop('pattern'))})(?!\w)"
    return Rule(
        pattern=pattern, before=re.compile(f"(?:{expanded(before)})$") if before else None, **entry, **tried
    )


def expanded(pattern: str) -> str:
    """A pattern with its pieces written out, a number at each name of a group, and any blank for a space."""
    spaced = _SPACE.sub(_blank, _written_out(pattern))
    count = iter(range(10_000))
    return _GROUP.sub(lambda group: f"(?P<{group[1]}__{next(count)}>", spaced)


def _blank(found: re.Match[str]) -> str:
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
