"""Full text: statements by the words of their content, with one result on every database.

Words are cut and folded here, the same for what is kept and what is asked, and handed over as they are: to
SQLite's FTS5 as a text without a content of its own, to PostgreSQL as a tsvector with its positions.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
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
    column,
    false,
    func,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.dialects.postgresql import insert as into_postgresql

from onrecord.ledger import tables

# PostgreSQL keeps no word of more than 2,046 bytes.
_WORD = re.compile(r"[^\W_]{1,500}")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s\b")
# Marks that are no words: a text without them is most often ASCII, and needs no more looking at.
_MARKS = str.maketrans(dict.fromkeys("“”„‘’«»–—…•·", " "))
_ASKED = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]|(\S+)')
# What PostgreSQL can tell apart; later words are found, though not as part of a phrase.
_LAST_POSITION = 16383
_BATCH = 500

sqlite = MetaData()
# FTS5 numbers its rows; SQLite may number those of other tables anew (VACUUM), so the numbers are kept. They
# begin with the day of the statement: the newest of many are found without looking at all of them.
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
_LAST = select(func.max(numbered.c.number)).where(
    numbered.c.number >= bindparam("first"), numbered.c.number < bindparam("end")
)
# So many statements of a day have numbers of their own.
_OF_A_DAY = 1 << 24
_IN_FTS5 = text("SELECT rowid FROM word WHERE word MATCH :asked").columns(Column("rowid", Integer))

_WORD_ROWS = table("word", column("rowid", Integer))

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
    plain = _POSSESSIVE.sub("", text.casefold()).translate(_MARKS)
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
        match = _match(wanted)
        return select(numbered.c.statement).where(
            numbered.c.number.in_(_IN_FTS5.bindparams(asked=match).scalar_subquery())
        )
    query = " & ".join("(" + " <-> ".join(f"'{word}'" for word in phrase) + ")" for phrase in wanted)
    return select(worded.c.statement).where(worded.c.words.op("@@")(cast(query, TSQUERY)))


def newest(asked: str, dialect: str) -> Select[Any] | None:
    """Select statements that hold what is asked, those of the newest days first, without looking at all of
    them; None where that cannot be done."""
    wanted = phrases(asked)
    if dialect != "sqlite" or not wanted:
        return None
    joined = _WORD_ROWS.join(numbered, numbered.c.number == _WORD_ROWS.c.rowid)
    joined = joined.join(tables.statement, tables.statement.c.id == numbered.c.statement)
    matching = text("word MATCH :asked").bindparams(asked=_match(wanted))
    return select(tables.statement).select_from(joined).where(matching).order_by(_WORD_ROWS.c.rowid.desc())


def _match(wanted: Sequence[Sequence[str]]) -> str:
    return " ".join(f'"{" ".join(phrase)}"' for phrase in wanted)


def make(connection: Connection) -> None:
    """Make the index where it is missing, and put every statement in it that it lacks."""
    if connection.dialect.name == "sqlite":
        sqlite.create_all(connection)
        connection.execute(_MAKE_FTS5)
    else:
        postgresql.create_all(connection)
    statement, last = tables.statement.c, ""
    while rows := connection.execute(
        select(
            statement.id,
            func.min(statement.content).label("content"),
            func.min(statement.earliest).label("earliest"),
        )
        .where(statement.id > last)
        .group_by(statement.id)
        .order_by(statement.id)
        .limit(_BATCH)
    ).all():
        keep(connection, [row._asdict() for row in rows])
        last = rows[-1].id


def make_anew(connection: Connection) -> None:
    """Throw the index away and make it anew."""
    connection.exec_driver_sql("DROP TABLE IF EXISTS statement_word")
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DROP TABLE IF EXISTS word")
    make(connection)


def keep(connection: Connection, statements: Sequence[Mapping[str, Any]]) -> None:
    """Put statements in the index, each by ``id``, ``content`` and ``earliest``; those that are in it stay as
    they are."""
    contents = {row["id"]: row for row in statements}
    if not contents:
        return
    if connection.dialect.name == "sqlite":
        _keep_in_sqlite(connection, contents)
    else:
        rows = [{"id": id, "vector": _vector(words(row["content"]))} for id, row in contents.items()]
        connection.execute(_TO_POSTGRESQL, rows)


def _keep_in_sqlite(connection: Connection, contents: Mapping[str, Mapping[str, Any]]) -> None:
    there = set(connection.scalars(_NUMBERED, {"ids": list(contents)}))
    days: dict[int, list[str]] = {}
    for id, row in contents.items():
        if id not in there:
            days.setdefault(_day(row["earliest"]), []).append(id)
    rows = [row for day, ids in sorted(days.items()) for row in _numbers(connection, day, ids)]
    if rows:
        connection.exec_driver_sql(_TO_NUMBERED, rows)
        connection.exec_driver_sql(
            _TO_FTS5, [(number, " ".join(words(contents[id]["content"]))) for number, id in rows]
        )


def _numbers(connection: Connection, day: int, ids: Sequence[str]) -> Iterable[tuple[int, str]]:
    """Some statements of a day with the next numbers of that day."""
    first = day * _OF_A_DAY
    last = connection.scalar(_LAST, {"first": first, "end": first + _OF_A_DAY})
    return enumerate(ids, first + 1 if last is None else last + 1)


def _day(day: str | None) -> int:
    """A day counted from the year 1, 0 for none."""
    try:
        return date.fromisoformat(day).toordinal() if day else 0
    except ValueError:
        return 0


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
