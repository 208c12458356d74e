"""Reading on a page: what is sent, shown, kept and refused; and whether somebody said what they are quoted
with."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from ledgers import Told, story

pytest.importorskip("fastapi", reason="pip install 'onrecord[web]'")

from lxml import html as parser
from starlette.testclient import TestClient

from onrecord import Reader
from onrecord.errors import Unreadable
from onrecord.joining.join import join
from onrecord.ledger import Ledger
from onrecord.records import Document
from onrecord.settings import Settings
from onrecord.web import application, reading
from onrecord.web.reading import Busy, Desk
from onrecord.web.settings import Serving

HERE = "http://127.0.0.1:8350"
TEXT = "Ansel Quill, the ports minister of Merrow, said on 3 May 2031 that no ship would leave before Monday."
PAGE = f"""<!doctype html><html><head><title>No ship leaves</title>
<script>document.title = "taken"</script></head>
<body><article><h1>No ship leaves</h1>
<p>{TEXT}</p>
<p>{"The quay was empty all day, and the ferries stood in a row. " * 8}</p></article></body></html>"""
TWO = "\n".join(json.dumps({"text": f"{TEXT} {n}"}) for n in range(2))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("served") / "ledger.sqlite"
    with Ledger.open(place) as ledger:
        ledger.add(
            story(
                Told("Ada Brandt", "said", "that the lower gates stay shut until the treaty is signed"),
                Told("Bo Quist", "said", "that the boats would sail at noon on Tuesday"),
                outlet="River Post", published="2031-05-03",
            ),
            source="a",
        )  # fmt: skip
        ledger.add(
            story(
                Told("Ada Brandt", "said", "that the lower gates stay open until the treaty is signed"),
                outlet="The Orval Post", published="2031-05-04",
            ),
            source="b",
        )  # fmt: skip
        join(ledger)
    return place


@pytest.fixture
def client(place: Path, reader: Reader) -> Iterator[TestClient]:
    """Somebody at this machine."""
    app = application(Serving(str(place), user="ada"))
    app.state.desk = desk = Desk(Settings())
    desk.__dict__["reader"] = reader  # the one that all tests load
    with TestClient(app, base_url=HERE, follow_redirects=False) as one:
        yield one


def sent(client: TestClient, path: str, files: Any = None, **fields: str) -> Any:
    """The answer to a form of ours."""
    page = parser.fromstring(client.get("/read").text)
    (token,) = set(page.xpath("//input[@name='token']/@value"))
    return client.post(path, data=fields | {"token": token}, files=files, headers={"Origin": HERE})


def texts(place: Path) -> list[str]:
    with Ledger.open(place) as ledger:
        return [one.text for one in ledger.reports()]


# ---- reading --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "files", "title", "source"),
    [
        ({"text": TEXT}, None, None, "a pasted text"),
        ({"text": f"\r\n{TEXT}\r\n"}, None, None, "a pasted text"),
        ({"text": PAGE}, None, "No ship leaves", "a pasted page"),
        ({}, {"file": ("harbour.txt", TEXT.encode())}, None, "harbour.txt"),
        ({}, {"file": (r"C:\reports\harbour.html", PAGE.encode())}, "No ship leaves", "harbour.html"),
        ({}, {"file": ("harbour", TEXT.encode("utf-16"))}, None, "harbour"),
        ({"text": "nothing"}, {"file": ("harbour.txt", TEXT.encode())}, None, "harbour.txt"),
    ],
)
def test_what_is_sent_is_shown_and_not_kept(
    client: TestClient, place: Path, fields: dict[str, str], files: Any, title: str | None, source: str
) -> None:
    answer = sent(client, "/read", files, **fields)
    assert answer.status_code == 303
    told = client.get(answer.headers["location"] + ".json").json()
    assert (told["report"]["title"], told["source"], told["on_record"]) == (title, source, False)
    (said,) = told["statements"]
    assert (said["speaker"]["name"], said["content"]) == (
        "Ansel Quill",
        "that no ship would leave before Monday",
    )
    page = parser.fromstring(client.get(answer.headers["location"]).text)
    assert "no ship would leave" in "".join(page.xpath("//*[contains(@class, 'content')]//text()"))
    assert page.xpath("//form[contains(@action, '/keep')]")
    assert not any("no ship" in text for text in texts(place))


def test_what_the_form_says_of_a_text_counts(client: TestClient) -> None:
    answer = sent(client, "/read", text=TEXT, outlet=" Straits Courier ", published="2031-05-04")
    told = client.get(answer.headers["location"] + ".json").json()["report"]
    assert (told["outlet"], told["published"]) == ("Straits Courier", "2031-05-04")


@pytest.mark.parametrize(
    ("fields", "files", "told"),
    [
        ({}, None, "expected a text, a file or an address"),
        ({"text": " \n "}, None, "expected a text, a file or an address"),
        ({"text": "x" * 60_001}, None, "expected at most 60,000"),
        ({"text": TEXT, "published": "in May"}, None, "expected a day as 2026-03-09"),
        ({"text": "<html><body></body></html>"}, None, "what was pasted is a page without an article"),
        ({}, {"file": ("empty.txt", b"")}, "empty.txt is empty"),
        ({}, {"file": ("harbour.pdf", b"%PDF-1.7 ...")}, "harbour.pdf is a PDF"),
        ({}, {"file": ("two.jsonl", TWO.encode())}, "more than one report"),
        ({"address": "file:///etc/passwd"}, None, "expected http or https"),
        ({"address": "ftp://post.example/1"}, None, "expected http or https"),
        ({"address": "gopher://127.0.0.1:70/"}, None, "expected http or https"),
        ({"address": "/etc/passwd"}, None, "expected http or https"),
        ({"address": "http://127.0.0.1:8350/"}, None, "expected a public address"),
        ({"address": "http://localhost/"}, None, "expected a public address"),
        ({"address": "http://[::1]/"}, None, "expected a public address"),
        ({"address": "http://2130706433/"}, None, "expected a public address"),
        ({"address": "http://10.1.2.3/"}, None, "expected a public address"),
        ({"address": "http://169.254.169.254/latest/meta-data"}, None, "expected a public address"),
        ({"address": "http://[::ffff:192.168.0.1]/"}, None, "expected a public address"),
    ],
)
def test_what_cannot_be_read_is_told_and_comes_back(
    client: TestClient, fields: dict[str, str], files: Any, told: str
) -> None:
    answer = sent(client, "/read", files, **fields)
    assert answer.status_code == 422
    page = parser.fromstring(answer.text)
    assert told in page.xpath("string(//*[@role='alert'])")
    assert page.xpath("string(//textarea[@name='text'])").strip() == fields.get("text", "").strip()
    assert page.xpath("string(//input[@name='address']/@value)") == fields.get("address", "")


def test_nobody_inside_is_asked(client: TestClient) -> None:
    asked: list[str] = []

    class Inside(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)

    with HTTPServer(("127.0.0.1", 0), Inside) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        for host in ("127.0.0.1", "localhost", "0.0.0.0"):
            address = f"http://{host}:{server.server_port}/secret"
            assert sent(client, "/read", address=address).status_code == 422
        server.shutdown()
        thread.join()
    assert asked == []


def test_an_error_comes_as_json_where_that_is_asked_for(client: TestClient) -> None:
    page = parser.fromstring(client.get("/read").text)
    token = page.xpath("string(//input[@name='token']/@value)")
    headers = {"Origin": HERE, "Accept": "application/json"}
    answer = client.post("/read", data={"token": token}, headers=headers)
    assert (answer.status_code, answer.json()["status"]) == (422, 422)


# ---- keeping --------------------------------------------------------------------------------------------


def test_a_text_is_kept_once_and_joined(client: TestClient, place: Path) -> None:
    text = "Ada Brandt said that the lower gates stay shut until the treaty is signed, again and again."
    where = sent(client, "/read", text=text, outlet="Eastbank Daily").headers["location"]
    for _ in range(2):
        kept = sent(client, f"{where}/keep")
        assert kept.status_code == 303
    assert texts(place).count(text) == 1
    with Ledger.open(place) as ledger:
        one = ledger.report(kept.headers["location"].removeprefix("/report/"))
        assert (one.text, one.about.outlet) == (text, "Eastbank Daily")
        assert [sighting.source for sighting in one.sightings] == ["pasted by ada"]
        said = next(ledger.statements(reports=[one.id]))
        assert client.get(f"/statement/{said.id}.json").json()["statement"]["utterance"]
    assert client.get(where + ".json").json()["on_record"] is True
    assert "This text is on record" in client.get(where).text


@pytest.mark.parametrize("path", ["/read/nobody-has-this", "/read/nobody-has-this.json"])
def test_what_is_not_held_any_more_is_told(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "paste it again" in answer.text
    assert sent(client, "/read/nobody-has-this/keep").status_code == 404


@pytest.mark.parametrize("path", ["/read", "/read/x/keep"])
def test_nothing_is_read_or_kept_for_another_site(client: TestClient, path: str) -> None:
    data = {"text": TEXT}
    assert client.post(path, data=data, headers={"Origin": HERE}).status_code == 403
    assert client.post(path, data=data, headers={"Origin": "https://evil.example"}).status_code == 403


# ---- the line -------------------------------------------------------------------------------------------


class Slow:
    """A page that comes when it is let go."""

    def __init__(self) -> None:
        self.go = threading.Event()

    def __call__(self) -> Document:
        self.go.wait(20)
        raise Unreadable("it came too late")


def test_no_more_than_some_wait() -> None:
    slow, desk = Slow(), Desk(Settings())

    async def crowd() -> list[BaseException]:
        waiting = [asyncio.ensure_future(desk.read(slow)) for _ in range(reading.WAITING)]
        await asyncio.sleep(0)
        with pytest.raises(Busy, match="try again in a minute"):
            await desk.read(slow)
        slow.go.set()
        found = await asyncio.gather(*waiting, return_exceptions=True)
        # The line is short again.
        with pytest.raises(Unreadable):
            await desk.read(slow)
        return [one for one in found if isinstance(one, BaseException)]

    assert [str(one) for one in asyncio.run(crowd())] == ["it came too late"] * reading.WAITING


def test_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SECONDS", 0.01)
    slow = Slow()

    async def wait() -> None:
        try:
            await Desk(Settings()).read(slow)
        finally:
            slow.go.set()

    with pytest.raises(Busy, match="expected a report of a few pages"):
        asyncio.run(wait())


def test_what_nobody_keeps_goes_in_the_end() -> None:
    desk, report = Desk(Settings()), story(Told("Ada Brandt", "said", "that it rains"))
    keys = [desk.hold(report, "a").key for _ in range(reading.HELD + 1)]
    assert len(set(keys)) == len(keys)
    assert desk.held(keys[0]) is None
    assert all(desk.held(key) for key in keys[1:])


# ---- quotations -----------------------------------------------------------------------------------------

SHUT = "the lower gates stay shut until the treaty is signed"


@pytest.mark.parametrize(
    ("asked", "verdict", "first", "how"),
    [
        ({"words": SHUT}, "said so", "River Post", "exact"),
        ({"words": SHUT.upper() + "!"}, "said so", "River Post", "normalised"),
        ({"words": SHUT, "speaker": "Brandt"}, "said so", "River Post", "exact"),
        ({"words": SHUT, "speaker": "ada-brandt"}, "said so", "River Post", "exact"),
        ({"words": SHUT, "speaker": "Bo Quist"}, "said by another", "River Post", "exact"),
        ({"words": SHUT, "speaker": "Nobody Atall"}, "said by another", "River Post", "exact"),
        ({"words": "the lower gates stay closed until the treaty is signed"}, "altered", None, "near"),
        ({"words": SHUT, "report": "The Orval Post"}, "altered", "The Orval Post", "near"),
        ({"words": "the boats would sail at noon", "report": "The Orval Post"}, "found in another report",
         "River Post", "exact"),
        ({"words": "zebras have stripes in the northern zoo"}, "not on record", None, None),
        ({"words": "...!"}, "not on record", None, None),
        ({"words": "  "}, None, None, None),
        ({}, None, None, None),
    ],
)  # fmt: skip
def test_whether_they_said_that(
    client: TestClient,
    place: Path,
    asked: dict[str, str],
    verdict: str | None,
    first: str | None,
    how: str | None,
) -> None:
    if "report" in asked:
        with Ledger.open(place) as ledger:
            asked = asked | {"report": next(ledger.reports(outlet=asked["report"])).id[:12]}
    told = client.get("/check.json", params=asked).json()
    assert told["verdict"] == verdict
    if first:
        assert told["matches"][0]["source"]["name"] == first
    assert (told["matches"][0]["how"] if told["matches"] else None) == how
    assert client.get("/check", params=asked).status_code == 200


def test_both_passages_stand_side_by_side(client: TestClient) -> None:
    told = client.get(
        "/check.json", params={"words": "the lower gates stay closed until the treaty is signed"}
    )
    match = told.json()["matches"][0]
    assert match["asked"][1] == ["closed", True]
    assert match["found"][1][1] is True
    assert match["found"][1][0] in ("shut", "open")
    assert match["statements"][0]["speaker"]["name"] == "Ada Brandt"
    page = parser.fromstring(client.get("/check", params={"words": told.json()["asked"]["words"]}).text)
    assert page.xpath("string(//del)") == "closed"
    assert page.xpath("string(//ins)") in ("shut", "open")


def test_a_quotation_is_escaped(client: TestClient) -> None:
    words = '"><script>alert(1)</script> the lower gates stay shut until the treaty is signed'
    page = parser.fromstring(client.get("/check", params={"words": words}).text)
    assert page.xpath("//main//script") == []
    assert page.xpath("string(//textarea[@name='words'])") == words


@pytest.mark.parametrize(
    ("asked", "status"), [({"words": SHUT, "report": "0000"}, 404), ({"words": "x" * 2001}, 422)]
)
def test_what_cannot_be_asked(client: TestClient, asked: dict[str, str], status: int) -> None:
    assert client.get("/check", params=asked).status_code == status
    assert client.get("/check.json", params=asked).status_code == status


def test_a_quotation_is_looked_up_as_of_a_day(client: TestClient) -> None:
    told = client.get("/check.json", params={"words": SHUT, "as_of": "2020-01-01"}).json()
    assert told["verdict"] == "not on record"
