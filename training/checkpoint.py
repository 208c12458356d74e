"""A checkpoint in the place of an exported model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from onrecord.link import Weights
from onrecord.tag import Tagger
from training.model import Reader, Shape


class TorchTagger(Tagger):
    """A checkpoint in the place of an exported model."""

    def __init__(self, checkpoint: Path, base: Path, *, window: int = 510, overlap: int = 64):
        state = torch.load(checkpoint, weights_only=True)
        self.model = Reader(Shape.of(state))
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

    def run(self, _: object, feed: dict[str, np.ndarray]) -> tuple[np.ndarray, ...]:
        """As an exported model's; without a head for grammar all words are of the first part of speech."""
        ids, features = (torch.from_numpy(feed[k]) for k in ("ids", "features"))
        with torch.inference_mode():
            tags, links, *grammar = (out.numpy() for out in self.model(ids, features, None))
        none = [np.zeros(ids.shape, np.int64)] * 2
        return tags, links, *([scores.argmax(-1) for scores in grammar] or none)
