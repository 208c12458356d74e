"""Text to word pieces with their offsets and what the pieces alone do not show.

Shared by the run time and by training, so that both see the same numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from onrecord.quotes import lines, states

CASES, BREAKS, QUOTES, GAPS = 4, 3, 4, 2
FEATURES = CASES + BREAKS + QUOTES + GAPS
NO_FEATURES = (0, CASES, CASES + BREAKS, CASES + BREAKS + QUOTES)

Ints = npt.NDArray[np.int32]

# Half of a pair of code units is no character: the tokenizer refuses it.
_HALVES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Pieces:
    """The word pieces of a text, or of those parts of it that are read.

    ``ids`` int32 (n,); ``starts``, ``ends`` int32 (n,) characters into the text; ``word`` int32 (n,)
    the number of the word each piece belongs to, from 0 without gaps; ``part`` int32 (n,) the number of
    its part; ``features`` int32 (n, 4) rows of one embedding table: case, break before, quotation state,
    space before.
    """

    ids: Ints
    starts: Ints
    ends: Ints
    word: Ints
    part: Ints
    features: Ints

    def __len__(self) -> int:
        return len(self.ids)

    def words(self) -> tuple[Ints, Ints, Ints]:
        """First piece, start and end of each word: three int32 arrays (words,)."""
        first = np.flatnonzero(np.diff(self.word, prepend=-1)).astype(np.int32)
        # A text of nothing but invisible marks has no words.
        last = np.append(first[1:], len(self.ids))[: len(first)].astype(np.int32) - 1
        return first, self.starts[first], self.ends[last]


def encode(tokenizer: Tokenizer, text: str, parts: Sequence[tuple[int, int]] | None = None) -> Pieces:
    """Cut a text into word pieces.

    ``parts`` are the character ranges to read, in order, a paragraph each; without it every line is one. The
    tokenizer must add no special tokens and cut nothing off.
    """
    parts = lines(text) if parts is None else parts
    ids: list[int] = []
    offsets: list[tuple[int, int]] = []
    words: list[int] = []
    part: list[int] = []
    read = [_HALVES.sub("\ufffd", text[a:b]) for a, b in parts]
    encoded = tokenizer.encode_batch(read, add_special_tokens=False)
    for n, ((begin, _), one) in enumerate(zip(parts, encoded, strict=True)):
        # Each of these properties copies the whole list: take them once.
        count = words[-1] + 1 if words else 0
        ids += one.ids
        offsets += [(begin + a, begin + b) for a, b in one.offsets]
        words += [count + (w or 0) for w in one.word_ids]
        part += [n] * len(one)
    where = np.array(offsets, np.int32).reshape(-1, 2)
    word = np.unique(np.array(words, np.int32), return_inverse=True)[1].astype(np.int32)
    features = _features(text, states(text, parts), where, word, part)
    return Pieces(np.array(ids, np.int32), where[:, 0], where[:, 1], word, np.array(part, np.int32), features)


def _features(text: str, state: bytearray, where: Ints, word: Ints, part: Sequence[int]) -> Ints:
    rows = np.zeros((len(where), 4), np.int32)
    end = 0
    for i, (start, stop) in enumerate(where.tolist()):
        if i and word[i] == word[i - 1]:
            rows[i] = rows[i - 1]
        else:
            gap = text[end:start]
            new = i == 0 or part[i] != part[i - 1]
            rows[i] = (
                _case(_whole_word(text, start)),
                CASES + (0 if not new else 2 if gap.count("\n") > 1 else 1),
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
