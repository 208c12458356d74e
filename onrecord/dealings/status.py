"""What became of an event: held, planned, called off, as the words around its mention say."""

from __future__ import annotations

import re
from dataclasses import dataclass

from onrecord.dealings.circumstances import days
from onrecord.dealings.rules import ruled
from onrecord.dealings.triggers import Mention
from onrecord.records import EventStatus, Score

PAST: frozenset[EventStatus] = frozenset({"held", "ongoing", "failed"})
FUTURE: frozenset[EventStatus] = frozenset({"scheduled", "expected", "proposed"})


@dataclass(frozen=True, slots=True)
class Told:
    """A status and why. ``plain`` is whether it makes the mention one of a particular event by itself."""

    value: EventStatus
    score: Score
    plain: bool = True


UNTOLD = Told("held", Score(0.3, "nothing is told of it"), plain=False)
# Past forms; what they tell of is not still to come.
_DID = re.compile(r"\bdid (?:\w+ )?$")
_DONE = re.compile(r"\w+ed|met|spoke|spoken|struck|hit|took|put")


def told(mention: Mention) -> Told | None:
    """The status that the words around a mention tell; None where what they tell is no event."""
    return _of_noun(mention) if mention.form == "noun" else _of_verb(mention)


def _of_noun(mention: Mention) -> Told:
    if (fixed := mention.rule.raw.get("status")) is not None:
        return Told(fixed, Score(0.9, "told as done"))
    for rule in ruled("status"):
        if rule.fits(mention.lead, mention.trail, mention.type):
            raw = rule.raw
            return Told(raw["value"], Score(raw["score"], rule.idea), raw.get("firm", True))
    return Told("held", Score(0.5, "nothing says that it is still to come"), plain=False)


def _of_verb(mention: Mention) -> Told | None:
    for rule in ruled("mood"):
        if rule.raw.get("only_ing") and not mention.word.endswith("ing"):
            continue
        if rule.raw.get("heading") and not mention.heading:
            continue
        if rule.fits(mention.lead, mention.trail):
            value = rule.raw["value"]
            return None if value == "none" else Told(value, Score(0.85, rule.idea))
    if _DONE.fullmatch(mention.word):
        return Told("held", Score(0.9, "told as done"))
    if mention.pos == "VB" and not mention.heading and not _DID.search(mention.lead):
        return None
    return Told("held", Score(0.8, "told by a headline, or as what goes on"))


def is_to_come(value: str, published: str | None) -> bool:
    """Whether a day is later than that of the report; false where either is not known."""
    day, now = days(value), days(published or "")
    return bool(day and now and day[0] > now[1])


def tempered(status: Told, when: str | None, published: str | None) -> Told:
    """A status as the day of the event allows it: what is still to come was not held.

    What is planned for no day that is known is expected.
    """
    day, now = days(when or ""), days(published or "")
    later = bool(day and now and day[0] > now[1])
    earlier = bool(day and now and day[1] < now[0])
    if later and status.value in ("held", "ongoing") and status.score.value < 0.9:
        sure = min(0.8, status.score.value) if status.plain else 0.8
        return Told("scheduled", Score(sure, "its day is still to come"), status.plain)
    if earlier and status.value in ("scheduled", "expected") and status.score.value < 0.9:
        return Told("held", Score(0.7, "its day is past"), status.plain)
    if status.value == "scheduled" and when is None and status.score.value < 0.9:
        return Told("expected", Score(0.75, f"{status.score.reason}, no day is set"), status.plain)
    return status
