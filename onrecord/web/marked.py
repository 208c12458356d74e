"""A text with what was found in it, as HTML: text and spans in, markup out.

Statements overlap, so the text comes as flat runs, each with all that it is part of (views.marks): where the
content of one holds the source of another, the run has both classes. ``k1``, ``k2`` … say which statements
of the page a run belongs to, so that a style sheet alone can light up all parts of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from markupsafe import Markup, escape

from onrecord.records import Condition, Event, Paper, Passage, Report, Segment, Span, Statement
from onrecord.views.marks import Block, Mark, Run, blocks, shown
from onrecord.web.templating import printed

Told: TypeAlias = Mapping[str, Any]
# What stands before the numbers of events and of papers, and what their anchors begin with.
SIGNS = {"statement": "", "event": "◆", "paper": "§"}
ANCHORS = {"statement": "s", "event": "e", "paper": "p"}


def marked(report: Report, numbers: Mapping[str, int] | None = None, *, heading: bool = True) -> Markup:
    """The text of a report, paragraph by paragraph, each statement with its number as a link to its entry.

    ``numbers`` are those of statements, events and papers by their ids, their places in the report where none
    are given; ``heading`` is False where the page has its ``<h1>`` elsewhere. The number of statement 3 has
    the id ``t3``, and its entry is to have ``s3``; those of event 1 are ``te1`` and ``e1``, those of paper 1
    ``tp1`` and ``p1``.
    """
    made = _Marked(numbers or _numbers(report))
    found = blocks(report)
    first = next((n for n, block in enumerate(found) if block.kind == "title"), None) if heading else None
    return Markup("\n").join(made.block(block, heading=n == first) for n, block in enumerate(found))


def excerpt(words: str, spans: Iterable[Sequence[int]], tag: str = "mark") -> Markup:
    """Words with some places in them marked.

    >>> excerpt("<b> only if it rains", [[4, 11]])
    Markup('&lt;b&gt; <mark>only if</mark> it rains')
    """
    made, at = Markup(), 0
    for start, end in sorted((place[0], place[1]) for place in spans):
        start = max(start, at)
        if end > start:
            made += safe(words[at:start]) + element(tag, safe(words[start:end]))
            at = end
    return made + safe(words[at:])


def altered(one: Told, side: str) -> Markup:
    """A quotation in the earlier or the later version of its page (asking.changes.alteration), with what is
    gone from it, or new in it."""
    said, name, tag = (one[side], *(("before_span", "del") if side == "earlier" else ("after_span", "ins")))
    places = [d[name] for d in one["differences"] if d[name]]
    return excerpt(said["content"], within(said["spans"], places), tag)


def within(spans: Sequence[Sequence[int]], places: Sequence[Sequence[int]]) -> list[list[int]]:
    """Places in a text as places in the words of a passage of it, of which gaps are written " … ".

    >>> within([[10, 15], [20, 30]], [[12, 15], [21, 22]])
    [[2, 5], [9, 10]]
    """
    found, at = [], 0
    for start, end in ((span[0], span[1]) for span in spans):
        for place in places:
            if start <= place[0] and place[1] <= end:
                found.append([at + place[0] - start, at + place[1] - start])
        at += end - start + len(" … ")
    return found


def safe(words: str) -> Markup:
    """Words of anybody's as they can stand on a page, on one line and of the same length."""
    return escape(printed(shown(words)))


def element(tag: str, inside: Markup, **attributes: str) -> Markup:
    """An element of HTML; attributes of ours alone are to be given.

    >>> element("span", Markup("a"), **{"class": "cue"})
    Markup('<span class="cue">a</span>')
    """
    told = Markup().join(Markup(' {}="{}"').format(name, value) for name, value in attributes.items())
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(tag), told, inside)


@dataclass(slots=True)
class _Marked:
    """How what was found is numbered, and which numbers stand in the text already."""

    numbers: Mapping[str, int]
    placed: set[str] = field(default_factory=set)

    def block(self, block: Block, *, heading: bool) -> Markup:
        tag = "h1" if heading else "h2" if block.kind in ("title", "subhead") else "p"
        inside = Markup().join(self._piece(run, block.kind) for run in block.runs).strip()
        return element(tag, inside, **{"class": block.kind, "dir": "auto"})

    def _piece(self, run: Run, around: str) -> Markup:
        """A run after the numbers of what begins with it."""
        words = safe(run.text)
        if run.marks:
            words = element("span", words, **{"class": classes(run.marks)})
        if run.segment is not None and run.segment != around:
            words = element("span", words, **{"class": run.segment})
        return Markup().join(self._number(mark) for mark in run.marks if _begins(mark)) + words

    def _number(self, mark: Mark) -> Markup:
        kind, number = _kind(mark), self.numbers[mark.entry]
        entry = f"{ANCHORS[kind]}{number}"
        attributes = {"class": "n", "href": f"#{entry}", "aria-label": f"{kind} {number}"}
        if entry not in self.placed:
            self.placed.add(entry)
            attributes["id"] = f"t{number}" if kind == "statement" else f"t{entry}"
        return element("a", escape(f"{SIGNS[kind]}{number}"), **attributes)


def classes(marks: Sequence[Mark]) -> str:
    """What a run is, as classes: its roles, what begins and ends with it, and its statements."""
    contents = [mark for mark in marks if mark.role == "content"]
    conditions = [mark for mark in marks if mark.role == "condition"]
    told = {
        "deep": len(contents) > 1,
        "opens": any(mark.opens for mark in contents),
        "closes": any(mark.closes for mark in contents),
        "from": any(mark.opens for mark in conditions),
        "to": any(mark.closes for mark in conditions),
    }
    roles = dict.fromkeys(mark.role for mark in marks)
    keys = dict.fromkeys(f"k{mark.number}" for mark in marks if _kind(mark) == "statement")
    return " ".join([*roles, *(name for name in told if told[name]), *keys])


def _begins(mark: Mark) -> bool:
    """Whether a run begins with the number of this."""
    return mark.opens and mark.role in ("content", "event", "paper")


def _kind(mark: Mark) -> str:
    return mark.role if mark.role in ("event", "paper") else "statement"


def _numbers(report: Report) -> dict[str, int]:
    found = {one.id: n for n, one in enumerate(report.statements, start=1)}
    found |= {one.id: n for n, one in enumerate(report.events, start=1)}
    return found | {one.id: n for n, one in enumerate(report.papers, start=1)}


# ---- out of an answer ------------------------------------------------------------------------------------


def text(told: Told, *, heading: bool = True) -> Markup:
    """The text of a page of a report, as asking.report tells it."""
    report = rebuilt(told)
    numbers = {name: int(name[1:]) for name in _numbers(report)}
    return marked(report, numbers, heading=heading)


def rebuilt(told: Told) -> Report:
    """A page of a report as a report whose text is that page alone; spans that reach beyond it are cut. An
    entry is called by its number: "s3", "e1", "p1"."""
    here = _Here(Span(*told["text"]["span"]), told["text"]["words"])
    return Report(
        "",
        here.words,
        tuple(Segment(one["kind"], here.span(one["span"])) for one in told["text"]["segments"]),
        tuple(here.statement(one) for one in told["statements"]),
        events=tuple(here.event(one) for one in told["talks"]),
        papers=tuple(Paper(f"p{one['number']}", "", here.passage(one["spans"])) for one in told["papers"]),
    )


@dataclass(frozen=True, slots=True)
class _Here:
    """A stretch of a text, and its words."""

    place: Span
    words: str

    def span(self, place: Sequence[int]) -> Span:
        """A place in the whole text, as far as it lies in this stretch, from where that begins."""
        start, end = (min(max(at, self.place.start), self.place.end) - self.place.start for at in place)
        return Span(start, end)

    def passage(self, places: Iterable[Sequence[int]]) -> Passage:
        return Passage(self.words, tuple(span for span in map(self.span, places) if len(span)))

    def statement(self, one: Told) -> Statement:
        conditions = (
            Condition(span, span, "if") for c in one["conditions"] for span in self.passage(c["spans"])
        )
        return Statement(
            f"s{one['number']}", one["kind"], self.passage(one["spans"]), self.passage(one["cue_spans"]),
            self.passage(one["source_spans"]), one["confidence"], conditions=tuple(conditions),
        )  # fmt: skip

    def event(self, one: Told) -> Event:
        return Event(f"e{one['number']}", one["type"], self.passage(one["spans"]), one["status"])
