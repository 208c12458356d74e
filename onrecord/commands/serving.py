"""`onrecord serve`, `onrecord users` and `onrecord mcp`: the record for browsers and for assistants."""

from __future__ import annotations

import getpass
import ipaddress
import json
import os
import socket
import sys
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from onrecord.commands.options import (
    chosen,
    form_option,
    ledger_option,
    ledger_path,
    opened,
    register_option,
    with_errors,
)

if TYPE_CHECKING:
    from fastapi import FastAPI

    from onrecord.web.security.users import Users
    from onrecord.web.settings import Serving

SERVE_EXAMPLES = """
\b
Examples:
  onrecord serve
  onrecord serve --ledger build/demo.sqlite --open
  onrecord users add ada --role admin && onrecord serve --public --host 0.0.0.0
  onrecord serve --public --trust-header Remote-User --proxy 127.0.0.1 --name record.example
"""
USERS_EXAMPLES = """
\b
Examples:
  onrecord users add ada --role admin
  onrecord users add ben --role editor < password.txt
  onrecord users list
  onrecord users remove ben
"""
MCP_EXAMPLES = """
\b
Examples:
  onrecord mcp
  onrecord mcp --ledger build/demo.sqlite
"""
# Seconds that answers under way have to end, once the server is to stop.
ENDING = 5
users_option = click.option(
    "--users", "users", type=click.Path(dir_okay=False, path_type=Path),
    help="The file of users.  [default: $ONRECORD_HOME/users.sqlite, or ~/.local/share/onrecord/…]",
)  # fmt: skip


@contextmanager
def needing(extra: str, what: str) -> Iterator[None]:
    """Say in one line what to install where it is not."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "onrecord":
            raise
        raise click.ClickException(
            f"{what} need {error.name}, which is not installed: pip install 'onrecord[{extra}]'"
        ) from None


# ---- serve ----------------------------------------------------------------------------------------------


@click.command(epilog=SERVE_EXAMPLES)
@ledger_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8350, show_default=True, help="0 takes any that is free."
)
@click.option("--open", "browser", is_flag=True, help="Open it in the browser.")
@click.option("--public", is_flag=True, help="For others than this machine: everybody has to log in.")
@click.option("--name", "names", multiple=True, metavar="HOST", help="A name under which it is reached.")
@users_option
@click.option(
    "--trust-header", "header", metavar="NAME", help="The header in which a reverse proxy names the user."
)
@click.option(
    "--trusted-role", "header_role", type=click.Choice(["reader", "editor"]), default="reader",
    show_default=True, help="What such a user may do who is not in the file of users.",
)  # fmt: skip
@click.option(
    "--proxy", "proxies", multiple=True, metavar="ADDRESS",
    help="The address, or network, of a reverse proxy: what it says of visitors and https counts.",
)  # fmt: skip
@click.option("--by", default=None, metavar="NAME", help="Who judges here.  [default: that of your account]")
@click.option(
    "--model",
    default="accurate",
    show_default=True,
    help="A shipped model, or a folder with one, to read texts.",
)
@register_option
def serve(
    where: str | None, port: int, browser: bool, by: str | None, users: Path | None, **about: Any
) -> None:
    """Open the record in a browser: at http://127.0.0.1:8350, for this machine alone.

    Reading is open here; what you keep and judge goes by your name. With --public others may come, and all
    have to log in: as a user (`onrecord users add`), or at a reverse proxy that names the user in a header.
    """
    with needing("web", "pages"):
        import uvicorn  # noqa: F401  # before anything is opened

        from onrecord.web.settings import Serving

    def work() -> None:
        place = where or ledger_path(os.environ)
        serving = Serving(place, port=port, user=by or _account(), users=users or _users_path(), **about)
        _checked(serving)
        with _listening(serving) as sock:
            serving = replace(serving, port=sock.getsockname()[1])
            with needing("web", "pages"):
                app = _application(serving)
            _run(app, serving, sock, browser=browser)

    with_errors(work)


def _application(serving: Serving) -> FastAPI:
    from onrecord.ledger.connecting import path
    from onrecord.web import application

    file = path(serving.ledger)
    if file is not None and not file.exists():
        raise click.ClickException(
            f"{file} is not there: `onrecord add FILE…` makes a ledger, and in a checkout `make demo` makes "
            "build/demo.sqlite, to be named with --ledger"
        )
    return application(serving)


def _checked(serving: Serving) -> None:
    """Raise where others could read or write what they should not."""
    from onrecord.web.security.users import Users
    from onrecord.web.settings import LOOPBACK

    if serving.host not in LOOPBACK and not serving.public:
        raise click.ClickException(
            f"others can reach {serving.host}, expected an address of this machine alone: add --public"
        )
    if serving.header and not (serving.public and serving.proxies):
        raise click.ClickException(
            f"anybody could send {serving.header}: add --public, and --proxy ADDRESS for the one that counts"
        )
    for one in serving.proxies:
        try:
            ipaddress.ip_network(one, strict=False)
        except ValueError:
            raise click.ClickException(f"found --proxy {one}, expected an address as 10.0.0.7") from None
    users = Users(serving.users).all() if serving.users else []
    if serving.public and not serving.header and not any(one.has_password for one in users):
        raise click.ClickException(
            f"nobody could log in, since {serving.users} has no users: add one by `onrecord users add NAME "
            "--role admin`, or name the header of a reverse proxy with --trust-header"
        )


@contextmanager
def _listening(serving: Serving) -> Iterator[socket.socket]:
    """The socket to listen on: visitors wait in it until the server runs."""
    family = socket.AF_INET6 if ":" in serving.host else socket.AF_INET
    try:
        sock = socket.create_server((serving.host, serving.port), family=family, backlog=256)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
        raise click.ClickException(
            f"cannot listen on {serving.host}, port {serving.port} ({why}): name another --port, 0 takes any "
            "that is free"
        ) from None
    with sock:
        yield sock


def _run(app: FastAPI, serving: Serving, sock: socket.socket, *, browser: bool) -> None:
    import uvicorn

    host = f"[{serving.host}]" if ":" in serving.host else serving.host
    address = f"http://{serving.names[0] if serving.names else host}:{serving.port}/"
    if serving.public and not serving.proxies:
        click.echo(
            "onrecord: passwords travel as they are: put a reverse proxy with https before it", err=True
        )
    click.echo(f"{serving.ledger} is at {address} until you press Ctrl-C")
    if browser:
        threading.Timer(0.2, webbrowser.open, [address]).start()
    # What a proxy says is judged by us, for the named ones alone.
    config = uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False, proxy_headers=False, ws="none",
        http="h11", timeout_graceful_shutdown=ENDING, limit_concurrency=256 if serving.public else None,
    )  # fmt: skip
    try:
        uvicorn.Server(config).run(sockets=[sock])
    except KeyboardInterrupt:
        click.echo("stopped", err=True)


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name
        return "editor"


def _users_path() -> Path:
    from onrecord.web.security.users import users_path

    return users_path(os.environ)


# ---- users ----------------------------------------------------------------------------------------------


@click.group(epilog=USERS_EXAMPLES)
def users() -> None:
    """Who may log in where the record is served with --public: a reader reads, an editor keeps and judges, an
    admin manages the users. Passwords are kept as argon2 hashes, beside the ledger and never in it."""


def _file(path: Path | None) -> Users:
    with needing("web", "users"):
        from onrecord.web.security.users import Users

        return Users(path or _users_path())


@users.command()
@click.argument("name")
@click.option(
    "--role", type=click.Choice(["reader", "editor", "admin"]), default="reader", show_default=True,
    help="What the user may do.",
)  # fmt: skip
@click.option(
    "--no-password", is_flag=True, help="One whom a reverse proxy names, and who cannot log in here."
)
@users_option
def add(name: str, role: str, no_password: bool, users: Path | None) -> None:
    """Add a user, or give one another role and password. The password is asked for, or read from the first
    line of standard input."""
    file = _file(users)

    def work() -> None:
        made = file.put(name, role, None if no_password else _password())
        click.echo(f"{made.name} may log in as {made.role}; kept in {file.path}", err=True)

    with_errors(work)


def _password() -> str:
    if sys.stdin.isatty():
        given: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        return given
    return sys.stdin.readline().rstrip("\r\n")


@users.command("list")
@users_option
@form_option("terminal", "json")
def list_(users: Path | None, form: str | None) -> None:
    """List who may log in, and as what."""

    def work() -> None:
        for one in _file(users).all():
            told = {"name": one.name, "role": one.role, "password": one.has_password}
            as_text = f"{one.name}  {one.role}{'' if one.has_password else '  (no password)'}"
            click.echo(as_text if chosen(form) == "terminal" else json.dumps(told, ensure_ascii=False))

    with_errors(work)


@users.command()
@click.argument("name")
@users_option
def remove(name: str, users: Path | None) -> None:
    """Take a user out. What was judged under the name stays."""
    with_errors(lambda: _file(users).remove(name))


# ---- mcp ------------------------------------------------------------------------------------------------


@click.command(epilog=MCP_EXAMPLES)
@ledger_option
def mcp(where: str | None) -> None:
    """Answer an assistant's questions to the record: Model Context Protocol, on standard input and output.

    It can ask who somebody is, what was said, for the dossier of a matter, what changed, where something
    comes from, and whether a quotation stands. Every answer names its reports. Nothing can be written.
    """
    with needing("mcp", "assistants"):
        from onrecord.mcp import server

    def work() -> None:
        with opened(where) as ledger, needing("mcp", "assistants"):
            server(ledger).run("stdio")

    try:
        with_errors(work)
    except KeyboardInterrupt:
        sys.exit(0)
