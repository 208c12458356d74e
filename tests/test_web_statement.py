"""The page of a statement: renderings beside each other, the way they came, what answers it, citations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from ledgers import Told, story
from test_asking import GAUGES, READY, SIGNED, id_of, reports

from onrecord.asking.citing import to_words
from onrecord.asking.statement import compared, statement
from onrecord.joining.join import join
from onrecord.ledger import Ledger, NotOnRecord
from onrecord.ledger.judging import judge, withdraw
from onrecord.records import Report

pytest.importorskip("fastapi", reason="pip install 'onrecord[web]'")

from starlette.testclient import TestClient

from onrecord.web import application
from onrecord.web.drawing import chain
from onrecord.web.settings import Serving

SEEN = datetime(2031, 5, 10, tzinfo=UTC)
PROMISE = "“the pilots will be paid in gold on the first of June, whatever the council says”"


def quoted(content: str, outlet: str, day: str, *, url: str | None = None) -> Report:
    said = Told(
        "Gil Marr", "said", content, kind="direct", act="promise", matter=("pilots",), said="2031-05-20"
    )
    opening = f"The {outlet} was there.\n"
    return story(
        said, opening=opening, published=day, outlet=outlet, url=url, title=f"Gold for pilots, {outlet}"
    )


def pilots() -> list[tuple[str, Report]]:
    """One quotation in three papers, altered in the last; and one who rejects it two days later."""
    no = Told(
        "Hedy Olm", "rejected", "gold for the pilots", act="reject", matter=("pilots",), said="2031-05-22"
    )
    return [
        ("gold.txt", quoted(PROMISE, "Gull", "2031-05-20", url="https://gull.example/gold?id=1")),
        ("gold2.txt", quoted(PROMISE, "Tern", "2031-05-21")),
        ("gold3.txt", quoted(PROMISE.replace("gold", "silver"), "Auk", "2031-05-21")),
        ("no.txt", story(no, published="2031-05-22", outlet="Gull", title="No gold")),
    ]  # fmt: skip


def hostile() -> Report:
    said = Told("<b>Eve</b>", "said", "<script>alert(1)</script> shall pass", matter=("<i>x</i>",),
                through="<u>Wire</u>")  # fmt: skip
    return story(
        said, title="<img src=x>", outlet='Post "1"', url="javascript:alert(1)", published="2031-08-01"
    )


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with Ledger.open(tmp_path_factory.mktemp("statement") / "ledger.sqlite") as made:
        for source, one in [*reports(), *pilots(), ("hostile.txt", hostile())]:
            made.add(one, source=source, seen=SEEN, read=SEEN)
        join(made)
        first = judge(made, "right", id_of(made, "gold", "Gull"), by="Kim", note="heard it")
        judge(made, "wrong", id_of(made, "ferries", "Lock"), by="Lea")
        withdraw(made, first.id, by="Kim")
        yield made


@pytest.fixture(scope="module")
def web(ledger: Ledger) -> Iterator[TestClient]:
    with TestClient(application(Serving(ledger.where)), base_url="http://127.0.0.1:8350") as client:
        yield client


# ---- wordings beside each other ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("full", "other", "how", "parts"),
    [
        ("We will sign", "“We will sign,”", "same", [["“We will sign,”", ""]]),
        ("we will sign in May", "we will sign in June", "close",
         [["we will sign in", ""], ["May", "gone"], ["June", "new"]]),
        ("we will sign only if they pay", "we will sign", "close",
         [["we will sign", ""], ["only if they pay", "gone"]]),
        ("no boat leaves the port before noon", "boats stay in the port", "alike",
         [["boats stay in", "else"], ["the port", ""]]),
        ("no boat leaves", "everything rests", "other", [["everything rests", ""]]),
    ],
)  # fmt: skip
def test_a_wording_beside_the_fullest(full: str, other: str, how: str, parts: list[list[str]]) -> None:
    assert compared(full, other) == (how, parts)
    assert " ".join(words for words, kind in parts if kind != "gone") == other


def test_renderings_come_with_what_is_altered(ledger: Ledger) -> None:
    told = statement(ledger, id_of(ledger, "gold", "Gull"))
    found = {one["source"]["outlet"]: one for one in told["renderings"]}
    assert set(found) == {"Gull", "Tern", "Auk"}
    assert found["Auk"]["id"] != told["compare"]
    assert [part for part in found["Auk"]["parts"] if part[1]] == [["gold", "gone"], ["silver", "new"]]
    assert [one["what"] for one in found["Auk"]["drift"]] == ["quotation"]
    assert found["Auk"]["drift"][0]["words"] == ["gold", "silver"]
    assert found["Gull"]["drift"] == found["Tern"]["drift"] == []


def test_a_condition_that_was_lost_is_named(tmp_path: Any) -> None:
    from test_asking import bound

    full = Told("Ada Brandt", "said", READY, act="accept", said="2031-05-03", matter=("lock",))
    less = replace(full, content=READY.partition(" only if")[0])
    with Ledger.open(tmp_path / "ledger.sqlite") as made:
        one = bound(story(full, published="2031-05-03", outlet="Gull"), "only if", SIGNED)
        for n, report in enumerate((one, story(less, published="2031-05-04", outlet="Tern"))):
            made.add(report, source=f"{n}.txt", seen=SEEN, read=SEEN)
        join(made)
        told = statement(made, next(made.statements(outlet="Tern")).id)
    lost = {one["source"]["outlet"]: [d["what"] for d in one["drift"]] for one in told["renderings"]}
    assert lost == {"Gull": [], "Tern": ["condition"]}


# ---- the way it came ---------------------------------------------------------------------------------------


def outline(node: dict[str, Any], depth: int = 0) -> list[str]:
    """A chain as lines: what each node is, the origin with a star."""
    mark = "*" if node["origin"] else ""
    lines = [f"{'  ' * depth}{node['name']}{mark}"]
    return [*lines, *(line for child in node["children"] for line in outline(child, depth + 1))]


def test_the_way_is_a_tree_with_the_origin_marked(ledger: Ledger) -> None:
    told = statement(ledger, id_of(ledger, "lower lock", "Lock"))
    assert outline(told["chain"]) == ["Ada Brandt", "  Northwire*", "    River Post", "    Island Echo"]
    here = [one["name"] for one in told["chain"]["children"][0]["children"] if one["here"]]
    assert here == ["River Post"]


def test_an_own_reporter_is_an_origin(ledger: Ledger) -> None:
    told = statement(ledger, id_of(ledger, "gauges"))
    assert outline(told["chain"]) == ["Ada Brandt", "  River Post*"]


@pytest.mark.parametrize("words", ["lower lock", "gauges", "herring"])
def test_the_drawing_is_sound_and_told_in_words(ledger: Ledger, words: str) -> None:
    told = statement(ledger, id_of(ledger, words))
    drawn = str(chain.drawn(told["chain"], lambda kind, id: f"/{kind}/{id}"))
    root = ElementTree.fromstring(f"<all>{drawn}</all>")
    across, down = list(root)
    for svg in (across, down):
        title, desc = svg[0], svg[1]
        assert (title.tag, desc.tag) == ("title", "desc")
        assert svg.get("aria-labelledby") == title.get("id")
        assert svg.get("aria-describedby") == desc.get("id")
        assert desc.text == chain.in_words(told["chain"])
        boxes = [
            (float(r.get("x", 0)), float(r.get("y", 0))) for r in svg.iter("rect") if r.get("class") is None
        ]
        names = [t.text for t in svg.iter("text") if t.get("class") == "name"]
        assert names == [line.strip().rstrip("*") for line in outline(told["chain"])]
        assert len(set(boxes)) == len(names)
    assert drawn.count(">origin") == 2 * sum("*" in line for line in outline(told["chain"]))


def test_many_reports_are_drawn_as_a_number() -> None:
    report = {"kind": "report", "origin": False, "unknown": False, "published": None, "children": []}
    reports = [
        report | {"name": f"Post {n}", "statement": "ab", "id": "cd", "here": n == 11} for n in range(12)
    ]
    tree = {
        "kind": "speaker",
        "id": None,
        "name": "Ada\u0301 Brandt " * 9,
        "origin": False,
        "children": reports,
    }
    drawn = chain.drawn(tree, lambda kind, id: f"/{kind}/{id}")
    assert drawn.count(">Post ") == 2 * chain.DRAWN
    assert drawn.count(">Post 11<") == 2
    assert drawn.count(">6 more<") == 2
    assert "…<" in drawn


# ---- before, after, and what others say --------------------------------------------------------------------


def test_what_the_speaker_held_before_and_after(ledger: Ledger) -> None:
    first, second = (statement(ledger, id_of(ledger, words)) for words in ("lower lock Friday", "gauges"))
    assert [one["content"] for one in first["later"]] == [GAUGES]
    assert [one["content"] for one in second["earlier"]] == [READY]
    assert [change["what"] for change in second["earlier"][0]["changes"]] == ["condition"]
    assert first["earlier"] == second["later"] == []


def test_what_says_the_contrary_answers_it(ledger: Ledger) -> None:
    told = statement(ledger, id_of(ledger, "lower lock", "Lock"))
    (answer,) = told["answers"]
    assert (answer["speaker"]["name"], answer["act"], answer["days"]) == ("Bo Quist", "deny", 5)
    assert answer["conflict"]["what"] == "denied"
    denial = statement(ledger, id_of(ledger, '"that the lower lock"'))
    assert [one["one"]["speaker"]["name"] for one in denial["answered"]] == ["Ada Brandt"] or denial[
        "answered"
    ]


def test_who_refuses_it_within_days_answers_it(ledger: Ledger) -> None:
    told = statement(ledger, id_of(ledger, "gold", "Gull"))
    assert [(one["speaker"]["name"], one["act"], one["days"]) for one in told["answers"]] == [
        ("Hedy Olm", "reject", 2),
    ]  # fmt: skip


def test_who_judged_it_and_when(ledger: Ledger) -> None:
    (one,) = statement(ledger, id_of(ledger, "gold", "Gull"))["judged"]
    assert (one["verdict"], one["by"], one["note"]) == ("right", "Kim", "heard it")
    assert one["withdrawn_at"] is not None


# ---- citing ------------------------------------------------------------------------------------------------

LINKS = [
    ("https://a.example/1", "“Not now”", "https://a.example/1#:~:text=Not%20now"),
    ("https://a.example/1#top", "“Not now”", "https://a.example/1#top:~:text=Not%20now"),
    ("https://a.example/1", "“No,” … “never-ever, & so on”",
     "https://a.example/1#:~:text=No&text=never%2Dever%2C%20%26%20so%20on"),
    ("https://a.example/1", "one two three four five six seven eight nine ten eleven twelve thirteen",
     "https://a.example/1#:~:text=one%20two%20three%20four%20five,nine%20ten%20eleven%20twelve%20thirteen"),
    ("https://a.example/(1)", "“no”", "https://a.example/%281%29#:~:text=no"),
    ("javascript:alert(1)", "“no”", ""), ("file:///etc/passwd", "“no”", ""), (None, "“no”", ""),
    ("https://a.example/\njavascript:", "“no”", ""),
]  # fmt: skip


@pytest.mark.parametrize(("url", "content", "expected"), LINKS)
def test_a_link_to_the_very_words(url: str | None, content: str, expected: str) -> None:
    assert to_words(url, content) == expected


def test_a_citation_says_who_does_what_with_the_words(ledger: Ledger) -> None:
    forms = statement(ledger, id_of(ledger, "gold", "Gull"))["citations"]
    text, markdown, link = (one["words"] for one in forms)
    assert text.startswith("Gil Marr promises (20 May 2031): “the pilots will be paid in gold")
    assert "(Gull, “Gold for pilots, Gull”, 20 May 2031, https://gull.example/gold?id=1#:~:text=" in text
    assert markdown.startswith("> Gil Marr promises")
    assert f"]({link})" in markdown
    passage = unquote(link.partition("text=")[2])
    first, last = passage.split(",")[0], passage.rpartition(",")[2]
    assert first in PROMISE
    assert last in PROMISE


def test_a_denial_is_cited_as_one(ledger: Ledger) -> None:
    forms = statement(ledger, id_of(ledger, '"that the lower lock"'))["citations"]
    assert forms[0]["words"].startswith("Bo Quist denies (8 May 2031, as reported): that the lower lock")
    assert [one["label"] for one in forms] == ["Text", "Markdown"]


# ---- the page ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["lower lock Friday", "gauges", "herring", "gold", "ferries", "shall pass"])
def test_the_page_and_its_twin(web: TestClient, ledger: Ledger, words: str) -> None:
    id = next(ledger.statements(words=words), None)
    wanted = id.id if id else next(iter(judged_wrong(ledger)))
    answer = web.get(f"/statement/{wanted}", headers={"accept-encoding": "identity"})
    assert answer.status_code == 200
    assert len(answer.content) < 100_000
    assert web.get(f"/statement/{wanted}.json").json() == statement(ledger, wanted)
    ids = re.findall(r'\sid="([^"]+)"', answer.text)
    assert len(ids) == len(set(ids))


def judged_wrong(ledger: Ledger) -> list[str]:
    from onrecord.ledger.judging import judgments

    return [one.subject for one in judgments(ledger) if one.verdict == "wrong"]


def test_what_is_judged_wrong_says_so(web: TestClient, ledger: Ledger) -> None:
    (wrong,) = judged_wrong(ledger)
    assert "People judged this statement wrong" in web.get(f"/statement/{wrong}").text


def test_nothing_of_a_source_is_markup_or_a_link(web: TestClient, ledger: Ledger) -> None:
    answer = web.get(f"/statement/{id_of(ledger, 'shall pass')}")
    assert answer.status_code == 200
    html = answer.text
    for words in ("<script>alert", "<b>Eve", "<img src", "<i>x", "<u>Wire", 'href="javascript'):
        assert words not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_links_of_page_and_drawing_stay_in_the_past(web: TestClient, ledger: Ledger) -> None:
    html = web.get(f"/statement/{id_of(ledger, 'gauges')}?as_of=2031-05-10").text.partition("<main")[2]
    links = re.findall(r'href="(/(?:report|statement|actor)/[^"]+)"', html)
    assert any("/statement/" in one for one in links)
    assert all("as_of=2031-05-10" in one for one in links)


def test_what_is_not_on_record_is_told(web: TestClient, ledger: Ledger) -> None:
    with pytest.raises(NotOnRecord, match="none on record begins"):
        statement(ledger, "ffff0000")
    assert web.get("/statement/ffff0000").status_code == 404
