"""The command. Only this module prints, exits and sets up logging."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from onrecord import __version__
from onrecord.errors import OnrecordError, Skipped, Unreadable
from onrecord.records import Report
from onrecord.resources import demo as demo_folder
from onrecord.settings import Settings, register_path

if TYPE_CHECKING:
    from rich.console import RenderableType

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
DATE_EXPECTED = "a date as 2026-03-09, or a date and time as 2026-03-09T08:30"

Decorator = Callable[[Callable[..., None]], Callable[..., None]]


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


def _form(*forms: str, default: str = "terminal on a terminal, else json (one a line)") -> Decorator:
    """The option for what is printed."""
    return click.option("--format", "form", type=click.Choice(forms), help=f"Default: {default}.")


_register = click.option(
    "--actors", "register", type=click.Path(dir_okay=False, path_type=Path),
    default=lambda: register_path(os.environ),
    help="The file with your own actors.  [default: $ONRECORD_HOME/actors.sqlite, "
    "or ~/.local/share/onrecord/actors.sqlite]",
)  # fmt: skip
_explain = click.option(
    "--explain",
    is_flag=True,
    help="Say why: of every name, date, place, act, condition, event and paper.",
)


def _known(command: Callable[..., None]) -> Callable[..., None]:
    """The options that tell of a report what the caller knows better, and how to read it."""
    for option in reversed((
        click.option(
            "--published", callback=_date, help="The date of the report, if you know it better: 2026-03-09."
        ),
        click.option("--outlet", help="Who published it, if you know it better."),
        click.option("--url", help="Where it was published, if you know it better."),
        click.option(
            "--model", default="accurate", show_default=True, help="A shipped model, or a folder with one."
        ),
        click.option(
            "--strict", is_flag=True, help="Refuse what is not English instead of reading it by punctuation."
        ),
        _register,
    )):  # fmt: skip
        command = option(command)
    return command


@main.command(epilog=READ_EXAMPLES)
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@_form("terminal", "json", "html", "brat")
@_explain
@_known
def read(sources: tuple[str, ...], form: str | None, explain: bool, **known: Any) -> None:
    """Show what a report has on record: who holds what and on which condition, what became of talks and
    papers, who says so; then each statement: its words, who said them, through whom, when and where.

    SOURCE is a text file, an HTML file, a URL, a folder, a pattern, or - for standard input.
    """
    show(sources, _format(form), Settings(**known), explain=explain)


@main.command(epilog=DEMO_EXAMPLES)
@_form("terminal", "json", "html", "brat", default="terminal")
@_explain
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


def with_errors(work: Callable[[], None]) -> None:
    """Do it; an error of ours is told in one line, and a reader that went away ends it quietly."""
    try:
        work()
    except OnrecordError as error:
        raise click.ClickException(str(error)) from None
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


def _format(form: str | None) -> str:
    return form or ("terminal" if sys.stdout.isatty() else "json")


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

        _draw(render(report, explain=explain) for report in reports)
        return
    from onrecord.views import FORMATS

    for line in FORMATS[form](reports, explain=explain):
        click.echo(line)


def _draw(parts: Iterable[RenderableType]) -> None:
    from rich.console import Console

    console = Console()
    for part in parts:
        console.print(part)


# --- the user's own actors


@main.group(epilog=ACTORS_EXAMPLES)
def actors() -> None:
    """Bring your own people, organisations and outlets, and see whom a name is taken to mean."""


@actors.command("import", epilog=IMPORT_EXAMPLES)
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path))
@_register
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
    "--on", callback=_date, help="The day whose offices are shown: 2026-03-09.  [default: those still held]"
)
@_form("terminal", "json")
@_known
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
        _print_candidates(found, _format(form))
        if report:
            _print_mentions(name, {one.entry.id for one in found}, report, settings, _format(form))
        elif not found:
            sys.exit(1)

    with_errors(work)


def _print_candidates(found: list[Any], form: str) -> None:
    from onrecord.views import candidates as view

    if form == "terminal":
        _draw([view.render(found)] if found else [])
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
            _draw([view.render_mentions(report, here)] if here else [])
        else:
            for line in view.lines(view.mention_record(report, actor) for actor in here):
                click.echo(line)
    if not counts["found"]:
        click.echo(f"onrecord: {source} has nobody who is taken to be {name!r}", err=True)
        sys.exit(1 if counts["read"] else 2)


@actors.command("list", epilog=LIST_EXAMPLES)
@click.argument("words", default="")
@_form("terminal", "json")
@_register
def list_actors(words: str, form: str | None, register: Path) -> None:
    """List your own actors: all, or those in whose names the WORDS stand."""
    from onrecord.resolve.register import Register
    from onrecord.views import candidates as view

    def work() -> None:
        entries = Register(register).entries(words)
        if _format(form) == "terminal":
            _draw([view.render_entries(entries)])
            return
        for line in view.lines(map(view.entry_record, entries)):
            click.echo(line)

    with_errors(work)


@actors.command("remove", epilog=REMOVE_EXAMPLES)
@click.argument("ids", nargs=-1, required=True, metavar="ID…")
@_register
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
