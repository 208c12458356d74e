"""Names as they are compared: one key for all spellings that differ in case, accents and marks, and a looser
one for spellings that differ in how another script was put into Latin letters.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
)
_WORD = re.compile(r"[^\W_]+")
_POSSESSIVE = re.compile(r"(?<=\w)(?:['’]s|(?<=s)['’])$")
_APOSTROPHE = re.compile(r"(?<=\w)['’ʼ`´](?=\w)")
# Spellings of one sound, longest first: what Slavic, Arabic, Persian and Turkish names come in.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("shch|stsch|schtsch", "sh"), ("tsch|tch|ch(?=[aeiouy])", "c"), ("sch|sh", "s"), ("zh", "z"),
        ("kh", "h"), ("gh", "g"), ("ph", "f"), ("dj|dzh", "j"), ("ts|tz", "s"), ("ck|q|k|c(?![ei])", "k"),
        ("w", "v"), ("x", "ks"),
        ("ou|oo", "u"), ("ee|ii|yi|iy|yy|ij|ey|ei|ai|ay|ie|ye", "i"), ("y|j", "i"), ("ah$", "a"), ("z", "s"),
        (r"(.)\1+", r"\1"),
    )
)  # fmt: skip


@lru_cache(maxsize=65536)
def key(words: str) -> str:
    """The words of a name in lower case, without accents, marks, "the" and a possessive.

    >>> key("the Café d’Orsay’s"), key("Recep Tayyip Erdoğan")
    ('cafe dorsay', 'recep tayyip erdogan')
    """
    plain = unicodedata.normalize("NFKD", _POSSESSIVE.sub("", words.strip()).casefold().translate(_LETTERS))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(_WORD.findall(_APOSTROPHE.sub("", letters))).removeprefix("the ")


@lru_cache(maxsize=16384)
def sound(words: str) -> str:
    """The key with letters of one sound made one: equal for the transliterations of one name.

    >>> sound("Zelenskiy") == sound("Zelenskyy") == sound("Selenskyj")
    True
    """
    return " ".join(_sound(word) for word in key(words).split())


def slug(words: str) -> str:
    """An id made of a name: its words in lower case, joined by hyphens.

    >>> slug("The River Post")
    'river-post'
    """
    return key(words).replace(" ", "-")


def is_item(id: str) -> bool:
    """Whether an id is Wikidata's: of a person or body, where a country has its ISO code.

    >>> is_item("Q458"), is_item("QAT")
    (True, False)
    """
    return id[:1] == "Q" and id[1:].isdigit()


def _sound(word: str) -> str:
    for pattern, replacement in _SOUNDS:
        word = pattern.sub(replacement, word)
    return word
