"""The table of chains: who stands between a speaker and the report. `python -m eval.chains` prints how
many are right.

Held rows are counted apart, and only counted.
"""

from __future__ import annotations

import argparse
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eval.cases import overlap
from onrecord import Reader, Settings, forms, layout, speech
from onrecord.records import Attribution, Segment, Span
from onrecord.resolve.channel import Chain, chains, credits
from onrecord.resolve.knowledge import Knowledge, knowledge

TABLE = Path(__file__).with_name("chains.toml")
# The words that name somebody may differ by an article or a title.
SAME = 0.5


@dataclass(frozen=True, slots=True)
class Expected:
    """One statement: words of its content, its source, and its chain; None where a field is not looked at.

    An optional one may be missing, but if it is found its chain counts.
    """

    says: str
    source: str
    channel: list[str]
    addressee: list[str] | None = None
    media: list[str] | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A short text and what a careful reader notes down; ``miss`` says why the reader is known to fail
    here."""

    text: str
    statements: list[Expected]
    credits: list[str] | None = None
    outlet: str | None = None
    held: bool = False
    miss: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is found in a text, by the path of the pipeline."""

    text: str
    segments: tuple[Segment, ...]
    found: list[Attribution]
    chains: list[Chain]
    credits: list[str]


@dataclass(slots=True)
class Tally:
    """Counts of what was expected and of what was right."""

    right: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)
    turned: int = 0

    def add(self, name: str, right: bool) -> None:
        self.total[name] += 1
        self.right[name] += right

    def show(self, title: str) -> None:
        print(title)
        for name in sorted(self.total):
            right, total = self.right[name], self.total[name]
            print(f"  {name:24} {right:3} of {total:3}   {right / total:.3f}")
        print(f"  turned round             {self.turned:3}")


def load(path: Path = TABLE) -> list[Row]:
    """Every row of the table."""
    rows: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    return [Row(**{**r, "statements": [Expected(**s) for s in r["statements"]]}) for r in rows]


def read(reader: Reader, text: str, known: Knowledge, outlet: str | None = None) -> Reading:
    """The statements of a text and their chains."""
    segments = layout.segments(text)
    found, parts = forms.told(text, segments)
    found += speech.attributions(reader.tagger, text, parts) if parts else []
    found.sort(key=lambda a: (a.content[0], a.cue))
    supplied = [c.outlet for c in credits(text, segments, known)]
    return Reading(text, segments, found, chains(text, segments, found, known, outlet=outlet), supplied)


def words(reading: Reading, spans: Sequence[Span]) -> list[str]:
    return [s.of(reading.text) for s in spans]


def find(reading: Reading, wanted: Expected) -> int | None:
    """The number of the statement that has these words in its content, and this source best."""
    having = [
        i for i, a in enumerate(reading.found) if any(wanted.says in s.of(reading.text) for s in a.content)
    ]
    return max(having, key=lambda i: source_fits(reading, wanted, i), default=None)


def source_fits(reading: Reading, wanted: Expected, i: int) -> float:
    return overlap([wanted.source], " ".join(words(reading, reading.found[i].source)))


def same(wanted: Sequence[str], found: Sequence[str]) -> bool:
    """Whether the words name the same, in the same order."""
    return len(wanted) == len(found) and all(
        overlap([w], f) >= SAME for w, f in zip(wanted, found, strict=True)
    )


def score(row: Row, reading: Reading, tally: Tally) -> list[str]:
    """Count what is right in a reading, and tell what is wrong."""
    said = []
    for wanted in row.statements:
        i = find(reading, wanted)
        if i is None and wanted.optional:
            continue
        found = words(reading, reading.chains[i].relays) if i is not None else []
        source = i is not None and source_fits(reading, wanted, i) >= SAME
        right = source and same(wanted.channel, found)
        tally.add("chain", right)
        tally.add(f"chain of {len(wanted.channel)}", right)
        tally.turned += not same(wanted.channel, found) and same(sorted(wanted.channel), sorted(found))
        if not right:
            said.append(f"channel {found}, not {wanted.channel}" + ("" if source else " (source)"))
        if i is None:
            continue
        for name, spans in (("addressee", reading.chains[i].addressees), ("media", reading.chains[i].media)):
            want: list[str] | None = getattr(wanted, name)
            if want is not None or spans:
                fits = same(want or [], words(reading, spans))
                tally.add(name, fits)
                said += [] if fits else [f"{name} {words(reading, spans)}, not {want or []}"]
    if row.credits is not None:
        tally.add("credits", row.credits == reading.credits)
        said += [] if row.credits == reading.credits else [f"credits {reading.credits}, not {row.credits}"]
    return said


def figures(reader: Reader) -> dict[str, float]:
    """The shares of chains that are right from end to end, for the gate: those looked at, and those kept
    aside."""
    out = {}
    for name, held in (("chains", False), ("chains_held", True)):
        tally = Tally()
        for row in (r for r in load() if r.held == held):
            score(row, read(reader, row.text, knowledge(), row.outlet), tally)
        out[name] = tally.right["chain"] / max(1, tally.total["chain"])
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="accurate")
    parser.add_argument("--verbose", action="store_true", help="show each row that is wrong and is not held")
    a = parser.parse_args()
    reader, known = Reader(Settings(model=a.model)), knowledge()
    for held in (False, True):
        tally = Tally()
        for row in (r for r in load() if r.held == held):
            said = score(row, read(reader, row.text, known, row.outlet), tally)
            if said and a.verbose and not held:
                print(f"{row.text}\n   " + "\n   ".join(said))
        tally.show("held" if held else "tuned")


if __name__ == "__main__":
    main()
