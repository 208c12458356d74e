"""A report as rows of the ledger's tables: `Report` → what is kept of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from onrecord.ledger import ids, search
from onrecord.records import Event, Paper, Party, Passage, Place, Report, Span, Statement, Time
from onrecord.resolve.names import key as name_key
from onrecord.resolve.timex.calendar import first_day, stepped, unit_of
from onrecord.views.json import record

# PostgreSQL finds nothing again by words of more than 2,700 bytes.
LONGEST = 500

Row = dict[str, Any]
Rows = dict[str, list[Row]]


def clock(instant: datetime | date | None = None) -> str:
    """An instant as the ledger writes it, now where none is given; a date is its last moment.

    A time without a zone is UTC.

    >>> clock(datetime(2026, 1, 30, 9, 15)), clock(date(2026, 1, 30))
    ('2026-01-30T09:15:00.000000Z', '2026-01-30T23:59:59.999999Z')
    """
    if instant is None:
        instant = datetime.now(UTC)
    elif not isinstance(instant, datetime):
        instant = datetime.combine(instant, time.max)
    zoned = instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    return zoned.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def days(value: str | None) -> tuple[str | None, str | None]:
    """The first and the last day that a TIMEX3 value can mean; None for what is no date.

    >>> days("2026-01-29TNI"), days("2026-W04-WE"), days("2026-01-29/2026-02-03")
    (('2026-01-29', '2026-01-29'), ('2026-01-24', '2026-01-25'), ('2026-01-29', '2026-02-03'))
    >>> days("2025"), days("PAST_REF")
    (('2025-01-01', '2025-12-31'), (None, None))
    """
    begin, _, end = (value or "").partition("/")
    first, last = first_day(begin), _last_day(end or begin)
    return (first.isoformat(), last.isoformat()) if first and last else (None, None)


def _last_day(value: str) -> date | None:
    first, unit = first_day(value), unit_of(value)
    if first is None or unit is None:
        return None
    after = first + timedelta(days=2) if unit == "weekend" else stepped(first, 1, unit)
    return after - timedelta(days=1) if after else None


def sighting(report: str, *, source: str, seen: str, url: str | None, outlet: str | None) -> Row:
    """The row of a sighting. Its id leaves out the clock: the same text at the same place is one sighting."""
    key = ids.made("sighting", report, source, url, outlet)
    page = ids.page(url)
    return {
        "id": key,
        "report": report,
        "url": url,
        "page": page,
        "outlet": outlet,
        "source": source,
        "seen": seen,
    }


def failure(source: str, reason: str, seen: str) -> Row:
    """The row of a source that gave no report."""
    return {"id": ids.made("failure", source, reason), "source": source, "reason": reason, "seen": seen}


def reading(report: Report, *, version: str, read: str) -> Row:
    """The row of a reading. Its id leaves out the clock: to read the same twice is one reading.

    Raises OnrecordError where a span is no place in the text, or an id none of the actors'.
    """
    told = record(report, explain=True)
    del told["report"]["text"]
    return {
        "id": ids.made("reading", report.id, version, told), "report": report.id, "version": version,
        "read": read, "title": report.title, "byline": report.byline, "outlet": report.outlet,
        "published": report.published, "language": report.language, "record": told,
    }  # fmt: skip


def rows(report: Report, reading: str) -> Rows:
    """The rows of all tables that belong to a reading of a report, by table, parents before children."""
    kept = _Kept(report, reading)
    told = [kept.statement(number, one) for number, one in enumerate(report.statements, 1)]
    told += [kept.event(number, one) for number, one in enumerate(report.events, 1)]
    told += [kept.paper(number, one) for number, one in enumerate(report.papers, 1)]
    found: Rows = {"actor": kept.actors(), "appearance": kept.appearances(), "credit": kept.credits()}
    for part in told:
        for table, some in part.items():
            found.setdefault(table, []).extend(some)
    names = ((a["actor"], name_key(a["name"]).split()) for a in found["appearance"])
    found["actor_word"] = _by_word("actor", names)
    found["matter_word"] = _by_word("key", ((m["key"], m["key"].split()) for m in found.get("matter", ())))
    return found


class _Kept:
    """One reading of a report on its way into the tables: whose rows are made, and the ids in it."""

    def __init__(self, report: Report, reading: str) -> None:
        self.report = report
        self.of = {"reading": reading}
        self.who: dict[str | None, str] = {a.id: ids.actor(a, report.id) for a in report.actors}
        nth = Counter[str]()
        self.ids: dict[str | None, str] = {}
        found: list[Statement | Event | Paper] = [*report.statements, *report.events, *report.papers]
        for one in found:
            key = _id(report.id, one, 0)
            self.ids[one.id] = _id(report.id, one, nth[key]) if nth[key] else key
            nth[key] += 1

    def actors(self) -> list[Row]:
        return sorted(
            (
                {"id": self.who[a.id], "name": a.name, "type": a.type, "country": a.country}
                for a in self.report.actors
            ),
            key=lambda row: row["id"],
        )

    def appearances(self) -> list[Row]:
        return [
            self.of | {
                "actor": self.who[a.id], "name": a.name, "roles": list(a.roles), "score": a.score.value,
                "published": self.report.published,
                "mentions": [_span(mention.span) for mention in a.mentions],
            }
            for a in self.report.actors
        ]  # fmt: skip

    def credits(self) -> list[Row]:
        return [self.of | one for one in self._by_actor(self.report.credits)]

    def statement(self, number: int, one: Statement) -> Rows:
        of = self.of | {"statement": self.ids[one.id]}
        others = [{"actor": self.who[id], "spans": []} for id in one.others]
        roles = {
            "with": others,
            "channel": self._parties(one.channel),
            "addressee": self._parties(one.addressee),
        }
        return {
            "statement": [self._statement_row(number, one)],
            "party": [
                of | party | {"role": role, "number": n}
                for role, parties in roles.items()
                for n, party in enumerate(parties, 1)
            ],
            "condition": [
                of | {
                    "number": n, "kind": c.kind, "words": c.span.of(self.report.text),
                    "spans": [_span(c.span)], "marker_spans": [_span(c.marker)],
                }
                for n, c in enumerate(one.conditions, 1)
            ],
            "matter": [
                of | {
                    "number": n, "name": m.name, "key": search.key(m.name), "day": self._days(one)[0],
                    "spans": [_span(m.span)],
                }
                for n, m in enumerate(one.matter, 1)
            ],
        }  # fmt: skip

    def _days(self, one: Statement) -> tuple[str | None, str | None]:
        """The days on which it was said, or else published."""
        told = days(one.said.value if one.said else None)
        return told if told[0] else days((self.report.published or "")[:10])

    def _statement_row(self, number: int, one: Statement) -> Row:
        earliest, latest = self._days(one)
        return self._own(number, one) | _when("said", one.said) | _where(one.place) | {
            "kind": one.kind, "act": one.act, "plover": one.plover, "cameo": one.cameo,
            "confidence": one.confidence,
            "content": one.content.words, "content_spans": _spans(one.content),
            "cue": one.cue.words, "cue_spans": _spans(one.cue),
            "source": one.source.words, "source_spans": _spans(one.source),
            "speaker": self.who.get(one.speaker), "earliest": earliest, "latest": latest,
            "target": self.who[one.target.actor] if one.target else None,
        }  # fmt: skip

    def event(self, number: int, one: Event) -> Rows:
        of = self.of | {"event": self.ids[one.id]}
        earliest, latest = days(one.time.value if one.time else None)
        row = self._own(number, one) | _when("time", one.time) | _where(one.place) | {
            "type": one.type, "plover": one.plover, "status": one.status, "trigger": one.trigger.words,
            "trigger_spans": _spans(one.trigger), "reported_by": self.ids.get(one.reported_by),
            "earliest": earliest, "latest": latest,
        }  # fmt: skip
        return {
            "event": [row],
            "participant": [
                of | {"number": n, "actor": self.who[p.actor], "role": p.role, "spans": [_span(p.span)]}
                for n, p in enumerate(one.participants, 1)
            ],
        }

    def paper(self, number: int, one: Paper) -> Rows:
        of = self.of | {"paper": self.ids[one.id]}
        row = self._own(number, one) | {
            "name": one.name,
            "key": search.key(one.name),
            "spans": _spans(one.spans),
            "published": self.report.published,
        }
        return {
            "paper": [row],
            "paper_party": [of | party for party in self._by_actor(one.parties)],
            "stage": [
                of | {
                    "number": n, "value": s.value, "since": s.on, "spans": [_span(s.span)],
                    "reported_by": self.ids.get(s.reported_by),
                }
                for n, s in enumerate(one.statuses, 1)
            ],
        }  # fmt: skip

    def _own(self, number: int, one: Statement | Event | Paper) -> Row:
        return self.of | {"id": self.ids[one.id], "report": self.report.id, "number": number}

    def _parties(self, parties: Iterable[Party]) -> list[Row]:
        return [{"actor": self.who[p.actor], "spans": [_span(p.span)]} for p in parties]

    def _by_actor(self, parties: Iterable[Party]) -> list[Row]:
        """One row for each actor, with all the places that name it."""
        found: dict[str, list[list[int]]] = {}
        for party in parties:
            found.setdefault(self.who[party.actor], []).append(_span(party.span))
        return [{"actor": actor, "spans": spans} for actor, spans in found.items()]


def _id(report: str, one: Statement | Event | Paper, nth: int) -> str:
    if isinstance(one, Statement):
        return ids.statement(report, one.content, one.source, nth=nth)
    if isinstance(one, Event):
        return ids.event(report, one.type, one.trigger, nth=nth)
    return ids.paper(report, one.spans, nth=nth)


def _when(field: str, time: Time | None) -> Row:
    return {field: time and time.value, f"{field}_spans": time and [_span(time.span)]}


def _where(place: Place | None) -> Row:
    if place is None:
        return {"place": None, "place_country": None, "place_spans": None}
    return {"place": place.name, "place_country": place.country, "place_spans": [_span(place.span)]}


def _by_word(field: str, named: Iterable[tuple[str, Iterable[str]]]) -> list[Row]:
    pairs = sorted({(word[:LONGEST], id) for id, words in named for word in words})
    return [{"word": word, field: id} for word, id in pairs]


def _spans(passage: Passage) -> list[list[int]]:
    return [_span(span) for span in passage]


def _span(span: Span) -> list[int]:
    return [span.start, span.end]
