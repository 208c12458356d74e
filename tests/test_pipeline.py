"""Whole reports: what is read, what is left out, and that every span is where it says."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import onrecord
from onrecord import Document, Reader, Settings, Unreadable
from onrecord.errors import WrongLanguage
from onrecord.records import READABLE, Report
from onrecord.resources import demo
from onrecord.views import json as contract

WIRE = (
    "KELSTAD, March 3 (Halyard) - The gates stay shut, Foreign Minister Ada Brandt said on Monday.\r\n\r\n"
    "Also read: Five soups “for cold days,” chef says\r\n\r\n"
    "“We will\xa0wait 🛶 as long as it takes,” Brandt told reporters.\r\n"
)


def sound(report: Report) -> None:
    """Every span is inside of the text, in order, and not read out of what nobody wrote."""
    readable = [s.span for s in report.segments if s.kind in READABLE]
    for statement in report.statements:
        assert statement.content
        for passage in (statement.content, statement.cue, statement.source):
            assert list(passage) == sorted(passage)
            for span in passage:
                assert 0 <= span.start < span.end <= len(report.text)
                assert any(s.start <= span.start and span.end <= s.end for s in readable)
        assert 0 <= statement.confidence <= 1
    covered = 0
    for segment in report.segments:
        assert not report.text[covered : segment.span.start].strip()
        assert covered <= segment.span.start < segment.span.end
        covered = segment.span.end
    assert not report.text[covered:].strip()
    contract.record(report)


def test_a_wire_report(reader: Reader) -> None:
    report = reader.read(Document(WIRE))
    sound(report)
    assert report.text == WIRE
    assert report.id == hashlib.sha256(WIRE.encode()).hexdigest()
    assert [(s.source.words, s.kind) for s in report.statements] == [
        ("Foreign Minister Ada Brandt", "indirect"),
        ("Brandt", "direct"),
    ]
    assert report.statements[1].content.words.startswith("“We will\xa0wait 🛶")


@pytest.mark.parametrize(
    "path", sorted(p for p in demo().iterdir() if p.name != "README.txt"), ids=lambda p: p.name
)
def test_the_reports_that_ship(path: Path, reader: Reader) -> None:
    (report,) = reader.read_all(str(path))
    assert isinstance(report, Report)
    sound(report)
    assert report.title
    assert report.published
    assert len(report.statements) >= 4
    named = sum(bool(s.source) for s in report.statements)
    assert named >= 0.7 * len(report.statements)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=400))
def test_any_text_is_read(text: str, reader: Reader) -> None:
    sound(reader.read(Document(text)))


MARKS = ["“", "”", '"', "‘", "’", "'", "«", "»", "„", "—", ".", ", ", ": "]
WORDS = [" said ", "Ada Brandt", "told", "no", "VOSS: ", "Q: ", "Also read", "(Reuters) - ", "1"]
ODD = ["\n\n", "\r\n", " ", "e\u0301", "𝔘", "\u200b", "\x00", "\u2028", "\ud800"]
PIECES = MARKS + WORDS + ODD


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(st.sampled_from(PIECES), max_size=60))
def test_any_heap_of_what_news_is_made_of_is_read(parts: list[str], reader: Reader) -> None:
    sound(reader.read(Document("".join(parts))))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=300))
def test_damaged_bytes_are_read_or_refused_in_one_line(data: bytes, reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes("He said “no”. ".encode() + data)
    (found,) = reader.read_all(str(path))
    if isinstance(found, Unreadable):
        assert "\n" not in str(found)
    else:
        sound(found)


GERMAN = (
    "Der Minister sagte am Montag in der Hauptstadt: „Wir werden in diesem Jahr nichts unterschreiben.“ "
    "Die Gespräche sollen nach seinen Worten im Frühjahr weitergehen, wenn der Fluss wieder Wasser führt."
)


def test_what_is_not_english_is_read_by_its_marks_and_says_so(reader: Reader) -> None:
    report = reader.read(Document(GERMAN))
    (statement,) = report.statements
    assert statement.content.words == "„Wir werden in diesem Jahr nichts unterschreiben.“"
    assert statement.confidence < 0.5
    assert report.language == "de"
    assert "not English (de)" in report.notes[-1]


def test_strict_refuses_what_is_not_english() -> None:
    with pytest.raises(WrongLanguage, match="not English"):
        Reader(Settings(strict=True)).read(Document(GERMAN))


def test_what_the_caller_knows_better() -> None:
    known = Settings(published="2026-03-09", outlet="River Post", url="https://river.example/1")
    report = onrecord.read(Document("“No,” he said.", published="2020-01-01"), known)
    assert (report.published, report.outlet, report.url) == (
        "2026-03-09",
        "River Post",
        "https://river.example/1",
    )


def test_one_model_is_loaded_for_many_reports(reader: Reader) -> None:
    assert Reader().tagger is reader.tagger


def test_nothing_said_is_an_empty_list(reader: Reader) -> None:
    assert reader.read(Document("The river rose by two metres in March.")).statements == ()


def test_repr_shows_what_was_said(reader: Reader) -> None:
    report = reader.read(Document("“We will wait,” Ada Brandt said on Monday."))
    assert repr(report.statements[0]) == "<s1 direct: Ada Brandt [said] '“We will wait,”'>"
    assert "1 statements" in repr(report)


def test_a_long_report_is_read_whole(reader: Reader) -> None:
    line = (
        "“We will wait for the water,” Ada Brandt said on Monday.\n\nThe river rose again in the night.\n\n"
    )
    report = reader.read(Document(line * 120))
    assert len(report.statements) == 120
    assert {s.source.words for s in report.statements} == {"Ada Brandt"}


def test_a_paragraph_that_ends_in_a_colon_announces_who_speaks(reader: Reader) -> None:
    text = (
        "A few words from the harbour’s director, Ada Brandt, after the last ferry had left:\n\n"
        "“We built the pier by hand. Nobody paid us.\n\n“Now it is ours.”\n"
    )
    (statement,) = [s for s in reader.read(Document(text)).statements if s.kind == "direct"]
    assert statement.speaker == "ada-brandt"


@pytest.mark.parametrize("text", ["(Reuters) - \u200b", "\u200b", "x\n\n\u200b\n\ny", "\ufeff(AP) —"])
def test_a_paragraph_without_a_word_says_nothing(reader: Reader, text: str) -> None:
    assert reader.read(Document(text)).statements == ()
