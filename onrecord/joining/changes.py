"""What one actor says otherwise than before, and what two say against each other, with both passages.

Graded, and never surer than the statements and the likeness on which it rests.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from onrecord.joining import speakers
from onrecord.joining.figures import Figure, figures
from onrecord.joining.grouping import neighbours
from onrecord.joining.kept import KeptStatement
from onrecord.joining.same import Rendering, Said, heard, turned
from onrecord.joining.stance import Stance, stance
from onrecord.joining.terms import is_numeral, keys
from onrecord.records import Score

ChangeKind = Literal["act", "condition", "number", "date"]
ConflictKind = Literal["denied", "rejected", "number"]

# A position of so many days ago may be what is changed; so old a word may still be denied.
DAYS, DENIED_AFTER = 400, 120
# So many of the rarest terms are looked up, among so many utterances that had each last.
MARKS, BACK = 6, 16
# Two utterances are about one thing where this much of the shorter's weight is in the other, and this much of
# both.
ABOUT, BOTH = 0.45, 0.4
# An assertion is a position where it is about one to this much; two numbers conflict from here on.
FIRM, COUNTED = 0.7, 0.78
# In a denial so many words of what is denied are enough.
DENIED = 3
# A number that is told of one thing: the rest must be the same to this much.
REST = 0.5


@dataclass(frozen=True, slots=True)
class Change:
    """What one actor says otherwise than before: two statements by id, ``on`` the day of the later."""

    kind: ChangeKind
    actor: str
    before: str
    after: str
    on: str | None
    score: Score


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two statements that cannot both be so: ``other`` is the one that denies, rejects or came later."""

    kind: ConflictKind
    one: str
    other: str
    on: str | None
    score: Score


def changes(statements: Sequence[KeptStatement], rendered: Iterable[Rendering]) -> tuple[Change, ...]:
    """Every utterance that differs from what its speaker said of the matter before."""
    found: dict[tuple[str, str], Change] = {}
    for a, b in _pairs(utterances(statements, rendered), own=True):
        # The latest before it is what it changes.
        if (change := changed(a, b)) is not None:
            found[b.statement.id, change.kind] = change
    return tuple(found.values())


def conflicts(statements: Sequence[KeptStatement], rendered: Iterable[Rendering]) -> tuple[Conflict, ...]:
    """Every two utterances of which one denies or rejects the other, or tells another number of the same."""
    pairs = _pairs(utterances(statements, rendered), own=False)
    return tuple(c for a, b in pairs if (c := conflicting(a, b)) is not None)


def utterances(statements: Iterable[KeptStatement], rendered: Iterable[Rendering]) -> list[Said]:
    """One statement for each utterance in order of time: the earliest below a headline that has its
    conditions."""
    of = {r.statement: r.utterance for r in rendered}
    best: dict[str, KeptStatement] = {}
    for s in statements:
        key = of.get(s.id, s.id)
        if key not in best or _best(s) < _best(best[key]):
            best[key] = s
    return heard(best.values())


def changed(a: Said, b: Said) -> Change | None:
    """What the later of two utterances of one speaker changes, None where it is nothing."""
    about = _about(a, b)
    if about is None or a.statement.speaker is None:
        return None
    for kind, score in _differences(a, b, about):
        sure = min(score.value, a.statement.confidence, b.statement.confidence)
        graded = Score(round(sure, 3), f"{score.reason}; {about.reason}")
        return Change(kind, a.statement.speaker, a.statement.id, b.statement.id, b.statement.day, graded)
    return None


def conflicting(a: Said, b: Said) -> Conflict | None:
    """What two utterances say against each other, None where it is nothing."""
    about = _about(a, b)
    if about is None:
        return None
    for kind, score in _against(a, b, about):
        sure = min(score.value, a.statement.confidence, b.statement.confidence)
        graded = Score(round(sure, 3), f"{score.reason}; {about.reason}")
        return Conflict(kind, a.statement.id, b.statement.id, b.statement.day, graded)
    return None


# ---- which are compared ----------------------------------------------------------------------------------


def _best(s: KeptStatement) -> tuple[bool, bool, str, int, str]:
    return (s.heading, not s.conditions, s.published or "9999", -len(s.content), s.id)


def _pairs(said: Sequence[Said], *, own: bool) -> Iterator[tuple[Said, Said]]:
    """Earlier and later utterances that share rare words: of one speaker, or of any two."""

    def near(one: int, other: int) -> bool:
        a, b = said[one].day, said[other].day
        return a is not None and b is not None and b - a <= (DAYS if own else DENIED_AFTER)

    for a, b, shared in neighbours(_marks(said, own=own), back=BACK, near=near):
        one, other = said[a], said[b]
        if len(shared) < 2 and min(len(one.keys), len(other.keys)) > 3:
            continue
        if not own or speakers.alike(one.statement, other.statement).value > 0.8:
            yield one, other


def _marks(said: Sequence[Said], *, own: bool) -> Iterator[tuple[int, list[str]]]:
    seen: dict[str, int] = {}
    for one in said:
        for key in one.keys:
            seen[key] = seen.get(key, 0) + 1
    for n, one in enumerate(said):
        rare = sorted(
            (k for k in one.keys if seen[k] > 1 and not is_numeral(k)), key=lambda k: (-one.keys[k], k)
        )
        blocks = speakers.blocks(one.statement) if own else ("",)
        yield n, [f"{block} {key}" for block in blocks for key in rare[:MARKS]]


def _about(a: Said, b: Said) -> Score | None:
    """How much two utterances are about one thing, None where they are not: numbers do not count.

    Who denies a promise puts it shorter, and among other words: there the shorter one tells.
    """
    denied = Stance.DENIES in (stance(a.statement), stance(b.statement))
    one, other = (_core(s, bare=denied) for s in (a, b))
    shared = one.keys() & other.keys()
    if not shared:
        return None
    both, least = sum(one[k] for k in shared), min(sum(one.values()), sum(other.values()))
    part, whole = both / least, 2 * both / (sum(one.values()) + sum(other.values()))
    matter = set(a.statement.matter) & set(b.statement.matter)
    enough = denied and len(shared) >= DENIED
    if part < ABOUT or (whole < BOTH and not enough) or len(shared) < 2 - bool(matter):
        return None
    value = min(0.95, 0.5 * part + 0.4 * whole + 0.1 * bool(matter))
    named = f"both about {min(matter)}" if matter else f"{len(shared)} words in common"
    return Score(round(value, 3), named)


def _core(s: Said, *, bare: bool) -> dict[str, float]:
    """The terms of an utterance without its numbers, and where it is ``bare`` without its conditions."""
    bound = {key for c in s.statement.conditions for key in keys(c.words)} if bare else set()
    return {k: w for k, w in s.keys.items() if not is_numeral(k) and k not in bound} or dict(s.keys)


# ---- what differs ----------------------------------------------------------------------------------------


def _differences(a: Said, b: Said, about: Score) -> Iterator[tuple[ChangeKind, Score]]:
    """What of a position is another than before, the weightiest first."""
    one, other = a.statement, b.statement
    if not _later(a, b):
        return
    if _turned(a, b):
        yield "act", Score(about.value, f"{one.act} before, {other.act} now")
    if (two := _figure(a, b)) and about.value >= REST:
        yield (
            "date" if two[0].unit == "day" else "number",
            Score(about.value, f"{two[0].value} before, {two[1].value} now"),
        )
    if _position(one) and (_position(other) or _firm(other, about)) and (why := _conditions(one, other)):
        yield "condition", Score(round(0.9 * about.value, 3), why)


def _against(a: Said, b: Said, about: Score) -> Iterator[tuple[ConflictKind, Score]]:
    """What one says against the other. Who denies what he said himself is in conflict with it, too."""
    one, other = a.statement, b.statement
    if one.report == other.report and one.act == other.act:
        return
    first, second = stance(one), stance(other)
    if Stance.DENIES in (first, second) and first is not second and turned(a, b):
        yield "denied", Score(about.value, "one denies what the other says")
    elif speakers.alike(one, other).value:
        return
    elif about.value >= 0.6 and {first, second} in (
        {Stance.AGAINST, Stance.FOR},
        {Stance.AGAINST, Stance.ASKS},
    ):
        yield "rejected", Score(0.9 * about.value, f"{one.act} of the one, {other.act} of the other")
    elif (two := _figure(a, b)) and _one_thing(a, b, two[0]) and abs((a.day or 0) - (b.day or 0)) <= 2:
        yield "number", Score(0.8 * about.value, f"{two[0].value} of the one, {two[1].value} of the other")


def _one_thing(a: Said, b: Said, figure: Figure) -> bool:
    """Whether two numbers are told of one thing: what is said beside them and their unit is the same."""
    told = {figure.unit, *figure.value.split()}
    one, other = ({k: w for k, w in _core(s, bare=True).items() if k not in told} for s in (a, b))
    both = sum(one[k] for k in one.keys() & other.keys())
    return (
        both >= COUNTED * min(sum(one.values()), sum(other.values())) and len(one.keys() & other.keys()) > 1
    )


def _later(a: Said, b: Said) -> bool:
    """Whether one was said on a later day: within a report, only where it tells both days."""
    one, other = a.statement, b.statement
    if one.report == other.report and not (one.told and other.told):
        return False
    return a.day is not None and b.day is not None and a.day < b.day


def _turned(a: Said, b: Said) -> bool:
    """Whether one is for what the other is against; to deny what one said is a conflict, not a change of
    mind."""
    stances = {stance(a.statement), stance(b.statement)}
    if Stance.DENIES in stances:
        return False
    if stances & {Stance.BLAMES, Stance.ASKS}:
        return len(stances) > 1 and Stance.FOR in stances and not turned(a, b)
    return turned(a, b)


def _position(s: KeptStatement) -> bool:
    """Whether a statement holds a position that conditions can bind."""
    return stance(s) is Stance.FOR or (s.act == "assert" and bool(s.conditions))


def _firm(s: KeptStatement, about: Score) -> bool:
    """Whether a statement that is no more than an assertion takes up a position word for word."""
    return s.act == "assert" and about.value >= FIRM


def _conditions(one: KeptStatement, other: KeptStatement) -> str:
    """How the conditions differ, in words; empty where they do not."""
    before, after = (set(keys(" ".join(c.words for c in s.conditions))) for s in (one, other))
    if not one.conditions and not other.conditions:
        return ""
    if not other.conditions:
        return "" if before & set(keys(other.content)) == before else "a condition before, none now"
    if not one.conditions:
        return "no condition before, one now"
    shared = 2 * len(before & after) / max(1, len(before) + len(after))
    return "" if shared >= 0.5 else "another condition than before"


def _figure(a: Said, b: Said) -> tuple[Figure, Figure] | None:
    """A number of the one and another one of the same thing of the other."""
    one, other = (_single(figures(s.statement.content)) for s in (a, b))
    for unit, figure in one.items():
        if unit in other and other[unit].value != figure.value and unit != "year":
            return figure, other[unit]
    return None


def _single(found: Iterable[Figure]) -> Mapping[str, Figure]:
    """Numbers by what they count, of which a statement has but one."""
    by_unit: dict[str, list[Figure]] = {}
    for figure in found:
        by_unit.setdefault(figure.unit, []).append(figure)
    return {unit: some[0] for unit, some in by_unit.items() if len({f.value for f in some}) == 1}
