"""The only code that opens models and rules that ship with the package."""

from __future__ import annotations

import hashlib
import json
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from onrecord.errors import ModelMismatch

MODEL_FORMAT = 1


@cache
def rules(name: str) -> dict[str, Any]:
    """The rules of one subject, as their TOML file has them."""
    return tomllib.loads(files("onrecord").joinpath("rules", f"{name}.toml").read_text(encoding="utf-8"))


def demo() -> Path:
    """The folder of the invented reports that ship with the package."""
    return Path(str(files("onrecord").joinpath("demo")))


def model_folder(name: str) -> Path:
    """The folder of a model that ships with the package, or a folder of the user's own."""
    shipped = Path(str(files("onrecord").joinpath("models", name)))
    folder = shipped if shipped.is_dir() else Path(name)
    if not (folder / "config.json").is_file():
        have = ", ".join(sorted(p.name for p in shipped.parent.glob("*/"))) or "none"
        raise ModelMismatch(f"no model {name!r}: expected a folder with config.json or one of: {have}")
    return folder


def model_config(folder: Path) -> dict[str, Any]:
    """A model's config, after its files have been checked against SHA256SUMS.

    Raises `ModelMismatch` where a file is missing or altered, or the format is another one.
    """
    for line in (folder / "SHA256SUMS").read_text(encoding="ascii").splitlines():
        wanted, name = line.split()
        check(folder / name, wanted)
    config: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    if config["format"] != MODEL_FORMAT:
        raise ModelMismatch(
            f"{folder} has format {config['format']}, this version reads {MODEL_FORMAT}: reinstall onrecord"
        )
    return config


def check(path: Path, wanted: str) -> None:
    """Raise `ModelMismatch` unless the file is there and has this SHA-256."""
    if not path.is_file():
        raise ModelMismatch(f"{path} is missing: reinstall onrecord, or restore the file")
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != wanted:
        raise ModelMismatch(f"{path} has SHA-256 {found[:12]}…, expected {wanted[:12]}…: restore the file")
