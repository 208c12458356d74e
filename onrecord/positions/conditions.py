"""The clauses on which a content depends.

    content, and the words beside it in its sentence → markers → traps left out → extent → what it needs

Markers and traps are data, in `rules/conditions.toml`; where a clause ends, `extent.py` tells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from onrecord.positions.extent import UNKNOWN, Clause, clause, rest
from onrecord.positions.markers import BEHIND, Marker, is_trap, marked, pattern
from onrecord.positions.stretches import Stretch, stretches
from onrecord.positions.tokens import Token, first_verb, is_participle, is_past, lexicon, subject, tokens
from onrecord.positions.utterance import Utterance
from onrecord.records import Condition, Score, Span

# Of 150 conditions found in PolNeAR (train), read one by one, 141 were conditions of their content.
INSIDE, OUTSIDE = 0.95, 0.8

# A sentence has fewer markers than this; what has more is none, and is not looked at further.
MOST = 40

# What may stand before a clause that opens its sentence.
_OPENER = re.compile(
    r"[\s“„‘\"'«(\[–—-]*(?:(?:but|and|so|yet|then|that|because|not|or)\b,?\s*[“‘\"']?)*", re.I
)
# What parts a clause from the one before it.
_PARTING = re.compile(
    r"[;:–—“”]|,\s+(?=(?:and|but|so|because|that)\b)|\b(?:that|because|believes?|thinks?|says?|said)\b"
)
# What joins one condition to the next, or both of them to what they are of.
_JOINED = re.compile(r"(?:[,;:–—-]|\b(?:and|or|but))[\s“‘\"']*$", re.I)
_JOINT = re.compile(r",? (?:and|or|but) ")
# "on one condition: …", "on one condition – that …"
_SPELT_OUT = re.compile(r"\s*[:–—]|\s+that\b")
# "a brave if noisy evening", ", if bogus, ideas": an adjective stands on either side.
_ADJECTIVE = re.compile(r"\b(?:an?|the) [a-z’'-]+,? $")
_DESCRIBES = re.compile(r" [a-z]+,")
# "otherwise" at the head of a clause.
_BEGINS = re.compile(r"(?:^|[;:,.–—]|\b(?:and|that|because))[\s“‘\"']*$", re.I)
# "If the ice holds, he said, he will come, and | promised to stay": it holds for both.
_SHARED = re.compile(r"\band(?: (?:he|she|it|they|also|then|later))*\s*$")
_MARKS = " ,”\"’'–—-:“‘"


@dataclass(frozen=True, slots=True)
class Found:
    """A marker in a stretch, and the clause that it opens. ``leads``: before its main clause."""

    within: Stretch
    rule: Marker
    marker: Span
    clause: Clause
    leads: bool

    @property
    def words(self) -> list[Token]:
        """The words of the clause behind its marker."""
        return tokens(self.within.text, self.marker.end, self.clause.span.end)

    @property
    def before(self) -> str:
        """The words of the stretch before the marker."""
        start = max(self.within.span.start, self.marker.start - 2 * BEHIND)
        return self.within.text[start : self.marker.start]

    @property
    def main(self) -> str:
        """The words that depend on the clause: the content without it."""
        words = self.clause.span.of(self.within.text)
        return self.within.main.replace(words, " ").strip(" ,.“”\"‘’'…")

    def condition(self) -> Condition:
        """It as it is noted."""
        sure = OUTSIDE if self.within.beside else INSIDE
        place = "beside what is said" if self.within.beside else "in what is said"
        reason = f"“{self.marker.of(self.within.text)}” {place}: {self.rule.idea}"
        return Condition(self.clause.span, self.marker, self.rule.kind, Score(sure, reason))


def conditions(u: Utterance) -> tuple[Condition, ...]:
    """Return the conditions of a content in order of the text; empty where it depends on nothing."""
    found = {f.clause.span: f.condition() for stretch in stretches(u) for f in _found(stretch)}
    return tuple(found[span] for span in sorted(found))


def _found(within: Stretch) -> Iterator[Found]:
    """The conditions that stand in a stretch."""
    text, span = within.text, within.span
    every = islice(marked(text, span), MOST)
    opened = [(r, m) for r, m in every if not is_trap(text, m, within.sentence, span.end)]
    begin = inner = within.sentence if within.beside else span.start
    for n, (rule, marker) in enumerate(opened):
        following = opened[n + 1][1].start if n + 1 < len(opened) else span.end
        reach = Span(begin, _end(text, marker, following, span.end))
        found = _read(within, rule, marker, reach)
        # "if they come when we call": within a condition a time decides nothing.
        nested = marker.start < inner and "yet" in rule.needs
        if not nested and all(NEEDS[need](found) for need in rule.needs) and _fits(found):
            yield found
            begin = inner = found.clause.span.end


def _end(text: str, marker: Span, following: int, end: int) -> int:
    """How far a clause can reach: to the next marker that is joined to it, or to what that one goes with."""
    between = text[marker.end : following]
    if following == end or _JOINED.search(between):
        return following
    # "with drums if they bring plans | and with tea if they do not"
    again = text[marker.start : marker.end] == text[following : following + len(marker)]
    joints = list(_JOINT.finditer(between)) if again else []
    return marker.end + joints[-1].start() if joints else end


def _read(within: Stretch, rule: Marker, marker: Span, reach: Span) -> Found:
    """The clause of a marker."""
    text = within.text
    if rule.whole:
        end = reach.end if _SPELT_OUT.match(text, marker.end, reach.end) else marker.end
        return Found(within, rule, marker, rest(text, marker, end), False)
    before = text[max(reach.start, marker.start - 2 * BEHIND) : marker.start]
    leads = _leads(before)
    stop = text.find(f" {rule.stop} ", marker.end, reach.end) if rule.stop else -1
    end = stop if stop >= 0 else reach.end
    aside = not leads and before.endswith(", ")
    return Found(within, rule, marker, clause(text, marker, end, leads=leads, aside=aside), leads)


def _leads(before: str) -> bool:
    """Whether a clause with these words before it stands before its main clause."""
    last = _PARTING.split(before)[-1]
    opening = _OPENER.fullmatch(last) is not None
    return opening or all(t.key in lexicon("openers") for t in tokens(last, 0, len(last)))


def _fits(found: Found) -> bool:
    """Whether what stands beside a content is a condition of it and of nothing else in between."""
    within = found.within
    if not within.beside or within.tail:
        return True
    left = within.text[found.clause.span.end : within.span.end]
    if not left.strip(_MARKS):
        return bool(left.strip())
    return within.span.start == within.sentence and _SHARED.search(left) is not None


# --- what a marker needs --------------------------------------------------------------------------


def _verb(found: Found) -> bool:
    return found.clause.verb is not None and (found.leads or found.clause.verb != UNKNOWN)


def _told(found: Found) -> bool:
    """A verb, a participle ("if elected"), or enough words for a clause whose verb is in no list."""
    words, text = found.words, found.within.text
    if not words:
        return False
    described = _ADJECTIVE.search(found.before) is not None
    if described and is_participle(words[0].key):
        return len(words) == 1 or words[1].key in lexicon("prepositions")
    if found.clause.verb is not None:
        return True
    if _DESCRIBES.match(text, found.marker.end):
        return is_participle(words[0].key)
    if words[0].capital or words[0].key in lexicon("subjects") | lexicon("determiners"):
        return len(words) > 1
    return is_participle(words[0].key) or (len(words) > 2 and not described)


def _yet(found: Found) -> bool:
    will = pattern("will").search(found.within.cue)
    return will is not None or pattern("yet").search(found.main) is not None


def _holds(found: Found) -> bool:
    """No fact of the past: a verb in the present, or one in the past under "would" or an infinitive."""
    if found.clause.verb is None or not is_past(found.clause.verb):
        return True
    return (found.within.tail or not found.within.beside) and _would(found)


def _would(found: Found) -> bool:
    return pattern("would").search(found.main) is not None


def _will(found: Found) -> bool:
    return pattern("will").search(found.main) is not None


def _decides(found: Found) -> bool:
    """What is or has been done by then, or what is asked of somebody: no plain time, nothing past."""
    verb = found.clause.verb or ""
    if verb in ("was", "were", "had"):
        done = pattern("passive").search(found.clause.span.of(found.within.text)) is not None
        return done and not found.within.beside and _would(found)
    return verb in lexicon("decisive")


def _after(found: Found) -> bool:
    """A main clause stands before the marker, or a comma."""
    if found.leads or found.marker.of(found.within.text).endswith("that"):
        return True
    words = tokens(found.before, 0, len(found.before))
    if not words or words[-1].key == "," or words[0].key in ("to", "not"):
        return bool(words)
    return first_verb(words, 0) is not None


def _inverted(found: Found) -> bool:
    """A clause before its main clause, or behind one that speaks of what is to come."""
    words, text = found.words, found.within.text
    if not words or words[0].key in lexicon("adverbs"):
        return False
    known = words[0].capital or words[0].key in lexicon("subjects") | lexicon("determiners")
    if not known and len(words) > 1 and words[1].key not in lexicon("verbs"):
        return False
    if found.marker.of(text).lower() == "had":
        done = any(is_participle(word.key) or word.key == "been" for word in words)
        return done and (found.leads or pattern("would_have").search(found.before) is not None)
    sentence = text[min(found.within.sentence, found.marker.start) : found.marker.start]
    return found.leads or any(pattern("yet").search(some) for some in (found.before, sentence))


def _offered(found: Found) -> bool:
    """Something offered or asked for, and not given yet."""
    if pattern("done").search(found.main):
        return False
    return _yet(found) or pattern("promising").search(found.within.cue) is not None


def _opens(found: Found) -> bool:
    """It stands where a clause begins, and the clause speaks of what would come."""
    words = found.words
    pronoun = bool(words) and subject(words[0].key) in lexicon("subjects") | {"it", "there"}
    begins = pronoun or _BEGINS.search(found.before) is not None
    return begins and pattern("coming").search(found.clause.span.of(found.within.text)) is not None


NEEDS: dict[str, Callable[[Found], bool]] = {
    "verb": _verb,
    "told": _told,
    "yet": _yet,
    "holds": _holds,
    "would": _would,
    "will": _will,
    "decides": _decides,
    "after": _after,
    "inverted": _inverted,
    "offered": _offered,
    "opens": _opens,
}
