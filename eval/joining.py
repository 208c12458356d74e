"""Joining against our own families of reports: `python -m eval.joining [--held] [--verbose] [--read]`.

The families of `joining/` are marked by hand, so that joining is measured apart from reading; with `--read`
the reader reads the bare texts, and the statements that it finds are laid on the marked ones. Copies and
changes are counted as pairs, utterances by B-cubed and as pairs, origins as the share of utterances with the
right ones.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path
from typing import Any, Literal, cast

from onrecord import Document, Reader
from onrecord.joining.changes import changes, conflicts
from onrecord.joining.copies import copies
from onrecord.joining.drift import drift
from onrecord.joining.kept import KeptCondition, KeptReport, KeptStatement
from onrecord.joining.made import kept_statement
from onrecord.joining.origins import origins
from onrecord.joining.same import renderings
from onrecord.ledger import Ledger
from onrecord.records import Act, Span, StatementKind
from onrecord.resolve.names import key, slug
from onrecord.sentences import sentences

FOLDER = Path(__file__).with_name("joining")
_MARKED = re.compile(r"\[\[(?P<head>[^|\]]+)\|(?P<content>.*?)\]\]", re.S)
_CONDITION = re.compile(r"\{(?P<kind>\w+): (?P<words>[^}]*)\}")
_MARK = re.compile('[“”"]')


@dataclass(frozen=True, slots=True)
class Told:
    """A statement as it is marked: its label in the family, and its origin (None: it cannot be told)."""

    statement: KeptStatement
    label: str
    origin: str | None


@dataclass(frozen=True, slots=True)
class Marked:
    """A report as it is marked: the dispatch that it is a copy of, and that from which it took passages."""

    report: KeptReport
    label: str
    told: tuple[Told, ...]
    copy: str | None
    lifted: str | None


@dataclass(frozen=True, slots=True)
class Family:
    """Reports that belong together, and what there is between their statements."""

    name: str
    reports: tuple[Marked, ...]
    changes: frozenset[tuple[str, str]]
    conflicts: frozenset[tuple[str, str]]
    drift: frozenset[tuple[str, str, str, str]]


class Labels(dict[str, tuple[str, str]]):
    """The family and label of each marked statement; what is not marked has a label of its own."""

    def __missing__(self, id: str) -> tuple[str, str]:
        return ("not marked", id)


Fault = Literal["not read", "cut otherwise", "another speaker", "another day", "joining"]


@dataclass
class Counts:
    """Right, found and wanted."""

    right: float = 0
    found: float = 0
    wanted: float = 0
    notes: list[str] = field(default_factory=list)
    faults: Counter[Fault] = field(default_factory=Counter)

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / max(0.001, self.precision + self.recall)


# ---- the table ------------------------------------------------------------------------------------------


def load(path: Path) -> list[Family]:
    """The families of a file."""
    return [_family(one) for one in tomllib.loads(path.read_text(encoding="utf-8"))["family"]]


def _family(row: Mapping[str, Any]) -> Family:
    reports = tuple(_marked(row, one) for one in row["report"])
    return Family(
        row["name"], reports,
        frozenset((a, b) for a, b in row.get("changes", ())),
        frozenset((a, b) for a, b in row.get("conflicts", ())),
        frozenset((a, b, c, d) for a, b, c, d in row.get("drift", ())),
    )  # fmt: skip


def _marked(family: Mapping[str, Any], row: Mapping[str, Any]) -> Marked:
    id = f"{family['name']}-{row['label'] if 'label' in row else row['id']}"
    text, marks = _bare(row["text"])
    title, _, _ = text.partition("\n")
    report = KeptReport(
        id, text, tuple(s for s in sentences(text, len(title))), title, row["outlet"], None, None,
        row["published"], "", tuple(row["credits"]),
    )  # fmt: skip
    told = tuple(_told(family, row, report, n, *mark) for n, mark in enumerate(marks, 1))
    relays = {id for one in told for id in one.statement.channel}
    report = replace(report, relays=tuple(sorted(relays)))
    return Marked(report, row["id"], told, row.get("copy"), row.get("lifted"))


Mark = tuple[str, Span, list[tuple[str, Span]]]


def _bare(marked: str) -> tuple[str, list[Mark]]:
    """A text without its marks, and for each of them its head, its content and the conditions in it."""
    text, found, at = "", [], 0
    for m in _MARKED.finditer(marked):
        text += marked[at : m.start()]
        start, inner, conditions, cut = len(text), m["content"], [], 0
        for c in _CONDITION.finditer(inner):
            text += inner[cut : c.start()]
            # A condition that stands elsewhere in the sentence is given by its words alone.
            where = text.rfind(c["words"])
            if where >= 0 and text[:where].count("\n") == text.count("\n"):
                conditions.append((c["kind"], Span(where, where + len(c["words"]))))
            else:
                conditions.append((c["kind"], Span(len(text), len(text) + len(c["words"]))))
                text += c["words"]
            cut = c.end()
        text += inner[cut:]
        found.append((m["head"], Span(start, len(text)), conditions))
        at = m.end()
    return text + marked[at:], found


def _told(
    family: Mapping[str, Any],
    row: Mapping[str, Any],
    report: KeptReport,
    number: int,
    head: str,
    span: Span,
    conditions: Sequence[tuple[str, Span]],
) -> Told:
    label, speaker, act, *rest = head.split()
    about = dict(item.split("=") for item in rest if "=" in item)
    name, _, country = family["speakers"][speaker].partition(", ")
    named = not name[:1].islower()
    said, content = about.get("said"), span.of(report.text).strip()
    around = next((s.of(report.text) for s in report.sentences if s.start <= span.start < s.end), content)
    statement = KeptStatement(
        f"{report.id}-{number}", report.id, number, content, (span,), _kind(content), cast(Act, act),
        about.get("cue", "denied" if act == "deny" else ""), "",
        slug(name) if named else f"{slug(name)}@{report.id}", name, named, country or None,
        channel=tuple(filter(None, (about.get("via"),))), addressee=tuple(filter(None, (about.get("to"),))),
        conditions=tuple(KeptCondition(k, s.of(report.text), (s,)) for k, s in conditions),
        matter=tuple(m for m in family["matters"] if m in around.lower()),
        said=said, earliest=said or report.day, latest=said or report.day, published=report.published,
    )  # fmt: skip
    origin = about.get("from", row["origin"])
    return Told(statement, label, None if origin == "?" else origin)


def _kind(content: str) -> StatementKind:
    if not _MARK.search(content):
        return "indirect"
    return "direct" if _MARK.match(content) and content.rstrip(",. ")[-1:] in '“”"' else "mixed"


# ---- the measures ---------------------------------------------------------------------------------------


def pairs(groups: Iterable[Iterable[str]]) -> set[frozenset[str]]:
    """Every two of a group."""
    return {frozenset(two) for group in groups for two in combinations(sorted(set(group)), 2)}


def counted(found: set[Any], wanted: set[Any]) -> Counts:
    """How many are found, wanted and both."""
    notes = [f"missed {sorted(map(str, x)) if isinstance(x, frozenset) else x}" for x in wanted - found]
    notes += [f"wrong {sorted(map(str, x)) if isinstance(x, frozenset) else x}" for x in found - wanted]
    return Counts(len(found & wanted), len(found), len(wanted), sorted(notes))


def b_cubed(found: Mapping[str, Hashable], wanted: Mapping[str, Hashable]) -> tuple[float, float]:
    """Precision and recall by B-cubed: of each, how many of those beside it belong there."""
    sums = [0.0, 0.0]
    for id in wanted:
        here = {x for x in wanted if found[x] == found[id]}
        there = {x for x in wanted if wanted[x] == wanted[id]}
        sums[0] += len(here & there) / len(here)
        sums[1] += len(here & there) / len(there)
    return sums[0] / max(1, len(wanted)), sums[1] / max(1, len(wanted))


def read(families: Sequence[Family]) -> tuple[list[KeptReport], list[KeptStatement]]:
    """The reports and statements of some families as the reader finds them.

    Those that are marked have the ids of the marked ones, by the words that they share.
    """
    reader = Reader()
    reports, statements = [], []
    with tempfile.TemporaryDirectory() as folder, Ledger.open(f"{folder}/ledger.sqlite") as ledger:
        marked = {}
        for m in (m for f in families for m in f.reports):
            r = m.report
            found = reader.read(Document(r.text, r.id, outlet=r.outlet, published=r.published))
            ledger.add(found, source=r.id)
            marked[found.id] = m
            relays = {p.actor for s in found.statements for p in s.channel}
            credits = tuple(p.actor for p in found.credits)
            reports.append(replace(r, credits=credits, relays=tuple(sorted(relays))))
        for entry in ledger.statements():
            m = marked[entry.report]
            headings = [Span(0, len(m.report.title or ""))]
            statements.append(replace(kept_statement(entry, headings), report=m.report.id))
    return reports, _laid(statements, families)


def _laid(statements: Iterable[KeptStatement], families: Sequence[Family]) -> list[KeptStatement]:
    """Statements with the ids of the marked ones with which they share the most words, and half of them; of
    two that stand in one, that of the same act."""
    told = {t.statement.id: t.statement for f in families for m in f.reports for t in m.told}
    taken: set[str] = set()
    out = []
    for s in sorted(statements, key=lambda s: (s.heading, s.report, s.number)):
        near = [
            (_overlap(s, t), s.act == t.act, t.id)
            for t in told.values()
            if t.report == s.report and t.id not in taken
        ]
        share, _, id = max(near, default=(0.0, False, ""))
        if share >= 0.5 and not s.heading:
            taken.add(id)
            s = replace(s, id=id)
        out.append(s)
    return out


def _overlap(a: KeptStatement, b: KeptStatement, of: Callable[..., int] = min) -> float:
    """The characters that two places share, as a share of the shorter, or of what ``of`` says."""
    both = sum(max(0, min(x.end, y.end) - max(x.start, y.start)) for x in a.spans for y in b.spans)
    return both / max(1, of(sum(map(len, a.spans)), sum(map(len, b.spans))))


def faults(
    missed: Iterable[frozenset[str]], told: Mapping[str, Told], statements: Iterable[KeptStatement]
) -> Counter[Fault]:
    """Whose fault it is that two renderings of one utterance are not joined, by how many pairs.

    Where a statement of the two was not read as it is marked, the reader's; else that of joining.
    """
    by_id = {s.id: s for s in statements}
    return Counter(
        next((f for id in sorted(two) if (f := _misread(told[id].statement, by_id.get(id)))), "joining")
        for two in missed
    )


def _misread(marked: KeptStatement, s: KeptStatement | None) -> Fault | None:
    """What is wrong with a statement as it was read, None for nothing."""
    if s is None:
        return "not read"
    if _overlap(marked, s, max) < 0.6:
        return "cut otherwise"
    if marked.name and not set(key(marked.name).split()) & set(key(s.name or "").split()):
        return "another speaker"
    if s.told and not (s.earliest or "") <= (marked.day or "") <= (s.latest or "~"):
        return "another day"
    return None


def measured(
    families: Sequence[Family], found_by: tuple[list[KeptReport], list[KeptStatement]] | None = None
) -> dict[str, Counts]:
    """All figures over some families in one heap, of the statements as they are marked, or as found."""
    marked = [m for f in families for m in f.reports]
    family = {m.report.id: f for f in families for m in f.reports}
    told = {t.statement.id: t for m in marked for t in m.told}
    label = {t.statement.id: (family[t.statement.report].name, t.label) for t in told.values()}
    reports, statements = found_by or ([m.report for m in marked], [t.statement for t in told.values()])
    copied = copies(reports)
    rendered = renderings(statements, copied)
    out = {
        "copies": counted(_copy_pairs(copied), _wanted_copies(families)),
        "lifted": counted(
            {c.report for c in copied if c.kind == "lifted"}, {m.report.id for m in marked if m.lifted}
        ),
    }
    # A statement that is not marked counts as what it was joined with.
    of = {r.utterance: label[r.statement] for r in rendered if r.statement in label}
    label = Labels({r.statement: of[r.utterance] for r in rendered if r.utterance in of} | label)
    found = {r.statement: r.utterance for r in rendered if r.statement in told}
    found |= {id: id for id in told.keys() - found.keys()}
    marks = {id: label[id] for id in told}
    joined, same = pairs(_by(found)), pairs(_by(marks))
    out["statements"] = counted(joined, same)
    out["statements"].faults = faults(same - joined, told, statements)
    precision, recall = b_cubed(found, marks)
    out["b-cubed"] = Counts(precision * recall, recall, precision)
    out["origins"] = _origins(reports, statements, copied, rendered, told, marks)
    wanted = {(f.name, *sorted(two)) for f in families for two in f.changes}
    out["changes"] = counted(
        {_labels(label, c.before, c.after) for c in changes(statements, rendered)}, wanted
    )
    wanted = {(f.name, *sorted(two)) for f in families for two in f.conflicts}
    out["conflicts"] = counted(
        {_labels(label, c.one, c.other) for c in conflicts(statements, rendered)}, wanted
    )
    out["drift"] = counted(
        {(*label[d.one], d.kind) for d in drift(statements, rendered) if d.kind != "wording"},
        {(f.name, said, kind) for f in families for _, _, said, kind in f.drift},
    )
    return out


def _labels(label: Mapping[str, tuple[str, str]], one: str, other: str) -> tuple[str, ...]:
    return (label[one][0], *sorted((label[one][1], label[other][1])))


def _by(of: Mapping[str, Hashable]) -> Iterator[list[str]]:
    groups: dict[Hashable, list[str]] = defaultdict(list)
    for id, group in of.items():
        groups[group].append(id)
    yield from groups.values()


def _copy_pairs(copied: Iterable[Any]) -> set[frozenset[str]]:
    return pairs(_by({c.report: c.dispatch for c in copied if c.kind == "copy"}))


def _wanted_copies(families: Iterable[Family]) -> set[frozenset[str]]:
    return {
        two
        for f in families
        for two in pairs(_by({m.report.id: m.copy for m in f.reports if m.copy is not None}))
    }


def _origins(
    reports: Sequence[KeptReport],
    statements: Sequence[KeptStatement],
    copied: Any,
    rendered: Any,
    told: Mapping[str, Told],
    label: Mapping[str, tuple[str, str]],
) -> Counts:
    """Of the marked utterances, how many have the right origins."""
    found: dict[str, str | None] = dict.fromkeys(label)
    found |= {o.statement: o.key for o in origins(statements, reports, copied, rendered)}
    by_label: dict[tuple[str, str], list[str]] = defaultdict(list)
    for id, at in label.items():
        by_label[at].append(id)
    right, notes = 0, []
    for at, ids in by_label.items():
        have = {found[id] for id in ids if found[id] is not None}
        want = {told[id].origin for id in ids if told[id].origin is not None}
        right += have == want
        notes += [f"{at}: {have} for {want}"] * (have != want)
    return Counts(right, len(by_label), len(by_label), notes)


def figures() -> dict[str, float]:
    """F1 of each measure on the open and on the held families, as they are marked and as they are read."""
    out = {}
    for name in ("open", "held"):
        families = load(FOLDER / f"{name}.toml")
        for way, found in (("", None), ("read_", read(families))):
            for what, c in measured(families, found).items():
                out[f"joining_{way}{what.replace('-', '_')}" + "_held" * (name == "held")] = c.f1
    return out


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--held", action="store_true", help="the families that are not looked at in tuning")
    parser.add_argument("--verbose", action="store_true", help="show each mistake that is not held")
    parser.add_argument("--read", action="store_true", help="join what the reader finds in the bare texts")
    a = parser.parse_args()
    families = load(FOLDER / ("held.toml" if a.held else "open.toml"))
    print(f"{len(families)} families, {sum(len(f.reports) for f in families)} reports")
    for name, c in measured(families, read(families) if a.read else None).items():
        figures = f"precision {c.precision:.3f}  recall {c.recall:.3f}  F1 {c.f1:.3f}"
        print(f"  {name:10} {figures}  ({c.wanted:g} wanted)")
        if a.read and c.faults:
            print(f"      missed for: {', '.join(f'{n} {fault}' for fault, n in c.faults.most_common())}")
        for note in c.notes if a.verbose and not a.held else []:
            print(f"      {note}")


if __name__ == "__main__":
    main()
