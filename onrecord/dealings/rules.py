"""The rules for events, compiled once: patterns of what stands before and after a trigger in its clause."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from onrecord.resources import rules

# So much of a clause is looked at before and after a trigger, in characters.
REACH = 200


@dataclass(frozen=True, slots=True)
class Around:
    """What must stand before and after a trigger: both where both are given, ``None`` for anything."""

    before: str | None
    after: str | None

    def fits(self, lead: str, trail: str) -> bool:
        """Whether a trigger with this before and after it fits.

        >>> Around("any $", None).fits("denied that any ", " took place")
        True
        """
        if self.before is not None and not compiled(self.before).search(lead[-REACH:]):
            return False
        return self.after is None or compiled(self.after).search(trail[:REACH]) is not None


@dataclass(frozen=True, slots=True)
class Rule:
    """One idea. ``raw`` is the rule as its TOML has it."""

    idea: str
    around: Around
    raw: dict[str, Any]

    def fits(self, lead: str, trail: str, type: str = "", form: str = "") -> bool:
        """Whether a trigger of a type and form fits; types and forms count where the rule names some."""
        raw = self.raw
        if (type and type not in raw.get("types", (type,))) or (
            form and form not in raw.get("forms", (form,))
        ):
            return False
        return self.around.fits(lead, trail)


@cache
def ruled(kind: str) -> tuple[Rule, ...]:
    """The rules of one kind ("firm", "status"), in the order in which they are tried."""
    return tuple(
        Rule(raw["idea"], Around(raw.get("before"), raw.get("after")), raw) for raw in rules("events")[kind]
    )


@cache
def by_word() -> dict[str, tuple[Rule, ...]]:
    """The rules for triggers by the words that they are about."""
    found: dict[str, tuple[Rule, ...]] = {}
    for rule in ruled("trigger"):
        for word in dict.fromkeys(rule.raw["words"].split()):
            found[word] = (*found.get(word, ()), rule)
    return found


def joining(name: str) -> re.Pattern[str]:
    """A pattern about mentions of an event that is known already."""
    return compiled(rules("events")["joining"][name])


@cache
def listed(name: str) -> frozenset[str]:
    """A list of words about mentions of one event."""
    return frozenset(rules("events")["joining"][name].split())


@cache
def weak(word: str) -> frozenset[str]:
    """The grounds that are too weak for a word, by their ideas."""
    found = (r["grounds"] for r in rules("events")["weak"] if word in r["words"].split())
    return frozenset(next(found, ()))


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern with the lists of words that it names, which may name others.

    Made when it is first tried: all of them take 50 ms, those for the words of one report a part of that.
    """
    for _ in range(2):
        for name, words in rules("events")["words"].items():
            pattern = pattern.replace(f"%{name}%", words)
    return re.compile(pattern)
