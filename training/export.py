"""Export a checkpoint as the folder that the run time reads: ONNX in int8, config, golden scores, hashes.

python -m training.export runs/accurate --base all-mpnet-base-v2/ --out onrecord/models/accurate
python -m training.export runs/fast --base onrecord/models/accurate --out onrecord/models/fast \
    --window 254 --overlap 32
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx.external_data_helper import set_external_data
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from tokenizers import Tokenizer
from torch import Tensor, nn

from onrecord.encode import encode
from onrecord.labels import ROLES, number
from onrecord.resources import MODEL_FORMAT, demo
from onrecord.tag import OUTPUTS
from training.model import Reader, Shape

# GitHub-friendly: no file over this. The graph's tensors are laid into as many files as it takes.
FILE_LIMIT = 60_000_000
LOUD = 16
UNCALIBRATED = {"calibration": [0.0, 1.0, 1.0, 1.0, 1.0, 1.0], "bonus": [0.0, 0.0, 0.0]}
GOLDEN = [
    "“We will not sign,” Foreign Minister Ada Brandt said on Monday, “unless the gates stay open.”",
    "According to two officials, the talks in Port Selm broke down overnight.",
    "The river rose by two metres in March.",
]


class Rows(nn.Module):
    """An embedding table with a byte an entry and a scale a row."""

    def __init__(self, table: Tensor):
        super().__init__()
        scale = table.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
        self.register_buffer("scale", scale)
        self.register_buffer("rows", torch.round(table / scale).to(torch.int8))

    def forward(self, ids: Tensor) -> Tensor:
        return self.rows[ids].float() * self.scale[ids]


class Apart(nn.Module):
    """A layer's last product with its loudest inputs in float.

    A few of the 3,072 inputs are twenty times as large as the rest (97 against 5 in layer 8). Scaled together
    to a byte, they leave the others nothing: attributed F1 on dev falls by 0.02. Apart, in 16 columns, they
    cost nothing measurable (after Dettmers et al. 2022).
    """

    def __init__(self, down: nn.Linear):
        super().__init__()
        self.quiet = nn.Linear(down.in_features - LOUD, down.out_features)
        self.loud = nn.Linear(LOUD, down.out_features, bias=False)
        self.quiet.weight.data, self.loud.weight.data = down.weight[:, :-LOUD], down.weight[:, -LOUD:]
        self.quiet.bias.data = down.bias.data

    def forward(self, x: Tensor) -> Tensor:
        return self.quiet(x[..., :-LOUD]) + self.loud(x[..., -LOUD:])


@torch.inference_mode()
def peaks(model: Reader, tokenizer: Tokenizer, texts: list[str]) -> list[Tensor]:
    """The largest value that each input of each layer's last product takes in these texts."""
    found = [torch.zeros(layer.down.in_features) for layer in model.encoder.layers]

    def note(i: int) -> Callable[[nn.Module, tuple[Tensor]], None]:
        def hook(_: nn.Module, inputs: tuple[Tensor]) -> None:
            found[i] = torch.maximum(found[i], inputs[0].abs().amax((0, 1)))

        return hook

    hooks = [layer.down.register_forward_pre_hook(note(i)) for i, layer in enumerate(model.encoder.layers)]
    for text in texts:
        pieces = encode(tokenizer, text)
        ids = torch.from_numpy(pieces.ids[:500].astype(np.int64))[None]
        features = torch.from_numpy(pieces.features[:500].astype(np.int64))[None]
        model(ids, features, None)
    for hook in hooks:
        hook.remove()
    return found


def set_apart(model: Reader, loudness: list[Tensor]) -> None:
    """Order each layer's inner channels by loudness, which changes nothing, and part the loudest."""
    for layer, peak in zip(model.encoder.layers, loudness, strict=True):
        order = peak.argsort()
        layer.up.weight.data, layer.up.bias.data = layer.up.weight[order], layer.up.bias[order]
        layer.down.weight.data = layer.down.weight[:, order]
        layer.down = Apart(layer.down)


class Exported(nn.Module):
    """Windows of one length: no padding and so no mask. Of grammar only the likeliest is told."""

    def __init__(self, model: Reader):
        super().__init__()
        self.model = model
        self.model.encoder.words = Rows(model.encoder.words.weight)

    def forward(self, ids: Tensor, features: Tensor) -> tuple[Tensor, ...]:
        tags, links, *grammar = self.model(ids, features, None)
        return tags, links, *(scores.argmax(-1) for scores in grammar)


def load(checkpoint: Path) -> Reader:
    """The model of a checkpoint, in float32."""
    state = torch.load(checkpoint, weights_only=True)
    model = Reader(Shape.of(state))
    model.load_state_dict(state)
    return model.eval()


def to_onnx(model: Reader, path: Path) -> None:
    ids, features = torch.randint(5, 1000, (2, 40)), torch.zeros(2, 40, 4, dtype=torch.long)
    outputs = OUTPUTS if model.shape.grammar else OUTPUTS[:2]
    axes = {name: {0: "windows", 1: "pieces"} for name in ("ids", "features", *outputs)}
    torch.onnx.export(
        Exported(model),
        (ids, features),
        str(path),
        input_names=["ids", "features"],
        output_names=list(outputs),
        dynamic_axes=axes,
        opset_version=17,
        custom_opsets={"com.microsoft": 1},
        dynamo=False,
    )


def quantise(source: Path, target: Path) -> None:
    """Weights of matrix products as int8 with a scale a column; what they multiply is scaled as it comes."""
    prepared = source.with_suffix(".prepared.onnx")
    quant_pre_process(str(source), str(prepared), skip_symbolic_shape=True)
    graph = onnx.load(str(prepared)).graph
    products = [n.name for n in graph.node if n.op_type in ("MatMul", "Gemm")]
    exact = [name for name in products if not re.search(r"/layers\.(?!.*/loud/)|/relation/|/pos/", name)]
    quantize_dynamic(
        str(prepared),
        str(target),
        op_types_to_quantize=["MatMul"],
        per_channel=True,
        weight_type=QuantType.QInt8,
        nodes_to_exclude=exact,
        extra_options={"MatMulConstBOnly": True, "DefaultTensorType": onnx.TensorProto.FLOAT},
    )


def save_split(source: Path, folder: Path) -> None:
    """Write model.onnx and weights-N.bin, none over the limit."""
    model = onnx.load(str(source))
    number, size = 1, 0
    for tensor in model.graph.initializer:
        if len(tensor.raw_data) < 1024:
            continue
        if size + len(tensor.raw_data) > FILE_LIMIT:
            number, size = number + 1, 0
        size += len(tensor.raw_data)
        set_external_data(tensor, f"weights-{number}.bin")
    for old in folder.glob("weights-*.bin"):
        old.unlink()
    onnx.save_model(model, str(folder / "model.onnx"))


def config(
    model: Reader, name: str, calibration: list[float], window: int, overlap: int
) -> dict[str, object]:
    def numbers(x: Tensor) -> object:
        return np.round(x.detach().numpy().astype(float), 5).tolist()

    return {
        "format": MODEL_FORMAT,
        "name": name,
        "window": window,
        "overlap": overlap,
        "calibration": calibration,
        "transitions": numbers(model.transitions + model.legal),
        "distance": numbers(model.distance),
        "no_source": numbers(model.no_source),
    }


def golden(folder: Path) -> list[dict[str, object]]:
    """A few sentences with the scores of their words' tags, to one decimal place that a test compares."""
    from onrecord.tag import Tagger

    tagger = Tagger(folder)
    return [{"text": t, "tags": np.round(tagger.score(t).tags.astype(float), 3).tolist()} for t in GOLDEN]


def load_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer of a model's folder; it cuts nothing off and adds nothing."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def write_sums(folder: Path) -> None:
    names = sorted(p.name for p in folder.iterdir() if p.name not in ("SHA256SUMS", "golden.json", "card.md"))
    lines = [f"{hashlib.sha256((folder / n).read_bytes()).hexdigest()}  {n}\n" for n in names]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="ascii")


def export(
    checkpoint: Path, base: Path, out: Path, chosen: dict[str, Any], window: int, overlap: int
) -> None:
    out.mkdir(parents=True, exist_ok=True)
    model = load(checkpoint)
    with torch.no_grad():
        for role, value in zip(ROLES, chosen["bonus"], strict=True):
            model.tags.bias[[number("B", role), number("S", role)]] += value
    settings = config(model, out.name, chosen["calibration"], window, overlap)
    if model.shape.grammar:
        settings |= json.loads(checkpoint.with_name("grammar.json").read_text(encoding="utf-8"))
    else:
        tokenizer = load_tokenizer(base)
        texts = [p.read_text(encoding="utf-8") for p in sorted(demo().glob("0*.txt"))]
        set_apart(model, peaks(model, tokenizer, texts))
    with tempfile.TemporaryDirectory() as work:
        to_onnx(model, Path(work) / "float.onnx")
        quantise(Path(work) / "float.onnx", Path(work) / "int8.onnx")
        save_split(Path(work) / "int8.onnx", out)
    shutil.copy(base / "tokenizer.json", out / "tokenizer.json")
    (out / "config.json").write_text(json.dumps(settings), encoding="utf-8")
    write_sums(out)
    if "pos" in settings:
        (out / "golden.json").write_text(json.dumps(golden(out), ensure_ascii=False), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("run", type=Path, help="the folder of a run, or one checkpoint of it")
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--window", type=int, default=510, help="word pieces read at once")
    parser.add_argument("--overlap", type=int, default=64)
    a = parser.parse_args()
    folder = a.run if a.run.is_dir() else a.run.parent
    checkpoint = a.run if a.run.is_file() else folder / "final.pt"
    kept = folder / "calibration.json"
    chosen = json.loads(kept.read_text()) if kept.exists() else UNCALIBRATED
    export(checkpoint, a.base, a.out, chosen, a.window, a.overlap)


if __name__ == "__main__":
    main()
