"""Near-copies of one dispatch, though each house rewrote it, and passages lifted into a report of one's own.

Rewrites share a third of their word triples, so shingles alone miss them. Reports are brought together by
rare pairs of terms in a sentence, whatever stands between; then told apart by how many sentences of the one
have their like in the other, whether in the same order and from the start, by quotations, and by who is
credited. Two agencies that were in the same room share quotations and names, and little else.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from onrecord.joining.grouping import Groups, neighbours
from onrecord.joining.kept import DECIDED, KeptReport, Verdicts
from onrecord.joining.terms import Weights, keys
from onrecord.records import Score
from onrecord.resolve.knowledge import knowledge
from onrecord.resolve.names import slug

# A dispatch is printed on its day or the next; a weekly may take three.
DAYS = 3
# So many of the rarest marks of a report are looked up, among so many reports that had each last.
MARKS, BACK = 80, 12
# Two reports are compared where they share so many of them, and this share of the fewer: rewrites share a
# third.
SHARED, TENTH = 3, 0.1
# Two sentences are alike where they share this much of their weight.
ALIKE = 0.42
# Independent reports of one event share a third of the rare pairs of the shorter one at most (ECB+, by eye),
# rewrites of a dispatch half.
PAIRS = 0.55
# Two reports are one dispatch from here on. None has so little of the other's, unless it is the other cut
# short.
COPY, OWN, CUT = 0.77, 0.45, 0.85
# A sentence was taken over from here on; one alone where it has so many terms.
VERBATIM, LONG = 0.75, 18
# "TUNIS, October 15 (AFP) -", "VALLETTA (dpa) –"
_DATELINE = re.compile(r"^[^\W\d_a-z][^()\n]{1,60}\((?P<agency>[^\W\d_][\w .&/-]{1,24})\)\s*[-–—]", re.M)
_DECIDED = Score(1.0, DECIDED)
_QUOTED = re.compile("[“”„\"«»]|(?<!\\w)[‘']|[’'](?!\\w)")


@dataclass(frozen=True, slots=True)
class Copy:
    """A report as one of a group of near-copies: ``dispatch`` is the id of the first of them.

    ``kind`` is lifted where only passages were taken over. ``origin`` is the actor whose dispatch it is, or
    None.
    """

    report: str
    dispatch: str
    kind: Literal["copy", "lifted"]
    origin: str | None
    score: Score


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as it is compared: its terms with their weights; ``quotes`` where most of it is quoted."""

    keys: Mapping[str, float]
    weight: float
    quotes: bool


@dataclass(frozen=True, slots=True)
class Print:
    """What is compared of a report. ``marks`` are its rare pairs of terms, all of ``weight``."""

    report: KeptReport
    sentences: tuple[Sentence, ...]
    weight: float
    pairs: frozenset[str] = field(repr=False)
    marks: tuple[str, ...] = field(repr=False)
    day: int | None


@dataclass(frozen=True, slots=True)
class Likeness:
    """How one report is like another: ``pairs`` is how much of the rare pairs of terms of the shorter one is
    in the other, ``share`` what share of each has its like in the other, ``like`` how like those sentences
    are, ``order`` how many of them are in the same order.

    ``run`` is how many sentences on end were taken over nearly word for word, outside of quotations, and
    ``longest`` how many terms the longest such sentence has.
    """

    pairs: float
    share: tuple[float, float]
    like: float
    order: float
    lead: bool
    run: int
    longest: int
    alike: int


@dataclass(frozen=True, slots=True)
class _Match:
    """Which sentence is most like another, and how much."""

    at: int
    like: float


def copies(reports: Sequence[KeptReport], verdicts: Verdicts | None = None) -> tuple[Copy, ...]:
    """Every report that is a near-copy of another or took passages over, the dispatch itself among them."""
    decided = verdicts or Verdicts()
    by_id = {r.id: r for r in reports}
    pairs = [p for p in _pairs_of(fingerprints(reports)) if not decided.different(p.one, p.other)]
    groups = _grouped(pairs, by_id, decided)
    sure = _surest(pairs, groups)
    found = {c.report: c for some in groups for c in _group([by_id[id] for id in some], sure)}
    lifted = {
        (c.report, c.dispatch): c
        for pair in sorted(pairs, key=lambda p: p.score.value)
        if pair.kind == "lifted" and groups.of(pair.one) != groups.of(pair.other)
        for c in (_lifted(pair, found, by_id),)
    }
    return tuple(sorted((*found.values(), *lifted.values()), key=_order))


def fingerprints(reports: Sequence[KeptReport]) -> list[Print]:
    """What is compared of each report, in order of publication."""
    ordered = sorted(reports, key=lambda r: r.order)
    cut = [[_cut(r, s.of(r.text)) for s in r.sentences] for r in ordered]
    weigh = Weights.over([key for words, _ in one for key in words] for one in cut)
    pairs = [_pairs(one) for one in cut]
    often = Counter(mark for marks in pairs for mark in set(marks))
    return [_print(*row, weigh, often) for row in zip(ordered, cut, pairs, strict=True)]


def likeness(a: Print, b: Print) -> Likeness:
    """How two reports are like each other."""
    there = _alike(a.sentences, b.sentences)
    back = {m.at: _Match(i, m.like) for i, m in there.items()}
    taken = {i: m.at for i, m in there.items() if m.like >= VERBATIM and not a.sentences[i].quotes}
    return Likeness(
        len(a.pairs & b.pairs) / max(1, min(len(a.pairs), len(b.pairs))),
        (_share(a, there), _share(b, back)),
        sum(m.like for m in there.values()) / max(1, len(there)),
        _rising([there[i].at for i in sorted(there)]) / max(1, len(there)),
        any(i + m.at < 4 and min(i, m.at) < 2 for i, m in there.items()),
        _run(taken),
        max((len(a.sentences[i].keys) for i in taken), default=0),
        len(there),
    )


# ---- what is compared -----------------------------------------------------------------------------------


def _cut(report: KeptReport, sentence: str) -> tuple[list[str], bool]:
    """The keys of a sentence, and whether it is mostly a quotation."""
    marks = [m.start() for m in _QUOTED.finditer(sentence)]
    inside = marks[-1] - marks[0] if len(marks) > 1 else len(sentence) * bool(marks)
    return keys(sentence), inside > len(sentence) * 0.4


def _pairs(sentences: Sequence[tuple[list[str], bool]]) -> list[str]:
    """Two terms each that stand within three of each other, in whichever order."""
    return [
        f"{min(a, b)} {max(a, b)}"
        for words, _ in sentences
        for n, a in enumerate(words)
        for b in words[n + 1 : n + 3]
        if a != b
    ]


def _print(
    report: KeptReport,
    cut: Sequence[tuple[list[str], bool]],
    pairs: Sequence[str],
    weigh: Weights,
    often: Mapping[str, int],
) -> Print:
    sentences = tuple(
        Sentence(weighed, sum(weighed.values()), quotes)
        for words, quotes in cut
        if len(weighed := {key: weigh(key) for key in words}) > 2
    )
    # A pair that nobody else has brings nobody together.
    shared = {mark for mark in pairs if often[mark] > 1}
    marks = sorted(shared, key=lambda mark: (often[mark], mark))[:MARKS]
    return Print(
        report,
        sentences,
        sum(s.weight for s in sentences),
        frozenset(pairs),
        tuple(marks),
        _ordinal(report.day),
    )


def _ordinal(day: str | None) -> int | None:
    try:
        return date.fromisoformat(day).toordinal() if day else None
    except ValueError:
        return None


# ---- which are compared, and how -------------------------------------------------------------------------


def _pairs_of(prints: Sequence[Print]) -> list[_Pair]:
    judged = (_judged(prints[a], prints[b], like) for a, b, like in _candidates(prints))
    return [pair for pair in judged if pair is not None]


def _candidates(prints: Sequence[Print]) -> Iterator[tuple[int, int, Likeness]]:
    def near(one: int, other: int) -> bool:
        a, b = prints[one].day, prints[other].day
        return a is None or b is None or abs(a - b) <= DAYS

    marked = ((n, p.marks) for n, p in enumerate(prints))
    for a, b, shared in neighbours(marked, back=BACK, near=near):
        fewest = min(len(prints[a].marks), len(prints[b].marks))
        if len(shared) >= min(fewest, max(SHARED, TENTH * fewest)):
            yield a, b, likeness(prints[a], prints[b])


def _alike(some: Sequence[Sentence], others: Sequence[Sentence]) -> dict[int, _Match]:
    """The sentences of the one that have their like in the other, each by number, the likest pairs first."""
    where: dict[str, list[int]] = defaultdict(list)
    for j, other in enumerate(others):
        for key in other.keys:
            where[key].append(j)
    pairs = []
    for i, one in enumerate(some):
        shared: dict[int, float] = defaultdict(float)
        for key, weight in one.keys.items():
            for j in where.get(key, ()):
                shared[j] += weight
        pairs += [(like, -i, -j) for j, w in shared.items() if (like := _like(one, others[j], w)) >= ALIKE]
    found: dict[int, _Match] = {}
    taken: set[int] = set()
    for like, i, j in sorted(pairs, reverse=True):
        if -i not in found and j not in taken:
            found[-i] = _Match(-j, like)
            taken.add(j)
    return found


def _like(a: Sentence, b: Sentence, shared: float) -> float:
    """How much of their weight two sentences share, from 0 to 1; a short one may be part of a long one."""
    return 0.5 * shared / min(a.weight, b.weight) + shared / (a.weight + b.weight)


def _share(one: Print, alike: Iterable[int]) -> float:
    """What share of the weight of a report is in these sentences."""
    return sum(one.sentences[i].weight for i in alike) / max(0.001, one.weight)


def _rising(places: Sequence[int]) -> int:
    """The length of the longest part of a list that does not fall."""
    ends: list[int] = []
    for place in places:
        at = bisect_left(ends, place + 1)
        ends[at : at + 1] = [place]
    return len(ends)


def _run(taken: Mapping[int, int]) -> int:
    """How many sentences one after another have their like one after another."""
    longest = run = 0
    before: int | None = None
    for i in sorted(taken):
        follows = before is not None and i - before <= 2 and 0 <= taken[i] - taken[before] <= 2
        run = run + 1 if follows else 1
        longest, before = max(longest, run), i
    return longest


@dataclass(frozen=True, slots=True)
class _Pair:
    one: str
    other: str
    kind: Literal["copy", "lifted"]
    score: Score


def _judged(a: Print, b: Print, like: Likeness) -> _Pair | None:
    """What two reports are to each other, None for nothing; ``one`` is the one that came first."""
    value, why = _copied(a, b, like)
    if value >= COPY:
        return _Pair(a.report.id, b.report.id, "copy", Score(round(min(0.99, value), 3), why))
    if like.run > 1 or like.longest >= LONG:
        sure = Score(round(min(0.95, 0.5 + 0.1 * like.run + 0.01 * like.longest), 3), _taken(like.run))
        return _Pair(a.report.id, b.report.id, "lifted", sure)
    return None


def _taken(run: int) -> str:
    return f"{run} sentences on end are nearly the same" if run > 1 else "a long sentence is nearly the same"


def _copied(a: Print, b: Print, like: Likeness) -> tuple[float, str]:
    """How sure it is that two reports are one dispatch, and why."""
    most, least = max(like.share), min(like.share)
    if like.alike < 2 or (most < CUT and least < OWN):
        return 0.0, "too little is alike"
    credit, named = _credit(a.report, b.report, like.alike)
    value = (
        0.35 * min(1.0, like.pairs / PAIRS) + 0.2 * most + 0.2 * least + 0.1 * like.like + 0.05 * like.lead
    )
    value += credit + (0.1 * like.order if like.alike > 2 else 0.0)
    if a.day is not None and b.day is not None:
        value -= 0.06 * max(0, abs(a.day - b.day) - 1)
    told = [f"{round(most * 100)} and {round(least * 100)} per cent of the sentences are alike"]
    told += ["in the same order"] * (like.order > 0.8 and like.alike > 2) + [named] * bool(named)
    return value, ", ".join(told)


def _credit(a: KeptReport, b: KeptReport, alike: int) -> tuple[float, str]:
    """What the suppliers that two reports name say for their being one dispatch, or against it.

    Who cites an agency in two sentences of its own, or a paper for an interview, has not printed a dispatch.
    """
    if both := _suppliers(a) & _suppliers(b):
        return 0.15, f"both have it from {min(both)}"
    cited = ({*suppliers(a)} & {*b.relays}) | ({*suppliers(b)} & {*a.relays})
    if cited and alike > 2:
        return 0.1, f"one cites {min(cited)}"
    return (-0.25, "other agencies are named") if suppliers(a) and suppliers(b) else (0.0, "")


def suppliers(report: KeptReport) -> tuple[str, ...]:
    """Who supplied the copy of a report: whom it credits, and the agency of its dateline."""
    dateline = _DATELINE.search(report.text[:1500])
    place = dateline is None or knowledge().territories(dateline["agency"])
    named = () if dateline is None or place else (slug(dateline["agency"]),)
    return tuple(dict.fromkeys((*named, *report.credits)))


def _suppliers(report: KeptReport) -> frozenset[str]:
    """Who may have written a report: its suppliers and its own house."""
    return frozenset((*suppliers(report), *((report.house,) if report.house else ())))


# ---- groups ---------------------------------------------------------------------------------------------


def _grouped(pairs: Sequence[_Pair], by_id: Mapping[str, KeptReport], decided: Verdicts) -> Groups:
    """Who is one dispatch with whom; what people decided comes first."""
    groups = Groups(decided.parted)
    for one, other in map(sorted, decided.together):
        if one in by_id and other in by_id:
            groups.join(one, other)
    for pair in sorted(pairs, key=lambda p: (-p.score.value, p.one, p.other)):
        if pair.kind == "copy" and groups.may_join(pair.one, pair.other):
            groups.join(pair.one, pair.other)
    return groups


def _surest(pairs: Sequence[_Pair], groups: Groups) -> dict[str, Score]:
    """By report, how sure it is that it is one with another of its group."""
    found: dict[str, Score] = {}
    for pair in sorted(pairs, key=lambda p: p.score.value):
        if pair.kind == "copy" and groups.of(pair.one) == groups.of(pair.other):
            found |= {pair.one: pair.score, pair.other: pair.score}
    return found


def _group(members: Sequence[KeptReport], sure: Mapping[str, Score]) -> Iterator[Copy]:
    """The members of a group as copies of the first of them."""
    members = sorted(members, key=lambda r: r.order)
    origin, why = _origin(members)
    first = min(members, key=lambda r: (r.day or "9999", r.house != origin, r.order))
    for one in members:
        score = Score(1.0, f"the first of {len(members)}") if one is first else sure.get(one.id, _DECIDED)
        yield Copy(one.id, first.id, "copy", origin, Score(score.value, f"{score.reason}; {why}"))


def _origin(members: Sequence[KeptReport]) -> tuple[str | None, str]:
    """Whose dispatch a group has, None where it cannot be told, and why."""
    named = Counter[str]()
    for one in members:
        some = suppliers(one)
        named.update({id: 1 / len(some) for id in some})
    if not named:
        # Who is cited in copies and not in the first of them supplied it.
        named = Counter(id for one in members[1:] for id in {*one.relays} - {*members[0].relays})
    (first, most), *others = [*named.most_common(), (None, 0)]
    if first is None:
        return None, "no supplier is named"
    if others[0][1] == most and others[0][0] is not None:
        return None, f"{first} or {others[0][0]} may have supplied it"
    return first, f"{first} is named as the supplier"


def _lifted(pair: _Pair, first: Mapping[str, Copy], by_id: Mapping[str, KeptReport]) -> Copy:
    """The later report of a pair, or the one that credits the other, as one that took passages over."""
    one, other = sorted((by_id[pair.one], by_id[pair.other]), key=lambda r: r.order)
    if one.house is None or one.house not in suppliers(other):
        credited = other.house is not None and other.house in suppliers(one)
        one, other = (other, one) if credited else (one, other)
    group = first.get(one.id)
    origin = group.origin if group else next(iter(suppliers(one)), one.house)
    return Copy(other.id, group.dispatch if group else one.id, "lifted", origin, pair.score)


def _order(copy: Copy) -> tuple[str, str, str]:
    return (copy.dispatch, copy.kind, copy.report)
