"""The reader of speech as a torch module: an encoder, a tag for each word, links between spans.

The encoder is MPNet's (Song et al. 2020), or BERT's (Devlin et al. 2019) where it has no table of relative
positions, written out so that it can run in bfloat16 throughout. Tags
are scored by a linear-chain conditional random field over B, I, E, S. Links are dot products of a
span's two end words with a term for distance and paragraphs (after Dozat & Manning 2017).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor, nn

from onrecord.encode import FEATURES
from onrecord.labels import LABELS, transitions
from onrecord.link import DISTANCES, LINK_WIDTH, PROJECTIONS

EPS = 1e-5
HEADS = 12
VOCABULARY = 30527
# MPNet's pieces are BERT's moved by four; before them stand <s> <pad> </s> <unk>, after them <mask>.
BERT_PIECES, BERT_MARKS = 30522, {0: 101, 1: 0, 2: 102, 3: 100, 30526: 103}


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a reader is; ``grammar``: how many parts of speech and relations it tells, if it does."""

    layers: int = 12
    width: int = 768
    inner: int = 3072
    relative: bool = True
    grammar: tuple[int, int] | None = None

    @classmethod
    def of(cls, state: Mapping[str, Tensor]) -> Shape:
        """The shape of a checkpoint."""
        inner, width = state["encoder.layers.0.up.weight"].shape
        layers = sum(name.endswith(".up.weight") for name in state)
        grammar = (len(state["pos.bias"]), len(state["relation.bias"])) if "pos.bias" in state else None
        return cls(layers, width, inner, "encoder.relative.weight" in state, grammar)


class Dropout:
    """Dropout from a pool of random masks: drawing fresh ones costs a tenth of a step on a CPU."""

    def __init__(self, rate: float, size: int = 1 << 24):
        self.rate, self.size = rate, size
        self.renew()

    def renew(self) -> None:
        keep = torch.rand(self.size) >= self.rate
        self.pool = keep.to(torch.bfloat16) / (1 - self.rate)

    def __call__(self, x: Tensor) -> Tensor:
        if x.numel() > self.size // 2:
            return F.dropout(x, self.rate)
        at = int(torch.randint(0, self.size - x.numel(), ()).item())
        return x * self.pool[at : at + x.numel()].view(x.shape).to(x.dtype)


_BERT = [
    f"{part}.{kind}"
    for kind in ("weight", "bias")
    for part in (
        *(f"attention.self.{x}" for x in ("query", "key", "value")),
        *("attention.output.dense", "attention.output.LayerNorm"),
        *("intermediate.dense", "output.dense", "output.LayerNorm"),
    )
]


class Attention(torch.autograd.Function):
    """Attention with neither mask nor bias as one node of an exported graph, which runs it blockwise."""

    @staticmethod
    def forward(ctx: Any, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        return q.clone()

    @staticmethod
    def symbolic(g: Any, q: Any, k: Any, v: Any) -> Any:
        return g.op("com.microsoft::MultiHeadAttention", q, k, v, num_heads_i=HEADS).setType(q.type())


class Layer(nn.Module):
    def __init__(self, width: int, inner: int, *, written_out: bool = False):
        super().__init__()
        # Narrow and short, attention written out is trained in half the time of the fused one.
        self.written_out = written_out
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.norm1 = nn.LayerNorm(width, eps=EPS)
        self.norm2 = nn.LayerNorm(width, eps=EPS)

    def forward(self, x: Tensor, bias: Tensor | None, drop: Dropout | None) -> Tensor:
        a = self.out(self.attention(self.qkv(x), bias))
        x = self.norm1(x + (drop(a) if drop else a))
        y = self.down(F.gelu(self.up(x)))
        return self.norm2(x + (drop(y) if drop else y))

    def load_bert(self, w: Mapping[str, Tensor]) -> None:
        loud = w["output.dense.weight"].norm(dim=0) * w["intermediate.dense.weight"].norm(dim=1)
        kept = loud.argsort(descending=True)[: self.up.out_features].sort().values
        self.down.weight.copy_(w["output.dense.weight"][:, kept])
        self.down.bias.copy_(w["output.dense.bias"])
        for kind in ("weight", "bias"):
            qkv = torch.cat([w[f"attention.self.{x}.{kind}"] for x in ("query", "key", "value")])
            getattr(self.qkv, kind).copy_(qkv)
            getattr(self.up, kind).copy_(w[f"intermediate.dense.{kind}"][kept])
            getattr(self.out, kind).copy_(w[f"attention.output.dense.{kind}"])
            getattr(self.norm1, kind).copy_(w[f"attention.output.LayerNorm.{kind}"])
            getattr(self.norm2, kind).copy_(w[f"output.LayerNorm.{kind}"])

    def attention(self, qkv: Tensor, bias: Tensor | None) -> Tensor:
        batch, length, width = qkv.shape[0], qkv.shape[1], qkv.shape[2] // 3
        if torch.onnx.is_in_onnx_export() and bias is None:
            out: Tensor = Attention.apply(*qkv.split(width, -1))
            return out
        q, k, v = qkv.view(batch, length, 3, HEADS, width // HEADS).permute(2, 0, 3, 1, 4)
        if torch.onnx.is_in_onnx_export() or self.written_out:
            q, k, v = (q / math.sqrt(width // HEADS)).contiguous(), k.contiguous(), v.contiguous()
            scores = q @ k.transpose(-1, -2)
            a = torch.softmax(scores if bias is None else scores + bias, -1) @ v
        else:
            a = F.scaled_dot_product_attention(q, k, v, attn_mask=bias)
        return a.transpose(1, 2).reshape(batch, length, width)


class Encoder(nn.Module):
    """MPNet or, without relative positions, BERT; of any width and number of layers."""

    def __init__(self, shape: Shape):
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, shape.width)
        self.positions = nn.Embedding(514, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=EPS)
        self.features = nn.Embedding(FEATURES, shape.width)
        self.relative = nn.Embedding(32, HEADS) if shape.relative else None
        self.layers = nn.ModuleList(
            Layer(shape.width, shape.inner, written_out=not shape.relative) for _ in range(shape.layers)
        )
        self.drop: Dropout | None = None

    def forward(self, ids: Tensor, features: Tensor, mask: Tensor | None) -> Tensor:
        """What the last layer holds. ``mask`` is 0 where a row is padded, None where no row is."""
        at = torch.arange(ids.shape[1])
        places = self.positions(at + 2) + self.features(features).sum(2)
        x = self.words(ids).to(places.dtype) + places
        x = self.norm(x)
        bias = self.bias(at, mask)
        drop = self.drop if self.training else None
        x = drop(x) if drop else x
        for layer in self.layers:
            x = layer(x, bias, drop)
        return x

    def bias(self, at: Tensor, mask: Tensor | None) -> Tensor | None:
        """What is added to the scores of attention: for how far apart, and against what is padded."""
        bias = None
        if self.relative is not None:
            bias = self.relative(buckets(at[None, :] - at[:, None])).permute(2, 0, 1)[None]
        if mask is not None:
            padded = (1 - mask[:, None, None, :].to(self.norm.weight.dtype)) * -1e4
            bias = padded if bias is None else bias + padded
        return bias

    def load_bert(self, path: Path, layers: Sequence[int]) -> None:
        """Take these layers of a BERT of this width, and of their inner channels those of largest norm."""
        w = load_file(path)
        with torch.no_grad():
            rows = torch.arange(VOCABULARY) - 4
            for mine, its in BERT_MARKS.items():
                rows[mine] = its
            self.words.weight.copy_(w["embeddings.word_embeddings.weight"][rows])
            places = (
                w["embeddings.position_embeddings.weight"] + w["embeddings.token_type_embeddings.weight"][0]
            )
            self.positions.weight[2:].copy_(places)
            self.norm.weight.copy_(w["embeddings.LayerNorm.weight"])
            self.norm.bias.copy_(w["embeddings.LayerNorm.bias"])
            self.features.weight.zero_()
            for layer, number in zip(self.layers, layers, strict=True):
                layer.load_bert({k: w[f"encoder.layer.{number}.{k}"] for k in _BERT})

    def load(self, path: Path) -> None:
        """Take the weights of all-mpnet-base-v2."""
        w = load_file(path)
        with torch.no_grad():
            self.words.weight.copy_(w["embeddings.word_embeddings.weight"])
            self.positions.weight.copy_(w["embeddings.position_embeddings.weight"])
            self.norm.weight.copy_(w["embeddings.LayerNorm.weight"])
            self.norm.bias.copy_(w["embeddings.LayerNorm.bias"])
            assert self.relative is not None
            self.relative.weight.copy_(w["encoder.relative_attention_bias.weight"])
            self.features.weight.zero_()
            for i, layer in enumerate(self.layers):
                p = f"encoder.layer.{i}."
                for kind in ("weight", "bias"):
                    qkv = torch.cat([w[f"{p}attention.attn.{x}.{kind}"] for x in "qkv"])
                    getattr(layer.qkv, kind).copy_(qkv)
                    getattr(layer.out, kind).copy_(w[f"{p}attention.attn.o.{kind}"])
                    getattr(layer.norm1, kind).copy_(w[f"{p}attention.LayerNorm.{kind}"])
                    getattr(layer.up, kind).copy_(w[f"{p}intermediate.dense.{kind}"])
                    getattr(layer.down, kind).copy_(w[f"{p}output.dense.{kind}"])
                    getattr(layer.norm2, kind).copy_(w[f"{p}output.LayerNorm.{kind}"])


def buckets(offset: Tensor) -> Tensor:
    """MPNet's (T5's) 32 buckets of relative position, both directions, 128 at most."""
    n = -offset
    side = (n < 0).long() * 16
    n = n.abs()
    far = 8 + (torch.log(n.clamp(min=1).float() / 8) / math.log(128 / 8) * 8).long()
    return side + torch.where(n < 8, n, far.clamp(max=15))


def nearer_is_better() -> Tensor:
    """The start of the term for distance: from there it is learned."""
    middle = DISTANCES // 2
    near = [-0.4 * abs(i - middle) for i in range(DISTANCES)]
    return torch.tensor([*near, 0.0, -1.5, -3.0])


class Reader(nn.Module):
    """Encoder, tags and links."""

    def __init__(self, shape: Shape):
        super().__init__()
        self.shape, width = shape, shape.width
        self.encoder = Encoder(shape)
        self.tags = nn.Linear(width, len(LABELS))
        self.links = nn.Linear(width, PROJECTIONS * LINK_WIDTH)
        self.no_source = nn.Parameter(torch.zeros(LINK_WIDTH))
        self.distance = nn.Parameter(nearer_is_better().repeat(2, 1))
        self.transitions = nn.Parameter(torch.zeros(len(LABELS), len(LABELS)))
        self.register_buffer("legal", torch.from_numpy(transitions()))
        if shape.grammar:
            self.pos, self.relation = (nn.Linear(width, number) for number in shape.grammar)

    def forward(self, ids: Tensor, features: Tensor, mask: Tensor | None) -> tuple[Tensor, ...]:
        """Scores (batch, pieces, tags) and span vectors (batch, pieces, 8 * 64), both float32.

        A reader that tells grammar adds scores of parts of speech and of relations.
        """
        return self.heads(self.encoder(ids, features, mask))

    def heads(self, hidden: Tensor) -> tuple[Tensor, ...]:
        hidden = hidden.float()
        if self.training and self.encoder.drop:
            hidden = F.dropout(hidden, 0.1)
        heads = (self.tags, self.links, *((self.pos, self.relation) if self.shape.grammar else ()))
        return tuple(head(hidden) for head in heads)

    def crf(self, scores: Tensor, tags: Tensor, lengths: Tensor) -> Tensor:
        """Negative log likelihood of each row's tags; any tag may stand at a window's edge."""
        table = self.transitions + self.legal
        _batch, longest, _ = scores.shape
        at = torch.arange(longest)
        live = (at[None] < lengths[:, None]).float()
        gold = (scores.gather(2, tags[..., None])[..., 0] * live).sum(1)
        gold = gold + (table[tags[:, :-1], tags[:, 1:]] * live[:, 1:]).sum(1)
        alpha = scores[:, 0]
        for i in range(1, longest):
            step = torch.logsumexp(alpha[:, :, None] + table[None], 1) + scores[:, i]
            alpha = torch.where(live[:, i, None] > 0, step, alpha)
        return torch.logsumexp(alpha, 1) - gold
