"""Whether words stand in a report that is kept: to the letter, but for marks and spaces, or nearly so.

The words are looked for in the report that is named, and then in all others, so that a quotation that is
false here and true there is told as such.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from sqlalchemy import Connection, Select, select

from onrecord.ledger import search, texts
from onrecord.ledger.entries import Difference, Spans
from onrecord.ledger.recall import current
from onrecord.ledger.store import Ledger
from onrecord.ledger.tables import reading, report, statement
from onrecord.records import Span

How = Literal["exact", "normalised", "near"]
Verdict = Literal[
    "in this report", "altered", "not in this report", "found in another report",
    "on record", "nearly on record", "not on record",
]  # fmt: skip

# Words stand nearly so where so much of both is the same.
NEAR = 0.6
# So many reports are told of, and so many are compared word by word.
MOST, CANDIDATES = 20, 40
# So many of the newest that have all its words are read through for a quotation.
HOLDING = 1000
# A quotation is looked up by so many of its runs of words; one of fewer words than that is short.
RUNS, SHORT = 24, 8
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_RANK: dict[str, int] = {"exact": 0, "normalised": 1, "near": 2}


@dataclass(frozen=True, slots=True)
class Match:
    """Where words stand. ``score`` is how much of them is the same, from 0 to 1; ``differences`` are the
    words that are not, those of the quotation as ``before`` and those of the report as ``after``."""

    report: str
    how: How
    spans: Spans
    words: str
    score: float = 1.0
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """What became of words that were looked for, and where they stand: the report asked for first, then the
    closest."""

    words: str
    verdict: Verdict
    matches: tuple[Match, ...]


def verify_quote(ledger: Ledger, words: str, report: str | None = None) -> Quote:
    """Look for words in a report, by its id, and in all others; in all where none is named.

    The verdict is ``altered`` where they stand nearly so in the report that is named.
    """
    asked = None if report is None else ledger.report(report)
    here = list(_in_text(words, asked.id, asked.text)) if asked else []
    if here and here[0].how != "near":
        return Quote(words, "in this report", tuple(here[:1]))
    with ledger.connect() as connection:
        found = [
            m for m in _everywhere(connection, ledger.at, words) if asked is None or m.report != asked.id
        ]
    found.sort(key=lambda m: (_RANK[m.how], -m.score, m.report))
    return Quote(words, _verdict(asked is not None, here, found), (*here[:1], *found[:MOST]))


def _verdict(one: bool, here: Sequence[Match], found: Sequence[Match]) -> Verdict:
    """What is to be said of words: of one report, and of what was found here and elsewhere."""
    literal = any(match.how != "near" for match in found)
    if not one:
        return "on record" if literal else "nearly on record" if found else "not on record"
    if here:
        return "altered"
    return "found in another report" if literal else "not in this report"


def _everywhere(connection: Connection, at: str | None, words: str) -> Iterator[Match]:
    tokens = [found[0] for found in _WORD.finditer(words)]
    if not tokens:
        return
    query = (
        select(report.c.id, report.c.text).join(reading, reading.c.report == report.c.id).where(current(at))
    )
    literal = set()
    for row in connection.execute(query.where(report.c.id.in_(_holding(connection, tokens)))):
        for match in _literal(words, row.id, row.text):
            literal.add(row.id)
            yield match
    near = [id for id in _candidates(connection, tokens) if id not in literal]
    for row in connection.execute(query.where(report.c.id.in_(near))):
        yield from _nearly(words, row.id, row.text)


def _holding(connection: Connection, tokens: Sequence[str]) -> Select[tuple[str]]:
    """Select the reports that have the words of a quotation; of the last no more than its beginning, as it
    may be cut off, and of more than two not the first."""
    *before, last = tokens
    whole = search.words(" ".join(before[1:] or before))
    begun = search.words(last)
    wanted = sorted({*whole, *begun[:-1]}, key=lambda word: (-len(word), word))[:RUNS]
    return texts.holding(wanted, begun[-1] if begun else None, connection.dialect.name, HOLDING)


def _candidates(connection: Connection, tokens: Sequence[str]) -> Iterable[str]:
    """The reports whose statements share most runs of words with a quotation."""
    size = 3 if len(tokens) >= SHORT else 2
    runs = [" ".join(tokens[n : n + size]) for n in range(max(1, len(tokens) - size + 1))]
    step = max(1, len(runs) // RUNS)
    shared = Counter[str]()
    for run in runs[::step][:RUNS]:
        found = search.found(f'"{run}"', connection.dialect.name)
        query = select(statement.c.report).where(statement.c.id.in_(found)).distinct().limit(10 * CANDIDATES)
        shared.update(connection.scalars(query))
    return [id for id, _ in shared.most_common(CANDIDATES)]


# ---- in one text ----------------------------------------------------------------------------------------


def _in_text(words: str, id: str, text: str) -> Iterator[Match]:
    literal = list(_literal(words, id, text))
    yield from literal or _nearly(words, id, text)


def _literal(words: str, id: str, text: str) -> Iterator[Match]:
    """Where the words stand to the letter, or but for marks, spaces and capitals; the first such place."""
    start = text.find(words)
    if start >= 0:
        yield Match(id, "exact", (Span(start, start + len(words)),), words)
        return
    tokens = [re.sub("['’]", "['’]", re.escape(found[0])) for found in _WORD.finditer(words)]
    sought = r"\b" + r"[\W_]+".join(tokens) + r"\b"
    found = re.search(sought, text, re.IGNORECASE) if tokens else None
    if found:
        yield Match(id, "normalised", (Span(*found.span()),), found[0])


def _nearly(words: str, id: str, text: str) -> Iterator[Match]:
    """Where the words stand nearly so: the stretch of the text that is most like them."""
    asked, there = list(_WORD.finditer(words)), list(_WORD.finditer(text))
    before, after = [_fold(m[0]) for m in asked], [_fold(m[0]) for m in there]
    first, end = _stretch(before, after)
    same = SequenceMatcher(None, before, after[first:end], autojunk=False)
    score = same.ratio()
    if score < NEAR:
        return
    place = Span(there[first].start(), there[end - 1].end())
    differences = tuple(
        _difference(asked[a:b], there[first + c : first + d])
        for tag, a, b, c, d in same.get_opcodes()
        if tag != "equal"
    )
    yield Match(id, "near", (place,), place.of(text), round(score, 3), differences)


def _stretch(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """From which word to which a text is most like some words."""
    best, found = 0.0, (0, 0)
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    for start in {max(0, block.b - block.a) for block in blocks if block.size}:
        window = after[start : start + len(before) + len(before) // 3 + 1]
        same = [
            m for m in SequenceMatcher(None, before, window, autojunk=False).get_matching_blocks() if m.size
        ]
        if not same:
            continue
        # What stands around the first and the last words that are the same stands for as much here.
        first = max(0, start + same[0].b - same[0].a)
        left = len(before) - same[-1].a - same[-1].size
        end = min(len(after), start + same[-1].b + same[-1].size + left)
        score = 2 * sum(m.size for m in same) / (len(before) + end - first)
        if score > best:
            best, found = score, (first, end)
    return found


def _difference(asked: Sequence[re.Match[str]], there: Sequence[re.Match[str]]) -> Difference:
    def told(some: Sequence[re.Match[str]]) -> tuple[str, Span | None]:
        if not some:
            return "", None
        return " ".join(m[0] for m in some), Span(some[0].start(), some[-1].end())

    return Difference(*told(asked), *told(there))


def _fold(word: str) -> str:
    return word.casefold().replace("’", "'")
