"""The words of a sentence as signs: what each can be in a sketch, by lists of `rules/participants.toml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from onrecord.records import Span
from onrecord.resolve.who import Named
from onrecord.resources import rules

WORD = re.compile(r"(?:[^\W\d_]\.){2,}(?:-[^\W_]+)?|[^\W_]+(?:[-‐‑’'&/.][^\W_]+)*|(?<=s)[’'](?=\s)|[,;:()–—]")
_NEGATED = re.compile(r"n[’']t$|^cannot$")
# The lists of words by the kind of their words; the first that has a word decides.
_KINDS = (
    ("determiners", "d"), ("possessives", "h"), ("pronouns", "y"), ("of", "o"), ("for", "f"), ("and", "&"),
    ("acting", "P"), ("meant", "B"), ("prepositions", "x"), ("small", "s"), ("be", "x"), ("not", "x"),
    ("breaking", "/"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a sentence, or a phrase that has become one.

    ``kind`` is one character: N a body or country, M a person, J an adjective of a country, C a compound with
    a name, O an owner, P a noun for those who act for a side, B a noun that may mean somebody named before, d
    an article or number, h a possessive pronoun, y a pronoun, o "of", f "for", & "and", n a number, / a word
    with which a clause begins, t a time, s a small word, x a word of grammar, w any other word, T and V the
    event, A actors, X somebody without a name; a mark of punctuation is itself.
    """

    kind: str
    word: str
    span: Span
    named: tuple[Named, ...] = ()

    @property
    def sign(self) -> str:
        """What stands for it in a sketch."""
        if self.kind in "TVAXJ":
            return self.kind
        if self.kind in "NMO":
            return "A's" if self.kind == "O" else "A"
        if self.kind == "/":
            return f"/{self.word}"
        if _NEGATED.search(self.word):
            return "not"
        if self.kind == "w":
            # A noun that looks like a verb ("brokers") tells nobody's part.
            return "E" if self.word in listed("events") else self.word
        return _signs().get(self.word, self.word)


@cache
def listed(name: str) -> frozenset[str]:
    """A list of words of the rules."""
    return frozenset(rules("participants")["words"][name].split())


@cache
def verbs() -> dict[str, str]:
    """The one word of the rules for each form of a verb."""
    return {form: verb for verb, forms in rules("participants")["verbs"].items() for form in forms.split()}


@cache
def together() -> dict[tuple[str, ...], str]:
    """Signs that together are one word."""
    rows = rules("participants")["phrases"].items()
    return {tuple(left.split()): one for one, several in rows for left in several}


@cache
def _signs() -> dict[str, str]:
    plain = dict.fromkeys(listed("events"), "E")
    return verbs() | plain | dict.fromkeys(listed("be"), "be") | dict.fromkeys(listed("not"), "not")


@cache
def kind_of(word: str) -> str:
    """The kind of a word in lower case that is no name."""
    if word[0].isdigit():
        return "n"
    if not word[0].isalnum() and word[0] not in "’'":
        return word[0]
    if _NEGATED.search(word) or word in verbs() or word in listed("leading") | listed("refusing"):
        return "x"
    return next((kind for name, kind in _KINDS if word in listed(name)), "w")
