"""Our readings against whole gold reports: `python -m eval.ledger [GOLD.yaml …]`.

Gold readings are those of `eval/reports/` (our own reports; `held-*` are not looked at in tuning) and the
practice exam beside the project. All are read in one process by one reader, and scored by the exam's own
`score.py`, whose text says what each row means.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from eval.linking import a_reader
from onrecord import Reader
from onrecord.records import Report
from onrecord.views.json import dumps

OWN = Path(__file__).with_name("reports")
ROWS = (
    "statements", "right", "kind", "speaker", "channel", "said", "place", "act", "conditions",
    "events", "event_status", "event_time", "event_place", "event_participants",
    "papers", "paper_statuses", "paper_parties", "times", "furniture", "header", "ledger",
)  # fmt: skip
# The fields of events and papers are indented under them, and some have the names of fields of statements.
GROUPS = {"events": "event_", "papers": "paper_"}
_LINE = re.compile(r"^( *)(\w+(?: fields)?) +([\d.]+) +([\d.]+) +([\d.]+) +([\d.]+) +(\d+) +(\d+)$", re.M)
_LEDGER = re.compile(r"^LEDGER ([\d.]+)", re.M)


@dataclass(frozen=True, slots=True)
class Row:
    """Precision, recall and F1 of one field, from 0 to 1, and what they are made of. For the fields of a
    statement, they are shares of the statements found.
    """

    precision: float
    recall: float
    f1: float
    hits: float
    predicted: int
    gold: int


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one set of reports, and the scorer's whole text."""

    rows: dict[str, Row]
    text: str

    def lines(self) -> Iterable[str]:
        for name in ROWS:
            if row := self.rows.get(name):
                yield f"  {name:18} {row.f1:6.3f}   {row.hits:6.1f} of {row.gold}, {row.predicted} predicted"


def sets(practice: Path) -> dict[str, list[Path]]:
    """The gold readings of each set, those that are there."""
    own = sorted(OWN.glob("*.yaml"))
    found = {
        "practice": sorted(practice.glob("*.yaml")),
        "own": [path for path in own if not is_held(path)],
        "own_held": [path for path in own if is_held(path)],
    }
    return {name: paths for name, paths in found.items() if paths}


def is_held(gold: Path) -> bool:
    """Whether a gold reading is kept unseen, by its name.

    >>> is_held(Path("eval/reports/held-ferry.yaml"))
    True
    """
    return gold.name.startswith("held-")


def report_of(gold: Path) -> Path:
    """The report that a gold reading is of: beside it, or in the folder `reports` beside its own."""
    name = str(yaml.safe_load(gold.read_text(encoding="utf-8"))["report"])
    places = [gold.parent / name, gold.parent.parent / "reports" / name]
    found = next((path for path in places if path.is_file()), None)
    if found is None:
        raise FileNotFoundError(
            f"{gold} is a reading of {name}, which is neither of {', '.join(map(str, places))}"
        )
    return found


def score(reader: Reader, golds: Sequence[Path], scorer: Path, *, detail: bool = False) -> Table:
    """Read the reports of these gold readings, and score the readings."""
    with tempfile.TemporaryDirectory() as work:
        readings = [_reading(reader, gold, Path(work) / f"{n}.json") for n, gold in enumerate(golds)]
        command = [sys.executable, scorer, *(["--detail"] if detail else []), *golds, "--", *readings]
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{scorer} failed:\n{done.stderr}")
    return Table(rows(done.stdout), done.stdout + done.stderr)


def _reading(reader: Reader, gold: Path, out: Path) -> Path:
    report = next(iter(reader.read_all(report_of(gold))))
    assert isinstance(report, Report), report
    out.write_text(dumps(report), encoding="utf-8")
    return out


def rows(text: str) -> dict[str, Row]:
    """The rows of the scorer's table, and its headline figure; a field of an event is `event_status`.

    >>> rows("events 0.5 0.5 0.5 2.0 4 4\\n  status 0.5 0.5 0.5 1.0 2 2")["event_status"].hits
    1.0
    """
    found: dict[str, Row] = {}
    group = ""
    for indent, name, p, r, f1, hits, predicted, gold in _LINE.findall(text):
        group = group if indent or name == "event fields" else GROUPS.get(name, "")
        row = Row(float(p), float(r), float(f1), float(hits), int(predicted), int(gold))
        found[f"{group}{name}" if indent else name] = row
    for headline in _LEDGER.findall(text):
        found["ledger"] = Row(float(headline), float(headline), float(headline), 0, 0, 0)
    return found


def figures(reader: Reader, shared: Path) -> dict[str, float]:
    """F1 of every row and set: `practice_speaker`, `own_held_times`, …; empty without the scorer."""
    scorer = shared / "exam/score.py"
    found = sets(shared / "exam") if scorer.is_file() else {}
    tables = {name: score(reader, golds, scorer) for name, golds in found.items()}
    return {f"{name}_{row}": t.rows[row].f1 for name, t in tables.items() for row in ROWS if row in t.rows}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "gold", nargs="*", type=Path, metavar="GOLD.yaml", help="these alone; all sets where none is given"
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--model", default="accurate")
    parser.add_argument(
        "--detail", action="store_true", help="what is wrong, item by item, but for held ones"
    )
    parser.add_argument("--cache", type=Path, metavar="DIR", help="keep the model's scores there")
    a = parser.parse_args()
    if any(map(is_held, a.gold)):
        parser.error("held reports are scored as a whole: leave them out, or name none")
    reader = a_reader(a.cache, a.model)
    chosen = {"these": a.gold} if a.gold else sets(a.shared / "exam")
    for name, golds in chosen.items():
        detail = a.detail and not any(map(is_held, golds))
        table = score(reader, golds, a.shared / "exam/score.py", detail=detail)
        print(f"{name}, {len(golds)} reports", *table.lines(), sep="\n", flush=True)
        if detail:
            print(table.text)


if __name__ == "__main__":
    main()
