"""What joining knows of reports, statements, events and papers: small records, made from a ledger's rows.

Offsets are code points into the text of the report; days are ISO 8601 dates, None where nothing tells them.
``credits``, ``channel``, ``speaker`` and the like are ids of actors.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from onrecord.records import Act, EventStatus, EventType, Span, StatementKind
from onrecord.resolve.names import slug

# The reason of what people joined.
DECIDED = "a person decided so"


@dataclass(frozen=True, slots=True)
class KeptReport:
    """A report. ``sentences`` are those of its body, without title and furniture; ``seen`` is the clock.

    ``credits`` supplied the copy as a whole; ``relays`` are outlets that stand in the chains of its
    statements.
    """

    id: str
    text: str = field(repr=False)
    sentences: tuple[Span, ...] = ()
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    byline: str | None = None
    published: str | None = None
    seen: str = ""
    credits: tuple[str, ...] = ()
    relays: tuple[str, ...] = ()

    @property
    def day(self) -> str | None:
        """The day of publication."""
        return self.published[:10] if self.published else None

    @property
    def house(self) -> str | None:
        """The outlet as an id, None where it is not known."""
        return slug(self.outlet) if self.outlet else None

    @property
    def order(self) -> tuple[str, str, str]:
        """By this, the report that came first comes first; one without a date comes last."""
        return (self.published or "9999", self.seen, self.id)


@dataclass(frozen=True, slots=True)
class KeptCondition:
    """The clause on which a content depends: its kind, and where it stands."""

    kind: str
    words: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptStatement:
    """A statement. ``earliest`` and ``latest`` are the days on which it can have been said where ``said``
    tells, and the day of the report where it does not.

    ``content`` is its words, of ``spans``; ``name`` and ``country`` are the speaker's. ``named`` is False
    where the speaker is somebody without a name ("officials"), whose id is of one report. ``channel`` are the
    media in the chain, the nearest to the speaker first, ``channel_named`` whether each has a name ("local
    media" has none). ``matter`` holds keys; ``heading`` is a headline; ``firsthand`` names public words, if
    it is of such.
    """

    id: str
    report: str
    number: int
    content: str
    spans: tuple[Span, ...] = ()
    kind: StatementKind = "indirect"
    act: Act = "assert"
    cue: str = ""
    source: str = ""
    speaker: str | None = None
    name: str | None = None
    named: bool = True
    country: str | None = None
    others: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    channel_named: tuple[bool, ...] = ()
    addressee: tuple[str, ...] = ()
    conditions: tuple[KeptCondition, ...] = ()
    matter: tuple[str, ...] = ()
    said: str | None = None
    earliest: str | None = None
    latest: str | None = None
    published: str | None = None
    place: str | None = None
    heading: bool = False
    firsthand: str | None = None
    confidence: float = 1.0

    @property
    def told(self) -> bool:
        """Whether the report tells when it was said."""
        return self.said is not None and self.earliest is not None

    @property
    def day(self) -> str | None:
        """The first day on which it can have been said."""
        return self.earliest or (self.published[:10] if self.published else None)


@dataclass(frozen=True, slots=True)
class KeptEvent:
    """An event as one report has it. ``participants`` are ids with their part; ``reported_by`` is a
    statement."""

    id: str
    report: str
    type: EventType
    status: EventStatus
    trigger: str = ""
    spans: tuple[Span, ...] = ()
    participants: tuple[tuple[str, str], ...] = ()
    time: str | None = None
    earliest: str | None = None
    latest: str | None = None
    place: str | None = None
    published: str | None = None
    reported_by: str | None = None

    @property
    def parties(self) -> frozenset[str]:
        """Those who are said to take part."""
        return frozenset(actor for actor, part in self.participants if part == "party")


@dataclass(frozen=True)
class Verdicts:
    """What people decided: pairs of ids that are the same, and pairs that are not.

    >>> Verdicts.of([("b", "a")], []).same("a", "b")
    True
    """

    together: frozenset[frozenset[str]] = frozenset()
    apart: frozenset[frozenset[str]] = frozenset()

    @classmethod
    def of(cls, same: Iterable[tuple[str, str]], different: Iterable[tuple[str, str]]) -> Verdicts:
        return cls(frozenset(map(frozenset, same)), frozenset(map(frozenset, different)))

    def same(self, one: str, other: str) -> bool:
        return frozenset((one, other)) in self.together

    def different(self, one: str, other: str) -> bool:
        return frozenset((one, other)) in self.apart

    @cached_property
    def parted(self) -> dict[str, frozenset[str]]:
        """By id, those that it is decidedly not."""
        found: dict[str, set[str]] = {}
        for one, other in (sorted(pair) for pair in self.apart if len(pair) == 2):
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)
        return {id: frozenset(others) for id, others in found.items()}
