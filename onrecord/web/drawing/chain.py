"""The way of a statement from its speaker to each report as a drawing: across where there is room, else down.

A box is a link to what it names. The origin is told by a double frame and by its word, never by colour alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from unicodedata import combining, east_asian_width

from markupsafe import Markup

from onrecord.views.dates import day
from onrecord.web.templating import printed

Told: TypeAlias = Mapping[str, Any]
Address: TypeAlias = Callable[[str, str], str]

# In pixels: the size of a box, the gaps between boxes, the room for headings, how far a child is set in.
WIDE, HIGH, GAP, ROW, TOP, STEP = 208, 48, 56, 12, 26, 22
EDGE, MARGIN = 10, 6
# Letters of 13 pixels in a sans-serif are seldom wider on average: measured 7.0 in DejaVu, 6.4 in Arial.
LETTER, SMALL = 7.2, 6.2
# Reports below one node that are drawn by name; the others are a number.
DRAWN = 6


@dataclass(slots=True)
class Box:
    """A node with its place: how deep it stands, where its middle is, and what is written in it."""

    node: Told
    depth: int
    name: str
    note: str
    children: list[Box] = field(default_factory=list)
    x: float = 0
    y: float = 0

    def walk(self) -> Iterator[Box]:
        """The box and all below it, in their order."""
        yield self
        for child in self.children:
            yield from child.walk()


def drawn(chain: Told, address: Address, *, name: str = "chain") -> Markup:
    """The drawing of a chain as asking.statement tells it, in both directions; a style sheet shows the one
    that fits. ``name`` makes its ids."""
    across, down = _boxes(chain, 0), _boxes(chain, 0)
    return Markup().join(
        (
            _svg(across, _across(across), address, f"{name}-across"),
            _svg(down, _down(down), address, f"{name}-down"),
        )
    )


def in_words(chain: Told) -> str:
    """The chain in a sentence for those who do not see it: "Ada Brandt, by way of Halyard (origin): …"."""
    reports = list(_reports(chain))
    relays = [
        one["name"] + (" (origin)" if one["origin"] else "") for one in chain["children"] if one["children"]
    ]
    told = [chain["name"]]
    told += [f"by way of {', '.join(relays)}"] if relays else []
    return f"{', '.join(told)}, in {', '.join(reports)}"


def _reports(node: Told) -> Iterator[str]:
    if node["kind"] == "report":
        yield node["name"] + (" (origin)" if node["origin"] else "")
    for child in node["children"]:
        yield from _reports(child)


# ---- where what stands -----------------------------------------------------------------------------------


def _boxes(node: Told, depth: int) -> Box:
    """A node and all below it as boxes without places; of many reports some stand for all."""
    made = Box(node, depth, _cut(node["name"], WIDE - 2 * EDGE, LETTER), _note(node))
    reports = [one for one in node["children"] if one["kind"] == "report"]
    shown = sorted(reports, key=lambda one: not (one["here"] or one["origin"]))[:DRAWN]
    kept = [one for one in node["children"] if one["kind"] != "report" or one in shown]
    made.children = [_boxes(one, depth + 1) for one in kept]
    if left := len(reports) - len(shown):
        made.children.append(
            Box({"kind": "more", "id": None, "origin": False}, depth + 1, f"{left} more", "reports")
        )
    return made


def _note(node: Told) -> str:
    """What is written below the name."""
    if node["kind"] == "speaker":
        return "speaker"
    if node["kind"] == "relay":
        return ("origin" if node["origin"] else "passes it on") + ("" if node["id"] else ", not identified")
    parts = [
        "origin: own reporter" if node["origin"] else "origin unknown" if node["unknown"] else "",
        day(node["published"]) if node["published"] else "",
    ]
    return " · ".join(filter(None, parts))


def _across(root: Box) -> tuple[float, float]:
    """Place boxes from the left to the right, reports all in the last column; return width and height."""
    boxes = [*root.walk()]
    last = max(box.depth for box in boxes)
    y = float(TOP)
    for box in boxes:
        column = last if box.node["kind"] in ("report", "more") else box.depth
        box.x = MARGIN + column * (WIDE + GAP)
        if not box.children:
            box.y, y = y, y + HIGH + ROW
    for box in reversed(boxes):
        if box.children:
            box.y = (box.children[0].y + box.children[-1].y) / 2
    return 2 * MARGIN + (last + 1) * WIDE + last * GAP, y - ROW + MARGIN


def _down(root: Box) -> tuple[float, float]:
    """Place boxes below each other, children set in; return width and height."""
    boxes = [*root.walk()]
    for n, box in enumerate(boxes):
        box.x, box.y = MARGIN + box.depth * STEP, MARGIN + n * (HIGH + ROW)
    width = 2 * MARGIN + WIDE + STEP * max(box.depth for box in boxes)
    return width, 2 * MARGIN + len(boxes) * (HIGH + ROW) - ROW


# ---- what is drawn ---------------------------------------------------------------------------------------


def _svg(root: Box, size: tuple[float, float], address: Address, name: str) -> Markup:
    across = name.endswith("across")
    inside = Markup().join(
        (*_headings(root, across), *_lines(root, across), *(_box(box, address) for box in root.walk()))
    )
    return Markup(
        '<svg class="chain {kind}" role="group" aria-labelledby="{name}-title" '
        'aria-describedby="{name}-desc" width="{width:.0f}" height="{height:.0f}" '
        'viewBox="0 0 {width:.0f} {height:.0f}">'
        '<title id="{name}-title">From the speaker to the reader</title><desc id="{name}-desc">{told}</desc>'
        "{inside}</svg>\n"
    ).format(
        kind="across" if across else "down", name=name, width=size[0], height=size[1],
        told=printed(in_words(root.node)), inside=inside,
    )  # fmt: skip


def _headings(root: Box, across: bool) -> Iterator[Markup]:
    """What each column is, where there are columns."""
    if not across:
        return
    columns = {box.x: _HEADINGS[box.node["kind"]] for box in root.walk()}
    relays = min((x for x, words in columns.items() if words == _HEADINGS["relay"]), default=0)
    for x, words in sorted(columns.items()):
        if words != _HEADINGS["relay"] or x == relays:
            yield Markup('<text class="head" x="{:.0f}" y="14" aria-hidden="true">{}</text>').format(x, words)


_HEADINGS = {"speaker": "Said by", "relay": "Passed on by", "report": "Read in", "more": "Read in"}


def _lines(root: Box, across: bool) -> Iterator[Markup]:
    """The lines from each box to its children, below all boxes."""
    for box in root.walk():
        for child in box.children:
            y = child.y + HIGH / 2
            if across:
                # Down in the lane beside the parent: no box of another stands in the row of the child.
                start, middle = box.x + WIDE, box.x + WIDE + GAP / 2
                way = f"M{start:.0f} {box.y + HIGH / 2:.0f}H{middle:.0f}V{y:.0f}H{child.x - 1:.0f}"
            else:
                way = f"M{box.x + STEP / 2:.0f} {box.y + HIGH:.0f}V{y:.0f}H{child.x - 1:.0f}"
            yield Markup('<path class="way" d="{}"/><path class="tip" d="M{:.0f} {:.0f}l-7-4v8z"/>').format(
                way, child.x, y
            )


def _box(box: Box, address: Address) -> Markup:
    """A box with its words, a link where there is a page of it."""
    node, kind = box.node, box.node["kind"]
    known = [kind, *(name for name in ("origin", "here", "unknown") if node.get(name))]
    frame = '<rect x="{x:.0f}" y="{y:.0f}" width="{wide}" height="{high}" rx="3"/>'
    if node["origin"]:
        frame += '<rect class="inner" x="{x3:.0f}" y="{y3:.0f}" width="{wide6}" height="{high6}" rx="1"/>'
    inside = Markup(
        frame + '<text class="name" x="{tx:.0f}" y="{ty:.0f}">{name}</text>'
        '<text class="note" x="{tx:.0f}" y="{ny:.0f}">{note}</text>'
    ).format(
        x=box.x, y=box.y, wide=WIDE, high=HIGH, x3=box.x + 3, y3=box.y + 3, wide6=WIDE - 6, high6=HIGH - 6,
        tx=box.x + EDGE, ty=box.y + 20, ny=box.y + 37, name=printed(box.name),
        note=printed(_cut(box.note, WIDE - 2 * EDGE, SMALL)),
    )  # fmt: skip
    where = _where(node, address)
    if where:
        inside = Markup('<a href="{}"{}>{}</a>').format(
            where, Markup(' aria-current="true"') if node.get("here") else "", inside
        )
    return Markup('<g class="{}">{}</g>').format(" ".join(known), inside)


def _where(node: Told, address: Address) -> str:
    if node["kind"] == "report":
        return address("statement", node["statement"])
    return address("actor", node["id"]) if node["id"] else ""


def _cut(words: str, room: float, letter: float) -> str:
    """Words that fit, the rest as "…"."""
    flat = " ".join(words.split())
    widths = [0 if combining(c) else letter * (1.8 if east_asian_width(c) in "WF" else 1) for c in flat]
    if sum(widths) <= room:
        return flat
    kept, left = 0, room - letter
    while kept < len(flat) and left >= widths[kept]:
        left -= widths[kept]
        kept += 1
    return f"{flat[:kept].rstrip()}…"
