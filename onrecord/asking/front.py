"""The front page: what is new on the record, what changed and conflicts, what comes, what is spoken of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from onrecord.asking import told
from onrecord.asking.changes import changes
from onrecord.asking.holding import Held, held
from onrecord.asking.joined import Copied, Joined
from onrecord.asking.scope import Scope, events, scoped, statements
from onrecord.asking.talks import event, met
from onrecord.asking.told import Told
from onrecord.ledger import Ledger
from onrecord.ledger.entries import ReportEntry
from onrecord.ledger.recall import batches, current
from onrecord.ledger.tables import copy, matter, reading, report, sighting
from onrecord.ledger.tables import joined as compared_readings

# Where no day is named, the new begins a week before the last report.
WEEK = timedelta(days=7)
# So many of each are told.
NEW, DIFFER, COMING, MATTERS, REPORTS = 8, 5, 8, 12, 10
# So many of the newest are looked at to choose from; reports are counted up to that.
STATEMENTS, EVENTS, COUNTED = 120, 80, 1000
# What fewer reports speak of is not what is spoken of.
SPOKEN_OF = 2


def front(ledger: Ledger, *, since: str | None = None) -> Told:
    """What came on record since a day: a week before the last report where none is named.

    ``record`` is what there is of all; ``new`` counts the reports since, and ``whole`` is False where there
    are more than were counted. ``joined`` is False where no report was compared with others yet, and so
    nothing is known to change or conflict. ``coming`` are talks that are planned for the day of the last
    report or later.
    """
    with ledger.connect() as connection:
        whole = _record(connection, ledger.at)
        since = since or _week_before(whole["until"])
        new = _new(connection, ledger.at, since, whole["until"])
        matters = _matters(connection, new)
        latest = _latest(connection, new)
        compared = connection.scalar(select(compared_readings.c.reading).limit(1)) is not None
    differ = changes(ledger, since=since, limit=DIFFER) if new else {"changes": [], "conflicts": []}
    return {
        "asked": {"since": since},
        "as_of": ledger.at,
        "record": whole,
        "new": {"reports": len(new), "whole": len(new) < COUNTED},
        "statements": _positions(ledger, since) if new else [],
        "joined": compared,
        "changes": differ["changes"],
        "conflicts": differ["conflicts"],
        "coming": _coming(ledger, whole["until"]),
        "matters": matters,
        "reports": _reports(ledger, latest),
    }


# ---- how much there is -----------------------------------------------------------------------------------


def _record(connection: Connection, at: str | None) -> Told:
    """How many reports there are, and the days of the first and the last."""
    published = reading.c.published
    days = select(published, reading.c.read).where(published.is_not(None), current(at))
    first = connection.execute(days.order_by(published).limit(1)).first()
    last = connection.execute(days.order_by(published.desc()).limit(50)).all()
    # A page that is dated tomorrow by mistake is not the last report, if there is another.
    until = [row.published[:10] for row in last if row.published[:10] <= row.read[:10]]
    until += [row.published[:10] for row in last]
    return {
        "reports": _count(connection, at),
        "from": first and first.published[:10],
        "until": until[0] if until else None,
    }


def _count(connection: Connection, at: str | None) -> int:
    query = select(func.count()).select_from(report)
    if at is not None:
        query = select(func.count(sighting.c.report.distinct())).where(sighting.c.seen <= at)
    return connection.scalar(query) or 0


def _week_before(day: str | None) -> str | None:
    try:
        return (date.fromisoformat(day or "") - WEEK).isoformat()
    except (ValueError, OverflowError):
        return None


# ---- reports, and what they speak of ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Copies:
    """A report, and how many copies of it there are beside it among those that were looked at."""

    report: str
    others: int


@dataclass(frozen=True, slots=True)
class _New:
    """A report since a day, and its reading."""

    report: str
    reading: str


def _new(connection: Connection, at: str | None, since: str | None, until: str | None) -> list[_New]:
    """The reports since a day, the last first, as far as they are counted."""
    published = reading.c.published
    query = (
        select(reading.c.report, reading.c.id)
        .where(current(at), published >= (since or ""), published <= f"{until}~")
        .order_by(published.desc(), reading.c.report)
        .limit(COUNTED)
    )
    return [_New(*row) for row in connection.execute(query)]


def _matters(connection: Connection, new: Sequence[_New]) -> list[Told]:
    """What some reports speak of: in how many of them, and how often."""
    reports: dict[str, set[str]] = {}
    often, names = Counter[str](), dict[str, str]()
    for some in batches(one.reading for one in new):
        query = select(matter.c.key, matter.c.name, matter.c.reading).where(matter.c.reading.in_(some))
        for key, name, where in connection.execute(query):
            reports.setdefault(key, set()).add(where)
            often[key] += 1
            names[key] = max(name, names.get(key, ""))
    spoken = [key for key, some in reports.items() if len(some) >= min(SPOKEN_OF, len(new))]
    best = sorted(spoken, key=lambda key: (-len(reports[key]), -often[key], key))[:MATTERS]
    return [{"name": names[key], "reports": len(reports[key]), "statements": often[key]} for key in best]


def _latest(connection: Connection, new: Sequence[_New]) -> list[_Copies]:
    """The last reports; copies of one dispatch as one, by the first of them that is new."""
    some = [one.report for one in new[: 4 * REPORTS]]
    query = select(copy.c.report, copy.c.dispatch).where(copy.c.report.in_(some), copy.c.kind == "copy")
    dispatch: dict[str, str] = {row.report: row.dispatch for row in connection.execute(query)}
    groups: dict[str, list[str]] = {}
    for one in some:
        groups.setdefault(dispatch.get(one, one), []).append(one)
    return [_Copies(ids[-1], len(ids) - 1) for ids in groups.values()][:REPORTS]


def _reports(ledger: Ledger, latest: Sequence[_Copies]) -> list[Told]:
    """Reports with the statement that a reader would miss most."""
    ids = [one.report for one in latest]
    if not ids:
        return []
    whole: Mapping[str, ReportEntry] = {one.id: one for one in ledger.reports(ids=ids)}
    scope = scoped(ledger, statements(ledger, {"reports": ids}))
    with ledger.connect() as connection:
        joined = Joined.of(connection, ledger.at, (), [one.about for one in whole.values()])
    return [_report(whole[one.report], one.others, scope, joined) for one in latest if one.report in whole]


def _report(one: ReportEntry, others: int, scope: Scope, joined: Joined) -> Told:
    inside = [s for s in scope.statements if s.report == one.id]
    best = min(held(inside, scope.joined), key=lambda h: (h.rank, h.best.number), default=None)
    original = next(
        (c for c in joined.copies.get(one.id, ()) if c.kind == "copy" and c.dispatch != one.id), None
    )
    return {
        "source": told.source(one.about, joined),
        "statements": len(inside),
        "copies": others,
        "copy_of": original and _called(original, joined),
        "line": told.statement(best.best, scope.joined, scope.overlay) if best else None,
    }  # fmt: skip


def _called(one: Copied, joined: Joined) -> str | None:
    """What the dispatch is called of which a report is a copy."""
    return joined.origin_name(one.origin) if one.origin else joined.labels.get(one.dispatch)


# ---- what was said, and what comes -----------------------------------------------------------------------


def _positions(ledger: Ledger, since: str | None) -> list[Told]:
    """The weightiest of the newest statements, the latest first."""
    newest = statements(ledger, {"since": since or "", "newest": True, "limit": STATEMENTS})
    scope = scoped(ledger, newest)
    # What is dated "2031" may be of before that day.
    new = [one for one in held(newest, scope.joined) if one.day >= (since or "")]
    firm = [one for one in new if one.position and one.best.speaker]
    best = sorted(firm, key=_weight)[:NEW]
    ordered = sorted(best, key=lambda h: (h.day, h.best.id), reverse=True)
    return [told.statement(one.best, scope.joined, scope.overlay) for one in ordered]


def _weight(one: Held) -> tuple[int, int, str]:
    return one.rank, -one.count.reports, one.best.id


def _coming(ledger: Ledger, last: str | None) -> list[Told]:
    """Talks to come, the next first."""
    if last is None:
        return []
    scope = scoped(ledger, (), events(ledger, {"since": last, "limit": EVENTS}))
    later = [one for one in reversed(met(scope)) if (one.day or "") >= last]
    planned = [one for one in later if one.state(last) in ("coming", "under way")]
    return [event(one, scope, last) for one in planned[:COMING]]
