"""Watches feeds: asks them now and then whether there is anything new, and hands it on.

Each request is a task in a queue: a feed, or the page of an item of it. What was seen is remembered in a
mapping of the caller's, an item only when it was handed on: who is killed and starts again misses nothing.
"""

from __future__ import annotations

import hashlib
import heapq
import json
import logging
import os
import random
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from types import FrameType
from typing import Any, TypeAlias

from onrecord.errors import NoReports, NotFound, NotText, Unreadable
from onrecord.intake.addresses import Answer, refusal, scheme_of
from onrecord.intake.containers import Feed, Found, followed, opened
from onrecord.intake.hosts import Clock, Hosts, Later, Manners, SystemClock
from onrecord.intake.item import Item, document
from onrecord.intake.source import inside, no_feed, page
from onrecord.intake.stream import Stream, pieces, unpacked
from onrecord.intake.text import decode
from onrecord.records import Document

__all__ = ["Clock", "Manners", "stopped_by_signals", "subscribed", "watch"]

log = logging.getLogger(__name__)

Feeds: TypeAlias = "str | os.PathLike[str] | Iterable[Feeds]"
Result: TypeAlias = Document | Unreadable
OnResult: TypeAlias = Callable[[Result], None]

NOT_MODIFIED, GONE = 304, 410
# An item is remembered for as long as its feed has it, and so many more in case that they come back.
REMEMBERED = 1_000
# Pages that were fetched for one feed are not fetched for another.
LINKS = 50_000


def watch(
    feeds: Feeds,
    every: timedelta,
    on_result: OnResult,
    stop: threading.Event,
    *,
    state: MutableMapping[str, str] | None = None,
    clock: Clock | None = None,
    manners: Manners | None = None,
) -> None:
    """Hand on each new report of some feeds, and each that cannot be read, until told to stop.

    ``feeds`` is a list of feeds (OPML, or a text with an address on each line), an address, or several of
    these; where none is left, the watch ends. ``state`` holds a text for each feed between two runs; without
    it all items are new at the start. ``on_result`` is called in this thread; what it raises ends the watch,
    and the same report comes again the next time.
    """
    hosts = Hosts(clock or SystemClock(), manners or Manners())
    watching = _Watch(every.total_seconds(), on_result, stop, {} if state is None else state, hosts)
    for found in subscribed(feeds):
        if isinstance(found, Unreadable):
            on_result(found)
        else:
            watching.add(found)
    watching.run()


def subscribed(feeds: Feeds) -> Iterator[str | Unreadable]:
    """Yield the addresses of feeds that are named or listed, and an error for what is neither."""
    if not isinstance(feeds, str | os.PathLike):
        for one in feeds:
            yield from subscribed(one)
        return
    place = os.fspath(feeds)
    try:
        yield from [place] if scheme_of(place) not in (None, "file") else _listed(place)
    except Unreadable as error:
        yield error if str(error).startswith(place) else type(error)(f"{place} is {error}")


@contextmanager
def stopped_by_signals() -> Iterator[threading.Event]:
    """An event that is set when the process is asked to end (SIGTERM, Ctrl-C); a second Ctrl-C ends it.

    For the main thread only, as signals are.
    """
    stop = threading.Event()

    def told(number: int, frame: FrameType | None) -> None:
        if stop.is_set() and number == signal.SIGINT:
            raise KeyboardInterrupt
        stop.set()

    before = {number: signal.signal(number, told) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _listed(place: str) -> list[str]:
    """The addresses in a file: OPML, or a text with one on each line."""
    path = os.path.expanduser(place.removeprefix("file://"))
    try:
        with open(path, "rb") as file:
            stream = unpacked(Stream(pieces(file)))
            within = opened(stream, place)
            if within is not None:
                return _addresses(within, place)
            lines = [line.strip() for line in decode(stream.read(1_000_000))[0].splitlines()]
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise NotFound(
            f"{place} cannot be opened ({why}), expected a list of feeds: check the name"
        ) from None
    found = [line for line in lines if line and not line.startswith("#")]
    if not found or any(scheme_of(line) is None for line in found):
        raise NoReports(f"{place} is no list of feeds, expected OPML or an address on each line: export one")
    return found


def _addresses(within: Iterator[Found], place: str) -> list[str]:
    found = []
    for one in within:
        if not isinstance(one, Feed):
            raise NoReports(f"{place} is no list of feeds but has reports: `onrecord add` reads them once")
        found.append(one.url)
    return found


# ---- what is remembered -------------------------------------------------------------------------------


@dataclass(slots=True)
class _Subscription:
    """A feed, and what is remembered of it: ``seen`` are the keys of its items, the latest last.

    ``waiting`` are the items whose pages are still to be fetched. Until they all were, the marks of the
    feed's last version (``fresh``) are not remembered: else it would say that nothing is new.
    """

    url: str
    told_by: str | None = None
    etag: str | None = None
    modified: str | None = None
    failures: int = 0
    due: float = 0.0
    seen: dict[str, None] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    fresh: tuple[str | None, str | None] | None = None

    def recall(self, told: str) -> None:
        """Take up what was remembered; nothing where it cannot be understood."""
        try:
            known: Any = json.loads(told)
            failures, due = int(known["failures"]), float(known["due"])
            seen = dict.fromkeys(map(str, known["seen"]))
            self.etag, self.modified = known["etag"], known["modified"]
        except (ValueError, TypeError, KeyError):
            return
        self.failures, self.due, self.seen = failures, due, seen

    def told(self) -> str:
        """What is to be remembered."""
        if self.fresh is not None and not self.waiting:
            self.etag, self.modified = self.fresh
        known = {"failures": self.failures, "due": self.due, "etag": self.etag, "modified": self.modified}
        return json.dumps({**known, "seen": list(self.seen)}, separators=(",", ":"))

    def asked(self) -> dict[str, str]:
        """The headers with which only what is new is asked for."""
        marks = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in marks.items() if value}

    def forget(self, present: Iterable[str]) -> None:
        """Forget the oldest of the items that the feed has no more."""
        there = set(present)
        gone = [key for key in self.seen if key not in there]
        for key in gone[: max(len(gone) - REMEMBERED, 0)]:
            del self.seen[key]


@dataclass(frozen=True, slots=True)
class _Task:
    """One thing to ask for: a feed, or the page of an item of it. ``tries`` counts those that failed."""

    feed: _Subscription
    item: Item | None = None
    tries: int = 0

    @property
    def url(self) -> str:
        return self.feed.url if self.item is None or self.item.url is None else self.item.url


# ---- the queue ----------------------------------------------------------------------------------------


class _Watch:
    def __init__(
        self,
        every: float,
        on_result: OnResult,
        stop: threading.Event,
        state: MutableMapping[str, str],
        hosts: Hosts,
    ) -> None:
        self.every, self.on_result, self.stop, self.state = every, on_result, stop, state
        self.hosts, self.clock, self.manners = hosts, hosts.clock, hosts.manners
        self.queue: list[tuple[float, int, _Task]] = []
        self.order = count()
        self.feeds: set[str] = set()
        self.links: dict[str, None] = {}

    def add(self, url: str, told_by: str | None = None) -> None:
        """Watch a feed: from now on, or from when it may be asked again if it was not well the last time."""
        if url in self.feeds:
            return
        self.feeds.add(url)
        feed = _Subscription(url, told_by)
        feed.recall(self.state.get(url, ""))
        self._put(_Task(feed), feed.due if feed.failures else 0.0)

    def run(self) -> None:
        """Do what is due, one thing after another."""
        while self.queue and not self.stop.is_set():
            due, _, task = self.queue[0]
            ready = self.hosts.ready(task.url)
            if ready > due:
                heapq.heapreplace(self.queue, (ready, next(self.order), task))
            elif (left := due - self.clock.now()) > 0:
                self.clock.wait(left, self.stop)
            else:
                heapq.heappop(self.queue)
                self._do(task)

    def _put(self, task: _Task, due: float = 0.0) -> None:
        heapq.heappush(self.queue, (due, next(self.order), task))

    def _do(self, task: _Task) -> None:
        """One request: for the host's robots.txt if that is not known, else for what the task is about."""
        if task.item is None:
            self._poll(task)
        elif (result := self._page(task, task.item)) is not None:
            self._done(task.feed, task.item, result)

    # ---- feeds

    def _poll(self, task: _Task) -> None:
        feed = task.feed
        try:
            if not self.hosts.admits(feed.url):
                self._put(task)
                return
            answer = self.hosts.ask(feed.url, told_by=feed.told_by, headers=feed.asked())
            within = _within(answer, feed.url)
        except Later as later:
            self._failed(feed, later.error, later.rest)
        except Unreadable as error:
            self._failed(feed, error)
        else:
            self._take(feed, answer, within)

    def _take(self, feed: _Subscription, answer: Answer, within: Iterator[Found]) -> None:
        """Hand on the items that are new, or put their pages in the queue."""
        if answer.status == GONE:
            self.on_result(
                NotFound(f"{feed.url} is gone for good (410), expected a feed: take it off the list")
            )
            return
        if answer.status != NOT_MODIFIED:
            feed.fresh = (answer.headers.get("etag"), answer.headers.get("last-modified"))
        present = [self._met(feed, one) for one in within]
        feed.forget(present)
        if self.stop.is_set():
            feed.fresh = None
        log.info("%s: %d items, %d pages to fetch", feed.url, len(present), len(feed.waiting))
        self._next(feed, failures=0)

    def _met(self, feed: _Subscription, one: Found) -> str:
        """Do what is to be done about an item; returns what it is remembered by."""
        if isinstance(one, Feed):
            self.add(one.url, told_by=feed.url)
            return _hash(one.url)
        key = _key(one)
        if key in feed.seen or key in feed.waiting or self.stop.is_set():
            return key
        feed.waiting.add(key)
        if not isinstance(one, Item):
            self._done(feed, one, one)
        elif one.whole or one.url is None:
            self._done(feed, one, _own(one))
        elif _hash(one.url) in self.links:
            self._seen(feed, key)
        else:
            self._fetch(feed, one, one.url)
        return key

    # ---- pages

    def _fetch(self, feed: _Subscription, item: Item, url: str) -> None:
        self.links[_hash(url)] = None
        if len(self.links) > LINKS:
            del self.links[next(iter(self.links))]
        self._put(_Task(feed, item))

    def _page(self, task: _Task, item: Item) -> Result | None:
        """What became of the page of an item; None where that is still to come."""
        try:
            if self.hosts.admits(task.url):
                return followed(item, lambda url: self._found(url, task.feed.url))
            self._put(task)
        except Later as later:
            if task.tries + 1 >= self.manners.tries:
                return later.error
            # Twenty seconds, then more than three minutes.
            wait = max(later.rest, self.manners.gap * 10 ** (task.tries + 1))
            self._put(replace(task, tries=task.tries + 1), self.clock.now() + wait)
        except Unreadable as error:
            return error
        return None

    def _found(self, url: str, told_by: str) -> Document:
        answer = self.hosts.ask(url, told_by=told_by)
        if answer.status >= 400:
            raise NotFound(refusal(url, answer))
        return page(answer, url)

    # ---- what came of it

    def _done(self, feed: _Subscription, one: Item | Result, result: Result) -> None:
        """Hand a result on, then remember that it was."""
        self.on_result(result)
        self._seen(feed, _key(one))

    def _seen(self, feed: _Subscription, key: str) -> None:
        feed.waiting.discard(key)
        feed.seen[key] = None
        self.state[feed.url] = feed.told()

    def _failed(self, feed: _Subscription, error: Unreadable, rest: float = 0.0) -> None:
        self.on_result(error)
        self._next(feed, failures=feed.failures + 1, rest=rest)

    def _next(self, feed: _Subscription, *, failures: int, rest: float = 0.0) -> None:
        """Put the feed in the queue for its next time: twice as late after each failure in a row."""
        feed.failures = failures
        back_off = min(self.every * 2 ** min(failures, 30), max(self.every, self.manners.longest_back_off))
        # A little later than that: feeds of one host are not asked in step.
        wait = max(back_off, rest) * (1 + random.random() / 10)
        feed.due = self.clock.now() + wait
        log.info("%s: asked again in %.0f seconds", feed.url, wait)
        self.state[feed.url] = feed.told()
        self._put(_Task(feed), feed.due)


def _within(answer: Answer, url: str) -> Iterator[Found]:
    """The items that a feed answered with. Raises `Unreadable` where it did not answer with a feed."""
    if answer.status in (NOT_MODIFIED, GONE):
        return iter(())
    if answer.status >= 400:
        raise NotFound(refusal(url, answer))
    within = inside(answer, url)
    if within is None:
        raise NotText(no_feed(answer, url))
    return within


def _own(item: Item) -> Result:
    """The report that an item is by itself, or the error that says why it is none."""
    named = replace(item, name=item.url or item.name)
    try:
        return document(named)
    except Unreadable as error:
        return type(error)(f"{named.name} is {error}")


def _key(one: Item | Result) -> str:
    """What an item is remembered by."""
    if isinstance(one, Item):
        return _hash(one.key or one.url or f"{one.title} {one.published} {one.body[:1000]}")
    if isinstance(one, Document):
        return _hash(one.url or one.text)
    # Without its number: that is another one each time.
    return _hash(str(one).partition(" is ")[2])


def _hash(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:16]
