"""Who somebody is, as a page has it: offices, positions by matter, what was said by date, who quotes it and
through whom it comes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, Connection, or_, select

from onrecord.asking import told
from onrecord.asking.changes import Finding, around, passages_of, told_of
from onrecord.asking.holding import Held, foremost, held
from onrecord.asking.scope import Scope, gather, scoped, statements
from onrecord.asking.told import Told
from onrecord.joining.made import named
from onrecord.ledger import Ledger, NotOnRecord
from onrecord.ledger.correcting import Overlay
from onrecord.ledger.entries import ActorEntry, ActorRef, RoleEntry, StatementEntry
from onrecord.ledger.recall import batches, current
from onrecord.ledger.tables import actor as actor_table
from onrecord.ledger.tables import appearance, credit, party, reading, rendering, sighting, statement
from onrecord.resolve.knowledge import knowledge

# So many statements are on a page.
PAGE = 25
# Outlets, agencies and listeners are counted over the newest so many statements.
COUNTED = 1000
# Of a name so many are looked at, since those without a name of their own ("officials") have it too.
NAMESAKES = 50
# Who speaks for a country is told from its newest so many statements.
SPEAKING = 150
# So many of each are told.
OTHERS, MATTERS, HELD, SOME, CHANGES, REASONS = 10, 8, 3, 12, 10, 3


def actor(
    ledger: Ledger, id: str, *, since: str | None = None, until: str | None = None, page: int = 1
) -> Told:
    """What is on record of an actor, by its id, the beginning of the id of one without a name, or a name,
    which means the one in most reports. Raises NotOnRecord.

    ``statements`` are those of a page, the latest first. ``matters`` is what is held now, by matter;
    it and ``changed`` come with the first page alone. ``outlets``, ``through`` and ``addressees`` are counted
    over the ``counted`` newest statements.
    """
    found = _meant(ledger, id)
    one = found[0].actor
    said, more = _page(ledger, one.id, since, until, page)
    return {
        "asked": {"id": id, "since": since, "until": until, "page": page},
        "as_of": ledger.at,
        "actor": _entry(found[0]),
        "others": [_entry(other) for other in found[1 : 1 + OTHERS]],
        "offices": _offices(one),
        "identity": _identity(ledger, one),
        "speakers": _speakers(ledger, one),
        **(
            _held(ledger, one.id, since, until)
            if page == 1
            else {"matters": [], "changed": [], "whole": True}
        ),
        "statements": said,
        "page": page,
        "more": more,
        **_counted(ledger, one.id, since, until),
    }


# ---- who is meant ---------------------------------------------------------------------------------------


def _meant(ledger: Ledger, id: str) -> list[ActorEntry]:
    """The actor of an id or name, and after it others of the name. Raises NotOnRecord."""
    found = [one for one in ledger.actors(id, limit=NAMESAKES) if named(one.actor) or one.actor.id == id]
    if not found and (whole := _whole(ledger, id)):
        found = ledger.actors(whole, limit=1)
    if not found:
        raise NotOnRecord(
            f"no actor on record has the id {id!r}, or these words in its name: look for one by search"
        )
    return sorted(found, key=lambda one: one.actor.id != id)


def _whole(ledger: Ledger, id: str) -> str | None:
    """The one id of somebody without a name that begins so."""
    name, mark, _ = id.partition("@")
    if not mark or not name:
        return None
    c = actor_table.c.id
    with ledger.connect() as connection:
        ids = connection.scalars(select(c).where(c >= id, c < f"{id}g").limit(2)).all()
    return ids[0] if len(ids) == 1 else None


def _entry(one: ActorEntry) -> Told:
    return {
        **(told.actor(one.actor) or {}),
        "names": list(one.names),
        "roles": _roles(one.roles),
        "reports": one.reports,
        "statements": one.statements,
    }


def _roles(found: Iterable[RoleEntry]) -> list[Told]:
    """Roles as reports write them, the latest first; what one report alone says comes after the others."""
    same: dict[str, list[RoleEntry]] = {}
    for one in found:
        same.setdefault(one.role.casefold(), []).append(one)
    made = [
        {
            "role": max(some, key=lambda r: r.reports).role,
            "first": min((r.first for r in some if r.first), default=None),
            "last": max((r.last for r in some if r.last), default=None),
            "reports": sum(r.reports for r in some),
        }
        for some in same.values()
    ]
    return sorted(made, key=lambda r: (r["reports"] > 1, r["last"] or "", r["reports"]), reverse=True)


def _offices(one: ActorRef) -> list[Told]:
    """The terms of office that are known beforehand, the latest first."""
    known = knowledge().entry(one.id)
    terms = sorted(known.offices if known else (), key=lambda t: t.since or "", reverse=True)
    return [
        {"role": t.role, "of": _body(t.of), "since": t.since, "until": t.until, "source": t.source,
         "as_of": t.as_of}
        for t in terms
    ]  # fmt: skip


def _body(id: str) -> Told:
    known = knowledge().entry(id)
    return {"id": id, "name": known.name if known else id}


def _identity(ledger: Ledger, one: ActorRef) -> list[Told]:
    """Why this is taken to be the actor, in the latest reports; each reason once."""
    written, found = one.id.partition("@")[0], dict[str, Told]()
    with ledger.connect() as connection:
        readings = _readings(connection, ledger.at, one.id)
        query = select(reading.c.report, reading.c.title, reading.c.published, reading.c.record)
        rows = connection.execute(query.where(reading.c.id.in_(readings))).all()
    for row in sorted(rows, key=lambda row: row.published or "", reverse=True):
        for there in row.record["actors"]:
            if there["id"] in (one.id, written) and there.get("reason"):
                told_so = {"name": there["name"], "reason": there["reason"], "score": there["score"]}
                where = {"report": row.report, "title": row.title, "published": row.published}
                found.setdefault(there["reason"], told_so | where)
    return [*found.values()]


def _readings(connection: Connection, at: str | None, id: str) -> list[str]:
    """Some of the latest readings in which an actor is: those in which it speaks, else any."""
    speaking = (
        select(statement.c.reading)
        .join_from(statement, reading, statement.c.reading == reading.c.id)
        .where(statement.c.speaker == id, current(at))
        .order_by(statement.c.earliest.desc().nulls_last())
        .limit(4 * REASONS)
    )
    named_in = (
        select(reading.c.id)
        .join_from(appearance, reading)
        .where(appearance.c.actor == id, current(at))
        .order_by(reading.c.published.desc().nulls_last(), reading.c.report)
        .limit(REASONS)
    )
    found = connection.scalars(speaking).all() or connection.scalars(named_in).all()
    return [*dict.fromkeys(found)][:REASONS]


def _speakers(ledger: Ledger, one: ActorRef) -> list[Told]:
    """Who speaks for a country, of the latest statements; nobody for any other actor."""
    if one.type != "country":
        return []
    found = statements(ledger, {"side": one.id, "newest": True, "limit": SPEAKING})
    speakers = {s.speaker.id: s.speaker for s in found if s.speaker and named(s.speaker)}
    often = Counter(s.speaker.id for s in found if s.speaker and s.speaker.id != one.id)
    return [
        {**(told.actor(speakers[id]) or {}), "statements": n}
        for id, n in often.most_common() if id in speakers
    ][:SOME]  # fmt: skip


# ---- what is held ---------------------------------------------------------------------------------------


def _held(ledger: Ledger, id: str, since: str | None, until: str | None) -> Told:
    """What an actor holds now, and what changed; ``whole`` is False where there is more of it."""
    scope = gather(ledger, since=since, until=until, actor=id, happened=False)
    differ = around(ledger, {s.id for s in scope.statements})
    return {
        "matters": _matters(scope, differ),
        "changed": _changed(ledger, scope, differ),
        "whole": scope.whole,
    }


def _matters(scope: Scope, differ: Iterable[Finding]) -> list[Told]:
    """What is held now, by matter: each position under that of its matters that is most spoken of."""
    replaced = {f.one: f.other for f in differ if f.kind == "change"}
    every = held(scope.statements, scope.joined)
    names = {m.key: m.name for one in every for m in one.best.matter}
    often = Counter(key for one in every for key in {m.key for m in one.best.matter})
    groups: dict[str, list[Held]] = {}
    for one in foremost(every, replaced):
        if keys := [m.key for m in one.best.matter]:
            groups.setdefault(max(keys, key=lambda key: (often[key], key)), []).append(one)
    ordered = sorted(groups, key=lambda key: (-often[key], key))
    return [
        {
            "name": names[key],
            "statements": often[key],
            "positions": len(groups[key]),
            "holds": [told.statement(h.best, scope.joined, scope.overlay) for h in groups[key][:HELD]],
        }
        for key in ordered[:MATTERS]
    ]


def _changed(ledger: Ledger, scope: Scope, differ: Iterable[Finding]) -> list[Told]:
    found = [f for f in differ if f.kind in ("change", "conflict")][:CHANGES]
    passages = passages_of(ledger, found, scope)
    return [told_of(f, passages) for f in found]


# ---- what was said --------------------------------------------------------------------------------------


def _page(
    ledger: Ledger, id: str, since: str | None, until: str | None, page: int
) -> tuple[list[Told], bool]:
    """A page of what an actor said, the latest first, and whether there is another. An utterance stands once,
    by its first rendering."""
    with ledger.connect() as connection:
        overlay = Overlay.of(connection, ledger.at)
        query = (
            select(statement.c.id)
            .join_from(statement, reading, statement.c.reading == reading.c.id)
            .outerjoin(rendering, rendering.c.statement == statement.c.id)
            .where(_speaks(id, overlay), current(ledger.at), *_between(since, until))
            .order_by(statement.c.earliest.desc().nulls_last(), statement.c.report, statement.c.number)
            .offset((page - 1) * PAGE)
            .limit(PAGE + 1)
        )
        # Of the past its first rendering may not have been on record: each stands for itself then.
        if ledger.at is None:
            query = query.where(or_(rendering.c.utterance.is_(None), rendering.c.utterance == statement.c.id))
        ids = list(connection.scalars(query))
    wanted = ids[:PAGE]
    found = {one.id: one for one in statements(ledger, {"ids": wanted})} if wanted else {}
    fitting = [found[i] for i in wanted if i in found and i not in overlay.wrong and _is_by(found[i], id)]
    scope = scoped(ledger, fitting)
    return [told.statement(one, scope.joined, scope.overlay) for one in fitting], len(ids) > PAGE


def _speaks(id: str, overlay: Overlay) -> ColumnElement[bool]:
    """That somebody speaks, alone or with others, or is said by people to be who does."""
    together = select(party.c.statement).where(party.c.actor == id, party.c.role == "with")
    corrected = [
        of for of, fields in overlay.corrections.items()
        if "speaker" in fields and (fields["speaker"].value or {}).get("id") == id
    ]  # fmt: skip
    wanted = [statement.c.speaker == id, statement.c.id.in_(together)]
    return or_(*wanted, statement.c.id.in_(corrected)) if corrected else or_(*wanted)


def _between(since: str | None, until: str | None) -> list[ColumnElement[bool]]:
    wanted = [statement.c.latest >= since] if since else []
    return [*wanted, statement.c.earliest <= until] if until else wanted


def _is_by(one: StatementEntry, id: str) -> bool:
    speakers = [one.speaker, *(other.actor for other in one.others)]
    return any(speaker is not None and speaker.id == id for speaker in speakers)


# ---- who quotes it, and through whom it comes -------------------------------------------------------------


def _counted(ledger: Ledger, id: str, since: str | None, until: str | None) -> Told:
    """In which outlets, through whom and to whom somebody speaks, in how many of the newest statements."""
    query = (
        select(
            statement.c.reading, statement.c.id, statement.c.report, statement.c.earliest, reading.c.outlet
        )
        .join_from(statement, reading, statement.c.reading == reading.c.id)
        .where(statement.c.speaker == id, current(ledger.at), *_between(since, until))
        .order_by(statement.c.earliest.desc().nulls_last())
        .limit(COUNTED + 1)
    )
    with ledger.connect() as connection:
        rows = connection.execute(query).all()[:COUNTED]
        days = [row.earliest for row in rows if row.earliest]
        parties = _parties(connection, rows)
        return {
            "counted": len(rows),
            "first_said": min(days, default=None),
            "last_said": max(days, default=None),
            "outlets": _outlets(connection, rows),
            "through": parties.told("channel"),
            "addressees": parties.told("addressee"),
        }


@dataclass(frozen=True, slots=True)
class _Parties:
    """How often each actor is in some statements, by its role; those without a name go by what they are
    called."""

    counts: dict[str, Counter[str]]
    actors: dict[str, ActorRef]

    def told(self, role: str) -> list[Told]:
        return [
            {**(told.actor(self.actors[key]) or {}), "statements": n}
            for key, n in self.counts.get(role, Counter()).most_common(SOME)
        ]


def _parties(connection: Connection, rows: Sequence[Any]) -> _Parties:
    wanted = {row.id for row in rows}
    made = _Parties({}, {})
    c, a = party.c, actor_table.c
    for some in batches(row.reading for row in rows):
        query = (
            select(c.statement, c.role, a.id, a.name, a.type, a.country)
            .join_from(party, actor_table, c.actor == a.id)
            .where(c.reading.in_(some), c.role.in_(("channel", "addressee")))
        )
        for one in connection.execute(query):
            if one.statement in wanted:
                who = ActorRef(one.id, one.name, one.type, one.country)
                key = who.id if named(who) else who.name.casefold()
                made.actors.setdefault(key, who)
                made.counts.setdefault(one.role, Counter())[key] += 1
    return made


def _outlets(connection: Connection, rows: Sequence[Any]) -> list[Told]:
    """Who publishes it: the outlet, where that is not known the suppliers of the copy, or else the site."""
    unknown = [row for row in rows if not row.outlet]
    credited = _credits(connection, (row.reading for row in unknown))
    sites = _sites(connection, (row.report for row in unknown if row.reading not in credited))
    counts = Counter(row.outlet for row in rows if row.outlet)
    for row in unknown:
        counts.update(credited.get(row.reading) or [sites.get(row.report, "")])
    return [{"name": name or None, "statements": n} for name, n in counts.most_common(SOME)]


def _credits(connection: Connection, readings: Iterable[str]) -> dict[str, list[str]]:
    """Who supplied the copy of some readings."""
    found: dict[str, list[str]] = {}
    for some in batches(readings):
        query = (
            select(credit.c.reading, actor_table.c.name)
            .join_from(credit, actor_table, credit.c.actor == actor_table.c.id)
            .where(credit.c.reading.in_(some))
        )
        for one in connection.execute(query):
            found.setdefault(one.reading, []).append(one.name)
    return found


def _sites(connection: Connection, reports: Iterable[str]) -> dict[str, str]:
    """The site on which each of some reports was found, of those that have an address."""
    found: dict[str, str] = {}
    for some in batches(reports):
        query = select(sighting.c.report, sighting.c.url).where(sighting.c.report.in_(some))
        for one in connection.execute(query.order_by(sighting.c.seen)):
            if host := urlsplit(one.url or "").netloc.removeprefix("www."):
                found.setdefault(one.report, host)
    return found
