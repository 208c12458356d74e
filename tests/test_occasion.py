"""When and where something was said: the times and places that belong to a cue, and those carried on."""

from __future__ import annotations

import re
from typing import Any

import pytest

from eval import occasions as gold
from onrecord import Reader
from onrecord.records import Attribution, Segment, Span
from onrecord.resolve.dates import times
from onrecord.resolve.knowledge import knowledge
from onrecord.resolve.occasion import Occasion, occasions, patterns, ruled
from onrecord.resources import rules

RULES = rules("occasion")["rule"]
LEADS = [(i, w) for i, rule in enumerate(RULES) for w in rule["examples"]]
TRAPS = [(i, w) for i, rule in enumerate(RULES) for w in rule["counterexamples"]]
# Kinds of rules of one pattern each that this module searches for.
KINDS = [
    "parenthesis",
    "setting",
    "spoken",
    "scenic",
    "elsewhere",
    "tense",
    "venue",
    "document",
    "taking_up",
    "same",
]
PUBLISHED = "2026-03-12"


def fits(i: int, words: str) -> bool:
    """Whether a rule fits a lead, and the trail after "|" where it has one."""
    lead, _, trail = words.partition("|") if "trail" in RULES[i] else (words, "", "")
    number = sum(r["of"] == RULES[i]["of"] for r in RULES[:i])
    rule = ruled(RULES[i]["of"])[number]
    return bool(rule.lead.search(lead) and (rule.trail is None or rule.trail.search(trail)))


@pytest.mark.parametrize(("rule", "words"), LEADS)
def test_examples_of_rules(rule: int, words: str) -> None:
    assert fits(rule, words)


@pytest.mark.parametrize(("rule", "words"), TRAPS)
def test_counterexamples_of_rules(rule: int, words: str) -> None:
    assert not fits(rule, words)


@pytest.mark.parametrize(
    ("kind", "i"), [(kind, i) for kind in KINDS for i in range(len(rules("occasion")[kind]))]
)
def test_examples_of_patterns(kind: str, i: int) -> None:
    rule = rules("occasion")[kind][i]
    pattern = patterns(kind)[i]
    assert [w for w in rule["examples"] if not pattern.search(w)] == []
    assert [w for w in rule["counterexamples"] if pattern.search(w)] == []


# A statement in a row: its content stands in braces, its cue in brackets, its source in angle brackets.
MARKS = re.compile(r"[{}\[\]<>]")


def marked(row: str) -> tuple[str, list[Attribution]]:
    """The text of a row, and its statements: each ends with its last part before the next one's."""
    parts: list[tuple[str, Span]] = []
    text, opened = "", 0
    for piece in re.split(r"([{}\[\]<>])", row):
        if piece in ("{", "[", "<"):
            opened = len(text)
        elif piece in ("}", "]", ">"):
            parts.append((piece, Span(opened, len(text))))
        else:
            text += piece
    found = []
    for n in range(0, len(parts), 3):
        mine = dict(parts[n : n + 3])
        found.append(Attribution((mine["}"],), (mine["]"],), (mine[">"],), 0.9))
    return text, found


def noted(row: str, **kept: Any) -> list[tuple[str | None, str | None]]:
    """The words of each statement's time, and the name of its place."""
    text, found = marked(row)
    segments = (Segment("body", Span(0, len(text))),)
    dated = times(text, segments, PUBLISHED)
    return [shown(text, o) for o in occasions(text, segments, found, dated, knowledge(), **kept)]


def shown(text: str, o: Occasion) -> tuple[str | None, str | None]:
    return o.said.span.of(text) if o.said else None, o.place.name if o.place else None


@pytest.mark.parametrize(
    ("row", "when", "where"),
    [
        ("<Voss> [said] on Monday {that it was over}.", "Monday", None),
        ("<Voss> on Monday [denied] {that it was over}.", "Monday", None),
        ("<Voss> [said Monday] {it was over}.", "Monday", None),
        ("On Monday, <Voss> [said] {it was over}.", "Monday", None),
        ("{It was over}, [said] on Monday <the mayor>.", "Monday", None),
        ("<Voss> [told] Monday’s hearing {that it was over}.", "Monday", None),
        ("<Voss> [told] a Monday hearing {that it was over}.", "Monday", None),
        ("In a memo dated 2 March, <Voss> [said] {it was over}.", "2 March", None),
        ("<Voss> [said] in an interview published on Sunday {that it was over}.", "Sunday", None),
        ("<Voss> [said] after a cabinet meeting on Monday {that it was over}.", "Monday", None),
        ("<Voss> [said] a day after the vote on Monday {that it was over}.", None, None),
        ("<Voss>, who was sworn in on Monday, [said] {it was over}.", None, None),
        ("<Voss>, elected in May, [said] {it was over}.", None, None),
        ("The vote was held on Monday, and <Voss> [said] {it was over}.", None, None),
        ("<Voss> [told] an inquiry into the blaze in January {that it was over}.", None, None),
        ("<Voss> [has said] since January {that it was over}.", None, None),
        ("In response to Monday’s raid <Voss> [said] {it was over}.", None, None),
        ("Asked about the raid on Monday, <Voss> [said] {it was over}.", None, None),
        ("Asked on Monday about the raid, <Voss> [said] {it was over}.", "Monday", None),
        ("<Voss> [told] reporters in Riga {that it was over}.", None, "Riga"),
        ("In Riga, <Voss> [said] {it was over}.", None, "Riga"),
        ("<Voss>, in Riga for talks, [said] {it was over}.", None, "Riga"),
        ("Reached by telephone in Riga, <Voss> [said] {it was over}.", None, "Riga"),
        ("<Voss> [said] {it was over}, speaking in Riga on Monday.", "Monday", "Riga"),
        ("<Voss> landed in Riga on Monday and [told] reporters {it was over}.", "Monday", "Riga"),
        ("At a café in central Beirut, <Voss> [said] {it was over}.", None, "Beirut"),
        ("We met the mayor, who had won, in Riga. <She> [said] {it was over}.", None, "Riga"),
        ("{It was over}, [said] <Ana Voss, a nurse waiting for a train at Crewe>.", None, "Crewe"),
        ("[It is said] <in Riga> {that it is over}.", None, "Riga"),
        ("<A spokesman in Riga> [said] on Monday {that it was over}.", "Monday", None),
        ("<Voss> [said] after another meeting in Riga {that it was over}.", None, None),
        ("<Voss> [said] in a statement on the fighting in Goma {that it was over}.", None, None),
        ("{It was over}, [said] <Ana Voss>, a teacher from Riga.", None, None),
        ("<Moscow> [said] {it was over}.", None, None),
        ("<Voss> [said] in Latvian {that it was over}.", None, None),
    ],
)  # fmt: skip
def test_what_belongs_to_the_cue(row: str, when: str | None, where: str | None) -> None:
    assert noted(row) == [(when, where)]


FIRST = "<Ana Voss> [told] a forum in Riga on Monday {that it was over}. "


@pytest.mark.parametrize(
    ("following", "goes_on"),
    [
        ("<She> [said] {it was late}.", True),
        ("<Voss> [added] {that it was late}.", True),
        ("<The minister> [said] {it was late}.", True),
        ("It was dark. <She> [said] {it was late}.", True),
        ("<Her deputy, Olu Baptiste>, [said] {it was late}.", False),
        ("<The ministry> [said] {it was late}.", False),
        ("<She> later [told] the BBC {it was late}.", False),
        ("<She> [has said] {it was late}.", False),
        ("<She> [said] in parliament {it was late}.", False),
        ("On Tuesday there was a vote. <She> [said] {it was late}.", False),
        ("\n<She> [said] {it was late}.", False),
    ],
)
def test_what_goes_on_with_the_occasion(following: str, goes_on: bool) -> None:
    assert noted(FIRST + following) == [("Monday", "Riga"), ("Monday", "Riga") if goes_on else (None, None)]


def test_speakers_that_are_known_decide_who_goes_on() -> None:
    row = FIRST + "<Ms Brannagh> [said] {it was late}."
    assert noted(row)[1] == (None, None)
    assert noted(row, speakers=["ana-voss", "ana-voss"])[1] == ("Monday", "Riga")
    assert noted(FIRST + "<She> [said] {it was late}.", speakers=["ana-voss", "olga"])[1] == (None, None)


def test_the_same_briefing_is_remembered_over_paragraphs() -> None:
    row = (
        "<Voss> [told] a briefing in Riga {it was over}.\nAt the same briefing, <Orbe> [said] {it was late}."
    )
    assert noted(row) == [(None, "Riga"), (None, "Riga")]


def test_here_is_the_place_of_the_dateline() -> None:
    text, found = marked("TALLINN — <Voss> [told] reporters here {that it was over}.")
    line = text.index("—")
    segments = (Segment("dateline", Span(0, line)), Segment("body", Span(line, len(text))))
    assert [shown(text, o) for o in occasions(text, segments, found, (), knowledge())] == [(None, "Tallinn")]


def test_reasons_are_kept_for_what_is_noted_and_for_what_is_not() -> None:
    text, found = marked("<Voss>, elected in Riga in May, [said] on Monday {that it was over}.")
    segments = (Segment("body", Span(0, len(text))),)
    (o,) = occasions(text, segments, found, times(text, segments, PUBLISHED), knowledge())
    said, place = dict(o.reasons)["said"], dict(o.reasons)["place"]
    assert said.value > 0.9
    assert "Monday" in said.reason
    assert place.value == 0


def test_nothing_to_note() -> None:
    assert occasions("", (), (), (), knowledge()) == []
    text, found = marked("<Voss> [said] {it was over}.")
    assert [o.said or o.place for o in occasions(text, (), found, (), knowledge())] == [None]


def test_the_gold_table_is_sound() -> None:
    cases = gold.load()
    statements = [(case.text, w) for case in cases for w in case.statements]
    words = [(t, x) for t, w in statements for x in (w.of, *w.when, *w.place)]
    assert [x for t, x in words if x not in t] == []
    assert len(cases) >= 90
    assert 3 * sum(case.held for case in cases) >= 0.95 * len(cases)
    assert 2 * sum(case.trap for case in cases) >= 0.9 * len(cases)


@pytest.mark.parametrize("held", [False, True])
def test_accuracy_on_the_gold_table(reader: Reader, held: bool) -> None:
    cases = [case for case in gold.load() if case.held == held]
    figures = gold.shares(list(gold.judged(reader, cases, knowledge())))
    shares = {name: right / of for name, (right, of) in figures.items()}
    assert shares["said: the right value"] >= 0.9
    assert shares["place"] >= 0.9
