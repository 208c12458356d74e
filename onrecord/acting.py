"""Verbs of refusing, offering, agreeing and asking: acts that put words on record as saying does.

The annotators of the model's corpora marked them at one time and left them out at another, so that the model
is in doubt of them. It is told here which verbs they are, and goes on to find what was refused by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import numpy.typing as npt

from onrecord.decode import viterbi, within
from onrecord.labels import LABELS
from onrecord.resources import rules
from onrecord.tag import Scores, Tagger

Bools = npt.NDArray[np.bool_]

# Added to the log odds of a cue at such a verb.
LEAN = 3.0
# A verb's auxiliary stands no further before it than so many words ("has so far not agreed").
REACH = 4

_CUES = [i for i, label in enumerate(LABELS) if label.endswith("-cue")]
_CONTENTS = [i for i, label in enumerate(LABELS) if label.endswith("-content")]
_MAIN = frozenset({"root", "conj", "parataxis"})
_HAVE = frozenset({"have", "has", "had", "'ve", "’ve", "'s", "’s", "'d", "’d"})
_BE = frozenset({"am", "is", "are", "was", "were", "been", "being", "be", "'re", "’re"})
_Y = re.compile(r"[^aeiou]y$")
_SIBILANT = re.compile(r"(?:s|x|z|ch|sh|o)$")
_DOUBLED = re.compile(r"(?:[^aeiou]|qu)[aeiou][bdgklmnprt]$")


def leaning(tagger: Tagger, text: str, scores: Scores) -> Scores:
    """Return the scores with `LEAN` added for cues, where a verb of `rules/acting.toml` tells what somebody
    did."""
    spans = zip(scores.starts.tolist(), scores.ends.tolist(), strict=True)
    words = [text[a:b].lower() for a, b in spans]
    acting = np.flatnonzero(
        np.array(tells(words, [tagger.pos[n] for n in scores.pos.tolist()]), bool) & ~_told(tagger, scores)
    )
    if not len(acting):
        return scores
    tags = scores.tags.copy()
    tags[np.ix_(acting, np.array(_CUES))] += np.float32(LEAN)
    return replace(scores, tags=tags)


def _told(tagger: Tagger, scores: Scores) -> Bools:
    """bool (words,): which words are of subordinate clauses in what the model holds for content as it is.

    "It was ending its strike after employers agreed to talk" is all of what a union said.
    """
    tags = np.array(viterbi(within(scores.tags, scores.paragraph), tagger.transitions), np.int64)
    main = np.array([relation in _MAIN for relation in tagger.relations], bool)
    found: Bools = np.isin(tags, _CONTENTS) & ~main[scores.relation]
    return found


def tells(words: Sequence[str], pos: Sequence[str]) -> list[bool]:
    """Which words of a text, in lower case and with their parts of speech, are such verbs, finite and active.

    >>> tells(["norva", "refused", "to", "sign"], ["NNP", "VBD", "TO", "VB"])
    [False, True, False, False]
    """
    found = [False] * len(words)
    for i, word in enumerate(words):
        if word in verbs() and _is_done(pos[i], words[max(0, i - REACH) : i]):
            fits = (rest for rest in verbs()[word] if tuple(words[i + 1 : i + 1 + len(rest)]) == rest)
            longest = max(map(len, fits), default=-1)
            found[i : i + longest + 1] = [True] * (longest + 1)
    return found


def _is_done(pos: str, before: Sequence[str]) -> bool:
    """Whether a verb of this part of speech, after these words, says what somebody did or does."""
    if pos == "VBN":
        return not _HAVE.isdisjoint(before) and _BE.isdisjoint(before[-2:])
    if pos == "VBG":
        # "Was promising", "…, promising"; "a campaign of promising" tells nothing that was done.
        return not _BE.isdisjoint(before[-3:]) or before[-1:] == [","]
    return pos in ("VBZ", "VBP") or (pos == "VBD" and _BE.isdisjoint(before[-1:]))


@cache
def verbs() -> dict[str, frozenset[tuple[str, ...]]]:
    """The forms of the verbs, each with the words that make a phrase of it; () where it needs none."""
    table = rules("acting")
    found: dict[str, set[tuple[str, ...]]] = {}
    for phrase in [*table["verbs"].split(), *table["phrases"]]:
        verb, *rest = phrase.split()
        for form in (*_forms(verb), *table["irregular"].get(verb, ())):
            found.setdefault(form, set()).add(tuple(rest))
    return {form: frozenset(after) for form, after in found.items()}


def _forms(verb: str) -> Iterator[str]:
    """The forms of a regular verb; of an irregular one, those that it has besides."""
    stem = verb[:-1] if verb.endswith("e") else verb
    yield verb
    yield verb[:-1] + "ies" if _Y.search(verb) else verb + ("es" if _SIBILANT.search(verb) else "s")
    for root in (stem, stem + stem[-1]) if _DOUBLED.search(verb) else (stem,):
        yield root + "ing"
        yield root[:-1] + "ied" if _Y.search(root) else root + "ed"
