"""What stands in the texts still, what was altered, and what stands in another report."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from ledgers import Told, cluster, harbour, ledger, place, story
from sqlalchemy import update

from onrecord.ledger import Ledger
from onrecord.ledger.quoting import verify_quote
from onrecord.ledger.tables import (
    condition,
    event,
    paper,
    participant,
    reading,
    report,
    statement,
)
from onrecord.ledger.verifying import verify

__all__ = ["cluster", "ledger", "place"]

SPEECH = "we will keep the boats in port for two weeks"


@pytest.fixture
def kept(ledger: Ledger) -> Ledger:
    """The harbour report, and another of one statement."""
    ledger.add(harbour(), source="harbour.txt")
    ledger.add(story(Told("Ada Brandt", "said", SPEECH), published="2031-05-03"), source="boats.txt")
    return ledger


def found(ledger: Ledger) -> list[tuple[str, str, str]]:
    return [(one.found, one.kind, one.field) for one in verify(ledger).findings]


def other(ledger: Ledger) -> str:
    """The id of the report of one statement."""
    return next(ledger.statements(words="boats weeks")).report


def test_all_stands(kept: Ledger) -> None:
    told = verify(kept)
    assert told.whole
    assert (told.reports, told.entries) == (2, 12)
    assert str(told).startswith("2 reports, 12 entries, ")
    assert str(told).endswith(": all stand as they were read")


@pytest.mark.parametrize(
    ("table", "change", "what"),
    [
        (statement, {"content": "the boats"}, [("altered", "statement", "content")]),
        (statement, {"content": "the moon is cheese"}, [("not in this report", "statement", "content")]),
        (statement, {"content": "ports minister of Merrow"},
         [("found in another report", "statement", "content")]),
        (statement, {"act": "threaten"}, [("altered", "statement", "act")]),
        (statement, {"speaker": "merrow"}, [("altered", "statement", "speaker")]),
        (statement, {"said": "2031-01-01"}, [("altered", "statement", "said")]),
        (statement, {"number": 7}, [("altered", "statement", "number")]),
        (event, {"status": "held"}, [("altered", "event", "status")]),
        (paper, {"name": "peace treaty"}, [("altered", "paper", "name")]),
        (condition, {"words": "if it rained"}, [("not in this report", "condition", "words")] * 2),
        (condition, {"marker_spans": [[5, 99999]]}, [("altered", "condition", "marker_spans")] * 2),
        (participant, {"spans": [[-3, 2]]}, [("altered", "participant", "spans")] * 2),
    ],
)  # fmt: skip
def test_what_was_changed_in_the_ledger(
    kept: Ledger, table: Any, change: dict[str, Any], what: list[tuple[str, str, str]]
) -> None:
    with kept.begin() as connection:
        query = update(table).values(**change)
        # The report of one statement, where the others are told by the harbour report.
        connection.execute(query.where(table.c.report == other(kept)) if table is statement else query)
    assert found(kept) == what


def test_words_and_their_place_moved_together_are_found_out(kept: Ledger) -> None:
    one = kept.statement(next(kept.statements(words="boats weeks")).id)
    start = one.content_spans[0].start
    with kept.begin() as connection:
        moved = {"content": SPEECH[:7], "content_spans": [[start, start + 7]]}
        connection.execute(update(statement).where(statement.c.id == one.id).values(**moved))
    assert found(kept) == [("altered", "statement", "content_spans"), ("altered", "statement", "id")]


def test_a_text_that_was_changed_is_told_once(kept: Ledger) -> None:
    id = other(kept)
    with kept.begin() as connection:
        connection.execute(update(report).where(report.c.id == id).values(text="Ada Brandt said nothing."))
    assert found(kept) == [("altered", "report", "text")]
    assert not verify(kept).whole


def test_a_record_that_was_changed(kept: Ledger) -> None:
    id = next(kept.statements(words="boats weeks")).about.reading
    with kept.begin() as connection:
        told = {**kept.record(other(kept)), "times": [{"span": [0, 3], "type": "DATE", "value": "2031"}]}
        connection.execute(update(reading).where(reading.c.id == id).values(record=told))
    assert found(kept) == [("altered", "reading", "record")]


# ---- words ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "verdict", "how"),
    [
        (SPEECH, "on record", "exact"),
        ("“We will keep  the boats in port”", "on record", "normalised"),
        ("we will keep the boats in harbour for two weeks", "nearly on record", "near"),
        ("“We have read every line of it twice,”", "on record", "exact"),
        ("the moon is made of cheese", "not on record", None),
        ("!?", "not on record", None),
    ],
)
def test_words_on_record(kept: Ledger, words: str, verdict: str, how: str | None) -> None:
    quote = verify_quote(kept, words)
    assert quote.verdict == verdict
    assert [one.how for one in quote.matches[:1]] == ([how] if how else [])


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        (SPEECH, "in this report"),
        ("We will keep the boats", "in this report"),
        ("we will keep the ships in port for two weeks", "altered"),
        ("We have read every line of it twice", "found in another report"),
        ("the moon is made of cheese", "not in this report"),
    ],
)
def test_words_of_one_report(kept: Ledger, words: str, verdict: str) -> None:
    assert verify_quote(kept, words, other(kept)[:12]).verdict == verdict


def test_what_differs_is_told_with_its_place(kept: Ledger) -> None:
    (match,) = verify_quote(kept, "we will keep the ships in port for a week", other(kept)).matches
    text = kept.report(other(kept)).text
    assert [(one.before, one.after) for one in match.differences] == [
        ("ships", "boats"),
        ("a week", "two weeks"),
    ]
    assert all(
        one.after_span is not None and one.after_span.of(text) == one.after for one in match.differences
    )
    assert match.words == match.spans[0].of(text)


def test_words_that_were_not_yet_on_record(kept: Ledger) -> None:
    import datetime

    then = kept.as_of(datetime.date(2020, 1, 1))
    assert verify_quote(then, SPEECH).verdict == "not on record"


def test_an_id_of_a_report_is_the_hash_of_its_text(kept: Ledger) -> None:
    for one in kept.reports():
        assert one.id == hashlib.sha256(one.text.encode()).hexdigest()
