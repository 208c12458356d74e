"""Talks, meetings and other events: news sentences, and what a careful reader would note down of them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from onrecord.dealings.events import events
from onrecord.dealings.rules import ruled
from onrecord.dealings.scene import Scene
from onrecord.quotes import lines
from onrecord.records import Event, Passage, Segment, Span, Statement
from onrecord.resolve.cast import Cast
from onrecord.resolve.dates import times
from onrecord.resolve.knowledge import knowledge
from onrecord.resolve.listener import Listener
from onrecord.resolve.who import Who
from onrecord.resources import rules

# A Thursday.
ON = "2026-03-12"
KINDS = ("trigger", "never", "firm", "status", "mood")
MARKED = re.compile(r"(?P<before>[^\[]*)\[(?P<word>[^\]]+)\](?P<after>.*)")


def listed(which: str) -> list[tuple[str, int, str]]:
    return [(kind, i, row) for kind in KINDS for i, rule in enumerate(ruled(kind)) for row in rule.raw[which]]


def fits(kind: str, i: int, row: str) -> bool:
    """Whether a rule fits the trigger in brackets of a row."""
    m = MARKED.fullmatch(row)
    assert m is not None
    rule = ruled(kind)[i]
    known = "words" not in rule.raw or m["word"].lower() in rule.raw["words"].split()
    return known and rule.around.fits(m["before"], m["after"])


@pytest.mark.parametrize(("kind", "i", "row"), listed("examples"))
def test_examples_of_rules(kind: str, i: int, row: str) -> None:
    assert fits(kind, i, row)


@pytest.mark.parametrize(("kind", "i", "row"), listed("counterexamples"))
def test_counterexamples_of_rules(kind: str, i: int, row: str) -> None:
    assert not fits(kind, i, row)


def test_grounds_that_are_too_weak_are_ideas_of_rules() -> None:
    ideas = {rule.idea for kind in ("firm", "status") for rule in ruled(kind)}
    assert {g for row in rules("events")["weak"] for g in row["grounds"]} <= ideas


def scene(text: str, *, title: str = "", statements: tuple[Statement, ...] = ()) -> Scene:
    """A scene as it is read without the model; the title stands in a line of its own."""
    text = f"{title}\n{text}" if title else text
    parts = [Span(a, b) for a, b in lines(text)]
    segments = [Segment("title" if title and not n else "body", part) for n, part in enumerate(parts)]
    cast = Cast(text, parts, [part for part in parts[:1] if title], knowledge(), ON)
    listener = Listener(cast, [])
    cast.ids()
    who = Who(listener, [])
    return Scene(text, segments, statements, times(text, segments, ON), who, knowledge(), published=ON)


def read(text: str, title: str = "") -> tuple[Event, ...]:
    return events(scene(text, title=title))


def told(text: str, title: str = "") -> list[str]:
    """Type, status, day and place of each event, "-" for what is not told."""
    return [
        f"{e.type} {e.status} {e.time.value if e.time else '-'} {e.place.name if e.place else '-'}"
        for e in read(text, title)
    ]


@pytest.mark.parametrize(
    ("text", "noted"),
    [
        ("The two sides held talks in Riga on Tuesday.", "talks held 2026-03-10 Riga"),
        ("Talks between Norway and Chad collapsed on Monday.", "talks failed 2026-03-09 -"),
        ("A third round of talks ended without a deal.", "talks failed - -"),
        ("The two delegations are holding talks in Vienna.", "talks ongoing - Vienna"),
        ("A fresh round of talks is expected on Sunday in Vienna.", "talks expected 2026-03-15 Vienna"),
        ("Peru and Chile are to hold talks in Lima in April.", "talks scheduled 2026-04 Lima"),
        ("Peru called for talks with Chile.", "talks proposed - -"),
        ("A meeting of the ministers in Riga, set for Monday, has been cancelled.",
         "meeting cancelled 2026-03-16 Riga"),
        ("Latvia denied that any meeting with Estonia took place.", "meeting denied - -"),
        ("Oman has offered to host a meeting in Muscat.", "meeting proposed - Muscat"),
        ("The next summit will be held in Nairobi next year.", "meeting scheduled 2027 Nairobi"),
        ("The ministers met in Riga on Tuesday.", "meeting held 2026-03-10 Riga"),
        ("The Latvian minister will meet her Estonian counterpart on Friday.",
         "meeting scheduled 2026-03-13 -"),
        ("The envoy urged the two leaders to meet in Geneva.", "meeting proposed - Geneva"),
        ("The two presidents spoke by phone on Wednesday.", "call held 2026-03-11 -"),
        ("Ilves denied that he had spoken by telephone with his Latvian counterpart.", "call denied - -"),
        ("The president visited Chad in February.", "visit held 2026-02 Chad"),
        ("A visit by the minister to Tallinn, scheduled for Friday, has been called off.",
         "visit cancelled 2026-03-13 Tallinn"),
        ("The treaty was signed in Riga in January by the two premiers.", "signing held 2026-01 Riga"),
        ("The ministers put their names on Tuesday to an accord on tolls.", "signing held 2026-03-10 -"),
        ("The treaty is to be signed in Riga on Friday.", "signing scheduled 2026-03-13 Riga"),
        ("Peru and Chile agreed on Tuesday to reopen the pass.", "agreement held 2026-03-10 -"),
        ("The union and the port reached a deal on Wednesday.", "agreement held 2026-03-11 -"),
        ("A ceasefire took effect on Monday.", "ceasefire held 2026-03-09 -"),
        ("The envoy proposed a ceasefire of ten days.", "ceasefire proposed - -"),
        ("The army and the rebels exchanged 40 prisoners on Tuesday.", "exchange held 2026-03-10 -"),
        ("A ballot is expected on Wednesday.", "vote expected 2026-03-18 -"),
        ("Drivers at three depots have voted to strike.", "vote held - -"),
        ("On Monday a motion of no confidence was defeated by two votes.", "vote held 2026-03-09 -"),
        ("The European Union imposed sanctions on two shipowners last month.", "sanction held 2026-02 -"),
        ("Militants attacked a convoy near Gao on Tuesday.", "attack held 2026-03-10 Gao"),
        ("Nine sailors were hurt when the ferry was struck by two drones.", "attack held - -"),
        ("Thousands marched through Lima on Sunday.", "protest held 2026-03-08 Lima"),
        ("The union called off its two-day strike.", "other cancelled - -"),
        ("Crews and other workers will walk out on Monday, the union said.", "other scheduled 2026-03-16 -"),
        ("His trial begins on Friday in Sarajevo.", "other scheduled 2026-03-13 Sarajevo"),
        # The same by other words.
        ("A parley between Norway and Chad in Riga petered out on Monday.", "talks failed 2026-03-09 Riga"),
        ("A back channel between Peru and Chile ran into the sand in January.", "talks failed 2026-01 -"),
        ("The two sides sat down together in Lima on Tuesday.", "talks held 2026-03-10 Lima"),
        ("Envoys of Norway and Chad came face to face in Riga on Tuesday.", "meeting held 2026-03-10 Riga"),
        ("The commission will gather again in Oslo on Friday.", "meeting scheduled 2026-03-13 Oslo"),
        ("Latvia floated a three-way retreat in Riga.", "meeting proposed - Riga"),
        ("A plenary in Riga, set for Monday, was put back.", "meeting cancelled 2026-03-16 Riga"),
        ("The two generals spoke on their hotline on Wednesday.", "call held 2026-03-11 -"),
        ("Norway and Chad inked two accords on fish in Riga on Tuesday.", "signing held 2026-03-10 Riga"),
        ("The union and the port thrashed out a compromise on Monday.", "agreement held 2026-03-09 -"),
        ("The four-day lull in fighting unravelled on Monday.", "ceasefire failed 2026-03-09 -"),
        ("The rebels handed over 31 captured soldiers on Sunday.", "exchange held 2026-03-08 -"),
        ("A show of hands on the plan was put off.", "vote cancelled - -"),
        ("Peruvians went to the polls on Sunday.", "vote held 2026-03-08 -"),
        ("Norway expelled two diplomats on Tuesday.", "sanction held 2026-03-10 -"),
        ("Peru slapped new duties on bicycles last month.", "sanction held 2026-02 -"),
        ("The two navies exchanged fire on Tuesday.", "attack held 2026-03-10 -"),
        ("Mortar rounds slammed into a market on Monday.", "attack held 2026-03-09 -"),
        ("Fishermen picketed the ministry on Monday.", "protest held 2026-03-09 -"),
        ("The crews of the tugs downed tools on Monday.", "other held 2026-03-09 -"),
    ],
)  # fmt: skip
def test_events(text: str, noted: str) -> None:
    assert told(text) == [noted]


@pytest.mark.parametrize(
    "text",
    [
        "Talks are never easy, the minister said.",
        "She has the negotiating skills of a carpet dealer.",
        "He told a press conference that the road was open.",
        "The club unveiled its new signing.",
        "The strike committee met nobody.",
        "Vote Leave has closed its office.",
        "Rovers’ attack hit the post three times.",
        "The plant could not meet its targets for March.",
        "He had a heart attack on Monday.",
        "There are no signs that a deal is near.",
        "They would not sign the treaty.",
        "Peru would have signed the treaty if Chile had kept its word.",
        "If the two sides agree, the road opens in May.",
        "One of the two agreed with the envoy.",
        "The peace process has stalled.",
        "The columnist attacked Ilves as weak.",
        "Unless talks resume, the port stays shut.",
        "The bridge is meeting the needs of both towns.",
        "He won 40 per cent of the vote.",
        "March was cold, and the swallows came late.",
        "He settled the question through dialogue.",
        "The blast furnace at the works is cold.",
        "He blew up a balloon for his daughter.",
        "The judge used to open hearings with a joke.",
        "The junta ruled out any talks.",
        "Inspectors gathered evidence in Riga.",
    ],
)
def test_what_is_no_event(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "title", "noted"),
    [
        # Mentioned again, with the day told later.
        ("Norway and Chad held a third round of talks in Riga. The talks, which began on Sunday, were short.",
         "", ["talks held 2026-03-08 Riga"]),
        # The headline tells of what the text tells.
        ("The walkout at the mine was due to begin on Monday, they said.", "Miners plan walkout over pay",
         ["other scheduled 2026-03-16 -"]),
        # What was to be and has been called off is one event.
        ("A strike by cleaners in Leeds has been called off, the union said. "
         "The two-day walkout was due to begin on Monday.", "", ["other cancelled 2026-03-16 Leeds"]),
        # A pronoun takes it up.
        ("Oman offered to host closed-door consultations. They are scheduled for Friday, it said.", "",
         ["talks scheduled 2026-03-13 -"]),
        # One was held, the next is to come.
        ("Norway and Chad held talks in Riga on Tuesday. A second round is to be held in Oslo in May.", "",
         ["talks held 2026-03-10 Riga", "talks scheduled 2026-05 Oslo"]),
        # A planned, a held and a cancelled meeting are three things.
        ("The ministers met in Riga on Tuesday. A meeting in Oslo, set for Friday, was cancelled. "
         "A follow-up meeting will be held in Bern in June.", "",
         ["meeting held 2026-03-10 Riga", "meeting cancelled 2026-03-13 Oslo",
          "meeting scheduled 2026-06 Bern"]),
        # Other days, other attacks.
        ("Militants attacked a convoy near Gao on Tuesday. On Monday they attacked a camp near Kidal.", "",
         ["attack held 2026-03-10 Gao", "attack held 2026-03-09 Kidal"]),
        # The strike goes on again: it is the one that began.
        ("Bus drivers began a strike in Hesse on Monday, they said. The strike would resume on Friday.", "",
         ["other held 2026-03-09 Hesse"]),
    ],
)  # fmt: skip
def test_one_event_or_several(text: str, title: str, noted: list[str]) -> None:
    assert told(text, title) == noted


def test_every_mention_is_a_trigger() -> None:
    (event,) = read(
        "Norway and Chad held talks in Riga on Sunday. The talks, which Oman led, were short.",
        "Norway, Chad hold talks",
    )
    assert [span.of(event.trigger.text) for span in event.trigger] == ["talks", "talks", "talks"]


def test_ids_are_in_order_and_codes_are_those_of_plover() -> None:
    found = read(
        "The ministers met in Riga on Tuesday. Militants attacked a convoy near Gao. A vote was held today."
    )
    assert [(e.id, e.plover) for e in found] == [("e1", "CONSULT"), ("e2", "ASSAULT"), ("e3", None)]


def test_every_event_says_why() -> None:
    (event,) = read("The two sides held talks in Riga on Tuesday.")
    reasons = dict(event.reasons)
    assert set(reasons) == {"type", "status", "time", "place"}
    assert all(score.reason and 0 < score.value <= 1 for score in reasons.values())


def statement(text: str, content: str) -> Statement:
    at = text.index(content)
    passage = Passage(text, (Span(at, at + len(content)),))
    return Statement("s1", "indirect", passage, Passage(text), Passage(text), 0.9)


def test_who_reports_it() -> None:
    text = "Ilves said a meeting in Riga had been cancelled. Norway and Chad held talks in Oslo on Tuesday."
    found = events(scene(text, statements=(statement(text, "a meeting in Riga had been cancelled"),)))
    assert [(e.type, e.reported_by) for e in found] == [("meeting", "s1"), ("talks", None)]


def test_the_day_of_saying_is_not_that_of_the_event() -> None:
    text = "Ilves said on Tuesday that a meeting with Peru would be held in Riga."
    spoken = statement(text, "that a meeting with Peru would be held in Riga")
    when = next(t for t in times(text, [Segment("body", Span(0, len(text)))], ON))
    (event,) = events(scene(text, statements=(replace(spoken, said=when),)))
    assert event.time is None
    assert event.place is not None
    assert event.place.name == "Riga"


@pytest.mark.xfail(reason="a meeting that is told by what people do, without any word for one")
def test_meetings_without_a_word_for_them() -> None:
    assert told("The judge got the two rivals into one room on Tuesday.") == ["meeting held 2026-03-10 -"]


@pytest.mark.xfail(reason="figures of speech need more than the words around them")
def test_figures_of_speech() -> None:
    assert told("We had a truce with this winter up to last week.") == []


def test_long_texts_take_time_in_proportion() -> None:
    """The patterns are bounded: a text of no full stops does not take for ever."""
    assert len(read("talks " * 4000)) <= 1
