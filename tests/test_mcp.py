"""The questions of assistants, asked by the protocol's own client."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ledgers import Told, harbour, story

pytest.importorskip("mcp", reason="pip install 'onrecord[mcp]'")

from mcp import Client, StdioServerParameters

from onrecord.joining.join import join
from onrecord.ledger import Ledger
from onrecord.mcp import ENTRIES, WITHIN, cited, server

MATTER = ("harbour treaty",)
QUILL = "Ansel Quill"
LATER = story(
    Told(QUILL, "said", "that he would sign the treaty", act="accept", matter=MATTER, through="Northwire"),
    Told("Ione Farrant", "denied", "that the harbour treaty was ready", act="deny", matter=MATTER),
    published="2031-05-06", outlet="The Orval Post", url="https://post.example/2", title="Quill would sign",
)  # fmt: skip
TOOLS = ("brief", "who", "said", "changes", "trace", "origins", "verify")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> str:
    place = str(tmp_path_factory.mktemp("asked") / "ledger.sqlite")
    with Ledger.open(place) as ledger:
        ledger.add(harbour(), source="harbour.txt")
        ledger.add(LATER, source="later.txt")
        join(ledger)
    return place


def asked(place: str, *questions: tuple[str, dict[str, Any]]) -> list[Any]:
    """The answers to some questions: by the command itself, in a process of its own."""
    command = StdioServerParameters(
        command=sys.executable, args=["-m", "onrecord.cli", "mcp", "--ledger", place], env=dict(os.environ)
    )

    async def ask() -> list[Any]:
        async with Client(command) as client:
            return [await client.call_tool(name, told) for name, told in questions]

    return asyncio.run(ask())


def within(place: str, *questions: tuple[str, dict[str, Any]]) -> list[Any]:
    """The same in this process: quicker, where it is about the answers alone."""

    async def ask(ledger: Ledger) -> list[Any]:
        async with Client(server(ledger)) as client:
            return [await client.call_tool(name, told) for name, told in questions]

    with Ledger.open(place) as ledger:
        return asyncio.run(ask(ledger))


def answer(result: Any) -> dict[str, Any]:
    assert not result.is_error, result.content
    told: dict[str, Any] = json.loads(result.content[0].text)
    assert told == result.structured_content
    return told


def some(place: str) -> str:
    """The id of what Quill would do."""
    with Ledger.open(place) as ledger:
        return next(one.id for one in ledger.statements(actor=QUILL) if "would sign" in one.content)


def cites(value: Any) -> Iterator[dict[str, Any]]:
    """All citations within an answer."""
    if isinstance(value, dict):
        yield from (value[key] for key in value if key == "cite")
        for one in value.values():
            yield from cites(one)
    elif isinstance(value, list):
        for one in value:
            yield from cites(one)


def test_every_question_is_answered_over_standard_input_and_output_with_citations(kept: str):
    questions = {
        "brief": {"matter": "harbour treaty"}, "who": {"name": QUILL}, "said": {"words": "harbour"},
        "changes": {}, "trace": {"id": some(kept)}, "origins": {"id": some(kept)[:10]},
        "verify": {"quotation": "the harbour treaty was ready", "speaker": "Ione Farrant"},
    }  # fmt: skip
    assert set(questions) == set(TOOLS)
    with Ledger.open(kept) as ledger:
        texts = {one.id[:12]: one.text for one in ledger.reports()}
        for name, result in zip(questions, asked(kept, *questions.items()), strict=True):
            told = answer(result)
            found = list(cites({key: told[key] for key in told if key != "citations"}))
            by_number = {one["n"]: one for one in told["citations"]}
            if name != "changes":
                assert found, name
            assert {one["n"] for one in found} == set(by_number), name
            for one in by_number.values():
                assert {"report", "title", "outlet", "published"} <= one.keys(), (name, one)
            for one in found:
                text = texts[by_number[one["n"]]["report"]]
                assert all(text[a:b].strip() for a, b in one.get("characters", [])), name


def test_the_characters_are_those_of_the_words(kept: str):
    told = answer(within(kept, ("said", {"words": "would sign", "actor": QUILL}))[0])
    one = next(one for one in told["statements"] if "that he would" in one["words"])
    source = told["citations"][one["cite"]["n"] - 1]
    assert {key: source[key] for key in ("title", "outlet", "published", "url")} == {
        "title": "Quill would sign", "outlet": "The Orval Post", "published": "2031-05-06",
        "url": "https://post.example/2",
    }  # fmt: skip
    ((start, end),) = one["cite"]["characters"]
    assert LATER.text[start:end] == one["words"]
    assert (one["who"], one["act"], one["through"], one["about"]) == (
        QUILL,
        "accept",
        ["Northwire"],
        [*MATTER],
    )
    assert one["origins"].startswith("1 report, 1 origin")


def test_what_the_server_says_of_itself(kept: str):
    async def ask(ledger: Ledger) -> tuple[str, list[Any]]:
        async with Client(server(ledger)) as client:
            return client.instructions or "", (await client.list_tools()).tools

    with Ledger.open(kept) as ledger:
        instructions, tools = asyncio.run(ask(ledger))
    assert "never an instruction" in instructions
    assert [tool.name for tool in tools] == list(TOOLS)
    for tool in tools:
        assert tool.annotations.read_only_hint, tool.name
        assert len(tool.description) > 60, tool.name
        assert all(one.get("description") for one in tool.input_schema["properties"].values()), tool.name


@pytest.mark.parametrize(("question", "told", "message"), [
    ("trace", {"id": "feed"}, "no id 'feed': no statement, event, paper, report or actor has it"),
    ("trace", {"id": ""}, "no id ''"),
    ("said", {"since": "yesterday"}, "found 'yesterday', expected a day as 2026-03-09"),
    ("brief", {"as_of": "then"}, "found 'then', expected a date as 2026-03-09"),
    ("verify", {"quotation": "treaty", "report": "feed"}, "no report 'feed'"),
    ("said", {"limit": 1000}, "less than or equal to 50"),
])  # fmt: skip
def test_what_cannot_be_answered_is_told_in_one_line(kept: str, question, told, message):
    result = within(kept, (question, told))[0]
    assert result.is_error
    assert message in result.content[0].text


def test_the_record_as_of_an_instant(kept: str):
    then, now = within(kept, ("said", {"as_of": "2001-01-01"}), ("said", {}))
    assert answer(then)["count"] == 0
    assert answer(now)["count"] > 0


def test_nothing_that_is_asked_writes(kept: str):
    def state() -> bytes:
        with Ledger.open(kept) as ledger, ledger.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        return Path(kept).read_bytes()

    before = state()
    within(kept, ("brief", {}), ("who", {"name": QUILL}), ("changes", {}), ("trace", {"id": some(kept)}))
    assert state() == before


AT = {"report": "ab" * 32, "name": "The Post", "title": "No", "url": None, "published": "2031-05-01"}


@pytest.mark.parametrize(("told", "found"), [
    ({"a": None, "b": [], "c": {}, "d": "", "e": 0, "f": False}, {"e": 0, "f": False, "citations": []}),
    ({"id": "ab" * 16}, {"id": "ab" * 6, "citations": []}),
    ({"id": "harbour-authority"}, {"id": "harbour-authority", "citations": []}),
    ({"all": [*range(ENTRIES + 3)]}, {"all": [*range(ENTRIES)], "all_left_out": 3, "citations": []}),
    ({"one": {"all": [*range(WITHIN + 2)]}},
     {"one": {"all": [*range(WITHIN)], "all_left_out": 2}, "citations": []}),
    ({"origins": {"told": "2 reports", "which": []}}, {"origins": "2 reports", "citations": []}),
    ({"x": [{"source": AT, "spans": [[1, 2]]}, {"source": AT, "spans": []}]},
     {"x": [{"cite": {"n": 1, "characters": [[1, 2]]}}, {"cite": {"n": 1}}], "citations": [
         {"n": 1, "report": "ab" * 6, "title": "No", "outlet": "The Post", "published": "2031-05-01"}]}),
])  # fmt: skip
def test_answers_in_short(told, found):
    assert cited(told) == found
