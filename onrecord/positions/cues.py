"""What a cue tells of the act: its verb, its negation, and what follows it.

    cue → the first verb that is in the lexicon → what it takes → act

The lexicon is `[[cue]]` of `rules/acts.toml`. Verbs that it lacks are neutral ("said").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from onrecord.positions.complements import HEAD, takes, words
from onrecord.positions.inflection import alternatives, closed, forms, listed, word_list
from onrecord.positions.modality import Clause
from onrecord.positions.utterance import Utterance
from onrecord.records import Act
from onrecord.resources import rules

# A negated cue is less sure: what is not done may be many things.
NEGATED = 0.8
UNDONE = 0.6

_UNCERTAIN = re.compile(
    r"\b(?:might|could|may|(?:expected|likely|yet|due|set|poised|said|reported) to|ought to)\b"
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """An act, how sure it is, the words that tell it, and what they are ("a refusal").

    ``weak``: anything that the content tells is surer.
    """

    act: Act
    score: float
    words: str
    says: str
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule of the lexicon. An empty ``takes`` is anything; ``within`` is how far into the content one of
    the words ``about`` must stand; ``willed``: it tells an act under "will not" alone."""

    act: Act
    says: str
    takes: frozenset[str]
    about: re.Pattern[str] | None
    within: int
    negated: Act
    score: float
    weak: bool
    willed: bool

    def fits(self, taken: frozenset[str], content: str) -> bool:
        if self.takes and not self.takes & taken:
            return False
        return self.about is None or self.about.search(content[: self.within]) is not None


# What follows the first word of a phrase, and the rule.
Tailed = tuple[tuple[str, ...], Entry]


def told(u: Utterance, first: Clause | None) -> Evidence | None:
    """Return what the cue tells of the act; None where it is neutral.

    ``first`` is the main clause of the content.
    """
    cue, content = words(u.cue), " ".join(u.content.split())
    for at in range(len(cue)):
        if at and _is_aside(cue[at - 1], cue[at]):
            continue
        for end, entry in _entries(cue, content, at):
            taken = takes(u, cue[end:] or cue[end - 1 : end], content, first)
            fits = entry.fits(taken, " ".join([*cue[end:], content]))
            if fits and (found := _evidence(u, entry, cue[:at])):
                return found
    return None


def _is_aside(before: str, word: str) -> bool:
    """Whether a word of a cue is no verb of its own."""
    if word == "back":
        return before not in closed("cue", "before_back")
    return before in closed("cue", "aside") or (
        before in closed("cue", "before_nouns") and word in word_list("nouns_too")
    )


def _evidence(u: Utterance, entry: Entry, before: Sequence[str]) -> Evidence | None:
    """What a rule tells after the words before its verb; None where it tells nothing there."""
    negated = any(word in closed("cue", "negative") or word.endswith(("n’t", "n't")) for word in before)
    if _UNCERTAIN.search(" ".join(before)) and not negated:
        return Evidence("assert", UNDONE, u.cue, "it is not said to be done")
    if entry.willed and closed("cue", "will").isdisjoint(before):
        return None
    if not negated:
        return Evidence(entry.act, entry.score, u.cue, entry.says, entry.weak)
    if not closed("cue", "perfect").isdisjoint(before):
        return Evidence("assert", UNDONE, u.cue, "it has not been done")
    return Evidence(entry.negated, entry.score * NEGATED, u.cue, f"not {entry.says}")


def _entries(cue: Sequence[str], content: str, at: int) -> list[tuple[int, Entry]]:
    """The rules whose phrase begins at a word of the cue and where it ends, the longest phrase first."""
    head = words(content[:HEAD])[:1]
    ends = [(_follow(cue, head, at + 1, tail), tail, entry) for tail, entry in lexicon().get(cue[at], ())]
    found = [(end, tail, entry) for end, tail, entry in ends if end is not None]
    return [(end, entry) for end, _, entry in sorted(found, key=lambda f: -len(f[1]))]


def _follow(cue: Sequence[str], head: Sequence[str], at: int, tail: tuple[str, ...]) -> int | None:
    """Where the rest of a phrase ends in the cue; a last preposition may be the first word of the content."""
    for n, word in enumerate(tail):
        while (
            at < len(cue)
            and cue[at] != word
            and (cue[at] in closed("cue", "between") or cue[at].endswith(("ly", "day")))
        ):
            at += 1
        if at < len(cue) and cue[at] == word:
            at += 1
        elif (
            at == len(cue)
            and n == len(tail) - 1
            and head == [word]
            and (word == "to" or word in closed("cue", "preposition"))
        ):
            return at
        else:
            return None
    return at


@cache
def lexicon() -> dict[str, list[Tailed]]:
    """The rules by the first word of their phrases, in every form, in the order of the file."""
    found: dict[str, list[Tailed]] = {}
    for rule in rules("acts")["cue"]:
        entry = Entry(
            act=rule["act"],
            says=rule["says"],
            takes=frozenset(rule.get("takes", ())),
            about=_any(rule["about"]) if "about" in rule else None,
            within=rule.get("within", HEAD),
            negated=rule.get("negated", "assert"),
            score=rule.get("score", 0.9),
            weak=rule.get("weak", False),
            willed=rule.get("willed", False),
        )
        for phrase in listed(rule.get("verbs", ())):
            word, *tail = phrase.split()
            for form in _spelt(word):
                found.setdefault(form, []).append((tuple(tail), entry))
        for phrase in rule.get("nouns", ()):
            word, *tail = phrase.split()
            found.setdefault(word, []).append((tuple(tail), entry))
    return found


@cache
def _spelt(verb: str) -> tuple[str, ...]:
    """The forms of a verb; a few verbs begin most of the phrases."""
    return tuple(dict.fromkeys(form for form, _ in forms(verb)))


def _any(phrases: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?i)(?<!\w){alternatives(phrases)}(?!\w)")
