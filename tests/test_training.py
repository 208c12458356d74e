"""What training sees: windows of text with tags and links, out of annotations in brat's format."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

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
