"""People and their terms of office, from public sets and our own tables; one person is one row."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from facts import table
from facts.keys import FAMILY_FIRST, name_keys, sound_keys, surname_keys
from onrecord.resolve.knowledge import SHARED, role
from onrecord.resolve.names import key, slug

PEOPLE = (
    "id",
    "name",
    "gender",
    "country",
    "surname",
    "names",
    "source",
    "as_of",
    "keys",
    "surnames",
    "sounds",
)
OFFICES = ("person", "role", "of", "since", "until", "source", "as_of")
# Who is believed where two tell of the same term: the later in this list.
SOURCES = (
    "every-politician",
    "wikidata-leaders",
    "wikidata-foreign",
    "factbook",
    "current-events",
    "authors",
)
AS_OF = {
    "every-politician": "2022-06-30",
    "wikidata-leaders": "2022-10-15",
    "wikidata-foreign": "2023-01-15",
    "factbook": "2026-01-08",
    "current-events": "2026-08-22",
    "authors": "2025-12-31",
}


@dataclass(frozen=True)
class Term:
    role: str
    of: str
    since: str
    until: str
    source: str
    as_of: str


@dataclass
class Person:
    name: str
    id: str = ""
    gender: str = ""
    country: str = ""
    surname: str = ""
    names: list[str] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    source: str = ""
    as_of: str = ""


class Register:
    """People found so far. Somebody is known already by the Wikidata id, or by a name and the country."""

    def __init__(self) -> None:
        self.people: list[Person] = []
        self._by_id: dict[str, Person] = {}
        self._by_name: dict[str, list[Person]] = defaultdict(list)

    def add(self, new: Person) -> Person:
        known = self._by_id.get(new.id) if new.id else None
        known = known or self._namesake(new)
        if known is None:
            self.people.append(new)
            known = new
        else:
            _merge(known, new)
        self._file(known)
        return known

    def _namesake(self, new: Person) -> Person | None:
        for name in (new.name, *new.names):
            for known in self._by_name.get(key(name), ()):
                same_id = not new.id or not known.id or new.id == known.id
                if same_id and (not new.country or not known.country or new.country == known.country):
                    return known
        return None

    def _file(self, person: Person) -> None:
        if person.id:
            self._by_id[person.id] = person
        for name in (person.name, *person.names):
            filed = self._by_name[key(name)]
            if len(name.split()) > 1 and not any(p is person for p in filed):
                filed.append(person)


def build(shared: Path, out: Path) -> int:
    """Write people.tsv and offices.tsv; return the number of people."""
    folder = shared / "knowledge"
    register = Register()
    for person in _every_politician(folder / "every_politician_2022"):
        register.add(person)
    for person in _leaders_2022(folder, register):
        register.add(person)
    for person in _foreign_ministers(folder):
        register.add(person)
    for person in _factbook(folder / "factbook_2026" / "leaders.csv"):
        register.add(person)
    for person in _own():
        register.add(person)
    _take_off(register)
    _identify(register)
    people = [_row(p) for p in register.people]
    terms = [
        (p.id, t.role, t.of, t.since, t.until, t.source, t.as_of)
        for p in register.people
        for t in _settled(p.terms)
    ]
    table.write(out / "offices.tsv", OFFICES, terms)
    return table.write(out / "people.tsv", PEOPLE, people)


def _merge(known: Person, new: Person) -> None:
    """Add what is new of somebody. Our own table's name goes first, as what the news writes."""
    ours = new.source == "authors"
    known.names = [*known.names, known.name, new.name, *new.names]
    if ours:
        known.name = new.name
    known.names = [n for n in dict.fromkeys(known.names) if n != known.name]
    known.id = known.id or new.id
    known.gender = known.gender or new.gender
    known.country = (new.country if ours else "") or known.country or new.country
    known.surname = (new.surname if ours else "") or known.surname or new.surname
    known.terms += new.terms


def _every_politician(folder: Path) -> Iterator[Person]:
    for path in sorted(folder.glob("holders21_*.csv")):
        place = path.stem.removeprefix("holders21_").removesuffix("-ministers").removesuffix("-cabinet")
        for row in csv.DictReader(path.open(encoding="utf-8")):
            named = _office(row["position"], OF[place])
            if (
                named is None
                or not row["person"]
                or (not row["end"] and row["start"] < "1989" and row["start"] > "")
            ):
                continue
            said, of = named
            since, until = row["start"], row["end"]
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
    if low in _NAMED:
        return _NAMED[low], of
    if low.startswith("governor of the") and "bank" in low:
        return "central bank governor", of
    if _LEFT_OUT.search(low):
        return None
    plain = re.sub(r"^(?:federal |union )", "", low)
    return role(plain) or _field(plain), of


def _field(position: str) -> str:
    """A role for a post without a base form: "minister of railways" is "railways minister"."""
    m = re.fullmatch(r"(?:minister|secretary)(?: of state)? (?:of|for)(?: the)? (.+)", position)
    return f"{m[1].split(' and ')[0].split(',')[0]} minister" if m else key(position)


def _leaders_2022(folder: Path, register: Register) -> Iterator[Person]:
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


def _foreign_ministers(folder: Path) -> Iterator[Person]:
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


def _factbook(path: Path) -> Iterator[Person]:
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
        name, surname = _cased(said[m.end() :])
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
    """A name with its last name in capitals: in common letters, and the last name."""
    words = [w for w in re.sub(r"\(.*?\)", "", name).split() if w]
    last = [
        w
        for w in words
        if w.upper() == w and re.search(r"\w\w", w) and not re.fullmatch(r"[IVX]+\.?|[A-Z]\.", w)
    ]
    kept = [w if w not in last else "-".join(p.capitalize() for p in w.split("-")) for w in words]
    surname = " ".join("-".join(p.capitalize() for p in w.split("-")) for w in last)
    return " ".join(kept).replace("El-", "el-").replace("Al-", "al-"), surname


def _iso_date(words: str) -> str:
    parts = words.replace(",", "").split()
    month = next((f"-{_MONTHS.index(p) + 1:02}" for p in parts if p in _MONTHS), "")
    year = next((p for p in parts if re.fullmatch(r"\d{4}", p)), "")
    day = next((f"-{int(p):02}" for p in parts if re.fullmatch(r"\d{1,2}", p)), "")
    return year + month + (day if month else "")


def _own() -> Iterator[Person]:
    for row in table.own("people"):
        as_of = row["as_of"] or AS_OF["authors"]
        terms = [_term(words, row["country"], as_of) for words in table.listed(row["offices"])]
        yield Person(
            row["name"],
            row["id"],
            row["gender"],
            row["country"],
            row["surname"],
            table.listed(row["names"]),
            terms,
            "authors",
            as_of,
        )


_TERM = re.compile(r"(?P<role>.+?)(?: @(?P<of>[\w-]+))? (?P<since>[\d-]*)\.\.(?P<until>[\d-]*)")


def _term(words: str, country: str, source: str, as_of: str) -> Term:
    """A term as our tables write it: "foreign minister 2004-03..", "secretary general @Q1065 2017..2026-12"."""
    m = _TERM.fullmatch(words)
    if m is None:
        raise ValueError(f"{words!r} is no term of office: expected 'role [@ID] since..until'")
    return Term(m["role"], m["of"] or country, m["since"], m["until"], source, as_of)


def _take_off(register: Register) -> None:
    """End open terms of older sources where somebody else's term is known to have begun."""
    begun: dict[tuple[str, str], list[tuple[str, Person]]] = defaultdict(list)
    for person in register.people:
        for term in person.terms:
            if term.role not in SHARED and term.since:
                begun[(term.role, term.of)].append((term.since, person))
    for person in register.people:
        person.terms = [_ended(term, person, begun) for term in person.terms]


def _ended(term: Term, person: Person, begun: dict[tuple[str, str], list[tuple[str, Person]]]) -> Term:
    later = sorted(
        since
        for since, other in begun[(term.role, term.of)]
        if other is not person and since > (term.since or "")
    )
    return replace(term, until=later[0]) if later and not term.until and term.role not in SHARED else term


def _settled(terms: list[Term]) -> list[Term]:
    """Terms without doubles: two that begin in the same year, or of which one is open and spans the other's
    beginning, are one; the better source is kept, with the closer dates of both.
    """
    kept: list[Term] = []
    for term in sorted(terms, key=lambda t: (t.role, t.of, t.since, -SOURCES.index(t.source))):
        same = next((k for k in kept if (k.role, k.of) == (term.role, term.of) and _one(k, term)), None)
        if same is None:
            kept.append(term)
            continue
        best = max(same, term, key=lambda t: SOURCES.index(t.source))
        other = term if best is same else same
        since = (
            max((best.since, other.since), key=len)
            if best.since[:4] == other.since[:4]
            else min(s for s in (best.since, other.since) if s)
            if best.since and other.since
            else best.since or other.since
        )
        until = (
            best.until
            if best.until or SOURCES.index(best.source) > SOURCES.index(other.source)
            else other.until
        )
        if best.until and other.until[: len(best.until)] == best.until:
            until = other.until
        kept[kept.index(same)] = replace(best, since=since, until=until)
    return kept


def _one(a: Term, b: Term) -> bool:
    if a.since[:4] == b.since[:4]:
        return True
    first, second = sorted((a, b), key=lambda t: t.since)
    return (not first.until and not second.until) or bool(
        first.until and second.since < first.until[: len(second.since)]
    )


def _identify(register: Register) -> None:
    """Give an id to everybody: the Wikidata id, or the slug of the name, with the country where two share it."""
    taken: dict[str, Person] = {p.id: p for p in register.people if p.id}
    for person in register.people:
        if not person.id:
            person.id = slug(person.name)
            if person.id in taken:
                person.id = f"{person.id}-{person.country.lower()}"
            taken[person.id] = person


def row(p: Person) -> tuple[str, ...]:
    names = [p.name, *_without_middle(p.names, p.name)]
    order = FAMILY_FIRST if p.country in FAMILY_FIRST else frozenset()
    surnames = surname_keys(names, p.country if order else "", p.surname)
    return (
        p.id, p.name, p.gender, p.country, p.surname, table.joined(names[1:]), p.source, p.as_of,
        table.joined(name_keys(names)), table.joined(surnames), table.joined(sound_keys(names)),
    )  # fmt: skip


def _without_middle(names: list[str], name: str) -> list[str]:
    """Other names, without what is in brackets."""
    plain = [re.sub(r"\s*\(.*?\)", "", n) for n in names]
    return [n for n in dict.fromkeys(plain) if n and n != name]
