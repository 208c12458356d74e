"""The model's scores as statements: who said what, in which words, and how sure that is."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from onrecord import link
from onrecord.acting import leaning
from onrecord.decode import marginals, viterbi, within
from onrecord.labels import spans
from onrecord.mend import mended, relays, spoken_first, told_again
from onrecord.quotes import lines, states
from onrecord.records import Attribution, Span, StatementKind
from onrecord.tag import Scores, Tagger

# Under this, two of three statements are wrong. On dev, leaving them out takes attributed F1 from 0.792 to
# 0.798; any threshold from 0.30 to 0.45 gives 0.795 or more.
DOUBTFUL = 0.35

_WORD = re.compile(r"\w+")


def attributions(
    tagger: Tagger, text: str, parts: Sequence[tuple[int, int]] | None = None, scores: Scores | None = None
) -> list[Attribution]:
    """The statements in these paragraphs of a text, mended, in order of their content.

    ``scores`` are the model's of these paragraphs, where they are there already.
    """
    parts = lines(text) if parts is None else list(parts)
    scores = leaning(tagger, text, tagger.score(text, parts) if scores is None else scores)
    return nested(tagger, text, mended(text, from_scores(tagger, scores), parts))


def nested(tagger: Tagger, text: str, found: list[Attribution]) -> list[Attribution]:
    """The same, with the words of whoever spoke first where one relays another.

    "X said that Y had told him that …" is a statement of Y's. The model marks no speech within speech, so
    what it holds for X's words is read once more by itself.
    """
    return [_spoken(tagger, text, a) for a in found]


def _spoken(tagger: Tagger, text: str, outer: Attribution) -> Attribution:
    """The statement within a statement, and again within that; the same where there is none."""
    if not relays(text, outer):
        return outer
    parts = [told_again(text, s) for s in outer.content]
    again = from_scores(tagger, tagger.score(text, [(s.start, s.end) for s in parts]))
    inner = spoken_first(text, outer, mended(text, again, [(s.start, s.end) for s in parts]))
    # What is mended may be no shorter than what it was read from: once is enough then.
    shorter = inner is not None and sum(map(len, inner.content)) < sum(map(len, outer.content))
    return _spoken(tagger, text, inner) if inner and shorter else inner or outer


def from_scores(tagger: Tagger, scores: Scores) -> list[Attribution]:
    """The statements in a text's scores."""
    joined, chosen = joined_spans(tagger, scores)
    found = [_attribution(a, scores, chosen, tagger.calibration) for a in joined]
    return [a for a in found if a.confidence >= DOUBTFUL]


def joined_spans(tagger: Tagger, scores: Scores) -> tuple[list[link.Link], link.Floats]:
    """The statements as ranges of words, and float32 (words,) the probability of each word's tag."""
    legal = within(scores.tags, scores.paragraph)
    tags = viterbi(legal, tagger.transitions)
    chosen = marginals(legal, tagger.transitions)[np.arange(len(tags)), tags]
    return link.attributions(spans(tags), scores.links, tagger.weights, scores.block), chosen


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
