"""Reading for a page: one reader in a thread of its own, and what it read, for a while.

Reading takes a second or more of all cores, so requests wait for it in a short line, and the pages go on
being answered meanwhile. What was read is on no record: it is kept here until somebody keeps it, or others
push it out.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from io import BytesIO
from threading import Lock
from typing import TypeVar

from onrecord.errors import OnrecordError, Skipped, TooLarge, Unreadable
from onrecord.intake import documents, html
from onrecord.intake.addresses import found
from onrecord.intake.source import inside, page
from onrecord.pipeline import Reader
from onrecord.records import Document, Report
from onrecord.settings import Settings

Value = TypeVar("Value")

# Characters of one text: some ten thousand words, which take a quarter of a minute on two cores.
MOST = 60_000
# What a text is called that has no name: the source of a page, and a text.
PASTED = ("a pasted page", "a pasted text")
# So many may wait, so long; so many texts are held that nobody kept.
WAITING, SECONDS, HELD = 8, 90.0, 40


class Busy(OnrecordError):
    """Too many texts wait for being read."""


@dataclass(frozen=True, slots=True)
class Held:
    """What was read and is not on record: ``source`` is where it came from."""

    key: str
    report: Report
    source: str


class Desk:
    """Reads one text after another."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._one = ThreadPoolExecutor(1, thread_name_prefix="reader")
        # An address that is slow to answer keeps no other text waiting.
        self._fetching = ThreadPoolExecutor(2, thread_name_prefix="fetcher")
        self._waiting = 0
        self._held: OrderedDict[str, Held] = OrderedDict()
        self._lock = Lock()

    @cached_property
    def reader(self) -> Reader:
        """The reader; its model is loaded with the first text."""
        return Reader(self.settings)

    async def read(self, fetch: Callable[[], Document]) -> Held:
        """Fetch a document, read it and hold it. Raises Unreadable, or Busy where too many wait."""
        self._enter()
        task = asyncio.ensure_future(self._read(fetch))
        task.add_done_callback(self._leave)
        try:
            # What is being read is not broken off: it goes on, and whoever waited is told.
            return await asyncio.wait_for(asyncio.shield(task), SECONDS)
        except TimeoutError:
            raise Busy(
                f"found no end of it in {SECONDS:.0f} seconds, expected a report of a few pages: "
                "try a shorter text, or `onrecord add`"
            ) from None

    async def _read(self, fetch: Callable[[], Document]) -> Held:
        document = bounded(await _in(self._fetching, fetch))
        return self.hold(await _in(self._one, lambda: self.reader.read(document)), document.name)

    def hold(self, report: Report, source: str) -> Held:
        """Keep what was read for a while, under a key that nobody guesses."""
        one = Held(secrets.token_urlsafe(16), report, source)
        with self._lock:
            self._held[one.key] = one
            while len(self._held) > HELD:
                self._held.popitem(last=False)
        return one

    def held(self, key: str) -> Held | None:
        """What was read, None where it is not here any more."""
        with self._lock:
            return self._held.get(key)

    def _enter(self) -> None:
        with self._lock:
            if self._waiting >= WAITING:
                raise Busy(f"found {self._waiting} texts waiting, expected fewer: try again in a minute")
            self._waiting += 1

    def _leave(self, task: asyncio.Task[Held]) -> None:
        with self._lock:
            self._waiting -= 1
        if not task.cancelled():
            task.exception()  # nobody may be waiting for it any more


async def _in(pool: ThreadPoolExecutor, work: Callable[[], Value]) -> Value:
    done: Future[Value] = pool.submit(work)
    return await asyncio.wrap_future(done)


# ---- where a text comes from ----------------------------------------------------------------------------


def pasted(text: str) -> Document:
    """A text, or the source of a page, out of a form; line ends as they are in files."""
    text = text.replace("\r\n", "\n")
    page, plain = PASTED
    if not html.looks_like(text):
        return Document(text, plain)
    try:
        return html.document(text, name=page)
    except Unreadable as error:
        raise type(error)(f"what was pasted is {error}") from None


def uploaded(data: bytes, name: str) -> Document:
    """The one report in a file. Raises Unreadable where it holds none, or several."""
    name = name.replace("\\", "/").rpartition("/")[2] or "the file"
    several = documents("-", stdin=BytesIO(data))
    try:
        first, second = next(several, None), next(several, None)
    finally:
        close = getattr(several, "close", None)
        if close:
            close()
    if isinstance(first, Document) and second is None:
        return replace(first, name=name)
    if isinstance(first, Unreadable):
        raise type(first)(str(first).replace("standard input", name))
    raise Skipped(f"{name} holds more than one report, expected one: add it with `onrecord add`")


def fetched(url: str) -> Document:
    """The one page or text at an address. Raises Unreadable where there is none, or the address leads into
    this machine or its network."""
    answer = found(url, public=True)
    if inside(answer, url) is not None:
        raise Skipped(f"{url} is a feed or a list, expected one report: add it with `onrecord add`")
    return page(answer, url)


def bounded(document: Document) -> Document:
    """The document, if it is not too long for a page."""
    if len(document.text) > MOST:
        raise TooLarge(
            f"{document.name} has {len(document.text):,} characters, expected at most {MOST:,}: "
            "read it with `onrecord add`"
        )
    return document
