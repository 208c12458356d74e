"""The page of an actor: who it is, what it holds by matter, what it said, who quotes it and through whom."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from ledgers import Told, story
from test_asking import reports

from onrecord.asking.actor import PAGE, actor
from onrecord.joining.join import join
from onrecord.ledger import Ledger, NotOnRecord
from onrecord.ledger.judging import judge
from onrecord.records import Report

pytest.importorskip("fastapi", reason="pip install 'onrecord[web]'")

from starlette.testclient import TestClient

from onrecord.web import application
from onrecord.web.settings import Serving

SEEN = datetime(2031, 5, 10, tzinfo=UTC)


def by(report: Report, id: str, new: str, **about: Any) -> Report:
    """A report in which one of its actors is another."""
    actors = tuple(replace(a, id=new, **about) if a.id == id else a for a in report.actors)
    said = tuple(replace(s, speaker=new) if s.speaker == id else s for s in report.statements)
    return replace(report, actors=actors, statements=said)


def minister() -> list[tuple[str, Report]]:
    """What one who is known beforehand says, under two names, in two roles; and what her country says."""
    sold = Told("Angela Merkel", "said", "grain would be sold", act="promise", matter=("grain",))
    kept = Told("Merkel", "said", "grain would be kept", act="promise", matter=("grain",))
    about = {"type": "person", "country": "DEU"}
    one = by(story(sold, published="2031-02-01", url="https://www.post.example/1"), "angela-merkel", "Q567",
             **about, roles=("chancellor",))  # fmt: skip
    other = by(story(kept, published="2031-03-01", outlet="River Post"), "merkel", "Q567", **about,
               roles=("envoy for grain", "chancellor"))  # fmt: skip
    state = story(Told("Germany", "said", "it would wait"), published="2031-03-02")
    return [
        ("one.txt", one), ("other.txt", other),
        ("state.txt", by(state, "germany", "DEU", type="country", country="DEU")),
    ]  # fmt: skip


def talker() -> tuple[str, Report]:
    """One who says much more than is on a page."""
    said = (
        Told("Cy Talker", "said", f"berth {n} would open", matter=("berths",)) for n in range(2 * PAGE + 3)
    )
    return "talker.txt", story(*said, published="2031-04-01", outlet="Fish Weekly", title="All of it")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> str:
    where = tmp_path_factory.mktemp("web") / "ledger.sqlite"
    with Ledger.open(where) as made:
        for source, one in (*reports(), *minister(), talker()):
            made.add(one, source=source, seen=SEEN, read=SEEN)
        join(made)
    return str(where)


@pytest.fixture(scope="module")
def ledger(place: str) -> Iterator[Ledger]:
    with Ledger.open(place) as one:
        yield one


@pytest.fixture(scope="module")
def client(place: str) -> Iterator[TestClient]:
    with TestClient(application(Serving(place)), base_url="http://127.0.0.1:8350") as one:
        yield one


def counted(found: list[dict[str, Any]]) -> dict[str, int]:
    return {one["name"]: one["statements"] for one in found}


# ---- the dictionary -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "found"),
    [("ada-brandt", "ada-brandt"), ("Ada Brandt", "ada-brandt"), ("Brandt", "ada-brandt"), ("Q567", "Q567")],
)
def test_an_id_or_a_name_finds_it(ledger: Ledger, asked: str, found: str) -> None:
    assert actor(ledger, asked)["actor"]["id"] == found


def test_one_without_a_name_is_found_by_the_beginning_of_its_id(ledger: Ledger) -> None:
    one = next(s.speaker for s in ledger.statements(words="ferry"))
    assert one is not None
    assert one.id.startswith("officials@")
    assert actor(ledger, one.id[: len("officials@") + 8])["actor"]["id"] == one.id


@pytest.mark.parametrize("asked", ["nobody-at-all", "officials", "officials@zz", "@", "", "Q"])
def test_who_is_on_no_record_is_not_on_record(ledger: Ledger, asked: str) -> None:
    with pytest.raises(NotOnRecord, match="search"):
        actor(ledger, asked)


def test_what_stands_now_by_matter(ledger: Ledger) -> None:
    [matter] = actor(ledger, "ada-brandt")["matters"]
    assert matter["name"] == "harbour treaty"
    assert [one["conditions"][0]["words"] for one in matter["holds"]] == ["if gauges stand on both banks"]
    [changed] = [one for one in actor(ledger, "ada-brandt")["changed"] if one["kind"] == "change"]
    assert (changed["what"], changed["before"]["day"], changed["after"]["day"]) == (
        "condition", "2031-05-03", "2031-05-08",
    )  # fmt: skip


def test_who_quotes_it_and_through_whom(ledger: Ledger) -> None:
    told = actor(ledger, "ada-brandt")
    assert counted(told["outlets"]) == {"River Post": 2, "Island Echo": 1}
    assert counted(told["through"]) == {"Northwire": 2}
    assert (told["counted"], told["first_said"], told["last_said"]) == (3, "2031-05-03", "2031-05-08")


def test_an_outlet_that_is_not_told_is_known_by_its_site(ledger: Ledger) -> None:
    assert counted(actor(ledger, "Q567")["outlets"]) == {"post.example": 1, "River Post": 1}


def test_offices_in_reports_and_known_beforehand(ledger: Ledger) -> None:
    told = actor(ledger, "Q567")
    assert [(one["role"], one["first"], one["last"], one["reports"]) for one in told["actor"]["roles"]] == [
        ("chancellor", "2031-02-01", "2031-03-01", 2), ("envoy for grain", "2031-03-01", "2031-03-01", 1),
    ]  # fmt: skip
    terms = {(one["role"], one["of"]["name"]) for one in told["offices"]}
    assert ("chancellor", "Germany") in terms
    assert set(told["actor"]["names"]) == {"Angela Merkel", "Merkel"}
    assert actor(ledger, "ada-brandt")["offices"] == []


def test_who_speaks_for_a_country(ledger: Ledger) -> None:
    assert [(one["id"], one["statements"]) for one in actor(ledger, "DEU")["speakers"]] == [("Q567", 2)]
    assert actor(ledger, "Q567")["speakers"] == []


def test_why_it_is_taken_to_be_this_one(ledger: Ledger) -> None:
    assert {one["reason"] for one in actor(ledger, "Q567")["identity"]} == {"made for a test"}


def test_an_utterance_stands_once_among_what_was_said(ledger: Ledger) -> None:
    told = actor(ledger, "ada-brandt")
    assert [(one["day"], one["origins"]["reports"]) for one in told["statements"]] == [
        ("2031-05-08", 1), ("2031-05-03", 2),
    ]  # fmt: skip


def test_page_after_page_nothing_is_lost_or_told_twice(ledger: Ledger) -> None:
    pages = [actor(ledger, "cy-talker", page=page) for page in (1, 2, 3, 4)]
    assert [(len(one["statements"]), one["more"]) for one in pages] == [
        (PAGE, True), (PAGE, True), (3, False), (0, False),
    ]  # fmt: skip
    said = [one["content"] for page in pages for one in page["statements"]]
    assert sorted(said) == sorted(f"berth {n} would open" for n in range(2 * PAGE + 3))


@pytest.mark.parametrize(
    ("days", "left"),
    [
        ({"since": "2031-05-04"}, ["2031-05-08"]),
        ({"until": "2031-05-04"}, ["2031-05-03"]),
        ({"since": "2032-01-01"}, []),
    ],
)
def test_only_what_was_said_between_days(ledger: Ledger, days: dict[str, str], left: list[str]) -> None:
    told = actor(ledger, "ada-brandt", **days)
    assert [one["day"] for one in told["statements"]] == left
    assert (told["first_said"], told["last_said"]) == ((left[0], left[0]) if left else (None, None))


def test_people_have_the_last_word(tmp_path: Path) -> None:
    def said(ledger: Ledger, who: str) -> bool:
        return any("herring" in one["content"] for one in actor(ledger, who)["statements"])

    with Ledger.open(tmp_path / "ledger.sqlite") as made:
        for source, one in reports():
            made.add(one, source=source, seen=SEEN, read=SEEN)
        herring = next(made.statements(words="herring")).id
        assert (said(made, "cy-dahl"), said(made, "ada-brandt")) == (True, False)
        judge(made, "correct", herring, field="speaker", value="ada-brandt", by="ed")
        assert (said(made, "cy-dahl"), said(made, "ada-brandt")) == (False, True)
        judge(made, "wrong", herring, by="ed")
        assert (said(made, "cy-dahl"), said(made, "ada-brandt")) == (False, False)


# ---- the page -------------------------------------------------------------------------------------------


def test_the_twin_is_the_same_dictionary(client: TestClient, ledger: Ledger) -> None:
    told = client.get("/actor/ada-brandt.json").json()
    assert told == json.loads(json.dumps(actor(ledger, "ada-brandt")))


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (
            "/actor/ada-brandt",
            ["Positions by matter", "What changed", "River Post", "Northwire", "3 statements"],
        ),
        ("/actor/Q567", ["chancellor", "Known beforehand", "Also written", "speaks for"]),
        ("/actor/DEU", ["Who speaks for it"]),
        ("/actor/cy-talker?page=2", ["Page 2", "Later", "Earlier"]),
        ("/actor/cy-talker?page=9", ["There is no such page"]),
        ("/actor/ada-brandt?since=2032-01-01", ["Nothing that was said is on record between these days"]),
    ],
)
def test_the_page_tells_it(client: TestClient, path: str, words: list[str]) -> None:
    page = client.get(path)
    assert page.status_code == 200
    for one in words:
        assert one in page.text, one
    assert page.text.count("<h1") == 1
    assert not re.search(r"\sstyle=|<script(?! (?:defer )?src=)", page.text)
    ids = re.findall(r'\bid="([^"]+)"', page.text)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("path", "status"),
    [("/actor/nobody-at-all", 404), ("/actor/nobody-at-all.json", 404), ("/actor/Q567?page=0", 422),
     ("/actor/Q567?since=soon", 422), ("/actor/ada-brandt?as_of=2031-01-01", 404)],
)  # fmt: skip
def test_what_is_asked_wrongly_is_told(client: TestClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status
