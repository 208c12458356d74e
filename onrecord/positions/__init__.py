"""What a statement does: its act, its conditions, what it is about, and what that amounts to between sides.

utterances → acts → conditions → PLOVER and CAMEO → matter
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.positions.acts import act
from onrecord.positions.conditions import conditions
from onrecord.positions.matter import matters
from onrecord.positions.plover import NOTHING, Amount, amount
from onrecord.positions.utterance import Utterance
from onrecord.records import Act, Condition, Matter, Score
from onrecord.resolve.who import Who


@dataclass(frozen=True, slots=True)
class Position:
    """What one statement does. ``amount`` is what that comes to between two sides."""

    act: Act
    conditions: tuple[Condition, ...] = ()
    matter: tuple[Matter, ...] = ()
    amount: Amount = NOTHING
    reasons: tuple[tuple[str, Score], ...] = ()


def positions(utterances: Sequence[Utterance], speakers: Sequence[str | None], who: Who) -> list[Position]:
    """Return what each statement does, in their order; ``speakers`` are the ids of who speaks in each."""
    about = matters(utterances, who)
    return [
        _position(utterance, speaker, matter, who)
        for utterance, speaker, matter in zip(utterances, speakers, about, strict=True)
    ]


def _position(u: Utterance, speaker: str | None, matter: tuple[Matter, ...], who: Who) -> Position:
    does, why = act(u)
    amounts = amount(u, does, speaker, who)
    reasons = [("act", why)]
    reasons += [("plover", amounts.score)] if amounts.plover else []
    return Position(does, conditions(u), matter, amounts, tuple(reasons))
