"""Who is meant, through whom, when and where: what the words of a statement point to.

times → chains of reporters → actors → occasions
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.records import Attribution, Party, Segment, Time
from onrecord.resolve.actors import Voices, resolved
from onrecord.resolve.channel import Chain, chains, credits
from onrecord.resolve.dates import times
from onrecord.resolve.knowledge import Knowledge
from onrecord.resolve.occasion import Occasion, occasions
from onrecord.resolve.who import Who


@dataclass(frozen=True, slots=True)
class Resolution:
    """What is found for a report; ``voices``, ``chains`` and ``occasions`` go with the statements."""

    who: Who
    credits: tuple[Party, ...]
    times: tuple[Time, ...]
    voices: tuple[Voices, ...]
    chains: tuple[Chain, ...]
    occasions: tuple[Occasion, ...]


def resolve(
    text: str,
    segments: Sequence[Segment],
    found: Sequence[Attribution],
    known: Knowledge,
    *,
    published: str | None = None,
    outlet: str | None = None,
) -> Resolution:
    """Return who is meant in each statement, through whom it came, when and where it was said."""
    dated = times(text, segments, published)
    through = chains(text, segments, found, known, outlet=outlet)
    who = resolved(text, segments, found, through, credits(text, segments, known), known, published)
    when = occasions(text, segments, found, dated, known)
    return Resolution(who.who, who.credits, dated, who.voices, tuple(through), tuple(when))
