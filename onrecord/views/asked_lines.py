"""Single entries of an answer in a terminal: a position, an event, a paper, two passages that differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.style import Style
from rich.text import Text

from onrecord.records import PaperStatus
from onrecord.views.asked_parts import (
    ID,
    Page,
    Told,
    dated,
    does,
    many,
    outermost,
    short,
    speaker,
    surname,
    words_of,
)
from onrecord.views.marks import shown
from onrecord.views.styles import ACT, BOLD, DIM, NUMBER, condition, flat
from onrecord.views.wording import PARTS, STAGES, STATUSES, joined

STATES = {
    "agreed": "Agreed", "under way": "Under way", "held": "Took place", "coming": "Coming",
    "open": "Proposed", "off": "Off", "past": "Was planned",
}  # fmt: skip
DIFFERS = {
    "act": "says the contrary", "condition": "another condition", "number": "another number",
    "date": "another date", "denied": "denied", "rejected": "rejected",
}  # fmt: skip
DRIFTS = {
    "condition": "condition lost", "hedge": "doubt become fact", "quotation": "quoted words altered",
    "wording": "other wording", "number": "other number", "speaker": "other speaker", "date": "other day",
    "act": "other act",
}  # fmt: skip
COPIES = {"copy": "a copy of", "lifted": "with passages from"}


def position_lines(held: Told, party: Told, column: int, page: Page) -> Iterator[Text]:
    """What is held: the id and the act, beside them the words with their conditions, and on what it rests."""
    verb, *adverb = does(held)
    head = short(held["id"]).append(verb, ACT)
    for words in adverb:
        head.append(f"\n{' ' * (ID + 1)}").append(words, ACT)
    body = Text()
    who = held["speaker"]
    if who and who["id"] != party["id"]:
        body.append(f"{flat(surname(who))}: ", DIM)
    room = (page.width - ID - 1 - column) * 2
    body.append_text(words_of(held, room))
    body.append(shown(f"  {dated(held, page)}"), DIM)
    yield from page.hung(head, body, ID + 1 + column)


def event_line(one: Told, page: Page) -> Text:
    """An event: who takes part, when and where, how it stands, in what reports differ, and who says so."""
    made = short(one["id"]).append(flat(one["name"]), BOLD)
    found: dict[str, list[str]] = {}
    for part in one["participants"]:
        found.setdefault(part["role"], []).append(part["name"])
    who = [form.format(joined(found[part])) for part, form in PARTS.items() if part in found]
    where = [page.date(one["time"] or one["day"]), one["place"]]
    made.append(shown(f": {'; '.join(who)}" if who else ""))
    made.append(shown("".join(f" · {words}" for words in where if words)))
    status = STATUSES[one["status"]]
    if status != "planned" and one["status"] not in (one["state"], "ongoing"):
        made.append(f" · {status}")
    for differ in one["disputes"]:
        told = " or ".join(page.date(w) if differ["kind"] == "when" else w for w in differ["words"])
        made.append(shown(f" · reports differ on {differ['kind']}: {told}"), NUMBER)
    return made.append(shown(f" · {_according(one['told'][-1:], one['origins'])}"), DIM)


def _according(tellings: Sequence[Told], origins: Told) -> str:
    """On whose word: that of the last telling, and how many reports have it."""
    words = [word_of(one) for one in tellings]
    many = origins["told"] if origins["reports"] > 1 else ""
    return " · ".join(filter(None, (joined(dict.fromkeys(words)), many)))


def word_of(one: Told) -> str:
    """Who says so: the speaker in the report, or the report itself."""
    by = one["by"]
    name = one["source"]["name"]
    if by is None:
        return str(name)
    who = by["speaker"]["name"] if by["speaker"] else by["written"] or "nobody named"
    return f"says {flat(who)} in {name}"


def paper_line(one: Told, page: Page) -> Text:
    """A paper, and each status once, in order of time, with who says so."""
    made = short(one["id"]).append(flat(one["name"]), BOLD)
    if one["parties"]:
        made.append(shown(f" ({joined(p['name'] for p in one['parties'])})"))
    steps: dict[PaperStatus, list[Told]] = {}
    for stage in one["statuses"]:
        steps.setdefault(stage["value"], []).append(stage)
    for n, (value, stages) in enumerate(steps.items()):
        since = next((page.date(stage["since"]) for stage in reversed(stages) if stage["since"]), "")
        words = ", ".join(filter(None, (STAGES[value], since)))
        made.append("; " if n else ": ").append(shown(words), BOLD if value == one["status"] else Style())
        made.append(shown(f" ({_tellers(stages)})"), DIM)
    return made


def _tellers(tellings: Sequence[Told]) -> str:
    """On whose word something is: the first of those who say so, and how many more reports have it."""
    reports = {one["source"]["report"] for one in tellings}
    more = f" and {many(len(reports) - 1, 'more report')}" if len(reports) > 1 else ""
    return word_of(tellings[0]) + more


def differing_line(one: Told, page: Page) -> Text:
    """Two passages that do not say the same: who, when, what each says."""
    first, second = one.get("before") or one["one"], one.get("after") or one["other"]
    what = DRIFTS[one["what"]] if one["kind"] == "drift" else DIFFERS[one["what"]]
    doubt = "perhaps " if one["score"] < 0.6 else ""
    made = Text(f"{doubt}{what}", NUMBER)
    same = speaker(first) == speaker(second)
    for n, each in enumerate((first, second)):
        made.append(" → " if n else " ", DIM)
        made.append_text(short(each["id"]))
        if not (n and same):
            made.append(flat(speaker(each)), BOLD)
            made.append(" ")
        made.append(shown(f"{page.date(each['day'])}: "), DIM)
        if one["what"] == "condition":
            made.append_text(_only_conditions(each))
        else:
            made.append_text(words_of(each, int(1.6 * page.width)))
    return made


def _only_conditions(one: Told) -> Text:
    """What something depends on: all that differs where the condition is another."""
    conditions = [condition(c["words"]) for c in outermost(one["conditions"])]
    return Text(" ").join(conditions) if conditions else Text("no condition", DIM)
