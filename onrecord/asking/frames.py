"""A ledger as data frames of pandas or polars: one row for each statement, event or status of a paper.

>>> from onrecord.ledger import Ledger
>>> frame(Ledger.open("ledger.sqlite"), "statements", actor="RUS")          # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from importlib import import_module
from itertools import islice
from typing import Any, Literal, Unpack

from onrecord.asking.joined import Joined
from onrecord.errors import OnrecordError
from onrecord.ledger import Ledger, correcting
from onrecord.ledger.entries import About, EventEntry, PaperEntry, StatementEntry
from onrecord.ledger.recall import Which

Table = Literal["statements", "events", "papers"]
Library = Literal["pandas", "polars"]
Row = dict[str, Any]

# Entries for which what joining knows is fetched at once.
BATCH = 500


def frame(
    ledger: Ledger, table: Table = "statements", library: Library = "pandas", **which: Unpack[Which]
) -> Any:
    """A `DataFrame` of a ledger's statements, events or papers; ``which`` as `Ledger.statements` and its like
    take them.

    Days are dates, clocks instants in UTC, lists lists; a paper has a row for each of its statuses. Raises
    OnrecordError where the library is not installed.
    """
    frames = _imported(library)
    if table not in _ROWS:
        raise OnrecordError(f"found {table!r}, expected one of {', '.join(_ROWS)}")
    rows = list(_ROWS[table](ledger, which))
    columns = {name: [row[name] for row in rows] for name in COLUMNS[table]}
    made = _polars if library == "polars" else _pandas
    return made(frames, columns)


def _pandas(pandas: Any, columns: Mapping[str, list[Any]]) -> Any:
    """Columns as a frame; what they are does not hang on what is in them, so that empty frames fit others."""
    made = {}
    for name, values in columns.items():
        if name in _DAYS:
            made[name] = pandas.to_datetime(pandas.Series(values, dtype="object"))
        elif name in _CLOCKS:
            made[name] = pandas.to_datetime(pandas.Series(values, dtype="string"), format="ISO8601", utc=True)
            made[name] = made[name].dt.as_unit("us")
        else:
            kind = "int64" if name in _NUMBERS else "object" if name in _LISTS else "string"
            made[name] = pandas.Series(values, dtype="float64" if name == "confidence" else kind)
    return pandas.DataFrame(made)


def _polars(polars: Any, columns: Mapping[str, list[Any]]) -> Any:
    def kind(name: str) -> Any:
        if name in _LISTS:
            return polars.List(polars.String)
        if name in _NUMBERS:
            return polars.Int64
        return {"confidence": polars.Float64}.get(name, polars.Date if name in _DAYS else polars.String)

    made = polars.DataFrame(columns, schema={name: kind(name) for name in columns})
    clock = "%Y-%m-%dT%H:%M:%S%.fZ"
    return made.with_columns(polars.col(*_CLOCKS).str.to_datetime(clock, time_zone="UTC", time_unit="us"))


def _imported(library: str) -> Any:
    if library not in ("pandas", "polars"):
        raise OnrecordError(f"found {library!r}, expected pandas or polars")
    try:
        return import_module(library)
    except ModuleNotFoundError:
        raise OnrecordError(
            f"{library} is not installed, and data frames need it: pip install 'onrecord[frames]'"
        ) from None


_SOURCE = ("report", "outlet", "title", "url", "published", "seen", "read", "version")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "statements": (
        "id", "utterance", "speaker", "speaker_name", "speaker_type", "country", "with", "act", "plover",
        "cameo", "target", "kind", "content", "conditions", "matter", "channel", "addressee", "said",
        "earliest", "latest", "place", "confidence", "origin", "reports", "origins", "start", "end", *_SOURCE,
    ),
    "events": (
        "id", "type", "status", "trigger", "plover", "parties", "mediators", "hosts", "time", "earliest",
        "latest", "place", "place_country", "reported_by", "start", "end", *_SOURCE,
    ),
    "papers": ("id", "name", "parties", "status", "since", "reported_by", "start", "end", *_SOURCE),
}  # fmt: skip
_DAYS, _CLOCKS = frozenset({"earliest", "latest"}), ("seen", "read")
_NUMBERS = frozenset({"reports", "origins", "start", "end"})
_LISTS = frozenset({"with", "conditions", "matter", "channel", "addressee", "parties", "mediators", "hosts"})


def _statements(ledger: Ledger, which: Which) -> Iterator[Row]:
    with ledger.connect() as connection:
        found = correcting.statements(connection, ledger.at, which)
        while some := list(islice(found, BATCH)):
            with ledger.connect() as other:
                joined = Joined.of(
                    other,
                    ledger.at,
                    [one.id for one in some],
                    {one.report: one.about for one in some}.values(),
                )
            yield from (_statement(one, joined) for one in some)


def _statement(one: StatementEntry, joined: Joined) -> Row:
    who, count = one.speaker, joined.count([one.id])
    mine = next((r.origin.key for r in joined.rendered(one.id) if r.statement == one.id), None)
    return {
        "id": one.id, "utterance": joined.utterance(one.id),
        "speaker": who.id if who else None, "speaker_name": who.name if who else None,
        "speaker_type": who.type if who else None, "country": who.country if who else None,
        "with": [party.actor.id for party in one.others],
        "act": one.act, "plover": one.plover, "cameo": one.cameo,
        "target": one.target.id if one.target else None,
        "kind": one.kind, "content": one.content, "conditions": [c.words for c in one.conditions],
        "matter": [matter.name for matter in one.matter],
        "channel": [party.actor.id for party in one.channel],
        "addressee": [party.actor.id for party in one.addressee],
        "said": one.said, "earliest": _day(one.earliest), "latest": _day(one.latest), "place": one.place,
        "confidence": one.confidence, "origin": mine, "reports": max(count.reports, 1),
        "origins": len(count.sources),
        "start": one.content_spans[0].start, "end": one.content_spans[-1].end,
        **_source(one.about),
    }  # fmt: skip


def _events(ledger: Ledger, which: Which) -> Iterator[Row]:
    with ledger.connect() as connection:
        yield from map(_event, correcting.events(connection, ledger.at, which))


def _event(one: EventEntry) -> Row:
    def parts(role: str) -> list[str]:
        return [part.actor.id for part in one.participants if part.role == role]

    return {
        "id": one.id, "type": one.type, "status": one.status, "trigger": one.trigger, "plover": one.plover,
        "parties": parts("party"), "mediators": parts("mediator"), "hosts": parts("host"),
        "time": one.time, "earliest": _day(one.earliest), "latest": _day(one.latest),
        "place": one.place, "place_country": one.place_country, "reported_by": one.reported_by,
        "start": one.trigger_spans[0].start, "end": one.trigger_spans[0].end,
        **_source(one.about),
    }  # fmt: skip


def _papers(ledger: Ledger, which: Which) -> Iterator[Row]:
    with ledger.connect() as connection:
        for one in correcting.papers(connection, ledger.at, which):
            yield from _paper(one)


def _paper(one: PaperEntry) -> Iterator[Row]:
    """A row for each status, or one for a paper without any."""
    about = {
        "id": one.id, "name": one.name, "parties": [party.actor.id for party in one.parties],
        **_source(one.about),
    }  # fmt: skip
    for stage in one.statuses:
        place = stage.spans[0]
        yield about | {
            "status": stage.value, "since": stage.since, "reported_by": stage.reported_by,
            "start": place.start, "end": place.end,
        }  # fmt: skip
    if not one.statuses:
        place = one.spans[0]
        yield about | {"status": None, "since": None, "reported_by": None,
                       "start": place.start, "end": place.end}  # fmt: skip


def _source(about: About) -> Row:
    return {name: getattr(about, name) for name in _SOURCE}


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


_ROWS: Mapping[str, Callable[[Ledger, Which], Iterator[Row]]] = {
    "statements": _statements, "events": _events, "papers": _papers,
}  # fmt: skip
