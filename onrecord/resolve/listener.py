"""Reads the sources of a report in order and says whom each means, remembering who spoke."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.quotes import quotations
from onrecord.records import Span
from onrecord.resolve.cast import Cast, Figure
from onrecord.resolve.coreference import (
    FEMININE,
    MASCULINE,
    NOBODY,
    PRONOUNS,
    Meant,
    Memory,
    named,
    nobody,
    of_pronoun,
    somebody,
)
from onrecord.resolve.descriptions import described
from onrecord.resolve.names import key
from onrecord.resolve.phrases import leading_description, taken_apart
from onrecord.resolve.roles import head_noun

_BY = re.compile(r"(?:by|from|via|per)\s+(?=\S)", re.I)
# "Ada Brandt’s | refusal": what she holds is told by a noun.
_OWNS = re.compile(r"(?<=\w)['’]s?$")
_ITSELF = re.compile(r"\s+(?:him|her|it|them)sel(?:f|ves)$")
_APART = re.compile(r"\s*(?:,\s*and\s+|\s+and\s+|\s+as well as\s+|\s*&\s*)")
_DEPENDS = re.compile(r"\b(?:for|of|from|by|with|to|at|in)\b")

# What "who" and "which" mean ends right before them, and is no longer than so many characters.
ANTECEDENT = 90
RELATIVE = frozenset({"who", "which", "whom"})
_DETERMINER = re.compile(
    r"(?<!\S)(?:the|an?|one|two|three|four|five|several|some|many|his|her|its|their|another|[^\W\d_][\w-]*[’']s)"
    r" (?=\S)",
    re.I,
)

POSSESSIVES = {"his": "he", "her": "she", "its": "it", "their": "they"}


class Listener:
    """Reads the sources of one report. ``told`` are the contents of statements, ``titles`` the headlines."""

    def __init__(self, cast: Cast, told: Sequence[Span], titles: Sequence[Span] = ()) -> None:
        self.cast = cast
        parts = [(part.start, part.end) for part in cast.parts]
        quoted = [Span(q.start, q.end) for q in quotations(cast.text, parts)]
        self.memory = Memory(cast, told, quoted, titles)
        self._overheard = 0

    def heard(self, span: Span) -> Meant:
        """Whom the source at this place means; what is heard is remembered for those that follow."""
        self._overhear(span.start)
        meant = self.meaning(span)
        self.memory.spoken += [(span, figure) for figure in meant.figures[:1]]
        k = key(span.of(self.cast.text))
        for figure in meant.figures:
            if not any(m.span.overlaps(span) for m in figure.mentions):
                figure.add(span, meant.score)
            if figure.gender is None and figure.type == "person":
                figure.gender = "m" if k in MASCULINE else "f" if k in FEMININE else None
        return meant

    def _overhear(self, before: int) -> None:
        """Remember whom the descriptions mean with which sentences begin: "But the union chief was …"."""
        cast = self.cast
        while self._overheard < len(cast.sentences) and cast.sentences[self._overheard].end <= before:
            span = leading_description(cast.text, cast.sentences[self._overheard])
            self._overheard += 1
            if span is None or self.memory.in_title(span.start):
                continue
            meant = self.meaning(span)
            for figure in meant.figures[:1]:
                if figure.named:
                    figure.add(span, meant.score)

    def meaning(self, span: Span) -> Meant:
        """Whom these words mean, without remembering it."""
        if itself := _ITSELF.search(span.of(self.cast.text)):
            span = Span(span.start, span.start + itself.start())
        if by := _BY.match(self.cast.text, span.start, span.end):
            span = Span(by.end(), span.end)
        if owns := _OWNS.search(span.of(self.cast.text)):
            span = Span(span.start, span.start + owns.start())
        k = key(span.of(self.cast.text))
        if k in RELATIVE:
            return self._antecedent(span, k) or nobody("a relative pronoun of nobody who is told")
        if not k or k in NOBODY:
            return nobody("a word that names nobody")
        if k in PRONOUNS:
            return of_pronoun(span, k, self.memory)
        return named(span, self.cast) or self._outlet(span) or self._together(span) or self._described(span)

    def _antecedent(self, span: Span, k: str) -> Meant | None:
        """Whom "who" and "which" mean: the name or the description that ends right before them."""
        cast = self.cast
        start = cast.sentences[cast.sentence(span.start)].start
        ahead = cast.text[max(start, span.start - ANTECEDENT) : span.start]
        end = span.start - len(ahead) + len(ahead.rstrip(" ,"))
        for name, figure, score in cast.named_at(Span(max(start, end - ANTECEDENT), end)):
            if name.span.end == end and (figure.type in ("person", "group")) == (k in ("who", "whom")):
                return Meant((figure,), score)
        for m in reversed([*_DETERMINER.finditer(ahead)]):
            described = Span(span.start - len(ahead) + m.start(), end)
            people = head_noun(described.of(cast.text)) is not None
            if (
                described.start < end
                and "," not in described.of(cast.text)
                and people == (k in ("who", "whom"))
            ):
                return self._described(described)
        return None

    def _outlet(self, span: Span) -> Meant | None:
        """A known outlet by a part of the name that the text gives: "BBC" of "BBC Radio Wales"."""
        words = span.of(self.cast.text)
        entry = self.cast.known.outlet(words) if words[:1].isupper() else None
        return somebody(self.cast.outlet(entry), 0.95, "the name of an outlet") if entry else None

    def _described(self, span: Span) -> Meant:
        return described(taken_apart(span, self.cast, self.memory.titles, self._owner), self.memory)

    def _together(self, span: Span) -> Meant | None:
        """ "The minister and his deputy": each by itself; None where there is but one."""
        phrase = span.of(self.cast.text)
        cut = _APART.search(phrase)
        if cut is None or _DEPENDS.search(phrase[: cut.start()]):
            return None
        left, right = Span(span.start, span.start + cut.start()), Span(span.start + cut.end(), span.end)
        if not self.cast.named_at(right) and head_noun(right.of(self.cast.text)) is None:
            return None
        first = self.meaning(left)
        return Meant((*first.figures, *self.meaning(right).figures), first.score) if first.figures else None

    def _owner(self, span: Span, owner: str) -> Figure | None:
        """The figure of the possessive that begins a description: "his", "the minister’s", "Solara’s"."""
        k = key(owner)
        if k in POSSESSIVES:
            meant = of_pronoun(Span(span.start, span.start + len(owner)), POSSESSIVES[k], self.memory)
            return next(iter(meant.figures), None)
        inside = self.cast.named_at(Span(span.start, min(span.end, span.start + len(owner) + 1)))
        # "The UN envoy’s office" is the envoy’s and not the UN’s.
        if inside and inside[-1][0].span.end >= span.start + len(owner.rstrip("s").rstrip("’'")):
            return inside[-1][1]
        bare = Span(span.start, span.start + len(owner.removesuffix("s").rstrip("’'")))
        figure = next(iter(self._described(bare).figures), None) if len(bare) > 2 else None
        return figure if figure and figure.named else None
