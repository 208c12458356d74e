"""`onrecord add` and `onrecord merge`: what goes into a ledger."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import click

from onrecord.commands.options import form_option, known_options, ledger_option, opened, with_errors
from onrecord.errors import OnrecordError, Skipped, Unreadable
from onrecord.settings import Settings

if TYPE_CHECKING:
    from onrecord.ledger import Ledger
    from onrecord.ledger.entries import Added
    from onrecord.pipeline import Reader
    from onrecord.records import Document

ADD_EXAMPLES = """
\b
Examples:
  onrecord add reports/
  onrecord add "archive/2026-03-*.html" --ledger talks.sqlite
  onrecord add https://example.org/report
  onrecord add reports/ --ledger postgresql://desk@db.example/record
  cat report.txt | onrecord add - --published 2026-03-09 --outlet "River Post"
"""
MERGE_EXAMPLES = """
\b
Examples:
  onrecord merge colleague.sqlite
  onrecord merge desk-a.sqlite desk-b.sqlite --ledger all.sqlite
"""
SUMMARY = "a summary in words on standard error, nothing on standard output"
join_option = click.option(
    "--join/--no-join",
    default=True,
    help="Work out copies, utterances and origins at the end.  [default: join]",
)


@click.command(epilog=ADD_EXAMPLES)
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@ledger_option
@join_option
@form_option("json", default=SUMMARY)
@known_options
def add(sources: tuple[str, ...], where: str | None, join: bool, form: str | None, **known: Any) -> None:
    """Read reports and keep them in a ledger, made where there is none.

    SOURCE is a text or HTML file, a list or feed of reports, a URL, a folder, a pattern, or - for standard
    input. What is kept already is not read again: a run that was broken off goes on where it stopped.
    """
    counts = Counter[str]()

    def work() -> None:
        with opened(where, create=True) as ledger:
            with _progress() as tell:
                for source in sources:
                    _add(ledger, source, Settings(**known), counts, tell)
            told = _summary(ledger, counts)
            found = joined(ledger) if join else None
            told_of(told | ({"joined": found} if found else {}), form)

    with_errors(work)
    if counts["failed"]:
        sys.exit(1 if counts.total() - counts["statements"] > counts["failed"] + counts["skipped"] else 2)


def _add(
    ledger: Ledger,
    source: str,
    settings: Settings,
    counts: Counter[str],
    tell: Callable[[str, Counter[str]], None],
) -> None:
    """Keep every report of a source, and count what came of it."""
    from onrecord.intake import documents
    from onrecord.pipeline import Reader

    reader = Reader(settings)
    for document in documents(source):
        name = source if isinstance(document, Unreadable) else document.name or document.url or source
        tell(name, counts)
        if isinstance(document, Skipped):
            counts["skipped"] += 1
            continue
        try:
            if isinstance(document, Unreadable):
                raise document
            found = keep(ledger, reader, document, source)
        except Unreadable as error:
            failed(ledger, name, error, counts)
        else:
            counts[found.outcome] += 1
            counts["statements"] += found.statements


def keep(ledger: Ledger, reader: Reader, document: Document, source: str) -> Added:
    """What came of one document: read only where it is not on record as well as it can be."""
    settings = reader.settings
    better = {k: v for k in ("published", "outlet", "url") if (v := getattr(settings, k)) is not None}
    document = replace(document, **better)
    name = document.name or document.url or source
    known = ledger.sight(document, source=name)
    return known or ledger.add(reader.read(document), source=name)


def failed(ledger: Ledger, name: str, error: OnrecordError, counts: Counter[str]) -> None:
    counts["failed"] += 1
    ledger.fail(name, str(error))
    click.echo(f"onrecord: {error}", err=True)


def _summary(ledger: Ledger, counts: Counter[str]) -> dict[str, Any]:
    from onrecord.ledger.entries import Summary

    summary = Summary(**counts)
    click.echo(f"{summary}; they are in {ledger.where}", err=True)
    return asdict(summary) | {"ledger": ledger.where}


def joined(ledger: Ledger) -> dict[str, int]:
    """Join what is new, and tell what came of it."""
    from onrecord.joining.join import join

    found = join(ledger)
    if found.statements or found.reports:
        click.echo(str(found), err=True)
    return asdict(found)


def told_of(told: dict[str, Any], form: str | None) -> None:
    """Print a summary as JSON where it is asked for; it was told in words already."""
    if form == "json":
        click.echo(json.dumps(told, ensure_ascii=False))


@contextmanager
def _progress() -> Iterator[Callable[[str, Counter[str]], None]]:
    """What to call for each document with its name and the counts so far; shown on a terminal alone."""
    if not sys.stderr.isatty():
        yield lambda name, counts: None
        return
    from rich.console import Console
    from rich.text import Text

    with Console(stderr=True).status("") as status:

        def tell(name: str, counts: Counter[str]) -> None:
            done = counts.total() - counts["statements"]
            words = f"{done:,} done, {counts['failed']:,} failed: {name}"
            status.update(Text(words, no_wrap=True, overflow="ellipsis"))

        yield tell


@click.command(epilog=MERGE_EXAMPLES)
@click.argument("others", nargs=-1, required=True, metavar="OTHER…")
@ledger_option
@join_option
@form_option("json", default=SUMMARY)
def merge(others: tuple[str, ...], where: str | None, join: bool, form: str | None) -> None:
    """Take over what OTHER ledgers have and this one lacks: reports, readings and judgments.

    Nothing is taken twice, and nothing is lost: ids are made of what they name.
    """

    def work() -> None:
        with opened(where, create=True) as ledger:
            told: dict[str, Any] = {"ledger": ledger.where, "merged": {}}
            for other in others:
                with opened(other) as theirs:
                    merged = ledger.merge(theirs)
                click.echo(f"{other}: {merged}", err=True)
                told["merged"][other] = dict(merged.rows)
            told_of(told | ({"joined": joined(ledger)} if join else {}), form)

    with_errors(work)
