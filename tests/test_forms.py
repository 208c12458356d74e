"""What the form of a line tells: headlines with a colon or a dash, transcripts, foreign quotations."""

from __future__ import annotations

import pytest

from onrecord import forms
from onrecord.records import Segment, Span
from onrecord.resources import rules


def whole(text: str, kind: str = "body") -> list[Segment]:
    return [Segment(kind, Span(0, len(text)))]  # type: ignore[arg-type]


def words(text: str, spans: tuple[Span, ...]) -> list[str]:
    return [s.of(text) for s in spans]


RULES = [(rule, line) for rule in rules("forms")["headline"] for line in rule["examples"]]
TRAPS = [(rule, line) for rule in rules("forms")["headline"] for line in rule["counterexamples"]]


@pytest.mark.parametrize(("rule", "line"), RULES, ids=[line for _, line in RULES])
def test_examples_of_headlines_are_statements(rule: dict[str, str], line: str) -> None:
    assert forms.headline(line, Span(0, len(line))) is not None, rule["idea"]


@pytest.mark.parametrize(("rule", "line"), TRAPS, ids=[line for _, line in TRAPS])
def test_counterexamples_of_headlines_are_none(rule: dict[str, str], line: str) -> None:
    assert forms.headline(line, Span(0, len(line))) is None, rule["idea"]


@pytest.mark.parametrize(
    ("line", "who", "what"),
    [
        ("Minister: no deal", "Minister", "no deal"),
        ("Ferran deputy minister: no deal", "Ferran deputy minister", "no deal"),
        ("No deal before spring – minister", "minister", "No deal before spring"),
        ("‘We were not asked’ – Voss", "Voss", "‘We were not asked’"),
        ("‘We were not asked’: Ada Voss", "Ada Voss", "‘We were not asked’"),
        ("Voss: “Never”", "Voss", "“Never”"),
        ("Coach on cup defeat: “We forgot to play”", "Coach", "“We forgot to play”"),
        ("‘I WON’T GO’: Mayor slams union leaders over bins", "Mayor", "‘I WON’T GO’"),
        ("“No more”: prime minister meets farmers", "prime minister", "“No more”"),
        ("“We are no museum”: island mayor defends bridge", "island mayor", "“We are no museum”"),
    ],
)
def test_who_says_what_in_a_headline(line: str, who: str, what: str) -> None:
    found = forms.headline(line, Span(0, len(line)))
    assert found is not None
    assert (words(line, found.source), words(line, found.content)) == ([who], [what])


@pytest.mark.parametrize("line", rules("forms")["transcript"][0]["examples"])
def test_examples_of_transcripts(line: str) -> None:
    assert len(forms.transcript(line, whole(line))[0]) == 1


@pytest.mark.parametrize("line", rules("forms")["transcript"][0]["counterexamples"])
def test_counterexamples_of_transcripts(line: str) -> None:
    assert forms.transcript(line, whole(line))[0] == []


def test_an_answer_goes_on_until_the_next_label_and_the_last_one_does_not_swallow_the_rest() -> None:
    text = "Q: Will you sign?\n\nVOSS: No.\n\nNot this year.\n\nQ: Why?\n\n"
    text += "VOSS: It is late.\n\nThe talks ended at six."
    found, asked = forms.transcript(text, whole(text))
    assert words(text, tuple(asked)) == ["Will you sign?", "Why?"]
    assert [words(text, a.content) for a in found] == [["No.", "Not this year."], ["It is late."]]
    assert [words(text, a.source) for a in found] == [["VOSS"], ["VOSS"]]
    assert {a.kind for a in found} == {"direct"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "THE COURT: Is counsel ready?\nMR. ORBE: Ready, Your Honour.",
            ["Is counsel ready?", "Ready, Your Honour."],
        ),
        ("Q. Did you see it?\n\nA. I saw green.\n\nThe witness left.", ["I saw green."]),
        ("A. The first of three points.", []),
        ("— When will it open?\n— When the clouds allow it.", ["When the clouds allow it."]),
        ("— The first point\n— The second point", []),
    ],
)
def test_turns_of_other_styles(text: str, said: list[str]) -> None:
    assert [w for a in forms.transcript(text, whole(text))[0] for w in words(text, a.content)] == said


def test_an_answer_by_A_names_nobody() -> None:
    text = "Q: Will you sign?\nA: No."
    (found,), _ = forms.transcript(text, whole(text))
    assert found.source == ()


def test_the_label_that_asks_is_the_outlets_own() -> None:
    text = (
        "RIVER POST: Who is right?\n\nTOLM: Both.\n\nRIVER POST: You have called it late.\n\nTOLM: I did.\n\n"
    )
    text += "RIVER POST: Will it rain?\n\nTOLM: Why not?"
    assert [words(text, a.content) for a in forms.transcript(text, whole(text))[0]] == [
        ["Both."],
        ["I did."],
        ["Why not?"],
    ]


@pytest.mark.parametrize(
    ("line", "who"),
    [
        ("Voss at the gate: “We will wait for the water.”", ["Voss"]),
        ("Ada Voss: ‘We will wait for the water.’", ["Ada Voss"]),
        ("Speaking in Orva, Voss told cadets: “Learn to read maps.”", []),
        ("The sign on the door: “Back soon”", []),
        ("He had one wish: “To see the river rise again.”", []),
    ],
)
def test_a_name_a_colon_and_a_quotation(line: str, who: list[str]) -> None:
    found, _ = forms.told(line, whole(line))
    assert [w for a in found for w in words(line, a.source)] == who


def test_bare_quotation_marks_need_some_words() -> None:
    text = "Das „Schiff“ kam. „Wir werden heute nichts unterschreiben“, sagte sie."
    (found,) = forms.quoted(text, whole(text))
    assert words(text, found.content) == ["„Wir werden heute nichts unterschreiben“"]
    assert found.confidence == forms.SURE_QUOTED


def test_what_a_form_told_is_not_read_again() -> None:
    text = "Minister: no deal\n\nIt rained."
    segments = [Segment("title", Span(0, 17)), Segment("body", Span(19, 29))]
    assert forms.told(text, segments)[1] == [(19, 29)]
