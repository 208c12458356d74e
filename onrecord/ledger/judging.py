"""What people decide: each a row with a name and a time, that can be withdrawn.

Nothing that was read is rewritten. Judgments hang on the ids of entries, which are made of the report and
the place in it, so they hold on when a newer version reads the report again. Of two on one thing the later
counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

from sqlalchemy import ColumnElement, Connection, RowMapping, or_, select

from onrecord.ledger import ids
from onrecord.ledger.entries import ActorRef
from onrecord.ledger.errors import LedgerError, NotOnRecord
from onrecord.ledger.putting import put
from onrecord.ledger.rows import clock, days
from onrecord.ledger.tables import actor, judgment
from onrecord.records import Act, EventStatus, EventType
from onrecord.resolve.knowledge import knowledge

if TYPE_CHECKING:
    from onrecord.ledger.store import Ledger

Verdict = Literal["same", "different", "right", "wrong", "correct"]
Kind = Literal["statement", "event", "paper", "report", "actor"]
_KEPT: tuple[Kind, ...] = ("statement", "event", "paper", "report")
Pair: TypeAlias = tuple[str, str]

# What may be corrected, by the kind of entry.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "statement": ("speaker", "act", "said", "place", "matter"),
    "event": ("type", "status", "time", "place"),
    "paper": ("name",),
}
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "act": get_args(Act), "type": get_args(EventType), "status": get_args(EventStatus),
}  # fmt: skip
# What nobody may leave open.
_NEEDED = frozenset({"act", "type", "status", "name"})


@dataclass(frozen=True, slots=True)
class Judgment:
    """What somebody decided. ``subject`` and ``other`` are whole ids; ``value`` is what ``field`` is to be.

    ``withdrawn_at`` is None where it stands.
    """

    id: str
    verdict: Verdict
    subject: str
    by: str
    at: str
    other: str | None = None
    field: str | None = None
    value: Any = None
    note: str | None = None
    withdrawn_by: str | None = None
    withdrawn_at: str | None = None


# ---- judging --------------------------------------------------------------------------------------------


def judge(
    ledger: Ledger,
    verdict: Verdict,
    subject: str,
    other: str | None = None,
    *,
    field: str | None = None,
    value: Any = None,
    by: str,
    note: str | None = None,
    at: datetime | date | None = None,
) -> Judgment:
    """Keep a judgment and return it; one that stands already, of the same person, is returned as it is.

    ``same`` and ``different`` are of two things of a kind; ``right`` and ``wrong`` of one, or of what is said
    of two together (a change, a conflict); ``correct`` gives the ``field`` of one a ``value``. Ids may be
    shortened. Raises LedgerError, or NotOnRecord, where that cannot be.
    """
    if not by.strip():
        raise LedgerError("found no name, expected whose judgment it is: say who judges with --by")
    _asked(verdict, other, field)
    kind, one = on_record(ledger, subject)
    pair: tuple[str, str | None] = (one, None)
    if other is not None:
        pair = _pair(verdict, (kind, one), on_record(ledger, other))
    meant = _value(ledger, kind, field, value) if field is not None else None
    found = Judgment("", verdict, pair[0], by.strip(), clock(at), pair[1], field, meant, note)
    for there in judgments(ledger, subject=one):
        if (there.verdict, there.subject, there.other, there.field, there.value, there.by) == (
            verdict, *pair, field, meant, found.by
        ):  # fmt: skip
            return there
    found = replace(found, id=ids.made("judgment", verdict, *pair, field, meant, note, found.by, found.at))
    with ledger.begin() as connection:
        put(connection, {"judgment": [_row(found)]})
    return found


def withdraw(ledger: Ledger, id: str, by: str, *, at: datetime | date | None = None) -> Judgment:
    """Withdraw a judgment, by its id or the beginning of it, and return it as it is then."""
    found = [one for one in judgments(ledger, withdrawn=True) if id and one.id.startswith(id)]
    if len(found) != 1:
        many = "more than one begins" if found else "none on record begins"
        raise NotOnRecord(f"no judgment {id!r}: {many} so; see `onrecord judge list`")
    if found[0].withdrawn_at is not None:
        return found[0]
    gone = replace(found[0], withdrawn_by=by, withdrawn_at=clock(at))
    with ledger.begin() as connection:
        put(connection, {"judgment": [_row(gone)]})
    return gone


def judgments(
    ledger: Ledger, *, subject: str | None = None, by: str | None = None, withdrawn: bool = False
) -> list[Judgment]:
    """The judgments as of the ledger's instant, the first first: those that stand, or all.

    ``subject`` is a whole id, on either side of a pair.
    """
    with ledger.connect() as connection:
        found = standing(connection, ledger.at, withdrawn=withdrawn)
    return [
        one
        for one in found
        if (subject is None or subject in (one.subject, one.other)) and (by is None or one.by == by)
    ]


def standing(connection: Connection, at: str | None, *, withdrawn: bool = False) -> list[Judgment]:
    """The judgments that stand at an instant, the first first; with those withdrawn by then where asked."""
    c = judgment.c
    wanted: list[ColumnElement[bool]] = []
    if at is not None:
        wanted.append(c.at <= at)
    if not withdrawn:
        stands = c.withdrawn_at.is_(None)
        wanted.append(stands if at is None else or_(stands, c.withdrawn_at > at))
    query = select(judgment).where(*wanted).order_by(c.at, c.id)
    return [_judgment(row, at) for row in connection.execute(query).mappings()]


def pairs(connection: Connection, at: str | None = None) -> tuple[list[Pair], list[Pair]]:
    """The pairs of ids that people decided to be the same, and those that are not."""
    last: dict[Pair, Verdict] = {}
    for one in standing(connection, at):
        if one.other is not None and one.verdict in ("same", "different"):
            last[one.subject, one.other] = one.verdict
    same = [pair for pair, verdict in last.items() if verdict == "same"]
    return same, [pair for pair, verdict in last.items() if verdict == "different"]


def paired(connection: Connection) -> set[str]:
    """The ids of which anybody ever decided whether they are the same as others."""
    c = judgment.c
    query = select(c.subject, c.other).where(c.verdict.in_(("same", "different")))
    return {id for row in connection.execute(query) for id in row}


def on_record(ledger: Ledger, id: str) -> tuple[Kind, str]:
    """What kind of thing an id, or the beginning of one, means, and its whole id. Raises NotOnRecord."""
    several = None
    for kind in _KEPT:
        try:
            return kind, getattr(ledger, kind)(id).id
        except NotOnRecord as error:
            several = error if "more than one" in str(error) else several
    if several is not None:
        raise several
    with ledger.connect() as connection:
        if connection.scalar(select(actor.c.id).where(actor.c.id == id)) is not None:
            return "actor", id
    raise NotOnRecord(
        f"no id {id!r}: no statement, event, paper, report or actor has it; `onrecord said` shows ids"
    )


def _asked(verdict: Verdict, other: str | None, field: str | None) -> None:
    if verdict not in get_args(Verdict):
        raise LedgerError(f"found {verdict!r}, expected one of {', '.join(get_args(Verdict))}")
    if verdict in ("same", "different") and other is None:
        raise LedgerError(f"found one id, expected two: which is {verdict} to which?")
    if (verdict == "correct") != (field is not None):
        found = f"a field ({field})" if field else "no field"
        raise LedgerError(f"found {found} with {verdict}, expected one with correct alone")
    if verdict == "correct" and other is not None:
        raise LedgerError("found two ids, expected one: a correction is of one entry")


def _pair(verdict: Verdict, one: tuple[Kind, str], other: tuple[Kind, str]) -> Pair:
    """Two ids in the order in which they are kept, whichever was named first."""
    if one[1] == other[1]:
        raise LedgerError(f"found the same {one[0]} twice, expected two")
    if one[0] != other[0] and verdict in ("same", "different"):
        raise LedgerError(f"found a {one[0]} and a {other[0]}, expected two of a kind")
    first, second = sorted((one[1], other[1]))
    return first, second


def _value(ledger: Ledger, kind: Kind, field: str, value: Any) -> Any:
    """The value of a field as it is kept. Raises LedgerError where the field cannot have it."""
    if field not in FIELDS.get(kind, ()):
        known = ", ".join(FIELDS.get(kind, ())) or "nothing"
        raise LedgerError(f"found {field!r}, expected what can be corrected of a {kind}: {known}")
    if value is None or value == "":
        if field in _NEEDED:
            raise LedgerError(f"found nothing, expected a value for {field}")
        return None
    if field in _CHOICES and value not in _CHOICES[field]:
        raise LedgerError(f"found {value!r}, expected for {field} one of {', '.join(_CHOICES[field])}")
    if field in ("said", "time") and days(str(value))[0] is None:
        raise LedgerError(f"found {value!r}, expected for {field} a date as 2026-03-09, 2026-03 or 2026-W11")
    if field == "matter":
        return [value] if isinstance(value, str) else list(value)
    return asdict(_whom(ledger, str(value))) if field == "speaker" else value


def _whom(ledger: Ledger, name: str) -> ActorRef:
    """The one actor that an id or a name means, on record or in what the package knows."""
    found = ledger.actors(name, limit=2)
    if found and (len(found) == 1 or found[0].actor.id == name):
        return found[0].actor
    if found:
        both = " or ".join(one.actor.id for one in found)
        raise LedgerError(f"found several called {name!r}, expected one: give the id, {both}")
    known = knowledge().entry(name)
    if known is None:
        raise LedgerError(
            f"nobody {name!r} is on record, expected an id or a name: see `onrecord who {name}`"
        )
    return ActorRef(known.id, known.name, known.type, known.country)


def _row(one: Judgment) -> dict[str, Any]:
    row = asdict(one)
    return row | {"judge": row.pop("by")}


def _judgment(row: RowMapping, at: str | None) -> Judgment:
    told = dict(row) | {"by": row["judge"]}
    del told["judge"]
    found = Judgment(**told)
    later = at is not None and found.withdrawn_at is not None and found.withdrawn_at > at
    return replace(found, withdrawn_by=None, withdrawn_at=None) if later else found
