"""`onrecord watch`: feeds into a ledger, again and again."""

from __future__ import annotations

import os
import re
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator, MutableMapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from onrecord.commands.keeping import failed, joined, keep
from onrecord.commands.options import known_options, ledger_option, opened, with_errors
from onrecord.errors import Unreadable
from onrecord.settings import Settings, register_path

if TYPE_CHECKING:
    from onrecord.ledger import Ledger
    from onrecord.records import Document

WATCH_EXAMPLES = """
\b
Examples:
  onrecord watch feeds.opml
  onrecord watch feeds.opml --every 10m
  onrecord watch https://example.org/feed.xml --every 1h --ledger talks.sqlite
"""
# Seconds between two joinings of what was added.
JOINED = 60.0
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class Remembered(MutableMapping[str, str]):
    """What was seen of each feed, in a file, so that the next run goes on there."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.execute("CREATE TABLE IF NOT EXISTS feed (url TEXT PRIMARY KEY, seen TEXT NOT NULL)")

    def __getitem__(self, url: str) -> str:
        found = self.connection.execute("SELECT seen FROM feed WHERE url = ?", (url,)).fetchone()
        if found is None:
            raise KeyError(url)
        return str(found[0])

    def __setitem__(self, url: str, seen: str) -> None:
        self.connection.execute("INSERT OR REPLACE INTO feed VALUES (?, ?)", (url, seen))

    def __delitem__(self, url: str) -> None:
        self.connection.execute("DELETE FROM feed WHERE url = ?", (url,))

    def __iter__(self) -> Iterator[str]:
        return (row[0] for row in self.connection.execute("SELECT url FROM feed ORDER BY url").fetchall())

    def __len__(self) -> int:
        return int(self.connection.execute("SELECT count(*) FROM feed").fetchone()[0])


def _every(_: click.Context, __: click.Parameter, value: str) -> timedelta:
    found = re.fullmatch(r"(\d+)\s*([smhd])", value.strip())
    if found is None or int(found[1]) == 0:
        raise click.BadParameter(f"found {value!r}, expected a length of time as 30s, 10m, 2h or 1d")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


@click.command(epilog=WATCH_EXAMPLES)
@click.argument("feeds", nargs=-1, required=True, metavar="FEEDS…")
@click.option(
    "--every", callback=_every, default="10m", show_default=True, help="How often each feed is asked."
)
@click.option(
    "--state", type=click.Path(dir_okay=False, path_type=Path),
    default=lambda: register_path(os.environ).with_name("feeds.sqlite"),
    help="The file with what was seen of each feed.  [default: $ONRECORD_HOME/feeds.sqlite]",
)  # fmt: skip
@ledger_option
@known_options
def watch(feeds: tuple[str, ...], every: timedelta, state: Path, where: str | None, **known: Any) -> None:
    """Watch feeds, and keep what is new in a ledger, until Ctrl-C.

    FEEDS are addresses of feeds, or lists of them: OPML, or a text with an address on each line. Feeds are
    asked only for what is new, later where they fail, and never against their robots.txt.
    """

    def work() -> None:
        from onrecord.watch import stopped_by_signals
        from onrecord.watch import watch as poll

        with opened(where, create=True) as ledger, stopped_by_signals() as stop:
            kept = _Kept(ledger, Settings(**known))
            poll(feeds, every, kept.take, stop, state=Remembered(state))
            kept.join(0.0)
            click.echo(
                f"{kept.counts['added']} added, {kept.counts['failed']} failed; they are in {ledger.where}",
                err=True,
            )

    with_errors(work)


class _Kept:
    """What comes out of feeds, on its way into a ledger."""

    def __init__(self, ledger: Ledger, settings: Settings) -> None:
        from onrecord.pipeline import Reader

        self.ledger, self.reader = ledger, Reader(settings)
        self.counts = Counter[str]()
        self.new, self.last = 0, time.monotonic()

    def take(self, found: Document | Unreadable) -> None:
        """Keep a report, or that there is none, and tell of it in one line."""
        if isinstance(found, Unreadable):
            failed(self.ledger, "", found, self.counts)
            return
        name = found.name or found.url or ""
        try:
            added = keep(self.ledger, self.reader, found, name)
        except Unreadable as error:
            failed(self.ledger, name, error, self.counts)
            return
        if added.outcome != "known":
            self.counts["added"] += 1
            self.new += 1
            click.echo(f"{added.outcome}: {name} ({added.statements} statements)", err=True)
        self.join(JOINED)

    def join(self, seconds: float) -> None:
        """Join what is new, if the last time is so long ago."""
        if self.new and time.monotonic() - self.last >= seconds:
            joined(self.ledger)
            self.new, self.last = 0, time.monotonic()
