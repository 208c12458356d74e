"""What a ledger gives back, and what came of putting something in.

Entries are small and whole: each has what joining and asking need of it, without another look at the ledger.
Ids are those of the ledger; ``said`` and ``time`` are TIMEX3 values, ``earliest`` and ``latest`` the days
(ISO 8601) that they can mean, ``published`` is as in `Report`, and clocks are UTC with microseconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from onrecord.records import (
    Act,
    ActorType,
    ConditionKind,
    EventStatus,
    EventType,
    PaperStatus,
    Part,
    Plover,
    Span,
    StatementKind,
)

Outcome = Literal["new", "version", "again", "reread", "known"]
Spans = tuple[Span, ...]


# ---- what came of adding ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding a report.

    ``outcome`` is new; version (new, and another text was at this address before: ``before`` is its id);
    again (a text that was there, found at another place); reread (read by a newer version, or with more
    known of it); known (nothing was added). ``statements`` counts those of a reading that was kept.
    """

    report: str
    outcome: Outcome
    statements: int = 0
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """How many reports of a batch came out how; ``failed`` and ``skipped`` gave no report."""

    new: int = 0
    version: int = 0
    again: int = 0
    reread: int = 0
    known: int = 0
    failed: int = 0
    skipped: int = 0
    statements: int = 0

    def __str__(self) -> str:
        """In words: "12 new (140 statements), 1 new version, 3 failed"."""
        told = (
            (self.new, f"new ({self.statements} statements)"),
            (self.version, "new versions"),
            (self.again, "found again"),
            (self.reread, "read again"),
            (self.known, "known"),
            (self.failed, "failed"),
            (self.skipped, "skipped"),
        )
        return ", ".join(f"{n:,} {what}" for n, what in told if n) or "nothing found"


@dataclass(frozen=True, slots=True)
class Merged:
    """How many rows another ledger had that this one lacked, by the name of the table."""

    rows: Mapping[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        names = ("report", "sighting", "reading", "statement", "judgment")
        return ", ".join(f"{self.rows[n]:,} {n}s" for n in names if self.rows.get(n)) or "nothing new"


# ---- what is on record ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ActorRef:
    """An actor where it is named in an entry. ``country`` is whom a person speaks for."""

    id: str
    name: str
    type: ActorType
    country: str | None = None


@dataclass(frozen=True, slots=True)
class PartyEntry:
    """An actor's part, and the words that name it there."""

    actor: ActorRef
    spans: Spans


@dataclass(frozen=True, slots=True)
class ConditionEntry:
    """The clause on which a content depends; ``marker`` is what makes it one."""

    kind: ConditionKind
    words: str
    spans: Spans
    marker: Spans


@dataclass(frozen=True, slots=True)
class MatterEntry:
    """What a statement is about; two are the same matter where their ``key`` is."""

    name: str
    key: str
    spans: Spans


@dataclass(frozen=True, slots=True)
class SightingEntry:
    """Where and when a text was first found there."""

    source: str
    seen: str
    url: str | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True)
class About:
    """The reading that an entry comes from, and its report. ``outlet`` is who published it, as the page or
    the caller says; ``credits`` are the suppliers of the copy; ``seen`` is when it was first seen."""

    report: str
    reading: str
    version: str
    read: str
    seen: str
    url: str | None = None
    title: str | None = None
    byline: str | None = None
    outlet: str | None = None
    published: str | None = None
    language: str | None = None
    credits: tuple[ActorRef, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """A report with its text, and all its sightings, the first first."""

    id: str
    text: str = field(repr=False)
    about: About
    sightings: tuple[SightingEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class StatementEntry:
    """A statement as the current reading has it. ``number`` is its place in the report, from 1."""

    id: str
    number: int
    about: About
    kind: StatementKind
    content: str
    content_spans: Spans
    cue: str
    cue_spans: Spans
    source: str
    source_spans: Spans
    confidence: float
    act: Act
    plover: Plover | None = None
    cameo: str | None = None
    speaker: ActorRef | None = None
    target: ActorRef | None = None
    others: tuple[PartyEntry, ...] = ()
    channel: tuple[PartyEntry, ...] = ()
    addressee: tuple[PartyEntry, ...] = ()
    said: str | None = None
    said_spans: Spans = ()
    earliest: str | None = None
    latest: str | None = None
    place: str | None = None
    place_country: str | None = None
    place_spans: Spans = ()
    conditions: tuple[ConditionEntry, ...] = ()
    matter: tuple[MatterEntry, ...] = ()

    @property
    def report(self) -> str:
        """The id of its report."""
        return self.about.report


@dataclass(frozen=True, slots=True)
class ParticipantEntry:
    """An actor's part in an event, and the words that name it there."""

    actor: ActorRef
    role: Part
    spans: Spans


@dataclass(frozen=True, slots=True)
class EventEntry:
    """An event as the current reading has it. ``reported_by`` is the statement that it or its status comes
    from, None where the outlet itself says it."""

    id: str
    number: int
    about: About
    type: EventType
    status: EventStatus
    trigger: str
    trigger_spans: Spans
    plover: Plover | None = None
    participants: tuple[ParticipantEntry, ...] = ()
    time: str | None = None
    time_spans: Spans = ()
    earliest: str | None = None
    latest: str | None = None
    place: str | None = None
    place_country: str | None = None
    place_spans: Spans = ()
    reported_by: str | None = None

    @property
    def report(self) -> str:
        """The id of its report."""
        return self.about.report


@dataclass(frozen=True, slots=True)
class StageEntry:
    """A status of a paper: since when (an ISO value or None), by which words and which statement."""

    value: PaperStatus
    since: str | None
    spans: Spans
    reported_by: str | None = None


@dataclass(frozen=True, slots=True)
class PaperEntry:
    """A paper as the current reading has it; two may be the same paper where their ``key`` is."""

    id: str
    number: int
    about: About
    name: str
    key: str
    spans: Spans
    parties: tuple[PartyEntry, ...] = ()
    statuses: tuple[StageEntry, ...] = ()

    @property
    def report(self) -> str:
        """The id of its report."""
        return self.about.report


@dataclass(frozen=True, slots=True)
class RoleEntry:
    """A role as reports write it, and when the first and the last of them was published."""

    role: str
    first: str | None
    last: str | None
    reports: int


@dataclass(frozen=True, slots=True)
class ActorEntry:
    """An actor over all reports: the names and roles that it has in them, the most frequent name first."""

    actor: ActorRef
    names: tuple[str, ...]
    roles: tuple[RoleEntry, ...]
    reports: int
    statements: int


@dataclass(frozen=True, slots=True)
class FailureEntry:
    """A source that gave no report, and why."""

    source: str
    reason: str
    seen: str


@dataclass(frozen=True, slots=True)
class VersionEntry:
    """A text that was at an address, and when it was first seen there."""

    report: str
    seen: str
    url: str
    title: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """Words of a quotation, and what stands in their place in the later version; one of them may be empty."""

    before: str
    before_span: Span | None
    after: str
    after_span: Span | None


@dataclass(frozen=True, slots=True)
class Alteration:
    """A quotation that is not the same in the next version of its page.

    ``kind`` is altered (with ``differences``), gone (``after`` is None) or new (``before`` is None);
    ``score`` is how much of the words is the same, from 0 to 1.
    """

    kind: Literal["altered", "gone", "new"]
    earlier: VersionEntry
    later: VersionEntry
    before: StatementEntry | None
    after: StatementEntry | None
    differences: tuple[Difference, ...] = ()
    score: float = 0.0
