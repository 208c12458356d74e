"""Nothing false is shown: every span is a place in the text, and every id one of the report's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from onrecord.errors import OnrecordError
from onrecord.records import Condition, Passage, Report, Span, Statement
from onrecord.sentences import sentence_at, sentences
from onrecord.views.marks import passages


def check(report: Report) -> None:
    """Raise OnrecordError unless every span is a place in the text, every id one of an actor or statement
    of the report, and every condition beside what depends on it."""
    for what, spans in _spans(report):
        _check(report.text, spans, what)
    _check_words(report)
    _check_ids(report)
    for statement in report.statements:
        for condition in statement.conditions:
            _check_condition(report.text, statement, condition)


def _check_words(report: Report) -> None:
    """Raise unless statements have content, events and papers a mention, all in words of the report."""
    for statement in report.statements:
        if not statement.content.spans:
            raise _fault(f"{statement.id} has no content")
        for role, passage in passages(statement):
            _check_passage(report.text, passage, f"the {role} of {statement.id}")
    mentions: list[tuple[str, Passage]] = [(event.id, event.trigger) for event in report.events]
    mentions += [(paper.id, paper.spans) for paper in report.papers]
    for id, passage in mentions:
        if not passage.spans:
            raise _fault(f"{id} has no mention")
        _check_passage(report.text, passage, f"a mention of {id}")


def _check_passage(text: str, passage: Passage, what: str) -> None:
    foreign = passage.text is not text
    if foreign and any(s.of(passage.text) != s.of(text) for s in passage):
        raise _fault(f"{what} is of another text than its report's")


def _check_ids(report: Report) -> None:
    """Raise unless ids are single, and those that are referred to are there."""
    actors = Counter(actor.id for actor in report.actors)
    for what, id in _parts(report):
        if actors[id] != 1:
            raise _fault(f"{what} is {id!r}, which is {'twice' if actors[id] else 'not'} among the actors")
    entries = Counter(one.id for part in (report.statements, report.events, report.papers) for one in part)
    double = next((id for id, count in entries.items() if count > 1), None)
    if double is not None:
        raise _fault(f"{double!r} is the id of two statements, events or papers")
    statements = {statement.id for statement in report.statements}
    for what, told_by in _tellers(report):
        if told_by is not None and told_by not in statements:
            raise _fault(f"{what} is reported by {told_by!r}, which is no statement")


def _tellers(report: Report) -> Iterator[tuple[str, str | None]]:
    """The id of every statement that is referred to, with what it reports."""
    yield from ((event.id, event.reported_by) for event in report.events)
    for paper in report.papers:
        yield from ((f"a status of {paper.id}", stage.reported_by) for stage in paper.statuses)


def _check_condition(text: str, statement: Statement, condition: Condition) -> None:
    """Raise unless a condition has its marker in it, and is in a sentence of its statement or the next."""
    span, marker = condition.span, condition.marker
    if not span.start <= marker.start < marker.end <= span.end:
        raise _fault(f"the marker of a condition of {statement.id} is not in it")
    spoken = [part for _, passage in passages(statement) for part in passage]
    places = [*spoken, span]
    found = sentences(text, min(s.start for s in places), max(s.end for s in places))
    at = sentence_at(found, span.start)
    beside = Span(found[max(at - 1, 0)].start, found[min(at + 1, len(found) - 1)].end)
    if not any(part.overlaps(beside) for part in spoken):
        raise _fault(f"a condition of {statement.id} is not beside its content")


def _spans(report: Report) -> Iterator[tuple[str, Sequence[Span]]]:
    """All spans of a report, with what they are."""
    for segment in report.segments:
        yield segment.kind, (segment.span,)
    for actor in report.actors:
        yield f"a mention of {actor.id}", [mention.span for mention in actor.mentions]
    for time in report.times:
        yield f"a time {time.value}", (time.span,)
    yield "a credit", [party.span for party in report.credits]
    for statement in report.statements:
        for what, spans in _spans_of(statement):
            yield f"{what} of {statement.id}", spans
    for event in report.events:
        yield f"the trigger of {event.id}", event.trigger.spans
        yield f"a participant of {event.id}", [p.span for p in event.participants]
        yield f"when and where {event.id} is", [w.span for w in (event.time, event.place) if w]
    for paper in report.papers:
        yield f"a mention of {paper.id}", paper.spans.spans
        yield f"a party of {paper.id}", [party.span for party in paper.parties]
        yield f"a status of {paper.id}", [stage.span for stage in paper.statuses]


def _spans_of(statement: Statement) -> Iterator[tuple[str, Sequence[Span]]]:
    for role, passage in passages(statement):
        yield role, passage.spans
    yield "channel", [party.span for party in statement.channel]
    yield "addressee", [party.span for party in statement.addressee]
    yield "target", (statement.target.span,) if statement.target else ()
    yield "condition", [span for c in statement.conditions for span in (c.span, c.marker)]
    yield "matter", [matter.span for matter in statement.matter]
    yield "medium", statement.media
    yield "time", (statement.said.span,) if statement.said else ()
    yield "place", (statement.place.span,) if statement.place else ()


def _parts(report: Report) -> Iterator[tuple[str, str]]:
    """The id of every actor that is referred to, with its part."""
    yield from (("an actor", actor.id) for actor in report.actors)
    yield from (("a credit", party.actor) for party in report.credits)
    for statement in report.statements:
        speakers = statement.others if statement.speaker is None else (statement.speaker, *statement.others)
        yield from ((f"a speaker of {statement.id}", id) for id in speakers)
        yield from ((f"the channel of {statement.id}", party.actor) for party in statement.channel)
        yield from ((f"the addressee of {statement.id}", party.actor) for party in statement.addressee)
        yield from ((f"the target of {statement.id}", party.actor) for party in (statement.target,) if party)
    for event in report.events:
        yield from ((f"a participant of {event.id}", p.actor) for p in event.participants)
    for paper in report.papers:
        yield from ((f"a party of {paper.id}", party.actor) for party in paper.parties)


def _check(text: str, spans: Sequence[Span], what: str) -> None:
    for span in spans:
        if not 0 <= span.start < span.end <= len(text):
            raise _fault(
                f"{what}: [{span.start}, {span.end}] is no place in a text of {len(text)} characters"
            )


def _fault(found: str) -> OnrecordError:
    return OnrecordError(f"{found}; this is a fault of onrecord, please report it")
