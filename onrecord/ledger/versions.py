"""Pages that changed: the texts that were at one address, and what became of the quotations in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from sqlalchemy import Connection, func, select

from onrecord.ledger import ids
from onrecord.ledger.entries import Alteration, Difference, StatementEntry, VersionEntry
from onrecord.ledger.recall import current, statements
from onrecord.ledger.tables import changed_page, reading, report, sighting
from onrecord.quotes import states
from onrecord.records import Span

# Of the words of two quotations, this share is the same: one is the other, altered.
ALIKE = 0.5
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_GAP = len(" … ")


def versions(connection: Connection, at: str | None, page: str) -> list[VersionEntry]:
    """The texts that were at an address, or where the report of this id was, each once, the first first."""
    found = select(sighting.c.page).where(sighting.c.report == page, sighting.c.page.is_not(None))
    return _texts(connection, at, connection.scalar(found.limit(1)) or ids.page(page) or "")


def altered(connection: Connection, at: str | None, page: str | None) -> Iterator[Alteration]:
    """What became of each quotation from one version to the next."""
    chains = [versions(connection, at, page)] if page is not None else _changed(connection, at)
    for chain in chains:
        for earlier, later in pairwise(chain):
            yield from _compared(connection, at, earlier, later)


def _changed(connection: Connection, at: str | None) -> Iterator[list[VersionEntry]]:
    """The texts of every page that had more than one."""
    several = select(changed_page.c.page).order_by(changed_page.c.page)
    for page in connection.scalars(several).all():
        yield _texts(connection, at, page)


def _texts(connection: Connection, at: str | None, page: str) -> list[VersionEntry]:
    c = sighting.c
    query = (
        select(
            c.report, func.min(c.seen).label("seen"), func.min(c.url), reading.c.title, reading.c.published
        )
        .join_from(sighting, reading, c.report == reading.c.report)
        .where(c.page == page, current(at))
        .group_by(c.report, reading.c.title, reading.c.published)
        .order_by("seen", c.report)
    )
    if at is not None:
        query = query.where(c.seen <= at)
    return [VersionEntry(*row) for row in connection.execute(query)]


# ---- quotations side by side ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Quote:
    """What stands in quotation marks in a statement: its words folded, and where each is in the report."""

    statement: StatementEntry
    words: tuple[str, ...]
    places: tuple[Span, ...]
    written: tuple[str, ...]


def _compared(
    connection: Connection, at: str | None, earlier: VersionEntry, later: VersionEntry
) -> Iterator[Alteration]:
    before, after = _quotes(connection, at, earlier.report), _quotes(connection, at, later.report)
    was, is_now = (_folded(connection, one.report) for one in (earlier, later))
    # What a version says anywhere is neither gone from it nor new, whoever is read as saying it.
    lost = [quote for quote in before if _run(quote.words) not in is_now]
    gained = [quote for quote in after if _run(quote.words) not in was]
    pairs = _pairs(lost, gained)
    for old, new, score in pairs:
        yield Alteration(
            "altered", earlier, later, old.statement, new.statement, tuple(_differences(old, new)), score
        )
    for old in lost:
        if not any(old is one for one, _, _ in pairs):
            yield Alteration("gone", earlier, later, old.statement, None)
    for new in gained:
        if not any(new is one for _, one, _ in pairs):
            yield Alteration("new", earlier, later, None, new.statement)


def _quotes(connection: Connection, at: str | None, report: str) -> list[_Quote]:
    found = statements(connection, at, {"reports": [report]})
    quoted = (_quote(one) for one in found if one.kind in ("direct", "mixed"))
    return [one for one in quoted if one.words]


def _quote(one: StatementEntry) -> _Quote:
    inside = states(one.content)
    all_of_it = one.kind == "direct" or not any(inside)
    words, places, written = [], [], []
    for found in _WORD.finditer(one.content):
        if all_of_it or inside[found.start()]:
            words.append(_fold(found[0]))
            places.append(_place(one.content_spans, found.start(), found.end()))
            written.append(found[0])
    return _Quote(one, tuple(words), tuple(places), tuple(written))


def _place(spans: Sequence[Span], start: int, end: int) -> Span:
    """Where a stretch of the content, its spans joined, stands in the report."""
    for span in spans:
        if start < len(span):
            return Span(span.start + start, span.start + end)
        start, end = start - len(span) - _GAP, end - len(span) - _GAP
    raise ValueError("past the end of the content")


def _folded(connection: Connection, id: str) -> str:
    text = connection.execute(select(report.c.text).where(report.c.id == id)).scalar_one()
    return _run(_fold(found[0]) for found in _WORD.finditer(text))


def _run(words: Iterable[str]) -> str:
    """Words in a row, to look for in others."""
    return f" {' '.join(words)} "


def _fold(word: str) -> str:
    return word.casefold().replace("’", "'")


def _pairs(lost: Sequence[_Quote], gained: Sequence[_Quote]) -> list[tuple[_Quote, _Quote, float]]:
    """Which quotation became which: the most alike first, each once."""
    alike = [
        (SequenceMatcher(None, old.words, new.words, autojunk=False).ratio(), i, j)
        for i, old in enumerate(lost)
        for j, new in enumerate(gained)
    ]
    taken: tuple[set[int], set[int]] = (set(), set())
    pairs = []
    for score, i, j in sorted(alike, key=lambda one: (-one[0], one[1], one[2])):
        if score >= ALIKE and i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            pairs.append((lost[i], gained[j], round(score, 3)))
    return pairs


def _differences(old: _Quote, new: _Quote) -> Iterator[Difference]:
    """The stretches in which two quotations differ, in their order."""
    for tag, a, b, c, d in SequenceMatcher(None, old.words, new.words, autojunk=False).get_opcodes():
        if tag != "equal":
            yield Difference(*_stretch(old, a, b), *_stretch(new, c, d))


def _stretch(quote: _Quote, first: int, end: int) -> tuple[str, Span | None]:
    if first == end:
        return "", None
    where = Span(quote.places[first].start, quote.places[end - 1].end)
    return " ".join(quote.written[first:end]), where
