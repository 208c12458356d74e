"""Quotation marks: which open, which close, and what stands between them.

Marks in the wild are straight, curly, low-9, single, angled, mismatched or missing. Each paragraph
is read by itself: a quotation that runs over paragraphs opens its marks anew in each, so a mark left
open reaches to the end of its paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

DOUBLE = frozenset('“”„‟"«»〝〞＂″「」『』')
SINGLE = frozenset("‘’‚‛'‹›`´")
MARKS = DOUBLE | SINGLE
APOSTROPHES = frozenset("’'‘`´")
_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_OPENS_AFTER = frozenset("([{<—–-/:…")
# A paragraph full of apostrophes is not searched to its end from each of them.
LONGEST_SINGLE = 4000
_DECADE = re.compile(r"\d0s\b|n[’'] ")
_MARK = re.compile("[" + re.escape("".join(sorted(MARKS))) + "]")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Offsets of the words inside a pair of marks; the marks stand just outside of them.

    ``closed`` is False where the paragraph ends before a closing mark is found; ``end`` is then
    the end of the paragraph.
    """

    start: int
    end: int
    closed: bool
    single: bool


def quotations(text: str, paragraphs: Sequence[tuple[int, int]] | None = None) -> list[Quotation]:
    """Return the quotations of a text in order; none lies inside another of the same width.

    ``paragraphs`` are character ranges; without it every line is one.

    >>> [(q.start, q.end) for q in quotations('He said: “100% ready“.')]
    [(10, 20)]
    """
    found: list[Quotation] = []
    places = lines(text) if paragraphs is None else paragraphs
    for n, (begin, end) in enumerate(places):
        double = list(_double(text, begin, end))
        found += double
        following = text[places[n + 1][0] : places[n + 1][0] + 1] if n + 1 < len(places) else ""
        found += _single(text, begin, end, double, goes_on=following in SINGLE and following != "")
    return sorted(found, key=lambda q: q.start)


def _can_open(text: str, at: int, begin: int, end: int) -> bool:
    before = text[at - 1] if at > begin else " "
    after = text[at + 1] if at + 1 < end else " "
    return not after.isspace() and (before.isspace() or before in _OPENS_AFTER or before in MARKS)


def _can_close(text: str, at: int, begin: int, end: int) -> bool:
    before = text[at - 1] if at > begin else " "
    after = text[at + 1] if at + 1 < end else " "
    return not before.isspace() and not after.isalnum()


def _double(text: str, begin: int, end: int) -> Iterator[Quotation]:
    opened: int | None = None
    for mark in _MARK.finditer(text, begin, end):
        at = mark.start()
        if text[at] not in DOUBLE:
            continue
        opens = _can_open(text, at, begin, end)
        if opened is None:
            # A closing mark alone at the start of nothing is litter, a measure in inches or an
            # error of the page: what it closes cannot be known.
            if opens or text[at] in "“„«「『" or not _can_close(text, at, begin, end):
                opened = at
        elif opens and not _can_close(text, at, begin, end) and text[at] in '“„«"':
            yield Quotation(opened + 1, _word_end(text, opened + 1, at), False, False)
            opened = at
        else:
            yield Quotation(opened + 1, at, True, False)
            opened = None
    if opened is not None and opened + 1 < end:
        yield Quotation(opened + 1, end, False, False)


def _word_end(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _single(
    text: str, begin: int, end: int, double: list[Quotation], *, goes_on: bool
) -> Iterator[Quotation]:
    """Single quotations; one may be left open only where the next paragraph opens its marks anew."""
    at = begin
    while at < end:
        mark = _MARK.search(text, at, end)
        if mark is None:
            return
        at = mark.start() + 1
        if text[mark.start()] in SINGLE and _opens_single(text, mark.start(), begin, end):
            close = _single_close(text, at, end, double)
            if goes_on and (close is None or text[close - 1] in "sS") and not _later(text, at, end):
                yield Quotation(at, end, False, True)
                return
            if close is not None:
                yield Quotation(at, close, True, True)
                at = close + 1


def _later(text: str, start: int, end: int) -> bool:
    """Whether another single quotation opens further on, so that this one cannot be the last."""
    return any(
        text[m.start()] in "‘'‚‹" and _opens_single(text, m.start(), start, end)
        for m in _MARK.finditer(text, start, end)
    )


def _opens_single(text: str, at: int, begin: int, end: int) -> bool:
    if not _can_open(text, at, begin, end) or text[at] in "´":
        return False
    # ’em, ’90s: an apostrophe at the head of a word, not a quotation.
    return not (text[at] == "’" and text[at + 1 : at + 2].isalnum()) and not _DECADE.match(text, at + 1)


def _single_close(text: str, start: int, end: int, double: list[Quotation]) -> int | None:
    """The mark that closes a single quotation; a possessive ("members’ rosters") closes none."""
    fallback = None
    outer = min((q.end for q in double if q.start <= start <= q.end), default=end)
    outer = min(outer, start + LONGEST_SINGLE)
    for mark in _MARK.finditer(text, start, outer):
        at = mark.start()
        if fallback is not None and text[at] in "‘‚‹" and _opens_single(text, at, start, end):
            return fallback
        if text[at] not in SINGLE or not _can_close(text, at, start, end):
            continue
        if text[at - 1] not in "sS":
            return at
        if fallback is None:
            fallback = at
    return fallback


def lines(text: str) -> list[tuple[int, int]]:
    """The character ranges of the lines that are not empty: the paragraphs, where nobody knows better."""
    return [m.span() for m in _LINE.finditer(text)]


def chains(text: str, paragraphs: Sequence[tuple[int, int]]) -> list[list[Quotation]]:
    """Quotations of which each but the last is left open, and the next opens the next paragraph."""
    by_part = [(begin, list[Quotation]()) for begin, _ in paragraphs]
    for q in quotations(text, paragraphs):
        by_part[_place(q.start, paragraphs)][1].append(q)
    found: list[list[Quotation]] = []
    open_ended: Quotation | None = None
    for (_, before), (begin, after) in pairwise(by_part):
        last = max(before, key=lambda q: q.start, default=None)
        first = after[0] if after and not text[begin : after[0].start - 1].strip() else None
        if last is None or last.closed or first is None:
            continue
        if open_ended is last:
            found[-1].append(first)
        else:
            found.append([last, first])
        open_ended = first if first is max(after, key=lambda q: q.start) else None
    return found


def _place(at: int, paragraphs: Sequence[tuple[int, int]]) -> int:
    """The number of the paragraph that a character stands in."""
    return bisect_right(paragraphs, at, key=lambda p: p[0]) - 1


def blocks(text: str, paragraphs: Sequence[tuple[int, int]]) -> list[int]:
    """The number of each paragraph, from 0, where those that one quotation runs over count as one.

    >>> blocks("He said:\\n“No.\\n“Never.”\\nIt rained.", [(0, 8), (9, 13), (14, 22), (23, 33)])
    [0, 1, 1, 2]
    """
    going_on = {_place(q.start, paragraphs) for chain in chains(text, paragraphs) for q in chain[1:]}
    return [n - 1 for n in accumulate(int(i not in going_on) for i in range(len(paragraphs)))]


def states(text: str, paragraphs: Sequence[tuple[int, int]] | None = None) -> bytearray:
    """One byte a character: 0 outside, 1 inside a quotation, 2 an opening mark, 3 a closing mark."""
    state = bytearray(len(text))
    for q in quotations(text, paragraphs):
        for at in range(q.start, q.end):
            state[at] = state[at] or 1
        state[q.start - 1] = 2
        if q.closed and q.end < len(text):
            state[q.end] = 3
    return state
