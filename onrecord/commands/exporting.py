"""`onrecord export`: the command, for the command line to mount."""

from __future__ import annotations

import os
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast

import click

from onrecord.commands.options import as_of_option, ledger_option, opened
from onrecord.errors import OnrecordError
from onrecord.export import FORMATS, export

EXAMPLES = """
\b
Examples:
  onrecord export csv --out statements.csv
  onrecord export ics --matter "grain corridor" --out talks.ics
  onrecord export html --matter treaty --since 2026-01-01 --out brief.html
  onrecord export parquet --out tables/
  onrecord export jsonl --actor Lavrov | head -3
"""
FORMS = "\b\nFormats:\n" + "\n".join(f"  {name:<11}{form.told}" for name, form in FORMATS.items())


def _day(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    try:
        return value and datetime.strptime(value, "%Y-%m-%d").date().isoformat()
    except ValueError:
        raise click.BadParameter(f"found {value!r}, expected a day as 2026-03-09") from None


@click.command(
    "export", help=f"Give out what is on record in a format of others.\n\n{FORMS}", epilog=EXAMPLES
)
@click.argument("form", metavar="FORMAT", type=click.Choice(list(FORMATS)))
@click.option(
    "--out", "-o", type=click.Path(path_type=Path), help="The file, folder or zip file.  [default: stdout]"
)
@ledger_option
@click.option("--matter", help="On this matter.")
@click.option("--actor", help="Of this actor: an id or a name.")
@click.option("--side", help="Of this country's: an ISO code, as UKR.")
@click.option("--outlet", help="Published by this outlet.")
@click.option("--since", callback=_day, help="Said, held or published on this day or later: 2026-03-09.")
@click.option("--until", callback=_day, help="Said, held or published on this day or earlier.")
@as_of_option
def command(form: str, out: Path | None, where: str | None, as_of: str | None, **which: str | None) -> None:
    """Write an export, then what was written to standard error."""
    if out is None and not FORMATS[form].suffix:
        raise click.UsageError(f"{form} is a folder of files: name one with --out")
    try:
        counts = _export(where, form, out, as_of, which)
    except OnrecordError as error:
        raise click.ClickException(str(error)) from None
    except BrokenPipeError:
        _let_go()
        sys.exit(0)
    except OSError as error:
        _let_go()
        raise click.ClickException(f"standard output cannot be written: {error.strerror}") from None
    if out is not None:
        click.echo(f"{out}: {told(counts)}", err=True)


def _let_go() -> None:
    """Turn standard output to nowhere: what is left in it is not to be written when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _export(
    where: str | None, form: str, out: Path | None, as_of: str | None, which: dict[str, str | None]
) -> Counter[str]:
    with opened(where, as_of=as_of) as ledger:
        return export(ledger, form, out or cast(BinaryIO, sys.stdout.buffer), **which)


def told(counts: Counter[str]) -> str:
    """How much was written, in words: "12 reports, 240 statements"."""
    kinds = {kind: f"{n:,} {kind if n != 1 else kind.removesuffix('s')}" for kind, n in counts.items() if n}
    rows = kinds.pop("rows", None)
    read = ", ".join(kinds.values()) or "nothing on record fits"
    return f"{rows}, out of {read}" if rows else read
