"""What is served, to whom, within which limits. Made once by the command and passed down."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Role = Literal["reader", "editor", "admin"]
ROLES: tuple[Role, ...] = ("reader", "editor", "admin")
LOOPBACK = ("127.0.0.1", "::1", "localhost")
PORT = 8350


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request, and one visitor, may take.

    ``body`` is in bytes, ``seconds`` is what a body may take to arrive. The others are in a minute, where it
    is public: what one address reads, what it sends, and wrong passwords for a name or from an address.
    """

    body: int = 6_000_000
    seconds: float = 30.0
    readings: int = 600
    writings: int = 120
    logins: int = 6


@dataclass(frozen=True, slots=True)
class Serving:
    """How a ledger is served.

    ``ledger`` is its path or address, ``names`` the hosts under which it may be asked for besides its own.
    ``user`` is who writes where nobody logs in, ``users`` the file of those who may where it is public.
    ``header`` names the user where a reverse proxy at one of ``proxies`` says who asks; ``header_role`` is
    what such a user may do who is not in the file. ``register`` and ``model`` are what texts are read with.
    """

    ledger: str
    host: str = "127.0.0.1"
    port: int = PORT
    public: bool = False
    names: tuple[str, ...] = ()
    user: str = "editor"
    users: Path | None = None
    header: str | None = None
    header_role: Role = "reader"
    proxies: tuple[str, ...] = ()
    model: str = "accurate"
    register: Path | None = None
    limits: Limits = field(default_factory=Limits)
