"""Words and punctuation, and which word is the finite verb of a clause, without a parser.

The lists of words are data, in `rules/conditions.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from onrecord.records import Span
from onrecord.resources import rules

# A clause is looked for in so many words; what has not ended by then ends where its sentence does.
REACH = 160

_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}|\d+(?:[.,]\d+)+|[^\W_]+(?:[’'‘`.&/-][^\W_]+)*|--+|\.{2,}|[^\w\s]", re.UNICODE
)
_CURLY = str.maketrans("'‘`", "’’’")
_ENDING = re.compile(r"(?:[’'](?:ll|d|re|ve|s|m))$")


@dataclass(frozen=True, slots=True)
class Token:
    """A word in lower case with straight apostrophes made curly, or a punctuation mark, and its place."""

    key: str
    span: Span
    capital: bool = False

    @property
    def is_word(self) -> bool:
        return self.key[0].isalnum()


def tokens(text: str, start: int, end: int) -> list[Token]:
    """The words and marks of a stretch of text, at most `REACH` of them."""
    found = []
    for m in _TOKEN.finditer(text, start, end):
        found.append(Token(m[0].lower().translate(_CURLY), Span(*m.span()), m[0][0].isupper()))
        if len(found) == REACH:
            break
    return found


@cache
def lexicon(name: str) -> frozenset[str]:
    """A list of words of rules/conditions.toml."""
    return frozenset(rules("conditions")["words"][name].split())


@cache
def verbs() -> frozenset[str]:
    """The forms of the common verbs that can be finite: "sign", "signs", "signed"."""
    made = set(lexicon("irregular"))
    for verb in lexicon("verbs"):
        made |= {verb, _third(verb), _past(verb)}
    return frozenset(made)


def _third(verb: str) -> str:
    if verb.endswith(("s", "sh", "ch", "x", "z", "o")):
        return verb + "es"
    return verb[:-1] + "ies" if re.search(r"[^aeiou]y$", verb) else verb + "s"


def _past(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    if re.search(r"[^aeiou]y$", verb):
        return verb[:-1] + "ied"
    doubled = re.search(r"(?:^|[^aeiou])[aeiou][bdgmnprtl]$", verb) and verb not in lexicon("undoubled")
    return verb + verb[-1] * bool(doubled) + "ed"


def is_modal(key: str) -> bool:
    """Whether a word is a modal verb, or ends in one: "will", "we’ll".

    >>> is_modal("we’ll"), is_modal("we’re")
    (True, False)
    """
    return key in lexicon("modals") or key.endswith(("’ll", "’d"))


def is_auxiliary(key: str) -> bool:
    """Whether a word is a finite auxiliary, or ends in one: "is", "they’re"."""
    return key in lexicon("auxiliaries") or key.endswith(("’re", "’ve", "’m", "n’t"))


@cache
def _pasts() -> frozenset[str]:
    regular = {_past(verb) for verb in lexicon("verbs")}
    auxiliaries = {"was", "were", "had", "did", "wasn’t", "weren’t", "hadn’t", "didn’t"}
    every = frozenset(regular | auxiliaries) | lexicon("irregular")
    return every - lexicon("verbs") - lexicon("present")


def is_past(key: str) -> bool:
    """Whether a finite verb is in the simple past; not where it may be the present ("cut", "put")."""
    return key in _pasts()


def is_participle(key: str) -> bool:
    """Whether a word can stand for a clause of its own behind "if": "elected", "paid", "so"."""
    return key in lexicon("participles") or (key.endswith("ed") and key not in lexicon("no_participles"))


def verb_at(found: Sequence[Token], i: int, first: int) -> bool:
    """Whether the word at ``i`` is the finite verb of a clause whose subject begins at ``first``."""
    key = found[i].key
    # "until May", "if Will Orbe …"
    if is_modal(key) or is_auxiliary(key):
        return not (found[i].capital and key in ("may", "will"))
    if key.endswith("’s") and not _owns(found, i):
        return True
    if i == first or found[i].capital or not (key in verbs() or _must_be_verb(found, i)):
        return False
    # "the whole fund would": before an auxiliary it is a noun; not in "if all agree | will the".
    if i + 1 < len(found) and (is_modal(found[i + 1].key) or is_auxiliary(found[i + 1].key)):
        inverted = i + 2 < len(found) and found[i + 2].key in lexicon("subjects") | lexicon("determiners")
        return inverted and is_modal(found[i + 1].key)
    before = next((t for t in reversed(found[first:i]) if t.key not in lexicon("adverbs")), None)
    if before is not None and before.key == ",":
        # Behind an aside: "Rome, which paid for it, ran it"; not in a list.
        closes = sum(t.key == "," for t in found[first:i]) > 1
        return closes and key not in lexicon("verbs")
    if before is None or not before.is_word or before.key == "to":
        return False
    if before.key in lexicon("subjects") | lexicon("half_subjects") or _ENDING.search(before.key):
        return not before.key.endswith("’s")
    return before.key not in lexicon("determiners") | lexicon("prepositions")


def _must_be_verb(found: Sequence[Token], i: int) -> bool:
    """Whether a word that is in no list stands where only a verb can: "they balk", "it openly balks"."""
    before = found[i - 1].key
    nominative = before in lexicon("subjects") or (before.endswith("ly") and len(before) > 4)
    other = lexicon("adverbs") | lexicon("prepositions") | lexicon("subordinate") | lexicon("determiners")
    return nominative and found[i].is_word and found[i].key not in other and not found[i].key.endswith("ly")


def subject(key: str) -> str:
    """The pronoun in a contraction: "he’s" is "he"."""
    return key.split("’")[0]


def _owns(found: Sequence[Token], i: int) -> bool:
    """Whether "’s" marks an owner: "Moscow’s consent", as not "it’s", "there’s", "that’s"."""
    stem = found[i].key[:-2]
    others = lexicon("subjects") | lexicon("half_subjects")
    return stem not in others and stem not in ("what", "who", "here", "let", "where")


def first_verb(found: Sequence[Token], first: int, stop: int | None = None) -> int | None:
    """The finite verb of the clause that begins at ``first``, past relative clauses; None where none is."""
    stop = len(found) if stop is None else stop
    i = first
    while i < stop:
        key = found[i].key
        if key == "," and i + 1 < stop and found[i + 1].key in lexicon("relatives"):
            i = next((n for n in range(i + 1, stop) if found[n].key == ","), stop)
        elif i > first and key in lexicon("relatives") | {"that"} and found[i - 1].key != ",":
            relative = first_verb(found, i, stop)
            i = i if relative is None else relative
        elif verb_at(found, i, first):
            return i
        i += 1
    return None
