"""The columns by which rows are found: keys of names, last names, and sounds."""

from __future__ import annotations

import re
from collections.abc import Iterable

from onrecord.resolve.names import key, sound

# Before these a last name may begin, and it may be left out: "von der Leyen", "al-Assad", "bin Salman".
PARTICLES = frozenset(
    [
        "von",
        "van",
        "der",
        "den",
        "de",
        "da",
        "di",
        "del",
        "della",
        "dos",
        "das",
        "du",
        "la",
        "le",
        "al",
        "el",
        "an",
        "bin",
        "ben",
        "ibn",
        "bint",
        "abu",
        "abd",
        "ould",
        "mac",
        "mc",
        "st",
        "ter",
        "ten",
        "zu",
        "zur",
        "af",
        "av",
        "bou",
        "ait",
    ]
)
# Where the family name comes first.
FAMILY_FIRST = frozenset({"CHN", "TWN", "HKG", "MAC", "KOR", "PRK"})
_SUFFIX = re.compile(r",? (?:Jr|Sr|II|III|IV)\.?$")
_ACRONYM = re.compile(r"(?=.*[A-Z].*[A-Z])[A-Z0-9&/-]{2,5}")
# Words in capitals that are read as words in lower case too, so that only capitals mean the name.
_WORDS = frozenset(
    [
        "who",
        "us",
        "it",
        "is",
        "ice",
        "shape",
        "pen",
        "pact",
        "cart",
        "start",
        "safe",
        "aid",
        "care",
        "unite",
        "act",
        "hope",
        "mend",
        "isle",
    ]
)


def name_keys(names: Iterable[str]) -> list[str]:
    """Keys of names. One that counts only as it is spelt is kept so after a "=": short acronyms, and the
    names
    that a table marks with "=".
    """
    found = []
    for name in names:
        if name.startswith("="):
            found.append(name)
        elif _ACRONYM.fullmatch(name) and (len(name) < 4 or name.lower() in _WORDS):
            found.append(f"={name}")
        else:
            found.append(key(name))
    return list(dict.fromkeys(k for k in found if k))


def outlet_keys(names: Iterable[str]) -> list[str]:
    """Keys of names of outlets and media. What is common as a word, too, is marked in the tables: with "=" it
    counts only as it is spelt, with "=!" only beside a word that says what it is ("Time magazine"); the
    latter
    is kept after a "?".
    """
    names = list(names)
    common = {key(name.lstrip("=!")) for name in names if name.startswith("=")}
    found = [f"?{word}" for word in common]
    for name in names:
        if name.startswith("=!") or (not name.startswith("=") and key(name) in common):
            continue
        found += name_keys([name])
    return sorted(set(found))


def surname_keys(names: Iterable[str], country: str, surname: str) -> list[str]:
    """Keys of last names: of the one that is given, else of the last word of each full name."""
    if surname:
        given = [part for name in surname.split("|") for part in _with_and_without(key(name).split())]
        return list(dict.fromkeys(given))
    found: list[str] = []
    for name in names:
        words = key(_SUFFIX.sub("", name.removeprefix("="))).split()
        if len(words) < 2 or name.startswith("="):
            continue
        if country in FAMILY_FIRST:
            found.append(words[0])
            continue
        start = len(words) - 1
        while start > 1 and words[start - 1] in PARTICLES:
            start -= 1
        found += _with_and_without(words[start:])
    return list(dict.fromkeys(found))


def sound_keys(names: Iterable[str]) -> list[str]:
    """Sounds of names of two words and more, and of the others their own."""
    return list(dict.fromkeys(s for name in names if (s := sound(name.removeprefix("=")))))


def _with_and_without(words: list[str]) -> list[str]:
    """ "von der leyen" and "leyen"."""
    start = 0
    while start < len(words) - 1 and words[start] in PARTICLES:
        start += 1
    return [" ".join(words), *([" ".join(words[start:])] if start else [])]
