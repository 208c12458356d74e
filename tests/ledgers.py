"""Ledgers to test with: empty ones on SQLite and PostgreSQL, and invented reports made without reading."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count, product
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

import pytest
from samples import report, resolved

from onrecord.ledger import Ledger
from onrecord.records import (
    Actor,
    Condition,
    Event,
    Matter,
    Mention,
    Paper,
    Participant,
    Party,
    Passage,
    Place,
    Report,
    Score,
    Span,
    Stage,
    Statement,
    Time,
)
from onrecord.resolve.names import slug

SURE = Score(1.0, "made for a test")

# ---- places ---------------------------------------------------------------------------------------------

NewPlace = Callable[[], str]


def _programs() -> Path | None:
    """The folder with PostgreSQL's programs: Debian keeps them out of the path."""
    found = shutil.which("initdb")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    return Path(found).resolve().parent if found else next((one.parent for one in folders), None)


def _roomy() -> str | None:
    """Memory as a disk, where there is enough: ten thousand small files are made and deleted at once."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > 2e9 else None


def _unprivileged() -> list[str]:
    """What stands before a command of PostgreSQL's, which refuses to run as root."""
    return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """A PostgreSQL of our own, listening on a socket in a new folder; comes as the folder."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    pytest.importorskip("psycopg", reason="pip install 'onrecord[postgresql]'")
    folder = Path(tempfile.mkdtemp(prefix="onrecord-", dir=_roomy()))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")

    def run(program: str, *arguments: str) -> None:
        command = [*_unprivileged(), str(programs / program), "-D", str(folder / "data"), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)

    run("initdb", "-U", "onrecord", "-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8", "--no-sync")
    settings = f"-k {folder} -c listen_addresses= -c fsync=off"
    run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", settings, "start")
    try:
        yield str(folder)
    finally:
        run("pg_ctl", "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder)


_numbers = count(1)


def new_schema(folder: str) -> str:
    """The place of a ledger in a new schema of a cluster: quicker to make than a database."""
    import psycopg

    name = f"ledger_{next(_numbers)}"
    with psycopg.connect(host=folder, user="onrecord", dbname="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")  # type: ignore[arg-type]
    return f"postgresql://onrecord@/postgres?host={folder}&options=-csearch_path%3D{name}"


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> NewPlace:
    """Call it for the place of a ledger that is not there yet."""
    if request.param == "postgresql":
        folder: str = request.getfixturevalue("cluster")
        return lambda: new_schema(folder)
    return lambda: str(tmp_path / f"{next(_numbers)}.sqlite")


@pytest.fixture
def ledger(place: NewPlace) -> Iterator[Ledger]:
    with Ledger.open(place()) as one:
        yield one


# ---- reports --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """One statement of a made report: who says what."""

    who: str
    cue: str
    content: str
    kind: str = "indirect"
    said: str | None = None
    act: str = "assert"
    matter: tuple[str, ...] = ()
    through: str | None = None


def story(*told: Told, opening: str = "", **about: object) -> Report:
    """A report in which these statements stand one after another, in the words "WHO CUE CONTENT."."""
    text, statements, actors = opening, [], dict[str, Actor]()
    for number, one in enumerate(told, 1):
        relay = f"According to {one.through}, " if one.through else ""
        start = len(text) + len(relay)
        sentence = f"{one.who} {one.cue} {one.content}"
        cue = Span(start + len(one.who) + 1, start + len(one.who) + 1 + len(one.cue))
        content = Span(cue.end + 1, start + len(sentence))
        text += f"{relay}{sentence}.\n"
        source = Span(start, start + len(one.who))
        by = Span(start - len(relay) + 13, start - 2)
        for name, span in ((one.who, source), (one.through, by)):
            if name:
                kind = "group" if name[0].islower() else "person"
                actors[slug(name)] = Actor(slug(name), name, kind, SURE, mentions=(Mention(span, SURE),))  # type: ignore[arg-type]
        statements.append(Statement(
            f"s{number}", one.kind, (content,), (cue,), (source,), 0.9, speaker=slug(one.who), act=one.act,  # type: ignore[arg-type]
            channel=(Party(slug(one.through), by),) if one.through else (),
            said=Time(cue, "DATE", one.said) if one.said else None,
            matter=tuple(Matter(name, content) for name in one.matter),
        ))  # fmt: skip
    whole = tuple(
        replace(s, content=Passage(text, s.content), cue=Passage(text, s.cue), source=Passage(text, s.source))  # type: ignore[arg-type]
        for s in statements
    )
    return report(text, *whole, **{"actors": tuple(actors.values()), **about})


def harbour() -> Report:
    """The harbour report of the samples with an event and a paper in it, and a condition."""
    one = resolved()
    text = one.text

    def at(words: str) -> Span:
        return Span(text.index(words), text.index(words) + len(words))

    second = replace(
        one.statements[1], act="accept", plover="AGREE", target=Party("tarn", at("Tarn & Vale")),
        conditions=(Condition(at("only if the dredging clause was restored"), at("only if"), "only_if"),),
        matter=(Matter("harbour treaty", at("harbour treaty")),),
    )  # fmt: skip
    meeting = Event(
        "e1", "meeting", Passage(text, (at("meet Mr. Quill"),)), "proposed",
        (Participant("Q1", "party", at("Ms. Farrant")), Participant("ansel-quill", "party", at("Mr. Quill"))),
        one.times[1], Place("Orval", "merrow", at("ORVAL")), "CONSULT", "s7",
    )  # fmt: skip
    treaty = Paper(
        "p1", "harbour treaty", Passage(text, (at("harbour treaty"),)), (Party("merrow", at("Merrow")),),
        (Stage("unsigned", at("would sign the harbour treaty"), None, "s2"),),
    )  # fmt: skip
    statements = (one.statements[0], second, *one.statements[2:])
    return replace(one, statements=statements, events=(meeting,), papers=(treaty,))


_FIRST = ("Ane", "Borin", "Celka", "Dovran", "Esme", "Fadil")
_LAST = ("Arkwell", "Bressond", "Castov", "Dremmel", "Eskarine", "Falloway", "Grentz", "Hallorin")
_NAMES = [" ".join(names) for names in product(_FIRST, _LAST)]
_WORDS = re.findall(
    r"\w+",
    "ceasefire treaty prisoners border harbour grain corridor sanctions envoy talks draft clause observers "
    "withdrawal guarantees pipeline transit tariff island dam water vote round delegation summit signature "
    "deadline monitors airspace visas exchange commission protocol annex",
)


def varied(number: int, *, statements: int = 12) -> Report:
    """The made report of a number: always the same one, of so many statements."""
    random = Random(number)
    told = [
        Told(
            random.choice(_NAMES),
            random.choice(("said", "denied", "demanded")),
            "that " + " ".join(random.choices(_WORDS, k=random.randint(8, 24))),
            matter=(" ".join(random.sample(_WORDS, 2)),),
            through="Northwire" if random.random() < 0.3 else None,
        )
        for _ in range(statements)
    ]
    day = f"2031-{1 + number % 12:02}-{1 + number % 28:02}"
    opening = f"Report {number} of the day.\n" + " ".join(random.choices(_WORDS, k=300)) + "\n"
    url = f"https://post{number % 40}.example/{number}"
    return story(
        *told, opening=opening, published=day, outlet=f"Post {number % 40}", url=url, title=f"No {number}"
    )


def add_made(where: str, numbers: Iterable[int], told: Connection) -> None:
    """Add the made reports of these numbers, and tell each when it is kept."""
    with Ledger.open(where) as ledger:
        for number in numbers:
            ledger.add(varied(number), source=f"{number}.txt")
            told.send(number)
