"""Which mentions are of one event, and which of another: by kind, day, parties, and words ("the next")."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from onrecord.dealings.circumstances import CLOSE, Noted, surest, within_reach
from onrecord.dealings.rules import joining, listed, weak
from onrecord.dealings.status import FUTURE, PAST, Told
from onrecord.dealings.triggers import Mention
from onrecord.records import EventStatus, EventType, Participant, Place, Score, Time
from onrecord.resources import rules

_WORD = re.compile(r"[\w-]+")
_ENDING = re.compile(r"(?<=[a-z]{3})(?:es|ed|ing|s)$")
# "The first meeting since May" is the only one that is told of.
_SINCE = re.compile(
    r" (?:of its kind |in (?:PLACE|TIME) )?(?:since |in (?:[\w-]+ )?(?:years|months|weeks|decades|TIME))"
)
# What is told with less than this says nothing against one event.
PLAIN = 0.75
# So many events back are looked at: a live blog of a day has fewer.
FARTHEST = 60
# A verb in this many characters after an event may tell of it again.
NEAR = 600


@dataclass(frozen=True, slots=True)
class Account:
    """What one mention tells of its event. ``firm`` is why it is one of a particular event, None where it is
    not."""

    mention: Mention
    status: Told
    firm: Score | None
    time: Noted[Time] | None = None
    place: Noted[Place] | None = None
    participants: tuple[Participant, ...] = ()

    @property
    def order(self) -> str:
        """Which of several it says it is ("second", "next"), empty where it does not."""
        words = _WORD.findall(self.mention.lead)[-4:]
        if words[-1:] == ["such"] or _SINCE.match(self.mention.trail):
            return ""
        close = words[-2:] if "round" not in words else words
        return next(
            (w for w in words if w in listed("orders") and (w in close or w not in listed("loose"))), ""
        )

    @property
    def points(self) -> bool:
        """Whether its words point at an event that is known: "the talks", "talks" of a headline."""
        lead = self.mention.lead
        if self.mention.form == "verb":
            return False
        return bool(joining("pointing").search(lead) or joining("bare").search(lead)) and not self.order

    @property
    def actors(self) -> frozenset[str]:
        """Who takes part as a party."""
        return frozenset(p.actor for p in self.participants if p.role == "party")


@dataclass(slots=True)
class Thread:
    """All accounts of one event."""

    accounts: list[Account] = field(default_factory=list)

    @property
    def firm(self) -> bool:
        return any(a.firm for a in self.accounts)

    @property
    def leading(self) -> Account:
        """The first account in the text below the headings, else the first."""
        return next((a for a in self.accounts if not a.mention.heading), self.accounts[0])

    @property
    def type(self) -> EventType:
        return next((a for a in self.accounts if a.firm and not a.mention.heading), self.leading).mention.type

    @property
    def time(self) -> Noted[Time] | None:
        return surest(a.time for a in sorted(self.accounts, key=lambda a: a.mention.heading))

    @property
    def place(self) -> Noted[Place] | None:
        return surest(a.place for a in self.accounts)

    @property
    def status(self) -> tuple[Told, Account]:
        """The status that is told most plainly, and by which account; what was proposed may be set later."""
        told = max(self.accounts, key=_plainness)
        return told.status, told

    @property
    def actors(self) -> frozenset[str]:
        return frozenset().union(*(a.actors for a in self.accounts))

    @property
    def order(self) -> str:
        return next((a.order for a in self.accounts if a.order), "")


def _plainness(account: Account) -> tuple[float, bool, bool]:
    status = account.status
    return status.score.value, not account.mention.heading, status.value != "proposed"


def joined(accounts: Iterable[Account]) -> list[Thread]:
    """The accounts of a report by their events, in order of the first mention."""
    threads: list[Thread] = []
    for account in accounts:
        thread = _thread_of(account, threads)
        if thread is None:
            threads.append(Thread([account]))
        else:
            thread.accounts.append(account)
    return threads


def _thread_of(account: Account, threads: Sequence[Thread]) -> Thread | None:
    """The event among those mentioned so far that an account is of, the last one first; or None."""
    fitting = [t for t in reversed(threads[-FARTHEST:]) if _can_be_of(account, t) and _is_meant(account, t)]
    same = (t for t in fitting if _same_words(account, t))
    return next(same, fitting[0] if fitting else None)


def _can_be_of(account: Account, thread: Thread) -> bool:
    """Whether nothing that an account tells is against its being of an event."""
    if thread.type not in _family(account.mention.type):
        return False
    if weak(account.mention.word) and not _only_headed(thread) and not _same_words(account, thread):
        return False
    if account.order != thread.order and account.order and not _only_headed(thread):
        return False
    times = account.time, thread.time
    if all(n and n.score.value > CLOSE for n in times) and not within_reach(
        *(n.what.value or "" for n in times if n)
    ):
        return False
    theirs = thread.actors
    if account.actors and theirs and not account.actors & theirs:
        return False
    return _same_word(account, thread) and _same_stage(account, thread)


def _is_meant(account: Account, thread: Thread) -> bool:
    """Whether an account takes up an event: by pointing at it, or as the text does its headline."""
    if account.points or _only_headed(thread):
        return True
    times = account.time, thread.time
    if account.firm is None:
        return False
    if account.mention.form == "verb":
        near = account.mention.span.start - thread.accounts[-1].mention.span.end < NEAR
        return all(times) or near or _same_words(account, thread)
    together = account.actors | thread.actors
    alike = len(account.actors & thread.actors) * 2 > len(together) and _same_words(account, thread)
    return all(times) or alike


def _same_words(account: Account, thread: Thread) -> bool:
    mine = _stem(account.mention.word)
    return any(_stem(a.mention.word) == mine for a in thread.accounts)


def _stem(word: str) -> str:
    """A word without its ending: the verb "marched" and the noun "marches" are alike.

    >>> _stem("marched"), _stem("marches")
    ('march', 'march')
    """
    return _ENDING.sub("", word)


def _only_headed(thread: Thread) -> bool:
    return all(a.mention.heading for a in thread.accounts)


def _same_word(account: Account, thread: Thread) -> bool:
    """Whether the words can mean one thing: "the strike" a walkout, but no summit a conference."""
    words = {_stem(a.mention.word) for a in thread.accounts if a.mention.word not in listed("general")}
    mine = account.mention.word
    return mine in listed("general") or not words or _stem(mine) in words


def _same_stage(account: Account, thread: Thread) -> bool:
    """Whether the statuses can be of one event: what was held is not what is planned.

    What is called off was planned, and words that point at it may say so.
    """
    mine, theirs = account.status, thread.status[0]
    if min(mine.score.value, theirs.score.value) < PLAIN or "ongoing" in (mine.value, theirs.value):
        return True
    stages = {_stage(mine.value), _stage(theirs.value)}
    return len(stages) == 1 or (account.points and stages == {"future", "cancelled"})


def _stage(value: EventStatus) -> str:
    return "past" if value in PAST else "future" if value in FUTURE else value


@cache
def _family(type: EventType) -> frozenset[str]:
    """The types by which an event of this type may be mentioned."""
    families = (f for f in rules("events")["joining"]["families"] if type in f)
    return frozenset(next(families, [type]))
