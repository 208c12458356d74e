"""From scores to spans to statements, on scores made by hand."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from onrecord import decode, labels, link

TABLE = labels.transitions()
N = len(labels.LABELS)


def legal(tags: list[int]) -> bool:
    return all(TABLE[a, b] == 0 for a, b in itertools.pairwise(tags))


@pytest.mark.parametrize("seed", range(8))
def test_the_best_sequence_is_legal_and_the_best_of_all(seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(4, N)).astype(np.float32) * 3
    best = decode.viterbi(decode.within(scores, np.zeros(4, np.int64)), TABLE)
    assert legal(best)
    opened = [[t for t in range(N) if t == 0 or labels.LABELS[t][0] in "BS"], range(N), range(N)]
    closed = [t for t in range(N) if t == 0 or labels.LABELS[t][0] in "ES"]
    every = [list(s) for s in itertools.product(*opened, closed) if legal(list(s))]
    assert best == max(every, key=lambda s: sum(scores[i, t] for i, t in enumerate(s)))


@pytest.mark.parametrize("seed", range(4))
def test_marginals_sum_to_one_and_agree_with_counting(seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(3, N)).astype(np.float32)
    weight = {}
    for tags in itertools.product(range(N), repeat=3):
        if legal(list(tags)):
            weight[tags] = np.exp(sum(scores[i, t] for i, t in enumerate(tags)))
    total = sum(weight.values())
    expected = np.array(
        [[sum(w for s, w in weight.items() if s[i] == t) / total for t in range(N)] for i in range(3)]
    )
    assert np.allclose(decode.marginals(scores, TABLE), expected, atol=1e-4)


def test_no_span_runs_over_the_end_of_a_paragraph() -> None:
    scores = np.zeros((4, N), np.float32)
    for place in "BIE":
        scores[:, labels.number(place, "content")] = 5
    tags = decode.viterbi(decode.within(scores, np.array([0, 0, 1, 1])), TABLE)
    assert labels.spans(tags) == [("content", 0, 2), ("content", 2, 4)]


def test_no_words_no_tags() -> None:
    nothing = np.zeros((0, N), np.float32)
    assert decode.viterbi(nothing, TABLE) == []
    assert decode.marginals(nothing, TABLE).shape == (0, N)


@pytest.mark.parametrize(
    ("role", "span", "size", "written"),
    [
        ("source", (0, 1), 2, ["S-source", "O"]),
        ("content", (1, 4), 4, ["O", "B-content", "I-content", "E-content"]),
        ("cue", (0, 2), 2, ["B-cue", "E-cue"]),
    ],
)
def test_tags_of_a_span_and_back(role: str, span: tuple[int, int], size: int, written: list[str]) -> None:
    tags = np.zeros(size, np.int64)
    labels.tag(tags, role, span)
    assert [labels.LABELS[t] for t in tags] == written
    assert labels.spans(tags.tolist()) == [(role, *span)]


def statement_vectors(words: int, asks: dict[int, tuple[int, int]]) -> np.ndarray:
    """Vectors in which word ``i`` asks in projection p for the word j that alone answers it."""
    table = np.zeros((words, link.PROJECTIONS, link.LINK_WIDTH), np.float32)
    for axis, (asking, (part, answering)) in enumerate(asks.items()):
        table[asking, part, axis] = table[answering, part + 2, axis] = 12.0
    return table.reshape(words, -1)


def test_contents_that_share_a_cue_are_one_statement_with_its_source() -> None:
    # “A,” he(2) said(3). “B.”
    spans = [("content", 0, 2), ("source", 2, 3), ("cue", 3, 4), ("content", 4, 6)]
    links = statement_vectors(6, {0: (0, 3), 4: (0, 3), 3: (4, 2)})
    weights = link.Weights(np.zeros((2, 19), np.float32), np.zeros(64, np.float32))
    (found,) = link.attributions(spans, links, weights, np.zeros(6, np.int64))
    assert (found.contents, found.cue, found.source) == (((0, 2), (4, 6)), (3, 4), (2, 3))
    assert found.to_cue > 0.9


def test_one_source_for_two_cues_and_a_content_alone() -> None:
    spans = [("source", 0, 1), ("cue", 1, 2), ("content", 2, 3), ("cue", 3, 4), ("content", 4, 5)]
    links = statement_vectors(5, {2: (0, 1), 4: (0, 3), 1: (4, 0)})
    links += statement_vectors(5, {3: (4, 0)}).reshape(5, -1)[:, ::1]
    weights = link.Weights(np.zeros((2, 19), np.float32), np.zeros(64, np.float32))
    found = link.attributions(spans, links, weights, np.zeros(5, np.int64))
    assert [(a.cue, a.source) for a in found] == [((1, 2), (0, 1)), ((3, 4), (0, 1))]
    (alone,) = link.attributions([("content", 2, 3)], links, weights, np.zeros(5, np.int64))
    assert (alone.cue, alone.source) == (None, None)


def test_a_cue_left_alone_gets_the_words_of_its_own_paragraph() -> None:
    score = np.array([[5.0, 1.0], [4.0, 3.0]], np.float32)
    # Two contents, both sent to the cue of the title; the second stands in the paragraph of the other cue.
    cue_of, _ = link.at_home(
        score, np.array([0, 0]), np.ones(2, np.float32), np.array([0, 1]), np.array([0, 1])
    )
    assert cue_of.tolist() == [0, 1]
