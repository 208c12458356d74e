"""When and where each statement was made: of the times and places near a cue, those of the saying itself.

    sentence of the cue → stretches around cue and source → rules → carried on through the paragraph

What decides is the wording between the cue and the time or place; the rules are in `rules/occasion.toml`.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from onrecord.mend import words as _words
from onrecord.records import Attribution, Place, Score, Segment, Span, Time
from onrecord.resolve.clauses import FARTHEST, Anchor, Clauses, Standing, Stretch
from onrecord.resolve.knowledge import Knowledge, noun
from onrecord.resolve.names import key
from onrecord.resources import rules

# How sure it is that an occasion goes on, of how sure it is where it was told.
CARRIED = 0.9
GOES_ON = "the occasion goes on; "
# So many occasions are remembered for "at the same briefing".
REMEMBERED = 20
# The name of a place that sets a scene stands among so many characters at the head of its sentence.
HEAD = 40
# And a time that begins a sentence among so many: "Early on ".
OPENING = 12

_CAPITALISED = re.compile(r"\b[^\W\d_a-z][\w’'-]*\w")
_ARTICLE = re.compile(r"(?:The|This|A|An) ")
# A time of day, a day or a week.
_FINE = re.compile(r"\d{4}-(?:\d\d-\d\d|W)")

Field = Literal["said", "place"]


@dataclass(frozen=True, slots=True)
class Occasion:
    """When and where something was said; ``reasons`` tell of "said" and "place" why, or why none is noted."""

    said: Time | None
    place: Place | None
    reasons: tuple[tuple[str, Score], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """What the wording before a time or place, and after it, says of it. An empty ``sides`` is any side."""

    sides: frozenset[str]
    lead: re.Pattern[str]
    trail: re.Pattern[str] | None
    coarse: bool | None
    score: Score

    def fits(self, side: str, lead: str, trail: str, *, coarse: bool) -> bool:
        placed = (not self.sides or side in self.sides) and self.coarse in (None, coarse)
        return bool(placed and self.lead.search(lead) and (self.trail is None or self.trail.search(trail)))


@dataclass(frozen=True, slots=True)
class Noted:
    """A time or place and how sure it is that the statement was made then or there; 0: it was not."""

    what: Time | Place | None
    score: Score
    far: int = 0

    def carried(self) -> Noted:
        """The same for a statement that goes on with the occasion."""
        if self.score.reason.startswith(GOES_ON):
            return self
        return Noted(self.what, Score(round(self.score.value * CARRIED, 2), GOES_ON + self.score.reason))


NOTHING = Noted(None, Score(0.0, "none stands with the words of saying"))


@dataclass(frozen=True, slots=True)
class Told:
    """An occasion as a sentence tells it, with which the next statement of the paragraph may go on.

    ``who`` are the words for who spoke or was there, ``wording`` is all but what was said, ``days`` are the
    values of all its times, and ``scene`` tells that whoever speaks next speaks there.
    """

    who: str
    said: Noted
    place: Noted
    wording: str
    sentence: Span
    days: frozenset[str | None] = frozenset()
    cue: str = ""
    speaker: str | None = None
    scene: bool = False


def occasions(
    text: str,
    segments: Sequence[Segment],
    found: Sequence[Attribution],
    times: Sequence[Time],
    known: Knowledge,
    *,
    speakers: Sequence[str | None] = (),
) -> list[Occasion]:
    """Return when and where each statement was made, in the order of the statements.

    ``speakers`` are the ids of who speaks in each, where they are known; without them the words of the
    sources tell whether one speaker goes on.
    """
    out = [_occasion(NOTHING, NOTHING)] * len(found)
    clauses = Clauses(text, segments, found, times, known)
    for number, told in _told(clauses, speakers or [None] * len(found)):
        out[number] = _occasion(told.said, told.place)
    return out


def _occasion(said: Noted, place: Noted) -> Occasion:
    time = said.what if isinstance(said.what, Time) else None
    where = place.what if isinstance(place.what, Place) else None
    return Occasion(time, where, (("said", said.score), ("place", place.score)))


def _told(clauses: Clauses, speakers: Sequence[str | None]) -> Iterator[tuple[int, Told]]:
    """The number of each statement with its occasion, in the order of the text."""
    before: Told | None = None
    noted: deque[Told] = deque(maxlen=REMEMBERED)
    for opens, sentence, anchors in clauses.sentences():
        before = None if opens else before
        if not anchors and not clauses.is_said(sentence):
            before = _without_speech(clauses, sentence, before)
        for anchor in anchors:
            now = _own(clauses, anchor, anchors, speakers[anchor.number])
            if same := same_room(now, noted):
                now = going_on(same, now)
            elif before is not None and goes_on(before, now, clauses.found[anchor.number]):
                now = going_on(before, now)
            yield anchor.number, now
            # Speech within speech is another's, and the outer one goes on after it.
            before = before if anchor.cue and clauses.depth[anchor.at] else now
            noted += [now] if now.said.what or now.place.what else []


def _own(clauses: Clauses, anchor: Anchor, anchors: Sequence[Anchor], speaker: str | None) -> Told:
    """The occasion of a statement as its own sentence tells it."""
    text, a = clauses.text, clauses.found[anchor.number]
    limits, level = clauses.limits(anchor, anchors), clauses.depth[anchor.at]
    standing = [s for stretch in clauses.stretches(anchor, limits) for s in clauses.standing(stretch, level)]
    judged = [noted for s in standing if (noted := _judged(text, s, anchor.at))]
    among = Score(0.95, "among the words of saying")
    judged += [_noted(text, time, among, anchor.at) for time in clauses.within_cue(anchor)]
    return Told(
        who=_words(text, a.source),
        said=best(Time, judged),
        place=best(Place, judged),
        wording=clauses.wording(limits, level),
        sentence=anchor.sentence,
        days=frozenset(n.what.value for n in judged if isinstance(n.what, Time)),
        cue=_words(text, a.cue),
        speaker=speaker,
    )


def _without_speech(clauses: Clauses, sentence: Span, before: Told | None) -> Told | None:
    """The occasion after a sentence in which nobody is quoted: told by it, ended by it, or going on."""
    if len(sentence) > FARTHEST:
        return None

    def judged(stretch: Stretch) -> list[Noted]:
        standing = clauses.standing(stretch)
        return [noted for s in standing if (noted := _judged(clauses.text, s, sentence.start))]

    wording = clauses.wording(sentence)
    head = judged(Stretch("before", sentence))
    verb = first("setting", sentence.of(clauses.text))
    if verb is not None:
        head += judged(Stretch("setting", Span(sentence.start + verb.start(), sentence.end)))
    said, place = best(Time, head), best(Place, head)
    if verb is not None or first("spoken", wording):
        return Told(wording, said, place, wording, sentence, scene=verb is None)
    if place.what is not None and place.what.span.start < sentence.start + HEAD:
        scene = first("scenic", wording) is not None
        return Told(wording, NOTHING, place, wording, sentence, scene=scene)
    # "On Tuesday there was a vote. …": another day has come.
    return None if any(isinstance(n.what, Time) and n.far <= OPENING for n in head) else before


def _judged(text: str, standing: Standing, at: int) -> Noted | None:
    """What the first rule that fits says of a time or place; None where none does."""
    what = standing.what
    coarse = isinstance(what, Time) and what.value is not None and not _FINE.match(what.value)
    field: Field = "said" if isinstance(what, Time) else "place"
    score = verdict(field, standing.side, standing.lead, standing.trail, coarse=coarse)
    return _noted(text, what, score, at) if score else None


def _noted(text: str, what: Time | Place, score: Score, at: int) -> Noted:
    reason = f"“{what.span.of(text)}”: {score.reason}"
    return Noted(what, Score(score.value, reason), abs(what.span.start - at))


def best(kind: type[Time] | type[Place], judged: Iterable[Noted]) -> Noted:
    """The surest of the times or places, the nearest of those; where none belongs to the cue, why not."""
    mine = [noted for noted in judged if isinstance(noted.what, kind)]
    noted = max(mine, key=lambda n: (n.score.value, -n.far), default=NOTHING)
    return noted if noted.score.value else replace(noted, what=None)


def verdict(field: Field, side: str, lead: str, trail: str = "", *, coarse: bool = False) -> Score | None:
    """What the first rule that fits says of a time or place with these words before and after it.

    >>> verdict("said", "after", " lawmakers late on ", " that").value
    0.95
    """
    for pattern in patterns("parenthesis"):
        lead, trail = pattern.sub(",", lead), pattern.sub(",", trail)
    fitting = (rule.score for rule in ruled(field) if rule.fits(side, lead, trail, coarse=coarse))
    return next(fitting, None)


def same_room(now: Told, noted: deque[Told]) -> Told | None:
    """The latest occasion that words such as "at the same briefing" mean."""
    same = first("same", now.wording)
    return next((told for told in reversed(noted) if same and same["room"] in told.wording), None)


def goes_on(before: Told, now: Told, a: Attribution) -> bool:
    """Whether a statement goes on with the occasion before it: its speaker, its room, and no other time."""
    if first("elsewhere", now.wording) or (first("tense", now.cue) and not first("tense", before.cue)):
        return False
    if isinstance(before.said.what, Time) and now.days - {before.said.what.value}:
        return False
    rooms = [{i for i, p in enumerate(patterns("venue")) if p.search(t.wording)} for t in (before, now)]
    if all(rooms) and not rooms[0] & rooms[1]:
        return False
    return before.scene or _is_same_speaker(before, now, a)


def going_on(before: Told, now: Told) -> Told:
    """The occasion of a statement that goes on with the one before, where its own sentence tells no other."""

    def joined(own: Noted, earlier: Noted) -> Noted:
        return own if own.what or not earlier.what else earlier.carried()

    places = {t.place.what.name for t in (before, now) if isinstance(t.place.what, Place)}
    if len(places) > 1:
        return now
    return replace(
        now,
        said=joined(now.said, before.said),
        place=joined(now.place, before.place),
        who=f"{before.who} {now.who}"[-FARTHEST:],
        wording=f"{before.wording} {now.wording}"[-2 * FARTHEST :],
    )


def _is_same_speaker(before: Told, now: Told, a: Attribution) -> bool:
    """Whether the words for who speaks take up who spoke before."""
    if before.speaker is not None and now.speaker is not None:
        return before.speaker == now.speaker
    if not now.who:
        return not a.cue or before.sentence == now.sentence
    if now.who in before.who or first("taking_up", now.who):
        return True
    if first("document", now.who):
        return patterns("venue")[-1].search(before.wording) is not None
    names = _CAPITALISED.findall(_ARTICLE.sub("", now.who.split(",")[0]))
    if names:
        return key(names[-1]) in key(before.who).split()
    person = noun(now.who.split()[-1])
    return now.who.lower().startswith(("the ", "this ")) and person is not None and person.kind != "body"


def first(name: str, words: str) -> re.Match[str] | None:
    """The match of the first pattern of a kind that is found in the words."""
    return next((m for p in patterns(name) if (m := p.search(words))), None)


@cache
def patterns(name: str) -> tuple[re.Pattern[str], ...]:
    """The patterns of one kind of rule, compiled once."""
    return tuple(_compiled(rule["pattern"]) for rule in rules("occasion")[name])


@cache
def ruled(field: Field) -> tuple[Rule, ...]:
    """The rules for times or for places, in the order in which they are tried."""
    return tuple(
        Rule(
            frozenset(rule.get("sides", ())),
            _compiled(rule["lead"]),
            _compiled(rule["trail"]) if "trail" in rule else None,
            rule.get("coarse"),
            Score(float(rule["score"]), rule["idea"]),
        )
        for rule in rules("occasion")["rule"]
        if rule["of"] == field
    )


def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern with the lists of words that it names."""
    for name, words in rules("occasion")["words"].items():
        pattern = pattern.replace(f"%{name}%", words)
    return re.compile(pattern, re.IGNORECASE)
