"""Make `confidence` mean what it says: a logistic regression on documents that the model never saw.

    python -m training.calibrate runs/accurate --base all-mpnet-base-v2/ --corpus ../shared/corpora/polnear

Reads the last checkpoint of a run, writes calibration.json beside it. A statement counts as right where
`attributed` of the corpus's scorer would count it: half of the words of the content, and the source.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from onrecord import link, speech
from onrecord.decode import marginals, seam, viterbi
from onrecord.labels import spans
from training.corpus import Attribution, Document, read_corpus, word_spans
from training.evaluate import TorchTagger
from training.train import Recipe, split


def rows(tagger: TorchTagger, document: Document) -> list[tuple[np.ndarray, bool]]:
    """The evidence for each statement found, and whether some annotator marked it so."""
    scores = tagger.score(document.text)
    tags = viterbi(seam(scores.tags), tagger.transitions)
    chosen = marginals(seam(scores.tags), tagger.transitions)[np.arange(len(tags)), tags]
    numbers = speech.paragraphs(document.text, scores.starts)
    found = link.attributions(spans(tags), scores.links, tagger.weights, numbers)
    gold = [g for reading in document.readings for g in reading]
    return [(speech.evidence(a, chosen), any(_right(a, g, scores) for g in gold)) for a in found]


def _right(found: link.Link, gold: Attribution, scores: speech.Scores) -> bool:
    def words(pairs: list[tuple[int, int]]) -> set[int]:
        return {i for a, b in pairs for i in range(a, b)}

    mine, theirs = words(list(found.contents)), words(word_spans(gold.content, scores.starts, scores.ends))
    if len(mine & theirs) < 0.5 * len(mine | theirs):
        return False
    source = words([found.source] if found.source else [])
    named = words(word_spans(gold.source, scores.starts, scores.ends))
    return bool(source & named) or not (source or named)


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
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, required=True)
    a = parser.parse_args()
    last = max(a.run.glob("epoch-*.pt"), key=lambda p: int(p.stem.split("-")[1]))
    tagger = TorchTagger(last, a.base)
    _, aside = split(read_corpus(a.corpus / "train"), Recipe().held_out)
    found = [row for d in aside for row in rows(tagger, d)]
    x, y = np.array([r for r, _ in found], float), np.array([r for _, r in found], float)
    w = fit(x, y)
    table = reliability(1 / (1 + np.exp(-x @ w)), y)
    out = {"calibration": np.round(w, 4).tolist(), "statements": len(y), "reliability": table}
    (a.run / "calibration.json").write_text(json.dumps(out, indent=1))
    print(json.dumps(out))


if __name__ == "__main__":
    main()
