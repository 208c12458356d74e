"""Joining for a page: behind the answers, one after another.

A decision touches all that was said within a few days of it, which took a minute of a hundred thousand
reports on few days (6,000 of them were compared anew). Whoever decides waits for a moment, which is enough
for most ledgers; what takes longer goes on behind.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillGoing
from threading import Lock
from typing import Annotated

from fastapi import Depends, Request

from onrecord.errors import OnrecordError
from onrecord.joining.join import join
from onrecord.ledger import Ledger

log = logging.getLogger(__name__)
# Seconds that an answer waits.
PATIENCE = 2.0
_starting = Lock()


class Joiner:
    """Joins anew what was kept or decided."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="joiner")

    def joined(self, about: Sequence[str] = ()) -> bool:
        """Join what is new, and some statements or reports once more; whether it is done by now."""
        task: Future[None] = self._pool.submit(self._join, about)
        try:
            task.result(PATIENCE)
        except StillGoing:
            return False
        return True

    def _join(self, about: Sequence[str]) -> None:
        try:
            join(self.ledger, about=about)
        except OnrecordError as error:
            # What was decided is kept; the next one who joins takes it along.
            log.warning("could not join: %s", error)


def joiner(request: Request) -> Joiner:
    """The one who joins for this server, made when something is kept for the first time."""
    state = request.app.state
    with _starting:
        if not hasattr(state, "joiner"):
            state.joiner = Joiner(state.ledger)
    found: Joiner = state.joiner
    return found


Joining = Annotated[Joiner, Depends(joiner)]
