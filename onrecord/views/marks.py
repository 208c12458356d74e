"""A report cut into flat runs, each with what it is: the common ground of the views for people.

Statements overlap: the content of one may hold the source, cue and content of another, conditions, and
the mentions of events and papers. A run is the stretch between two edges, so views set one style a run
and need no tree.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Literal

from onrecord.records import (
    Passage,
    Report,
    Segment,
    SegmentKind,
    Span,
    Statement,
)

Role = Literal["source", "cue", "content", "condition", "event", "paper"]
Sureness = Literal["high", "fair", "low"]

# Where Python's str.splitlines breaks a line, inside of a character class.
LINE_ENDS = r"\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
_GAP = re.compile(rf"[{LINE_ENDS}]\s*")
_LINE_END = re.compile(rf"\r\n|[{LINE_ENDS}]")
_ANY_LINE_END = re.compile(rf"[{LINE_ENDS}]")
_UNSHOWABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

# Text of no longer lines was wrapped by a mail program or an editor: its line ends mean nothing.
WRAPPED_AT = 100

# These stand together in one paragraph where no line end parts them ("ORVAL, 3 May (AP) — The …").
_FLOWING: frozenset[SegmentKind | None] = frozenset({"byline", "dateline", "body", "caption", "credit", None})


@dataclass(frozen=True, slots=True)
class Mark:
    """A run's part in a statement, an event or a paper, ``entry``; ``number`` is its place among the
    report's, from 1.

    ``piece`` counts the spans of the role from 0. ``opens`` and ``closes`` say that the run is the
    first, the last, of its span.
    """

    entry: str
    number: int
    role: Role
    piece: int
    opens: bool
    closes: bool


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that is all of one kind. ``marks`` go from the widest span to the narrowest.

    ``gloss`` is the number, from 0, of the words to be explained that the run belongs to.
    """

    text: str
    start: int
    segment: SegmentKind | None
    marks: tuple[Mark, ...] = ()
    gloss: int | None = None

    @property
    def end(self) -> int:
        """Where the next run starts."""
        return self.start + len(self.text)

    @property
    def role(self) -> Role | None:
        """The role in the narrowest span, None outside of statements, events and papers."""
        return self.marks[-1].role if self.marks else None

    @property
    def statements(self) -> tuple[str, ...]:
        """The ids of the statements that the run belongs to, the widest span's first."""
        of_statements = (mark.entry for mark in self.marks if mark.role not in ("event", "paper"))
        return tuple(dict.fromkeys(of_statements))


@dataclass(frozen=True, slots=True)
class _Placed:
    """A span of a statement, event or paper: where, whose and as what."""

    span: Span
    entry: str
    number: int
    role: Role
    piece: int

    def mark(self, start: int, end: int) -> Mark:
        """The mark of the run from start to end, which lies within the span."""
        opens, closes = self.span.start == start, self.span.end == end
        return Mark(self.entry, self.number, self.role, self.piece, opens, closes)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, headline or line of the page: what a view sets by itself."""

    kind: SegmentKind
    runs: tuple[Run, ...]


def passages(statement: Statement) -> tuple[tuple[Role, Passage], ...]:
    """The three passages of a statement by role, in the order in which they are usually listed."""
    return ("source", statement.source), ("cue", statement.cue), ("content", statement.content)


def runs(report: Report, glossed: Sequence[Span] = ()) -> list[Run]:
    """Return the runs that cover the whole text in order; none where there is no text.

    ``glossed`` are the places of words to be explained, in order and without overlap.

    >>> text = "No, he said."
    >>> no = Statement("s1", "direct", Passage(text, (Span(0, 2),)), Passage(text), Passage(text), 1.0)
    >>> [(run.text, run.role) for run in runs(Report("", text, (), (no,)))]
    [('No', 'content'), (', he said.', None)]
    """
    return list(_cut(report, _breaks(report), glossed))


def blocks(report: Report, glossed: Sequence[Span] = ()) -> list[Block]:
    """Return the paragraphs of a report as lists of runs; what is blank between them is left out."""
    breaks = _breaks(report)
    gaps = {gap.start for gap in breaks}
    found: list[list[Run]] = [[]]
    for run in _cut(report, breaks, glossed):
        if run.start in gaps:
            found.append([])
        elif not _flows(found[-1], run):
            found.append([run])
        elif found[-1] or not run.text.isspace():
            found[-1].append(run)
    return [Block(_kind(block), tuple(block)) for block in found if block]


def shown(text: str) -> str:
    """The text as it can be put on a page or a terminal, of the same length.

    Line ends become blanks; what would steer a terminal or cannot be encoded becomes "\\ufffd".
    """
    return _UNSHOWABLE.sub("\ufffd", _ANY_LINE_END.sub(" ", text))


def sureness(confidence: float) -> Sureness:
    """A word for a confidence, so that nobody reads more into its decimals than they hold."""
    return "high" if confidence >= 0.9 else "fair" if confidence >= 0.7 else "low"


def _trimmed(span: Span, text: str) -> Span:
    words = span.of(text)
    return Span(span.end - len(words.lstrip()), span.start + len(words.rstrip()))


def _marked(report: Report) -> Iterator[tuple[str, int, Role, Sequence[Span]]]:
    """All that is marked in the text: whose, of which number, as what, and where."""
    for number, statement in enumerate(report.statements, start=1):
        for role, passage in passages(statement):
            yield statement.id, number, role, passage.spans
        yield statement.id, number, "condition", [condition.span for condition in statement.conditions]
    for number, event in enumerate(report.events, start=1):
        yield event.id, number, "event", event.trigger.spans
    for number, paper in enumerate(report.papers, start=1):
        yield paper.id, number, "paper", paper.spans.spans


def _placed(report: Report) -> Iterator[_Placed]:
    """Each span that is marked without the blanks at its edges; a span of blanks alone is left out."""
    for entry, number, role, spans in _marked(report):
        worded = [span for span in spans if not span.of(report.text).isspace()]
        for piece, span in enumerate(worded):
            yield _Placed(_trimmed(span, report.text), entry, number, role, piece)


def _breaks(report: Report) -> list[Span]:
    """The blank stretches at which a new block begins."""
    wrapped = max(map(len, _LINE_END.split(report.text))) <= WRAPPED_AT
    at = _segment_at(report)
    found = []
    for gap in _GAP.finditer(report.text):
        lines = len(_LINE_END.findall(gap[0]))
        before = at(gap.start() - 1) if gap.start() else None
        if lines > 1 or not wrapped or before is not at(gap.end()):
            found.append(Span(*gap.span()))
    return found


def _segment_at(report: Report) -> Callable[[int], Segment | None]:
    """A function from an offset to the segment that it lies in, None between segments."""
    segments = sorted(report.segments, key=lambda segment: segment.span)
    within = _within([segment.span for segment in segments])

    def at(offset: int) -> Segment | None:
        place = within(offset)
        return None if place is None else segments[place]

    return at


def _within(spans: Sequence[Span]) -> Callable[[int], int | None]:
    """A function from an offset to the number of the span that it lies in, of spans in order."""
    starts = [span.start for span in spans]

    def at(offset: int) -> int | None:
        place = bisect_right(starts, offset) - 1
        return place if place >= 0 and offset < spans[place].end else None

    return at


def _edges(report: Report, spans: Iterable[Span]) -> list[int]:
    """Where something begins or ends, the ends of the text included."""
    places = chain(spans, (segment.span for segment in report.segments))
    return sorted({0, len(report.text)}.union(*((span.start, span.end) for span in places)))


def _cut(report: Report, breaks: Sequence[Span], glossed: Sequence[Span]) -> Iterator[Run]:
    placed = list(_placed(report))
    opening: dict[int, list[_Placed]] = {}
    for one in placed:
        opening.setdefault(one.span.start, []).append(one)
    at, gloss_at = _segment_at(report), _within(glossed)
    active: list[_Placed] = []
    for start, end in pairwise(_edges(report, chain(breaks, glossed, (one.span for one in placed)))):
        active = [one for one in active if one.span.end > start] + opening.get(start, [])
        active.sort(key=lambda one: (-len(one.span), one.role != "content"))
        segment = at(start)
        marks = tuple(one.mark(start, end) for one in active)
        yield Run(report.text[start:end], start, segment.kind if segment else None, marks, gloss_at(start))


def _kind(block: Sequence[Run]) -> SegmentKind:
    kinds = [run.segment for run in block if run.segment is not None]
    return "body" if "body" in kinds or not kinds else kinds[0]


def _flows(block: Sequence[Run], run: Run) -> bool:
    """Whether a run goes on in a block that has begun."""
    before = next((one.segment for one in reversed(block) if one.segment is not None), run.segment)
    blank = run.segment is None and run.text.isspace()
    return blank or before == run.segment or {before, run.segment} <= _FLOWING
