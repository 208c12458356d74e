"""What a ledger answers: each question on a few invented reports that are joined."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from io import StringIO
from typing import Any

import pytest
from ledgers import SURE, Told, harbour, story
from rich.console import Console

from onrecord import asking
from onrecord.asking.frames import COLUMNS, frame
from onrecord.errors import OnrecordError
from onrecord.joining.join import join
from onrecord.ledger import Ledger, NotOnRecord
from onrecord.ledger.judging import judge
from onrecord.records import (
    Actor,
    Condition,
    Event,
    Mention,
    Paper,
    Participant,
    Passage,
    Place,
    Report,
    Span,
    Stage,
    Time,
)
from onrecord.views.asked import VIEWS
from onrecord.views.checked import judgments as judgments_view

SEEN = datetime(2031, 5, 10, tzinfo=UTC)
READY = "the lower lock will be opened in June only if the island signs the harbour treaty by Friday"
DENIED = "that the lower lock will be opened in June"
GAUGES = "the lower lock will be opened in June if gauges stand on both banks"


def bound(report: Report, marker: str, words: str, number: int = 0) -> Report:
    """A report whose statement of that number hangs on a condition."""
    start = report.text.index(words, report.statements[number].content[0].start)
    one = Condition(Span(start, start + len(words)), Span(start, start + len(marker)), "only_if", SURE)
    made = list(report.statements)
    made[number] = replace(made[number], conditions=(one,))
    return replace(report, statements=tuple(made))


def met(report: Report, words: str, status: str, day: str, *who: str, told_by: str | None = None) -> Report:
    """A report in which talks are told of, in Orval, by some who are named in it."""
    at = Span(report.text.index(words), report.text.index(words) + len(words))
    one = Event(
        "e1", "talks", Passage(report.text, (at,)), status,  # type: ignore[arg-type]
        tuple(Participant(id, "party", at) for id in who), Time(at, "DATE", day), Place("Orval", None, at),
        "CONSULT", told_by,
    )  # fmt: skip
    parties = tuple(Actor(id, id.title(), "country", SURE, id, mentions=(Mention(at, SURE),)) for id in who)
    return replace(report, events=(one,), actors=(*report.actors, *parties))


def written(report: Report, words: str, *statuses: str) -> Report:
    """A report with a paper in it."""
    at = Span(report.text.index(words), report.text.index(words) + len(words))
    stages = tuple(Stage(value, at, None, "s1") for value in statuses)  # type: ignore[arg-type]
    return replace(report, papers=(Paper("p1", words, Passage(report.text, (at,)), (), stages),))


def by_wire(report: Report) -> Report:
    """A report in which Northwire is an agency."""
    actors = (replace(one, type="outlet") if one.id == "northwire" else one for one in report.actors)
    return replace(report, actors=tuple(actors))


SIGNED = "only if the island signs the harbour treaty by Friday"
GAUGED = "if gauges stand on both banks"


def reports() -> list[tuple[str, Report]]:
    """A dispatch and its copy; what changed five days later; a denial; and a report of another matter."""
    opening = "Talks are set for Orval on 8 May, the Northwire agency was told.\n"
    ready = Told(
        "Ada Brandt", "said", READY, act="accept", matter=("harbour treaty",), said="2031-05-03",
        through="Northwire",
    )  # fmt: skip
    ferry = Told("officials", "denied", "that any letter about the ferries was sent", act="deny")
    dispatch = story(
        ready, ferry, opening=opening, published="2031-05-03", outlet="River Post",
        url="https://post.example/lock", title="Lock to open if island signs",
    )  # fmt: skip
    copy = story(
        replace(ready, cue="stated"), opening=opening, published="2031-05-04", outlet="Island Echo",
        title="Treaty first, lock later",
    )  # fmt: skip
    later = story(
        replace(ready, content=GAUGES, said="2031-05-08", through=None),
        Told("Bo Quist", "denied", DENIED, act="deny", matter=("harbour treaty",), said="2031-05-08"),
        opening="Talks on the harbour treaty took place in Orval.\n", published="2031-05-08",
        outlet="River Post", title="Gauges will do",
    )  # fmt: skip
    herring = Told("Cy Dahl", "said", "herring quotas would be cut by a tenth", matter=("herring",))
    sides = ("2031-05-08", "merrow", "tarn")
    first = met(bound(by_wire(dispatch), "only if", SIGNED), "Talks", "scheduled", *sides)
    second = met(bound(later, "if", GAUGED), "Talks", "held", *sides)
    return [
        ("dispatch.txt", written(first, "harbour treaty", "drafted")),
        ("copy.txt", bound(by_wire(copy), "only if", SIGNED)),
        ("later.txt", written(second, "harbour treaty", "ready")),
        ("herring.txt", story(herring, published="2031-04-01", outlet="Fish Weekly")),
    ]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with Ledger.open(tmp_path_factory.mktemp("asked") / "ledger.sqlite") as made:
        for source, one in reports():
            made.add(one, source=source, seen=SEEN, read=SEEN)
        join(made)
        yield made


def id_of(ledger: Ledger, words: str, report: str = "") -> str:
    found = [one for one in ledger.statements(words=words) if report in (one.about.title or "")]
    return found[0].id


def shown(told: dict[str, Any], name: str, *, width: int = 100) -> str:
    written = StringIO()
    Console(width=width, file=written, color_system=None).print(VIEWS[name](told))
    return written.getvalue()


# ---- the dossier ----------------------------------------------------------------------------------------


def test_a_dossier_has_what_each_holds_now(ledger: Ledger) -> None:
    told = asking.brief(ledger, "harbour treaty")
    assert told["record"]["reports"] == 3
    assert (told["record"]["from"], told["record"]["until"]) == ("2031-05-03", "2031-05-08")
    ada = next(one for one in told["parties"] if one["name"] == "Ada Brandt")
    (held,) = ada["holds"]
    assert held["content"] == GAUGES
    assert [c["words"] for c in held["conditions"]] == [GAUGED]
    assert held["source"]["outlet"] == "River Post"


def test_a_dossier_has_what_changed_and_what_conflicts(ledger: Ledger) -> None:
    told = asking.brief(ledger, "harbour treaty")
    (change,) = told["changed"]
    assert (change["what"], change["on"]) == ("condition", "2031-05-08")
    assert (change["before"]["content"], change["after"]["content"]) == (READY, GAUGES)
    against = {(one["what"], one["other"]["speaker"]["name"]) for one in told["conflicts"]}
    assert against == {("denied", "Bo Quist")}


def test_a_dossier_has_talks_once_with_how_it_stands(ledger: Ledger) -> None:
    told = asking.brief(ledger, "harbour treaty")
    (talks,) = told["talks"]
    assert (talks["state"], talks["day"], talks["place"]) == ("held", "2031-05-08", "Orval")
    assert [one["status"] for one in talks["told"]] == ["scheduled", "held"]
    (paper,) = told["papers"]
    assert [one["value"] for one in paper["statuses"]] == ["drafted", "ready"]
    assert paper["statuses"][0]["by"]["speaker"]["name"] == "Ada Brandt"


def test_what_was_planned_is_coming_until_its_day_is_over(ledger: Ledger) -> None:
    told = asking.brief(ledger, "harbour treaty", until="2031-05-08")
    assert [one["state"] for one in told["talks"]] == ["held"]
    first = asking.talks(ledger, status="scheduled")
    assert [one["state"] for one in first["events"]] == ["coming"]


def test_a_dossier_tells_what_rests_on_one_origin(ledger: Ledger) -> None:
    (single,) = asking.brief(ledger, "harbour treaty")["one_origin"]
    assert (single["name"], single["origins"]["reports"]) == (READY, 2)
    assert [one["name"] for one in single["origins"]["which"]] == ["Northwire"]


@pytest.mark.parametrize(
    ("asked", "speakers"),
    [
        ({"matter": "herring"}, {"Cy Dahl"}),
        ({"actor": "Quist"}, {"Bo Quist"}),
        ({"since": "2031-05-05"}, {"Ada Brandt", "Bo Quist"}),
        ({"until": "2031-04-15"}, {"Cy Dahl"}),
        ({"matter": "nothing of the kind"}, set()),
    ],
)
def test_a_dossier_of_some(ledger: Ledger, asked: dict[str, str], speakers: set[str]) -> None:
    told = asking.brief(ledger, **asked)
    assert {who["name"] for one in told["parties"] for who in one["who"]} == speakers


def test_before_anything_was_seen_nothing_is_on_record(ledger: Ledger) -> None:
    told = asking.brief(ledger.as_of(date(2031, 5, 1)))
    assert (told["record"]["reports"], told["parties"], told["talks"]) == (0, [], [])
    assert "Nothing is on record" in shown(told, "brief")


@pytest.mark.parametrize("height", [24, 40])
def test_a_dossier_fits_a_screen(ledger: Ledger, height: int) -> None:
    told = asking.brief(ledger)
    console = Console(width=100, height=height, force_terminal=True, color_system=None)
    lines = console.render_lines(VIEWS["brief"](told), pad=False)
    assert len(lines) <= height


# ---- single questions -----------------------------------------------------------------------------------


def test_who_somebody_is(ledger: Ledger) -> None:
    told = asking.who(ledger, "Brandt")
    one = told["actor"]
    assert (one["id"], one["reports"], one["statements"]) == ("ada-brandt", 3, 3)
    assert one["through"] == [{"name": "Northwire", "statements": 2}]
    assert [held["content"] for held in one["holds"]] == [GAUGES]
    assert asking.who(ledger, "Nobody")["actor"] is None


@pytest.mark.parametrize(
    ("words", "asked", "contents"),
    [
        ("lower lock", {}, [GAUGES, DENIED, READY]),
        ('"lower lock" opened', {}, [GAUGES, DENIED, READY]),
        ("", {"act": "deny", "matter": "treaty"}, [DENIED]),
        ("", {"through": "Northwire"}, [READY]),
        ("", {"outlet": "island echo"}, [READY]),
        ("lock", {"limit": 1}, [GAUGES]),
        ("no such words", {}, []),
    ],
)
def test_what_was_said(ledger: Ledger, words: str, asked: dict[str, Any], contents: list[str]) -> None:
    told = asking.said(ledger, words, **asked)
    assert [one["content"] for one in told["statements"]] == contents


def test_an_utterance_is_told_once_with_its_renderings(ledger: Ledger) -> None:
    (one,) = asking.said(ledger, "signs Friday")["statements"]
    assert [each["name"] for each in one["renderings"]] == ["River Post", "Island Echo"]
    assert one["origins"]["told"] == "2 reports, 1 origin: Northwire"


def test_where_a_statement_comes_from(ledger: Ledger) -> None:
    told = asking.origins(ledger, id_of(ledger, "signs Friday")[:10])
    assert [one["source"]["name"] for one in told["renderings"]] == ["River Post", "Island Echo"]
    assert {one["origin"]["name"] for one in told["renderings"]} == {"Northwire"}
    assert told["origins"]["origins"] == 1


@pytest.mark.parametrize("kind", ["events", "papers"])
def test_where_an_event_or_paper_comes_from(ledger: Ledger, kind: str) -> None:
    entries = list(getattr(ledger, kind)())
    told = asking.origins(ledger, entries[0].id)
    assert sorted(told["ids"]) == sorted(one.id for one in entries)


def test_a_chain_leads_to_the_characters(ledger: Ledger) -> None:
    id = id_of(ledger, "signs Friday")
    told = asking.trace(ledger, id)
    (relay,) = told["tree"]["children"]
    assert (told["tree"]["name"], relay["kind"], relay["name"]) == ("Ada Brandt", "relay", "Northwire")
    assert [one["name"] for one in relay["children"]] == ["River Post", "Island Echo"]
    for node in relay["children"]:
        (passage,) = node["children"]
        text = ledger.report(node["id"]).text
        assert " … ".join(text[start:end] for start, end in passage["spans"]) == passage["words"] == READY
        assert passage["stands"]
        assert node["intact"]


def test_a_chain_of_a_paper_is_that_of_who_says_so(ledger: Ledger) -> None:
    told = asking.trace(ledger, next(ledger.papers()).id)
    assert [one["tree"]["name"] for one in told["statements"]] == ["Ada Brandt"]
    with pytest.raises(NotOnRecord, match="its own voice"):
        asking.trace(ledger, next(ledger.events()).id)


@pytest.mark.parametrize("question", ["origins", "trace"])
def test_of_what_is_not_on_record(ledger: Ledger, question: str) -> None:
    with pytest.raises(NotOnRecord, match="no id 'beef"):
        getattr(asking, question)(ledger, "beef" * 8)


# ---- what people decided --------------------------------------------------------------------------------


@pytest.fixture
def own(tmp_path: Any) -> Iterator[Ledger]:
    """A ledger of this test's own."""
    with Ledger.open(tmp_path / "own.sqlite") as made:
        for source, one in reports():
            made.add(one, source=source, seen=SEEN, read=SEEN)
        join(made)
        yield made


def test_judgments_change_the_answers(own: Ledger) -> None:
    ready, gauges = id_of(own, "signs Friday", "Lock to open"), id_of(own, "gauges")
    (change,) = asking.changes(own)["changes"]
    judge(own, "wrong", change["before"]["id"], change["after"]["id"], by="Ada")
    assert asking.changes(own)["changes"] == []
    judge(own, "correct", gauges, field="speaker", value="Cy Dahl", by="Ada")
    told = asking.said(own, "gauges")["statements"][0]
    assert (told["speaker"]["name"], told["corrected"]["speaker"]["by"]) == ("Cy Dahl", "Ada")
    judge(own, "wrong", id_of(own, "herring"), by="Ada")
    assert asking.said(own, "herring")["statements"] == []
    judge(own, "different", ready, id_of(own, "signs Friday", "Treaty first"), by="Ada")
    join(own)
    assert asking.origins(own, ready)["origins"]["reports"] == 1
    (passage,) = asking.trace(own, gauges)["tree"]["children"][0]["children"]
    assert [(one["verdict"], one["field"]) for one in passage["judged"]] == [
        ("wrong", None),
        ("correct", "speaker"),
    ]


def test_before_it_is_joined_a_statement_stands_alone(tmp_path: Any) -> None:
    with Ledger.open(tmp_path / "new.sqlite") as made:
        made.add(harbour(), source="harbour.txt")
        for name in ("brief", "said", "talks", "papers", "changes"):
            assert shown(getattr(asking, name)(made), name)
        one = asking.said(made, "dredging")["statements"][0]
        assert one["origins"]["told"] == "1 report"
        assert asking.origins(made, one["id"])["renderings"][0]["source"]["outlet"] == "Straits Courier"
        assert asking.trace(made, one["id"])["tree"]["name"] == "Ansel Quill"


def test_a_quotation_that_was_altered_on_its_page(own: Ledger) -> None:
    page = "https://post.example/lock"
    new = story(
        Told("Ada Brandt", "said", f"“{READY.replace('June', 'July')}”", kind="direct", act="accept"),
        published="2031-05-05", outlet="River Post", url=page,
    )  # fmt: skip
    old = story(
        Told("Ada Brandt", "said", f"“{READY}”", kind="direct", act="accept"),
        published="2031-05-05", outlet="River Post", url=f"{page}-2",
    )  # fmt: skip
    own.add(old, source="a", seen=SEEN)
    own.add(replace(new, url=f"{page}-2"), source="a", seen=SEEN.replace(hour=5))
    (altered,) = asking.changes(own)["altered"]
    assert [(one["before"], one["after"]) for one in altered["differences"]] == [("June", "July")]


# ---- for machines and people ----------------------------------------------------------------------------


def answers(ledger: Ledger) -> Iterator[tuple[str, dict[str, Any]]]:
    id = id_of(ledger, "signs Friday")
    yield from (
        (name, getattr(asking, name)(ledger)) for name in ("brief", "said", "talks", "papers", "changes")
    )
    yield from ((name, getattr(asking, name)(ledger, id)) for name in ("origins", "trace"))
    yield "who", asking.who(ledger, "Brandt")


def test_every_answer_is_json_and_always_the_same(ledger: Ledger) -> None:
    for (name, told), (_, again) in zip(answers(ledger), answers(ledger), strict=True):
        assert json.dumps(told, allow_nan=False) == json.dumps(again), name
        assert json.loads(json.dumps(told)) == told, name


@pytest.mark.parametrize("width", [40, 80, 200])
def test_every_answer_is_shown_within_the_width(ledger: Ledger, width: int) -> None:
    for name, told in answers(ledger):
        text = shown(told, name, width=width)
        assert max(map(len, text.splitlines())) <= width, name
        assert name == "talks" or "Ada Brandt" in text or "Brandt" in text or "harbour treaty" in text, name


def test_a_terminal_shows_marks_of_a_report_as_signs(tmp_path: Any) -> None:
    with Ledger.open(tmp_path / "odd.sqlite") as made:
        made.add(story(Told("Ada [bold]Brandt", "said", "\x1b[31mred\x1b[0m [/bold] words")), source="odd")
        text = shown(asking.said(made, "words"), "said")
    assert "\x1b" not in text
    assert "Ada [bold]Brandt" in text


def test_judgments_are_shown() -> None:
    assert "No judgments" in Console(width=80).render_str(str(judgments_view([]))).plain


# ---- frames ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("library", ["pandas", "polars"])
@pytest.mark.parametrize("table", ["statements", "events", "papers"])
def test_frames(ledger: Ledger, library: Any, table: Any) -> None:
    pytest.importorskip(library)
    made, none = frame(ledger, table, library), frame(ledger, table, library, since="2099-01-01")
    assert list(made.columns) == list(none.columns) == list(COLUMNS[table])
    assert len(made) == len(list(getattr(ledger, table)()))
    assert list(made.dtypes) == list(none.dtypes)
    assert len(none) == 0


def test_a_frame_tells_origins(ledger: Ledger) -> None:
    pandas = pytest.importorskip("pandas")
    made = frame(ledger, actor="Brandt", until="2031-05-04")
    assert list(made["origin"]) == ["northwire"] * 2
    assert list(made["reports"]) == [2, 2]
    assert made["earliest"].iloc[0] == pandas.Timestamp("2031-05-03")


def test_a_library_that_is_missing_is_told_in_one_line(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(OnrecordError, match=r"pip install 'onrecord\[frames\]'"):
        frame(ledger, library="polars")
    with pytest.raises(OnrecordError, match="expected pandas or polars"):
        frame(ledger, library="excel")  # type: ignore[arg-type]


def test_the_ledger_is_to_be_had_from_the_package() -> None:
    import onrecord
    from onrecord.ledger import Ledger

    assert onrecord.Ledger is Ledger
    with pytest.raises(AttributeError, match="no attribute 'Ledgers'"):
        onrecord.Ledgers  # noqa: B018
