"""The clauses on which a content depends."""

from __future__ import annotations

from onrecord.positions.utterance import Utterance
from onrecord.records import Condition


def conditions(u: Utterance) -> tuple[Condition, ...]:
    """Return the conditions of a content in order of the text; empty where it depends on nothing."""
    return ()
