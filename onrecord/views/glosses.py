"""Glosses: what is told beside words of the text: whom they mean, when it was, where, what became of it."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from onrecord.records import Report, Score, Span, Statement
from onrecord.resolve.names import key
from onrecord.views.dates import when
from onrecord.views.wording import Wording, doubtful, perhaps, reason, speakers


@dataclass(frozen=True, slots=True)
class Gloss:
    """What is told of one place of the text. ``lines`` are for people, the reason last where it is asked for.

    ``entry`` is the number of the actor, time, statement, event or paper that it leads to, from 1.
    """

    span: Span
    kind: Literal["who", "when", "where", "event", "paper"]
    lines: tuple[str, ...]
    entry: int


def glosses(report: Report, wording: Wording, *, explain: bool = False) -> list[Gloss]:
    """Return the glosses of a report in order. They do not overlap: the wider is kept, or else the first.

    Events and papers are told where nobody and no time is: their mentions are marked all the same.
    """
    found = [*_sources(wording, explain), *_mentions(wording, explain), *_parties(wording)]
    found += [*_times(report, explain), *_places(wording)]
    kept: list[Gloss] = []
    # The sort is stable: of equal spans a source, which tells most, comes first.
    for gloss in sorted(found, key=lambda gloss: (gloss.span.start, -gloss.span.end)):
        if not kept or gloss.span.start >= kept[-1].span.end:
            kept.append(gloss)
    kept = [gloss for gloss in kept if not _known(gloss, report)]
    return sorted([*kept, *_free(_dealings(wording), kept)], key=lambda gloss: gloss.span)


def _free(found: Iterable[Gloss], kept: Sequence[Gloss]) -> Iterator[Gloss]:
    """Those that overlap none that are kept, nor one another: the first is taken."""
    taken = [gloss.span for gloss in kept]
    for gloss in found:
        place = bisect(taken, gloss.span)
        beside = taken[max(place - 1, 0) : place + 1]
        if not any(span.overlaps(gloss.span) for span in beside):
            taken.insert(place, gloss.span)
            yield gloss


def _dealings(wording: Wording) -> Iterator[Gloss]:
    for number, event in enumerate(wording.report.events, start=1):
        about = "; ".join(filter(None, (*wording.parties(event), wording.occurs(event))))
        lines = (f"{wording.event(event)}: {wording.status(event)}", *filter(None, (about,)))
        yield from (Gloss(span, "event", lines, number) for span in event.trigger)
    for number, paper in enumerate(wording.report.papers, start=1):
        stages = "; ".join(map(wording.stage, paper.statuses))
        lines = tuple(filter(None, (paper.name, stages)))
        yield from (Gloss(span, "paper", lines, number) for span in paper.spans)


def _known(gloss: Gloss, report: Report) -> bool:
    """Whether the words themselves say all that would be told of them."""
    return len(gloss.lines) == 1 and key(gloss.lines[0]) == key(gloss.span.of(report.text))


def _sources(wording: Wording, explain: bool) -> Iterator[Gloss]:
    numbers = _numbers(wording)
    for statement in wording.report.statements:
        ids = speakers(statement)
        if ids:
            why = wording.why(statement)
            score = doubtful(why, *(wording.actors[id].score for id in ids))
            names = [perhaps(_plain(wording, id), score) for id in ids]
            lines = (" and ".join(names), *_circumstances(wording, statement), *_reason(why, explain))
            for span in statement.source:
                yield Gloss(span, "who", lines, numbers[ids[0]])


def _circumstances(wording: Wording, statement: Statement) -> Iterator[str]:
    told = wording.told(statement)
    yield from filter(None, (" → ".join(told.chain), " · ".join(filter(None, (told.said, *told.aside)))))


def _mentions(wording: Wording, explain: bool) -> Iterator[Gloss]:
    for number, actor in enumerate(wording.report.actors, start=1):
        for mention in actor.mentions:
            who = perhaps(_plain(wording, actor.id), doubtful(mention.score, actor.score))
            yield Gloss(mention.span, "who", (who, *_reason(mention.score, explain)), number)


def _parties(wording: Wording) -> Iterator[Gloss]:
    """Whoever stands in a channel, is spoken to or supplied the copy, where no mention says so."""
    numbers = _numbers(wording)
    every = [wording.report.credits, *((*s.channel, *s.addressee) for s in wording.report.statements)]
    for party in (party for parties in every for party in parties):
        yield Gloss(party.span, "who", (wording.who(party.actor),), numbers[party.actor])


def _times(report: Report, explain: bool) -> Iterator[Gloss]:
    for number, time in enumerate(report.times, start=1):
        why = [time.reason] if explain and time.reason else []
        if time.value or why:
            yield Gloss(time.span, "when", (when(time.value) or "no date", *why), number)


def _places(wording: Wording) -> Iterator[Gloss]:
    for number, statement in enumerate(wording.report.statements, start=1):
        if statement.place:
            yield Gloss(statement.place.span, "where", (wording.place(statement.place),), number)


def _plain(wording: Wording, id: str) -> str:
    """Name and office without doubt, which is told once for all."""
    return ", ".join(filter(None, (wording.actors[id].name, wording.office(id))))


def _numbers(wording: Wording) -> dict[str, int]:
    return {actor.id: number for number, actor in enumerate(wording.report.actors, start=1)}


def _reason(score: Score | None, explain: bool) -> list[str]:
    return [reason(score)] if explain and score and score.reason else []
