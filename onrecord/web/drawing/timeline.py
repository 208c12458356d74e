"""A timeline as SVG, made on the server: what was said, met over and written, a lane for each party.

Days stand at their distance; where nothing is on record for long the axis is broken, and the break says how
many days it leaves out, so that a month of silence takes no more room than half a week. Marks that would
cover each other go into rows below each other. Each is a link whose title tells all of it. What a mark means
is told by its sign and its words, never by colour alone.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from itertools import pairwise
from typing import Any, TypeAlias
from unicodedata import east_asian_width

from markupsafe import Markup

from onrecord.export.words import flat
from onrecord.web.templating import printed

Told: TypeAlias = Mapping[str, Any]
Address: TypeAlias = Callable[[str, str], str]

# All in pixels. A mark is as high as a finger needs (WCAG 2.5.8: 24), a row leaves four between two of them.
HIGH, ROW, LANE, TOP, FOOT, SIDE = 24, 28, 24, 44, 22, 26
# A day is at least and at most so wide, and two days that are marked never stand further apart than so many
# days: what is left over of a screen is shared out.
DAY, WIDEST, MOST, SCREEN = 26, 80, 3.7, 1060
# Letters of 12 pixels in a sans-serif are seldom wider on average: measured 6.3 in DejaVu, 5.9 in Arial.
LETTER = 6.6
# A lane is named again after so much, and at its end, since the picture is scrolled on a small screen.
AGAIN = 720
LONGEST = 30

# The signs, round their middle. "condition" is half of a disc: granted in part.
SIGNS: Mapping[str, tuple[str, str]] = {
    "yes": ('<circle r="5.5"/>', "accepts, promises, proposes, supports"),
    "condition": ('<circle class="open" r="5.5"/><path d="M0-5.5a5.5 5.5 0 0 0 0 11z"/>',
                  "the same on a condition"),
    "no": ('<path class="line" d="M-5-5 5 5M5-5-5 5"/>', "denies, refuses"),
    "press": ('<path d="M0-6 6 5H-6z"/>', "demands, urges, warns, threatens, accuses"),
    "plain": ('<circle class="open" r="4"/>', "says, asks"),
    "held": ('<path d="M-5-5H5V5H-5z"/>', "took place, goes on"),
    "coming": ('<path class="open" d="M-5-5H5V5H-5z"/>', "to come, or not heard of since"),
    "off": ('<path class="open" d="M-5-5H5V5H-5z"/><path class="line" d="M-5-5 5 5"/>', "called off, denied"),
    "paper": ('<path d="M0-7 7 0 0 7-7 0z"/>', "a paper goes forward"),
    "stopped": ('<path class="open" d="M0-7 7 0 0 7-7 0z"/>', "a paper is held up"),
}  # fmt: skip

# What the picture wears where no page dresses it.
STYLE = """
svg{--ink:#22201c;--soft:#5f5a51;--paper:#fbfaf6;--band:#f1eee6;--line:#d2ccbe;--said:#1f4e79;--met:#7a4a12;
--written:#775a0b;--yes:#1d5c36;--no:#94262c;background:var(--paper);
font:12px/1 system-ui,"Segoe UI",Roboto,Helvetica,Arial,sans-serif}
@media(prefers-color-scheme:dark){svg{--ink:#dbd7ce;--soft:#b0aa9f;--paper:#17181a;--band:#1f2022;
--line:#3f3d38;--said:#8fb8e0;--met:#e0b27a;--written:#cbad55;--yes:#8fce9f;--no:#f09a96}}
text{fill:var(--ink)}.band{fill:var(--band)}.grid,.axis{stroke:var(--line)}.axis{stroke-width:1.5}
.soft,.gap{fill:var(--soft)}.gap{font-size:10px}.name,.month,.head{font-weight:600}.head{font-size:16px}
.now{stroke:var(--soft);stroke-dasharray:3 3}.pill{fill:var(--paper);stroke:var(--line)}
.statement{--mark:var(--said)}.talks{--mark:var(--met)}.paper{--mark:var(--written)}
.sign.yes,.sign.condition{--mark:var(--yes)}.sign.no{--mark:var(--no)}
.sign{fill:var(--mark);stroke:none}.sign .open{fill:none;stroke:var(--mark);stroke-width:1.8}
.sign .line{fill:none;stroke:var(--mark);stroke-width:2.4}.reach{stroke:var(--mark);stroke-width:3;opacity:.5}
a:hover .pill,a:focus .pill{stroke:var(--mark);stroke-width:2}
""".strip()
# What a browser may do with the picture alone: nothing but wear this.
POLICY = (
    "default-src 'none'; style-src 'sha256-"
    + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    + "'; sandbox allow-top-navigation-by-user-activation"
)


def drawn(told: Told, address: Address, *, name: str) -> Markup:
    """The picture as part of a page, which dresses it; empty where nothing is marked.

    ``told`` has ``lanes`` (id, name) in their order, ``marks`` (kind, id, lane, day, end, sign, label,
    title) and ``until``, the day of the last report. ``address`` gives the address of a kind and an id.
    """
    picture = _picture(told)
    return Markup("".join(_svg(picture, address, name, "")) if picture else "")


def standing_alone(told: Told, address: Address, *, name: str, about: str) -> str:
    """The picture as a file of its own, with what it is called, what is told of it, and its own dress."""
    picture = _picture(told) or Picture(Axis({}, ()), (), None, ())
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{"".join(_svg(picture, address, name, about))}\n'


# ---- where all of it goes -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Axis:
    """Where each day that is marked stands, and the breaks: from where to where, and how many days."""

    places: Mapping[date, int]
    breaks: tuple[tuple[int, int, int], ...]

    @property
    def end(self) -> int:
        return max(self.places.values(), default=SIDE)


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark in its row: ``x`` is its day, ``reach`` where its last day stands."""

    told: Told
    x: int
    reach: int
    row: int
    label: str

    @property
    def right(self) -> int:
        return self.x + _width(self.label)


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane with its marks; ``rows`` is how many it needs."""

    name: str
    marks: tuple[Mark, ...]

    @property
    def rows(self) -> int:
        return 1 + max(mark.row for mark in self.marks)

    @property
    def high(self) -> int:
        return LANE + self.rows * ROW + 4


@dataclass(frozen=True, slots=True)
class Picture:
    """All of it, in pixels. ``now`` is where the day of the last report stands."""

    axis: Axis
    lanes: tuple[Lane, ...]
    now: int | None
    signs: tuple[str, ...]

    @property
    def wide(self) -> int:
        ends = [mark.right for lane in self.lanes for mark in lane.marks]
        # The name of a month goes on behind its last day.
        return max([self.axis.end + 90, *ends, 280]) + SIDE

    @property
    def high(self) -> int:
        return TOP + sum(lane.high for lane in self.lanes) + FOOT


def _picture(told: Told) -> Picture | None:
    """The picture, None where no mark has a day."""
    marks = [(one, *reach) for one in told["marks"] for reach in _reach(one)]
    if not marks:
        return None
    now = _day(told["until"])
    axis = _axis([day for _, *reach in marks for day in reach] + ([now] if now else []))
    lanes = []
    for lane in told["lanes"]:
        mine = [(one, axis.places[a], axis.places[b]) for one, a, b in marks if one["lane"] == lane["id"]]
        if mine:
            lanes.append(Lane(lane["name"], tuple(_packed(mine))))
    used = {one["sign"] for one, *_ in marks}
    return Picture(
        axis, tuple(lanes), axis.places[now] if now else None, tuple(s for s in SIGNS if s in used)
    )


def _reach(one: Told) -> Iterator[tuple[date, date]]:
    """The first and the last day of a mark; nothing where it has none."""
    first = _day(one["day"])
    if first is not None:
        yield first, max(first, _day(one["end"]) or first)


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat((value or "")[:10])
    except ValueError:
        return None


def _axis(days: Iterable[date]) -> Axis:
    """Days at their distance, and breaks where it would be more than MOST."""
    ordered = sorted(set(days))
    apart = [(other - one).days for one, other in pairwise(ordered)]
    unit = min(max(SCREEN / (sum(min(n, MOST) for n in apart) or 1), DAY), WIDEST)
    at, places, breaks = SIDE, {ordered[0]: SIDE}, []
    for n, day in zip(apart, ordered[1:], strict=True):
        step = round(min(n, MOST) * unit)
        if n > MOST:
            breaks.append((at, at + step, n - 1))
        at += step
        places[day] = at
    return Axis(places, tuple(breaks))


def _packed(marks: Sequence[tuple[Told, int, int]]) -> Iterator[Mark]:
    """The marks of a lane, each in the first row in which it covers no other."""
    rows: list[int] = []
    for told, x, reach in sorted(marks, key=lambda m: m[1]):
        label = _short(told["label"])
        left, right = x - HIGH // 2, max(x + _width(label), reach)
        row = next((n for n, end in enumerate(rows) if end + 4 <= left), len(rows))
        rows[row : row + 1] = [right]
        yield Mark(told, x, reach, row, label)


def _short(label: str) -> str:
    return label if len(label) <= LONGEST else f"{label[: LONGEST - 1].rstrip()}…"


def _width(label: str) -> int:
    """From the middle of its sign to the right end of a mark."""
    return HIGH // 2 + _letters(label) + 8


def _letters(words: str) -> int:
    """How wide words are: those of Chinese and Japanese are twice as wide."""
    wide = sum(east_asian_width(letter) in "WF" for letter in words)
    return round((len(words) + wide) * LETTER)


def safe(words: str) -> str:
    """Anybody's words, as they can stand in the picture and in an attribute.

    >>> safe('<b a="">\\x00')
    '&lt;b a=&quot;&quot;&gt;�'
    """
    return escape(str(printed(flat(words))))


# ---- as SVG ---------------------------------------------------------------------------------------------


def _svg(picture: Picture, address: Address, name: str, about: str) -> Iterator[str]:
    """The parts of the element: as a file of its own where there is something to say ``about`` it."""
    head, legend = (48, 20 * len(picture.signs) + 20) if about else (0, 0)
    wide, high = max(picture.wide, _letters(about) + 24), picture.high + head + legend
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="timeline" role="group" aria-label="{safe(name)}"'
        f' width="{wide}" height="{high}" viewBox="0 {-head} {wide} {high}">'
    )
    if about:
        yield f"<title>{safe(name)}</title><desc>{safe(about)}</desc><style>{STYLE}</style>"
        yield f'<text class="head" x="12" y="-26">{safe(name)}</text>'
        yield f'<text class="soft" x="12" y="-8">{safe(about)}</text>'
    yield from _ground(picture)
    yield from _days(picture)
    y = TOP
    for lane in picture.lanes:
        yield from _lane(lane, y, address)
        y += lane.high
    if about:
        yield from _legend(picture.signs, picture.high)
    yield "</svg>"


def _ground(picture: Picture) -> Iterator[str]:
    """The bands of the lanes, each with its name, and the day of the last report."""
    y, wide = TOP, picture.wide
    for number, lane in enumerate(picture.lanes):
        if number % 2 == 0:
            yield f'<rect class="band" x="0" y="{y}" width="{wide}" height="{lane.high}"/>'
        y += lane.high
    for x in _numbered(picture):
        yield f'<path class="grid" d="M{x} {TOP}V{y}"/>'
    if picture.now is not None:
        yield f'<path class="now" d="M{picture.now} {TOP}V{y}"/>'
        anchor = "end" if picture.now > wide - 90 else "start"
        yield f'<text class="soft" x="{picture.now}" y="{y + 15}" text-anchor="{anchor}">last report</text>'
    y = TOP
    for lane in picture.lanes:
        yield from _names(lane.name, wide, y + 16)
        y += lane.high


def _names(name: str, wide: int, y: int) -> Iterator[str]:
    """The name of a lane at its beginning and again along it; it is read out once."""
    words, again = safe(name), 'class="soft" aria-hidden="true"'
    yield f'<text class="name" x="12" y="{y}">{words}</text>'
    for x in range(12 + AGAIN, wide - AGAIN // 2, AGAIN):
        yield f'<text {again} x="{x}" y="{y}">{words}</text>'
    if wide > AGAIN:
        yield f'<text {again} x="{wide - 12}" y="{y}" text-anchor="end">{words}</text>'


def _numbered(picture: Picture) -> dict[int, date]:
    """The days with room for their number, by where they stand."""
    found: dict[int, date] = {}
    last = -SIDE
    for day, x in picture.axis.places.items():
        if x - last >= 22:
            found[x] = day
            last = x
    return found


def _days(picture: Picture) -> Iterator[str]:
    """The axis: days by number, months by name, breaks with how much they leave out."""
    y = TOP - 6
    yield f'<path class="axis" d="M0 {y}H{picture.wide}"/>'
    said, free = "", 0
    for x, day in _numbered(picture).items():
        month = f"{day:%B} {day.year}"
        if month != said and x - 8 >= free:
            yield f'<text class="month" x="{x - 8}" y="14">{month}</text>'
            said, free = month, x + round(len(month) * LETTER) + 12
        yield f'<text x="{x}" y="32" text-anchor="middle">{day.day}</text>'
    for left, right, days in picture.axis.breaks:
        x = (left + right) // 2
        yield f'<path class="now" d="M{x - 3} {y + 5}l6-10M{x + 1} {y + 5}l6-10"/>'
        yield f'<text class="gap" x="{x + 1}" y="29" text-anchor="middle">{_long(days)}</text>'


def _long(days: int) -> str:
    """A length of time that is left out, in the least room.

    >>> _long(12), _long(400)
    ('12 d', '13 mo')
    """
    return f"{days} d" if days < 100 else f"{round(timedelta(days=days) / timedelta(days=30.44))} mo"


def _lane(lane: Lane, y: int, address: Address) -> Iterator[str]:
    for mark in lane.marks:
        told, middle = mark.told, y + LANE + mark.row * ROW + HIGH // 2
        yield (
            f'<a class="{_kind(told)}" href="{safe(address(told["kind"], told["id"]))}">'
            f"<title>{safe(told['title'])}</title>"
        )
        if mark.reach > mark.x:
            yield f'<path class="reach" d="M{mark.x} {middle}H{mark.reach}"/>'
        yield (
            f'<g transform="translate({mark.x} {middle})">'
            f'<rect class="pill" x="-12" y="-12" width="{mark.right - mark.x + 12}" height="{HIGH}" rx="4"/>'
            f'{_sign(told["sign"])}<text x="11" y="4">{safe(mark.label)}</text></g></a>'
        )


def _kind(told: Told) -> str:
    """The class of a mark: one of those that there are."""
    return {"event": "talks", "paper": "paper"}.get(told["kind"], "statement")


def _sign(sign: str) -> str:
    shape = SIGNS[sign][0]
    return f'<g class="sign {sign}">{shape}</g>'


def _legend(signs: Sequence[str], y: int) -> Iterator[str]:
    for n, sign in enumerate(signs):
        yield f'<g class="{_family(sign)}" transform="translate(20 {y + 14 + 20 * n})">{_sign(sign)}'
        yield f'<text x="14" y="4">{safe(SIGNS[sign][1])}</text></g>'


def _family(sign: str) -> str:
    if sign in ("held", "coming", "off"):
        return "talks"
    return "paper" if sign in ("paper", "stopped") else "statement"


def legend(told: Told) -> list[tuple[str, Markup, str]]:
    """The signs that a timeline uses: the class of each, the sign as SVG, and what it means."""
    used = {one["sign"] for one in told["marks"]}
    return [(_family(sign), _standing(sign), words) for sign, (_, words) in SIGNS.items() if sign in used]


def _standing(sign: str) -> Markup:
    box = '<svg class="timeline" width="18" height="18" viewBox="-9 -9 18 18" aria-hidden="true">'
    return Markup(f"{box}{_sign(sign)}</svg>")
