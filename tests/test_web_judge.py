"""Judging on a page: what needs eyes, what is decided, undone and put right, by whom and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ledgers import Told, story

pytest.importorskip("fastapi", reason="pip install 'onrecord[web]'")

from lxml import html as parser
from starlette.testclient import TestClient

from onrecord.asking import doubtful
from onrecord.asking.doubtful import beside
from onrecord.joining.join import join
from onrecord.ledger import Ledger, judging
from onrecord.web import application
from onrecord.web.settings import Serving

HERE = "http://127.0.0.1:8350"


def unsure(*told: Told, **about: object) -> Any:
    """A report of which the last statement is not surely one, and that before it of nobody who is known."""
    one = story(*told, **about)
    *first, nobody, last = one.statements
    return replace(one, statements=(*first, replace(nobody, speaker=None), replace(last, confidence=0.41)))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Two reports with an utterance that is joined, a conflict, a speaker and a statement in doubt."""
    place = tmp_path / "ledger.sqlite"
    with Ledger.open(place) as ledger:
        ledger.add(
            story(
                Told("Ada Brandt", "said", "that the harbour treaty is all but ready for both ministers",
                     said="2031-05-03", matter=("harbour treaty",)),
                published="2031-05-03", outlet="River Post",
            ),
            source="a",
        )  # fmt: skip
        ledger.add(
            unsure(
                Told("Ada Brandt", "said", "that the treaty will be ready for the fishermen and ministers",
                     said="2031-05-03", matter=("harbour treaty",)),
                Told("the keeper", "said", "that the lightship is dark"),
                Told("Bo Quist", "said", "the lightship Constance"),
                published="2031-05-04", outlet="The Orval Post",
            ),
            source="b",
        )  # fmt: skip
        join(ledger)
    return place


@pytest.fixture
def ids(place: Path) -> list[str]:
    """The statements in order: two of Ada Brandt's, one of nobody's, one that may be none."""
    with Ledger.open(place) as ledger:
        return [one.id for one in ledger.statements()]


@pytest.fixture
def client(place: Path) -> Iterator[TestClient]:
    app = application(Serving(str(place), user="ada"))
    with TestClient(app, base_url=HERE, follow_redirects=False) as one:
        yield one


def sent(client: TestClient, path: str = "/judge", *, json: bool = False, **fields: str) -> Any:
    """The answer to a form of ours."""
    token = parser.fromstring(client.get("/read").text).xpath("string(//input[@name='token']/@value)")
    accept = {"Accept": "application/json"} if json else {}
    return client.post(path, data=fields | {"token": token}, headers={"Origin": HERE} | accept)


def judgments(place: Path, *, withdrawn: bool = False) -> list[judging.Judgment]:
    with Ledger.open(place) as ledger:
        return judging.judgments(ledger, withdrawn=withdrawn)


def queue(client: TestClient, **asked: str) -> list[tuple[str, str, str | None]]:
    """What needs eyes: its kind, and the ids."""
    told = client.get("/judge.json", params=asked).json()
    return [(one["kind"], one["one"]["id"], one["other"] and one["other"]["id"]) for one in told["doubts"]]


# ---- what needs eyes ------------------------------------------------------------------------------------


def test_what_is_least_sure_comes_first(client: TestClient, ids: list[str]) -> None:
    told = client.get("/judge.json").json()
    scores = [one["score"] for one in told["doubts"]]
    assert scores == sorted(scores)
    assert queue(client)[0] == ("statement", ids[3], None)
    assert ("speaker", ids[2], None) in queue(client)
    assert told["looked_at"] == 4
    assert sum(told["counts"].values()) == len(told["doubts"])


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"kind": "statement"}, [3]),
        ({"kind": "speaker"}, [2]),
        ({"kind": "conflict"}, []),
        ({"kind": ""}, [3, 2]),
        ({"kind": "statement", "until": "2031-05-03"}, []),
        ({"kind": "statement", "until": "2031-05-04"}, [3]),
        ({"kind": "statement", "as_of": "2020-01-01"}, []),
    ],
)
def test_what_is_asked_for_alone(
    client: TestClient, ids: list[str], asked: dict[str, str], found: list[int]
) -> None:
    singles = [one for kind, one, other in queue(client, **asked) if other is None]
    assert singles == [ids[n] for n in found]


def test_a_join_in_doubt_is_asked_once(
    client: TestClient, place: Path, ids: list[str], monkeypatch: Any
) -> None:
    monkeypatch.setattr(doubtful, "SURE", 1.1)
    pairs = [(kind, {one, other}) for kind, one, other in queue(client) if other]
    assert pairs == [("join", set(ids[:2]))]
    told = next(one for one in client.get("/judge.json").json()["doubts"] if one["other"])
    assert told["verdicts"] == ["same", "different"]
    assert any(differs for _, differs in told["parts"][0])
    assert "words" in told["reason"]


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("we sign", "we sign", ([], [])),
        ("We sign!", "we, sign", ([], [])),
        ("we sign today", "we sign", (["today"], [])),
        ("no water", "no water and no grain", ([], ["and no grain"])),
        ("", "we sign", ([], ["we sign"])),
    ],
)
def test_what_differs_between_two_passages(one: str, other: str, differ: tuple[list[str], list[str]]) -> None:
    first, second = beside(one, other)
    assert ("".join(p[0] for p in first), "".join(p[0] for p in second)) == (one, other)  # type: ignore[misc]
    assert tuple([str(p[0]).strip() for p in some if p[1]] for some in (first, second)) == differ


# ---- deciding -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verdict", ["right", "wrong"])
def test_a_judgment_is_kept_with_name_time_and_note(
    client: TestClient, place: Path, ids: list[str], verdict: str
) -> None:
    answer = sent(client, subject=ids[3], verdict=verdict, note=" a heading ", back="/judge?kind=statement")
    assert (answer.status_code, answer.headers["location"]) == (303, "/judge?kind=statement")
    (kept,) = judgments(place)
    assert (kept.verdict, kept.subject, kept.by, kept.note) == (verdict, ids[3], "ada", "a heading")
    assert ("statement", ids[3], None) not in queue(client)
    page = client.get("/judge").text
    assert "a heading" in page
    assert kept.at[:10].replace("-", "") in page.replace("-", "")


def test_a_judgment_is_undone_and_its_row_stays(client: TestClient, place: Path, ids: list[str]) -> None:
    told = sent(client, subject=ids[3], verdict="wrong", json=True).json()["judgment"]
    assert (told["verdict"], told["by"]) == ("wrong", "ada")
    assert sent(client, "/judge/withdraw", id=told["id"]).status_code == 303
    assert judgments(place) == []
    (gone,) = judgments(place, withdrawn=True)
    assert (gone.withdrawn_by, gone.id) == ("ada", told["id"])
    assert ("statement", ids[3], None) in queue(client)
    shown = {
        way: client.get("/judge/list.json", params=way and {"withdrawn": way}).json() for way in ("", "true")
    }
    assert [one["count"] for one in shown.values()] == [0, 1]
    assert "withdrawn" in client.get("/judge/list?withdrawn=true").text


def test_what_people_part_is_parted(client: TestClient, place: Path, ids: list[str]) -> None:
    def one_utterance() -> bool:
        told = [client.get(f"/statement/{id}.json").json()["statement"]["utterance"] for id in ids[:2]]
        return told[0] == told[1]

    for verdict, one in (("different", False), ("same", True)):
        sent(client, subject=ids[0], other=ids[1], verdict=verdict)
        assert one_utterance() is one, verdict


@pytest.mark.parametrize(
    ("field", "value", "told", "kept"),
    [
        ("speaker", "Bo Quist", "bo-quist", "Bo Quist"),
        ("speaker", "", None, None),
        ("act", "deny", "deny", "deny"),
        ("said", "2031-05-01", "2031-05-01", "2031-05-01"),
        ("matter", "harbour, lightship", ["harbour", "lightship"], ["harbour", "lightship"]),
    ],
)
def test_a_field_is_put_right(
    client: TestClient, place: Path, ids: list[str], field: str, value: str, told: Any, kept: Any
) -> None:
    made = sent(client, subject=ids[2], verdict="correct", field=field, value=value, json=True).json()
    assert made["judgment"]["value"] == kept
    shown = client.get(f"/statement/{ids[2]}.json").json()["statement"]
    found = shown["speaker"] and shown["speaker"]["id"] if field == "speaker" else shown[field]
    assert (found, shown["corrected"][field]["by"]) == (told, "ada")
    assert client.get("/judge/list").status_code == 200


@pytest.mark.parametrize(
    ("fields", "status", "told"),
    [
        ({"verdict": "maybe"}, 422, "expected one of same"),
        ({"verdict": "same"}, 422, "expected two"),
        ({"verdict": "wrong", "subject": "0000"}, 404, "no id '0000'"),
        (
            {"verdict": "correct", "field": "length", "value": "1"},
            422,
            "what can be corrected of a statement",
        ),
        ({"verdict": "correct", "field": "said", "value": "on Monday"}, 422, "a date as 2026-03-09"),
        ({"verdict": "correct", "field": "speaker", "value": "Nobody Atall"}, 422, "nobody 'Nobody Atall'"),
        ({"verdict": "wrong", "note": "x" * 1001}, 422, "note"),
    ],
)
def test_what_cannot_be_decided_is_told(
    client: TestClient, place: Path, ids: list[str], fields: dict[str, str], status: int, told: str
) -> None:
    answer = sent(client, json=True, **{"subject": ids[2], **fields})
    assert answer.status_code == status
    assert told in answer.json()["error"]
    assert judgments(place) == []


@pytest.mark.parametrize("path", ["/judge", "/judge/withdraw"])
def test_nothing_is_decided_for_another_site_or_in_the_past(
    client: TestClient, place: Path, ids: list[str], path: str
) -> None:
    data = {"subject": ids[3], "verdict": "wrong", "id": "0"}
    assert client.post(path, data=data, headers={"Origin": HERE}).status_code == 403
    assert client.post(path, data=data, headers={"Origin": "https://evil.example"}).status_code == 403
    assert sent(client, f"{path}?as_of=2031-05-05", **data).status_code in (404, 422)
    assert judgments(place) == []
    assert "<form method" not in client.get("/judge?as_of=2031-05-05").text


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/\\evil.example", "/a\r\nSet-Cookie: x"]
)
def test_one_comes_back_to_this_site_alone(client: TestClient, ids: list[str], back: str) -> None:
    answer = sent(client, subject=ids[3], verdict="wrong", back=back)
    assert answer.headers["location"] == "/judge"
    assert "x" not in answer.cookies


def test_the_list_is_long_and_comes_in_pages(client: TestClient, place: Path, ids: list[str]) -> None:
    with Ledger.open(place) as ledger:
        for n in range(60):
            judging.judge(ledger, "right", ids[n % 4], by=f"reader {n}")
    first, second = (client.get("/judge/list.json", params={"page": n}).json() for n in (1, 2))
    assert (first["count"], first["pages"], len(first["judgments"]), len(second["judgments"])) == (
        60,
        2,
        50,
        10,
    )
    assert first["judgments"][0]["by"] == "reader 59"
    page = parser.fromstring(client.get("/judge/list").text)
    (link,) = page.xpath("//nav[@class='pager']//a/@href")
    assert "reader 0" in client.get(link).text
    mine = client.get("/judge/list.json", params={"by": "reader 7"}).json()
    assert [one["by"] for one in mine["judgments"]] == ["reader 7"]


def test_names_and_notes_are_escaped(client: TestClient, place: Path, ids: list[str]) -> None:
    with Ledger.open(place) as ledger:
        judging.judge(ledger, "wrong", ids[3], by="<b>ada", note="</textarea><script>alert(1)</script>")
    for path in ("/judge", "/judge/list"):
        page = parser.fromstring(client.get(path).text)
        assert page.xpath("//main//script | //bdi/b") == []
        assert "<b>ada" in page.xpath("string(//main)")
