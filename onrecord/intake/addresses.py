"""What is at an address: fetched with limits of size and time, and not from networks that are closed."""

from __future__ import annotations

import ipaddress
import re
import socket
import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from onrecord.errors import Barred, NotFound

if TYPE_CHECKING:
    import httpx

MAX_BYTES = 5_000_000
# Seconds that an address has to begin its answer, and to end it.
TIMEOUT = 20.0
DEADLINE = 60.0

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+)://", re.I)
_ACCEPTED = "text/html, text/plain;q=0.9, */*;q=0.5"


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answered. ``url`` is where the answer came from in the end.

    ``data`` has at most one byte more than the limit, and none where the status is that of an error;
    ``kind`` is the media type, "" where none is given; the names of ``headers`` are in small letters.
    """

    url: str
    status: int
    reason: str = ""
    data: bytes = b""
    kind: str = ""
    charset: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def fetch(url: str, *, told_by: str | None = None, headers: Mapping[str, str] | None = None) -> Answer:
    """What an address answers, whatever its status.

    ``told_by`` is the address that this one was found at, if nobody asked for it: a feed out in the world
    must not make us look around in the network that we are in (`Barred`), nor may a redirection. Raises
    `NotFound` where there is no answer, or the address is none of http or https.
    """
    import httpx  # a tenth of a second, for addresses only

    if (scheme := scheme_of(url)) not in ("http", "https"):
        raise NotFound(
            f"{url} is a {scheme} address, expected http or https: save what is there and read the file"
        )
    sent = {"User-Agent": agent(), "Accept": _ACCEPTED, **(headers or {})}
    try:
        with (
            httpx.Client(
                timeout=TIMEOUT,
                follow_redirects=True,
                headers=sent,
                verify=_trusted(),
                event_hooks={"request": [_Guard(told_by or url)]},
            ) as client,
            client.stream("GET", url) as answer,
        ):
            return _answer(url, answer)
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, OSError) as error:
        why = " ".join(str(error).split()) or type(error).__name__
        raise NotFound(
            f"{url} did not answer ({why}), expected a page: check the address and the connection"
        ) from error


def found(url: str, *, told_by: str | None = None) -> Answer:
    """What is at an address. Raises `NotFound` where it answers with an error."""
    answer = fetch(url, told_by=told_by)
    if answer.status >= 400:
        raise NotFound(refusal(url, answer))
    return answer


def refusal(url: str, answer: Answer) -> str:
    """What to say of an answer that is an error."""
    told = f"{url} answered {answer.status} {answer.reason}".rstrip()
    advice = (
        "check the address"
        if answer.status in (404, 410)
        else "open it in a browser, save the page and read the file"
    )
    return f"{told}, expected a page: {advice}"


def scheme_of(place: str) -> str | None:
    """The scheme of an address in small letters, None for what is none."""
    scheme = _SCHEME.match(place)
    return scheme[1].lower() if scheme else None


def agent() -> str:
    """Who we say that we are."""
    try:
        return f"onrecord/{version('onrecord')}"
    except PackageNotFoundError:  # a checkout that is not installed
        return "onrecord/0"


def is_inside(host: str) -> bool:
    """Whether a host is not of the open internet: this machine, its network, or a cloud's own addresses.

    >>> [is_inside(host) for host in ("127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "93.184.216.34")]
    [True, True, True, True, False]
    """
    try:
        infos = socket.getaddrinfo(host.strip("[]"), None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError, ValueError):
        return False
    return any(_is_inside(str(info[4][0]).partition("%")[0]) for info in infos)


def _is_inside(address: str) -> bool:
    ip = ipaddress.ip_address(address)
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return not ip.is_global or ip.is_multicast


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


class _Guard:
    """Looks at each request, redirections as well: from an address outside, none may lead inside."""

    def __init__(self, told_by: str) -> None:
        self.told_by = told_by
        self.trusted = _host(told_by)

    def __call__(self, request: httpx.Request) -> None:
        host = request.url.host
        if host != self.trusted and is_inside(host) and not is_inside(self.trusted):
            raise Barred(
                f"{request.url} is in a private network and was named by {self.told_by}, expected a public "
                "address: name it yourself if you trust it"
            )


@cache
def _trusted() -> ssl.SSLContext:
    """Whose certificates are believed. Made once: it takes longer than most requests."""
    import httpx

    return httpx.create_ssl_context()


def _answer(url: str, answer: httpx.Response) -> Answer:
    return Answer(
        url=str(answer.url),
        status=answer.status_code,
        reason=answer.reason_phrase,
        data=_received(url, answer.iter_bytes()) if answer.status_code < 400 else b"",
        kind=answer.headers.get("content-type", "").partition(";")[0].strip().lower(),
        charset=answer.charset_encoding,
        headers={name.lower(): value for name, value in answer.headers.items()},
    )


def _received(url: str, chunks: Iterable[bytes]) -> bytes:
    """The bytes of an answer up to one more than the limit."""
    data, begun = bytearray(), time.monotonic()
    for chunk in chunks:
        data += chunk
        if len(data) > MAX_BYTES:
            break
        if time.monotonic() - begun > DEADLINE:
            raise NotFound(
                f"{url} did not end its answer in {DEADLINE:.0f} seconds, expected a page: try again later"
            )
    return bytes(data[: MAX_BYTES + 1])
