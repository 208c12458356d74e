"""What is served, in two numbers: counted beside the requests, which take what was counted last."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from pathlib import PurePath

from sqlalchemy import func, select

from onrecord.errors import OnrecordError
from onrecord.ledger import Ledger
from onrecord.ledger.recall import current
from onrecord.ledger.tables import reading, statement

# Seconds for which a count is good enough; it takes half a second at a million statements.
FRESH = 60.0


@dataclass(frozen=True, slots=True)
class Counted:
    """The name of a ledger, and how much is in it."""

    name: str
    reports: int
    statements: int


@dataclass(slots=True)
class Shelf:
    """Knows how much is in a ledger, as of a minute ago at most."""

    ledger: Ledger
    _last: Counted | None = None
    _until: float = 0.0
    _counting: threading.Lock = field(default_factory=threading.Lock)

    def counted(self) -> Counted | None:
        """What was counted last, None before the first time. It is counted anew where that is long ago."""
        if time.monotonic() > self._until and self._counting.acquire(blocking=False):
            threading.Thread(target=self._count, daemon=True).start()
        return self._last

    def _count(self) -> None:
        try:
            self._last = count(self.ledger)
        except OnrecordError:
            pass  # the page itself will tell
        finally:
            self._until = time.monotonic() + FRESH
            self._counting.release()


def count(ledger: Ledger) -> Counted:
    """How many reports and statements are on record now."""
    now = select(func.count()).select_from(reading).where(current(None))
    said = select(func.count()).select_from(statement)
    said = said.join(reading, statement.c.reading == reading.c.id).where(current(None))
    with ledger.connect() as connection:
        reports, statements = connection.scalar(now) or 0, connection.scalar(said) or 0
    return Counted(PurePath(ledger.where).name, reports, statements)
