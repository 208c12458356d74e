"""The page of an actor."""

from __future__ import annotations

from fastapi import APIRouter

from onrecord.asking.actor import actor
from onrecord.asking.told import Told
from onrecord.web.answering import Day, PageNumber, Record, page

router = APIRouter()


@page(
    router, "/actor/{id}", "actor.html", summary="An actor: offices, positions by matter, who quotes it",
    shape={
        "asked": "object", "actor": "object", "others": "array", "offices": "array", "identity": "array",
        "speakers": "array", "matters": "array", "changed": "array", "statements": "array",
        "outlets": "array", "through": "array", "addressees": "array", "counted": "integer",
        "page": "integer", "more": "boolean",
    },
)  # fmt: skip
def actor_on_record(
    ledger: Record, id: str, since: Day = None, until: Day = None, page: PageNumber = 1
) -> Told:
    """Who somebody is on record: names, offices over time, what is held now by matter and on which condition,
    what changed, what was said by date, which outlets quote it, and through whom.

    `id` is that of an actor, or a name: then it is the one in most reports, and `others` have the name too.
    """
    return actor(ledger, id, since=since, until=until, page=page)
