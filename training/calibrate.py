"""Choose the model's boldness, and make `confidence` mean what it says, on documents that it never saw.

    python -m training.calibrate runs/accurate --base all-mpnet-base-v2/ --corpus ../shared/corpora/polnear

Reads the final weights of a run, writes calibration.json beside it. Two things are chosen:

- `bonus`: what is added to the score of a word that begins a source, a cue or a content. Trained to be right
  about words, the model is too shy about spans.
- `calibration`: a logistic regression from the probabilities of a statement's parts to its being right, as
  `attributed` of the corpus's scorer counts it: half of the words of the content, and the source.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from onrecord import link, speech
from onrecord.labels import ROLES, number
from onrecord.tag import Scores
from training.checkpoint import TorchTagger
from training.corpus import Attribution, Document, read_corpus, word_spans
from training.train import Recipe, split

Words = frozenset[int]
GRID = [(s, c, t) for s in (0.0, 0.25, 0.5) for c in (0.0, 0.25, 0.5) for t in (-0.25, 0.0, 0.25, 0.5)]


@dataclass(frozen=True, slots=True)
class Marked:
    """One attribution as sets of word numbers."""

    content: Words
    source: Words

    def overlap(self, other: Marked) -> float:
        return len(self.content & other.content) / len(self.content | other.content)

    def same_source(self, other: Marked) -> bool:
        return bool(self.source & other.source) or not (self.source or other.source)


def words(pairs: Sequence[tuple[int, int] | None]) -> Words:
    return frozenset(i for pair in pairs if pair for i in range(*pair))


def gold(reading: Sequence[Attribution], scores: Scores) -> list[Marked]:
    def at(spans: list[tuple[int, int]]) -> Words:
        return words(word_spans(spans, scores.starts, scores.ends))

    return [Marked(at(a.content), at(a.source)) for a in reading]


def bolder(scores: Scores, bonus: Sequence[float]) -> Scores:
    """The scores with the bonus of each role on the words that begin one."""
    tags = scores.tags.copy()
    for role, value in zip(ROLES, bonus, strict=True):
        tags[:, [number("B", role), number("S", role)]] += value
    return replace(scores, tags=tags)


def hits(found: Sequence[link.Link], wanted: Sequence[Marked]) -> np.ndarray:
    """Pairs, best overlap first: how many contents, attributions and exact attributions are right."""
    mine = [Marked(words(a.contents), words([a.source])) for a in found]
    pairs = sorted(
        ((m.overlap(w), i, j) for i, m in enumerate(mine) for j, w in enumerate(wanted)), reverse=True
    )
    count, used_i, used_j = np.zeros(3), set[int](), set[int]()
    for overlap, i, j in pairs:
        if overlap > 0 and i not in used_i and j not in used_j:
            used_i.add(i), used_j.add(j)
            same = mine[i].same_source(wanted[j])
            count += [overlap >= 0.5, overlap >= 0.5 and same, mine[i] == wanted[j]]
    return count


def quality(
    tagger: TorchTagger, documents: Sequence[tuple[Document, Scores]], bonus: Sequence[float]
) -> float:
    """The mean of the three F1 of the corpus's scorer."""
    total, size = np.zeros(3), 0
    for document, scores in documents:
        found, _ = speech.joined_spans(tagger, bolder(scores, bonus))
        wanted = gold(document.readings[0], scores)
        total += hits(found, wanted)
        size += len(found) + len(wanted)
    return float((2 * total / size).mean())


def evidence(tagger: TorchTagger, document: Document, scores: Scores) -> list[tuple[np.ndarray, bool]]:
    """The evidence for each statement found, and whether some annotator marked it so."""
    found, chosen = speech.joined_spans(tagger, scores)
    wanted = [w for reading in document.readings for w in gold(reading, scores)]
    rows = []
    for a in found:
        mine = Marked(words(a.contents), words([a.source]))
        right = any(mine.overlap(w) >= 0.5 and mine.same_source(w) for w in wanted)
        rows.append((speech.evidence(a, chosen), right))
    return rows


def fit(x: np.ndarray, y: np.ndarray, *, ridge: float = 1.0, steps: int = 50) -> np.ndarray:
    """Coefficients of a logistic regression by Newton's method, shrunk a little towards zero."""
    w = np.zeros(x.shape[1])
    penalty = ridge * np.diag([0.0] + [1.0] * (x.shape[1] - 1))
    for _ in range(steps):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (y - p) - penalty @ w
        w += np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + penalty + 1e-9 * np.eye(len(w)), gradient)
    return w


def reliability(p: np.ndarray, y: np.ndarray, bins: int = 5) -> list[tuple[float, float, int]]:
    """(mean confidence, share right, count) of equal parts, the least sure first."""
    order = np.array_split(np.argsort(p), bins)
    return [(round(float(p[i].mean()), 3), round(float(y[i].mean()), 3), len(i)) for i in order]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("run", type=Path)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--window", type=int, default=510, help="word pieces read at once")
    parser.add_argument("--overlap", type=int, default=64)
    a = parser.parse_args()
    tagger = TorchTagger(a.run / "final.pt", a.base, window=a.window, overlap=a.overlap)
    _, aside = split(read_corpus(a.corpus / "train"), Recipe().held_out)
    scored = [(d, tagger.score(d.text)) for d in aside]
    bonus = max(GRID, key=lambda b: quality(tagger, scored, b))
    rows = [row for d, s in scored for row in evidence(tagger, d, bolder(s, bonus))]
    x, y = np.array([r for r, _ in rows], float), np.array([r for _, r in rows], float)
    w = fit(x, y)
    out = {
        "bonus": bonus,
        "quality": round(quality(tagger, scored, bonus), 4),
        "quality_without": round(quality(tagger, scored, (0, 0, 0)), 4),
        "calibration": np.round(w, 4).tolist(),
        "statements": len(y),
        "reliability": reliability(1 / (1 + np.exp(-x @ w)), y),
    }
    (a.run / "calibration.json").write_text(json.dumps(out, indent=1))
    print(json.dumps(out))


if __name__ == "__main__":
    main()
