"""How much one request, and one visitor, may take."""

from __future__ import annotations

import asyncio
import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onrecord.web.answering import failed
from onrecord.web.security.arriving import arrived
from onrecord.web.settings import Limits, Serving

# So many visitors are remembered, those who came last: about 3 MB.
VISITORS = 20_000
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(slots=True)
class Rate:
    """So many in a minute for each key; what is not used is saved up to one minute's worth."""

    a_minute: int
    now: Callable[[], float] = time.monotonic
    _left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def wait(self, key: str) -> float:
        """Seconds until the next may come, 0 where it may now."""
        return max(0.0, (1.0 - self._saved(key)) * 60.0 / self.a_minute)

    def count(self, key: str) -> None:
        """Take one."""
        self._left[key] = (self._saved(key) - 1.0, self.now())
        self._left.move_to_end(key)
        while len(self._left) > VISITORS:
            self._left.popitem(last=False)

    def give_back(self, key: str) -> None:
        """Take one less."""
        self._left[key] = (min(float(self.a_minute), self._saved(key) + 1.0), self.now())

    def _saved(self, key: str) -> float:
        left, since = self._left.get(key, (float(self.a_minute), self.now()))
        return min(float(self.a_minute), left + (self.now() - since) * self.a_minute / 60.0)


def visitor(address: str) -> str:
    """Who counts as one visitor: an address, of IPv6 the network that one household has.

    >>> visitor("203.0.113.9"), visitor("2001:db8:1:2:3::9")
    ('203.0.113.9', '2001:db8:1:2::/64')
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return address if found.version == 4 else str(ipaddress.ip_network(f"{address}/64", strict=False))


class Limited:
    """Refuses what is too large, too slow or too often."""

    def __init__(self, app: ASGIApp, serving: Serving) -> None:
        self.app, self.serving = app, serving
        self.readings, self.writings = Rate(serving.limits.readings), Rate(serving.limits.writings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        refused = self._refused(scope)
        if refused:
            answer = failed(Request(scope), *refused)
            return await answer(scope, receive, send)
        # No database takes a NUL as text, and nobody types one.
        asked = {**scope, "query_string": scope["query_string"].replace(b"%00", b"")}
        return await self.app(asked, _bounded(receive, self.serving.limits), send)

    def _refused(self, scope: Scope) -> tuple[int, str, dict[str, str]] | None:
        if "\x00" in scope["path"]:
            return 404, "found a NUL in the address, expected text: take %00 out of it", {}
        told = Headers(scope=scope).get("content-length", "0")
        if not told.isdecimal() or int(told) > self.serving.limits.body:
            return 413, _too_large(self.serving.limits), {"Connection": "close"}
        wait = self._wait(scope)
        if wait:
            seconds = str(int(wait) + 1)
            return 429, f"too many requests: wait {seconds} seconds", {"Retry-After": seconds}
        return None

    def _wait(self, scope: Scope) -> float:
        """Seconds that a visitor has to wait; on this machine alone one may be as fast as one can."""
        if not self.serving.public:
            return 0.0
        rate = self.readings if scope["method"] in SAFE else self.writings
        who = visitor(arrived(scope).address)
        wait = rate.wait(who)
        if not wait:
            rate.count(who)
        return wait


def _too_large(limits: Limits) -> str:
    most = limits.body // 1_000_000
    return f"more than {most} MB were sent, expected less: send a part, or keep it with `onrecord add`"


def _bounded(receive: Receive, limits: Limits) -> Receive:
    """A body that ends with an error where it is too large, or takes too long to arrive."""
    size, until, more = 0, time.monotonic() + limits.seconds, True

    async def bounded() -> Message:
        nonlocal size, more
        if not more:  # the body is there: this waits for the visitor to go away
            return await receive()
        try:
            message = await asyncio.wait_for(receive(), max(0.0, until - time.monotonic()))
        except TimeoutError:
            raise HTTPException(
                408, f"the request did not end in {limits.seconds:.0f} seconds: send it again"
            ) from None
        size, more = size + len(message.get("body", b"")), message.get("more_body", False)
        if size > limits.body:
            raise HTTPException(413, _too_large(limits))
        return message

    return bounded
