"""Talks, meetings and what else sides do with each other: one entry for each, however often it is
mentioned."""

from __future__ import annotations

from onrecord.dealings.scene import Scene
from onrecord.records import Event


def events(scene: Scene) -> tuple[Event, ...]:
    """Return the events of a report in order of their first mention."""
    return ()
