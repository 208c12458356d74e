"""Agencies, papers and broadcasters, with country and owner, and the platforms that only carry words."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from urllib.parse import urlsplit

from facts import table
from facts.countries import by_name
from facts.keys import outlet_keys
from onrecord.resolve.names import key, slug

HEAD = ("id", "name", "names", "country", "kind", "owner", "ownership", "domain", "source", "as_of", "keys")
MEDIA = ("name", "names", "kind", "source", "as_of", "keys")
OWNERSHIP = {
    "SC": "state",
    "CaPu": "state",
    "ISFM": "public",
    "ISF": "public",
    "ISM": "public",
    "IP": "public",
}
# A name of one word that we did not check may be a common word or a last name: it counts only as spelt.
_KINDS = (
    ("agency", r"agenc|agencia|\bpress\b$"),
    ("broadcaster", r"radio|\btv\b|televi|broadcast|channel"),
    ("paper", ""),
)
Row = dict[str, str]


def build(shared: Path, out: Path) -> int:
    """Write outlets.tsv; return its number of rows."""
    ours = list(table.own("outlets"))
    known = {key(n.lstrip("=!")) for row in ours for n in (row["name"], *table.listed(row["names"]))}
    sites = {row["domain"] for row in ours}
    rows = [_row(row, "authors", "2025-12-31") for row in ours]
    for row in _state_media(shared / "knowledge/media_outlets/State_Media_Matrix.csv"):
        if row["country"] and key(row["name"]) not in known and row["domain"] not in sites:
            known.add(key(row["name"]))
            rows.append(_row(row, "state-media-profiles", "2024-02-07"))
    for row in _publishers(shared / "knowledge/media_outlets/fundus_publishers.csv"):
        if key(row["name"]) not in known and row["domain"] not in sites:
            known.add(key(row["name"]))
            rows.append(_row(row, "fundus", "2026-08-05"))
    return table.write(out / "outlets.tsv", HEAD, _one_each(rows))


def build_media(_: Path, out: Path) -> int:
    """Write media.tsv; return its number of rows."""
    rows = []
    for row in table.own("media"):
        names = [row["name"], *table.listed(row["names"])]
        rows.append(
            (
                row["name"],
                row["names"],
                row["kind"],
                "authors",
                "2025-12-31",
                table.joined(outlet_keys(names)),
            )
        )
    return table.write(out / "media.tsv", MEDIA, rows)


def build_current(shared: Path, out: Path) -> int:
    """Write current_events_outlets.tsv, share-alike, with outlets that are in no other set."""
    known = {
        key(n.lstrip("=!"))
        for row in table.read(out / "outlets.tsv")
        for n in (row["name"], *table.listed(row["names"]))
    }
    sites = {row["domain"] for row in table.read(out / "outlets.tsv")}
    rows = []
    for row in table.read(shared / "corpora/current_events/outlets_domains.tsv"):
        name, site = row["outlet"].strip(), row["domains"].split(":")[0].strip()
        fit = re.fullmatch(r"[A-Z][\w .&’'-]{3,40}", name) and not re.search(
            r"(?i) via |\.(?:com|org|net)$|university|ministry|government|department|white house", name
        )
        if not fit or int(row["citations"]) < 3 or key(name) in known or site in sites or len(key(name)) < 4:
            continue
        new = {"id": slug(name), "name": name, "names": _careful(name), "kind": _kind(name), "domain": site}
        known.add(key(name))
        rows.append(_row(new, "current-events", "2026-08-22"))
    return table.write(out / "current_events_outlets.tsv", HEAD, _one_each(rows))


def _row(row: Row, source: str, as_of: str) -> tuple[str, ...]:
    names = [row["name"], *table.listed(row.get("names", ""))]
    shown = [row.get(column, "") for column in HEAD[:8]]
    return (*shown, source, as_of, table.joined(outlet_keys(names)))


def _one_each(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        found.setdefault(row[0], row)
    return list(found.values())


def _state_media(path: Path) -> list[Row]:
    found = []
    for row in csv.DictReader(path.open(encoding="utf-8-sig")):
        name = re.sub(r"^[\w /]+: ?", "", row["Main assets"]).strip()
        name = re.sub(r"\s*\(.*?\)|\*", "", name).strip()
        if not re.fullmatch(r"[A-ZÀ-Ž][\w .&’'-]{3,40}", name) or len(key(name)) < 4:
            continue
        found.append(
            {
                "id": slug(name), "name": name, "names": _careful(name), "country": by_name(row["Country"]), "kind": _kind(name),
                "owner": re.sub(r"\s*\(.*?\)|\*", "", row["Media company"]), "ownership": OWNERSHIP.get(row["Typology"], "private"), "domain": _domain(row["URL"]),
            }
        )  # fmt: skip
    return found


def _publishers(path: Path) -> list[Row]:
    codes = {"uk": "GBR", "cl": "CHE"}
    found = []
    for row in csv.DictReader(path.open(encoding="utf-8")):
        name = re.sub(r"\s*\(.*?\)", "", row["name"]).strip()
        country = codes.get(row["country_folder"]) or by_name(row["country_folder"].upper())
        if re.fullmatch(r"[A-ZÀ-Ž][\w .&’'-]{3,40}", name) and country:
            found.append(
                {
                    "id": slug(name),
                    "name": name,
                    "names": _careful(name),
                    "country": country,
                    "kind": _kind(name),
                    "domain": _domain(row["domain"]),
                }
            )
    return found


def _careful(name: str) -> str:
    """How a name that nobody checked may be found: as it is spelt, unless it has several words."""
    if name.startswith(("The ", "Le ", "La ", "El ", "Al ")) or " " not in name:
        return f"={name}"
    return ""


def _kind(name: str) -> str:
    return next(kind for kind, pattern in _KINDS if re.search(pattern, name, re.I))


def _domain(url: str) -> str:
    site = urlsplit(url if "//" in url else f"//{url}").netloc.lower()
    return site.removeprefix("www.").removeprefix("en.").removeprefix("english.")
