"""The reader of speech as a torch module: an encoder, a tag for each word, links between spans.

The encoder is MPNet's (Song et al. 2020), written out so that it can run in bfloat16 throughout. Tags
are scored by a linear-chain conditional random field over B, I, E, S. Links are dot products of a
span's two end words with a term for distance and paragraphs (after Dozat & Manning 2017).
"""

from __future__ import annotations

import math
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor, nn

from onrecord.encode import FEATURES
from onrecord.labels import LABELS, transitions
from onrecord.link import DISTANCES, LINK_WIDTH, PROJECTIONS

EPS = 1e-5


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


class Layer(nn.Module):
    def __init__(self, width: int, inner: int, heads: int):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.norm1 = nn.LayerNorm(width, eps=EPS)
        self.norm2 = nn.LayerNorm(width, eps=EPS)

    def forward(self, x: Tensor, bias: Tensor, drop: Dropout | None) -> Tensor:
        batch, length, width = x.shape
        q, k, v = self.qkv(x).view(batch, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        if torch.onnx.is_in_onnx_export():
            a = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(width // self.heads) + bias, -1) @ v
        else:
            a = F.scaled_dot_product_attention(q, k, v, attn_mask=bias)
        a = self.out(a.transpose(1, 2).reshape(batch, length, width))
        x = self.norm1(x + (drop(a) if drop else a))
        y = self.down(F.gelu(self.up(x)))
        return self.norm2(x + (drop(y) if drop else y))


class Encoder(nn.Module):
    """MPNet. ``layers`` keeps the first so many."""

    def __init__(
        self, vocabulary: int = 30527, width: int = 768, inner: int = 3072, heads: int = 12, layers: int = 12
    ):
        super().__init__()
        self.words = nn.Embedding(vocabulary, width)
        self.positions = nn.Embedding(514, width)
        self.norm = nn.LayerNorm(width, eps=EPS)
        self.features = nn.Embedding(FEATURES, width)
        self.relative = nn.Embedding(32, heads)
        self.layers = nn.ModuleList(Layer(width, inner, heads) for _ in range(layers))
        self.drop: Dropout | None = None

    def forward(self, ids: Tensor, features: Tensor, mask: Tensor) -> Tensor:
        length = ids.shape[1]
        at = torch.arange(length)
        x = self.words(ids) + self.positions(at + 2) + self.features(features).sum(2)
        x = self.norm(x)
        bias = self.relative(buckets(at[None, :] - at[:, None])).permute(2, 0, 1)[None]
        bias = bias + (1 - mask[:, None, None, :].to(bias.dtype)) * -1e4
        drop = self.drop if self.training else None
        x = drop(x) if drop else x
        for layer in self.layers:
            x = layer(x, bias, drop)
        return x

    def load(self, path: Path) -> None:
        """Take the weights of all-mpnet-base-v2."""
        w = load_file(path)
        with torch.no_grad():
            self.words.weight.copy_(w["embeddings.word_embeddings.weight"])
            self.positions.weight.copy_(w["embeddings.position_embeddings.weight"])
            self.norm.weight.copy_(w["embeddings.LayerNorm.weight"])
            self.norm.bias.copy_(w["embeddings.LayerNorm.bias"])
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

    def __init__(self, layers: int = 12, width: int = 768):
        super().__init__()
        self.encoder = Encoder(layers=layers)
        self.tags = nn.Linear(width, len(LABELS))
        self.links = nn.Linear(width, PROJECTIONS * LINK_WIDTH)
        self.no_source = nn.Parameter(torch.zeros(LINK_WIDTH))
        self.distance = nn.Parameter(nearer_is_better().repeat(2, 1))
        self.transitions = nn.Parameter(torch.zeros(len(LABELS), len(LABELS)))
        self.register_buffer("legal", torch.from_numpy(transitions()))

    def forward(self, ids: Tensor, features: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Scores (batch, pieces, tags) and span vectors (batch, pieces, 8 * width), both float32."""
        hidden = self.encoder(ids, features, mask).float()
        if self.training:
            hidden = F.dropout(hidden, 0.1)
        return self.tags(hidden), self.links(hidden)

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
