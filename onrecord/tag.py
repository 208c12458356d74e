"""The model at run time: word pieces in, scores for each word out. onnxruntime and NumPy only."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from onrecord.encode import NO_FEATURES, Pieces, encode, windows
from onrecord.link import Weights
from onrecord.quotes import blocks, lines
from onrecord.resources import model_config

Floats = npt.NDArray[np.float32]
START, END = 0, 2
OUTPUTS = ("tags", "links", "pos", "relation")


@dataclass(frozen=True, slots=True)
class Scores:
    """What the model says of each word of a text.

    ``starts``, ``ends`` int32 (words,) characters; ``paragraph`` int64 (words,), from 0, and ``block``, in
    which those that one quotation runs over count as one; ``tags`` float32 (words, labels); ``links``
    float32 (words, 8 * 64), the vectors of `onrecord.link`; ``pos`` and ``relation`` int64 (words,), numbers
    of part of speech and relation in the tagger's lists.
    """

    starts: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int32]
    paragraph: npt.NDArray[np.int64]
    block: npt.NDArray[np.int64]
    tags: Floats
    links: Floats
    pos: npt.NDArray[np.int64]
    relation: npt.NDArray[np.int64]


class Tagger:
    """A loaded model; ``transitions``, ``weights`` and ``calibration`` serve what is made of its scores."""

    def __init__(self, folder: Path, *, threads: int = 0) -> None:
        """``threads`` is for one report at a time; 0 takes all cores."""
        config = model_config(folder)
        self.name = str(config["name"])
        self.window, self.overlap = int(config["window"]), int(config["overlap"])
        self.transitions = np.array(config["transitions"], np.float32)
        self.weights = Weights(
            np.array(config["distance"], np.float32), np.array(config["no_source"], np.float32)
        )
        self.calibration = np.array(config["calibration"], np.float32)
        self.pos, self.relations = tuple(config["pos"]), tuple(config["relations"])
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        # The arena keeps every size that it ever saw: half the memory without it, and no slower.
        options.enable_cpu_mem_arena = False
        self.session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def score(self, text: str, parts: list[tuple[int, int]] | None = None) -> Scores:
        """Scores of the words in these paragraphs of a text, character ranges; or in all its lines."""
        parts = lines(text) if parts is None else parts
        pieces = encode(self.tokenizer, text, parts)
        first, starts, ends = pieces.words()
        rows = [self._run(pieces, a, b) for a, b in windows(len(pieces), self.window, self.overlap)]
        tags, links, pos, relation = (
            _join(part, len(pieces), self.window, self.overlap)[first] for part in zip(*rows, strict=True)
        )
        paragraph = pieces.part[first].astype(np.int64)
        block = np.array(blocks(text, parts), np.int64)[paragraph]
        return Scores(starts, ends, paragraph, block, tags, links, pos, relation)

    def _run(self, pieces: Pieces, begin: int, end: int) -> tuple[npt.NDArray[Any], ...]:
        """Scores of the pieces of one window, without the marks at its ends."""
        ids = np.concatenate([[START], pieces.ids[begin:end], [END]]).astype(np.int64)
        edge = np.array([NO_FEATURES])
        features = np.concatenate([edge, pieces.features[begin:end], edge]).astype(np.int64)
        outputs = self.session.run(OUTPUTS, {"ids": ids[None], "features": features[None]})
        return tuple(output[0, 1:-1] for output in outputs)


def _join(rows: tuple[npt.NDArray[Any], ...], length: int, size: int, overlap: int) -> npt.NDArray[Any]:
    """One array out of windows that overlap, each piece from the window where it stands further inside."""
    places = windows(length, size, overlap)
    cuts = [0, *((b + a) // 2 for (_, b), (a, _) in itertools.pairwise(places)), length]
    kept = [row[lo - a : hi - a] for row, (a, _), lo, hi in zip(rows, places, cuts, cuts[1:], strict=False)]
    return np.concatenate(kept)
