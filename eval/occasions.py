"""When and where statements were made, against our own table: `python -m eval.occasions`.

Of the statements that the reader finds, the share whose `said` and `place` are as a careful desk editor notes
them in `occasions.toml`: of all, of those that have one, and of the traps.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord import Reader, forms, layout, speech
from onrecord.records import Attribution, Place, Segment, Time
from onrecord.resolve.dates import times
from onrecord.resolve.knowledge import Knowledge, knowledge
from onrecord.resolve.names import key
from onrecord.resolve.occasion import Occasion, occasions

TABLE = Path(__file__).with_name("occasions.toml")
# The day of all reports that name no other: a Thursday.
PUBLISHED = "2026-03-12"
Answers = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be noted of the statement with the words ``of``; "" among the answers is that nothing is."""

    of: str
    said: Answers = ("",)
    when: Answers = ("",)
    place: Answers = ("",)
    country: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """``held`` cases are not looked at in tuning; in a ``trap`` a time or place belongs to something else."""

    text: str
    statements: tuple[Wanted, ...]
    published: str = PUBLISHED
    held: bool = False
    trap: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """One statement's occasion, wanted and found; ``found`` is None where there is no such statement."""

    case: Case
    wanted: Wanted
    found: Occasion | None

    @property
    def words(self) -> bool:
        """Whether it is the right expression of time, whatever its value."""
        said = self.found and self.found.said
        alike = (
            any(key(w) in key(said.span.of(self.case.text)) for w in self.wanted.when if w) if said else False
        )
        return alike or (not said and "" in self.wanted.said)

    @property
    def said(self) -> bool:
        value = self.found.said.value or "" if self.found and self.found.said else ""
        return any(value == w or (len(w) == 10 and value.startswith(f"{w}T")) for w in self.wanted.said)

    @property
    def place(self) -> bool:
        place = self.found.place if self.found else None
        names = {key(place.name), key(place.span.of(self.case.text))} if place else {""}
        there = bool(names & {key(w) for w in self.wanted.place})
        return there and (place is None or self.wanted.country in ("", place.country))


def load(path: Path = TABLE) -> list[Case]:
    """Every case of the table."""
    rows: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    return [Case(**{**row, "statements": tuple(map(_wanted, row["statements"]))}) for row in rows]


def _wanted(row: dict[str, Any]) -> Wanted:
    def answers(field: str) -> Answers:
        value = row.get(field, "")
        return tuple(value) if isinstance(value, list) else (value,)

    return Wanted(row["of"], answers("said"), answers("when"), answers("place"), row.get("country", ""))


def statements(reader: Reader, text: str, segments: Sequence[Segment]) -> list[Attribution]:
    """The statements of a text as the pipeline finds them."""
    found, parts = forms.told(text, tuple(segments))
    found += speech.attributions(reader.tagger, text, parts) if parts else []
    return sorted(found, key=lambda a: (a.content[0], a.cue))


def judged(reader: Reader, cases: Sequence[Case], known: Knowledge) -> Iterator[Judged]:
    """Every statement of the cases with what is noted of it."""
    for case in cases:
        segments = layout.segments(case.text)
        found = statements(reader, case.text, segments)
        noted = occasions(case.text, segments, found, times(case.text, segments, case.published), known)
        for wanted in case.statements:
            at = case.text.index(wanted.of)
            here = (
                o for a, o in zip(found, noted, strict=True) if any(c.start <= at < c.end for c in a.content)
            )
            yield Judged(case, wanted, next(here, None))


def shares(rows: Sequence[Judged]) -> dict[str, tuple[int, int]]:
    """How many are right, of how many that were found, for each figure."""
    found = [row for row in rows if row.found]

    def of(right: str, some: Sequence[Judged]) -> tuple[int, int]:
        return sum(getattr(row, right) for row in some), len(some)

    stated = [r for r in found if "" not in r.wanted.said]
    placed = [r for r in found if "" not in r.wanted.place]
    trapped = [r for r in found if r.case.trap]
    return {
        "statements found": (len(found), len(rows)),
        "said: the right words": of("words", found),
        "said: the right value": of("said", found),
        "said: where there is one": of("said", stated),
        "said: traps": of("said", trapped),
        "place": of("place", found),
        "place: where there is one": of("place", placed),
        "place: traps": of("place", trapped),
    }


def shown(row: Judged) -> str:
    def name(what: Time | Place | None) -> str:
        return "nothing" if what is None else f"{what.span.of(row.case.text)!r}"

    if row.found is None:
        return f"no statement {row.wanted.of!r}: {row.case.text.strip()}"
    why = "; ".join(f"{field}: {score.reason}" for field, score in row.found.reasons)
    value = row.found.said.value if row.found.said else None
    return (
        f"{row.wanted.of!r}: said {name(row.found.said)} {value}, not {row.wanted.said}; "
        f"place {name(row.found.place)}, not {row.wanted.place}\n    {why}\n    {row.case.text.strip()}"
    )


def figures(reader: Reader) -> dict[str, float]:
    """The shares of times and places of saying that are right, for the gate."""
    rows = list(judged(reader, load(), knowledge()))
    out = {}
    for name, held in (("", False), ("_held", True)):
        found = shares([r for r in rows if r.case.held == held])
        for field, figure in (("said", "said: the right value"), ("place", "place")):
            right, all_ = found[figure]
            out[f"occasion_{field}{name}"] = right / max(1, all_)
    return out


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--verbose", action="store_true", help="show each statement that is wrong and not held"
    )
    a = parser.parse_args()
    rows = list(judged(Reader(), load(), knowledge()))
    for name, held in (("tuned", False), ("held", True)):
        print(name)
        for figure, (right, all_) in shares([r for r in rows if r.case.held == held]).items():
            print(f"  {figure:26} {right / max(1, all_):.3f}  {right} of {all_}")
    for row in rows if a.verbose else []:
        if not row.case.held and not (row.found and row.said and row.place):
            print(shown(row))


if __name__ == "__main__":
    main()
