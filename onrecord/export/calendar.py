"""iCalendar (RFC 5545): coming talks and other planned events, one entry for each, out of all reports.

Reports seldom tell an hour and its zone, so entries are of whole days; one that is only known to be within
some days spans these, and says so. An entry keeps its UID as long as its first report is on record, so a
calendar that subscribes is brought up to date; what was called off stays in it as cancelled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from onrecord.asking import talks
from onrecord.export.linked import web
from onrecord.export.selection import Selection
from onrecord.export.words import flat, plain
from onrecord.ledger.rows import days

Told = Mapping[str, Any]

# Octets of a line, the line end left out.
WIDTH = 75
# What is only known to be within more days than these is in nobody's calendar.
VAGUE = 31
# So many events are looked at.
LIMIT = 5_000
_STATUSES = {
    "scheduled": "CONFIRMED", "expected": "TENTATIVE", "proposed": "TENTATIVE",
    "cancelled": "CANCELLED", "denied": "CANCELLED", "failed": "CANCELLED",
}  # fmt: skip
PLANNED = frozenset({"scheduled", "expected", "proposed"})
# What sides come together for; nobody is invited to an attack.
TYPES = frozenset(
    {"talks", "meeting", "call", "visit", "signing", "agreement", "ceasefire", "exchange", "vote"}
)


def pieces(selection: Selection, *, today: date | None = None) -> Iterator[str]:
    """Yield the calendar, an entry at a time.

    It begins on the day from which entries are asked for, else the day that the ledger is shown as of, else
    ``today``.
    """
    which, ledger = selection.which, selection.ledger
    since = which.get("since") or (ledger.at or "")[:10] or str(today or datetime.now(UTC).date())
    found = talks(
        ledger, which.get("matter"), since=since, until=which.get("until"), actor=which.get("actor"),
        side=which.get("side"), limit=LIMIT,
    )  # fmt: skip
    name = ": ".join(["Talks on record", *filter(None, [which.get("matter")])])
    yield written([
        ("BEGIN", "VCALENDAR"), ("VERSION", "2.0"), ("PRODID", "-//onrecord//talks//EN"),
        ("CALSCALE", "GREGORIAN"), ("X-WR-CALNAME", text(name)),
    ])  # fmt: skip
    for event in sorted(found["events"], key=lambda event: (event["day"] or "", event["ids"][0])):
        if lines := entry(event, since):
            selection.counts["events"] += 1
            yield written(lines)
    yield written([("END", "VCALENDAR")])


def entry(event: Told, since: str) -> list[tuple[str, str]]:
    """The lines of a planned event, none for one that was not planned, is over, or has no day."""
    first, last = _days(event)
    if first is None or last is None or str(last) < since:
        return []
    planned = any(one["status"] in PLANNED for one in event["told"])
    if not planned or event["status"] not in _STATUSES or event["type"] not in TYPES:
        return []
    told = event["told"]
    revised = max(one["source"]["read"] for one in told)
    lines = [
        ("BEGIN", "VEVENT"),
        ("UID", f"{event['ids'][0]}@onrecord"),
        ("DTSTAMP", datetime.fromisoformat(revised).strftime("%Y%m%dT%H%M%SZ")),
        ("SEQUENCE", str(len(told) - 1)),
        ("DTSTART;VALUE=DATE", first.strftime("%Y%m%d")),
        ("DTEND;VALUE=DATE", (last + timedelta(days=1)).strftime("%Y%m%d")),
        ("SUMMARY", text(_summary(event))),
        ("DESCRIPTION", text(_description(event, first, last))),
        ("STATUS", _STATUSES[event["status"]]),
        ("TRANSP", "TRANSPARENT"),
        ("CATEGORIES", text(event["type"])),
    ]
    lines += [("LOCATION", text(event["place"]))] if event["place"] else []
    url = next((found for one in reversed(told) if (found := web(one["source"]["url"]))), None)
    lines += [("URL", url)] if url else []
    return [*lines, ("END", "VEVENT")]


def _days(event: Told) -> tuple[date | None, date | None]:
    """The first and the last day, None where they are not known or too far apart."""
    first, last = days(event["time"])
    if first is None or last is None:
        return None, None
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return (begin, end) if (end - begin).days < VAGUE or "/" in event["time"] else (None, None)


def _summary(event: Told) -> str:
    sides = [one["name"] for one in event["participants"] if one["role"] in ("party", "host")]
    name = flat(event["name"])
    return ": ".join([name[:1].upper() + name[1:], *filter(None, [", ".join(map(flat, sides))])])


def _description(event: Told, first: date, last: date) -> str:
    vague = first != last and "/" not in event["time"]
    lines = [f"Some time between {first} and {last}."] if vague else []
    others = [one for one in event["participants"] if one["role"] not in ("party", "host")]
    lines += [f"{one['role'].capitalize()}: {flat(one['name'])}" for one in others]
    lines += [f"Rests on {event['origins']['told']}."]
    return "\n".join([*lines, *map(_telling, event["told"])])


def _telling(one: Told) -> str:
    """What a report says of it: "scheduled, River Post, 2031-05-03: https://…"."""
    source = one["source"]
    told = ", ".join(filter(None, (one["status"], flat(source["name"]), source["published"])))
    return f"{told}: {source['url']}" if source["url"] else told


def text(words: str) -> str:
    """Words as a value of the type TEXT.

    >>> text("a; b, c\\nd")
    'a\\\\; b\\\\, c\\\\nd'
    """
    escaped = plain(words).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(escaped.splitlines())


def written(lines: Iterable[tuple[str, str]]) -> str:
    """Properties as lines of the file, folded."""
    return "".join(f"{folded(f'{name}:{value}')}\r\n" for name, value in lines)


def folded(line: str) -> str:
    """A line, broken so that no part has more than 75 octets; no character is broken.

    >>> folded("SUMMARY:" + "x" * 70).split("\\r\\n")[1]
    ' xxx'
    """
    parts, part, octets = [], "", 0
    for character in line:
        more = len(character.encode())
        if octets + more > WIDTH:
            parts.append(part)
            part, octets = " ", 1
        part, octets = part + character, octets + more
    return "\r\n".join([*parts, part])
