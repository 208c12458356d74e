"""The register: users' own actors, beside those that ship with the package, in one SQLite file.

It answers the lookups of `Knowledge` for names and ids, and is only read while reports are.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass, replace
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal

from onrecord.errors import OnrecordError
from onrecord.resolve.knowledge import Entry, Office
from onrecord.resolve.lists import Listed
from onrecord.resolve.names import key, slug, sound

FORMAT = 1
# Lookups that are kept: the names of a few thousand reports. A kept one takes 1 µs, another 10 µs.
KEPT = 65536

_SCHEMA = """
CREATE TABLE IF NOT EXISTS actors (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL, country TEXT, gender TEXT,
  names TEXT NOT NULL, offices TEXT NOT NULL, source TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS names (
  kind TEXT NOT NULL, key TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (kind, key, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS names_of ON names (id);
"""
_COLUMNS = "actors.id, name, type, country, gender, names, offices, source"
_BY_NAME = f"SELECT {_COLUMNS} FROM names JOIN actors USING (id) WHERE kind = ? AND key = ? ORDER BY id"
_BY_ID = f"SELECT {_COLUMNS} FROM actors WHERE id = ?"

Kind = Literal["name", "last", "sound"]


class Register:
    """The actors of one file. It is opened when first asked; one that is not there is empty.

    What was found is kept: actors that are stored after that are seen by the next register of the file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()
        self._database: sqlite3.Connection | None = None
        self._found = lru_cache(KEPT)(self._look_up)
        self.entry = lru_cache(KEPT)(self._entry)

    def named(self, words: str) -> tuple[Entry, ...]:
        """Everybody and everything with this name, in full or as an alias."""
        return self._found("name", key(words))

    def surnamed(self, word: str) -> tuple[Entry, ...]:
        """People with this last name, or the one name that they are called by."""
        return self._found("last", key(word))

    def sounding(self, words: str) -> tuple[Entry, ...]:
        """Everybody whose full name or alias sounds like this."""
        return self._found("sound", sound(words))

    def entries(self, words: str = "") -> Iterator[Entry]:
        """All actors by name, or those in whose names the words stand."""
        wanted = key(words)
        for row in self._rows(f"SELECT {_COLUMNS} FROM actors ORDER BY name, id"):
            entry = _entry(row)
            if any(wanted in key(name) for name in entry.names):
                yield entry

    def _entry(self, id: str) -> Entry | None:
        """The entry of an id, or None."""
        return next(map(_entry, self._rows(_BY_ID, id)), None)

    def _look_up(self, kind: Kind, name: str) -> tuple[Entry, ...]:
        return tuple(map(_entry, self._rows(_BY_NAME, kind, name))) if name else ()

    def _rows(self, query: str, *values: str) -> list[Any]:
        with self._lock, _told(self.path):
            if self._database is None:
                if not self.path.exists():
                    return []
                self._database = _opened(self.path, "ro")
            return self._database.execute(query, values).fetchall()


@dataclass(frozen=True, slots=True)
class Stored:
    """How many actors were new, and of how many something else was there before."""

    new: int
    replaced: int


def store(path: Path, listed: Iterable[Listed]) -> Stored:
    """Put actors into a register, all or none; it is made where it is not there.

    Lines of one id are one actor, and what the register had of it before gives way, so that a list can be
    stored again after a change.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    new, here = 0, set[str]()
    with _changed(path) as database:
        for one in listed:
            entry = replace(one.entry, id=one.entry.id or _free_id(database, one.entry))
            before = next(map(_entry, database.execute(_BY_ID, (entry.id,))), None)
            if entry.id in here and before:
                entry = _joined(before, entry)
            elif before:
                _forget(database, entry.id)
            new += before is None
            here.add(entry.id)
            _put(database, entry, one.called)
    return Stored(new, len(here) - new)


def remove(path: Path, ids: Iterable[str]) -> list[str]:
    """Take actors out of a register; return the ids that were not there."""
    if not path.exists():
        return list(ids)
    with _changed(path) as database:
        return [id for id in ids if not _forget(database, id)]


def _opened(path: Path, mode: Literal["ro", "rwc"]) -> sqlite3.Connection:
    """An open register. Raises OnrecordError where the file is something else."""
    database = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, check_same_thread=False)
    try:
        found = database.execute("PRAGMA user_version").fetchone()[0]
        tables = database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    except BaseException:
        database.close()
        raise
    if tables and found != FORMAT:
        database.close()
        raise OnrecordError(f"{path} has format {found}, expected {FORMAT}: move it away and import again")
    return database


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What goes wrong with a database, in one line."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise OnrecordError(
            f"{path}: {error}: see that it can be read and that no import is going on"
        ) from None
    except sqlite3.DatabaseError as error:
        raise OnrecordError(f"{path} is no register ({error}): move it away and import again") from None


@contextmanager
def _changed(path: Path) -> Iterator[sqlite3.Connection]:
    """A register that is changed as a whole, or not at all where something goes wrong."""
    with _told(path), closing(_opened(path, "rwc")) as database, database:
        # Else a large import shuts readers out while it goes on, and not only as it ends.
        database.execute("PRAGMA cache_spill = OFF")
        database.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {FORMAT};")
        yield database


def _free_id(database: sqlite3.Connection, entry: Entry) -> str:
    """A slug of the name; with the country where the register has another of that name."""
    plain = slug(entry.name)
    there = next(map(_entry, database.execute(_BY_ID, (plain,))), None)
    if there is None or (there.type == entry.type and None in (there.country, entry.country)):
        return plain
    alike = there.type == entry.type and there.country == entry.country
    return plain if alike else f"{plain}-{slug(entry.country or entry.type)}"


def _joined(one: Entry, other: Entry) -> Entry:
    """Two lines of one actor."""
    return replace(
        one,
        country=one.country or other.country,
        gender=one.gender or other.gender,
        names=tuple(dict.fromkeys(one.names + other.names)),
        offices=tuple(dict.fromkeys(one.offices + other.offices)),
    )


def _put(database: sqlite3.Connection, entry: Entry, called: Iterable[str]) -> None:
    names, offices = json.dumps(entry.names), json.dumps([astuple(office) for office in entry.offices])
    about = (entry.id, entry.name, entry.type, entry.country, entry.gender, names, offices, entry.source)
    database.execute("INSERT OR REPLACE INTO actors VALUES (?, ?, ?, ?, ?, ?, ?, ?)", about)
    keys = [("name", key(name)) for name in entry.names] + [("last", word) for word in called]
    # What is not in Latin letters sounds like nothing that an English report writes.
    keys += [("sound", sound(name)) for name in entry.names if key(name).isascii()]
    rows = [(kind, words, entry.id) for kind, words in keys if words]
    database.executemany("INSERT OR IGNORE INTO names VALUES (?, ?, ?)", rows)


def _forget(database: sqlite3.Connection, id: str) -> bool:
    """Take an actor out; False where it was not there."""
    database.execute("DELETE FROM names WHERE id = ?", (id,))
    return database.execute("DELETE FROM actors WHERE id = ?", (id,)).rowcount > 0


def _entry(row: tuple[Any, ...]) -> Entry:
    id, name, type, country, gender, names, offices, source = row
    terms = tuple(Office(*term) for term in json.loads(offices))
    return Entry(id, name, type, country, gender, tuple(json.loads(names)), terms, source)
