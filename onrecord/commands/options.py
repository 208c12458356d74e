"""What commands share: options, the ledger that they open, how answers and errors are printed."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from onrecord.errors import OnrecordError
from onrecord.settings import register_path

if TYPE_CHECKING:
    from rich.console import RenderableType

    from onrecord.ledger import Ledger

DATE_EXPECTED = "a date as 2026-03-09, or a date and time as 2026-03-09T08:30"

Decorator = Callable[[Callable[..., None]], Callable[..., None]]


def date_option(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """A date or a date and time, as it was given."""
    try:
        return value and (datetime.fromisoformat(value), value)[1]
    except ValueError:
        raise click.BadParameter(f"found {value!r}, expected {DATE_EXPECTED}") from None


def form_option(*forms: str, default: str = "terminal on a terminal, else json (one a line)") -> Decorator:
    """The option for what is printed."""
    return click.option("--format", "form", type=click.Choice(forms), help=f"Default: {default}.")


register_option = click.option(
    "--actors", "register", type=click.Path(dir_okay=False, path_type=Path),
    default=lambda: register_path(os.environ),
    help="The file with your own actors.  [default: $ONRECORD_HOME/actors.sqlite, "
    "or ~/.local/share/onrecord/actors.sqlite]",
)  # fmt: skip
explain_option = click.option(
    "--explain",
    is_flag=True,
    help="Say why: of every name, date, place, act, condition, event and paper.",
)
ledger_option = click.option(
    "--ledger", "where", metavar="PATH|postgresql://…", envvar="ONRECORD_LEDGER",
    help="The ledger.  [default: $ONRECORD_HOME/ledger.sqlite, or ~/.local/share/onrecord/ledger.sqlite]",
)  # fmt: skip
as_of_option = click.option(
    "--as-of", "as_of", callback=date_option, metavar="DATE",
    help="What was on record then: 2026-03-09, or 2026-03-09T08:30.",
)  # fmt: skip


def known_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that tell of a report what the caller knows better, and how to read it."""
    for option in reversed((
        click.option(
            "--published",
            callback=date_option,
            help="The date of the report, if you know it better: 2026-03-09.",
        ),
        click.option("--outlet", help="Who published it, if you know it better."),
        click.option("--url", help="Where it was published, if you know it better."),
        click.option(
            "--model", default="accurate", show_default=True, help="A shipped model, or a folder with one."
        ),
        click.option(
            "--strict", is_flag=True, help="Refuse what is not English instead of reading it by punctuation."
        ),
        register_option,
    )):  # fmt: skip
        command = option(command)
    return command


def asking_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options of every question: which ledger, as of when, printed how."""
    for option in (form_option("terminal", "json"), as_of_option, ledger_option):
        command = option(command)
    return command


def between_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options for the days that are asked about."""
    for name, words in (("--until", "to this day"), ("--since", "from this day on")):
        command = click.option(name, callback=date_option, metavar="DATE", help=f"What is dated {words}.")(
            command
        )
    return command


def limit_option(default: int) -> Decorator:
    """The option for how many are shown."""
    return click.option(
        "--limit", type=click.IntRange(1, 1000), default=default, show_default=True, help="So many at most."
    )


# ---- the ledger -----------------------------------------------------------------------------------------


def ledger_path(environment: Mapping[str, str]) -> str:
    """Where the ledger is that nobody names: beside the user's own actors.

    >>> ledger_path({"ONRECORD_HOME": "/srv/onrecord"})
    '/srv/onrecord/ledger.sqlite'
    """
    return str(register_path(environment).with_name("ledger.sqlite"))


@contextmanager
def opened(where: str | None, *, as_of: str | None = None, create: bool = False) -> Iterator[Ledger]:
    """The ledger that is asked for, as of an instant where one is given."""
    from onrecord.ledger import Ledger

    place = where or ledger_path(os.environ)
    if create and where is None:
        Path(place).parent.mkdir(parents=True, exist_ok=True)
    with Ledger.open(place, create=create) as ledger:
        yield ledger.as_of(_instant(as_of)) if as_of else ledger


def _instant(as_of: str) -> datetime | date:
    return datetime.fromisoformat(as_of) if len(as_of) > len("2026-03-09") else date.fromisoformat(as_of)


# ---- printing -------------------------------------------------------------------------------------------


def with_errors(work: Callable[[], None]) -> None:
    """Do it; an error of ours is told in one line, and a reader that went away ends it quietly."""
    try:
        work()
    except OnrecordError as error:
        raise click.ClickException(str(error)) from None
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


def chosen(form: str | None) -> str:
    """The format that is asked for: on a terminal for people, else JSON."""
    return form or ("terminal" if sys.stdout.isatty() else "json")


def draw(parts: Iterable[RenderableType]) -> None:
    """Print for people."""
    from rich.console import Console

    console = Console()
    for part in parts:
        console.print(part)


def put(told: Any, form: str | None, view: Callable[[Any], RenderableType]) -> None:
    """Print an answer: as one line of JSON, or by its view."""
    if chosen(form) == "terminal":
        draw([view(told)])
    else:
        click.echo(json.dumps(told, ensure_ascii=False, allow_nan=False))
