"""Spans to statements: which cue a content hangs on, and whose words the cue announces.

The model gives each word eight vectors, one for each part that it can play as an end of a span. A link's
score is the dot product of the two spans' vectors, and a term for how far apart they are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

LINK_WIDTH = 64
# content asks for a cue, a cue answers, a cue asks for a source, a source answers: first word, last word
PROJECTIONS = 8
# Two paragraphs on, a link is wrong: of 25,000 in PolNeAR train, 4 contents and 7 sources are so far.
TOO_FAR = np.float32(-1e4)
EDGES = np.array([-100, -50, -25, -12, -6, -3, -1, 0, 1, 3, 6, 12, 25, 50, 100])
DISTANCES, CROSSINGS = len(EDGES) + 1, 3

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Weights:
    """What linking needs beside the vectors: ``distance`` float32 (2, 19), ``no_source`` float32 (64,)."""

    distance: Floats
    no_source: Floats


def distances(queries: Ints, keys: Ints, paragraph: Ints) -> tuple[Ints, Ints]:
    """Two int64 (queries, keys): the bucket of the words between, and of the paragraphs between.

    ``queries`` and ``keys`` are (n, 2) word ranges; ``paragraph`` numbers the paragraph of each word.
    """
    after = keys[None, :, 0] - queries[:, None, 1] + 1
    before = keys[None, :, 1] - 1 - queries[:, None, 0]
    gap = np.where(after > 0, after, np.where(before < 0, before, 0))
    crossed = np.abs(paragraph[keys[:, 0]][None] - paragraph[queries[:, 0]][:, None])
    return np.searchsorted(EDGES, gap, "right"), DISTANCES + np.minimum(crossed, CROSSINGS - 1)


def vectors(links: Floats, spans: Ints, part: int) -> Floats:
    """float32 (spans, LINK_WIDTH): a span's first word in one projection and its last in the next."""
    table = links.reshape(len(links), PROJECTIONS, LINK_WIDTH)
    out: Floats = table[spans[:, 0], part] + table[spans[:, 1] - 1, part + 1]
    return out


def scores(
    links: Floats, weights: Weights, queries: Ints, keys: Ints, paragraph: Ints, *, to_source: bool
) -> Floats:
    """float32 (queries, keys): how well each key answers each query. ``links`` is (words, 8 * width)."""
    part = 4 if to_source else 0
    near, crossed = distances(queries, keys, paragraph)
    bias = weights.distance[int(to_source)].copy()
    bias[-1] = TOO_FAR
    product = (
        vectors(links, queries, part) @ vectors(links, keys, part + 2).T / np.sqrt(np.float32(LINK_WIDTH))
    )
    out: Floats = product + bias[near] + bias[crossed]
    return out


def no_source(links: Floats, weights: Weights, cues: Ints) -> Floats:
    """float32 (cues,): how well "the text names nobody" answers each cue."""
    out: Floats = vectors(links, cues, 4) @ weights.no_source / np.sqrt(np.float32(LINK_WIDTH))
    return out


@dataclass(frozen=True, slots=True)
class Link:
    """One attribution as ranges of words, and the probabilities of the links that made it."""

    contents: tuple[tuple[int, int], ...]
    cue: tuple[int, int] | None
    source: tuple[int, int] | None
    to_cue: float
    to_source: float


def attributions(
    spans: list[tuple[str, int, int]], links: Floats, weights: Weights, paragraph: Ints
) -> list[Link]:
    """Join the spans of a text: contents that share a cue are one attribution, and so have one source.

    ``spans`` are (role, first word, last word + 1) in order. A content with no cue within reach stands
    alone. A cue without content, and a source without a cue, say nothing and are left out.
    """
    by_role = {role: _ranges(spans, role) for role in ("content", "cue", "source")}
    contents, cues, sources = by_role["content"], by_role["cue"], by_role["source"]
    asked = scores(links, weights, contents, cues, paragraph, to_source=False)
    cue_of, cue_sure = at_home(asked, *_best(asked), paragraph[contents[:, 0]], paragraph[cues[:, 0]])
    named = scores(links, weights, cues, sources, paragraph, to_source=True)
    nobody = no_source(links, weights, cues)[:, None]
    source_of, source_sure = _best(np.concatenate([nobody, named], 1))
    found = []
    for cue in sorted(set(cue_of.tolist())):
        mine = np.flatnonzero(cue_of == cue)
        if cue < 0:
            found += [Link((_pair(contents[i]),), None, None, float(cue_sure[i]), 1.0) for i in mine]
        else:
            source = _pair(sources[source_of[cue] - 1]) if source_of[cue] > 0 else None
            words = tuple(_pair(contents[i]) for i in mine)
            found.append(
                Link(words, _pair(cues[cue]), source, float(cue_sure[mine].min()), float(source_sure[cue]))
            )
    return sorted(found, key=lambda a: a.contents)


def at_home(score: Floats, cue_of: Ints, sure: Floats, content_at: Ints, cue_at: Ints) -> tuple[Ints, Floats]:
    """Give a cue that is left without words those of its paragraph that were sent to another one.

    Every cue announces something, and one link in two hundred leaves its paragraph (PolNeAR train).
    ``content_at`` and ``cue_at`` are the paragraphs of the contents and the cues.
    """
    cue_of, sure = cue_of.copy(), sure.copy()
    for cue in sorted(set(range(score.shape[1])) - set(cue_of.tolist())):
        away = np.flatnonzero((content_at == cue_at[cue]) & ((cue_of < 0) | (cue_at[cue_of] != content_at)))
        if len(away):
            best = away[score[away, cue].argmax()]
            cue_of[best], sure[best] = cue, 0.5
    return cue_of, sure


def _pair(row: Ints) -> tuple[int, int]:
    return int(row[0]), int(row[1])


def _ranges(spans: list[tuple[str, int, int]], role: str) -> Ints:
    return np.array([(a, b) for r, a, b in spans if r == role], np.int64).reshape(-1, 2)


def _best(score: Floats) -> tuple[Ints, Floats]:
    """The best column of each row and its probability; -1 where there is none, or none near enough."""
    if not score.shape[1]:
        return np.full(len(score), -1), np.ones(len(score), np.float32)
    odds = np.exp(score - score.max(1, keepdims=True))
    best = score.argmax(1)
    sure = odds[np.arange(len(score)), best] / odds.sum(1)
    return np.where(score.max(1) > TOO_FAR / 2, best, -1), sure
