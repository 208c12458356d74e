"""The brief of a report in a terminal, so that it fits a screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.style import Style
from rich.text import Text

from onrecord.views.brief import Brief, Line, Stand, Voice, foremost, shortened
from onrecord.views.marks import shown
from onrecord.views.styles import ACT, BOLD, DIM, NUMBER, condition, flat, superscript
from onrecord.views.wording import ON_CONDITION

# Columns, and lines of the screen where the terminal does not say: those of the oldest terminals.
WIDEST = 100
SCREEN = 24
# Lines of a screen that are the prompt's and those between the parts.
TAKEN = 3
# So many of the things held are shown, however small the screen is.
LEAST = 4
# The number before a thing held.
MARGIN = 3
# Words have at least so much room beside their heads, or else they stand below them.
NARROW = 16

PIECES = {"plain": Style(), "name": BOLD, "soft": DIM}


@dataclass(frozen=True, slots=True)
class BriefView:
    """What rich prints of a brief under its header: who holds what, then what came of it and who says so."""

    header: RenderableType
    brief: Brief

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self.header
        width = min(options.max_width, WIDEST)
        taken = TAKEN + len(console.render_lines(self.header, options, pad=False))
        below = [*_below(self.brief, console, width)]
        height = console.size.height if console.is_terminal else SCREEN
        room = max(height, SCREEN) - taken - len(below)
        above = [*_above(self.brief, room, console, width)]
        for lines in (above, below):
            yield from ([Text(), *lines] if lines else [])


def _above(brief: Brief, room: int, console: Console, width: int) -> list[Text]:
    """Who holds what: of what does not fit the foremost, and the number of the rest."""
    every = sum(len(voice.stands) for voice in brief.voices)
    for count in range(min(every, max(room, LEAST)), 0, -1):
        lines = [*_voices(foremost(brief.voices, count), console, width)]
        if count < every:
            rest = every - count
            lines += _hung([], MARGIN, Text(f"and {rest} more, in the table below", DIM), console, width)
        if len(lines) <= room or count <= LEAST:
            return lines
    return []


def _voices(voices: Iterable[Voice], console: Console, width: int) -> Iterator[Text]:
    """Each speaker, and what that one holds under it; the acts stand in one column."""
    acts = [len(act) for voice in voices for stand in voice.stands for act in _act(stand)]
    column = max(acts, default=0) + 1
    for voice in voices:
        who = Text(flat(voice.who), BOLD)
        who.append(flat(f", {voice.office}") if voice.office else "", DIM)
        who.truncate(width, overflow="ellipsis")
        yield who
        for stand in voice.stands:
            yield from _stand(stand, column, console, width)


def _act(stand: Stand) -> list[str]:
    """What is done, in the lines of its column: "accepts," over "on condition"."""
    if stand.adverb == ON_CONDITION:
        return [f"{stand.act},", stand.adverb]
    return [", ".join(filter(None, (stand.act, stand.adverb)))]


def _stand(stand: Stand, column: int, console: Console, width: int) -> Iterator[Text]:
    """What is held, and its conditions in full: the words have what room these leave on their lines."""
    act = _act(stand)
    room = _beside(MARGIN + column, width)[1]
    conditions = Text(" ").join(condition(words) for words in stand.conditions)
    lines = max(-(-(len(conditions) + 1) // room) + 1 if conditions else 1, len(act))
    # A word less a line, since lines break between words.
    most = max(lines * room - len(conditions) - 8 * (lines - 1), room)
    words = Text(shortened(flat(stand.words), most))
    body = Text(" ").join([words, conditions] if conditions else [words])
    heads = [Text(f"{stand.numbers[0]:{MARGIN - 1}} ", NUMBER).append(f"{act[0]:{column}}", ACT)]
    heads += [Text(" " * MARGIN).append(f"{more:{column}}", ACT) for more in act[1:]]
    yield from _hung(heads, MARGIN + column, body, console, width)


def _below(brief: Brief, console: Console, width: int) -> Iterator[Text]:
    """What came of it and who says so, beside labels; a label stands once."""
    lines = [(group.label, line) for group in brief.dealings for line in group.lines]
    lines += [("Papers", line) for line in brief.papers]
    lines += [("Who says so", line) for line in brief.sources]
    indent = max((len(label) for label, _ in lines), default=0) + 1
    before = None
    for label, line in lines:
        head = Text("" if label == before else label, DIM)
        yield from _hung([head], indent, _pieces(line), console, width)
        before = label


def _pieces(line: Line) -> Text:
    text, before = Text(), ""
    for piece in line:
        if piece.kind == "statement":
            # Two numbers are not to be read as one.
            text.append(" " if before == "statement" else "").append(superscript(int(piece.words)), NUMBER)
        elif piece.kind not in ("event", "paper"):
            text.append(shown(piece.words), PIECES[piece.kind])
        before = piece.kind
    return text


def _hung(heads: list[Text], indent: int, body: Text, console: Console, width: int) -> Iterator[Text]:
    """Words beside their heads, or below them on a narrow screen, in lines that are alike indented."""
    indent_of, room = _beside(indent, width)
    lines = [*body.wrap(console, room)]
    if indent_of < indent:
        heads = [head for head in heads if head.plain.strip()]
        lines = [*(Text() for _ in heads), *lines]
    for n in range(max(len(lines), len(heads))):
        head = heads[n] if n < len(heads) else Text(" " * indent_of)
        if n < len(lines):
            head.pad_right(indent_of - len(head))
            head.append_text(lines[n])
        head.rstrip()
        yield head


def _beside(indent: int, width: int) -> tuple[int, int]:
    """How far lines are indented, and the room that is left to them."""
    indent = indent if width - indent >= NARROW else MARGIN
    return indent, max(width - indent, 1)
