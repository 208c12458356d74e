"""Where a condition of a content may stand: in its sentences, and beside it in the sentence of its cue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from onrecord.positions.markers import marked
from onrecord.positions.tokens import first_verb, tokens
from onrecord.positions.utterance import Utterance
from onrecord.records import Span
from onrecord.sentences import sentence_at

# So many words may stand between a cue and a condition behind it: "he told the crowd, unless …".
BESIDE = 8
# The fewest characters in which a condition can stand.
SHORTEST = 8

# What may stand between a content, a cue or a source and a condition beside it.
_BESIDE = re.compile(r"[\s,”\"’'–—-]*(?:(?:but|and|though|that)\s+)?")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a sentence in which a condition of the content may stand; ``beside``: outside of it.

    ``sentence`` is where the sentence begins, ``main`` the words that depend on what is found, ``tail``: it
    ends the sentence.
    """

    text: str
    span: Span
    sentence: int
    main: str
    cue: str
    beside: bool = False
    tail: bool = False


def stretches(u: Utterance) -> Iterator[Stretch]:
    """The sentences of the content, then what stands beside it in its own sentence."""
    for content in u.said.content:
        for sentence in _sentences(u, content):
            inside = Span(max(content.start, sentence.start), min(content.end, sentence.end))
            yield Stretch(u.text, inside, sentence.start, _main(u, sentence), u.cue)
    yield from _beside(u)


def _sentences(u: Utterance, content: Span) -> Iterator[Span]:
    """The sentences that a span of content runs over; itself where there are none."""
    first = max(0, sentence_at(u.sentences, content.start))
    none = True
    for n in range(first, len(u.sentences)):
        sentence = u.sentences[n]
        if sentence.start >= content.end:
            break
        if sentence.overlaps(content):
            none = False
            yield sentence
    if none:
        yield content


def _main(u: Utterance, sentence: Span) -> str:
    """What the content says in a sentence."""
    parts = [Span(max(c.start, sentence.start), min(c.end, sentence.end)) for c in u.said.content]
    return " ".join(part.of(u.text) for part in parts if part.start < part.end)


def _beside(u: Utterance) -> Iterator[Stretch]:
    """The words before, between and after content, cue and source that open with a marker."""
    text, sentence = u.text, u.sentence
    own = sorted(s for s in (*u.said.content, *u.said.cue, *u.said.source) if s.overlaps(sentence))
    if not own:
        return
    edges = [Span(sentence.start, sentence.start)]
    for span in own:
        edges.append(Span(span.start, max(edges[-1].end, span.end)))
    edges.append(Span(max(sentence.end, edges[-1].end), sentence.end))
    for one, other in pairwise(edges):
        if other.start - one.end < SHORTEST:
            continue
        tail = other.start == sentence.end
        if (at := _opened(text, Span(one.end, other.start), tail=tail)) is not None:
            gap = Span(at, other.start)
            yield Stretch(text, gap, sentence.start, u.content, u.cue, beside=True, tail=tail)


def _opened(text: str, gap: Span, *, tail: bool) -> int | None:
    """Where a condition opens a gap; None where something else does."""
    opener = _BESIDE.match(text, gap.start, gap.end)
    at = opener.end() if opener else gap.start
    first = next((marker.start for _, marker in marked(text, Span(at, gap.end))), None)
    if first is None or first == at:
        return first
    between = tokens(text, at, first)
    comma = bool(between) and between[-1].key == ","
    near = tail and comma and len(between) <= BESIDE and first_verb(between, 0) is None
    return first if near else None
