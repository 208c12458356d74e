"""The model's scores as statements: who said what, in which words, and how sure that is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from onrecord import link
from onrecord.decode import marginals, seam, viterbi
from onrecord.labels import LABELS, spans
from onrecord.quotes import states
from onrecord.records import Span, StatementKind
from onrecord.tag import Scores, Tagger

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Where one statement stands in the text, before it is given a number.

    ``kind`` is None where the quotation marks tell it, which is everywhere but in transcripts.
    """

    content: tuple[Span, ...]
    cue: tuple[Span, ...]
    source: tuple[Span, ...]
    confidence: float
    kind: StatementKind | None = None


def attributions(tagger: Tagger, text: str, parts: Sequence[tuple[int, int]] | None = None) -> list[Attribution]:
    """The statements that the model finds in these parts of a text, in order of their content."""
    scores = tagger.score(text, None if parts is None else list(parts))
    return from_scores(tagger, text, scores)


def from_scores(tagger: Tagger, text: str, scores: Scores) -> list[Attribution]:
    """The statements in a text's scores."""
    if not len(scores.starts):
        return []
    tags = viterbi(seam(scores.tags), tagger.transitions)
    sure = marginals(seam(scores.tags), tagger.transitions)
    joined = link.attributions(spans(tags), scores.links, tagger.weights, paragraphs(text, scores.starts))
    chosen = sure[np.arange(len(tags)), tags]
    return [_attribution(a, scores, chosen, tagger.calibration) for a in joined]


def paragraphs(text: str, starts: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    """The number of the line that each word stands on, int64 (words,)."""
    breaks = np.array([m.start() for m in re.finditer(r"\n", text)], np.int64)
    return np.unique(np.searchsorted(breaks, starts), return_inverse=True)[1].astype(np.int64)


def _attribution(a: link.Link, scores: Scores, chosen: link.Floats, calibration: link.Floats) -> Attribution:
    def at(words: tuple[int, int] | None) -> tuple[Span, ...]:
        return (Span(int(scores.starts[words[0]]), int(scores.ends[words[1] - 1])),) if words else ()

    content = tuple(span for words in a.contents for span in at(words))
    return Attribution(content, at(a.cue), at(a.source), _confidence(evidence(a, chosen), calibration))


def evidence(a: link.Link, chosen: link.Floats) -> link.Floats:
    """What the confidence is made of, float32 (6,): a constant and log probabilities of the parts.

    ``chosen`` is the probability of each word's tag.
    """
    def edges(words: tuple[int, int] | None) -> float:
        return float(chosen[words[0]] * chosen[words[1] - 1]) if words else 1.0

    content = min(edges(w) for w in a.contents)
    parts = [content, edges(a.cue), edges(a.source), a.to_cue, a.to_source]
    out: link.Floats = np.array([1.0, *np.log(np.maximum(parts, 1e-4))], np.float32)
    return out


def _confidence(row: link.Floats, calibration: link.Floats) -> float:
    return float(1 / (1 + np.exp(-row @ calibration)))


def kind(text: str, content: Sequence[Span], state: bytearray | None = None) -> StatementKind:
    """Whether all, none or some of the words of a content stand inside quotation marks.

    >>> kind('He said it was “ready“.', [Span(8, 22)])
    'mixed'
    """
    state = states(text) if state is None else state
    inside = [state[m.start()] == 1 for s in content for m in _WORD.finditer(text, s.start, s.end)]
    return "indirect" if not any(inside) else "direct" if all(inside) else "mixed"


__all__ = ["LABELS", "Attribution", "attributions", "evidence", "from_scores", "kind", "paragraphs"]
