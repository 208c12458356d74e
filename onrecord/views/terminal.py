"""A report in a terminal: a brief of it, its text with the statements marked, and a table of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.rule import Rule
from rich.style import Style
from rich.table import Table
from rich.text import Text

from onrecord.records import Actor, Report, Score, Statement
from onrecord.views.brief import brief, held
from onrecord.views.check import check
from onrecord.views.dates import day, when
from onrecord.views.marks import Block, Run, blocks, shown, sureness
from onrecord.views.reasons import Why, of_event, of_paper, of_statement
from onrecord.views.styles import (
    ACT,
    BOLD,
    CLOSES,
    NUMBER,
    OPENS,
    ROLES,
    SEGMENTS,
    condition,
    flat,
    line,
    superscript,
)
from onrecord.views.styles import DIM as DIM
from onrecord.views.terminal_brief import BriefView
from onrecord.views.wording import ON_CONDITION, Wording

# Columns of running text; wider lines are hard to follow from one to the next.
MEASURE = 84

INDENTED = frozenset({"caption", "furniture", "credit"})


def render(report: Report, *, explain: bool = False) -> RenderableType:
    """Return what a rich Console prints for a report. Raises OnrecordError on a false span."""
    check(report)
    wording = Wording.of(report)
    why = _why(report, wording) if explain else ()
    return Group(
        BriefView(_header(report, wording), brief(report, wording)),
        Rule(style="dim"),
        *_text(report),
        _statements(report, wording),
        *why,
    )


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
    if report.title:
        lines.insert(0, Text(flat(report.title), SEGMENTS["title"]))
    lines += [Text(shown(f"Note: {note}")) for note in report.notes]
    return Group(Rule(style="dim"), *lines)


# --- the text


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
        for broken in text.wrap(console, max(min(options.max_width, MEASURE) - indent, 1)):
            broken.rstrip()
            yield Text(" " * indent) + broken


def _append(text: Text, run: Run) -> None:
    style = SEGMENTS.get(run.segment, Style())
    for mark in run.marks:
        if mark.role == "content" and mark.opens:
            text.append(superscript(mark.number), NUMBER)
        style += ROLES.get(mark.role, Style())
    conditions = [mark for mark in run.marks if mark.role == "condition"]
    opens = OPENS if any(mark.opens for mark in conditions) else ""
    closes = CLOSES if any(mark.closes for mark in conditions) else ""
    text.append(f"{opens}{shown(run.text)}{closes}", style)


def _statements(report: Report, wording: Wording) -> RenderableType:
    if not report.statements:
        return Text("No statements.", DIM)
    made = table()
    made.expand = True
    made.add_column("", justify="right", no_wrap=True)
    made.add_column("does", width=len(ON_CONDITION))
    made.add_column("who", ratio=5)
    made.add_column("content", ratio=8)
    made.add_column("sure", no_wrap=True)
    for number, statement in enumerate(report.statements, start=1):
        made.add_row(Text(str(number), NUMBER), *_cells(statement, wording))
    return Group(_key(), made)


def _cells(statement: Statement, wording: Wording) -> Iterator[RenderableType]:
    """The act over the cue, who, what with its conditions and circumstances, how sure over the kind."""
    told = wording.told(statement)
    act, adverb = wording.does(statement)
    yield Group(
        *(line(words, ACT) for words in (act, adverb) if words), line(statement.cue.words, ROLES["cue"])
    )
    named = bool(statement.source.spans or statement.speaker or statement.others)
    # A source that no actor is known for is as it is written, on one line; a name and office are all shown.
    known = bool(statement.speaker or statement.others)
    who = Text(shown(told.who), ROLES["source"] if named else DIM, no_wrap=not known, overflow="ellipsis")
    if told.office:
        who.append(shown(f", {told.office}"), Style(color=ROLES["source"].color))
    yield Group(who, *([line(f"“{told.written}”", DIM)] if told.written else []))
    conditions = [condition(c.span.of(statement.content.text)) for c in statement.conditions]
    around = (" → ".join(told.chain), " · ".join(filter(None, (told.said, *told.aside))))
    under = [Text(flat(words), DIM) for words in (wording.about(statement), *around) if words]
    words = held(statement) if conditions else statement.content.words
    yield Group(line(words), *conditions, *under)
    sure = sureness(statement.confidence)
    yield Group(Text(sure, BOLD if sure == "low" else DIM), Text(statement.kind, DIM))


def _key() -> Text:
    """The legend."""
    return Text.assemble(
        ("source", ROLES["source"]), "  ", ("cue", ROLES["cue"]), "  ",
        (superscript(1), NUMBER), ("content", ROLES["content"]), "  ", condition("condition"),
    )  # fmt: skip


# --- the reasons


def _why(report: Report, wording: Wording) -> Iterator[RenderableType]:
    """The reasons of all that was read, line by line."""
    sections = {
        "Why: statements": _numbered(of_statement(s, wording) for s in report.statements),
        "Why: talks and other events": _titled(
            (wording.event(e), of_event(e, wording)) for e in report.events
        ),
        "Why: papers": _titled((p.name, of_paper(p, wording)) for p in report.papers),
        "Why: who is meant": (row for actor in report.actors for row in _identity(actor, wording)),
        "Why: when": _times(report),
    }
    for title, rows in sections.items():
        yield from _listed(title, rows)


Row = tuple[Text, Text, Text, Text]


def _listed(title: str, rows: Iterable[Row]) -> Iterator[RenderableType]:
    """Rows under a title; nothing where there are none."""
    grid = Table.grid(padding=(0, 1, 0, 0), expand=True)
    grid.add_column(justify="right", no_wrap=True, min_width=3)
    grid.add_column(ratio=4)
    grid.add_column(ratio=6)
    grid.add_column(no_wrap=True, justify="right")
    for row in rows:
        grid.add_row(*row)
    if grid.row_count:
        yield from (Text(title, BOLD), grid, "")


def _numbered(statements: Iterable[Iterable[Why]]) -> Iterator[Row]:
    """The reasons of each statement after its number."""
    for number, whys in enumerate(statements, start=1):
        for nth, (what, score) in enumerate(whys):
            yield _row("" if nth else str(number), what, score)


def _titled(entries: Iterable[tuple[str, Iterable[Why]]]) -> Iterator[Row]:
    """The reasons of each event or paper under its name."""
    for name, whys in entries:
        yield Text(), Text(flat(name), BOLD), Text(), Text()
        yield from (_row("", f"  {what}", score) for what, score in whys)


def _identity(actor: Actor, wording: Wording) -> Iterator[Row]:
    who = Text.assemble((flat(wording.who(actor.id)), Style(bold=True)), (f" {flat(actor.id)}", DIM))
    yield Text(), who, Text(flat(actor.score.reason)), _value(actor.score)
    for words, score, count in wording.mentioned(actor):
        yield _row("", f"  “{words}”{f' ×{count}' if count > 1 else ''}", score)


def _times(report: Report) -> Iterator[Row]:
    for time in report.times:
        words = f"“{time.span.of(report.text)}”: {when(time.value) or 'no date'}"
        yield Text(), Text(flat(words)), Text(flat(time.reason)), Text()


def _row(number: str, what: str, score: Score) -> Row:
    return Text(number, NUMBER), Text(shown(what)), Text(flat(score.reason)), _value(score)


def _value(score: Score) -> Text:
    """A score; none where nothing was found that could have one."""
    return Text(f"{score.value:.2f}" if score.value else "", DIM)
