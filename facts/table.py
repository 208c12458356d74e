"""Tables as they stand in files: tab-separated, a head, lists parted by "|", sorted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).parent / "tables"
OUT = Path(__file__).parents[1] / "onrecord" / "knowledge"


def read(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a table by the names in its head; lines that begin with "#" are comments."""
    lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line and line[0] != "#"]
    head = lines[0].split("\t")
    for line in lines[1:]:
        yield dict(zip(head, line.split("\t") + [""] * len(head), strict=False))


def own(name: str) -> Iterator[dict[str, str]]:
    """The rows of one of our own tables."""
    return read(HERE / f"{name}.tsv")


def write(path: Path, head: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write a table sorted and without doubles; return its number of rows."""
    lines = sorted({"\t".join(clean(cell) for cell in row) for row in rows})
    path.write_text("\n".join(["\t".join(head), *lines]) + "\n", encoding="utf-8")
    return len(lines)


def clean(cell: str) -> str:
    """A cell on one line, without what parts cells."""
    return " ".join(cell.split())


def listed(cell: str) -> list[str]:
    """The things that a cell lists."""
    return [thing.strip() for thing in cell.split("|") if thing.strip()]


def joined(things: Iterable[str]) -> str:
    """Things as a cell lists them, each once, in order."""
    return "|".join(dict.fromkeys(clean(thing).replace("|", "/") for thing in things if thing))
