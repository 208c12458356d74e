"""Treaties, agreements, drafts and plans: under their name in the text, with parties and statuses."""

from __future__ import annotations

from onrecord.dealings.scene import Scene
from onrecord.records import Paper


def papers(scene: Scene) -> tuple[Paper, ...]:
    """Return the papers of a report in order of their first mention."""
    return ()
