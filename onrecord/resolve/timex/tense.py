"""Whether a clause speaks of what is past or of what is coming, by its verbs.

The cues are data, in `rules/dates.toml`. The nearest verb decides and not the sentence: in "The hearing,
which began on Sunday, will go on until Friday" Sunday is past and Friday is coming.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from onrecord import resources
from onrecord.records import Span
from onrecord.resolve.timex.expressions import expanded

# A verb further off than so many characters is another clause's.
REACH = 300

Tense = Literal["past", "coming"]

_CLAUSE = re.compile(r"[,;:()\"“”]| [-–] |--|—")
# Between a verb and the expression that belongs to it: "met | late on | Friday", "to sign | in | May".
_CLOSE = re.compile(
    r"\W*(?:(?:on|in|at|by|for|from|until|till|the|before|just|early|late|only|here|there|again|out|up|off|down|back)"
    r"\W+){0,3}"
)
_SUBORDINATE = re.compile(r"\b(?:that|whether|if|which|who|whose)\b")
_LIMIT = re.compile(
    r"\b(?:(?P<by>by|no later than)|(?P<until>until|till|ahead of|in time for)|(?P<since>since))"
    r"\s+(?:the\s+)?$"
)
# "has called a debate for Monday"
_WEEKDAY = re.compile(r"\w*?day")
# A headline has the present for the past; but what begins "from Monday" is coming.
_HEADLINE_LIMIT = re.compile(_LIMIT.pattern.replace("by|", "by|from|starting|", 1))

# What an expression that says when something happens, and is no part of a noun, stands after.
_ADVERBIAL = re.compile(
    r"\b(?:on|in|at|by|from|until|till|during|since|over|late|early)\s+(?:the\s+)?$|^\W*$"
)
_OPENS = re.compile(
    r"\W*(?:(?P<joins>and|but|so|then|later|earlier)\W+)?"
    r"(?:(?:on|in|at|by|from|until|till|late|early|during)\W+)?(?:the\W+)?"
)
# "Crews call off Monday strike", but "in Monday talks".
_TO_COME = re.compile(r" (?:strikes?|walkouts?|stoppages?|deadline|talks|summit|march|rally)\b")
_OVER = re.compile(r"\b(?:in|after|at|during|following|from|since|over) $")
_BEFORE = re.compile(r"\bbefore (?:the )?$")
_DETERMINED = re.compile(r"\b(?:the|an?|its|his|her|their|our|this|that) $")
_NOUN = re.compile(
    r"[ -](?!(?:and|or|to|in|on|at|for|of|from|by|with|when|as|that|was|is|were|are|had|has|will|would|but"
    r"|after|before)\b)[a-z]"
)
_OWNS = re.compile(r"['’]s? ")
_SUBJECT = re.compile(
    r"['’]s?(?: (?!(?:after|before|when|as|over|because|if|while|until|and|but|that|which|who)\b)[\w-]+)"
    r"{1,4} "
)
# "a recommendation Friday that they should sign": what was said is past, whatever it says.
_THAT = re.compile(r"\s+that\b")
_IN = (" in ", " by ", " from ", " until ", " since ", " before ", " after ")
# A verb after these is that of a relative clause: "the group he | founded", "the minister who | resigned".
_RELATIVE = re.compile(
    r"\b(?:who|which|whom)(?: had| has| have)? $"
    r"|\b(?!(?:and|but|or|so|then|when|as|if|because|while|after|before|that|said|says)\b)[a-z]{3,}"
    r" (?:he|she|they|we|i|it) $"
)

# After these a verb in the past is of what may yet be, if one of the others is near: "may stop if they paid".
_IF_WORD = re.compile(r"\b(?:if|unless|provid|as long as|condition)")
_IF = re.compile(
    r"\b(?:if|unless|provided(?: that)?|providing|as long as|so long as|on condition that)\b[^;.:!?()]*$"
)
_MAY = re.compile(
    r"\b(?:would|could|might|will|can|shall|won't|wouldn't)\b|\w'(?:ll|d)\b"
    r"|\b(?:threaten|promis|vow|pledg|offer|agree|undert|swor|swear)\w* (?:not )?to\b"
)
_ASKED = re.compile(
    r"\b(?:ask|wonder|know|knew|see|question|doubt|say|tell|told|unclear|clear)\w*(?: \w+)? $"
)
_BE = re.compile(r"\b(?:is|are|be|gets?|isn't|aren't)(?: \w+ly| not)? $")

# Someone speaks on the day that stands after these words, or before them.
_SPEAKS = (
    r"(?:said|told|says|tells|wrote|writes|spoke|speaking|added|replied|interview|interviewed|statement"
    r"|announced|warned|promised|vowed|pledged|insisted|declared|confirmed|predicted)"
)
_SPOKEN_BEFORE = re.compile(rf"\b{_SPEAKS}\b[^,;:.!?()\"“”‘]*$")
_SPOKEN_AFTER = re.compile(rf"[^,;:.!?()\"“”‘]{{0,40}}?\b{_SPEAKS}\b")
_SPOKEN_REACH = 60


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb, and whether what it tells is past or coming; and what that is of an expression before it.

    "agreed to meet on Monday" is coming, "on Monday agreed to meet" is past. A ``weak`` one decides where
    no other does.
    """

    span: Span
    says: Tense
    of_before: Tense
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """The tense of a clause and the words that tell it; None where none do. It is ``sure`` where the verb
    stands beside the expression, or after it; a verb further back may be that of another clause.
    """

    says: Tense | None = None
    words: str = ""
    sure: bool = False


def tense(text: str, low: str, sentence: Span, at: Span, *, headline: bool) -> Reading:
    """Return the tense of the clause around an expression.

    ``low`` is the text in lower case. What stands before decides first: "since", "until". Verbs of the same
    clause come before those of the sentence, and those before the expression before those after it, unless
    it is part of the subject ("said the vote on Monday would …").
    """
    window = Span(max(sentence.start, at.start - REACH), min(sentence.end, at.end + REACH))
    return _Around(text, low, window, at, headline).reading()


def spoken(low: str, at: Span) -> bool:
    """Whether a day is the one on which someone speaks.

    >>> low = "he said in an interview on friday that they met on monday, and left"
    >>> [spoken(low, Span(m.start(), m.end())) for m in re.finditer("friday|monday", low)]
    [True, False]
    """
    before = _SPOKEN_BEFORE.search(low, max(0, at.start - _SPOKEN_REACH), at.start)
    return (before is not None and " that " not in before[0]) or _SPOKEN_AFTER.match(low, at.end) is not None


def describes(low: str, at: Span) -> bool:
    """Whether it stands before what it tells the time of: "the 23 June vote", "an April deadline"."""
    return bool(_DETERMINED.search(low, max(0, at.start - 12), at.start) and _NOUN.match(low, at.end))


def owns_scheduled(low: str, at: Span) -> bool:
    """Whether to a day belongs what has its date long before: a vote, talks, a match."""
    return _scheduled().match(low, at.end) is not None


@dataclass(frozen=True, slots=True)
class _Around:
    """An expression, and the part of its sentence that can tell its tense."""

    text: str
    low: str
    window: Span
    at: Span
    headline: bool

    def reading(self) -> Reading:
        low, at = self.low, self.at
        every = list(self.cues())
        cues = [c for c in every if not c.weak] or every
        limits = _HEADLINE_LIMIT if self.headline else _LIMIT
        limit = limits.search(low, max(self.window.start, at.start - 24), at.start)
        if _OWNS.match(low, at.end):
            return self.of_what_it_owns(cues, limit)
        if low.endswith(" for ", 0, at.start) and _WEEKDAY.fullmatch(low, at.start, at.end):
            return Reading("coming", "for", True)
        if limit and limit["since"]:
            return Reading("past", "since", True)
        if (
            self.headline
            and _TO_COME.match(low, at.end)
            and not _OVER.search(low, self.window.start, at.start)
        ):
            return Reading("coming", "what has its date before", True)
        clause = self.clause()
        opens = _OPENS.fullmatch(low, self.window.start, at.start) is not None
        for place, sure in (
            (clause, opens or _ADVERBIAL.search(low, clause.start, at.start) is not None),
            (self.window, opens),
        ):
            inside = [c for c in cues if place.start <= c.span.start < place.end]
            found = self.nearest(inside, sure=sure, opens=opens)
            # "given until Friday", "to have lasted until Friday" are coming; "stayed until Friday" is past.
            until = limit is not None and limit["until"] is not None
            open_ended = not found.sure or " have " in found.words.lower()
            if found.says and not (until and found.says == "past" and open_ended):
                return found
        return Reading("coming", limit[0].strip(), True) if limit else Reading()

    def clause(self) -> Span:
        low, window, at = self.low, self.window, self.at
        start = max((m.end() for m in _CLAUSE.finditer(low, window.start, at.start)), default=window.start)
        # "… to attend, but on Thursday, he said": the clause goes on after the comma.
        opens = _OPENS.fullmatch(low, start, at.start)
        goes_on = low.startswith(", ", at.end) and opens and (opens["joins"] or start == window.start)
        end = _CLAUSE.search(low, at.end + (2 if goes_on else 0), window.end)
        return Span(start, end.start() if end else window.end)

    def nearest(self, cues: Sequence[Cue], *, sure: bool, opens: bool) -> Reading:
        """The reading of the verb before the expression or, where that is part of a subject, of the next."""
        low, at = self.low, self.at
        before = next((c for c in reversed(cues) if c.span.start < at.start), None)
        after = self.main([c for c in cues if c.span.start >= at.end])
        if before is None and not opens and _THAT.match(low, at.end) and not low.endswith(_IN, 0, at.start):
            return Reading("past", "that")
        if before is None or after is None:
            return self.read(before or after, sure=sure)
        between, subject = low[before.span.end : at.start], low[at.end : after.span.start]
        part_of_subject = _SUBORDINATE.search(between) or not subject.strip()
        is_after = part_of_subject and not _CLOSE.fullmatch(between)
        return self.read(after if is_after else before, sure=sure)

    def main(self, after: Sequence[Cue]) -> Cue | None:
        """The first verb after it that is no part of a noun ("the group he founded", "a vote to be held")."""
        main = (
            c
            for c in after
            if not self.low.startswith("to be ", c.span.start)
            and not _RELATIVE.search(self.low, self.at.end, c.span.start)
        )
        return next(main, after[0] if after else None)

    def read(self, cue: Cue | None, *, sure: bool) -> Reading:
        if cue is None:
            return Reading()
        words = cue.span.of(self.text)
        if cue.span.start >= self.at.end:
            # "posted in the 23 June referendum …": what was done does not date the referendum.
            apart = cue.of_before == "past" and describes(self.low, self.at)
            return Reading(cue.of_before, words, sure and not apart)
        # "threatened to walk out in December" may tell when they threatened.
        sure = (
            cue.says == cue.of_before and _CLOSE.fullmatch(self.low, cue.span.end, self.at.start) is not None
        )
        return Reading(cue.says, words, sure)

    def of_what_it_owns(self, cues: Sequence[Cue], limit: re.Match[str] | None) -> Reading:
        """What is owned is past, but for "will attend Monday's talks" and "Monday's vote will"."""
        low, at, clause = self.low, self.at, self.clause()
        for cue in cues:
            if cue.span.start >= at.end and _SUBJECT.fullmatch(low, at.end, cue.span.start):
                return Reading(cue.of_before, cue.span.of(self.text), True)
        scheduled = owns_scheduled(low, at)
        if limit and limit["since"]:
            return Reading("past", "since", True)
        if scheduled:
            before = [c for c in cues if clause.start <= c.span.start < at.start]
            found = self.read(before[-1] if before else None, sure=False)
            if found.says and (found.sure or found.says == "coming"):
                return found
        # "until Monday's deadline" is coming, "until Monday's announcement" is past.
        if limit and limit["until"] and (scheduled or not limit["until"].startswith(("until", "till"))):
            return Reading("coming", limit[0].strip())
        if scheduled and _BEFORE.search(low, clause.start, at.start):
            return Reading("coming", "before")
        return Reading("past", "’s")

    def cues(self) -> Iterator[Cue]:
        rules = _rules(self.headline)
        has_condition = _IF_WORD.search(self.low, self.window.start, self.window.end) is not None
        for m in _any_cue(self.headline).finditer(self.low, self.window.start, self.window.end):
            rule = rules[(m.lastindex or 1) - 1]
            if self.is_name(m.start()) or self.at.start <= m.start() < self.at.end:
                continue
            end = min(m.end(), self.at.start) if m.start() < self.at.start else m.end()
            says: Tense = "coming" if has_condition and self.may_come(m.start()) else rule["says"]
            yield Cue(Span(m.start(), end), says, rule.get("of_before", says), rule.get("weak", False))

    def is_name(self, verb: int) -> bool:
        """Whether what looks like a verb has the capital of a name: "Will Orbe", "May", "Ford"."""
        within = verb > self.window.start + 1 and self.text[verb].isupper() and not self.headline
        return within and not self.low.startswith("i'", verb)

    def may_come(self, verb: int) -> bool:
        """Whether a verb is of a condition that may yet be met: "would resume if they signed"."""
        low, start = self.low, self.window.start
        condition = _IF.search(low, start, verb)
        if condition is None or _ASKED.search(low, start, condition.start()):
            return False
        return bool(_BE.search(low, start, verb) or _MAY.search(low, start, self.window.end))


@cache
def _rules(headline: bool) -> tuple[Mapping[str, Any], ...]:
    elsewhere = "body" if headline else "headline"
    return tuple(rule for rule in resources.rules("dates")["tense"] if rule.get("where") != elsewhere)


@cache
def _any_cue(headline: bool) -> re.Pattern[str]:
    patterns = (expanded(rule["pattern"]) for rule in _rules(headline))
    return re.compile(r"(?<!\w)(?:" + "|".join(f"({p})" for p in patterns) + r")(?!\w|-\w)")


@cache
def _scheduled() -> re.Pattern[str]:
    return re.compile(expanded(r"'s?(?: [\w-]+){0,3} {scheduled}"))
