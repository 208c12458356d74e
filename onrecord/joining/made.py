"""What joining knows of a ledger's entries: `KeptReport`, `KeptStatement` and `KeptEvent` out of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from onrecord.joining.kept import KeptCondition, KeptEvent, KeptReport, KeptStatement
from onrecord.ledger.entries import ActorRef, EventEntry, ReportEntry, StatementEntry
from onrecord.records import Segment, Span
from onrecord.resolve.knowledge import knowledge
from onrecord.sentences import sentences

# What a reporter wrote, but for the headline, which every house writes anew.
BODY = frozenset({"body", "dateline"})
HEADINGS = frozenset({"title", "subhead"})


def kept_report(entry: ReportEntry, segments: Iterable[Segment], relays: Iterable[str] = ()) -> KeptReport:
    """A report as joining knows it; ``relays`` are the outlets in the chains of its statements."""
    about = entry.about
    body = (s.span for s in segments if s.kind in BODY)
    found = tuple(one for span in body for one in sentences(entry.text, span.start, span.end))
    return KeptReport(
        entry.id, entry.text, found, about.title, about.outlet, about.url, about.byline, about.published,
        about.seen, tuple(actor.id for actor in about.credits), tuple(sorted(set(relays))),
    )  # fmt: skip


def kept_statement(
    entry: StatementEntry, headings: Sequence[Span] = (), firsthand: str | None = None
) -> KeptStatement:
    """A statement as joining knows it; ``headings`` are the titles of its report, ``firsthand`` names the
    public words that it is taken from."""
    about, who = entry.about, entry.speaker
    where, said = entry.content_spans, entry.content
    media = [p.actor for p in entry.channel if p.actor.type in ("outlet", "group")]
    return KeptStatement(
        id=entry.id, report=entry.report, number=entry.number,
        content=said, spans=where, kind=entry.kind, act=entry.act, cue=entry.cue, source=entry.source,
        speaker=who.id if who else None, name=who.name if who else None,
        named=who is not None and named(who), country=who.country if who else None,
        others=tuple(party.actor.id for party in entry.others),
        channel=tuple(actor.id for actor in media), channel_named=tuple(_of_note(actor) for actor in media),
        addressee=tuple(party.actor.id for party in entry.addressee),
        conditions=tuple(KeptCondition(c.kind, c.words, c.spans) for c in entry.conditions),
        matter=tuple(one.key for one in entry.matter),
        said=entry.said, earliest=entry.earliest, latest=entry.latest, published=about.published,
        place=entry.place, heading=any(h.overlaps(s) for h in headings for s in where[:1]),
        firsthand=firsthand, confidence=entry.confidence,
    )  # fmt: skip


def kept_event(entry: EventEntry) -> KeptEvent:
    """An event as joining knows it."""
    return KeptEvent(
        entry.id, entry.about.report, entry.type, entry.status, entry.trigger, entry.trigger_spans,
        tuple((p.actor.id, p.role) for p in entry.participants), entry.time, entry.earliest, entry.latest,
        entry.place, entry.about.published, entry.reported_by,
    )  # fmt: skip


def named(one: ActorRef) -> bool:
    """Whether an actor has a name, so that it is the same in every report."""
    return "@" not in one.id


def _of_note(outlet: ActorRef) -> bool:
    """Whether an outlet has a name: "local media" has none, "dpa" has."""
    return named(outlet) and (not outlet.name.islower() or knowledge().entry(outlet.id) is not None)


def outlets(entries: Iterable[StatementEntry]) -> dict[str, set[str]]:
    """By report, the agencies and outlets that stand in the chains of its statements."""
    found: dict[str, set[str]] = {}
    for entry in entries:
        relays = {p.actor.id for p in entry.channel if p.actor.type == "outlet"}
        found.setdefault(entry.report, set()).update(relays)
    return found
