"""What sides do with each other: talks and other events, and the papers between them.

scene → triggers → participants, status, time and place → one entry for each event; the same for papers
"""

from onrecord.dealings.events import events
from onrecord.dealings.papers import papers
from onrecord.dealings.scene import Scene

__all__ = ["Scene", "events", "papers"]
