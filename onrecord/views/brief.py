"""The brief of a report: who holds what and on which condition; what came of it; who says so.

It is made once, in words, for the views that show it: each sets the kinds of `Piece` in its own way.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from onrecord.records import Act, Event, EventStatus, Paper, Report, Span, Statement
from onrecord.views.wording import ACTS, NOBODY, STATUSES, Wording, joined, perhaps, somebody, speakers

PieceKind = Literal["plain", "name", "soft", "statement", "event", "paper"]

# The lines of talks and other events, by how it stands with them.
LABELS: Mapping[EventStatus, str] = {
    "ongoing": "Under way",
    "held": "Took place",
    "scheduled": "Planned",
    "expected": "Planned",
    "proposed": "Open",
    "cancelled": "Off",
    "failed": "Off",
    "denied": "Off",
}
AGREED = "Agreed"
ORDER = (AGREED, "Under way", "Took place", "Planned", "Open", "Off")
# What is agreed when it has taken place.
AGREEMENTS = frozenset({"agreement", "signing", "ceasefire"})
# Statuses that a line's label does not tell.
TOLD_APART: frozenset[EventStatus] = frozenset({"expected", "cancelled", "failed", "denied"})
# Where nothing but assertions is held, so many of those are shown, one of each speaker.
ASSERTIONS = 5
# So many of those who speak are named in a line.
SPEAKERS = 2
# So many ways by which words came are told.
CHAINS = 3
# Of the longer words of the shorter of two contents, this share is in the other: the same is said again.
REPEATED = 0.6
# It is looked for among so many that were said before.
NEAR = 40
# So many characters of a content are shown where lines do not set the limit.
LONGEST = 240

# What changes something between sides comes before what one thinks of the other.
FIRM: frozenset[Act] = frozenset({"accept", "reject", "demand", "propose", "promise", "threaten"})

_WORD = re.compile(r"[^\W_]{4,}")
_OPENING, _CLOSING = frozenset('“„«"'), frozenset('”“»"')
_QUOTES = "“”„‟«»\"‘’‛'"
_EDGES = " \t\r\n,;:–—-"
_LEAD = re.compile(r"(?:that|then)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a line. A ``statement``, ``event`` or ``paper`` is the number of one, from 1."""

    words: str
    kind: PieceKind = "plain"


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Stand:
    """One thing that somebody holds: "accepts", "on condition", what, and the conditions in full.

    ``numbers`` are those of the statements that say so, the one that is shown first. ``rank`` is 0 for what
    a reader would miss most.
    """

    numbers: tuple[int, ...]
    act: str
    adverb: str
    words: str
    conditions: tuple[str, ...] = ()
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Voice:
    """One who speaks, and what that one holds."""

    who: str
    office: str
    stands: tuple[Stand, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one label."""

    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """A report in brief. Each part is empty where the report has nothing of it."""

    voices: tuple[Voice, ...]
    dealings: tuple[Group, ...]
    papers: tuple[Line, ...]
    sources: tuple[Line, ...]


def brief(report: Report, wording: Wording) -> Brief:
    """Return a report in brief."""
    return Brief(
        tuple(_voices(report, wording)),
        tuple(_dealings(report, wording)),
        tuple(_paper(paper, n, wording) for n, paper in enumerate(report.papers, start=1)),
        tuple(_sources(report, wording)),
    )


def foremost(voices: Sequence[Voice], count: int) -> list[Voice]:
    """Those who hold so many of the things that a reader would miss most, with these alone."""
    every = [(stand.rank, v, s) for v, voice in enumerate(voices) for s, stand in enumerate(voice.stands)]
    kept = {(v, s) for _, v, s in sorted(every)[:count]}
    some = (
        replace(voice, stands=tuple(stand for s, stand in enumerate(voice.stands) if (v, s) in kept))
        for v, voice in enumerate(voices)
    )
    return [voice for voice in some if voice.stands]


# --- who holds what


def _voices(report: Report, wording: Wording) -> Iterator[Voice]:
    """Those who hold something, in order of the text."""
    found: dict[object, list[tuple[int, Statement]]] = {}
    for number, statement in _held(report):
        found.setdefault(_speaker(statement), []).append((number, statement))
    for each in found.values():
        told = wording.told(each[0][1])
        yield Voice(somebody(told.who), told.office, tuple(_stands(report, each, wording)))


def _held(report: Report) -> list[tuple[int, Statement]]:
    """What is more than an assertion; where there is nothing else, the first assertion of each speaker."""
    every = [*enumerate(report.statements, start=1)]
    held = [(n, s) for n, s in every if s.act != "assert" or s.conditions]
    if held:
        return held
    titles = _titles(report)
    first: dict[object, tuple[int, Statement]] = {}
    for n, s in sorted(every, key=lambda one: _in(one[1].content[0], titles)):
        first.setdefault(_speaker(s), (n, s))
    return sorted(first.values(), key=lambda one: one[0])[:ASSERTIONS]


def _speaker(statement: Statement) -> object:
    return speakers(statement) or " ".join(statement.source.words.lower().split())


@dataclass(frozen=True, slots=True)
class _Said:
    """A statement with its number, whether a headline makes it, and its longer words."""

    number: int
    statement: Statement
    in_title: bool
    words: frozenset[str]


def _stands(report: Report, said: Sequence[tuple[int, Statement]], wording: Wording) -> Iterator[Stand]:
    """What one speaker holds, act by act: what is said again is told once, in the words that tell most."""
    titles = _titles(report)
    rows = [_Said(n, s, _in(s.content[0], titles), _long_words(s)) for n, s in said]
    text = [row for row in rows if not row.in_title]

    def act(row: _Said) -> Act:
        """What is done; a headline does what the text does that it says again."""
        twin = next((r for r in text[:NEAR] if _alike(r.words, row.words)), row) if row.in_title else row
        return twin.statement.act

    found: list[Stand] = []
    for _, group in groupby(sorted(rows, key=act), key=act):
        found += _said_once([*group], wording)
    yield from sorted(found, key=lambda stand: stand.numbers[0])


def _said_once(said: Sequence[_Said], wording: Wording) -> Iterator[Stand]:
    """What one speaker does in the same way, without its repetitions."""

    def telling(row: _Said) -> tuple[bool, bool, int]:
        return not row.statement.conditions, row.in_title, row.number

    kept: list[tuple[list[int], _Said]] = []
    for row in sorted(said, key=telling):
        alike = (one for one, other in kept[-NEAR:] if _alike(row.words, other.words))
        numbers = next(alike, None)
        if numbers is None:
            kept.append(([row.number], row))
        else:
            numbers.append(row.number)
    for numbers, row in kept:
        yield _stand(row.statement, tuple(numbers), wording)


def _long_words(statement: Statement) -> frozenset[str]:
    return frozenset(_WORD.findall(statement.content.words.lower()))


def _alike(some: frozenset[str], others: frozenset[str]) -> bool:
    """Whether two sets of words are about the same."""
    fewer = min(len(some), len(others))
    return fewer > 0 and len(some & others) >= REPEATED * fewer


def _stand(statement: Statement, numbers: tuple[int, ...], wording: Wording) -> Stand:
    act, adverb = wording.does(statement)
    conditions = tuple(flat(span.of(statement.content.text)) for span in _outermost(statement))
    rank = 2 - bool(conditions and statement.act != "assert") - (statement.act in FIRM)
    return Stand(numbers, act, adverb, shortened(held(statement)), conditions, rank)


def _outermost(statement: Statement) -> list[Span]:
    """The conditions of a statement that are not within another of them."""
    kept: list[Span] = []
    for span in sorted((c.span for c in statement.conditions), key=lambda span: (span.start, -span.end)):
        if not kept or span.end > kept[-1].end:
            kept.append(span)
    return kept


def held(statement: Statement) -> str:
    """What is said, without its conditions and what stood between; all of it where nothing else is said.

    The quotation marks of a direct statement are set anew around what is left.
    """
    text = statement.content.text
    pieces = [_trimmed(span.of(text), statement.kind == "direct") for span in _rest(statement)]
    words = " … ".join(piece for piece in pieces if any(map(str.isalnum, piece)))
    if not words:
        return flat(statement.content.words)
    words = _LEAD.sub("", words, count=1) if _LEAD.match(words) else words
    return f"“{words}”" if statement.kind == "direct" else words


def _rest(statement: Statement) -> Iterator[Span]:
    """The content without the conditions in it."""
    conditions = sorted(c.span for c in statement.conditions)
    for span in statement.content:
        at = span.start
        for condition in conditions:
            if condition.overlaps(span):
                yield Span(at, max(at, condition.start))
                at = max(at, condition.end)
        yield Span(at, max(at, span.end))


def _trimmed(words: str, direct: bool) -> str:
    words = flat(words).strip(_EDGES).lstrip(".?! ")
    if direct:
        return words.strip(_EDGES + _QUOTES)
    # What a condition was cut out of may have lost the other one of its quotation marks.
    if words[:1] in _OPENING and not _CLOSING & set(words[1:]):
        words = words[1:]
    if words[-1:] in _CLOSING | _OPENING and not _OPENING & set(words[:-1]):
        words = words[:-1]
    return words.strip(_EDGES)


# --- what came of it


def _dealings(report: Report, wording: Wording) -> Iterator[Group]:
    """The talks and other events of a report by how it stands with them."""
    lines: dict[str, list[Line]] = {}
    for number, event in enumerate(report.events, start=1):
        lines.setdefault(_label(event), []).append(_event(event, number, wording))
    return (Group(label, tuple(lines[label])) for label in ORDER if label in lines)


def _label(event: Event) -> str:
    agreed = event.type in AGREEMENTS and event.status in ("held", "ongoing")
    return AGREED if agreed else LABELS[event.status]


def _event(event: Event, number: int, wording: Wording) -> Line:
    name = wording.event(event)
    who = "; ".join(wording.parties(event))
    apart = STATUSES[event.status] if event.status in TOLD_APART and event.status not in name else ""
    about = " · ".join(filter(None, (apart, wording.this_year(wording.occurs(event)))))
    doubt = perhaps("", dict(event.reasons).get("status")).strip()
    return (
        Piece(name, "name"),
        Piece(str(number), "event"),
        *_after(" ", f"({doubt})" if doubt else ""),
        *_after(": ", who),
        *_after(" · " if who else ", ", about),
        *_according([event.reported_by], wording),
    )


def _paper(paper: Paper, number: int, wording: Wording) -> Line:
    """A paper with its statuses in order; who says so once for those that follow one another."""
    line = [Piece(paper.name, "name"), Piece(str(number), "paper")]
    parties = wording.between(paper)
    line += _after(" ", f"({parties})" if parties else "")
    told = groupby(paper.statuses, key=lambda stage: wording.teller(stage.reported_by))
    for n, (_, group) in enumerate(told):
        stages = [*group]
        line += [Piece("; " if n else ": "), Piece("; ".join(map(wording.stage, stages)))]
        line += _according([stage.reported_by for stage in stages], wording)
    return tuple(Piece(wording.this_year(piece.words), piece.kind) for piece in line)


def _after(mark: str, words: str) -> list[Piece]:
    return [Piece(mark + words)] if words else []


def _according(ids: Iterable[str | None], wording: Wording) -> list[Piece]:
    """Who says so, and in which statements; nothing where the report says it itself."""
    numbers = [wording.numbers[id] for id in dict.fromkeys(ids) if id and id in wording.numbers]
    if not numbers:
        return []
    first = wording.report.statements[numbers[0] - 1]
    says = ACTS["assert"][wording.many(speakers(first))]
    return [
        Piece(f", {says} {somebody(wording.told(first).who)}", "soft"),
        *(Piece(str(n), "statement") for n in numbers),
    ]


# --- who says so


def _sources(report: Report, wording: Wording) -> Iterator[Line]:
    """Who speaks how often; through whom; then what rests on one alone."""
    if not report.statements:
        return
    told = [wording.told(statement) for statement in report.statements]
    named = Counter(one.who for one in told if one.who != NOBODY)
    nobody = len(told) - named.total()
    foremost = named.most_common(SPEAKERS if len(named) > SPEAKERS + 1 else None)
    parts = [f"{who} ({_times(n)})" if n > 1 else who for who, n in foremost]
    rest = len(named) - len(foremost)
    parts += [f"{rest} more"] if rest else []
    parts += [f"nobody named ({_times(nobody)})" if nobody > 1 else "nobody named"] if nobody else []
    yield (Piece(joined(parts)),)
    through: dict[tuple[str, ...], dict[str, None]] = {}
    for one in told:
        if one.via:
            through.setdefault(one.via, {})[somebody(one.who)] = None
    if through:
        relays = [f"through {' → '.join(via)}: {joined(whom)}" for via, whom in through.items()]
        more = [f"{len(relays) - CHAINS} more"] if len(relays) > CHAINS else []
        yield (Piece("; ".join(relays[:CHAINS] + more)),)
    yield from ((Piece(alone, "name"),) for alone in _alone(report, wording, list(named), nobody))


def _times(n: int) -> str:
    return "twice" if n == 2 else f"{n} times"


def _alone(report: Report, wording: Wording, named: Sequence[str], nobody: int) -> Iterator[str]:
    """What rests on a single source: all statements, or all that is told of talks and papers."""
    if len(named) == 1 and not nobody and len(report.statements) > 1:
        yield f"A single source: all that is said here is {named[0]}’s."
        return
    ids = [event.reported_by for event in report.events]
    ids += [stage.reported_by for paper in report.papers for stage in paper.statuses]
    tellers = {wording.teller(id) for id in ids}
    if len(ids) > 1 and len(tellers) == 1 and "" not in tellers:
        yield f"A single source for talks and papers: {tellers.pop()}."


def _titles(report: Report) -> list[Span]:
    return [segment.span for segment in report.segments if segment.kind in ("title", "subhead")]


def _in(span: Span, others: Iterable[Span]) -> bool:
    return any(span.overlaps(other) for other in others)


def flat(words: str) -> str:
    """Words on one line."""
    return " ".join(words.split())


def shortened(words: str, most: int = LONGEST) -> str:
    """The words as far as there is room for so many characters, cut between two words.

    >>> shortened("the treaty was signed", 12), shortened("“the treaty was signed”", 14)
    ('the treaty …', '“the treaty …”')
    """
    if len(words) <= most:
        return words
    end = " …”" if words[:1] == "“" and words[-1:] == "”" else " …"
    return (
        words[: max(most - len(end) + 1, 1)].rsplit(" ", 1)[0][: most - len(end)].rstrip(_EDGES + "…") + end
    )
