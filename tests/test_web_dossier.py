"""The dossier of a matter: the dictionary, the page, and what can be taken along."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from ledgers import Told, story
from test_asking import bound, met, reports

from onrecord.asking.dossier import dossier
from onrecord.joining.join import join
from onrecord.ledger import Ledger
from onrecord.records import Report

pytest.importorskip("fastapi", reason="pip install 'onrecord[web]'")

from starlette.testclient import TestClient

from onrecord.web import application
from onrecord.web.drawing import timeline
from onrecord.web.settings import Serving

SEEN, LATER = datetime(2031, 5, 5, tzinfo=UTC), datetime(2031, 5, 10, tzinfo=UTC)
MATTER = "/matter/harbour%20treaty"


def hostile() -> list[tuple[str, Any]]:
    """A report that would like to be a page of ours, and one of a matter whose name is a path."""
    said = Told(
        "<b>Eve</b>", "said", '"</title></svg><script>alert(1)</script>" if <i>paid</i>', act="accept",
        matter=("<script>alert(2)</script>",), said="2031-05-03",
    )  # fmt: skip
    slashed = Told("Ada Brandt", "said", "tolls would fall", act="promise", matter=("locks/tolls? #1",))
    about = {"published": "2031-05-03", "outlet": "<em>Post</em>", "title": "</title><script>x</script>"}
    return [("bad.txt", story(said, **about)), ("tolls.txt", story(slashed, published="2031-05-04"))]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> str:
    where = tmp_path_factory.mktemp("web") / "ledger.sqlite"
    with Ledger.open(where) as made:
        for source, one in (*reports(), *hostile()):
            seen = LATER if source == "later.txt" else SEEN
            made.add(one, source=source, seen=seen, read=seen)
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


# ---- the dictionary -------------------------------------------------------------------------------------


def marks(told: dict[str, Any], kind: str) -> list[tuple[str, str, str]]:
    return [
        (one["day"], one["sign"], one["label"]) for one in told["timeline"]["marks"] if one["kind"] == kind
    ]


def test_the_timeline_has_what_was_said_met_over_and_written(ledger: Ledger) -> None:
    told = dossier(ledger, "harbour treaty")
    assert marks(told, "event") == [("2031-05-08", "held", "Talks, Orval")]
    assert marks(told, "paper") == [
        ("2031-05-03", "paper", "drafted: harbour treaty"), ("2031-05-08", "paper", "ready: harbour treaty"),
    ]  # fmt: skip
    assert ("2031-05-03", "condition", "accepts, if") in marks(told, "statement")
    assert ("2031-05-08", "condition", "now accepts, if") in marks(told, "statement")
    assert ("2031-05-08", "no", "denies") in marks(told, "statement")
    assert told["timeline"]["until"] == "2031-05-08"
    lanes = [one["id"] for one in told["timeline"]["lanes"]]
    assert lanes[:2] == ["talks", "papers"]
    assert {"ada-brandt", "bo-quist"} <= set(lanes)


def test_an_utterance_stands_once_on_it(ledger: Ledger) -> None:
    said = [
        one["id"]
        for one in dossier(ledger, "harbour treaty")["timeline"]["marks"]
        if one["kind"] == "statement"
    ]
    assert len(said) == len(set(said))
    titles = [one["title"] for one in dossier(ledger, "harbour treaty")["timeline"]["marks"]]
    assert sum("by Friday" in one for one in titles) <= 1


@pytest.mark.parametrize(
    ("kinds", "left"), [(["event"], {"event"}), (["paper", "statement"], {"paper", "statement"})]
)
def test_only_the_kinds_that_are_asked_for(ledger: Ledger, kinds: Any, left: set[str]) -> None:
    told = dossier(ledger, "harbour treaty", kinds=kinds)
    assert {one["kind"] for one in told["timeline"]["marks"]} == left


def test_of_one_party_alone(ledger: Ledger) -> None:
    told = dossier(ledger, "harbour treaty", party="bo-quist")
    assert [one["id"] for one in told["parties"]] == ["bo-quist"]
    assert {one["id"] for one in told["sides"]} >= {"ada-brandt", "bo-quist"}
    assert {one["lane"] for one in told["timeline"]["marks"]} <= {"bo-quist"}
    assert told["talks"] == told["changed"] == []
    assert {one["kind"] for one in told["conflicts"]} == {"conflict"}
    assert dossier(ledger, "harbour treaty", party="merrow")["talks"][0]["place"] == "Orval"


def test_what_weighs_less_is_left_out_and_counted(ledger: Ledger) -> None:
    whole = dossier(ledger, "harbour treaty")["timeline"]
    some = dossier(ledger, "harbour treaty", marks=2)["timeline"]
    assert (len(some["marks"]), some["left_out"]) == (2, len(whole["marks"]) - 2)


# ---- the page -------------------------------------------------------------------------------------------


def test_the_page_has_positions_timeline_papers_and_what_differs(client: TestClient) -> None:
    page = client.get(MATTER).text
    for words in (
        "What each party holds", "only if the island signs the harbour treaty by Friday",
        "Timeline", "Papers", "ready", "What changed", "Another condition", "What conflicts",
        "Talks and events before", "took place",
    ):  # fmt: skip
        assert words in page, words
    assert page.count("<h1") == 1
    assert re.search(r'<tr role="row">\s*<th role="rowheader"', page)


def test_the_twin_is_the_same_dictionary(client: TestClient, ledger: Ledger) -> None:
    told = client.get(f"{MATTER}.json").json()
    plain = json.loads(json.dumps(dossier(ledger, "harbour treaty")))
    assert told.pop("asked") == plain.pop("asked") | {"view": "drawing"}
    assert told == plain


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ("?view=table", "What was said, met over and written, by day", "timeline-box"),
        ("?kind=paper", "drafted: harbour treaty", ">now accepts, if<"),
        ("?party=bo-quist", "Dossier · of one party", "took place"),
        ("?since=2031-05-08", ">now accepts, if<", ">accepts, if<"),
        ("?until=2031-05-04", "by Friday", "gauges stand"),
        ("?since=2032-01-01", "Nothing is on record on it between these days.", "What each party holds"),
        ("?as_of=2031-05-06", "Talks and events to come", "gauges stand"),
    ],
)
def test_it_is_narrowed_down_by_a_form(client: TestClient, query: str, there: str, gone: str) -> None:
    page = client.get(f"{MATTER}{query}").text
    assert there in page
    assert gone not in page


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/matter/nothing-of-the-kind", 404), ("/matter/nothing-of-the-kind.json", 404),
        ("/matter/nothing-of-the-kind/timeline.svg", 404), (f"{MATTER}?kind=verdict", 422),
        (f"{MATTER}?since=yesterday", 422), (f"{MATTER}/brief.exe", 422),
        (f"{MATTER}?as_of=2031-05-01", 404),
        ("/matter/locks%2Ftolls%3F%20%231", 200),
    ],
)  # fmt: skip
def test_what_is_asked_wrongly_is_told(client: TestClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_marks_lead_to_what_is_on_the_page(client: TestClient) -> None:
    page = client.get(MATTER).text
    wanted = set(re.findall(r'<a class="(?:talks|paper)" href="#([^"]+)"', page))
    assert wanted
    assert wanted <= set(re.findall(r'id="([^"]+)"', page))
    said = re.findall(r'<a class="statement" href="(/statement/[0-9a-f]+)"', page)
    assert said
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_nothing_of_a_source_is_markup(client: TestClient) -> None:
    for path in (
        "/matter/%3Cscript%3Ealert(2)%3C%2Fscript%3E",
        "/matter/script",
        "/matter/script?view=table",
    ):
        page = client.get(path).text
        assert "alert(1)" in page
        assert not re.search(r"<script(?! (?:defer )?src=)|<i>paid|<b>Eve|<em>Post|\sstyle=|\son\w+=", page)


def crowd() -> Iterator[tuple[str, Report]]:
    """Much of one matter: sixty reports of twelve speakers with long words, on conditions, of many days."""
    acts = ("accept", "reject", "demand", "promise", "deny", "warn")
    for n in range(60):
        said = [
            Told(
                f"Speaker Number{(n + k) % 12}", "said",
                f"canal dues of {n * 7 + k} crowns would be paid {'in full on the day ' * 14}if {k} agree",
                act=acts[(n + k) % 6], matter=("canal dues",), said=f"2031-{1 + n % 12:02}-{1 + k * 3:02}",
            )
            for k in range(6)
        ]  # fmt: skip
        made = story(*said, opening=f"Talks number {n} were held.\n", published=f"2031-{1 + n % 12:02}-28",
                     outlet=f"Post {n % 9}", title=f"Canal dues, part {n}")  # fmt: skip
        for k in range(6):
            made = bound(made, "if", f"if {k} agree", k)
        when = f"2031-{1 + n % 12:02}-{1 + n % 28:02}"
        yield f"{n}.txt", met(made, "Talks", "held", when, "merrow", "tarn")


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    where = tmp_path_factory.mktemp("crowd") / "ledger.sqlite"
    with Ledger.open(where) as made:
        for source, one in crowd():
            made.add(one, source=source, seen=SEEN, read=SEEN)
        join(made)
    with TestClient(application(Serving(str(where))), base_url="http://127.0.0.1:8350") as one:
        yield one


@pytest.mark.parametrize("query", ["", "?view=table", "?party=speaker-number3", "?kind=event"])
def test_a_large_matter_is_no_large_page(crowded: TestClient, query: str) -> None:
    page = crowded.get(f"/matter/canal%20dues{query}").text
    assert "canal dues of" in page
    assert len(page.encode()) < 100_000
    assert bool(re.search(r"of less weight (is|are) left out", page)) is (query == "")


# ---- to take along --------------------------------------------------------------------------------------


def test_the_timeline_is_a_file_of_its_own(client: TestClient) -> None:
    answer = client.get(f"{MATTER}/timeline.svg")
    root = ElementTree.fromstring(answer.text)
    assert answer.headers["content-type"] == "image/svg+xml"
    links = [one.attrib["href"] for one in root.iter("{http://www.w3.org/2000/svg}a")]
    assert links
    assert all(link.startswith("http://127.0.0.1:8350/") for link in links)
    assert "3 reports" in answer.text


def test_the_file_may_wear_its_style_and_nothing_else(client: TestClient) -> None:
    assert client.get(f"{MATTER}/timeline.svg").headers["content-security-policy"] == timeline.POLICY


@pytest.mark.parametrize(
    ("form", "media", "words"),
    [
        ("md", "text/markdown", "# On record: harbour treaty"),
        ("html", "text/html", "<title>On record: harbour treaty</title>"),
        ("ics", "text/calendar", "X-WR-CALNAME:Talks on record: harbour treaty"),
    ],
)
def test_the_brief_is_a_file_to_save(client: TestClient, form: str, media: str, words: str) -> None:
    answer = client.get(f"{MATTER}/brief.{form}")
    assert answer.headers["content-type"].startswith(media)
    assert re.fullmatch(r'attachment; filename="harbour-treaty\.\w+"', answer.headers["content-disposition"])
    assert words in answer.text


@pytest.mark.parametrize(("as_of", "coming"), [("2031-05-06", ["20310508"]), ("2031-05-20", [])])
def test_the_calendar_has_talks_to_come(client: TestClient, as_of: str, coming: list[str]) -> None:
    told = client.get(f"{MATTER}/brief.ics?since=2031-05-04&as_of={as_of}").text
    assert re.findall(r"DTSTART;VALUE=DATE:(\d+)", told) == coming
    page = client.get(f"{MATTER}?as_of={as_of}").text
    assert ('<span class="tag strong">coming</span>' in page) is bool(coming)
