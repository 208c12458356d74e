"""Joining across reports: copies, the same statement, origins, drift, change and conflict. All of it is
invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from ledgers import Told, cluster, ledger, place, story  # noqa: F401

from eval import joining as measure
from onrecord.joining.changes import changes, conflicts
from onrecord.joining.copies import copies
from onrecord.joining.disputes import disputes
from onrecord.joining.drift import drift
from onrecord.joining.figures import figures
from onrecord.joining.join import join
from onrecord.joining.kept import KeptCondition, KeptEvent, KeptReport, KeptStatement, Verdicts
from onrecord.joining.made import kept_event
from onrecord.joining.origins import Origin, count, origins
from onrecord.joining.people import Bearer, people_of, same_people
from onrecord.joining.same import renderings
from onrecord.joining.terms import keys, named, negated, terms
from onrecord.ledger import Ledger, judging
from onrecord.records import Report, Segment, Span
from onrecord.sentences import sentences

DISPATCH = """The ferry line across the strait of Orval is to open in April, the harbour master Tilda Quennel
said.

“Nobody will get his feet wet, and nobody will get rich,” Quennel told reporters on the quay.

The line was closed nine years ago after a storm had torn away the southern pier. Merrow pays for the new one.

Fishermen are angry because the buoys of the fairway stand where they used to lay their lobster pots.

A first trial is set for the second week of March, with sandbags in the place of passengers."""

REWRITTEN = """In April the ferry will sail across the strait of Orval again. Harbour master Tilda Quennel
said so.

"No one is going to get wet feet, and no one will get rich," she told journalists on the quay.

Nine years ago a storm tore away the southern pier and the line was closed. The new pier is paid for by
Merrow.

The fishermen are furious: the fairway's buoys are where they used to lay their pots for lobster.

In the second week of March there will be a first trial, with sandbags instead of passengers."""

THE_DAY_AFTER = """The fishermen of Orval have towed two buoys of the new fairway into the harbour basin.

“They can have them back for a licence,” their speaker Bram Ostley said on Thursday. The coast guard took down
names.

The ferry line across the strait of Orval is to open in April. A first trial is set for the second week of
March."""

ELSEWHERE = """A bridge over the river Tarn is to be painted in June, the road office of Vale said on
Wednesday.

The paint is green. Drivers will have to queue for eleven nights, and cyclists are asked to push."""


def told(id: str, text: str, day: str = "2031-02-05", **about: Any) -> KeptReport:
    return KeptReport(id, text, tuple(sentences(text)), published=day, **about)


def said(id: str, content: str, **about: Any) -> KeptStatement:
    """A statement of Ansel Quill's on 3 May, in a report of its own, if nothing else is said."""
    day = about.pop("day", "2031-05-03")
    known: dict[str, Any] = {
        "report": f"r{id}", "number": 1, "spans": (Span(0, len(content)),), "speaker": "ansel-quill",
        "name": "Ansel Quill", "country": "merrow", "earliest": day, "latest": day, "published": day,
    }  # fmt: skip
    return KeptStatement(id, content=content, **(known | about))


def bound(content: str, words: str) -> tuple[KeptCondition, ...]:
    at = content.index(words)
    return (KeptCondition("if", words, (Span(at, at + len(words)),)),)


# ---- words ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Our boats will stay in port for two weeks", "Our vessels remain in harbour for a fortnight"),
        ("tolls had been on the table", "tolls were discussed"),
        ("a total of twelve Norwegian trawlers", "a sum of 12 trawlers of Norway"),
        ("2,500 soldiers", "2500 troops"),
        ("He ruled out talks", "He excluded negotiations"),
        ("two hundred homes for 400 thousand crowns", "200 houses for 400,000 crowns"),
        ("twenty-three people on board", "23 people aboard"),
        ("It no longer sends boats", "It stopped sending vessels"),
    ],
)
def test_words_for_the_same_are_one(one: str, other: str) -> None:
    assert sorted(keys(one)) == sorted(keys(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("by March 20", "a protest on the 20th"), ("open to talks", "began talks"), ("in Moscow", "in Minsk")],
)
def test_words_for_others_are_two(one: str, other: str) -> None:
    assert sorted(keys(one)) != sorted(keys(other))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the reservoir is 94 percent full", [("94", "percent")]),
        ("a summit on December 18 or 18 December", [("18 december", "day"), ("18 december", "day")]),
        ("a loan of $300 million", [("300 million", "usd")]),
        ("no number at all", []),
    ],
)
def test_numbers_and_what_they_count(text: str, found: list[tuple[str, str]]) -> None:
    assert [(f.value, f.unit) for f in figures(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("we did not come to count nails", ["arriv", "count", "nail"]),
        ("no longer open", []),
        ("not only in Orval", []),
        ("will strike unless wages rise", ["grow", "wag"]),
    ],
)
def test_what_a_text_says_no_to(text: str, found: list[str]) -> None:
    assert sorted(negated(text)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Boats from Orval sail to Sweden in May", ["SWE", "orval"]),
        ("The harbour is shut. Nobody sails on Monday", []),
        ("“Tarnmouth is shut,” as in Orval", ["orval"]),
    ],
)
def test_words_that_name_something(text: str, found: list[str]) -> None:
    assert sorted(named(text, terms(text))) == found


# ---- people ---------------------------------------------------------------------------------------------

IN_FULL = Bearer(
    "ansel-quill", "Ansel Quill", "r1", "person", "MRW", ("harbour minister",), "2031-05-03", "r1"
)
NAMESAKE = Bearer("orla-quill", "Orla Quill", "r3", "person", "TRN", ("judge",), "2031-05-04")


def last_name(id: str = "quill", name: str = "Quill", **about: Any) -> Bearer:
    return Bearer(id, name, "r2", **({"day": "2031-05-04", "country": "MRW"} | about))


@pytest.mark.parametrize(
    ("one", "others", "person", "why"),
    [
        (last_name(), [], "ansel-quill", "country"),
        (last_name(country=None, roles=("harbour minister",)), [], "ansel-quill", "office"),
        (last_name(country=None, dispatch="r1"), [], "ansel-quill", "dispatch"),
        (last_name("minister-quill", "Dr. Minister Quill"), [], "ansel-quill", "country"),
        (last_name("quill@r2", "Quill’s", type="group"), [], "ansel-quill", "country"),
        (last_name("ansel-kvill", "Ansel Kvill"), [], None, ""),
        (last_name("a-quill", "A. Quill"), [], "ansel-quill", "initial"),
        (last_name("o-quill", "O. Quill"), [], None, ""),
        (last_name("ansel-quilt", "Ansel Quilt", roles=("harbour minister",)), [], "ansel-quill", "letter"),
        (last_name("ansel-quilt", "Ansel Quilt", roles=("judge",)), [], None, ""),
        (last_name("ansel-van-quill", "Ansel van Quill"), [], "ansel-quill", "same name"),
        # Doubt is no join.
        (last_name(country=None), [], None, ""),
        (last_name(country="TRN"), [], None, ""),
        (last_name(day="2031-05-20"), [], None, ""),
        (last_name(day=None), [], None, ""),
        (last_name(), [replace(NAMESAKE, country="MRW")], None, ""),
        (last_name(), [replace(NAMESAKE, country=None)], None, ""),
        # Somebody of that name in another country, or in reports of other days, is no doubt.
        (last_name(), [NAMESAKE], "ansel-quill", "country"),
        (last_name(), [replace(NAMESAKE, country="MRW", day="2031-08-01")], "ansel-quill", "country"),
        (last_name(dispatch="r1"), [replace(NAMESAKE, country="MRW")], "ansel-quill", "dispatch"),
    ],
)
def test_who_is_meant_by_a_name(one: Bearer, others: list[Bearer], person: str | None, why: str) -> None:
    found = {same.actor: same for same in same_people([IN_FULL, one, *others])}
    assert (found[one.actor].person if one.actor in found else None) == person
    assert person is None or (why in found[one.actor].score.reason and found[one.actor].score.value < 1)


def test_an_id_of_the_knowledge_base_is_the_best_and_a_last_name_alone_is_enough_of_its_people() -> None:
    known = replace(IN_FULL, actor="Q7", country=None, roles=())
    unknown = last_name("ansel-quill", "Ansel Quill", country=None)
    found = same_people([known, unknown, replace(last_name(country=None), report="r3")])
    assert {(same.actor, same.person) for same in found} == {("ansel-quill", "Q7"), ("quill", "Q7")}


@pytest.mark.parametrize(
    ("names", "days", "one"),
    [
        (("Halyard", "Halyard"), ("2031-05-03", "2031-05-09"), True),
        (("Halyard", "Halyard"), ("2031-05-03", "2031-09-09"), False),
        (("Halyard", "Halyard"), ("2031-05-03", None), False),
        (("Officials", "Officials"), ("2031-05-03", "2031-05-03"), False),
        (("Two traders", "Two traders"), ("2031-05-03", "2031-05-03"), False),
        (("Norwegians", "Norwegians"), ("2031-05-03", "2031-05-03"), False),
        (("two traders", "two traders"), ("2031-05-03", "2031-05-03"), False),
    ],
)
def test_a_group_with_a_name_is_one_in_all_reports(
    names: tuple[str, str], days: tuple[str, str | None], one: bool
) -> None:
    some = [
        Bearer(f"x@r{n}", name, f"r{n}", "group", day=day)
        for n, (name, day) in enumerate(zip(names, days, strict=True))
    ]
    found = same_people(some)
    assert [(same.actor, same.person) for same in found] == ([("x@r1", "x@r0")] if one else [])


def test_statements_have_the_speaker_that_is_meant() -> None:
    full = said("a", "the harbour is shut")
    short = said("b", "the harbour is shut", speaker="quill@rb", name="Quill", named=False)
    other = said("c", "the harbour is shut", speaker="ostley", name="Ostley")
    found = people_of([full, short, other])
    assert [(s.speaker, s.named) for s in found] == [
        ("ansel-quill", True), ("ansel-quill", True), ("ostley", True),
    ]  # fmt: skip


# ---- copies ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("other", "about", "kind"),
    [
        (DISPATCH.replace("April", "spring"), {}, "copy"),
        (REWRITTEN, {"credits": ("dpa",)}, "copy"),
        (DISPATCH[: DISPATCH.index("Fishermen")], {}, "copy"),
        (THE_DAY_AFTER, {"credits": ("dpa",)}, None),
        (ELSEWHERE, {"credits": ("dpa",)}, None),
        (
            ELSEWHERE + "\n\n" + "\n\n".join(DISPATCH.split("\n\n")[2:4]) + "\n\n" + ELSEWHERE.upper(),
            {},
            "lifted",
        ),
        (DISPATCH, {"day": "2031-03-05"}, None),
    ],
    ids=["verbatim", "rewritten", "cut short", "day after", "elsewhere", "lifted", "a month later"],
)
def test_what_a_report_is_to_a_dispatch(other: str, about: dict[str, Any], kind: str | None) -> None:
    found = copies(
        [told("a", DISPATCH, credits=("dpa",)), told("b", other, **{"day": "2031-02-06", **about})]
    )
    assert {c.kind for c in found if c.report == "b"} == ({kind} if kind else set())
    assert all(c.dispatch == "a" and c.origin == "dpa" for c in found)


@pytest.mark.parametrize(
    ("first", "second", "origin"),
    [
        ({"credits": ("dpa",)}, {"credits": ("dpa",)}, "dpa"),
        ({"credits": ("dpa",)}, {}, "dpa"),
        ({}, {}, None),
        ({"credits": ("dpa", "afp")}, {"credits": ("dpa", "afp")}, None),
        ({"credits": ("dpa", "afp")}, {"credits": ("afp",)}, "afp"),
        ({}, {"relays": ("halyard",)}, "halyard"),
        ({"outlet": "Halyard"}, {"credits": ("halyard",)}, "halyard"),
    ],
)
def test_whose_dispatch_it_is(first: dict[str, Any], second: dict[str, Any], origin: str | None) -> None:
    found = copies([told("a", DISPATCH, **first), told("b", DISPATCH + "\n", **second)])
    assert {c.origin for c in found} == {origin}


def test_an_agency_of_the_dateline_supplied_it() -> None:
    found = copies([told("a", "ORVAL, Feb 5 (Halyard) - " + DISPATCH), told("b", DISPATCH)])
    assert {c.origin for c in found} == {"halyard"}


def test_the_first_is_the_dispatch_and_of_one_day_that_of_its_own_house() -> None:
    late = told("a", DISPATCH, "2031-02-05T18:00:00", outlet="Post", credits=("halyard",))
    early = told("b", DISPATCH + "\n", "2031-02-05T07:00:00", outlet="Courier")
    own = told("c", DISPATCH + "\n\n", "2031-02-05", outlet="Halyard", seen="9")
    assert {c.dispatch for c in copies([late, early])} == {"b"}
    assert {c.dispatch for c in copies([late, early, own])} == {"c"}


def test_people_decide_what_is_a_copy() -> None:
    a, b, c = told("a", DISPATCH), told("b", DISPATCH + "\n"), told("c", ELSEWHERE)
    assert not copies([a, b, c], Verdicts.of([], [("b", "a")]))
    found = copies([a, b, c], Verdicts.of([("c", "a")], []))
    assert {x.report for x in found if x.dispatch == "a"} == {"a", "b", "c"}


def test_two_hundred_copies_are_one_dispatch() -> None:
    reports = [told(f"r{n:03}", DISPATCH + f"\n\nEdition {n}.", credits=("dpa",)) for n in range(200)]
    assert {c.dispatch for c in copies(reports)} == {"r000"}


# ---- the same statement ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "about", "same"),
    [
        (
            "the boats would stay in port for two weeks",
            "our vessels remain in harbour for a fortnight",
            {},
            True,
        ),
        ("the boats would stay in port for two weeks", "the boats would sail in the morning", {}, False),
        (
            "Merrow would sign the harbour treaty",
            "Merrow would not sign the harbour treaty",
            {"act": "reject"},
            False,
        ),
        (
            "Merrow would sign the harbour treaty",
            "the treaty on the harbour would be signed",
            {"day": "2031-05-09"},
            False,
        ),
        (
            "Merrow would sign the harbour treaty",
            "Merrow would sign the harbour treaty",
            {"day": "2031-05-04", "said": "2031-05-04"},
            False,
        ),
        (
            "Merrow would sign the harbour treaty",
            "Merrow would sign the harbour treaty",
            {"day": "2031-05-04", "cue": "repeated"},
            False,
        ),
        (
            "Merrow would sign the harbour treaty",
            "Merrow would sign the harbour treaty",
            {"speaker": "ione-farrant", "name": "Ione Farrant", "country": "tarn"},
            False,
        ),
        (
            "Merrow would sign the harbour treaty",
            "the harbour treaty would be signed",
            {"speaker": "quill", "name": "Quill"},
            True,
        ),
        (
            "Merrow would sign the harbour treaty",
            "the harbour treaty would be signed",
            {"speaker": "Q7", "name": "Anzel Kvill", "country": None},
            False,
        ),
        ("the dredging had cost 40 lives", "the dredging had cost 14 lives", {}, True),
        ("the dredging had cost 40 lives", "the dredging cost 14 lives", {"day": "2031-05-05"}, False),
        # Who speaks for a country need not name it.
        (
            "Merrow would bring its harbour tariff down by autumn",
            "the harbour tariff falls by the autumn",
            {"country": "merrow"},
            True,
        ),
        # The same words of other places.
        (
            "a ferry from Orval would call on Tuesdays and Fridays",
            "a ferry from Lantry would call on Tuesdays and Fridays",
            {"day": "2031-05-05"},
            False,
        ),
        # Of little, every report has its own.
        ("the ceasefire", "a ceasefire", {"speaker": "quill", "name": "Quill"}, False),
        # What is told as of a day to come is misread.
        (
            "Merrow would sign the harbour treaty by Friday",
            "by Friday the harbour treaty would be signed",
            {"said": "2031-05-09", "day": "2031-05-09", "published": "2031-05-03"},
            True,
        ),
    ],
)
def test_what_is_the_same_statement(one: str, other: str, about: dict[str, Any], same: bool) -> None:
    found = renderings([said("a", one), said("b", other, **about)])
    assert (len({r.utterance for r in found}) == 1) is same
    assert all(r.score.reason for r in found)


@pytest.mark.parametrize(
    "about",
    [
        {"speaker": None, "name": None, "cue": "are reported"},
        {"heading": True},
        {"cue": "has long regarded"},
    ],
    ids=["nobody says it", "headlines", "what is thought for years"],
)
def test_what_each_report_has_on_its_own(about: dict[str, Any]) -> None:
    a, b = (said(id, "fishing boats in the strait of Orval", **about) for id in "ab")
    assert len({r.utterance for r in renderings([a, b])}) == 2


def test_an_interview_is_one_occasion_though_others_print_it_a_day_later() -> None:
    words = (
        "Merrow would join the customs union in ten years",
        "Merrow joins the customs union, if all goes well",
    )
    a, b = said("a", words[0], addressee=("post",)), said("b", words[1], day="2031-05-06", channel=("post",))
    assert len({r.utterance for r in renderings([a, b])}) == 1
    assert len({r.utterance for r in renderings([a, replace(b, channel=())])}) == 2


def test_words_that_nobody_else_says_are_one_though_speakers_differ() -> None:
    words = "“What lawyers could not do in thirty years a rope and a buoy did in an afternoon”"
    other = said("b", words, kind="direct", speaker="ione-farrant", name="Ione Farrant", country="tarn")
    assert {r.utterance for r in renderings([said("a", words, kind="direct"), other])} == {"a"}


def test_unnamed_speakers_are_one_where_they_are_described_alike() -> None:
    def by(id: str, words: str) -> KeptStatement:
        return said(
            id, "a first draft would go to Orval next week", speaker=f"x@{id}", name=words, named=False
        )

    a, b = by("a", "a spokeswoman for the Fisheries Board"), by("b", "a Fisheries Board spokesman")
    c = by("c", "two anglers")
    assert {r.statement: r.utterance for r in renderings([a, b, c])} == {"a": "a", "b": "a", "c": "c"}


def test_a_report_has_two_statements_where_they_are_not_the_same_words() -> None:
    a = said("a", "the harbour treaty would be signed in May", report="r")
    b = said("b", "the harbour treaty would be signed by all nine fishing guilds", report="r", number=2)
    head = said("h", "harbour treaty to be signed in May", report="r", number=0, heading=True)
    found = {r.statement: r.utterance for r in renderings([a, b, head])}
    assert found["h"] == found["a"] != found["b"]


def test_in_copies_the_place_of_a_statement_tells_too() -> None:
    reports = [told("ra", DISPATCH), told("rb", REWRITTEN, credits=("dpa",))]
    copied = copies([replace(r, credits=("dpa",)) for r in reports])
    a = [
        said("a1", "quotas had been discussed", report="ra"),
        said("a2", "That is a matter for Orval", report="ra", number=2),
    ]
    b = [
        said("b1", "quotas were on the table", report="rb"),
        said("b2", "Orval is responsible for that", report="rb", number=2),
    ]
    assert {r.utterance for r in renderings([*a, *b], copied)} == {"a1", "a2"}
    assert len({r.utterance for r in renderings([*a, *b])}) == 3


def test_in_copies_not_to_close_is_to_keep_open() -> None:
    reports = [told("ra", DISPATCH), told("rb", REWRITTEN)]
    copied = copies([replace(r, credits=("dpa",)) for r in reports])
    a = said("a", "both towns to keep the bridge on the river open", report="ra", act="request")
    b = said("b", "the two towns not to close the bridge on the river", report="rb", act="request")
    assert len({r.utterance for r in renderings([a, b], copied)}) == 1
    assert len({r.utterance for r in renderings([a, b])}) == 2


def test_people_decide_what_is_the_same() -> None:
    a, b, c = (
        said("a", "the boats stay in port"),
        said("b", "the boats stay in port"),
        said("c", "no comment at all"),
    )
    apart = {
        r.statement: r.utterance for r in renderings([a, b, c], (), Verdicts.of([("a", "c")], [("b", "a")]))
    }
    assert apart == {"a": "a", "b": "b", "c": "a"}


# ---- origins --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("about", "report", "key", "kind"),
    [
        ({"channel": ("interfax",)}, {"outlet": "Post", "credits": ("dpa",)}, "interfax", "agency"),
        ({"channel": ("interfax", "dpa")}, {"outlet": "Post"}, "interfax", "agency"),
        ({"channel": ("local-media",), "channel_named": (False,)}, {"outlet": "Post"}, None, "unknown"),
        ({}, {"outlet": "Post", "credits": ("dpa",)}, "dpa", "agency"),
        ({}, {"outlet": "Post", "credits": ("dpa", "afp")}, None, "unknown"),
        ({}, {"outlet": "The Post"}, "own:post", "own"),
        ({"addressee": ("post",)}, {"outlet": "The Post", "credits": ("dpa",)}, "own:post", "own"),
        ({}, {}, None, "unknown"),
        ({"firsthand": "document:quill"}, {"outlet": "Post"}, "document:quill", "document"),
        # What another paper is quoted with is of its own reporters, as in its own report.
        ({"channel": ("new-york-times",)}, {"outlet": "Post"}, "own:new-york-times", "own"),
    ],
)
def test_where_a_statement_comes_from(
    about: dict[str, Any], report: dict[str, Any], key: str | None, kind: str
) -> None:
    (found,) = origins([said("a", "the boats stay in port", **about)], [told("ra", DISPATCH, **report)])
    assert (found.key, found.kind) == (key, kind)
    assert found.reason


def test_copies_of_one_dispatch_are_one_origin_though_one_does_not_say_so() -> None:
    reports = [
        told("ra", DISPATCH, credits=("dpa",), outlet="Post"),
        told("rb", DISPATCH + "\n", outlet="Courier"),
        told("rc", ELSEWHERE, outlet="Gazette"),
    ]
    found = origins([said(id, "the ferry sails") for id in "abc"], reports, copies(reports))
    assert (
        str(count((f"r{o.statement}", o) for o in found))
        == "3 reports, 2 origins: dpa, own reporter of gazette"
    )


def test_what_cannot_be_told_is_shown_and_not_counted() -> None:
    found = [("a", Origin("1", None, "unknown", "")), ("b", Origin("2", None, "unknown", ""))]
    assert str(count(found)) == "2 reports, no known origins; of 2 the origin is unknown"


def test_a_quotation_that_others_had_before_may_be_taken_from_them() -> None:
    words = "“Nobody will get his feet wet, and nobody will get rich”"
    a = said("a", words, kind="direct", channel=("dpa",))
    b = said("b", words, kind="direct", day="2031-05-04")
    reports = [told("ra", DISPATCH, outlet="Post"), told("rb", ELSEWHERE, outlet="Courier")]
    rendered = renderings([a, b])
    assert [o.key for o in origins([a, b], reports, (), rendered)] == ["dpa", None]


# ---- drift ----------------------------------------------------------------------------------------------

FULL = "Merrow would sign the harbour treaty if the dredging clause was restored"


@pytest.mark.parametrize(
    ("one", "other", "kinds"),
    [
        (
            {"content": FULL, "conditions": bound(FULL, "if the dredging clause was restored")},
            {"content": "Merrow would sign the harbour treaty"},
            {"condition"},
        ),
        (
            {"content": "Merrow may sign the harbour treaty"},
            {"content": "Merrow will sign the harbour treaty"},
            {"hedge"},
        ),
        (
            {"content": "Merrow will sign the harbour treaty in May"},
            {"content": "the harbour treaty will be signed by Merrow in May"},
            set(),
        ),
        (
            {"content": "“One shot at the bridge, and the buses will turn round”", "kind": "direct"},
            {"content": "“One bullet at the bridge, and the buses will turn round”", "kind": "direct"},
            {"quotation"},
        ),
        (
            {"content": "the dredging of the fairway had cost 40 lives"},
            {"content": "the dredging of the fairway cost 45 lives in all"},
            {"number"},
        ),
        (
            {"content": "the treaty with Tarn would be signed", "act": "promise"},
            {"content": "the treaty with Tarn was to be signed", "act": "demand"},
            {"act"},
        ),
    ],
)
def test_what_became_of_it_on_the_way(one: dict[str, Any], other: dict[str, Any], kinds: set[str]) -> None:
    a, b = said("a", **one), said("b", **other)
    found = drift([a, b], [replace(r, utterance="a") for r in renderings([a, b])])
    assert {d.kind for d in found} == kinds
    for d in found:
        by_id = {"a": a, "b": b}
        for id, words, spans in ((d.one, d.one_words, d.one_spans), (d.other, d.other_words, d.other_spans)):
            assert [by_id[id].content[s.start : s.end] for s in spans] == [words]


def test_drift_is_no_surer_than_the_statements() -> None:
    a = said("a", "Merrow may sign the harbour treaty", confidence=0.4)
    b = said("b", "Merrow will sign the harbour treaty")
    assert [d.score.value for d in drift([a, b], renderings([a, b]))] == [0.4]


# ---- change and conflict --------------------------------------------------------------------------------


def kinds_of(*statements: KeptStatement) -> tuple[list[str], list[str]]:
    rendered = renderings(statements)
    return [c.kind for c in changes(statements, rendered)], [c.kind for c in conflicts(statements, rendered)]


LATER = {"day": "2031-05-20"}
FARRANT = {"speaker": "ione-farrant", "name": "Ione Farrant", "country": "tarn"}


@pytest.mark.parametrize(
    ("one", "other", "change", "conflict"),
    [
        (
            {"content": "the reservoir was 82 percent full"},
            {"content": "the reservoir is now 94 percent full", **LATER},
            ["number"],
            [],
        ),
        (
            {"content": "she would travel to Orval on December 18"},
            {"content": "she would travel to Orval on December 25", **LATER},
            ["date"],
            [],
        ),
        (
            {"content": "Merrow would pay for the insurance of the ships", "act": "accept"},
            {"content": "to pay for the insurance of the ships", "act": "reject", "cue": "refused", **LATER},
            ["act"],
            [],
        ),
        (
            {
                "content": FULL,
                "act": "accept",
                "conditions": bound(FULL, "if the dredging clause was restored"),
            },
            {"content": "Merrow would sign the harbour treaty", "act": "promise", **LATER},
            ["condition"],
            [],
        ),
        (
            {"content": "Merrow would sign the harbour treaty"},
            {"content": "the harbour treaty would be signed by Merrow", **LATER},
            [],
            [],
        ),
        (
            {"content": "Merrow had handed over the list of prisoners"},
            {
                "content": "the list of prisoners had been handed over",
                "act": "deny",
                "cue": "denied",
                **FARRANT,
                **LATER,
            },
            [],
            ["denied"],
        ),
        (
            {"content": "Merrow must remove the buoys from the fairway", "act": "demand"},
            {
                "content": "to remove the buoys from the fairway",
                "act": "reject",
                "cue": "refused",
                **FARRANT,
                **LATER,
            },
            [],
            ["rejected"],
        ),
        (
            {"content": "the boats would stay in port for two weeks", "act": "promise"},
            {
                "content": "that he had vowed to keep the boats in port",
                "act": "deny",
                "cue": "denied",
                **LATER,
            },
            [],
            ["denied"],
        ),
        (
            {"content": "the buoys had been laid in May"},
            {"content": "the buoys had been laid in May", "act": "support", **FARRANT, **LATER},
            [],
            [],
        ),
        (
            {"content": "the storm had cost 40 lives in the harbour of Orval"},
            {"content": "the storm had cost 12 lives in the harbour of Orval", **FARRANT},
            [],
            ["number"],
        ),
        # Of this one with its cue, and of that one in its own words, no promise is denied.
        (
            {"content": "there would be no toll on the bridge", "act": "promise"},
            {
                "content": "the minister had promised there would be no toll on the bridge",
                "act": "deny",
                "cue": "denied",
                **FARRANT,
                "day": "2031-05-10",
            },
            [],
            ["denied"],
        ),
        (
            {"content": "a toll on the bridge would be raised", "act": "promise"},
            {
                "content": "the minister had promised there would be no toll on the bridge",
                "act": "deny",
                "cue": "denied",
                **FARRANT,
                **LATER,
            },
            [],
            [],
        ),
        (
            {"content": "Merrow no longer sends its guards across the river at Lantry"},
            {
                "content": "guards of Merrow had ever been sent across the river at Lantry",
                "act": "deny",
                "cue": "denied",
                **FARRANT,
                **LATER,
            },
            [],
            ["denied"],
        ),
        (
            {"content": "the move to close the harbour", "act": "support", "cue": "welcomed"},
            {"content": "the move to close the harbour", "act": "criticise", "cue": "condemned", **FARRANT},
            [],
            ["rejected"],
        ),
    ],
)
def test_what_changes_and_what_conflicts(
    one: dict[str, Any], other: dict[str, Any], change: list[str], conflict: list[str]
) -> None:
    assert kinds_of(said("a", **one), said("b", **other)) == (change, conflict)


DENIED = {"act": "deny", "cue": "denied", **FARRANT, "day": "2031-05-10"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # Words that say nothing of what they mean.
        ({"content": "it would look into the claim"}, {"content": "the claim", **DENIED}),
        # What is denied of oneself, and said of another.
        (
            {"content": "two anglers were members of the smugglers' ring"},
            {"content": "being a member of the smugglers' ring", **DENIED},
        ),
        # Both deny it.
        (
            {"content": "the claim that the dredger had been sold to Tarn", "cue": "questioned"},
            {"content": "that the dredger had been sold to Tarn", **DENIED},
        ),
        # A thing that is named, and not said to be so.
        (
            {"content": "the response to the attack on the harbour of Orval"},
            {"content": "that Merrow was behind the attack on the harbour of Orval", **DENIED},
        ),
        # One of two names.
        (
            {"content": "boats of the Orval Harbour Guard had been bought"},
            {"content": "that the Orval Harbour Guard had fired", **DENIED},
        ),
        # Two places, and two people who tell their own.
        (
            {"content": "water would flow for four hours a day until the drought ended"},
            {"content": "water would flow for six hours a day until the drought was over", **FARRANT},
        ),
        # Of two people each is meant by his own.
        (
            {"content": "she would open the fair in the harbour again", "act": "promise"},
            {"content": "he would not open the fair in the harbour again", "act": "reject", **FARRANT},
        ),
        # "Police" are those of another town in every report.
        (
            {"content": "the names of the divers would be released", "speaker": "police", "name": "Police"},
            {
                "content": "to release the names of the divers",
                "act": "reject",
                "speaker": "police",
                "name": "Police",
                **LATER,
            },
        ),
        # A headline is shorter than what was said.
        (
            {"content": "Merrow had handed over the list of prisoners"},
            {"content": "the list of prisoners had been handed over", "heading": True, **DENIED},
        ),
        # What is counted anew each day; what costs more elsewhere; what is a year ago.
        (
            {"content": "the guard had stopped 35 boats in the strait of Orval"},
            {"content": "the guard had stopped 12 boats in the strait of Orval", **LATER},
        ),
        (
            {"content": "a toll of 4 crowns on boats from Lantry"},
            {"content": "a toll of 9 crowns on boats from Tarnmouth", **LATER},
        ),
        (
            {"content": "the fair would be held on May 8"},
            {"content": "the fair would be held on May 9", "day": "2032-05-02"},
        ),
        # To ask for a thing, and then to agree to it, is no change of mind.
        (
            {"content": "a truce with Tarn by the end of the week", "act": "demand"},
            {"content": "a truce with Tarn by the end of the week", "act": "accept", **LATER},
        ),
        (
            {"content": "she had no regrets about her decision to leave Orval"},
            {"content": "her decision to leave Orval was her own", **LATER},
        ),
    ],
)
def test_what_neither_changes_nor_conflicts(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert kinds_of(said("a", **one), said("b", **other)) == ([], [])


def test_a_change_is_dated_and_no_surer_than_the_statements() -> None:
    a, b = (
        said("a", "the dam is 82 percent full", confidence=0.5),
        said("b", "the dam is 94 percent full", **LATER),
    )
    (found,) = changes([a, b], renderings([a, b]))
    assert (found.before, found.after, found.on) == ("a", "b", "2031-05-20")
    assert found.score.value <= 0.5


@pytest.mark.parametrize(
    ("one", "other", "kinds"),
    [
        (
            {"time": "2031-05-08", "earliest": "2031-05-08", "latest": "2031-05-08"},
            {"time": "2031-05-09", "earliest": "2031-05-09", "latest": "2031-05-09"},
            {"when"},
        ),
        (
            {"time": "2031-05", "earliest": "2031-05-01", "latest": "2031-05-31"},
            {"time": "2031-05-09", "earliest": "2031-05-09", "latest": "2031-05-09"},
            set(),
        ),
        ({"place": "Orval"}, {"place": "Tarnmouth"}, {"where"}),
        ({"participants": (("LBY", "party"),)}, {"participants": (("LBY", "absent"),)}, {"who"}),
        ({"status": "held"}, {"status": "denied"}, {"whether"}),
        ({"status": "scheduled"}, {"status": "held"}, set()),
    ],
)
def test_what_outlets_tell_differently(one: dict[str, Any], other: dict[str, Any], kinds: set[str]) -> None:
    known: dict[str, Any] = {"type": "talks", "status": "held"}
    a, b = KeptEvent("a", "ra", **(known | one)), KeptEvent("b", "rb", **(known | other))
    assert {d.kind for d in disputes([a, b])} == kinds


# ---- the families ---------------------------------------------------------------------------------------

FLOORS = {
    "copies": 0.95, "statements": 0.9, "b-cubed": 0.9, "origins": 0.9, "changes": 0.85, "conflicts": 0.85,
}  # fmt: skip


@pytest.mark.parametrize("table", ["open", "held"])
def test_families_of_reports_stay_joined(table: str) -> None:
    found = measure.measured(measure.load(measure.FOLDER / f"{table}.toml"))
    assert {name: round(found[name].f1, 3) for name in FLOORS if found[name].f1 < FLOORS[name]} == {}


def test_there_are_families_enough() -> None:
    families = [f for name in ("open", "held") for f in measure.load(measure.FOLDER / f"{name}.toml")]
    assert len(families) >= 15
    assert sum(len(f.reports) for f in families) >= 60


def test_whose_fault_it_is_that_two_are_not_joined() -> None:
    (family,) = [f for f in measure.load(measure.FOLDER / "open.toml") if f.name == "vaccine"]
    told = {t.statement.id: t for m in family.reports for t in m.told}
    a, b = told["vaccine-a-1"].statement, told["vaccine-b-1"].statement
    two = [frozenset((a.id, b.id))]
    for read, fault in (
        ([a], "not read"),
        ([a, replace(b, spans=(Span(b.spans[0].start, b.spans[0].start + 9),))], "cut otherwise"),
        ([a, replace(b, name="Ramiro Ollanta-Pezo")], "another speaker"),
        ([a, replace(b, said="2031-10-01", earliest="2031-10-01", latest="2031-10-01")], "another day"),
        ([a, b], "joining"),
    ):
        assert measure.faults(two, told, read) == {fault: 1}


# ---- growth ---------------------------------------------------------------------------------------------


def made(many: int) -> list[KeptStatement]:
    random = Random(7)
    words = [f"word{random.randint(0, 4000)}" for _ in range(9000)]
    first = date(2031, 1, 1)
    found = []
    for n in range(many):
        day = (first + timedelta(days=n // 200)).isoformat()
        who = f"speaker-{random.randint(0, 300)}"
        found.append(said(f"s{n}", " ".join(random.sample(words, 9)), speaker=who, name=who.title(), day=day))
    return found


def test_comparisons_grow_with_statements_and_not_with_their_square(monkeypatch: pytest.MonkeyPatch) -> None:
    from onrecord.joining import same

    compared, real = [0], same.compared

    def counting(*args: Any) -> Any:
        compared[0] += 1
        return real(*args)

    monkeypatch.setattr(same, "compared", counting)
    costs = []
    for many in (500, 2000):
        compared[0] = 0
        renderings(made(many))
        costs.append(compared[0])
    assert costs[1] < 6 * max(costs[0], 100)


# ---- over a ledger --------------------------------------------------------------------------------------


def printed(number: int, content: str, outlet: str, **about: Any) -> Report:
    opening = f"{DISPATCH}\nEdition {number}.\n"
    one = story(
        Told("Ansel Quill", "said", content, **about), opening=opening, outlet=outlet, published="2031-02-05"
    )
    return replace(one, segments=(Segment("body", Span(0, len(one.text))),))


def utterances(ledger: Ledger) -> dict[str, str]:  # noqa: F811
    from sqlalchemy import select

    from onrecord.ledger.tables import rendering

    with ledger.connect() as connection:
        return {row.statement: row.utterance for row in connection.execute(select(rendering))}


def test_a_ledger_is_joined_as_it_grows(ledger: Ledger) -> None:  # noqa: F811
    for number, outlet in enumerate(("Post", "Courier")):
        ledger.add(printed(number, "that Merrow would sign the harbour treaty", outlet), source=outlet)
    first = join(ledger)
    assert (first.reports, first.copies, first.utterances) == (2, 1, 1)
    assert str(join(ledger)) == "nothing to join"
    ledger.add(printed(3, "that the harbour treaty would be signed by Merrow", "Gazette"), source="Gazette")
    assert join(ledger).utterances == 1
    grown = utterances(ledger)
    join(ledger, anew=True)
    assert len(set(grown.values())) == 1
    assert utterances(ledger) == grown


def test_people_are_heard_when_it_is_joined_again(ledger: Ledger) -> None:  # noqa: F811
    for number, outlet in enumerate(("Post", "Courier")):
        ledger.add(printed(number, "that Merrow would sign the harbour treaty", outlet), source=outlet)
    join(ledger)
    a, b = sorted(utterances(ledger))
    verdict = judging.judge(ledger, "different", a, b, by="Ines")
    assert join(ledger).utterances == 2
    assert str(join(ledger)) == "nothing to join"
    judging.withdraw(ledger, verdict.id, "Ines")
    assert join(ledger, about=[a]).utterances == 1


def test_events_of_a_ledger_are_compared(ledger: Ledger) -> None:  # noqa: F811
    from ledgers import harbour

    ledger.add(harbour(), source="harbour.txt")
    (event,) = ledger.events()
    assert kept_event(event).parties == {"Q1", "ansel-quill"}
