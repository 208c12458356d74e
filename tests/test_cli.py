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


def test_help_has_examples() -> None:
    done = run("read", "--help")
    assert b"onrecord read report.txt" in done.stdout
