"""The page of a report: its text and what was found in it, versions, copies, and what else to read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from ledgers import Told, story
from samples import resolved
from test_asking import id_of, reports

from onrecord.asking.report import report
from onrecord.joining.join import join
from onrecord.ledger import Ledger, NotOnRecord
from onrecord.ledger.judging import judge
from onrecord.records import Report

pytest.importorskip("fastapi", reason="pip install 'onrecord[web]'")

from starlette.testclient import TestClient

from onrecord.web import application
from onrecord.web.settings import Serving

SEEN, LATER = datetime(2031, 5, 10, tzinfo=UTC), datetime(2031, 5, 11, tzinfo=UTC)
PAGE = "https://www.post.example/ferry"
TAKEN = (
    "the ferry company had told the council in writing that no boat would leave before the ice was gone "
    "from the inner harbour and the pilots had been paid"
)


def ferry(weeks: str, title: str) -> Report:
    """What the ferryman said in a version of a page."""
    said = Told("Dov Ferris", "said", f"“the boats will lie still for {weeks} weeks at least”", kind="direct")
    return story(said, url=PAGE, title=title, outlet="Ferry News", published="2031-06-01")


def long() -> Report:
    """A report of more than a page: 90 statements among much else."""
    said = [
        Told("Cy Talker", "said", f"berth {n} would open {'at noon on the quay ' * 12}") for n in range(90)
    ]
    return story(*said, title="All berths", published="2031-07-01", outlet="Harbour Gazette")


def hostile() -> Report:
    said = Told("<b>Eve</b>", "said", "<script>alert(1)</script> & more \u202eyako", matter=("<i>x</i>",))
    return story(
        said, title="<img src=x>", outlet="Post <1>", url="javascript:alert(1)", published="2031-08-01"
    )


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with Ledger.open(tmp_path_factory.mktemp("report") / "ledger.sqlite") as made:
        for source, one in [*reports(), ("long.txt", long()), ("hostile.txt", hostile())]:
            made.add(one, source=source, seen=SEEN, read=SEEN)
        made.add(ferry("two", "Boats lie still"), source="feed.xml", seen=SEEN, read=SEEN)
        made.add(ferry("three", "Boats lie still longer"), source="feed.xml", seen=LATER, read=LATER)
        join(made)
        yield made


@pytest.fixture(scope="module")
def web(ledger: Ledger) -> Iterator[TestClient]:
    with TestClient(application(Serving(ledger.where)), base_url="http://127.0.0.1:8350") as client:
        yield client


def report_id(ledger: Ledger, title: str) -> str:
    return next(one.id for one in ledger.reports() if one.about.title == title)


# ---- what is told ------------------------------------------------------------------------------------------


def test_a_report_has_its_text_its_statements_and_why(ledger: Ledger) -> None:
    told = report(ledger, report_id(ledger, "Lock to open if island signs")[:12])
    assert told["text"]["words"].startswith("Talks are set for Orval")
    first, second = told["statements"]
    assert (first["number"], first["speaker"]["name"], first["act"]) == (1, "Ada Brandt", "accept")
    assert [c["words"] for c in first["conditions"]] == [
        "only if the island signs the harbour treaty by Friday"
    ]
    assert [party["name"] for party in first["channel"]] == ["Northwire"]
    assert second["speaker"]["name"] == "officials"
    words = told["text"]["words"]
    for one in told["statements"]:
        assert [words[a:b] for a, b in one["cue_spans"]] == [one["cue"]]
        assert " … ".join(words[a:b] for a, b in one["spans"]) == one["content"]


def test_it_has_the_reasons_of_the_reading(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.sqlite") as made:
        made.add(resolved(), source="coast.txt", seen=SEEN, read=SEEN)
        told = report(made, next(made.reports()).id)
    reasons = {(s["number"], one["field"]): one["reason"] for s in told["statements"] for one in s["why"]}
    expected = {
        (n, name): score.reason
        for n, s in enumerate(resolved().statements, 1)
        for name, score in s.reasons
        if score.value
    }
    expected |= {(n, "condition"): c.score.reason
                 for n, s in enumerate(resolved().statements, 1) for c in s.conditions}  # fmt: skip
    assert reasons == expected
    assert reasons


def test_talks_come_with_what_other_reports_tell_of_them(ledger: Ledger) -> None:
    told = report(ledger, report_id(ledger, "Lock to open if island signs"))
    (talks,) = told["talks"]
    assert talks["number"] == 1
    assert [one["source"]["title"] for one in talks["told"]] == [
        "Lock to open if island signs", "Gauges will do",
    ]  # fmt: skip
    (paper,) = told["papers"]
    assert [one["value"] for one in paper["statuses"]] == ["drafted"]


def test_whose_copy_it_is(ledger: Ledger) -> None:
    dispatch, copy = (
        report_id(ledger, title) for title in ("Lock to open if island signs", "Treaty first, lock later")
    )
    (first,), (second,) = report(ledger, dispatch)["copies"], report(ledger, copy)["copies"]
    assert (first["first"], second["first"]) == (True, False)
    assert [one["report"] for one in second["reports"]] == [dispatch]
    assert second["kind"] == "copy"
    assert second["reason"]


def test_also_read_has_reports_with_something_in_common_and_says_what(ledger: Ledger) -> None:
    told = report(ledger, report_id(ledger, "Lock to open if island signs"))
    (only,) = told["also"]
    assert only["source"]["title"] == "Gauges will do"
    assert only["talks"]
    assert [one["name"] for one in only["actors"]][:1]
    assert only["reason"].startswith("the same event: talks of 8 May 2031")
    assert "on harbour treaty" in only["reason"]


@pytest.mark.parametrize("title", ["Treaty first, lock later", "All berths"])
def test_copies_and_what_is_of_something_else_are_not_to_be_read_also(ledger: Ledger, title: str) -> None:
    told = report(ledger, report_id(ledger, "Lock to open if island signs"))
    assert title not in {one["source"]["title"] for one in told["also"]}


def test_versions_tell_which_quotation_was_altered(ledger: Ledger) -> None:
    told = report(ledger, report_id(ledger, "Boats lie still"))
    assert [one["title"] for one in told["versions"]] == ["Boats lie still", "Boats lie still longer"]
    (altered,) = told["altered"]
    assert altered["kind"] == "altered"
    assert [(d["before"], d["after"]) for d in altered["differences"]] == [("two", "three")]
    assert told["also"] == []


def test_passages_that_were_taken_over_are_told() -> None:
    from onrecord.asking.report import _passages

    text, other = (
        f"Our own man saw it. He heard {TAKEN}. Then it rained.",
        f"HERALD - {TAKEN.capitalize()}, it said.",
    )
    assert [span.of(text) for span in _passages(text, other)] == [TAKEN]
    assert list(_passages("a b c", other)) == []


# ---- a long text -------------------------------------------------------------------------------------------


def test_a_long_text_comes_in_pages_that_are_all_of_it(ledger: Ledger) -> None:
    id = report_id(ledger, "All berths")
    first = report(ledger, id)
    assert first["pages"] > 2
    every = [report(ledger, id, page=n) for n in range(1, first["pages"] + 1)]
    assert "".join(one["text"]["words"] for one in every) == ledger.report(id).text
    assert [s["number"] for one in every for s in one["statements"]] == [*range(1, 91)]
    assert report(ledger, id, page=400)["page"] == first["pages"]


# ---- what people say ---------------------------------------------------------------------------------------


def test_what_is_judged_wrong_is_left_out_and_named(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.sqlite") as made:
        for source, one in reports():
            made.add(one, source=source, seen=SEEN, read=SEEN)
        wrong = id_of(made, "ferries", "Lock")
        judge(made, "wrong", wrong, by="Kim")
        told = report(made, report_id(made, "Lock to open if island signs"))
    assert [s["number"] for s in told["statements"]] == [1]
    assert told["wrong"] == [wrong]


def test_an_empty_report_is_a_report(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.sqlite") as made:
        made.add(story(opening="Nothing was said.\n"), source="x.txt", seen=SEEN, read=SEEN)
        told = report(made, next(made.reports()).id)
    assert (told["statements"], told["also"], told["copies"], told["pages"]) == ([], [], [], 1)


def test_what_is_not_on_record_is_told(ledger: Ledger) -> None:
    with pytest.raises(NotOnRecord, match="none on record begins"):
        report(ledger, "ffff0000")


# ---- the page ----------------------------------------------------------------------------------------------

TITLES = [
    "Lock to open if island signs",
    "Treaty first, lock later",
    "Boats lie still",
    "All berths",
    "<img src=x>",
]


@pytest.mark.parametrize("title", TITLES)
def test_every_link_within_the_page_leads_somewhere(web: TestClient, ledger: Ledger, title: str) -> None:
    html = web.get(f"/report/{report_id(ledger, title)}").text
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    links = set(re.findall(r'href="#([^"]+)"', html))
    assert {f"s{n}" for n in (1,)} <= links
    assert links <= set(ids)
    assert html.count("<h1") == 1


@pytest.mark.parametrize("title", TITLES)
def test_the_page_and_its_twin_are_small_and_of_one_dictionary(
    web: TestClient, ledger: Ledger, title: str
) -> None:
    id = report_id(ledger, title)
    answer = web.get(f"/report/{id}", headers={"accept-encoding": "identity"})
    assert answer.status_code == 200
    assert len(answer.content) < 100_000
    told: dict[str, Any] = web.get(f"/report/{id}.json").json()
    assert told == report(ledger, id)


def test_every_page_of_a_long_text_is_small_and_has_its_statements(web: TestClient, ledger: Ledger) -> None:
    id = report_id(ledger, "All berths")
    for page in range(1, report(ledger, id)["pages"] + 1):
        answer = web.get(f"/report/{id}?page={page}", headers={"accept-encoding": "identity"})
        assert len(answer.content) < 100_000
        keys = set(re.findall(r'<li class="(k\d+)"', answer.text))
        assert keys == set(re.findall(r"k\d+", " ".join(re.findall(r'class="content[^"]*"', answer.text))))
        css = (Path(application.__code__.co_filename).parent / "static/report.css").read_text()
        assert all(f".{key}:is(" in css for key in keys)


def test_nothing_of_a_source_is_markup_or_a_link(web: TestClient, ledger: Ledger) -> None:
    answer = web.get(f"/report/{report_id(ledger, '<img src=x>')}")
    assert answer.status_code == 200
    html = answer.text
    for words in ("<script>alert", "<b>Eve", "<img src", "<i>x", "javascript:", "\u202e"):
        assert words not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_a_version_shows_what_is_gone_and_what_is_new(web: TestClient, ledger: Ledger) -> None:
    html = web.get(f"/report/{report_id(ledger, 'Boats lie still')}").text
    assert "<del>two</del>" in html
    assert "<ins>three</ins>" in html
    assert '<a href="https://www.post.example/ferry" rel="noreferrer noopener">' in html


def test_links_stay_in_the_past(web: TestClient, ledger: Ledger) -> None:
    html = web.get(f"/report/{report_id(ledger, 'Gauges will do')}?as_of=2031-05-10").text.partition("<main")[
        2
    ]
    links = re.findall(r'href="(/(?:report|statement|actor)/[^"]+)"', html)
    assert links
    assert all("as_of=2031-05-10" in one for one in links)
    assert web.get(f"/report/{report_id(ledger, 'Gauges will do')}?as_of=2031-05-09").status_code == 404


@pytest.mark.parametrize("path", ["/report/ffff0000", "/report/ffff0000.json"])
def test_what_is_not_on_record_is_not_found(web: TestClient, path: str) -> None:
    answer = web.get(path)
    assert answer.status_code == 404
    assert "none on record begins" in answer.text
