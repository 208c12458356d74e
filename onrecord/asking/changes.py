"""What changed, what conflicts, what was altered on the way: each with both passages and the reason.

Joining keeps what it finds (joining/findings.py); here it is chosen from, the latest first, and only what is
shown is fetched.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, Select, or_, select

from onrecord.asking import told
from onrecord.asking.scope import Asked, Scope, scoped, statements
from onrecord.asking.told import Told
from onrecord.ledger import Ledger, correcting, judging
from onrecord.ledger.correcting import Overlay
from onrecord.ledger.entries import Alteration, Difference, StatementEntry
from onrecord.ledger.judging import Pair, Verdict
from onrecord.ledger.recall import Which, batches, current
from onrecord.ledger.tables import changed_page, reading, sighting, statement
from onrecord.ledger.tables import finding as table
from onrecord.records import Score, Span

Kind = Literal["change", "conflict", "drift"]
KINDS: tuple[Kind, ...] = ("change", "conflict", "drift")
# What is less sure is left out unless it is asked for.
LEAST = 0.4
LIMIT = 30
# So many findings are fetched together.
BATCH = 100
# So many pages that changed are compared, the latest: comparing takes milliseconds for each. They are looked
# for among so many.
PAGES, CHANGED = 10, 300


@dataclass(frozen=True, slots=True)
class Drifted:
    """The words that drifted, of both, and where they stand."""

    one_words: str
    other_words: str
    spans: tuple[list[list[int]], list[list[int]]]


@dataclass(frozen=True, slots=True)
class Finding:
    """Two statements that do not say the same: ``one`` is the earlier or the fuller. ``what`` differs."""

    kind: Kind
    what: str
    one: str
    other: str
    on: str | None
    score: Score
    drift: Drifted | None = None

    @property
    def pair(self) -> Pair:
        """Both ids in the order in which judgments have them."""
        first, second = sorted((self.one, self.other))
        return first, second


def changes(
    ledger: Ledger,
    matter: str | None = None,
    *,
    since: str | None = None,
    until: str | None = None,
    actor: str | None = None,
    least: float = LEAST,
    limit: int = LIMIT,
) -> Told:
    """What one says otherwise than before, what two say against each other, what renderings lost or altered,
    and which quotations are others in a later version of their page; the latest first.

    ``since`` and ``until`` are days of the later statement. ``whole`` is False where there is more on record.
    """
    which = _which(matter, since, until, actor)
    with ledger.connect() as connection:
        found = _Chosen.of(connection, ledger, which, least).findings(limit + 1)
    shown = [one for some in found.values() for one in some[:limit]]
    passages = passages_of(ledger, shown)
    made = {kind: [told_of(one, passages) for one in some[:limit]] for kind, some in found.items()}
    return {
        "asked": {"matter": matter, "since": since, "until": until, "actor": actor},
        "as_of": ledger.at,
        "count": len(shown),
        "whole": all(len(some) <= limit for some in found.values()),
        "changes": made["change"],
        "conflicts": made["conflict"],
        "drift": made["drift"],
        "altered": [alteration(one) for one in islice(_altered(ledger, which), limit)],
    }


def findings(ledger: Ledger, scope: Scope, *, least: float = LEAST, most: int | None = None) -> list[Finding]:
    """What differs between the statements of a scope, the latest first; without what people judged wrong.

    ``most`` is how many of its statements are looked at, the newest.
    """
    ids = {one.id for one in scope.statements[:most]}
    return [one for one in around(ledger, ids, least=least) if {one.one, one.other} <= ids]


def around(ledger: Ledger, ids: Collection[str], *, least: float = LEAST) -> list[Finding]:
    """What differs between some statements and any on record, the latest first."""
    with ledger.connect() as connection:
        chosen = _Chosen.of(connection, ledger, {}, least)
        return list(chosen.looked_up(select(table), ids))


def passages_of(ledger: Ledger, found: Iterable[Finding], scope: Scope | None = None) -> dict[str, Told]:
    """The statements of some findings by id, as they are told; those of a scope need not be fetched."""
    wanted = dict.fromkeys(id for one in found for id in (one.one, one.other))
    there = {one.id: one for one in scope.statements if one.id in wanted} if scope else {}
    made = {id: told.statement(one, scope.joined, scope.overlay) for id, one in there.items() if scope}
    if missing := [id for id in wanted if id not in there]:
        more = scoped(ledger, statements(ledger, {"ids": missing}), copies=False)
        made |= {one.id: told.statement(one, more.joined, more.overlay) for one in more.statements}
    return made


def finding(one: Finding, by_id: Mapping[str, StatementEntry], scope: Scope) -> Told:
    """A finding with both passages, out of a scope that has them."""
    return told_of(
        one, {id: told.statement(by_id[id], scope.joined, scope.overlay) for id in (one.one, one.other)}
    )


def told_of(one: Finding, passages: Mapping[str, Told]) -> Told:
    """A finding with both passages."""
    first, second = ("before", "after") if one.kind == "change" else ("one", "other")
    made: Told = {"kind": one.kind, "what": one.what, "on": one.on, **told.score(one.score)}
    if one.drift is not None:
        made |= {"words": [one.drift.one_words, one.drift.other_words], "spans": [*one.drift.spans]}
    return made | {first: passages[one.one], second: passages[one.other]}


# ---- which are chosen -----------------------------------------------------------------------------------


def _which(matter: str | None, since: str | None, until: str | None, actor: str | None) -> Which:
    asked = {"matter": matter, "since": since, "until": until, "actor": actor}
    return {name: value for name, value in asked.items() if value}  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The findings of a ledger that fit: by what is asked, how sure they are, and what people decided."""

    connection: Connection
    at: str | None
    which: Which
    least: float
    decided: Mapping[Pair, Verdict]
    wrong: frozenset[str]
    corrected: frozenset[str]
    asked: Asked

    @classmethod
    def of(cls, connection: Connection, ledger: Ledger, which: Which, least: float) -> _Chosen:
        decided: dict[Pair, Verdict] = {
            (one.subject, one.other): one.verdict
            for one in judging.standing(connection, ledger.at)
            if one.other is not None
        }
        overlay, asked = Overlay.of(connection, ledger.at), Asked.about(connection, ledger, which)
        corrected = frozenset(overlay.corrections)
        return cls(connection, ledger.at, which, least, decided, overlay.wrong, corrected, asked)

    def findings(self, limit: int) -> dict[Kind, list[Finding]]:
        """The latest so many of each kind."""
        few = None if self.asked.any else self.asked.few()
        if few is not None:
            found = self.looked_up(select(table).where(*self._days()), few)
            of: dict[Kind, list[Finding]] = {kind: [] for kind in KINDS}
            for one in found:
                of[one.kind].append(one)
            return {kind: some[:limit] for kind, some in of.items()}
        return {kind: list(islice(self._latest(kind), limit)) for kind in KINDS}

    def _latest(self, kind: Kind) -> Iterator[Finding]:
        """Those of a kind, the latest first, as they are gone through."""
        query = select(table).where(table.c.kind == kind, *self._days(), *self._sure(), *self._about())
        query = query.where(*self._on_record())
        query = query.order_by(table.c.day.desc().nulls_last(), table.c.score.desc(), table.c.one.desc())
        for row in self.connection.execution_options(yield_per=BATCH).execute(query):
            if self._fits(row) and self._is_about(row):
                yield _finding(row)

    def _about(self) -> Iterator[ColumnElement[bool]]:
        """That one of the two is asked for; of those that were corrected, all."""
        if not self.asked.any:
            corrected = list(self.corrected)
            ends = (table.c.other, table.c.one)
            yield or_(*map(self.asked.told_by, ends), *(end.in_(corrected) for end in ends if corrected))

    def _is_about(self, row: Row[Any]) -> bool:
        ids = [row.one, row.other]
        return self.asked.any or self.corrected.isdisjoint(ids) or bool(self.asked.among(ids))

    def looked_up(self, query: Select[Any], ids: Collection[str]) -> Iterator[Finding]:
        """Those of some statements, the latest first."""
        rows: dict[tuple[Any, ...], Row[Any]] = {}
        for some in batches(ids):
            for column in (table.c.one, table.c.other):
                found = self.connection.execute(query.where(column.in_(some), *self._on_record()))
                rows |= {(row.other, row.one, row.kind, row.what, row.number): row for row in found}
        fitting = [row for row in rows.values() if self._fits(row)]
        fitting.sort(key=lambda row: (row.day or "", row.score, row.one), reverse=True)
        return map(_finding, fitting)

    def _days(self) -> Iterator[ColumnElement[bool]]:
        if since := self.which.get("since"):
            yield table.c.day >= since
        if until := self.which.get("until"):
            yield table.c.day <= until

    def _sure(self) -> Iterator[ColumnElement[bool]]:
        right = [pair for pair, verdict in self.decided.items() if verdict == "right"]
        if self.least > 0:
            ends = [id for pair in right[-100:] for id in pair]
            yield or_(table.c.score >= self.least, table.c.other.in_(ends))

    def _on_record(self) -> Iterator[ColumnElement[bool]]:
        """That both statements are on record at the instant."""
        for column in (table.c.one, table.c.other):
            known = select(statement.c.id).join(reading, reading.c.id == statement.c.reading)
            yield known.where(statement.c.id == column, current(self.at)).correlate(table).exists()

    def _fits(self, row: Row[Any]) -> bool:
        first, second = sorted((row.one, row.other))
        verdict = self.decided.get((first, second))
        if verdict in ("wrong", "different") or self.wrong & {first, second}:
            return False
        return row.score >= self.least or verdict == "right"


def _finding(row: Row[Any]) -> Finding:
    drifted = Drifted(row.words[0], row.words[1], (row.spans[0], row.spans[1])) if row.words else None
    return Finding(row.kind, row.what, row.one, row.other, row.day, Score(row.score, row.reason), drifted)


# ---- pages that changed ---------------------------------------------------------------------------------


def _altered(ledger: Ledger, which: Which) -> Iterator[Alteration]:
    """What became of the quotations of the pages that changed last."""
    with ledger.connect() as connection:
        pages = _changed_pages(connection, ledger, which)
    for report in pages:
        yield from ledger.altered(report)


def _changed_pages(connection: Connection, ledger: Ledger, which: Which) -> list[str]:
    """One report of each page that had several texts and is asked for, that which changed last first."""
    c, p = sighting.c, changed_page.c
    last = (
        select(p.page, p.seen).order_by(p.seen.desc(), p.page).limit(CHANGED if which else PAGES).subquery()
    )
    query = select(last.c.page, c.report).join_from(last, sighting, c.page == last.c.page)
    pages: dict[str, list[str]] = {}
    for page, report in connection.execute(query.order_by(last.c.seen.desc(), last.c.page, c.report)):
        pages.setdefault(page, []).append(report)
    if which and pages:
        every: Which = {**which, "reports": [id for some in pages.values() for id in some]}
        fit = {one.report for one in correcting.statements(connection, ledger.at, every)}
        pages = {page: some for page, some in pages.items() if not fit.isdisjoint(some)}
    return [some[0] for some in pages.values()][:PAGES]


def alteration(one: Alteration) -> Told:
    """A quotation that is another in the next version of its page."""
    return {
        "kind": one.kind,
        "earlier": _version(one.earlier.report, one.earlier.seen, one.earlier.url, one.before),
        "later": _version(one.later.report, one.later.seen, one.later.url, one.after),
        "differences": [_difference(d) for d in one.differences],
        "score": one.score,
    }


def _version(report: str, seen: str, url: str, said: StatementEntry | None) -> Told:
    return {
        "report": report,
        "seen": seen,
        "url": url,
        "statement": said and said.id,
        "speaker": told.actor(said.speaker) if said else None,
        "content": said and said.content,
        "spans": told.spans(said.content_spans) if said else [],
    }


def _difference(one: Difference) -> Told:
    return {
        "before": one.before, "before_span": _span(one.before_span),
        "after": one.after, "after_span": _span(one.after_span),
    }  # fmt: skip


def _span(one: Span | None) -> list[int] | None:
    return None if one is None else [one.start, one.end]
