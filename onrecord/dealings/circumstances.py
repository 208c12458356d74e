"""When and where an event was or will be: the times and places that belong to a mention of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Generic, TypeVar

from onrecord.dealings.scene import Scene
from onrecord.dealings.triggers import Mention, dated
from onrecord.records import Place, Score, Span, Time
from onrecord.resolve.timex.calendar import first_day, stepped, unit_of

T = TypeVar("T")
What = TypeVar("What", Time, Place)

# The words between a trigger and a time or place that is its own.
_ATTACHED = re.compile(
    r"(?:[,\s]|\b(?:late|early|later|earlier|back|held|due|set|scheduled|planned|expected|on|in|at|for|from|since"
    r"|by|of|next|last|is|are|was|were|to|be|begin|start|open|will|take|took|taken|place|and|the|has|had|been"
    r"|have|both|around|about)\b)*",
    re.IGNORECASE,
)
# After such a comma another part of the sentence begins: "During that meeting, it was agreed …"
_LEFT = re.compile(
    r",\s(?!(?:which|that|held|due|set|scheduled|planned|expected|on|in|at|this|early|late)\b)"
)
_AGAIN = re.compile(r"\b(?:resumes?|continues?)\b")
# What stands between a trigger and the place at which it is aimed, by the type of event.
_IN_TOWN = r"(?:the )?(?:(?:town|city|village|port|outskirts|capital) of )?(?=[A-Z])"
# What is said in a call or at a meeting is said when it is held.
_SAID_IN = re.compile(r"\b(?:SAID|TIME),? (?:in|at|during) (?:an?|the|his|her|their|its) (?:[\w-]+ ){0,3}$")
_SET_FOR = re.compile(r"[^.;]{0,30}\b(?:planned|set|scheduled|due) for (?=[A-Z])")
_GOALS = {
    "attack": re.compile(rf"\s(?:of|on|against|at|near|in) {_IN_TOWN}"),
    "protest": re.compile(rf"\s(?:through|across|outside|around|on) {_IN_TOWN}"),
    "visit": re.compile(rf"[^.;,]{{0,40}}?\sto {_IN_TOWN}|\s{_IN_TOWN}"),
}
# A name in a few words after a preposition of place.
_NAME = r"(?P<name>[A-Z][\w’-]+(?: (?:[a-z]{1,3}-)?[A-Z][\w’-]+){0,2})(?![\w’'])"
_AT = re.compile(
    rf"\b(?:in|at|near|outside|off) (?:the )?(?:(?:town|city|village|port|bridge|pass|gates?) (?:of|at) )?"
    rf"{_NAME}"
)
_TO_FOR = re.compile(rf"\b(?:to|in|at) {_NAME}")
NEARBY = 90
_OWNS = re.compile(r"[’']s?\s(?:[\w-]+\s){0,3}")
_OPENS = re.compile(
    r"\W*(?:(?:and|but|then|late|early|earlier|later|on|in|at|since|by|for|last|only)\s)*", re.I
)


# What is surer than this belongs to one mention and no other.
OWN = 0.88
# A time that is less surely the event's says nothing of it but when it may have been.
CLOSE = 0.7
# What distance may take from how sure it is; how sure a time is that opens the sentence, or of the telling.
FAR, OPENING, CARRIED = 0.09, 0.6, 0.5
# What a heading takes from it.
HEADING = 0.3


@dataclass(frozen=True, slots=True)
class Noted(Generic[T]):
    """A time or place, and how sure it is that it is the event's."""

    what: T
    score: Score


def time_of(
    scene: Scene, mention: Mention, beside: Sequence[Mention], said: frozenset[Span]
) -> Noted[Time] | None:
    """The time of an event as one mention tells it; None where it tells none.

    ``beside`` are the mentions in the same sentence, whose own times are not this one's. ``said`` are the
    times at which somebody spoke: they are the event's only where saying is doing ("agreed on Tuesday").
    """
    times = [t for t in scene.times_in(mention.sentence) if dated(t)]
    free = [t for t in times if t.span not in said]
    found = _nearest(scene.text, mention, free) or _when(mention, free)
    if mention.heading and found:
        # The tense of a headline does not tell which Monday is meant.
        return replace(found, score=Score(found.score.value - HEADING, found.score.reason))
    telling = mention.form == "verb" or mention.type == "agreement" or _SAID_IN.search(mention.lead)
    if found is None and telling:
        found = _nearest(scene.text, mention, times)
        return Noted(found.what, Score(CARRIED, "the day on which it was told")) if found else None
    if found is None or found.score.value > OWN:
        return found
    others = (_judged(scene.text, other, found.what) for other in beside if other is not mention)
    return None if any(o and o.score.value > OWN for o in others) else found


def place_of(scene: Scene, mention: Mention) -> Noted[Place] | None:
    """The place of an event as one mention tells it; None where it tells none."""
    found = [at for at in scene.located_in(mention.sentence) if at.preposition.split()[:1] != ["from"]]
    places = [at.place for at in found]
    return (
        _nearest(scene.text, mention, places)
        or _where(scene.text, mention, places)
        or _before(scene, mention)
        or _target(scene, mention)
        or _unknown(scene, mention)
    )


def _nearest(text: str, mention: Mention, found: Sequence[What]) -> Noted[What] | None:
    judged = (_judged(text, mention, what) for what in found)
    return max((n for n in judged if n), key=lambda noted: noted.score.value, default=None)


def _judged(text: str, mention: Mention, what: What) -> Noted[What] | None:
    """How sure it is that a time or place of the sentence is that of the event."""
    at, own = what.span, mention.span
    inside = mention.clause.start <= at.start and at.end <= mention.clause.end
    if inside and at.start >= own.end:
        return Noted(what, _after(text, own.end, at.start))
    if inside and at.end <= own.start and (score := _ahead(text, at, mention)):
        return Noted(what, score)
    if at.end <= own.start and _OPENS.fullmatch(text, mention.sentence.start, at.start):
        return Noted(what, Score(OPENING, "opens its sentence"))
    return None


def _after(text: str, end: int, at: int) -> Score:
    """How sure it is that what stands after a trigger is its own; it ends and this begins at these."""
    far = min(FAR, (at - end) / 1000)
    if _ATTACHED.fullmatch(text, end, at):
        return Score(0.98 - far, "stands right after it")
    if _AGAIN.search(text, end, at):
        return Score(0.65 - far, "is when it goes on")
    if _LEFT.search(text, end, at):
        return Score(0.65 - far, "stands after it, past a comma")
    return Score(0.85 - far, "stands after it in its clause")


def _ahead(text: str, at: Span, mention: Mention) -> Score | None:
    """How sure it is that what stands before a trigger is its own; None where an aside ends between them."""
    own = mention.span
    far = min(FAR, (own.start - at.end) / 1000)
    if _OWNS.fullmatch(text, at.end, own.start):
        return Score(0.95 - far, "is what it is called by")
    opens = _OPENS.fullmatch(text, mention.clause.start, at.start)
    if "," in text[at.end : own.start] and not opens:
        return None
    return Score(0.8 - far, "stands before it in its clause")


def _when(mention: Mention, times: Sequence[Time]) -> Noted[Time] | None:
    """The time that a clause with "when" tells of: "since March 3, when gunmen raided the market"."""
    lead = mention.lead.lstrip(" ,")
    at = mention.clause.start
    time = next((t for t in times if 0 <= at - t.span.end < 4), None)
    if time is None or not lead.startswith("when "):
        return None
    return Noted(time, Score(0.85, "is when it is said to be"))


def _where(text: str, mention: Mention, places: Sequence[Place]) -> Noted[Place] | None:
    """The place that a clause with "where" tells of: "parliament in Skopje, where a vote is expected"."""
    at = mention.clause.start
    if not mention.lead.lstrip().startswith("where "):
        return None
    place = next((p for p in places if 0 <= at - p.span.end < 4), None)
    return Noted(place, Score(0.8, "is where it is said to be")) if place else None


def _target(scene: Scene, mention: Mention) -> Noted[Place] | None:
    """The place that an event is aimed at: "the shelling of the town of Homs", "set for Riga"."""
    m = _GOALS.get(mention.type, _SET_FOR).match(scene.text, mention.span.end, mention.clause.end)
    place = scene.atlas.named(Span(m.end(), mention.clause.end)) if m else None
    return Noted(place, Score(0.75, "is what it is aimed at or set for")) if place else None


def _unknown(scene: Scene, mention: Mention) -> Noted[Place] | None:
    """A place that no gazetteer has, by what it hangs on: "set for Saturday at Chakothi"."""
    own, clause = mention.span, mention.clause
    after = _AT.finditer(scene.text, own.end, min(clause.end, own.end + NEARBY))
    before = _TO_FOR.finditer(scene.text, max(clause.start, own.start - NEARBY), own.start)
    for m in (*after, *(b for b in before if own.start - b.end() < 20)):
        at = Span(*m.span("name"))
        words = scene.grammar.within(at)
        named = any(n.whole.overlaps(at) for n in scene.who.named(mention.sentence))
        timed = any(t.span.overlaps(at) for t in scene.times_in(mention.sentence))
        if words and not named and not timed and all(w.pos == "NNP" for w in words):
            place = Place(
                at.of(scene.text), None, at, reason="after a preposition of place; not in the gazetteer"
            )
            return Noted(place, Score(0.6, "stands near it where a place does"))
    return None


def _before(scene: Scene, mention: Mention) -> Noted[Place] | None:
    """The place that an event is called by: "Tirana summit"."""
    start = max(mention.sentence.start, mention.span.start - 40)
    m = re.search(r"(\w[\w’-]+) $", scene.text[start : mention.span.start])
    if m is None or not m[1][0].isupper() or mention.type not in ("talks", "meeting"):
        return None
    at = start + m.start(1)
    place = scene.atlas.named(Span(at, at + len(m[1])))
    return Noted(place, Score(0.7, "is what it is called by")) if place and place.latitude else None


def surest(noted: Iterable[Noted[T] | None]) -> Noted[T] | None:
    """The surest of several, the first of those; None where there is none."""
    return max((n for n in noted if n), key=lambda n: n.score.value, default=None)


def days(value: str) -> tuple[date, date] | None:
    """The first and the last day of a value of time; None where it has none.

    >>> days("2026-W04-WE")
    (datetime.date(2026, 1, 24), datetime.date(2026, 1, 25))
    """
    first, unit = first_day(value), unit_of(value)
    if first is None or unit is None:
        return None
    last = first + timedelta(1) if unit == "weekend" else stepped(first, 1, unit)
    if last is None:
        return None
    return first, last if unit == "weekend" else last - timedelta(1)


def within_reach(mine: str, theirs: str) -> bool:
    """Whether two values of time can be of one event: one lies within the other.

    >>> within_reach("2026-01-29TEV", "2026-01-29"), within_reach("2026-01-29", "2026-02-01")
    (True, False)
    """
    a, b = days(mine), days(theirs)
    if a is None or b is None:
        return mine == theirs
    return (a[0] <= b[0] and b[1] <= a[1]) or (b[0] <= a[0] and a[1] <= b[1])
