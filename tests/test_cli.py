"""The command as a user runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from ledgers import Told, harbour, story

from onrecord.cli import LEDGER_COMMANDS, main
from onrecord.ledger import Ledger

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


# --- a ledger


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The place of a ledger with two invented reports, made without reading."""
    path = tmp_path_factory.mktemp("kept") / "ledger.sqlite"
    with Ledger.open(path) as made:
        made.add(harbour(), source="harbour.txt")
        made.add(story(Told("Ada Brandt", "said", "we will wait"), published="2031-05-04"), source="b.txt")
    return str(path)


def asked(*arguments: str, code: int = 0) -> str:
    """What a command prints, run within this process."""
    done = CliRunner().invoke(main, [*arguments], terminal_width=100)
    assert done.exit_code == code, done.output
    return done.stdout


def test_add_keeps_and_a_second_run_reads_nothing_again(tmp_path: Path, short: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"")
    where = str(tmp_path / "new.sqlite")
    done = run("add", str(tmp_path), "--ledger", where, "--published", "2026-03-09", "--format", "json")
    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert (told["new"], told["failed"], told["statements"]) == (1, 1, 1)
    assert "bad.txt is empty" in done.stderr.decode()
    assert "1 new (1 statements), 1 failed" in done.stderr.decode()
    again = run("add", str(short), "--ledger", where, "--published", "2026-03-09")
    assert (again.returncode, again.stdout) == (0, b"")
    assert again.stderr.decode().startswith("1 known; they are in ")
    said = json.loads(asked("said", "wait", "--ledger", where, "--format", "json"))
    assert [one["content"] for one in said["statements"]] == ["“We will wait,”"]


def test_add_makes_the_ledger_that_nobody_names(tmp_path: Path, short: Path) -> None:
    home = tmp_path / "home"
    assert run("add", str(short), "--no-join", ONRECORD_HOME=str(home)).returncode == 0
    assert (home / "ledger.sqlite").exists()
    assert run("add", str(tmp_path / "none.txt"), ONRECORD_HOME=str(home)).returncode == 2


@pytest.mark.parametrize("question", ["brief", "said", "talks", "papers", "changes"])
def test_questions_in_both_forms(ledger: str, question: str) -> None:
    told = json.loads(asked(question, "--ledger", ledger, "--format", "json"))
    assert told["as_of"] is None
    assert asked(question, "--ledger", ledger, "--format", "terminal").strip()
    before = json.loads(asked(question, "--ledger", ledger, "--as-of", "2020-01-01"))
    assert before["as_of"] == "2020-01-01T23:59:59.999999Z"


def test_who_origins_and_trace(ledger: str) -> None:
    assert "Ansel Quill" in asked("who", "Quill", "--ledger", ledger, "--format", "terminal")
    (one,) = json.loads(asked("said", "dredging", "clause", "--ledger", ledger))["statements"]
    assert json.loads(asked("origins", one["id"][:8], "--ledger", ledger))["id"] == one["id"]
    assert "characters" in asked("trace", one["id"][:8], "--ledger", ledger, "--format", "terminal")


def test_verify(ledger: str) -> None:
    told = json.loads(asked("verify", "--ledger", ledger))
    assert (told["reports"], told["findings"]) == (2, [])
    assert "On record" in asked("verify", "we will WAIT", "--ledger", ledger, "--format", "terminal")
    nearly = json.loads(asked("verify", "we will not wait", "--ledger", ledger, code=1))
    assert nearly["matches"][0]["differences"][0]["before"] == "not"
    assert "words" in CliRunner().invoke(main, ["verify", "--in", "ab", "--ledger", ledger]).stderr


def test_judge(ledger: str, tmp_path: Path) -> None:
    own = str(tmp_path / "own.sqlite")
    asked("merge", ledger, "--ledger", own)
    (one,) = json.loads(asked("said", "wait", "--actor", "Brandt", "--ledger", own))["statements"]
    id, by = one["id"], ("--by", "Ada", "--ledger", own)
    kept = json.loads(asked("judge", "correct", id, "act", "promise", *by, "--note", "she binds herself"))
    assert (kept["by"], kept["note"]) == ("Ada", "she binds herself")
    assert "act: promise" in asked("judge", "list", id, "--ledger", own, "--format", "terminal")
    (one,) = json.loads(asked("said", "wait", "--act", "promise", "--ledger", own))["statements"]
    asked("judge", "withdraw", kept["id"][:6], *by)
    assert asked("judge", "list", "--ledger", own) == ""
    assert json.loads(asked("judge", "list", "--all", "--ledger", own))["withdrawn_by"] == "Ada"
    asked("judge", "wrong", id, *by)
    assert json.loads(asked("said", "wait", "--actor", "Brandt", "--ledger", own))["statements"] == []
    assert "expected two" in CliRunner().invoke(main, ["judge", "same", id, id, *by]).stderr


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (("brief", "--ledger", "none.sqlite"), "`onrecord add` makes a ledger"),
        (("trace", "beef"), "no id 'beef'"),
        (("brief", "--since", "Monday"), "expected a date as 2026-03-09"),
        (("judge", "correct", "beef", "act", "shout"), "no id 'beef'"),
        (("watch", "feeds.opml", "--every", "often"), "expected a length of time as 30s, 10m, 2h or 1d"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(ledger: str, command: tuple[str, ...], told: str) -> None:
    where = () if "--ledger" in command else ("--ledger", ledger)
    done = CliRunner().invoke(main, [*command, *where])
    assert done.exit_code in (1, 2)
    assert told in done.stderr
    assert len([line for line in done.stderr.splitlines() if line.startswith("Error")]) == 1


@pytest.mark.parametrize("command", LEDGER_COMMANDS)
def test_every_command_has_help_with_examples(command: str) -> None:
    told = asked(command, "--help")
    assert "Examples:" in told
    assert f"onrecord {command}" in told


def test_reading_does_not_load_what_a_ledger_needs() -> None:
    loaded = (
        "import sys, onrecord.cli; print([m for m in ('sqlalchemy', 'rich', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, check=True)
    assert done.stdout.strip() == b"[]"


def test_what_was_seen_of_feeds_is_remembered(tmp_path: Path) -> None:
    from onrecord.commands.watching import Remembered

    seen = Remembered(tmp_path / "new" / "feeds.sqlite")
    seen["https://a.example"] = "1"
    seen["https://a.example"] = "2"
    assert dict(Remembered(tmp_path / "new" / "feeds.sqlite")) == {"https://a.example": "2"}
    del seen["https://a.example"]
    assert (len(seen), "https://a.example" in seen) == (0, False)
