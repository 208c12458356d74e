"""What the answers of a ledger are set from in a terminal: lines, ids, what is said and on what it rests."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from onrecord.views.brief import shortened
from onrecord.views.dates import day as day_in_words
from onrecord.views.dates import when
from onrecord.views.styles import DIM, condition, flat
from onrecord.views.wording import ACTS, BINDING, GRANTING, ON_CONDITION, joined

Told: TypeAlias = Mapping[str, Any]
# Columns of an answer; wider lines are hard to follow from one to the next.
WIDEST = 100
# Digits of an id: among a million entries, one in four thousand needs more.
ID = 8
_EDGES = " \t\r\n,;:–—-…"
_THAT = re.compile(r"(?:that|then)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """Where lines are set: how wide, and whose year goes without saying."""

    console: Console
    width: int
    until: str | None
    high: bool = True

    def hung(self, head: Text, body: Text, indent: int) -> Iterator[Text]:
        """Words beside the lines of their head, in lines that are alike indented."""
        heads, lines = list(head.split("\n")), list(body.wrap(self.console, max(self.width - indent, 20)))
        for n in range(max(len(heads), len(lines), 1)):
            made = heads[n].copy() if n < len(heads) else Text()
            if n < len(lines):
                made.pad_right(indent - made.cell_len)
                made.append_text(lines[n])
            made.rstrip()
            yield made

    def date(self, value: str | None) -> str:
        """A date in words, without the year where it is that of the last report."""
        words = when(value) if value and value[:10].count("-") != 2 else day_in_words(value)
        return words.replace(f" {self.until[:4]}", "") if self.until else words


@dataclass(frozen=True, slots=True)
class Answer:
    """Lines that are set for the width of the console."""

    lines: Callable[[Page], Iterable[Text]]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from self.lines(Page(console, min(options.max_width, WIDEST), None))


def words_of(one: Told, most: int) -> Text:
    """What is said without its conditions, and these in their brackets."""
    conditions = [condition(c["words"]) for c in outermost(one["conditions"])]
    left = max(most - sum(len(c) + 1 for c in conditions), 40)
    return Text(" ").join([Text(shortened(_rest(one), left)), *conditions])


def outermost(found: Sequence[Told]) -> list[Told]:
    return [c for c in found if not any(c is not o and c["words"] in o["words"] for o in found)]


def _rest(one: Told) -> str:
    """The content without the conditions in it; all of it where nothing else is said."""
    words = flat(one["content"])
    for c in outermost(one["conditions"]):
        words = words.replace(flat(c["words"]), "…")
    words = re.sub(r"[\s,;]*…[\s,;.]*(?:…[\s,;.]*)*", " … ", words).strip(_EDGES)
    bare = _THAT.sub("", words, count=1) if _THAT.match(words) else words
    return bare if any(map(str.isalnum, bare)) else flat(one["content"])


def does(one: Told) -> list[str]:
    """What the speaker does, and what goes with it: ["accepts,", "on condition"]."""
    verb = ACTS[one["act"]][bool(one["with"])]
    binds = one["act"] in BINDING and any(c["kind"] in GRANTING for c in one["conditions"])
    return [f"{verb},", ON_CONDITION] if binds else [verb]


def act(one: Told) -> str:
    """What the speaker does, on one line."""
    return " ".join(does(one))


def column_of(held: Iterable[Told]) -> int:
    """The width of the column for what is done."""
    return max((len(words) for one in held for words in does(one)), default=0) + 1


def dated(one: Told, page: Page) -> str:
    """When it was said, and what it rests on: "17 March · 2 reports, 1 origin: Halyard"."""
    origins = one["origins"]
    alone = origins["reports"] == 1
    rests = through(one) if alone else origins["told"]
    fixed = " · corrected" if one["corrected"] else ""
    return " · ".join(filter(None, (page.date(one["day"]), rests))) + fixed


def through(one: Told) -> str:
    """The way of what one report has: "Selispress, in 04-denial"."""
    via = [party["name"] for party in one["channel"]]
    name = one["source"]["name"]
    via = [relay for relay in via if relay.casefold() != name.casefold()]
    return f"{', '.join(via)} in {name}" if via else name


def published(source: Told) -> str:
    return day_in_words(source["published"])


def short(id: str) -> Text:
    return Text(f"{id[:ID]} ", DIM)


def speaker(one: Told) -> str:
    """Who speaks, as one names somebody."""
    names = [one["speaker"]["name"]] if one["speaker"] else [one["written"] or "Nobody named"]
    return joined([*names, *(party["name"] for party in one["with"])])


def surname(one: Told) -> str:
    """The last name of a person, the whole of any other."""
    return str(one["name"].split()[-1] if one["type"] == "person" and one["name"].split() else one["name"])


def many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
