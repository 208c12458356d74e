"""How the files of `onrecord/knowledge/` are read: rows as they stand, found by their keys, taken apart
when needed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from onrecord.resolve.names import key

# Rows of a file by key.
Index = dict[str, list[str]]


def rows(*names: str) -> list[str]:
    """The rows of files, one after the other, without their heads; tabs part the columns."""
    folder = files("onrecord").joinpath("knowledge")
    texts = (folder.joinpath(name).read_text(encoding="utf-8") for name in names)
    return [row for text in texts for row in text.split("\n")[1:] if row]


def by_id(found: Iterable[str]) -> Index:
    """Rows by their first column."""
    index: Index = {}
    for row in found:
        index.setdefault(row[: row.index("\t")], []).append(row)
    return index


def by_keys(found: Iterable[str], column: int = -1) -> Index:
    """Rows by the keys that stand in one column, parted by "|"."""
    index: Index = {}
    for row in found:
        for name in row.split("\t")[column].split("|"):
            if name in index:
                index[name].append(row)
            else:
                index[name] = [row]
    return index


def named(index: Index, words: str) -> list[str]:
    """Rows whose name this is. Keys with "=" are of names that count only in this very spelling ("US",
    "Time")."""
    written = words.strip()
    found = index.get(key(written), [])
    if written[:4] in ("the ", "The "):
        written = written[4:]
        found = found + index.get(f"=The {written}", [])
    return found + index.get(f"={written}", [])


def described(index: Index, words: str) -> list[str]:
    """Rows of which this is a name beside words that say what it is ("Time magazine")."""
    return index.get(f"?{key(words)}", [])


def plain(names: str) -> tuple[str, ...]:
    """The names of a column, without the signs of names that count only as spelt or as described."""
    return tuple(name.lstrip("=!") for name in names.split("|") if name)


@cache
def lexicon(name: str) -> frozenset[str]:
    """The words of one list of words.tsv."""
    parts = (row.split("\t", 2) for row in rows("words.tsv"))
    return frozenset(word for listed, word, _ in parts if listed == name)
