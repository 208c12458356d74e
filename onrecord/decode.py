"""Scores of tags to spans of words: the best legal sequence, and how sure the model is of each span."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from onrecord.labels import FORBIDDEN

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


def viterbi(scores: Floats, table: Floats) -> list[int]:
    """The best sequence of tags. ``scores`` float32 (words, tags), ``table`` float32 (tags, tags)."""
    if not len(scores):
        return []
    best = scores[0].copy()
    back = np.empty(scores.shape, np.int64)
    for i in range(1, len(scores)):
        reach = best[:, None] + table
        back[i] = reach.argmax(0)
        best = reach.max(0) + scores[i]
    tags = [int(best.argmax())]
    for i in range(len(scores) - 1, 0, -1):
        tags.append(int(back[i, tags[-1]]))
    return tags[::-1]


def _lse(x: Floats, axis: int) -> Floats:
    top = x.max(axis, keepdims=True)
    out: Floats = np.log(np.exp(x - top).sum(axis)) + top.squeeze(axis)
    return out


def marginals(scores: Floats, table: Floats) -> Floats:
    """The probability of each tag at each word, float32 (words, tags), by forward and backward sums."""
    if not len(scores):
        return scores
    forward, backward = scores.copy(), np.zeros_like(scores)
    for i in range(1, len(scores)):
        forward[i] += _lse(forward[i - 1][:, None] + table, 0)
    for i in range(len(scores) - 2, -1, -1):
        backward[i] = _lse(table + (scores[i + 1] + backward[i + 1])[None], 1)
    both = forward + backward
    out: Floats = np.exp(both - _lse(both, 1)[:, None])
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
