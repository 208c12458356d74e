"""What statements are about: noun phrases in base form, the same words for the same matter in a report."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.positions.utterance import Utterance
from onrecord.records import Matter
from onrecord.resolve.who import Who


def matters(utterances: Sequence[Utterance], who: Who) -> list[tuple[Matter, ...]]:
    """Return what each statement is about, the chief thing first, at most three things."""
    return [()] * len(utterances)
