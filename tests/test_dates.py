"""Expressions of time: what a careful reader would note down, as words, type and TIMEX3 value."""

from __future__ import annotations

import re

import pytest

from onrecord.records import Segment, SegmentKind, Span, Time
from onrecord.resolve.dates import times
from onrecord.resolve.timex.expressions import rules
from onrecord.resolve.timex.tense import tense
from onrecord.resources import rules as toml

# The examples in dates.toml are read as if published then.
PUBLISHED = "2026-01-30"
MARKED = re.compile(r"\[([^\]|]+)(?:\|([^\]]*))?\]")
TYPES = {"D": "DATE", "T": "TIME", "P": "DURATION", "S": "SET"}


def read(text: str, published: str | None = PUBLISHED, kind: SegmentKind = "body") -> tuple[Time, ...]:
    places = [Segment(kind, Span(m.start(), m.end())) for m in re.finditer(r"[^\n]+(?:\n[^\n]+)*", text)]
    return times(text, places, published)


def plain(marked: str) -> tuple[str, list[tuple[str, str | None]]]:
    return MARKED.sub(r"\1", marked), [(m[1], m[2]) for m in MARKED.finditer(marked)]


EXAMPLES = [(rule.name, marked) for rule in rules() for marked in rule.examples]
TRAPS = [(rule.name, words) for rule in rules() for words in rule.counterexamples]
CUES = [(cue["says"], cue.get("where"), words) for cue in toml("dates")["tense"] for words in cue["examples"]]
NO_CUES = [
    (cue["says"], cue.get("where"), words)
    for cue in toml("dates")["tense"]
    for words in cue["counterexamples"]
]


@pytest.mark.parametrize(("rule", "marked"), EXAMPLES)
def test_examples_of_rules(rule: str, marked: str) -> None:
    text, wanted = plain(marked)
    found = [(t.span.of(text), t.value) for t in read(text) if t.reason.split(";")[0] == rule]
    assert found == wanted


@pytest.mark.parametrize(("rule", "text"), TRAPS)
def test_counterexamples_of_rules(rule: str, text: str) -> None:
    assert [t for t in read(text) if t.reason.split(";")[0] == rule] == []


def said(words: str, where: str | None) -> str | None:
    text = f"It is so that {words} Friday"
    at = Span(len(text) - 6, len(text))
    return tense(text, text.lower(), Span(0, len(text)), at, headline=where == "headline").says


@pytest.mark.parametrize(("says", "where", "words"), CUES)
def test_verbs_of_the_past_and_of_the_future(says: str, where: str | None, words: str) -> None:
    assert said(words, where) == says


@pytest.mark.parametrize(("says", "where", "words"), NO_CUES)
def test_verbs_of_another_tense(says: str, where: str | None, words: str) -> None:
    assert said(words, where) != says
