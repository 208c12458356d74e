"""What people of a first name mostly are, counted over office holders and added to by hand."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from pathlib import Path

from facts import table
from facts.holders import OF
from facts.keys import FAMILY_FIRST
from onrecord.resolve.names import key

HEAD = ("name", "gender", "source", "as_of")
# Of the holders of a name, so many have to be of one gender, and so many have to be there at all.
MOSTLY, ENOUGH = 0.9, 3


def build(shared: Path, out: Path) -> int:
    """Write first_names.tsv; return its number of rows."""
    found = {name: (gender, "every-politician", "2022-06-30") for name, gender in _counted(shared).items()}
    for row in table.own("first_names"):
        if row["gender"]:
            found[key(row["name"])] = (row["gender"], "authors", "2025-12-31")
        else:
            found.pop(key(row["name"]), None)
    return table.write(out / "first_names.tsv", HEAD, [(name, *what) for name, what in found.items()])


def _counted(shared: Path) -> dict[str, str]:
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    people: set[str] = set()
    for path in sorted((shared / "knowledge/every_politician_2022").glob("holders21_*.csv")):
        place = path.stem.removeprefix("holders21_").removesuffix("-ministers").removesuffix("-cabinet")
        for row in csv.DictReader(path.open(encoding="utf-8")):
            gender = {"male": "m", "female": "f"}.get(row.get("gender") or "")
            words = row["person"].split()
            if gender is None or row["personID"] in people or len(words) < 2 or OF[place] in FAMILY_FIRST:
                continue
            people.add(row["personID"])
            seen[key(words[0])][gender] += 1
    counted = {name: counts.most_common(1)[0] for name, counts in seen.items() if len(name) > 1}
    return {n: g for n, (g, k) in counted.items() if k >= ENOUGH and k >= MOSTLY * seen[n].total()}
