"""News sentences in which one statement is marked up, for the tables of conditions and of acts.

`[s:The mayor] [c:said] [t:the fair would open {if:if| the rain stopped}].` marks the source, the cue, the
content, and in braces a condition: its kind, its marker, and after "|" the rest of it. `{if/provided:…}` is
right as either kind; `{if?:…}` may be noted or not. Each line is a paragraph.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from onrecord import speech
from onrecord.positions.utterance import Utterance, utterances
from onrecord.records import Attribution, Segment, Span

_MARK = re.compile(r"\[(?P<role>[sct]):|\{(?P<kind>[a-z_/]+)(?P<doubtful>\??):|(?P<rest>\|)|(?P<end>[]}])")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A condition that is to be noted, with the kinds that are right; a ``doubtful`` one may be left out."""

    span: Span
    marker: Span
    kinds: tuple[str, ...]
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """A text without its markup, the statement that was marked, and its conditions in reading order."""

    text: str
    said: Attribution
    conditions: tuple[Wanted, ...]

    def utterance(self) -> Utterance:
        """The statement as its position is read from it."""
        lines = [Segment("body", Span(*m.span())) for m in re.finditer(r"\S.*", self.text)]
        return utterances(self.text, lines, [(self.said, speech.kind(self.text, self.said.content))])[0]


def marked(source: str) -> Marked:
    """Read a marked-up text.

    >>> found = marked("[s:She] [c:said] [t:no {unless:unless| paid}].")
    >>> found.text, found.said.content[0].of(found.text), found.conditions[0].marker.of(found.text)
    ('She said no unless paid.', 'no unless paid', 'unless')
    """
    text, at = "", 0
    opened: list[tuple[re.Match[str], int]] = []
    ends: dict[int, int] = {}
    places: dict[str, list[Span]] = defaultdict(list)
    wanted: list[Wanted] = []
    for mark in _MARK.finditer(source):
        text, at = text + source[at : mark.start()], mark.end()
        if mark["role"] or mark["kind"]:
            opened.append((mark, len(text)))
        elif mark["rest"]:
            ends[opened[-1][1]] = len(text)
        else:
            start, begin = opened.pop()
            if start["role"]:
                places[start["role"]].append(Span(begin, len(text)))
                continue
            marker = Span(begin, ends.pop(begin, len(text)))
            kinds = tuple(start["kind"].split("/"))
            wanted.append(Wanted(Span(begin, len(text)), marker, kinds, bool(start["doubtful"])))
    if opened or not places["t"]:
        raise ValueError(f"a mark is left open, or no content is marked: {source}")
    spans = [tuple(sorted(places[role])) for role in "tcs"]
    said = Attribution(spans[0], spans[1], spans[2], 1.0)
    return Marked(text + source[at:], said, tuple(sorted(wanted, key=lambda w: w.span)))
