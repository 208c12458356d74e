"""Conditions against our own table: `python -m eval.conditions [--verbose]`.

Of the conditions noted in `conditions.toml`, how many are found in the marked-up statements; no model is
needed. Two spans are of one condition where they share half of their words (Jaccard), and exact where they
hold the same words. Held rows are counted apart, and only counted.
"""

from __future__ import annotations

import argparse
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.marked import Marked, Wanted, marked
from onrecord.positions.conditions import conditions
from onrecord.records import Condition, Span

TABLE = Path(__file__).with_name("conditions.toml")
SAME = 0.5
_WORD = re.compile(r"\w+(?:[’'\-]\w+)*")


@dataclass(frozen=True, slots=True)
class Row:
    """One statement of the table; ``held`` ones are not looked at in tuning."""

    sentence: Marked
    group: str
    held: bool

    @property
    def trap(self) -> bool:
        """Whether nothing may be noted, or nothing needs to be."""
        return all(w.doubtful for w in self.sentence.conditions)


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found in one statement: pairs of wanted and found, and what of either is left over."""

    row: Row
    pairs: tuple[tuple[Wanted, Condition], ...]
    missed: tuple[Wanted, ...]
    spurious: tuple[Condition, ...]


def load(path: Path = TABLE) -> list[Row]:
    """Every row of the table, in its order."""
    groups = tomllib.loads(path.read_text(encoding="utf-8"))["group"]
    return [Row(marked(text), g["of"], g.get("held", False)) for g in groups for text in g["cases"]]


def words(text: str, span: Span) -> frozenset[int]:
    """Where the words of a span begin."""
    return frozenset(m.start() for m in _WORD.finditer(text, span.start, span.end))


def overlap(text: str, a: Span, b: Span) -> float:
    """Jaccard over the words of two places, from 0 to 1."""
    one, other = words(text, a), words(text, b)
    return len(one & other) / max(1, len(one | other))


def marker(text: str, span: Span) -> str:
    """A marker as it is compared: "provided that" is the marker "provided"."""
    return " ".join(_WORD.findall(span.of(text).lower())).removesuffix(" that")


def judge(row: Row, found: Sequence[Condition]) -> Judged:
    """Pair what was found with what is wanted, the best first; a doubtful one is neither missed nor
    spurious."""
    text = row.sentence.text
    shares = [
        (overlap(text, w.span, f.span), not w.doubtful, i, j)
        for i, w in enumerate(row.sentence.conditions)
        for j, f in enumerate(found)
    ]
    mine: dict[int, int] = {}
    for share, _, i, j in sorted(shares, reverse=True):
        if share >= SAME and i not in mine and j not in mine.values():
            mine[i] = j
    wanted = row.sentence.conditions
    return Judged(
        row,
        tuple((wanted[i], found[j]) for i, j in sorted(mine.items()) if not wanted[i].doubtful),
        tuple(w for i, w in enumerate(wanted) if i not in mine and not w.doubtful),
        tuple(f for j, f in enumerate(found) if j not in mine.values()),
    )


def judged(rows: Iterable[Row]) -> list[Judged]:
    """Every row with what the reader finds in it."""
    return [judge(row, conditions(row.sentence.utterance())) for row in rows]


def counts(rows: Iterable[Judged]) -> Counter[str]:
    """How many are wanted, found, paired, and right in span, kind and marker."""
    out: Counter[str] = Counter()
    for r in rows:
        text = r.row.sentence.text
        out["wanted"] += len(r.pairs) + len(r.missed)
        out["found"] += len(r.pairs) + len(r.spurious)
        out["paired"] += len(r.pairs)
        out["exact"] += sum(words(text, w.span) == words(text, f.span) for w, f in r.pairs)
        out["kind"] += sum(f.kind in w.kinds for w, f in r.pairs)
        out["marker"] += sum(marker(text, w.marker) == marker(text, f.marker) for w, f in r.pairs)
        out["traps"] += r.row.trap
        out["traps avoided"] += r.row.trap and not r.spurious
    return out


def f1(right: int, found: int, wanted: int) -> float:
    """F1 of counts; 0 where there are none."""
    return 2 * right / max(1, found + wanted)


def figures() -> dict[str, float]:
    """F1 of spans, loose and exact, and of the spans paired the share with the right kind and marker."""
    rows = judged(load())
    out = {}
    for name, held in (("conditions", False), ("conditions_held", True)):
        c = counts(r for r in rows if r.row.held == held)
        out[f"{name}_f1"] = f1(c["paired"], c["found"], c["wanted"])
        out[f"{name}_exact"] = f1(c["exact"], c["found"], c["wanted"])
        out[f"{name}_kind"] = c["kind"] / max(1, c["paired"])
        out[f"{name}_marker"] = c["marker"] / max(1, c["paired"])
    return out


def show(c: Counter[str]) -> None:
    """Print the figures of some rows."""
    for name, right in (("half of the words", c["paired"]), ("exact", c["exact"])):
        p, r = right / max(1, c["found"]), right / max(1, c["wanted"])
        score = f1(right, c["found"], c["wanted"])
        print(f"  {name:20} precision {p:.3f}  recall {r:.3f}  F1 {score:.3f}")
    for name in ("kind", "marker"):
        print(f"  {name:20} {c[name] / max(1, c['paired']):.3f}  {c[name]} of {c['paired']} paired")
    print(f"  {'traps avoided':20} {c['traps avoided']} of {c['traps']}")


def explain(r: Judged) -> str:
    """What is wrong in one row, in words; empty where nothing is."""
    text = r.row.sentence.text
    lines = [f"  missed   {w.span.of(text)!r}" for w in r.missed]
    lines += [f"  spurious {f.span.of(text)!r}: {f.score.reason}" for f in r.spurious]
    for w, f in r.pairs:
        if words(text, w.span) != words(text, f.span):
            lines.append(f"  extent   {f.span.of(text)!r}, not {w.span.of(text)!r}")
        if f.kind not in w.kinds:
            lines.append(f"  kind     {f.kind}, not {' or '.join(w.kinds)}: {w.span.of(text)!r}")
        if marker(text, w.marker) != marker(text, f.marker):
            lines.append(f"  marker   {f.marker.of(text)!r}, not {w.marker.of(text)!r}")
    return "\n".join([f"[{r.row.group}] {text}", *lines]) if lines else ""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--verbose", action="store_true", help="show each mistake that is not held")
    a = parser.parse_args()
    rows = judged(load())
    for name, held in (("open", False), ("held", True)):
        some = [r for r in rows if r.row.held == held]
        c = counts(some)
        print(f"{name}: {len(some)} statements, {c['wanted']} conditions, {c['traps']} traps")
        show(c)
    for r in rows if a.verbose else []:
        if not r.row.held and (said := explain(r)):
            print(said)


if __name__ == "__main__":
    main()
