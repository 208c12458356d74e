"""Quotations that a paragraph announces which ends in a colon: "A long answer from Ada Brandt, when asked why:"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from onrecord.quotes import MARKS
from onrecord.records import Attribution, Segment, Span
from onrecord.resolve.knowledge import Knowledge
from onrecord.resolve.mentions import Finder

_GIVEN_BY = re.compile(r"\b(?:from|by)\s+(?:[^,.;:]{0,60},\s+)?$")


def introduced(
    text: str, segments: Sequence[Segment], found: Sequence[Attribution], known: Knowledge
) -> list[Attribution]:
    """The statements, those without a source given to whoever the paragraph above them announces."""
    bodies = [s.span for s in segments if s.kind == "body"]
    return [a if a.source else _announced(text, a, bodies, known) for a in found]


def _announced(text: str, a: Attribution, bodies: Sequence[Span], known: Knowledge) -> Attribution:
    at = a.content[0].start
    above = next((b for b in reversed(bodies) if b.end <= at), None)
    if above is None or any(not above.overlaps(cue) for cue in a.cue):
        return a
    if text[at] not in MARKS or text[above.end - 1] != ":" or text[above.end : at].strip():
        return a
    people = [n for n in Finder(text, [above], known).names() if n.type == "person"]
    given = [
        n for n in people if _GIVEN_BY.search(text[max(above.start, n.whole.start - 80) : n.whole.start])
    ]
    speaker = next(iter(given or people), None)
    return replace(a, source=(speaker.whole,)) if speaker else a
