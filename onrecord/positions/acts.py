"""What a speaker does with the words: asserts, denies, accepts, rejects, demands, …"""

from __future__ import annotations

from onrecord.positions.utterance import Utterance
from onrecord.records import Act, Score


def act(u: Utterance) -> tuple[Act, Score]:
    """Return what the speaker does with the content, how sure that is, and why."""
    return "assert", Score(0.5, "nothing tells of another act")
