"""A real server on this machine; the clock is ours, so that nobody waits."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import pytest

from onrecord.errors import Barred, NoReports, NotFound, NotText, Unreadable
from onrecord.intake.addresses import fetch
from onrecord.records import Document
from onrecord.watch import Manners, stopped_by_signals, subscribed, watch

START = datetime(2025, 6, 3, 12, tzinfo=UTC).timestamp()
TEN_MINUTES = timedelta(minutes=10)
LONG = "The ministers of Norvania and Sudria signed a protocol on Tuesday that opens the bridge to cars. " * 4


class OurClock:
    """A clock that goes when somebody waits, and says stop when the time is up."""

    def __init__(self, seconds: float) -> None:
        self.time = START
        self.end = START + seconds

    def now(self) -> float:
        return self.time

    def wait(self, seconds: float, stop: threading.Event) -> None:
        self.time = min(self.time + seconds, self.end)
        if self.time >= self.end:
            stop.set()


@dataclass
class Asked:
    """A request that the server got."""

    path: str
    at: float
    headers: dict[str, str]


@dataclass
class Site:
    """What the server answers by path: a status, headers and a body, or several of these in turn."""

    address: str = ""
    clock: OurClock = field(default_factory=lambda: OurClock(3600))
    answers: dict[str, object] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def paths(self) -> list[str]:
        return [one.path for one in self.asked]

    def times(self, path: str) -> list[int]:
        """When a path was asked for, in seconds from the start."""
        return [round(one.at - START) for one in self.asked if one.path == path]


@pytest.fixture(scope="module")
def sites() -> Iterator[Callable[[], Site]]:
    current = Site()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self):
            current.asked.append(Asked(self.path, current.clock.now(), dict(self.headers)))
            answer = current.answers.get(self.path, (404, {}, b""))
            if isinstance(answer, list):
                answer = answer.pop(0) if len(answer) > 1 else answer[0]
            status, headers, body = answer(self.headers) if callable(answer) else answer
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    def new() -> Site:
        current.clock, current.answers, current.asked = OurClock(3600), {}, []
        return current

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        current.address = f"http://127.0.0.1:{server.server_port}"
        yield new
        server.shutdown()


@pytest.fixture
def site(sites: Callable[[], Site]) -> Site:
    return sites()


def item(n: int | str, words: str = LONG) -> str:
    """An item of a feed; with few words it is a summary, and its page must be fetched."""
    words = f"<content:encoded>{n}: {words}</content:encoded>"
    return f"<item><guid isPermaLink='false'>g{n}</guid><link>/{n}</link>{words}</item>"


def feed(*items: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return 200, named, f"<rss><channel><title>Norva Courier</title>{''.join(items)}</channel></rss>".encode()


def page(words: str) -> tuple[int, dict[str, str], bytes]:
    body = f"<html><body><article><h1>{words}</h1><p>{LONG}</p></article></body></html>"
    return 200, {"Content-Type": "text/html"}, body.encode()


def watched(
    site: Site,
    *feeds: str,
    minutes: float = 60,
    state: dict[str, str] | None = None,
    every: timedelta = TEN_MINUTES,
    on_result: Callable[[Document | Unreadable], None] | None = None,
) -> list[Document | Unreadable]:
    """What is handed on in so many minutes."""
    found: list[Document | Unreadable] = []
    site.clock.time = max(site.clock.time, START)
    site.clock.end = site.clock.time + 60 * minutes
    watch(
        [site.address + path for path in feeds or ("/feed",)],
        every,
        on_result or found.append,
        threading.Event(),
        state=state,
        clock=site.clock,
    )
    return found


def heads(found: list[Document | Unreadable]) -> list[str]:
    """The beginnings of what was handed on: of reports the number, of errors the kind."""
    return [d.text.partition(":")[0] if isinstance(d, Document) else type(d).__name__ for d in found]


# ---- what is new ------------------------------------------------------------------------------------------


def test_new_items_come_once(site: Site):
    site.answers["/feed"] = [feed(item(1)), feed(item(1)), feed(item(3), item(2), item(1)), feed(item(3))]
    found = watched(site)
    assert heads(found) == ["1", "3", "2"]
    assert [d.url for d in found if isinstance(d, Document)] == [f"{site.address}/{n}" for n in (1, 3, 2)]
    assert site.paths() == ["/robots.txt"] + ["/feed"] * 6


def test_pages_are_fetched_for_items_that_are_summaries(site: Site):
    site.answers |= {"/feed": feed(item(1, "…"), item(2)), "/1": page("The bridge deal")}
    found = watched(site)
    assert [one.partition("\n")[0] for one in heads(found)] == ["2", "The bridge deal"]
    last = found[-1]
    assert isinstance(last, Document)
    assert (last.url, last.name, last.outlet) == (f"{site.address}/1", f"{site.address}/1", "Norva Courier")
    assert site.paths().count("/1") == 1


def test_only_what_changed_is_asked_for(site: Site):
    def answer(headers):
        if headers.get("If-None-Match") == '"a"' and headers.get("If-Modified-Since") == "yesterday":
            return 304, {}, b""
        return feed(item(1), ETag='"a"', Last_Modified="yesterday")

    site.answers["/feed"] = answer
    state: dict[str, str] = {}
    assert heads(watched(site, state=state)) == ["1"]
    assert heads(watched(site, state=state)) == []
    assert ["If-None-Match" in one.headers for one in site.asked if one.path == "/feed"] == [False] + [
        True
    ] * 11


def test_a_second_watch_goes_on_where_the_first_ended(site: Site):
    state: dict[str, str] = {}
    site.answers["/feed"] = feed(item(1), item(2))
    assert heads(watched(site, state=state)) == ["1", "2"]
    site.answers["/feed"] = feed(item(3), item(2), item(1))
    assert heads(watched(site, state=state)) == ["3"]


@pytest.mark.parametrize("told", ["", "{", "[]", "null", '{"failures": "x", "due": 0, "seen": []}'])
def test_what_is_remembered_wrongly_is_as_new(site: Site, told: str):
    site.answers["/feed"] = feed(item(1))
    assert heads(watched(site, state={f"{site.address}/feed": told})) == ["1"]


def test_nothing_is_missed_by_who_is_killed(site: Site):
    site.answers |= {
        "/feed": feed(item(1, "…"), item(2, "…"), ETag='"a"'),
        "/1": page("One"),
        "/2": page("Two"),
    }
    state: dict[str, str] = {}
    got: list[str] = []

    def killed_at_the_second(found: Document | Unreadable) -> None:
        if got:
            raise MemoryError
        got.extend(heads([found]))

    with pytest.raises(MemoryError):
        watched(site, state=state, on_result=killed_at_the_second)
    assert [one[:3] for one in got] == ["One"]
    assert [one[:3] for one in heads(watched(site, state=state))] == ["Two"]
    # Not before all pages were handed on is the feed told that its version is known.
    assert [one.headers.get("If-None-Match") for one in site.asked if one.path == "/feed"][:3] == [
        None,
        None,
        '"a"',
    ]


def test_an_error_of_who_takes_results_is_not_ours(site: Site):
    def refuse(found: Document | Unreadable) -> None:
        raise NotText("no ledger")

    site.answers["/feed"] = feed(item(1))
    with pytest.raises(NotText, match="no ledger"):
        watched(site, on_result=refuse)


def test_a_link_in_two_feeds_is_fetched_once(site: Site):
    site.answers |= {"/feed": feed(item(1, "…")), "/sport": feed(item(1, "…")), "/1": page("One")}
    assert len(watched(site, "/feed", "/sport", "/feed")) == 1
    assert site.paths().count("/1") == 1


def test_what_was_seen_long_ago_is_forgotten(site: Site):
    many = [feed(*(item(f"{poll}-{n}") for n in range(400))) for poll in range(6)]
    site.answers["/feed"] = many
    state: dict[str, str] = {}
    assert len(watched(site, state=state)) == 2400
    assert len(state[f"{site.address}/feed"]) < 1500 * 20


# ---- manners ----------------------------------------------------------------------------------------------


def test_one_host_is_asked_with_pauses(site: Site):
    site.answers |= {
        "/feed": feed(*(item(n, "…") for n in range(5))),
        **{f"/{n}": page(f"P{n}") for n in range(5)},
    }
    found = watched(site, minutes=5)
    assert len(found) == 5
    times = [one.at for one in site.asked]
    assert [round(b - a) for a, b in pairwise(times)] == [2] * 6


def test_robots_are_heeded(site: Site):
    site.answers |= {
        "/robots.txt": (200, {}, b"User-agent: onrecord\nCrawl-delay: 30\nDisallow: /2\n\nUser-agent: *"),
        "/feed": feed(item(1, "…"), item(2, "…")),
        "/1": page("One"),
    }  # fmt: skip
    found = watched(site, minutes=9)
    assert [one.partition("\n")[0] for one in heads(found)] == ["One", "Barred"]
    assert "/2 is closed to us by its robots.txt" in str(found[1])
    assert site.paths() == ["/robots.txt", "/feed", "/1"]
    assert [round(one.at - START) for one in site.asked] == [0, 30, 60]


def test_robots_are_asked_again_after_a_day(site: Site):
    site.answers["/feed"] = feed(item(1))
    watched(site, minutes=60 * 56, every=timedelta(hours=3))
    assert len(site.times("/robots.txt")) == 3


def test_a_feed_closed_by_robots(site: Site):
    site.answers |= {"/robots.txt": (200, {}, b"User-agent: *\nDisallow: /"), "/feed": feed(item(1))}
    found = watched(site)
    assert {type(d) for d in found} == {Barred}
    assert "/feed" not in site.paths()


def test_who_cannot_tell_its_rules_is_asked_later(site: Site):
    site.answers |= {"/robots.txt": [(500, {}, b""), (404, {}, b"")], "/feed": feed(item(1))}
    assert heads(watched(site)) == ["NotFound", "1"]
    assert site.times("/feed")[0] >= 1200


def test_who_is_not_well_is_asked_less_and_less(site: Site):
    site.answers["/feed"] = (500, {}, b"")
    found = watched(site, minutes=60 * 24 * 5)
    times = site.times("/feed")
    gaps = [b - a for a, b in pairwise(times)]
    expected = [min(600 * 2**n, 86_400) for n in range(1, len(times))]
    assert all(least <= gap <= 1.11 * least for least, gap in zip(expected, gaps, strict=True))
    assert len(found) == len(times) >= 9
    assert "answered 500" in str(found[0])


def test_who_recovers_is_asked_as_before(site: Site):
    site.answers["/feed"] = [(500, {}, b""), feed(item(1))]
    assert heads(watched(site, minutes=120)) == ["NotFound", "1"]
    times = site.times("/feed")
    assert times[2] - times[1] < 700


def test_back_off_outlives_a_restart(site: Site):
    state: dict[str, str] = {}
    site.answers["/feed"] = [(500, {}, b""), (500, {}, b""), feed(item(1))]
    watched(site, minutes=30, state=state)
    before = len(site.times("/feed"))
    assert watched(site, minutes=5, state=state) == []
    assert len(site.times("/feed")) == before


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("dated", [False, True])
def test_who_asks_for_a_rest_gets_it(site: Site, status: int, dated: bool):
    until = format_datetime(datetime.fromtimestamp(START + 7200, UTC), usegmt=True) if dated else "7200"
    site.answers["/feed"] = [(status, {"Retry-After": until}, b""), feed(item(1))]
    site.answers["/sport"] = feed(item(2))
    found = watched(site, "/feed", "/sport", minutes=240)
    assert heads(found) == ["2", "NotFound", "1"]
    # The whole host has its rest.
    assert [one for one in sorted(site.times("/feed") + site.times("/sport")) if 5 < one < 7199] == []


@pytest.mark.parametrize("rest", ["", "soon", "-5", "1e9", "²", "Tue, 99 Jun 2025"])
def test_a_rest_that_cannot_be_understood(site: Site, rest: str):
    site.answers["/feed"] = [(503, {"Retry-After": rest}, b""), feed(item(1))]
    assert heads(watched(site)) == ["NotFound", "1"]
    assert 1200 <= site.times("/feed")[1] <= 1400


def test_no_rest_is_longer_than_a_week(site: Site):
    site.answers["/feed"] = [(503, {"Retry-After": "9" * 400}, b""), feed(item(1))]
    assert heads(watched(site, minutes=60 * 24 * 8, every=timedelta(days=1))) == ["NotFound", "1"]


def test_a_feed_that_is_gone_is_not_asked_again(site: Site):
    site.answers["/feed"] = (410, {}, b"")
    found = watched(site)
    assert heads(found) == ["NotFound"]
    assert "is gone for good" in str(found[0])
    assert len(site.times("/feed")) == 1


@pytest.mark.parametrize(
    ("answers", "got", "asked"),
    [
        ([(503, {}, b""), page("One")], "One", 2),
        ([(500, {}, b"")], "NotFound", 3),
        ([(404, {}, b"")], "NotFound", 1),
        ([(200, {"Content-Type": "text/html"}, b"<html></html>")], "NoText", 1),
        ([(200, {"Content-Type": "application/pdf"}, b"%PDF-1.7")], "NotText", 1),
        ([(301, {"Location": "/moved"}, b"")], "Two", 1),
        ([(301, {"Location": "file:///etc/passwd"}, b"")], "NotFound", 3),
    ],
)
def test_pages_that_do_not_come(site: Site, answers: list[object], got: str, asked: int):
    site.answers |= {"/feed": feed(item(1, "…")), "/1": answers, "/moved": page("Two")}
    found = watched(site)
    assert [one.partition("\n")[0] for one in heads(found)] == [got]
    assert len(site.times("/1")) == asked


def test_broken_items_are_told_once(site: Site):
    broken = "<item><title>No words</title></item>"
    site.answers["/feed"] = [feed(broken, item(1)), feed(item(2), broken, item(1), "<item><guid>x")]
    assert heads(watched(site)) == ["NoText", "1", "2", "NotText"]


# ---- what is no feed --------------------------------------------------------------------------------------


def test_a_page_names_its_feed(site: Site):
    link = b"<html><head><link rel=alternate type='application/rss+xml' href='/feed.xml'></head></html>"
    site.answers["/feed"] = (200, {"Content-Type": "text/html"}, link)
    found = watched(site, minutes=5)
    assert heads(found) == ["NotText"]
    assert "is text/html, expected a feed (RSS, Atom or JSON): did you mean /feed.xml?" in str(found[0])


def test_json_feeds_and_lists_of_feeds(site: Site):
    items = b'[{"id": "1", "content_text": "1: x"}]'
    site.answers |= {
        "/feed": (200, {}, b'{"version": "https://jsonfeed.org/version/1", "items": %b}' % items),
        "/list": (200, {}, f"<opml><outline xmlUrl='{site.address}/feed'/></opml>".encode()),
    }  # fmt: skip
    assert heads(watched(site, "/list")) == ["1"]


def test_a_feed_outside_may_not_lead_inside(site: Site):
    with pytest.raises(Barred, match=r"is in a private network and was named by http://93\.184\.216\.34/"):
        fetch(f"{site.address}/1", told_by="http://93.184.216.34/feed")
    assert site.asked == []
    assert fetch(f"{site.address}/1", told_by="http://10.0.0.1/feed").status == 404


def test_no_item_leads_to_a_file(site: Site):
    site.answers["/feed"] = feed(
        "<item><link>file:///etc/passwd</link><content:encoded>1: x</content:encoded></item>"
    )
    (found,) = watched(site)
    assert isinstance(found, Document)
    assert found.url is None


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("a.opml", "<opml><outline xmlUrl='https://a.example/f'/><outline xmlUrl='feed://b.example/f'/></opml>",
         ["https://a.example/f", "http://b.example/f"]),
        ("a.txt", "# mine\nhttps://a.example/f\n\nhttp://b.example/f\n", ["https://a.example/f", "http://b.example/f"]),
        ("a.txt", "a.example/f\n", NoReports),
        ("a.opml", "<opml/>", NoReports),
        ("a.xml", "<rss><channel><item><description>x</description></item></channel></rss>", NoReports),
        ("a.json", '{"a": 1}', NoReports),
        ("a.txt", "", NoReports),
    ],
)  # fmt: skip
def test_lists_of_feeds(tmp_path: Path, name: str, data: str, found: object):
    path = tmp_path / name
    path.write_text(data)
    got = list(subscribed(path))
    assert got == found if isinstance(found, list) else [type(one) for one in got] == [found]


def test_feeds_that_are_not_there(tmp_path: Path):
    got = list(subscribed([tmp_path / "none.opml", "https://a.example/f", "ftp://b.example/f"]))
    assert [type(one) if isinstance(one, Unreadable) else one for one in got] == [
        NotFound, "https://a.example/f", "ftp://b.example/f"
    ]  # fmt: skip
    assert "\n" not in str(got[0])


def test_addresses_that_are_none(site: Site):
    found: list[Document | Unreadable] = []
    watch(
        ["ftp://b.example/f", "http://[::1"], TEN_MINUTES, found.append, threading.Event(), clock=OurClock(60)
    )
    assert [type(one) for one in found] == [NotFound, NotFound]


# ---- the end ----------------------------------------------------------------------------------------------


def test_it_ends_when_told_to(site: Site):
    site.answers["/feed"] = feed(item(1))
    stop = threading.Event()
    found: list[Document | Unreadable] = []
    args = (f"{site.address}/feed", TEN_MINUTES, found.append, stop)
    thread = threading.Thread(target=watch, args=args, kwargs={"manners": Manners(gap=0.01)})
    begun = time.monotonic()
    thread.start()
    while not found and time.monotonic() - begun < 20:
        time.sleep(0.01)
    stop.set()
    thread.join(5)
    assert not thread.is_alive()
    assert heads(found) == ["1"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_end_it(number: signal.Signals):
    before = signal.getsignal(number)
    with stopped_by_signals() as stop:
        assert not stop.is_set()
        os.kill(os.getpid(), number)
        assert stop.wait(5)
        if number == signal.SIGINT:
            with pytest.raises(KeyboardInterrupt):
                signal.raise_signal(number)
    assert signal.getsignal(number) is before


def test_stopped_in_the_midst_of_a_feed(site: Site):
    site.answers["/feed"] = feed(item(1), item(2), ETag='"a"')
    stop, got, state = threading.Event(), [], {}

    def stop_after_one(found: Document | Unreadable) -> None:
        got.append(found)
        stop.set()

    watch(f"{site.address}/feed", TEN_MINUTES, stop_after_one, stop, state=state, clock=site.clock)
    assert heads(got) == ["1"]
    assert heads(watched(site, state=state)) == ["2"]
