"""What people decide stands, is withdrawn, and is laid over what was read; on SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from ledgers import Told, cluster, harbour, ledger, place, story
from sqlalchemy import select

from onrecord.ledger import Ledger, LedgerError, NotOnRecord, correcting, judging
from onrecord.ledger.entries import EventEntry, PaperEntry, StatementEntry
from onrecord.ledger.judging import judge, judgments, withdraw
from onrecord.ledger.tables import judgment, statement
from onrecord.records import Condition, Span

__all__ = ["cluster", "ledger", "place"]

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = "2031-05-03"


def statements(ledger: Ledger, **which: Any) -> list[StatementEntry]:
    with ledger.connect() as connection:
        return list(correcting.statements(connection, ledger.at, which))  # type: ignore[arg-type]


def events(ledger: Ledger, **which: Any) -> list[EventEntry]:
    with ledger.connect() as connection:
        return list(correcting.events(connection, ledger.at, which))  # type: ignore[arg-type]


def papers(ledger: Ledger, **which: Any) -> list[PaperEntry]:
    with ledger.connect() as connection:
        return list(correcting.papers(connection, ledger.at, which))  # type: ignore[arg-type]


def talk() -> Any:
    """Three statements of two people, all of one day."""
    return story(
        Told("Ada Brandt", "said", "the treaty is ready", matter=("treaty",)),
        Told("Ada Brandt", "said", "the ships may pass", act="accept", matter=("passage",)),
        Told("Bo Quist", "denied", "that a list was sent", act="deny", matter=("list",)),
        published=DAY,
    )


@pytest.fixture
def ids(ledger: Ledger) -> list[str]:
    """The ids of the three statements, on record since noon."""
    ledger.add(talk(), source="a", seen=NOON, read=NOON)
    return [one.id for one in ledger.statements()]


def test_a_judgment_is_kept_with_name_and_time(ledger: Ledger, ids: list[str]) -> None:
    kept = judge(ledger, "same", ids[1], ids[0][:10], by=" Ada ", note="one speech", at=NOON)
    assert (kept.subject, kept.other) == tuple(sorted(ids[:2]))
    assert (kept.by, kept.at, kept.note) == ("Ada", "2031-05-04T12:00:00.000000Z", "one speech")
    assert judgments(ledger) == judgments(ledger, subject=ids[0]) == [kept]
    assert judgments(ledger, subject=ids[2]) == []


def test_who_says_it_again_says_it_once(ledger: Ledger, ids: list[str]) -> None:
    first = judge(ledger, "same", ids[0], ids[1], by="Ada")
    assert judge(ledger, "same", ids[1], ids[0], by="Ada") == first
    judge(ledger, "same", ids[1], ids[0], by="Bo")
    assert [one.by for one in judgments(ledger)] == ["Ada", "Bo"]


def test_what_is_withdrawn_stays_as_a_row(ledger: Ledger, ids: list[str]) -> None:
    kept = judge(ledger, "wrong", ids[0], by="Ada", at=NOON + HOUR)
    gone = withdraw(ledger, kept.id[:6], "Bo", at=NOON + 2 * HOUR)
    assert gone == replace(kept, withdrawn_by="Bo", withdrawn_at="2031-05-04T14:00:00.000000Z")
    assert judgments(ledger) == []
    assert judgments(ledger, withdrawn=True) == [gone]
    assert withdraw(ledger, kept.id, "Cy") == gone
    assert judge(ledger, "wrong", ids[0], by="Ada", at=NOON + 3 * HOUR).id != kept.id


@pytest.mark.parametrize(("hours", "stands"), [(0, False), (1, True), (2, False)])
def test_as_of_an_instant(ledger: Ledger, ids: list[str], hours: int, stands: bool) -> None:
    kept = judge(ledger, "wrong", ids[0], by="Ada", at=NOON + HOUR)
    withdraw(ledger, kept.id, "Ada", at=NOON + 2 * HOUR)
    then = ledger.as_of(NOON + hours * HOUR)
    assert judgments(then) == ([kept] if stands else [])
    assert len(statements(then)) == (2 if stands else 3)


def test_pairs_are_those_of_the_last_who_judged(ledger: Ledger, ids: list[str]) -> None:
    judge(ledger, "same", ids[0], ids[1], by="Ada", at=NOON)
    judge(ledger, "different", ids[1], ids[0], by="Bo", at=NOON + HOUR)
    judge(ledger, "same", ids[1], ids[2], by="Bo", at=NOON + HOUR)
    with ledger.connect() as connection:
        same, different = judging.pairs(connection)
    assert [set(pair) for pair in same] == [set(ids[1:])]
    assert [set(pair) for pair in different] == [set(ids[:2])]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"verdict": "maybe"}, "expected one of same"),
        ({"verdict": "same"}, "expected two"),
        ({"verdict": "same", "other": 0}, "expected two"),
        ({"verdict": "same", "other": "report"}, "expected two of a kind"),
        ({"verdict": "correct"}, "no field"),
        ({"verdict": "right", "field": "act"}, "expected one with correct alone"),
        ({"verdict": "correct", "field": "length", "value": "1"}, "what can be corrected of a statement"),
        ({"verdict": "correct", "field": "act", "value": "shout"}, "for act one of assert"),
        ({"verdict": "correct", "field": "act", "value": None}, "expected a value for act"),
        ({"verdict": "correct", "field": "said", "value": "on Monday"}, "a date as 2026-03-09"),
        ({"verdict": "correct", "field": "speaker", "value": "Nobody Atall"}, "onrecord who"),
        ({"verdict": "wrong", "by": "  "}, "--by"),
    ],
)
def test_what_cannot_be_judged(ledger: Ledger, ids: list[str], asked: dict[str, Any], told: str) -> None:
    about = {"by": "Ada", **asked}
    if "other" in about:
        about["other"] = ids[0] if about["other"] == 0 else ledger.statement(ids[0]).report
    with pytest.raises(LedgerError, match=told):
        judge(ledger, about.pop("verdict"), ids[0], about.pop("other", None), **about)
    assert judgments(ledger) == []


@pytest.mark.parametrize("id", ["0000", ""])
def test_of_what_is_not_on_record_nothing_is_judged(ledger: Ledger, ids: list[str], id: str) -> None:
    with pytest.raises(NotOnRecord):
        judge(ledger, "wrong", id, by="Ada")
    with pytest.raises(NotOnRecord):
        withdraw(ledger, id, "Ada")


# ---- corrections ----------------------------------------------------------------------------------------


def test_a_correction_is_laid_over_and_the_source_stays(ledger: Ledger, ids: list[str]) -> None:
    judge(ledger, "correct", ids[0], field="speaker", value="Bo Quist", by="Ada")
    judge(ledger, "correct", ids[0], field="act", value="promise", by="Ada")
    judge(ledger, "correct", ids[0], field="said", value="2031-04-28", by="Ada")
    judge(ledger, "correct", ids[0], field="place", value="Oslo", by="Ada")
    judge(ledger, "correct", ids[0], field="matter", value=["Harbour Treaties"], by="Ada")
    (one,) = statements(ledger, ids=[ids[0]])
    assert one.speaker is not None
    assert (one.speaker.id, one.act, one.said, one.place) == ("bo-quist", "promise", "2031-04-28", "Oslo")
    assert (one.earliest, one.latest) == ("2031-04-28", "2031-04-28")
    assert [matter.key for matter in one.matter] == ["harbour treaty"]
    with ledger.connect() as connection:
        read = connection.execute(select(statement).where(statement.c.id == ids[0])).one()
    assert (read.speaker, read.act, read.said) == ("ada-brandt", "assert", None)


@pytest.mark.parametrize(
    ("field", "value", "asked", "found"),
    [
        ("speaker", "bo-quist", {"actor": "Quist"}, [0, 2]),
        ("speaker", "bo-quist", {"actor": "ada-brandt"}, [1]),
        ("speaker", None, {"actor": "Brandt"}, [1]),
        ("act", "deny", {"act": "deny"}, [0, 2]),
        ("act", "deny", {"act": "assert"}, []),
        ("said", "2031-06-01", {"since": "2031-05-20"}, [0]),
        ("said", "2031-06-01", {"until": "2031-05-20"}, [1, 2]),
        ("said", "2031-06-01", {}, [1, 2, 0]),
        ("said", "2031-06-01", {"newest": True}, [0, 2, 1]),
        ("said", "2031-06-01", {"newest": True, "limit": 2}, [0, 2]),
        ("said", "2031-06-01", {"limit": 2}, [1, 2]),
        ("matter", ["list"], {"matter": "list"}, [0, 2]),
        ("matter", ["list"], {"matter": "treaty"}, []),
        ("matter", ["list"], {"words": "treaty"}, [0]),
        ("place", "Oslo", {"words": "ships"}, [1]),
    ],
)
def test_corrections_count_where_it_is_asked(
    ledger: Ledger, ids: list[str], field: str, value: Any, asked: dict[str, Any], found: list[int]
) -> None:
    judge(ledger, "correct", ids[0], field=field, value=value, by="Ada")
    assert [ids.index(one.id) for one in statements(ledger, **asked)] == found


def test_of_two_corrections_the_later_counts(ledger: Ledger, ids: list[str]) -> None:
    judge(ledger, "correct", ids[0], field="act", value="deny", by="Ada", at=NOON + HOUR)
    late = judge(ledger, "correct", ids[0], field="act", value="warn", by="Bo", at=NOON + 2 * HOUR)
    assert statements(ledger, ids=[ids[0]])[0].act == "warn"
    assert statements(ledger.as_of(NOON + HOUR), ids=[ids[0]])[0].act == "deny"
    withdraw(ledger, late.id, "Bo")
    assert statements(ledger, ids=[ids[0]])[0].act == "deny"


def test_a_correction_survives_a_reading_by_a_newer_version(ledger: Ledger, ids: list[str]) -> None:
    judge(ledger, "correct", ids[0], field="act", value="promise", by="Ada")
    newer = Ledger(ledger.engine, ledger.where, version="99")
    again = talk()
    first = again.statements[0]
    bound = Condition(first.content[0], Span(first.content[0].start, first.content[0].start + 3), "if")
    again = replace(
        again, statements=(replace(first, act="warn", conditions=(bound,)), *again.statements[1:])
    )
    assert newer.add(again, source="a", read=NOON + HOUR).outcome == "reread"
    (one,) = statements(newer, ids=[ids[0]])
    assert (one.about.version, one.act, len(one.conditions)) == ("99", "promise", 1)


def test_what_is_wrong_is_given_out_only_when_it_is_named(ledger: Ledger, ids: list[str]) -> None:
    judge(ledger, "wrong", ids[0], by="Ada", at=NOON)
    assert [one.id for one in statements(ledger)] == ids[1:]
    assert [one.id for one in statements(ledger, limit=1)] == ids[1:2]
    assert [one.id for one in statements(ledger, ids=[ids[0]])] == [ids[0]]
    judge(ledger, "right", ids[0], by="Bo", at=NOON + HOUR)
    assert [one.id for one in statements(ledger)] == ids


def test_corrections_of_events_and_papers(ledger: Ledger) -> None:
    ledger.add(harbour(), source="a")
    (meeting,), (treaty,) = ledger.events(), ledger.papers()
    for field, value in (
        ("status", "held"),
        ("type", "call"),
        ("time", "2031-05-09"),
        ("place", "Orval Bay"),
    ):
        judge(ledger, "correct", meeting.id, field=field, value=value, by="Ada")
    judge(ledger, "correct", treaty.id, field="name", value="Harbour Accord", by="Ada")
    (held,) = events(ledger, status="held", type="call", since="2031-05-09")
    assert (held.id, held.earliest, held.place) == (meeting.id, "2031-05-09", "Orval Bay")
    assert events(ledger, status="proposed") == events(ledger, until="2031-05-08") == []
    assert [one.id for one in papers(ledger, name="harbour accords")] == [treaty.id]
    assert papers(ledger, name="harbour treaty") == []
    judge(ledger, "wrong", meeting.id, by="Ada")
    assert events(ledger) == []


def test_judgments_are_merged(ledger: Ledger, ids: list[str], tmp_path: Any) -> None:
    with Ledger.open(tmp_path / "other.sqlite") as other:
        other.add(talk(), source="b")
        kept = judge(other, "correct", ids[0], field="speaker", value="Bo Quist", by="Ada")
        gone = judge(other, "wrong", ids[2], by="Ada")
        ledger.merge(other)
        assert judgments(ledger) == [kept, gone]
        withdraw(other, gone.id, "Ada")
        ledger.merge(other)
    assert judgments(ledger) == [kept]
    with ledger.connect() as connection:
        assert len(connection.execute(select(judgment)).all()) == 2
