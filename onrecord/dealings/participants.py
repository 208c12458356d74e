"""Who takes part in an event, and as what: party, mediator, host, informed, absent."""

from __future__ import annotations

from onrecord.dealings.scene import Scene
from onrecord.records import EventType, Participant, Span


def participants(scene: Scene, trigger: Span, type: EventType) -> tuple[Participant, ...]:
    """Return who takes part in the event that is mentioned at a place, as its sentence and the next say.

    Each actor is there once, with the role that is told most plainly; nobody who is not named.
    """
    return ()
