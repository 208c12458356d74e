"""What changed, what conflicts and what was altered on the way, kept as it is found.

An utterance is compared with those before it that share rare terms with it: the last few that had each. So
what is found of an utterance depends on it and on what came before it alone, and where something is added
only the new utterances and the next few with the same terms are compared anew.

How rare a term is, is counted over all statements at the time of joining. Where a word becomes common later,
what was found keeps its score until everything is joined ``anew``; nothing else differs from that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from itertools import islice
from typing import Any, Literal, TypeVar

from sqlalchemy import Connection, delete, insert, select

from onrecord.joining import speakers
from onrecord.joining.changes import BACK, DAYS, DENIED_AFTER, MARKS, changed, conflicting, utterances
from onrecord.joining.drift import drift
from onrecord.joining.kept import KeptStatement
from onrecord.joining.made import kept_statement
from onrecord.joining.people import people_of
from onrecord.joining.same import Rendering, Said, heard
from onrecord.joining.terms import Weights, is_numeral, keys
from onrecord.ledger import recall, tables
from onrecord.ledger.correcting import Overlay
from onrecord.ledger.putting import add_up
from onrecord.records import Score, Span

T = TypeVar("T")
Kind = Literal["change", "conflict", "drift"]
# So many utterances are held in memory for those that come to be compared with them.
HELD = 30_000
# So many are compared at a time.
BATCH = 200
# From here on two speakers are one.
ONE = 0.8
# A moment is a day, in so many bits how many minutes after it was published, and in so many the number of the
# statement in its report.
_MINUTES, _NUMBERS = 23, 12
_DAY = 1 << _MINUTES + _NUMBERS
# Longer words are not counted.
LONGEST = 200
# An utterance of so few terms is compared with whatever shares one.
SHORT = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """Two statements that do not say the same: ``one`` is the earlier or the fuller. ``what`` differs.

    ``words`` and ``spans`` are those that drifted, of both.
    """

    kind: Kind
    what: str
    one: str
    other: str
    day: str | None
    score: Score
    words: tuple[str, str] | None = None
    spans: tuple[tuple[Span, ...], tuple[Span, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What was kept of a statement: its utterance, and its marks where that is compared by it."""

    utterance: str
    marks: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class Heard:
    """An utterance as it is compared. ``plain`` are hashes of its rare terms, ``own`` of them and of who
    speaks."""

    said: Said
    plain: tuple[int, ...]
    own: tuple[int, ...]

    @property
    def id(self) -> str:
        return self.said.statement.id

    @property
    def at(self) -> int:
        """By this, what came before comes before: by day, and within one as it was published and printed."""
        s, day = self.said.statement, self.said.day or 0
        after = min(max(_minutes(s.published) - day * 1440, 0), (1 << _MINUTES) - 1)
        return ((day << _MINUTES | after) << _NUMBERS) + min(s.number, (1 << _NUMBERS) - 1)

    @property
    def kept(self) -> tuple[int, ...]:
        """The moment and both kinds of marks, as they are kept of a rendering."""
        return (self.at, *self.plain, *self.own)


def known(connection: Connection, statements: Iterable[str]) -> dict[str, Known]:
    """What is kept of some statements, by id."""
    c = tables.rendering.c
    found: dict[str, Known] = {}
    for some in recall.batches(statements):
        query = select(c.statement, c.utterance, c.marks).where(c.statement.in_(some))
        found |= {row.statement: Known(row.utterance, row.marks) for row in connection.execute(query)}
    return found


def regrouped(
    rendered: Iterable[Rendering], before: Mapping[str, Known], fresh: Collection[str]
) -> list[list[Rendering]]:
    """The utterances that are not what they were: of other statements, or with a fresh one among them."""
    were: dict[str, set[str]] = {}
    for id, one in before.items():
        were.setdefault(one.utterance, set()).add(id)
    groups: dict[str, list[Rendering]] = {}
    for r in rendered:
        groups.setdefault(r.utterance, []).append(r)
    kept = {frozenset(some) for some in were.values()}
    return [
        some
        for some in groups.values()
        if any(r.statement in fresh for r in some) or frozenset(r.statement for r in some) not in kept
    ]


# ---- terms ----------------------------------------------------------------------------------------------


def count_terms(connection: Connection, contents: Iterable[str]) -> None:
    """Count the terms of some statements that are new."""
    seen = Counter[str]()
    for content in contents:
        # The empty one counts statements; no database finds by words of any length.
        seen.update({"", *(key for key in keys(content) if len(key) <= LONGEST)})
    add_up(connection, tables.term, "seen", [{"key": key, "seen": n} for key, n in sorted(seen.items())])


class _Heard:
    """Utterances as they are compared, out of what is at hand or else of the ledger."""

    def __init__(
        self, connection: Connection, at_hand: Iterable[KeptStatement], held: dict[str, Heard]
    ) -> None:
        self.connection, self.held = connection, held
        self.at_hand = {s.id: s for s in at_hand}
        self.overlay = Overlay.of(connection, None)
        self.seen: dict[str, int] = {}
        of = connection.scalar(select(tables.term.c.seen).where(tables.term.c.key == ""))
        self.weigh = Weights(self.seen, of or 0)

    def all(self, statements: Iterable[KeptStatement]) -> list[Heard]:
        """Some statements as they are compared; they stay at hand."""
        return self.weighed(heard([*statements]))

    def weighed(self, said: Sequence[Said]) -> list[Heard]:
        """What is compared of some statements; they stay at hand."""
        self._weigh({key for one in said for key in one.keys})
        made = [self._heard(one) for one in said]
        self.held |= {one.id: one for one in made}
        return made

    def fetch(self, ids: Iterable[str]) -> None:
        """Have these at hand: those that are on record still."""
        for id in [*islice(self.held, max(0, len(self.held) - HELD))]:
            del self.held[id]
        missing = dict.fromkeys(id for id in ids if id not in self.held)
        found = [self.at_hand[id] for id in missing if id in self.at_hand]
        for some in recall.batches(id for id in missing if id not in self.at_hand):
            entries = recall.statements(self.connection, None, {"ids": some})
            found += [kept_statement(self.overlay.laid_over(entry)) for entry in entries]
        self.all(found)

    def _weigh(self, words: set[str]) -> None:
        c = tables.term.c
        for some in recall.batches(sorted(words - self.seen.keys())):
            self.seen |= dict.fromkeys(some, 0)
            found = self.connection.execute(select(c.key, c.seen).where(c.key.in_(some)))
            self.seen |= {row.key: row.seen for row in found}

    def _heard(self, one: Said) -> Heard:
        """A statement with its terms weighed by how often they are in all of the ledger."""
        weighed = {key: self.weigh(key) for key in one.keys}
        said = replace(one, keys=weighed, weight=sum(weighed.values()), marks=())
        # Who has no day is compared with nobody, and a headline says it shorter than it was said.
        if said.day is None or said.statement.heading:
            return Heard(said, (), ())
        ordered = sorted((k for k in weighed if not is_numeral(k)), key=lambda k: (-weighed[k], k))
        rare = [key for key in ordered if self.seen[key] > 1][:MARKS]
        # Nobody has said it yet; who does next will find it.
        first = [key for key in ordered if self.seen[key] <= 1][:MARKS]
        plain = dict.fromkeys(_hash("", key) for key in (*rare, *first))
        own = dict.fromkeys(_hash(block, key) for block in _blocks(one.statement) for key in rare)
        return Heard(said, tuple(plain), tuple(own))


def _blocks(s: KeptStatement) -> list[str]:
    """Under which keys those who may be the same speaker are looked for: a last name as it sounds, or what
    tells one who is not named from others."""
    beside = {s.country, *s.others}
    found = [block for block in speakers.blocks(s) if block not in beside]
    return [block for block in found if block != s.speaker] or found or [s.speaker or ""]


def _minutes(published: str | None) -> int:
    """A time of publication in minutes; that of a report without one comes last."""
    try:
        at = datetime.fromisoformat(published or "9999-12-31")
    except ValueError:
        at = datetime.max
    return at.toordinal() * 1440 + at.hour * 60 + at.minute


@lru_cache(maxsize=100_000)
def _hash(block: str, key: str) -> int:
    made = blake2b(f"{block}\0{key}".encode("utf-8", "surrogatepass"), digest_size=8)
    return int.from_bytes(made.digest(), "little", signed=True)


# ---- which are compared ---------------------------------------------------------------------------------


class _Marks:
    """The utterances of a ledger by their marks."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.hole = "?" if connection.dialect.paramstyle == "qmark" else "%s"

    def put(self, some: Iterable[Heard]) -> None:
        rows = [
            {"mark": mark, "at": at, "statement": bytes.fromhex(one.id)}
            for one in some
            for at, *marks in (one.kept,)
            for mark in marks
        ]
        if rows:
            rows.sort(key=lambda row: (row["mark"], row["at"]))
            self.connection.execute(insert(tables.mark), rows)

    def drop(self, kept: Mapping[str, Sequence[int]]) -> None:
        """Take out utterances, by id, of which these marks were kept."""
        rows = [(mark, at, bytes.fromhex(id)) for id, (at, *marks) in kept.items() for mark in marks]
        if rows:
            query = "DELETE FROM mark WHERE mark = {0} AND at = {0} AND statement = {0}"
            self.connection.exec_driver_sql(query.format(self.hole), rows)

    def before(self, one: Heard) -> dict[str, tuple[int, int]]:
        """The last few before an utterance that have a mark of it: how many plain ones, and own ones."""
        id, at = bytes.fromhex(one.id), one.at
        asked = [(mark, at - (DENIED_AFTER + 1) * _DAY, at, id) for mark in one.plain]
        asked += [(mark, at - (DAYS + 1) * _DAY, at, id) for mark in one.own]
        found: dict[str, tuple[int, int]] = {}
        for n, statement in self._asked("at >= {0} AND (at, statement) < ({0}, {0})", "DESC", asked):
            plain, own = found.get(statement, (0, 0))
            found[statement] = (plain + 1, own) if n < len(one.plain) else (plain, own + 1)
        return found

    def after(self, id: str, kept: Sequence[int]) -> Iterator[str]:
        """The next few after an utterance that have one of its marks."""
        at, *marks = kept
        asked = [(mark, at + (DAYS + 1) * _DAY, at, bytes.fromhex(id)) for mark in marks]
        for _, statement in self._asked("at <= {0} AND (at, statement) > ({0}, {0})", "ASC", asked):
            yield statement

    def _asked(self, when: str, order: str, asked: Sequence[tuple[Any, ...]]) -> Iterator[tuple[int, str]]:
        """For each mark by its number, the utterances that have it. One question for all marks: to ask for
        each took four times as long."""
        if not asked:
            return
        one = (
            "SELECT {n} AS n, statement FROM (SELECT statement FROM mark WHERE mark = "
            f"{self.hole} AND {when.format(self.hole)} "
            f"ORDER BY at {order}, statement {order} LIMIT {BACK}) AS m{{n}}"
        )
        query = " UNION ALL ".join(one.format(n=n) for n in range(len(asked)))
        values = tuple(value for row in asked for value in row)
        for n, statement in self.connection.exec_driver_sql(query, values):
            yield n, bytes(statement).hex()


# ---- what is found --------------------------------------------------------------------------------------


@dataclass(slots=True)
class Renewal:
    """What is to be found anew: the utterances that are not what they were, and the marks of all that stay.

    ``marks`` has those of each rendering by which an utterance is compared.
    """

    groups: list[list[Rendering]]
    touched: set[str]
    dropped: dict[str, tuple[int, ...]]
    made: list[Heard]
    marks: dict[str, tuple[int, ...]]
    heard: _Heard


def prepare(
    connection: Connection,
    statements: Sequence[KeptStatement],
    rendered: Sequence[Rendering],
    before: Mapping[str, Known],
    fresh: Collection[str],
    held: dict[str, Heard],
) -> Renewal:
    """Tell what is to be found anew; ``before`` is what was kept of these and of statements that are gone.

    ``held`` are utterances that were looked at before; what is looked at now stays there for the next part.
    """
    groups = regrouped(rendered, before, fresh)
    members = {r.statement for some in groups for r in some}
    touched = members | (before.keys() - {r.statement for r in rendered})
    heard = _Heard(connection, statements, held)
    inside = [s for s in people_of(statements) if s.id in members]
    spoken = utterances(inside, [r for some in groups for r in some])
    made = heard.weighed(spoken)
    kept = {id: one.marks for id, one in before.items() if one.marks is not None}
    dropped = {id: marks for id, marks in kept.items() if id in touched}
    marks = {id: marks for id, marks in kept.items() if id not in touched} | {
        one.id: one.kept for one in made
    }
    return Renewal(groups, touched, dropped, made, marks, heard)


def renew(connection: Connection, one: Renewal) -> int:
    """Put what is found anew in the place of what was found, and return how many findings that are."""
    marks = _Marks(connection)
    marks.drop(one.dropped)
    marks.put(one.made)
    changed_marks = [*one.dropped.items(), *((heard.id, heard.kept) for heard in one.made)]
    later = {id for of, kept in changed_marks for id in marks.after(of, kept)} - one.touched
    _delete(connection, one.touched, later)
    one.heard.fetch(later)
    again = [*one.made, *(one.heard.held[id] for id in later if id in one.heard.held)]
    found = [*_compared(again, marks, one.heard), *_drifted(one)]
    _put(connection, found)
    return len(found)


def _compared(some: Sequence[Heard], marks: _Marks, heard: _Heard) -> Iterator[Finding]:
    """What is found of utterances and those before them."""
    for batch in _some(some, BATCH):
        near = [(one, _worth(one, marks.before(one))) for one in batch]
        heard.fetch(id for _, shared in near for id in shared)
        for one, shared in near:
            earlier = [(heard.held[id], *shared[id]) for id in shared if id in heard.held]
            yield from _against(one, sorted(earlier, key=lambda e: (e[0].at, e[0].id)))


def _worth(one: Heard, shared: Mapping[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """Those who share so much that it is worth to compare. Of 26 findings of real months none shared less."""
    least = 1 if len(one.said.keys) <= SHORT else 2
    return {id: (plain, own) for id, (plain, own) in shared.items() if max(plain, own) >= least}


def _against(one: Heard, earlier: Iterable[tuple[Heard, int, int]]) -> Iterator[Finding]:
    """What an utterance changes, the latest before it of each kind, and with what it is in conflict."""
    changes: dict[str, Finding] = {}
    for other, plain, own in earlier:
        a, b = other.said, one.said
        days = (b.day or 0) - (a.day or 0)
        if (
            own
            and days <= DAYS
            and speakers.alike(a.statement, b.statement).value > 0.8
            and (c := changed(a, b))
        ):
            changes[c.kind] = Finding("change", c.kind, c.before, c.after, c.on, c.score)
        if plain and days <= DENIED_AFTER and (x := conflicting(a, b)):
            yield Finding("conflict", x.kind, x.one, x.other, x.on, x.score)
    yield from changes.values()


def _drifted(one: Renewal) -> Iterator[Finding]:
    """What the renderings of an utterance lost or altered."""
    several = [r for some in one.groups if len(some) > 1 for r in some]
    at_hand = one.heard.at_hand
    for d in drift((at_hand[r.statement] for r in several), several):
        yield Finding(
            "drift", d.kind, d.one, d.other, at_hand[d.other].earliest, d.score,
            (d.one_words, d.other_words), (d.one_spans, d.other_spans),
        )  # fmt: skip


# ---- kept -----------------------------------------------------------------------------------------------


def _delete(connection: Connection, touched: Collection[str], later: Collection[str]) -> None:
    c = tables.finding.c
    for some in recall.batches([*touched, *later]):
        connection.execute(delete(tables.finding).where(c.other.in_(some)))
    for some in recall.batches(touched):
        connection.execute(delete(tables.finding).where(c.one.in_(some)))


def _put(connection: Connection, found: Iterable[Finding]) -> None:
    nth = Counter[tuple[str, ...]]()
    rows = []
    for one in found:
        key = (one.kind, one.what, one.one, one.other)
        rows.append(_row(one, nth[key]))
        nth[key] += 1
    if rows:
        connection.execute(insert(tables.finding), rows)


def _row(one: Finding, number: int) -> dict[str, Any]:
    return {
        "kind": one.kind, "what": one.what, "one": one.one, "other": one.other, "number": number,
        "day": one.day, "score": one.score.value, "reason": one.score.reason,
        "words": one.words and [*one.words],
        "spans": one.spans and [[[s.start, s.end] for s in some] for some in one.spans],
    }  # fmt: skip


def _some(many: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (many[n : n + size] for n in range(0, len(many), size))
