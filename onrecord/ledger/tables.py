"""The tables of a ledger, for SQLite and PostgreSQL alike.

What was read stands in `report` to `stage`, and nothing is ever changed there but that the earliest clock
stays where two ledgers are put together. A report that was read again has another row in `reading`, and the
newest counts. What people say of it stands in `judgment`. What was worked out across reports (`copy`,
`rendering`, `origin`, `finding`, and what they are found by: `joined`, `mark`, `term`) can be thrown away
and made anew.

Every id is a hash of what the row says (ids.py), so that ledgers that were made apart can be put together.
The id of a statement, event or paper is made of its report and place alone: a second reading that finds it
again gives it the same id, so what people said of it holds on. Its row is known by reading and id: **join
the tables below it on both**, and ask for current readings only (`recall.current`).

Times of the clock are UTC in ISO 8601 with microseconds; dates of the text are TIMEX3 values, `earliest` and
`latest` the days (ISO 8601) that they can mean. Spans are JSON: [[start, end], …] in code points of
`report.text`.
"""

from __future__ import annotations

import json
import re
import struct
import zlib
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    TypeDecorator,
    func,
    types,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect

metadata = MetaData()

# Ids, codes, dates: compared by code point whatever the database's language, so that both sort alike.
Text = types.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")

# No database keeps half a surrogate pair, PostgreSQL no NUL; texts out of JSON have both. They are kept as
# the mark and six digits, as is the mark itself.
_MARK = "\U0010fffe"
_UNKEEPABLE = re.compile(f"[\0\ud800-\udfff]|{_MARK}")
_KEPT = re.compile(f"{_MARK}([0-9a-f]{{6}})")


Spans = JSON(none_as_null=True)


class Words(TypeDecorator[str]):
    """Words of the world: any text that Python can hold comes back as it was."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None or not _UNKEEPABLE.search(value):
            return value
        return _UNKEEPABLE.sub(lambda m: f"{_MARK}{ord(m[0]):06x}", value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None or _MARK not in value:
            return value
        return _KEPT.sub(lambda m: chr(int(m[1], 16)), value)


class Packed(TypeDecorator[Any]):
    """A large JSON value, in a sixth of its space: readings would else be two thirds of a ledger."""

    impl = types.LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes:
        return zlib.compress(json.dumps(value, separators=(",", ":")).encode(), 3)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(zlib.decompress(value))


class Numbers(TypeDecorator[tuple[int, ...]]):
    """Whole numbers of 64 bits, eight bytes each."""

    impl = types.LargeBinary
    cache_ok = True

    def process_bind_param(self, value: tuple[int, ...] | None, dialect: Dialect) -> bytes | None:
        return None if value is None else struct.pack(f"<{len(value)}q", *value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> tuple[int, ...] | None:
        return None if value is None else struct.unpack(f"<{len(value) // 8}q", value)


def _key(name: str, parent: str, *, primary: bool = False) -> Column[str]:
    return Column(name, Text, ForeignKey(f"{parent}.id"), primary_key=primary, nullable=False)


def _of(parent: str) -> tuple[Column[str], Column[str], ForeignKeyConstraint]:
    """The first columns of what belongs to a statement, event or paper of a reading."""
    return (
        Column("reading", Text, primary_key=True),
        Column(parent, Text, primary_key=True),
        ForeignKeyConstraint(["reading", parent], [f"{parent}.reading", f"{parent}.id"]),
    )


def _reported_by() -> tuple[Column[str], ForeignKeyConstraint]:
    return (
        Column("reported_by", Text),
        ForeignKeyConstraint(["reading", "reported_by"], ["statement.reading", "statement.id"]),
    )


# --- what was found ------------------------------------------------------------------------------------

# A text, whoever published it. `id` is the SHA-256 of the text.
report = Table(
    "report", metadata,
    Column("id", Text, primary_key=True),
    # Before the text: SQLite reads a row up to what is asked for.
    Column("first_seen", Text, nullable=False),
    Column("text", Words, nullable=False),
)  # fmt: skip

# Where and when a text was first found there. `source` is the file or feed it came from, `seen` the clock,
# `page` the address without what does not tell pages apart (ids.page): its texts are versions of one page.
sighting = Table(
    "sighting", metadata,
    Column("id", Text, primary_key=True),
    _key("report", "report"),
    Column("url", Words),
    Column("page", Words),
    Column("outlet", Words),
    Column("source", Words, nullable=False),
    Column("seen", Text, nullable=False),
    Index("sighting_report", "report"), Index("sighting_page", "page", "seen"),
)  # fmt: skip

# A source that gave no report, and why, in one line.
failure = Table(
    "failure", metadata,
    Column("id", Text, primary_key=True),
    Column("source", Words, nullable=False),
    Column("reason", Words, nullable=False),
    Column("seen", Text, nullable=False),
)  # fmt: skip

# --- what was read -------------------------------------------------------------------------------------

# One reading of a report by one version. `record` is the whole JSON of `onrecord read --explain`, without
# the text, packed; statements, events and papers have their numbers as ids in it.
reading = Table(
    "reading", metadata,
    Column("id", Text, primary_key=True),
    _key("report", "report"),
    Column("version", Text, nullable=False),
    Column("read", Text, nullable=False),
    Column("title", Words), Column("byline", Words), Column("outlet", Words), Column("published", Text),
    Column("language", Text),
    Column("record", Packed, nullable=False),
    Index("reading_report", "report", "read", "id"), Index("reading_published", "published"),
    # What is asked of many: not to be looked up in rows that are as long as a record.
    Index("reading_about", "id", "published", "report"),
)  # fmt: skip
Index("reading_outlet", func.lower(reading.c.outlet), reading.c.published)

# One who speaks or takes part. Unnamed ones ("officials") are of one report: their id ends in "@" and its id.
# Of several names for one id the last by code points stays, so that it does not matter which came first.
actor = Table(
    "actor", metadata,
    Column("id", Text, primary_key=True),
    Column("name", Words, nullable=False),
    Column("type", Text, nullable=False),
    Column("country", Text),
    Index("actor_country", "country"),
)  # fmt: skip

# An actor in a reading: under which name, with which roles (JSON list), how sure. `published` is that of the
# reading.
appearance = Table(
    "appearance", metadata,
    _key("reading", "reading", primary=True),
    _key("actor", "actor", primary=True),
    Column("name", Words, nullable=False),
    Column("roles", JSON, nullable=False),
    Column("published", Text),
    Column("mentions", Spans, nullable=False),
    Column("score", Float, nullable=False),
    Index("appearance_actor", "actor"),
    sqlite_with_rowid=False,
)  # fmt: skip

# An agency or outlet that supplied the copy as a whole.
credit = Table(
    "credit", metadata,
    _key("reading", "reading", primary=True),
    _key("actor", "actor", primary=True),
    Column("spans", Spans, nullable=False),
    Index("credit_actor", "actor"),
    sqlite_with_rowid=False,
)  # fmt: skip

# `number` is its place in the reading, from 1; `content`, `cue`, `source` are the words, their spans
# beside them. `earliest` and `latest` are the days of `said`, and where it tells none those of the report.
statement = Table(
    "statement", metadata,
    _key("reading", "reading", primary=True),
    Column("id", Text, primary_key=True),
    _key("report", "report"),
    Column("number", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("content", Words, nullable=False), Column("content_spans", Spans, nullable=False),
    Column("cue", Words, nullable=False), Column("cue_spans", Spans, nullable=False),
    Column("source", Words, nullable=False), Column("source_spans", Spans, nullable=False),
    Column("speaker", Text, ForeignKey("actor.id")),
    Column("act", Text, nullable=False),
    Column("plover", Text), Column("cameo", Text), Column("target", Text, ForeignKey("actor.id")),
    Column("said", Text), Column("said_spans", Spans),
    Column("earliest", Text), Column("latest", Text),
    Column("place", Words), Column("place_country", Text), Column("place_spans", Spans),
    Column("confidence", Float, nullable=False),
    Index("statement_id", "id"), Index("statement_speaker", "speaker", "earliest", "reading"),
    Index("statement_day", "earliest", "report", "number"), Index("statement_act", "act", "earliest"),
)  # fmt: skip

# Who else is in a statement: `role` is with, channel or addressee; of a channel `number` 1 is nearest the
# speaker.
party = Table(
    "party", metadata,
    *_of("statement"),
    Column("role", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    _key("actor", "actor"),
    Column("spans", Spans, nullable=False),
    Index("party_actor", "actor"),
    sqlite_with_rowid=False,
)  # fmt: skip

condition = Table(
    "condition", metadata,
    *_of("statement"),
    Column("number", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("words", Words, nullable=False),
    Column("spans", Spans, nullable=False),
    Column("marker_spans", Spans, nullable=False),
    sqlite_with_rowid=False,
)  # fmt: skip

# `key` is the name in lower case and in the singular: what is asked for. `day` is that of the statement
# (`earliest`).
matter = Table(
    "matter", metadata,
    *_of("statement"),
    Column("number", Integer, primary_key=True),
    Column("name", Words, nullable=False),
    Column("key", Text, nullable=False),
    Column("day", Text),
    Column("spans", Spans, nullable=False),
    Index("matter_key", "key", "day"),
    sqlite_with_rowid=False,
)  # fmt: skip

# `reported_by` is the statement that it comes from, null where the outlet itself says it; `earliest` and
# `latest` are the days of `time`, null where it tells none.
event = Table(
    "event", metadata,
    _key("reading", "reading", primary=True),
    Column("id", Text, primary_key=True),
    _key("report", "report"),
    Column("number", Integer, nullable=False),
    Column("type", Text, nullable=False),
    Column("plover", Text),
    Column("trigger", Words, nullable=False), Column("trigger_spans", Spans, nullable=False),
    Column("status", Text, nullable=False),
    Column("time", Text), Column("time_spans", Spans),
    Column("earliest", Text), Column("latest", Text),
    Column("place", Words), Column("place_country", Text), Column("place_spans", Spans),
    *_reported_by(),
    Index("event_id", "id"), Index("event_day", "earliest"),
)  # fmt: skip

participant = Table(
    "participant", metadata,
    *_of("event"),
    Column("number", Integer, primary_key=True),
    _key("actor", "actor"),
    Column("role", Text, nullable=False),
    Column("spans", Spans, nullable=False),
    Index("participant_actor", "actor"),
    sqlite_with_rowid=False,
)  # fmt: skip

# `published` is that of its report.
paper = Table(
    "paper", metadata,
    _key("reading", "reading", primary=True),
    Column("id", Text, primary_key=True),
    _key("report", "report"),
    Column("number", Integer, nullable=False),
    Column("name", Words, nullable=False),
    Column("key", Text, nullable=False),
    Column("spans", Spans, nullable=False),
    Column("published", Text),
    Index("paper_id", "id"), Index("paper_key", "key"),
    Index("paper_published", "published", "report", "number"),
)  # fmt: skip

paper_party = Table(
    "paper_party", metadata,
    *_of("paper"),
    _key("actor", "actor", primary=True),
    Column("spans", Spans, nullable=False),
    sqlite_with_rowid=False,
)  # fmt: skip

# A status that a paper has, in order of the text.
stage = Table(
    "stage", metadata,
    *_of("paper"),
    Column("number", Integer, primary_key=True),
    Column("value", Text, nullable=False),
    Column("since", Text),
    Column("spans", Spans, nullable=False),
    *_reported_by(),
    sqlite_with_rowid=False,
)  # fmt: skip

# --- what of it counts, and where to look: made from the above -------------------------------------------

# The readings that do not count, as a newer one of the same report is there: few, and asked of every row.
superseded = Table(
    "superseded", metadata,
    _key("reading", "reading", primary=True),
    sqlite_with_rowid=False,
)  # fmt: skip

# The addresses where several texts were found, and when the last of them was first seen.
changed_page = Table(
    "changed_page", metadata,
    Column("page", Words, primary_key=True),
    Column("seen", Text, nullable=False),
    Index("changed_page_seen", "seen"),
    sqlite_with_rowid=False,
)  # fmt: skip

# --- by which words it is found: made from the above (search.py makes the index of statements) ------------

# The words of all names of an actor, and of the keys of matters, folded as search.py folds them.
actor_word = Table(
    "actor_word", metadata,
    Column("word", Text, primary_key=True),
    _key("actor", "actor", primary=True),
    sqlite_with_rowid=False,
)  # fmt: skip

matter_word = Table(
    "matter_word", metadata,
    Column("word", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    sqlite_with_rowid=False,
)  # fmt: skip

# --- what people say of it -----------------------------------------------------------------------------

# `verdict` is same or different (of `subject` and `other`), right or wrong (of `subject`), or correct:
# `field` of `subject` is to be `value` (JSON). A row is never changed but for its withdrawal.
judgment = Table(
    "judgment", metadata,
    Column("id", Text, primary_key=True),
    Column("verdict", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("other", Text),
    Column("field", Text), Column("value", JSON(none_as_null=True)),
    Column("note", Words),
    Column("judge", Words, nullable=False),
    Column("at", Text, nullable=False),
    Column("withdrawn_by", Words), Column("withdrawn_at", Text),
    Index("judgment_subject", "subject"), Index("judgment_other", "other"),
)  # fmt: skip

# --- what was worked out across reports: may be thrown away and made anew ---------------------------------

# A report and the group of near-copies that it is of: `dispatch` is the id of the report that has it first,
# `kind` copy (of the whole) or lifted (passages in an own report), `origin` whose dispatch it is (an actor,
# or null).
copy = Table(
    "copy", metadata,
    _key("report", "report", primary=True),
    Column("dispatch", Text, nullable=False, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("origin", Text),
    Column("score", Float, nullable=False),
    Column("reason", Text, nullable=False),
    Index("copy_dispatch", "dispatch"),
)  # fmt: skip

# A statement as a rendering of an utterance: `utterance` is the id of its first rendering. Of the renderings
# of one utterance, the one by which it is compared with others has `marks`, those under which it stands in
# `mark`.
rendering = Table(
    "rendering", metadata,
    Column("statement", Text, primary_key=True),
    Column("utterance", Text, nullable=False),
    Column("score", Float, nullable=False),
    Column("reason", Text, nullable=False),
    Column("marks", Numbers),
    Index("rendering_utterance", "utterance"),
)  # fmt: skip

# Where a statement comes from: `key` names the origin ("interfax", "own:guardian"), null where it cannot be
# told; `kind` is agency, own (the outlet's own reporter), document or unknown.
origin = Table(
    "origin", metadata,
    Column("statement", Text, primary_key=True),
    Column("key", Text),
    Column("kind", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Index("origin_key", "key"),
)  # fmt: skip

# What two statements do not say alike. `kind` is change (`other` is the later; one speaker), conflict, or
# drift (two renderings of one utterance; `other` lost or altered something), `what` the thing that differs:
# act, condition, number, date, denied, rejected, hedge, quotation, wording or speaker. `day` is that of
# `other`. Of drift, `words` are those of both that differ, and `spans` where they stand.
finding = Table(
    "finding", metadata,
    Column("other", Text, primary_key=True),
    Column("one", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("what", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("day", Text),
    Column("score", Float, nullable=False),
    Column("reason", Words, nullable=False),
    Column("words", JSON(none_as_null=True)), Column("spans", JSON(none_as_null=True)),
    Index("finding_one", "one"), Index("finding_day", "day", "score", "one"),
    Index("finding_kind", "kind", "day", "score", "one"),
    sqlite_with_rowid=False,
)  # fmt: skip

# --- by which joining finds its way: the readings that are joined, and what utterances are looked up by ---

# A reading whose terms are counted, and that is joined where it is `done`.
joined = Table(
    "joined", metadata,
    Column("reading", Text, primary_key=True),
    Column("done", Integer, nullable=False),
    sqlite_with_rowid=False,
)  # fmt: skip

# In how many statements a term is; of the empty one, how many statements there are.
term = Table(
    "term", metadata,
    Column("key", Words, primary_key=True),
    Column("seen", Integer, nullable=False),
    sqlite_with_rowid=False,
)  # fmt: skip

# The utterances that have a rare term, by a hash of it, or of it and of who speaks; in order of time, which
# `at` counts (joining/findings.py). `statement` is the rendering by which the utterance is compared, its id
# as bytes.
mark = Table(
    "mark", metadata,
    Column("mark", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, primary_key=True, autoincrement=False),
    Column("statement", types.LargeBinary, primary_key=True),
    sqlite_with_rowid=False,
)  # fmt: skip

# --- what a program remembers between two runs ------------------------------------------------------------

state = Table(
    "state", metadata,
    Column("key", Words, primary_key=True),
    Column("text", Words, nullable=False),
    sqlite_with_rowid=False,
)  # fmt: skip
