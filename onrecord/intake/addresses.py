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
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from onrecord.errors import Barred, NotFound

if TYPE_CHECKING:
    import httpx

MAX_BYTES = 5_000_000
# Seconds that an address has to begin its answer, and to end it.
TIMEOUT = 20.0
DEADLINE = 60.0

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+)://", re.I)
_TRANSLATED, _COMPATIBLE = ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96")
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


def fetch(
    url: str,
    *,
    told_by: str | None = None,
    public: bool = False,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """What an address answers, whatever its status.

    ``told_by`` is the address that this one was found at, if nobody asked for it: a feed out in the world
    must not make us look around in the network that we are in (`Barred`), nor may a redirection. ``public``
    bars that network whoever asks: somebody at a web page is not at this machine. Raises `NotFound` where
    there is no answer, or the address is none of http or https.
    """
    import httpx  # a tenth of a second, for addresses only

    if (scheme := scheme_of(url)) not in ("http", "https"):
        raise NotFound(
            f"{url} is a {scheme} address, expected http or https: save what is there and read the file"
        )
    sent = {"User-Agent": agent(), "Accept": _ACCEPTED, **(headers or {})}
    guard = _Guard(told_by or url, public=public)
    try:
        with (
            httpx.Client(
                timeout=TIMEOUT,
                follow_redirects=True,
                headers=sent,
                verify=_trusted(),
                event_hooks={"request": [guard]},
            ) as client,
            client.stream("GET", url, extensions={"trace": guard.connected}) as answer,
        ):
            return _answer(url, answer)
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, OSError) as error:
        why = " ".join(str(error).split()) or type(error).__name__
        raise NotFound(
            f"{url} did not answer ({why}), expected a page: check the address and the connection"
        ) from error


def found(url: str, *, told_by: str | None = None, public: bool = False) -> Answer:
    """What is at an address. Raises `NotFound` where it answers with an error."""
    answer = fetch(url, told_by=told_by, public=public)
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
    """Whether an IP address is not of the open internet.

    >>> [_is_inside(a) for a in ("::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "::a00:1", "fec0::1")]
    [True, True, True, True, True]
    >>> _is_inside("2606:2800:220:1::1"), _is_inside("64:ff9b::5db8:d822")
    (False, False)
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        within = _within(ip)
        if within is not None:
            return _is_inside(str(within))
        if ip.is_site_local:
            return True
    return not ip.is_global or ip.is_multicast


def _within(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The older address that one of the newer kind leads to in the end, None where it leads to none."""
    if ip in _TRANSLATED or (ip in _COMPATIBLE and int(ip) > 1):
        return ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


class _Guard:
    """Looks at each request, redirections as well: from an address outside, none may lead inside."""

    def __init__(self, told_by: str, *, public: bool) -> None:
        self.told_by, self.public = told_by, public
        self.trusted = "" if public else _host(told_by)
        self.asked = told_by
        self.host = self.trusted

    def __call__(self, request: httpx.Request) -> None:
        self.asked, self.host = str(request.url), request.url.host
        if not self._may() and is_inside(self.host):
            raise self._barred()

    def connected(self, event: str, told: Mapping[str, Any]) -> None:
        """Look at where a connection has led, before anything is sent: a name may lead elsewhere each time
        that it is asked for."""
        if event != "connection.connect_tcp.complete" or self._may() or _has_proxy(self.host):
            return
        stream = told["return_value"]
        if _is_inside(str(stream.get_extra_info("server_addr")[0])):
            stream.close()
            raise self._barred()

    def _may(self) -> bool:
        """Whether a host may be inside: the one that was named, and others where that one is."""
        return bool(self.trusted) and (self.host == self.trusted or is_inside(self.trusted))

    def _barred(self) -> Barred:
        if self.public:
            return Barred(
                f"{self.asked} leads into a private network, expected a public address: save the page and "
                "read the file"
            )
        return Barred(
            f"{self.asked} is in a private network and was named by {self.told_by}, expected a public "
            "address: name it yourself if you trust it"
        )


def _has_proxy(host: str) -> bool:
    """Whether a proxy of this machine's settings asks in our place: then we are connected to that one."""
    from urllib.request import getproxies, proxy_bypass  # 20 ms, for addresses only

    return bool({"http", "https", "all"} & getproxies().keys()) and not proxy_bypass(host)


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
