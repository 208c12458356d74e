"""What the form of a line tells: headlines with a colon or a dash, transcripts, foreign quotations."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from test_layout import parsed

from onrecord import forms
from onrecord.layout import segments
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
        ("Mayor of Brest: ‘I will not sell’", "Mayor of Brest", "‘I will not sell’"),
        ("Minister to farmers: ‘Count again’", "Minister", "‘Count again’"),
        ("Ada Voss: I will not be hurried", "Ada Voss", "I will not be hurried"),
        (
            "‘We counted twice’: the biologist who made farmers furious",
            "the biologist who made farmers furious",
            "‘We counted twice’",
        ),
    ],
)
def test_who_says_what_in_a_headline(line: str, who: str, what: str) -> None:
    found = forms.headline(line, Span(0, len(line)))
    assert found is not None
    assert (words(line, found.source), words(line, found.content)) == ([who], [what])


TALKS = [(rule["idea"], text) for rule in rules("forms")["conversation"] for text in rule["examples"]]
NONE = [(rule["idea"], text) for rule in rules("forms")["conversation"] for text in rule["counterexamples"]]


@pytest.mark.parametrize(("idea", "text"), TALKS, ids=[text[:30] for _, text in TALKS])
def test_examples_of_conversations(idea: str, text: str) -> None:
    answers, asked = forms.transcript(text, whole(text))
    assert answers, idea
    assert asked, idea


@pytest.mark.parametrize(("idea", "text"), NONE, ids=[text[:30] for _, text in NONE])
def test_counterexamples_of_conversations(idea: str, text: str) -> None:
    assert forms.transcript(text, whole(text)) == ([], []), idea


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


PAGES = Path(__file__).parent / "pages"


@pytest.mark.parametrize(
    ("page", "named", "answers"),
    [
        ("interview", "", 3),
        ("interview-bold", "", 4),
        ("interview-dashes", "", 3),
        ("interview-magazine", "Ammann", 3),
        ("interview-names", "Ólafs", 3),
        ("interview-numbered", "", 3),
        ("interview-plain", "", 4),
        ("interview-sports", "Petko Manolov", 3),
        ("interview-village", "", 4),
        ("radio-transcript", "KUKKUR", 3),
        ("explainer", "", 0),
        ("explainer-buttons", "", 0),
        ("short-labels", "", 0),
        ("newsletter-numbered", "", 0),
        ("opinion", "", 0),
    ],
)
def test_the_answers_on_a_page(page: str, named: str, answers: int) -> None:
    text = parsed((PAGES / f"{page}.txt").read_text(encoding="utf-8"))[0]
    found, _ = forms.transcript(text, segments(text))
    assert len(found) == answers
    assert {w.split()[-1] for a in found for w in words(text, a.source)} == {*named.split()[-1:]}
    assert {a.kind for a in found} <= {"direct"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        # Who asks is known by a role, a title, or by asking.
        (
            "MOE GRECH, HOST:\n\nWelcome.\n\nADA VOSS: Hello.\n\nGRECH: Did you sign?\n\nVOSS: I did.",
            ["Hello.", "I did."],
        ),
        (
            "THE COURIER: Is it late?\n\nVOSS: It is.\n\nTHE COURIER: Why?\n\nVOSS: Ask the sun.",
            ["It is.", "Ask the sun."],
        ),
        (
            "Voss: I closed none.\n\nDolan: You closed two.\n\nVoss: They were barns.\n\nDolan: Is mine one?",
            ["I closed none.", "You closed two.", "They were barns.", "Is mine one?"],
        ),
        # Only who asks has a label.
        (
            "SPIEGEL: How are you?\n\nI am tired.\n\nSPIEGEL: What do you need?\n\nSleep.",
            ["I am tired.", "Sleep."],
        ),
        # Only who answers has one.
        (
            "How are you?\n\nVoss: I am tired.\n\nWhat do you need?\n\nVoss: Our boat.",
            ["I am tired.", "Our boat."],
        ),
        # The outlet speaks again below the last answer, the speaker goes on in person.
        ("Q: Will you go?\n\nVOSS: Yes.\n\nI packed.\n\nThe boat left at six.", ["Yes.", "I packed."]),
        # Labels that are none of a conversation.
        ("BUSTED: Ferry boss caught in lie.\n\nThe boss left on Monday after a week of rain.", []),
        ("BY THE NUMBERS: 40 lamps, 2 towns.\n\nThe lamps were lit on Monday.", []),
    ],
)
def test_who_asks_and_who_answers(text: str, said: list[str]) -> None:
    assert [w for a in forms.transcript(text, whole(text))[0] for w in words(text, a.content)] == said


@pytest.mark.parametrize(
    ("text", "who", "said"),
    [
        (
            "From Ada Voss of the board, when we asked:\n\n“Three of four are done.\n\n“The fourth is wet.”",
            "Ada Voss of the board",
            ["“Three of four are done.", "“The fourth is wet.”"],
        ),
        (
            "A few words from Orva’s president, Ada Voss, after lunch:\n\n“We came here on foot and stayed.”",
            "Orva’s president, Ada Voss",
            ["“We came here on foot and stayed.”"],
        ),
        (
            "Voss, before the cameras: “Three done, one to go.” The talks go on in March.",
            "Voss",
            ["“Three done, one to go.”"],
        ),
    ],
)
def test_a_quotation_below_a_lead_in(text: str, who: str, said: list[str]) -> None:
    paragraphs = [Segment("body", Span(*m.span())) for m in re.finditer(r"\S.*", text)]
    (found,), left = forms.told(text, paragraphs)
    assert (words(text, found.source), words(text, found.content)) == ([who], said)
    assert [text[a:b] for a, b in left] == (["The talks go on in March."] if "March" in text else [])


@pytest.mark.parametrize(
    "text",
    [
        "The minister had a message:\n\n“We will not pay for it.”",
        "Voss wrote to us:\n\n“We will not pay for it.”",
    ],
)
def test_a_lead_in_with_a_verb_is_left_to_the_model(text: str) -> None:
    paragraphs = [Segment("body", Span(*m.span())) for m in re.finditer(r"\S.*", text)]
    assert forms.told(text, paragraphs) == ([], [(s.span.start, s.span.end) for s in paragraphs])


def test_bare_quotation_marks_need_some_words() -> None:
    text = "Das „Schiff“ kam. „Wir werden heute nichts unterschreiben“, sagte sie."
    (found,) = forms.quoted(text, whole(text))
    assert words(text, found.content) == ["„Wir werden heute nichts unterschreiben“"]
    assert found.confidence == forms.SURE_QUOTED


def test_what_a_form_told_is_not_read_again() -> None:
    text = "Minister: no deal\n\nIt rained."
    segments = [Segment("title", Span(0, 17)), Segment("body", Span(19, 29))]
    assert forms.told(text, segments)[1] == [(19, 29)]
