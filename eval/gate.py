"""Accuracy against its floors: `python -m eval.gate`. Exit 1 where a figure is under its floor.

Floors are in floors.toml. They are raised as the reader improves, and never lowered without a line in
CHANGES.md that says why. The corpora beside the project are measured where they are present.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from pathlib import Path

from eval import (
    acts,
    cases,
    chains,
    conditions,
    coreference,
    joining,
    ledger,
    linking,
    occasions,
    plover,
    times,
)
from onrecord import Document, Reader, Settings
from onrecord.labels import ROLES

# Of the 8,688 linked items so many are read: half a minute; all would be five.
LINKED = 900
FLOORS = Path(__file__).with_name("floors.toml")


def own(reader: Reader, *, verbose: bool) -> dict[str, float]:
    """The share of our own cases that pass: those that may be looked at, and those kept unseen."""
    results = cases.run(reader, cases.load())
    groups = {c.group for c, _ in results}
    passed, total = Counter(c.group for c, p in results if not p), Counter(c.group for c, _ in results)
    for group in sorted(groups):
        print(f"  {group:28} {passed[group]} of {total[group]}")
    for case, said in results if verbose else []:
        if said and not case.held:
            print(f"\n[{case.group}] {case.text}\n   " + "\n   ".join(said))

    def share(held: bool) -> float:
        rows = [p for c, p in results if c.held == held]
        return sum(not p for p in rows) / len(rows)

    return {"cases": share(False), "cases_held": share(True)}


def polnear(reader: Reader, shared: Path) -> dict[str, float]:
    """PolNeAR dev by the two scorers beside it, through the whole path: what a user gets."""
    split = shared / "corpora/polnear/dev"
    with tempfile.TemporaryDirectory() as work:
        out = Path(work) / "dev.jsonl"
        with out.open("w", encoding="utf-8") as file:
            for path in sorted((split / "text").glob("*.txt")):
                found = reader.read(Document(path.read_text(encoding="utf-8"))).statements
                rows = [{r: [[s.start, s.end] for s in getattr(a, r)] for r in ROLES} for a in found]
                file.write(json.dumps({"doc": path.stem, "statements": rows}) + "\n")
        scores = json.loads(_run(shared / "eval/attribution.py", split, out, "--json"))
        words = _run(
            shared / "eval/cofenet.py", shared / "corpora/polnear-cofenet/valid.txt", split / "text", out
        )
    spans = re.search(r"exact\s+F1\s+source ([\d.]+)\s+cue ([\d.]+)\s+content ([\d.]+)", words)
    assert spans, words
    figures = {name: scores[name]["f1"] for name in ("content", "attributed", "exact")}
    return figures | {f"span_{r}": float(v) / 100 for r, v in zip(ROLES, spans.groups(), strict=True)}


def _run(script: Path, *arguments: Path | str) -> str:
    command = [sys.executable, str(script), *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--model", default="accurate")
    parser.add_argument("--verbose", action="store_true", help="show each case that fails and is not held")
    a = parser.parse_args()
    reader = Reader(Settings(model=a.model))
    figures = own(reader, verbose=a.verbose)
    figures |= chains.figures(reader) | occasions.figures(reader) | acts.figures() | conditions.figures()
    figures |= joining.figures()
    if (a.shared / "corpora/polnear/dev").is_dir():
        figures |= polnear(reader, a.shared) | times.figures(a.shared) | ledger.figures(reader, a.shared)
        figures |= plover.figures(reader, a.shared)
        figures |= coreference.figures(reader, a.shared) | linking.figures(reader, a.shared, number=LINKED)
    else:
        figures |= coreference.figures(reader, None)
        print(f"  no {a.shared / 'corpora'}: only our own cases are measured")
    floors: dict[str, float] = tomllib.loads(FLOORS.read_text(encoding="utf-8"))["floors"]
    floored = {name: figure for name, figure in figures.items() if name in floors}
    low = [name for name, figure in floored.items() if figure < floors[name]]
    for name, figure in floored.items():
        print(f"{name:28} {figure:.3f}  floor {floors[name]:.3f}{'  UNDER ITS FLOOR' if name in low else ''}")
    sys.exit(1 if low else 0)


if __name__ == "__main__":
    main()
