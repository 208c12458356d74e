"""Manners towards others' servers: one request at a time, pauses, robots.txt, and rest when asked for."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Protocol
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from onrecord.errors import Barred, NotFound, Unreadable
from onrecord.intake.addresses import Answer, agent, fetch, refusal, scheme_of

RESTING = frozenset({429, 503})
ROBOTS_BYTES = 500_000


@dataclass(frozen=True, slots=True)
class Manners:
    """How hosts are treated. All are seconds, but ``tries``: how often a page is asked for in all.

    ``gap`` lies between two requests to one host, or what its robots.txt asks for up to ``longest_gap``.
    """

    gap: float = 2.0
    longest_gap: float = 60.0
    longest_back_off: float = 86_400.0
    longest_rest: float = 7 * 86_400.0
    robots_hold: float = 86_400.0
    tries: int = 3


class Clock(Protocol):
    """Where the time comes from, and how it is waited for."""

    def now(self) -> float:
        """Seconds since 1970."""

    def wait(self, seconds: float, stop: threading.Event) -> None:
        """Come back after so many seconds, or when told to stop."""


class SystemClock:
    """The clock of this machine."""

    def now(self) -> float:
        return time.time()

    def wait(self, seconds: float, stop: threading.Event) -> None:
        stop.wait(seconds)


class Later(Exception):
    """An address has no answer now and is to be asked again, after ``rest`` seconds at the earliest."""

    def __init__(self, error: Unreadable, rest: float = 0.0) -> None:
        super().__init__(str(error))
        self.error = error
        self.rest = rest


class Hosts:
    """Asks addresses, and knows when each host may be asked again."""

    def __init__(self, clock: Clock, manners: Manners) -> None:
        self.clock, self.manners = clock, manners
        self._ready: dict[str, float] = {}
        self._rules: dict[str, tuple[float, RobotFileParser]] = {}

    def ready(self, url: str) -> float:
        """When the host of an address may be asked again, in seconds since 1970."""
        return self._ready.get(host(url), 0.0)

    def ask(self, url: str, *, told_by: str | None = None, headers: dict[str, str] | None = None) -> Answer:
        """The answer of an address, and a pause for its host.

        Raises `Later` where it has none now, `Unreadable` where asking again is of no use.
        """
        try:
            answer = fetch(url, told_by=told_by, headers=headers)
        except NotFound as error:
            if scheme_of(url) in ("http", "https"):
                raise Later(error) from None
            raise
        finally:
            self._pause(url)
        self._pause(answer.url)
        if answer.status in RESTING or answer.status >= 500:
            rest = self._rest(answer)
            self._pause(url, rest)
            raise Later(NotFound(refusal(url, answer)), rest)
        return answer

    def admits(self, url: str) -> bool:
        """Whether an address may be asked for; False where its host's robots.txt was asked for just now.

        A host without rules has none, one that cannot say now is asked later (`Later`). Raises `Barred`
        where the rules keep us out.
        """
        if scheme_of(url) not in ("http", "https"):
            return True
        until, rules = self._rules.get(host(url), (0.0, RobotFileParser()))
        if until <= self.clock.now():
            self._learn(url)
            return False
        if not rules.can_fetch(agent(), url):
            raise Barred(f"{url} is closed to us by its robots.txt, expected leave to read it: ask its owner")
        return True

    def _learn(self, url: str) -> None:
        answer = self.ask(f"{host(url)}/robots.txt", told_by=url)
        text = answer.data[:ROBOTS_BYTES].decode("utf-8", "replace") if answer.status == 200 else ""
        rules = RobotFileParser()
        rules.parse(text.splitlines())
        self._rules[host(url)] = (self.clock.now() + self.manners.robots_hold, rules)
        # The pause that they ask for is for the next request already.
        self._pause(url)

    def _pause(self, url: str, rest: float = 0.0) -> None:
        name = host(url)
        until = self.clock.now() + max(self._gap(name), rest)
        self._ready[name] = max(self._ready.get(name, 0.0), until)

    def _gap(self, name: str) -> float:
        _, rules = self._rules.get(name, (0.0, None))
        asked = rules.crawl_delay(agent()) if rules is not None else None
        return max(self.manners.gap, min(float(asked or 0), self.manners.longest_gap))

    def _rest(self, answer: Answer) -> float:
        """For how many seconds a host asks to be left alone; 0 where it does not say."""
        asked = answer.headers.get("retry-after", "").strip()
        try:
            rest = float(asked) if asked.isdecimal() else _instant(asked) - self.clock.now()
        except (ValueError, TypeError, OverflowError, IndexError):
            return 0.0
        return min(max(rest, 0.0), self.manners.longest_rest)


def host(url: str) -> str:
    """The scheme and host of an address, which are asked as one; the address where it is none.

    >>> host("https://News.Example:8080/a?b")
    'https://news.example:8080'
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return f"{parts.scheme}://{parts.netloc}".lower()


def _instant(date: str) -> float:
    found = parsedate_to_datetime(date)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
