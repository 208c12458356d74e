"""Which reports hold some words: an index of all words of their texts, without their places.

Words are folded as in search.py, which has the index of statements. This one is for passing by the reports
in which a quotation cannot stand, so nothing is kept of where a word is: a tenth of the texts' size.
"""

from __future__ import annotations

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
    select,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.dialects.postgresql import insert as into_postgresql

from onrecord.ledger import tables
from onrecord.ledger.search import words

_BATCH = 200

sqlite = MetaData()
numbered = Table(
    "report_word", sqlite,
    Column("number", Integer, primary_key=True), Column("report", Text, nullable=False, unique=True),
)  # fmt: skip
_MAKE_FTS5 = text(
    "CREATE VIRTUAL TABLE IF NOT EXISTS text_word "
    "USING fts5(content, content='', columnsize=0, detail='none', tokenize='ascii')"
)
_TO_FTS5 = "INSERT INTO text_word (rowid, content) VALUES (?, ?)"
_TO_NUMBERED = "INSERT OR IGNORE INTO report_word (report) VALUES (?)"
_IN_FTS5 = text(
    "SELECT rowid FROM text_word WHERE text_word MATCH :asked ORDER BY rowid DESC LIMIT :most"
).columns(Column("rowid", Integer))

postgresql = MetaData()
worded = Table(
    "report_word", postgresql,
    Column("report", Text, primary_key=True), Column("words", TSVECTOR, nullable=False),
    Index("report_word_words", "words", postgresql_using="gin"),
)  # fmt: skip
_TO_POSTGRESQL = (
    into_postgresql(worded)
    .values(report=bindparam("id"), words=cast(bindparam("vector", type_=Text), TSVECTOR))
    .on_conflict_do_nothing()
)


def holding(wanted: Sequence[str], begun: str | None, dialect: str, most: int) -> Select[tuple[str]]:
    """Select the ids of so many reports that hold all of some words, folded, and one that begins so."""
    if dialect == "sqlite":
        match = " ".join([*(f'"{word}"' for word in wanted), *([f'"{begun}"*'] if begun else [])])
        rows = _IN_FTS5.bindparams(asked=match, most=most)
        return select(numbered.c.report).where(numbered.c.number.in_(rows.scalar_subquery()))
    query = " & ".join([*(f"'{word}'" for word in wanted), *([f"'{begun}':*"] if begun else [])])
    return select(worded.c.report).where(worded.c.words.op("@@")(cast(query, TSQUERY))).limit(most)


def make(connection: Connection) -> None:
    """Make the index where it is missing, and put every report in it that it lacks."""
    if connection.dialect.name == "sqlite":
        sqlite.create_all(connection)
        connection.execute(_MAKE_FTS5)
    else:
        postgresql.create_all(connection)
    report, last = tables.report.c, ""
    query = select(report.id, report.text).order_by(report.id).limit(_BATCH)
    while rows := connection.execute(query.where(report.id > last)).all():
        keep(connection, [row._asdict() for row in rows])
        last = rows[-1].id


def keep(connection: Connection, reports: Sequence[Mapping[str, Any]]) -> None:
    """Put reports in the index, each by ``id`` and ``text``; those that are in it stay as they are."""
    if not reports:
        return
    if connection.dialect.name == "sqlite":
        _keep_in_sqlite(connection, {row["id"]: row["text"] for row in reports})
    else:
        rows = [{"id": row["id"], "vector": _vector(_once(row["text"]))} for row in reports]
        connection.execute(_TO_POSTGRESQL, rows)


def _keep_in_sqlite(connection: Connection, texts: Mapping[str, str]) -> None:
    for id, words_of in texts.items():
        put = connection.exec_driver_sql(_TO_NUMBERED, (id,))
        if put.rowcount:
            connection.exec_driver_sql(_TO_FTS5, (put.lastrowid, " ".join(_once(words_of))))


def _once(text: str) -> Iterable[str]:
    return dict.fromkeys(words(text))


def _vector(found: Iterable[str]) -> str:
    return " ".join(f"'{word}'" for word in found)
