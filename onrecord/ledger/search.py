"""Full text: statements by the words of their content, with one result on every database.

Words are cut and folded here, the same for what is kept and what is asked, and handed over as they are: to
SQLite's FTS5 as a text without a content of its own, to PostgreSQL as a tsvector with its positions.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    bindparam,
    cast,
    false,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.dialects.postgresql import insert as into_postgresql

from onrecord.ledger import tables

# PostgreSQL keeps no word of more than 2,046 bytes.
_WORD = re.compile(r"[^\W_]{1,500}")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b")
_ASKED = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]|(\S+)')
# What PostgreSQL can tell apart; later words are found, though not as part of a phrase.
_LAST_POSITION = 16383
_BATCH = 500

sqlite = MetaData()
# FTS5 numbers its rows; SQLite may number those of other tables anew (VACUUM), so the numbers are kept.
numbered = Table(
    "statement_word", sqlite,
    Column("number", Integer, primary_key=True), Column("statement", Text, nullable=False, unique=True),
)  # fmt: skip
_MAKE_FTS5 = text(
    "CREATE VIRTUAL TABLE IF NOT EXISTS word USING fts5(content, content='', columnsize=0, tokenize='ascii')"
)
_TO_FTS5 = "INSERT INTO word (rowid, content) VALUES (?, ?)"
_TO_NUMBERED = "INSERT INTO statement_word (number, statement) VALUES (?, ?)"
_NUMBERED = select(numbered.c.statement).where(numbered.c.statement.in_(bindparam("ids", expanding=True)))
_LAST = select(func.max(numbered.c.number))
_IN_FTS5 = text("SELECT rowid FROM word WHERE word MATCH :asked").columns(Column("rowid", Integer))

postgresql = MetaData()
worded = Table(
    "statement_word", postgresql,
    Column("statement", Text, primary_key=True), Column("words", TSVECTOR, nullable=False),
    Index("statement_word_words", "words", postgresql_using="gin"),
)  # fmt: skip
_TO_POSTGRESQL = (
    into_postgresql(worded)
    .values(statement=bindparam("id"), words=cast(bindparam("vector", type_=Text), TSVECTOR))
    .on_conflict_do_nothing()
)


def words(text: str) -> list[str]:
    """The words of a text as they are compared: no case, no accents, no possessive, no plural.

    >>> words("The Café’s cease-fires, 100% ready")
    ['the', 'cafe', 'cease', 'fire', '100', 'ready']
    """
    plain = _POSSESSIVE.sub("", text.casefold())
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain)
        plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return [_singular(word) for word in _WORD.findall(plain)]


def key(name: str) -> str:
    """The name of a matter or paper as it is asked for: its words, folded.

    >>> key("Security Guarantees")
    'security guarantee'
    """
    return " ".join(words(name))


def phrases(asked: str) -> list[list[str]]:
    """What must be found, each the words of a phrase that stand one after another.

    >>> phrases('"exchange of prisoners" cease-fire talks')
    [['exchange', 'of', 'prisoner'], ['cease', 'fire'], ['talk']]
    """
    found = (words(quoted or plain) for quoted, plain in _ASKED.findall(asked))
    return [phrase for phrase in found if phrase]


def found(asked: str, dialect: str) -> Select[tuple[str]]:
    """Select the ids of statements that hold every word, and every "quoted phrase", of what is asked."""
    wanted = phrases(asked)
    kept = numbered if dialect == "sqlite" else worded
    if not wanted:
        return select(kept.c.statement).where(false())
    if dialect == "sqlite":
        match = " ".join(f'"{" ".join(phrase)}"' for phrase in wanted)
        return select(numbered.c.statement).where(
            numbered.c.number.in_(_IN_FTS5.bindparams(asked=match).scalar_subquery())
        )
    query = " & ".join("(" + " <-> ".join(f"'{word}'" for word in phrase) + ")" for phrase in wanted)
    return select(worded.c.statement).where(worded.c.words.op("@@")(cast(query, TSQUERY)))


def make(connection: Connection) -> None:
    """Make the index where it is missing, and put every statement in it that it lacks."""
    if connection.dialect.name == "sqlite":
        sqlite.create_all(connection)
        connection.execute(_MAKE_FTS5)
    else:
        postgresql.create_all(connection)
    statement, last = tables.statement.c, ""
    while rows := connection.execute(
        select(statement.id, func.min(statement.content).label("content"))
        .where(statement.id > last)
        .group_by(statement.id)
        .order_by(statement.id)
        .limit(_BATCH)
    ).all():
        keep(connection, [row._asdict() for row in rows])
        last = rows[-1].id


def keep(connection: Connection, statements: Sequence[Mapping[str, Any]]) -> None:
    """Put statements in the index, each by ``id`` and ``content``; those that are in it stay as they are."""
    contents = {row["id"]: row["content"] for row in statements}
    if not contents:
        return
    if connection.dialect.name == "sqlite":
        _keep_in_sqlite(connection, contents)
    else:
        rows = [{"id": id, "vector": _vector(words(content))} for id, content in contents.items()]
        connection.execute(_TO_POSTGRESQL, rows)


def _keep_in_sqlite(connection: Connection, contents: dict[str, str]) -> None:
    there = set(connection.scalars(_NUMBERED, {"ids": list(contents)}))
    new = [id for id in contents if id not in there]
    if not new:
        return
    last = connection.scalar(_LAST)
    rows = list(enumerate(new, (last or 0) + 1))
    connection.exec_driver_sql(_TO_NUMBERED, rows)
    connection.exec_driver_sql(_TO_FTS5, [(number, " ".join(words(contents[id]))) for number, id in rows])


def _vector(found: Iterable[str]) -> str:
    """Words and positions as PostgreSQL writes a tsvector."""
    places = (f"'{word}':{min(at, _LAST_POSITION)}" for at, word in enumerate(found, 1))
    return " ".join(places)


def _singular(word: str) -> str:
    """Without the ending of a plural, much as Harman's S stemmer (1991) takes it off.

    >>> [_singular(word) for word in ("treaties", "talks", "votes", "congress", "status", "gas")]
    ['treaty', 'talk', 'vote', 'congress', 'status', 'gas']
    """
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us")):
        return word
    if word.endswith("ies") and not word.endswith(("eies", "aies")):
        return word[:-3] + "y"
    return word[:-1]
