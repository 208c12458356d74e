"""The forms of verbs that the rules of acts know, the phrases of a rule, and lists of words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from onrecord.resources import rules

# Phrases by their first word, each without it; () is the word alone.
Phrases = dict[str, tuple[tuple[str, ...], ...]]

_Y = re.compile(r"[^aeiou]y$")
_SIBILANT = re.compile(r"(?:s|x|z|ch|sh|o)$")
# "Drop", "stop": the last letter may be doubled.
_SHORT = re.compile(r"[^aeiou][aeiou][bdgklmnprt]$")


def forms(verb: str) -> Iterator[tuple[str, bool]]:
    """The forms of a verb, and whether each is a past.

    >>> [form for form, past in forms("deny")]
    ['deny', 'denies', 'denying', 'denied']
    """
    told: Sequence[str] = rules("acts")["irregular"].get(verb, ())
    stem = verb[:-1] if verb.endswith("e") else verb
    roots = (stem, stem + stem[-1]) if _SHORT.search(verb) else (stem,)
    yield verb, False
    yield _third(verb), False
    for root in roots:
        yield root + "ing", False
        if not told:
            yield (root[:-1] + "ied" if _Y.search(root) else root + "ed"), True
    for form in told:
        yield form, not form.endswith(("ing", "s"))


def _third(verb: str) -> str:
    if _Y.search(verb):
        return verb[:-1] + "ies"
    return verb + ("es" if _SIBILANT.search(verb) else "s")


def listed(phrases: Iterable[str]) -> Iterator[str]:
    """The phrases of a rule; "%wrongs%" stands for a list of `[lists]`."""
    for phrase in phrases:
        yield from rules("acts")["lists"][phrase.strip("%")] if phrase.startswith("%") else (phrase,)


def by_first(phrases: Iterable[str]) -> Phrases:
    """The phrases of a rule as they are looked up."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in listed(phrases):
        first, *rest = phrase.split()
        found.setdefault(first, []).append(tuple(rest))
    return {first: tuple(rests) for first, rests in found.items()}


def begins(words: Sequence[str], phrases: Phrases) -> bool:
    """Whether words begin with one of the phrases."""
    rests = phrases.get(words[0], ()) if words else ()
    return any(tuple(words[1 : 1 + len(rest)]) == rest for rest in rests)


def base(word: str) -> str:
    """The base form of a verb that the rules of clauses know, else the word itself."""
    return _known()[0].get(word, word)


def is_past(word: str) -> bool:
    """Whether a word is a past form, other than the base form, of a verb that the rules of clauses know."""
    return word in _known()[1]


@cache
def _known() -> tuple[dict[str, str], frozenset[str]]:
    bases: dict[str, str] = {}
    past: set[str] = set()
    for phrase in (p for rule in rules("acts")["clause"] for p in listed(rule.get("verbs", ()))):
        verb = phrase.split()[0]
        for form, was in forms(verb):
            bases.setdefault(form, verb)
            if was and form != verb:
                past.add(form)
    return bases, frozenset(past)


@cache
def performing() -> frozenset[str]:
    """Verbs that tell an act without an auxiliary: "Belmarch rejects …"."""
    return frozenset(
        phrase.split()[0]
        for rule in rules("acts")["clause"]
        if "" in rule["modal"] and "have" not in rule["modal"]
        for phrase in rule.get("verbs", ())
        if not phrase.startswith("be ")
    )


@cache
def word_list(name: str) -> frozenset[str]:
    """A list of `[lists]` of the rules of acts."""
    return frozenset(rules("acts")["lists"][name])


@cache
def closed(section: str, name: str) -> frozenset[str]:
    """A list of closed-class words of `rules/modality.toml`."""
    return frozenset(rules("modality")[section][name].split())


def alternatives(words: Iterable[str]) -> str:
    """An expression for a group of words, those of named lists among them, the longest first.

    >>> alternatives(["to go", "on"])
    '(?:to\\\\ go|on)'
    """
    return f"(?:{'|'.join(re.escape(w) for w in sorted(listed(words), key=len, reverse=True))})"
