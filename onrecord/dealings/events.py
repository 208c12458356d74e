"""Talks, meetings and what else sides do with each other: one entry for each, however often it is
mentioned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from onrecord.dealings.circumstances import CLOSE, place_of, time_of
from onrecord.dealings.joining import Account, Thread, joined
from onrecord.dealings.participants import participants
from onrecord.dealings.rules import weak
from onrecord.dealings.scene import Scene
from onrecord.dealings.status import UNTOLD, is_to_come, tempered, told
from onrecord.dealings.triggers import Mention, Triggers, grounds, objection
from onrecord.records import Event, Participant, Passage, Plover, Score, Span
from onrecord.resources import rules

# A time that is as surely an event's makes it one of a particular day.
DATED = 0.75


def events(scene: Scene) -> tuple[Event, ...]:
    """Return the events of a report in order of their first mention."""
    threads = [t for t in joined(_accounts(scene)) if t.firm]
    return tuple(_event(scene, thread, f"e{n}") for n, thread in enumerate(threads, 1))


def _accounts(scene: Scene) -> Iterator[Account]:
    """What each mention tells of its event, in order; mentions of no event are left out."""
    triggers = Triggers(scene)
    for _, group in groupby(triggers.found(), key=lambda mention: mention.sentence):
        beside = list(group)
        for mention in beside:
            account = _account(scene, mention, beside, triggers.signed.said)
            if account is not None:
                yield account


def _account(
    scene: Scene, mention: Mention, beside: Sequence[Mention], said: frozenset[Span]
) -> Account | None:
    """What one mention tells; None where it is one of no event."""
    status = told(mention)
    against = objection(mention)
    time = time_of(scene, mention, beside, said)
    if against is not None and against.raw.get("loose") and not (time and time.score.value > CLOSE):
        return Account(mention, UNTOLD, None)
    against = None if against and against.raw.get("loose") else against
    if status is None or (against is not None and status.value != "denied"):
        return None
    plain = status.plain and status.score.reason not in weak(mention.word)
    status = tempered(status, time.what.value if time else None, scene.published)
    if time and status.value in ("held", "failed") and is_to_come(time.what.value or "", scene.published):
        time = None
    firm = grounds(mention)
    if firm is None and plain:
        firm = Score(0.8, status.score.reason)
    if firm is None and time and time.score.value > DATED and not weak(mention.word):
        firm = Score(0.8, "its day is told")
    taking_part = participants(scene, mention.span, mention.type) if firm else ()
    return Account(mention, status, firm, time, place_of(scene, mention), taking_part)


def _event(scene: Scene, thread: Thread, id: str) -> Event:
    """The entry of one event, from all that is told of it."""
    status, told_in = thread.status
    time, place = thread.time, thread.place
    said = scene.told_by(told_in.mention.span)
    reasons = [("type", _why(thread)), ("status", status.score)]
    reasons += [("time", time.score)] if time else []
    reasons += [("place", place.score)] if place else []
    return Event(
        id=id,
        type=thread.type,
        trigger=Passage(scene.text, tuple(a.mention.span for a in thread.accounts)),
        status=status.value,
        participants=_merged(thread),
        time=time.what if time else None,
        place=place.what if place else None,
        plover=_plover(thread.type),
        reported_by=said.id if said else None,
        reasons=tuple(reasons),
    )


def _why(thread: Thread) -> Score:
    """Why it is an event, and one of this type."""
    firm = next(a for a in thread.accounts if a.firm)
    assert firm.firm is not None
    idea = firm.mention.rule.idea
    return Score(firm.firm.value, f"“{firm.mention.word}”: {idea}; {firm.firm.reason}")


def _merged(thread: Thread) -> tuple[Participant, ...]:
    """Everybody who takes part by any mention, each once: as more than a party where a mention says so."""
    found: dict[str, Participant] = {}
    for account in thread.accounts:
        for one in account.participants:
            if one.actor not in found or (found[one.actor].role == "party" and one.role != "party"):
                found[one.actor] = one
    return tuple(found.values())


def _plover(type: str) -> Plover | None:
    code: Plover | None = rules("events")["plover"].get(type)
    return code
