"""What the accurate model says of texts, kept word by word: the targets of the fast one.

    python -m training.teacher --model onrecord/models/accurate --shared ../shared --out runs/teacher

Texts: PolNeAR's training reports but those kept aside, English Wikinews, GUM's train documents, and items on
current events, a day a text. A text labelled already is left out, so that it goes on where it stopped;
`--part 0 --of 2` does every second one.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from onrecord.tag import Tagger
from training.corpus import Document, read_corpus
from training.grammar import documents, open_inside

OUTPUTS = ("tags", "links", "grammar/tags_sum", "grammar/relations_sum")

Halves = npt.NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Targets:
    """Of each word of a text its first character and the teacher's scores, float16 (words, …)."""

    starts: npt.NDArray[np.int32]
    tags: Halves
    links: Halves
    pos: Halves
    relation: Halves

    def save(self, path: Path) -> None:
        new = path.with_suffix(".new.npz")
        np.savez(new, **{name: getattr(self, name) for name in self.__slots__})
        new.rename(path)


def load(path: Path) -> Targets:
    with np.load(path) as kept:
        return Targets(**{name: kept[name] for name in Targets.__slots__})


class Teacher(Tagger):
    """An exported model whose scores of parts of speech and relations can be had whole."""

    def __init__(self, folder: Path, *, threads: int) -> None:
        super().__init__(folder, threads=threads)
        self.inside = open_inside(folder, OUTPUTS[2:], threads=threads)
        self.session = self

    def run(self, _: object, feed: dict[str, np.ndarray]) -> list[np.ndarray]:
        return self.inside.run(list(OUTPUTS), feed)

    def targets(self, text: str) -> Targets:
        found = self.score(text)
        rows = (found.tags, found.links, found.pos, found.relation)
        return Targets(found.starts, *(row.astype(np.float16) for row in rows))


def texts(shared: Path) -> Iterator[Document]:
    """All that the fast model may learn from; only PolNeAR's have readings of annotators."""
    corpora = shared / "corpora"
    yield from read_corpus(corpora / "polnear/train")
    yield from read_corpus(corpora / "polnear/annotator-training")
    yield from wikinews(corpora / "wikinews_en")
    yield from gum(corpora / "gum")
    yield from days(corpora / "current_events/items.jsonl")


def wikinews(folder: Path) -> Iterator[Document]:
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for n, row in enumerate(csv.DictReader(file)):
                yield Document(f"{path.stem}_{n:03}", row["text"].strip() + "\n", [])


def gum(folder: Path) -> Iterator[Document]:
    train = (d for d in documents(folder) if d.split == "train")
    for n, document in enumerate(train):
        yield Document(f"gum_{n:03}", document.text, [])


def days(path: Path) -> Iterator[Document]:
    """Each day's items as paragraphs of one text."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for day, items in itertools.groupby(rows, key=lambda row: row["date"]):
        yield Document(f"day_{day}", "\n\n".join(item["text"] for item in items) + "\n", [])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--part", type=int, default=0)
    parser.add_argument("--of", type=int, default=1)
    a = parser.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    teacher = Teacher(a.model, threads=a.threads)
    for document in itertools.islice(texts(a.shared), a.part, None, a.of):
        path = a.out / f"{document.name}.npz"
        if not path.exists():
            teacher.targets(document.text).save(path)


if __name__ == "__main__":
    main()
