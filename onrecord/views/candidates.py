"""Whom a name may mean, and why mentions in a report were taken as they were: for `onrecord actors`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import Group, RenderableType
from rich.style import Style
from rich.text import Text

from onrecord.records import Actor, Report
from onrecord.resolve.candidates import Candidate
from onrecord.resolve.knowledge import Entry, Office
from onrecord.views.json import actor as actor_record
from onrecord.views.marks import shown
from onrecord.views.terminal import DIM, table
from onrecord.views.wording import Wording, country, when

BY = {"id": "by its id", "name": "by name", "last name": "by last name", "sound": "sounds alike"}
ORIGIN = {"shipped": "ships with onrecord", "own": "your own"}


def record(candidate: Candidate) -> dict[str, Any]:
    """Return a candidate as plain values."""
    entry = candidate.entry
    return entry_record(entry) | {
        "offices": [_office_record(office) for office in candidate.offices],
        "found": candidate.by,
        "origin": candidate.origin,
    }


def entry_record(entry: Entry) -> dict[str, Any]:
    """Return an entry as plain values; `onrecord actors import` takes them."""
    return {
        "id": entry.id,
        "name": entry.name,
        "type": entry.type,
        "country": entry.country,
        "gender": entry.gender,
        "aliases": [name for name in entry.names if name != entry.name],
        "offices": [_office_record(office) for office in entry.offices],
        "source": entry.source,
    }


def mention_record(report: Report, actor: Actor) -> dict[str, Any]:
    """Return an actor of a report as plain values, each mention with its words, its score and the reason."""
    about = actor_record(actor, explain=True)
    words = [mention.span.of(report.text) for mention in actor.mentions]
    about["why"] = [{"words": said} | why for said, why in zip(words, about["why"], strict=True)]
    return {"report": report.name or report.title, "actor": about}


def lines(records: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield one line of JSON for each."""
    return (json.dumps(one, ensure_ascii=False) for one in records)


def render(found: Iterable[Candidate]) -> RenderableType:
    """Return a table of candidates: who, the offices that they hold, and from where that is known."""
    made = table("who", "offices", "found", "source")
    for one in found:
        who = Text(shown(one.entry.name), Style(bold=True))
        who.append(shown(_about(one.entry)), DIM)
        held = Text("\n".join(shown(_office(office)) for office in one.offices) or "none known")
        origin = Text(shown("\n".join(filter(None, (ORIGIN[one.origin], one.entry.source)))), DIM)
        made.add_row(who, held, BY[one.by], origin)
    return made


def render_mentions(report: Report, actors: Iterable[Actor]) -> RenderableType:
    """Return what a report calls some actors, with the score and reason of each mention."""
    wording = Wording.of(report)
    return Group(*(part for actor in actors for part in _mentions(report, actor, wording)))


def render_entries(entries: Iterable[Entry]) -> RenderableType:
    """Return a table of entries."""
    made = table("id", "name", "type", "country", "office")
    for one in entries:
        land = country(one.country) if one.country else ""
        last = _office(one.offices[-1]) if one.offices else ""
        cells = (one.id, one.name, one.type, land, last)
        made.add_row(*(Text(shown(cell)) for cell in cells))
    return made


def _mentions(report: Report, actor: Actor, wording: Wording) -> Iterator[RenderableType]:
    title = Text(shown(wording.who(actor.id)), Style(bold=True))
    title.append(shown(f"  {actor.id} · {actor.score.reason} ({actor.score.value:.2f})"), DIM)
    yield title
    made = table("line", "words", "why", "score")
    made.columns[0].justify = "right"
    for mention in actor.mentions:
        line = report.text.count("\n", 0, mention.span.start) + 1
        words = " ".join(mention.span.of(report.text).split())
        made.add_row(str(line), shown(words), shown(mention.score.reason), f"{mention.score.value:.2f}")
    yield made


def _about(entry: Entry) -> str:
    """What tells an entry from its namesakes: "\\nQ58217, person, Russia"."""
    land = country(entry.country) if entry.country and entry.country != entry.id else ""
    return "\n" + ", ".join(filter(None, (entry.id, entry.type, land)))


def _office(office: Office) -> str:
    """An office in words: "foreign minister, Russia, since 9 March 2004"."""
    of = country(office.of) if office.of else ""
    begun, ended = when(office.since), when(office.until)
    both = f"{begun} to {ended}" if begun and ended else ""
    term = both or (f"since {begun}" if begun else f"until {ended}" if ended else "")
    return ", ".join(filter(None, (office.role, of, term)))


def _office_record(office: Office) -> dict[str, Any]:
    return {
        "role": office.role, "of": office.of or None, "since": office.since, "until": office.until,
        "as_of": office.as_of, "source": office.source,
    }  # fmt: skip
