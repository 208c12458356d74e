"""The dossier of a negotiation in a terminal, so that it fits a screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderResult
from rich.rule import Rule
from rich.text import Text

from onrecord.views.asked_lines import STATES, differing_line, event_line, paper_line, position_lines
from onrecord.views.asked_parts import ID, WIDEST, Page, Told, column_of, many, short
from onrecord.views.brief import shortened
from onrecord.views.dates import day as day_in_words
from onrecord.views.marks import shown
from onrecord.views.styles import BOLD, DIM, flat
from onrecord.views.wording import joined

# Lines of a dossier where the terminal does not say, and of what is written to a file.
SCREEN, PAGE = 24, 60
# From here on a screen is high: the other parts have more than a line of each.
HIGH = 36
# So many positions are shown, however small the screen is.
LEAST = 3
# So many entries of each other part, fewer where these would take more than this share of the screen.
SOME, BELOW = 3, 0.55


@dataclass(frozen=True, slots=True)
class Dossier:
    """What rich prints of `asking.brief`, so that it fits a screen."""

    told: Told

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        height = max(console.size.height, SCREEN) if console.is_terminal else PAGE
        page = Page(console, min(options.max_width, WIDEST), self.told["record"]["until"], height >= HIGH)
        above = list(_heading(self.told, page))
        for some in range(SOME, 0, -1):
            below = list(_below(self.told, page, some))
            if len(below) <= BELOW * height:
                break
        room = height - len(above) - len(below) - 4
        if page.high:
            yield Rule(style="dim")
        yield from above
        for part in (_fitting(self.told["parties"], room, page), below):
            yield from ([Text(), *part] if part else [])


def _heading(told: Told, page: Page) -> Iterator[Text]:
    record, asked = told["record"], told["asked"]
    title = ", ".join(filter(None, (asked["matter"], asked["actor"]))) or "All that is on record"
    yield Text(shown(title[:1].upper() + title[1:]), BOLD)
    if not record["reports"]:
        yield Text("Nothing is on record of it: see `onrecord said WORDS` for what is.", DIM)
        return
    names = record["outlets"][:4] + (
        [f"{len(record['outlets']) - 4} more"] if len(record["outlets"]) > 4 else []
    )
    about = [
        f"{many(record['reports'], 'report')}, {_period(record['from'], record['until'])}",
        joined(names),
    ]
    about += ["the latest of more"] if not record["whole"] else []
    about += [f"as of {told['as_of'][:10]}"] if told["as_of"] else []
    line = [*page.hung(Text(), Text(shown(" · ".join(about)), DIM), 0)]
    yield from line if page.high else _cut(line, page)
    if page.high and not asked["matter"] and told["matters"]:
        matters = ", ".join(one["name"] for one in told["matters"])
        yield from page.hung(Text(), Text(shown(f"Matters: {matters}"), DIM), 0)


def _period(first: str | None, last: str | None) -> str:
    """Two days as a stretch of time: "3 to 20 March 2026"."""
    one, other = day_in_words(first), day_in_words(last)
    if one == other:
        return one or "no date"
    for cut in (8, 5):
        if first and last and first[:cut] == last[:cut]:
            one = one.rsplit(" ", 2 if cut == 8 else 1)[0]
            break
    return f"{one} to {other}"


def _fitting(parties: Sequence[Told], room: int, page: Page) -> list[Text]:
    """Who holds what: of what does not fit the foremost, and the number of the rest."""
    every = [
        (held["rank"], n, at) for at, one in enumerate(parties) for n, held in enumerate(one["holds"])
    ]  # fmt: skip
    # The first of each party comes before the second of any.
    ranked = sorted(every, key=lambda one: (one[1] > 1, one[0], one[1], one[2]))
    for count in range(len(ranked), 0, -1):
        kept = {(at, n) for _, n, at in ranked[:count]}
        lines = list(_parties(parties, kept, page))
        if count < len(ranked):
            more = f"and {len(ranked) - count} more: onrecord said --actor NAME"
            lines.append(Text(f"{' ' * (ID + 1)}{more}", DIM))
        if len(lines) <= room or count <= LEAST:
            return lines
    return []


def _parties(parties: Sequence[Told], kept: set[tuple[int, int]], page: Page) -> Iterator[Text]:
    shown_ones = [
        (one, [held for n, held in enumerate(one["holds"]) if (at, n) in kept])
        for at, one in enumerate(parties)
    ]
    column = column_of(held for _, some in shown_ones for held in some)
    for one, some in shown_ones:
        if some:
            yield _who(one, page)
            for held in some:
                yield from position_lines(held, one, column, page)


def _who(party: Told, page: Page) -> Text:
    """A party with the office of the one who speaks for it, or the names of those who do."""
    made = Text(flat(party["name"]), BOLD)
    people = [one for one in party["who"] if one["id"] != party["id"]]
    own = next((one for one in party["who"] if one["id"] == party["id"]), None)
    if own and own["role"]:
        made.append(flat(f", {own['role']}"), DIM)
    elif people and party["id"] != "unnamed":
        named = [", ".join(filter(None, (p["name"], p["role"]))) for p in people[:2]]
        named += [f"{len(people) - 2} more"] if len(people) > 2 else []
        made.append(flat(f": {'; '.join(named)}"), DIM)
    made.truncate(page.width, overflow="ellipsis")
    return made


def _below(told: Told, page: Page, some: int) -> Iterator[Text]:
    """What came of it: talks and papers, what changed, what conflicts, what rests on one origin; so many
    of each."""
    parts: list[tuple[str, list[Text], str]] = []
    talks: dict[str, list[Text]] = {}
    for one in told["talks"]:
        if one["participants"] or one["day"] or one["origins"]["reports"] > 1:
            talks.setdefault(one["state"], []).append(event_line(one, page))
    parts += [(STATES[state], talks[state], "talks") for state in STATES if state in talks]
    parts.append(("Papers", [paper_line(one, page) for one in told["papers"] if one["statuses"]], "papers"))
    parts.append(("Changed", [differing_line(one, page) for one in told["changed"]], "changes"))
    parts.append(("Conflicts", [differing_line(one, page) for one in told["conflicts"]], "changes"))
    parts.append(("One origin", [_single(one) for one in told["one_origin"]], "origins ID"))
    indent = max((len(label) for label, lines, _ in parts if lines), default=0) + 1
    for label, lines, command in parts:
        for n, line in enumerate(lines[:some]):
            more = (
                f"  and {len(lines) - some} more: onrecord {command}"
                if n == some - 1 < len(lines) - 1
                else ""
            )
            lines_of = [*page.hung(Text("" if n else label, DIM), line.append(more, DIM), indent)]
            # Small screens have a line or two of each, so that there is something of everything.
            yield from lines_of if some > 1 else _cut(lines_of, page)


def _cut(lines: list[Text], page: Page) -> list[Text]:
    """The first of some lines, with a mark where that is not all."""
    most = 2 if page.high else 1
    if len(lines) > most:
        lines[most - 1].truncate(page.width - 2)
        lines[most - 1].append(" …", DIM)
    return lines[:most]


def _single(one: Told) -> Text:
    made = short(one["id"])
    if one["speaker"]:
        made.append(flat(one["speaker"]["name"]), BOLD).append(": ")
    made.append(shortened(flat(one["name"]), 70))
    return made.append(shown(f" · {one['origins']['told']}"), DIM)
