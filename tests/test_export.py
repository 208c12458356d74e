"""Giving out: what is chosen, where it goes, and that words of anybody's do no harm in any format."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from ledgers import SURE, Told, cluster, ledger, place, story, varied  # noqa: F401
from samples import resolved

from onrecord.commands.exporting import command
from onrecord.export import FORMATS, ExportError, export
from onrecord.export.linked import date as typed
from onrecord.export.linked import web
from onrecord.export.table import cell
from onrecord.export.words import dumps, encodable, plain
from onrecord.ledger import Ledger, LedgerError
from onrecord.ledger.judging import judge
from onrecord.ledger.views import VIEWS, create_views
from onrecord.records import Event, Paper, Participant, Passage, Place, Report, Span, Stage, Time

EVIL = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>\r\nEND:VEVENT\nBEGIN:VEVENT\n=1+1; *b* "
    "[x](http://e.example) "
    '\u202eback\u2069 half \ud83d nul \0 bell \x07 \u2028\x85 “q” "d", \\n \' `c` | t\tT1\tX 0 1\tx'
)


def hostile() -> Report:
    """A report of which every word is meant to break out of where it is put."""
    one = story(
        Told("=cmd|’ /C calc’!A0", "said", EVIL, kind="mixed", said="2031-05-03", matter=("-2+3+cmd",),
             through="@SUM(1)"),
        opening="Talks <b>” at “Noon\u202e\n",
        title=f"</title>{EVIL}", outlet="+Evil, Post\r\nX-EVIL:1", byline="=1",
        url="javascript:alert(1)", published="2031-05-03",
    )  # fmt: skip
    talks = Span(0, one.text.index("\n"))
    who = (Participant(one.actors[0].id, "party", one.actors[0].mentions[0].span),)
    met = Event(
        "e1", "talks", Passage(one.text, (talks,)), "scheduled", who, Time(talks, "DATE", "2031-05-08"),
        Place("Hall; A,\r\nX:1", None, talks), "CONSULT", "s1",
    )  # fmt: skip
    stages = (Stage("drafted", talks, None, "s1", SURE),)
    paper = Paper("p1", EVIL, Passage(one.text, (talks,)), (), stages)
    return replace(one, events=(met,), papers=(paper,))


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """A ledger with a hostile report among others."""
    with Ledger.open(tmp_path_factory.mktemp("kept") / "ledger.sqlite") as one:
        one.add(resolved(), source="harbour.txt")
        one.add(hostile(), source="evil.txt")
        one.add(varied(1, statements=3), source="varied.txt")
        yield one


@pytest.fixture
def where(tmp_path: Path) -> str:
    with Ledger.open(tmp_path / "ledger.sqlite") as one:
        one.add(resolved(), source="a.txt")
    return str(tmp_path / "ledger.sqlite")


def written(one: Ledger, form: str, **which: str) -> bytes:
    out = io.BytesIO()
    export(one, form, out, **which)  # type: ignore[arg-type]
    return out.getvalue()


def entries(one: Ledger, **which: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in written(one, "jsonl", **which).decode().splitlines()]


# ---- what is chosen -------------------------------------------------------------------------------------


def counted(found: list[dict[str, object]]) -> dict[str, int]:
    kinds = ("report", "statement", "event", "paper")
    return {kind: sum(one["entry"] == kind for one in found) for kind in kinds}


@pytest.mark.parametrize(
    ("which", "count"),
    [
        ({}, (3, 13, 4, 3)),
        ({"actor": "Ione Farrant"}, (1, 2, 1, 0)),
        ({"matter": "harbour treaty"}, (1, 1, 3, 2)),
        ({"matter": "no such matter"}, (0, 0, 0, 0)),
        ({"since": "2031-05-01", "until": "2031-05-03"}, (2, 10, 0, 3)),
        ({"outlet": "Post 1"}, (1, 3, 0, 0)),
    ],
)
def test_which_entries_are_given_out(
    kept: Ledger, which: dict[str, str], count: tuple[int, int, int, int]
) -> None:
    assert tuple(counted(entries(kept, **which)).values()) == count


def test_only_reports_with_something_that_fits_are_given_out(kept: Ledger) -> None:
    found = entries(kept, actor="Ione Farrant")
    assert {one["id"] for one in found if one["entry"] == "report"} == {
        one["report"] for one in found if one["entry"] != "report"
    }


def test_it_is_the_same_on_both_databases(ledger: Ledger) -> None:  # noqa: F811
    for one in (resolved(), hostile()):
        ledger.add(one, source="a.txt")
    assert counted(entries(ledger)) == {"report": 2, "statement": 10, "event": 4, "paper": 3}
    for form in set(FORMATS) - {"parquet"}:
        assert written(ledger, form)


def test_what_people_corrected_is_given_out_corrected(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.sqlite") as one:
        one.add(resolved(), source="a.txt")
        first, second, *_ = one.statements()
        judge(one, "wrong", first.id, by="Ada")
        judge(one, "correct", second.id, field="act", value="threaten", by="Ada")
        acts = {e["id"]: e["act"] for e in entries(one) if e["entry"] == "statement"}
        assert first.id not in acts
        assert acts[second.id] == "threaten"
        with one.begin() as connection:
            create_views(connection)
        with sqlite3.connect(tmp_path / "ledger.sqlite") as plain_connection:
            shown = dict(plain_connection.execute("SELECT id, act FROM Statements"))
        plain_connection.close()
        assert shown == acts


def test_a_ledger_is_given_out_as_of_an_instant(kept: Ledger) -> None:
    assert entries(kept.as_of(date(2001, 1, 1))) == []


# ---- where it goes --------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_is_replaced_only_when_it_is_whole(kept: Ledger, form: str, tmp_path: Path) -> None:
    out = tmp_path / f"out{FORMATS[form].suffix}"
    export(kept, form, out)
    first = sorted(p.relative_to(tmp_path) for p in tmp_path.rglob("*"))
    export(kept, form, out)
    assert sorted(p.relative_to(tmp_path) for p in tmp_path.rglob("*")) == first


@pytest.mark.parametrize("form", sorted(set(FORMATS) - {"parquet"}))
def test_the_same_ledger_gives_the_same_bytes(kept: Ledger, form: str) -> None:
    which = {"since": "2031-01-01"}
    assert written(kept, form, **which) == written(kept, form, **which)


def test_an_error_leaves_the_file_that_was_there(where: str, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("before")
    broken = sqlite3.connect(where)
    broken.execute("DROP TABLE participant")
    broken.close()
    with Ledger.open(where) as one, pytest.raises(LedgerError):
        export(one, "jsonl", out)
    assert sorted(p.name for p in tmp_path.iterdir() if "sqlite" not in p.name) == ["out.jsonl"]
    assert out.read_text() == "before"


@pytest.mark.parametrize(
    ("form", "name", "said"),
    [
        ("xml", "out", "found the format 'xml', expected one of jsonl, csv"),
        ("csv", ".", "is a folder, expected a file"),
        ("csv", "none/out.csv", "cannot be written (No such file or directory)"),
        ("parquet", "file", "is a file, expected a folder"),
    ],
)
def test_errors_are_told_in_one_line(
    kept: Ledger,
    form: str,
    name: str,
    said: str,
    tmp_path: Path,
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportError) as error:
        export(kept, form, tmp_path / name)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_a_folder_of_files_is_no_stream(kept: Ledger) -> None:
    with pytest.raises(ExportError, match="expected a folder"):
        export(kept, "parquet", io.BytesIO())


def test_a_new_file_may_be_read_by_others(kept: Ledger, tmp_path: Path) -> None:
    export(kept, "csv", tmp_path / "out.csv")
    (tmp_path / "other").write_text("")
    assert (tmp_path / "out.csv").stat().st_mode == (tmp_path / "other").stat().st_mode


# ---- the command ----------------------------------------------------------------------------------------


def test_the_command_writes_to_a_file_and_tells_how_much(where: str, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    done = CliRunner().invoke(command, ["csv", "--ledger", where, "--out", str(out), "--actor", "Farrant"])
    assert (done.exit_code, done.stderr) == (0, f"{out}: 2 statements\n")
    assert out.read_bytes().count(b"\r\n") == 3


def test_the_command_writes_to_standard_output(where: str) -> None:
    done = CliRunner().invoke(command, ["jsonl", "--ledger", where])
    assert done.exit_code == 0
    assert {json.loads(line)["entry"] for line in done.stdout.splitlines()} == {
        "report", "statement", "event", "paper",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["parquet"], "name one with --out"),
        (["csv", "--since", "yesterday"], "found 'yesterday', expected a day as 2026-03-09"),
        (["csv", "--ledger", "none.sqlite"], "none.sqlite is not there"),
        (["csv", "--out", "none/out.csv"], "cannot be written"),
    ],
)
def test_the_command_tells_what_is_wrong(where: str, arguments: list[str], said: str) -> None:
    arguments = arguments if "--ledger" in arguments else [*arguments, "--ledger", where]
    done = CliRunner().invoke(command, arguments)
    assert done.exit_code != 0
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("to", "status", "said"),
    [
        ("/dev/full", 1, "Error: standard output cannot be written: No space left on device\n"),
        ("| true", 0, ""),
    ],
)
def test_an_output_that_takes_no_more_ends_it(where: str, to: str, status: int, said: str) -> None:
    run = f"'{sys.executable}' -c 'from onrecord.commands.exporting import command; command()' jsonl"
    to = to if to.startswith("|") else f"> {to}"
    shell = ["bash", "-o", "pipefail", "-c", f"{run} --ledger '{where}' {to}"]
    done = subprocess.run(shell, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (status, said)


def test_the_help_names_every_format() -> None:
    told = CliRunner().invoke(command, ["--help"]).stdout
    assert all(f"  {form} " in told for form in FORMATS)
    assert "Examples:" in told


# ---- words ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@a", "'@a"), ("\tx", "'\tx"), ("\n=1", "'\n=1"),
        ("  =1", "'  =1"), ("\u202e=1", "'\u202e=1"), ("＝1", "'＝1"), ("no-deal", "no-deal"),
        ("“-1”", "“-1”"), (None, ""), (-1, -1), (0.5, 0.5), ("a\0b\x07", "a\ufffdb\ufffd"),
    ],
)  # fmt: skip
def test_no_cell_is_a_formula(words: object, shown: object) -> None:
    assert cell(words) == shown


@pytest.mark.parametrize("words", ["half \ud83d", "\0", "\udfff\ud800", "\\u0000", "a\u2028b\x85c", "🜂"])
def test_words_keep_their_length_and_can_be_encoded(words: str) -> None:
    assert len(encodable(words)) == len(plain(words)) == len(words)
    line = dumps({"words": words})
    assert line.encode().decode().splitlines() == [line]
    assert json.loads(line) == {"words": encodable(words)}


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://post.example/a?b=1&c=%20#d", "https://post.example/a?b=1&c=%20#d"),
        ("https://post.example/<a> \n", "https://post.example/%3Ca%3E%20%0A"),
        ("https://post.example/100%", "https://post.example/100%25"),
        ("JavaScript:alert(1)", None), ("data:text/html,x", None), ("/relative", None), (None, None),
    ],
)  # fmt: skip
def test_addresses_of_the_web_alone_are_linked(url: str | None, kept: str | None) -> None:
    assert web(url) == kept


@pytest.mark.parametrize("value", ["2026-W04", "PAST_REF", "2026-1-1", "XXXX", "", None, "20260129"])
def test_what_is_no_calendar_date_has_no_type(value: str | None) -> None:
    assert typed(value) is None


# ---- no harm in any format ------------------------------------------------------------------------------


@pytest.mark.parametrize("form", sorted(set(FORMATS) - {"parquet", "brat"}))
def test_every_format_is_utf8_without_half_characters_or_nul(kept: Ledger, form: str) -> None:
    words = written(kept, form, since="2031-01-01").decode("utf-8")
    assert "\0" not in words
    assert "\\ud83d" not in words
    assert "\\u0000" not in words.replace("\\\\u0000", "")


@pytest.mark.parametrize("form", ["csv", "plover", "cameo"])
def test_no_cell_of_a_table_is_a_formula(kept: Ledger, form: str) -> None:
    told = written(kept, form).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(told, newline="")))
    assert len({len(row) for row in rows}) == 1
    assert not [one for row in rows for one in row if one.lstrip("\u202e \n\r").startswith(tuple("=+-@"))]


def test_no_word_ends_an_entry_of_the_calendar(kept: Ledger) -> None:
    told = written(kept, "ics", since="2031-01-01").decode()
    lines = told.split("\r\n")
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 2
    assert not [line for line in lines if line.startswith("X-EVIL") or "\n" in line or "\r" in line]


def test_files_of_an_archive_stay_in_it(kept: Ledger) -> None:
    names = zipfile.ZipFile(io.BytesIO(written(kept, "brat"))).namelist()
    assert len(names) == len(set(names)) == 7
    assert not [name for name in names if "/" in name or "\\" in name or ".." in name]


# ---- views ----------------------------------------------------------------------------------------------


def test_views_can_be_asked_and_made_anew(where: str) -> None:
    with Ledger.open(where) as one:
        for _ in range(2):
            with one.begin() as connection:
                create_views(connection)
        version = one.version
    connection_ = sqlite3.connect(where)
    connection_.row_factory = sqlite3.Row
    found = {name: [dict(row) for row in connection_.execute(f"SELECT * FROM {name}")] for name in VIEWS}
    connection_.close()
    assert {name: len(rows) for name, rows in found.items()} == {
        "Statements": 9, "Talks": 3, "Papers": 3, "People_and_bodies": 6, "Reports": 1, "Corrections": 0,
    }  # fmt: skip
    held = next(row for row in found["Statements"] if row["act"] == "accept")
    assert held["speaker"] == "Ansel Quill"
    assert held["conditions"] == "only if the dredging clause was restored"
    assert held["matter"] == "harbour treaty; dredging clause"
    assert (held["day"], held["outlet"], held["target"]) == ("2031-05-03", "Straits Courier", "Tarn & Vale")
    relayed = next(row for row in found["Statements"] if row["act"] == "propose")
    assert relayed["through"] == "Northwire"
    meeting = next(row for row in found["Talks"] if row["type"] == "meeting")
    assert (meeting["day"], meeting["status"], meeting["according_to"]) == (
        "2031-05-08", "proposed", "Ione Farrant",
    )  # fmt: skip
    assert meeting["participants"] == ("Ione Farrant (party); Ansel Quill (party); reporters (absent)")
    treaty = [row for row in found["Papers"] if row["name"] == "harbour treaty"]
    assert [(row["status"], row["since"]) for row in treaty] == [("unsigned", None), ("signed", "2031-05-08")]
    assert treaty[0]["parties"] == "Merrow; Tarn & Vale"
    assert found["Reports"][0]["statements"] == 9
    assert found["Reports"][0]["version"] == version


def test_a_report_that_was_read_again_is_shown_once(tmp_path: Path) -> None:
    one = resolved()
    for version, report in (
        ("1.0", one),
        ("2.0", replace(one, statements=one.statements[:2], events=(), papers=())),
    ):
        with Ledger.open(tmp_path / "ledger.sqlite", version=version) as ledger_:
            ledger_.add(report, source="a.txt")
            with ledger_.begin() as connection:
                create_views(connection)
    connection_ = sqlite3.connect(tmp_path / "ledger.sqlite")
    counts = [connection_.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in VIEWS]
    connection_.close()
    assert dict(zip(VIEWS, counts, strict=True)) == {
        "Statements": 2, "Talks": 0, "Papers": 0, "People_and_bodies": 6, "Reports": 1, "Corrections": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "column", "shown"),
    [
        ("speaker", "Ione Farrant", "speaker", "Ione Farrant"),
        ("said", "2031-05-01", "said", "2031-05-01"),
        ("matter", ["dam", "dredging"], "matter", "dam; dredging"),
        ("place", "Orval", "place", "Orval"),
        ("place", "", "place", None),
    ],
)
def test_views_lay_corrections_over(where: str, field: str, value: object, column: str, shown: str) -> None:
    with Ledger.open(where) as one:
        subject = next(s for s in one.statements() if s.act == "reject")
        judge(one, "correct", subject.id, field=field, value=value, by="Ada")
        with one.begin() as connection:
            create_views(connection)
    connection_ = sqlite3.connect(where)
    query = f"SELECT {column} FROM Statements WHERE id = ?"
    found = connection_.execute(query, (subject.id,)).fetchone()[0]
    connection_.close()
    assert found == shown
