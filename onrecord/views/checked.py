"""What came of checks and judgments, in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from onrecord.views.brief import shortened
from onrecord.views.marks import shown
from onrecord.views.styles import BOLD, DIM, NUMBER, flat

Told: TypeAlias = Mapping[str, Any]

# So many findings are shown.
MOST = 50
_HOW = {"exact": "to the letter", "normalised": "but for marks, spaces and capitals", "near": "nearly so"}


def verified(told: Told) -> RenderableType:
    """What was checked, and what is wrong with it."""
    findings: Sequence[Told] = told["findings"]
    lines = [line for one in findings[:MOST] for line in _finding(one)]
    more = [Text(f"and {len(findings) - MOST:,} more: --format json", DIM)] if len(findings) > MOST else []
    return Group(*lines, *more, Text(told["told"], BOLD))


def _finding(one: Told) -> Iterator[Text]:
    made = Text(one["found"], NUMBER).append(f"  {one['kind']} {one['entry'][:8]}, {one['field']}")
    elsewhere = f", found in report {one['elsewhere'][:8]}" if one["elsewhere"] else ""
    yield made.append(f", of report {one['report'][:8]}{elsewhere}", DIM)
    for label, words in (("the ledger has", one["words"]), ("the report has", one["stands"])):
        if words is not None:
            yield Text(f"    {label}  ", DIM).append(shortened(flat(words), 200))


def quote(told: Told) -> RenderableType:
    """Whether words stand in a report, and where else they do."""
    lines: list[RenderableType] = [Text(told["verdict"][:1].upper() + told["verdict"][1:], BOLD)]
    for one in told["matches"]:
        lines += _match(one)
    return Group(*lines)


def _match(one: Told) -> Iterator[RenderableType]:
    places = ", ".join(f"{start}–{end}" for start, end in one["spans"])
    made = Text(f"{one['report'][:8]} ", DIM).append(_HOW[one["how"]], NUMBER)
    yield made.append(
        f", characters {places}" + (f" ({one['score']:.2f})" if one["how"] == "near" else ""), DIM
    )
    yield Padding(Text(flat(one["words"])), (0, 0, 0, 9))
    for each in one["differences"]:
        before, after = (flat(each[name]) or "nothing" for name in ("before", "after"))
        yield Padding(Text(shown(f"“{before}” stands there as “{after}”"), DIM), (0, 0, 0, 9))


def judgments(found: Sequence[Told]) -> RenderableType:
    """Judgments, the first first."""
    return Group(*(_judgment(one) for one in found)) if found else Text("No judgments.", DIM)


def _judgment(one: Told) -> Text:
    made = Text(f"{one['id'][:8]} ", DIM).append(one["verdict"], NUMBER).append(f" {one['subject'][:12]}")
    if one["other"]:
        made.append(f" {one['other'][:12]}")
    if one["field"]:
        value = one["value"]
        told = (
            value["name"]
            if isinstance(value, dict)
            else ", ".join(value)
            if isinstance(value, list)
            else value
        )
        made.append(f" {one['field']}: {flat(str(told)) if told is not None else 'nothing'}", BOLD)
    made.append(shown(f"  {one['by']}, {one['at'][:10]}"), DIM)
    made.append(shown(f": {flat(one['note'])}") if one["note"] else "", DIM)
    if one["withdrawn_at"]:
        made.append(shown(f"  withdrawn by {one['withdrawn_by']}, {one['withdrawn_at'][:10]}"), DIM)
    return made
