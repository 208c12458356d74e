"""Which language a text is in, with a preference for "do not know" over a wrong answer."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

# Fewer letters than this tell nothing.
FEWEST = 20
# As much of a text as is looked at.
ENOUGH = 4000
# From this share of English words on, a text is English: so are nine in ten of 1,222 English reports. In
# 998 German ones the share was at most 0.10 (prize citations in English).
SURELY_ENGLISH = 0.2
# From this share on it is, unless the classifier is all but certain of another language.
LIKELY_ENGLISH = 0.12
CERTAIN = 0.95
# How sure the classifier must be else: of another language in Latin letters, and of one in other letters.
SURE = 0.8
SURE_BY_SCRIPT = 0.35

# Words of English that other languages do not have, and words that some of them have too.
_ENGLISH = frozenset(re.findall(r"\w+", """
    the and that with from said says were have which their this would she they after about than its
"""))  # fmt: skip
_SHARED = frozenset(re.findall(r"\w+", """
    of not been will has had his who but what when there are it is for by as he
"""))  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[a-zß-ɏḀ-ỿ]+")


def detect(text: str) -> str | None:
    """Return the ISO 639-1 code of the language, or None where there is too little text or too much doubt.

    >>> detect("The minister said that no deal was near."), detect("No deal")
    ('en', None)
    """
    words = _WORD.findall(_sample(text).lower())
    if sum(map(len, words)) < FEWEST:
        return None
    latin = [word for word in words if _LATIN.fullmatch(word)]
    return _of_latin(latin) if 2 * sum(map(len, latin)) > sum(map(len, words)) else _of_others(words)


def _of_latin(words: list[str]) -> str | None:
    share = _english_share(words)
    if share >= SURELY_ENGLISH:
        return "en"
    language, sure = _classified(words)
    if language == "en":
        return "en" if share >= LIKELY_ENGLISH or sure >= 0.5 else None
    if share >= LIKELY_ENGLISH:
        return "en" if sure < CERTAIN else language
    return language if sure >= SURE else None


def _of_others(words: list[str]) -> str | None:
    language, sure = _classified(words)
    return language if sure >= SURE_BY_SCRIPT and language != "en" else None


def _sample(text: str) -> str:
    """The beginning and the middle of a text, enough to tell by."""
    if len(text) <= ENOUGH:
        return text
    middle = len(text) // 2
    return f"{text[: ENOUGH // 2]} {text[middle : middle + ENOUGH // 2]}"


def _english_share(words: list[str]) -> float:
    """The share of English words; 0 unless there are two sorts, or three if others have them all."""
    found = [word for word in words if word in _ENGLISH or word in _SHARED]
    sorts = set(found)
    enough = len(sorts) >= (2 if sorts & _ENGLISH else 3)
    return len(found) / len(words) if enough else 0.0


def _classified(words: list[str]) -> tuple[str, float]:
    language, sure = _classifier().classify(" ".join(words))
    return str(language), float(sure)


@cache
def _classifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # half a second: only where words do not tell

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
