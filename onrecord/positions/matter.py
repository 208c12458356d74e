"""What statements are about: noun phrases in base form, the same words for the same matter in a report.

noun phrases of the report → names by their heads → those of each content, the weightiest first

No list of topics is given beforehand: a name weighs what the report makes of it, as keyword extraction does
(Campos et al. 2020): how often it stands, whether in the headline, and as what in its clause.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import zip_longest
from math import log

from onrecord.grammar import Grammar, Word
from onrecord.positions.utterance import Utterance
from onrecord.records import Matter, Span
from onrecord.resolve.who import Who
from onrecord.resolve.words import lexicon
from onrecord.resources import rules

MOST = 3
# A headline's words weigh so much more; what a clause says something of, or does something to, so much;
# a name of several words so much; a noun for speakers, or a place, is worth this share.
IN_TITLE, FOREMOST, MODIFIED, OF_NAMES = 1.2, 0.5, 0.3, 0.4
# Beside the weightiest, a statement is about what weighs at least this share of it.
BESIDE = 0.55
# A name has so many words before its head at most.
LONGEST = 4

_OF = re.compile(r"\s+of\s+(?:(?:the|their|its|his|her|our|all|an?|any)\s+)?")
_BEFORE = frozenset({"DT", "PDT", "PRP$", "CD", "POS", "$", "SYM", "JJR", "JJS"})
_FOREMOST = frozenset({"obj", "nsubj", "nsubj:pass", "root", "ccomp", "obl"})
_IRREGULAR = {
    "men": "man", "women": "woman", "children": "child", "lives": "life", "people": "people",
    "crises": "crisis", "analyses": "analysis", "buses": "bus",
}  # fmt: skip
_PLURAL = re.compile(r"(?:(?<=[^aeiou])ies|(?<=ss|[cs]h)es|(?<=[xz])es|(?<=[^sui])s)$")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: the words of its name, lower case but for proper nouns, and where it stands.

    ``head`` is the base form of its head; ``compound`` whether nouns alone stand before that; ``of`` the name
    of what follows after an "of".
    """

    words: tuple[str, ...]
    head: str
    span: Span
    relation: str
    proper: bool
    compound: bool
    of: str = ""

    @property
    def name(self) -> str:
        return " ".join(self.words)


def matters(utterances: Sequence[Utterance], who: Who) -> list[tuple[Matter, ...]]:
    """Return what each statement is about, the chief thing first, at most three things.

    A statement that names nothing ("That is the ceiling") is about what the one before it in its paragraph is
    about, if that has the same source or none.
    """
    if not utterances:
        return []
    topics = Topics(utterances[0], who)
    found: list[tuple[Matter, ...]] = []
    for u in utterances:
        found.append(topics.of(u.said.content))
    for i in range(1, len(found)):
        here, before = utterances[i], utterances[i - 1]
        if not found[i] and here.part == before.part:
            found[i] = found[i - 1]
    return found


class Topics:
    """The noun phrases of a report, and what it calls each matter."""

    def __init__(self, any_of: Utterance, who: Who) -> None:
        self.text, self.grammar, self.who = any_of.text, any_of.grammar, who
        whole = Span(0, len(self.text))
        self.phrases = list(phrases(self.text, self.grammar, whole))
        self.title = self.grammar.words[0].span.start if self.grammar.words else 0
        self.names = _names(self.phrases)
        self.counts = Counter(phrase.head for phrase in self.phrases)
        end = self.text.find("\n", self.title)
        self.foremost = {p.head for p in self.phrases if self.title <= p.span.start < max(end, 0)}
        named = who.named(whole)
        self._actors = [n.span for n in named if not n.place]
        self._places = [n.span for n in named if n.place]

    def of(self, content: Sequence[Span]) -> tuple[Matter, ...]:
        """What these words are about, the chief thing first."""
        weighed: dict[str, tuple[float, Matter]] = {}
        for phrase in self._within(content):
            weight = self._weight(phrase)
            name = self.names.get((phrase.head, phrase.name), phrase.name)
            if phrase.of and " " not in name:
                name = f"{name} of {phrase.of}"
            if weight > weighed.get(name, (0.0,))[0]:
                weighed[name] = weight, Matter(name, phrase.span)
        ordered = sorted(weighed.values(), key=lambda pair: -pair[0])
        return tuple(m for weight, m in ordered[:MOST] if weight >= BESIDE * ordered[0][0])

    def _within(self, content: Sequence[Span]) -> Iterator[Phrase]:
        for span in content:
            first = bisect_left(self.phrases, span.start, key=lambda p: p.span.start)
            last = bisect_left(self.phrases, span.end, key=lambda p: p.span.start)
            yield from (p for p in self.phrases[first:last] if p.span.end <= span.end)

    def _weight(self, phrase: Phrase) -> float:
        """What a phrase weighs; nothing where it says nothing, or names somebody."""
        if phrase.head in _listed("light") or _within(self._actors, phrase):
            return 0.0
        weight = 1 + log(self.counts[phrase.head])
        weight += IN_TITLE * (phrase.head in self.foremost)
        weight += FOREMOST * (phrase.relation in _FOREMOST) + MODIFIED * (len(phrase.words) > 1)
        hardly = phrase.head in _listed("speech") or _within(self._places, phrase)
        return weight * (OF_NAMES if hardly else 1.0)


def _within(names: Sequence[Span], phrase: Phrase) -> bool:
    """Whether the last word of a phrase stands in one of these names."""
    at = bisect_left(names, phrase.span.end, key=lambda s: s.start) - 1
    return at >= 0 and names[at].end >= phrase.span.end


def phrases(text: str, grammar: Grammar, span: Span) -> Iterator[Phrase]:
    """The noun phrases within a stretch as names; no times and no numbers."""
    found = [phrase for words in grammar.phrases(span) if (phrase := _phrase(text, words))]
    for phrase, following in zip_longest(found, found[1:]):
        of = following is not None and _OF.fullmatch(text, phrase.span.end, following.span.start)
        takes = of and phrase.head not in _listed("light") and not following.proper
        yield replace(phrase, of=following.name) if takes and len(following.words) < LONGEST else phrase


def _phrase(text: str, words: Sequence[Word]) -> Phrase | None:
    name = _bare(text, words)
    if not name or not name[-1].is_noun or name[-1].span.of(text).lower() in lexicon("names", "calendar"):
        return None
    return Phrase(
        tuple(_written(text, name)),
        base(name[-1].span.of(text).lower()),
        Span(name[0].span.start, name[-1].span.end),
        words[-1].relation,
        proper=name[-1].pos.startswith("NNP"),
        compound=all(word.is_noun or word.pos == "HYPH" for word in name),
    )


def _bare(text: str, words: Sequence[Word]) -> Sequence[Word]:
    """The words of a phrase that belong to its name: from the head back to the first that does not."""
    kept: list[Word] = []
    for word in reversed(words):
        apart = kept and word.span.end < kept[0].span.start and kept[0].pos != "HYPH"
        if apart and (_is_before(text, word) or len(kept) > 2 * LONGEST):
            break
        kept.insert(0, word)
    while kept and kept[0].pos in ("HYPH", "POS", "SYM", "AFX", "$"):
        kept.pop(0)
    return kept if any(word.span.of(text)[0].isalpha() for word in kept) else []


def _is_before(text: str, word: Word) -> bool:
    """Whether a word stands before a name and is no part of it: "the", "their", "three", "last"."""
    return word.pos in _BEFORE or word.span.of(text).lower() in _listed("before")


def _written(text: str, words: Sequence[Word]) -> Iterator[str]:
    """The words as they stand, lower case but for proper nouns; what a hyphen joins is one word."""
    joined = ""
    for i, word in enumerate(words):
        shown = word.span.of(text)
        joined += shown if word.pos.startswith("NNP") or not shown.istitle() else shown.lower()
        if i + 1 == len(words) or words[i + 1].span.start > word.span.end:
            yield joined
            joined = ""


def _names(phrases: Iterable[Phrase]) -> dict[tuple[str, str], str]:
    """What the report calls each matter, by head and name: "guarantees" is "security guarantees" there.

    Of the names with one head that of two or three words that most of them end with. What adjectives make
    of a head ("the delayed train") is its name only where it stands twice.
    """
    by_head: dict[tuple[str, bool], list[Phrase]] = defaultdict(list)
    for phrase in phrases:
        by_head[phrase.head, phrase.proper].append(phrase)
    called: dict[tuple[str, str], str] = {}
    for (head, _), same in by_head.items():
        endings = _endings(same)
        plain = Counter(p.name for p in same if len(p.words) == 1).most_common(1)
        for phrase in same:
            short = len(phrase.words) == 1
            fitting = [
                (n, len(e), e) for e, n in endings.items() if short or f" {phrase.name}".endswith(f" {e}")
            ]
            fullest = max(fitting, default=(0, 0, plain[0][0] if short else phrase.name))
            called[head, phrase.name] = fullest[2]
    return called


def _endings(same: Sequence[Phrase]) -> dict[str, int]:
    """How often each ending of two or three words stands in these phrases of one head."""
    counts = Counter(" ".join(p.words[-n:]) for p in same for n in range(2, min(len(p.words), LONGEST) + 1))
    made = {" ".join(p.words[-n:]) for p in same if p.compound for n in range(2, LONGEST + 1)}
    return {ending: n for ending, n in counts.items() if n > 1 or ending in made}


def base(noun: str) -> str:
    """The singular of a noun, as English forms it.

    >>> [base(noun) for noun in ("talks", "treaties", "crises", "gas", "losses", "releases")]
    ['talk', 'treaty', 'crisis', 'gas', 'loss', 'release']
    """
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    if len(noun) < 4 or (m := _PLURAL.search(noun)) is None:
        return noun
    return noun[: m.start()] + ("y" if m[0] == "ies" else "")


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(rules("matter")[name]["words"].split())
