"""The model that ships: its files, its golden scores, and what it costs to have it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from onrecord import Reader
from onrecord.errors import ModelMismatch
from onrecord.resources import model_config, model_folder

FOLDER = model_folder("accurate")
# Dynamic int8 rounds differently on processors with other instructions; a wrong file is off by whole units.
TOLERANCE = 0.75


def test_golden_scores(reader: Reader) -> None:
    for row in json.loads((FOLDER / "golden.json").read_text(encoding="utf-8")):
        found = reader.tagger.score(row["text"]).tags
        wanted = np.array(row["tags"], np.float32)
        assert found.shape == wanted.shape
        assert np.abs(found - wanted).max() < TOLERANCE
        assert (found.argmax(1) == wanted.argmax(1)).all()


def test_no_file_is_over_the_limit_and_a_card_is_there() -> None:
    assert all(p.stat().st_size <= 70_000_000 for p in FOLDER.iterdir())
    assert "PolNeAR" in (FOLDER / "card.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["config.json", "model.onnx", "tokenizer.json"])
def test_an_altered_file_is_refused(name: str, tmp_path: Path) -> None:
    copy = tmp_path / "model"
    shutil.copytree(FOLDER, copy)
    with (copy / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(ModelMismatch, match=f"{name} has SHA-256"):
        model_config(copy)
    (copy / name).unlink()
    with pytest.raises(ModelMismatch, match=f"{name}"):
        model_config(model_folder(str(copy)))


def test_a_model_that_is_not_there() -> None:
    with pytest.raises(ModelMismatch, match="one of: accurate"):
        model_folder("no-such-model")


def test_reading_needs_no_torch() -> None:
    code = "import sys, onrecord; onrecord.Reader().read(onrecord.Document('He said no.')); "
    code += "print([m for m in ('torch', 'transformers', 'onnx') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert out == "[]\n"
