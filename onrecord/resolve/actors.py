"""The actors of a report: who speaks, who relays, who is spoken to, and every other name that is one.

names → figures (cast.py) → whom each source means, in order of the text (listener.py) → actors
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.records import READABLE, Attribution, Party, Score, Segment, Span
from onrecord.resolve.cast import Cast, Figure
from onrecord.resolve.channel import Chain, Credit
from onrecord.resolve.coreference import Meant, nobody
from onrecord.resolve.knowledge import Knowledge
from onrecord.resolve.listener import Listener
from onrecord.resolve.who import Who
from onrecord.resolve.words import lexicon

# Of what is less sure than this, nobody is named.
LEAST_SURE = 0.5


@dataclass(frozen=True, slots=True)
class Voices:
    """Who is in one statement. ``speaker`` and ``others`` are ids of actors."""

    speaker: str | None
    others: tuple[str, ...]
    channel: tuple[Party, ...]
    addressee: tuple[Party, ...]
    reasons: tuple[tuple[str, Score], ...]


@dataclass(frozen=True, slots=True)
class Resolved:
    """Who is in each statement of a report, who supplied the copy, and whom other words name."""

    who: Who
    voices: tuple[Voices, ...]
    credits: tuple[Party, ...]


def resolved(
    text: str,
    segments: Sequence[Segment],
    found: Sequence[Attribution],
    chains: Sequence[Chain],
    credits: Sequence[Credit],
    known: Knowledge,
    published: str | None,
) -> Resolved:
    """Return who is meant in each statement; ``chains`` go with the statements one by one."""
    parts = [s.span for s in segments if s.kind in READABLE]
    titles = [s.span for s in segments if s.kind in ("title", "subhead")]
    cast = Cast(text, parts, [span for a in found for span in a.source], known, published)
    listener = Listener(cast, [s for a in found for s in a.content], titles)
    heard = _heard(found, chains, listener)
    parties = [(_parties(c.relays, listener), _parties(c.addressees, listener)) for c in chains]
    credited = [(_outlet(cast, credit), credit.words) for credit in credits]
    cast.ids()
    used = {f.id for meant in heard for f in meant.figures} | {f.id for f, _ in credited}
    used |= {f.id for relays, told in parties for f, _ in (*relays, *told)}
    voices = tuple(
        _voices(meant, relays, told, chain)
        for meant, (relays, told), chain in zip(heard, parties, chains, strict=True)
    )
    return Resolved(Who(listener, used), voices, tuple(Party(f.id, span) for f, span in credited))


def _heard(found: Sequence[Attribution], chains: Sequence[Chain], listener: Listener) -> list[Meant]:
    """Whom each source means. Bodies go before headlines, whose short words they explain."""
    heard: list[Meant] = [nobody("no source is written")] * len(found)
    in_title = [any(t.start <= a.content[0].start < t.end for t in listener.memory.titles) for a in found]
    order = sorted(range(len(found)), key=lambda i: (in_title[i], _first(found[i])))
    for i in order:
        if found[i].source:
            whole = Span(found[i].source[0].start, found[i].source[-1].end)
            heard[i] = _sure(listener.heard(whole))
    return heard


def _first(a: Attribution) -> int:
    return a.source[0].start if a.source else a.content[0].start


def _sure(meant: Meant) -> Meant:
    if meant.figures and meant.score.value < LEAST_SURE:
        return nobody(f"too unsure: {meant.score.reason}")
    return meant


def _is_occasion(span: Span, text: str) -> bool:
    """Whether words are said at what is named here and not to it: "told a news conference"."""
    said = re.findall(r"[a-z]+", span.of(text).lower())
    return bool(said) and said[-1] in lexicon("speakers", "occasions")


def _parties(spans: Sequence[Span], listener: Listener) -> list[tuple[Figure, Span]]:
    found = []
    for span in (s for s in spans if not _is_occasion(s, listener.cast.text)):
        meant = _sure(listener.meaning(span))
        for figure in meant.figures[:1]:
            figure.add(span, meant.score)
            found.append((figure, span))
    return found


def _outlet(cast: Cast, credit: Credit) -> Figure:
    """The figure of an agency that supplied the copy, whether or not the text speaks of it."""
    entry = cast.known.entry(credit.outlet)
    if entry is not None:
        same = cast.outlet(entry)
    else:
        named = (f for f in cast.figures if f.id == credit.outlet)
        same = next(named, None) or Figure(
            "outlet", " ".join(credit.words.of(cast.text).split()), id=credit.outlet
        )
        cast.figures += [same] if same not in cast.figures else []
    same.add(credit.words, Score(0.97, "named as a source of the copy"))
    return same


def _voices(
    meant: Meant, relays: list[tuple[Figure, Span]], told: list[tuple[Figure, Span]], chain: Chain
) -> Voices:
    ids = [f.id for f in meant.figures]
    return Voices(
        ids[0] if ids else None,
        tuple(ids[1:]),
        tuple(Party(f.id, span) for f, span in relays if f.id not in ids[:1]),
        tuple(Party(f.id, span) for f, span in told),
        (("speaker", meant.score), *chain.reasons),
    )
