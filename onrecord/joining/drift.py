"""What became of one utterance on the way: what a rendering lost or altered, with both passages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import Literal

from onrecord.joining import speakers
from onrecord.joining.figures import figures
from onrecord.joining.kept import KeptStatement
from onrecord.joining.same import Rendering, foretold
from onrecord.joining.stance import Stance, stance
from onrecord.joining.terms import Term, keys
from onrecord.records import Score, Span
from onrecord.resources import rules

Kind = Literal["condition", "hedge", "quotation", "wording", "number", "speaker", "date", "act"]

# Two quotations are one with words altered where so many of their words are the same in the same order; where
# less is, they may be two translations.
ALTERED = 0.6
# What is left out is lost only where so much of the rest is there.
THERE = 0.5
# To speak out against a thing is to reject it.
_AGAINST = {Stance.AGAINST, Stance.BLAMES}
_QUOTED = re.compile('[“„"«]([^“”„"«»]+)[”“"»]|‘([^‘’]+(?:’\\w[^‘’]*)*)’')
_CLAUSE = re.compile(r"[.;!?…]|, ")
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Drift:
    """A difference between two renderings of one utterance: statements by id, and the words and places in
    their reports. ``other`` is the one that lost or altered something, as far as that can be told."""

    utterance: str
    kind: Kind
    one: str
    other: str
    one_words: str
    one_spans: tuple[Span, ...]
    other_words: str
    other_spans: tuple[Span, ...]
    score: Score


def drift(statements: Iterable[KeptStatement], rendered: Iterable[Rendering]) -> tuple[Drift, ...]:
    """Every difference between a rendering and the fullest one of its utterance."""
    by_id = {s.id: foretold(s) for s in statements}
    groups: dict[str, list[Rendering]] = defaultdict(list)
    for one in rendered:
        groups[one.utterance].append(one)
    return tuple(d for u, some in groups.items() if len(some) > 1 for d in _within(u, some, by_id))


def place(s: KeptStatement, start: int, end: int) -> tuple[Span, ...]:
    """Where a stretch of a content stands in its report; a stretch over a gap is all of it."""
    at = 0
    for span in s.spans:
        if at <= start and end <= at + len(span):
            return (Span(span.start + start - at, span.start + end - at),)
        at += len(span) + len(" … ")
    return s.spans


def _within(
    utterance: str, rendered: Sequence[Rendering], by_id: dict[str, KeptStatement]
) -> Iterator[Drift]:
    known = [(by_id[r.statement], r.score.value) for r in rendered if r.statement in by_id]
    full, sure = max(known, key=lambda k: (bool(k[0].conditions), len(keys(k[0].content)), k[0].id))
    for other, value in known:
        if other.id == full.id or other.report == full.report:
            continue
        for kind, one, two, there, score in differences(full, other):
            graded = Score(
                round(min(score.value, value, sure, one.confidence, two.confidence), 3), score.reason
            )
            yield Drift(
                utterance, kind, one.id, two.id,
                _words(one, there[0]), place(one, *there[0]),
                _words(two, there[1]), place(two, *there[1]), graded,
            )  # fmt: skip


Places = tuple[tuple[int, int], tuple[int, int]]
Difference = tuple[Kind, KeptStatement, KeptStatement, Places, Score]


def differences(a: KeptStatement, b: KeptStatement) -> Iterator[Difference]:
    """What differs between two renderings of one utterance."""
    for one, other in ((a, b), (b, a)):
        yield from _condition(one, other)
        yield from _hedge(one, other)
    yield from _quotation(a, b)
    yield from _number(a, b)
    yield from _told(a, b)


def _all(s: KeptStatement) -> tuple[int, int]:
    return (0, len(s.content))


def _words(s: KeptStatement, at: tuple[int, int]) -> str:
    return s.content[at[0] : at[1]]


def _condition(one: KeptStatement, other: KeptStatement) -> Iterator[Difference]:
    """A condition that the other rendering does not have, though it has the rest."""
    if not one.conditions or other.conditions:
        return
    there = set(keys(other.content))
    bound = set(keys(" ".join(c.words for c in one.conditions)))
    rest = set(keys(one.content)) - bound
    if len(bound & there) < 0.4 * max(1, len(bound)) and len(rest & there) >= THERE * max(1, len(rest)):
        at = one.content.find(one.conditions[0].words)
        where = (at, at + len(one.conditions[0].words)) if at >= 0 else _all(one)
        sure = Score(0.6 if other.heading else 0.85, f"“{one.conditions[0].words}” is not in the other")
        yield "condition", one, other, (where, _all(other)), sure


def _hedge(one: KeptStatement, other: KeptStatement) -> Iterator[Difference]:
    """What is likely, allowed or hoped for in one rendering, and a fact in the other."""
    found = next(_hedges(one.content), None)
    if found is None or next(_hedges(other.content), None) or "can" in other.content.lower().split():
        return
    clause = _CLAUSE.split(one.content[found[1] :], maxsplit=1)[0]
    behind = keys(clause)[:2]
    if behind and set(behind) <= set(keys(other.content)):
        words = one.content[found[0] : found[1]]
        yield "hedge", one, other, (found, _all(other)), Score(0.75, f"“{words}” is a fact in the other")


def _hedges(content: str) -> Iterator[tuple[int, int]]:
    """Where a content says that it is less than a fact."""
    yield from ((m.start(), m.end()) for m in _hedging().finditer(content))


@cache
def _hedging() -> re.Pattern[str]:
    table = rules("joining")["hedges"]
    words = "|".join(map(re.escape, [*table["phrases"], *table["words"].split()]))
    # "May" with a capital is the month.
    return re.compile(rf"\b(?:{words})\b(?! (?:not|have)\b)")


def _quotation(a: KeptStatement, b: KeptStatement) -> Iterator[Difference]:
    """Words inside quotation marks that are others in the other rendering's marks."""
    for start, end in _quotes(a.content):
        for there, till in _quotes(b.content):
            one, other = _cut(a.content, start, end), _cut(b.content, there, till)
            match = SequenceMatcher(None, [t.key for t in one], [t.key for t in other], autojunk=False)
            if len(one) < 3 or not ALTERED <= match.ratio() < 1:
                continue
            for tag, i, j, k, m in match.get_opcodes():
                if (
                    tag == "replace"
                    and keys(_words(a, _ends(one[i:j])))
                    and keys(_words(b, _ends(other[k:m])))
                ):
                    yield _altered(a, b, one[i:j], other[k:m], match.ratio())


def _altered(
    a: KeptStatement, b: KeptStatement, one: Sequence[Term], other: Sequence[Term], ratio: float
) -> Difference:
    there, here = _ends(one), _ends(other)
    same = set(keys(_words(a, there))) & set(keys(_words(b, here)))
    kind: Kind = "wording" if same else "quotation"
    reason = f"“{_words(a, there)}” is “{_words(b, here)}”"
    return kind, a, b, (there, here), Score(round(ratio if kind == "quotation" else ratio / 2, 3), reason)


def _ends(words: Sequence[Term]) -> tuple[int, int]:
    return words[0].start, words[-1].end


def _quotes(content: str) -> Iterator[tuple[int, int]]:
    """What stands inside marks; all of a content whose marks were cut off or do not match."""
    found = [m.span(1) if m[1] else m.span(2) for m in _QUOTED.finditer(content)]
    yield from found or ([(0, len(content))] if re.search('[“”„"]', content) else [])


def _cut(content: str, start: int, end: int) -> list[Term]:
    return [
        Term(m[0].lower().replace("’", "'"), start + m.start(), start + m.end())
        for m in _WORD.finditer(content[start:end])
    ]


def _number(a: KeptStatement, b: KeptStatement) -> Iterator[Difference]:
    """Another number of the same thing."""
    one, other = figures(a.content), figures(b.content)
    for f in one:
        same = [g for g in other if g.unit == f.unit]
        if (
            same
            and all(g.value != f.value for g in same)
            and sum(g.unit == f.unit for g in one) == len(same) == 1
        ):
            g = same[0]
            yield "number", a, b, ((f.start, f.end), (g.start, g.end)), Score(0.8, f"{f.value} is {g.value}")


def _told(a: KeptStatement, b: KeptStatement) -> Iterator[Difference]:
    """Another speaker, day or act."""
    places = (_all(a), _all(b))
    if a.speaker and b.speaker and speakers.alike(a, b).value < 0.5 and a.named and b.named:
        yield "speaker", a, b, places, Score(0.7, f"{a.name or a.speaker} is {b.name or b.speaker}")
    if a.told and b.told and max(a.earliest or "", b.earliest or "") > min(a.latest or "~", b.latest or "~"):
        yield "date", a, b, places, Score(0.7, f"{a.said} is {b.said}")
    one, other = stance(a), stance(b)
    if one is not other and Stance.NEUTRAL not in (one, other) and {one, other} != _AGAINST:
        yield "act", a, b, places, Score(0.6, f"{a.act} is {b.act}")
