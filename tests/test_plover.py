"""What an act amounts to between two sides: type, target and CAMEO code."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest

from eval.marked import marked
from onrecord import layout
from onrecord.positions.plover import HEAD, Amount, amount, compiled, framed, patterns
from onrecord.positions.utterance import utterances
from onrecord.records import Act, Plover
from onrecord.resolve import resolve
from onrecord.resolve.knowledge import Knowledge, knowledge
from onrecord.resources import rules

RULES = rules("plover")
KINDS = ("rule", "target", "between", "doing", "private", "theme")
ENTRIES = [(kind, n) for kind in KINDS for n, e in enumerate(RULES[kind]) if "pattern" in e]
TABLE = Path(__file__).parents[2] / "shared/corpora/plover/CAMEO2PLOVER-2021.txt"


@pytest.mark.parametrize(("kind", "n"), ENTRIES)
def test_examples_of_rules(kind: str, n: int) -> None:
    entry: dict[str, Any] = RULES[kind][n]
    pattern = compiled(entry["pattern"])
    assert [w for w in entry["examples"] if not pattern.search(w)] == []
    assert [w for w in entry["counterexamples"] if pattern.search(w)] == []


@cache
def known() -> Knowledge:
    return knowledge()


def comes_to(row: str, act: Act) -> tuple[Amount, str | None]:
    """What a marked-up statement of an act amounts to, and the words that name its target."""
    found = marked(row)
    segments = layout.segments(found.text)
    meant = resolve(found.text, segments, [found.said], known(), published="2026-03-12", outlet=None)
    (u,) = utterances(found.text, segments, [(found.said, "indirect")])
    result = amount(u, act, meant.voices[0].speaker, meant.who)
    return result, result.target.span.of(found.text) if result.target else None


@pytest.mark.parametrize(
    ("row", "act", "plover", "target"),
    [
        ("[s:Estonia] [c:urged] [t:Latvia to open the lock].", "request", "REQUEST", "Latvia"),
        ("[s:Oman] [c:called on] [t:both sides to pause the shelling].", "request", "REQUEST", None),
        ("[s:Chile] [c:demanded] [t:that Peru return the buoys].", "demand", "REQUEST", "Peru"),
        ("[s:Chile] [c:told] Peru on Monday [t:to return the buoys].", "demand", "REQUEST", "Peru"),
        ("[s:Norway] [c:said] [t:Iceland must first count its boats].", "assert", "REQUEST", "Iceland"),
        ("[s:Kenya] [c:accused] [t:Uganda of moving the markers].", "accuse", "ACCUSE", "Uganda"),
        ("[s:Kenya] [c:condemned] [t:the killings on the lake].", "criticise", "ACCUSE", None),
        ("[s:Mali] [c:filed a complaint] [t:against Niger over the well].", "assert", "ACCUSE", "Niger"),
        ("[s:Japan] [c:called for] [t:sanctions against Belarus].", "demand", "ACCUSE", "Belarus"),
        ("[s:Ghana] [c:refused] [t:to sign the pact with Togo].", "reject", "REJECT", "Togo"),
        ("[s:Ghana] [c:denied] [t:a request by Togo for the maps].", "deny", "REJECT", "Togo"),
        ("[s:Ghana] [c:said] [t:it had rejected an offer from Togo].", "assert", "REJECT", "Togo"),
        ("[s:Iran] [c:threatened] [t:to close the strait to Oman].", "threaten", "THREATEN", "Oman"),
        ("[s:Iran] [c:said] [t:it would expel two envoys of Oman].", "assert", "THREATEN", "Oman"),
        ("[s:Iran] [c:vowed] [t:to retaliate against Oman].", "promise", "THREATEN", "Oman"),
        ("[s:Iran] [c:warned] [t:Oman of grave consequences].", "warn", "THREATEN", "Oman"),
        ("[s:Iran] [c:gave an ultimatum to Oman]: [t:leave by noon].", "demand", "THREATEN", "Oman"),
        ("[s:Brazil] [c:said] [t:it would only accept written guarantees].", "accept", "AGREE", None),
        ("[s:Brazil and Chile] [c:agreed] [t:to share the catch].", "accept", "AGREE", "Chile"),
        ("[s:Brazil] [c:offered] [t:to host talks with Chile].", "propose", "AGREE", "Chile"),
        ("[s:Brazil] [c:pledged] [t:to send food to Haiti].", "promise", "AGREE", "Haiti"),
        ("[s:Brazil] [c:proposed] [t:talks with Chile].", "propose", "REQUEST", "Chile"),
        ("[s:India] [c:praised] [t:Nepal for its patience].", "support", "SUPPORT", "Nepal"),
        ("[s:India] [c:apologised] [t:to Nepal for the raid].", "assert", "SUPPORT", "Nepal"),
        ("[s:India] [c:said] [t:it had signed a water treaty with Nepal].", "assert", "SUPPORT", "Nepal"),
        ("[s:Serbia] [c:bowed to] [t:the demands of Kosovo].", "accept", "CONCEDE", "Kosovo"),
        ("[s:Serbia] [c:said] [t:it had lifted the ban on milk from Kosovo].", "assert", "CONCEDE", "Kosovo"),
        ("[s:Japan] [c:said] [t:it had halted aid to Sudan].", "assert", "SANCTION", "Sudan"),
        ("[s:Japan] [c:announced] [t:new sanctions against Sudan].", "assert", "COERCE", "Sudan"),
        ("[s:Japan] [c:said] [t:it had sent food to Sudan].", "assert", "AID", "Sudan"),
        ("[s:Israel] [c:said] [t:it had shelled positions of Syria].", "assert", "ASSAULT", "Syria"),
        (
            "[s:Finland] [c:said] [t:it was sharing intelligence with Sweden].",
            "assert",
            "COOPERATE",
            "Sweden",
        ),
        ("[s:Finland] [c:said] [t:it held talks with Sweden].", "assert", "CONSULT", "Sweden"),
    ],
)
def test_what_it_comes_to(row: str, act: Act, plover: str, target: str | None) -> None:
    found, named = comes_to(row, act)
    assert (found.plover, named) == (plover, target)
    assert found.score.value > 0.5
    assert found.cameo in RULES["codes"][plover]


@pytest.mark.parametrize(
    ("row", "act"),
    [
        ("[s:Norway] [c:said] [t:the ferry would sail on Monday].", "assert"),
        ("[s:Norway] [c:said] [t:Iceland had released the crew].", "assert"),
        ("[s:Norway] [c:denied] [t:that its boats had been there].", "deny"),
        ("[s:Norway] [c:warned] [t:of a hard winter].", "warn"),
        ("[s:Norway] [c:failed to agree with Iceland on] [t:a quota].", "accept"),
        ("[s:The mayor] [c:promised] [t:to mend the roof].", "promise"),
        ("[s:Orla Venn, a teacher from Cork,] [c:slammed] [t:Norway for its prices].", "criticise"),
        ("[s:A resident of Bergen] [c:urged] [t:Norway to mend the roof].", "request"),
        ("[s:Two analysts] [c:accused] [t:Norway of sleeping].", "accuse"),
        ("[s:Reuters] [c:said] [t:it would boycott the meeting in Oslo].", "threaten"),
        ("[t:Leave], it was [c:demanded].", "demand"),
        ("[s:Sunniva Moe] [c:praised] [t:the weather].", "support"),
    ],
)
def test_what_comes_to_nothing(row: str, act: Act) -> None:
    found, named = comes_to(row, act)
    assert (found.plover, found.cameo, named) == (None, None, None)
    assert found.score.reason


@pytest.mark.parametrize(
    ("row", "act", "code"),
    [
        ("[s:Kenya] [c:accused] [t:Uganda of war crimes].", "accuse", "1124"),
        ("[s:Kenya] [c:accused] [t:Uganda of spying].", "accuse", "1125"),
        ("[s:Kenya] [c:criticised] [t:Uganda].", "criticise", "111"),
        ("[s:Kenya] [c:urged] [t:Uganda to lift the sanctions].", "request", "1054"),
        ("[s:Kenya] [c:demanded] [t:that Uganda release the crew of the tug].", "demand", "1053"),
        ("[s:Kenya] [c:asked] [t:Uganda for a loan].", "request", "1031"),
        ("[s:Kenya] [c:refused] [t:to hold talks with Uganda].", "reject", "125"),
        ("[s:Kenya] [c:threatened] [t:Uganda with tariffs].", "threaten", "1312"),
        ("[s:Kenya] [c:agreed] [t:to a ceasefire with Uganda].", "accept", "0356"),
        ("[s:Kenya] [c:accepted] [t:mediation by Uganda].", "accept", "038"),
    ],
)
def test_cameo_codes(row: str, act: Act, code: str) -> None:
    assert comes_to(row, act)[0].cameo == code


@pytest.mark.parametrize(
    ("row", "frame"),
    [
        (
            "[s:Chile] [c:told] Peru [t:that Chile wants the buoys].",
            "told <side> | that <own> wants the buoys",
        ),
        ("[s:The US envoy to Syria] [c:urged] [t:Syria to wait].", "urged | <side> to wait"),
        ("[s:Chile] [c:asked] [t:for “the | maps” <now>].", "asked | for “the / maps” (now)"),
    ],
)
def test_frames(row: str, frame: str) -> None:
    found = marked(row.replace("|", "\u2502"))
    text = found.text.replace("\u2502", "|")
    segments = layout.segments(text)
    meant = resolve(text, segments, [found.said], known(), published=None, outlet=None)
    (u,) = utterances(text, segments, [(found.said, "indirect")])
    sides = frozenset({meant.voices[0].speaker or "", "CHL"})
    assert framed(u, sides, meant.who).words == frame


def test_codes_are_of_their_types() -> None:
    assert set(RULES["codes"]) == set(RULES["root"]) == set(get_args(Plover))
    given = [*RULES["root"].items(), *(c for theme in RULES["theme"] for c in theme["codes"].items())]
    assert [(plover, code) for plover, code in given if code not in RULES["codes"][plover]] == []


@pytest.mark.skipif(not TABLE.is_file(), reason="PLOVER's table is not beside the project")
def test_codes_are_those_of_the_table() -> None:
    rows = re.findall(r"^(\d{3,4}):\s*([A-Z]+)", TABLE.read_text(encoding="utf-8"), re.M)
    table: dict[str, set[str]] = {}
    for code, plover in rows:
        table.setdefault("CONCEDE" if plover == "RETREAT" else plover, set()).add(code)
    assert {plover: set(codes) for plover, codes in RULES["codes"].items()} == table


def test_lists_of_the_rules_are_all_used() -> None:
    forms = "".join(e.get("pattern", "") for kind in KINDS for e in RULES[kind]) + "".join(
        RULES["words"].values()
    )
    assert [name for name in RULES["words"] if f"%{name}%" not in forms] == []
    assert all("%" not in p.pattern for kind in ("between", "doing", "private") for p in patterns(kind))


def test_a_long_content_is_read_at_its_head() -> None:
    found = marked("[s:Chile] [c:said] [t:" + "it would wait for Peru and " * 4000 + "Peru agreed].")
    segments = layout.segments(found.text)
    meant = resolve(found.text, segments, [found.said], known(), published=None, outlet=None)
    (u,) = utterances(found.text, segments, [(found.said, "indirect")])
    frame = framed(u, frozenset({"CHL"}), meant.who)
    assert len(frame.words) < 2 * HEAD
    assert frame.named(frame.words.index("<side>")).actor == "PER"
