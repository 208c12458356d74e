"""The questions to a ledger: who holds what, who said it, what came of it, and where it comes from."""

from __future__ import annotations

from typing import Any

import click

from onrecord.commands.options import asking_options, between_options, limit_option, opened, put, with_errors

BRIEF_EXAMPLES = """
\b
Examples:
  onrecord brief
  onrecord brief "river treaty"
  onrecord brief ceasefire --since 2026-01-01 --actor RUS
  onrecord brief treaty --as-of 2026-03-10 --format json
"""
WHO_EXAMPLES = """
\b
Examples:
  onrecord who Lavrov
  onrecord who Q58217 --since 2026-01-01
  onrecord who "Ada Brandt" --format json
"""
SAID_EXAMPLES = """
\b
Examples:
  onrecord said gauges
  onrecord said '"security guarantees"' --side RUS
  onrecord said --actor Lavrov --act accept --since 2026-01-01
  onrecord said ceasefire --through interfax --limit 50 --format json
"""
TALKS_EXAMPLES = """
\b
Examples:
  onrecord talks
  onrecord talks "river treaty" --since 2026-03-01
  onrecord talks --status scheduled --side UKR
"""
PAPERS_EXAMPLES = """
\b
Examples:
  onrecord papers
  onrecord papers "river treaty"
  onrecord papers --status signed --format json
"""
CHANGES_EXAMPLES = """
\b
Examples:
  onrecord changes
  onrecord changes "river treaty" --since 2026-03-01
  onrecord changes --actor Lavrov --least 0.7
"""
ORIGINS_EXAMPLES = """
\b
Examples:
  onrecord origins 5687a4a6
  onrecord origins 18bf8237 --format json
"""
TRACE_EXAMPLES = """
\b
Examples:
  onrecord trace 5687a4a6
  onrecord trace 5687a4a6 --as-of 2026-03-10
"""
_matter = click.argument("matter", required=False)
_actor = click.option("--actor", metavar="NAME|ID", help="Only of this one: an id, or words of a name.")
_side = click.option("--side", metavar="CODE", help="Only of those who speak for it: a country's code, RUS.")


def _answer(
    name: str, where: str | None, as_of: str | None, form: str | None, /, *args: Any, **asked: Any
) -> None:
    """Ask a ledger one of the questions of `onrecord.asking`, and print the answer."""

    def work() -> None:
        from onrecord import asking
        from onrecord.views.asked import VIEWS

        with opened(where, as_of=as_of) as ledger:
            put(getattr(asking, name)(ledger, *args, **asked), form, VIEWS[name])

    with_errors(work)


@click.command(epilog=BRIEF_EXAMPLES)
@_matter
@between_options
@_actor
@asking_options
def brief(matter: str | None, **asked: Any) -> None:
    """The dossier of a negotiation on one screen: who holds what now and on which condition, talks and papers
    and who says so, what changed, what conflicts, and what rests on one origin.

    MATTER is what it is about, in a word or a few; without one it is all that is on record.
    """
    _answer("brief", asked.pop("where"), asked.pop("as_of"), asked.pop("form"), matter, **asked)


@click.command(epilog=WHO_EXAMPLES)
@click.argument("name")
@between_options
@asking_options
def who(name: str, **asked: Any) -> None:
    """Who somebody is on record: names, offices, what they hold now, and through whom it comes.

    NAME is an id, or words of a name.
    """
    _answer("who", asked.pop("where"), asked.pop("as_of"), asked.pop("form"), name, **asked)


@click.command(epilog=SAID_EXAMPLES)
@click.argument("words", nargs=-1)
@_actor
@_side
@click.option("--through", metavar="NAME|ID", help="Only what this agency, outlet or person relayed.")
@click.option("--matter", help="Only on this matter.")
@click.option(
    "--act", help="Only what does this: accept, reject, demand, propose, promise, threaten, deny, …"
)
@click.option("--outlet", help="Only from this publisher.")
@between_options
@limit_option(20)
@asking_options
def said(words: tuple[str, ...], **asked: Any) -> None:
    """What was said, the latest first: each statement once, with its source, conditions and origins.

    All WORDS must be in it; those in quotation marks one after another.
    """
    _answer("said", asked.pop("where"), asked.pop("as_of"), asked.pop("form"), " ".join(words), **asked)


@click.command(epilog=TALKS_EXAMPLES)
@_matter
@between_options
@_actor
@_side
@click.option("--type", metavar="TYPE", help="Only these: talks, meeting, call, visit, signing, vote, …")
@click.option(
    "--status", metavar="STATUS", help="Only with this status: held, scheduled, proposed, cancelled, …"
)
@limit_option(50)
@asking_options
def talks(matter: str | None, **asked: Any) -> None:
    """Talks and other events, held and coming: who takes part, when, where, and who says so."""
    _answer("talks", asked.pop("where"), asked.pop("as_of"), asked.pop("form"), matter, **asked)


@click.command(epilog=PAPERS_EXAMPLES)
@_matter
@between_options
@_actor
@click.option("--name", help="Only of this name.")
@click.option("--status", metavar="STATUS", help="Only once said to be this: drafted, agreed, signed, …")
@limit_option(50)
@asking_options
def papers(matter: str | None, **asked: Any) -> None:
    """Papers under negotiation, and how it stands with each according to whom."""
    _answer("papers", asked.pop("where"), asked.pop("as_of"), asked.pop("form"), matter, **asked)


@click.command(epilog=CHANGES_EXAMPLES)
@_matter
@between_options
@_actor
@click.option(
    "--least",
    type=click.FloatRange(0, 1),
    default=0.4,
    show_default=True,
    help="Only what is at least so sure.",
)
@limit_option(50)
@asking_options
def changes(matter: str | None, **asked: Any) -> None:
    """What one says otherwise than before, what two say against each other, what was lost or altered on the
    way, and which quotations changed on their page; each with both passages and the reason."""
    _answer("changes", asked.pop("where"), asked.pop("as_of"), asked.pop("form"), matter, **asked)


@click.command(epilog=ORIGINS_EXAMPLES)
@click.argument("id")
@asking_options
def origins(id: str, **asked: Any) -> None:
    """What something rests on: every report that has it, where each has it from, and how that is known.

    ID is that of a statement, an event or a paper, or its first digits.
    """
    _answer("origins", asked.pop("where"), asked.pop("as_of"), asked.pop("form"), id)


@click.command(epilog=TRACE_EXAMPLES)
@click.argument("id")
@asking_options
def trace(id: str, **asked: Any) -> None:
    """The chain of a statement as a tree: from the speaker through those who relay it to each report, and
    there down to the characters.

    ID is that of a statement, an event or a paper, or its first digits.
    """
    _answer("trace", asked.pop("where"), asked.pop("as_of"), asked.pop("form"), id)
