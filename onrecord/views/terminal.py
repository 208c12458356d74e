"""A report in a terminal: its text with the statements marked in it, and a table of them.

Roles differ in weight, slant and underline, so they can be told apart without colour. The colours are
of middle lightness: contrast is at least 4.1 to 1 on black and on white.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.rule import Rule
from rich.style import Style
from rich.table import Table
from rich.text import Text

from onrecord.records import Actor, Report, Score, SegmentKind, Statement
from onrecord.views.marks import Block, Run, blocks, check, shown, sureness
from onrecord.views.wording import Wording, day, when

# Columns of running text; wider lines are hard to follow from one to the next.
MEASURE = 84

ROLES = {
    "source": Style(bold=True, color="color(133)"),
    "cue": Style(italic=True, color="color(130)"),
    "content": Style(underline=True),
}
SEGMENTS: dict[SegmentKind | None, Style] = {
    "title": Style(bold=True),
    "subhead": Style(bold=True),
    "byline": Style(dim=True),
    "dateline": Style(dim=True),
    "credit": Style(dim=True),
    "furniture": Style(dim=True),
}
NUMBER = Style(bold=True, color="color(30)")
DIM = Style(dim=True)
INDENTED = frozenset({"caption", "furniture", "credit"})
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def render(report: Report, *, explain: bool = False) -> RenderableType:
    """Return what a rich Console prints for a report. Raises OnrecordError on a false span."""
    check(report)
    wording = Wording.of(report)
    why = _why(report, wording) if explain else ()
    return Group(_header(report, wording), *_text(report), _statements(report, wording), *why)


def superscript(number: int) -> str:
    """The number in raised digits.

    >>> superscript(12)
    '¹²'
    """
    return str(number).translate(_SUPERSCRIPT)


def table(*columns: str) -> Table:
    """A table without lines but one under its head, for the command's other lists too."""
    made = Table(
        *columns,
        box=box.SIMPLE_HEAD,
        header_style=DIM,
        border_style=DIM,
        padding=(0, 1, 0, 0),
        pad_edge=False,
    )
    return made


def _header(report: Report, wording: Wording) -> RenderableType:
    count = len(report.statements)
    about = (
        report.outlet,
        day(report.published) or "no date",
        wording.credits(),
        report.language and f"language {report.language}",
        "1 statement" if count == 1 else f"{count} statements",
    )
    lines = [Text(shown(" · ".join(filter(None, about))), DIM)]
    if report.title and all(segment.kind != "title" for segment in report.segments):
        lines.insert(0, Text(shown(report.title), SEGMENTS["title"]))
    lines += [Text(shown(f"Note: {note}")) for note in report.notes]
    return Group(Rule(style="dim"), *lines)


def _text(report: Report) -> Iterator[RenderableType]:
    """The blocks of the text with an empty line before each; lines of furniture stand close."""
    before = None
    for block in blocks(report):
        if not block.kind == before == "furniture":
            yield ""
        yield _Paragraph(block)
        before = block.kind
    yield ""


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A block, broken into lines without the blanks at their ends, which would be underlined."""

    block: Block

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        text = Text()
        for run in self.block.runs:
            _append(text, run)
        indent = 2 if self.block.kind in INDENTED else 0
        for line in text.wrap(console, max(min(options.max_width, MEASURE) - indent, 1)):
            line.rstrip()
            yield Text(" " * indent) + line


def _append(text: Text, run: Run) -> None:
    style = SEGMENTS.get(run.segment, Style())
    for mark in run.marks:
        if mark.role == "content" and mark.opens:
            text.append(superscript(mark.number), NUMBER)
        style += ROLES[mark.role]
    text.append(shown(run.text), style)


def _statements(report: Report, wording: Wording) -> RenderableType:
    if not report.statements:
        return Text("No statements.", DIM)
    made = table()
    made.expand = True
    made.add_column("", justify="right", no_wrap=True)
    made.add_column("kind", no_wrap=True)
    made.add_column("who", ratio=5)
    made.add_column("cue", no_wrap=True, ratio=2)
    made.add_column("content", ratio=7)
    made.add_column("sure", no_wrap=True)
    for number, statement in enumerate(report.statements, start=1):
        made.add_row(Text(str(number), NUMBER), statement.kind, *_cells(statement, wording))
    return Group(_key(), made)


def _cells(statement: Statement, wording: Wording) -> Iterator[RenderableType]:
    """Who, cue, content with chain and circumstances under it, and how sure."""
    told = wording.told(statement)
    named = bool(statement.source.spans or statement.speaker or statement.others)
    # A source that no actor is known for is as it is written, on one line; a name and office are all shown.
    known = bool(statement.speaker or statement.others)
    who = Text(shown(told.who), ROLES["source"] if named else DIM, no_wrap=not known, overflow="ellipsis")
    if told.office:
        who.append(shown(f", {told.office}"), Style(color=ROLES["source"].color))
    yield Group(who, *([_line(f"“{told.written}”", DIM)] if told.written else []))
    yield _line(statement.cue.words, ROLES["cue"])
    around = (" → ".join(told.chain), " · ".join(filter(None, (told.said, *told.aside))))
    yield Group(_line(statement.content.words), *(Text(shown(line), DIM) for line in around if line))
    sure = sureness(statement.confidence)
    yield Text(sure, Style(bold=True) if sure == "low" else DIM)


def _line(words: str, style: Style | None = None) -> Text:
    """Words on one line, cut where they are too long for it."""
    return Text(shown(" ".join(words.split())), style or Style(), no_wrap=True, overflow="ellipsis")


def _key() -> Text:
    """The legend."""
    return Text.assemble(
        ("source", ROLES["source"]), ("  ", DIM), ("cue", ROLES["cue"]), "  ",
        (superscript(1), NUMBER), ("content", ROLES["content"]),
    )  # fmt: skip


# --- the reasons


def _why(report: Report, wording: Wording) -> Iterator[RenderableType]:
    """The reasons of all that was resolved, line by line."""
    rows = [_reasons(s, wording, n) for n, s in enumerate(report.statements, start=1) if s.reasons]
    if rows:
        yield from _listed("Why: statements", (row for each in rows for row in each))
    if report.actors:
        yield from _listed("Why: who is meant", (row for a in report.actors for row in _identity(a, wording)))
    if report.times:
        yield from _listed("Why: when", _times(report))


Row = tuple[Text, Text, Text, Text]


def _listed(title: str, rows: Iterable[Row]) -> Iterator[RenderableType]:
    grid = Table.grid(padding=(0, 1, 0, 0), expand=True)
    grid.add_column(justify="right", no_wrap=True, min_width=3)
    grid.add_column(ratio=3)
    grid.add_column(ratio=6)
    grid.add_column(no_wrap=True, justify="right")
    for row in rows:
        grid.add_row(*row)
    yield Text(title, Style(bold=True))
    yield grid
    yield ""


def _reasons(statement: Statement, wording: Wording, number: int) -> Iterator[Row]:
    told = wording.told(statement)
    values = {
        "speaker": told.who,
        "channel": " → ".join(told.chain[1:-1]),
        "addressee": ", ".join(told.aside[: len(statement.addressee)]),
        "said": when(statement.said.value) if statement.said else "",
        "place": wording.place(statement.place) if statement.place else "",
    }
    for nth, (field, score) in enumerate(dict.fromkeys(statement.reasons)):
        what = f"{field}: {values.get(field) or 'none'}"
        yield _row(str(number) if nth == 0 else "", what, score)


def _identity(actor: Actor, wording: Wording) -> Iterator[Row]:
    who = Text.assemble((_flat(wording.who(actor.id)), Style(bold=True)), (f" {_flat(actor.id)}", DIM))
    yield Text(), who, Text(_flat(actor.score.reason)), _value(actor.score)
    for words, score, count in wording.mentioned(actor):
        yield _row("", f"  “{words}”{f' ×{count}' if count > 1 else ''}", score)


def _times(report: Report) -> Iterator[Row]:
    for time in report.times:
        words = f"“{time.span.of(report.text)}”: {when(time.value) or 'no date'}"
        yield Text(), Text(_flat(words)), Text(_flat(time.reason)), Text()


def _row(number: str, what: str, score: Score) -> Row:
    return Text(number, NUMBER), Text(shown(what)), Text(_flat(score.reason)), _value(score)


def _value(score: Score) -> Text:
    """A score; none where nothing was found that could have one."""
    return Text(f"{score.value:.2f}" if score.value else "", DIM)


def _flat(words: str) -> str:
    return shown(" ".join(words.split()))
