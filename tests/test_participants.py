"""Who takes part in an event, and as what: news sentences with the event in brackets, and what a careful
reader would note down."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from onrecord.dealings.participants import filled, participants, ruled
from onrecord.dealings.scene import Scene
from onrecord.dealings.sketch import sketched
from onrecord.grammar import Grammar, Word
from onrecord.quotes import lines
from onrecord.records import EventType, Segment, Span
from onrecord.resolve.cast import Cast
from onrecord.resolve.dates import times
from onrecord.resolve.knowledge import knowledge
from onrecord.resolve.listener import Listener
from onrecord.resolve.who import Who
from onrecord.resources import rules

ON = "2025-06-12"
RULES = rules("participants")["rule"]
EXAMPLES = [(i, words) for i, rule in enumerate(RULES) for words in rule["examples"]]
TRAPS = [(i, words) for i, rule in enumerate(RULES) for words in rule.get("counterexamples", ())]


def scene(text: str) -> Scene:
    """A scene without statements, as it is read without the model."""
    parts = [Span(a, b) for a, b in lines(text)]
    segments = [Segment("body", part) for part in parts]
    cast = Cast(text, parts, [], knowledge(), ON)
    listener = Listener(cast, [])
    cast.ids()
    return Scene(text, segments, [], times(text, segments, ON), Who(listener, []), knowledge(), published=ON)


def marked(row: str) -> tuple[Scene, Span]:
    """The scene of a text, and the place of the event that stands in brackets in it."""
    before, event, after = re.split(r"[\[\]]", row)
    return scene(before + event + after), Span(len(before), len(before) + len(event))


def noted(row: str, type: EventType = "talks") -> dict[str, str]:
    """The participants of the event in brackets with their roles."""
    read, trigger = marked(row)
    found = participants(read, trigger, type)
    assert len({p.actor for p in found}) == len(found)
    return {p.actor: p.role for p in found}


@pytest.mark.parametrize(("rule", "words"), EXAMPLES)
def test_examples_of_rules(rule: int, words: str) -> None:
    assert ruled()[rule].pattern.search(words)


@pytest.mark.parametrize(("rule", "words"), TRAPS)
def test_counterexamples_of_rules(rule: int, words: str) -> None:
    assert not ruled()[rule].pattern.search(words)


def test_every_gap_of_a_pattern_is_filled() -> None:
    assert [r["idea"] for r in RULES if "%" in filled(r["pattern"])] == []


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("Norway and Chad have [agreed] in principle on a zone.", "A V in principle on zone"),
        ("The talks, which ran all week, were [mediated] by Qatar.", "E be V by A"),
        ("Officials of Norway held a second round of [talks] in Oslo.", "A hold second E of T"),
        ("Turkish-brokered [talks] began in Doha.", "C-mediate T hold"),
        ("Chad’s foreign minister, Issa Moru, refused to attend the [summit].", "A not join T"),
    ],
)
def test_sketches(row: str, words: str) -> None:
    read, trigger = marked(row)
    assert sketched(read, read.sentence(trigger.start), trigger).words == words


@pytest.mark.parametrize(
    ("row", "type", "parties"),
    [
        # the subject, and the object
        ("Norway and Chad [met] in Geneva.", "meeting", ["NOR", "TCD"]),
        ("Norway, Chad and Kenya [met] on Monday.", "meeting", ["KEN", "NOR", "TCD"]),
        ("The Norwegian foreign minister [met] his Kenyan counterpart, Otieno Barasa.",
         "meeting", ["KEN", "NOR"]),
        ("Chad [held talks] with Kenya on Tuesday.", "talks", ["KEN", "TCD"]),
        ("Chad will [sign] the fisheries treaty with Kenya in May.", "signing", ["KEN", "TCD"]),
        ("Kenya and Chad are due to [sign] the treaty.", "signing", ["KEN", "TCD"]),
        ("The treaty was [signed] by Norway and Kenya.", "signing", ["KEN", "NOR"]),
        ("The document was [initialled] by experts of the three countries, Chad, Kenya and Norway.",
         "signing",
         ["KEN", "NOR", "TCD"]),
        ("Kenya’s president, Achieng Odera, [called] the Norwegian prime minister on Friday.", "call",
         ["KEN", "NOR"]),
        ("Chad [attacked] Kenya at dawn.", "attack", ["KEN", "TCD"]),
        ("A depot was [shelled] by Chadian forces.", "attack", ["TCD"]),
        ("The prime minister of Norway, who arrived on Sunday, [met] Kenyan officials.",
         "meeting", ["KEN", "NOR"]),
        ("Norwegian officials flew to Nairobi and [met] Kenyan negotiators.", "meeting", ["KEN", "NOR"]),
        ("After [meeting] the Kenyan delegation, Norway’s envoy said little.", "meeting", ["KEN", "NOR"]),
        # the noun
        ("[Talks] between Norway and Chad collapsed.", "talks", ["NOR", "TCD"]),
        ("[Talks] on a grain corridor between Norway and Chad collapsed.", "talks", ["NOR", "TCD"]),
        ("The U.S.-Iran [talks] go on.", "talks", ["IRN", "USA"]),
        ("The Chad–Kenya [talks] go on.", "talks", ["KEN", "TCD"]),
        ("Norway’s [talks] with Chad go on.", "talks", ["NOR", "TCD"]),
        ("The [meeting] of Norwegian and Chadian officials lasted an hour.", "meeting", ["NOR", "TCD"]),
        ("A [meeting] of officials from Norway and Chad is planned.", "meeting", ["NOR", "TCD"]),
        ("Norway and Chad agreed to resume [talks] in August.", "talks", ["NOR", "TCD"]),
        ("Norway and Chad agreed to a [truce] on Friday.", "ceasefire", ["NOR", "TCD"]),
        ("Chad’s foreign minister, Issa Moru, arrived in Oslo for [talks] with Norway.",
         "talks", ["NOR", "TCD"]),
        ("Chad’s chief negotiator, Issa Moru, said after the [talks] with Kenya that they had failed.",
         "talks",
         ["KEN", "TCD"]),
        ("Norway imposed [sanctions] on Chad.", "sanction", ["NOR", "TCD"]),
        ("The US, Kenya and island states have held [negotiating rounds].", "talks", ["KEN", "USA"]),
        ("NATO leaders began a [summit] in Oslo.", "meeting", ["Q7184"]),
    ],
)  # fmt: skip
def test_parties(row: str, type: EventType, parties: list[str]) -> None:
    assert noted(row, type) == dict.fromkeys(parties, "party")


@pytest.mark.parametrize(
    ("row", "parts"),
    [
        ("Norway and Chad [met] under Turkish mediation.",
         {"NOR": "party", "TCD": "party", "TUR": "mediator"}),
        ("Norway and Chad [met] under US mediation.", {"NOR": "party", "TCD": "party", "USA": "mediator"}),
        ("The [talks], which ran all week, were brokered by the African Union.", {"Q7159": "mediator"}),
        ("The [talks] went on with the African Union as mediator.", {"Q7159": "mediator"}),
        ("The Qatari-brokered [talks] go on.", {"QAT": "mediator"}),
        ("Qatar mediated the [talks] between Chad and Kenya.",
         {"QAT": "mediator", "TCD": "party", "KEN": "party"}),
        ("[Talks] at Acas broke down.", {"acas": "mediator"}),
        ("The [talks] are private. Qatar acts as mediator.", {"QAT": "mediator"}),
        ("[Talks] hosted by Qatar will begin.", {"QAT": "host"}),
        ("Qatar has offered to host a follow-up [meeting] in May.", {"QAT": "host"}),
        ("Norway and Chad [met] in Doha at the invitation of Qatar.",
         {"NOR": "party", "TCD": "party", "QAT": "host"}),
        ("Norway and Chad held [talks], with Kenyan negotiators keeping Cairo informed.",
         {"NOR": "party", "TCD": "party", "EGY": "informed"}),
        ("Norway and Chad held [talks]. Egypt has been kept informed.",
         {"NOR": "party", "TCD": "party", "EGY": "informed"}),
        ("Libya, which was told of the [talks], has no part in them.", {"LBY": "informed"}),
        ("Another round of [talks] is due in May, but without US participation.",
         {"USA": "absent"}),
        ("The [talks] were held without European or Kenyan participation.", {"KEN": "absent"}),
        ("Norway will not take part in the [talks].", {"NOR": "absent"}),
        ("Norway was not invited to the [summit].", {"NOR": "absent"}),
        ("Norway is boycotting the [summit].", {"NOR": "absent"}),
        ("Norway pulled out of the [talks] on Friday.", {"NOR": "absent"}),
        ("Norway walked out of the [talks] on Friday.", {"NOR": "party"}),
        ("Chad and Kenya will hold [talks] in May. The United States will not take part.",
         {"TCD": "party", "KEN": "party", "USA": "absent"}),
        ("The [talks] ended on Monday. Libya sent an observer but took no part in them.",
         {"LBY": "absent"}),
        # The two of whom the report tells.
        ("Norway and Chad trade blame. The two navies held [talks] on Monday.",
         {"NOR": "party", "TCD": "party"}),
        ("Norway and Chad are at odds. The negotiators concluded three days of [talks] on Monday.",
         {"NOR": "party", "TCD": "party"}),
        ("Oman summoned Norway and Chad to Muscat for [talks].",
         {"OMN": "host", "NOR": "party", "TCD": "party"}),
        ("Oman abandoned its attempt to mediate between Norway and Chad after Libya did not turn up for "
         "the [talks].", {"OMN": "mediator", "NOR": "party", "TCD": "party", "LBY": "absent"}),
    ],
)  # fmt: skip
def test_roles(row: str, parts: dict[str, str]) -> None:
    assert noted(row) == parts


def tagged(text: str, *rows: tuple[str, str, str]) -> Grammar:
    """The grammar of some words of a text: each word, its part of speech, its relation."""
    found = ((text.index(word), word, pos, relation) for word, pos, relation in rows)
    return Grammar(
        [Word(Span(at, at + len(word)), pos, relation) for at, word, pos, relation in sorted(found)]
    )


def test_people_without_a_name_take_part_in_a_strike() -> None:
    read, trigger = marked("Welders at two yards [downed] tools on Monday.")
    words = tagged(read.text, ("Welders", "NNS", "nsubj"), ("at", "IN", "case"), ("downed", "VBD", "root"))
    (found,) = participants(replace(read, grammar=words), trigger, "other")
    assert (found.actor, found.role, found.span.of(read.text)) == ("welders", "party", "Welders")


@pytest.mark.parametrize(
    ("row", "type", "nobody"),
    [
        ("Norway welcomed the [talks].", "talks", ["NOR"]),
        ("Norway said that Chad and Kenya would [meet] in May.", "meeting", ["NOR"]),
        ("The [talks] took place in Norway.", "talks", ["NOR"]),
        ("The Oslo [talks] go on.", "talks", ["NOR"]),
        ("Norway will host a fair, and [talks] with Chad go on.", "talks", ["NOR"]),
        ("Chad’s envoy was in Oslo before [talks] that Kenya had called useless.", "talks", ["KEN"]),
        ("Norwegian rebels and Chad [signed] a truce.", "signing", ["NOR"]),
        ("Reuters reported that the [talks] had failed.", "talks", ["reuters"]),
        ("Kenya has no role in the [talks] between Chad and Norway.", "talks", ["KEN"]),
        ("The [talks] go on without Kenya’s consent.", "talks", ["KEN"]),
        ("Kenya blamed Chad after [talks] broke down, and Norway was not in the report.", "talks", ["NOR"]),
    ],
)  # fmt: skip
def test_who_takes_no_part(row: str, type: EventType, nobody: list[str]) -> None:
    assert not noted(row, type).keys() & set(nobody)


@pytest.mark.parametrize(
    ("row", "type", "parts"),
    [
        ("Oda Brekke, general secretary of the Ferry Crew Union, said no. Brekke [met] Norwegian ministers.",
         "meeting", {"ferry-crew-union": "party", "NOR": "party"}),
        ("Oda Brekke, the former prime minister of Norway, [met] Chadian officials.", "meeting",
         {"oda-brekke": "party", "TCD": "party"}),
        ("Norway and Chad signed a truce. Envoys said that both countries would [meet] again.", "meeting",
         {"NOR": "party", "TCD": "party"}),
        ("Sergey Lavrov [met] Kenyan officials.", "meeting", {"RUS": "party", "KEN": "party"}),
    ],
)  # fmt: skip
def test_who_acts_for_a_side_is_that_side(row: str, type: EventType, parts: dict[str, str]) -> None:
    assert noted(row, type) == parts


def test_the_ceremony_takes_up_the_signing() -> None:
    row = (
        "The treaty will be [signed] in Oslo by Chad and Kenya.\n\nThe text is ready."
        "\n\nIt has nine articles.\n\nLibya will stay away from the ceremony."
    )
    assert noted(row, "signing") == {"TCD": "party", "KEN": "party", "LBY": "absent"}


def test_spans_are_the_words_that_name_the_actor() -> None:
    read, trigger = marked("Norway’s foreign minister, Oda Brekke, [met] Chadian officials.")
    words = [p.span.of(read.text) for p in participants(read, trigger, "meeting")]
    assert words == ["Norway", "Chadian"]
