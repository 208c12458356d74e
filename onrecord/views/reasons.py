"""Why each thing was read so: what was found, in words, and the score with its reason."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.records import Event, Paper, Score, Statement
from onrecord.views.dates import when
from onrecord.views.wording import Wording

Why = tuple[str, Score]


def of_statement(statement: Statement, wording: Wording) -> Iterator[Why]:
    """What was found of a statement, field by field ("speaker: Ada Brandt"), then its conditions."""
    told = wording.told(statement)
    values = {
        "speaker": told.who,
        "channel": " → ".join(told.via),
        "addressee": ", ".join(words for words in told.aside if words.startswith("to ")),
        "media": ", ".join(words for words in told.aside if not words.startswith("to ")),
        "said": when(statement.said.value) if statement.said else "",
        "place": wording.place(statement.place) if statement.place else "",
        "act": wording.does(statement)[0],
        "plover": wording.amount(statement),
    }
    for field, score in dict.fromkeys(statement.reasons):
        yield f"{field}: {values.get(field) or 'none'}", score
    for condition in statement.conditions:
        yield wording.condition(condition), condition.score


def of_event(event: Event, wording: Wording) -> Iterator[Why]:
    """What was found of an event, field by field."""
    values = {
        "type": event.type,
        "status": wording.status(event),
        "time": when(event.time.value) if event.time else "",
        "place": wording.place(event.place) if event.place else "",
    }
    for field, score in dict.fromkeys(event.reasons):
        yield f"{field}: {values.get(field) or 'none'}", score


def of_paper(paper: Paper, wording: Wording) -> Iterator[Why]:
    """The statuses of a paper, with the words that tell them."""
    for stage in paper.statuses:
        words = " ".join(stage.span.of(paper.spans.text).split())
        yield f"{wording.stage(stage)}: “{words}”", stage.score
