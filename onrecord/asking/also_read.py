"""What else there is to read: other reports on the same talks, by the statements, actors and matters that
they share with one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from math import log

from sqlalchemy import Column, Connection, and_, func, select

from onrecord.asking import told
from onrecord.asking.joined import Copied, Joined
from onrecord.asking.scope import Scope
from onrecord.asking.talks import Met, name
from onrecord.asking.told import Told
from onrecord.joining.made import named
from onrecord.ledger import Ledger
from onrecord.ledger.entries import ReportEntry, StatementEntry
from onrecord.ledger.recall import batches, current
from onrecord.ledger.tables import appearance, matter, reading
from onrecord.records import Score
from onrecord.views.dates import day
from onrecord.views.wording import joined as listed

# So many reports are named.
ALSO = 8
# What is in more reports tells little; reports of the same days are looked at for it all the same.
COMMON, NEAR, NEIGHBOURS = 300, 2, 400
# What shared statements, talks, and all shared matters or actors can add; less than the last is no reason.
UTTERED, MET, SHARED, LEAST = 2.5, 2.0, 2.0, 0.9
# After so many days, what is shared counts half.
HALF = 60


@dataclass(slots=True)
class _Shared:
    """What another report shares with this one."""

    utterances: set[str] = field(default_factory=set)
    talks: dict[str, None] = field(default_factory=dict)
    actors: dict[str, float] = field(default_factory=dict)
    matters: dict[str, float] = field(default_factory=dict)

    def value(self, days: int) -> float:
        fades = max(float(0.5 ** (days / HALF)), 0.25)
        uttered = UTTERED * bool(self.utterances) + 0.5 * min(len(self.utterances), 4)
        convened = MET * bool(self.talks) + 0.5 * min(len(self.talks), 2)
        rest = sum(min(sum(some.values()), SHARED) for some in (self.actors, self.matters))
        return uttered + convened + fades * rest


def also_read(
    ledger: Ledger,
    kept: ReportEntry,
    said: Sequence[StatementEntry],
    scope: Scope,
    talks: Iterable[Met],
    versions: Iterable[str],
) -> list[Told]:
    """Other reports to read, those with most in common first, each with what that is. What prints the same
    dispatch, or is another version of the page, is told elsewhere."""
    actors, matters = _own(kept, said, scope)
    with ledger.connect() as connection:
        near = _Near(connection, ledger.at, kept.about.published)
        by_reading = near.shared(appearance.c.actor, actors, "actors")
        for id, shared in near.shared(matter.c.key, matters, "matters").items():
            by_reading.setdefault(id, _Shared()).matters = shared.matters
        found = near.reports(by_reading)
    for one, telling in _told_too(kept.id, said, scope, talks):
        found.setdefault(one, _Shared()).utterances.update(telling.utterances)
        found[one].talks.update(telling.talks)
    same = {kept.id, *versions}
    same |= {c.report for some in scope.joined.copies.values() for c in some if _with(c, kept.id, scope)}
    return _best(ledger, kept, {id: one for id, one in found.items() if id not in same}, actors, matters)


def _with(one: Copied, id: str, scope: Scope) -> bool:
    """Whether a report prints the same dispatch as another."""
    return any(
        c.dispatch == one.dispatch and c.kind == one.kind == "copy" for c in scope.joined.copies.get(id, ())
    )


def _own(
    kept: ReportEntry, said: Sequence[StatementEntry], scope: Scope
) -> tuple[dict[str, str], dict[str, str]]:
    """The actors that speak or take part, and what it is about, by id and key, each with its name."""
    who = [s.speaker for s in said if s.speaker]
    who += [p.actor for e in scope.events if e.about.report == kept.id for p in e.participants]
    often = Counter(one.id for one in who if named(one) and one.type != "outlet")
    names = {one.id: one.name for one in who}
    about = Counter(m.key for s in said for m in s.matter)
    matters = {m.key: m.name for s in said for m in s.matter}
    return (
        {id: names[id] for id, _ in often.most_common(20)},
        {key: matters[key] for key, _ in about.most_common(20)},
    )


def _told_too(
    id: str, said: Iterable[StatementEntry], scope: Scope, talks: Iterable[Met]
) -> Iterator[tuple[str, _Shared]]:
    """The other reports that have one of its statements, or tell of its talks."""
    for s in said:
        for r in scope.joined.rendered(s.id):
            yield r.report, _Shared(utterances={r.utterance})
    for group in talks:
        if any(one.about.report == id for one in group.tellings):
            called = name(group)
            # "Talks" at the start of a sentence.
            called = called.lower() if called.istitle() and " " not in called else called
            words = f"{called} of {day(group.day)}" if group.day else called
            for one in group.tellings:
                yield one.about.report, _Shared(talks={words: None})


@dataclass(frozen=True, slots=True)
class _Near:
    """Looks for readings that share something, as much of them as can be looked at in a few milliseconds."""

    connection: Connection
    at: str | None
    published: str | None

    def shared(self, column: Column[str], own: Collection[str], kind: str) -> dict[str, _Shared]:
        """By reading, which of these actors (or matters) it has, with the weight of each.

        What is rare is looked up everywhere, what is common among the reports of the same days.
        """
        often = self._often(column, own)
        rare = [key for key, n in often.items() if n <= COMMON]
        of, found = column.table.c.reading, dict[str, _Shared]()
        # SQLite would else read all rows of what is common.
        among = func.trim(column).in_(list(own))
        wanted = [column.in_(rare), *(and_(of.in_(some), among) for some in batches(self._neighbours()))]
        rows = {
            (row[0], row[1])
            for one in wanted
            for row in self.connection.execute(select(of, column).where(one))
        }
        for id, key in rows:
            weight = log(3 * COMMON / often[key]) / log(3 * COMMON) if often[key] <= COMMON else 0.1
            getattr(found.setdefault(id, _Shared()), kind)[key] = weight
        return found

    def reports(self, by_reading: Mapping[str, _Shared]) -> dict[str, _Shared]:
        """The best of them by report, of readings that count."""
        best = sorted(by_reading, key=lambda id: (-by_reading[id].value(0), id))[: 12 * ALSO]
        query = select(reading.c.id, reading.c.report).where(reading.c.id.in_(best), current(self.at))
        return {row.report: by_reading[row.id] for row in self.connection.execute(query)}

    def _often(self, column: Column[str], own: Iterable[str]) -> dict[str, int]:
        """In how many readings (or statements) each is."""
        query = select(column, func.count()).where(column.in_(list(own))).group_by(column)
        return {row[0]: row[1] for row in self.connection.execute(query)}

    def _neighbours(self) -> list[str]:
        """The readings of the same days."""
        if not self.published:
            return []
        middle = date.fromisoformat(self.published[:10])
        first, last = (str(middle + timedelta(days=n)) for n in (-NEAR, NEAR + 1))
        c = reading.c
        query = select(c.id).where(c.published >= first, c.published < last).order_by(c.published)
        return list(self.connection.scalars(query.limit(NEIGHBOURS)))


def _best(
    ledger: Ledger, kept: ReportEntry, found: Mapping[str, _Shared], actors: Mapping[str, str],
    matters: Mapping[str, str],
) -> list[Told]:  # fmt: skip
    days = _apart(ledger, kept, found)
    values = {id: one.value(days[id]) for id, one in found.items() if id in days}
    best = sorted((id for id, v in values.items() if v >= LEAST), key=lambda id: (-values[id], id))[:ALSO]
    entries = {one.id: one.about for one in ledger.reports(ids=best)} if best else {}
    with ledger.connect() as connection:
        labels = Joined.of(connection, ledger.at, [], entries.values())
    return [
        {
            "source": told.source(entries[id], labels),
            **told.score(_reason(found[id], values[id], actors, matters)),
            "statements": len(found[id].utterances),
            "talks": [*found[id].talks],
            "actors": [{"id": key, "name": actors[key]} for key in _weightiest(found[id].actors)],
            "matters": [matters[key] for key in _weightiest(found[id].matters)],
        }
        for id in best
        if id in entries
    ]


def _apart(ledger: Ledger, kept: ReportEntry, ids: Iterable[str]) -> dict[str, int]:
    """How many days lie between the reports; a year where one has no date."""
    found = dict[str, int]()
    with ledger.connect() as connection:
        for some in batches(ids):
            query = select(reading.c.report, reading.c.published).where(
                reading.c.report.in_(some), current(ledger.at)
            )
            for row in connection.execute(query):
                found[row.report] = _days(kept.about.published, row.published)
    return found


def _days(one: str | None, other: str | None) -> int:
    if not one or not other:
        return 365
    return abs((date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])).days)


def _reason(one: _Shared, value: float, actors: Mapping[str, str], matters: Mapping[str, str]) -> Score:
    """What two reports have in common, in words."""
    parts = []
    if one.talks:
        parts.append(f"the same event: {listed(islice(one.talks, 2))}")
    if many := len(one.utterances):
        parts.append(f"{many} of the same statements" if many > 1 else "one of the same statements")
    if one.actors:
        parts.append(f"with {listed(actors[key] for key in _weightiest(one.actors))}")
    if one.matters:
        parts.append(f"on {listed(matters[key] for key in _weightiest(one.matters))}")
    return Score(value / (value + 2), "; ".join(parts))


def _weightiest(some: Mapping[str, float]) -> list[str]:
    return sorted(some, key=lambda key: (-some[key], key))[:3]
