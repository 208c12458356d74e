"""Acts against our own table: `python -m eval.acts [--confusion] [--verbose]`.

The share of the marked-up statements of `acts.toml` whose act is one that a careful reader would note; no
model is needed. Held rows are counted apart, and only counted.
"""

from __future__ import annotations

import argparse
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from eval.marked import Marked, marked
from onrecord.positions.acts import act
from onrecord.records import Act, Score

TABLE = Path(__file__).with_name("acts.toml")
ACTS: tuple[Act, ...] = get_args(Act)


@dataclass(frozen=True, slots=True)
class Row:
    """One statement of the table and the acts that are right, the best first; ``held`` ones are unseen."""

    sentence: Marked
    acts: tuple[str, ...]
    group: str
    held: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found of one statement."""

    row: Row
    act: Act
    score: Score

    @property
    def right(self) -> bool:
        return self.act in self.row.acts

    @property
    def wanted(self) -> str:
        """The act that it counts as: the one found where that is right, else the best."""
        return self.act if self.right else self.row.acts[0]


def load(path: Path = TABLE) -> list[Row]:
    """Every row of the table, in its order."""
    groups = tomllib.loads(path.read_text(encoding="utf-8"))["group"]
    return [
        Row(marked(text), tuple(acts.split("/")), g["of"], g.get("held", False))
        for g in groups
        for acts, text in g["cases"]
    ]


def judged(rows: Iterable[Row]) -> list[Judged]:
    """Every row with the act that the reader notes."""
    return [Judged(row, *act(row.sentence.utterance())) for row in rows]


def accuracy(rows: Sequence[Judged]) -> float:
    """The share that is right."""
    return sum(r.right for r in rows) / max(1, len(rows))


def figures() -> dict[str, float]:
    """The shares of acts that are right, of the open rows and of the held."""
    rows = judged(load())
    return {
        name: accuracy([r for r in rows if r.row.held == held])
        for name, held in (("acts", False), ("acts_held", True))
    }


def by_act(rows: Sequence[Judged]) -> dict[str, tuple[float, float, int]]:
    """Precision and recall of each act, and how many statements have it."""
    found, wanted = Counter(r.act for r in rows), Counter(r.wanted for r in rows)
    right = Counter(r.act for r in rows if r.right)
    return {a: (right[a] / max(1, found[a]), right[a] / max(1, wanted[a]), wanted[a]) for a in ACTS}


def confusion(rows: Sequence[Judged]) -> str:
    """A table of the acts wanted, down, and found, across."""
    cells = Counter((r.wanted, r.act) for r in rows)
    head = " " * 10 + "".join(f"{a[:6]:>7}" for a in ACTS)
    lines = [f"{w:10}" + "".join(f"{cells[w, f] or '.':>7}" for f in ACTS) for w in ACTS]
    return "\n".join([head, *lines])


def show(name: str, rows: Sequence[Judged], *, confused: bool) -> None:
    """Print the figures of some rows."""
    print(f"{name}: {accuracy(rows):.3f}  {sum(r.right for r in rows)} of {len(rows)}")
    for a, (precision, recall, number) in by_act(rows).items():
        print(f"  {a:10} precision {precision:.3f}  recall {recall:.3f}  of {number}")
    if confused:
        print("  wanted down, found across", confusion(rows), sep="\n")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--confusion", action="store_true", help="which acts are taken for which")
    parser.add_argument("--verbose", action="store_true", help="show each mistake that is not held")
    a = parser.parse_args()
    rows = judged(load())
    for name, held in (("open", False), ("held", True)):
        show(name, [r for r in rows if r.row.held == held], confused=a.confusion)
    for r in rows if a.verbose else []:
        if not r.row.held and not r.right:
            print(f"[{r.row.group}] {r.act}, not {' or '.join(r.row.acts)}: {r.score.reason}")
            print(f"  {r.row.sentence.text}")


if __name__ == "__main__":
    main()
