"""Papers between sides: what names one, whom it binds, and what became of it. No model is needed."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from onrecord.dealings.papers import papers
from onrecord.dealings.scene import Scene
from onrecord.dealings.stages import steps
from onrecord.dealings.writings import traps, writings
from onrecord.quotes import lines
from onrecord.records import Paper, Passage, Segment, Span, Statement
from onrecord.resolve.cast import Cast
from onrecord.resolve.dates import times
from onrecord.resolve.knowledge import knowledge
from onrecord.resolve.listener import Listener
from onrecord.resolve.who import Who
from onrecord.resources import rules

PUBLISHED = "2026-03-12"
RULES = rules("papers")


def scene(text: str, *, title: bool = False, statements: tuple[Statement, ...] = ()) -> Scene:
    """A report of these paragraphs; the first is the title where ``title`` is set."""
    parts = [Span(a, b) for a, b in lines(text) if text[a:b].strip()]
    segments = [Segment("title" if title and i == 0 else "body", part) for i, part in enumerate(parts)]
    cast = Cast(text, parts, [], knowledge(), PUBLISHED)
    who = Who(Listener(cast, []), [])
    cast.ids()
    dated = times(text, segments, PUBLISHED)
    return Scene(text, segments, statements, dated, who, knowledge(), published=PUBLISHED)


def read(text: str, **kept: Any) -> tuple[Paper, ...]:
    return papers(scene(text, **kept))


def shown(text: str, **kept: Any) -> list[tuple[str, list[str]]]:
    """The name of each paper, and what became of it."""
    return [(paper.name, [s.value for s in paper.statuses]) for paper in read(text, **kept)]


# ---- rules -----------------------------------------------------------------------------------------


def told(rule: dict[str, Any], sentence: str) -> bool:
    """Whether a verb gives a paper in a sentence the status that it is there for."""
    built = scene(sentence)
    wanted = rule.get("done", rule.get("wished"))
    found = [s for s in steps(built, writings(built)) if s.verb and s.verb.family == rule["family"]]
    return any(s.value == wanted for s in found)


@pytest.mark.parametrize("rule", RULES["verb"], ids=lambda rule: rule["family"])
def test_examples_of_verbs(rule: dict[str, Any]) -> None:
    assert [w for w in rule["examples"] if not told(rule, w)] == []
    assert [w for w in rule["counterexamples"] if told(rule, w)] == []


@pytest.mark.parametrize("i", range(len(RULES["trap"])), ids=lambda i: RULES["trap"][i]["idea"])
def test_examples_of_traps(i: int) -> None:
    rule, pattern = RULES["trap"][i], traps()[i]
    assert [w for w in rule["examples"] if not pattern.search(w)] == []
    assert [w for w in rule["counterexamples"] if pattern.search(w)] == []


@pytest.mark.parametrize(
    "rule", [*RULES["awaited"], RULES["parliament"], RULES["both"]], ids=["awaited", "parliament", "both"]
)
def test_examples_of_patterns(rule: dict[str, Any]) -> None:
    pattern = re.compile(rule["pattern"], re.IGNORECASE)
    assert [w for w in rule["examples"] if not pattern.search(w)] == []
    assert [w for w in rule["counterexamples"] if pattern.search(w)] == []


# ---- names -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Latvia and Estonia signed a treaty on the Valka bridge.", "treaty on the Valka bridge"),
        ("Chad and Niger signed the Lake Fitri fishing accord.", "Lake Fitri fishing accord"),
        ("The grain storage document between Kenya and Chad has not been signed.", "grain storage document"),
        ("A draft of the ferry contract has been agreed, Malta said.", "ferry contract"),
        ("Fiji and Tonga signed a memorandum of understanding.", "memorandum of understanding"),
        ("Togo and Benin reached a deal to share the port’s income.", "deal to share the port’s income"),
        ("The 2011 border agreement between Chad and Niger was ratified.", "2011 border agreement"),
        ("Peru suspended its fishing pact with Chile on Monday.", "fishing pact"),
        ("Qatar put forward a six-point peace plan.", "six-point peace plan"),
        ("The programme for government, agreed by Kenya’s two largest parties, was published.",
         "programme for government"),
        ("A code of conduct for the lake, circulated by Kenya, was approved by Uganda.",
         "code of conduct for the lake"),
        ("Chad and Niger initialled a side letter on fees.", "side letter on fees"),
        ("Malawi’s unions signed the so-called Zomba Settlement.", "Zomba Settlement"),
        ("Malawi has kept to the memorandum of understanding that Malawi and Chad reached.",
         "memorandum of understanding"),
        # No status is told of these; they are there.
        ("Boats may sail under the 2015 lake agreement with Uganda, Kenya said.", "2015 lake agreement"),
        ("Article 5 of the Entebbe Accord bars dams.", "Entebbe Accord"),
        ("As part of a lake agreement with Uganda, Kenya handed over a quay.", "lake agreement"),
    ],
)  # fmt: skip
def test_the_name_is_that_of_the_text(text: str, name: str) -> None:
    assert [paper.name for paper in read(text)] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "He has a great deal of patience, the two countries agreed.",
        "Signing the letter was no big deal for Kenya.",
        "Kenya and Uganda will deal with the flood.",
        "Both sides want a deal.",
        "Talks between Kenya and Uganda ended without a deal.",
        "Kenya hopes to reach an agreement with Uganda.",
        "There is general agreement that Kenya and Uganda suffer.",
        "Kenya plans to close the border, and officials plan to draft a bill.",
        "Parliament in Nairobi adopted a draft law on water.",
        "Kenya’s new budget plan was approved on Monday.",
        "She signed a two-year contract with the orchestra.",
        "The king signed a declaration of war.",
        "His New Year’s resolution was broken on 2 January.",
        "Health protocols were suspended in Kenya.",
        "The treaty talks between Kenya and Uganda were suspended.",
        "If Kenya signs a treaty, Uganda will too.",
        "The report was signed by Kenya and Uganda.",
        "Kenya offered boats as part of a possible lake agreement with Uganda.",
        "Thousands were at the Nairobi Comic Convention, and the convention was fun.",
        "The ruling Historic Pact coalition won, and the coalition’s pact with voters is loved.",
        "The minister presented a plan to build a road; lawmakers rejected the plan.",
    ],
)
def test_what_is_no_paper_between_sides(text: str) -> None:
    assert shown(text) == []


# ---- what became of it -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "statuses"),
    [
        ("Kenya and Uganda signed the lake treaty on Monday.", ["signed"]),
        ("The lake treaty has not been signed.", ["unsigned"]),
        ("The lake treaty still hasn’t been signed.", ["unsigned"]),
        ("The lake treaty will be signed in May.", ["unsigned"]),
        ("Kenya is ready to sign the lake treaty.", ["unsigned"]),
        ("Kenya refused to sign the lake treaty.", ["rejected"]),
        ("Kenya will not ratify the lake treaty.", ["rejected"]),
        ("Kenya would sign the lake treaty.", []),
        ("Kenya urged Uganda to sign the lake treaty.", []),
        ("Once the lake treaty is signed, boats will sail.", []),
        ("Will Kenya sign the lake treaty?", []),
        ("Nobody has signed the lake treaty.", ["unsigned"]),
        ("The lake treaty was initialled in Nairobi.", ["agreed"]),
        ("The text of the lake treaty is “100% ready”.", ["ready"]),
        ("The lake treaty is almost ready.", []),
        ("Uganda’s parliament ratified the lake treaty in 2019.", ["ratified"]),
        ("Uganda’s parliament approved the lake treaty.", ["ratified"]),
        ("The lake treaty, which was signed in May, has been in force since June.", ["signed", "in_force"]),
        ("The lake treaty was signed in May and entered into force in June.", ["signed", "in_force"]),
        ("Kenya and Uganda signed the lake treaty. It was ratified in May.", ["signed", "ratified"]),
        ("Kenya and Uganda signed the lake treaty. Uganda suspended it.", ["signed", "suspended"]),
        ("Uganda tore up the lake treaty it had signed in May.", ["suspended", "signed"]),
        ("Uganda withdrew from the lake treaty with Kenya.", ["suspended"]),
        ("Uganda threatened to withdraw from the lake treaty with Kenya.", []),
        ("Uganda has breached Article 7 of the lake treaty.", ["violated"]),
        ("Kenya accused Uganda of violating the lake treaty.", ["violated"]),
        ("Kenya cannot accept the lake treaty.", ["rejected"]),
        ("Kenya could not reach an agreement with Uganda on the lake.", []),
        ("The envoys hammered out most of a lake treaty.", ["drafted"]),
        ("Uganda tore up a draft lake treaty.", ["rejected", "drafted"]),
        ("Kenya intends to withdraw from the lake treaty.", []),
        ("Kenya called for the early ratification of the lake treaty.", []),
        ("The lake treaty, concluded by Kenya and Uganda, has two pages.", ["agreed"]),
        ("Kenya circulated a draft treaty on the lake.", ["proposed", "drafted"]),
        ("The toll must first be settled in a lake treaty.", ["proposed"]),
        ("Uganda has “ripped up” the lake pact its own minister put his name to.", ["suspended", "signed"]),
        ("Kenya put pen to paper on the lake treaty with Uganda.", ["signed"]),
        ("The lake treaty cleared parliament in Kampala.", ["ratified"]),
        ("Lawmakers waved through the lake treaty.", ["ratified"]),
        ("Kenya and Uganda have completed the wording of a lake treaty; only the signatures are missing.",
         ["ready", "unsigned"]),
        ("Kenya failed to live up to the lake treaty with Uganda.", ["violated"]),
        ("The lake treaty, which caps catches and has bound both countries since 2019, is on ice.",
         ["in_force", "suspended"]),
        ("The lake treaty enters into force only once Uganda has ratified it.", []),
        ("Kenya voted 90-12 to withdraw from the lake treaty with Uganda.", ["suspended"]),
        ("Kenya became the ninth state to sign the lake treaty.", ["signed"]),
        ("Kenya suspended the implementation of a lake treaty with Uganda.", ["suspended"]),
        ("The 10-point peace plan, which Uganda tabled, got short shrift.", ["proposed", "rejected"]),
        ("Kenya and Uganda are negotiating a lake treaty.", []),
        ("Kenya waits for Uganda to name a day for the signing of the lake treaty.", ["unsigned"]),
    ],
)  # fmt: skip
def test_statuses(text: str, statuses: list[str]) -> None:
    found = [s.value for paper in read(text) for s in paper.statuses]
    assert found == statuses


def test_each_status_has_its_words_and_its_time() -> None:
    text = "Kenya and Uganda signed the lake treaty on 2 March 2026; it is to be ratified in May."
    (paper,) = read(text)
    (stage,) = paper.statuses
    assert (stage.value, stage.span.of(text), stage.on) == ("signed", "signed", "2026-03-02")
    assert 0 < stage.score.value <= 1
    assert stage.score.reason


def statement(text: str, words: str, **kept: Any) -> Statement:
    span = Span(text.index(words), text.index(words) + len(words))
    nothing = Passage(text)
    made = Statement("s1", "indirect", Passage(text, (span,)), nothing, nothing, 0.9)
    return replace(made, **kept)


def test_who_says_so_is_kept() -> None:
    text = "The envoy said that Kenya had suspended the lake treaty with Uganda. It was signed in 2019."
    by = (statement(text, "that Kenya had suspended the lake treaty with Uganda"),)
    (paper,) = read(text, statements=by)
    assert [(s.value, s.reported_by) for s in paper.statuses] == [("suspended", "s1"), ("signed", None)]


def test_what_is_denied_has_not_become_of_it() -> None:
    text = "The envoy denied that Kenya had signed the lake treaty with Uganda."
    by = (statement(text, "that Kenya had signed the lake treaty with Uganda", act="deny"),)
    assert [s.value for paper in read(text, statements=by) for s in paper.statuses] == []


# ---- whom it binds ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("Kenya and Uganda signed a lake treaty.", ["KEN", "UGA"]),
        ("The lake treaty between Kenya and Uganda was signed.", ["KEN", "UGA"]),
        ("The Kenya-Uganda lake treaty was signed.", ["KEN", "UGA"]),
        ("The lake treaty was signed by Kenya, Uganda and Tanzania in Entebbe.", ["KEN", "TZA", "UGA"]),
        ("Kenya signed a lake treaty with Uganda.", ["KEN", "UGA"]),
        ("Kenya and Uganda quarrelled for years. On Monday the two governments signed a lake treaty.",
         ["KEN", "UGA"]),
        ("The Ugandan parliament ratified the lake treaty.", ["UGA"]),
        ("Kenya and Uganda signed a lake treaty with Qatar as mediator.", ["KEN", "UGA"]),
        ("Kenya accused Uganda of breaching the lake treaty.", ["UGA"]),
        ("The ministers of Kenya and Uganda shook hands over a lake treaty. "
         "Ada Otieno signed for Nairobi and Joy Kato for Kampala.", ["KEN", "UGA"]),
        ("The Entebbe accord on the lake was signed in 2019.", []),
        ("Kenya and Uganda quarrelled for years. A truce was signed in May.", ["KEN", "UGA"]),
        ("The lake treaty that Kenya and Uganda reached in May is good.", ["KEN", "UGA"]),
        ("Kenya and Uganda are bargaining over a lake treaty. Lawyers drafted the treaty.", ["KEN", "UGA"]),
    ],
)  # fmt: skip
def test_parties(text: str, parties: list[str]) -> None:
    (paper,) = read(text)
    assert sorted(p.actor for p in paper.parties) == parties


# ---- one or two ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("Kenya and Uganda signed a lake treaty. The treaty was ratified. The document has two pages.", [3]),
        ("Kenya and Uganda signed a lake treaty. They also signed a protocol on grain.", [1, 1]),
        (
            "Kenya and Uganda signed a lake accord. A separate lake agreement, signed in 2011, is older.",
            [1, 1],
        ),
        ("The 2011 lake deal was signed by Kenya. The 2019 lake deal was signed by Uganda.", [1, 1]),
        ("Kenya signed a defence pact with Uganda. It also signed a defence pact with Rwanda.", [1, 1]),
        ("Kenya signed the Lake Protocol, a trade pact that took effect in 2011.", [2]),
        ("Kenya signed the Kisumu Settlement. The Entebbe Accord on the lake still applies.", [1, 1]),
        ("Kenya and Uganda agreed on a fishing zone. An early draft of the agreement is with lawyers.", [1]),
    ],
)
def test_papers_are_told_apart(text: str, mentions: list[int]) -> None:
    assert [len(paper.spans) for paper in read(text)] == mentions


def test_a_headline_and_its_report_tell_of_one_paper() -> None:
    text = (
        "Kenya, Uganda to sign lake treaty in May\n"
        "The treaty on Lake Orvo between Kenya and Uganda is ready, an envoy said.\n"
        "The text awaits signature."
    )
    assert shown(text, title=True) == [("treaty on Lake Orvo", ["unsigned", "ready"])]


def test_a_verb_of_a_headline_is_no_part_of_the_name() -> None:
    (paper,) = read("Kenya, Uganda ink lake pact\nThe pact was signed on Monday.", title=True)
    assert paper.name == "lake pact"
    assert sorted(p.actor for p in paper.parties) == ["KEN", "UGA"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param(
            "Kenya and Uganda exchanged a letter on the lake’s waters, a draft of which was seen by AFP.",
            "letter on the lake’s waters",
            marks=pytest.mark.xfail(reason="a letter is mostly one side’s own"),
        ),
    ],
)
def test_known_misses(text: str, name: str) -> None:
    assert [paper.name for paper in read(text)] == [name]


def test_every_place_is_in_the_text() -> None:
    text = "KAMPALA — “We initialled the lake treaty”, an envoy said. Kenya suspended the grain protocol."
    for paper in read(text):
        assert paper.name
        assert all(span.of(text).strip() for span in paper.spans)
        assert all(s.span.of(text).strip() for s in paper.statuses)


@pytest.mark.parametrize(
    "text", ["", "\n", "treaty", "The treaty.", "a draft of the", "agreed on ", "deal " * 400]
)
def test_odd_texts_have_none(text: str) -> None:
    assert read(text) == ()
