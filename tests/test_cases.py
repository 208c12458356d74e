"""The table of eval/cases.toml: what a careful reader marks in each short text."""

from __future__ import annotations

import pytest

from eval.cases import Case, bag, load, problems
from onrecord import Document, Reader, Report
from onrecord.records import Statement

CASES = load()


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.group}: {c.text[:50]}")
def test_what_is_marked(case: Case, reader: Reader, request: pytest.FixtureRequest) -> None:
    if case.miss:
        request.node.add_marker(pytest.mark.xfail(reason=case.miss, strict=False))
    assert problems(case, reader.read(Document(case.text)).statements) == []


def test_every_case_stands_in_its_text() -> None:
    for case in CASES:
        for statement in case.statements:
            for words in (*statement.content, *statement.source, *statement.cue):
                assert words in case.text


def test_the_table_is_large_enough_and_has_traps() -> None:
    assert len(CASES) >= 120
    assert sum(not c.statements for c in CASES) >= 20
    assert sum(c.held for c in CASES) >= len(CASES) // 4


def test_an_empty_reading_and_a_wrong_source_are_problems(reader: Reader) -> None:
    case = next(c for c in CASES if c.statements and not c.statements[0].optional and c.statements[0].source)
    assert problems(case, [])
    report: Report = reader.read(Document("“We will wait,” Ada Brandt said on Monday."))
    (statement,) = report.statements
    assert isinstance(statement, Statement)
    assert bag("No, no") == bag("no No") != bag("no")
