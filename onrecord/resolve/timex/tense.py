"""Whether a clause speaks of what is past or of what is coming, by its verbs.

The cues are data, in `rules/dates.toml`. The nearest verb decides and not the sentence: in "The talks, which opened on
Sunday, will go on until Friday" Sunday is past and Friday is coming.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from onrecord import resources
from onrecord.records import Span
from onrecord.resolve.timex.expressions import expanded

# A verb further off than so many characters is another clause's.
REACH = 300

Tense = Literal["past", "coming"]

_CLAUSE = re.compile(r"[,;:()\"“”]| [-–] |--|—")
# Between a verb and the expression that belongs to it: "met | late on | Friday", "will be signed | in Baku in | March".
_CLOSE = re.compile(
    r"\W*(?:(?:on|in|at|by|for|from|until|till|the|early|late|only|here|there|again)\W+){0,3}"
)
_SUBORDINATE = re.compile(r"\b(?:that|whether|if|which|who|whose)\b")
_LIMIT = re.compile(
    r"\b(?:(?P<by>by|no later than)|(?P<until>until|till|ahead of|in time for)|(?P<since>since))\s+(?:the\s+)?$"
)

# A headline has the present for the past; but what begins "from Monday" is coming.
_HEADLINE_LIMIT = re.compile(
    r"\b(?:(?P<by>by|no later than|from|starting)|(?P<until>until|till|ahead of|in time for)|(?P<since>since))"
    r"\s+(?:the\s+)?$"
)
# After these a verb in the past is of what may come, if the sentence has one of the others: "would cancel if it slipped".
_IF = re.compile(
    r"\b(?:if|unless|provided(?: that)?|providing|as long as|so long as|on condition that)\b[^;.:!?()]*$"
)
_MAY = re.compile(r"\b(?:would|could|might|will|can|shall|won't|wouldn't)\b|\w'(?:ll|d)\b")
_ASKED = re.compile(
    r"\b(?:ask|wonder|know|knew|see|question|doubt|say|tell|told|unclear|clear)\w*(?: \w+)? $"
)
_BE = re.compile(r"\b(?:is|are|be|gets?|isn't|aren't)(?: \w+ly| not)? $")

# What an expression that says when something happens, and is no part of a noun, stands after.
_ADVERBIAL = re.compile(
    r"\b(?:on|in|at|by|from|until|till|during|since|over|late|early)\s+(?:the\s+)?$|^\W*$"
)
_OPENS = re.compile(
    r"\W*(?:(?:and|but|so|then|later|earlier)\W+)?(?:(?:on|in|at|by|from|late|early|during)\W+)?(?:the\W+)?"
)
_OWNS = re.compile(r"['’]s? ")
_SUBJECT = re.compile(r"['’]s?(?: [\w-]+){1,4} ")


# Someone speaks on the day that stands after these words, or before them.
_SPEAKS = (
    r"(?:said|told|says|tells|wrote|writes|spoke|speaking|added|replied|interview|interviewed|statement)"
)
_SPOKEN_BEFORE = re.compile(rf"\b{_SPEAKS}\b[^,;:.!?()\"“”‘]*$")
_SPOKEN_AFTER = re.compile(rf"[^,;:.!?()\"“”‘]{{0,40}}?\b{_SPEAKS}\b")
_SPOKEN_REACH = 60


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb, and whether what it tells is past or coming."""

    span: Span
    says: Tense


@dataclass(frozen=True, slots=True)
class Reading:
    """The tense of a clause and the words that tell it; None where none do. It is ``sure`` where the verb stands beside
    the expression, or after it; a verb further back may be that of another clause.
    """

    says: Tense | None = None
    words: str = ""
    sure: bool = False


def tense(text: str, low: str, sentence: Span, at: Span, *, headline: bool) -> Reading:
    """Return the tense of the clause around an expression.

    ``low`` is the text in lower case. What stands before decides first: "since", "until". Verbs of the same clause
    come before those of the sentence, and those before the expression before those after it, unless it is part of
    the subject ("said the vote on Monday would …").
    """
    window = Span(max(sentence.start, at.start - REACH), min(sentence.end, at.end + REACH))
    cues = list(_cues(text, low, window, at, headline=headline))
    limit = (_HEADLINE_LIMIT if headline else _LIMIT).search(
        low, max(sentence.start, at.start - 24), at.start
    )
    if _OWNS.match(low, at.end):
        return _of_what_it_owns(text, low, cues, at, limit)
    if limit and limit["since"]:
        return Reading("past", "since", True)
    clause = _clause(low, window, at)
    opens = _OPENS.fullmatch(low, window.start, at.start) is not None
    for place, sure in (
        (clause, opens or _ADVERBIAL.search(low, clause.start, at.start) is not None),
        (window, opens),
    ):
        inside = [c for c in cues if place.start <= c.span.start < place.end]
        found = _nearest(text, low, inside, at, sure)
        # "given them until Friday" is coming; "stayed until Friday" is past.
        if found.says and not (limit and found.says == "past" and limit["until"] and not found.sure):
            return found
    return Reading("coming", limit[0].strip(), True) if limit else Reading()


def spoken(low: str, at: Span) -> bool:
    """Whether a day is the one on which someone speaks.

    >>> low = "he said in an interview on friday that they met on monday, and left"
    >>> [spoken(low, Span(m.start(), m.end())) for m in re.finditer("friday|monday", low)]
    [True, False]
    """
    before = _SPOKEN_BEFORE.search(low, max(0, at.start - _SPOKEN_REACH), at.start)
    return (before is not None and " that " not in before[0]) or _SPOKEN_AFTER.match(low, at.end) is not None


def _nearest(text: str, low: str, cues: Sequence[Cue], at: Span, after_is_sure: bool) -> Reading:
    before = next((c for c in reversed(cues) if c.span.start < at.start), None)
    after = next((c for c in cues if c.span.start >= at.end), None)
    if before is None or after is None:
        return _read(text, low, before or after, at, after_is_sure)
    between, subject = low[before.span.end : at.start], low[at.end : after.span.start]
    part_of_subject = _SUBORDINATE.search(between) or not subject.strip()
    return _read(
        text, low, after if part_of_subject and not _CLOSE.fullmatch(between) else before, at, after_is_sure
    )


def _read(text: str, low: str, cue: Cue | None, at: Span, after_is_sure: bool) -> Reading:
    if cue is None:
        return Reading()
    if cue.span.start >= at.end:
        return Reading(cue.says, cue.span.of(text), after_is_sure)
    return Reading(cue.says, cue.span.of(text), _CLOSE.fullmatch(low, cue.span.end, at.start) is not None)


def _of_what_it_owns(
    text: str, low: str, cues: Sequence[Cue], at: Span, limit: re.Match[str] | None
) -> Reading:
    """ "Monday's vote will …" is coming; what is owned is else past, whatever the verb says of it."""
    for cue in cues:
        if cue.span.start >= at.end and _SUBJECT.fullmatch(low, at.end, cue.span.start):
            return Reading(cue.says, cue.span.of(text), True)
    return Reading("coming", limit[0].strip()) if limit and not limit["by"] else Reading("past", "’s")


def _clause(low: str, window: Span, at: Span) -> Span:
    start = max((m.end() for m in _CLAUSE.finditer(low, window.start, at.start)), default=window.start)
    end = _CLAUSE.search(low, at.end, window.end)
    return Span(start, end.start() if end else window.end)


def _cues(text: str, low: str, window: Span, at: Span, *, headline: bool) -> Iterator[Cue]:
    rules = resources.rules("dates")["tense"]
    for m in _any_cue().finditer(low, window.start, window.end):
        rule = rules[(m.lastindex or 1) - 1]
        elsewhere = rule.get("where") == ("body" if headline else "headline")
        # A capital within a sentence is of a name: "Will Orbe", "May", "Ford".
        inner = m.start() > window.start + 1 and text[m.start()].isupper() and not headline
        named = inner and not low.startswith("i'", m.start())
        if not elsewhere and not named and not at.start <= m.start() < at.end:
            end = min(m.end(), at.start) if m.start() < at.start else m.end()
            yield Cue(Span(m.start(), end), "coming" if _may_come(low, window, m.start()) else rule["says"])


def _may_come(low: str, window: Span, verb: int) -> bool:
    """Whether a verb is of a condition that may yet be met: "would resume if they signed", "if it is done by"."""
    condition = _IF.search(low, window.start, verb)
    if condition is None or _ASKED.search(low, window.start, condition.start()):
        return False
    return bool(_BE.search(low, window.start, verb) or _MAY.search(low, window.start, window.end))


@cache
def _any_cue() -> re.Pattern[str]:
    patterns = (expanded(rule["pattern"]) for rule in resources.rules("dates")["tense"])
    return re.compile(r"(?<!\w)(?:" + "|".join(f"({p})" for p in patterns) + r")(?!\w)")
