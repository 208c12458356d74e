"""When and where each statement was made: of the times and places near a cue, those of the saying itself.

    sentence of the cue → stretches around cue and source → rules → carried on through the paragraph

What decides is the wording between the cue and the time or place; the rules are in `rules/occasion.toml`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby, pairwise
from typing import Literal

from onrecord.quotes import states
from onrecord.records import READABLE, Attribution, Place, Score, Segment, Span, Time
from onrecord.resolve.knowledge import Knowledge, noun
from onrecord.resolve.names import key
from onrecord.resolve.places import Atlas
from onrecord.resources import rules
from onrecord.sentences import sentence_at, sentences

# A stretch longer than this, in characters, is not looked at: no cue's own time stands so far away.
FARTHEST = 400
# How sure it is that an occasion goes on, of how sure it is where it was told.
CARRIED = 0.9
RELATIVE = frozenset({"who", "which", "that", "whom"})
# So many occasions are remembered for "at the same briefing".
REMEMBERED = 20
# The name of a place that sets a scene stands among so many characters at the head of its sentence.
HEAD = 40

_CAPITALISED = re.compile(r"\b[^\W\d_a-z][\w’'-]*\w")
_ARTICLE = re.compile(r"(?:The|This|A|An) ")
_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_RUN = re.compile(b"\x01+")
_HERE = re.compile(r"\bhere\b")
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
    """What the wording before a time or place, and after it, says of it. An empty ``where`` is everywhere."""

    where: frozenset[str]
    lead: re.Pattern[str]
    trail: re.Pattern[str] | None
    coarse: bool | None
    score: Score

    def fits(self, where: str, lead: str, trail: str, *, coarse: bool) -> bool:
        placed = (not self.where or where in self.where) and self.coarse in (None, coarse)
        return bool(placed and self.lead.search(lead) and (self.trail is None or self.trail.search(trail)))


@dataclass(frozen=True, slots=True)
class Noted:
    """A time or place and how sure it is that it is the one of the saying; None and why there is none."""

    what: Time | Place | None
    score: Score

    def carried(self) -> Noted:
        """The same for a statement that goes on with the occasion."""
        value, reason = round(self.score.value * CARRIED, 2), self.score.reason
        return Noted(self.what, Score(value, f"the occasion goes on; {reason}"))


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a sentence, on which side of the cue it stands, and a sign for what stands before it."""

    where: str
    span: Span
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Cut:
    """Words for which a sign is written before rules are matched."""

    span: Span
    sign: str
    what: Time | Place | None = None


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a statement hangs in a sentence: ``at`` is where its cue begins, else its source or content.

    ``cue`` and ``source`` are those in this sentence, ``content`` is all of it.
    """

    number: int
    at: int
    sentence: Span
    cue: tuple[Span, ...]
    source: tuple[Span, ...]
    content: tuple[Span, ...]

    @property
    def parts(self) -> list[Span]:
        """Cue and source in the order of the sentence."""
        return sorted((*self.cue, *self.source)) or [Span(self.at, self.at)]

    @property
    def core(self) -> Span:
        """From the first to the last word of cue and source."""
        return Span(self.parts[0].start, max(part.end for part in self.parts))


@dataclass(frozen=True, slots=True)
class Told:
    """An occasion as a sentence tells it, with which the next statement of the paragraph may go on.

    ``who`` are the words for who spoke or was there, ``wording`` is all but what was said, and ``scene``
    tells that whoever speaks next speaks there.
    """

    who: str
    said: Noted
    place: Noted
    wording: str
    sentence: Span
    cue: str = ""
    speaker: str | None = None
    scene: bool = False


NOTHING = Score(0.0, "none stands with the words of saying")


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
    out = [Occasion(None, None, (("said", NOTHING), ("place", NOTHING)))] * len(found)
    scene = Scene(text, segments, found, times, known)
    for number, told in scene.told(speakers or [None] * len(found)):
        said, place = told.said.what, told.place.what
        out[number] = Occasion(
            said if isinstance(said, Time) else None,
            place if isinstance(place, Place) else None,
            (("said", told.said.score), ("place", told.place.score)),
        )
    return out


class Scene:
    """The sentences of one report, and what stands in them."""

    def __init__(
        self,
        text: str,
        segments: Sequence[Segment],
        found: Sequence[Attribution],
        times: Sequence[Time],
        known: Knowledge,
    ) -> None:
        self.text = text
        self.found = found
        self.times = sorted((t for t in times if _can_be_said(t)), key=lambda t: t.span)
        self.atlas = Atlas(text, known)
        self.depth = _depths(text, found)
        self.quoted = states(text, [(s.span.start, s.span.end) for s in segments])
        readable = [s.span for s in segments if s.kind in READABLE]
        self.paragraphs = [Span(*m.span()) for s in readable for m in _LINE.finditer(text, s.start, s.end)]
        dateline = next((s.span for s in segments if s.kind == "dateline"), None)
        self.dateline = self.atlas.named(dateline) if dateline else None

    def told(self, speakers: Sequence[str | None]) -> Iterator[tuple[int, Told]]:
        """The number of each statement with its occasion, in the order of the text."""
        before: Told | None = None
        noted: deque[Told] = deque(maxlen=REMEMBERED)
        for opens, sentence, anchors in self._sentences():
            before = None if opens else before
            if not anchors and not self._is_said(sentence):
                before = self._without_speech(sentence, before)
            for anchor in anchors:
                now = self._own(anchor, anchors, speakers[anchor.number])
                if same := same_room(now, noted):
                    now = going_on(same, now)
                elif before is not None and goes_on(before, now, self.found[anchor.number]):
                    now = going_on(before, now)
                yield anchor.number, now
                # Speech within speech is another's, and the outer one goes on after it.
                before = before if anchor.cue and self.depth[anchor.at] else now
                noted += [now] if now.said.what or now.place.what else []

    def _sentences(self) -> Iterator[tuple[bool, Span, list[Anchor]]]:
        """Each sentence of the paragraphs with statements: whether it opens one, and what hangs in it."""
        placed = sorted((_hangs_at(a), number) for number, a in enumerate(self.found))
        for paragraph, group in groupby(placed, key=lambda pair: sentence_at(self.paragraphs, pair[0])):
            if paragraph < 0:
                continue
            span = self.paragraphs[paragraph]
            parts = sentences(self.text, span.start, span.end)
            anchors = [self._anchor(number, parts) for _, number in group]
            here = {sentence: list(some) for sentence, some in groupby(anchors, key=lambda a: a.sentence)}
            for sentence in parts:
                yield sentence == parts[0], sentence, here.get(sentence, [])

    def _anchor(self, number: int, parts: Sequence[Span]) -> Anchor:
        a = self.found[number]
        at = _hangs_at(a)
        sentence = parts[max(0, sentence_at(parts, at))]

        def within(spans: Sequence[Span]) -> tuple[Span, ...]:
            return tuple(s for s in spans if sentence.start <= s.start and s.end <= sentence.end)

        cue, source = within(a.cue), within(a.source)
        # "The agency quoted X as saying": the agency is what the cue is said of.
        quoting = [
            s for s in within(a.through) if cue and s.end <= cue[0].start < min(source, default=s).start
        ]
        return Anchor(number, at, sentence, cue, (*quoting[:1], *source), a.content)

    def _own(self, anchor: Anchor, all_here: Sequence[Anchor], speaker: str | None) -> Told:
        """The occasion of a statement as its own sentence tells it."""
        limits = self._limits(anchor, [a for a in all_here if a is not anchor])
        level = self.depth[anchor.at]
        judged = [j for s in _stretches(self.text, anchor, limits) for j in self._judged(s, level, anchor.at)]
        judged += [
            ("said", Noted(t, Score(0.95, _why(self.text, t.span, "among the words of saying"))), 0)
            for t in self._times(anchor.core)
            if any(c.overlaps(t.span) for c in anchor.cue) and not self.quoted[t.span.start]
        ]
        a = self.found[anchor.number]
        return Told(
            who=_words(self.text, a.source),
            said=best("said", judged),
            place=best("place", judged),
            wording=self._wording(limits, level),
            sentence=anchor.sentence,
            cue=_words(self.text, a.cue),
            speaker=speaker,
        )

    def _limits(self, anchor: Anchor, others: Sequence[Anchor]) -> Span:
        """How far a cue's own words reach: to the cue and source of another statement of the sentence."""
        core = anchor.core
        starts, ends = [anchor.sentence.start], [anchor.sentence.end]
        starts += [
            s.end for s in self.found[anchor.number].through if starts[0] <= s.start and s.end <= core.start
        ]
        for other in others:
            if not any(c.start <= other.at < c.end for c in anchor.content):
                starts += [other.core.end] if other.core.end <= core.start else []
                ends += [other.core.start] if other.core.start >= core.end else []
        return Span(max(starts), min(ends))

    def _judged(self, stretch: Stretch, level: int, at: int) -> Iterator[tuple[Field, Noted, int]]:
        """Each time and place of a stretch, what the first rule that fits says of it, and how far it is."""
        if len(stretch.span) > FARTHEST:
            return
        pieces = list(self._pieces(stretch.span, self._cuts(stretch.span, level)))
        for i, piece in enumerate(pieces):
            if piece.what is None:
                continue
            field: Field = "said" if isinstance(piece.what, Time) else "place"
            lead = (
                stretch.prefix
                + "".join(p.sign for p in pieces[:i])
                + piece.sign.removesuffix("<place>").removesuffix("<time>")
            )
            trail = "".join(p.sign for p in pieces[i + 1 :])
            score = verdict(field, stretch.where, lead, trail, coarse=_is_coarse(piece.what))
            if score is not None:
                reason = _why(self.text, piece.what.span, score.reason)
                noted = Noted(piece.what if score.value else None, Score(score.value, reason))
                yield field, noted, abs(piece.span.start - at)

    def _pieces(self, span: Span, cuts: Iterable[Cut]) -> Iterator[Cut]:
        """A stretch as it is matched: its words, with a sign for each time, place and quotation."""
        at = span.start
        for cut in cuts:
            if cut.span.start >= at:
                yield Cut(Span(at, cut.span.start), self.text[at : cut.span.start])
                yield cut
                at = cut.span.end
        yield Cut(Span(at, span.end), self.text[at : span.end])

    def _cuts(self, span: Span, level: int) -> list[Cut]:
        """What stands in a stretch for which a sign is written, in order."""
        told = self._said_in(span, level)
        cuts = [Cut(t.span, "<time>", t) for t in self._times(span)]
        cuts += [Cut(p.span, f"{p.preposition} <place>", p.place) for p in self.atlas.found(span)]
        if self.dateline is not None:
            here = _HERE.finditer(self.text, span.start, span.end)
            cuts += [Cut(Span(*m.span()), "in <place>", self.dateline) for m in here]
        free = (cut for cut in cuts if not any(cut.span.overlaps(t) for t in told))
        return sorted([*free, *(Cut(t, "<content>") for t in told)], key=lambda cut: cut.span)

    def _said_in(self, span: Span, level: int) -> list[Span]:
        """The parts of a stretch that are in somebody's mouth, or in quotation marks."""
        inside = bytes(
            self.depth[i] > level or (not level and self.quoted[i] > 0) for i in range(span.start, span.end)
        )
        return [Span(span.start + m.start(), span.start + m.end()) for m in _RUN.finditer(inside)]

    def _times(self, span: Span) -> list[Time]:
        first = bisect_left(self.times, span.start, key=lambda t: t.span.start)
        last = bisect_left(self.times, span.end, key=lambda t: t.span.start)
        return [t for t in self.times[first:last] if t.span.end <= span.end]

    def _wording(self, span: Span, level: int) -> str:
        """What stands there without what is said; nothing where it is longer than a sentence should be."""
        if len(span) > 2 * FARTHEST:
            return ""
        return "".join(
            p.sign for p in self._pieces(span, [Cut(t, "<content>") for t in self._said_in(span, level)])
        )

    def _is_said(self, sentence: Span) -> bool:
        """Whether a sentence is nothing but content, as the middle ones of a quotation are."""
        return self.depth[sentence.start] > 0 and self.depth[sentence.end - 1] > 0

    def _without_speech(self, sentence: Span, before: Told | None) -> Told | None:
        """The occasion after a sentence in which nobody is quoted: told by it, ended by it, or going on."""
        if len(sentence) > FARTHEST:
            return None
        wording = self._wording(sentence, 0)
        head = [j for j in self._judged(Stretch("before", sentence), 0, sentence.start) if j[1].what]
        verb = first("setting", self.text[sentence.start : sentence.end])
        if verb is not None:
            rest = Span(sentence.start + verb.start(), sentence.end)
            judged = [*head, *self._judged(Stretch("setting", rest), 0, rest.start)]
            return Told(wording, best("said", judged), best("place", judged), wording, sentence)
        place = best("place", head)
        said = best("said", head)
        if first("spoken", wording):
            return Told(wording, said, place, wording, sentence, scene=True)
        if place.what is not None and place.what.span.start < sentence.start + HEAD:
            scene = first("scenic", wording) is not None
            return Told(wording, Noted(None, NOTHING), place, wording, sentence, scene=scene)
        return before if said.what is None else None


def best(field: Field, judged: Iterable[tuple[Field, Noted, int]]) -> Noted:
    """The surest of the times or places, the nearest of those; where none belongs to the cue, why not."""
    mine = [(noted.score.value, -far, noted) for f, noted, far in judged if f == field]
    return max(mine, key=lambda m: m[:2])[2] if mine else Noted(None, NOTHING)


def verdict(field: Field, where: str, lead: str, trail: str = "", *, coarse: bool = False) -> Score | None:
    """What the first rule that fits says of a time or place with these words before and after it.

    >>> verdict("said", "after", " lawmakers late on ", " that").value
    0.95
    """
    for pattern in patterns("parenthesis"):
        lead, trail = pattern.sub(",", lead), pattern.sub(",", trail)
    fitting = (rule.score for rule in ruled(field) if rule.fits(where, lead, trail, coarse=coarse))
    return next(fitting, None)


def same_room(now: Told, noted: deque[Told]) -> Told | None:
    """The latest occasion that words such as "at the same briefing" mean."""
    same = first("same", now.wording)
    return next((told for told in reversed(noted) if same and same["room"] in told.wording), None)


def goes_on(before: Told, now: Told, a: Attribution) -> bool:
    """Whether a statement goes on with the occasion before it: its speaker, its room, and no other time."""
    if first("elsewhere", now.wording) or (first("tense", now.cue) and not first("tense", before.cue)):
        return False
    rooms = [{i for i, p in enumerate(patterns("venue")) if p.search(t.wording)} for t in (before, now)]
    if all(rooms) and not rooms[0] & rooms[1]:
        return False
    return before.scene or _is_same_speaker(before, now, a)


def going_on(before: Told, now: Told) -> Told:
    """The occasion of a statement that goes on with the one before, where its own sentence tells no other."""
    another_time = (
        now.said.what is not None and before.said.what is not None and not _is_same(now.said, before.said)
    )
    another_place = (
        now.place.what is not None and before.place.what is not None and not _is_same(now.place, before.place)
    )
    if another_time or another_place:
        return now
    said = now.said if now.said.what or not before.said.what else before.said.carried()
    place = now.place if now.place.what or not before.place.what else before.place.carried()
    return replace(
        now, said=said, place=place, who=f"{before.who} {now.who}", wording=f"{before.wording} {now.wording}"
    )


def _is_same(a: Noted, b: Noted) -> bool:
    def value(noted: Noted) -> str | None:
        what = noted.what
        return what.value if isinstance(what, Time) else what.name if what else None

    return value(a) == value(b)


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


def _stretches(text: str, anchor: Anchor, limits: Span) -> Iterator[Stretch]:
    """The parts of a sentence in and around cue and source: where a time or place of the saying stands."""
    blanks = [cue.start + len(cue.of(text).split(" ")[0]) for cue in anchor.cue]
    parts, core = anchor.parts, anchor.core
    own = [c for c in anchor.content if c.end > core.end and c.start < limits.end]
    stop = min((c.start for c in own), default=limits.end)
    opens = limits.start == anchor.sentence.start
    yield Stretch("before", Span(min(limits.start, core.start), core.start), "" if opens else "<said>")
    yield from (Stretch("inside", span) for span in anchor.source)
    yield from (Stretch("after", Span(blank, cue.end)) for cue, blank in zip(anchor.cue, blanks, strict=True))
    for one, following in pairwise(parts):
        where = "between" if one in anchor.source else "after"
        yield Stretch(where, Span(one.end, max(one.end, following.start)))
    is_named = len(parts) > 1 and parts[-1] in anchor.source
    yield Stretch("named" if is_named else "after", Span(core.end, max(core.end, stop)))
    for content in own:
        end = min((c.start for c in own if c.start >= content.end), default=limits.end)
        yield Stretch("tail", Span(content.end, max(content.end, end)))


def _hangs_at(a: Attribution) -> int:
    return (a.cue or a.source or a.content)[0].start


def _depths(text: str, found: Sequence[Attribution]) -> bytearray:
    """In how many contents each character stands."""
    depth = bytearray(len(text))
    for span in {span for a in found for span in a.content}:
        for i in range(span.start, span.end):
            depth[i] = min(255, depth[i] + 1)
    return depth


def _can_be_said(time: Time) -> bool:
    """Whether a time can be that of an act, as "for two hours", "every Monday" and "now" cannot."""
    return time.type in ("DATE", "TIME") and (time.value is None or time.value[:1].isdigit())


def _is_coarse(what: Time | Place) -> bool:
    return isinstance(what, Time) and what.value is not None and not _FINE.match(what.value)


def _words(text: str, spans: Sequence[Span]) -> str:
    return " ".join(" ".join(s.of(text) for s in spans).split())


def _why(text: str, span: Span, idea: str) -> str:
    return f"“{span.of(text)}”: {idea}"


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
            frozenset(rule.get("where", ())),
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
