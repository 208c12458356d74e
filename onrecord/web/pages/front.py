"""The front page."""

from __future__ import annotations

from fastapi import APIRouter

from onrecord.asking.front import front as asked
from onrecord.asking.told import Told
from onrecord.web.answering import Day, Record, page

router = APIRouter()


@page(
    router, "/", "front.html", summary="What is new on the record",
    shape={"record": "object", "new": "object", "joined": "boolean", "statements": "array",
           "changes": "array", "conflicts": "array", "coming": "array", "matters": "array",
           "reports": "array"},
)  # fmt: skip
def front(ledger: Record, since: Day = None) -> Told:
    """What is new since a day, what changed and conflicts, what comes and is spoken of, the last reports."""
    return asked(ledger, since=since)
