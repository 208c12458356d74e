"""What the views show of a report: everything, in place, and nothing that is not in the text."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from rich.console import Console
from samples import harbour, laid_out, passage, report, resolved

from onrecord.errors import OnrecordError
from onrecord.records import (
    Actor,
    Condition,
    Event,
    Matter,
    Mention,
    Paper,
    Participant,
    Party,
    Passage,
    Place,
    Report,
    Score,
    Segment,
    Span,
    Stage,
    Statement,
    Time,
)
from onrecord.views import FORMATS, brat, html
from onrecord.views import json as view
from onrecord.views.glosses import glosses
from onrecord.views.marks import blocks, runs, shown, sureness
from onrecord.views.terminal import render
from onrecord.views.wording import Wording, leading, when

TOP = ["onrecord", "report", "actors", "statements", "events", "papers", "times"]
REPORT = ["id", "url", "outlet", "title", "byline", "published", "language", "text", "segments", "credits"]
STATEMENT = [
    "id", "kind", "content", "cue", "source", "speaker", "with", "channel", "addressee",
    "media", "said", "place", "act", "plover", "cameo", "target", "conditions",
    "matter", "confidence",
]  # fmt: skip

VIEWS = {
    "json": view.dumps,
    "html": lambda one: html.page([one]),
    "brat": brat.standoff,
    "terminal": lambda one: printed(one),
}

ODD = {
    "empty": "",
    "blank": " \n\n ",
    "astral": "𝒜 “𐍈😀 fine,” said 𝓑ob 👩‍👩‍👧.",
    "combining": "“Cafe\u0301 at nai\u0308ve,” said Zoe\u0308.",
    "lone surrogate": "“Half \ud83d of it,” said Ada.",
    "markup": "“<b>&amp;</b> </style><script>alert(1)</script>,” said “A & 'B' \"C\"” <i>.",
    "control": "“Red \x1b[31malert\x07\x00,” said\u2028Ada\x85Brandt.",
    "crlf": "“One\r\n\r\ntwo,”\r\nsaid Ada.",
    "right to left": "“שלום עולם,” said \u202eAda.",
    "one long word": "“" + "a" * 500 + ",” said Ada.",
    "rich markup": "“[bold]no[/bold] [/] [link=x],” said [red]Ada.",
}


def said(text: str, source: str, cue: str, *content: str, id: str = "s1", sure: float = 0.9) -> Statement:
    return Statement(
        id, "direct", passage(text, *content), passage(text, *filter(None, [cue])),
        passage(text, *filter(None, [source])), sure,
    )  # fmt: skip


def odd(text: str) -> Report:
    """A report of a quotation, "said" and a name, if the text has them."""
    if "said" not in text:
        return report(text)
    content, source = text[: text.index("said") - 1].rstrip(), text[text.index("said") + 5 :]
    return report(text, said(text, source, "said", content), title=text, outlet=text, notes=(text,))


def printed(one: Report, width: int = 80, explain: bool = False, **how: object) -> str:
    console = Console(file=io.StringIO(), width=width, **how)  # type: ignore[arg-type]
    console.print(render(one, explain=explain))
    return console.file.getvalue()  # type: ignore[attr-defined]


# --- json


def test_keys_of_the_contract_in_its_order():
    found = view.record(harbour())
    assert list(found) == TOP
    assert list(found["report"]) == REPORT
    assert [list(s) for s in found["statements"]] == [STATEMENT] * 9
    assert found["onrecord"] == 1
    assert found["report"]["segments"][0] == {"kind": "furniture", "span": [0, 23]}


def test_what_was_not_resolved_is_there_and_empty():
    found = view.record(harbour())["statements"][0]
    nothing = {k: found[k] for k in STATEMENT[5:-1] if k != "act"}
    lists = {k: [] for k in ("with", "channel", "addressee", "media", "conditions", "matter")}
    assert nothing == dict.fromkeys(nothing) | lists


def test_what_was_resolved_is_in_the_fields_of_the_contract():
    one = resolved()
    found = view.record(one)
    told = found["statements"][2]

    def words(span: list[int]) -> str:
        return one.text[slice(*span)]

    assert (told["speaker"], told["with"]) == ("ansel-quill", [])
    assert [(p["actor"], words(p["span"])) for p in told["addressee"]] == [("reporters", "reporters")]
    assert (told["said"]["value"], words(told["said"]["span"])) == ("2031-05-03", "on Saturday")
    assert told["place"] | {"span": words(told["place"]["span"])} == {
        "name": "Orval", "country": "merrow", "span": "ORVAL", "latitude": 51.25, "longitude": -4.5,
    }  # fmt: skip
    relayed = found["statements"][6]["channel"]
    assert [(p["actor"], words(p["span"])) for p in relayed] == [("northwire", "Northwire agency")]
    quill = found["actors"][0]
    assert list(quill) == ["id", "name", "type", "country", "roles", "mentions"]
    assert [words(span) for span in quill["mentions"]][2:] == ["he", "Mr. Quill"]
    assert [(t["type"], t["value"]) for t in found["times"]][1:] == [("DATE", "2031-05-08"), ("DATE", None)]
    assert [p["actor"] for p in found["report"]["credits"]] == ["northwire"]


def test_what_is_held_and_what_came_of_it_is_in_the_fields_of_the_contract():
    one = resolved()
    found = view.record(one)

    def words(span: list[int]) -> str:
        return one.text[slice(*span)]

    signs = found["statements"][1]
    assert (signs["act"], signs["plover"], signs["cameo"], signs["matter"]) == (
        "accept", "AGREE", "030", ["harbour treaty", "dredging clause"],
    )  # fmt: skip
    assert (signs["target"]["actor"], words(signs["target"]["span"])) == ("tarn", "Tarn & Vale")
    assert [(c["kind"], words(c["marker"]), words(c["span"])) for c in signs["conditions"]] == [
        ("only_if", "only if", "only if the dredging clause was restored")
    ]
    meeting = found["events"][1]
    assert list(meeting) == [
        "id", "type", "plover", "trigger", "status", "participants", "time", "place", "reported_by",
    ]  # fmt: skip
    assert [words(span) for span in meeting["trigger"]] == ["meet Mr. Quill"]
    assert [(p["actor"], p["role"], words(p["span"])) for p in meeting["participants"]][1:] == [
        ("ansel-quill", "party", "Mr. Quill"), ("reporters", "absent", "reporters"),
    ]  # fmt: skip
    assert (meeting["status"], meeting["time"]["value"], meeting["reported_by"]) == (
        "proposed", "2031-05-08", "s7",
    )  # fmt: skip
    treaty, clause = found["papers"]
    assert (treaty["name"], treaty["parties"]) == ("harbour treaty", ["merrow", "tarn"])
    assert [words(span) for span in treaty["spans"]] == ["harbour treaty", "every line of it"]
    assert [(s["value"], s["on"], words(s["span"]), s["reported_by"]) for s in treaty["statuses"]] == [
        ("unsigned", None, "would sign", "s2"), ("signed", "2031-05-08", "had signed", None),
    ]  # fmt: skip
    assert clause["statuses"] == []


def test_reasons_of_what_is_held_and_what_came_of_it_are_there_when_asked_for():
    found = view.record(resolved(), explain=True)
    signs, talks, treaty = found["statements"][1], found["events"][0], found["papers"][0]
    assert signs["why"]["act"]["score"] == 0.86
    assert signs["why"]["plover"]["reason"] == "what was asked for is agreed to"
    assert signs["conditions"][0]["reason"] == "“only if” opens it"
    assert talks["why"]["status"] == {"score": 0.55, "reason": "close"}
    assert (treaty["statuses"][1]["score"], treaty["statuses"][1]["reason"]) == (0.5, "told as done")


def test_reasons_are_there_when_asked_for():
    found = json.loads(view.dumps(resolved(), explain=True))
    quill, told = found["actors"][0], found["statements"][2]
    assert (quill["score"], quill["reason"]) == (0.95, "named in full")
    assert quill["why"][2] == {
        "span": quill["mentions"][2], "score": 0.88, "reason": "the last man who spoke",
    }  # fmt: skip
    assert told["why"]["place"] == {"score": 0.5, "reason": "on the quay, of which the dateline may tell"}
    assert found["times"][2]["reason"] == "no date to count from"
    assert "why" not in view.dumps(resolved())


def test_notes_are_there_only_where_something_was_doubtful():
    one = replace(harbour(), notes=("not English (de): read by punctuation and layout alone",))
    assert list(view.record(one)["report"]) == [*REPORT, "notes"]


@pytest.mark.parametrize("name", ODD)
def test_one_line_of_json_that_any_reader_takes(name):
    one = odd(ODD[name])
    line = view.dumps(one)
    assert len(line.encode("utf-8").decode("utf-8").splitlines()) == 1
    back = json.loads(line)
    assert back["report"]["text"] == one.text
    assert back == view.record(one)
    for statement in back["statements"]:
        assert [back["report"]["text"][a:b] for a, b in statement["cue"]] == ["said"]


@pytest.mark.parametrize("form", VIEWS)
@pytest.mark.parametrize(
    "span", [Span(3, 3), Span(5, 2), Span(-4, 2), Span(10, 99)], ids=["empty", "turned", "before", "behind"]
)
@pytest.mark.parametrize("role", ["content", "cue", "source", "segment"])
def test_a_false_span_is_never_printed(form, span, role):
    text = "“No,” said Ada."
    right = said(text, "Ada", "said", "“No,”")
    if role == "segment":
        one = report(text, right, segments=(Segment("body", span),))
    else:
        one = report(text, replace(right, **{role: Passage(text, (span,))}))
    with pytest.raises(OnrecordError, match=r"is no place in a text of 15 characters"):
        VIEWS[form](one)


@pytest.mark.parametrize("form", VIEWS)
def test_words_of_another_text_and_no_words_at_all_are_never_printed(form):
    text = "“No,” said Ada."
    right = said(text, "Ada", "said", "“No,”")
    with pytest.raises(OnrecordError, match="another text"):
        VIEWS[form](report(text, replace(right, cue=Passage("x" * 99, (Span(6, 10),)))))
    with pytest.raises(OnrecordError, match="no content"):
        VIEWS[form](report(text, replace(right, content=Passage(text))))


FALSE = {
    "a mention": lambda one, span: replace(
        one, actors=(replace(one.actors[0], mentions=(Mention(span, Score(1, "")),)), *one.actors[1:])
    ),
    "a time": lambda one, span: replace(one, times=(Time(span, "DATE", None),)),
    "a credit": lambda one, span: replace(one, credits=(Party("ada", span),)),
    "channel": lambda one, span: changed(one, channel=(Party("ada", span),)),
    "addressee": lambda one, span: changed(one, addressee=(Party("ada", span),)),
    "medium": lambda one, span: changed(one, media=(span,)),
    "time of": lambda one, span: changed(one, said=Time(span, "DATE", "2031")),
    "place": lambda one, span: changed(one, place=Place("Orval", None, span)),
    "target": lambda one, span: changed(one, target=Party("ada", span)),
    "condition": lambda one, span: changed(one, conditions=(Condition(span, span, "if"),)),
    "matter": lambda one, span: changed(one, matter=(Matter("no", span),)),
    "the trigger": lambda one, span: replace(one, events=(talks(one, trigger=Passage(one.text, (span,))),)),
    "a participant": lambda one, span: replace(
        one, events=(talks(one, participants=(Participant("ada", "party", span),)),)
    ),
    "when and where e1": lambda one, span: replace(one, events=(talks(one, time=Time(span, "DATE", None)),)),
    "when and where": lambda one, span: replace(one, events=(talks(one, place=Place("Orval", None, span)),)),
    "a mention of p1": lambda one, span: replace(one, papers=(paper(one, spans=Passage(one.text, (span,))),)),
    "a party of p1": lambda one, span: replace(one, papers=(paper(one, parties=(Party("ada", span),)),)),
    "a status": lambda one, span: replace(one, papers=(paper(one, statuses=(Stage("ready", span),)),)),
}


def talks(one: Report, **fields: object) -> Event:
    """Talks that the first word of a report tells of."""
    return replace(Event("e1", "talks", Passage(one.text, (Span(0, 2),)), "held"), **fields)  # type: ignore[arg-type]


def paper(one: Report, **fields: object) -> Paper:
    """A paper that the first word of a report means."""
    return replace(Paper("p1", "paper", Passage(one.text, (Span(0, 2),))), **fields)  # type: ignore[arg-type]


def changed(one: Report, **fields: object) -> Report:
    return replace(one, statements=(replace(one.statements[0], **fields),))  # type: ignore[arg-type]


def said_by_ada() -> Report:
    text = "“No,” said Ada."
    ada = Actor(
        "ada", "Ada", "person", Score(1, "named"), mentions=(Mention(Span(11, 14), Score(1, "named")),)
    )
    return replace(report(text, said(text, "Ada", "said", "“No,”")), actors=(ada,))


@pytest.mark.parametrize("form", VIEWS)
@pytest.mark.parametrize("what", FALSE)
def test_a_false_span_of_what_was_resolved_is_never_printed(form, what):
    VIEWS[form](FALSE[what](said_by_ada(), Span(0, 2)))
    with pytest.raises(OnrecordError, match=rf"^{what}.*is no place in a text of 15 characters"):
        VIEWS[form](FALSE[what](said_by_ada(), Span(10, 99)))


@pytest.mark.parametrize("form", VIEWS)
@pytest.mark.parametrize(
    "fields",
    [
        {"speaker": "bo"}, {"others": ("bo",)}, {"channel": (Party("bo", Span(0, 2)),)},
        {"addressee": (Party("bo", Span(0, 2)),)}, {"target": (Party("bo", Span(0, 2)))},
    ],
)  # fmt: skip
def test_an_actor_that_is_not_listed_is_never_printed(form, fields):
    with pytest.raises(OnrecordError, match="is 'bo', which is not among the actors"):
        VIEWS[form](changed(said_by_ada(), **fields))


@pytest.mark.parametrize("form", VIEWS)
def test_two_actors_never_have_one_id(form):
    one = said_by_ada()
    with pytest.raises(OnrecordError, match="is 'ada', which is twice among the actors"):
        VIEWS[form](replace(one, actors=one.actors * 2))
    with pytest.raises(OnrecordError, match="a credit is 'bo', which is not among the actors"):
        VIEWS[form](replace(one, credits=(Party("bo", Span(0, 2)),)))


@pytest.mark.parametrize("form", VIEWS)
@pytest.mark.parametrize(
    "fields",
    [
        lambda one: {"events": (talks(one, participants=(Participant("bo", "party", Span(0, 2)),)),)},
        lambda one: {"papers": (paper(one, parties=(Party("bo", Span(0, 2)),)),)},
    ],
)
def test_nobody_takes_part_who_is_not_listed(form, fields):
    one = said_by_ada()
    with pytest.raises(OnrecordError, match="is 'bo', which is not among the actors"):
        VIEWS[form](replace(one, **fields(one)))


@pytest.mark.parametrize("form", VIEWS)
@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        (lambda one: {"events": (talks(one, reported_by="s2"),)}, "e1 is reported by 's2', which is no"),
        (lambda one: {"events": (talks(one, reported_by="e1"),)}, "e1 is reported by 'e1', which is no"),
        (lambda one: {"papers": (paper(one, statuses=(Stage("ready", Span(0, 2), None, "s9"),)),)},
         "a status of p1 is reported by 's9'"),
        (lambda one: {"events": (talks(one), talks(one))}, "'e1' is the id of two"),
        (lambda one: {"papers": (paper(one, id="s1"),)}, "'s1' is the id of two"),
        (lambda one: {"events": (talks(one, trigger=Passage(one.text)),)}, "e1 has no mention"),
        (lambda one: {"papers": (paper(one, spans=Passage(one.text)),)}, "p1 has no mention"),
        (lambda one: {"papers": (paper(one, spans=Passage("x" * 99, (Span(0, 2),))),)}, "another text"),
    ],
)  # fmt: skip
def test_entries_have_one_id_a_mention_and_a_statement_that_reports_them(form, fields, fault):
    one = said_by_ada()
    with pytest.raises(OnrecordError, match=fault):
        VIEWS[form](replace(one, **fields(one)))


@pytest.mark.parametrize("form", VIEWS)
@pytest.mark.parametrize(
    ("text", "condition", "beside"),
    [
        ("“No,” said Ada.", "“No,”", True),
        ("“Yes,” said Ada. If not, “no” is it.", "If not", True),
        ("If not, so be it. “Yes,” said Ada.", "If not", True),
        ("If not, so be it. It rained. “Yes,” said Ada.", "If not", False),
        ("“Yes,” said Ada. It rained. It may go on if it must.", "if it must", False),
    ],
)
def test_a_condition_is_in_a_sentence_of_its_statement_or_next_to_one(form, text, condition, beside):
    span = passage(text, condition).spans[0]
    content = "“No,”" if "“No" in text else "“Yes,”"
    statement = replace(said(text, "Ada", "said", content), conditions=(Condition(span, span, "if"),))
    if beside:
        assert VIEWS[form](report(text, statement))
        return
    with pytest.raises(OnrecordError, match="a condition of s1 is not beside its content"):
        VIEWS[form](report(text, statement))


def test_the_marker_of_a_condition_is_in_it():
    text = "“No,” said Ada."
    outside = Condition(Span(0, 3), Span(2, 5), "if")
    with pytest.raises(OnrecordError, match="the marker of a condition of s1 is not in it"):
        view.dumps(report(text, replace(said(text, "Ada", "said", "“No,”"), conditions=(outside,))))


# --- wording


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ""),
        ("2026-01-29", "29 January 2026"),
        ("2026-01-29T14:30", "29 January 2026, 14:30"),
        ("2026-01-29T14:30:15Z", "29 January 2026, 14:30"),
        ("2026-01-29T14", "29 January 2026, 14 h"),
        ("2026-01-29TNI", "29 January 2026, night"),
        ("2025-11", "November 2025"),
        ("2025", "2025"),
        ("2026-W05", "week of 26 January 2026"),
        ("2026-W04-WE", "weekend of 24 January 2026"),
        ("2026-Q3", "third quarter of 2026"),
        ("2026-H1", "first half of 2026"),
        ("2026-SU", "summer 2026"),
        ("201", "2010s"),
        ("P3D", "3 days"),
        ("P1Y6M", "1 year 6 months"),
        ("PXW", "some weeks"),
        ("PT1H30M", "1 hour 30 minutes"),
        ("P2C", "2 centuries"),
        ("PRESENT_REF", "now"),
        ("2026-13", "2026-13"),
        ("2026-W60", "2026-W60"),
        ("2026-02-30", "2026-02-30"),
        ("2026-01-29TXX", "2026-01-29TXX"),
        ("XXXX-WXX-1", "XXXX-WXX-1"),
        ("P", "P"),
    ],
)
def test_time_values_in_words(value, words):
    assert when(value) == words


@pytest.mark.parametrize(
    ("text", "medium", "words"),
    [
        ("Brandt wrote on Telegram that", "Telegram", "on"),
        ("in an open letter she said", "letter", "in"),
        ("Speaking over the state radio, she", "radio", "over"),
        ("the ministry’s statement said", "statement", "in"),
        ("her Telegram channel said", "Telegram", "on"),
    ],
)
def test_what_carried_the_words_has_its_preposition(text, medium, words):
    assert leading(text, passage(text, medium).spans[0]) == words


PEOPLE = [
    ("foreign minister", "NOR", "Ada Brandt, foreign minister of Norway"),
    ("Foreign Minister", "NOR", "Ada Brandt, foreign minister of Norway"),
    ("Chief of the Harbour Guild", None, "Ada Brandt, Chief of the Harbour Guild"),
    ("secretary of state", "USA", "Ada Brandt, secretary of state of the United States"),
    ("economist", "NOR", "Ada Brandt, economist (Norway)"),
    ("Norwegian foreign minister", "NOR", "Ada Brandt, Norwegian foreign minister"),
    ("president of Norway", "NOR", "Ada Brandt, president of Norway"),
    ("chairwoman", None, "Ada Brandt, chairwoman"),
    ("", "NOR", "Ada Brandt, Norway"),
    ("", None, "Ada Brandt"),
]


@pytest.mark.parametrize(("role", "country", "who"), PEOPLE)
def test_an_office_says_of_which_country_it_is(role, country, who):
    one = said_by_ada()
    ada = Actor("ada", "Ada Brandt", "person", Score(1, ""), country, (role,) if role else ())
    assert Wording.of(replace(one, actors=(ada,))).who("ada") == who


def test_a_group_is_not_called_twice_what_it_is():
    two = Actor("two", "two diplomats", "group", Score(1, ""), None, ("two diplomats",))
    assert Wording.of(replace(said_by_ada(), actors=(two,))).who("two") == "two diplomats"


@pytest.mark.parametrize(
    ("number", "who", "written", "chain", "rest"),
    [
        (1, "Ansel Quill", "minister", (), ""),
        (2, "Ansel Quill", "The ports minister of Merrow, Ansel Quill", (), "3 May 2031"),
        (3, "Ansel Quill", "he", (), "3 May 2031, perhaps Orval · to reporters"),
        (4, "officials in Tarn & Vale", "", (), ""),
        (5, "perhaps Ione Farrant", "Their chief negotiator, Ione Farrant", (), ""),
        (7, "perhaps Ione Farrant", "Ms. Farrant", ("Ione Farrant", "Northwire", "Straits Courier"), ""),
        (9, "not named", "", (), ""),
    ],
)
def test_a_statement_in_words(number, who, written, chain, rest):
    one = resolved()
    told = Wording.of(one).told(one.statements[number - 1])
    assert (told.who, told.written, told.chain) == (who, written, chain)
    assert " · ".join(filter(None, (told.said, *told.aside))) == rest


def chained(
    text: str, speaker: str, channel: list[str], *, outlet: str | None = None, **fields: object
) -> str:
    """The chain of a text's one statement, whose actors are all of these names."""
    names = list(dict.fromkeys(filter(None, [speaker, *channel])))
    actors = tuple(
        Actor(
            name,
            name,
            "outlet",
            Score(1, ""),
            mentions=(Mention(passage(text, name).spans[0], Score(1, "")),),
        )
        for name in names
    )
    parties = tuple(Party(name, passage(text, name).spans[0]) for name in channel)
    told = replace(said(text, speaker, "", "“No.”"), speaker=speaker or None, channel=parties, **fields)
    one = report(text, told, actors=actors, outlet=outlet)
    return " → ".join(Wording.of(one).told(told).chain)


@pytest.mark.parametrize(
    ("speaker", "channel", "outlet", "chain"),
    [
        ("Brandt", ["Halyard", "Northwire"], "Courier", "Brandt → Halyard → Northwire → Courier"),
        ("Brandt", ["Halyard"], None, "Brandt → Halyard → this report"),
        ("Brandt", ["Halyard"], "HALYARD", "Brandt → Halyard"),
        ("", ["Halyard"], "Courier", "not named → Halyard → Courier"),
        ("Brandt", [], "Courier", ""),
    ],
)
def test_the_chain_goes_from_the_speaker_to_the_report(speaker, channel, outlet, chain):
    assert chained("“No.” Brandt, Halyard, Northwire.", speaker, channel, outlet=outlet) == chain


def test_a_doubtful_chain_is_told_as_doubt():
    doubt = (("channel", Score(0.5, "two agencies are named")),)
    assert chained("“No.” Brandt, Halyard.", "Brandt", ["Halyard"], reasons=doubt) == (
        "Brandt → perhaps Halyard → this report"
    )


def test_two_who_speak_as_one_are_both_named():
    one = resolved()
    both = replace(one.statements[3], speaker="merrow", others=("tarn",))
    told = Wording.of(one).told(both)
    assert (told.who, told.office) == ("Merrow and Tarn & Vale", "")


def test_what_carried_the_words_stands_apart():
    text = "“No.” Brandt wrote on Telegram."
    told = replace(said(text, "Brandt", "wrote", "“No.”"), media=passage(text, "Telegram").spans)
    assert Wording.of(report(text, told)).told(told).aside == ("on Telegram",)


# --- glosses


def test_words_are_told_of_once_and_in_order():
    one = resolved()
    found = glosses(one, Wording.of(one))
    told = {gloss.span.of(one.text): gloss.lines for gloss in found}
    assert [a.span for a in found] == sorted(a.span for a in found)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
    assert told["he"] == ("Ansel Quill, ports minister of Merrow", "3 May 2031, perhaps Orval · to reporters")
    assert told["Thursday"] == ("8 May 2031",)
    assert told["ORVAL"] == ("Orval, Merrow",)
    assert told["vote"] == ("vote: expected", "on Friday")
    assert told["harbour treaty"] == ("harbour treaty", "not signed; perhaps signed, 8 May 2031")
    assert told["Mr. Quill"] == ("Ansel Quill, ports minister of Merrow",), "who is meant comes first"
    assert "reporters" not in told, "the words say it all themselves"
    assert "on Friday" not in told, "no date is known"


def test_the_reason_is_told_beside_the_word_when_asked_for():
    one = resolved()
    told = {g.span.of(one.text): g.lines for g in glosses(one, Wording.of(one), explain=True)}
    assert told["Mr. Quill"] == (
        "Ansel Quill, ports minister of Merrow",
        "last name of one in this report (0.92)",
    )
    assert told["on Friday"] == ("no date", "no date to count from")


# --- marks


@pytest.mark.parametrize("name", ODD)
def test_runs_cover_the_whole_text(name):
    one = odd(ODD[name])
    found = runs(one)
    assert "".join(run.text for run in found) == one.text
    assert [run.start for run in found[1:]] == [run.end for run in found[:-1]]
    assert all(run.text for run in found)


def test_runs_hold_just_what_the_spans_hold():
    one = harbour()
    for number, statement in enumerate(one.statements, start=1):
        for role in ("source", "cue", "content"):
            held = [
                i
                for run in runs(one)
                for i in range(run.start, run.end)
                if any((mark.number, mark.role) == (number, role) for mark in run.marks)
            ]
            assert held == [i for span in getattr(statement, role) for i in range(span.start, span.end)]


NESTED = "Ada said Bo had told her the bridge was shut."


@pytest.mark.parametrize(
    ("words", "role", "statements"),
    [
        ("Ada", "source", ("s1",)),
        ("said", "cue", ("s1",)),
        ("Bo", "source", ("s1", "s2")),
        ("told", "cue", ("s1", "s2")),
        ("her", "content", ("s1",)),
        ("the bridge was shut", "content", ("s1", "s2")),
        (".", None, ()),
    ],
)
def test_a_run_of_nested_statements_has_the_role_in_the_narrowest(words, role, statements):
    outer = said(NESTED, "Ada", "said", "Bo had told her the bridge was shut")
    inner = said(NESTED, "Bo", "told", "the bridge was shut", id="s2")
    run = next(run for run in runs(report(NESTED, outer, inner)) if run.text.strip() == words)
    assert (run.role, run.statements) == (role, statements)


def test_crossing_contents_open_and_close_where_they_do():
    text = "one two three"
    a, b = said(text, "", "", "one two"), said(text, "", "", "two three", id="s2")
    found = [(r.text, [(m.number, m.opens, m.closes) for m in r.marks]) for r in runs(report(text, a, b))]
    assert [(words, sorted(marks)) for words, marks in found] == [
        ("one ", [(1, True, False)]),
        ("two", [(1, False, True), (2, True, False)]),
        (" three", [(2, False, True)]),
    ]


def test_conditions_events_and_papers_are_marked_too():
    found = [
        (run.text, mark.entry, mark.number, mark.role, mark.piece)
        for run in runs(resolved())
        for mark in run.marks
        if mark.role in ("condition", "event", "paper")
    ]
    assert [row for row in found if row[0] in ("talks", "vote", "every line of it")] == [
        ("talks", "e1", 1, "event", 0),
        ("every line of it", "p1", 1, "paper", 1),
        ("vote", "e3", 3, "event", 0),
    ]  # fmt: skip
    assert "".join(row[0] for row in found if row[1:4] == ("s2", 2, "condition")) == (
        "only if the dredging clause was restored"
    )


WIDE = "x" * 101


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([("body", "One.\n\nTwo.")], ["One.", "Two."]),
        ([("body", "wrapped by\nan editor")], ["wrapped by\nan editor"]),
        ([("body", f"One.\nTwo {WIDE}")], ["One.", f"Two {WIDE}"]),
        ([("dateline", "ORVAL —"), ("body", " The port"), ("credit", " (AP)")], ["ORVAL — The port (AP)"]),
        ([("furniture", "date 2031-05-03"), ("title", " Talks end")], ["date 2031-05-03 ", "Talks end"]),
        ([("title", "Talks end"), ("body", "In Orval.")], ["Talks end", "In Orval."]),
    ],
)
def test_paragraphs(parts, expected):
    text, segments = laid_out(parts)
    found = blocks(report(text, segments=segments))
    assert ["".join(run.text for run in block.runs) for block in found] == expected


def test_shown_keeps_the_length():
    assert shown("a\x1b[0m\ud800\r\n😀") == "a\ufffd[0m\ufffd  😀"


@pytest.mark.parametrize(("confidence", "word"), [(1, "high"), (0.9, "high"), (0.7, "fair"), (0.69, "low")])
def test_sureness(confidence, word):
    assert sureness(confidence) == word


# --- html


class Page(HTMLParser):
    """What a browser would make of a page: its visible words by element, its ids and its references."""

    VOID = frozenset({"meta", "br", "link", "img"})

    def __init__(self, source: str):
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[tuple[set[str], str]] = []
        self.feed(source)
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        around = {c for tag, attrs in self.open for c in [tag, *(attrs.get("class") or "").split()]}
        self.words.append((around, data))

    def text(self, wanted: str) -> str:
        """The words in elements of a class or tag, as they are before anything is pointed at."""
        hidden = {"n", "tip"} - {wanted}
        return "".join(data for around, data in self.words if wanted in around and not around & hidden)


@pytest.mark.parametrize("name", ODD)
def test_the_page_shows_every_word_and_no_markup_of_the_text(name):
    one = odd(ODD[name])
    if one.statements:
        source = one.statements[0].source.spans[0]
        actor = Actor(
            "a", "<i>A & “B”</i>", "person", Score(0.9, "<b>"), mentions=(Mention(source, Score(0.5, "<b>")),)
        )
        one = replace(
            changed(one, speaker="a", reasons=(("speaker", Score(0.4, "<script>")),)), actors=(actor,)
        )
    page = Page(html.page([one], explain=True))
    assert page.text("text").split() == shown(one.text).split()
    assert [tag for tag, _ in page.tags if tag in {"b", "i", "script", "style"}] == ["style", "b", "script"]


def test_the_page_is_one_file_that_asks_for_nothing():
    source = html.page([harbour()])
    page = Page(source)
    named = [attrs.get(k) for _, attrs in page.tags for k in ("src", "href", "action") if attrs.get(k)]
    assert [ref for ref in named if not ref.startswith("#")] == [harbour().url]
    assert not {tag for tag, _ in page.tags} & {"link", "img", "iframe", "object", "base"}
    assert "@import" not in source
    assert "url(" not in source


@pytest.mark.parametrize("explain", [False, True])
def test_every_link_within_the_page_has_its_place_and_ids_are_single(explain):
    page = Page(html.page([harbour(), resolved(), resolved()], explain=explain))
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {a["href"][1:] for _, a in page.tags if (a.get("href") or "").startswith("#")} <= set(ids)
    described = [a["aria-describedby"] for _, a in page.tags if "aria-describedby" in a]
    assert set(described) <= set(ids)
    assert len(described) == len(set(described))


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//x.example"]
)
def test_only_web_addresses_become_links(url):
    page = Page(html.page([replace(harbour(), url=url)]))
    assert url not in [attrs.get("href") for _, attrs in page.tags]


def test_the_page_marks_what_was_found_and_greys_what_nobody_wrote():
    page = Page(html.page([harbour()]))
    assert "Eleven ferries" in page.text("furniture")
    assert page.text("h1").startswith("Merrow harbour talks")
    assert page.text("list").count("confidence") == 9
    assert "not named" in page.text("list")
    assert [a["lang"] for t, a in page.tags if t in ("html", "div")] == ["en", "en"]


def test_who_is_meant_is_told_to_pointer_and_keyboard_without_script():
    source = html.page([resolved()])
    for tag, attrs in Page(source).tags:
        if attrs.get("class") in ("who", "when", "where") and "aria-describedby" in attrs:
            assert (tag, attrs["href"][:1]) == ("a", "#"), "a link takes the focus of a keyboard"
    tip = re.search(
        r'<a class="who"[^>]*><span class="source" data-s="3">he</span></a>(.*?)</span></span>', source
    )
    assert tip
    assert re.sub("<[^>]+>", "|", tip[1]) == (
        "|Ansel Quill, ports minister of Merrow|3 May 2031, perhaps Orval · to reporters|"
    )
    assert re.search(r"\.gloss:is\(:hover, :focus-within\)[^{]*> \.tip \{ display: inline", source)


def test_a_number_of_a_statement_is_never_a_link_within_a_link():
    text = "The ministry of “No” spoke."
    one = said(text, "", "", "“No”")
    body = Actor(
        "m", "Ministry", "organisation", Score(1, ""), mentions=(Mention(Span(0, 20), Score(1, "")),)
    )
    page = html.page([report(text, one, actors=(body,))])
    depth = 0
    for tag in re.findall(r"<a\b|</a>", page):
        depth += 1 if tag == "<a" else -1
        assert depth in (0, 1)
    assert page.count('role="tooltip"') == 2


def test_conditions_are_marked_in_the_text_and_in_the_list():
    page = Page(html.page([resolved()]))
    places = {"text": [], "list": [], "brief": []}
    for around, words in page.words:
        for place in places:
            if {place, "condition"} <= around and not around & {"tip", "key"}:
                places[place].append(words)
    assert all(
        "".join(words) == "only if the dredging clause was restoreduntil both sides had signed"
        for words in places.values()
    )
    css = html.page([])
    assert re.search(r"\.condition\.from::before \{ content: \"‹\"", css)
    assert re.search(r"\.condition\.to::after \{ content: \"›\"", css)


def test_a_condition_outside_of_the_content_is_listed_after_it():
    text = "He set one condition: pay. “We come,” said Ada."
    apart = Condition(passage(text, "one condition: pay").spans[0], passage(text, "one").spans[0], "only_if")
    one = report(text, replace(said(text, "Ada", "said", "“We come,”"), conditions=(apart,)))
    assert '“We come,” <span class="condition from to">one condition: pay</span></p>' in html.page([one])


def test_the_brief_stands_above_the_text_and_leads_to_the_statements():
    source = html.page([resolved()])
    assert source.index('class="brief"') < source.index('class="text"') < source.index('class="list"')
    brief = source[source.index('<section class="brief"') : source.index('<div class="text"')]
    words = " ".join(Page(brief).text("brief").split())
    assert "accepts, on condition his government would sign the harbour treaty only if the dredging" in words
    assert "Openmeeting: perhaps Ione Farrant and Ansel Quill; without reporters · 8 May" in words
    assert {"#r1-2", "#r1-7", "#r1-e2", "#r1-p1"} <= set(re.findall(r'href="([^"]+)"', brief))
    assert 'class="brief"' not in html.page([report("No deal.")])


ROWS = [
    ("e1", ["◆1 talks", "perhaps under way", "Merrow", "Orval", "the report itself", "talks"]),
    ("e2", ["◆2 meeting", "proposed", "perhaps Ione Farrant and Ansel Quill; without reporters", "8 May 2031",
            "perhaps Ione Farrant 7", "meet Mr. Quill"]),
    ("e3", ["◆3 vote", "expected", "", "on Friday", "somebody not named 9", "vote"]),
    ("p1", ["§1 harbour treaty", "Merrow and Tarn &amp; Vale",
            "not signed, according to Ansel Quill 2 "
            "perhaps signed, 8 May 2031, according to the report itself",
            "harbour treaty, every line of it"]),
    ("p2", ["§2 dredging clause", "", "", "dredging clause"]),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "cells"), ROWS)
def test_events_and_papers_are_rows_with_links_to_their_places(entry, cells):
    source = html.page([resolved()])
    row = re.search(rf'<tr id="r1-{entry}".*?</tr>', source)
    assert row
    found = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row[0])
    assert [" ".join(re.sub("<[^>]+>", " ", cell).split()).replace(" ,", ",") for cell in found] == cells
    links = re.findall(rf'href="#(r1-{entry}-text-\d)"', row[0])
    assert links[0] == links[1] == f"r1-{entry}-text-0", "the number, and the first of the mentions"
    text = source[source.index('<div class="text"') : source.index("<aside")]
    assert all(f'<a class="n" id="{place}" href="#r1-{entry}"' in text for place in links)


def test_what_happened_and_what_depends_is_explained_on_the_page_when_asked_for():
    assert not Page(html.page([resolved()])).text("why")
    why = Page(html.page([resolved()], explain=True)).text("why")
    for words in (
        "act: accepts", "plover: AGREE, CAMEO 030, towards Tarn & Vale",
        "only if: ‹only if the dredging clause was restored›“only if” opens it (0.90)",
        "status: perhaps under wayclose (0.55)", "time: 8 May 2031stands after it (0.90)",
        "not signed: “would sign”still to be signed (0.80)",
    ):  # fmt: skip
        assert words in why


def test_the_list_tells_chain_day_and_place():
    page = Page(html.page([resolved()]))
    found = " ".join(page.text("list").split())
    assert "Ansel Quill, ports minister of Merrow he told refuses, saying “We have read" in found
    assert "accepts, on condition · about harbour treaty, dredging clause that his government" in found
    assert "Ione Farrant → Northwire → Straits Courier" in found
    assert "3 May 2031, perhaps Orval · to reporters" in found
    assert "Thursday: 8 May 2031" in found
    assert "copy from Northwire" in page.text("header")
    assert not page.text("why")
    assert "the last man who spoke" in Page(html.page([resolved()], explain=True)).text("why")


def test_a_report_without_title_in_its_text_is_headed_by_the_one_given():
    page = Page(html.page([report("No deal.", title="Talks <end>")]))
    assert page.text("h1") == "Talks <end>"
    assert "No statements" in page.text("aside")


# --- brat


def standoff(ann: str) -> Iterator[dict[str, list[list[int]]]]:
    """The events of an .ann file, read as the project's evaluation reads PolNeAR's."""
    bound = {}
    for line in ann.splitlines():
        if m := re.fullmatch(r"(T\d+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)\t(.+)", line):
            bound[m[1]] = [[int(x) for x in piece.split()] for piece in m[3].split(";")]
        elif m := re.fullmatch(r"E\d+\tAttribution:T\d+((?: [A-Za-z]+:T\d+)+)", line):
            yield {role.lower(): bound[t] for role, t in (a.split(":") for a in m[1].split())}
        else:
            assert re.fullmatch(
                r"(A\d+\t[A-Z][A-Za-z]+ [ET]\d+ \w+|E\d+\t.*|R\d+\t.*|\*\tEquiv( T\d+)+)", line
            )


def test_standoff_comes_back_as_it_went():
    one = resolved()
    for found, statement in zip(standoff(brat.standoff(one)), one.statements, strict=True):
        for role in ("source", "cue", "content"):
            assert found.get(role, []) == [[s.start, s.end] for s in getattr(statement, role)]
        assert found.get("condition", []) == [[c.span.start, c.span.end] for c in statement.conditions]


def test_standoff_line_by_line():
    text = "“No,\n\n“never,” said\tAda. Quiet."
    split = said(text, "Ada", "said", "“No,\n\n“never,”")
    bare = said(text, "", "", "Quiet", id="s2")
    assert brat.standoff(report(text, split, bare)).splitlines() == [
        "T1\tSource 20 23\tAda",
        "T2\tCue 15 19\tsaid",
        "T3\tContent 0 4;6 14\t“No, “never,”",
        "T4\tAttribution 15 19\tsaid",
        "E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1",
        "A1\tKind E1 direct",
        "A2\tAct E1 assert",
        "T5\tContent 25 30\tQuiet",
        "T6\tAttribution 25 30\tQuiet",
        "E2\tAttribution:T6 Content:T5",
        "A3\tKind E2 direct",
        "A4\tAct E2 assert",
    ]


HELD = """\
T1	Source 31 34	Ada
T2	Cue 26 30	said
T3	Content 0 25	“We sign if Bo does, Cy,”
T4	Attribution 26 30	said
T5	Condition 9 19	if Bo does
A1	ConditionKind T5 if
E1	Attribution:T4 Content:T3 Cue:T2 Source:T1 Condition:T5
A2	Kind E1 direct
A3	Act E1 accept
A4	Plover E1 AGREE
T6	Talks 36 41	Talks
T7	Talks 53 57	They
T8	Actor 12 14	Bo
T9	Actor 21 23	Cy
T10	Time 45 51	Friday
E2	Talks:T6 Party:T8 Party2:T9 Time:T10 ReportedBy:E1
A5	Status E2 scheduled
*	Equiv T6 T7
T11	Paper 62 66	Pact
T12	Actor 12 14	Bo
R1	PartyTo Arg1:T12 Arg2:T11
T13	Stage 67 72	ready
E3	Stage:T13 Paper:T11 ReportedBy:E1
A6	PaperStatus E3 ready
"""


def test_standoff_of_what_is_held_and_what_came_of_it_line_by_line():
    text = "“We sign if Bo does, Cy,” said Ada. Talks on Friday. They go. Pact ready."

    def at(words: str) -> Span:
        return passage(text, words).spans[0]

    actors = tuple(Actor(name, name, "person", Score(1, "")) for name in ("Bo", "Cy"))
    statement = replace(
        said(text, "Ada", "said", "“We sign if Bo does, Cy,”"), act="accept", plover="AGREE",
        conditions=(Condition(at("if Bo does"), at("if"), "if"),),
    )  # fmt: skip
    friday = Event(
        "e1", "talks", passage(text, "Talks", "They"), "scheduled",
        (Participant("Bo", "party", at("Bo")), Participant("Cy", "party", at("Cy"))),
        Time(at("Friday"), "DATE", None), reported_by="s1",
    )  # fmt: skip
    pact = Paper(
        "p1",
        "pact",
        passage(text, "Pact"),
        (Party("Bo", at("Bo")),),
        (Stage("ready", at("ready"), None, "s1"),),
    )
    one = report(text, statement, actors=actors, events=(friday,), papers=(pact,))
    assert brat.standoff(one) == HELD


def test_standoff_has_the_reasons_as_notes():
    lines = [line.split("\t", 1)[1] for line in brat.standoff(resolved(), explain=True).splitlines()]
    for note in (
        "AnnotatorNotes E3\tsaid: goes on from the sentence before (0.80)",
        "AnnotatorNotes E2\tact: “would sign”: the speaker's side is to do it (0.86)",
        "AnnotatorNotes E10\tstatus: close (0.55)",
        "AnnotatorNotes E13\tunsigned: still to be signed (0.80)",
    ):
        assert note in lines
    assert "#" not in brat.standoff(resolved())


@pytest.mark.parametrize("name", ODD)
def test_no_brat_span_crosses_a_line_end(name):
    one = odd(ODD[name])
    for line in brat.standoff(one).splitlines():
        line.encode("utf-8")
        if line.startswith("T"):
            pieces = [[int(x) for x in p.split()] for p in line.split("\t")[1].split(" ", 1)[1].split(";")]
            assert line.split("\t")[2] == " ".join(shown(one.text[a:b]) for a, b in pieces)
            assert all(len(one.text[a:b].splitlines()) == 1 for a, b in pieces)


# --- terminal


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("width", [80, 120, 20])
def test_the_terminal_shows_every_word(name, width):
    one = odd(ODD[name])
    out = printed(one, width)
    out.encode("utf-8")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", out)
    letters = "".join(re.sub(r"[¹²³]", "", out).split())
    assert "".join(shown(one.text).split()) in letters


def test_the_terminal_numbers_contents_and_lists_them():
    out = printed(replace(harbour(), notes=("the date was guessed",)))
    assert "Straits Courier · 3 May 2031 · language en · 9 statements" in out
    assert "Note: the date was guessed" in out
    assert out.count("³“") == 2
    assert re.search(r"^ ?9 +says +not named .*low *\n +it was.* indirect *$", out, re.MULTILINE)
    assert all(len(line) <= 80 for line in out.splitlines())


def test_the_terminal_tells_who_is_meant_beside_what_was_written():
    out = printed(resolved(), 120)
    rows = re.findall(r"^ ?3 +refuses(.*)\n +saying +(.*)\n +told +(.*)$", out, re.MULTILINE)
    who, about, written = rows[0]
    assert re.search("Ansel Quill, ports minister of +“We have read", who)
    assert re.search("Merrow +3 May 2031, perhaps Orval · to reporters", about)
    assert written.strip() == "“he”"
    assert "Ione Farrant → Northwire → Straits Courier" in out
    assert "perhaps Ione Farrant" in out
    assert "copy from Northwire" in out
    assert "the last man" not in out


def test_the_terminal_gives_the_reasons_line_by_line():
    out = printed(resolved(), 120, explain=True)
    assert re.search(r"^  3 speaker: Ansel Quill +“he” is the last man who spoke +0\.88$", out, re.MULTILINE)
    assert re.search(
        r"^    place: Orval, Merrow +on the quay, of which the dateline may tell +0\.50$", out, re.MULTILINE
    )
    assert re.search(r"^ +“Mr. Quill” +last name of one in this report +0\.92$", out, re.MULTILINE)
    assert re.search(r"^ +“Thursday”: 8 May 2031 +the Thursday after 3 May 2031", out, re.MULTILINE)


def test_the_terminal_gives_the_brief_first_and_conditions_in_brackets():
    out = " ".join(printed(resolved(), 100).split())
    title, brief, text, table = (
        out.index(words)
        for words in (
            "Merrow harbour talks close",
            "Bram Ostley, chairman 8 promises",
            "By Tilda Oske",
            "does who",
        )
    )
    assert title < brief < text < table
    condition = "‹until both sides had signed›"
    assert [text < at.start() < table for at in re.finditer(condition, out)] == [False, True, False]
    assert "about harbour treaty, dredging clause" in out[table:]


def test_the_terminal_explains_what_is_held_and_what_came_of_it():
    out = printed(resolved(), 120, explain=True)
    for row in (
        r"^    act: accepts +“would sign”: the speaker's side is to do it +0\.86$",
        r"^    plover: AGREE, CAMEO 030, towards Tarn & +what was asked for is agreed to +0\.80$",
        r"^  8 until: ‹until both sides had signed› +“until” opens it +0\.90$",
        r"^ +talks *\n +type: talks +“talks”: a round of talks +0\.80\n +status: perhaps under way +close",
        r"^ +harbour treaty *\n +not signed: “would sign” +still to be signed +0\.80$",
    ):
        assert re.search(row, out, re.MULTILINE), row


def test_what_is_called_alike_for_one_reason_is_told_once():
    text = "Ada. Ada. Ada. “No,” said Bo."
    score = Score(0.9, "a name")
    spans = [m.span() for m in re.finditer("Ada", text)]
    ada = Actor("ada", "Ada", "person", score, mentions=tuple(Mention(Span(*s), score) for s in spans))
    none = (("said", Score(0, "no day is named")),) * 2
    told = replace(said(text, "Bo", "said", "“No,”"), reasons=none)
    out = printed(report(text, told, actors=(ada,)), 100, explain=True)
    assert re.search(r"^ +“Ada” ×3 +a name +0\.90$", out, re.MULTILINE)
    assert len(re.findall(r"^ .*said: none +no day is named *$", out, re.MULTILINE)) == 1
    assert "“Ada” ×3" in html.page([report(text, told, actors=(ada,))], explain=True)


def test_no_line_of_text_ends_in_blanks():
    text = printed(resolved(), 100).split("source  cue")[0]
    assert all(line == line.rstrip() for line in text.splitlines())


def test_roles_differ_without_colour():
    out = printed(harbour(), force_terminal=True, no_color=True, color_system="256")
    assert "\x1b[1mofficials in Tarn & Vale\x1b[0m" in out
    assert "\x1b[3mdescribed\x1b[0m" in out
    assert "\x1b[4mthat any clause had" in out
    assert not re.search(r"\x1b\[[\d;]*[34]8;", out)


# --- all


def test_formats_take_reports_one_by_one():
    def endless() -> Iterator[Report]:
        while True:
            yield harbour()

    for form in FORMATS.values():
        pieces = form(endless())
        assert next(pieces)
        assert "Quill" in next(pieces)
