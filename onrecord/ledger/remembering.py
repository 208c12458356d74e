"""What a program remembers between two runs, kept beside the record: a text for each key."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from contextlib import AbstractContextManager
from typing import Any, TypeAlias

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from onrecord.ledger.tables import state

Connecting: TypeAlias = Callable[[], AbstractContextManager[Connection]]


class Remembered(MutableMapping[str, str]):
    """The texts of one kind of key ("feed"), each kept at once."""

    def __init__(self, kind: str, read: Connecting, write: Connecting) -> None:
        self.kind, self._read, self._write = f"{kind}:", read, write

    def __getitem__(self, key: str) -> str:
        with self._read() as connection:
            found = connection.scalar(select(state.c.text).where(state.c.key == self.kind + key))
        if found is None:
            raise KeyError(key)
        return str(found)

    def __setitem__(self, key: str, text: str) -> None:
        with self._write() as connection:
            into: Any = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(state)
            into = into.values(key=self.kind + key, text=text)
            connection.execute(
                into.on_conflict_do_update(index_elements=[state.c.key], set_={"text": into.excluded.text})
            )

    def __delitem__(self, key: str) -> None:
        with self._write() as connection:
            gone = connection.execute(delete(state).where(state.c.key == self.kind + key))
        if not gone.rowcount:
            raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        mine = state.c.key.startswith(self.kind, autoescape=True)
        with self._read() as connection:
            keys = connection.scalars(select(state.c.key).where(mine).order_by(state.c.key)).all()
        return iter([key.removeprefix(self.kind) for key in keys])

    def __len__(self) -> int:
        mine = state.c.key.startswith(self.kind, autoescape=True)
        with self._read() as connection:
            return connection.scalar(select(func.count()).select_from(state).where(mine)) or 0
