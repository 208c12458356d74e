"""Invented reports for the tests of the views: no such people, places or papers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from itertools import count

from onrecord.records import (
    Actor,
    ActorType,
    Condition,
    ConditionKind,
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
    SegmentKind,
    Span,
    Stage,
    Statement,
    StatementKind,
    Time,
)

HARBOUR: list[tuple[SegmentKind, str]] = [
    ("furniture", "News › Coast › Harbours"),
    ("title", "Merrow harbour talks close “to the last page”, says minister"),
    ("byline", "By Tilda Oske"),
    ("furniture", "Published: 3 May 2031"),
    ("dateline", "ORVAL, 3 May (Northwire) —"),
    (
        "body",
        " The ports minister of Merrow, Ansel Quill, said on Saturday that his government would sign the "
        "harbour treaty only if the dredging clause was restored. “We have read every line of it twice,” he "
        "told reporters on the quay, “and we will not read it a third time. There is a tide for such things, "
        "and it does not wait for lawyers.”",
    ),
    (
        "body",
        "Across the strait, officials in Tarn & Vale described the demand as a “late invention”. Their chief "
        "negotiator, Ione Farrant, denied that any clause had been removed.",
    ),
    ("subhead", "Fishermen wait"),
    (
        "body",
        "According to the Northwire agency, Ms. Farrant has offered to meet Mr. Quill on the lightship next "
        "Thursday. A spokesman for the fishing cooperative said that its chairman, Bram Ostley, had told him "
        "the boats would stay in port until both sides had signed.",
    ),
    ("body", "The vote in the Merrow assembly is expected on Friday, it was said."),
    ("caption", "The lightship Constance off Orval. <Photo: I. Farrant>"),
    ("furniture", "Also read: Eleven ferries that never came back"),
    ("furniture", "Share   Print   Subscribe to our newsletter"),
    ("credit", "(Reporting by Tilda Oske; editing by Jun Marchetti)"),
]


def laid_out(parts: list[tuple[SegmentKind, str]]) -> tuple[str, tuple[Segment, ...]]:
    """The text of some segments, a blank line between them unless the next begins with a blank."""
    text, segments = "", []
    for kind, words in parts:
        text += "" if not text or words.startswith(" ") else "\n\n"
        start = len(text) + len(words) - len(words.lstrip())
        text += words
        segments.append(Segment(kind, Span(start, len(text))))
    return text, tuple(segments)


def passage(text: str, *words: str, after: str = "") -> Passage:
    """The place of the words, each looked for behind the last, the first from ``after`` on."""
    spans, at = [], text.index(after)
    for one in words:
        start = text.index(one, at)
        at = start + len(one)
        spans.append(Span(start, at))
    return Passage(text, tuple(spans))


def report(text: str, *statements: Statement, segments: tuple[Segment, ...] = (), **about: object) -> Report:
    """A report with an id that is right; a text without segments is all body."""
    segments = segments or ((Segment("body", Span(0, len(text))),) if text else ())
    key = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Report(key, text, segments, statements, **about)  # type: ignore[arg-type]


def harbour() -> Report:
    """A report with eight statements: of two spans, nested, without source, without cue, in a title."""
    text, segments = laid_out(HARBOUR)
    ids = (f"s{n}" for n in count(1))

    def note(
        kind: StatementKind, source: str, cue: str, *content: str, after: str, sure: float = 0.97
    ) -> Statement:
        def found(words: str) -> Passage:
            return passage(text, words, after=after) if words else Passage(text)

        content_found = passage(text, *content, after=after)
        return Statement(next(ids), kind, content_found, found(cue), found(source), sure)

    return report(
        text,
        note("mixed", "minister", "says", "Merrow harbour talks close “to the last page”", after="Merrow"),
        note(
            "indirect", "The ports minister of Merrow, Ansel Quill,", "said",
            "that his government would sign the harbour treaty only if the dredging clause was restored",
            after=" The ports",
        ),
        note(
            "direct", "he", "told", "“We have read every line of it twice,”",
            "“and we will not read it a third time. There is a tide for such things, "
            "and it does not wait for lawyers.”",
            after="“We have",
        ),
        note(
            "mixed", "officials in Tarn & Vale", "described", "the demand as a “late invention”",
            after="Across", sure=0.58,
        ),
        note(
            "indirect", "Their chief negotiator, Ione Farrant,", "denied",
            "that any clause had been removed", after="Their chief",
        ),
        note(
            "indirect", "Northwire agency", "According to",
            "Ms. Farrant has offered to meet Mr. Quill on the lightship next Thursday",
            after="According", sure=0.81,
        ),
        note(
            "indirect", "Ms. Farrant", "offered", "to meet Mr. Quill on the lightship next Thursday",
            after="Ms. Farrant",
        ),
        note(
            "indirect", "its chairman, Bram Ostley,", "told",
            "the boats would stay in port until both sides had signed", after="A spokesman", sure=0.74,
        ),
        note(
            "indirect", "", "it was said", "The vote in the Merrow assembly is expected on Friday",
            after="The vote", sure=0.44,
        ),
        segments=segments,
        url="https://courier.example/harbour?day=3&page=1",
        outlet="Straits Courier",
        title="Merrow harbour talks close “to the last page”, says minister",
        byline="Tilda Oske",
        published="2031-05-03",
        language="en",
        name="harbour.txt",
    )  # fmt: skip


def resolved() -> Report:
    """The harbour report with whom, through whom, when and where: of each kind of actor, one in doubt; with
    what is held, what it depends on, three events and two papers."""
    one = harbour()
    text = one.text

    def at(words: str, after: str = "") -> Span:
        return passage(text, words, after=after).spans[0]

    def actor(id: str, name: str, type: ActorType, *mentions: Mention, **about: object) -> Actor:
        score = about.pop("score", Score(0.95, "named in full"))
        return Actor(id, name, type, score, mentions=mentions, **about)  # type: ignore[arg-type]

    def means(words: str, after: str, value: float, reason: str) -> Mention:
        return Mention(at(words, after), Score(value, reason))

    actors = (
        actor(
            "ansel-quill", "Ansel Quill", "person",
            means("minister", "minister\n", 0.9, "the one minister of this report"),
            means("The ports minister of Merrow, Ansel Quill,", "", 0.98, "named in full"),
            means("he", "twice,” he", 0.88, "the last man who spoke"),
            means("Mr. Quill", "", 0.92, "last name of one in this report"),
            country="merrow", roles=("ports minister",),
        ),
        actor("merrow", "Merrow", "country", means("Merrow", "", 0.99, "a country"), country="merrow"),
        actor("officials-in-tarn-and-vale", "officials in Tarn & Vale", "group",
              means("officials in Tarn & Vale", "", 0.9, "a group without names")),
        actor(
            "Q1", "Ione Farrant", "person",
            means("Their chief negotiator, Ione Farrant,", "", 0.55, "one of two of this name"),
            means("Ms. Farrant", "", 0.9, "last name of one in this report"),
            country="tarn", roles=("chief negotiator",), score=Score(0.55, "one of two of this name"),
        ),
        actor("tarn", "Tarn & Vale", "country", country="tarn"),
        actor("northwire", "Northwire", "outlet", means("Northwire agency", "", 0.97, "an agency")),
        actor("bram-ostley", "Bram Ostley", "person",
              means("its chairman, Bram Ostley,", "", 0.96, "named in full"), roles=("chairman",)),
        actor("spokesman", "spokesman for the fishing cooperative", "person",
              means("A spokesman for the fishing cooperative", "", 0.9, "an unnamed person")),
        actor("reporters", "reporters", "group", means("reporters", "", 0.9, "a group")),
    )  # fmt: skip
    saturday = Time(at("on Saturday"), "DATE", "2031-05-03", "the last Saturday on or before 3 May 2031")
    thursday = Time(at("Thursday"), "DATE", "2031-05-08", "the Thursday after 3 May 2031")
    friday = Time(at("on Friday"), "DATE", None, "no date to count from")
    orval = Place("Orval", "merrow", at("ORVAL"), 51.25, -4.5, "of the dateline, where the minister is")
    s = list(one.statements)
    s[0] = replace(s[0], speaker="ansel-quill")
    s[1] = replace(
        s[1], speaker="ansel-quill", said=saturday, reasons=(("said", Score(0.95, "in the sentence")),)
    )
    s[2] = replace(
        s[2], speaker="ansel-quill", said=saturday, place=orval,
        addressee=(Party("reporters", at("reporters")),),
        reasons=(
            ("speaker", Score(0.88, "“he” is the last man who spoke")),
            ("said", Score(0.8, "goes on from the sentence before")),
            ("place", Score(0.5, "on the quay, of which the dateline may tell")),
        ),
    )  # fmt: skip
    s[3] = replace(s[3], speaker="officials-in-tarn-and-vale")
    s[4] = replace(s[4], speaker="Q1")
    s[5] = replace(s[5], speaker="northwire")
    s[6] = replace(
        s[6], speaker="Q1", channel=(Party("northwire", at("Northwire agency")),),
        reasons=(("channel", Score(0.9, "“According to” stands before it")),),
    )  # fmt: skip
    s[7] = replace(
        s[7], speaker="bram-ostley",
        channel=(Party("spokesman", at("A spokesman for the fishing cooperative")),),
    )  # fmt: skip
    held(s, at)
    return replace(
        one, statements=tuple(s), actors=actors, times=(saturday, thursday, friday),
        credits=(Party("northwire", at("Northwire")),), events=happened(text, thursday, friday),
        papers=written(text),
    )  # fmt: skip


def held(s: list[Statement], at: Callable[..., Span]) -> None:
    """Give the statements their acts, conditions and matters."""

    def condition(kind: ConditionKind, marker: str, words: str, value: float = 0.9) -> Condition:
        return Condition(at(words), at(marker, words), kind, Score(value, f"“{marker}” opens it"))

    treaty = Matter("harbour treaty", at("harbour treaty"))
    acts = (("act", Score(0.86, "“would sign”: the speaker's side is to do it")),)
    s[1] = replace(
        s[1], act="accept", plover="AGREE", cameo="030", target=Party("tarn", at("Tarn & Vale")),
        conditions=(condition("only_if", "only if", "only if the dredging clause was restored"),),
        matter=(treaty, Matter("dredging clause", at("dredging clause"))),
        reasons=(*s[1].reasons, *acts, ("plover", Score(0.8, "what was asked for is agreed to"))),
    )  # fmt: skip
    s[2] = replace(s[2], act="reject", reasons=(*s[2].reasons, ("act", Score(0.9, "“will not”: a refusal"))))
    s[3] = replace(s[3], act="criticise", reasons=(("act", Score(0.5, "“late”: it is called bad")),))
    s[4] = replace(s[4], act="deny")
    s[6] = replace(s[6], act="propose", plover="CONSULT", matter=(Matter("lightship", at("lightship")),))
    s[7] = replace(
        s[7], act="promise", conditions=(condition("until", "until", "until both sides had signed"),)
    )


def happened(text: str, thursday: Time, friday: Time) -> tuple[Event, ...]:
    """Talks in a headline, a meeting that is offered, and a vote of which nobody says who expects it."""

    def at(words: str, after: str = "") -> Span:
        return passage(text, words, after=after).spans[0]

    talks = Passage(text, (at("talks"),))
    meeting = Passage(text, (at("meet Mr. Quill"),))
    vote = Passage(text, (at("vote", "The vote"),))
    return (
        Event(
            "e1", "talks", talks, "ongoing", (Participant("merrow", "party", at("Merrow")),),
            place=Place("Orval", "merrow", at("ORVAL")), plover="CONSULT",
            reasons=(("type", Score(0.8, "“talks”: a round of talks")), ("status", Score(0.55, "close"))),
        ),
        Event(
            "e2", "meeting", meeting, "proposed",
            (
                Participant("Q1", "party", at("Ms. Farrant")),
                Participant("ansel-quill", "party", at("Mr. Quill")),
                Participant("reporters", "absent", at("reporters")),
            ),
            time=thursday, reported_by="s7", reasons=(("time", Score(0.9, "stands after it")),),
        ),
        Event("e3", "vote", vote, "expected", time=friday, reported_by="s9"),
    )  # fmt: skip


def written(text: str) -> tuple[Paper, ...]:
    """A treaty that is told of twice, and a clause of which nothing is told."""
    treaty = passage(text, "harbour treaty", "every line of it")
    sides = (
        Party("merrow", passage(text, "Merrow").spans[0]),
        Party("tarn", passage(text, "Tarn & Vale").spans[0]),
    )
    unsigned, signed = (passage(text, words).spans[0] for words in ("would sign", "had signed"))
    return (
        Paper("p1", "harbour treaty", treaty, sides, (
            Stage("unsigned", unsigned, None, "s2", Score(0.8, "still to be signed")),
            Stage("signed", signed, "2031-05-08", None, Score(0.5, "told as done")),
        )),
        Paper("p2", "dredging clause", passage(text, "dredging clause")),
    )  # fmt: skip
