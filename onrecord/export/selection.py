"""What is given out: the entries of a ledger that fit, a page at a time, with what joins them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeAlias, TypeVar

from onrecord.asking.joined import Joined
from onrecord.joining.origins import Origin
from onrecord.ledger import Ledger, correcting
from onrecord.ledger.entries import About, ActorRef, EventEntry, PaperEntry, ReportEntry, StatementEntry
from onrecord.ledger.recall import Which

Entry: TypeAlias = StatementEntry | EventEntry | PaperEntry
T = TypeVar("T")

# Statements for which joins are fetched at once, and reports whose entries are.
PAGE, REPORTS = 500, 50


@dataclass(frozen=True, slots=True)
class Whole:
    """A report with all its entries that fit, in their order in the text."""

    report: ReportEntry
    statements: tuple[StatementEntry, ...]
    events: tuple[EventEntry, ...]
    papers: tuple[PaperEntry, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """Entries of a ledger as people corrected them. ``counts`` counts what was given out, by kind."""

    ledger: Ledger
    which: Which = field(default_factory=Which)
    counts: Counter[str] = field(default_factory=Counter)

    def statements(self) -> Iterator[StatementEntry]:
        """The statements that fit, in order of their days."""
        yield from self._counted("statements", self._statements(self.which))

    def pages(self) -> Iterator[tuple[list[StatementEntry], Joined]]:
        """The statements that fit, some at a time, with what is known of these across reports."""
        for some in batches(self.statements(), PAGE):
            yield some, self.joined(some)

    def events(self) -> Iterator[EventEntry]:
        """The events that fit, in order of their days; those without one come first."""
        yield from self._counted("events", self._events(self.which))

    def papers(self) -> Iterator[PaperEntry]:
        """The papers that fit, in order of their reports' publication."""
        yield from self._counted("papers", self._papers(self.which))

    def reports(self) -> Iterator[ReportEntry]:
        """All reports, or where something is asked for those in which something fits."""
        yield from self._counted("reports", self._reports())

    def wholes(self) -> Iterator[Whole]:
        """The reports, each with its entries that fit."""
        for some in batches(self.reports(), REPORTS):
            within: Which = {**self.which, "reports": [one.id for one in some]}
            said = _by_report(self._counted("statements", self._statements(within)))
            met = _by_report(self._counted("events", self._events(within)))
            written = _by_report(self._counted("papers", self._papers(within)))
            for one in some:
                of = one.id
                yield Whole(one, said.get(of, ()), met.get(of, ()), written.get(of, ()))

    def joined(self, statements: Sequence[StatementEntry]) -> Joined:
        """What is known of some statements across reports."""
        abouts = {one.report: one.about for one in statements}.values()
        with self.ledger.connect() as connection:
            return Joined.of(connection, self.ledger.at, [one.id for one in statements], abouts)

    def copies(self, abouts: Iterable[About]) -> Joined:
        """What is known of some reports across reports: whose copies they are."""
        with self.ledger.connect() as connection:
            return Joined.of(connection, self.ledger.at, [], abouts)

    def _counted(self, kind: str, entries: Iterable[T]) -> Iterator[T]:
        for one in entries:
            self.counts[kind] += 1
            yield one

    def _statements(self, which: Which) -> Iterator[StatementEntry]:
        with self.ledger.connect() as connection:
            yield from correcting.statements(connection, self.ledger.at, which)

    def _events(self, which: Which) -> Iterator[EventEntry]:
        with self.ledger.connect() as connection:
            yield from correcting.events(connection, self.ledger.at, which)

    def _papers(self, which: Which) -> Iterator[PaperEntry]:
        with self.ledger.connect() as connection:
            yield from correcting.papers(connection, self.ledger.at, which)

    def _reports(self) -> Iterator[ReportEntry]:
        if not self.which:
            yield from self.ledger.reports()
            return
        found: dict[str, str] = {}
        for entries in (self._statements, self._events, self._papers):
            found |= {one.about.report: one.about.published or "" for one in entries(self.which)}
        for some in batches(sorted(found, key=lambda id: (found[id], id)), PAGE):
            yield from self.ledger.reports(ids=some)


def batches(entries: Iterable[T], size: int) -> Iterator[list[T]]:
    """So many at a time."""
    left = iter(entries)
    while some := list(islice(left, size)):
        yield some


def origin(one: StatementEntry, joined: Joined) -> Origin | None:
    """Where a statement comes from, None where that was not worked out."""
    return next((found.origin for found in joined.rendered(one.id) if found.statement == one.id), None)


def is_named(one: ActorRef) -> bool:
    """Whether an actor is the same in every report: "officials" of one are not those of another."""
    return "@" not in one.id


Kept = TypeVar("Kept", StatementEntry, EventEntry, PaperEntry)


def _by_report(entries: Iterable[Kept]) -> dict[str, tuple[Kept, ...]]:
    found: dict[str, list[Kept]] = {}
    for one in entries:
        found.setdefault(one.about.report, []).append(one)
    return {id: tuple(sorted(some, key=lambda one: one.number)) for id, some in found.items()}
