"""The words of a text as they are compared across reports: stems, with other words for the same made one.

A rewrite or another translation shares few words with its model: "boats will stay in port for two weeks" and
"vessels remain in harbour for a fortnight" are here the same four terms.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from math import log

from onrecord.resolve.knowledge import knowledge
from onrecord.resources import rules

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:[’'-][^\W_]+)*|%|\w")
_CLAUSE = re.compile(r"[.;:!?…,]|\bbut\b")
# "No longer" says that it was so, "not only" that it is.
_ASIDE = re.compile(r"\s+(?:longer|only|just|least)\b", re.I)
_BEGINS = re.compile(r"(?:^|[.!?:…]\s*|\s[-–—]\s|\n)[\s“”„\"«»‘’']*$")
_POSSESSIVE = re.compile(r"[’']s?$")
_GROUPED = re.compile(r"(?<=\d),(?=\d{3}\b)")
_ENDINGS = (
    ("ational", "ate"), ("isation", "ise"), ("ization", "ise"), ("iveness", "ive"), ("ations", "ate"),
    ("ation", "ate"),
    ("ments", ""), ("ment", ""), ("ities", "ity"), ("ingly", ""), ("edly", ""), ("ings", ""), ("ing", ""),
    ("ies", "y"), ("ied", "y"),
    ("ize", "ise"), ("ized", "ise"), ("ed", ""), ("ly", ""), ("ers", "er"), ("es", ""), ("s", ""), ("e", ""),
)  # fmt: skip
_DOUBLED = re.compile(r"([bdgklmnprt])\1$")
# Of common words two reports share many by chance.
COMMON = 0.45
_TIMES = ("100", "1000")
# A collection smaller than this says little of how rare a word is; the weight of rarity grows with it.
FEW = 40
# The month: "may" says nothing.
MAY = "mai"


@dataclass(frozen=True, slots=True)
class Term:
    """A word that counts: its key, and where it stands in the text that it was cut from."""

    key: str
    start: int
    end: int


def terms(text: str, *, stop: bool = True) -> list[Term]:
    """The terms of a text in its order; ``stop`` leaves out the words that say nothing.

    >>> [t.key for t in terms("Our boats will stay in port for two weeks")]
    ['boat', 'continu', 'harbour', 'fortnight']
    """
    return [term for term in _joined(_words(text)) if not stop or term.key not in _stop()]


def keys(text: str) -> list[str]:
    """The keys of the terms of a text, in its order."""
    return [term.key for term in terms(text)]


def is_numeral(key: str) -> bool:
    """Whether a key is a number in figures."""
    return key[:1].isdigit()


def negated(text: str) -> frozenset[str]:
    """The keys of what a text says no to: the terms behind a negation, as far as its clause and no farther
    than four.

    >>> sorted(negated("We did not come to count nails, we came to sell bridges"))
    ['arriv', 'count', 'nail']
    """
    found: set[str] = set()
    for m in _WORD.finditer(text):
        if m[0].lower().replace("’", "'") in _negative() and not _ASIDE.match(text, m.end()):
            found.update(keys(_CLAUSE.split(text[m.end() : m.end() + 80], maxsplit=1)[0])[:4])
    return frozenset(found)


def named(text: str, found: Iterable[Term]) -> frozenset[str]:
    """The keys of those terms of a text that name somebody or something: with a capital, and not because a
    sentence begins there. The months are none.

    >>> text = "Boats from Orval sail to Sweden in May"
    >>> sorted(named(text, terms(text)))
    ['SWE', 'orval']
    """
    return frozenset(
        t.key
        for t in found
        if text[t.start].isupper()
        and (t.key.isupper() or not _BEGINS.search(text, 0, t.start))
        and t.key not in _calendar()
    )


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """A word in lower case without its endings; not always a word.

    >>> stem("negotiations") == stem("negotiate"), stem("stopped")
    (True, 'stop')
    """
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= (2 if ending in ("s", "es") else 3):
            cut = word[: len(word) - len(ending)] + instead
            return cut.removesuffix("e") if instead else _DOUBLED.sub(r"\1", cut.removesuffix("e"))
    return word


@dataclass(frozen=True, slots=True)
class Weights:
    """How much a term tells, from 0 to 1: rare ones much, common ones little."""

    seen: Mapping[str, int]
    of: int

    @classmethod
    def over(cls, texts: Iterable[Iterable[str]]) -> Weights:
        """Weights from the keys of some texts."""
        seen, of = Counter[str](), 0
        for one in texts:
            seen.update(set(one))
            of += 1
        return cls(seen, of)

    def __call__(self, key: str) -> float:
        rare = log((self.of + FEW) / (self.seen.get(key, 0) + 1)) / log(self.of + FEW)
        return max(0.1, rare) * (COMMON if key in _common() else 1.0)

    def sum(self, keys: Iterable[str]) -> float:
        """The weight of some terms together."""
        return sum(map(self, keys))


def _words(text: str) -> Iterator[Term]:
    """The words of a text in lower case, numbers in figures, countries by their code."""
    for m in _WORD.finditer(text):
        yield Term(_folded(m[0]), m.start(), m.end())


@lru_cache(maxsize=200_000)
def _folded(word: str) -> str:
    if word[0].isdigit():
        return _GROUPED.sub("", word)
    plain = _POSSESSIVE.sub("", word) or word
    if plain == "May":
        return MAY
    country = _country(plain)
    if country is not None:
        return country
    letters = unicodedata.normalize("NFKD", plain.casefold().replace("’", "'"))
    folded = "".join(c for c in letters if not unicodedata.combining(c))
    numbers: Mapping[str, str] = rules("joining")["numbers"]
    tens, _, ones = folded.partition("-")
    if tens in numbers and ones in numbers:
        return str(int(numbers[tens]) + int(numbers[ones]))
    return numbers.get(folded, folded)


def _country(word: str) -> str | None:
    """The code of the country that a word with a capital names, as a name, adjective, people or seat."""
    if word.islower() or len(word) < 3:
        return None
    found = {t.id for t in knowledge().territories(word) if not t.id.startswith("Q")}
    return found.pop() if len(found) == 1 else None


def _joined(words: Iterable[Term]) -> Iterator[Term]:
    """Terms out of words: phrases are one, and every word is the one that stands for its group."""
    held = list(_multiplied(words))
    at = 0
    while at < len(held):
        size, key = _phrase(held, at)
        yield Term(key, held[at].start, held[at + size - 1].end)
        at += size


def _multiplied(words: Iterable[Term]) -> Iterator[Term]:
    """Words with "two hundred" and "400 thousand" as the one number that they are."""
    before: Term | None = None
    for word in words:
        if before is not None and word.key in _TIMES and before.key.isdigit() and len(before.key) < 4:
            before = Term(str(int(before.key) * int(word.key)), before.start, word.end)
            continue
        if before is not None:
            yield before
        before = word
    if before is not None:
        yield before


def _phrase(words: list[Term], at: int) -> tuple[int, str]:
    """How many words from here on are one term, and its key."""
    for rest, key in _phrases().get(words[at].key, ()):
        if all(at + n < len(words) and words[at + n].key == word for n, word in enumerate(rest, 1)):
            return len(rest) + 1, key
    return 1, _grouped(words[at].key)


@lru_cache(maxsize=200_000)
def _grouped(word: str) -> str:
    if word in _stop() or word.isupper():
        return word
    groups = _groups()
    return groups.get(word) or groups.get(stem(word)) or stem(word)


@cache
def _groups() -> Mapping[str, str]:
    """Each word of a group, and its stem, to the stem of the first; a word of two groups is of the first."""
    found: dict[str, str] = {}
    for line in rules("joining")["groups"]["same"]:
        words = line.split()
        head = found.get(words[0]) or stem(words[0])
        for word in words:
            found.setdefault(word.removeprefix("="), head)
            if not word.startswith("="):
                found.setdefault(stem(word), head)
    return found


@cache
def _phrases() -> Mapping[str, list[tuple[tuple[str, ...], str]]]:
    """Phrases by their first word: the words after it, and the key that they are; the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for words, said in rules("joining")["phrases"].items():
        first, *rest = (_folded(word) for word in words.split())
        found.setdefault(first, []).append((tuple(rest), _grouped(said.split()[0])))
    return {first: sorted(rests, key=lambda r: -len(r[0])) for first, rests in found.items()}


@cache
def _stop() -> frozenset[str]:
    return frozenset(rules("joining")["words"]["stop"].split()) | _negative()


@cache
def _negative() -> frozenset[str]:
    return frozenset(rules("joining")["words"]["negative"].split())


@cache
def _common() -> frozenset[str]:
    return frozenset(_grouped(word) for word in rules("joining")["words"]["common"].split())


@cache
def _calendar() -> frozenset[str]:
    words = rules("joining")["words"]
    return frozenset(_grouped(word) for word in f"{words['months']} {words['days']}".split())
