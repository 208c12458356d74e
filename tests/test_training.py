"""What training sees: windows of text with tags and links, out of annotations in brat's format."""

from __future__ import annotations

import random
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from onrecord.decode import marginals
from onrecord.labels import spans
from onrecord.tag import Tagger
from training.corpus import Document, cut, noise, read_brat

TEXT = (
    "Gates stay shut.\n\n“We will wait,” Ada Brandt said on Monday. “For the water.”\n\n"
    "It was late, officials said, and the river rose. She added that nobody slept.\n"
)
BRAT = (
    "T1\tContent 18 33;61 77\t“We will wait,” “For the water.”\n"
    "T2\tSource 34 44\tAda Brandt\nT3\tCue 45 49\tsaid\n"
    "T4\tAttribution 45 49\tsaid\nE1\tAttribution:T4 Content:T1 Cue:T3 Source:T2\n"
    "T5\tContent 138 155\tthat nobody slept\nT6\tSource 128 131\tShe\nT7\tCue 132 137\tadded\n"
    "T8\tAttribution 132 137\tadded\nE2\tAttribution:T8 Content:T5 Cue:T7 Source:T6\n"
)


NO_TORCH = "training the models needs what requirements/training.txt lists"


@pytest.fixture(scope="module")
def distil() -> ModuleType:
    module: ModuleType = pytest.importorskip("training.distil", reason=NO_TORCH, exc_type=ImportError)
    return module


def document(tmp_path: Path) -> Document:
    path = tmp_path / "a_1.ann"
    path.write_text(BRAT, encoding="utf-8")
    return Document("a", TEXT, [read_brat(path)])


def test_annotations_are_read_with_spans_in_two_parts(tmp_path: Path) -> None:
    first, _ = document(tmp_path).readings[0]
    assert [TEXT[a:b] for a, b in first.content] == ["“We will wait,”", "“For the water.”"]
    assert [TEXT[a:b] for a, b in first.source] == ["Ada Brandt"]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("short", [0.0, 1.0])
def test_windows_hold_each_span_once_with_its_links(
    seed: int, short: float, tmp_path: Path, tagger: Tagger
) -> None:
    rows = list(cut(document(tmp_path), tagger.tokenizer, 400, random.Random(seed), short))
    for row in rows:
        marked = {("content", *s) for s in row.contents}
        marked |= {("cue", *s) for s in row.cues} | {("source", *s) for s in row.sources}
        assert set(spans(row.tags.tolist())) == marked
        assert len(row.content_cue) == len(row.contents)
        assert len(row.cue_source) == len(row.cues)
    assert sum(len(row.contents) for row in rows) == 3
    # Noise may take marks away, and nothing else.
    assert 0 <= len(tagger.score(TEXT).starts) - sum(len(row.tags) for row in rows) <= TEXT.count("”") * 2 + 4


@pytest.mark.parametrize("seed", range(30))
def test_noise_never_moves_a_character(seed: int) -> None:
    noisy = noise(TEXT * 20, random.Random(seed))
    assert len(noisy) == len(TEXT) * 20
    letters = [i for i, c in enumerate(TEXT * 20) if c.isalpha()]
    assert all(noisy[i].isalpha() for i in letters)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("short", [0.0, 1.0])
def test_words_of_a_window_know_their_first_character(
    seed: int, short: float, tmp_path: Path, tagger: Tagger
) -> None:
    clean = tagger.score(TEXT).starts.tolist()
    for row in cut(document(tmp_path), tagger.tokenizer, 400, random.Random(seed), short):
        assert len(row.starts) == len(row.first) == len(row.tags)
        assert set(row.starts.tolist()) <= set(clean)


def small_reader(distil: ModuleType) -> Any:
    torch = pytest.importorskip("torch", reason=NO_TORCH)
    torch.manual_seed(0)
    return distil.Reader(distil.Shape(1, 24, 32, relative=False, grammar=(46, 41)))


def test_probabilities_of_tags_are_those_of_the_run_time(distil: ModuleType) -> None:
    torch = pytest.importorskip("torch", reason=NO_TORCH)
    model = small_reader(distil)
    table = (model.transitions + model.legal).detach()
    scores, lengths = torch.randn(4, 20, 13) * 3, torch.tensor([20, 11, 2, 1])
    found, _ = distil.chances(scores, table, lengths)
    for row, one, length in zip(found, scores, lengths.tolist(), strict=True):
        wanted = marginals(one[:length].numpy(), table.numpy())
        assert np.abs(row[:length].numpy() - wanted).max() < 1e-5


def test_tags_are_pulled_as_a_random_field_pulls_them(
    distil: ModuleType, tmp_path: Path, tagger: Tagger
) -> None:
    """Without a teacher the gradient is that of the annotated sequences' log likelihood, word for word."""
    torch = pytest.importorskip("torch", reason=NO_TORCH)
    model = small_reader(distil)
    found = distil.rows([document(tmp_path)], {}, tagger.tokenizer, distil.RECIPE, 1)
    group = distil.gathered(found)
    scores = torch.randn(*group.batch.tags.shape, 13)
    pulled, wanted = scores.clone().requires_grad_(), scores.clone().requires_grad_()
    distil.tag_loss(model, pulled, group, distil.Share(gold=1.0))[0].backward()
    model.crf(wanted, group.batch.tags, group.batch.lengths).sum().backward()
    assert wanted.grad.abs().sum() > 1
    assert (pulled.grad - wanted.grad).abs().max() < 1e-3


def test_a_small_reader_learns_from_annotations_alone(
    distil: ModuleType, tmp_path: Path, tagger: Tagger
) -> None:
    """A few steps on one text: the loss falls, for tags and for links."""
    torch = pytest.importorskip("torch", reason=NO_TORCH)
    model = small_reader(distil)
    found = distil.rows([document(tmp_path)], {}, tagger.tokenizer, distil.RECIPE, 1)
    words = sum(len(row.at) for row in found)
    adam = torch.optim.Adam([p for p in model.parameters() if p.requires_grad], 1e-2)
    seen = []
    for _ in range(12):
        adam.zero_grad()
        value, parts = distil.loss(model, found, distil.Share(), words)
        value.backward()
        adam.step()
        seen.append(parts)
    assert seen[-1][0] < seen[0][0] / 2
    assert seen[-1][3] < seen[0][3]
