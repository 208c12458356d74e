"""Statements with nearly the words that are asked for: a quotation that was pasted and is not quite right."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import TypeAlias

from onrecord.asking import told
from onrecord.asking.found import like
from onrecord.asking.scope import scoped, statements
from onrecord.asking.told import Told
from onrecord.ledger import Ledger

Parts: TypeAlias = list[list[str | bool]]

# A quotation of fewer words is one that many say; one of so many is compared even if all its words are found.
FEW, MANY = 4, 8
# It is looked up by so many of its runs of words, each in so many statements, and so many are compared.
RUNS, EACH, COMPARED = 24, 200, 30
# So much of the shorter of both must be the same, and so many are told of.
NEAR, SHOWN = 0.6, 5
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def near(ledger: Ledger, asked: Mapping[str, str | None], there: frozenset[str]) -> list[Told]:
    """Statements with nearly these words, the closest first, without those that were found already.

    Each has ``score``, how much of the words is the same; ``asked`` and ``found`` are the words that were
    asked for and its content, in parts: ``[words, differ]``.
    """
    words = [m[0] for m in _WORD.finditer(asked["words"] or "")]
    if len(words) < FEW or (there and len(words) < MANY):
        return []
    with ledger.connect() as connection:
        shared = Counter(like(connection, _runs(words), EACH))
    ids = [id for id, _ in shared.most_common(COMPARED) if id not in there]
    if not ids:
        return []
    scope = scoped(ledger, statements(ledger, {"ids": ids}))
    alike = [(one, *_compared(asked["words"] or "", one.content)) for one in scope.statements]
    best = sorted((one for one in alike if one[1] >= NEAR), key=lambda one: (-one[1], one[0].id))
    seen, shown = set[str](), []
    for one, score, sought, there_is in best:
        utterance = scope.joined.utterance(one.id)
        if utterance not in seen:
            seen.add(utterance)
            shown.append({
                "score": round(score, 3), "asked": sought, "found": there_is,
                "statement": told.statement(one, scope.joined, scope.overlay),
            })  # fmt: skip
    return shown[:SHOWN]


def _runs(words: Sequence[str]) -> list[str]:
    """Some of the runs of words, spread over all of them."""
    size = 3 if len(words) >= MANY else 2
    runs = [" ".join(words[n : n + size]) for n in range(len(words) - size + 1)]
    return runs[:: max(1, len(runs) // RUNS)][:RUNS]


def _compared(asked: str, content: str) -> tuple[float, Parts, Parts]:
    """How much of a quotation stands in a content, and both in parts: ``[words, differ]``.

    A content that goes on before or after the quotation is no farther from it for that.
    """
    words, there = list(_WORD.finditer(asked)), list(_WORD.finditer(content))
    before, after = [_fold(m[0]) for m in words], [_fold(m[0]) for m in there]
    blocks = [b for b in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks() if b.size]
    if not blocks:
        return 0.0, [], []
    # What stands around the first and the last words that are the same stands for as much here.
    first = max(0, blocks[0].b - blocks[0].a)
    end = min(len(after), blocks[-1].b + len(before) - blocks[-1].a)
    same_asked = {n for b in blocks for n in range(b.a, b.a + b.size)}
    same_there = {n for b in blocks for n in range(b.b, b.b + b.size)}
    score = 2 * len(same_asked) / (len(before) + end - first)
    differ = [words[n].span() for n in range(len(words)) if n not in same_asked]
    differ_there = [there[n].span() for n in range(first, end) if n not in same_there]
    return score, _parts(asked, differ), _parts(content, differ_there)


def _parts(content: str, differ: Sequence[tuple[int, int]]) -> Parts:
    """A text in parts, words that differ side by side as one.

    >>> _parts("two weeks long", [(0, 3), (4, 9)])
    [['two weeks', True], [' long', False]]
    """
    spans: list[tuple[int, int]] = []
    for start, end in differ:
        if spans and not _WORD.search(content, spans[-1][1], start):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    parts: Parts = []
    at = 0
    for start, end in spans:
        parts += [[content[at:start], False], [content[start:end], True]]
        at = end
    parts.append([content[at:], False])
    return [part for part in parts if part[0]]


def _fold(word: str) -> str:
    return word.casefold().replace("’", "'")
