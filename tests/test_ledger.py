"""The ledger keeps what it was given: one set of tests for SQLite and PostgreSQL."""

from __future__ import annotations

import multiprocessing
import sqlite3
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest
from ledgers import NewPlace, Told, add_made, cluster, harbour, ledger, new_schema, place, story, varied
from sqlalchemy import create_engine, delete, insert, select, update

from onrecord.errors import Skipped, Unreadable
from onrecord.ledger import (
    Ledger,
    LedgerError,
    LedgerFull,
    NotOnRecord,
    ids,
    migrations,
    putting,
    recall,
    rows,
    search,
)
from onrecord.ledger.entries import StatementEntry
from onrecord.ledger.tables import judgment, metadata
from onrecord.records import Document, Report

__all__ = ["cluster", "ledger", "place"]

# Processes that have all modules loaded when they start.
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["pytest", "onrecord.ledger"])

MORNING, NOON, EVENING = (datetime(2031, 5, 3, hour, tzinfo=UTC) for hour in (8, 12, 20))
DERIVED = {"copy", "rendering", "origin", "finding", "joined", "term", "mark", "state"}


def contents(ledger: Ledger) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of what a ledger keeps, in an order of their own."""
    with ledger.connect() as connection:
        return {
            name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for name, table in metadata.tables.items()
            if name not in DERIVED
        }


def words_of(found: Iterator[StatementEntry]) -> list[str]:
    return [one.content for one in found]


TALKS = story(
    Told("Mira Tolland", "said", "that the grain corridor would open", said="2031-05-01",
         matter=("grain corridor",)),
    Told("Orso Quenby", "rejected", "the security guarantees", act="reject",
         matter=("security guarantees",)),
    Told("officials", "said", "that talks had failed", through="Northwire"),
    outlet="Straits Courier", published="2031-05-03", url="https://courier.example/talks", title="Talks",
)  # fmt: skip
LATER = story(
    Told("Mira Tolland", "said", "that the border would stay closed", said="2031-06", through="Selpress"),
    Told("officials", "denied", "that talks had failed", act="deny"),
    outlet="Evening Post", published="2031-06-20", url="https://post.example/later", title="Later",
)  # fmt: skip


# ---- adding ---------------------------------------------------------------------------------------------

NO_DATE, DAY_AFTER = replace(TALKS, published=None), replace(TALKS, published="2031-05-04")
MIRRORED = replace(TALKS, url="https://mirror.example/")
CHANGED = replace(LATER, url=TALKS.url)


@pytest.mark.parametrize(
    ("added", "outcomes", "sightings", "readings"),
    [
        ([(TALKS, "a.txt"), (LATER, "b.txt")], ["new", "new"], 2, 2),
        ([(TALKS, "a.txt"), (TALKS, "a.txt"), (TALKS, "a.txt")], ["new", "known", "known"], 1, 1),
        ([(TALKS, "a.txt"), (TALKS, "feed.xml")], ["new", "again"], 2, 1),
        ([(TALKS, "a.txt"), (MIRRORED, "a.txt")], ["new", "again"], 2, 1),
        ([(TALKS, "a.txt"), (CHANGED, "a.txt")], ["new", "version"], 2, 2),
        ([(NO_DATE, "a.txt"), (TALKS, "a.txt")], ["new", "reread"], 1, 2),
        ([(NO_DATE, "a.txt"), (TALKS, "feed.xml")], ["new", "reread"], 2, 2),
        ([(TALKS, "a.txt"), (NO_DATE, "feed.xml")], ["new", "again"], 2, 1),
        ([(TALKS, "a.txt"), (DAY_AFTER, "feed.xml")], ["new", "again"], 2, 1),
    ],
    ids=["two", "same", "elsewhere", "mirror", "version", "dated", "dated there", "undated", "later copy"],
)  # fmt: skip
def test_what_comes_of_adding(ledger, added, outcomes, sightings, readings):
    assert [ledger.add(report, source=source).outcome for report, source in added] == outcomes
    kept = contents(ledger)
    assert len(kept["report"]) == len({report.id for report, _ in added})
    assert (len(kept["sighting"]), len(kept["reading"])) == (sightings, readings)


def test_a_version_names_the_text_before_it(ledger):
    ledger.add(TALKS, source="a.txt", seen=MORNING)
    assert ledger.add(CHANGED, source="a.txt", seen=NOON).before == TALKS.id


def test_a_newer_version_reads_again_and_an_older_one_does_not(place):
    where = place()
    better = replace(TALKS, statements=(replace(TALKS.statements[0], act="promise"), *TALKS.statements[1:]))
    outcomes = []
    for version, report in (("0.9", TALKS), ("0.10", better), ("0.9.5", TALKS), ("0.10", better)):
        with Ledger.open(where, version=version) as ledger:
            outcomes.append(ledger.add(report, source="a.txt").outcome)
            acts = [one.act for one in ledger.statements()]
    assert outcomes == ["new", "reread", "known", "known"]
    assert sorted(acts) == ["assert", "promise", "reject"]


def test_a_statement_keeps_its_id_when_it_is_read_again(place):
    where = place()
    with Ledger.open(where, version="1") as ledger:
        ledger.add(TALKS, source="a.txt")
        before = {one.id: one.act for one in ledger.statements()}
    with Ledger.open(where, version="2") as ledger:
        ledger.add(replace(TALKS, statements=TALKS.statements[1:]), source="a.txt")
        after = {one.id: one.act for one in ledger.statements()}
    assert len(before) == 3
    assert after == {id: act for id, act in before.items() if id in after}
    assert len(after) == 2


def test_what_is_kept_comes_back(ledger):
    report = harbour()
    ledger.add(report, source="harbour.txt", seen=MORNING)
    for entry, one in zip(
        sorted(ledger.statements(), key=lambda s: s.number), report.statements, strict=True
    ):
        assert (entry.content, entry.cue, entry.source) == (
            one.content.words,
            one.cue.words,
            one.source.words,
        )
        assert (entry.content_spans, entry.cue_spans) == (one.content.spans, one.cue.spans)
        assert (entry.kind, entry.act, entry.plover, entry.confidence) == (
            one.kind,
            one.act,
            one.plover,
            one.confidence,
        )
        assert (entry.speaker and entry.speaker.id.split("@")[0]) == one.speaker
        assert [p.actor.id.split("@")[0] for p in entry.channel] == [p.actor for p in one.channel]
        assert [p.spans for p in entry.addressee] == [(p.span,) for p in one.addressee]
        assert (entry.said, entry.place) == (one.said and one.said.value, one.place and one.place.name)
        assert [(c.kind, *c.spans, *c.marker) for c in entry.conditions] == [
            (c.kind, c.span, c.marker) for c in one.conditions
        ]
        assert [m.name for m in entry.matter] == [m.name for m in one.matter]
        assert (entry.about.outlet, entry.about.published) == (report.outlet, report.published)
        assert [c.name for c in entry.about.credits] == ["Northwire"]
    (event,), (paper,) = ledger.events(), ledger.papers()
    said = {one.number: one.id for one in ledger.statements()}
    assert (event.type, event.status, event.time, event.place) == (
        "meeting",
        "proposed",
        "2031-05-08",
        "Orval",
    )
    assert [(p.actor.id, p.role) for p in event.participants] == [("Q1", "party"), ("ansel-quill", "party")]
    assert (event.reported_by, paper.statuses[0].reported_by) == (said[7], said[2])
    assert (paper.name, paper.statuses[0].value, paper.parties[0].actor.name) == (
        "harbour treaty",
        "unsigned",
        "Merrow",
    )
    assert ledger.report(report.id).text == report.text
    assert ledger.record(report.id)["statements"][1]["act"] == "accept"


def test_unnamed_actors_are_of_one_report_and_named_ones_of_all(ledger):
    ledger.add(TALKS, source="a.txt")
    ledger.add(LATER, source="b.txt")
    speakers = {one.speaker.id for one in ledger.statements()}
    assert speakers == {"mira-tolland", "orso-quenby", f"officials@{TALKS.id}", f"officials@{LATER.id}"}
    assert [(one.actor.id, one.reports) for one in ledger.actors("tolland")] == [("mira-tolland", 2)]
    assert len(ledger.actors("officials")) == 2


ODD = "half a pair \ud83d, a zero \0, the mark \U0010fffe itself, and \U0001f54a"


def test_what_no_database_can_hold_is_kept_as_it_is(ledger):
    report = story(Told("Mira Tolland", "said", ODD), title=ODD)
    ledger.add(report, source=ODD)
    (entry,) = ledger.statements()
    assert (entry.content, entry.about.title, ledger.report(report.id).text) == (ODD, ODD, report.text)
    assert ids.report(ledger.report(report.id).text) == report.id


def test_what_is_very_long_is_kept_and_found(ledger):
    url, word = "https://courier.example/" + "a/" * 5000, "b" * 5000
    for report in (
        page(word + " " + WAIT, url=url + "1"),
        page(word, url=url + "2"),
        page(SIGN, url=url + "2"),
    ):
        ledger.add(report, source=url, seen=NOON)
    assert len(list(ledger.statements(words=word))) == 2
    assert [len(ledger.versions(url + end)) for end in "123"] == [1, 2, 0]


def test_a_batch_goes_on_over_failures(ledger):
    crooked = replace(LATER, statements=(replace(LATER.statements[0], speaker="nobody-there"),))
    results = [
        TALKS,
        Unreadable("b.txt is empty: nothing to read"),
        Skipped("c.jpg"),
        crooked,
        varied(1),
        TALKS,
    ]
    summary = ledger.add_all(results, source="folder", seen=NOON)
    assert (summary.new, summary.known, summary.failed, summary.skipped) == (2, 1, 2, 1)
    assert str(summary) == "2 new (15 statements), 1 known, 2 failed, 1 skipped"
    assert {one.source for one in ledger.failures()} == {"folder"}
    assert "b.txt is empty: nothing to read" in {one.reason for one in ledger.failures()}
    assert ledger.as_of(MORNING).failures() == []
    assert len(list(ledger.reports())) == 2


def test_a_known_text_need_not_be_read(ledger):
    document = Document(TALKS.text, url=TALKS.url, outlet=TALKS.outlet, published=TALKS.published)
    assert ledger.sight(document, source="a.txt") is None
    ledger.add(TALKS, source="a.txt")
    assert ledger.sight(document, source="a.txt").outcome == "known"
    assert ledger.sight(document, source="feed.xml").outcome == "again"
    assert ledger.sight(replace(document, published="2031-05-01"), source="a.txt") is None
    assert len(ledger.report(TALKS.id).sightings) == 2
    newer = Ledger(ledger.engine, ledger.where, version="99")
    assert newer.sight(document, source="a.txt") is None


# ---- what was on record then ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("then", "reports", "acts", "versions"),
    [
        (datetime(2031, 5, 3, 7, tzinfo=UTC), 0, [], 0),
        (MORNING, 1, ["assert", "assert", "reject"], 1),
        (datetime(2031, 5, 3, 13, tzinfo=UTC), 2, ["assert", "assert", "assert", "deny", "reject"], 2),
        (EVENING, 2, ["assert", "assert", "deny", "promise", "reject"], 2),
        (date(2031, 5, 2), 0, [], 0),
        (date(2031, 5, 3), 2, ["assert", "assert", "deny", "promise", "reject"], 2),
    ],
    ids=["before", "morning", "noon", "evening", "day before", "end of the day"],
)
def test_as_of_shows_what_was_seen_and_read_by_then(place, then, reports, acts, versions):
    where = place()
    better = replace(TALKS, statements=(replace(TALKS.statements[0], act="promise"), *TALKS.statements[1:]))
    with Ledger.open(where, version="1") as ledger:
        ledger.add(TALKS, source="a.txt", seen=MORNING, read=MORNING)
        ledger.add(CHANGED, source="a.txt", seen=NOON, read=NOON)
        ledger.add(CHANGED, source="late.txt", seen=EVENING, read=EVENING)
    with Ledger.open(where, version="2") as ledger:
        ledger.add(better, source="a.txt", seen=EVENING, read=EVENING)
        ledger.add(varied(1), source="c.txt", seen=MORNING, read=datetime(2031, 5, 4, tzinfo=UTC))
        shown = ledger.as_of(then)
        assert len(list(shown.reports())) == reports
        assert sorted(one.act for one in shown.statements()) == acts
        assert len(shown.versions(TALKS.url)) == versions
        assert sum(len(one.sightings) for one in shown.reports()) == reports + (
            then in (EVENING, date(2031, 5, 3))
        )
        with pytest.raises(LedgerError, match="as of"):
            shown.add(LATER, source="d.txt")


# ---- asking for some ------------------------------------------------------------------------------------

CORRIDOR, GUARANTEES, FAILED, CLOSED, DENIED = "corridor", "guarantees", "failed", "closed", "denied"
SHORT = {
    "that the grain corridor would open": CORRIDOR, "the security guarantees": GUARANTEES,
    "that the border would stay closed": CLOSED,
}  # fmt: skip


def short(one: StatementEntry) -> str:
    return SHORT.get(one.content) or (DENIED if one.act == "deny" else FAILED)


@pytest.mark.parametrize(
    ("which", "expected"),
    [
        ({}, [CORRIDOR, GUARANTEES, FAILED, CLOSED, DENIED]),
        ({"newest": True}, [DENIED, CLOSED, FAILED, GUARANTEES, CORRIDOR]),
        ({"newest": True, "limit": 1}, [DENIED]),
        ({"actor": "mira-tolland"}, [CORRIDOR, CLOSED]),
        ({"actor": "Tolland"}, [CORRIDOR, CLOSED]),
        ({"actor": "TOLLAND, Mira"}, [CORRIDOR, CLOSED]),
        ({"actor": "Mira Quenby"}, []),
        ({"actor": ""}, [CORRIDOR, GUARANTEES, FAILED, CLOSED, DENIED]),
        ({"through": "Northwire"}, [FAILED]),
        ({"matter": "guarantee"}, [GUARANTEES]),
        ({"matter": "Grain Corridors"}, [CORRIDOR]),
        ({"matter": "grain guarantees"}, []),
        ({"act": "deny"}, [DENIED]),
        ({"kind": "direct"}, []),
        ({"since": "2031-05-02"}, [GUARANTEES, FAILED, CLOSED, DENIED]),
        ({"until": "2031-05-02"}, [CORRIDOR]),
        # Said in June, on whichever day: it may be the 10th.
        ({"since": "2031-06-10", "until": "2031-06-10"}, [CLOSED]),
        ({"outlet": "evening post"}, [CLOSED, DENIED]),
        ({"reports": [TALKS.id], "act": "assert"}, [CORRIDOR, FAILED]),
        ({"words": "talks failed"}, [FAILED, DENIED]),
        ({"words": "talks", "outlet": "Evening Post"}, [DENIED]),
        ({"ids": []}, []),
    ],
)  # fmt: skip
def test_statements_that_fit(ledger, which, expected):
    ledger.add(TALKS, source="a.txt")
    ledger.add(LATER, source="b.txt")
    assert [short(one) for one in ledger.statements(**which)] == expected


@pytest.mark.parametrize(
    ("which", "found"),
    [
        ({}, (1, 1)), ({"actor": "Farrant"}, (1, 0)), ({"actor": "merrow"}, (0, 1)),
        ({"actor": "Ostley"}, (0, 0)), ({"outlet": "Straits Courier"}, (1, 1)),
        ({"side": "merrow"}, (1, 1)), ({"side": "tarn"}, (1, 0)), ({"side": "orval"}, (0, 0)),
        ({"status": "unsigned"}, (0, 1)), ({"status": "proposed"}, (1, 0)),
        ({"since": "2031-05-08"}, (1, 0)), ({"until": "2031-05-07"}, (0, 1)),
        ({"since": "2031-05-09"}, (0, 0)), ({"matter": "treaties"}, (1, 1)), ({"matter": "grain"}, (0, 0)),
    ],
)  # fmt: skip
def test_events_and_papers_that_fit(ledger, which, found):
    ledger.add(harbour(), source="a.txt")
    assert (len(list(ledger.events(**which))), len(list(ledger.papers(**which)))) == found


def test_what_is_not_asked_for_so_is_refused(ledger):
    for asked in (ledger.events(words="talks"), ledger.papers(type="call"), ledger.reports(actor="Farrant")):
        with pytest.raises(TypeError, match="are not asked for by"):
            next(asked)


def test_reports_that_fit(ledger):
    ledger.add(TALKS, source="a.txt")
    ledger.add(replace(LATER, published="2031-06-20T08:30:00+02:00"), source="b.txt")
    titles = lambda **which: [one.about.title for one in ledger.reports(**which)]
    assert titles() == ["Talks", "Later"]
    assert titles(until="2031-06-20") == ["Talks", "Later"]
    assert titles(since="2031-06-20") == ["Later"]
    assert titles(outlet="straits courier") == ["Talks"]
    assert titles(ids=[TALKS.id[:5]]) == []


def test_many_statements_come_a_page_at_a_time(ledger):
    pages = recall.PAGE // 100 + 3
    for number in range(pages):
        ledger.add(varied(number, statements=100), source="x")
    found = list(ledger.statements())
    assert len(found) == len({one.id for one in found}) == pages * 100
    assert [one.earliest for one in found] == sorted(one.earliest for one in found)
    assert all(one.speaker is not None and one.matter for one in found)


TEXTS = {
    1: "“We will not sign the cease-fire treaty,” he added",
    2: "that the treaty’s guarantees were signed by both",
    3: "that treaties, guarantees and the café talks would go on",
    4: "the U.S. envoy’s 28-point plan for Łódź",
}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("treaty", {1, 2, 3}), ("TREATIES", {1, 2, 3}), ("treaty signed", {2}), ("sign treaty", {1}),
        ('"cease-fire treaty"', {1}), ("cease-fire", {1}), ("“treaty cease”", set()), ("fire cease", {1}),
        ('"sign the" treaty', {1}), ('"the treaty"', {2}), ("cafe", {3}), ("CAFÉ talk", {3}), ("28", {4}),
        ("“28-point plan”", {4}), ("u.s.", {4}), ("łódź", {4}), ("guarantee's", {2, 3}), ("nothing", set()),
        ("", set()), ("?!", set()), ('"', set()), ("AND", {3}), ("NOT sign", {1}), ("treat*", set()),
        ("'treaty' & guarantees", {2, 3}), ("\0 treaty\ud800", {1, 2, 3}),
    ],
)  # fmt: skip
def test_words_and_phrases_are_found(ledger, asked, found):
    ledger.add(story(*(Told(f"Speaker {n}", "said", text) for n, text in TEXTS.items())), source="a.txt")
    with ledger.connect() as connection:
        kept = set(connection.scalars(search.found(asked, connection.dialect.name)))
    assert {one.number for one in ledger.statements() if one.id in kept} == found


def test_the_beginning_of_an_id_is_enough_where_it_is_one(ledger):
    for number in range(40):
        ledger.add(varied(number), source="x")
    one = next(ledger.statements())
    assert ledger.statement(one.id) == ledger.statement(one.id[:12]) == one
    assert ledger.report(one.report[:16]).id == one.report
    for unclear in ("0", "", "zebra", "%", one.id + "0", "f" * 64):
        with pytest.raises(NotOnRecord, match="give a longer or another id"):
            ledger.statement(unclear)
    with pytest.raises(NotOnRecord):
        ledger.as_of(date(2020, 1, 1)).report(one.report)


# ---- pages that changed ---------------------------------------------------------------------------------


def page(*quotes: str, url: str = "https://courier.example/talks") -> Report:
    told = [Told(f"Speaker {n}", "said", f"“{quote}”", kind="direct") for n, quote in enumerate(quotes, 1)]
    return story(*told, url=url, published="2031-05-03", opening=f"{len(quotes)} spoke.\n")


WAIT, SIGN = "We will wait until they answer our letter", "The treaty is ready to be signed on Friday"


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        ([[WAIT, SIGN], [WAIT, SIGN]], []),
        ([[WAIT], [WAIT, SIGN]], [("new", SIGN, [])]),
        ([[WAIT, SIGN], [SIGN]], [("gone", WAIT, [])]),
        ([[WAIT, SIGN], [SIGN, WAIT]], []),
        ([[WAIT], [WAIT.replace("wait", "not wait")]], [("altered", WAIT, [("", "not")])]),
        ([[WAIT], [WAIT.replace("they answer", "we have")]],
         [("altered", WAIT, [("they answer", "we have")])]),
        ([[WAIT], [WAIT.replace("We will", "“We will”,")]], []),
        ([[WAIT], [WAIT.upper()]], []),
        ([[WAIT], [SIGN]], [("gone", WAIT, []), ("new", SIGN, [])]),
        ([[WAIT], [WAIT, SIGN], [WAIT, SIGN.replace("Friday", "Monday")]],
         [("new", SIGN, []), ("altered", SIGN, [("Friday", "Monday")])]),
    ],
    ids=["same", "new", "gone", "order", "not", "cut", "marks", "case", "other", "three"],
)  # fmt: skip
def test_quotations_that_were_altered_are_flagged(ledger, versions, expected):
    for number, quotes in enumerate(versions):
        ledger.add(page(*quotes), source="feed.xml", seen=datetime(2031, 5, 3, number, tzinfo=UTC))
    found = list(ledger.altered("http://www.courier.example/talks/?utm_source=feed#top"))
    told = [
        (
            one.kind,
            (one.before or one.after).content.strip("“”"),
            [(d.before, d.after) for d in one.differences],
        )
        for one in found
    ]
    assert told == expected
    assert [one.kind for one in ledger.altered()] == [one.kind for one in found]
    for one in found:
        texts = ledger.report(one.earlier.report).text, ledger.report(one.later.report).text
        for d in one.differences:
            for text, span, words in zip(
                texts, (d.before_span, d.after_span), (d.before, d.after), strict=True
            ):
                assert (span.of(text) if span else "") == words


def test_versions_stand_in_the_order_of_being_seen(ledger):
    texts = [page(WAIT), page(WAIT, SIGN), page(SIGN)]
    for hour, report in ((9, texts[1]), (8, texts[0]), (10, texts[2]), (11, texts[0])):
        ledger.add(report, source="feed.xml", seen=datetime(2031, 5, 3, hour, tzinfo=UTC))
    ledger.add(page(WAIT, url="https://courier.example/other"), source="feed.xml")
    ledger.add(replace(LATER, url=None), source="a.txt")
    assert [one.report for one in ledger.versions(texts[0].url)] == [one.id for one in texts]
    assert [one.report for one in ledger.versions(texts[2].id)] == [one.id for one in texts]
    assert ledger.versions("https://nowhere.example/") == []
    assert ledger.versions(LATER.id) == []


# ---- putting two together -------------------------------------------------------------------------------


def judged(subject: str, *, withdrawn: str | None = None) -> dict[str, Any]:
    key = ids.made("judgment", "right", subject, "Ada")
    return {
        "id": key, "verdict": "right", "subject": subject, "judge": "Ada", "at": rows.clock(NOON),
        "withdrawn_by": withdrawn and "Ada", "withdrawn_at": withdrawn,
    }  # fmt: skip


def two(place: NewPlace) -> tuple[Ledger, Ledger]:
    """Two ledgers made apart, with something of their own and something alike, seen at other times."""
    one, other = Ledger.open(place(), version="1"), Ledger.open(place(), version="2")
    louder = replace(LATER, actors=tuple(replace(a, name=a.name.upper()) for a in LATER.actors))
    for kept, reports, instant in (
        (one, [TALKS, LATER, varied(1)], NOON),
        (other, [TALKS, louder, varied(2)], EVENING),
    ):
        for report in reports:
            kept.add(report, source="x", seen=instant, read=instant)
        kept.fail("y.txt", "empty", seen=instant)
    for kept, withdrawn in ((one, None), (other, rows.clock(EVENING))):
        with kept.begin() as connection:
            connection.execute(insert(judgment), [judged("s", withdrawn=withdrawn), judged(kept.version)])
    return one, other


def test_merging_gives_the_same_whichever_way_and_however_often(place):
    one, other = two(place)
    again, copy = two(place)
    first = one.merge(other)
    second = copy.merge(again)
    assert contents(one) == contents(copy)
    assert (first.rows["report"], first.rows["judgment"], first.rows["reading"]) == (1, 1, 3)
    assert second.rows["report"] == 1
    whole = contents(one)
    assert not any(one.merge(other).rows.values())
    assert not any(one.merge(one).rows.values())
    assert contents(one) == whole
    assert {len(whole[name]) for name in ("report", "judgment")} == {4, 3}
    assert min(row[1] for row in whole["report"]) == rows.clock(NOON)
    assert [s.content for s in one.statements(words="talks failed")] == [
        s.content for s in copy.statements(words="talks failed")
    ]
    for opened in (one, other, again, copy):
        opened.close()


def test_ledgers_of_both_kinds_are_merged(cluster, tmp_path):
    file, server = Ledger.open(tmp_path / "a.sqlite"), Ledger.open(new_schema(cluster))
    file.add(harbour(), source="a.txt", seen=NOON, read=NOON)
    server.add(story(Told("Mira Tolland", "said", ODD)), source="b.txt", seen=NOON, read=NOON)
    file.merge(server)
    server.merge(file)
    assert contents(file) == contents(server)
    assert words_of(file.statements()) == words_of(server.statements())
    file.close()
    server.close()


# ---- killed, full, two at once --------------------------------------------------------------------------


@contextmanager
def adding(where: str, numbers: Iterable[int]) -> Iterator[tuple[BaseProcess, Connection]]:
    """Another process that adds the made reports of these numbers, and tells of each when it is kept."""
    ours, theirs = processes.Pipe(duplex=False)
    process = processes.Process(target=add_made, args=(where, numbers, theirs))
    process.start()
    theirs.close()
    try:
        yield process, ours
    finally:
        process.kill()
        process.join()
        ours.close()


def told_by(pipe: Connection) -> Iterator[int]:
    """The numbers that another process tells, until it ends."""
    with suppress(EOFError):
        while True:
            yield pipe.recv()


def whole(ledger: Ledger) -> None:
    """That nothing is broken, dangling or half there."""
    with ledger.connect() as connection:
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
            connection.exec_driver_sql("INSERT INTO word (word) VALUES ('integrity-check')")
            connection.rollback()
    found = [one.report for one in ledger.statements()]
    assert {found.count(one.id) for one in ledger.reports()} <= {12}
    assert len(set(ledger.statements(words="that"))) == len(found)


def test_killed_at_any_moment_it_opens_whole_and_goes_on(place):
    where, told = place(), set[int]()
    kills = 24 if "sqlite" in where else 8
    for n in range(kills):
        with adding(where, range(n * 5, 1000)) as (process, pipe):
            # Every fourth is killed before its first word: while the ledger is made or opened.
            told.update(pipe.recv() for _ in range(n % 4))
            time.sleep(0.1 * n / kills)
            process.kill()
            told.update(told_by(pipe))
        with Ledger.open(where) as ledger:
            kept = {one.about.title for one in ledger.reports()}
            # What was told to be kept is kept, and at most the one under way at each kill besides.
            assert {f"No {number}" for number in told} <= kept
            assert len(kept) <= len(told) + n + 1
            if n % 4 == 3:
                whole(ledger)
    assert len(told) >= kills
    with Ledger.open(where) as ledger:
        assert {ledger.add(varied(n), source=f"{n}.txt").outcome for n in told} == {"known"}
        assert ledger.add(varied(5000), source="last").outcome == "new"
        whole(ledger)


def test_two_writers_lose_nothing_of_each_other(place):
    where = place()
    # The same reports in opposite orders, and each some of its own; one of the two makes the ledger.
    with adding(where, range(60)) as (one, first), adding(where, range(90, 30, -1)) as (other, second):
        assert set(told_by(first)) | set(told_by(second)) == set(range(91))
        one.join()
        other.join()
        assert (one.exitcode, other.exitcode) == (0, 0)
    with Ledger.open(where) as ledger:
        assert {one.about.title for one in ledger.reports()} == {f"No {number}" for number in range(91)}
        whole(ledger)


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of 4 MB, where this machine lets us have one."""
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)], stderr=subprocess.DEVNULL
    )
    if made.returncode:
        pytest.skip("no right to mount a small disk here: only root has it")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_loses_nothing_and_more_space_is_enough(tmp_path):
    with small_disk(tmp_path / "disk") as disk:
        ledger = Ledger.open(disk / "ledger.sqlite")
        with pytest.raises(LedgerFull, match=r"^[^\n]*the disk is full[^\n]*make space[^\n]*$"):
            ledger.add_all((varied(n) for n in range(1000)), source="x")
        kept = len(list(ledger.reports()))
        assert kept > 10
        with pytest.raises(LedgerFull):
            ledger.add(varied(kept), source="x")
        ledger.close()
        with Ledger.open(disk / "ledger.sqlite") as ledger:
            assert len(list(ledger.reports())) == kept
            whole(ledger)
            subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
            outcomes = [ledger.add(varied(n), source="x").outcome for n in range(kept + 5)]
            assert outcomes == ["known"] * kept + ["new"] * 5
            whole(ledger)


def test_a_file_that_may_not_grow_loses_nothing(tmp_path):
    ledger = Ledger.open(tmp_path / "ledger.sqlite")
    ledger.add(varied(0), source="x")
    with ledger.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 40}")
    with pytest.raises(LedgerFull, match="the disk is full"):
        ledger.add_all(varied(n) for n in range(1, 1000))
    with ledger.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    kept = len(list(ledger.reports()))
    assert kept >= 1
    assert ledger.add_all((varied(n) for n in range(10)), source="x").new == 10 - kept
    whole(ledger)
    ledger.close()


# ---- opening --------------------------------------------------------------------------------------------


def test_a_ledger_of_the_first_version_is_brought_up_to_date(place):
    where = place()
    with Ledger.open(where) as newest:
        newest.add(TALKS, source="a.txt")
        now = contents(newest)
        with newest.begin() as connection:  # back to what step 1 made
            connection.execute(delete(migrations.steps).where(migrations.steps.c.version > 1))
            connection.exec_driver_sql("DROP TABLE statement_word")
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("DROP TABLE word")
    for _ in range(2):
        with Ledger.open(where) as ledger:
            assert contents(ledger) == now
            assert [short(one) for one in ledger.statements(words="talks failed")] == [FAILED]
            with ledger.connect() as connection:
                taken = connection.scalars(select(migrations.steps.c.version)).all()
                assert taken == list(range(1, len(migrations.STEPS) + 1))


def test_a_ledger_of_a_newer_version_is_refused(place):
    where = place()
    with Ledger.open(where) as ledger, ledger.begin() as connection:
        connection.execute(update(migrations.steps).values(version=migrations.steps.c.version + 98))
    newest = len(migrations.STEPS)
    said = rf"version {newest + 98}, this onrecord knows .* version {newest}: install a newer"
    with pytest.raises(LedgerError, match=said):
        Ledger.open(where)


@pytest.mark.parametrize(
    ("there", "said"),
    [
        ("nothing", "is not there: `onrecord add` makes a ledger"),
        ("empty", "holds no ledger yet"),
        ("text", "is no ledger: name another file"),
        ("folder", "is a folder, expected a file"),
        ("other", "a database of another kind .with person."),
        ("no folder", "cannot be opened: see that its folder is there"),
    ],
)
def test_what_is_no_ledger_is_told_in_one_line(tmp_path, there, said):
    where = tmp_path / "somewhere"
    if there == "empty":
        where.touch()
    elif there == "text":
        where.write_text("This is a letter and no database. " * 100)
    elif there == "folder":
        where.mkdir()
    elif there == "other":
        connection = sqlite3.connect(where)
        connection.execute("CREATE TABLE person (name TEXT)")
        connection.close()
    elif there == "no folder":
        where = where / "deeper" / "ledger.sqlite"
    before = where.read_bytes() if where.is_file() else None
    with pytest.raises(LedgerError, match=said) as raised:
        Ledger.open(where, create=there not in ("nothing", "empty"))
    assert (where.read_bytes() if where.is_file() else None) == before
    assert "\n" not in str(raised.value)
    assert str(where) in str(raised.value)


def test_a_file_may_have_any_name(tmp_path):
    where = tmp_path / "a b?c#d%20é:e.sqlite"
    with Ledger.open(where) as ledger:
        ledger.add(TALKS, source="a.txt")
    assert where.exists()
    with Ledger.open(where, create=False) as ledger, ledger.connect() as connection:
        pragmas = ("journal_mode", "foreign_keys", "synchronous")
        assert [connection.exec_driver_sql(f"PRAGMA {p}").scalar() for p in pragmas] == ["wal", 1, 1]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://ada:secret@127.0.0.1:1/ledger", "cannot be used"),
        ("postgresql://ada@host:port:port/ledger", "is no address"),
    ],
)
def test_a_server_that_does_not_answer_is_told_in_one_line(address, said):
    pytest.importorskip("psycopg", reason="pip install 'onrecord[postgresql]'")
    with pytest.raises(LedgerError, match=said) as raised:
        Ledger.open(address)
    assert "\n" not in str(raised.value)
    assert "secret" not in str(raised.value)


def test_rows_go_in_without_a_wish_for_order():
    """Of one actor under two names the same stays, whichever came first."""
    names = [
        {"id": "a", "name": name, "type": "person", "country": c}
        for name, c in (("ANE", None), ("Ane", "merrow"))
    ]
    left = []
    for order in (names, names[::-1]):
        engine = create_engine("sqlite://")
        with engine.begin() as connection:
            metadata.create_all(connection)
            for row in order:
                putting.put(connection, {"actor": [row]})
            left.append(connection.execute(select(metadata.tables["actor"])).all())
        engine.dispose()
    assert left[0] == left[1] == [("a", "Ane", "person", "merrow")]
