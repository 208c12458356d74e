"""What is asked about, fetched once: statements, events and papers on a matter, with what joins them.

A statement is on a matter where it names it. A report is on it where its headline does, or several of its
statements or a good part of them: what is held, met over and signed in it belongs to the matter, though not
every sentence says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select

from onrecord.asking.compared import compared
from onrecord.asking.joined import Joined
from onrecord.joining.kept import KeptStatement
from onrecord.joining.same import Rendering
from onrecord.ledger import Ledger, correcting, newest, recall, search
from onrecord.ledger.correcting import Entry, Overlay
from onrecord.ledger.entries import About, EventEntry, PaperEntry, StatementEntry
from onrecord.ledger.newest import Place
from onrecord.ledger.recall import Which
from onrecord.ledger.tables import condition, reading, statement

# The newest so many statements are looked at, and the newest so many reports on a matter.
STATEMENTS, REPORTS = 200, 30
EVENTS, PAPERS = 90, 50
# Of all that is on record, so many: they are of a day or two where there is much.
LATEST = 100
# A report is on a matter that is named in so many of its statements, or in this share of them.
SEVERAL, SHARE = 2, 0.4


@dataclass(frozen=True)
class Scope:
    """What is looked at. ``whole`` is False where there is more of it on record than that.

    ``direct`` are the statements that name the matter themselves; ``tellers`` those from which events and
    statuses come. ``voices`` are who speaks in each report that has a paper.
    """

    statements: tuple[StatementEntry, ...]
    events: tuple[EventEntry, ...]
    papers: tuple[PaperEntry, ...]
    joined: Joined
    overlay: Overlay
    whole: bool = True
    direct: frozenset[str] = frozenset()
    tellers: Mapping[str, StatementEntry] = field(default_factory=dict)
    voices: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def abouts(self) -> dict[str, About]:
        """Where all of it stands, by report."""
        every: list[Entry] = [*self.statements, *self.events, *self.papers]
        return {one.about.report: one.about for one in every}

    @property
    def days(self) -> tuple[str | None, str | None]:
        """The first and the last day of publication."""
        days = sorted(about.published[:10] for about in self.abouts.values() if about.published)
        return (days[0], days[-1]) if days else (None, None)

    def compared(self) -> list[KeptStatement]:
        """The statements as joining compares them."""
        return [compared(one) for one in self.statements]

    def rendered(self) -> list[Rendering]:
        """The statements as renderings."""
        ids = {one.id for one in self.statements}
        every = (r for some in self.joined.renderings.values() for r in some if r.statement in ids)
        return [Rendering(r.statement, r.utterance, r.score) for r in every]


def statements(ledger: Ledger, which: Which) -> list[StatementEntry]:
    """The statements that fit, as people corrected them."""
    with ledger.connect() as connection:
        return list(correcting.statements(connection, ledger.at, which))


def events(ledger: Ledger, which: Which) -> list[EventEntry]:
    """The events that fit, as people corrected them."""
    with ledger.connect() as connection:
        return list(correcting.events(connection, ledger.at, which))


def papers(ledger: Ledger, which: Which) -> list[PaperEntry]:
    """The papers that fit, as people corrected them."""
    with ledger.connect() as connection:
        return list(correcting.papers(connection, ledger.at, which))


def gather(
    ledger: Ledger,
    matter: str | None = None,
    *,
    since: str | None = None,
    until: str | None = None,
    actor: str | None = None,
    happened: bool = True,
) -> Scope:
    """All that is asked about; ``happened`` is False to leave out events and papers."""
    common: Which = {"newest": True}
    for name, value in (("since", since), ("until", until), ("actor", actor)):
        if value:
            common[name] = value  # type: ignore[literal-required]
    if matter:
        found, direct, reports = _on(ledger, matter, common)
        inside: Which = {**common, "reports": reports}
        met = events(ledger, {**inside, "limit": EVENTS}) if happened else []
        written = papers(ledger, {**inside, "limit": PAPERS}) if happened else []
    else:
        most = STATEMENTS if actor else LATEST
        found, direct = statements(ledger, {**common, "limit": most}), frozenset[str]()
        met = events(ledger, {**common, "limit": EVENTS}) if happened else []
        written = papers(ledger, {**common, "limit": PAPERS}) if happened else []
    return replace(scoped(ledger, found, met, written, copies=False), direct=direct)


def scoped(
    ledger: Ledger,
    found: Sequence[StatementEntry],
    met: Sequence[EventEntry] = (),
    written: Sequence[PaperEntry] = (),
    *,
    copies: bool = True,
) -> Scope:
    """Entries with what joins them; ``copies`` is False where no other copies of their reports are needed."""
    every: list[Entry] = [*found, *met, *written]
    told = [*(one.reported_by for one in met), *(s.reported_by for one in written for s in one.statuses)]
    tellers = {one.id: one for one in found}
    missing = sorted(set(filter(None, told)) - tellers.keys())
    tellers |= {one.id: one for one in (statements(ledger, {"ids": missing}) if missing else ())}
    with ledger.connect() as connection:
        overlay = Overlay.of(connection, ledger.at)
        abouts = {one.about.report: one.about for one in every}
        joined = Joined.of(connection, ledger.at, [*tellers], abouts.values(), whole=copies)
        voices = _voices(connection, overlay, {one.about.reading: one.report for one in written})
    whole = len(found) not in (STATEMENTS, LATEST)
    return Scope(
        tuple(found), tuple(met), tuple(written), joined, overlay, whole, tellers=tellers, voices=voices
    )


def _voices(
    connection: Connection, overlay: Overlay, readings: Mapping[str, str]
) -> dict[str, frozenset[str]]:
    """Who speaks in each of some readings, by report."""
    found: dict[str, set[str]] = {}
    c = statement.c
    for some in recall.batches(readings):
        query = select(c.reading, c.id, c.speaker).where(c.reading.in_(some), c.speaker.is_not(None))
        for row in connection.execute(query):
            said_by = overlay.corrections.get(row.id, {}).get("speaker")
            who = row.speaker if said_by is None else said_by.value and said_by.value["id"]
            if who and row.id not in overlay.wrong:
                found.setdefault(readings[row.reading], set()).add(who)
    return {report: frozenset(who) for report, who in found.items()}


@dataclass(frozen=True, slots=True)
class Asked:
    """What statements are asked for: any of ``named``, where there is one, and ``of`` somebody."""

    connection: Connection
    at: str | None
    named: tuple[Which, ...] = ()
    of: Which | None = None

    @classmethod
    def about(cls, connection: Connection, ledger: Ledger, which: Which) -> Asked:
        """On a matter, of an actor, or both. On a matter are those that name it, in a word or as what they
        are about, and those of the newest reports on it."""
        matter, actor = which.get("matter"), which.get("actor")
        named: tuple[Which, ...] = ()
        if matter:
            named = ({"matter": matter}, {"words": matter}, {"reports": reports_on(ledger, matter)})
        return cls(connection, ledger.at, named, {"actor": actor} if actor else None)

    @property
    def any(self) -> bool:
        """Whether every statement will do."""
        return not self.named and self.of is None

    def few(self) -> set[str] | None:
        """The ids of all of them; None where they may be many."""
        if self.of is not None and (of := correcting.few(self.connection, self.at, self.of)) is not None:
            return self._on(list(of)) if self.named else of
        if not self.named:
            return None
        found: set[str] = set()
        for one in self.named:
            some = correcting.few(self.connection, self.at, one)
            if some is None:
                return None
            found |= some
        return self._by(list(found))

    def told_by(self, id: ColumnElement[str]) -> ColumnElement[bool]:
        """The condition on the id of a statement that it is one of them, as it was read. Where a matter is
        named often, those that have its words alone are left out."""
        first, *rest = self.named or ({},)
        often = self.named and newest.few(self.connection, self.at, first) is None
        on = [newest.one_of(self.connection, one, id) for one in (first, *(rest[1:] if often else rest))]
        return or_(*on) if self.of is None else and_(or_(*on), newest.one_of(self.connection, self.of, id))

    def among(self, ids: Sequence[str]) -> set[str]:
        """Those of some statements, by id."""
        return self._by(list(self._on(ids)) if self.named else ids)

    def _on(self, ids: Sequence[str]) -> set[str]:
        found: set[str] = set()
        for one in self.named:
            left = [id for id in ids if id not in found]
            found |= correcting.among(self.connection, self.at, one, left) if left else set()
        return found

    def _by(self, ids: Sequence[str]) -> set[str]:
        return set(ids) if self.of is None else correcting.among(self.connection, self.at, self.of, ids)


def reports_on(ledger: Ledger, matter: str) -> list[str]:
    """The newest reports that are on a matter."""
    with ledger.connect() as connection:
        return _reports(connection, matter, _naming(connection, ledger.at, matter, {"newest": True}))


def _on(ledger: Ledger, matter: str, common: Which) -> tuple[list[StatementEntry], frozenset[str], list[str]]:
    """The statements on a matter, the ids of those that name it, and the reports on it."""
    with ledger.connect() as connection:
        naming = _naming(connection, ledger.at, matter, common)
        reports = _reports(connection, matter, naming)
        asked: Which = {**common, "reports": reports, "limit": STATEMENTS}
        inside = correcting.places(connection, ledger.at, asked)
        telling = _telling(connection, [one for one in inside if one not in set(naming)])
    ordered = sorted({*naming, *telling}, key=lambda one: one.order, reverse=True)[:STATEMENTS]
    found = {one.id: one for one in statements(ledger, {"ids": [one.id for one in ordered]})}
    direct = frozenset(one.id for one in naming)
    return [found[one.id] for one in ordered if one.id in found], direct, reports


def _naming(connection: Connection, at: str | None, matter: str, common: Which) -> list[Place]:
    """The newest statements that name a matter: as what they are about, or in their words."""
    named = correcting.places(connection, at, {**common, "matter": matter, "limit": STATEMENTS})
    if len(named) < STATEMENTS:
        worded = correcting.places(connection, at, {**common, "words": matter, "limit": STATEMENTS})
        named = list(dict.fromkeys((*named, *worded)))
    return named


def _telling(connection: Connection, inside: Sequence[Place]) -> list[Place]:
    """Those that are more than an assertion."""
    c, bound = statement.c, condition.c
    ids: set[str] = set()
    for some in recall.batches(one.id for one in inside):
        hangs = exists().where(bound.reading == c.reading, bound.statement == c.id)
        query = select(c.id).where(c.id.in_(some), or_(c.act != "assert", hangs))
        ids.update(connection.scalars(query))
    return [one for one in inside if one.id in ids]


def _reports(connection: Connection, matter: str, naming: Iterable[Place]) -> list[str]:
    """The newest reports that are on a matter as a whole."""
    words = set(search.words(matter))
    often = Counter(one.reading for one in naming)
    sizes = _sizes(connection, often)
    on: list[tuple[str, str]] = []
    for some in recall.batches(often):
        c = reading.c
        query = select(c.id, c.report, c.title, c.published).where(c.id.in_(some))
        for row in connection.execute(query):
            several = often[row.id] >= min(SEVERAL, SHARE * sizes[row.id])
            if several or words <= set(search.words(row.title or "")):
                on.append((row.published or "", row.report))
    return [report for _, report in sorted(on, reverse=True)[:REPORTS]]


def _sizes(connection: Connection, readings: Iterable[str]) -> dict[str, int]:
    """How many statements each of some readings has."""
    c, found = statement.c, dict[str, int]()
    for some in recall.batches(readings):
        query = select(c.reading, func.count()).where(c.reading.in_(some)).group_by(c.reading)
        found |= {row[0]: row[1] for row in connection.execute(query)}
    return found
