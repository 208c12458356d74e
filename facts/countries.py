"""What words say of countries: ISO codes and names, adjectives, peoples, capitals, seats of government."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

from facts import table
from facts.keys import name_keys
from onrecord.resolve.names import key

HEAD = ("id", "sense", "words", "source", "as_of", "keys")
SENSES = ("country", "demonym", "people", "capital", "seat", "government")
Words = dict[tuple[str, str], dict[str, str]]


def build(shared: Path, out: Path) -> int:
    """Write countries.tsv; return its number of rows."""
    words: Words = {}
    _iso(shared / "knowledge/countries/datasets_country-codes.csv", words)
    _factbook(shared / "knowledge/factbook_2026/countries.csv", words)
    _own(words)
    rows = []
    for (id, sense), found in words.items():
        kept = [w for w in found if w]
        if kept:
            source = _main_source(found.values())
            rows.append((id, sense, table.joined(kept), source, AS_OF[source], table.joined(name_keys(kept))))
    return table.write(out / "countries.tsv", HEAD, rows)


@cache
def by_name(words: str) -> str:
    """The id of a country by a name or a two-letter code, empty where it is none."""
    return _names().get(key(words), "")


def by_demonym(words: str) -> str:
    """The id of a country by its name or adjective, empty where several share it or none has it."""
    return _demonyms().get(words, "")


@cache
def _demonyms() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in table.read(table.OUT / "countries.tsv"):
        if row["sense"] in ("country", "demonym"):
            for word in table.listed(row["words"]):
                plain = word.removeprefix("=")
                found[plain] = "" if found.get(plain, row["id"]) != row["id"] else row["id"]
    return found


@cache
def _names() -> dict[str, str]:
    found = {"palestine territories": "PSE", "uae": "ARE", "us": "USA", "uk": "GBR", "dr congo": "COD"}
    for row in table.read(table.OUT / "countries.tsv"):
        if row["sense"] == "country":
            found |= {key(name.removeprefix("=")): row["id"] for name in table.listed(row["words"])}
    for row in table.read(table.OUT / "country_codes.tsv"):
        found[row["code"]] = row["id"]
    return found


AS_OF = {"country-codes": "2026-05-15", "factbook": "2026-01-08", "authors": "2026-08-22"}


def _main_source(sources: object) -> str:
    """Who says it: all who do, our own table last."""
    found = set(sources)  # type: ignore[call-overload]
    return next(s for s in ("authors", "factbook", "country-codes") if s in found)


def _add(words: Words, id: str, sense: str, found: str, source: str) -> None:
    found = found.strip()
    if found and found != "NA":
        words.setdefault((id, sense), {}).setdefault(found, source)


def _iso(path: Path, words: Words) -> None:
    for row in csv.DictReader(path.open(encoding="utf-8")):
        id = row["ISO3166-1-Alpha-3"]
        if not id:
            continue
        for name in (row["CLDR display name"], row["UNTERM English Short"], row["UNTERM English Formal"]):
            plain = re.sub(r"\(.*?\)|\*|^the ", "", name.replace(" & ", " and ").replace("’", "'")).strip()
            if " - " not in plain:
                _add(words, id, "country", plain, "country-codes")
        _add(words, id, "capital", row["Capital"], "country-codes")


def _factbook(path: Path, words: Words) -> None:
    for row in csv.DictReader(path.open(encoding="utf-8")):
        id = row["iso3"] or {"Serbia": "SRB", "Kosovo": "XKX"}.get(row["name"], "")
        if not id or row["name"].startswith("Svalbard"):
            continue
        _add(words, id, "country", row["name"].removeprefix("The "), "factbook")
        for demonym in _alternatives(row["nationality_adj"]):
            _add(words, id, "demonym", demonym, "factbook")
        for people in _alternatives(row["nationality_noun"]):
            for form in _plural(people):
                _add(words, id, "people", form, "factbook")
        capital = re.split(r"; note|;|, Buj", row["capital"])[0]
        for part in re.findall(
            r"[^(),]+", re.sub(r"\((?:on|located|city|\w+ capital|leg|adm|seat|constit)[^)]*\)", "", capital)
        ):
            if len(part.split()) <= 4 and "capital" not in part:
                _add(words, id, "capital", part, "factbook")


def _alternatives(cell: str) -> list[str]:
    plain = re.sub(r"\((?:US|singular|plural|colloquial|collective)[^)]*\)|;.*$|\bnote\b.*$", "", cell)
    return [
        part.strip()
        for part in re.split(r",| or |/", plain)
        if part.strip() and "(or" not in part and "none" not in part
    ]


def _plural(noun: str) -> list[str]:
    if noun.endswith("(s)"):
        return [f"{noun[:-3]}s"]
    if m := re.fullmatch(r"(\w+?)(man|woman) ?\((men|women)\)", noun):
        return [m[1] + m[2], m[1] + m[3]]
    return [re.sub(r"\(.*?\)", "", noun).strip()]


def _own(words: Words) -> None:
    """Our own words come first, and take away what the others have wrong (with a "-")."""
    for row in table.own("countries"):
        found = words.get((row["id"], row["sense"]), {})
        ours = table.listed(row["words"])
        gone = {word[1:] for word in ours if word.startswith("-")}
        kept = {word: "authors" for word in ours if not word.startswith("-")}
        kept |= {
            word: source
            for word, source in found.items()
            if word not in gone and word not in kept and f"={word}" not in kept
        }
        words[(row["id"], row["sense"])] = kept
