"""Measure a checkpoint or an exported model on a split, by the scorers beside the corpora.

python -m training.evaluate runs/accurate/epoch-5.pt --base all-mpnet-base-v2/ --shared ../shared
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from onrecord import speech
from onrecord.link import Weights
from onrecord.tag import Tagger
from training.model import Reader


class TorchTagger(Tagger):
    """A checkpoint in the place of an exported model."""

    def __init__(
        self, checkpoint: Path, base: Path, *, layers: int = 12, window: int = 510, overlap: int = 64
    ):
        state = torch.load(checkpoint, weights_only=True)
        self.model = Reader(layers)
        self.model.load_state_dict(state)
        self.model.eval()
        self.model.encoder.to(torch.bfloat16)
        self.name, self.window, self.overlap = checkpoint.stem, window, overlap
        self.transitions = (state["transitions"] + state["legal"]).numpy()
        self.weights = Weights(state["distance"].numpy(), state["no_source"].numpy())
        self.calibration = np.array([0, 1, 1, 1, 1, 1], np.float32)
        self.tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()
        self.session = self

    def run(self, _: None, feed: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        ids, features = (torch.from_numpy(feed[k]) for k in ("ids", "features"))
        with torch.inference_mode():
            tags, links = self.model(ids, features, torch.ones(ids.shape))
        return tags.numpy(), links.numpy()


@dataclass(frozen=True, slots=True)
class Row:
    doc: str
    statements: list[dict[str, list[list[int]]]]


def predict(tagger: Tagger, texts: dict[str, str]) -> list[Row]:
    """What the model reads in each text, in the scorers' form."""
    rows = []
    for name, text in texts.items():
        found = speech.attributions(tagger, text)
        spans = [
            {r: [[s.start, s.end] for s in getattr(a, r)] for r in ("source", "cue", "content")}
            for a in found
        ]
        rows.append(Row(name, spans))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path)
    parser.add_argument("--base", type=Path)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--limit", type=int)
    parser.add_argument("--window", type=int, default=510)
    parser.add_argument("--overlap", type=int, default=64)
    a = parser.parse_args()
    if a.model.suffix == ".pt":
        tagger: Tagger = TorchTagger(a.model, a.base, window=a.window, overlap=a.overlap)
    else:
        tagger = Tagger(a.model)
    split = a.shared / "corpora/polnear/dev"
    texts = {p.stem: p.read_text(encoding="utf-8") for p in sorted((split / "text").glob("*.txt"))[: a.limit]}
    out = Path("/tmp") / f"predictions-{a.model.stem}.jsonl"
    out.write_text(
        "".join(json.dumps({"doc": r.doc, "statements": r.statements}) + "\n" for r in predict(tagger, texts))
    )
    rows = a.shared / "corpora/polnear-cofenet/valid.txt"
    subprocess.run([sys.executable, a.shared / "eval/attribution.py", split, out], check=True)
    subprocess.run([sys.executable, a.shared / "eval/cofenet.py", rows, split / "text", out], check=True)


if __name__ == "__main__":
    main()
