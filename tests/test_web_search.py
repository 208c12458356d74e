"""Search: what is found by what is asked, and its page, its table and its feed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as xml

import pytest
from ledgers import Told, cluster, story  # noqa: F401 - a fixture
from test_asking import reports

from onrecord.asking import found as finding
from onrecord.asking.search import PAGE, searched
from onrecord.joining.join import join
from onrecord.ledger import Ledger
from onrecord.ledger.judging import judge
from onrecord.records import Report

pytest.importorskip("fastapi", reason="pip install 'onrecord[web]'")

from starlette.testclient import TestClient

from onrecord.web import application
from onrecord.web.settings import Serving

SEEN = datetime(2031, 5, 10, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = "<script>alert(1)</script> & “all” is = 1+1"
RIGHT_TO_LEFT = "ليلى حداد"
LONG = "Baroness " + "Anne-Sophie van der " * 12 + "Berg"


def quays() -> list[tuple[str, Report]]:
    """Many that say one thing on many days, names of all kinds, and words that try to do harm."""
    many = [
        Told(f"Speaker{n:02}", "said", f"berth {n} stays shut", said=f"2031-0{1 + n % 3}-{10 + n % 9}",
             matter=("berths",))
        for n in range(2 * PAGE + 5)
    ]  # fmt: skip
    odd = (
        Told(RIGHT_TO_LEFT, "denied", "that a crane was sold", act="deny", matter=("cranes",)),
        Told(LONG, "said", HOSTILE, kind="mixed", matter=("cranes",)),
    )
    return [
        ("many.txt", story(*many, published="2031-04-01", outlet="Fish Weekly", title="Berths")),
        ("odd.txt", story(*odd, published="2031-04-02", outlet="<b>Odd</b> Post", title=HOSTILE)),
        ("undated.txt", story(Told("Una Dahl", "said", "pilots wait for nobody"))),
    ]


def kept(where: str) -> str:
    with Ledger.open(where) as made:
        for source, one in (*reports(), *quays()):
            made.add(one, source=source, seen=SEEN, read=SEEN)
        join(made)
    return where


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> str:
    return kept(str(tmp_path_factory.mktemp("searched") / "ledger.sqlite"))


@pytest.fixture(scope="module")
def ledger(where: str) -> Iterator[Ledger]:
    with Ledger.open(where) as made:
        yield made


@pytest.fixture(scope="module")
def client(where: str) -> Iterator[TestClient]:
    with TestClient(application(Serving(where)), base_url="http://127.0.0.1:8350") as made:
        yield made


def contents(told: dict[str, Any]) -> list[str]:
    return [one["content"] for one in told["statements"]]


def who(told: dict[str, Any]) -> set[str]:
    return {one["speaker"]["name"] for one in told["statements"]}


# ---- what is found --------------------------------------------------------------------------------------

ASKED: list[tuple[dict[str, Any], int, set[str]]] = [
    ({"words": "gauges"}, 1, {"Ada Brandt"}),
    ({"words": "lower lock"}, 3, {"Ada Brandt", "Bo Quist"}),
    ({"words": '"lock lower"'}, 0, set()),
    ({"words": "LOWER locks"}, 3, {"Ada Brandt", "Bo Quist"}),
    ({"speaker": "Ada Brandt"}, 2, {"Ada Brandt"}),
    ({"speaker": "ada-brandt"}, 2, {"Ada Brandt"}),
    ({"speaker": "Brandt", "words": "gauges"}, 1, {"Ada Brandt"}),
    ({"speaker": "Nobody Known"}, 0, set()),
    ({"outlet": "river post", "act": "deny"}, 2, {"officials", "Bo Quist"}),
    ({"agency": "Northwire"}, 1, {"Ada Brandt"}),
    ({"agency": "northwire", "act": "accept"}, 1, {"Ada Brandt"}),
    ({"agency": "Nowire"}, 0, set()),
    ({"act": "deny", "matter": "cranes"}, 1, {RIGHT_TO_LEFT}),
    ({"matter": "treaties"}, 3, {"Ada Brandt", "Bo Quist"}),
    ({"kind": "mixed"}, 1, {LONG}),
    ({"since": "2031-05-08"}, 2, {"Ada Brandt", "Bo Quist"}),
    ({"since": "2031-05-04", "until": "2031-05-07"}, 0, set()),
    ({"since": "2031-04", "until": "2031-04"}, 3, {"Cy Dahl", LONG, RIGHT_TO_LEFT}),
    ({"until": "2031-04-01", "words": "herring"}, 1, {"Cy Dahl"}),
    ({"words": "pilots"}, 1, {"Una Dahl"}),
    ({"origins": "one", "words": "signs"}, 1, {"Ada Brandt"}),
    ({"origins": "2"}, 0, set()),
]


@pytest.mark.parametrize(("asked", "count", "speakers"), ASKED)
@pytest.mark.parametrize("leads", [0, finding.LEADS], ids=["days lead", "ways lead"])
def test_what_is_asked_is_found_whichever_way_leads(
    ledger: Ledger,
    monkeypatch: pytest.MonkeyPatch,
    leads: int,
    asked: dict[str, Any],
    count: int,
    speakers: set[str],
) -> None:
    monkeypatch.setattr(finding, "LEADS", leads)
    told = searched(ledger, **asked)
    assert (told["count"], who(told)) == (count, speakers)
    assert told["problem"] is None
    assert told["whole"]


@pytest.mark.parametrize(("asked", "count", "speakers"), ASKED)
def test_every_database_finds_the_same(
    places: Ledger, asked: dict[str, Any], count: int, speakers: set[str]
) -> None:
    told = searched(places, **asked)
    assert (told["count"], who(told)) == (count, speakers)


@pytest.fixture(scope="module")
def places(request: pytest.FixtureRequest) -> Iterator[Ledger]:
    """The same reports on PostgreSQL."""
    from ledgers import new_schema

    with Ledger.open(kept(new_schema(request.getfixturevalue("cluster")))) as made:
        yield made


@pytest.mark.parametrize("asked", [{}, {"words": "ferries"}, {"until": "2031-06-01"}])
def test_who_speaks_with_another_is_found(tmp_path: Path, asked: dict[str, str]) -> None:
    one = story(
        Told("Deng Osk", "said", "ferries run"),
        Told("Ada Brandt", "said", "tugs run"),
        published="2031-06-01",
    )
    both = replace(one.statements[0], others=("ada-brandt",))
    with Ledger.open(tmp_path / "ledger.sqlite") as made:
        made.add(replace(one, statements=(both, *one.statements[1:])), source="both.txt")
        told = searched(made, speaker="ada-brandt", **asked)
        assert "ferries run" in contents(told)
        assert "ferries run" in contents(searched(made, speaker="deng-osk", **asked))


def test_the_latest_come_first_and_each_utterance_once(ledger: Ledger) -> None:
    told = searched(ledger, matter="harbour treaty")
    days = [one["day"] for one in told["statements"]]
    assert days == sorted(days, reverse=True)
    ready = next(one for one in told["statements"] if "only if" in one["content"])
    assert ready["renderings"] == 2, "the dispatch and its copy"
    assert ready["origins"]["origins"] == 1


def test_pages_have_everything_once(ledger: Ledger) -> None:
    pages = [searched(ledger, matter="berths", page=n) for n in (1, 2, 3)]
    assert [len(told["statements"]) for told in pages] == [PAGE, PAGE, 5]
    assert {told["pages"] for told in pages} == {3}
    every = [content for told in pages for content in contents(told)]
    assert len(set(every)) == 2 * PAGE + 5
    assert searched(ledger, matter="berths", page=99)["page"] == 3, "past the last is the last"


def test_more_than_can_be_counted_is_said(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.asking.search.SAMPLE", 30)
    told = searched(ledger, matter="berths")
    assert (told["looked_at"], told["whole"]) == (30, False)
    older = searched(ledger, matter="berths", until=told["oldest"])
    assert set(contents(older)) - set(contents(told)), "and what is older can be had"


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({"since": "9/3"}, "since: found “9/3”, expected a date as 2026-03-09, 2026-03 or 2026"),
        (
            {"until": "2031-02-30"},
            "until: found “2031-02-30”, expected a date as 2026-03-09, 2026-03 or 2026",
        ),
        ({"since": "0000"}, "since: found “0000”, expected a date as 2026-03-09, 2026-03 or 2026"),
        ({"since": "2032", "until": "2031"}, "nothing is from 2032 until 2031: the first is the later day"),
        ({"kind": "loud"}, "kind: found “loud”, expected one of direct, mixed, indirect"),
        ({"origins": "0"}, "origins: found “0”, expected one of one, 2, 3"),
    ],
)
def test_what_cannot_be_understood_is_said_in_one_line(
    ledger: Ledger, client: TestClient, asked: dict[str, str], problem: str
) -> None:
    told = searched(ledger, **asked)
    assert (told["problem"], told["count"], told["statements"]) == (problem, 0, [])
    assert client.get("/search.json", params=asked).json()["problem"] == problem
    page = client.get("/search", params=asked)
    assert page.status_code == 200
    assert problem in page.text
    for name in ("/search.csv", "/search.atom"):
        assert client.get(name, params=asked).status_code == 422


def test_an_act_that_is_none_is_said(ledger: Ledger) -> None:
    assert "found “shout”, expected one of assert, deny, accept" in searched(ledger, act="shout")["problem"]


# ---- a quotation that is not quite right ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pasted", "differs"),
    [
        ("the lower lock will be opened in July if gauges stand on both banks", [("July", "June")]),
        (
            "The lower lock would be opened in June, if gauges stand on both shores",
            [("would", "will"), ("shores", "banks")],
        ),
        ("lock will be opened in June if meters stand on both banks", [("meters", "gauges")]),
    ],
)  # fmt: skip
def test_a_quotation_is_found_though_words_differ(
    ledger: Ledger, pasted: str, differs: list[tuple[str, str]]
) -> None:
    near = searched(ledger, pasted)["near"]
    best = near[0]
    assert (
        best["statement"]["content"] == "the lower lock will be opened in June if gauges stand on both banks"
    )
    assert "".join(words for words, _ in best["asked"]) == pasted
    assert "".join(words for words, _ in best["found"]) == best["statement"]["content"]
    asked, there = ([words for words, differ in best[side] if differ] for side in ("asked", "found"))
    assert [*zip(asked, there, strict=True)] == differs
    assert 0.6 <= best["score"] < 1


@pytest.mark.parametrize(
    "pasted", ["gauges", "a wholly different thing was never said by anybody here at all"]
)
def test_what_is_not_near_is_not_told(ledger: Ledger, pasted: str) -> None:
    assert searched(ledger, pasted)["near"] == []


# ---- narrowing down ---------------------------------------------------------------------------------------


def test_facets_count_what_choosing_them_finds(ledger: Ledger) -> None:
    told = searched(ledger, matter="harbour treaty")
    for facet in told["facets"]:
        for one in facet["choices"]:
            if facet["name"] == "matter" and one["chosen"]:
                continue
            chosen = searched(ledger, **{"matter": "harbour treaty"} | one["set"])
            assert 0 < chosen["count"] <= one["count"], (facet["name"], one)
            assert chosen["looked_at"] <= one["count"] or facet["name"] == "origins"


def test_a_choice_is_taken_out_by_choosing_it_again(ledger: Ledger) -> None:
    told = searched(ledger, matter="harbour treaty", act="deny", since="2031-05")
    act = next(facet for facet in told["facets"] if facet["name"] == "act")
    assert [(one["label"], one["chosen"], one["set"]) for one in act["choices"]] == [
        ("denies", True, {"act": None})
    ]
    assert [(one["name"], one["label"]) for one in told["chosen"]] == [
        ("act", "denies"), ("matter", "harbour treaty"), ("since", "2031-05")
    ]  # fmt: skip


def test_months_are_chosen_whole(ledger: Ledger) -> None:
    told = searched(ledger, matter="berths")
    months = next(facet for facet in told["facets"] if facet["name"] == "month")["choices"]
    assert [one["label"] for one in months] == ["March 2031", "February 2031", "January 2031"]
    chosen = searched(ledger, matter="berths", **months[0]["set"])
    assert chosen["count"] == months[0]["count"]


def test_words_may_mean_a_person_or_a_matter(ledger: Ledger) -> None:
    assert [one["id"] for one in searched(ledger, "brandt")["meant"]["actors"]] == ["ada-brandt"]
    assert [one["name"] for one in searched(ledger, "treaty")["meant"]["matters"]] == ["harbour treaty"]


# ---- what people say, and when -----------------------------------------------------------------------------


def test_corrections_count(tmp_path: Path) -> None:
    with Ledger.open(kept(str(tmp_path / "ledger.sqlite"))) as ledger:
        one = searched(ledger, speaker="Bo Quist")["statements"][0]
        judge(ledger, "correct", one["id"], field="act", value="reject", by="ed")
        assert searched(ledger, speaker="Bo Quist", act="deny")["count"] == 0
        assert contents(searched(ledger, speaker="Bo Quist", act="reject")) == [one["content"]]
        judge(ledger, "wrong", one["id"], by="ed")
        assert searched(ledger, speaker="Bo Quist")["count"] == 0


def test_nothing_is_found_before_it_was_seen(ledger: Ledger) -> None:
    assert searched(ledger.as_of(date(2031, 5, 9)), "gauges")["count"] == 0
    assert searched(ledger.as_of(date(2031, 5, 10)), "gauges")["count"] == 1


# ---- the page, the table, the feed -------------------------------------------------------------------------


def test_the_page_escapes_what_sources_say(client: TestClient) -> None:
    page = client.get("/search", params={"matter": "cranes"})
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    assert "<b>Odd</b>" not in page.text
    assert f"<bdi>{RIGHT_TO_LEFT}</bdi>" in page.text
    assert f"<bdi>{LONG}</bdi>" in page.text


def test_the_page_marks_the_words_and_leads_on(client: TestClient) -> None:
    page = client.get("/search", params={"q": "gauges"}).text
    assert "<mark>gauges</mark>" in page
    assert 'value="gauges"' in page
    assert 'type="application/atom+xml"' in page
    assert "/search.csv?q=gauges" in page


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"q": "berth"},
        {"matter": "berths", "page": 2},
        {"q": "x" * 400},
        {"q": '"'},
        {"q": "«»"},
        {"speaker": "%"},
        {"outlet": "'; drop table statement; --"},
        {"q": "NEAR OR AND NOT *"},
    ],
)
def test_pages_are_small_and_hold(client: TestClient, asked: dict[str, Any]) -> None:
    page = client.get("/search", params=asked)
    assert page.status_code == 200
    assert len(page.content) < 100_000
    assert client.get("/search.json", params=asked).json()["count"] >= 0


def test_an_empty_result_says_what_to_do(client: TestClient) -> None:
    page = client.get("/search", params={"q": "unheard", "act": "deny"}).text
    assert "Nothing on record fits." in page
    assert "Search for the words alone" in page


def test_the_table_has_a_row_for_each_utterance(client: TestClient) -> None:
    answer = client.get("/search.csv", params={"matter": "cranes"})
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    table = [*csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))]
    assert {row["speaker"] for row in table} == {RIGHT_TO_LEFT, LONG}
    assert all(row["link"] == f"http://127.0.0.1:8350/statement/{row['id']}" for row in table)
    many = client.get("/search.csv", params={"matter": "berths"}).text
    assert len(many.splitlines()) == 1 + 2 * PAGE + 5, "all of them, not a page"


def feed(client: TestClient, **asked: str) -> xml.Element:
    answer = client.get("/search.atom", params=asked)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    return xml.fromstring(answer.content)


def test_the_feed_is_atom(client: TestClient) -> None:
    root = feed(client, speaker="ada-brandt", matter="harbour treaty")
    assert root.tag == f"{ATOM}feed"
    assert root.findtext(f"{ATOM}title") == "Ada Brandt on harbour treaty"
    links = {one.get("rel"): one.get("href") for one in root.findall(f"{ATOM}link")}
    query = "speaker=ada-brandt&matter=harbour+treaty"
    assert links == {
        "self": f"http://127.0.0.1:8350/search.atom?{query}",
        "alternate": f"http://127.0.0.1:8350/search?{query}",
    }
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == 2
    for one in (root, *entries):
        assert (one.findtext(f"{ATOM}id") or "").startswith("urn:uuid:")
        assert datetime.fromisoformat(one.findtext(f"{ATOM}updated") or "") == SEEN
        assert one.findtext(f"{ATOM}author/{ATOM}name")
    assert len({one.findtext(f"{ATOM}id") for one in (root, *entries)}) == 3
    assert all((one.findtext(f"{ATOM}title") or "").startswith("Ada Brandt accepts: ") for one in entries)


def test_a_feed_keeps_its_ids_wherever_it_is_served(client: TestClient, where: str) -> None:
    with TestClient(
        application(Serving(where, names=("desk.example",))), base_url="http://desk.example"
    ) as other:
        first, second = feed(client, q="lock"), feed(other, q="lock")
    ids = [[one.text for one in root.iter(f"{ATOM}id")] for root in (first, second)]
    assert ids[0] == ids[1]
    assert len(ids[0]) > 1
    assert first.find(f"{ATOM}link").get("href") != second.find(f"{ATOM}link").get("href")  # type: ignore[union-attr]


def test_a_feed_holds_what_sources_say_as_text(client: TestClient) -> None:
    entries = feed(client, matter="cranes").findall(f"{ATOM}entry")
    entry = next(one for one in entries if one.findtext(f"{ATOM}author/{ATOM}name") == LONG)
    content = entry.find(f"{ATOM}content")
    assert content is not None
    assert content.get("type") == "text"
    assert (content.text or "").startswith(HOSTILE)
    assert len(content) == 0


def test_an_empty_feed_is_a_feed(client: TestClient) -> None:
    root = feed(client, q="unheard")
    assert root.findtext(f"{ATOM}updated")
    assert root.findall(f"{ATOM}entry") == []


def test_what_xml_cannot_hold_becomes_a_stand_in() -> None:
    from onrecord.web.atom import Entry
    from onrecord.web.atom import feed as made

    entry = Entry("0" * 32, "a\x0bb", "http://a/", "2031-01-01T00:00:00Z", "c\ufffe\x00d", "e\ud800f")
    root = xml.fromstring(made("1" * 32, "t", "s", "http://a/", "http://a/f", [entry]))
    assert root.findtext(f"{ATOM}entry/{ATOM}title") == "a\ufffdb"
    assert root.findtext(f"{ATOM}entry/{ATOM}content") == "c\ufffd\ufffdd"
