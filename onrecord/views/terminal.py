"""A report in a terminal: its text with the statements marked in it, and a table of them.

Roles differ in weight, slant and underline, so they can be told apart without colour. The colours are
of middle lightness: contrast is at least 4.1 to 1 on black and on white.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.rule import Rule
from rich.style import Style
from rich.table import Table
from rich.text import Text

from onrecord.records import Passage, Report, SegmentKind, Statement
from onrecord.views.marks import Block, Run, blocks, check, day, shown, sureness

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


def render(report: Report) -> RenderableType:
    """Return what a rich Console prints for a report. Raises OnrecordError on a false span."""
    check(report)
    return Group(_header(report), *_text(report), _statements(report))


def superscript(number: int) -> str:
    """The number in raised digits.

    >>> superscript(12)
    '¹²'
    """
    return str(number).translate(_SUPERSCRIPT)


def _header(report: Report) -> RenderableType:
    count = len(report.statements)
    about = (
        report.outlet,
        day(report.published) or "no date",
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


def _statements(report: Report) -> RenderableType:
    if not report.statements:
        return Text("No statements.", DIM)
    table = Table(
        box=box.SIMPLE_HEAD,
        expand=True,
        header_style=DIM,
        border_style=DIM,
        padding=(0, 1, 0, 0),
        pad_edge=False,
    )
    table.add_column("", justify="right", no_wrap=True)
    table.add_column("kind", no_wrap=True)
    table.add_column("source", no_wrap=True, ratio=4)
    table.add_column("cue", no_wrap=True, ratio=2)
    table.add_column("content", no_wrap=True, ratio=7)
    table.add_column("sure", no_wrap=True)
    for number, statement in enumerate(report.statements, start=1):
        table.add_row(Text(str(number), NUMBER), statement.kind, *_cells(statement))
    return Group(_key(), table)


def _cells(statement: Statement) -> Iterator[Text]:
    source = _cell(statement.source, ROLES["source"]) or Text("not named", DIM)
    yield source
    yield _cell(statement.cue, ROLES["cue"])
    yield _cell(statement.content, Style())
    sure = sureness(statement.confidence)
    yield Text(sure, Style(bold=True) if sure == "low" else DIM)


def _cell(passage: Passage, style: Style) -> Text:
    return Text(shown(" ".join(passage.words.split())), style, overflow="ellipsis")


def _key() -> Text:
    """The legend."""
    return Text.assemble(
        ("source", ROLES["source"]), ("  ", DIM), ("cue", ROLES["cue"]), "  ",
        (superscript(1), NUMBER), ("content", ROLES["content"]),
    )  # fmt: skip
