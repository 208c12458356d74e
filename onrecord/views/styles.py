"""How the parts of a report look in a terminal.

Roles differ in weight, slant and underline, conditions stand in ‹brackets›, so they can be told apart
without colour. The colours are of middle lightness: contrast is at least 4.1 to 1 on black and on white.
"""

from __future__ import annotations

from rich.style import Style
from rich.text import Text

from onrecord.records import SegmentKind
from onrecord.views.marks import Role, shown

ROLES: dict[Role, Style] = {
    "source": Style(bold=True, color="color(133)"),
    "cue": Style(italic=True, color="color(130)"),
    "content": Style(underline=True),
    "condition": Style(color="color(30)"),
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
ACT = Style(color="color(130)")
BOLD = Style(bold=True)
DIM = Style(dim=True)
# Around a condition. The marks are in every font, and reporters of English do not write them.
OPENS, CLOSES = "‹", "›"
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def superscript(number: int) -> str:
    """The number in raised digits.

    >>> superscript(12)
    '¹²'
    """
    return str(number).translate(_SUPERSCRIPT)


def flat(words: str) -> str:
    """Words as they can be shown on one line."""
    return shown(" ".join(words.split()))


def line(words: str, style: Style | None = None) -> Text:
    """Words on one line, cut where they are too long for it."""
    return Text(flat(words), style or Style(), no_wrap=True, overflow="ellipsis")


def condition(words: str) -> Text:
    """A condition in its brackets."""
    return Text(f"{OPENS}{flat(words)}{CLOSES}", ROLES["condition"])
