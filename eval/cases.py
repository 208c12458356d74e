"""The table of short cases: text, and what a careful reader marks in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from onrecord import Document, Reader
from onrecord.records import Statement

TABLE = Path(__file__).with_name("cases.toml")
# Content may differ by a word at an edge, a source by its title or apposition; kind and cue must fit.
SAME_CONTENT, SAME_SOURCE = 0.8, 0.5


@dataclass(frozen=True, slots=True)
class Expected:
    """One statement that a careful reader marks; an optional one may be missing."""

    kind: str
    content: list[str]
    source: list[str] = field(default_factory=list)
    cue: list[str] = field(default_factory=list)
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """``miss`` says why the reader is known to fail here; ``held`` cases are not looked at in tuning."""

    group: str
    text: str
    statements: list[Expected]
    held: bool = False
    miss: str = ""
    note: str = ""


def load(path: Path = TABLE) -> list[Case]:
    """Every case of the table."""
    rows: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    return [Case(**{**r, "statements": [Expected(**s) for s in r["statements"]]}) for r in rows]


def problems(case: Case, found: Sequence[Statement]) -> list[str]:
    """What a careful reader would object to in a reading; empty where the case passes."""
    left = list(found)
    said = []
    for wanted in case.statements:
        best = max(left, key=lambda s: overlap(wanted.content, s.content.words), default=None)
        if best is None or overlap(wanted.content, best.content.words) < SAME_CONTENT:
            if not wanted.optional:
                said.append(f"missed {' … '.join(wanted.content)!r}")
            continue
        left.remove(best)
        said += differences(wanted, best)
    return said + [f"spurious {s!r}" for s in left]


def differences(wanted: Expected, found: Statement) -> list[str]:
    said = []
    if found.kind != wanted.kind:
        said.append(f"{found.kind}, not {wanted.kind}: {found.content.words!r}")
    if overlap(wanted.source, found.source.words) < SAME_SOURCE:
        said.append(f"source {found.source.words!r}, not {wanted.source}")
    if wanted.cue and not bag(" ".join(wanted.cue)) & bag(found.cue.words):
        said.append(f"cue {found.cue.words!r}, not {wanted.cue}")
    return said


def overlap(wanted: list[str], found: str) -> float:
    """Jaccard index of the words; 1 where both are empty."""
    a, b = bag(" ".join(wanted)), bag(found)
    return len(a & b) / len(a | b) if a | b else 1.0


def bag(words: str) -> frozenset[tuple[str, int]]:
    counts: dict[str, int] = {}
    out = []
    for w in re.findall(r"[^\W_]+", words.casefold()):
        counts[w] = counts.get(w, 0) + 1
        out.append((w, counts[w]))
    return frozenset(out)


def run(reader: Reader, cases: list[Case]) -> list[tuple[Case, list[str]]]:
    """Every case with its problems."""
    return [(c, problems(c, reader.read(Document(c.text)).statements)) for c in cases]
