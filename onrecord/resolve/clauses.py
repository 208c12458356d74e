"""The sentence around a cue: how far the cue's own words reach, and which times and places stand in them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from onrecord.quotes import states
from onrecord.records import READABLE, Attribution, Place, Segment, Span, Time
from onrecord.resolve.knowledge import Knowledge
from onrecord.resolve.places import Atlas
from onrecord.sentences import sentence_at, sentences

# A stretch longer than this, in characters, is not looked at: no cue's own time stands so far away.
FARTHEST = 400
# So many statements to either side in one sentence are looked at for where a cue's own words end.
NEIGHBOURS = 3
RELATIVE = frozenset({"who", "which", "that", "whom"})

_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_RUN = re.compile(b"\x01+")
_HERE = re.compile(r"\bhere\b")

Side = Literal["before", "between", "inside", "after", "named", "tail", "setting"]


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
class Stretch:
    """A part of a sentence and its side of the cue; ``prefix`` is a sign for what stands before it."""

    side: Side
    span: Span
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a stretch, or the sign that stands for a time, a place or what somebody said."""

    span: Span
    sign: str
    what: Time | Place | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A time or place in a stretch, and what stands before and after it there."""

    what: Time | Place
    side: Side
    lead: str
    trail: str


class Clauses:
    """The sentences of one report that statements hang in, and what stands in them."""

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
        self.times = sorted((t for t in times if _can_be_of_an_act(t)), key=lambda t: t.span)
        self.atlas = Atlas(text, known)
        self.depth = _depths(text, found)
        self.quoted = states(text, [(s.span.start, s.span.end) for s in segments])
        readable = [s.span for s in segments if s.kind in READABLE]
        self.paragraphs = [Span(*m.span()) for s in readable for m in _LINE.finditer(text, s.start, s.end)]
        dateline = next((s.span for s in segments if s.kind == "dateline"), None)
        self.dateline = self.atlas.named(dateline) if dateline else None

    def sentences(self) -> Iterator[tuple[bool, Span, list[Anchor]]]:
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

    def limits(self, anchor: Anchor, anchors: Sequence[Anchor]) -> Span:
        """How far a cue's own words reach: to the cue and source of another statement of the sentence."""
        core = anchor.core
        starts, ends = [anchor.sentence.start], [anchor.sentence.end]
        # "X said on Monday that Y had told him": Monday is X's.
        through = self.found[anchor.number].through
        starts += [s.end for s in through if starts[0] <= s.start and s.end <= core.start]
        # "In March an envoy, who said …": March is of the main clause.
        starts += [s.start for s in anchor.source if s.of(self.text).lower() in RELATIVE]
        mine = bisect_left(anchors, anchor.at, key=lambda a: a.at)
        for other in anchors[max(0, mine - NEIGHBOURS) : mine + NEIGHBOURS + 1]:
            if other is not anchor and not any(c.start <= other.at < c.end for c in anchor.content):
                starts += [other.core.end] if other.core.end <= core.start else []
                ends += [other.core.start] if other.core.start >= core.end else []
        return Span(max(starts), min(ends))

    def stretches(self, anchor: Anchor, limits: Span) -> Iterator[Stretch]:
        """The parts of a sentence in and around cue and source: where a time or place of the saying
        stands."""
        parts, core = anchor.parts, anchor.core
        own = [c for c in anchor.content if c.end > core.end and c.start < limits.end]
        stop = min((c.start for c in own), default=limits.end)
        prefix = "" if limits.start == anchor.sentence.start else "<said>"
        yield Stretch("before", Span(min(limits.start, core.start), core.start), prefix)
        yield from (Stretch("inside", span) for span in anchor.source)
        for cue in anchor.cue:
            yield Stretch("after", Span(cue.start + len(cue.of(self.text).split(" ")[0]), cue.end))
        for one, following in pairwise(parts):
            side: Side = "between" if one in anchor.source else "after"
            yield Stretch(side, Span(one.end, max(one.end, following.start)))
        last: Side = "named" if len(parts) > 1 and parts[-1] in anchor.source else "after"
        yield Stretch(last, Span(core.end, max(core.end, stop)))
        for content in own:
            end = min((c.start for c in own if c.start >= content.end), default=limits.end)
            yield Stretch("tail", Span(content.end, max(content.end, end)))

    def standing(self, stretch: Stretch, level: int = 0) -> Iterator[Standing]:
        """The times and places of a stretch, but for those in what somebody says.

        ``level`` is the number of contents that the cue itself stands in.
        """
        if len(stretch.span) > FARTHEST:
            return
        pieces = list(self._pieces(stretch.span, self._cuts(stretch.span, level)))
        for i, piece in enumerate(pieces):
            if piece.what is not None:
                own = piece.sign.removesuffix("<place>").removesuffix("<time>")
                lead = stretch.prefix + "".join(p.sign for p in pieces[:i]) + own
                yield Standing(piece.what, stretch.side, lead, "".join(p.sign for p in pieces[i + 1 :]))

    def wording(self, span: Span, level: int = 0) -> str:
        """What stands there without what is said; nothing where it is longer than a sentence should be."""
        if len(span) > 2 * FARTHEST:
            return ""
        told = (Piece(t, "<content>") for t in self._said_in(span, level))
        return "".join(piece.sign for piece in self._pieces(span, told))

    def within_cue(self, anchor: Anchor) -> list[Time]:
        """The times among the words of a cue: "said Thursday"."""
        times = (t for cue in anchor.cue for t in times_within(self.times, cue))
        return [t for t in times if not self.quoted[t.span.start]]

    def is_said(self, sentence: Span) -> bool:
        """Whether a sentence is nothing but content, as the middle ones of a quotation are."""
        return self.depth[sentence.start] > 0 and self.depth[sentence.end - 1] > 0

    def _anchor(self, number: int, parts: Sequence[Span]) -> Anchor:
        a = self.found[number]
        at = _hangs_at(a)
        sentence = parts[max(0, sentence_at(parts, at))]

        def within(spans: Sequence[Span]) -> tuple[Span, ...]:
            return tuple(s for s in spans if sentence.start <= s.start and s.end <= sentence.end)

        cue, source, through = within(a.cue), within(a.source), within(a.through)
        # "The agency quoted X as saying": the agency does what the cue says.
        first = min(source, default=None)
        quoting = [s for s in through if cue and first and s.end <= cue[0].start < first.start]
        return Anchor(number, at, sentence, cue, (*quoting[:1], *source), a.content)

    def _pieces(self, span: Span, cuts: Iterable[Piece]) -> Iterator[Piece]:
        """A stretch as it is matched: its words, with a sign for each time, place and quotation."""
        at = span.start
        for cut in cuts:
            if cut.span.start >= at:
                yield Piece(Span(at, cut.span.start), self.text[at : cut.span.start])
                yield cut
                at = cut.span.end
        yield Piece(Span(at, span.end), self.text[at : span.end])

    def _cuts(self, span: Span, level: int) -> list[Piece]:
        """What stands in a stretch for which a sign is written, in order."""
        told = self._said_in(span, level)
        cuts = [Piece(t.span, "<time>", t) for t in times_within(self.times, span)]
        cuts += [Piece(p.span, f"{p.preposition} <place>", p.place) for p in self.atlas.found(span)]
        if self.dateline is not None:
            here = _HERE.finditer(self.text, span.start, span.end)
            cuts += [Piece(Span(*m.span()), "in <place>", self.dateline) for m in here]
        free = (cut for cut in cuts if not any(cut.span.overlaps(t) for t in told))
        return sorted([*free, *(Piece(t, "<content>") for t in told)], key=lambda cut: cut.span)

    def _said_in(self, span: Span, level: int) -> list[Span]:
        """The parts of a stretch that are in somebody's mouth, or in quotation marks."""
        inside = bytes(
            self.depth[i] > level or (not level and self.quoted[i] > 0) for i in range(span.start, span.end)
        )
        return [Span(span.start + m.start(), span.start + m.end()) for m in _RUN.finditer(inside)]


def times_within(times: Sequence[Time], span: Span) -> list[Time]:
    """Of times in order, those within a stretch."""
    first = bisect_left(times, span.start, key=lambda t: t.span.start)
    last = bisect_left(times, span.end, key=lambda t: t.span.start)
    return [t for t in times[first:last] if t.span.end <= span.end]


def _hangs_at(a: Attribution) -> int:
    return (a.cue or a.source or a.content)[0].start


def _depths(text: str, found: Sequence[Attribution]) -> bytearray:
    """In how many contents each character stands."""
    depth = bytearray(len(text))
    for span in {span for a in found for span in a.content}:
        for i in range(span.start, span.end):
            depth[i] = min(255, depth[i] + 1)
    return depth


def _can_be_of_an_act(time: Time) -> bool:
    """Whether something can have been done at a time, as not "for two hours", "every Monday", "now"."""
    return time.type in ("DATE", "TIME") and (time.value is None or time.value[:1].isdigit())
