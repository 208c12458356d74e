"""What a reading holds. Offsets are Unicode code points into `Report.text`, end exclusive.

The names and meanings are those of the JSON that `onrecord read --format json` prints; `views.json`
writes them out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, overload

SegmentKind = Literal["title", "byline", "dateline", "subhead", "body", "caption", "credit", "furniture"]
StatementKind = Literal["direct", "indirect", "mixed"]
ActorType = Literal["person", "organisation", "country", "group", "outlet", "document"]
TimeType = Literal["DATE", "TIME", "DURATION", "SET"]
Act = Literal[
    "assert", "deny", "accept", "reject", "demand", "request", "propose", "promise", "threaten", "warn",
    "accuse", "criticise", "support", "ask",
]  # fmt: skip
ConditionKind = Literal["if", "only_if", "unless", "provided", "until"]
Plover = Literal[
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "REQUEST", "ACCUSE", "REJECT", "THREATEN",
    "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
]  # fmt: skip
EventType = Literal[
    "talks", "meeting", "call", "visit", "signing", "agreement", "ceasefire", "exchange", "vote", "sanction",
    "attack", "protest", "other",
]  # fmt: skip
EventStatus = Literal[
    "held", "ongoing", "scheduled", "expected", "proposed", "cancelled", "denied", "failed"
]  # fmt: skip
Part = Literal["party", "mediator", "host", "informed", "absent"]
PaperStatus = Literal[
    "proposed", "drafted", "ready", "agreed", "signed", "unsigned", "rejected", "ratified", "in_force",
    "suspended", "violated",
]  # fmt: skip

# What a reporter wrote, and so what statements are read from.
READABLE: frozenset[SegmentKind] = frozenset({"title", "subhead", "body", "caption"})


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a text.

    >>> Span(0, 2).of("No deal")
    'No'
    """

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words that stand there."""
        return text[self.start : self.end]

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Passage(Sequence[Span]):
    """Spans of one text in reading order that belong together, and the words in them.

    >>> Passage("No, he said. Never.", (Span(0, 2), Span(13, 18))).words
    'No … Never'
    """

    text: str = field(repr=False, compare=False)
    spans: tuple[Span, ...] = ()

    @property
    def words(self) -> str:
        """The words of all spans, a gap shown as " … "; empty where there is no span."""
        return " … ".join(span.of(self.text) for span in self.spans)

    @overload
    def __getitem__(self, i: int) -> Span: ...

    @overload
    def __getitem__(self, i: slice) -> tuple[Span, ...]: ...

    def __getitem__(self, i: int | slice) -> Span | tuple[Span, ...]:
        return self.spans[i]

    def __len__(self) -> int:
        return len(self.spans)

    def __iter__(self) -> Iterator[Span]:
        return iter(self.spans)

    def __str__(self) -> str:
        return self.words

    def __repr__(self) -> str:
        where = ", ".join(f"{s.start}:{s.end}" for s in self.spans)
        return f"<{self.words!r} at {where}>" if self.spans else "<no words>"


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the text and what it is on the page. Segments do not overlap."""

    kind: SegmentKind
    span: Span


@dataclass(frozen=True, slots=True)
class Attribution:
    """Where one statement stands in the text, before it is given a number.

    ``kind`` is None where the quotation marks tell it, which is everywhere but in transcripts. ``through``
    are the words that name who relays it, the nearest to the speaker first, as far as they stand in an
    attribution around this one ("X said that Y had told him that …": X).
    """

    content: tuple[Span, ...]
    cue: tuple[Span, ...]
    source: tuple[Span, ...]
    confidence: float
    kind: StatementKind | None = None
    through: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """How sure something is, from 0 to 1, and why, in words for the reader of a page."""

    value: float
    reason: str


@dataclass(frozen=True, slots=True)
class Time:
    """A TIMEX3: a date, time, duration or set, as the TimeML guidelines give its type and value.

    ``value`` is ISO 8601 where a calendar date is known, and None where nothing anchors the words.
    """

    span: Span
    type: TimeType
    value: str | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was. ``country`` is an ISO 3166-1 alpha-3 code; coordinates are degrees, WGS 84."""

    name: str
    country: str | None
    span: Span
    latitude: float | None = None
    longitude: float | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that mean an actor, and why they are taken to mean this one."""

    span: Span
    score: Score


@dataclass(frozen=True, slots=True)
class Actor:
    """One who speaks, is spoken to, reports or takes part.

    ``id`` is a Wikidata id, an ISO 3166-1 alpha-3 code or a slug; ``score`` says how sure the identity is,
    and why. ``roles`` are as the report writes them. ``country`` is whom a person speaks for.
    """

    id: str
    name: str
    type: ActorType
    score: Score
    country: str | None = None
    roles: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Party:
    """An actor's part in a statement or a report, and the words that name it there."""

    actor: str
    span: Span


@dataclass(frozen=True, slots=True)
class Condition:
    """The clause on which a content depends. ``span`` is all of it, ``marker`` what makes it one ("only
    if")."""

    span: Span
    marker: Span
    kind: ConditionKind
    score: Score = Score(1.0, "")


@dataclass(frozen=True, slots=True)
class Matter:
    """What a statement is about: a noun phrase in base form, and the words that it was read from."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Statement:
    """One attribution: words, and in whose mouth they are put.

    ``source`` and ``cue`` are empty where the text writes none. ``confidence`` is the probability,
    from 0 to 1, that a reader would mark this content with this source.

    ``speaker`` is the id of the actor that the source means, None where none is written or it cannot be
    told; ``others`` speak as one with it. ``channel`` is who stands between the speaker and this report, the
    nearest to the speaker first; ``media`` are what carried the words and did not report them (a letter,
    Telegram). ``said`` and ``place`` are when and where.

    ``act`` is what the speaker does with the content. ``plover`` is the PLOVER event type that this
    amounts to
    between the speaker's side and ``target``, ``cameo`` a CAMEO code of that type; all three are None
    where it
    amounts to none. ``conditions`` are what the content depends on, in order of the text; ``matter`` what
    it is
    about, the chief thing first. ``reasons`` tell why, by the name of the field.
    """

    id: str
    kind: StatementKind
    content: Passage
    cue: Passage
    source: Passage
    confidence: float
    speaker: str | None = None
    others: tuple[str, ...] = ()
    channel: tuple[Party, ...] = ()
    addressee: tuple[Party, ...] = ()
    media: tuple[Span, ...] = ()
    said: Time | None = None
    place: Place | None = None
    act: Act = "assert"
    plover: Plover | None = None
    cameo: str | None = None
    target: Party | None = None
    conditions: tuple[Condition, ...] = ()
    matter: tuple[Matter, ...] = ()
    reasons: tuple[tuple[str, Score], ...] = ()

    def __repr__(self) -> str:
        who = self.source.words or "nobody named"
        return f"<{self.id} {self.kind}: {who} [{self.cue.words}] {self.content.words!r}>"


@dataclass(frozen=True, slots=True)
class Participant:
    """An actor's part in an event, and the words that name it there."""

    actor: str
    role: Part
    span: Span


@dataclass(frozen=True, slots=True)
class Event:
    """Something that parties do with each other. ``trigger`` has a span for each mention of it.

    ``reported_by`` is the id of the statement that the event or its status comes from, None where the outlet
    says it in its own voice. ``reasons`` tell why, by the name of the field.
    """

    id: str
    type: EventType
    trigger: Passage
    status: EventStatus
    participants: tuple[Participant, ...] = ()
    time: Time | None = None
    place: Place | None = None
    plover: Plover | None = None
    reported_by: str | None = None
    reasons: tuple[tuple[str, Score], ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """A status of a paper: since when (an ISO value or None), by which words, and by which statement."""

    value: PaperStatus
    span: Span
    on: str | None = None
    reported_by: str | None = None
    score: Score = Score(1.0, "")


@dataclass(frozen=True, slots=True)
class Paper:
    """A document negotiated or agreed between sides. ``spans`` are its mentions, ``statuses`` in order of
    the text."""

    id: str
    name: str
    spans: Passage
    parties: tuple[Party, ...] = ()
    statuses: tuple[Stage, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A text as it was found, and what its container (a page, a feed, the caller) says of it.

    ``published`` is an ISO date or date-time, or None; ``notes`` tell what was doubtful in reading it.
    ``title_given`` is the title by the page's metadata, whether or not the text repeats it.
    """

    text: str
    name: str = ""
    media: Literal["text", "html"] = "text"
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    byline: str | None = None
    published: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """One report that was read. ``id`` is the SHA-256 of the text, hexadecimal.

    ``language`` is an ISO 639-1 code, or None where there is too little text to tell. ``notes`` say
    what a user should know of how it was read ("not English: read by punctuation alone").
    """

    id: str
    text: str
    segments: tuple[Segment, ...]
    statements: tuple[Statement, ...]
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    byline: str | None = None
    published: str | None = None
    language: str | None = None
    name: str = ""
    notes: tuple[str, ...] = ()
    actors: tuple[Actor, ...] = ()
    events: tuple[Event, ...] = ()
    papers: tuple[Paper, ...] = ()
    times: tuple[Time, ...] = ()
    credits: tuple[Party, ...] = ()

    def actor(self, id: str | None) -> Actor | None:
        """The actor of this id, or None."""
        return next((actor for actor in self.actors if actor.id == id), None)

    def __repr__(self) -> str:
        title = self.title or " ".join(self.text.split())[:60]
        return f"<Report {title!r}, {self.published or 'no date'}, {len(self.statements)} statements>"
