"""Users' own lists of actors: CSV, JSON lines and FollowTheMoney entities as JSON lines.

Each line becomes an actor, or is refused with what is wrong with it; no line stops a list.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar, cast

from onrecord.errors import NotFound, NotText, Unreadable
from onrecord.intake.text import decode
from onrecord.records import ActorType
from onrecord.resolve.knowledge import Entry, Gender, Office, knowledge, role
from onrecord.resolve.names import key
from onrecord.resources import rules

# Where family names stand first; there the first word of a name is looked up as a last name, too.
FAMILY_FIRST = frozenset({"CHN", "HKG", "HUN", "KHM", "KOR", "MAC", "PRK", "TWN", "VNM"})

_GENDERS: dict[str, Gender] = {
    "f": "f", "female": "f", "woman": "f", "m": "m", "male": "m", "man": "m",
}  # fmt: skip
_SEVERAL = re.compile(r"\s*[;|\n]\s*")
_WIKIDATA = re.compile(r"(?:https?://www\.wikidata\.org/(?:wiki|entity)/)?(Q[1-9]\d*)")
_ID = re.compile(r"[^\s\x00-\x1f]{1,200}")
_DATE = re.compile(r"(\d{4}(?:-\d\d(?:-\d\d)?)?)(?:T.*)?")
# How positions are written with their years: "Minister of Ports (2019-2023)", "Envoy (since 2024)".
_YEARS = re.compile(
    r"\s*\((?P<open>since\s+|from\s+)?(?P<since>\d{4})?(?P<to>\s*[-–—]\s*)?(?P<until>(?<!\d)\d{4})?\)$"
)
_PATRONYMIC = re.compile(r".{2,}(?:vich|vych|vitch|ovna|evna|ivna|ichna|ogly|oglu|uulu|kyzy|qizi)")
_PARTICLES = frozenset(
    [
        *("abu", "af", "al", "ben", "bin", "bint", "da", "de", "del", "den", "der", "di", "dos", "du", "el"),
        *("ibn", "la", "le", "ten", "ter", "van", "von", "zu", "zur"),
    ]
)
_SHOUTED = re.compile(r"\b(?![IVX]+\b)[^\W\d_a-z]{3,}\b")


@dataclass(frozen=True, slots=True)
class Listed:
    """An actor as a list has it. ``entry.id`` is "" where the list gives none.

    ``called`` are the words that it is called by alone: last names, nicknames of one word. ``doubts`` tell
    what of its line was not understood and left out.
    """

    line: int
    entry: Entry
    called: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A line of which no actor can be made, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Passed:
    """A line that is right and no actor: an address, a passport, a ship."""

    line: int
    schema: str


Line = Listed | Refused | Passed
# The values of one line by the name of the column.
Given = Mapping[str, Sequence[str]]
T = TypeVar("T")


def listed(path: Path) -> Iterator[Line]:
    """Yield every line of a list. Raises `Unreadable`, in one line, where the file is none."""
    try:
        with path.open("rb") as file:
            start = file.read(65536).lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
        about = _About(path.name, _day_of(path))
        yield from _objects(path, about) if start in (b"{", b"[") else _rows(path, about)
    except FileNotFoundError:
        raise NotFound(f"{path}: no such file, expected a list of actors") from None
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror or error}") from None
    except NotText as error:
        raise NotText(f"{path}: {error}") from None


@dataclass(frozen=True, slots=True)
class _About:
    """A list: its name, and the day of its last change, on which it held as far as it does not say."""

    name: str
    day: str


def _day_of(path: Path) -> str:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()


# --- the files


LONGEST_CELL = 100_000


def _rows(path: Path, about: _About) -> Iterator[Line]:
    """The rows of a CSV file."""
    text, _ = decode(path.read_bytes())
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), skipinitialspace=True)
    columns = _columns(next(reader, []))
    if "name" not in columns and "last" not in columns and "of" in columns:
        columns[columns.index("of")] = "name"
    if "name" not in columns and "last" not in columns:
        first = ", ".join(text.split("\n", 1)[0].split(",")[:5]).strip() or "nothing"
        raise Unreadable(
            f'{path}: found no column of names ("{first}"), expected a first line as "name,country"'
        )
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Refused(line, str(error))
            continue
        if any(cell.strip() for cell in row):
            yield _row(line, columns, row, about)


def _row(line: int, columns: Sequence[str], row: Sequence[str], about: _About) -> Line:
    if (longest := max(map(len, row), default=0)) > LONGEST_CELL:
        return Refused(line, f"a cell of {longest} characters, expected no more than {LONGEST_CELL}")
    if any(cell.strip() for cell in row[len(columns) :]):
        return Refused(line, f"found {len(row)} cells, expected {len(columns)} as in the first line")
    given: dict[str, list[str]] = {}
    for column, cell in zip(columns, row, strict=False):
        parts = (
            _SEVERAL.split(cell.strip()) if column in ("aliases", "nicknames", "role", "country") else [cell]
        )
        given.setdefault(column, []).extend(part.strip() for part in parts if part.strip())
    return _made(line, given, about)


def _delimiter(text: str) -> str:
    """What parts the cells: of the usual four, that which the first line has most of."""
    head = text.split("\n", 1)[0]
    return max(",;\t|", key=head.count)


def _objects(path: Path, about: _About) -> Iterator[Line]:
    """The lines of a file of JSON lines; an array of objects is taken as well."""
    with path.open("rb") as file:
        if file.read(65536).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
            yield from _array(path, about)
            return
        file.seek(0)
        for number, line in enumerate(file, start=1):
            if line.strip():
                try:
                    found = json.loads(line.decode("utf-8-sig"))
                except (ValueError, RecursionError) as error:
                    yield Refused(number, f"no JSON: {error}")
                else:
                    yield _object(number, found, about)


def _array(path: Path, about: _About) -> Iterator[Line]:
    try:
        found = json.loads(decode(path.read_bytes())[0])
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{path}: no JSON ({error}), expected one object a line") from None
    for number, one in enumerate(found, start=1):
        yield _object(number, one, about)


def _object(line: int, found: Any, about: _About) -> Line:
    if not isinstance(found, dict):
        return Refused(line, f"found {type(found).__name__}, expected an object")
    if isinstance(found.get("schema"), str) and isinstance(found.get("properties"), dict):
        return _entity(line, found, about)
    given: dict[str, list[str]] = {}
    for column, value in zip(_columns(found), found.values(), strict=True):
        given.setdefault(column, []).extend(_strings(value))
    return _made(line, given, about, _terms(found.get("offices")))


def _entity(line: int, found: Mapping[str, Any], about: _About) -> Line:
    """An entity of FollowTheMoney."""
    given = {name: _strings(value) for name, value in found["properties"].items()}
    names = [*_strings(found.get("caption")), *given.get("name", [])]
    person = found["schema"] == "LegalEntity" and any(t.startswith("role.") for t in given.get("topics", []))
    return _made(
        line,
        {
            "name": sorted(names, key=lambda name: not _latin(name))[:1],
            "first": given.get("firstName", [])[:1],
            "last": given.get("lastName", []),
            "type": ["person"] if person else [],
            "schema": [] if person else [found["schema"]],
            "country": [
                c for p in ("country", "nationality", "citizenship", "jurisdiction") for c in given.get(p, [])
            ],
            "aliases": [*names, *given.get("alias", []), *given.get("abbreviation", [])],
            "nicknames": given.get("weakAlias", []),
            "role": given.get("position", []),
            "id": [*given.get("wikidataId", []), *_strings(found.get("id"))],
            "gender": given.get("gender", []),
            "as_of": _strings(found.get("last_change") or found.get("last_seen")),
            "source": [", ".join(_strings(found.get("datasets")))],
        },
        about,
    )


def _strings(value: Any) -> list[str]:
    """The texts in a value of JSON, which may be one or a list."""
    values = value if isinstance(value, list) else [value]
    texts = (str(one).strip() for one in values if isinstance(one, str | int))
    # Half a surrogate pair, which JSON can hold, can be stored nowhere.
    return [text.encode("utf-8", "replace").decode("utf-8") for text in texts if text]


def _terms(offices: Any) -> list[dict[str, list[str]]]:
    """The terms of office that an object lists, each as the columns of a row."""
    if not isinstance(offices, list):
        return []
    return [
        {column: _strings(value) for column, value in zip(_columns(one), one.values(), strict=True)}
        for one in offices
        if isinstance(one, dict)
    ]


# --- one line


def _made(
    line: int,
    given: Given,
    about: _About,
    terms: Sequence[Given] = (),
) -> Line:
    """The actor of a line, from its values by the name of the column."""
    if (schema := next(iter(given.get("schema", ())), "")) and schema not in rules("lists")["schemata"]:
        return Passed(line, schema)
    whole = " ".join([*given.get("first", [])[:1], *given.get("last", [])[:1]])
    name = next(iter(given.get("name", ())), whole)
    if not key(name):
        return Refused(line, f"no name: found {name!r}" if name else "no name")
    doubts: list[str] = []
    type = _type(given, name, doubts)
    country = _first(given.get("country", ()), country_id, doubts, "country")
    names, called = _names(name, whole, given, type, country)
    as_of = next((m[1] for words in given.get("as_of", ()) if (m := _DATE.fullmatch(words))), about.day)
    source = next((s for s in given.get("source", ()) if s), about.name)
    offices = [
        office for one in (given, *terms) for office in _offices(one, country or "", as_of, source, doubts)
    ]
    gender = next((g for words in given.get("gender", ()) if (g := _GENDERS.get(key(words)))), None)
    entry = Entry(_id(given.get("id", ())), names[0], type, country, gender, names, tuple(offices), source)
    return Listed(line, entry, called, tuple(doubts))


def _first(values: Iterable[str], of: Callable[[str], T | None], doubts: list[str], what: str) -> T | None:
    """The first value that is understood; where there are some and none is, that is a doubt."""
    values = list(values)
    found = next((known for value in values if (known := of(value))), None)
    if values and found is None:
        doubts.append(f"{what} {values[0]!r} is not known and is left out")
    return found


def _type(given: Given, name: str, doubts: list[str]) -> ActorType:
    """What the list says that it is, or else what its name and columns look like."""
    values = (*given.get("schema", ()), *given.get("type", ()))
    stated: ActorType | None = _first(values, _type_of, doubts, "type")
    like_a_body = not frozenset(rules("lists")["guess"]["organisation"]).isdisjoint(key(name).split())
    return stated or ("organisation" if like_a_body and not given.get("last") else "person")


def _names(
    name: str, whole: str, given: Given, type: ActorType, country: str | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """All full names, the one to be shown first, and the words that it is called by alone.

    A person's aliases of one word are no names in full: "Ali" is many people.
    """
    weak = given.get("nicknames", ())
    every = [name, whole, *given.get("aliases", ()), *weak]
    if type != "person":
        return _distinct(every), ()
    forms = [form for one in every for form in _forms(_quiet(_turned(one)))]
    full = [forms[0], *(one for one in forms if " " in key(one))]
    called = [key(words) for words in (*given.get("last", ()), *forms) if " " not in key(words)]
    called += [word for one in full for word in _last_names(one, country)]
    return _distinct(full), tuple(dict.fromkeys(filter(None, called)))


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    """The names without those that are the same but for case and accents."""
    kept: dict[str, str] = {}
    for name in names:
        kept.setdefault(key(name), name)
    return tuple(name for words, name in kept.items() if words)


def _turned(name: str) -> str:
    """A name in the order in which it is said.

    >>> _turned("BRANDT, Ada"), _turned("Ada Brandt")
    ('Ada BRANDT', 'Ada Brandt')
    """
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and first.strip() and "," not in first else name


def _quiet(name: str) -> str:
    """A person's name without the capitals that lists put last names in.

    >>> _quiet("Oleg BRANTOV"), _quiet("Henri VIII de la Tour")
    ('Oleg Brantov', 'Henri VIII de la Tour')
    """
    return _SHOUTED.sub(lambda m: m[0].capitalize() if m[0].isupper() else m[0], name)


def _forms(name: str) -> Iterator[str]:
    """A name, and the same without its patronymic, which news reports leave out.

    >>> list(_forms("Brantov Oleg Petrovich"))
    ['Brantov Oleg Petrovich', 'Oleg Brantov']
    """
    yield name
    words = name.split()
    if len(words) == 3 and _PATRONYMIC.fullmatch(words[1].lower()):
        yield f"{words[0]} {words[2]}"
    elif len(words) == 3 and _PATRONYMIC.fullmatch(words[2].lower()):
        yield f"{words[1]} {words[0]}"


def _last_names(name: str, country: str | None) -> Iterator[str]:
    """What a person of this name is called by alone.

    >>> list(_last_names("Jan van der Veld", None)), list(_last_names("Ri Chol Su", "PRK"))
    (['veld', 'van der veld'], ['su', 'ri'])
    """
    words = key(name).split()
    yield from words[-1:]
    start = len(words) - 1
    while start > 1 and words[start - 1] in _PARTICLES:
        start -= 1
    if start < len(words) - 1:
        yield " ".join(words[start:])
    if country in FAMILY_FIRST and len(words) > 1:
        yield words[0]


def _offices(given: Given, country: str, as_of: str, source: str, doubts: list[str]) -> Iterator[Office]:
    since = _first(given.get("since", ()), _date, doubts, "date")
    until = _first(given.get("until", ()), _date, doubts, "date")
    body = next(iter(given.get("of", ())), "")
    of = (body and country_id(body)) or body or country
    for written in given.get("role", ()):
        words, begun, ended = _years(written)
        held = role(words) or " ".join(words.lower().split())
        yield Office(held, of, since or begun, until or ended, as_of, source)


def _years(written: str) -> tuple[str, str | None, str | None]:
    """A position without the years that stand behind it, and those.

    >>> _years("Minister of Ports (2019-2023)"), _years("Envoy (since 2024)"), _years("Envoy (2024)")
    (('Minister of Ports', '2019', '2023'), ('Envoy', '2024', None), ('Envoy', '2024', '2024'))
    """
    years = _YEARS.search(written)
    if years is None:
        return written, None, None
    one_year = not (years["to"] or years["open"] or years["until"])
    return written[: years.start()], years["since"], years["since"] if one_year else years["until"]


def _id(given: Iterable[str]) -> str:
    """The Wikidata id if there is one, else the list's own, else ""."""
    ids = list(given)
    known = next((m[1] for id in ids if (m := _WIKIDATA.fullmatch(id))), None)
    return known or next((id for id in ids if _ID.fullmatch(id)), "")


def _date(words: str) -> str | None:
    """An ISO date or part of one; None for any other writing, in which day and month may be either."""
    found = _DATE.fullmatch(words)
    return found[1] if found else None


def country_id(words: str) -> str | None:
    """The id of a country by its name, its adjective or a code of two or three letters; None for others.

    >>> country_id("ru"), country_id("RUS"), country_id("gb-sct"), country_id("Atlantis")
    ('RUS', 'RUS', 'GBR', None)
    """
    code = words.strip().lower()
    if code.partition("-")[0] in _codes() and (len(code) <= 4 or code[2] == "-"):
        return _codes()[code.partition("-")[0]]
    if len(code) == 3 and knowledge().entry(code.upper()):
        return code.upper()
    senses = {t.sense: t.id for t in reversed(knowledge().territories(words))}
    return senses.get("country") or senses.get("demonym")


# --- words of lists


def _columns(names: Iterable[str]) -> list[str]:
    """What each column is, by its name; those that mean nothing here keep theirs, and are left alone."""
    return [_meanings().get(key(name.replace("_", " ")), f"?{name}") for name in names]


@cache
def _meanings() -> dict[str, str]:
    return {key(name): column for column, names in rules("lists")["columns"].items() for name in names}


def _type_of(words: str) -> ActorType | None:
    return _types().get(key(words))


@cache
def _types() -> dict[str, ActorType]:
    return {
        key(name): cast(ActorType, type) for type, names in rules("lists")["types"].items() for name in names
    }


@cache
def _codes() -> dict[str, str]:
    rows = (
        files("onrecord").joinpath("knowledge", "country_codes.tsv").read_text(encoding="utf-8").split("\n")
    )
    return dict(row.split("\t")[:2] for row in rows[1:] if row)


def _latin(name: str) -> bool:
    return bool(re.search("[a-z]", key(name)))
