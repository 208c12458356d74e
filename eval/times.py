"""Times against TimeML corpora: `python -m eval.times --shared ../shared [--split tune|held] [--mistakes]`.

By the definition of TempEval-3: spans strict and relaxed (any overlap, one to one), type and value over the
relaxed pairs. All paragraphs of the text count as body, and the creation time of the document is what its
dates hang on. Half of the documents, by a hash of their names, are for choosing rules; of the other half
only figures are shown.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from onrecord.records import Segment, Span, Time
from onrecord.resolve.dates import times

CORPORA = {
    "timeml": "corpora/temporal/tempeval3/TBAQ-cleaned_AQUAINT_TimeBank.tar.gz",
    "meantime": "corpora/temporal/meantime/meantime_english_intra_and_cross.tar.gz",
}
# Of a MEANTIME document, the title and five sentences were annotated in full.
ANNOTATED = 5
_PARAGRAPH = re.compile(r"\S(?:.|\n(?![ \t]*\n))*")


@dataclass(frozen=True, slots=True)
class Dated:
    """A document, when it was made, and the times that people marked in it, but for its ``stamp``."""

    name: str
    text: str
    created: str
    gold: tuple[Time, ...]
    stamp: Span = Span(0, 0)  # noqa: RUF009


@dataclass
class Score:
    """Counts over documents: times marked and found, and of those found how many are right.

    ``mistakes`` are lines for people to read.
    """

    gold: int = 0
    found: int = 0
    strict: int = 0
    relaxed: int = 0
    type: int = 0
    value: int = 0
    mistakes: list[str] = field(default_factory=list)

    def f1(self, right: int) -> tuple[float, float, float]:
        """Precision, recall and F1 of that many right ones."""
        p, r = right / max(1, self.found), right / max(1, self.gold)
        return p, r, 2 * p * r / (p + r) if p + r else 0.0


def split(name: str) -> str:
    """Which half a document belongs to: "tune" or "held"."""
    return "held" if hashlib.sha256(name.encode()).digest()[0] % 2 else "tune"


def timeml(archive: Path) -> Iterator[tuple[str, Dated]]:
    """The TimeML documents of an archive, each with the folder that it is in."""
    with tarfile.open(archive) as files:
        for member in files:
            if member.name.endswith(".tml") and (file := files.extractfile(member)):
                path = Path(member.name)
                yield path.parent.name, _timeml(path.stem, ElementTree.fromstring(file.read()))


def _timeml(name: str, root: ElementTree.Element) -> Dated:
    created, body = root.find("DCT/TIMEX3"), root.find("TEXT")
    assert created is not None
    assert body is not None
    text, gold = "", []

    def walk(element: ElementTree.Element) -> None:
        nonlocal text
        start = len(text)
        text += element.text or ""
        for child in element:
            walk(child)
            text += child.tail or ""
        if element.tag == "TIMEX3":
            gold.append(_time(Span(start, len(text)), element.attrib))

    walk(body)
    return Dated(name, text, created.attrib["value"], tuple(gold))


def meantime(archive: Path) -> Iterator[tuple[str, Dated]]:
    """The documents of MEANTIME, their words put together again with single blanks."""
    with tarfile.open(archive) as files:
        for member in files:
            if (
                "intra-doc" in member.name
                and member.name.endswith(".xml")
                and (f := files.extractfile(member))
            ):
                document = _meantime(Path(member.name).stem, ElementTree.fromstring(f.read()))
                if document is not None:
                    yield "MEANTIME", document


def _meantime(name: str, root: ElementTree.Element) -> Dated | None:
    text, at, sentence = "", {}, None
    for token in root.iter("token"):
        if int(token.attrib["sentence"]) > ANNOTATED:
            break
        words = token.text or ""
        if sentence is not None:
            glued = re.match(r"[.,;:!?)%]|'s?$|n't$", words) or text.endswith(("(", "$"))
            text += "\n" if sentence != token.attrib["sentence"] else "" if glued else " "
        sentence = token.attrib["sentence"]
        at[token.attrib["t_id"]] = Span(len(text), len(text) + len(words))
        text += words
    gold, created, stamp = [], "", Span(0, 0)
    for mark in root.iter("TIMEX3"):
        spans = [at[t] for a in mark.iter("token_anchor") if (t := a.attrib["t_id"]) in at]
        if mark.attrib.get("functionInDocument") == "CREATION_TIME":
            created, stamp = (
                mark.attrib["value"],
                Span(min(spans).start, max(s.end for s in spans)) if spans else stamp,
            )
        elif spans:
            gold.append(_time(Span(min(spans).start, max(s.end for s in spans)), mark.attrib))
    if re.fullmatch(r"\d\d-\d\d-\d{4}", created):
        created = "-".join(reversed(created.split("-")))
    return Dated(name, text, created, tuple(sorted(gold, key=lambda t: t.span)), stamp) if created else None


def _time(span: Span, marks: dict[str, str]) -> Time:
    return Time(span, marks["type"], marks["value"])  # type: ignore[arg-type]


def measure(documents: Iterator[Dated]) -> Score:
    """The counts over documents, with every mistake as a line."""
    score = Score()
    for d in documents:
        paragraphs = [Segment("body", Span(m.start(), m.end())) for m in _PARAGRAPH.finditer(d.text)]
        found = times(d.text, paragraphs, d.created)
        _count(d, tuple(t for t in found if not t.span.overlaps(d.stamp)), score)
    return score


def _count(d: Dated, found: tuple[Time, ...], score: Score) -> None:
    score.gold += len(d.gold)
    score.found += len(found)
    free = list(found)
    for gold in d.gold:
        near = [t for t in free if t.span.overlaps(gold.span)]
        if not near:
            score.mistakes.append(_line("missed", d, gold.span, f"{gold.type} {gold.value}"))
            continue
        best = max(near, key=lambda t: (t.span == gold.span, t.value == gold.value))
        free.remove(best)
        score.relaxed += 1
        score.strict += best.span == gold.span
        score.type += best.type == gold.type
        score.value += best.value == gold.value
        said = f"{best.type} {best.value}, not {gold.type} {gold.value}"
        if best.value != gold.value:
            score.mistakes.append(_line("value", d, best.span, said))
        elif best.type != gold.type:
            score.mistakes.append(_line("type", d, best.span, said))
        if best.span != gold.span:
            score.mistakes.append(_line("extent", d, best.span, f"not {gold.span.of(d.text)!r}"))
    for t in free:
        score.mistakes.append(_line("spurious", d, t.span, f"{t.type} {t.value}"))


def _line(kind: str, d: Dated, span: Span, said: str) -> str:
    before, after = d.text[max(0, span.start - 70) : span.start], d.text[span.end : span.end + 40]
    shown = f"{before}[[{span.of(d.text)}]]{after}".replace("\n", " ")
    return f"{kind:8} {d.name} ({d.created}) {said}: …{shown}…"


def figures(shared: Path) -> dict[str, float]:
    """The F1 of values on the half of TimeBank and of AQUAINT that is kept for measuring."""
    documents = [(f, d) for f, d in timeml(shared / CORPORA["timeml"]) if split(d.name) == "held"]
    scores = {folder: measure(d for f, d in documents if f == folder) for folder in ("TimeBank", "AQUAINT")}
    return {f"times_{folder.lower()}": score.f1(score.value)[2] for folder, score in scores.items()}


def show(name: str, score: Score) -> None:
    print(f"{name}: {score.gold} marked, {score.found} found")
    for label in ("strict", "relaxed", "type", "value"):
        p, r, f = score.f1(getattr(score, label))
        print(f"  {label:8} P {p:.3f}  R {r:.3f}  F1 {f:.3f}")


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--shared", type=Path, default=Path("../shared"))
    ap.add_argument("--corpus", choices=tuple(CORPORA), default="timeml")
    ap.add_argument("--split", choices=("tune", "held"), help="one half only (default: each by itself)")
    ap.add_argument("--mistakes", action="store_true", help="print what was wrong in the half for tuning")
    args = ap.parse_args()
    archive = args.shared / CORPORA[args.corpus]
    documents = list(timeml(archive) if args.corpus == "timeml" else meantime(archive))
    if not documents:
        sys.exit(f"no documents in {archive}")
    for half in (args.split,) if args.split else ("tune", "held"):
        for folder in sorted({folder for folder, _ in documents}):
            score = measure(d for f, d in documents if f == folder and split(d.name) == half)
            show(f"{folder} {half}", score)
            if args.mistakes and half == "tune":
                print("\n".join(score.mistakes))


if __name__ == "__main__":
    main()
