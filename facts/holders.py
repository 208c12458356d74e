"""Holders of office in the public sets: Wikidata by way of EveryPolitician's scrapers, and the World Factbook."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from facts.register import AS_OF, Person, Register, Term
from onrecord.resolve.names import key
from onrecord.resolve.offices import role


def every_politician(folder: Path) -> Iterator[Person]:
    for path in sorted(folder.glob("holders21_*.csv")):
        place = path.stem.removeprefix("holders21_").removesuffix("-ministers").removesuffix("-cabinet")
        for row in csv.DictReader(path.open(encoding="utf-8")):
            named = _office(row["position"], OF[place])
            if (
                named is None
                or not re.match(r"[A-Za-zÀ-ž]", row["person"])
                or (not row["end"] and row["start"] < "1989" and row["start"] > "")
            ):
                continue
            said, of = named
            since = row["start"]
            until = row["end"] if row["end"] >= since else ""  # where it ends before it begins, it is a slip
            term = Term(said, of, since, until, "every-politician", AS_OF["every-politician"])
            gender = {"male": "m", "female": "f"}.get(row.get("gender") or "", "")
            country = OF[place] if len(OF[place]) == 3 else ""
            yield Person(
                row["person"],
                row["personID"],
                gender,
                country,
                "",
                [],
                [term],
                "every-politician",
                AS_OF["every-politician"],
            )


OF = {
    "afghanistan": "AFG", "armenia": "ARM", "azerbaijan": "AZE", "belarus": "BLR", "china": "CHN",
    "donetsk": "Q16150196", "egypt": "EGY", "ethiopia": "ETH", "france": "FRA", "georgia": "GEO", "hungary": "HUN",
    "india": "IND", "iran": "IRN", "iraq": "IRQ", "israel": "ISR", "japan": "JPN", "kosovo": "XKX",
    "pakistan": "PAK", "russia": "RUS", "south-korea": "KOR", "sudan": "SDN", "taiwan": "TWN", "turkey": "TUR",
    "ukraine": "UKR", "united-kingdom": "GBR", "us": "USA", "world": "", "yemen": "YEM",
}  # fmt: skip
# Posts below the national level, in courts and in households, and those who only assist.
_LEFT_OUT = re.compile(
    r"governor of (?!the (?:central|national|reserve|state) bank|the bank|the people|the banque|central)|mayor|prefect|chief minister"
    r"|ambassador|high commissioner to|consul|judge|^justice of|senior justice|supreme court justice|^lord of the|chief executive of"
    r"|administrator of|lady\b|oblast|raion|district|province|region|republic of |city|autonomous"
    r"|permanent representative(?! to the united nations)|parliamentary under|parliamentary secretary"
    r"|private secretary|president of (?:southern|azad|the republic of \w+ \()|prime minister of|secretary of state of"
    r"|lieutenant governor|sheriff|clerk|solicitor|academy|university|institute|^member of|commander of|krai"
    r"|governorate|executive committee|envoy to the \w+ federal|special assistant|minister of state (?:for|at)|vice chief|economic secretary|financial secretary",
    re.I,
)
_WORLD = {
    "secretary-general of the united nations": ("secretary general", "Q1065"),
    "deputy secretary-general of the united nations": ("deputy secretary general", "Q1065"),
    "director-general of the world trade organization": ("director general", "Q7825"),
    "president of the united nations general assembly": ("president", "Q47423"),
    "president of the international court of justice": ("president", "Q7801"),
}
# In one country other than the words say.
_NAMED_IN = {("IND", "minister of foreign affairs"): "foreign secretary"}
_NAMED = {
    "supreme leader": "supreme leader",
    "head of the republic": "leader",
    "chairman of the sovereignty council": "president",
    "chairman of the transitional military council": "president",
    "premier of the state council": "prime minister",
    "chancellor of the exchequer": "finance minister",
    "secretary of state for foreign and commonwealth affairs": "foreign minister",
    "secretary of state for the home department": "interior minister",
    "ambassador to the united nations": "un ambassador",
    "permanent representative to the united nations": "un ambassador",
    "governor of the bank of england": "central bank governor",
    "director of the cia": "intelligence chief",
    "director general of inter-services intelligence": "intelligence chief",
    "chief justice": "chief justice",
    "secretary of the interior": "secretary of the interior",
    "deputy secretary of state": "deputy foreign minister",
    "deputy secretary of defence": "deputy defence minister",
    "monarch": "monarch",
    "head of the presidential administration": "chief of staff",
    "head of the office of the president": "chief of staff",
    "first deputy minister of foreign affairs": "deputy foreign minister",
}


def _office(position: str, of: str) -> tuple[str, str] | None:
    """The base form of a post and whose it is; None for posts that are left out."""
    low = position.lower().strip()
    if not of:
        return _WORLD.get(low)
    if (of, low) in _NAMED_IN:
        return _NAMED_IN[of, low], of
    if low in _NAMED:
        return _NAMED[low], of
    if low.startswith("governor of the") and "bank" in low:
        return "central bank governor", of
    if _LEFT_OUT.search(low):
        return None
    plain = re.sub(r"^(?:federal |union )", "", low)
    return role(plain) or role(plain.split(",")[0]) or _field(plain), of


def _field(position: str) -> str:
    """A role for a post without a base form: "minister of railways" is "railways minister"."""
    m = re.fullmatch(r"(?:minister|secretary)(?: of state)? (?:of|for)(?: the)? (.+)", position)
    return key(f"{m[1].split(' and ')[0].split(',')[0]} minister" if m else position)


def leaders_2022(folder: Path, register: Register) -> Iterator[Person]:
    countries = _countries(folder)
    known = {(p.id, t.role) for p in register.people for t in p.terms}
    for row in csv.DictReader(
        (folder / "every_politician_2022/world_leaders_2022-10_wikidata.csv").open(encoding="utf-8")
    ):
        of = countries.get(row["countryid"], "")
        said = _headship(row["positionLabel"])
        if not of or not said or not row["officeholderLabel"]:
            continue
        term = Term(
            said, of, row["start_year"], row["end_year"], "wikidata-leaders", AS_OF["wikidata-leaders"]
        )
        terms = [] if (row["officeholder"], said) in known else [term]
        home = (
            ""
            if said in ("monarch", "governor general", "president of the swiss federal council")
            and "monarch" in row["positionLabel"]
            else of
        )
        yield Person(
            row["officeholderLabel"],
            row["officeholder"],
            "",
            home,
            "",
            [],
            terms,
            "wikidata-leaders",
            AS_OF["wikidata-leaders"],
        )


def _headship(label: str) -> str:
    low = label.lower()
    for words, said in (
        ("governor-general", "governor general"), ("governor general", "governor general"), ("monarch", "monarch"), ("prime minister", "prime minister"),
        ("chancellor", "chancellor"), ("president of the government", "prime minister"), ("vice president", "vice president"),
        ("president", "president"), ("premier", "prime minister"), ("king", "king"), ("emir", "emir"),
        ("taoiseach", "prime minister"), ("sultan", "sultan"), ("supreme leader", "supreme leader"), ("chief minister", "first minister"),
    ):  # fmt: skip
        if words in low:
            return said
    return ""


def foreign_ministers(folder: Path) -> Iterator[Person]:
    countries = _countries(folder)
    for row in csv.DictReader(
        (folder / "every_politician_2022/foreign_ministers_2023-01_wikidata.csv").open(encoding="utf-8")
    ):
        of = countries.get(row["country"], "")
        if not of or not row["name"] or "Puerto Rico" in row["positionLabel"]:
            continue
        term = Term(
            "foreign minister", of, row["start"][:10], "", "wikidata-foreign", AS_OF["wikidata-foreign"]
        )
        yield Person(
            row["name"], row["person"], "", of, "", [], [term], "wikidata-foreign", AS_OF["wikidata-foreign"]
        )


def _countries(folder: Path) -> dict[str, str]:
    """Our ids of countries by their Wikidata ids."""
    found = {"Q1246": "XKX", "Q865": "TWN", "Q219060": "PSE", "Q40362": "ESH"}
    for row in csv.DictReader((folder / "countries/datasets_country-codes.csv").open(encoding="utf-8")):
        found[row["wikidata_id"].rsplit("/", 1)[-1]] = row["ISO3166-1-Alpha-3"]
    for odd in ("Q907112", "Q31354462", "Q23427", "Q23681", "Q34754", "Q244165"):
        found[odd] = odd
    return found | {"Q23334": "Q31354462", "Q756617": "DNK", "Q35": "DNK", "Q29999": "NLD", "Q55": "NLD"}


_TITLES = (
    "transition president", "transitional president", "interim president", "acting president", "president", "vice president",
    "transition prime minister", "interim prime minister", "gnu interim prime minister", "cnsp prime minister",
    "acting prime minister", "prime minister", "premier", "king", "queen", "emperor", "amir", "emir", "sultan and prime minister",
    "sultan", "chancellor", "taoiseach", "pope", "prince", "grand duke", "crown prince and prime minister", "co-prince",
    "crown prince", "governor general", "governor-general", "chief executive", "ruler",
)  # fmt: skip
_TITLE = re.compile(
    rf"(?:{'|'.join(sorted(_TITLES, key=len, reverse=True))}) (?:Col\.|Capt\.|Gen\.|Sr\. Gen\.|General|Sir|Dr\.|Maj\. Gen\.)? ?",
    re.I,
)
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def factbook(path: Path) -> Iterator[Person]:
    for row in csv.DictReader(path.open(encoding="utf-8")):
        said = row["person_with_title"].removeprefix("represented by ").strip()
        m = _TITLE.match(said)
        if (
            not m
            or not row["iso3"]
            or not row["since"]
            or re.search(r"\d|,", said)
            or row["iso3"] in TERRITORIES
        ):
            continue
        name, surname = _cased(
            re.sub(r"^and [\w ,-]*(?:Minister|President) |^Crown Prince |^Sheikh ", "", said[m.end() :])
        )
        title = key(_TITLE.match(said)[0])  # type: ignore[index]
        base = next(
            b
            for b in (
                "vice president",
                "prime minister",
                "premier",
                "president",
                "crown prince",
                "king",
                "queen",
                "emperor",
                "emir",
                "amir",
                "sultan",
                "chancellor",
                "taoiseach",
                "pope",
                "prince",
                "grand duke",
                "governor general",
                "chief executive",
                "ruler",
            )
            if b in title
        )
        base = {
            "premier": "prime minister",
            "taoiseach": "prime minister",
            "amir": "emir",
            "king": "king",
            "ruler": "emir",
        }.get(base, base)
        if name.startswith("of "):
            continue
        home = "" if name == "Charles III" or "Emmanuel" in name else row["iso3"]
        term = Term(base, row["iso3"], _iso_date(row["since"]), "", "factbook", AS_OF["factbook"])
        yield Person(
            name,
            "",
            "m" if base in ("king", "emperor", "emir", "sultan", "pope") else "",
            home,
            surname,
            [],
            [term],
            "factbook",
            AS_OF["factbook"],
        )


TERRITORIES = frozenset(
    [
        "ASM",
        "GUM",
        "MNP",
        "VIR",
        "PRI",
        "ATF",
        "MAF",
        "BLM",
        "SPM",
        "WLF",
        "PYF",
        "NCL",
        "AIA",
        "BMU",
        "VGB",
        "CYM",
        "FLK",
        "GIB",
        "MSR",
        "PCN",
        "SHN",
        "TCA",
        "COK",
        "NIU",
        "TKL",
        "NFK",
        "CXR",
        "CCK",
        "HMD",
        "BVT",
        "SGS",
        "IOT",
        "ABW",
        "CUW",
        "SXM",
        "FRO",
        "GGY",
        "JEY",
        "IMN",
        "MAC",
    ]
)


def _cased(name: str) -> tuple[str, str]:
    """A name with its last name in capitals: in common letters, and the last name unless it stands last."""
    words = re.sub(r"\(.*?\)", "", name).split()
    last = [w for w in words if _CAPITALS.search(w) and not re.fullmatch(r"[IVX]+\.?|[A-Z]\.", w)]
    common = {w: "-".join(p.capitalize() if p.isupper() else p for p in w.split("-")) for w in last}
    surname = " ".join(common[w] for w in last)
    full = re.sub(r"\b(El|Al)-", lambda m: m[0].lower(), " ".join(common.get(w, w) for w in words))
    return full, "" if full.endswith(surname) else surname


_CAPITALS = re.compile(r"(?:^|[-'’])(?:Mc|Mac|d'|D')?[^\W\d_a-z]{2,}[^a-z]*$")


def _iso_date(words: str) -> str:
    parts = words.replace(",", "").split()
    month = next((f"-{_MONTHS.index(p) + 1:02}" for p in parts if p in _MONTHS), "")
    year = next((p for p in parts if re.fullmatch(r"\d{4}", p)), "")
    day = next((f"-{int(p):02}" for p in parts if re.fullmatch(r"\d{1,2}", p)), "")
    return year + month + (day if month else "")
