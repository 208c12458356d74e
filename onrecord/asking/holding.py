"""What each party holds: one position for each utterance, in the words that tell most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from onrecord.asking.compared import in_title
from onrecord.asking.joined import Joined
from onrecord.joining.made import named
from onrecord.joining.origins import Count
from onrecord.ledger.entries import ActorRef, StatementEntry
from onrecord.records import Act
from onrecord.views.brief import FIRM
from onrecord.views.wording import country

# What takes a side without binding to anything.
PLAIN: frozenset[Act] = frozenset({"assert", "ask"})
UNNAMED = "unnamed"


@dataclass(frozen=True, slots=True)
class Held:
    """An utterance: the statement that tells most of it, all its renderings that were looked at, and what it
    rests on."""

    best: StatementEntry
    renderings: tuple[StatementEntry, ...]
    count: Count

    @property
    def day(self) -> str:
        """The day on which it was said, as far as a report tells; else that of the first report."""
        told = [one.earliest for one in self.renderings if one.said and one.earliest]
        return min(told or [one.earliest or "" for one in self.renderings])

    @property
    def position(self) -> bool:
        """Whether it is more than an assertion."""
        return self.best.act not in PLAIN or bool(self.best.conditions)

    @property
    def rank(self) -> int:
        """0 for what a reader would miss most."""
        firm = self.best.act in FIRM
        # A headline alone says in few words what the report may say otherwise.
        return 3 - firm - bool(self.best.conditions) - (self.best.act not in PLAIN) + 2 * in_title(self.best)


@dataclass(frozen=True, slots=True)
class Side:
    """A party: a country with all who speak for it, or an actor by itself; ``id`` is its id."""

    id: str
    name: str
    speakers: tuple[ActorRef, ...]
    held: tuple[Held, ...]


def held(statements: Iterable[StatementEntry], joined: Joined) -> list[Held]:
    """Each utterance once, the latest first."""
    of: dict[str, list[StatementEntry]] = {}
    for one in statements:
        of.setdefault(joined.utterance(one.id), []).append(one)
    found = [Held(max(some, key=_fullness), tuple(some), joined.count([some[0].id])) for some in of.values()]
    return sorted(found, key=lambda h: (h.day, -h.best.number), reverse=True)


def sides(found: Sequence[Held]) -> list[Side]:
    """Who holds something, the one with most to say first; those without a name come last, as one."""
    by_side: dict[str, list[Held]] = {}
    for one in found:
        if one.best.speaker is not None and one.best.speaker.type != "outlet":
            by_side.setdefault(side(one.best.speaker), []).append(one)
    made = [_side(id, some) for id, some in by_side.items()]
    return sorted(made, key=lambda s: (s.id == UNNAMED, -_weight(s), s.name))


def side(one: ActorRef) -> str:
    """The side for which an actor speaks: its country where it is known, else the actor itself."""
    if one.country and one.type != "outlet":
        return one.country
    return one.id if named(one) else UNNAMED


def _side(id: str, found: Sequence[Held]) -> Side:
    speakers = {one.best.speaker.id: one.best.speaker for one in found if one.best.speaker}
    if id == UNNAMED:
        name = "Unnamed sources"
    elif id in speakers:
        name = speakers[id].name
    else:
        name = country(id)
    return Side(id, name, tuple(speakers.values()), tuple(found))


def _weight(one: Side) -> int:
    """Positions count for more than words, and what is widely reported for more than what is not."""
    return sum(1 + 3 * h.position + 2 * (h.rank < 2) + min(h.count.reports, 4) for h in one.held)


def _fullness(one: StatementEntry) -> tuple[bool, bool, bool, int, str]:
    known = one.speaker is not None and named(one.speaker)
    return known, not in_title(one), bool(one.conditions), len(one.content), one.id


def foremost(
    found: Sequence[Held], replaced: Mapping[str, str], direct: frozenset[str] = frozenset()
) -> list[Held]:
    """What one holds now: without what it replaced by later words, the weightiest and then the latest first.

    ``replaced`` has the statement that stands in the place of another, by the id of that; ``direct`` are
    statements that name the matter, which come before others of their weight.
    """
    now = [one for one in found if not any(s.id in replaced for s in one.renderings)]
    positions = [one for one in now if one.position]
    return sorted(positions or now[:1], key=lambda h: (h.rank, h.best.id not in direct))
