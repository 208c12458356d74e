"""Whether a clause speaks of what is past or of what is coming, by its verbs.

The cues are data, in `rules/dates.toml`. The nearest verb decides and not the sentence: in "The talks, which opened on
Sunday, will go on until Friday" Sunday is past and Friday is coming.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from onrecord import resources
from onrecord.records import Span

Tense = Literal["past", "coming"]

_CLAUSE = re.compile(r"[,;:()\"“”]| [-–] |--|—")
# Between a verb and the expression that belongs to it: "met | late on | Friday", "will be signed | in Baku in | March".
_CLOSE = re.compile(r"\W*(?:(?:on|in|at|by|from|until|till|the|early|late|only|here|there|again)\W+){0,3}")
_SUBORDINATE = re.compile(r"\b(?:that|whether|if|which|who|whose)\b")
_LIMIT = re.compile(r"\b(?:by|until|till|no later than)\s+$")

_OWNS = re.compile(r"['’]s? ")
_SUBJECT = re.compile(r"['’]s?(?: [\w-]+){1,4} ")
_AHEAD = re.compile(r"\b(?:ahead of|until|in time for|run-up to)\s+$")


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb, and whether what it tells is past or coming."""

    span: Span
    says: Tense


def tense(text: str, low: str, sentence: Span, at: Span, *, headline: bool) -> tuple[Tense | None, str]:
    """Return the tense of the clause around an expression and the verb that tells it; None where none does.

    ``low`` is the text in lower case. Verbs of the same clause come before those of the sentence, and those before the
    expression before those after it, unless it is part of the subject ("said the vote on Monday would …").
    """
    cues = _cues(text, low, sentence, headline)
    if _OWNS.match(low, at.end):
        return _of_what_it_owns(text, low, cues, at)
    clause = _clause(low, sentence, at)
    limit = _LIMIT.search(low, max(sentence.start, at.start - 20), at.start)
    for place in (clause, sentence):
        before = [c for c in cues if place.start <= c.span.start and c.span.end <= at.start]
        after = [c for c in cues if at.end <= c.span.start and c.span.end <= place.end]
        chosen = _nearest(low, before, after, at)
        late = limit and limit[0].startswith("until") and chosen and chosen.span.end < limit.start() - 1
        if chosen and not (late and chosen.says == "past"):
            return chosen.says, chosen.span.of(text)
    return ("coming", limit[0].strip()) if limit else (None, "")


def _nearest(low: str, before: Sequence[Cue], after: Sequence[Cue], at: Span) -> Cue | None:
    if not before or not after:
        return before[-1] if before else after[0] if after else None
    between = low[before[-1].span.end : at.start]
    if _CLOSE.fullmatch(between):
        return before[-1]
    subject = low[at.end : after[0].span.start]
    if _SUBORDINATE.search(between) or not subject.strip(" '’s"):
        return after[0]
    return before[-1]


def _of_what_it_owns(text: str, low: str, cues: Sequence[Cue], at: Span) -> tuple[Tense | None, str]:
    """ "Monday's vote will …" is coming; "ahead of Friday's ruling" is the ruling's own time: past, if nothing else."""
    for cue in cues:
        if cue.span.start >= at.end and _SUBJECT.fullmatch(low, at.end, cue.span.start):
            return cue.says, cue.span.of(text)
    ahead = _AHEAD.search(low, max(0, at.start - 20), at.start)
    return ("coming", ahead[0].strip()) if ahead else ("past", "’s")


def _clause(low: str, sentence: Span, at: Span) -> Span:
    start = max((m.end() for m in _CLAUSE.finditer(low, sentence.start, at.start)), default=sentence.start)
    end = _CLAUSE.search(low, at.end, sentence.end)
    return Span(start, end.start() if end else sentence.end)


def _cues(text: str, low: str, sentence: Span, headline: bool) -> list[Cue]:
    rules = resources.rules("dates")["tense"]
    found = []
    for m in _any_cue().finditer(low, sentence.start, sentence.end):
        rule = rules[(m.lastindex or 1) - 1]
        if headline and rule.get("where") == "body":
            continue
        # A capital within a sentence is of a name: "Will Orbe", "May", "Ford".
        if m.start() > sentence.start + 1 and text[m.start()].isupper() and not headline:
            continue
        found.append(Cue(Span(*m.span()), rule["says"]))
    return found


@cache
def _any_cue() -> re.Pattern[str]:
    patterns = (rule["pattern"] for rule in resources.rules("dates")["tense"])
    return re.compile(r"(?<!\w)(?:" + "|".join(f"({p})" for p in patterns) + r")(?!\w)")
