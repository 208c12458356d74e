"""PLOVER's gold records through the whole reader: `python -m eval.plover --shared ../shared [--confusion]`.

PLOVER's GSR (322 records of 2016) and the training sentences of Zero-Shot-PLOVER (1,050) mark one event in
each sentence: its type, source and target. Of the verbal ones (below) it is measured how many come out right
as a statement: by that source or its side, of that type, with that target. The other types are things done,
which a statement may not tell of; they are shown, and count in no total.

A record is looked at in tuning or kept unseen (held), by a hash of its sentence.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from eval.linking import a_reader
from onrecord import Document, Reader, Report, layout
from onrecord.positions import positions
from onrecord.positions.utterance import utterances
from onrecord.records import Attribution, Passage, Span, Statement
from onrecord.resolve import resolve

# What is done by saying it. A visit, a blockade or an arrest is no statement.
VERBAL = ("AGREE", "SUPPORT", "REQUEST", "ACCUSE", "REJECT", "THREATEN")
# Names of the two sources for types of the contract. The GSR of 2016 has INVESTIGATE apart from accusing.
TODAY = {
    "DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "YIELD": "CONCEDE", "RETREAT": "CONCEDE", "FIGHT": "ASSAULT",
}  # fmt: skip
NONE = "none"

_EVENT = re.compile(r"\(EVT: ([^()]+)\)")
_SAID = re.compile(r", [^,]{3,80}\b(?:said|reported|announced|confirmed|reports|says)\b[^,]*$")


@dataclass(frozen=True, slots=True)
class Gold:
    """One event of a sentence.

    ``sources`` and ``targets`` are places of their words, ``codes`` the countries that the record gives them,
    ``cue`` the first of the words of the event, where they are marked.
    """

    id: str
    text: str
    type: str
    sources: tuple[Span, ...]
    targets: tuple[Span, ...]
    codes: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
    cue: Span | None = None

    @property
    def held(self) -> bool:
        words = " ".join(self.text.split())
        return int(hashlib.sha256(words.encode()).hexdigest(), 16) % 2 == 1


@dataclass(frozen=True, slots=True)
class Judged:
    """What was read of one event: the statement that is nearest to it, if there is any by its source."""

    gold: Gold
    found: Statement | None
    source: bool = False
    target: bool = False

    @property
    def type(self) -> str:
        return (self.found.plover if self.found else None) or NONE

    @property
    def right(self) -> bool:
        return self.type == self.gold.type


# --- the records ------------------------------------------------------------------------------------------


def load(shared: Path) -> list[Gold]:
    """The records of both sources."""
    folder = shared / "corpora/plover"
    records = json.loads((folder / "PLOVER_GSR_CAMEO.json").read_text(encoding="utf-8"))
    with (folder / "PLV_train.tsv").open(encoding="utf-8", newline="") as file:
        rows = [_of_row(row) for row in csv.DictReader(file, delimiter="\t")]
    return [_of_record(r) for r in records if r["event"] != "DOCUMENT"] + rows


def _of_record(record: dict[str, object]) -> Gold:
    text = str(record["text"])
    sources, source_codes = _actors(record.get("source"), text)
    targets, target_codes = _actors(record.get("target"), text)
    # A record that names no target has several sources that do it with each other.
    targets = targets or sources
    info = record.get("textInfo")
    marked = _EVENT.search(str(info.get("markup", ""))) if isinstance(info, dict) else None
    cue = next(iter(places(marked[1], text)), None) if marked else None
    type = str(record["event"])
    return Gold(
        str(record["id"]), text, TODAY.get(type, type), sources, targets, (source_codes, target_codes), cue
    )


def _actors(given: object, text: str) -> tuple[tuple[Span, ...], frozenset[str]]:
    actors = [a for a in given if isinstance(a, dict)] if isinstance(given, list) else []
    spans = tuple(span for a in actors for span in places(str(a.get("actorText", "")), text))
    return spans, frozenset(str(a.get("code", "")) for a in actors)


def _of_row(row: dict[str, str]) -> Gold:
    text, type = row["sentence"], row["gold_root"]
    sources, targets = (tuple(places(row[name], text)) for name in ("source", "target"))
    return Gold(f"PLV-{row['sentence_id']}", text, TODAY.get(type, type), sources, targets)


def places(words: str, text: str) -> list[Span]:
    """Every place at which the words stand in a text."""
    words = words.strip()
    return [Span(*m.span()) for m in re.finditer(re.escape(words), text)] if words else []


# --- against a reading ------------------------------------------------------------------------------------


def judged(report: Report, gold: Gold) -> Judged:
    """The statement nearest to an event: by its source, with a type of its own, with its target."""
    rows = [Judged(gold, s, *_matches(report, s, gold)) for s in report.statements]
    return max(
        (row for row in rows if row.source),
        key=lambda row: (row.type != NONE, row.target, -row.found.content[0].start if row.found else 0),
        default=Judged(gold, None),
    )


def _matches(report: Report, statement: Statement, gold: Gold) -> tuple[bool, bool]:
    """Whether source and target of a statement are those of an event."""
    speaking = [(statement.speaker, statement.source.spans), *((o, ()) for o in statement.others)]
    source = any(_is_among(report, id, s, gold.sources, gold.codes[0]) for id, s in speaking)
    party = statement.target
    if party is None:
        return source, not gold.targets
    return source, _is_among(report, party.actor, (party.span,), gold.targets, gold.codes[1])


def _is_among(
    report: Report, id: str | None, spans: Sequence[Span], wanted: Sequence[Span], codes: frozenset[str]
) -> bool:
    """Whether an actor, or the words for it, are those of an event, or either stands for the other's side."""
    actor = report.actor(id)
    mentions = [m.span for m in actor.mentions] if actor else []
    if id in codes or any(s.overlaps(w) for s in (*spans, *mentions) for w in wanted):
        return True
    there = [a for a in report.actors if any(m.span.overlaps(w) for m in a.mentions for w in wanted)]
    lands = {a.id for a in there if a.type == "country"} | codes
    return bool(actor and (actor.country in lands or any(a.country == id for a in there)))


def read(reader: Reader, golds: Iterable[Gold]) -> Iterator[Judged]:
    """Every event with what the reader makes of its sentence."""
    for gold in golds:
        yield judged(reader.read(Document(gold.text)), gold)


def given(reader: Reader, golds: Iterable[Gold]) -> Iterator[Judged]:
    """Every verbal event whose cue is marked, with what is made of it when source and cue are given."""
    for gold in golds:
        if gold.cue and gold.sources and gold.type in VERBAL:
            yield _given(reader, gold, gold.cue)


def _given(reader: Reader, gold: Gold, cue: Span) -> Judged:
    text = gold.text
    tail = _SAID.search(text, cue.end)
    end = tail.start() if tail else len(text.rstrip(" ."))
    a = Attribution((Span(min(cue.end + 1, end - 1), end),), (cue,), gold.sources[:1], 1.0)
    segments = layout.segments(text)
    meant = resolve(text, segments, [a], reader.known, published=None, outlet=None)
    (held,) = positions(utterances(text, segments, [(a, "indirect")]), [meant.voices[0].speaker], meant.who)
    report = reader.read(Document(text))
    party = held.amount.target
    statement = replace(
        _blank(text), speaker=meant.voices[0].speaker, plover=held.amount.plover, target=party
    )
    target = (
        _is_among(report, party.actor, (party.span,), gold.targets, gold.codes[1])
        if party
        else not gold.targets
    )
    return Judged(gold, statement, True, target)


def _blank(text: str) -> Statement:
    none = Passage(text)
    return Statement("s1", "indirect", none, none, none, 1.0)


# --- tables -----------------------------------------------------------------------------------------------


def table(rows: Sequence[Judged]) -> Iterator[str]:
    """Shares by type, and of all verbal types together."""
    yield f"  {'':10} {'events':>7} {'found':>7} {'type':>7} {'target':>7} {'all':>7} {'type of found':>15}"
    kinds = [*VERBAL, *sorted({r.gold.type for r in rows} - {*VERBAL})]
    for kind in kinds:
        yield _line(kind, [r for r in rows if r.gold.type == kind])
        if kind == VERBAL[-1]:
            yield _line("verbal", [r for r in rows if r.gold.type in VERBAL])


def _line(name: str, rows: Sequence[Judged]) -> str:
    s = shares(rows)
    found = "".join(f"{s[k]:8.3f}" for k in ("found", "type", "target", "all"))
    return f"  {name:10} {len(rows):7}{found} {s['of_found']:15.3f}"


def shares(rows: Sequence[Judged]) -> dict[str, float]:
    """The shares of events: with a statement by their source, and of those also of their type, with their
    target, with both; ``of_found`` is the share of right types where there is a statement by the source."""
    n, found = max(1, len(rows)), [r for r in rows if r.source]
    return {
        "found": len(found) / n,
        "type": sum(r.right for r in found) / n,
        "target": sum(r.target for r in found) / n,
        "all": sum(r.right and r.target for r in found) / n,
        "of_found": sum(r.right for r in found) / max(1, len(found)),
    }


def confusion(rows: Sequence[Judged]) -> Iterator[str]:
    """What events of each type came to, where there is a statement by their source."""
    counts = Counter((r.gold.type, r.type) for r in rows if r.source)
    kinds = [*sorted({found for _, found in counts} - {NONE}), NONE]
    yield "  " + f"{'gold, read as':13}" + "".join(f"{k[:8]:>9}" for k in kinds)
    for wanted in [*VERBAL, *sorted({w for w, _ in counts} - {*VERBAL})]:
        yield f"  {wanted:13}" + "".join(f"{counts[wanted, k] or '.':>9}" for k in kinds)


def figures(reader: Reader, shared: Path) -> dict[str, float]:
    """For the gate: of the verbal events, the shares of right types and of those right in all three."""
    rows = list(read(reader, (g for g in load(shared) if g.type in VERBAL)))
    out: dict[str, float] = {}
    for name, held in (("", False), ("_held", True)):
        s = shares([r for r in rows if r.gold.held == held])
        out |= {f"plover{name}_type": s["type"], f"plover{name}_all": s["all"]}
    return out


def shown(row: Judged) -> str:
    """One event that is not right."""
    text, s = row.gold.text, row.found
    wanted = "/".join(sorted({span.of(text) for span in row.gold.targets}))
    got = (
        f"{s.act} {s.plover} → {s.target.span.of(text) if s.target else None}: {s!r}" if s else "no statement"
    )
    return f"{row.gold.id} {row.gold.type} → {wanted}; {got}\n    {text}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--cache", type=Path, help="a folder in which the model's scores are kept")
    parser.add_argument("--confusion", action="store_true", help="show what each type was taken for")
    parser.add_argument(
        "--verbose", action="store_true", help="show each verbal event that is wrong and not held"
    )
    a = parser.parse_args()
    reader, golds = a_reader(a.cache), load(a.shared)
    rows, named = list(read(reader, golds)), list(given(reader, golds))
    for name, held in (("open", False), ("held", True)):
        print(f"{name}: through the whole reader")
        print("\n".join(table([r for r in rows if r.gold.held == held])))
        if a.confusion:
            print("\n".join(confusion([r for r in rows if r.gold.held == held])))
        print(f"{name}: source and cue given (GSR)")
        print(_line("verbal", [r for r in named if r.gold.held == held]))
    for row in rows if a.verbose else []:
        if not row.gold.held and row.gold.type in VERBAL and not (row.right and row.target):
            print(shown(row))


if __name__ == "__main__":
    main()
