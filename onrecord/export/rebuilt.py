"""Entries of a report as a `Report` again, for views that are made of one.

Corrections are laid over it; what was corrected away from the text has no place in it, and is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from onrecord.export.selection import Whole
from onrecord.ledger.entries import (
    ActorRef,
    ConditionEntry,
    EventEntry,
    PaperEntry,
    PartyEntry,
    Spans,
    StageEntry,
    StatementEntry,
)
from onrecord.records import (
    Actor,
    Condition,
    Event,
    Matter,
    Paper,
    Participant,
    Party,
    Passage,
    Place,
    Report,
    Score,
    Stage,
    Statement,
    Time,
)

_SURE = Score(1.0, "")


def rebuilt(whole: Whole) -> Report:
    """The report with these entries: their ids are those of the ledger, all its text is body."""
    one, about = whole.report, whole.report.about
    said = {statement.id for statement in whole.statements}
    return Report(
        one.id, one.text, (), tuple(_statement(s, one.text) for s in whole.statements),
        url=about.url, outlet=about.outlet, title=about.title, byline=about.byline,
        published=about.published, language=about.language,
        actors=tuple(_actors(whole)),
        events=tuple(_event(event, one.text, said) for event in whole.events),
        papers=tuple(_paper(paper, one.text, said) for paper in whole.papers),
    )  # fmt: skip


def _actors(whole: Whole) -> Iterator[Actor]:
    found = {one.id: one for one in _met(whole) if one is not None}
    return (Actor(one.id, one.name, one.type, _SURE, one.country) for one in found.values())


def _met(whole: Whole) -> Iterator[ActorRef | None]:
    for statement in whole.statements:
        yield statement.speaker
        parties = (*statement.others, *statement.channel, *statement.addressee)
        yield from (party.actor for party in parties)
    for event in whole.events:
        yield from (part.actor for part in event.participants)
    for paper in whole.papers:
        yield from (party.actor for party in paper.parties)


def _statement(one: StatementEntry, text: str) -> Statement:
    return Statement(
        one.id, one.kind, Passage(text, one.content_spans), Passage(text, one.cue_spans),
        Passage(text, one.source_spans), one.confidence,
        speaker=one.speaker.id if one.speaker else None, others=tuple(party.actor.id for party in one.others),
        channel=_parties(one.channel), addressee=_parties(one.addressee),
        said=_time(one.said, one.said_spans),
        place=_place(one.place, one.place_country, one.place_spans),
        act=one.act, plover=one.plover, cameo=one.cameo, conditions=tuple(_conditions(one.conditions)),
        matter=tuple(Matter(m.name, m.spans[0]) for m in one.matter if m.spans),
    )  # fmt: skip


def _conditions(found: Iterable[ConditionEntry]) -> Iterator[Condition]:
    return (Condition(c.spans[0], c.marker[0], c.kind) for c in found if c.spans and c.marker)


def _event(one: EventEntry, text: str, said: set[str]) -> Event:
    taking = (Participant(p.actor.id, p.role, span) for p in one.participants for span in p.spans[:1])
    return Event(
        one.id, one.type, Passage(text, one.trigger_spans), one.status, tuple(taking),
        _time(one.time, one.time_spans), _place(one.place, one.place_country, one.place_spans), one.plover,
        one.reported_by if one.reported_by in said else None,
    )  # fmt: skip


def _paper(one: PaperEntry, text: str, said: set[str]) -> Paper:
    stages = tuple(_stage(stage, said) for stage in one.statuses if stage.spans)
    return Paper(one.id, one.name, Passage(text, one.spans), _parties(one.parties), stages)


def _stage(one: StageEntry, said: set[str]) -> Stage:
    teller = one.reported_by if one.reported_by in said else None
    return Stage(one.value, one.spans[0], one.since, teller)


def _parties(found: Iterable[PartyEntry]) -> tuple[Party, ...]:
    return tuple(Party(one.actor.id, span) for one in found for span in one.spans[:1])


def _time(value: str | None, spans: Spans) -> Time | None:
    return Time(spans[0], "DATE", value) if spans else None


def _place(name: str | None, country: str | None, spans: Spans) -> Place | None:
    return Place(name, country, spans[0]) if name and spans else None
