"""International organisations, armed groups, national bodies and companies that speak in the news."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from facts import table
from facts.keys import outlet_keys
from onrecord.resolve.names import key, slug

HEAD = ("id", "name", "names", "country", "kind", "source", "as_of", "keys")


def build(shared: Path, out: Path) -> int:
    """Write organisations.tsv; return its number of rows."""
    rows, known = [], set()
    for row in table.own("organisations"):
        names = [row["name"], *table.listed(row["names"])]
        known |= {key(name) for name in names}
        id = row["id"] or slug(row["name"])
        keys = table.joined(outlet_keys(names))
        rows.append(
            (id, row["name"], row["names"], row["country"], row["kind"], "authors", "2025-12-31", keys)
        )
    for names in _armed_groups(shared / "knowledge/factbook_2026/terrorist_groups.csv"):
        if not known & {key(name) for name in names}:
            known |= {key(name) for name in names}
            also = table.joined(names[1:])
            rows.append(
                (
                    slug(names[0]),
                    names[0],
                    also,
                    "",
                    "armed group",
                    "factbook",
                    "2026-01-08",
                    table.joined(outlet_keys(names)),
                )
            )
    return table.write(out / "organisations.tsv", HEAD, rows)


def _armed_groups(path: Path) -> list[list[str]]:
    found = []
    for row in csv.DictReader(path.open(encoding="utf-8")):
        name = row["group"].strip().replace("’", "'")
        m = re.fullmatch(r"([\w' -]{6,48}?)(?: \(([\w -]{2,30})\))?", name)
        if m and not re.search(r"Islamic State|ISIS|see individual|Revolutionary Guard|^group$|Gaza", name):
            found.append([n for n in m.groups() if n])
    return found
