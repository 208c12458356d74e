"""`onrecord verify` and `onrecord judge`: whether the record stands, and what people say of it."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from onrecord.commands.options import (
    as_of_option,
    asking_options,
    form_option,
    ledger_option,
    opened,
    put,
    with_errors,
)

if TYPE_CHECKING:
    from onrecord.ledger import Ledger
    from onrecord.ledger.judging import Judgment, Verdict

VERIFY_EXAMPLES = """
\b
Examples:
  onrecord verify
  onrecord verify "we will stay in port for two weeks"
  onrecord verify "we will stay in port" --in 2c435159
"""
JUDGE_EXAMPLES = """
\b
Examples:
  onrecord judge same 5687a4a6 da4d1820 --by ada
  onrecord judge different 5687a4a6 da4d1820 --by ada --note "two speeches"
  onrecord judge wrong 0c27193b --by ada
  onrecord judge correct 8751288b act propose --by ada
  onrecord judge correct 8751288b said 2026-03-16 --by ada
  onrecord judge list
  onrecord judge withdraw 4f1e
"""


@click.command(epilog=VERIFY_EXAMPLES)
@click.argument("words", required=False)
@click.option(
    "--in", "report", metavar="REPORT", help="The report in which the words should stand, by its id."
)
@asking_options
def verify(
    words: str | None, report: str | None, where: str | None, as_of: str | None, form: str | None
) -> None:
    """Check every span of every entry against the kept text and its hash; or, with WORDS, whether these
    stand in a report: to the letter, nearly so, in another, or nowhere. Exit status 1 where they do not."""
    if report is not None and words is None:
        raise click.UsageError("found --in without words, expected the words to look for")
    good: list[bool] = []

    def work() -> None:
        from onrecord.views import checked as view

        with opened(where, as_of=as_of) as ledger:
            if words is None:
                from onrecord.ledger.verifying import verify as check

                whole = check(ledger)
                good.append(whole.whole)
                put(asdict(whole) | {"told": str(whole)}, form, view.verified)
            else:
                from onrecord.ledger.quoting import verify_quote

                quote = verify_quote(ledger, words, report)
                good.append(quote.verdict in ("in this report", "on record"))
                put(asdict(quote, dict_factory=_plain), form, view.quote)

    with_errors(work)
    if not all(good):
        sys.exit(1)


def _plain(fields: list[tuple[str, Any]]) -> Any:
    """A record as plain values, a span as elsewhere: [start, end]."""
    found = dict(fields)
    return [*found.values()] if found.keys() == {"start", "end"} else found


@click.group(epilog=JUDGE_EXAMPLES)
def judge() -> None:
    """Keep what you decide: that two things are the same or not, that one is right or wrong, what a field
    should be. Each is kept with your name and the time, and can be withdrawn; nothing that was read is
    changed."""


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name
        return ""


def _judging(command: Callable[..., None]) -> Callable[..., None]:
    for option in (
        form_option("terminal", "json"),
        ledger_option,
        click.option("--note", help="Why, for who comes after you."),
        click.option("--by", default=_user, help="Your name.  [default: that of your account]"),
    ):
        command = option(command)
    return command


def _judge(
    verdict: Verdict, one: str, other: str | None, where: str | None, form: str | None, **about: Any
) -> None:
    def work() -> None:
        from onrecord.ledger import judging

        with opened(where) as ledger:
            found = judging.judge(ledger, verdict, one, other, **about)
            _join(ledger, found)
            _print(ledger, [found], form)

    with_errors(work)


def _join(ledger: Ledger, found: Judgment) -> None:
    """Join anew what a judgment may part or bring together."""
    from onrecord.joining.join import join

    join(ledger, about=[id for id in (found.subject, found.other) if id])


@judge.command()
@click.argument("one")
@click.argument("other")
@_judging
def same(one: str, other: str, **about: Any) -> None:
    """Two statements are one utterance, or two reports copies of one dispatch."""
    _judge("same", one, other, **about)


@judge.command()
@click.argument("one")
@click.argument("other")
@_judging
def different(one: str, other: str, **about: Any) -> None:
    """Two statements, or two reports, are not the same."""
    _judge("different", one, other, **about)


@judge.command()
@click.argument("one")
@click.argument("other", required=False)
@_judging
def right(one: str, other: str | None, **about: Any) -> None:
    """An entry is right; of two statements, that they change or contradict each other."""
    _judge("right", one, other, **about)


@judge.command()
@click.argument("one")
@click.argument("other", required=False)
@_judging
def wrong(one: str, other: str | None, **about: Any) -> None:
    """An entry is wrong, and no longer given out; of two statements, that there is a change or conflict."""
    _judge("wrong", one, other, **about)


@judge.command()
@click.argument("id")
@click.argument("field")
@click.argument("value", nargs=-1)
@_judging
def correct(id: str, field: str, value: tuple[str, ...], **about: Any) -> None:
    """What a FIELD of an entry is to be; nothing, where no VALUE is given.

    Of statements: speaker, act, said, place, matter (several values). Of events: type, status, time, place.
    Of papers: name.
    """
    meant: Any = list(value) if field == "matter" else " ".join(value)
    _judge("correct", id, None, field=field, value=meant or None, **about)


@judge.command()
@click.argument("id")
@_judging
def withdraw(id: str, where: str | None, form: str | None, by: str, note: str | None) -> None:
    """Withdraw a judgment, by its id or the first digits of it."""

    def work() -> None:
        from onrecord.ledger import judging

        with opened(where) as ledger:
            gone = judging.withdraw(ledger, id, by)
            _join(ledger, gone)
            _print(ledger, [gone], form)

    with_errors(work)


@judge.command("list")
@click.argument("id", required=False)
@click.option("--by", help="Only those of this name.")
@click.option("--all", "withdrawn", is_flag=True, help="Those that were withdrawn, too.")
@ledger_option
@as_of_option
@form_option("terminal", "json")
def list_(
    id: str | None, by: str | None, withdrawn: bool, where: str | None, as_of: str | None, form: str | None
) -> None:
    """List judgments: all, or those of one entry."""

    def work() -> None:
        from onrecord.ledger import judging

        with opened(where, as_of=as_of) as ledger:
            subject = judging.on_record(ledger, id)[1] if id else None
            _print(ledger, judging.judgments(ledger, subject=subject, by=by, withdrawn=withdrawn), form)

    with_errors(work)


def _print(ledger: Ledger, found: Iterable[Judgment], form: str | None) -> None:
    from onrecord.commands.options import chosen, draw
    from onrecord.views import checked as view

    told = [asdict(one) for one in found]
    if chosen(form) == "terminal":
        draw([view.judgments(told)])
    else:
        for one in told:
            click.echo(json.dumps(one, ensure_ascii=False))
