"""Expressions of time: what a careful reader would note down, as words, type and TIMEX3 value."""

from __future__ import annotations

import re
import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.records import Segment, SegmentKind, Span, Time
from onrecord.resolve.dates import times
from onrecord.resolve.timex.calendar import first_day, holiday, recurring, stepped, unit_of, weekday, within
from onrecord.resolve.timex.expressions import rules
from onrecord.resolve.timex.tense import tense
from onrecord.resources import rules as toml

# The examples in dates.toml are read as if published then.
PUBLISHED = "2026-01-30"
MARKED = re.compile(r"\[([^\]|]+)(?:\|([^\]]*))?\]")
TYPES = {"D": "DATE", "T": "TIME", "P": "DURATION", "S": "SET"}


def read(text: str, published: str | None = PUBLISHED, kind: SegmentKind = "body") -> tuple[Time, ...]:
    places = [Segment(kind, Span(m.start(), m.end())) for m in re.finditer(r"[^\n]+(?:\n[^\n]+)*", text)]
    return times(text, places, published)


def plain(marked: str) -> tuple[str, list[tuple[str, str | None]]]:
    return MARKED.sub(r"\1", marked), [(m[1], m[2]) for m in MARKED.finditer(marked)]


EXAMPLES = [(rule.name, marked) for rule in rules() for marked in rule.examples]
TRAPS = [(rule.name, words) for rule in rules() for words in rule.counterexamples]
CUES = [(cue["says"], cue.get("where"), words) for cue in toml("dates")["tense"] for words in cue["examples"]]
NO_CUES = [
    (cue["says"], cue.get("where"), words)
    for cue in toml("dates")["tense"]
    for words in cue["counterexamples"]
]


@pytest.mark.parametrize(("rule", "marked"), EXAMPLES)
def test_examples_of_rules(rule: str, marked: str) -> None:
    text, wanted = plain(marked)
    found = [(t.span.of(text), t.value) for t in read(text) if t.reason.split(";")[0] == rule]
    assert found == wanted


@pytest.mark.parametrize(("rule", "text"), TRAPS)
def test_counterexamples_of_rules(rule: str, text: str) -> None:
    assert [t for t in read(text) if t.reason.split(";")[0] == rule] == []


def said(words: str, where: str | None) -> str | None:
    text = f"It is so that {words} Friday"
    at = Span(len(text) - 6, len(text))
    return tense(text, text.lower(), Span(0, len(text)), at, headline=where == "headline").says


@pytest.mark.parametrize(("says", "where", "words"), CUES)
def test_verbs_of_the_past_and_of_the_future(says: str, where: str | None, words: str) -> None:
    assert said(words, where) == says


@pytest.mark.parametrize(("says", "where", "words"), NO_CUES)
def test_verbs_of_another_tense(says: str, where: str | None, words: str) -> None:
    assert said(words, where) != says


# ---- the table ------------------------------------------------------------------------------------------
# [words|D:value] is a DATE, T: a TIME, P: a DURATION, S: a SET; "-" stands for no value.

FRIDAY = PUBLISHED
THURSDAY = "2025-03-06"
TUESDAY = "2025-10-14"
MONDAY = "2025-06-02"
SUNDAY = "2018-06-17"
JULY = "2013-07-22"


def miss(marked: str, why: str) -> object:
    return pytest.param(marked, FRIDAY, marks=pytest.mark.xfail(reason=why))


WEEKDAYS = [
    ("The envoy spoke on [Thursday|D:2026-01-29].", FRIDAY),
    ("The envoy spoke on [Friday|D:2026-01-30].", FRIDAY),
    ("The envoy will speak on [Friday|D:2026-01-30].", FRIDAY),
    ("A second round is expected on [Sunday|D:2026-02-01] in Oslo.", FRIDAY),
    ("The hearing, which began on [Sunday|D:2025-10-12], will go on until [Thursday|D:2025-10-16].", TUESDAY),
    ("A [five-day|P:P5D] stoppage due to start on [Monday|D:2025-03-10] is off.", THURSDAY),
    ("Guests were told not to swim on [Monday|D:2025-03-10].", THURSDAY),
    ("Talks collapsed on [Tuesday|D:2025-03-04].", THURSDAY),
    ("Mr Orbe said [Tuesday|D:2025-03-04] that he would resign [Saturday|D:2025-03-08].", THURSDAY),
    (
        "The board, which will meet on [Monday|D:2025-06-09], is torn, she said on [Sunday|D:2025-06-01].",
        "2025-06-03",
    ),
    ("[Monday|D:2025-06-02]'s vote was void.", "2025-06-05"),
    ("[Monday|D:2025-06-09]'s vote will decide it.", "2025-06-05"),
    ("Envoys arrived ahead of [Saturday|D:2025-06-07]'s summit.", "2025-06-05"),
    (
        "It ruled on [Monday|D:2025-06-02]. [Monday|D:2025-06-02]'s ruling will cost the port dear.",
        "2025-06-05",
    ),
    ("The committee meets [Wednesday|D:2025-06-04].", MONDAY),
    ("The port reopens on [Wednesday|D:2025-06-04], officials said.", MONDAY),
    ("Skippers are meeting the minister on [Wednesday|D:2025-06-04].", MONDAY),
    ("The committee met [late Wednesday|D:2025-05-28].", MONDAY),
    ("They met [last Monday|D:2025-05-26].", MONDAY),
    ("They meet [next Monday|D:2025-06-09].", MONDAY),
    ("They meet [this coming Friday|D:2025-06-06].", MONDAY),
    ("She wants it signed by [Friday|D:2025-06-06].", MONDAY),
    ("The bill must be passed before [Friday|D:2025-06-06].", MONDAY),
    ("He has been given until [Friday|D:2025-06-06] to answer.", MONDAY),
    ("By [Friday|D:2025-05-30] the water had fallen.", MONDAY),
    ("The hearing was put off until [Thursday|D:2025-06-05].", MONDAY),
    ("The mayor has called on drivers to stay at home on [Tuesday|D:2025-06-03].", MONDAY),
    ("He proposed to open the bridge on [Wednesday|D:2025-06-04].", MONDAY),
    ("He should have gone on [Wednesday|D:2025-05-28].", MONDAY),
    ("The driver is believed to have died on [Saturday|D:2025-05-31].", MONDAY),
    ("A funeral is to be held [Saturday|D:2025-06-07].", MONDAY),
    ("If approved, the plan would be sent to the council on [Tuesday|D:2025-06-03].", MONDAY),
    ("The meeting on [Tuesday|D:2025-06-03] will be short.", MONDAY),
    ("He said that on [Tuesday|D:2025-06-03] the court would rule.", MONDAY),
    ("They parted [Monday week|D:2025-06-09].", "2025-06-01"),
    ("They met on [Tuesday last week|D:2025-05-27].", "2025-06-05"),
    ("The ferry sank on [Sunday|D:2025-06-01], 30 people on board.", MONDAY),
    ("It rained on [sunday|D:2025-06-01].", MONDAY),
    ("The Sunday Times asked on [Monday|D:2025-06-02].", MONDAY),
    ("The council agreed on [Friday|D:2025-05-30] to meet.", MONDAY),
    ("The board voted [Friday|D:2025-05-30] to close the port.", MONDAY),
    ("The envoy on [Friday|D:2025-05-30] called on both sides to stop.", MONDAY),
    ("Porters have voted to join the walkout on [Thursday|D:2025-06-05].", MONDAY),
    ("He accused it on [Monday|D:2025-06-02], ahead of talks in Oslo on [Tuesday|D:2025-06-03].", MONDAY),
    ("The trial of the pilot continues on [Thursday|D:2025-06-05].", MONDAY),
    ("The mayor is unveiling the bridge on [Thursday|D:2025-06-05].", MONDAY),
    ("On [Thursday|D:2025-06-05], voters elect a mayor.", MONDAY),
    ("He would come on [Thursday morning|T:2025-06-05TMO] provided that the flags were taken down.", MONDAY),
    ("The strike would end if both unions signed on [Thursday|D:2025-06-05].", MONDAY),
    ("Asked if they signed on [Thursday|D:2025-05-29], he nodded.", MONDAY),
    ("The harbour master was to have met them on [Thursday|D:2025-05-29].", MONDAY),
    ("The truce was to have lasted until [Thursday|D:2025-06-05].", MONDAY),
    ("The mayor signs the bill on [Thursday|D:2025-06-05]; it was passed in [May|D:2025-05].", MONDAY),
    ("Ask me again on [the 14th|D:2025-06-14].", MONDAY),
    ("They said in a letter [Thursday|D:2025-05-29] that nobody should strike.", MONDAY),
    ("A recommendation [Friday|D:2025-05-30] that the port should close was read.", MONDAY),
    ("They were told to leave, but on [Friday|D:2025-05-30], the board gave in.", MONDAY),
    ("Landslides due to a storm on [Friday|D:2025-05-30] shut the road.", MONDAY),
    ("The club he founded will on [Friday|D:2025-06-06] lose its name.", MONDAY),
    ("On [Friday|D:2025-06-06] the choir he founded will sing.", MONDAY),
    ("The council has called a debate for [Wednesday|D:2025-06-04].", MONDAY),
    ("Mourning was declared from [Friday|D:2025-05-30] to [Saturday|D:2025-05-31].", MONDAY),
    ("Mourning was declared, [Wednesday|D:2025-06-04] through [Friday|D:2025-06-06].", "2025-06-05"),
    ("She said on [Tuesday|D:2025-06-03] that it would meet on [Thursday|D:2025-06-05].", "2025-06-06"),
    ("Fans will stay away from [Saturday|D:2025-06-07]'s derby after prices rose.", MONDAY),
    ("He may quit before [Tuesday|D:2025-06-03]'s vote.", MONDAY),
    ("It rose since [Friday|D:2025-05-30]'s vote, and since [Friday|D:2025-05-30]'s ruling.", MONDAY),
    ("He said he would hand in his [2014|D:2014] papers on [Friday|D:2025-06-06].", MONDAY),
    ("Until [Friday|D:2025-05-30]'s ruling the port was shut.", MONDAY),
    ("They will be done by [Friday|D:2025-06-06]'s deadline.", MONDAY),
    ("“Ask me on [Friday|D:2025-06-06],” she said.", MONDAY),
    ("They fled on Bloody Sunday.", MONDAY),
    ("It may be shut from [the Monday after Easter|D:2025-04-21].", "2025-03-20"),
]  # fmt: skip

CALENDAR = [
    ("It was signed on [June 17, 2018|D:2018-06-17].", FRIDAY),
    ("It was signed on [17 June 2018|D:2018-06-17].", FRIDAY),
    ("It was signed on the [17th of June, 2018|D:2018-06-17].", FRIDAY),
    ("[Sunday January 25 2026|D:2026-01-25], the president said so.", FRIDAY),
    ("It opens on [Monday, 2 March|D:2026-03-02].", FRIDAY),
    ("Roaming ends by [30 June 2026|D:2026-06-30].", "2025-06-12"),
    ("A second hearing is to be held in Orval on [3 November|D:2025-11-03].", TUESDAY),
    ("The next hearing remains set for [November 3|D:2025-11-03] in Orval.", TUESDAY),
    ("Experts initialled it on [November 6|D:2024-11-06].", "2024-11-19"),
    ("Orval had proposed to open the bridge on [December 12|D:2024-12-12].", "2024-11-19"),
    ("The dead were found on [Dec. 28|D:2025-12-28].", FRIDAY),
    ("The flat burned on [5 February|D:2025-02-05].", FRIDAY),
    ("The court will rule on [5 February|D:2026-02-05].", FRIDAY),
    ("The rule of [Thursday, 30 January|D:2025-01-30] stands.", FRIDAY),
    ("The text is dated [2025-03-06|D:2025-03-06].", FRIDAY),
    ("The text is dated [6.3.2025|D:2025-03-06].", FRIDAY),
    ("The text is dated [26/3/2025|D:2025-03-26].", FRIDAY),
    ("The text is dated [6/3/2025|D:-].", FRIDAY),
    ("The fair runs from [3|D:2026-03-03] to [5 March|D:2026-03-05].", FRIDAY),
    ("The fair runs [March 3|D:2026-03-03]-[5|D:2026-03-05].", FRIDAY),
    ("It was shut from [28 December|D:2023-12-28] to [3 January 2024|D:2024-01-03].", FRIDAY),
    ("They met on [4|D:2025-05-04] and [5 May|D:2025-05-05].", FRIDAY),
    ("It will be shut from [November|D:2026-11] to [March|D:2027-03].", FRIDAY),
    ("Since the [Sept. 11|D:2001-09-11] attacks it has been shut.", FRIDAY),
    ("It was shut on [4 July|D:2025-07-04].", FRIDAY),
    ("It was shut on [Christmas Eve|D:2025-12-24].", FRIDAY),
    ("They will be home by [Easter|D:2026-04-05].", FRIDAY),
    ("The [31 April|D:-] deadline is a joke.", FRIDAY),
    ("He spoke in [May|D:2025-05].", FRIDAY),
    ("He will speak in [May|D:2026-05].", FRIDAY),
    ("In [August|D:2024-08], the parties suspended the protocol.", "2024-11-19"),
    ("The lease will be renewed in Orval in [December|D:2024-12].", "2024-11-19"),
    ("If they pay by [the end of November|D:2024-11], all is well.", "2024-11-19"),
    ("It ran from [mid-December|D:2025-12] to [early January|D:2026-01].", FRIDAY),
    ("Since [November|D:2025-11], they have held three rounds.", FRIDAY),
    ("It was sold [last June|D:2025-06] and reopens [next June|D:2026-06].", FRIDAY),
    ("They vote [this September|D:2026-09].", FRIDAY),
    ("He left in [June last year|D:2025-06].", FRIDAY),
    ("He left in [June 2019|D:2019-06].", FRIDAY),
    ("It was built between [March|D:2019-03] and [May 2019|D:2019-05].", FRIDAY),
    ("It was written in [Oct. '98|D:1998-10].", FRIDAY),
    ("The [November|D:2026-11] elections will decide it.", FRIDAY),
    ("They will sail in [the second quarter of 2025|D:2025-Q2].", FRIDAY),
    ("Profit fell in [the third quarter|D:2025-Q3].", FRIDAY),
    ("Profit fell in [the first half of 2025|D:2025-H1].", FRIDAY),
    ("A census is to follow in the [autumn|D:2018-FA].", SUNDAY),
    ("They struck in [the summer of 2019|D:2019-SU].", FRIDAY),
    ("They struck [last winter|D:2024-WI].", "2025-06-02"),
    ("They will strike [this spring|D:2026-SP].", FRIDAY),
    ("The lift has run since [2023|D:2023].", FRIDAY),
    ("It was dull from [1990|D:1990]-[93|D:1993].", FRIDAY),
    ("It was dull in [the 1990s|D:199] and in [the late '80s|D:198].", FRIDAY),
    ("A [19th-century|D:18] bridge fell.", FRIDAY),
    ("In [fiscal 2019|D:2019] it earned more.", FRIDAY),
    ("It must open by [the end of 2027|D:2027].", FRIDAY),
    ("By [1648|D:1648] it was over.", FRIDAY),
    ("The [2018|D:2018] accord was never signed.", FRIDAY),
    ("If it is done by [Easter|D:2026-04-05], the road opens.", FRIDAY),
    ("They might slip into the [summer|D:2026-SU].", FRIDAY),
    ("He would cancel the order if work slipped into the [summer|D:2026-SU].", FRIDAY),
    ("They struck [this winter|D:2025-WI].", FRIDAY),
    ("They wrote in a note before the [3 March|D:2026-03-03] referendum.", FRIDAY),
    ("We were told in the [summer|D:2025-SU] that it would open by the [autumn|D:2025-FA].", FRIDAY),
    ("In [2019|D:2019] it was shut in [July|D:2019-07].", FRIDAY),
    ("He won in [2019|D:2019], and left in [July|D:2025-07].", FRIDAY),
    ("It is shut from [4 March|D:2026-03-04] until [the end of the month|D:2026-03].", FRIDAY),
    ("She was freed on [New Year’s Day|D:2026-01-01].", FRIDAY),
    ("They will march on [Palm Sunday|D:2026-03-29].", FRIDAY),
    ("It lost money in [the quarter|D:2025-Q3] ended [30 September|D:2025-09-30].", FRIDAY),
    ("They said so in a [June|D:2025-06] report.", FRIDAY),
]  # fmt: skip

STRETCHES = [
    ("There is no strike [next week|D:2025-W11].", THURSDAY),
    ("A ballot [last week|D:2025-W09] backed it.", THURSDAY),
    ("[Last weekend|D:2026-W04-WE] they met.", FRIDAY),
    ("They met over [the weekend|D:2025-W22-WE].", MONDAY),
    ("They will meet over [the weekend|D:2025-W23-WE].", MONDAY),
    ("They meet [next month|D:2023-10].", "2023-09-22"),
    ("The next fair will open [next year|D:2026].", "2025-06-12"),
    ("It was lit [earlier this month|D:2026-01].", FRIDAY),
    ("It will be lit [later this year|D:2026].", FRIDAY),
    ("It must be done by [the end of the month|D:2026-01].", FRIDAY),
    ("It must be done by [the end of next year|D:2027].", FRIDAY),
    ("It must be done by [year-end|D:2026-12-31].", FRIDAY),
    ("They met [the week before last|D:2026-W03].", FRIDAY),
    ("They wed [last century|D:19].", FRIDAY),
    ("Prices fell [last quarter|D:2025-Q4].", FRIDAY),
]

DAYS_AND_HOURS = [
    ("In an email [yesterday|D:2025-03-05], he offered more.", THURSDAY),
    ("The stalls are open, [today|D:2025-10-15] and [tomorrow|D:2025-10-16].", "2025-10-15"),
    ("They met [the day before yesterday|D:2026-01-28].", FRIDAY),
    ("His office said so [last night|T:2025-06-11TNI].", "2025-06-12"),
    ("We wrote [this morning|T:2025-06-12TMO] that he was a man.", "2025-06-12T17:40:00+02:00"),
    ("They dine [tonight|T:2026-01-30TNI].", FRIDAY),
    ("They must answer by [Friday night|T:2025-03-07TNI].", THURSDAY),
    ("It fell [early Saturday morning|T:2025-05-31TMO].", MONDAY),
    ("It fell on [the night of 3 May|T:2025-05-03TNI].", MONDAY),
    ("It fell in [the early hours of Sunday|T:2025-06-01TMO].", MONDAY),
    ("The doors open at [10.00|T:2025-06-12T10:00].", "2025-06-12"),
    ("A meeting set for [16.00|T:2025-06-12T16:00] has been cancelled.", "2025-06-12"),
    ("The guns fell silent at [17:40|T:2026-01-30T17:40].", FRIDAY),
    ("The guns fell silent at [3 p.m.|T:2026-01-30T15:00] and no later.", FRIDAY),
    ("The guns fell silent at [3.15pm on Thursday|T:2026-01-29T15:15].", FRIDAY),
    ("The guns fell silent at [12:30 a.m.|T:2026-01-30T00:30] and no later.", FRIDAY),
    ("On [Thursday|D:2026-01-29] he rose at [noon|T:2026-01-29T12:00].", FRIDAY),
    ("It ends at [midnight on Saturday|T:2026-01-31T24:00].", FRIDAY),
    ("[2:35 a.m.|T:2026-01-28T02:35] ([0135 GMT|T:2026-01-28T01:35Z]) [Wednesday|D:2026-01-28].", FRIDAY),
    ("It fell in [the early hours of this morning|T:2026-01-30TMO].", FRIDAY),
    ("It fell at [0735 GMT|T:2026-01-30T07:35Z].", FRIDAY),
    ("It fell [overnight|T:2026-01-29TNI].", FRIDAY),
]  # fmt: skip

STORY = [
    (
        "He denied it on [Wednesday|D:2025-10-15].\n\n"
        "“[Today|D:2025-10-15] and [tomorrow|D:2025-10-16] we sail.”\n\n"
        "[A day earlier|D:2025-10-14] dpa had quoted him.",
        "2025-10-15",
    ),
    ("It sank on [5 May 2024|D:2024-05-05]. [Two days later|D:2024-05-07] divers came.", FRIDAY),
    ("It sank on [5 May 2024|D:2024-05-05]. [Two days earlier|D:2024-05-03] it had been sold.", FRIDAY),
    ("It sank on [5 May 2024|D:2024-05-05]. [The night before|T:2024-05-04TNI], it had been lit.", FRIDAY),
    ("It sank on [5 May 2024|D:2024-05-05]. [That day|D:2024-05-05] it rained.", FRIDAY),
    ("It sank on [5 May 2024|D:2024-05-05]. [The next day|D:2024-05-06] it rained.", FRIDAY),
    ("It sank on [5 May 2024|D:2024-05-05] and was raised [the following week|D:2024-W19].", FRIDAY),
    ("It sank on [5 May 2024|D:2024-05-05] and was raised [the following Friday|D:2024-05-10].", FRIDAY),
    ("It sank in [2019|D:2019]. [That year|D:2019] it rained.", FRIDAY),
    ("It sank in [2019|D:2019] and was raised [two years later|D:2021].", FRIDAY),
    ("It sank in [May 2019|D:2019-05] and was raised [the following month|D:2019-06].", FRIDAY),
    ("Sales fell in [March 2019|D:2019-03] from [a year earlier|D:2018-03].", FRIDAY),
    ("Profit fell in [the third quarter of 2019|D:2019-Q3] from [a year ago|D:2018-Q3].", FRIDAY),
    (
        "They will not go on [Monday|D:2025-03-10].\n\n‘I’ve a wedding [that day|D:2025-03-10],’ she said.",
        THURSDAY,
    ),
    ("The rights end on [3 May 2026|D:2026-05-03]. Until [then|D:2026-05-03] they hold.", FRIDAY),
    (
        "Envoys met on [Tuesday|D:2025-03-04]. Oslo would sign on [Monday|D:2025-03-10] if Rome paid.\n\n"
        "Speaking in Oslo [a day earlier|D:2025-03-03], her deputy had been less polite.",
        THURSDAY,
    ),
    (
        "The envoy spoke on [Thursday|D:2025-03-06]. He will brief the council on [Monday|D:2025-03-10].\n\n"
        "His deputy, who on [Tuesday|D:2025-03-04] wrote to staff, was silent.\n\n"
        "Ten trucks wait.\n\nNobody counts them.\n\n[A day earlier|D:2025-03-05], Oslo had offered ten more.",
        THURSDAY,
    ),
    (
        "On [Tuesday|D:2025-03-04] the judge let them in.\n\n"
        "“Nobody wept,” he said in an interview on [Thursday|D:2025-03-06].\n\n"
        "“I told her [that evening|T:2025-03-04TEV],” he said.",
        THURSDAY,
    ),
    (
        "It sank on [5 May 2024|D:2024-05-05]. [The night before|T:2024-05-04TNI] it was lit. "
        "[Two days later|D:2024-05-07] it burned.",
        FRIDAY,
    ),
    ("He left in [the 1990s|D:199] and died [a year later|D:-].", FRIDAY),
    ("She is a director. [Six months later|D:-] she left.", FRIDAY),
    ("It opened on [5 May 2024|D:2024-05-05], [a day|P:P1D] earlier than planned.", FRIDAY),
    ("It rose in [the second half of 2025|D:2025-H2], as in [the same period of 2023|D:2023-H2].", FRIDAY),
    ("She has led it since [March|D:2025-03]. “Until [then|D:-] I have work to do,” she said.", FRIDAY),
]  # fmt: skip

AGO = [
    ("It opened [two days ago|D:2026-01-28].", FRIDAY),
    ("It opened [three weeks ago|D:2026-W02].", FRIDAY),
    ("It opened [five months ago|D:2025-08].", FRIDAY),
    ("It opened [nearly four years ago|D:2022].", FRIDAY),
    ("It opened [a decade ago|D:2016].", FRIDAY),
    ("It opened [half a century ago|D:1976].", FRIDAY),
    ("It opened [a few weeks ago|D:PAST_REF].", FRIDAY),
    ("It opened [years ago|D:PAST_REF].", FRIDAY),
    ("It will open in [two weeks|D:2026-W07].", FRIDAY),
    ("It was built in [two weeks|P:P2W].", FRIDAY),
    ("It opens [three weeks from now|D:2026-W08].", FRIDAY),
]

LENGTHS = [
    ("Talks collapsed after [nine hours|P:PT9H].", FRIDAY),
    ("Crews stay ashore for [two weeks|P:P2W].", FRIDAY),
    ("Boats stay in port for [a fortnight|P:P2W].", FRIDAY),
    ("It opens [a year|P:P1Y] late.", FRIDAY),
    ("It was a [three-day|P:P3D] walkout.", FRIDAY),
    ("It took [two and a half hours|P:PT2H30M].", FRIDAY),
    ("It took [half an hour|P:PT30M].", FRIDAY),
    ("It took [two and a half centuries|P:P250Y] and [a day|P:P1D].", FRIDAY),
    ("It took [twenty-four hours|P:PT24H].", FRIDAY),
    ("It took [several years|P:PXY].", FRIDAY),
    ("It took [almost 20 years|P:P20Y].", FRIDAY),
    miss("It took [2.5 million years|P:P2500000Y].", "millions are no number here"),
    ("Prices rose over [the past three months|P:P3M].", FRIDAY),
    ("Prices rose for [months|P:PXM].", FRIDAY),
    ("Prices rose in [recent years|P:PXY].", FRIDAY),
    ("They meet in [the next few days|P:PXD].", FRIDAY),
    ("It ended [decades|P:PXY] of war.", FRIDAY),
    ("It ended a [week-long|P:P1W] truce.", FRIDAY),
    ("He left [two days|P:P2D] before the vote.", FRIDAY),
    ("Since [1901|D:1901] it has lasted [almost a hundred years|P:P100Y].", FRIDAY),
]  # fmt: skip

OFTEN = [
    ("Markets are held [every Monday|S:XXXX-WXX-1].", FRIDAY),
    ("Markets are held on [Mondays|S:XXXX-WXX-1].", FRIDAY),
    ("Ferries leave on [Monday nights|S:XXXX-WXX-1TNI].", FRIDAY),
    ("They meet [every day|S:P1D].", FRIDAY),
    ("They meet [every two weeks|S:P2W].", FRIDAY),
    ("They meet twice [a week|S:P1W].", FRIDAY),
    ("It costs 5 million [a year|S:P1Y].", FRIDAY),
    ("It is cleaned [daily|S:P1D].", FRIDAY),
    ("They vote [every December|S:XXXX-12].", FRIDAY),
    ("They strike [every Monday|S:XXXX-WXX-1] and [Friday|S:XXXX-WXX-5].", FRIDAY),
]

VAGUE = [
    ("They [now|D:PRESENT_REF] wave from it.", FRIDAY),
    ("They are [currently|D:PRESENT_REF] at sea.", FRIDAY),
    ("They [recently|D:PAST_REF] met.", FRIDAY),
    ("It will [soon|D:FUTURE_REF] open.", FRIDAY),
    ("They refused in [the past|D:PAST_REF].", FRIDAY),
    ("It may open in [the near future|D:FUTURE_REF].", FRIDAY),
    ("Nobody writes [these days|D:PRESENT_REF].", FRIDAY),
]

UNDATED = [
    ("He spoke on [Thursday|D:-] and on [6 March|D:-].", None),
    ("He spoke on [6 March 2025|D:2025-03-06] and [the next day|D:2025-03-07].", None),
    ("He spoke [last week|D:-] for [two hours|P:PT2H].", None),
    ("He spoke [tonight|T:-] and in [May|D:-].", None),
    ("He spoke [two years ago|D:-] and [recently|D:PAST_REF].", None),
    ("He spoke at [17:40|T:-].", None),
    ("He spoke in [the 1990s|D:199] and in [2019|D:2019].", None),
    ("He spoke on [Thursday|D:-].", "no date"),
    ("He spoke on [Thursday|D:-].", "2025"),
]

MISSES = [
    miss(
        "They meet on [the first Tuesday of every month|S:XXXX-WXX-2].",
        "a weekday counted in a month is none here",
    ),
    miss("By [Sunday|D:2026-01-25] you could not sleep.", "could, of an ability in the past"),
    miss(
        "It sank [the winter before last|D:2023-WI]. [The winter before that|D:2022-WI] it burned.",
        "before that",
    ),
    miss("[July|D:2026-07] contracts lost 2.1 points.", "a month that says which contracts"),
]

NOTHING = [
    "She may sign it, and they march on.",
    "Theresa May told April Grech that June Orbe was out.",
    "Mr March and Ms August met.",
    "They spring from nowhere, and the price will fall unless it is frozen.",
    "The second round began with a second chance.",
    "It was lost by 88 votes to 61.",
    "They want 3.7 per cent more.",
    "The shares closed at 16.50.",
    "Lefteris Orbe, 61, who grills carp, is no 84-year-old.",
    "She is 84 years old.",
    "Paragraph nine stays as it was.",
    "A fish sat in the sun, and the Sun said so.",
    "Some 2000 people came, and 1,990 left.",
    "It cost 2,026 euros.",
    "They walked past the gate.",
    "A quarter of them left.",
    "He read the minutes of the meeting.",
    "They won 3-2 after 16 goals.",
    "The ratio was 16:9.5 in the end.",
    "The temperature is in the 30s.",
    "Call 555-03-0612 for details.",
    "They knew no doubt, nor did the monk.",
    "We sat in the mayor's chair and saw the decoder.",
    "They scored twice in the first half.",
    "The fall of the wall was long.",
    "They came at any hour of the day.",
    "He spoke on “This Week”, a show.",
    "Once the daily he owns had printed it, they wept.",
]


@pytest.mark.parametrize(
    ("marked", "published"),
    [
        *WEEKDAYS,
        *CALENDAR,
        *STRETCHES,
        *DAYS_AND_HOURS,
        *STORY,
        *AGO,
        *LENGTHS,
        *OFTEN,
        *VAGUE,
        *UNDATED,
        *MISSES,
    ],
)
def test_type_and_value_of_each_time(marked: str, published: str | None) -> None:
    text, wanted = plain(marked)
    found = [(t.span.of(text), t.type, t.value or "-") for t in read(text, published)]
    assert found == [(words, TYPES[said[0]], said[2:]) for words, said in wanted if said]


@pytest.mark.parametrize("text", NOTHING)
def test_what_only_looks_like_a_time(text: str) -> None:
    assert read(text) == ()


@pytest.mark.parametrize(
    ("headline", "value"),
    [
        ("Water pact to be signed in December", "2026-12"),
        ("Envoys to meet on Sunday", "2026-02-01"),
        ("Minister quits on Sunday", "2026-01-25"),
        ("Ferries stop on Sunday as crews walk out", "2026-01-25"),
        ("Talks To Resume On Monday", "2026-02-02"),
        ("No march next week if owners sign", "2026-W06"),
        ("Crew chief vows ‘rolling stoppages’ from Monday", "2026-02-02"),
        ("Ferry crews to walk out from Tuesday", "2026-02-03"),
        ("Oslo braces for chaos on Sunday", "2026-02-01"),
        ("Crews walked out on Sunday", "2026-01-25"),
    ],
)
def test_headlines_have_the_present_for_the_past(headline: str, value: str) -> None:
    assert [t.value for t in read(headline, kind="title")] == [value]


SMALL = (
    "they wont run from [june 1|2025-06-01] he said on [friday|2025-05-09]. by [may 20|2025-05-20] they meet"
)


def test_a_text_without_capitals_has_small_months() -> None:
    text, wanted = plain(
        SMALL + " and [last thursday|2025-05-08] they may have. it was the same in [march|2025-03]"
    )
    assert [(t.span.of(text), t.value) for t in read(text, "2025-05-12")] == wanted
    assert read("They may go, and march 3 times.", "2025-05-12") == ()


@pytest.mark.parametrize("kind", ["dateline", "byline", "furniture", "credit"])
def test_only_what_the_reporter_wrote_is_read(kind: SegmentKind) -> None:
    assert read("OSLO, January 29.", kind=kind) == ()


def test_a_time_tells_why() -> None:
    (time,) = read("A vote is expected on Sunday.")
    assert time.reason == "weekday; coming: “is expected”"


def test_an_expression_goes_over_a_line_end_but_over_no_paragraph() -> None:
    assert [t.value for t in read("They met on Friday\nnight.")] == ["2026-01-30TNI"]
    assert [t.value for t in times("By 10\n\nMarch came.", [Segment("body", Span(0, 18))], FRIDAY)] == []


# ---- calendar -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "unit", "value"),
    [
        ("2026-01-01", "week", "2026-W01"),
        ("2027-01-01", "week", "2026-W53"),
        ("2026-02-01", "weekend", "2026-W05-WE"),
        ("2026-01-15", "season", "2025-WI"),
        ("2026-12-15", "season", "2026-WI"),
        ("2026-06-30", "half", "2026-H1"),
        ("2026-06-30", "century", "20"),
    ],
)
def test_the_unit_in_which_a_day_lies(day: str, unit: str, value: str) -> None:
    assert within(date.fromisoformat(day), unit) == value
    assert unit_of(value) == unit


@pytest.mark.parametrize(
    ("day", "n", "unit", "then"),
    [
        ("2024-02-29", 1, "year", "2025-02-28"),
        ("2025-01-31", 1, "month", "2025-02-28"),
        ("2025-01-31", -2, "day", "2025-01-29"),
        ("2025-01-31", 2, "fortnight", "2025-02-28"),
        ("9999-12-31", 1, "day", None),
        ("0001-01-01", -1, "century", None),
    ],
)
def test_steps_on_the_calendar(day: str, n: int, unit: str, then: str | None) -> None:
    assert stepped(date.fromisoformat(day), n, unit) == (date.fromisoformat(then) if then else None)


def test_easter() -> None:
    assert [holiday("easter", year) for year in (2019, 2024, 2025)] == [
        "2019-04-21",
        "2024-03-31",
        "2025-04-20",
    ]


def test_no_value_of_a_month_that_is_none() -> None:
    assert first_day("2025-13") is None
    assert first_day("2025-W60") is None


@given(st.dates(), st.integers(1, 7))
def test_a_weekday_is_one_and_near(day: date, number: int) -> None:
    past, coming = weekday(day, number, "past"), weekday(day, number, "coming")
    assert past is None or (past.isoweekday() == number and 0 <= (day - past).days < 7)
    assert coming is None or (coming.isoweekday() == number and 0 <= (coming - day).days < 7)


@given(st.dates(date(2, 1, 1), date(9998, 12, 31)), st.integers(1, 12))
def test_the_last_month_is_before_the_next(day: date, month: int) -> None:
    def make(year: int) -> str:
        return f"{year:04}-{month:02}"

    last, now, following = recurring(make, day, "last"), within(day, "month"), recurring(make, day, "next")
    assert last is not None
    assert following is not None
    assert last < now < following


# ---- any text -------------------------------------------------------------------------------------------

WORDS = sorted(
    {w for table in toml("dates")["words"].values() for words in table for w in words.split()}
    | set(toml("dates")["lead"].split())
    | {"10", "2019", "1", "17:40", "3", "'98", "p.m.", "2025-02-30", "0000-00-00", "9" * 400, "9/11"}
    | {"1/1/2000", "-", ",", ".", "\n", "q3", "h1", "9.30", "1990-93"}
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(), st.lists(st.sampled_from([*WORDS, *(w.title() for w in WORDS)]), max_size=25).map(" ".join)
    ),
    st.sampled_from([None, "0001-01-01", "2026-01-30", "9999-12-31", "2025-06-12T17:40", "yesterday"]),
)
def test_any_text_is_read_and_its_times_are_places_in_it(text: str, published: str | None) -> None:
    found = times(text, [Segment("body", Span(0, len(text)))], published)
    ends = 0
    for each in found:
        assert ends <= each.span.start < each.span.end <= len(text)
        assert each.span.of(text).strip() == each.span.of(text)
        assert each.value != ""
        ends = each.span.end


def test_reading_takes_time_in_proportion_to_the_text() -> None:
    def seconds(text: str) -> float:
        start = time.perf_counter()
        times(text, [Segment("body", Span(0, len(text)))], FRIDAY)
        return time.perf_counter() - start

    for piece in ("It will end on Monday in May ", "1,", "the last ", "a year ago ", "12.", "that day “"):
        short, long = seconds(piece * 500), seconds(piece * 4000)
        assert long < 24 * short + 0.05
