"""The command. Only this module prints, exits and sets up logging."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator

import click

from onrecord import __version__
from onrecord.errors import OnrecordError, Skipped, Unreadable
from onrecord.records import Report
from onrecord.resources import demo as demo_folder
from onrecord.settings import Settings

EXAMPLES = """
\b
Examples:
  onrecord read report.txt
  onrecord read page.html --format json
  onrecord read archive/ --format json > readings.jsonl
  onrecord read https://example.org/report --format html > report.html
  cat report.txt | onrecord read - --published 2026-03-09
"""
DATE_EXPECTED = "a date as 2026-03-09, or a date and time as 2026-03-09T08:30"


@click.group()
@click.version_option(__version__, prog_name="onrecord")
def main() -> None:
    """Read the news and keep the record: who said what, in which words."""
    for stream in (sys.stdout, sys.stderr):
        # A report may hold what the terminal's encoding, or any, does not: show it escaped, never fail.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


def _date(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    from datetime import datetime

    try:
        return value and (datetime.fromisoformat(value), value)[1]
    except ValueError:
        raise click.BadParameter(f"found {value!r}, expected {DATE_EXPECTED}") from None


@main.command(epilog=EXAMPLES)
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@click.option("--format", "form", type=click.Choice(["terminal", "json", "html", "brat"]), default=None,
              help="Default: terminal on a terminal, else json (one report a line).")  # fmt: skip
@click.option(
    "--published", callback=_date, help="The date of the report, if you know it better: 2026-03-09."
)
@click.option("--outlet", help="Who published it, if you know it better.")
@click.option("--url", help="Where it was published, if you know it better.")
@click.option("--model", default="accurate", show_default=True, help="A shipped model, or a folder with one.")
@click.option(
    "--strict", is_flag=True, help="Refuse what is not English instead of reading it by punctuation."
)
def read(sources: tuple[str, ...], form: str | None, **known: str | bool | None) -> None:
    """Show each statement of a report: its words, its source, its cue, its kind.

    SOURCE is a text file, an HTML file, a URL, a folder, a pattern, or - for standard input.
    """
    settings = Settings(**known)  # type: ignore[arg-type]
    show(sources, form or ("terminal" if sys.stdout.isatty() else "json"), settings)


@main.command()
@click.option("--format", "form", type=click.Choice(["terminal", "json", "html", "brat"]), default="terminal")
def demo(form: str) -> None:
    """Read the invented reports that ship with the package."""
    show([str(demo_folder())], form, Settings())


def show(sources: Iterable[str], form: str, settings: Settings) -> None:
    """Print every report, then the counts; exit 1 where any could not be read, 2 where none could."""
    counts = Counter[str]()
    try:
        _print(_reports(sources, settings, counts), form)
    except OnrecordError as error:
        raise click.ClickException(str(error)) from None
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    if counts.total() > 1:
        click.echo(f"{counts['read']} read, {counts['skipped']} skipped, {counts['failed']} failed", err=True)
    if counts["failed"]:
        sys.exit(1 if counts["read"] else 2)


def _reports(sources: Iterable[str], settings: Settings, counts: Counter[str]) -> Iterator[Report]:
    from onrecord.pipeline import Reader

    reader = Reader(settings)
    for source in sources:
        for found in reader.read_all(source):
            if isinstance(found, Skipped):
                counts["skipped"] += 1
            elif isinstance(found, Unreadable):
                counts["failed"] += 1
                click.echo(f"onrecord: {found}", err=True)
            else:
                counts["read"] += 1
                yield found


def _print(reports: Iterator[Report], form: str) -> None:
    if form == "terminal":
        from rich.console import Console

        from onrecord.views.terminal import render

        console = Console()
        for report in reports:
            console.print(render(report))
        return
    from onrecord.views import FORMATS

    for line in FORMATS[form](reports):
        click.echo(line)


if __name__ == "__main__":
    main()
