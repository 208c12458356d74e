"""Who may log in: names, roles and passwords, in a small file of their own beside the ledger."""

from __future__ import annotations

import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from onrecord.errors import OnrecordError
from onrecord.settings import register_path
from onrecord.web.settings import ROLES, Role

SHORTEST, LONGEST = 10, 1000
_TABLES = """
CREATE TABLE IF NOT EXISTS user (
    name TEXT PRIMARY KEY, role TEXT NOT NULL, password TEXT, stamp TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS secret (one INTEGER PRIMARY KEY CHECK (one = 1), key BLOB NOT NULL) STRICT;
"""
_hasher = PasswordHasher()
# A password takes 64 MB to check: one at a time, however many come.
_checking = threading.Lock()
# What the password of nobody is compared with, so that a name that is not there takes as long as one that is.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$MTIzNDU2Nzg5MGFiY2RlZg$Xr2t1uTVAnZZGD8xHjwnwBqXqz5mN5rmLP4M3rVcfZQ"


class UsersError(OnrecordError):
    """A user cannot be kept or found; the message says what to do."""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may log in. ``stamp`` changes when all sessions are to end."""

    name: str
    role: Role
    stamp: str
    has_password: bool


def users_path(environment: Mapping[str, str]) -> Path:
    """Where the users are: beside the user's own actors.

    >>> users_path({"ONRECORD_HOME": "/srv/onrecord"}).as_posix()
    '/srv/onrecord/users.sqlite'
    """
    return register_path(environment).with_name("users.sqlite")


@dataclass(frozen=True, slots=True)
class Users:
    """The file of users, made when the first is added."""

    path: Path

    def all(self) -> list[User]:
        """Everybody, by name."""
        if not self.path.exists():
            return []
        with self._open() as file:
            return [_user(row) for row in file.execute(f"{_QUERY} ORDER BY name")]

    def named(self, name: str) -> User | None:
        """The user of a name, None where there is none."""
        if not self.path.exists():
            return None
        with self._open() as file:
            row = file.execute(f"{_QUERY} WHERE name = ?", (name,)).fetchone()
        return _user(row) if row else None

    def put(self, name: str, role: str, password: str | None = None) -> User:
        """Add a user, or give one another role and, where it is given, another password; ends the sessions.

        Without a password only a reverse proxy can say that it is this one. Raises UsersError.
        """
        _named_well(name)
        if role not in ROLES:
            raise UsersError(f"found the role {role!r}, expected one of {', '.join(ROLES)}")
        hashed = None if password is None else _hashed(password)
        with self._open() as file:
            file.execute(
                "INSERT INTO user VALUES (:name, :role, :password, :stamp) ON CONFLICT (name) DO UPDATE SET "
                "role = :role, stamp = :stamp, password = coalesce(:password, password)",
                {"name": name, "role": role, "password": hashed, "stamp": secrets.token_hex(8)},
            )
        found = self.named(name)
        assert found is not None
        return found

    def remove(self, name: str) -> None:
        """Take a user out; all that was judged keeps the name. Raises UsersError where there is none."""
        with self._open() as file:
            gone = file.execute("DELETE FROM user WHERE name = ?", (name,)).rowcount
        if not gone:
            raise UsersError(f"found no user {name!r}, expected one of those of `onrecord users list`")

    def end_sessions(self, name: str) -> None:
        """End all sessions of a user."""
        with self._open() as file:
            file.execute("UPDATE user SET stamp = ? WHERE name = ?", (secrets.token_hex(8), name))

    def checked(self, name: str, password: str) -> User | None:
        """The user if the password is right, else None; both take the same time."""
        with self._open() as file:
            row = file.execute("SELECT password FROM user WHERE name = ?", (name,)).fetchone()
        known = row[0] if row else None
        right = _is_right(known or _NOBODY, password[:LONGEST])
        return self.named(name) if right and known else None

    def key(self) -> bytes:
        """What sessions are signed with: made once, and kept."""
        with self._open() as file:
            file.execute("INSERT OR IGNORE INTO secret VALUES (1, ?)", (secrets.token_bytes(32),))
            key: bytes = file.execute("SELECT key FROM secret").fetchone()[0]
        return key

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """The file, for its owner alone; what is done in it is kept as a whole."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
            with closing(sqlite3.connect(self.path, timeout=10)) as file, file:
                file.executescript(_TABLES)
                yield file
        except (sqlite3.Error, OSError) as error:
            raise UsersError(
                f"{self.path} cannot be used ({error}): see who owns it, or name another"
            ) from error


_QUERY = "SELECT name, role, stamp, password IS NOT NULL FROM user"


def _user(row: tuple[str, Role, str, int]) -> User:
    return User(row[0], row[1], row[2], bool(row[3]))


def _named_well(name: str) -> None:
    if not 1 <= len(name) <= 60 or name != name.strip() or not name.isprintable():
        raise UsersError(f"found the name {name[:60]!r}, expected 1 to 60 characters that can be seen")


def _hashed(password: str) -> str:
    if not SHORTEST <= len(password) <= LONGEST:
        raise UsersError(
            f"found a password of {len(password)} characters, expected {SHORTEST} or more: take a few words"
        )
    with _checking:
        return _hasher.hash(password)


def _is_right(hashed: str, password: str) -> bool:
    try:
        with _checking:
            return _hasher.verify(hashed, password.encode("utf-8", "surrogatepass"))
    except (VerificationError, InvalidHashError):
        return False
