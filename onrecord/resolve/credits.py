"""Who supplied the copy of a report as a whole: the outlets of its credits, its dateline and its agencies'
bylines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from onrecord.records import Segment, Span
from onrecord.resolve.knowledge import Knowledge
from onrecord.resolve.outlets import is_outlet, naming, outlet_id
from onrecord.resources import rules

_LISTED = re.compile(r"[\[(]?sources?\b", re.IGNORECASE)
_BRACKETED = re.compile(r"[(/|]\s*([^()/|\d]{2,40}?)\s*(?=[)/|])")


@dataclass(frozen=True, slots=True)
class Credit:
    """A supplier of the copy as a whole: the words that name it, and its id."""

    words: Span
    outlet: str


def credits(text: str, segments: Sequence[Segment], known: Knowledge) -> tuple[Credit, ...]:
    """The suppliers of the copy as a whole, each once, in order of the text."""
    found: dict[str, Credit] = {}
    for segment in segments:
        for span in _suppliers(text, segment, known):
            credit = Credit(span, outlet_id(span.of(text), known))
            found.setdefault(credit.outlet, credit)
    return tuple(found.values())


def own_outlets(
    text: str, segments: Sequence[Segment], known: Knowledge, outlet: str | None = None
) -> frozenset[str]:
    """The ids of the outlets whose own copy this is: where it stands, those of its dateline and byline,
    its one credit.

    A rewrite ("With material from dpa") is nobody's own copy but the outlet's where it stands.
    """
    own = {outlet_id(outlet, known)} if outlet else set()
    credited: set[str] = set()
    for segment in segments:
        ids = {outlet_id(s.of(text), known) for s in _suppliers(text, segment, known)}
        if segment.kind != "credit":
            own |= ids
        elif not _pattern("rewritten").search(segment.span.of(text)):
            credited |= ids
    return frozenset(own | credited if len(credited) == 1 else own)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rules("channel")["credit"][name], re.IGNORECASE)


def _suppliers(text: str, segment: Segment, known: Knowledge) -> list[Span]:
    """The outlets that one segment names as suppliers."""
    if segment.kind == "credit":
        return credited(text, segment.span, known)
    if segment.kind == "dateline":
        return [s for s in _bracketed(text, segment.span) if _supplies(text, s, known)]
    if segment.kind == "byline":
        return [s for s in _parts(text, segment.span) if is_outlet(s.of(text), known)]
    return []


def credited(text: str, span: Span, known: Knowledge) -> list[Span]:
    """The outlets in a line of credit; in a list of them, also names of which nothing is known."""
    parts = _parts(text, span)
    outlets = [s for s in parts if _supplies(text, s, known)]
    listed = bool(outlets) and _LISTED.match(span.of(text))
    return [s for s in parts if s in outlets or (listed and s.of(text)[0].isupper())]


def _parts(text: str, span: Span) -> list[Span]:
    """What stands between commas and the like in a line of credit, without the words around the names."""
    cuts = [m.span() for m in _pattern("between").finditer(text, span.start, span.end)]
    edges = [(span.start, span.start), *cuts, (span.end, span.end)]
    out = []
    for (_, start), (end, _) in pairwise(edges):
        words = text[start:end]
        before, behind = _pattern("before").match(words), _pattern("behind").search(words)
        first, last = before.end() if before else 0, behind.start() if behind else len(words)
        if first < last:
            out.append(Span(start + first, start + last))
    return out


def _bracketed(text: str, span: Span) -> list[Span]:
    """What stands between brackets, slashes or bars in a dateline, or else all of it."""
    found = [Span(span.start + m.start(1), span.start + m.end(1)) for m in _BRACKETED.finditer(span.of(text))]
    return found or [Span(span.start, span.start + len(span.of(text).rstrip(" –—-.:")))]


def _supplies(text: str, span: Span, known: Knowledge) -> bool:
    named = naming(text, span.start, span.end, known)
    return is_outlet(span.of(text), known) or (
        named is not None and named.sort == "outlet" and named.span == span
    )
