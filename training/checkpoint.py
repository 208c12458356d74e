"""A checkpoint in the place of an exported model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

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
