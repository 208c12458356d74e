"""The gold tables of conditions and of acts: that they hold what they claim to, and how they are scored."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from eval import acts, conditions
from eval.acts import ACTS
from eval.marked import marked
from onrecord.records import Act, Condition, ConditionKind, Score, Span

CONDITIONS, STATEMENTS = conditions.load(), acts.load()
TOY = "[s:She] [c:said] [t:they would sing {if:if| the hall was warm}, {unless?:unless| asked not to}]."


def noted(text: str, words: str, marker: str, kind: ConditionKind) -> Condition:
    start = text.index(words)
    return Condition(Span(start, start + len(words)), Span(start, start + len(marker)), kind)


def test_a_third_is_held_and_half_are_traps() -> None:
    held, traps = [r.held for r in CONDITIONS], [r.trap for r in CONDITIONS]
    assert len(CONDITIONS) >= 210
    assert sum(held) >= len(held) / 3
    assert 0.45 <= sum(traps) / len(traps) <= 0.55
    assert len(STATEMENTS) >= 260
    assert sum(r.held for r in STATEMENTS) >= 90


def test_every_kind_and_every_act_is_there_open_and_held() -> None:
    for held in (False, True):
        kinds = {w.kinds[0] for r in CONDITIONS if r.held == held for w in r.sentence.conditions}
        assert kinds == set(get_args(ConditionKind))
        assert {r.acts[0] for r in STATEMENTS if r.held == held} == set(ACTS)


@pytest.mark.parametrize("row", [*CONDITIONS, *STATEMENTS], ids=lambda r: r.group)
def test_marks_stand_at_the_edges_of_words(row: conditions.Row | acts.Row) -> None:
    text, said = row.sentence.text, row.sentence.said
    assert not re.search(r"[][{}|]", text)
    assert said.cue or ":" in text
    spans = [*said.content, *said.cue, *said.source]
    spans += [s for w in row.sentence.conditions for s in (w.span, w.marker)]
    for span in spans:
        assert span.of(text) == span.of(text).strip() != ""
        assert not re.search(r"\w\w", text[max(0, span.start - 1) : span.start + 1])
        assert not re.search(r"\w\w", text[span.end - 1 : span.end + 1])


def test_no_sentence_stands_twice() -> None:
    for rows in (CONDITIONS, STATEMENTS):
        places = [(r.sentence.text, r.sentence.said) for r in rows]
        assert len(set(places)) == len(places)


def test_kinds_and_acts_are_those_of_the_contract() -> None:
    kinds = set(get_args(ConditionKind))
    assert all(set(w.kinds) <= kinds for r in CONDITIONS for w in r.sentence.conditions)
    assert all(set(r.acts) <= set(get_args(Act)) for r in STATEMENTS)


@pytest.mark.parametrize(
    ("found", "counted"),
    [
        ([], {"wanted": 1, "found": 0, "paired": 0}),
        ([("if the hall was warm", "if", "if")], {"paired": 1, "exact": 1, "kind": 1, "marker": 1}),
        ([("if the hall was", "if", "unless")], {"paired": 1, "exact": 0, "kind": 0, "marker": 1}),
        ([("warm", "warm", "if")], {"found": 1, "paired": 0}),
        ([("unless asked not to", "unless", "unless")], {"wanted": 1, "found": 0, "paired": 0}),
        ([("they would sing", "they", "if")], {"wanted": 1, "found": 1, "paired": 0}),
    ],
)  # fmt: skip
def test_what_is_counted(found: list[tuple[str, str, ConditionKind]], counted: dict[str, int]) -> None:
    row = conditions.Row(marked(TOY), "toy", held=False)
    mine = [noted(row.sentence.text, *f) for f in found]
    counts = conditions.counts([conditions.judge(row, mine)])
    assert {name: counts[name] for name in counted} == counted


@pytest.mark.parametrize(("cases", "avoided"), [([], 1), ([("if it rained", "if", "if")], 0)])
def test_traps(cases: list[tuple[str, str, ConditionKind]], avoided: int) -> None:
    row = conditions.Row(marked("[s:He] [c:asked] [t:if it rained]."), "toy", held=False)
    counts = conditions.counts([conditions.judge(row, [noted(row.sentence.text, *c) for c in cases])])
    assert (counts["traps"], counts["traps avoided"], counts["found"]) == (1, avoided, len(cases))


def test_any_of_the_acts_is_right_and_the_first_is_missed() -> None:
    row = acts.Row(marked("[s:He] [c:said] [t:he would come]."), ("promise", "assert"), "toy", held=False)
    rows = [acts.Judged(row, found, Score(1.0, "")) for found in ACTS[:2]]  # assert, deny
    assert acts.accuracy(rows) == 0.5
    assert acts.by_act(rows)["assert"] == (1.0, 1.0, 1)
    assert acts.by_act(rows)["promise"] == (0.0, 0.0, 1)
    assert acts.by_act(rows)["deny"] == (0.0, 0.0, 0)


def test_a_statement_is_read_with_its_paragraph() -> None:
    u = marked("No deal.\n[s:She] [c:said] [t:“no”]. He left.").utterance()
    assert (u.kind, u.source, u.cue, u.content) == ("direct", "She", "said", "“no”")
    assert u.part.of(u.text) == "She said “no”. He left."
    assert u.sentence.of(u.text) == "She said “no”."
