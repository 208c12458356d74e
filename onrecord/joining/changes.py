"""What one actor says otherwise than before, and what two say against each other, with both passages.

Graded, and never surer than the statements and the likeness on which it rests.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from onrecord.joining import claims, speakers
from onrecord.joining.figures import Figure, figures
from onrecord.joining.grouping import neighbours
from onrecord.joining.kept import KeptStatement
from onrecord.joining.people import people_of
from onrecord.joining.same import Rendering, Said, heard, turned
from onrecord.joining.stance import Stance, doubts, listed_keys, opposes, stance
from onrecord.joining.terms import is_numeral, keys
from onrecord.records import Score

ChangeKind = Literal["act", "condition", "number", "date"]
ConflictKind = Literal["denied", "rejected", "number"]

# A position of so many days ago may be what is changed; so old a word may still be denied.
DAYS, DENIED_AFTER = 400, 120
# So many of the rarest terms are looked up, among so many utterances that had each last.
MARKS, BACK = 6, 16
# Two utterances are about one thing where this much of the weight of the shorter one is in the other, and
# this much of both. Of 50 findings of real months above lower bars (0.45 and 0.4) 14 were right.
ABOUT, BOTH = 0.6, 0.5
# What is denied must be told by the other to this much; after so many days in as many words, to that much.
DENIED, DENIED_LATE, LATE, WORDS = 0.66, 0.75, 14, 3
# Who refuses what others want does so within so many days, and what is numbered anew is that of so many.
REJECTED, NUMBERED = 30, 120
# An assertion is a position where it is about one to this much; two numbers conflict from here on.
FIRM, COUNTED = 0.7, 0.78
# A number that is told of one thing: the rest must be the same to this much.
REST = 0.6
# Who tells so many numbers tells of an event, and the next time of another: "95 of 143 drones, 46 others".
NUMBERS = 2
# A rendering of about so many characters is neither cut short nor two in one.
USUAL = 60


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
    for a, b in _pairs(utterances(people_of(statements), rendered), own=True):
        # The latest before it is what it changes.
        if (change := changed(a, b)) is not None:
            found[b.statement.id, change.kind] = change
    return tuple(found.values())


def conflicts(statements: Sequence[KeptStatement], rendered: Iterable[Rendering]) -> tuple[Conflict, ...]:
    """Every two utterances of which one denies or rejects the other, or tells another number of the same."""
    pairs = _pairs(utterances(people_of(statements), rendered), own=False)
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
    like = _likeness(a, b)
    if like is None or a.statement.speaker is None or _headline(a, b) or doubts(a.statement):
        return None
    if a.statement.report != b.statement.report and not (
        speakers.is_known(a.statement) and speakers.is_known(b.statement)
    ):
        return None
    for kind, score in _differences(a, b, like):
        graded = _graded(score, a, b, like)
        return Change(kind, a.statement.speaker, a.statement.id, b.statement.id, b.statement.day, graded)
    return None


def conflicting(a: Said, b: Said) -> Conflict | None:
    """What two utterances say against each other, None where it is nothing."""
    like = _likeness(a, b)
    if like is None or _headline(a, b):
        return None
    for kind, score in _against(a, b, like):
        graded = _graded(score, a, b, like)
        return Conflict(kind, a.statement.id, b.statement.id, b.statement.day, graded)
    return None


def _graded(score: Score, a: Said, b: Said, like: Likeness) -> Score:
    sure = min(score.value, a.statement.confidence, b.statement.confidence)
    return Score(round(sure, 3), f"{score.reason}; {like.reason}")


def _headline(a: Said, b: Said) -> bool:
    """Whether one stands in a headline alone, which says it shorter than it was said."""
    return a.statement.heading or b.statement.heading


# ---- which are compared ----------------------------------------------------------------------------------


def _best(s: KeptStatement) -> tuple[bool, bool, str, int, str]:
    return (s.heading, not s.conditions, s.published or "9999", abs(len(s.content) - USUAL), s.id)


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


# ---- how much they are about one thing -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much two utterances are about one thing: ``part`` is how much of the weight of the shorter one is
    in the other, ``whole`` how much of both, ``told`` how much of either is in the other.

    ``names`` are those of both; ``alone`` tells whether each names what the other does not.
    """

    part: float
    whole: float
    told: tuple[float, float]
    shared: int
    names: int
    alone: int
    reason: str

    @property
    def value(self) -> float:
        return round(min(0.95, 0.55 * self.part + 0.4 * self.whole), 3)


def _likeness(a: Said, b: Said) -> Likeness | None:
    """How much two utterances are about one thing, numbers and conditions aside; None where they share no
    more than a name, or a word."""
    one, other = _core(a), _core(b)
    if Stance.DENIES in (stance(a.statement), stance(b.statement)):
        one, other = _with_speaking(a, one, other), _with_speaking(b, other, one)
    shared, names = one.keys() & other.keys(), a.names | b.names
    speakers_named = {*keys(a.statement.name or ""), *keys(b.statement.name or "")}
    if len(shared) < 2 or not any(k for k in shared - names - speakers_named if not k.isupper()):
        return None
    both, (first, second) = sum(one[k] for k in shared), (sum(one.values()), sum(other.values()))
    matter = set(a.statement.matter) & set(b.statement.matter)
    return Likeness(
        both / min(first, second), 2 * both / (first + second), (both / first, both / second), len(shared),
        len(a.names & b.names), bool(a.names - b.keys.keys()) + bool(b.names - a.keys.keys()),
        f"both about {min(matter)}" if matter else f"{len(shared)} words in common",
    )  # fmt: skip


def _core(s: Said) -> dict[str, float]:
    """The terms of an utterance without its numbers, its conditions, and the words for what others say."""
    bound = {key for c in s.statement.conditions for key in keys(c.words)}
    found = {k: w for k, w in s.keys.items() if not is_numeral(k) and k not in bound | listed_keys("telling")}
    return found or {k: w for k, w in s.keys.items() if not is_numeral(k)} or dict(s.keys)


def _with_speaking(s: Said, own: dict[str, float], other: Mapping[str, float]) -> dict[str, float]:
    """The terms of an utterance, and those by which another tells that it was made: "denied that Orval had
    promised"."""
    by = {*keys(s.statement.name or ""), *keys(s.statement.cue), *keys(s.statement.act)}
    return own | {key: other[key] for key in by & other.keys()}


# ---- what differs ----------------------------------------------------------------------------------------


def _differences(a: Said, b: Said, like: Likeness) -> Iterator[tuple[ChangeKind, Score]]:
    """What of a position is another than before, the weightiest first."""
    one, other = a.statement, b.statement
    if not _later(a, b) or like.part < ABOUT or like.whole < BOTH or like.alone > 1:
        return
    if _turned(a, b):
        yield "act", Score(like.value, f"{one.act} before, {other.act} now")
    if (two := _figure(a, b)) and _numbered(a, b, two[0], like):
        unit: ChangeKind = "date" if two[0].unit == "day" else "number"
        yield unit, Score(like.value, f"{two[0].value} before, {two[1].value} now")
    held = like.shared >= WORDS and _position(one) and (_position(other) or _firm(other, like))
    if held and (why := _conditions(one, other)):
        yield "condition", Score(round(0.9 * like.value, 3), why)


def _numbered(a: Said, b: Said, figure: Figure, like: Likeness) -> bool:
    """Whether two numbers of one speaker are told of one thing."""
    if (
        _apart(a, b) > NUMBERED
        or like.whole < (REST if like.alone or not like.names else BOTH) + 0.15 * like.alone
    ):
        return False
    return figure.unit == "day" or not (claims.happened(a.statement) or claims.happened(b.statement))


def _against(a: Said, b: Said, like: Likeness) -> Iterator[tuple[ConflictKind, Score]]:
    """What one says against the other. Who denies what he said himself is in conflict with it, too."""
    one, other = a.statement, b.statement
    if one.report == other.report and one.act == other.act:
        return
    if _denies(a, b, like) or _denies(b, a, replace(like, told=like.told[::-1])):
        yield "denied", Score(like.value, "one denies what the other says")
    elif speakers.alike(one, other).value:
        return
    elif _rejects(a, b, like):
        yield "rejected", Score(0.9 * like.value, f"{one.act} of the one, {other.act} of the other")
    elif (two := _figure(a, b)) and _one_thing(a, b, two[0], like) and _apart(a, b) <= 2:
        yield "number", Score(0.8 * like.value, f"{two[0].value} of the one, {two[1].value} of the other")


def _denies(a: Said, b: Said, like: Likeness) -> bool:
    """Whether the second denies what the first says."""
    if stance(b.statement) is not Stance.DENIES or not claims.affirms(a.statement):
        return False
    own = speakers.alike(a.statement, b.statement).value > 0.8
    if claims.denies_by_cue(b.statement) != (claims.says_no(a.statement) == claims.says_no(b.statement)) or (
        own and not claims.denies_by_cue(b.statement)
    ):
        return False
    if claims.of_oneself(b.statement) and not _names(a, b.statement):
        return False
    if like.alone > 1:
        return False
    late = _apart(a, b) > LATE
    return like.told[1] >= (DENIED_LATE if late else DENIED) and like.shared >= (WORDS if late else 2)


def _names(a: Said, who: KeptStatement) -> bool:
    """Whether an utterance is of somebody, or names them."""
    s = a.statement
    if speakers.alike(s, who).value > 0.8 or (who.country is not None and who.country in a.keys):
        return True
    return bool(set(keys(who.name or "")) & {*a.keys, *keys(s.name or "")})


def _rejects(a: Said, b: Said, like: Likeness) -> bool:
    """Whether one is against what the other is for or asks for."""
    stances = [stance(s.statement) for s in (a, b)]
    against = [st is Stance.AGAINST or opposes(s.statement) for st, s in zip(stances, (a, b), strict=True)]
    wanted = [st in (Stance.FOR, Stance.ASKS) for st in stances]
    if not (against[0] and wanted[1]) and not (against[1] and wanted[0]):
        return False
    if claims.of_the_speaker(a.statement) and claims.of_the_speaker(b.statement):
        return False
    apart = _apart(a, b)
    if apart > 2 and (like.shared < WORDS or like.whole < REST or apart > REJECTED):
        return False
    return like.part >= ABOUT and like.whole >= BOTH and like.alone < 2


def _one_thing(a: Said, b: Said, figure: Figure, like: Likeness) -> bool:
    """Whether two numbers are told of one thing: it has a name, and what is said beside them is the same."""
    if not like.names or like.alone > 1 or not all(claims.is_clause(s.statement) for s in (a, b)):
        return False
    told = {figure.unit, *figure.value.split()}
    one, other = ({k: w for k, w in _core(s).items() if k not in told} for s in (a, b))
    shared = one.keys() & other.keys()
    both = sum(one[k] for k in shared)
    return both >= COUNTED * min(sum(one.values()), sum(other.values())) and len(shared) > 1


def _apart(a: Said, b: Said) -> int:
    return abs((a.day or 0) - (b.day or 0))


def _later(a: Said, b: Said) -> bool:
    """Whether one was said on a later day: within a report, only where it tells both days."""
    one, other = a.statement, b.statement
    if one.report == other.report and not (one.told and other.told):
        return False
    return a.day is not None and b.day is not None and a.day < b.day


def _turned(a: Said, b: Said) -> bool:
    """Whether one is for what the other is against; to deny what one said is a conflict, not a change of
    mind.

    Of two that only tell something, one must say "not": "no regrets" is no change of mind either.
    """
    one, other = stance(a.statement), stance(b.statement)
    if {one, other} & {Stance.DENIES, Stance.BLAMES, Stance.ASKS}:
        return False
    told = [s.statement for s in (a, b) if stance(s.statement) is Stance.NEUTRAL]
    if not all(claims.is_meant(one) or claims.says_not(one) for one in told):
        return False
    if len(told) == 2 and claims.says_not(told[0]) == claims.says_not(told[1]):
        return False
    return turned(a, b)


def _position(s: KeptStatement) -> bool:
    """Whether a statement holds a position that conditions can bind."""
    return stance(s) is Stance.FOR or (s.act == "assert" and bool(s.conditions))


def _firm(s: KeptStatement, like: Likeness) -> bool:
    """Whether a statement that is no more than an assertion takes up a position word for word."""
    return s.act == "assert" and like.value >= FIRM


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
    every = [figures(s.statement.content) for s in (a, b)]
    if any(len({f.value for f in some if f.unit != "year"}) > NUMBERS for some in every):
        return None
    one, other = map(_single, every)
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
