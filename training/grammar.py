"""Give an exported model two more outputs: each word's part of speech, and its relation to its head.

python -m training.grammar onrecord/models/accurate --gum ../shared/corpora/gum
python -m training.grammar onrecord/models/fast --gum ../shared/corpora/gum --measure

The encoder stays as it is. A layer of 256 reads what its fourth and seventh layers hold of a word, where
syntax stands clearest (Tenney et al. 2019), and two linear layers read that. Trained on GUM's genres under
free licences, its train documents; measured on its dev documents. Minutes on two cores.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from onnx.external_data_helper import set_external_data
from torch import Tensor, nn

from onrecord.encode import NO_FEATURES, Pieces, encode, windows
from onrecord.tag import END, START, Tagger
from training.export import golden, load_tokenizer, write_sums

ARCHIVE = "gum_ccby_genres_dep_xml_coref.tar.gz"
LAYERS = tuple(f"/model/encoder/layers.{n}/norm2/LayerNormalization_output_0" for n in (3, 6))
WIDTH, HIDDEN, BATCH, EPOCHS, RATE = 768 * len(LAYERS), 256, 512, 6, 2e-3
# Subtypes of relations that are kept apart.
KEPT = frozenset({"nsubj:pass", "aux:pass", "nmod:poss", "compound:prt", "acl:relcl"})
FILE = "weights-3.bin"

Halves = npt.NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Annotated:
    """A document: its text, and of each token its place, Penn tag and relation. ``split`` is GUM's."""

    split: str
    text: str
    tokens: list[tuple[int, str, str]]


def documents(gum: Path) -> Iterator[Annotated]:
    """The train and dev documents of the archive; the test documents are never opened."""
    split = splits((gum / "splits.md").read_text(encoding="utf-8"))
    with tarfile.open(gum / ARCHIVE) as archive:
        for member in sorted(archive.getmembers(), key=lambda m: m.name):
            file = archive.extractfile(member) if member.name.endswith(".conllu") else None
            if file is not None and split[Path(member.name).stem] != "test":
                yield annotated(split[Path(member.name).stem], file.read().decode("utf-8"))


def splits(listed: str) -> dict[str, str]:
    """The split of each document by its name, out of GUM's list."""
    found, split = {}, ""
    for line in listed.splitlines():
        if heading := re.match(r"## (\w+)", line):
            split = heading[1]
        elif name := re.match(r"\s*\*\s*(GUM_\w+)", line):
            found[name[1]] = split
    return found


def annotated(split: str, conllu: str) -> Annotated:
    """A document in CoNLL-U, with its text put together again."""
    text, tokens = "", []
    for block in conllu.strip().split("\n\n"):
        if re.search(r"^# newpar", block, re.M) and text:
            text = text.rstrip() + "\n"
        rows = [line.split("\t") for line in block.splitlines() if line[0] != "#"]
        within, glued = 0, False
        for row in (r for r in rows if "." not in r[0]):
            if "-" in row[0]:
                within, glued = int(row[0].split("-")[1]), "SpaceAfter=No" in row[9]
                continue
            relation = row[7] if row[7] in KEPT else row[7].split(":")[0]
            tokens.append((len(text), row[4], relation))
            number = int(row[0])
            open_ended = number < within or (number == within and glued) or "SpaceAfter=No" in row[9]
            text += row[1] + ("" if open_ended else " ")
    return Annotated(split, text, tokens)


def held(session: onnxruntime.InferenceSession, pieces: Pieces) -> Halves:
    """What the layers hold of each word piece, float16 (pieces, WIDTH)."""
    out = np.zeros((len(pieces), WIDTH), np.float16)
    edge = np.array([NO_FEATURES])
    for a, b in windows(len(pieces), 510, 64):
        ids = np.concatenate([[START], pieces.ids[a:b], [END]]).astype(np.int64)
        features = np.concatenate([edge, pieces.features[a:b], edge]).astype(np.int64)
        rows = session.run(list(LAYERS), {"ids": ids[None], "features": features[None]})
        out[a:b] = np.concatenate([row[0, 1:-1] for row in rows], 1)
    return out


def open_inside(folder: Path, names: Sequence[str], *, threads: int = 0) -> onnxruntime.InferenceSession:
    """The exported model with values of its inside, float32, as outputs beside its own."""
    model = onnx.load(str(folder / "model.onnx"))
    model.graph.output.extend(helper.make_tensor_value_info(n, TensorProto.FLOAT, None) for n in names)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    with tempfile.TemporaryDirectory() as work:
        path = Path(work) / "open.onnx"
        onnx.save_model(model, str(path), save_as_external_data=True, location="open.bin")
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


@dataclass(frozen=True, slots=True)
class Examples:
    """Words: what the layers hold, float16 (words, WIDTH), their Penn tags and relations, and the split."""

    held: Halves
    tags: list[str]
    relations: list[str]
    dev: npt.NDArray[np.bool_]


def examples(folder: Path, gum: Path) -> Examples:
    session, tokenizer = open_inside(folder, LAYERS), load_tokenizer(folder)
    rows, tags, relations, dev = [], [], [], []
    for document in documents(gum):
        parts = [m.span() for m in re.finditer(r"[^\n]+", document.text)]
        pieces = encode(tokenizer, document.text, parts)
        first = {int(start): i for i, start in reversed(list(enumerate(pieces.starts)))}
        kept = [token for token in document.tokens if token[0] in first]
        rows.append(held(session, pieces)[[first[at] for at, _, _ in kept]])
        tags += [tag for _, tag, _ in kept]
        relations += [relation for _, _, relation in kept]
        dev += [document.split == "dev"] * len(kept)
    return Examples(np.concatenate(rows), tags, relations, np.array(dev))


class Grammar(nn.Module):
    def __init__(self, mean: Tensor, spread: Tensor, tags: int, relations: int):
        super().__init__()
        self.mean, self.spread = mean, spread
        self.inner = nn.Linear(WIDTH, HIDDEN)
        self.tags, self.relations = nn.Linear(HIDDEN, tags), nn.Linear(HIDDEN, relations)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        y = nn.functional.dropout(torch.relu(self.inner((x - self.mean) / self.spread)), 0.3, self.training)
        return self.tags(y), self.relations(y)


def fit(seen: Examples, tags: list[str], relations: list[str]) -> Grammar:
    """Train on the train documents, and print the accuracy on the dev documents."""
    random.seed(0), torch.manual_seed(0)
    x = torch.from_numpy(seen.held).float()
    wanted = [torch.tensor([names.index(v) for v in values])
              for names, values in ((tags, seen.tags), (relations, seen.relations))]  # fmt: skip
    train, dev = (torch.from_numpy(np.flatnonzero(rows)) for rows in (~seen.dev, seen.dev))
    model = Grammar(x[train].mean(0), x[train].std(0) + 1e-5, len(tags), len(relations))
    optimiser = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=1e-3)
    steps = EPOCHS * -(-len(train) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: 1 - step / (steps + 1))
    for _ in range(EPOCHS):
        for rows in train[torch.randperm(len(train))].split(BATCH):
            loss = sum(
                nn.functional.cross_entropy(y, w[rows]) for y, w in zip(model(x[rows]), wanted, strict=True)
            )
            optimiser.zero_grad(), loss.backward(), optimiser.step(), schedule.step()
    model.eval()
    with torch.inference_mode():
        right = [(y.argmax(1) == w[dev]).float().mean() for y, w in zip(model(x[dev]), wanted, strict=True)]
    print(f"{len(train)} words; on {len(dev)} of dev: tags {right[0]:.4f}, relations {right[1]:.4f}")
    return model


def attach(folder: Path, model: Grammar, tags: list[str], relations: list[str]) -> None:
    """Write the new outputs ``pos`` and ``relation``, int64 (1, pieces), into the model's graph."""
    onnx_model = onnx.load(str(folder / "model.onnx"), load_external_data=False)
    graph = onnx_model.graph
    # What standardises the layers' values is folded into the first product.
    inner = (model.inner.weight / model.spread).T
    bias = model.inner.bias - model.mean / model.spread @ model.inner.weight.T
    arrays = {"inner": inner, "inner_bias": bias}
    for name in ("tags", "relations"):
        layer = getattr(model, name)
        arrays |= {name: layer.weight.T, f"{name}_bias": layer.bias}
    for name, array in arrays.items():
        tensor = numpy_helper.from_array(
            np.ascontiguousarray(array.detach().numpy(), np.float32), f"grammar.{name}"
        )
        graph.initializer.append(tensor)
    graph.node.extend([
        helper.make_node("Concat", list(LAYERS), ["grammar/held"], axis=-1),
        helper.make_node("MatMul", ["grammar/held", "grammar.inner"], ["grammar/product"]),
        helper.make_node("Add", ["grammar/product", "grammar.inner_bias"], ["grammar/sum"]),
        helper.make_node("Relu", ["grammar/sum"], ["grammar/hidden"]),
    ])  # fmt: skip
    for name, output in (("tags", "pos"), ("relations", "relation")):
        graph.node.extend([
            helper.make_node("MatMul", ["grammar/hidden", f"grammar.{name}"], [f"grammar/{name}"]),
            helper.make_node("Add", [f"grammar/{name}", f"grammar.{name}_bias"], [f"grammar/{name}_sum"]),
            helper.make_node("ArgMax", [f"grammar/{name}_sum"], [output], axis=-1, keepdims=0),
        ])  # fmt: skip
        graph.output.append(helper.make_tensor_value_info(output, TensorProto.INT64, ["windows", "pieces"]))
    for tensor in graph.initializer:
        if tensor.name.startswith("grammar.") and len(tensor.raw_data) >= 1024:
            set_external_data(tensor, FILE)
    new = onnx.ModelProto()
    new.CopyFrom(onnx_model)
    _save(new, folder)
    settings = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    settings |= {"pos": tags, "relations": relations}
    (folder / "config.json").write_text(json.dumps(settings), encoding="utf-8")
    write_sums(folder)
    (folder / "golden.json").write_text(json.dumps(golden(folder), ensure_ascii=False), encoding="utf-8")


def _save(model: onnx.ModelProto, folder: Path) -> None:
    """Save the graph; of its tensors only the new ones are loaded, and go into a file of their own."""
    offset = 0
    with (folder / FILE).open("wb") as file:
        for tensor in model.graph.initializer:
            entries = {entry.key: entry.value for entry in tensor.external_data}
            if entries.get("location") == FILE:
                file.write(tensor.raw_data)
                size = len(tensor.raw_data)
                set_external_data(tensor, FILE, offset=offset, length=size)
                tensor.ClearField("raw_data")
                offset += size
    (folder / "model.onnx").write_bytes(model.SerializeToString())


def measure(folder: Path, gum: Path) -> None:
    """Print how many words of the dev documents a model gets right, through the run time."""
    tagger, right, total = Tagger(folder), np.zeros(2, np.int64), 0
    for document in documents(gum):
        if document.split == "dev":
            found = tagger.score(document.text)
            at = {int(start): i for i, start in enumerate(found.starts)}
            kept = [(at[start], tag, relation) for start, tag, relation in document.tokens if start in at]
            said = [(tagger.pos[found.pos[i]], tagger.relations[found.relation[i]]) for i, _, _ in kept]
            right += np.sum([(a == t, b == r) for (a, b), (_, t, r) in zip(said, kept, strict=True)], 0)
            total += len(kept)
    tags, relations = right / total
    print(f"{folder.name} on {total} words of dev: tags {tags:.4f}, relations {relations:.4f}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path, help="the folder of an exported model")
    parser.add_argument("--gum", type=Path, required=True)
    parser.add_argument(
        "--measure", action="store_true", help="train nothing; for a model that tells grammar"
    )
    a = parser.parse_args()
    if a.measure:
        return measure(a.model, a.gum)
    seen = examples(a.model, a.gum)
    tags, relations = sorted(set(seen.tags)), sorted(set(seen.relations))
    attach(a.model, fit(seen, tags, relations), tags, relations)


if __name__ == "__main__":
    main()
