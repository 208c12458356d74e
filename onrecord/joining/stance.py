"""Where a statement stands towards its matter."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from functools import cache

from onrecord.joining.kept import KeptStatement
from onrecord.joining.terms import keys, negated
from onrecord.resources import rules


class Stance(Enum):
    """For what is said, against it, asking for it, blaming, or neither."""

    FOR = "for"
    AGAINST = "against"
    DENIES = "denies"
    ASKS = "asks"
    BLAMES = "blames"
    NEUTRAL = "neutral"


_OF = {
    "accept": Stance.FOR, "promise": Stance.FOR, "propose": Stance.FOR, "support": Stance.FOR,
    "reject": Stance.AGAINST, "deny": Stance.DENIES, "demand": Stance.ASKS, "request": Stance.ASKS,
    "accuse": Stance.BLAMES, "criticise": Stance.BLAMES,
}  # fmt: skip


def stance(s: KeptStatement) -> Stance:
    """The stance that an act has."""
    return _OF.get(s.act, Stance.NEUTRAL)


def denied(s: KeptStatement, words: Iterable[str]) -> frozenset[str]:
    """Of the keys of a statement, those to which it says no: "denied that there was a list", "there is no
    list".

    A refusal by the words alone ("will not open") has its no in them.
    """
    found = negated(s.content)
    if s.act not in ("deny", "reject"):
        return found
    cue = set(s.cue.lower().split())
    return frozenset(words) - found if cue & listed("denying") else found or frozenset(words)


def repeats(s: KeptStatement) -> bool:
    """Whether a statement is told as one that was made before."""
    return bool(set(s.cue.lower().split()) & listed("repeating"))


def holds(s: KeptStatement) -> bool:
    """Whether a statement tells what somebody thinks at any time, and no saying: "has long regarded"."""
    return bool(set(s.cue.lower().split()) & listed("holding"))


def opposes(s: KeptStatement) -> bool:
    """Whether a statement speaks against a thing: "condemned the move"."""
    return s.act == "criticise" and bool(set(s.cue.lower().split()) & listed("opposing"))


def doubts(s: KeptStatement) -> bool:
    """Whether a statement takes what it tells for unsure: "questioned the claim", "has not said"."""
    cue = set(s.cue.lower().replace("’", "'").split())
    return bool(cue & listed("doubting"))


@cache
def listed(name: str) -> frozenset[str]:
    """A list of cues."""
    return frozenset(rules("joining")["cues"][name].split())


@cache
def listed_keys(name: str) -> frozenset[str]:
    """A list of words as they are compared."""
    return frozenset(keys(rules("joining")["cues"][name]))
