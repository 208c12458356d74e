"""Where sentences begin and end within a paragraph."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from onrecord.records import Span

# A full stop after these ends no sentence.
_ABBREVIATED = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Mx|Dr|Prof|Gen|Lt|Col|Maj|Capt|Cmdr|Adm|Sgt|Brig|Sen|Rep|Gov|Pres|Amb|Hon|Rev|Fr|St|Sr|Jr"
    r"|Messrs|Mme|Mlle|Sec|Supt|Insp|Det|Cpl|Pvt|Ft|Mt|No|Nos|vs|v|cf|al|approx|est|ca|fig|pp|art|para"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)|(?:\b[A-Za-z]\.)+[A-Za-z]|(?<![\w’'])[A-Z])$"
)
# After these a sentence may end: "the U.S. The minister", "at 5 p.m. He".
_MAY_END = re.compile(r"(?:[A-Z]\.[A-Z]|[ap]\.m|Inc|Ltd|Co|Corp|etc)$")
_OPENER = r"[\"“‘'«„(\[]*"
_STOP = re.compile(rf"[.!?…]+[\"”’'»“)\]]*(?=\s+{_OPENER}[^\W_]|\s*[\n\r])|[\n\r]+")
_STARTS = re.compile(rf"\s+{_OPENER}(?P<word>[^\W_]\S*)")
# Words that begin a sentence after an abbreviation that may end one.
_FIRST = frozenset(
    [
        "The",
        "A",
        "An",
        "He",
        "She",
        "It",
        "They",
        "We",
        "I",
        "In",
        "On",
        "At",
        "But",
        "And",
        "This",
        "That",
        "His",
        "Her",
        "Their",
    ]
)


def sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Return the sentences of a stretch of text in order, without the blanks between them.

    A quotation of several sentences is several. Line ends end sentences.

    >>> text = "Mr. Voss left the U.S. The talks go on. “No,” he said."
    >>> [s.of(text) for s in sentences(text)]
    ['Mr. Voss left the U.S.', 'The talks go on.', '“No,” he said.']
    """
    end = len(text) if end is None else end
    found: list[Span] = []
    at = start
    for m in _STOP.finditer(text, start, end):
        if not _ends(text, m, at, end):
            continue
        _add(text, at, m.end(), found)
        at = m.end()
    _add(text, at, end, found)
    return found


def sentence_at(found: Sequence[Span], offset: int) -> int:
    """The number of the sentence in which an offset lies, or the last one before it; -1 before the first."""
    return bisect_right(found, offset, key=lambda s: s.start) - 1


def _ends(text: str, m: re.Match[str], at: int, end: int) -> bool:
    if m[0][0] in "\n\r":
        return True
    following = _STARTS.match(text, m.end(), end)
    word = following["word"] if following else ""
    before = text[max(at, m.start() - 12) : m.start()]
    if word[:1].islower():
        return False
    if m[0] == "." and _ABBREVIATED.search(before):
        return bool(_MAY_END.search(before)) and re.sub(r"\W+$", "", word) in _FIRST
    return True


def _add(text: str, start: int, end: int, found: list[Span]) -> None:
    words = text[start:end]
    if words.strip():
        found.append(Span(end - len(words.lstrip()), start + len(words.rstrip())))
