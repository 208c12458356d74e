"""What is asked about, fetched once: statements, events and papers on a matter, with what joins them.

A statement is on a matter where it names it. A report is on it where its headline does, or several of its
statements or a good part of them: what is held, met over and signed in it belongs to the matter, though not
every sentence says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import func, select

from onrecord.asking.compared import compared
from onrecord.asking.joined import Joined
from onrecord.joining.kept import KeptStatement
from onrecord.joining.same import Rendering
from onrecord.ledger import Ledger, correcting, search
from onrecord.ledger.correcting import Entry, Overlay
from onrecord.ledger.entries import About, EventEntry, PaperEntry, StatementEntry
from onrecord.ledger.recall import Which
from onrecord.ledger.tables import statement

# The newest so many statements are looked at, and the newest so many reports on a matter.
STATEMENTS, REPORTS = 300, 30
EVENTS = PAPERS = 200
# A report is on a matter that is named in so many of its statements, or in this share of them.
SEVERAL, SHARE = 2, 0.4


@dataclass(frozen=True, slots=True)
class Scope:
    """What is looked at. ``whole`` is False where there is more of it on record than that.

    ``direct`` are the statements that name the matter themselves; ``tellers`` those from which events and
    statuses come.
    """

    statements: tuple[StatementEntry, ...]
    events: tuple[EventEntry, ...]
    papers: tuple[PaperEntry, ...]
    joined: Joined
    overlay: Overlay
    whole: bool = True
    direct: frozenset[str] = frozenset()
    tellers: Mapping[str, StatementEntry] = field(default_factory=dict)

    @property
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
        found, direct = statements(ledger, {**common, "limit": STATEMENTS}), frozenset[str]()
        met = events(ledger, {**common, "limit": EVENTS}) if happened else []
        written = papers(ledger, {**common, "limit": PAPERS}) if happened else []
    return replace(scoped(ledger, found, met, written), direct=direct)


def scoped(
    ledger: Ledger,
    found: Sequence[StatementEntry],
    met: Sequence[EventEntry] = (),
    written: Sequence[PaperEntry] = (),
) -> Scope:
    """Entries with what joins them."""
    every: list[Entry] = [*found, *met, *written]
    told = [*(one.reported_by for one in met), *(s.reported_by for one in written for s in one.statuses)]
    tellers = {one.id: one for one in found}
    missing = sorted(set(filter(None, told)) - tellers.keys())
    tellers |= {one.id: one for one in (statements(ledger, {"ids": missing}) if missing else ())}
    with ledger.connect() as connection:
        overlay = Overlay.of(connection, ledger.at)
        abouts = {one.about.report: one.about for one in every}
        joined = Joined.of(connection, ledger.at, [*tellers], abouts.values())
    whole = len(found) < STATEMENTS
    return Scope(tuple(found), tuple(met), tuple(written), joined, overlay, whole, tellers=tellers)


def reports_on(ledger: Ledger, matter: str) -> list[str]:
    """The newest reports that are on a matter."""
    return _on(ledger, matter, {"newest": True})[2]


def _on(ledger: Ledger, matter: str, common: Which) -> tuple[list[StatementEntry], frozenset[str], list[str]]:
    """The statements on a matter, the ids of those that name it, and the reports on it."""
    named = statements(ledger, {**common, "matter": matter, "limit": STATEMENTS})
    found = {one.id: one for one in named}
    if len(named) < STATEMENTS:
        worded = statements(ledger, {**common, "words": matter, "limit": STATEMENTS})
        found |= {one.id: one for one in worded}
    direct, reports = frozenset(found), _reports(ledger, matter, found.values())
    inside = statements(ledger, {**common, "reports": reports, "limit": STATEMENTS})
    found |= {one.id: one for one in inside if one.act != "assert" or one.conditions}
    ordered = sorted(found.values(), key=lambda s: (s.earliest or "", s.report, s.number), reverse=True)
    return ordered[:STATEMENTS], direct, reports


def _reports(ledger: Ledger, matter: str, found: Iterable[StatementEntry]) -> list[str]:
    """The newest reports that are on a matter as a whole."""
    words = set(search.words(matter))
    often = Counter(one.report for one in found)
    abouts = {one.report: one.about for one in found}
    sizes = _sizes(ledger, [id for id, n in often.items() if n < SEVERAL])
    on = [
        about
        for id, about in abouts.items()
        if often[id] >= min(SEVERAL, SHARE * sizes.get(id, SEVERAL / SHARE))
        or words <= set(search.words(about.title or ""))
    ]
    on.sort(key=lambda about: about.published or "", reverse=True)
    return [about.report for about in on[:REPORTS]]


def _sizes(ledger: Ledger, reports: Sequence[str]) -> dict[str, int]:
    """How many statements each of some reports has."""
    c = statement.c
    query = select(c.report, func.max(c.number)).where(c.report.in_(reports)).group_by(c.report)
    with ledger.connect() as connection:
        return {row[0]: row[1] for row in connection.execute(query)}
