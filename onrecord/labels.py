"""The tags of words: outside, or the beginning, inside, end or whole of a source, cue or content."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

ROLES = ("source", "cue", "content")
NO_LABEL = 0
LABELS = ("O", *(f"{place}-{role}" for role in ROLES for place in "BIES"))
FORBIDDEN = -1e4


def number(place: str, role: str) -> int:
    """The number of a tag, as `LABELS` has it."""
    return 1 + 4 * ROLES.index(role) + "BIES".index(place)


def tag(
    tags: npt.NDArray[np.int64],
    role: str,
    span: tuple[int, int],
    *,
    open_left: bool = False,
    open_right: bool = False,
) -> None:
    """Write the tags of one span of words; an open side goes on beyond the window."""
    begin, end = span
    tags[begin:end] = number("I", role)
    if not open_left:
        tags[begin] = number("B", role)
    if not open_right:
        tags[end - 1] = number("E", role) if end - begin > 1 or open_left else number("S", role)


def transitions() -> npt.NDArray[np.float32]:
    """float32 (tags, tags): 0 where the second tag may follow the first, else `FORBIDDEN`."""
    allowed = np.full((len(LABELS), len(LABELS)), FORBIDDEN, np.float32)
    for i, one in enumerate(LABELS):
        for j, other in enumerate(LABELS):
            inside = one[0] in "BI"
            goes_on = other[0] in "IE"
            if inside == goes_on and (not inside or one[2:] == other[2:]):
                allowed[i, j] = 0.0
    return allowed


def spans(tags: list[int]) -> list[tuple[str, int, int]]:
    """(role, first word, last word + 1) of a legal sequence; one cut by an edge is taken as it is.

    >>> spans([1, 3, 0, 8])
    [('source', 0, 2), ('cue', 3, 4)]
    """
    found: list[tuple[str, int, int]] = []
    begin = 0
    for i, t in enumerate(tags):
        if t == NO_LABEL:
            continue
        place, role = LABELS[t][0], LABELS[t][2:]
        if place in "BS" or i == 0 or tags[i - 1] == NO_LABEL:
            begin = i
        last = i + 1 == len(tags)
        if place in "ES" or last:
            found.append((role, begin, i + 1))
    return found
