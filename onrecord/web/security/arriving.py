"""Where a request comes from: its address, the name it asks for, and what a reverse proxy says of it."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import Scope

from onrecord.web.settings import LOOPBACK, Serving


@dataclass(frozen=True, slots=True)
class Arrival:
    """``address`` is the visitor's, ``host`` the name asked for without a port; ``proxied`` is True where it
    came through a proxy that is trusted, ``secure`` where that one was asked by https, ``user`` whom it
    names."""

    address: str
    host: str
    proxied: bool = False
    secure: bool = False
    user: str | None = None


def arrival(scope: Scope, serving: Serving) -> Arrival:
    """Where a request comes from; what a proxy says counts only if it comes from one that is named."""
    headers = Headers(scope=scope)
    peer = (scope.get("client") or ("", 0))[0]
    host = host_of(headers.get("host", ""))
    if not _among(peer, serving.proxies):
        return Arrival(peer, host)
    # The last address is the one that the proxy itself saw; those before it can be made up.
    seen = headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    secure = headers.get("x-forwarded-proto", "").strip().lower() == "https"
    user = headers.get(serving.header, "").strip() if serving.header else ""
    return Arrival(seen or peer, host, proxied=True, secure=secure, user=user or None)


def arrived(scope: Scope) -> Arrival:
    """What was noted of a request when it came."""
    found: Arrival = scope["state"]["arrival"]
    return found


def is_ours(host: str, serving: Serving) -> bool:
    """Whether a name is one under which this is served.

    Else a page elsewhere could have its own name lead here and read what is only for this machine.
    """
    if not host:
        return False
    own = {*LOOPBACK, *serving.names} | ({serving.host} if serving.host not in ("0.0.0.0", "::") else set())
    # Where one has to log in, any name may lead here unless some are named: another's has no cookie.
    return host in own or (serving.public and not serving.names)


def host_of(netloc: str) -> str:
    """The host in "host:port", in small letters and without brackets; "" where it is none.

    >>> host_of("LocalHost:8350"), host_of("[::1]:80"), host_of("a@b"), host_of("news.example.")
    ('localhost', '::1', '', 'news.example')
    """
    name = netloc.lower()
    if name.startswith("["):
        return name[1:].partition("]")[0]
    name = name.partition(":")[0].removesuffix(".")
    return name if name and all(c.isalnum() or c in "-._" for c in name) else ""


def _among(address: str, networks: Iterable[str]) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in ipaddress.ip_network(one, strict=False) for one in networks)
