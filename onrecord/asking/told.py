"""Entries as plain values for JSON, each with its ids, report, places, outlet and date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from onrecord.asking.joined import Joined
from onrecord.joining.origins import Count
from onrecord.ledger.correcting import Overlay
from onrecord.ledger.entries import About, ActorRef, PartyEntry, StatementEntry
from onrecord.records import Score, Span

Told = dict[str, Any]


def actor(one: ActorRef | None) -> Told | None:
    """An actor, None for none."""
    if one is None:
        return None
    return {"id": one.id, "name": one.name, "type": one.type, "country": one.country}


def source(about: About, joined: Joined) -> Told:
    """Where something stands: the report and who published it. ``name`` is what to call it."""
    return {
        "report": about.report,
        "name": joined.labels.get(about.report) or about.outlet or "a report",
        "outlet": about.outlet,
        "title": about.title,
        "url": about.url,
        "published": about.published,
        "seen": about.seen,
        "read": about.read,
        "credits": [one.name for one in about.credits],
    }


def statement(one: StatementEntry, joined: Joined, overlay: Overlay | None = None) -> Told:
    """A statement with what it rests on; ``corrected`` tells by field who corrected it."""
    found = joined.count([one.id])
    return {
        "id": one.id,
        "utterance": joined.utterance(one.id),
        "speaker": actor(one.speaker),
        "with": _parties(one.others),
        "written": one.source,
        "act": one.act,
        "plover": one.plover,
        "kind": one.kind,
        "content": one.content,
        "conditions": [{"kind": c.kind, "words": c.words, "spans": spans(c.spans)} for c in one.conditions],
        "matter": [matter.name for matter in one.matter],
        "channel": _parties(one.channel),
        "addressee": _parties(one.addressee),
        "said": one.said,
        "day": one.earliest,
        "place": one.place,
        "confidence": round(one.confidence, 3),
        "spans": spans(one.content_spans),
        "source": source(one.about, joined),
        "origins": origins(found, joined),
        "corrected": corrected(one.id, overlay),
    }


def corrected(id: str, overlay: Overlay | None) -> Told:
    """Which fields of an entry people corrected, and who did."""
    found: Mapping[str, Any] = overlay.corrections.get(id, {}) if overlay else {}
    return {
        field: {"judgment": one.id, "by": one.by, "at": one.at, "note": one.note}
        for field, one in found.items()
    }


def origins(found: Count, joined: Joined) -> Told:
    """What something rests on: reports, independent origins by name, and how many of unknown origin."""
    which = [
        {"key": s.key, "name": joined.origin_name(s.key), "kind": s.kind, "reports": len(s.reports)}
        for s in found.sources
    ]
    return {
        "reports": max(found.reports, 1),
        "origins": len(which),
        "which": which,
        "unknown": len(found.unknown),
        "told": in_words(found, joined),
    }


def in_words(found: Count, joined: Joined) -> str:
    """What something rests on: "3 reports, 1 origin: Interfax; 1 of unknown origin"."""
    reports = max(found.reports, 1)
    parts = [f"{reports} report{'s' * (reports != 1)}"]
    if found.sources:
        many = len(found.sources)
        names = ", ".join(joined.origin_name(s.key) for s in found.sources)
        parts.append(f"{many} origin{'s' * (many != 1)}: {names}")
    told = ", ".join(parts)
    if not found.unknown:
        return told
    return f"{told}; {len(found.unknown)} of unknown origin" if found.sources else f"{told}, origin unknown"


def score(one: Score) -> Told:
    """How sure something is, and why."""
    return {"score": round(one.value, 3), "reason": one.reason}


def spans(found: Iterable[Span]) -> list[list[int]]:
    """Places in the text of a report."""
    return [[span.start, span.end] for span in found]


def _parties(found: Iterable[PartyEntry]) -> list[Told]:
    return [{"id": one.actor.id, "name": one.actor.name, "spans": spans(one.spans)} for one in found]
