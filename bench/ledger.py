"""The ledger at size: adding without reading, joining, and how long each question takes.

    python -m bench.ledger [--sizes 10000 30000 100000] [--keep FOLDER]

Reports are made by varying (bench/made.py). Each phase runs in a process of its own, so that its memory is
its own. Seconds are those of the clock; beside them stand those of the processor, which other work on the
machine disturbs less. A question is asked of several things, seven times each after one to warm up.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from itertools import islice
from math import log
from pathlib import Path
from typing import Any

from bench.made import reports
from onrecord import asking
from onrecord.joining.join import join
from onrecord.ledger import Ledger
from onrecord.ledger.quoting import verify_quote

# So many reports go into one transaction where they are many; so many more are added one by one.
TOGETHER, MORE = 50, 300
TIMES = 7
Figures = dict[str, Any]


class Clock:
    """Seconds since it was made, of the clock and of the processor."""

    def __init__(self) -> None:
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def told(self) -> Figures:
        return {"wall": time.perf_counter() - self.wall, "cpu": time.process_time() - self.cpu}


# ---- phases ---------------------------------------------------------------------------------------------


def add(where: Path, size: int) -> Figures:
    """Add so many reports together, then some one by one, as if they came in then."""
    together, single = _added(where, reports(size), TOGETHER), _added(where, _more(size), 1)
    return {"together": together, "single": single, "mb": where.stat().st_size / 1e6}


def _more(size: int) -> Iterable[Any]:
    """Reports that are not among so many, of the same days."""
    return islice(reports(size + 2 * MORE), size, size + MORE)


def _added(where: Path, some: Iterable[Any], together: int) -> Figures:
    """Add reports, and tell how long it took without making them."""
    statements, spent = 0, {"wall": 0.0, "cpu": 0.0}
    left = iter(some)
    with Ledger.open(where) as ledger:
        while batch := list(islice(left, TOGETHER)):
            clock = Clock()
            for one in ledger.add_each(batch, source="made", together=together):
                statements += getattr(one, "statements", 0)
            spent = {name: spent[name] + told for name, told in clock.told().items()}
    return spent | {"statements": statements}


def joined(where: Path, size: int) -> Figures:
    """Join all of it, then one report more."""
    with Ledger.open(where) as ledger:
        clock = Clock()
        made = join(ledger)
        whole = clock.told()
        last = islice(reports(size + 2 * MORE), size + MORE, size + MORE + 1)
        ledger.add_all(last, source="made")
        clock = Clock()
        join(ledger)
        return {"whole": whole, "more": clock.told(), "told": str(made), "mb": where.stat().st_size / 1e6}


def asked(where: Path, size: int) -> Figures:
    """Ask everything."""
    with Ledger.open(where) as ledger:
        return {name: _timed(some) for name, some in questions(ledger).items()}


PHASES: dict[str, Callable[[Path, int], Figures]] = {"add": add, "join": joined, "ask": asked}


# ---- questions ------------------------------------------------------------------------------------------


def questions(ledger: Ledger) -> dict[str, list[Callable[[], object]]]:
    """Every question, each of what is most frequent, of what is less so, and of what is rare."""
    matters = _frequent(ledger, "SELECT key, count(*) FROM matter GROUP BY key ORDER BY 2 DESC LIMIT 2000")
    people = _frequent(
        ledger, "SELECT speaker, count(*) FROM statement GROUP BY speaker ORDER BY 2 DESC LIMIT 2000"
    )
    told = _frequent(
        ledger, "SELECT utterance, count(*) FROM rendering GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 2000"
    )
    some = (0, 20, len(matters) - 1)
    ids = [told[n] for n in (0, 100, len(told) - 1)]
    pages = [ledger.statement(id) for id in ids]
    words = [" ".join(one.content.split()[2:14]) for one in pages]
    return {
        "brief MATTER": [_of(asking.brief, ledger, matters[n]) for n in some],
        "brief": [_of(asking.brief, ledger)],
        "who NAME": [_of(asking.who, ledger, people[n]) for n in (0, 20, len(people) - 1)],
        "said WORDS": [_of(asking.said, ledger, asked) for asked in ("treaty", "dam treaty", '"treaty of"')],
        "said --actor": [_of(asking.said, ledger, actor=people[n]) for n in (0, 20)],
        "said --matter": [_of(asking.said, ledger, matter=matters[n]) for n in some],
        "said --outlet": [_of(asking.said, ledger, outlet=pages[0].about.outlet)],
        "talks": [_of(asking.talks, ledger), *(_of(asking.talks, ledger, matters[n]) for n in some)],
        "papers": [_of(asking.papers, ledger), *(_of(asking.papers, ledger, matters[n]) for n in some)],
        "changes": [_of(asking.changes, ledger)],
        "changes MATTER": [_of(asking.changes, ledger, matters[n]) for n in some],
        "changes --actor": [_of(asking.changes, ledger, actor=people[n]) for n in (0, 20)],
        "origins ID": [_of(asking.origins, ledger, id) for id in ids],
        "trace ID": [_of(asking.trace, ledger, id) for id in ids],
        "verify WORDS": [_of(verify_quote, ledger, some) for some in (*words, "nobody ever said these")],
        "a report": [_of(ledger.report, one.report) for one in pages],
        "a statement": [_of(ledger.statement, id) for id in ids],
    }  # fmt: skip


def _of(ask: Callable[..., object], *about: object, **asked: object) -> Callable[[], object]:
    return lambda: ask(*about, **asked)


def _frequent(ledger: Ledger, query: str) -> list[str]:
    with ledger.connect() as connection:
        return [row[0] for row in connection.exec_driver_sql(query) if row[0]]


def _timed(some: Iterable[Callable[[], object]]) -> Figures:
    """The median and the worst of a question, in milliseconds, and the median of the processor."""
    walls, cpus = [], []
    for ask in some:
        ask()
        for _ in range(TIMES):
            clock = Clock()
            ask()
            told = clock.told()
            walls.append(1000 * told["wall"])
            cpus.append(1000 * told["cpu"])
    return {"median": statistics.median(walls), "worst": max(walls), "cpu": statistics.median(cpus)}


# ---- told -----------------------------------------------------------------------------------------------


def measure(phase: str, where: Path, size: int) -> Figures:
    """What a phase told, in a process of its own, with its memory at most."""
    command = [
        sys.executable,
        "-m",
        "bench.ledger",
        "--phase",
        phase,
        "--sizes",
        str(size),
        "--keep",
        str(where),
    ]
    found: Figures = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found


def rate(told: Figures) -> str:
    wall, cpu = (told["statements"] / told[name] for name in ("wall", "cpu"))
    return f"{wall:8,.0f} ({cpu:6,.0f})"


def show(sizes: list[int], folder: Path) -> None:
    """Make a ledger of each size, and print what it took."""
    print(f"{'reports':>8} {'added together, st./s':>22} {'one by one':>16} {'file MB':>8} {'peak MB':>8}")
    for size in sizes:
        told = measure("add", folder / f"{size}.sqlite", size)
        rates = f"{rate(told['together']):>22} {rate(told['single']):>16}"
        print(f"{size:8,} {rates} {told['mb']:8,.0f} {told['peak']:8,.0f}", flush=True)
    print(
        f"\n{'reports':>8} {'join s':>16} {'ms/report':>10} {'to n log n':>11} {'one more':>9} {'peak MB':>8}"
    )
    first: float | None = None
    for size in sizes:
        told = measure("join", folder / f"{size}.sqlite", size)
        cpu, wall = told["whole"]["cpu"], told["whole"]["wall"]
        grown = cpu / (size * log(size))
        first = first or grown
        print(f"{size:8,} {wall:8,.0f} ({cpu:5,.0f}) {1000 * cpu / size:10.1f} {grown / first:11.2f} "
              f"{told['more']['wall']:9.2f} {told['peak']:8,.0f}", flush=True)  # fmt: skip
        print(f"{'':8} {told['told']}", flush=True)
    print(f"\nof {sizes[-1]:,} reports, ms    {'median':>8} {'worst':>8} {'processor':>10}")
    told = measure("ask", folder / f"{sizes[-1]}.sqlite", sizes[-1])
    for name, one in told.items():
        if isinstance(one, dict):
            print(f"{name:24} {one['median']:8.1f} {one['worst']:8.1f} {one['cpu']:10.1f}")
    print(f"peak {told['peak']:,.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 30_000, 100_000])
    parser.add_argument("--keep", type=Path, help="the folder in which the ledgers are to stay")
    parser.add_argument("--phase", choices=PHASES, help=argparse.SUPPRESS)
    a = parser.parse_args()
    if a.phase:
        told = PHASES[a.phase](a.keep, a.sizes[0])
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(told | {"peak": peak}))
    elif a.keep:
        a.keep.mkdir(parents=True, exist_ok=True)
        show(a.sizes, a.keep)
    else:
        with tempfile.TemporaryDirectory() as folder:
            show(a.sizes, Path(folder))


if __name__ == "__main__":
    main()
