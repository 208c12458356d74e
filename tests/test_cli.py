"""The command as a user runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SHORT = "“We will wait,” Foreign Minister Ada Brandt said on Monday.\n"


def run(*arguments: str, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "onrecord.cli", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, env={**os.environ, **env}, check=False)


@pytest.fixture
def short(tmp_path: Path) -> Path:
    path = tmp_path / "short.txt"
    path.write_text(SHORT, encoding="utf-8")
    return path


def test_json_when_piped(short: Path) -> None:
    done = run("read", str(short), "--published", "2026-03-09", "--outlet", "River Post")
    reading = json.loads(done.stdout)
    assert done.returncode == 0
    assert reading["onrecord"] == 1
    assert reading["report"]["published"] == "2026-03-09"
    assert reading["report"]["outlet"] == "River Post"
    (statement,) = reading["statements"]
    assert [SHORT[a:b] for a, b in statement["content"]] == ["“We will wait,”"]
    assert [SHORT[a:b] for a, b in statement["source"]] == ["Foreign Minister Ada Brandt"]


def test_standard_input_and_terminal() -> None:
    done = run("read", "-", "--format", "terminal", stdin=SHORT.encode(), COLUMNS="100")
    assert done.returncode == 0
    assert "Ada Brandt" in done.stdout.decode()


@pytest.mark.parametrize("form", ["html", "brat"])
def test_other_formats(form: str, short: Path) -> None:
    done = run("read", str(short), "--format", form)
    assert done.returncode == 0
    assert b"Ada Brandt" in done.stdout


def test_a_bad_report_does_not_stop_a_batch(tmp_path: Path, short: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "photo.png").write_bytes(b"\x89PNG\r\n")
    (tmp_path / "b.txt").write_bytes(b"\x00\x01\x02" * 400)
    done = run("read", str(tmp_path), str(tmp_path / "no-such.txt"))
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 1
    errors = done.stderr.decode().splitlines()
    assert errors[-1] == "1 read, 1 skipped, 3 failed"
    assert len(errors) == 4


def test_nothing_could_be_read(tmp_path: Path) -> None:
    done = run("read", str(tmp_path / "no-such.txt"))
    assert done.returncode == 2
    assert len(done.stderr.decode().splitlines()) == 1


def test_a_date_that_is_none(short: Path) -> None:
    done = run("read", str(short), "--published", "Tuesday")
    assert done.returncode == 2
    assert "expected a date as 2026-03-09" in done.stderr.decode()


def test_a_terminal_that_cannot_show_it_gets_it_escaped(short: Path) -> None:
    done = run("read", str(short), "--format", "terminal", PYTHONIOENCODING="ascii", COLUMNS="80")
    assert done.returncode == 0
    assert b"Ada Brandt" in done.stdout


@pytest.mark.parametrize(
    "command",
    ["read", "demo", "actors", "actors import", "actors show", "actors list", "actors remove"],
)
def test_help_has_examples(command: str) -> None:
    done = run(*command.split(), "--help")
    assert done.returncode == 0
    examples = done.stdout.decode().split("Examples:\n")[1]
    assert examples.strip().startswith(f"onrecord {command}")


def test_reasons_when_asked_for(short: Path) -> None:
    plain, explained = (
        json.loads(run("read", str(short), "--format", "json", *more).stdout) for more in ([], ["--explain"])
    )
    assert "why" not in plain["statements"][0]
    assert isinstance(explained["statements"][0]["why"], dict)


# --- the user's own actors

PEOPLE = """name,type,country,aliases,role,since,id
Ada Brandt,person,NOR,Ada Brandtsen,foreign minister,2024-05-01,our-ada
,,,,,,
too,many,cells,in,this,row,here,it,seems
,person,NOR,,,,
Bo Lind,person,Atlantis,,,,
"""


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A list of people, and an empty home for the register."""
    monkeypatch.setenv("ONRECORD_HOME", str(tmp_path / "home"))
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    return path


def test_a_list_is_imported_and_its_bad_lines_are_told(own: Path) -> None:
    done = run("actors", "import", str(own))
    assert done.returncode == 1
    register = own.parent / "home" / "actors.sqlite"
    assert done.stderr.decode().splitlines() == [
        f"{own}:4: found 9 cells, expected 7 as in the first line",
        f"{own}:5: no name",
        f"{own}: country 'Atlantis' is not known and is left out (1 line)",
        f"2 new, 0 replaced, 0 that are no actors, 2 bad lines; they are in {register}",
    ]
    assert "0 new, 2 replaced" in run("actors", "import", str(own)).stderr.decode()


def test_a_list_that_is_not_there_does_not_stop_the_next(own: Path) -> None:
    own.write_text("name\nAda Brandt\n", encoding="utf-8")
    done = run("actors", "import", str(own.parent / "none.csv"), str(own))
    assert done.returncode == 1
    assert "none.csv: no such file" in done.stderr.decode()
    assert "1 new" in done.stderr.decode()
    assert run("actors", "import", str(own.parent / "none.csv")).returncode == 2


def test_whom_a_name_may_mean(own: Path) -> None:
    run("actors", "import", str(own))
    done = run("actors", "show", "Brandt", "--format", "json", "--on", "2025-01-01")
    (found,) = (one for one in map(json.loads, done.stdout.splitlines()) if one["origin"] == "own")
    assert (found["id"], found["name"], found["found"]) == ("our-ada", "Ada Brandt", "last name")
    assert [(o["role"], o["of"], o["since"]) for o in found["offices"]] == [
        ("foreign minister", "NOR", "2024-05-01")
    ]
    before = run("actors", "show", "Brandt", "--format", "json", "--on", "2023-01-01")
    assert [
        one["offices"] for one in map(json.loads, before.stdout.splitlines()) if one["origin"] == "own"
    ] == [[]]
    table = run("actors", "show", "Ada Brandt", "--format", "terminal", COLUMNS="120").stdout.decode()
    assert "foreign minister, Norway, since 1 May 2024" in table
    assert "your own" in table


def test_nobody_of_a_name(own: Path) -> None:
    done = run("actors", "show", "Xyzzyq Plughov")
    assert done.returncode == 1
    assert "nobody called 'Xyzzyq Plughov' is known" in done.stderr.decode()


def test_why_a_mention_was_taken_so(own: Path, short: Path) -> None:
    run("actors", "import", str(own))
    done = run("actors", "show", "Ada Brandt", "--in", str(short), "--format", "json")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    (told,) = (one for one in found if "report" in one)
    assert told["actor"]["id"] == "our-ada"
    (why,) = told["actor"]["why"]
    assert "Ada Brandt" in why["words"]
    assert why["reason"]
    (statement,) = json.loads(run("read", str(short)).stdout)["statements"]
    assert statement["speaker"] == "our-ada"
    nobody = run("actors", "show", "Bo Lind", "--in", str(short))
    assert nobody.returncode == 1
    assert "nobody who is taken to be 'Bo Lind'" in nobody.stderr.decode()


def test_own_actors_are_listed_and_taken_out(own: Path) -> None:
    run("actors", "import", str(own))
    found = [json.loads(line)["id"] for line in run("actors", "list").stdout.splitlines()]
    assert found == ["our-ada", "bo-lind"]
    assert b"Bo Lind" in run("actors", "list", "--format", "terminal").stdout
    done = run("actors", "remove", "bo-lind", "nobody")
    assert done.returncode == 1
    assert "nobody is not in" in done.stderr.decode()
    assert [json.loads(line)["id"] for line in run("actors", "list", "brandt").stdout.splitlines()] == [
        "our-ada"
    ]
    assert run("actors", "list", "lind").stdout == b""


def test_what_is_listed_can_be_imported(own: Path) -> None:
    run("actors", "import", str(own))
    listed = run("actors", "list").stdout
    again = own.parent / "again.jsonl"
    again.write_bytes(listed)
    other = str(own.parent / "other.sqlite")
    assert run("actors", "import", str(again), "--actors", other).returncode == 0
    assert run("actors", "list", "--actors", other).stdout == listed


def test_a_register_that_is_none(own: Path, short: Path) -> None:
    own.write_bytes(b"no database" * 99)
    done = run("actors", "list", "--actors", str(own))
    assert done.returncode == 1
    assert "is no register" in done.stderr.decode()
