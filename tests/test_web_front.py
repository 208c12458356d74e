"""The front page: what is new, what changed and conflicts, what comes, what is spoken of; and the frame."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from ledgers import Told, story
from test_asking import met, reports

from onrecord.asking import front as module
from onrecord.asking.front import front
from onrecord.joining.join import join
from onrecord.ledger import Ledger
from onrecord.ledger.judging import judge
from onrecord.records import Report

pytest.importorskip("fastapi", reason="pip install 'onrecord[web]'")

from starlette.testclient import TestClient

from onrecord.web import application
from onrecord.web.settings import Serving

SEEN = datetime(2031, 5, 10, tzinfo=UTC)
HOSTILE = "</title><script>alert(1)</script>"
SIDES = ("merrow", "tarn")


def talks(number: int, day: str, status: str, published: str) -> tuple[str, Report]:
    words = f"Talks number {number} are told of in Orval.\n"
    told = Told("Ada Brandt", "said", f"crane {number} is sold", matter=("cranes",))
    one = story(told, opening=words, published=published, outlet=f"Post {number}", title=f"Crane {number}")
    return f"talks{number}.txt", met(one, f"Talks number {number}", status, day, *SIDES)


def more() -> list[tuple[str, Report]]:
    """Talks that come, that are off and that were; a hostile title; a page dated long after it was read."""
    hostile = story(Told("Eve", "promised", HOSTILE, act="promise"), published="2031-05-07", title=HOSTILE)
    wrong = story(Told("Una Dahl", "said", "pilots wait"), published="2199-01-01", title="Misdated")
    return [
        talks(1, "2031-05-20", "scheduled", "2031-05-08"),
        talks(2, "2031-05-12", "expected", "2031-05-08"),
        talks(3, "2031-05-14", "cancelled", "2031-05-08"),
        talks(4, "2031-05-02", "scheduled", "2031-04-20"),
        ("hostile.txt", replace(hostile, outlet="<i>Post</i>")),
        ("wrong.txt", wrong),
    ]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> str:
    where = tmp_path_factory.mktemp("front") / "ledger.sqlite"
    with Ledger.open(where) as made:
        for source, one in (*reports(), *more()):
            made.add(one, source=source, seen=SEEN, read=SEEN)
        join(made)
    return str(where)


@pytest.fixture(scope="module")
def ledger(place: str) -> Iterator[Ledger]:
    with Ledger.open(place) as made:
        yield made


@pytest.fixture(scope="module")
def client(place: str) -> Iterator[TestClient]:
    with TestClient(application(Serving(place)), base_url="http://127.0.0.1:8350") as made:
        yield made


def titles(told: dict[str, Any]) -> list[str]:
    return [one["source"]["title"] for one in told["reports"]]


# ---- what is told ---------------------------------------------------------------------------------------


def test_the_new_begins_a_week_before_the_last_report_that_can_be(ledger: Ledger) -> None:
    told = front(ledger)
    assert told["record"] == {"reports": 10, "from": "2031-04-01", "until": "2031-05-08"}
    assert told["asked"]["since"] == "2031-05-01", "not a week before 2199"


@pytest.mark.parametrize(
    ("since", "count", "new", "old"),
    [
        ("2031-05-08", 4, "Gauges will do", "Lock to open if island signs"),
        ("2031-05-01", 7, "Lock to open if island signs", "Crane 4"),
        ("2031-04-01", 9, "Crane 4", "Misdated"),
    ],
)
def test_only_what_is_since_then_is_told(ledger: Ledger, since: str, count: int, new: str, old: str) -> None:
    told = front(ledger, since=since)
    assert told["new"] == {"reports": count, "whole": True}
    assert new in titles(told)
    assert old not in titles(told)
    assert all(one["day"] >= since for one in told["statements"])


def test_the_weightiest_positions_are_told_the_latest_first(ledger: Ledger) -> None:
    told = front(ledger)["statements"]
    days = [one["day"] for one in told]
    assert days == sorted(days, reverse=True)
    assert [one["act"] for one in told if one["speaker"]["name"] == "Ada Brandt"] == ["accept", "accept"]
    assert all(one["act"] not in ("assert", "ask") or one["conditions"] for one in told)


def test_what_changed_and_what_conflicts_has_both_passages(ledger: Ledger) -> None:
    told = front(ledger, since="2031-05-05")
    change = next(one for one in told["changes"] if one["what"] == "condition")
    assert change["before"]["day"] < "2031-05-05" <= change["after"]["day"], "of before, what changed since"
    assert told["conflicts"]
    assert {"one", "other", "reason", "score"} <= told["conflicts"][0].keys()


def test_what_is_judged_wrong_is_not_told(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.sqlite") as made:
        for source, one in reports():
            made.add(one, source=source, seen=SEEN, read=SEEN)
        join(made)
        change = next(one for one in front(made)["changes"] if one["what"] == "condition")
        judge(made, "wrong", change["before"]["id"], change["after"]["id"], by="ed")
        assert change not in front(made)["changes"]


def test_what_was_not_compared_is_not_said_to_agree(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.sqlite") as made:
        for source, one in reports():
            made.add(one, source=source, seen=SEEN, read=SEEN)
        assert not front(made)["joined"]
    with TestClient(
        application(Serving(str(tmp_path / "ledger.sqlite"))), base_url="http://127.0.0.1:8350"
    ) as client:
        assert "have not been compared with each other yet" in client.get("/").text


def test_talks_to_come_are_told_the_next_first(ledger: Ledger) -> None:
    told = front(ledger)["coming"]
    assert [(one["day"], one["state"]) for one in told] == [
        ("2031-05-12", "coming"),
        ("2031-05-20", "coming"),
    ]


def test_matters_are_those_of_most_reports(ledger: Ledger) -> None:
    told = front(ledger)["matters"]
    assert [(one["name"], one["reports"]) for one in told] == [("harbour treaty", 3), ("cranes", 3)]


def test_copies_are_one_line_by_the_first_of_them(ledger: Ledger, place: str) -> None:
    told = front(ledger)
    lines = {one["source"]["title"]: one for one in told["reports"]}
    assert lines["Lock to open if island signs"]["copies"] == 1
    assert "Treaty first, lock later" not in lines
    assert lines["Gauges will do"]["line"]["act"] == "accept", "the statement that tells most"
    with ledger.connect() as connection:
        new = module._new(connection, None, "2031-05-01", "2031-05-08")
    assert len(new) == sum(1 + one["copies"] for one in told["reports"])


def test_an_earlier_record_is_shown_as_it_was(ledger: Ledger) -> None:
    told = front(ledger.as_of(date(2031, 5, 9)))
    assert told["record"] == {"reports": 0, "from": None, "until": None}
    assert (told["statements"], told["changes"], told["coming"], told["reports"]) == ([], [], [], [])
    assert front(ledger.as_of(date(2031, 5, 10)))["record"]["reports"] == 10


# ---- the page -------------------------------------------------------------------------------------------


def test_the_page_and_its_twin_tell_the_same(client: TestClient, ledger: Ledger) -> None:
    assert client.get("/index.json").json() == front(ledger)
    page = client.get("/")
    assert page.status_code == 200
    assert len(page.content) < 100_000
    assert "New since 1 May 2031" in page.text
    assert "Gauges will do" in page.text


def test_what_sources_say_is_escaped(client: TestClient) -> None:
    page = client.get("/").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<i>Post</i>" not in page


def test_the_page_can_be_had_since_a_day_and_as_of_one(client: TestClient) -> None:
    page = client.get("/", params={"since": "2031-05-08", "as_of": "2031-05-10"}).text
    assert "New since 8 May 2031" in page
    assert "The record as it stood on 10 May 2031" in page
    links = re.findall(r'href="(/(?:actor|report|statement|matter)/[^"]+)"', page)
    assert links
    assert all("as_of=2031-05-10" in link for link in links), "whoever goes on stays in that day"


@pytest.mark.parametrize("since", ["9/3", "2031-02-30", "0000-01-01", "later"])
def test_what_is_no_day_is_refused_in_one_line(client: TestClient, since: str) -> None:
    page = client.get("/", params={"since": since})
    assert page.status_code == 422
    assert since in page.text


@pytest.mark.parametrize("asked", [{"as_of": "2031-01-01"}, {}])
def test_an_empty_record_says_what_to_do(tmp_path: Path, asked: dict[str, str]) -> None:
    with Ledger.open(tmp_path / "empty.sqlite"):
        pass
    with TestClient(
        application(Serving(str(tmp_path / "empty.sqlite"))), base_url="http://127.0.0.1:8350"
    ) as client:
        page = client.get("/", params=asked)
    assert page.status_code == 200
    assert "Nothing is on record yet" in page.text
    assert ("as it stands now" if asked else "onrecord add") in page.text


# ---- the frame ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "current"), [("/", "Front"), ("/search", "Search"), ("/search?q=lock", "Search")]
)
def test_every_page_has_the_frame(client: TestClient, path: str, current: str) -> None:
    page = client.get(path).text
    assert re.findall(r'<a href="[^"]+" aria-current="page">(\w+)</a>', page) == [current]
    for part in ('href="#main"', '<main id="main"', 'role="search"', '<nav aria-label="Main">', "<footer"):
        assert page.count(part) == 1, part
    assert page.count("<h1") == 1
    assert not re.search(r"<[^>]+\s(?:style|on\w+)=", page), "the policy refuses it"
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert not re.findall(r'<(?:script|link|img|iframe|form)[^>]+="(?:https?:)?//', page), (
        "nothing from elsewhere"
    )


def test_static_files_are_small_and_reach_nowhere(client: TestClient) -> None:
    for name in ("style.css", "onrecord.js", "favicon.svg"):
        answer = client.get(f"/static/{name}")
        assert answer.status_code == 200
        assert len(answer.content) < 40_000
        assert not re.search(r"(?:@import|url\(|fetch\(|https?://(?!www\.w3\.org))", answer.text), name
