"""Which office leads the government, and which the state, of each country."""

from __future__ import annotations

import csv
from pathlib import Path

from facts import table

HEAD = ("of", "government", "state", "source", "as_of")
_OFFICES = (
    ("vice president", ""), ("president of council", "prime minister"), ("president, presidential", "president"), ("prime minister", "prime minister"), ("premier", "prime minister"),
    ("taoiseach", "prime minister"), ("chancellor", "chancellor"), ("president", "president"), ("king", "king"), ("queen", "queen"),
    ("emperor", "emperor"), ("amir", "emir"), ("sultan", "sultan"), ("pope", "pope"), ("prince", "prince"), ("grand duke", "grand duke"),
    ("supreme leader", "supreme leader"), ("chief executive", "chief executive"), ("sovereign council chair", "president"),
)  # fmt: skip


def build(shared: Path, out: Path) -> int:
    """Write heads.tsv; return its number of rows."""
    heads: dict[str, dict[str, str]] = {}
    for row in csv.DictReader((shared / "knowledge/factbook_2026/leaders.csv").open(encoding="utf-8")):
        id = row["iso3"] or {"Serbia": "SRB", "Kosovo": "XKX"}.get(row["country"], "")
        said = f"{row['person_with_title']} {row['raw']}".lower()
        found = next((office for words, office in _OFFICES if words in said), "")
        which = "state" if row["office"] == "chief of state" else "government"
        if id and found and not said.startswith("represented"):
            heads.setdefault(id, {}).setdefault(which, found)
    for row in table.own("heads"):
        heads[row["of"]] = {"government": row["government"], "state": row["state"]}
    rows = [
        (id, h.get("government") or h["state"], h.get("state", ""), "factbook", "2026-01-08")
        for id, h in heads.items()
    ]
    return table.write(out / "heads.tsv", HEAD, rows)
