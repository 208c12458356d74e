"""What an act amounts to between two sides: PLOVER's event type, and CAMEO's code beside it."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.positions.utterance import Utterance
from onrecord.records import Act, Party, Plover, Score
from onrecord.resolve.who import Who


@dataclass(frozen=True, slots=True)
class Amount:
    """An event type between a speaker's side and ``target``; all None where it comes to nothing."""

    plover: Plover | None
    target: Party | None
    cameo: str | None
    score: Score


NOTHING = Amount(None, None, None, Score(0.0, "nothing between two sides"))


def amount(u: Utterance, act: Act, speaker: str | None, who: Who) -> Amount:
    """Return what a statement amounts to; ``speaker`` is the id of the actor that speaks."""
    return NOTHING
