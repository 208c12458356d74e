"""What needs eyes: joins, speakers, changes and conflicts that are not sure, and on which nobody decided."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, TypeAlias, get_args

from sqlalchemy import and_, select

from onrecord.asking import told
from onrecord.asking.changes import around
from onrecord.asking.scope import scoped, statements
from onrecord.asking.told import Told
from onrecord.ledger import Ledger, judging
from onrecord.ledger.entries import StatementEntry
from onrecord.ledger.recall import current
from onrecord.ledger.tables import appearance, reading, rendering, statement
from onrecord.records import Score

Kind = Literal["join", "speaker", "statement", "change", "conflict", "drift"]
KINDS: tuple[Kind, ...] = get_args(Kind)
# The newest so many statements are looked at, so that the answer takes as long on a large ledger as on a
# small one. What is less sure is called "low" by all views (views.marks.sureness).
WINDOW, SURE = 2000, 0.7
LIMIT = 20
# So many characters are shown on either side of a passage.
AROUND = 160
Parts: TypeAlias = list[list[str | bool]]
# Two renderings of one utterance: elsewhere nearly all of the words differ, and it tells nothing which.
_ALIKE = ("join", "drift")
_WORDS = re.compile(r"\S+|\s+")
_MARKS = re.compile(r"[\W_]+")
# What can be said of each.
VERDICTS: Mapping[Kind, tuple[str, str]] = {
    kind: ("same", "different") if kind == "join" else ("right", "wrong") for kind in KINDS
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing to decide: of one statement, or of two together."""

    kind: Kind
    one: str
    other: str | None
    score: Score
    what: str | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """The ids as judgments have them."""
        return tuple(sorted(filter(None, (self.one, self.other))))


def doubtful(
    ledger: Ledger, *, kind: Kind | None = None, until: str | None = None, limit: int = LIMIT
) -> Told:
    """What needs eyes among the newest statements, up to a day where one is named: the least sure first.

    ``counts`` has how many there are of each kind, ``earliest`` the first day that was looked at. Each of
    ``doubts`` has ``one``, a statement, and ``other``, or null; its ``verdicts`` are what can be said of it.
    """
    rows = _newest(ledger, until)
    decided = {tuple(sorted(filter(None, (j.subject, j.other)))) for j in judging.judgments(ledger)}
    every = [*_joins(rows), *_single(rows), *_findings(ledger, rows)]
    # One decision settles all that is doubtful of the same two: what is asked first is whether they are one.
    first = {one.key: one for one in reversed(every) if one.key not in decided}
    left = sorted(first.values(), key=lambda d: (d.score.value, d.key))
    shown = [one for one in left if kind in (None, one.kind)][:limit]
    counts = Counter(one.kind for one in left)
    return {
        "asked": {"kind": kind, "until": until},
        "as_of": ledger.at,
        "counts": {one: counts[one] for one in KINDS},
        "looked_at": len(rows),
        "earliest": rows[-1].earliest if rows else None,
        "more": len(rows) == WINDOW,
        "doubts": _told(ledger, shown),
    }


@dataclass(frozen=True, slots=True)
class _Row:
    """What is looked at of a statement."""

    id: str
    earliest: str | None
    confidence: float
    source: str
    speaker: str | None
    known: float | None
    utterance: str | None
    score: float | None
    reason: str | None


def _newest(ledger: Ledger, until: str | None) -> list[_Row]:
    s, a, r = statement.c, appearance.c, rendering.c
    query = (
        select(s.id, s.earliest, s.confidence, s.source, s.speaker, a.score, r.utterance, r.score, r.reason)
        .join_from(statement, reading, s.reading == reading.c.id)
        .outerjoin(appearance, and_(a.reading == s.reading, a.actor == s.speaker))
        .outerjoin(rendering, r.statement == s.id)
        .where(current(ledger.at))
        .order_by(s.earliest.desc().nulls_last(), s.report.desc(), s.number.desc())
        .limit(WINDOW)
    )
    if until:
        query = query.where(s.earliest <= until)
    with ledger.connect() as connection:
        return [_Row(*row) for row in connection.execute(query)]


def _joins(rows: Iterable[_Row]) -> list[Doubt]:
    """Statements that are taken for one with another, and not surely."""
    return [
        Doubt("join", one.utterance, one.id, Score(one.score, one.reason or ""))
        for one in rows
        if one.utterance not in (None, one.id)
        and one.utterance
        and one.score is not None
        and one.score < SURE
    ]


def _single(rows: Iterable[_Row]) -> Iterable[Doubt]:
    """Statements that may be none, or of somebody else."""
    for one in rows:
        if one.confidence < SURE:
            yield Doubt("statement", one.id, None, Score(one.confidence, "its marks are not sure"))
        elif one.speaker is None and one.source:
            yield Doubt("speaker", one.id, None, Score(0.5, f"nobody is known for “{one.source}”"))
        elif one.known is not None and one.known < SURE:
            yield Doubt("speaker", one.id, None, Score(one.known, "who is meant is not sure"))


def _findings(ledger: Ledger, rows: Sequence[_Row]) -> list[Doubt]:
    """Changes and conflicts that are not sure."""
    found = around(ledger, [one.id for one in rows], least=0.0)
    return [Doubt(f.kind, f.one, f.other, f.score, f.what) for f in found if f.score.value < SURE]


def _told(ledger: Ledger, shown: Sequence[Doubt]) -> list[Told]:
    ids = list(dict.fromkeys(id for one in shown for id in (one.one, one.other) if id))
    scope = scoped(ledger, statements(ledger, {"ids": ids}) if ids else [])
    by_id = {one.id: one for one in scope.statements}
    texts = {one.id: one.text for one in ledger.reports(ids={s.report for s in scope.statements})}

    def passage(id: str | None) -> Told | None:
        one = by_id.get(id or "")
        if one is None:
            return None
        return told.statement(one, scope.joined, scope.overlay) | _around(one, texts[one.report])

    def parts(one: Doubt) -> tuple[Parts, Parts] | None:
        if one.kind not in _ALIKE or one.other is None:
            return None
        return beside(by_id[one.one].content, by_id[one.other].content)

    return [
        {
            "kind": one.kind, "what": one.what, **told.score(one.score), "verdicts": list(VERDICTS[one.kind]),
            "one": passage(one.one), "other": passage(one.other), "parts": parts(one),
        }
        for one in shown
        if one.one in by_id and (one.other is None or one.other in by_id)
    ]  # fmt: skip


def _around(one: StatementEntry, text: str) -> Told:
    """The words before and after a statement in its report."""
    start, end = one.content_spans[0].start, one.content_spans[-1].end
    return {"before": text[max(0, start - AROUND) : start], "after": text[end : end + AROUND]}


def beside(one: str, other: str) -> tuple[Parts, Parts]:
    """Two passages in parts, each with whether the other has it otherwise.

    >>> beside("we sign today", "We sign on Monday")
    ([['we sign ', False], ['today', True]], [['We sign ', False], ['on Monday', True]])
    """
    a, b = _WORDS.findall(one), _WORDS.findall(other)
    same = SequenceMatcher(None, [*map(_folded, a)], [*map(_folded, b)], autojunk=False)
    first: Parts = []
    second: Parts = []
    for tag, start, end, there, until in same.get_opcodes():
        for parts, words in ((first, a[start:end]), (second, b[there:until])):
            if words:
                parts.append(["".join(words), tag != "equal"])
    return first, second


def _folded(word: str) -> str:
    return _MARKS.sub("", word).casefold()
