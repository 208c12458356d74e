"""The same statement in several reports: one utterance, and the statements that render it.

One speaker, one occasion, the same content in other words or another translation. What was said on two days
is two utterances, however alike. Copies of one dispatch have the same statements in the same order, so that
there less of the words must be shared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from onrecord.joining import speakers
from onrecord.joining.copies import Copy
from onrecord.joining.grouping import Groups, neighbours
from onrecord.joining.kept import DECIDED, KeptStatement, Verdicts
from onrecord.joining.people import people_of
from onrecord.joining.stance import Stance, denied, holds, repeats, stance
from onrecord.joining.terms import Term, Weights, is_numeral, keys, named, terms
from onrecord.records import Score

# What was said is reported within so many days, unless the report tells when.
DAYS = 3
# So many of the rarest terms of a statement are looked up, among so many that had each last.
MARKS, BACK = 7, 24
# Two statements are one utterance from here on; in copies of one dispatch, where their order tells, too, from
# there on.
SAME, IN_COPIES = 0.5, 0.25
# Where they may have been made on two days, they must be more alike: of pairs of real months 45 of 49 were
# right from here on, 45 of 56 from 0.5 on.
DAYS_APART = 0.59
# So alike, statements are one though the speakers or days differ, and though a report has two of them.
VERBATIM = 0.82
# One says no to the other where it does so to this share of what both name.
TURNED = 0.45
# A quotation that nobody else would say in these words has so many terms.
UNMISTAKABLE = 6
# Fewer terms are said of anything: "a ceasefire", "the strikes", "to withdraw".
ENOUGH = 3
# Who names other people and places says another thing in the same words, this much less likely the same one.
OTHER_NAMES = 0.75


@dataclass(frozen=True, slots=True)
class Rendering:
    """A statement as one rendering of an utterance, whose id is that of its first rendering."""

    statement: str
    utterance: str
    score: Score


@dataclass(frozen=True, slots=True)
class Said:
    """What is compared of a statement: its terms with their weights, those to which it says no, and those
    that name somebody or something other than the speaker."""

    statement: KeptStatement
    keys: Mapping[str, float]
    weight: float
    numbers: frozenset[str]
    names: frozenset[str]
    denied: frozenset[str]
    marks: tuple[str, ...] = field(repr=False)
    day: int | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two statements that are taken for one utterance."""

    one: str
    other: str
    score: Score


def renderings(
    statements: Sequence[KeptStatement], copied: Iterable[Copy] = (), verdicts: Verdicts | None = None
) -> tuple[Rendering, ...]:
    """Every statement as a rendering of its utterance; one that is alone renders itself."""
    decided, copied = verdicts or Verdicts(), list(copied)
    whole = {copy.report: copy.dispatch for copy in copied if copy.kind == "copy"}
    said = heard(people_of(statements, whole))
    found = [*_across(said), *_in_copies(said, copied)]
    groups, sure = _grouped([p for p in found if not decided.different(p.one, p.other)], said, decided)
    return tuple(r for members in _all(groups, said) for r in _rendered(members, sure))


def heard(statements: Iterable[KeptStatement]) -> list[Said]:
    """What is compared of each statement, in order of time."""
    some = map(foretold, statements)
    ordered = sorted(some, key=lambda s: (s.day or "9999", s.published or "9999", s.report, s.number))
    cut = [terms(s.content) for s in ordered]
    weigh = Weights.over([t.key for t in words] for words in cut)
    return [_said(s, words, weigh) for s, words in zip(ordered, cut, strict=True)]


def foretold(s: KeptStatement) -> KeptStatement:
    """A statement without a day that comes after its report: that of "on Monday … by Friday" is misread."""
    if not s.told or not s.published or (s.earliest or "") <= s.published[:10]:
        return s
    return replace(s, said=None, earliest=s.published[:10], latest=s.published[:10])


def compared(a: Said, b: Said) -> Score:
    """How sure it is that two statements are one utterance, and why."""
    who, content, when = speakers.alike(a.statement, b.statement), alike(a, b), _when(a, b)
    sure = content.value >= VERBATIM and min(len(a.keys), len(b.keys)) >= UNMISTAKABLE
    quoted = "indirect" not in (a.statement.kind, b.statement.kind)
    if not who.value and sure and quoted:
        who = Score(0.65, "another speaker is named")
    if not when.value and sure and quoted and _apart(a, b) <= DAYS:
        when = Score(0.7, "another day is told")
    value = content.value * (0.35 + 0.65 * who.value) * when.value if who.value else 0.0
    return Score(round(value, 3), ", ".join((who.reason, when.reason, content.reason)))


def alike(a: Said, b: Said, *, turns: bool = True) -> Score:
    """How much of the content of two statements is the same, from 0 to 1; ``turns`` is whether a no tells."""
    shared = a.keys.keys() & b.keys.keys()
    if not shared or not a.weight or not b.weight:
        return Score(0.0, "no word is the same")
    both, (one, other) = sum(a.keys[key] for key in shared), _weights(a, b)
    part, whole = both / min(one, other), 2 * both / (one + other)
    # One rare word in a sentence of two is half of it, and one that is all of a short one is in many: chance.
    few = len(shared) < min(len(a.keys), len(b.keys)) or whole < 0.75
    chance = min(1.0, (len(shared) + 1) / 4) if few else 1.0
    value = chance * (0.5 * part + 0.5 * whole)
    reason = f"{len(shared)} of {min(len(a.keys), len(b.keys))} words"
    if turns and turned(a, b):
        value, reason = value * 0.49, f"{reason}, one says no"
    if a.numbers and b.numbers and not a.numbers & b.numbers:
        value, reason = value * 0.75, f"{reason}, other numbers"
    if a.names - b.keys.keys() and b.names - a.keys.keys():
        value, reason = value * OTHER_NAMES, f"{reason}, other names"
    return Score(round(value, 3), reason)


def _weights(a: Said, b: Said) -> tuple[float, float]:
    """The weights of two contents. Who speaks for a country need not name it ("we", "her country"): where but
    one does, it does not count."""
    own = a.statement.country
    if own is None or own != b.statement.country or (own in a.keys) == (own in b.keys):
        return a.weight, b.weight
    return max(0.1, a.weight - a.keys.get(own, 0)), max(0.1, b.weight - b.keys.get(own, 0))


def turned(a: Said, b: Said) -> bool:
    """Whether one says no to what the other says: to most of the weight of what both name."""
    shared = a.keys.keys() & b.keys.keys()
    against = sum(a.keys[key] for key in shared if (key in a.denied) != (key in b.denied))
    return against > TURNED * sum(a.keys[key] for key in shared)


# ---- what is compared -----------------------------------------------------------------------------------


def _said(s: KeptStatement, found: Sequence[Term], weigh: Weights) -> Said:
    words = [term.key for term in found]
    weighed = {key: weigh(key) for key in words}
    rare = sorted((key for key in weighed if weigh.seen[key] > 1), key=lambda key: (-weighed[key], key))[
        :MARKS
    ]
    marks = tuple(f"{block} {key}" for block in speakers.blocks(s) for key in rare)
    if s.kind != "indirect":
        marks = (*marks, *(f"“{a} {b} {c}" for a, b, c in zip(words, words[1:], words[2:], strict=False)))
    return Said(
        s, weighed, sum(weighed.values()), frozenset(filter(is_numeral, weighed)),
        named(s.content, found) - frozenset(keys(s.name or "")), denied(s, weighed), marks, _ordinal(s.day),
    )  # fmt: skip


def _ordinal(day: str | None) -> int | None:
    try:
        return date.fromisoformat(day[:10]).toordinal() if day else None
    except ValueError:
        return None


def _when(a: Said, b: Said) -> Score:
    """Whether two statements can have been made on one occasion."""
    if a.day is None or b.day is None:
        return Score(0.8, "the day is not known")
    if a.statement.told and b.statement.told:
        return Score(1.0, "same day") if _overlap(a.statement, b.statement) else Score(0.0, "other days")
    early, late = sorted((a, b), key=lambda s: s.statement.day or "")
    gap = _apart(a, b)
    if gap > DAYS or (gap and (late.statement.told or repeats(late.statement))):
        return Score(0.0, "other days")
    if early.statement.told or _told_one(a, b):
        return Score(1.0 - 0.05 * gap, "days that may be one" if gap else "same day")
    return Score(1.0 - 0.12 * gap, "days that may be one" if gap else "same day")


def _told_one(a: Said, b: Said) -> bool:
    """Whether both were told to, or come through, one medium with a name: an interview, an agency."""
    one, other = ({*s.statement.channel, *s.statement.addressee} for s in (a, b))
    return any("@" not in id for id in one & other)


def _overlap(a: KeptStatement, b: KeptStatement) -> bool:
    early = (a.earliest or "", b.earliest or "")
    return max(early) <= min(a.latest or early[0], b.latest or early[1])


def _apart(a: Said, b: Said) -> int:
    return abs(a.day - b.day) if a.day is not None and b.day is not None else 0


# ---- which are one ---------------------------------------------------------------------------------------


def _across(said: Sequence[Said]) -> Iterator[Pair]:
    """Pairs of any two reports, and of a headline and what stands under it."""

    def near(one: int, other: int) -> bool:
        return _apart(said[one], said[other]) <= DAYS

    for a, b, shared in neighbours(((n, s.marks) for n, s in enumerate(said)), back=BACK, near=near):
        one, other = said[a], said[b]
        if (len(shared) > 1 or min(len(one.keys), len(other.keys)) < 3) and _tells(one, other):
            score = compared(one, other)
            if score.value >= _least(one, other):
                yield Pair(one.statement.id, other.statement.id, score)


def _tells(a: Said, b: Said) -> bool:
    """Whether two statements have enough in common to be known as one outside of copies of one dispatch.

    A headline is one with what stands under it. What nobody says ("no casualties are reported"), what says
    little ("the ceasefire") and what is held for years ("sees it as a threat") each report has on its own.
    """
    one, other = a.statement, b.statement
    if one.report == other.report:
        return True
    if one.heading or other.heading:
        return False
    shared, full = len(a.keys.keys() & b.keys.keys()), min(len(a.keys), len(b.keys))
    if one.speaker is None and other.speaker is None:
        return shared == full >= UNMISTAKABLE
    known = speakers.is_known(one) and speakers.is_known(other) and one.speaker == other.speaker
    if holds(one) or holds(other):
        return known and shared == full >= UNMISTAKABLE
    return shared >= ENOUGH or (known and shared == full > 1)


def _least(a: Said, b: Said) -> float:
    """From where on two statements are one: within a report, two of them are two unless they are the same
    words."""
    if a.statement.report != b.statement.report:
        quoted = "indirect" not in (a.statement.kind, b.statement.kind)
        return SAME if quoted or not _apart(a, b) or _told_one(a, b) else DAYS_APART
    return SAME if a.statement.heading != b.statement.heading else VERBATIM


def _in_copies(said: Sequence[Said], copied: Iterable[Copy]) -> Iterator[Pair]:
    """Pairs of a dispatch and its copies, whose statements stand in the same order."""
    of: dict[str, list[Said]] = defaultdict(list)
    for one in sorted(said, key=lambda s: s.statement.number):
        of[one.statement.report].append(one)
    for copy in copied:
        if copy.kind == "copy" and copy.report != copy.dispatch:
            yield from _in_order(of[copy.dispatch], of[copy.report])


def _in_order(some: Sequence[Said], others: Sequence[Said]) -> Iterator[Pair]:
    scores = [
        [_in_place(a, b, i / len(some), j / len(others)) for j, b in enumerate(others)]
        for i, a in enumerate(some)
    ]
    for i, j in _aligned([[s.value for s in row] for row in scores]):
        if scores[i][j].value >= IN_COPIES:
            yield Pair(some[i].statement.id, others[j].statement.id, scores[i][j])


def _in_place(a: Said, b: Said, there: float, here: float) -> Score:
    """How sure it is that two statements of two copies are one: the same speaker at the same place helps."""
    score, who = compared(a, b), speakers.alike(a.statement, b.statement)
    if not who.value:
        return score
    if turned(a, b) and Stance.DENIES not in (stance(a.statement), stance(b.statement)):
        # Who rewrites says "not to close" for "to keep open".
        score = replace(score, value=min(IN_COPIES, alike(a, b, turns=False).value * who.value))
    if not _when(a, b).value:
        # Copies of one dispatch tell one day, and a day may be misread.
        content = alike(a, b)
        value = 0.6 * content.value * who.value
        return Score(round(value, 3), f"{who.reason}, other days in copies of one dispatch, {content.reason}")
    place = 0.2 * max(0.0, 1 - 4 * abs(there - here)) * (a.statement.act == b.statement.act)
    size = min(a.weight, b.weight) / max(a.weight, b.weight, 0.001)
    value = min(0.98, score.value + who.value * place * size + 0.1 * (score.value > 0))
    return replace(
        score, value=round(value, 3), reason=f"{score.reason}, the same place in copies of one dispatch"
    )


def _aligned(scores: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """The best pairs of rows and columns in rising order of both."""
    rows, columns = len(scores), len(scores[0]) if scores else 0
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows):
        for j in range(columns):
            best[i + 1][j + 1] = max(best[i][j + 1], best[i + 1][j], best[i][j] + scores[i][j])
    found, i, j = [], rows, columns
    while i and j:
        if best[i][j] == best[i - 1][j]:
            i -= 1
        elif best[i][j] == best[i][j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            found.append((i, j))
    return found[::-1]


# ---- groups ---------------------------------------------------------------------------------------------


def _grouped(
    pairs: Sequence[Pair], said: Sequence[Said], decided: Verdicts
) -> tuple[Groups, dict[str, Score]]:
    """Which statements are one utterance, the surest pairs first, and how sure each is."""
    by_id = {s.statement.id: s for s in said}
    groups = Groups(decided.parted)
    sure: dict[str, Score] = {}
    for one, other in map(sorted, decided.together):
        if one in by_id and other in by_id:
            groups.join(one, other)
            sure |= dict.fromkeys((one, other), Score(1.0, DECIDED))
    for pair in sorted(pairs, key=lambda p: (-p.score.value, p.one, p.other)):
        if groups.of(pair.one) != groups.of(pair.other) and groups.may_join(pair.one, pair.other):
            if not _fits(groups, pair, by_id):
                continue
            groups.join(pair.one, pair.other)
            sure.setdefault(pair.one, pair.score)
            sure.setdefault(pair.other, pair.score)
    return groups, sure


def _fits(groups: Groups, pair: Pair, by_id: Mapping[str, Said]) -> bool:
    """Whether two groups may be one utterance: no report has two of it, and nobody tells two days for it."""
    if pair.score.value >= VERBATIM:
        return True
    some = [by_id[id].statement for id in groups.members(pair.one)]
    others = [by_id[id].statement for id in groups.members(pair.other)]
    bodies = {s.report for s in some if not s.heading} & {s.report for s in others if not s.heading}
    told, there = [s for s in some if s.told], [s for s in others if s.told]
    return not bodies and (not told or not there or _overlap(told[0], there[0]))


def _all(groups: Groups, said: Sequence[Said]) -> Iterator[list[KeptStatement]]:
    """Every utterance as its statements in order of publication."""
    of: dict[str, list[KeptStatement]] = defaultdict(list)
    for one in said:
        of[groups.of(one.statement.id)].append(one.statement)
    for members in of.values():
        yield sorted(members, key=lambda s: (s.published or "9999", s.report, s.number))


def _rendered(members: Sequence[KeptStatement], sure: Mapping[str, Score]) -> Iterator[Rendering]:
    for one in members:
        yield Rendering(one.id, members[0].id, sure.get(one.id, Score(1.0, "said in no other report")))
