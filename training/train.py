"""Train the reader of speech on PolNeAR. Resumable; writes checkpoints and a log beside them.

python -m training.train --base all-mpnet-base-v2/ --corpus ../shared/corpora/polnear --out runs/accurate
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import time
from collections.abc import Iterator, Set
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from training.corpus import Document, Window, cut, read_corpus
from training.model import Dropout, Reader, Shape

log = logging.getLogger("training")
MASTER = torch.float32
# Small tables of scores that must travel far: at the heads' rate an epoch moves them by 0.1.
TABLES = {"distance", "transitions"}
# The embeddings stay as they are; a mask that is learned keeps attention off its fast path.
FROZEN = {"encoder.words.weight", "encoder.positions.weight", "encoder.relative.weight"}


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides what comes out, beside the data."""

    layers: int = 12
    epochs: int = 5
    pieces: int = 382
    batch: int = 8
    rate: float = 5e-5
    head_rate: float = 8e-4
    table_rate: float = 1e-2
    decay: float = 0.95
    warmup: float = 0.06
    fall: float = 1.0
    weight_decay: float = 0.01
    link_weight: float = 1.0
    dropout: float = 0.1
    short: float = 0.45
    short_from: int = 3
    settle: float = 0.35
    held_out: int = 40
    seed: int = 20261122


def split(documents: list[Document], held_out: int) -> tuple[list[Document], list[Document]]:
    """The training documents, and every n-th kept aside for choosing."""
    step = len(documents) // held_out
    aside = set(range(0, step * held_out, step))
    return [d for i, d in enumerate(documents) if i not in aside], [documents[i] for i in sorted(aside)]


@dataclass(frozen=True, slots=True)
class Batch:
    ids: Tensor
    features: Tensor
    mask: Tensor
    first: Tensor
    tags: Tensor
    lengths: Tensor
    rows: list[Window]


def collate(rows: list[Window]) -> Batch:
    longest = max(len(r.ids) for r in rows) + 2
    words = max(len(r.tags) for r in rows)
    ids = np.ones((len(rows), longest), np.int64)
    features = np.zeros((len(rows), longest, 4), np.int64) + np.array([0, 4, 7, 11])
    mask = np.zeros((len(rows), longest), np.float32)
    first, tags = np.zeros((len(rows), words), np.int64), np.zeros((len(rows), words), np.int64)
    for i, r in enumerate(rows):
        n = len(r.ids)
        ids[i, 0], ids[i, 1 : n + 1], ids[i, n + 1] = 0, r.ids, 2
        features[i, 1 : n + 1] = r.features
        mask[i, : n + 2] = 1
        first[i, : len(r.first)] = r.first + 1
        tags[i, : len(r.tags)] = r.tags
    arrays = (ids, features, mask, first, tags, np.array([len(r.tags) for r in rows]))
    return Batch(*(torch.from_numpy(a) for a in arrays), rows=rows)


def batches(documents: list[Document], tokenizer: Tokenizer, recipe: Recipe, epoch: int) -> Iterator[Batch]:
    rng = random.Random(recipe.seed * 1000 + epoch)
    # The first epochs learn from whole windows; sentences alone come when there is something to lose.
    short = recipe.short if epoch >= recipe.short_from else 0.0
    rows = [w for d in documents for w in cut(d, tokenizer, recipe.pieces, rng, short)]
    rows.sort(key=lambda r: -len(r.ids) - rng.random() * 10)
    groups: list[list[Window]] = [[]]
    for row in rows:
        if groups[-1] and (len(groups[-1]) + 1) * len(groups[-1][0].ids) > recipe.batch * recipe.pieces:
            groups.append([])
        groups[-1].append(row)
    rng.shuffle(groups)
    yield from map(collate, groups)


def link_loss(model: Reader, links: Tensor, row: Window) -> Tensor:
    """Cross entropy of the right cue for each content and the right source, or none, for each cue."""
    from onrecord.link import LINK_WIDTH, PROJECTIONS, distances

    table = links.view(len(links), PROJECTIONS, LINK_WIDTH)
    scale = LINK_WIDTH**-0.5
    total = links.sum() * 0
    tasks = [(row.contents, row.cues, row.content_cue, 0), (row.cues, row.sources, row.cue_source, 4)]
    for queries, keys, gold, part in tasks:
        kept = [i for i, g in enumerate(gold) if g >= (0 if part == 0 else -1)]
        if not kept or (not keys and part == 0):
            continue
        q = np.array([queries[i] for i in kept], np.int64)
        k = np.array(keys, np.int64).reshape(-1, 2)
        near, crossed = (torch.from_numpy(x) for x in distances(q, k, row.paragraph))
        ask = table[q[:, 0], part] + table[q[:, 1] - 1, part + 1]
        answer = table[k[:, 0], part + 2] + table[k[:, 1] - 1, part + 3]
        bias = model.distance[part // 4]
        score = ask @ answer.T * scale + bias[near] + bias[crossed]
        target = torch.tensor([gold[i] for i in kept])
        if part == 4:
            score = torch.cat([(ask @ model.no_source * scale)[:, None], score], 1)
            target = target + 1
        total = total + torch.nn.functional.cross_entropy(score, target, reduction="sum")
    return total


def loss(model: Reader, batch: Batch, link_weight: float) -> tuple[Tensor, Tensor]:
    tags, links = model(batch.ids, batch.features, batch.mask)
    at = batch.first[..., None]
    tags = tags.gather(1, at.expand(-1, -1, tags.shape[-1]))
    links = links.gather(1, at.expand(-1, -1, links.shape[-1]))
    nll = model.crf(tags, batch.tags, batch.lengths).sum()
    linked = torch.stack([link_loss(model, links[i], r) for i, r in enumerate(batch.rows)]).sum()
    words = batch.lengths.sum()
    return (nll + link_weight * linked) / words * 10, torch.stack([nll.detach(), linked.detach()]) / words


class Optimizer:
    """AdamW on float32 copies of bfloat16 weights, the rate falling by layer and linearly to zero.

    The fall to zero takes the share ``recipe.fall`` of the steps, at the end.
    """

    def __init__(self, model: Reader, recipe: Recipe, steps: int, frozen: Set[str] = frozenset(FROZEN)):
        groups: dict[tuple[float, float], list[tuple[Tensor, Tensor]]] = {}
        depth = len(model.encoder.layers)
        for name, p in model.named_parameters():
            if name in frozen:
                p.requires_grad_(False)
                continue
            part = name.split(".")
            rate = recipe.table_rate if name in TABLES else recipe.head_rate
            if part[:2] == ["encoder", "layers"]:
                rate = recipe.rate * recipe.decay ** (depth - 1 - int(part[2]))
            elif part[0] == "encoder" and part[1] in ("words", "positions", "norm"):
                rate = recipe.rate * recipe.decay**depth
            decay = recipe.weight_decay if p.dim() > 1 and part[0] == "encoder" else 0.0
            groups.setdefault((rate, decay), []).append((p, p.detach().to(MASTER).clone()))
        self.pairs = [pair for g in groups.values() for pair in g]
        rows = [{"params": [m for _, m in g], "lr": r, "weight_decay": w} for (r, w), g in groups.items()]
        self.adam = torch.optim.AdamW(rows, betas=(0.9, 0.98), eps=1e-6, fused=True)
        self.done = 0
        self.steps, self.warm, self.fall = steps, max(1, int(steps * recipe.warmup)), recipe.fall
        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.adam, self._share)

    def _share(self, step: int) -> float:
        left = (self.steps - step) / (self.steps - self.warm) / self.fall
        return min((step + 1) / self.warm, max(0.0, left), 1.0)

    def step(self) -> float:
        for p, m in self.pairs:
            m.grad = None if p.grad is None else p.grad.to(MASTER)
            p.grad = None
        norm = torch.nn.utils.clip_grad_norm_([m for _, m in self.pairs], 1.0)
        self.adam.step()
        self.schedule.step()
        with torch.no_grad():
            for p, m in self.pairs:
                p.copy_(m)
        return float(norm)

    def state(self) -> dict[str, object]:
        masters = [m for _, m in self.pairs]
        return {"adam": self.adam.state_dict(), "schedule": self.schedule.state_dict(), "masters": masters}

    def restore(self, state: dict[str, object]) -> None:
        self.adam.load_state_dict(state["adam"])
        self.schedule.load_state_dict(state["schedule"])
        self.done = self.schedule.last_epoch
        for (p, m), kept in zip(self.pairs, state["masters"], strict=True):
            m.copy_(kept)
            p.data.copy_(kept)


def train(base: Path, corpus: Path, out: Path, recipe: Recipe) -> None:
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(recipe.seed)
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    documents, _ = split(read_corpus(corpus / "train"), recipe.held_out)
    documents += read_corpus(corpus / "annotator-training")
    model = Reader(Shape(layers=recipe.layers))
    model.encoder.load(base / "model.safetensors")
    model.encoder.drop = Dropout(recipe.dropout)
    model.encoder.to(torch.bfloat16)
    torch.nn.init.normal_(model.links.weight, std=0.06)
    per_epoch = sum(1 for _ in batches(documents, tokenizer, recipe, 0))
    optimizer = Optimizer(model, recipe, per_epoch * recipe.epochs)
    (out / "recipe.json").write_text(json.dumps(asdict(recipe), indent=1))
    first = resume(out, model, optimizer)
    optimizer.steps = optimizer.done + per_epoch * (recipe.epochs - first)
    log.info("%d documents, %d steps an epoch, from epoch %d", len(documents), per_epoch, first + 1)
    for epoch in range(first, recipe.epochs):
        model.train()
        run_epoch(model, optimizer, batches(documents, tokenizer, recipe, epoch), recipe, epoch)
        torch.save({"epoch": epoch + 1, "optimizer": optimizer.state()}, out / "resume.pt.new")
        (out / "resume.pt.new").rename(out / "resume.pt")
        torch.save(weights(model, optimizer), out / f"epoch-{epoch + 1}.pt")
    settle(out, recipe)


def settle(out: Path, recipe: Recipe) -> None:
    """Write final.pt: the last epoch's weights, drawn a third towards those of the epoch before."""
    before, last = (torch.load(out / f"epoch-{recipe.epochs - n}.pt", weights_only=True) for n in (1, 0))
    share = recipe.settle
    torch.save({k: (1 - share) * v + share * before[k] for k, v in last.items()}, out / "final.pt")


def weights(model: Reader, optimizer: Optimizer) -> dict[str, Tensor]:
    """The model's state with the float32 copies in place of what the steps ran on."""
    masters = {id(p): m for p, m in optimizer.pairs}
    named = dict(model.named_parameters())
    return {k: masters.get(id(named.get(k)), v).float().clone() for k, v in model.state_dict().items()}


def resume(out: Path, model: Reader, optimizer: Optimizer) -> int:
    if not (out / "resume.pt").exists():
        return 0
    kept = torch.load(out / "resume.pt", weights_only=True)
    optimizer.restore(kept["optimizer"])
    return int(kept["epoch"])


def run_epoch(model: Reader, optimizer: Optimizer, rows: Iterator[Batch], recipe: Recipe, epoch: int) -> None:
    begin, pieces, sums = time.time(), 0, torch.zeros(2)
    for n, batch in enumerate(rows, 1):
        value, parts = loss(model, batch, recipe.link_weight)
        value.backward()
        norm = optimizer.step()
        pieces += int(batch.mask.sum())
        sums += parts
        if n % 20 == 0:
            if model.encoder.drop:
                model.encoder.drop.renew()
            rate = pieces / (time.time() - begin)
            tags, links = (sums / n).tolist()
            log.info(
                "epoch %d step %d tags %.4f links %.4f norm %.2f, %.0f pieces/s",
                epoch + 1,
                n,
                tags,
                links,
                norm,
                rate,
            )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    for name, kind in (("layers", int), ("epochs", int), ("batch", int), ("rate", float)):
        parser.add_argument(f"--{name}", type=kind, default=getattr(Recipe(), name))
    a = parser.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s %(message)s",
        handlers=[logging.StreamHandler(), logging.FileHandler(a.out / "train.log")],
    )
    train(a.base, a.corpus, a.out, Recipe(layers=a.layers, epochs=a.epochs, batch=a.batch, rate=a.rate))


if __name__ == "__main__":
    main()
