"""The words that open a condition, and the traps in which they open none.

Both are data, in `rules/conditions.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from onrecord.records import ConditionKind, Span
from onrecord.resources import rules

# So far before and behind a marker, in characters, the words are looked at that make it none.
BEHIND, AHEAD = 160, 400


@dataclass(frozen=True, slots=True)
class Marker:
    """What opens a condition. ``needs`` name what else must be so; ``stop`` is a word before which it ends,
    and ``whole`` tells that it runs on across a colon."""

    kind: ConditionKind
    needs: frozenset[str]
    whole: bool
    stop: str
    idea: str


@dataclass(frozen=True, slots=True)
class Trap:
    """What makes a marker none: which marker, and what stands before or after it."""

    marker: re.Pattern[str]
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None

    def catches(self, words: str, before: str, after: str) -> bool:
        return bool(
            self.marker.fullmatch(words)
            and (self.before is None or self.before.search(before))
            and (self.after is None or self.after.search(after))
        )


def marked(text: str, span: Span) -> Iterator[tuple[Marker, Span]]:
    """Every marker that stands in a stretch, with its rule, whether or not it opens a condition."""
    every = markers()
    for m in _any_marker().finditer(text, span.start, span.end):
        yield every[(m.lastindex or 1) - 1], Span(*m.span())


def is_trap(text: str, marker: Span, sentence: int, end: int) -> bool:
    """Whether a marker in a sentence is none, by the words before and after it."""
    before = text[max(sentence, marker.start - BEHIND) : marker.start]
    after = text[marker.end : min(end, marker.end + AHEAD)]
    return any(trap.catches(marker.of(text), before, after) for trap in traps())


@cache
def markers() -> tuple[Marker, ...]:
    """The rules for markers, in the order in which they are tried."""
    return tuple(
        Marker(r["kind"], frozenset(r["needs"]), r.get("whole", False), r.get("stop", ""), r["idea"])
        for r in rules("conditions")["marker"]
    )


@cache
def traps() -> tuple[Trap, ...]:
    """The rules for traps."""

    def side(rule: dict[str, str], name: str) -> re.Pattern[str] | None:
        return re.compile(rule[name], re.IGNORECASE) if name in rule else None

    return tuple(
        Trap(re.compile(rule["marker"], re.IGNORECASE), side(rule, "before"), side(rule, "after"))
        for rule in rules("conditions")["trap"]
    )


@cache
def pattern(name: str) -> re.Pattern[str]:
    """One of the patterns by which a clause and its main clause are judged."""
    return re.compile(rules("conditions")[name]["pattern"], re.IGNORECASE)


@cache
def _any_marker() -> re.Pattern[str]:
    patterns = (f"({rule['pattern']})" for rule in rules("conditions")["marker"])
    return re.compile(rf"(?<![\w-])(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)
