"""Train the fast model: a small reader that says what the accurate one says. Resumable.

    python -m training.distil --base all-MiniLM-L6-v2/ --teacher runs/teacher \
        --model onrecord/models/accurate --shared ../shared --out runs/fast

It learns from three things at once: the teacher's scores of every word, as `training.teacher` keeps them; the
teacher's choice among the links between annotated spans; and the annotations themselves. The text is noisy,
the teacher saw it clean. Tokenizer, transitions and the terms of distance are the teacher's own.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor

from onrecord.labels import LABELS, number
from onrecord.link import LINK_WIDTH, PROJECTIONS, distances
from training.corpus import Document, Window, cut
from training.export import load_tokenizer
from training.model import Reader, Shape
from training.teacher import Targets, load, texts
from training.train import Batch, Optimizer, Recipe, collate, resume, split, weights

log = logging.getLogger("training")

# The tags that a word has as the end of a span whose vector a projection gives: content, cue, cue, source.
ENDS = [
    [number(place, role), number("S", role)] for role in ("content", "cue", "cue", "source") for place in "BE"
]
RECIPE = Recipe(
    layers=3,
    epochs=9,
    pieces=254,
    batch=12,
    rate=5e-4,
    head_rate=1e-3,
    decay=1.0,
    warmup=0.02,
    fall=0.35,
    short=0.3,
)
INNER, WIDTH, LAYERS = 768, 384, (0, 2, 4)
WIDTHS = {"tags": len(LABELS), "links": PROJECTIONS * LINK_WIDTH, "pos": 46, "relation": 41}
# As the teacher has them.
FIXED = {"no_source", "distance", "transitions"}
# The mean square of the teacher's span vectors.
LOUDNESS = 0.28


@dataclass(frozen=True, slots=True)
class Share:
    """How much each part weighs. All are sums over a batch by its number of words."""

    gold: float = 0.4
    tags: float = 1.0
    distance: float = 0.01
    links: float = 1.0
    vectors: float = 0.3
    grammar: float = 0.08


@dataclass(frozen=True, slots=True)
class Row:
    """A window and what the teacher said of its words; ``known`` is 0 for words that only noise made."""

    window: Window
    known: np.ndarray
    at: np.ndarray
    targets: Targets | None
    annotated: bool


def rows(
    documents: list[Document], targets: dict[str, Targets], tokenizer: Tokenizer, recipe: Recipe, epoch: int
) -> list[Row]:
    """The windows of an epoch."""
    rng = random.Random(recipe.seed * 1000 + epoch)
    found = []
    for document in documents:
        said = targets.get(document.name)
        read = document if document.readings else Document(document.name, document.text, [[]])
        for window in cut(read, tokenizer, recipe.pieces, rng, recipe.short):
            starts = window.starts if said is None else said.starts
            at = np.searchsorted(starts, window.starts).clip(max=len(starts) - 1)
            known = starts[at] == window.starts
            found.append(Row(window, known, at, said, bool(document.readings)))
    rng.shuffle(found)
    return found


def batches(found: list[Row], recipe: Recipe, seed: int) -> Iterator[list[Row]]:
    """Windows of like length together, in any order."""
    rng = random.Random(seed)
    ordered = sorted(found, key=lambda row: -len(row.window.ids) - rng.random() * 10)
    groups: list[list[Row]] = [[]]
    for row in ordered:
        if (
            groups[-1]
            and (len(groups[-1]) + 1) * len(groups[-1][0].window.ids) > recipe.batch * recipe.pieces
        ):
            groups.append([])
        groups[-1].append(row)
    rng.shuffle(groups)
    yield from groups


def divergence(mine: Tensor, wanted: Tensor) -> Tensor:
    """Kullback-Leibler divergence of scores from the teacher's, over the last dimension."""
    p = torch.softmax(wanted, -1)
    return (p * (torch.log_softmax(wanted, -1) - torch.log_softmax(mine, -1))).sum(-1)


def link_scores(model: Reader, links: Tensor, window: Window) -> list[tuple[list[int], Tensor]]:
    """For contents and for cues: the right answer of each, and the scores of all answers; 0 is "nobody"."""
    table = links.view(len(links), PROJECTIONS, LINK_WIDTH)
    scale = LINK_WIDTH**-0.5
    found = []
    tasks = (
        (window.contents, window.cues, window.content_cue, 0),
        (window.cues, window.sources, window.cue_source, 4),
    )
    for queries, keys, gold, part in tasks:
        kept = [i for i, g in enumerate(gold) if g >= (0 if part == 0 else -1)]
        if not kept or not keys:
            continue
        q, k = np.array([queries[i] for i in kept], np.int64), np.array(keys, np.int64)
        near, crossed = (torch.from_numpy(x) for x in distances(q, k, window.paragraph))
        ask = table[q[:, 0], part] + table[q[:, 1] - 1, part + 1]
        answer = table[k[:, 0], part + 2] + table[k[:, 1] - 1, part + 3]
        bias = model.distance[part // 4]
        score = ask @ answer.T * scale + bias[near] + bias[crossed]
        nobody = (ask @ model.no_source * scale)[:, None] if part else torch.full((len(kept), 1), -1e4)
        found.append(([gold[i] + 1 for i in kept], torch.cat([nobody, score], 1)))
    return found


def link_loss(model: Reader, links: Tensor, hers: Tensor | None, window: Window) -> Tensor:
    """Cross entropy of the right links, and the divergence from the teacher's choice among them."""
    total = links.sum() * 0
    mine = link_scores(model, links, window)
    for gold, score in mine:
        total = total + 0.5 * F.cross_entropy(score, torch.tensor(gold), reduction="sum")
    with torch.no_grad():
        said = [] if hers is None else link_scores(model, hers, window)
    for (_, score), (_, wanted) in zip(mine, said, strict=False):
        total = total + divergence(score, wanted).sum()
    return total


def chances(scores: Tensor, table: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
    """The probability of each tag at each word, (rows, words, tags), and each row's log of the sum of all.

    The forward and backward sums, scaled at each word, with no graph: NumPy is faster here than torch.
    """
    top = scores.amax(-1, keepdim=True)
    likely, step = (scores - top).exp().numpy(), table.exp().numpy()
    rows, words, _ = likely.shape
    live = (np.arange(words)[:, None] < lengths.numpy())[..., None]
    forward, backward, scale = (
        np.empty_like(likely),
        np.ones_like(likely),
        np.ones((rows, words, 1), np.float32),
    )
    a = likely[:, 0]
    for i in range(words):
        a = np.where(live[i], (a @ step) * likely[:, i], a) if i else a
        scale[:, i] = a.sum(1, keepdims=True)
        a = a / scale[:, i]
        forward[:, i] = a
    b = backward[:, -1]
    for i in range(words - 2, -1, -1):
        b = np.where(live[i + 1], (likely[:, i + 1] * b) @ step.T / scale[:, i + 1], b)
        backward[:, i] = b
    both = torch.from_numpy(forward * backward)
    within = torch.from_numpy(live[..., 0].T.astype(np.float32))
    total = ((torch.from_numpy(scale[..., 0]).log() + top[..., 0]) * within).sum(1)
    return both / both.sum(-1, keepdim=True), total


@dataclass(frozen=True, slots=True)
class Group:
    """A batch with what the teacher said of its words; ``taught``, float32 (rows, words), is 0 elsewhere."""

    batch: Batch
    rows: list[Row]
    annotated: Tensor
    taught: Tensor
    hers: dict[str, Tensor]


def gathered(rows: list[Row]) -> Group:
    batch = collate([row.window for row in rows])
    taught = torch.zeros(batch.tags.shape)
    hers = {name: torch.zeros(*batch.tags.shape, width) for name, width in WIDTHS.items()}
    for i, row in enumerate(rows):
        if row.targets:
            taught[i, : len(row.at)] = torch.from_numpy(row.known.astype(np.float32))
            for name, out in hers.items():
                out[i, : len(row.at)] = torch.from_numpy(getattr(row.targets, name)[row.at])
    return Group(batch, rows, torch.tensor([row.annotated for row in rows]), taught, hers)


def tag_loss(model: Reader, tags: Tensor, group: Group, share: Share) -> tuple[Tensor, Tensor]:
    """A value whose gradient is that of the annotation's and the teacher's sequences, and both to be shown.

    Against the annotation the gradient of a conditional random field is the probability of each tag less
    what is annotated; against the teacher, whose transitions are the same, less the teacher's probability.
    """
    batch, table = group.batch, (model.transitions + model.legal).detach()
    with torch.no_grad():
        mine, total = chances(tags, table, batch.lengths)
        wanted, _ = chances(group.hers["tags"], table, batch.lengths)
        live = (torch.arange(tags.shape[1])[None] < batch.lengths[:, None]).float()
        marked = F.one_hot(batch.tags, tags.shape[-1])
        right = ((tags * marked).sum(-1) * live).sum(1)
        right = right + (table[batch.tags[:, :-1], batch.tags[:, 1:]] * live[:, 1:]).sum(1)
        gold = ((total - right) * group.annotated).sum()
        off = wanted * (wanted.clamp(min=1e-6).log() - mine.clamp(min=1e-6).log())
        far = (off.sum(-1) * group.taught).sum()
        pull = share.gold * (mine - marked) * (live * group.annotated[:, None])[..., None]
        pull = pull + share.tags * (mine - wanted) * group.taught[..., None]
    return (tags * pull).sum(), torch.stack([gold, far])


def loss(model: Reader, rows: list[Row], share: Share, words: int) -> tuple[Tensor, Tensor]:
    """The loss of some rows, and its parts a word: annotations, tags, distance, links, vectors, grammar.

    ``words`` is the number in the whole batch.
    """
    group = gathered(rows)
    batch, hers, taught = group.batch, group.hers, group.taught
    hidden = model.encoder(batch.ids, batch.features, batch.mask)
    hidden = hidden.gather(1, batch.first[..., None].expand(-1, -1, hidden.shape[-1]))
    tags, links, pos, relation = model.heads(hidden)
    pulled, shown = tag_loss(model, tags, group, share)
    distance = ((tags - hers["tags"]).square().sum(-1) * taught).sum()
    linked = links.sum() * 0
    for i, row in enumerate(rows):
        if row.annotated:
            linked = linked + link_loss(
                model, links[i], hers["links"][i] if row.targets else None, row.window
            )
    spread = (links - hers["links"]).square().unflatten(-1, (PROJECTIONS, LINK_WIDTH)).mean(-1)
    chance = torch.softmax(hers["tags"], -1)[..., ENDS].sum(-1) + 0.02
    vectors = ((spread * chance).sum(-1) * taught).sum() / LOUDNESS
    syntax = divergence(pos, hers["pos"]) + divergence(relation, hers["relation"])
    parts = torch.stack([distance, linked, vectors, (syntax * taught).sum()])
    weight = torch.tensor([share.distance, share.links, share.vectors, share.grammar])
    value = (pulled + (parts * weight).sum()) / words * 10
    return value, torch.cat([shown, parts.detach()]) / words


def student(base: Path, teacher: Path, recipe: Recipe) -> Reader:
    """The small reader before training: MiniLM's layers, the teacher's tables."""
    config = json.loads((teacher / "config.json").read_text(encoding="utf-8"))
    grammar = (len(config["pos"]), len(config["relations"]))
    model = Reader(Shape(recipe.layers, WIDTH, INNER, relative=False, grammar=grammar))
    model.encoder.load_bert(base / "model.safetensors", LAYERS[: recipe.layers])
    with torch.no_grad():
        model.transitions.copy_(torch.tensor(config["transitions"]) * (model.legal == 0))
        model.distance.copy_(torch.tensor(config["distance"]))
        model.no_source.copy_(torch.tensor(config["no_source"]))
    torch.nn.init.normal_(model.links.weight, std=0.03)
    model.encoder.to(torch.bfloat16)
    return model


def train(base: Path, teacher: Path, kept: Path, shared: Path, out: Path, recipe: Recipe) -> None:
    torch.manual_seed(recipe.seed)
    tokenizer = load_tokenizer(teacher)
    model = student(base, teacher, recipe)
    documents = learned(shared, recipe)
    targets = {d.name: load(p) for d in documents if (p := kept / f"{d.name}.npz").exists()}
    documents = [d for d in documents if d.readings or d.name in targets]
    per_epoch = sum(1 for _ in batches(rows(documents, targets, tokenizer, recipe, 0), recipe, 0))
    optimizer = Both(model, recipe, per_epoch * recipe.epochs)
    (out / "recipe.json").write_text(json.dumps(asdict(recipe) | asdict(Share()), indent=1))
    config = json.loads((teacher / "config.json").read_text(encoding="utf-8"))
    (out / "grammar.json").write_text(json.dumps({name: config[name] for name in ("pos", "relations")}))
    first = resume(out, model, optimizer)
    optimizer.steps = optimizer.done + per_epoch * (recipe.epochs - first)
    log.info(
        "%d documents, %d taught, %d steps an epoch, from epoch %d",
        *(len(documents), len(targets), per_epoch, first + 1),
    )
    for epoch in range(first, recipe.epochs):
        model.train()
        run_epoch(model, optimizer, rows(documents, targets, tokenizer, recipe, epoch), recipe, epoch)
        torch.save({"epoch": epoch + 1, "optimizer": optimizer.state()}, out / "resume.pt.new")
        (out / "resume.pt.new").rename(out / "resume.pt")
        torch.save(weights(model, optimizer), out / f"epoch-{epoch + 1}.pt")
    torch.save(weights(model, optimizer), out / "final.pt")


class Both(Optimizer):
    """The same, and Adam for those rows of the table of words that a batch holds: a tenth of the time."""

    def __init__(self, model: Reader, recipe: Recipe, steps: int) -> None:
        super().__init__(model, recipe, steps, frozenset({"encoder.words.weight", *FIXED}))
        self.words = model.encoder.words
        self.words.float()
        self.words.sparse = True
        self.words.weight.requires_grad_(True)
        self.sparse = torch.optim.SparseAdam([self.words.weight], lr=recipe.rate, betas=(0.9, 0.98), eps=1e-6)
        self.rate = recipe.rate

    def step(self) -> float:
        self.sparse.param_groups[0]["lr"] = self.rate * self._share(self.schedule.last_epoch)
        self.sparse.step()
        self.words.weight.grad = None
        return super().step()

    def state(self) -> dict[str, object]:
        table = self.words.weight.detach()
        return super().state() | {"words": table, "sparse": self.sparse.state_dict()}

    def restore(self, state: dict[str, object]) -> None:
        super().restore(state)
        self.words.weight.data.copy_(state["words"])
        self.sparse.load_state_dict(state["sparse"])


def learned(shared: Path, recipe: Recipe) -> list[Document]:
    """All texts but PolNeAR's that are kept aside for choosing."""
    found = list(texts(shared))
    aside = {d.name for d in split([d for d in found if d.readings], recipe.held_out)[1]}
    return [d for d in found if d.name not in aside]


def run_epoch(model: Reader, optimizer: Optimizer, found: list[Row], recipe: Recipe, epoch: int) -> None:
    """One epoch. Each half of a batch has a thread: where others work too, waiting threads are lost time."""
    begin, pieces, sums = time.time(), 0, torch.zeros(6)
    with ThreadPoolExecutor(2, initializer=torch.set_num_threads, initargs=(1,)) as pool:
        for n, group in enumerate(batches(found, recipe, epoch), 1):
            words = sum(len(row.at) for row in group)
            halves = [half for half in (group[::2], group[1::2]) if half]
            parts = sum(pool.map(lambda half, words=words: backward(model, half, words), halves))
            norm = optimizer.step()
            pieces += sum(len(row.window.ids) for row in group)
            sums = sums * 0.98 + parts * 0.02
            if n % 20 == 0:
                shown = " ".join(f"{p:.4f}" for p in (sums / (1 - 0.98**n)).tolist())
                rate = pieces / (time.time() - begin)
                log.info("epoch %d step %d: %s norm %.2f, %.0f pieces/s", epoch + 1, n, shown, norm, rate)


def backward(model: Reader, rows: list[Row], words: int) -> Tensor:
    value, parts = loss(model, rows, Share(), words)
    value.backward()
    return parts


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("base", "teacher", "model", "shared", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    for name, kind in (("epochs", int), ("rate", float), ("fall", float), ("batch", int)):
        parser.add_argument(f"--{name}", type=kind, default=getattr(RECIPE, name))
    a = parser.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s %(message)s",
        handlers=[logging.StreamHandler(), logging.FileHandler(a.out / "train.log")],
    )
    chosen = {name: getattr(a, name) for name in ("epochs", "rate", "fall", "batch")}
    train(a.base, a.model, a.teacher, a.shared, a.out, Recipe(**(asdict(RECIPE) | chosen)))


if __name__ == "__main__":
    main()
