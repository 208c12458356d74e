"""What joining worked out of some entries: their utterances, origins and copies, and what reports are called.

Where nothing was joined yet, every statement is its own utterance, and nothing is known of origins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import urlsplit

from sqlalchemy import Connection, select

from onrecord.joining.origins import Count, Kind, Origin, count
from onrecord.ledger.entries import About, ActorRef
from onrecord.ledger.recall import batches, current
from onrecord.ledger.tables import actor, appearance, copy, origin, reading, rendering, sighting, statement
from onrecord.records import Score
from onrecord.resolve.names import slug


class Rendered(NamedTuple):
    """A statement as a rendering of an utterance, its report and day, and where it comes from."""

    statement: str
    utterance: str
    report: str
    published: str | None
    value: float
    reason: str
    key: str | None
    kind: Kind | None
    why: str | None

    @property
    def score(self) -> Score:
        """How sure it is that it is one with the others."""
        return Score(self.value, self.reason)

    @property
    def origin(self) -> Origin:
        """Where it comes from."""
        return Origin(self.statement, self.key, self.kind or "unknown", self.why or "not worked out yet")


@dataclass(frozen=True, slots=True)
class Copied:
    """A report as a copy of a dispatch, or with passages lifted from it."""

    report: str
    dispatch: str
    kind: str
    origin: str | None
    score: Score


@dataclass(slots=True)
class Joined:
    """What is known across reports of some statements.

    ``utterances`` has the utterance of each; ``renderings`` those of each utterance, the first first;
    ``labels`` what each report is called, ``names`` what each origin is.
    """

    utterances: dict[str, str] = field(default_factory=dict)
    renderings: dict[str, list[Rendered]] = field(default_factory=dict)
    copies: dict[str, list[Copied]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        connection: Connection,
        at: str | None,
        statements: Sequence[str],
        abouts: Iterable[About],
        *,
        whole: bool = True,
    ) -> Joined:
        """What is known of some statements and reports; of the other reports that have these statements or
        are copies with these, only where it is to be ``whole``."""
        made = cls()
        made._utter(connection, at, statements)
        reports = {about.report: about for about in abouts}
        others: set[str] = set()
        if whole:
            others = {r.report for some in made.renderings.values() for r in some} - reports.keys()
        made._copied(connection, [*reports, *others], whole=whole)
        others |= {c.dispatch for some in made.copies.values() for c in some} - reports.keys()
        made._label(connection, at, reports, others)
        made._name(connection)
        return made

    def utterance(self, id: str) -> str:
        """The utterance that a statement renders: its own id where nothing is known."""
        return self.utterances.get(id, id)

    def rendered(self, id: str) -> list[Rendered]:
        """All renderings of a statement's utterance, the first first; empty where nothing was joined."""
        return self.renderings.get(self.utterance(id), [])

    def count(self, statements: Iterable[str]) -> Count:
        """What the utterances of some statements rest on."""
        utterances = dict.fromkeys(map(self.utterance, statements))
        return count((r.report, r.origin) for u in utterances for r in self.renderings.get(u, ()))

    def report_origin(self, report: str, outlet: str | None) -> Origin:
        """Where a report has from what it says in its own voice."""
        copied = next((c for c in self.copies.get(report, ()) if c.kind == "copy"), None)
        if copied is not None and copied.origin is not None:
            return Origin(report, copied.origin, "agency", "a copy of its dispatch")
        if copied is not None and copied.dispatch != report:
            return Origin(report, None, "unknown", "a copy, and no supplier is named")
        if outlet is None:
            return Origin(report, None, "unknown", "its outlet is not known")
        return Origin(report, f"own:{slug(outlet)}", "own", "no supplier is named")

    def origin_name(self, key: str) -> str:
        """What an origin is called: "Interfax", "own reporter of River Post"."""
        own = key.removeprefix("own:")
        name = self.names.get(own) or own.replace("-", " ").title()
        return f"own reporter of {name}" if own != key else name

    def _utter(self, connection: Connection, at: str | None, statements: Sequence[str]) -> None:
        r = rendering.c
        for some in batches(statements):
            mine = select(rendering.c.utterance).where(rendering.c.statement.in_(some))
            query = (
                select(r.statement, r.utterance, statement.c.report, reading.c.published, r.score, r.reason,
                       origin.c.key, origin.c.kind, origin.c.reason.label("why"), reading.c.outlet)
                .join_from(rendering, statement, statement.c.id == rendering.c.statement)
                .join(reading, reading.c.id == statement.c.reading)
                .outerjoin(origin, origin.c.statement == rendering.c.statement)
                .where(rendering.c.utterance.in_(mine), current(at))
                .order_by(reading.c.published, statement.c.report, statement.c.number)
            )  # fmt: skip
            outlets = dict[str | None, None]()
            for *row, outlet in connection.execute(query):
                one = Rendered(*row)
                if one.statement not in self.utterances:
                    self.utterances[one.statement] = one.utterance
                    self.renderings.setdefault(one.utterance, []).append(one)
                    outlets[outlet] = None
            for outlet in filter(None, outlets):
                self.names.setdefault(slug(outlet), outlet)

    def _copied(self, connection: Connection, reports: Sequence[str], *, whole: bool) -> None:
        for some in batches(reports):
            wanted = copy.c.report.in_(some)
            if whole:
                wanted = copy.c.dispatch.in_(select(copy.c.dispatch).where(wanted))
            for row in connection.execute(select(copy).where(wanted).order_by(copy.c.report)):
                found = Copied(row.report, row.dispatch, row.kind, row.origin, Score(row.score, row.reason))
                there = self.copies.setdefault(row.report, [])
                if found not in there:
                    there.append(found)

    def _label(
        self, connection: Connection, at: str | None, reports: Mapping[str, About], others: Iterable[str]
    ) -> None:
        outlets = {id: (about.outlet, about.url) for id, about in reports.items()}
        for some in batches(sorted(others)):
            query = select(reading.c.report, reading.c.outlet).where(reading.c.report.in_(some), current(at))
            outlets |= {row.report: (row.outlet, None) for row in connection.execute(query)}
        sources = _sources(connection, [id for id, (outlet, _) in outlets.items() if not outlet])
        for id, (outlet, url) in outlets.items():
            self.labels[id] = outlet or label(url, sources.get(id, ""))
            if outlet:
                self.names.setdefault(slug(outlet), outlet)

    def _name(self, connection: Connection) -> None:
        keys = {r.key for some in self.renderings.values() for r in some}
        keys |= {c.origin for some in self.copies.values() for c in some}
        wanted = {key.removeprefix("own:") for key in keys if key} - self.names.keys()
        for some in batches(sorted(wanted)):
            query = select(actor.c.id, actor.c.name).where(actor.c.id.in_(some))
            self.names |= {row.id: row.name for row in connection.execute(query)}


def roles(connection: Connection, readings: Sequence[str], actors: Iterable[ActorRef]) -> dict[str, str]:
    """The role that each actor has in the latest of some readings that gives one."""
    wanted, found = [one.id for one in actors], dict[str, str]()
    for some in batches(readings):
        query = (
            select(appearance.c.actor, appearance.c.roles)
            .join(reading)
            .where(appearance.c.reading.in_(some), appearance.c.actor.in_(wanted))
            .order_by(reading.c.published)
        )
        for row in connection.execute(query):
            if row.roles:
                found[row.actor] = row.roles[0]
    return found


def label(url: str | None, source: str) -> str:
    """What a report is called whose outlet is not known: by its address, or else its file.

    >>> label("https://www.post.example/a", "feed.xml"), label(None, "in/03-daily.txt")
    ('post.example', '03-daily')
    """
    host = urlsplit(url or "").netloc.removeprefix("www.")
    return host or PurePosixPath(source.replace("\\", "/")).stem or "a report"


def _sources(connection: Connection, reports: Sequence[str]) -> dict[str, str]:
    """The file or feed that each report was first found in."""
    found: dict[str, str] = {}
    for some in batches(reports):
        query = select(sighting.c.report, sighting.c.source).where(sighting.c.report.in_(some))
        for row in connection.execute(query.order_by(sighting.c.seen.desc(), sighting.c.id.desc())):
            found[row.report] = row.source
    return found
