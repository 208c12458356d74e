"""The command. Only this module and `commands` print, exit and set up logging."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from onrecord import __version__
from onrecord.commands.options import (
    chosen,
    date_option,
    draw,
    explain_option,
    form_option,
    known_options,
    register_option,
    with_errors,
)
from onrecord.errors import Skipped, Unreadable
from onrecord.records import Report
from onrecord.resources import demo as demo_folder
from onrecord.settings import Settings, register_path

if TYPE_CHECKING:
    from onrecord.resolve.lists import Line, Listed

READ_EXAMPLES = """
\b
Examples:
  onrecord read report.txt
  onrecord read report.txt --explain
  onrecord read page.html --format json
  onrecord read archive/ --format json > readings.jsonl
  onrecord read https://example.org/report --format html > report.html
  cat report.txt | onrecord read - --published 2026-03-09
"""
DEMO_EXAMPLES = """
\b
Examples:
  onrecord demo
  onrecord demo --format html > demo.html
"""
ACTORS_EXAMPLES = """
\b
Examples:
  onrecord actors import people.csv
  onrecord actors show Lavrov --on 2015-06-01
  onrecord actors show Lavrov --in report.txt
  onrecord actors list minister
  onrecord actors remove ada-brandt
"""
IMPORT_EXAMPLES = """
\b
Examples:
  onrecord actors import people.csv
  onrecord actors import entities.ftm.json
  onrecord actors import targets.simple.csv peps.jsonl

\b
A CSV file as it may begin:
  name,type,country,aliases,role,since,until,id
  Ada Brandt,person,NOR,Ada K. Brandt;Brandt A.,foreign minister,2024-05-01,,
"""
SHOW_EXAMPLES = """
\b
Examples:
  onrecord actors show Lavrov
  onrecord actors show "foreign minister Lavrov" --on 2015-06-01 --format json
  onrecord actors show Lavrov --in report.txt
"""
LIST_EXAMPLES = """
\b
Examples:
  onrecord actors list
  onrecord actors list brandt --format json > brandts.jsonl
"""
REMOVE_EXAMPLES = """
\b
Examples:
  onrecord actors remove ada-brandt
"""

# The commands of a ledger: where each is, as module and name.
LEDGER_COMMANDS = {
    "add": "onrecord.commands.keeping:add",
    "watch": "onrecord.commands.watching:watch",
    "merge": "onrecord.commands.keeping:merge",
    "brief": "onrecord.commands.asking:brief",
    "who": "onrecord.commands.asking:who",
    "said": "onrecord.commands.asking:said",
    "talks": "onrecord.commands.asking:talks",
    "papers": "onrecord.commands.asking:papers",
    "changes": "onrecord.commands.asking:changes",
    "origins": "onrecord.commands.asking:origins",
    "trace": "onrecord.commands.asking:trace",
    "verify": "onrecord.commands.checking:verify",
    "judge": "onrecord.commands.checking:judge",
    "export": "onrecord.commands.exporting:command",
    "serve": "onrecord.commands.serving:serve",
    "users": "onrecord.commands.serving:users",
    "mcp": "onrecord.commands.serving:mcp",
}


class Lazy(click.Group):
    """A group that imports the commands of a ledger when they are asked for, so that reading starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, those of a ledger after those that read."""
        return [*super().list_commands(ctx), *LEDGER_COMMANDS]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of a name, None where there is none."""
        if name not in LEDGER_COMMANDS:
            return super().get_command(ctx, name)
        module, command = LEDGER_COMMANDS[name].split(":")
        found: click.Command = getattr(import_module(module), command)
        return found


@click.group(cls=Lazy)
@click.version_option(__version__, prog_name="onrecord")
def main() -> None:
    """Read the news and keep the record: who said what, in which words."""
    for stream in (sys.stdout, sys.stderr):
        # A report may hold what the terminal's encoding, or any, does not: show it escaped, never fail.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


@main.command(epilog=READ_EXAMPLES)
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@form_option("terminal", "json", "html", "brat")
@explain_option
@known_options
def read(sources: tuple[str, ...], form: str | None, explain: bool, **known: Any) -> None:
    """Show what a report has on record: who holds what and on which condition, what became of talks and
    papers, who says so; then each statement: its words, who said them, through whom, when and where.

    SOURCE is a text file, an HTML file, a URL, a folder, a pattern, or - for standard input.
    """
    show(sources, chosen(form), Settings(**known), explain=explain)


@main.command(epilog=DEMO_EXAMPLES)
@form_option("terminal", "json", "html", "brat", default="terminal")
@explain_option
def demo(form: str | None, explain: bool) -> None:
    """Read the invented reports that ship with the package."""
    show([str(demo_folder())], form or "terminal", Settings(), explain=explain)


def show(sources: Iterable[str], form: str, settings: Settings, *, explain: bool = False) -> None:
    """Print every report, then the counts; exit 1 where any could not be read, 2 where none could."""
    counts = Counter[str]()
    with_errors(lambda: _print(_reports(sources, settings, counts), form, explain))
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


def _print(reports: Iterator[Report], form: str, explain: bool) -> None:
    if form == "terminal":
        from onrecord.views.terminal import render

        draw(render(report, explain=explain) for report in reports)
        return
    from onrecord.views import FORMATS

    for line in FORMATS[form](reports, explain=explain):
        click.echo(line)


# --- the user's own actors


@main.group(epilog=ACTORS_EXAMPLES)
def actors() -> None:
    """Bring your own people, organisations and outlets, and see whom a name is taken to mean."""


@actors.command("import", epilog=IMPORT_EXAMPLES)
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path))
@register_option
def import_(files: tuple[Path, ...], register: Path) -> None:
    """Add actors from lists: CSV, JSON lines, or FollowTheMoney entities (OpenSanctions) as JSON lines.

    Columns are known by their usual names; only a name is needed. A list can be imported again after a
    change: its actors take the place of those of the same id. Bad lines are told, and do not stop it.
    """
    from onrecord.resolve.register import store

    counts = Counter[str]()

    def work() -> None:
        stored = store(register, _all_listed(files, counts))
        counts.update(new=stored.new, replaced=stored.replaced)

    with_errors(work)
    click.echo(
        f"{counts['new']} new, {counts['replaced']} replaced, {counts['passed']} that are no actors, "
        f"{counts['refused']} bad lines; they are in {register}",
        err=True,
    )
    if counts["refused"] or counts["failed"]:
        sys.exit(1 if counts["new"] or counts["replaced"] else 2)


def _all_listed(files: Iterable[Path], counts: Counter[str]) -> Iterator[Listed]:
    """The actors of all lists. What is wrong with a line or a list is told, and the next one follows."""
    from onrecord.resolve.lists import listed

    for path in files:
        doubts = Counter[str]()
        try:
            for line in listed(path):
                yield from _taken(line, path, counts, doubts)
        except Unreadable as error:
            counts["failed"] += 1
            click.echo(f"onrecord: {error}", err=True)
        for doubt, lines in doubts.items():
            click.echo(f"{path}: {doubt} ({lines} {'line' if lines == 1 else 'lines'})", err=True)


def _taken(line: Line, path: Path, counts: Counter[str], doubts: Counter[str]) -> Iterator[Listed]:
    from onrecord.resolve.lists import Passed, Refused

    if isinstance(line, Refused):
        counts["refused"] += 1
        click.echo(f"{path}:{line.line}: {line.reason}", err=True)
    elif isinstance(line, Passed):
        counts["passed"] += 1
    else:
        doubts.update(line.doubts)
        yield line


@actors.command("show", epilog=SHOW_EXAMPLES)
@click.argument("name")
@click.option("--in", "report", metavar="REPORT", help="Read this report, and say for each mention why.")
@click.option(
    "--on",
    callback=date_option,
    help="The day whose offices are shown: 2026-03-09.  [default: those still held]",
)
@form_option("terminal", "json")
@known_options
def show_actors(name: str, report: str | None, on: str | None, form: str | None, **known: Any) -> None:
    """Show whom a NAME (or an id) may mean, with offices and sources; in a report, why it was taken so."""
    from onrecord.resolve.candidates import candidates
    from onrecord.resolve.knowledge import knowledge
    from onrecord.resolve.register import Register

    settings = Settings(**known)

    def work() -> None:
        own = Register(settings.register or register_path(os.environ))
        found = candidates(name, {"own": own, "shipped": knowledge()}, on)
        if not found:
            click.echo(
                f"onrecord: nobody called {name!r} is known: see `onrecord actors import --help`", err=True
            )
        _print_candidates(found, chosen(form))
        if report:
            _print_mentions(name, {one.entry.id for one in found}, report, settings, chosen(form))
        elif not found:
            sys.exit(1)

    with_errors(work)


def _print_candidates(found: list[Any], form: str) -> None:
    from onrecord.views import candidates as view

    if form == "terminal":
        draw([view.render(found)] if found else [])
        return
    for line in view.lines(map(view.record, found)):
        click.echo(line)


def _print_mentions(name: str, ids: set[str], source: str, settings: Settings, form: str) -> None:
    """Print what a report calls those who are meant by a name; exit 1 where it has none of them."""
    from onrecord.resolve.candidates import meant
    from onrecord.views import candidates as view

    counts = Counter[str]()
    for report in _reports([source], settings, counts):
        here = [actor for actor in report.actors if meant(actor, name, ids)]
        counts["found"] += len(here)
        if form == "terminal":
            draw([view.render_mentions(report, here)] if here else [])
        else:
            for line in view.lines(view.mention_record(report, actor) for actor in here):
                click.echo(line)
    if not counts["found"]:
        click.echo(f"onrecord: {source} has nobody who is taken to be {name!r}", err=True)
        sys.exit(1 if counts["read"] else 2)


@actors.command("list", epilog=LIST_EXAMPLES)
@click.argument("words", default="")
@form_option("terminal", "json")
@register_option
def list_actors(words: str, form: str | None, register: Path) -> None:
    """List your own actors: all, or those in whose names the WORDS stand."""
    from onrecord.resolve.register import Register
    from onrecord.views import candidates as view

    def work() -> None:
        entries = Register(register).entries(words)
        if chosen(form) == "terminal":
            draw([view.render_entries(entries)])
            return
        for line in view.lines(map(view.entry_record, entries)):
            click.echo(line)

    with_errors(work)


@actors.command("remove", epilog=REMOVE_EXAMPLES)
@click.argument("ids", nargs=-1, required=True, metavar="ID…")
@register_option
def remove_actors(ids: tuple[str, ...], register: Path) -> None:
    """Take some of your own actors out, by their ids as `onrecord actors list` shows them."""
    from onrecord.resolve.register import remove

    missing: list[str] = []
    with_errors(lambda: missing.extend(remove(register, ids)))
    for id in missing:
        click.echo(f"onrecord: {id} is not in {register}: see `onrecord actors list`", err=True)
    if missing:
        sys.exit(1)


if __name__ == "__main__":
    main()
