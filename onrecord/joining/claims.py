"""What a statement claims by its words: that something is so, will be, or is not; of whom; once or still.

By its words alone, so that "the attacks" is told from "the harbour was attacked" without another reading.
"""

from __future__ import annotations

import re
from functools import cache

from onrecord.joining.kept import KeptStatement
from onrecord.joining.stance import doubts, listed
from onrecord.resources import rules

_AFFIRMING = ("assert", "accuse", "promise", "accept", "propose")
# A past form, or what looks like one.
_PAST = r"\b[^\W\d]\w{2,}(?<!hundr)ed\b"


def affirms(s: KeptStatement) -> bool:
    """Whether a statement says that something is so, or will be; "there will be no tax" is refused by its own
    words."""
    if doubts(s) or not is_clause(s):
        return False
    return s.act in _AFFIRMING or (s.act == "reject" and says_no(s))


def is_clause(s: KeptStatement) -> bool:
    """Whether a content can be true or false: "that it was shut", and not "the closure"."""
    return bool(_pattern("clause", _PAST).search(s.content))


def says_not(s: KeptStatement) -> bool:
    """Whether a content says not of its verb: "would not sail"."""
    return bool(_pattern("not", r"\brefus\w+", r"n['’]t\b").search(s.content))


def says_no(s: KeptStatement) -> bool:
    """Whether a content says no: "would not sail", "there is no list", and not "no longer sails"."""
    return says_not(s) or bool(_pattern("no").search(s.content.lower().replace("no longer", "")))


def denies_by_cue(s: KeptStatement) -> bool:
    """Whether what is denied stands without its no: "denied that", and not "said that it had not"."""
    return bool(set(s.cue.lower().split()) & listed("denying"))


def of_oneself(s: KeptStatement) -> bool:
    """Whether a content leaves out of whom it is, or says so with a pronoun: "being a member", "any part in
    it"."""
    content = s.content.removeprefix("that ").lstrip()
    return bool(_pattern("oneself", r"\b\w+ing\b").match(content))


def of_the_speaker(s: KeptStatement) -> bool:
    """Whether a content is of whoever says it: "she would host the fair"."""
    return bool(_pattern("speaker").match(s.content.removeprefix("that ").lstrip('“" ')))


def is_meant(s: KeptStatement) -> bool:
    """Whether a content is of what is to come: "would open", "to open"."""
    return s.content.startswith("to ") or bool(_pattern("meant", r"['’]ll\b").search(s.content))


def happened(s: KeptStatement) -> bool:
    """Whether a content tells of what happened once: "it stopped 12 boats", not "12 have been stopped so
    far"."""
    return bool(_pattern("over", _PAST).search(s.content)) and not _pattern("still").search(s.content)


@cache
def _pattern(name: str, *more: str) -> re.Pattern[str]:
    """A list of words and phrases as a pattern, and others beside it."""
    words = "|".join(map(re.escape, rules("joining")["claims"][name]))
    return re.compile("|".join((rf"\b(?:{words})\b", *more)), re.I)
