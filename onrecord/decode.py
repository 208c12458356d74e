"""Scores of tags to spans of words: the best legal sequence, and how sure the model is of each span."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from onrecord.labels import FORBIDDEN

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


def viterbi(scores: Floats, table: Floats) -> list[int]:
    """The best sequence of tags. ``scores`` float32 (words, tags), ``table`` float32 (tags, tags)."""
    if not len(scores):
        return []
    into = np.ascontiguousarray(table.T)
    best = scores.copy()
    for before, after in pairwise(best):
        after += np.maximum.reduce(into + before, 1)
    tags = [int(best[-1].argmax())]
    # Where each tag came from is asked only along the best sequence.
    for before in best[-2::-1]:
        tags.append(int((before + into[tags[-1]]).argmax()))
    return tags[::-1]


def marginals(scores: Floats, table: Floats) -> Floats:
    """The probability of each tag at each word, float32 (words, tags), by forward and backward sums.

    Scaled at each word (Rabiner 1989, V.A) in place of sums of logarithms, which take three times as long.
    """
    if not len(scores):
        return scores
    step = np.exp(table.astype(np.float64))
    forward = np.exp(scores.astype(np.float64) - scores.max(1, keepdims=True))
    backward = forward.copy()
    for before, after in pairwise(forward):
        after *= before @ step
        after /= after.sum()
    for after, before in pairwise(backward[::-1]):
        before *= step @ after
        before /= before.sum()
    ahead = np.ones_like(backward)
    ahead[:-1] = backward[1:] @ step.T
    both = forward * ahead
    out: Floats = (both / both.sum(1, keepdims=True)).astype(np.float32)
    return out


def within(scores: Floats, paragraph: Ints) -> Floats:
    """Forbid spans that run over the end of a paragraph.

    In PolNeAR train one content span does; a quotation that goes on is another span of its statement.
    """
    out = scores.copy()
    new = np.flatnonzero(np.diff(paragraph, prepend=-1))
    last = np.append(new[1:], len(out)) - 1 if len(new) else new
    for role in range(3):
        out[new[:, None], [2 + 4 * role, 3 + 4 * role]] = FORBIDDEN
        out[last[:, None], [1 + 4 * role, 2 + 4 * role]] = FORBIDDEN
    return out
