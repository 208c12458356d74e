"""The brief of a report: who holds what and on which condition, what came of it, who says so."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from rich.console import Console
from samples import harbour, passage, report, resolved

from onrecord.records import (
    Act,
    Actor,
    Condition,
    ConditionKind,
    Event,
    EventStatus,
    EventType,
    Paper,
    Part,
    Participant,
    Party,
    Passage,
    Report,
    Score,
    Span,
    Stage,
    Statement,
    StatementKind,
    Time,
)
from onrecord.views.brief import Brief, Line, brief, foremost, held, shortened
from onrecord.views.terminal_brief import BriefView
from onrecord.views.wording import Wording

_MARKS = re.compile(r"[\[\]{}]")


def marked(words: str, act: Act = "assert", kind: StatementKind = "indirect", **more: object) -> Statement:
    """A statement of a sentence in which [contents], {conditions} and the <cue> are marked."""
    found: dict[str, list[Span]] = {"[": [], "{": [], "<": []}
    opened: list[tuple[str, int]] = []
    text = ""
    for letter in words:
        if letter in found:
            opened.append((letter, len(text)))
        elif letter in "]}>":
            mark, start = opened.pop()
            found[mark].append(Span(start, len(text)))
        else:
            text += letter
    kinds = more.pop("kinds", ())
    assert isinstance(kinds, tuple)
    conditions = tuple(
        Condition(span, Span(span.start, span.start + 2), kind_of)
        for span, kind_of in zip(found["{"], kinds or ["if"] * len(found["{"]), strict=True)
    )
    content, cue = Passage(text, tuple(found["["])), Passage(text, tuple(found["<"]))
    made = Statement("s1", kind, content, cue, Passage(text), 0.9, act=act, conditions=conditions)
    return replace(made, **more)  # type: ignore[arg-type]


def wording(statement: Statement, *actors: Actor) -> Wording:
    return Wording.of(report(statement.content.text, statement, actors=actors))


def in_words(lines: tuple[Line, ...]) -> list[str]:
    """Lines as they read, the numbers of statements in brackets."""

    def words(line: Line) -> str:
        numbers = {"statement": "[{}]", "event": "", "paper": ""}
        return "".join(numbers.get(piece.kind, "{}").format(piece.words) for piece in line)

    return [words(line) for line in lines]


# --- what is done, in words


@pytest.mark.parametrize(
    ("sentence", "act", "kinds", "words"),
    [
        ("[It is late]", "assert", (), "says"),
        ("[Moscow would sign {if Kyiv did}]", "accept", (), "accepts, on condition"),
        ("[We will come {provided it is safe}]", "promise", ("provided",), "promises, on condition"),
        ("[We accept it {on one condition}]", "accept", ("only_if",), "accepts"),
        ("[the boats would stay {until both had signed}]", "promise", ("until",), "promises"),
        ("[We will leave {unless it is paid}]", "threaten", ("unless",), "threatens"),
        ("<denied> [that a clause was gone]", "deny", (), "denies"),
        ("<said> [that no clause was gone]", "deny", (), "denies, saying"),
        ("[“We will not sign,”] he <told> the paper", "reject", (), "refuses, saying"),
        ("<refused> [to say nothing]", "reject", (), "refuses"),
        ("<urged> [both sides to talk]", "request", (), "urges"),
        ("<asked> [who had signed it]", "ask", (), "asks"),
    ],
)
def test_acts_in_words(sentence: str, act: Act, kinds: tuple[ConditionKind, ...], words: str) -> None:
    statement = marked(sentence, act, kinds=kinds)
    assert wording(statement).act(statement) == words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("two diplomats", "refuse"),
        ("officials in Oslo", "refuse"),
        ("people who know the plan", "refuse"),
        ("police", "refuse"),
        ("source in the offices of the union", "refuses"),
        ("one of the owners", "refuses"),
        ("spokesman for the press", "refuses"),
    ],
)
def test_a_group_in_the_plural_refuses_in_the_plural(name: str, words: str) -> None:
    statement = marked("<refused> [to sign]", "reject", speaker="g")
    assert wording(statement, Actor("g", name, "group", Score(1, ""))).act(statement) == words


def test_two_who_speak_as_one_demand_in_the_plural() -> None:
    two = [Actor(id, id, "country", Score(1, "")) for id in ("Malta", "Chad")]
    statement = marked("<demanded> [an answer]", "demand", speaker="Malta", others=("Chad",))
    assert wording(statement, *two).act(statement) == "demand"


def test_an_act_in_doubt_is_told_as_doubt() -> None:
    statement = marked("[It is late]", "criticise", reasons=(("act", Score(0.5, "“late”")),))
    assert wording(statement).act(statement) == "perhaps criticises"


@pytest.mark.parametrize(
    ("sentence", "kind", "words"),
    [
        ("He said [that it would sign]", "indirect", "it would sign"),
        ("[We would sign {if they did}]", "indirect", "We would sign"),
        ("[{If they sign}, we sign]", "indirect", "we sign"),
        ("[{If they sign}, then we sign]", "indirect", "we sign"),
        ("[“{If they sign}, we sign,”]", "direct", "“we sign”"),
        ("[“We have read it,”] he said, [“{unless you have not}. We are done.”]", "direct",
         "“We have read it … We are done.”"),
        ("[he would stay in port “{until they call me}”]", "mixed", "he would stay in port"),
        ("[would go “at once” {if asked}]", "mixed", "would go “at once”"),
        ("[against “reading it aloud,”]", "mixed", "against “reading it aloud,”"),
        ("[the boats, {if it is calm}, go out]", "indirect", "the boats … go out"),
        ("[{If they sign it}]", "indirect", "If they sign it"),
        ("[It will go.] {If it is paid.}", "indirect", "It will go."),
        ("[one {if two {if three}} four]", "indirect", "one … four"),
    ],
)  # fmt: skip
def test_what_is_held_without_its_conditions(sentence: str, kind: StatementKind, words: str) -> None:
    assert held(marked(sentence, kind=kind)) == words


@pytest.mark.parametrize(
    ("words", "most", "short"),
    [
        ("It is late", 10, "It is late"),
        ("It is late", 9, "It is …"),
        ("“It is late”", 11, "“It is …”"),
        ("Unbreakable", 6, "Unbr …"),
        ("one, two", 7, "one …"),
    ],
)
def test_words_are_cut_between_words(words: str, most: int, short: str) -> None:
    assert shortened(words, most) == short
    assert len(short) <= most


# --- who holds what


def spoken(*sentences: tuple[str, str, Act], title: bool = False) -> Report:
    """A report of statements "SPEAKER: CONTENT", each a paragraph; the first is a title where asked for."""
    text = "\n\n".join(f"{who}: {words}" for who, words, _ in sentences)
    statements, at = [], 0
    for n, (who, words, act) in enumerate(sentences, start=1):
        start = text.index(words, at)
        at = start + len(words)
        content = Passage(text, (Span(start, at),))
        source = Passage(text, (Span(start - len(who) - 2, start - 2),))
        statements.append(Statement(f"s{n}", "indirect", content, Passage(text), source, 0.9, act=act))
    one = report(text, *statements)
    if title:
        first = one.segments[0]
        end = text.index("\n")
        segments = (
            replace(first, kind="title", span=Span(0, end)),
            replace(first, span=Span(end + 2, len(text))),
        )
        one = replace(one, segments=segments)
    return one


def made(one: Report) -> Brief:
    return brief(one, Wording.of(one))


def who_holds(one: Report) -> list[tuple[str, list[tuple[tuple[int, ...], str, str]]]]:
    return [(v.who, [(s.numbers, s.act, s.words) for s in v.stands]) for v in made(one).voices]


def test_speakers_are_grouped_and_plain_assertions_left_to_the_table() -> None:
    one = spoken(
        ("Ada", "the bridge is old", "assert"), ("Bo", "a new bridge", "demand"), ("Ada", "to pay", "reject"),
        ("Bo", "not to wait", "promise"),
    )  # fmt: skip
    assert who_holds(one) == [
        ("Bo", [((2,), "demands", "a new bridge"), ((4,), "promises", "not to wait")]),
        ("Ada", [((3,), "refuses", "to pay")]),
    ]


def test_where_nothing_else_is_held_each_speaker_has_one_assertion() -> None:
    one = spoken(
        ("Ada", "the bridge is old", "assert"), ("Ada", "the bridge is very old indeed", "assert"),
        ("Bo", "it rains", "assert"), title=True,
    )  # fmt: skip
    assert who_holds(one) == [
        ("Ada", [((2,), "says", "the bridge is very old indeed")]),
        ("Bo", [((3,), "says", "it rains")]),
    ]


@pytest.mark.parametrize(
    ("first", "second", "stands"),
    [
        (("to pay for bridges", "reject"), ("to pay for both bridges", "reject"), [(2, 1)]),
        (("to pay for bridges", "reject"), ("to pay for both bridges", "accept"), [(2, 1)]),
        (("to pay for bridges", "reject"), ("to open the harbour", "reject"), [(1,), (2,)]),
    ],
)
def test_what_a_headline_says_again_is_told_once_in_the_words_of_the_text(
    first: tuple[str, Act], second: tuple[str, Act], stands: list[tuple[int, ...]]
) -> None:
    one = spoken(("Ada", *first), ("Ada", *second), title=True)
    assert [stand.numbers for voice in made(one).voices for stand in voice.stands] == stands


def test_two_acts_with_the_same_words_are_two_in_the_text() -> None:
    one = spoken(("Ada", "to pay for bridges", "reject"), ("Ada", "to pay for bridges", "accept"))
    assert [stand.numbers for voice in made(one).voices for stand in voice.stands] == [(1,), (2,)]


def test_conditions_are_in_full_and_those_within_others_told_once() -> None:
    text = marked("[We sign {if they sign, {unless it rains}}]", "accept")
    (voice,) = made(report(text.content.text, text)).voices
    assert [stand.conditions for stand in voice.stands] == [("if they sign, unless it rains",)]


def test_what_a_reader_would_miss_most_is_kept() -> None:
    one = spoken(
        ("Ada", "the plan is late", "criticise"), ("Bo", "to pay", "reject"), ("Cy", "who pays?", "ask"),
        ("Di", "a new bridge", "demand"),
    )  # fmt: skip
    assert [voice.who for voice in foremost(made(one).voices, 2)] == ["Bo", "Di"]


# --- what came of it


def event(
    type: EventType, status: EventStatus, trigger: str, *participants: tuple[str, Part], **more: object
) -> Event:
    text = f"{trigger}. " + " ".join(who for who, _ in participants)
    parts = tuple(Participant(who, part, passage(text, who).spans[0]) for who, part in participants)
    return Event("e1", type, passage(text, trigger), status, parts, **more)  # type: ignore[arg-type]


def happening(*events: Event, **about: object) -> Report:
    """A report of events, whose actors are called as they are named."""
    names = dict.fromkeys(one.actor for event in events for one in event.participants)
    actors = tuple(Actor(name, name, "country", Score(1, "")) for name in names)
    return report("Talks.", events=events, actors=actors, **about)


THURSDAY = Time(Span(0, 3), "DATE", "2031-05-08")


@pytest.mark.parametrize(
    ("one", "label", "line"),
    [
        (event("talks", "ongoing", "Talks", ("Malta", "party"), ("Chad", "party")),
         "Under way", "talks: Malta and Chad"),
        (event("meeting", "held", "met", ("Malta", "party"), ("Oman", "mediator"), ("Chad", "absent")),
         "Took place", "meeting: Malta; mediated by Oman; without Chad"),
        (event("meeting", "scheduled", "the follow-up meeting", ("Oman", "host"), time=THURSDAY),
         "Planned", "follow-up meeting: hosted by Oman · 8 May"),
        (event("talks", "expected", "a second round of talks", ("Chad", "informed"), time=THURSDAY),
         "Planned", "second round of talks: Chad kept informed · expected · 8 May"),
        (event("vote", "proposed", "vote", time=THURSDAY), "Open", "vote, 8 May"),
        (event("visit", "cancelled", "The visit", ("Malta", "party")), "Off", "visit: Malta · cancelled"),
        (event("call", "denied", "had spoken"), "Off", "call, denied"),
        (event("talks", "failed", "failed talks"), "Off", "failed talks"),
        (event("signing", "held", "signed", ("Malta", "party"), ("Chad", "party")),
         "Agreed", "signing: Malta and Chad"),
        (event("signing", "scheduled", "to sign"), "Planned", "signing"),
        (event("other", "held", "A walkout"), "Took place", "walkout"),
        (event("meeting", "held", "summit"), "Took place", "summit"),
        (event("attack", "held", "the attack that nobody on either bank of the wide river had seen"),
         "Took place", "attack"),
        (event("talks", "held", "talks", reasons=(("status", Score(0.5, "")),)),
         "Took place", "talks (perhaps)"),
        (event("talks", "held", "talks", ("the United States", "party"), ("United Nations", "party")),
         "Took place", "talks: the United States and the United Nations"),
    ],
)  # fmt: skip
def test_events_in_words(one: Event, label: str, line: str) -> None:
    (group,) = made(happening(one, published="2031-05-03")).dealings
    assert (group.label, in_words(group.lines)) == (label, [line])


def test_a_year_is_told_where_it_is_not_the_reports_own() -> None:
    (group,) = made(happening(event("vote", "held", "vote", time=THURSDAY), published="2032-01-01")).dealings
    assert in_words(group.lines) == ["vote, 8 May 2031"]


def test_papers_with_their_statuses_and_who_says_so() -> None:
    text = "Ada. Bo. Malta and Chad. The treaty is ready, unsigned, in force."
    at = {word: passage(text, word).spans[0] for word in ("ready", "unsigned", "in force", "Malta", "Chad")}
    statements = tuple(
        Statement(f"s{n}", "indirect", passage(text, who), Passage(text), passage(text, who), 0.9)
        for n, who in enumerate(("Ada", "Bo"), start=1)
    )
    treaty = Paper(
        "p1", "treaty", passage(text, "treaty"), tuple(Party(who, at[who]) for who in ("Malta", "Chad")),
        (
            Stage("ready", at["ready"], "2031-05-03", "s1"),
            Stage("unsigned", at["unsigned"], None, "s1"),
            Stage("rejected", at["unsigned"], None, "s2", Score(0.4, "")),
            Stage("in_force", at["in force"], "2030"),
        ),
    )  # fmt: skip
    actors = tuple(Actor(who, who, "country", Score(1, "")) for who in ("Malta", "Chad"))
    one = report(text, *statements, papers=(treaty,), actors=actors, published="2031-06-01")
    assert in_words(made(one).papers) == [
        "treaty (Malta and Chad): ready, 3 May; not signed, says Ada[1]; perhaps rejected, says Bo[2]; "
        "in force, 2030"
    ]


# --- who says so


@pytest.mark.parametrize(
    ("speakers", "line"),
    [
        (["Ada", "Ada", "Ada"], ["Ada (3 times)", "A single source: all that is said here is Ada’s."]),
        (["Ada", "Bo", "Ada"], ["Ada (twice) and Bo"]),
        (["Ada", "Bo"], ["Ada and Bo"]),
        (["Ada", "Bo", "Cy"], ["Ada, Bo and Cy"]),
        (["Ada", "Bo", "Cy", "Di", "Di"], ["Di (twice), Ada and 2 more"]),
        (["Ada", "", ""], ["Ada and nobody named (twice)"]),
        (["Ada"], ["Ada"]),
        ([], []),
    ],
)
def test_who_says_so(speakers: list[str], line: list[str]) -> None:
    one = spoken(*((who, f"word {n}", "assert") for n, who in enumerate(speakers, start=1)))
    if "" in speakers:
        nobody = tuple(
            replace(s, source=Passage(one.text)) if s.source.words == "" else s for s in one.statements
        )
        one = replace(one, statements=nobody)
    assert in_words(made(one).sources) == line


def test_what_talks_and_papers_rest_on_alone_is_told() -> None:
    one = resolved()
    alone = tuple(replace(event, reported_by="s2") for event in one.events)
    assert in_words(made(replace(one, events=alone, papers=())).sources)[-1] == (
        "A single source for talks and papers: Ansel Quill."
    )
    assert not any("single" in line for line in in_words(made(one).sources))


def test_the_chain_is_told_with_those_whose_words_came_through_it() -> None:
    assert in_words(made(resolved()).sources)[1] == (
        "through Northwire: perhaps Ione Farrant; through spokesman for the fishing cooperative: Bram Ostley"
    )


# --- on a screen


def printed(one: Report, width: int = 80) -> list[str]:
    console = Console(file=io.StringIO(), width=width)
    console.print(BriefView("", made(one)))
    return console.file.getvalue().splitlines()[1:]  # type: ignore[attr-defined]


def test_the_brief_of_a_report() -> None:
    one = resolved()
    assert printed(replace(one, statements=one.statements[:3] + one.statements[6:])) == [
        "",
        "Ansel Quill, ports minister of Merrow",
        " 2 accepts,        his government would sign the harbour treaty ‹only if the",
        "   on condition    dredging clause was restored›",
        " 3 refuses, saying “We have read every line of it twice … and we will not …”",
        "perhaps Ione Farrant, chief negotiator of Tarn & Vale",
        " 4 proposes        to meet Mr. Quill on the lightship next Thursday",
        "Bram Ostley, chairman",
        " 5 promises        the boats would stay in port ‹until both sides had signed›",
        "",
        "Under way   talks (perhaps): Merrow · Orval",
        "Planned     vote, expected · on Friday, says somebody not named⁶",
        "Open        meeting: perhaps Ione Farrant and Ansel Quill; without reporters · 8",
        "            May, says perhaps Ione Farrant⁴",
        "Papers      harbour treaty (Merrow and Tarn & Vale): not signed, says Ansel",
        "            Quill²; perhaps signed, 8 May",
        "            dredging clause",
        "Who says so Ansel Quill (3 times), perhaps Ione Farrant, Bram Ostley and nobody",
        "            named",
        "            through Northwire: perhaps Ione Farrant; through spokesman for the",
        "            fishing cooperative: Bram Ostley",
    ]


@pytest.mark.parametrize("width", [20, 60, 80, 120])
def test_lines_are_no_wider_than_the_terminal_and_end_in_no_blanks(width: int) -> None:
    lines = printed(resolved(), width)
    assert all(len(line) <= width and line == line.rstrip() for line in lines)


def test_the_brief_of_a_long_report_fits_a_screen_and_says_what_it_leaves_out() -> None:
    acts: tuple[Act, ...] = ("criticise", "demand")
    rows = [(f"Speaker {n // 2}", f"thing {n} {'and more ' * 9}{n}", acts[n % 2]) for n in range(40)]
    lines = printed(spoken(*rows))
    assert len(lines) <= 22
    assert sum(line.lstrip()[:2].isdigit() or line.lstrip()[:1].isdigit() for line in lines) >= 5
    shown = sum("demands" in line for line in lines)
    assert f"   and {40 - shown} more, in the table below" in lines
    assert not any("criticises" in line for line in lines)


def test_two_numbers_are_not_read_as_one() -> None:
    one = resolved()
    treaty = one.papers[0]
    twice = replace(treaty, statuses=(treaty.statuses[0], replace(treaty.statuses[0], reported_by="s3")))
    assert any("Quill² ³" in line for line in printed(replace(one, papers=(twice,)), 120))


def test_a_report_without_anything_has_no_brief() -> None:
    assert printed(report("No deal.")) == []
    assert printed(replace(harbour(), statements=())) == []
