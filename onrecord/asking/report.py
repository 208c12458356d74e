"""A report as a page has it: its text with what was found in it, what became of it, whose copy it is, and
what else there is to read on the same talks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, pairwise

from sqlalchemy import select

from onrecord.asking import told
from onrecord.asking.also_read import also_read
from onrecord.asking.changes import alteration
from onrecord.asking.joined import Copied, roles
from onrecord.asking.papers import Written, paper
from onrecord.asking.scope import Scope, events, papers, scoped, statements
from onrecord.asking.talks import Met, alike, event, met
from onrecord.asking.told import Told
from onrecord.ledger import Ledger
from onrecord.ledger.entries import ActorRef, EventEntry, ReportEntry, StatementEntry, VersionEntry
from onrecord.ledger.tables import event as event_table
from onrecord.ledger.tables import reading
from onrecord.ledger.tables import statement as statement_table
from onrecord.records import Span
from onrecord.resolve.names import key
from onrecord.sentences import sentences

# What a page of text weighs at most, in bytes of its HTML: a page of 100 kB holds it with all that is beside
# it. A statement with its marks, its entry in the list and its reasons takes 1,500 to 1,800 (real reports).
HEAVY, STATEMENT, CHARACTER = 70_000, 1_800, 1.2
# A paragraph of more characters may be cut after a sentence.
LONGEST = 6_000
# So many of each are told.
EVENTS, PAPERS, DAYS, ELSEWHERE, COPIES, ALTERED, SIGHTINGS = 16, 12, 6, 300, 12, 20, 8
# To compare each version with the next takes 10 ms: a page that changed oftener is not compared.
VERSIONS = 12
# Passages that were taken over have so many words at least; so many are told.
PASSAGE, PASSAGES = 9, 6
_WORD = re.compile(r"[^\W_]+")


def report(ledger: Ledger, id: str, *, page: int = 1) -> Told:
    """A report by its id or the beginning of one. Raises NotOnRecord.

    Long ones come in pages: ``text`` has the words of this one as ``words`` and where they stand as ``span``,
    ``statements`` those that stand in it. All other spans are of the whole text, too.
    """
    kept = ledger.report(id)
    said = sorted(statements(ledger, {"reports": [kept.id]}), key=lambda s: s.number)
    own = events(ledger, {"reports": [kept.id], "limit": EVENTS})
    scope = scoped(
        ledger,
        said,
        [*own, *_elsewhere(ledger, kept.id, own)],
        papers(ledger, {"reports": [kept.id], "limit": PAPERS}),
    )
    record = _record(ledger, kept)
    pages = _pages(kept.text, record["report"]["segments"], [_places(s)[0].start for s in said])
    talks, versions = met(scope), ledger.versions(kept.id)
    here = pages[min(page, len(pages)) - 1]
    shown = [s for s in said if any(here.overlaps(span) for span in _places(s))]
    return {
        "asked": {"id": id, "page": page},
        "as_of": ledger.at,
        "report": _about(kept, scope, record, len(said)),
        "text": _text(kept.text, here, record["report"]["segments"]),
        "page": min(page, len(pages)),
        "pages": len(pages),
        "statements": _statements(ledger, shown, scope, record),
        "wrong": _wrong(ledger, kept, scope),
        "talks": _talks(kept.id, talks, scope),
        "papers": [
            paper(Written((one,)), scope) | {"number": one.number, "spans": told.spans(one.spans)}
            for one in scope.papers
        ],
        **_versions(ledger, kept.id, versions),
        "copies": _copies(ledger, kept, scope),
        "also": also_read(ledger, kept, said, scope, talks, [v.report for v in versions]),
    }


def _record(ledger: Ledger, kept: ReportEntry) -> Told:
    """What was read of the report, without its text."""
    with ledger.connect() as connection:
        query = select(reading.c.record).where(reading.c.id == kept.about.reading)
        found: Told = connection.execute(query).scalar_one()
    return found


def _about(kept: ReportEntry, scope: Scope, record: Told, said: int) -> Told:
    about = kept.about
    return {
        **told.source(about, scope.joined),
        "id": kept.id,
        "byline": about.byline,
        "language": about.language,
        "version": about.version,
        "notes": record["report"].get("notes", []),
        "characters": len(kept.text),
        "statements": said,
        "sightings": [
            {"source": one.source, "seen": one.seen, "url": one.url, "outlet": one.outlet}
            for one in kept.sightings[:SIGHTINGS]
        ],
        "sighted": len(kept.sightings),
    }


# ---- the text, a page at a time ---------------------------------------------------------------------------


def _places(one: StatementEntry) -> list[Span]:
    """Where a statement stands: content, source and cue, in order."""
    return sorted([*one.content_spans, *one.source_spans, *one.cue_spans])


def _pages(text: str, segments: Sequence[Told], begin: Sequence[int]) -> list[Span]:
    """The text in pages that are not too heavy, of whole paragraphs; ``begin`` is where statements do."""
    starts = sorted({0, *_breaks(text, segments)} - {len(text)}) or [0]
    cut, weight = [0], 0.0
    for start, end in pairwise([*starts, len(text)]):
        added = CHARACTER * (end - start) + STATEMENT * sum(start <= at < end for at in begin)
        if weight and weight + added > HEAVY:
            cut.append(start)
            weight = 0.0
        weight += added
    return [Span(*ends) for ends in pairwise([*cut, len(text)])]


def _breaks(text: str, segments: Iterable[Told]) -> Iterator[int]:
    """Where a page may begin: at a paragraph, or at a sentence of a long one."""
    for one in segments:
        start, end = one["span"]
        if not text[:start].rstrip(" \t") or text[:start].rstrip(" \t")[-1] in "\n\r":
            yield start
        if end - start > LONGEST:
            yield from (span.start for span in sentences(text, start, end))


def _text(text: str, here: Span, segments: Iterable[Told]) -> Told:
    """The words of a page; its segments are cut where it begins and ends."""
    within = ((one["kind"], Span(*one["span"])) for one in segments)
    return {
        "span": [here.start, here.end],
        "words": here.of(text),
        "segments": [
            {"kind": kind, "span": [max(span.start, here.start), min(span.end, here.end)]}
            for kind, span in within
            if span.overlaps(here)
        ],
    }


# ---- what was found in it --------------------------------------------------------------------------------


def _statements(ledger: Ledger, shown: Sequence[StatementEntry], scope: Scope, record: Told) -> list[Told]:
    who = {one.speaker.id: one.speaker for one in shown if one.speaker}
    with ledger.connect() as connection:
        offices = roles(connection, [one.about.reading for one in shown[:1]], who.values())
    return [
        told.statement(one, scope.joined, scope.overlay)
        | {
            "number": one.number,
            "office": one.speaker and office(one.speaker, offices),
            "cue": one.cue,
            "source_spans": told.spans(one.source_spans),
            "cue_spans": told.spans(one.cue_spans),
            "why": why(one, record),
        }
        for one in shown
    ]


def office(one: ActorRef, roles: Mapping[str, str]) -> str | None:
    """The office of an actor by its id, None where its name tells it: "ambassador"."""
    role = roles.get(one.id)
    return None if role is None or key(role) in key(one.name) or key(one.name) in key(role) else role


def why(one: StatementEntry, record: Told) -> list[Told]:
    """Why a statement was read so, field by field; of what was not found nothing is told."""
    read = record["statements"][one.number - 1]
    found = [{"field": name, **reason} for name, reason in read.get("why", {}).items() if reason["score"] > 0]
    return found + [
        {"field": "condition", "score": c["score"], "reason": c["reason"]}
        for c in read["conditions"]
        if c.get("reason")
    ]


def _wrong(ledger: Ledger, kept: ReportEntry, scope: Scope) -> list[str]:
    """The ids of the statements that people judged wrong: they are left out."""
    c = statement_table.c
    with ledger.connect() as connection:
        ids = connection.scalars(select(c.id).where(c.reading == kept.about.reading).order_by(c.number))
        return [id for id in ids if id in scope.overlay.wrong]


def _elsewhere(ledger: Ledger, report: str, own: Sequence[EventEntry]) -> list[EventEntry]:
    """What other reports tell of the same events, as far as these have a day."""
    days = sorted({one.earliest for one in own if one.earliest})[-DAYS:]
    c = event_table.c
    # By the day itself: to ask from and until a day reads all events before it.
    query = select(c.id).where(c.earliest.in_(days), c.report != report)
    with ledger.connect() as connection:
        ids = list(connection.scalars(query.order_by(c.earliest, c.id).limit(ELSEWHERE))) if days else []
    found = events(ledger, {"ids": ids}) if ids else []
    return [one for one in found if any(alike(mine, one) for mine in own)]


def _talks(id: str, talks: Iterable[Met], scope: Scope) -> list[Told]:
    """The events of a report in order of the text, each with what other reports tell of it."""
    now = scope.days[1]
    found = [
        (own, event(group, scope, now)) for group in talks for own in group.tellings if own.about.report == id
    ]
    return [
        one | {"number": own.number, "spans": told.spans(own.trigger_spans)}
        for own, one in sorted(found, key=lambda pair: pair[0].number)
    ]


# ---- what became of it -----------------------------------------------------------------------------------


def _versions(ledger: Ledger, id: str, found: Sequence[VersionEntry]) -> Told:
    """The texts that were at its address, and which quotations were altered; ``compared`` is False where
    there were too many to say."""
    several = 1 < len(found) <= VERSIONS
    altered = [alteration(one) for one in islice(ledger.altered(id), ALTERED)] if several else []
    return {
        "versions": [
            {"report": v.report, "seen": v.seen, "url": v.url, "title": v.title, "published": v.published}
            for v in found[-VERSIONS:]
        ],
        "altered": altered,
        "compared": len(found) <= VERSIONS,
    }


def _copies(ledger: Ledger, kept: ReportEntry, scope: Scope) -> list[Told]:
    """The dispatches that it is a copy of, or has passages from, with the other reports that print them."""
    groups: list[Told] = []
    for mine in scope.joined.copies.get(kept.id, ()):
        members = [
            c for some in scope.joined.copies.values() for c in some
            if c.dispatch == mine.dispatch and c.report != kept.id
        ]  # fmt: skip
        if members:
            groups.append(_group(mine, members, scope) | {"passages": _lifted(ledger, mine, kept.text)})
    return groups


def _group(mine: Copied, members: Sequence[Copied], scope: Scope) -> Told:
    labels = scope.joined.labels
    return {
        "dispatch": mine.dispatch,
        "name": labels.get(mine.dispatch),
        "first": mine.report == mine.dispatch,
        "kind": mine.kind,
        "origin": mine.origin and scope.joined.origin_name(mine.origin),
        **told.score(mine.score),
        "count": len(members),
        "reports": [
            {"report": c.report, "name": labels.get(c.report), "kind": c.kind,
             "first": c.report == c.dispatch, **told.score(c.score)}
            for c in sorted(members, key=lambda c: (c.report != c.dispatch, c.kind, -c.score.value))[:COPIES]
        ],
    }  # fmt: skip


def _lifted(ledger: Ledger, mine: Copied, text: str) -> list[Told]:
    """The passages that stand word for word in the dispatch; none of a copy, which is all of it."""
    if mine.kind != "lifted":
        return []
    dispatch = next(iter(ledger.reports(ids=[mine.dispatch])), None)
    found = islice(_passages(text, dispatch.text if dispatch else ""), PASSAGES)
    return [{"span": [span.start, span.end], "words": span.of(text)} for span in found]


def _passages(text: str, other: str) -> Iterator[Span]:
    """The longest runs of words of a text that are runs of another, too.

    >>> [s.of("He said: a b c d e f g h i. Ha.") for s in _passages("He said: a b c d e f g h i. Ha.",
    ...                                                             "A b c d e f g h i, j k.")]
    ['a b c d e f g h i']
    """
    words = list(_WORD.finditer(text))
    folded = [one[0].casefold() for one in words]
    there = [one.casefold() for one in _WORD.findall(other)]
    runs = {tuple(there[n : n + PASSAGE]) for n in range(len(there) - PASSAGE + 1)}
    start = end = -1
    for n in range(len(words) - PASSAGE + 1):
        if tuple(folded[n : n + PASSAGE]) in runs:
            if n > end:
                if end >= 0:
                    yield Span(words[start].start(), words[end].end())
                start = n
            end = n + PASSAGE - 1
    if end >= 0:
        yield Span(words[start].start(), words[end].end())
