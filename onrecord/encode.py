"""Text to word pieces with their offsets and what the pieces alone do not show.

Shared by the run time and by training, so that both see the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from onrecord.quotes import states

CASES, BREAKS, QUOTES, GAPS = 4, 3, 4, 2
FEATURES = CASES + BREAKS + QUOTES + GAPS
NO_FEATURES = (0, CASES, CASES + BREAKS, CASES + BREAKS + QUOTES)

Ints = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Pieces:
    """The word pieces of a text, or of those parts of it that are read.

    ``ids`` int32 (n,); ``starts``, ``ends`` int32 (n,) characters into the text; ``word`` int32 (n,)
    the number of the word each piece belongs to, from 0 without gaps; ``features`` int32 (n, 4) rows of
    one embedding table: case, break before, quotation state, space before.
    """

    ids: Ints
    starts: Ints
    ends: Ints
    word: Ints
    features: Ints

    def __len__(self) -> int:
        return len(self.ids)

    def words(self) -> tuple[Ints, Ints, Ints]:
        """First piece, start and end of each word: three int32 arrays (words,)."""
        first = np.flatnonzero(np.diff(self.word, prepend=-1)).astype(np.int32)
        last = np.append(first[1:], len(self.ids)).astype(np.int32) - 1
        return first, self.starts[first], self.ends[np.maximum(last, 0)]


def encode(tokenizer: Tokenizer, text: str, parts: Sequence[tuple[int, int]] | None = None) -> Pieces:
    """Cut a text into word pieces.

    ``parts`` are the character ranges to read, in order; without it all of the text is read. The
    tokenizer must add no special tokens and cut nothing off.
    """
    state = states(text)
    ids: list[int] = []
    offsets: list[tuple[int, int]] = []
    words: list[int] = []
    count = 0
    for begin, end in parts if parts is not None else [(0, len(text))]:
        encoded = tokenizer.encode(text[begin:end], add_special_tokens=False)
        # Each of these properties copies the whole list: take them once.
        ids += encoded.ids
        offsets += [(begin + a, begin + b) for a, b in encoded.offsets]
        words += [count + w for w in encoded.word_ids]
        count = words[-1] + 1 if words else 0
    where = np.array(offsets, np.int32).reshape(-1, 2)
    word = np.unique(np.array(words, np.int32), return_inverse=True)[1].astype(np.int32)
    return Pieces(np.array(ids, np.int32), where[:, 0], where[:, 1], word, _features(text, state, where, word))


def _features(text: str, state: bytearray, where: Ints, word: Ints) -> Ints:
    rows = np.zeros((len(where), 4), np.int32)
    end = 0
    for i, (start, stop) in enumerate(where.tolist()):
        if i and word[i] == word[i - 1]:
            rows[i] = rows[i - 1]
        else:
            gap = text[end:start]
            broken = 2 if gap.count("\n") > 1 else 1 if "\n" in gap or i == 0 else 0
            rows[i] = (
                _case(_whole_word(text, start)),
                CASES + broken,
                CASES + BREAKS + state[start],
                CASES + BREAKS + QUOTES + (1 if gap or i == 0 else 0),
            )
        end = stop
    return rows


def _whole_word(text: str, start: int) -> str:
    end = start
    while end < len(text) and text[end].isalnum():
        end += 1
    return text[start:end]


def _case(word: str) -> int:
    if not word or word.islower() or not word[0].isalpha():
        return 0
    if word.isupper():
        return 2 if len(word) > 1 else 1
    return 1 if word.istitle() else 3


def windows(length: int, size: int, overlap: int) -> list[tuple[int, int]]:
    """Ranges of equal length, ``size`` at most, that cover ``length`` and share at least ``overlap``.

    >>> windows(10, 6, 2)
    [(0, 6), (4, 10)]
    """
    count = max(1, -(-(length - overlap) // (size - overlap)))
    each = min(length, -(-(length + (count - 1) * overlap) // count))
    step = (length - each) / max(1, count - 1)
    return [(round(i * step), round(i * step) + each) for i in range(count)]
