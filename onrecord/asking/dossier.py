"""The dossier of a matter as a page has it: the brief, of one party where that is asked for, with a timeline
of what was said, met over and written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from itertools import chain
from typing import Any, Literal, get_args

from onrecord.asking.brief import brief
from onrecord.asking.holding import UNNAMED, side
from onrecord.asking.told import Told
from onrecord.ledger import Ledger
from onrecord.ledger.entries import ActorRef
from onrecord.ledger.rows import days
from onrecord.records import Act
from onrecord.views.dates import day, when
from onrecord.views.wording import ACTS, STAGES

Kind = Literal["statement", "event", "paper"]
KINDS: tuple[Kind, ...] = get_args(Kind)

# So many marks are on a timeline, and so many parties have a lane: what matters more comes before the rest.
MARKS, LANES = 48, 8
# What can be on any of more days than a season has is on no day.
SEASON = 92
# A title tells so many letters of what was said, a label so many of a name: the rest is a click away.
WORDS, NAME = 90, 16

_SIGNS: Mapping[Act, str] = {
    "accept": "yes", "promise": "yes", "propose": "yes", "support": "yes", "deny": "no", "reject": "no",
    "assert": "plain", "ask": "plain",
}  # fmt: skip
_STATES = {"held": "held", "agreed": "held", "under way": "held", "off": "off"}
_STOPPED = frozenset({"unsigned", "rejected", "suspended", "violated"})
_TALKS, _PAPERS = "talks", "papers"
_DIFFERENCES = ("changed", "conflicts", "drift")


def dossier(
    ledger: Ledger,
    matter: str,
    *,
    since: str | None = None,
    until: str | None = None,
    party: str | None = None,
    kinds: Collection[Kind] = KINDS,
    marks: int = MARKS,
) -> Told:
    """The brief of a matter, with ``sides`` (all parties, whichever is asked for), ``coming`` (the ids of
    talks to come) and ``timeline``.

    ``party`` is the id of a side: what it holds, says and takes part in alone. ``kinds`` are what the
    timeline shows, at most so many ``marks``.
    """
    told = brief(ledger, matter, since, until=until)
    told |= {kind: [one for one in told[kind] if _by(one["on"], until)] for kind in _DIFFERENCES}
    sides = _Sides.of(told)
    shown = told | sides.only(told, party) if party else told
    return shown | {
        "asked": {"matter": matter, "since": since, "until": until, "party": party, "kinds": [*kinds]},
        "sides": [{name: one[name] for name in ("id", "name", "statements")} for one in told["parties"]],
        "coming": [one["id"] for one in reversed(shown["talks"]) if one["state"] in ("coming", "under way")],
        "timeline": timeline(shown, kinds, marks, sides),
    }


def _by(on: str | None, until: str | None) -> bool:
    """Whether something came about by the last day that is asked for: a position is compared with all that
    was said before and after it."""
    return not (on and until) or on <= until


# ---- of one party ---------------------------------------------------------------------------------------


class _Sides:
    """For whom somebody speaks."""

    def __init__(self, members: Mapping[str, str]) -> None:
        self.members = members

    @classmethod
    def of(cls, told: Told) -> _Sides:
        """The sides of a brief. A participant of talks comes without a country: its party tells."""
        return cls({who["id"]: one["id"] for one in told["parties"] for who in one["who"]})

    def side(self, actor: Told | None) -> str:
        """The id of the side of an actor."""
        if actor is None:
            return UNNAMED
        if "type" not in actor:
            return self.members.get(actor["id"], actor["id"])
        return side(ActorRef(**{name: actor[name] for name in ("id", "name", "type", "country")}))

    def only(self, told: Told, party: str) -> Told:
        """What a brief tells of one party."""

        def speaks(*statements: Told) -> bool:
            return any(self.side(one["speaker"]) == party for one in statements)

        talks = [one for one in told["talks"] if self._in(one["participants"], party)]
        papers = [one for one in told["papers"] if self._in(one["parties"], party) or self._tells(one, party)]
        kept = {one["id"] for one in (*talks, *papers)}
        return {
            "parties": [one for one in told["parties"] if one["id"] == party],
            "talks": talks,
            "papers": papers,
            **{kind: [one for one in told[kind] if speaks(*_passages(one))] for kind in _DIFFERENCES},
            "one_origin": [
                one for one in told["one_origin"]
                if (speaks(one) if one["kind"] == "statement" else one["id"] in kept)
            ],
        }  # fmt: skip

    def _in(self, parties: Iterable[Told], party: str) -> bool:
        return any(self.side(one) == party for one in parties)

    def _tells(self, paper: Told, party: str) -> bool:
        """Whether a party says how it stands with a paper."""
        voices = (one["by"]["speaker"] for one in paper["statuses"] if one["by"])
        return any(self.side(one) == party for one in voices)


# ---- the timeline ---------------------------------------------------------------------------------------


def timeline(told: Told, kinds: Collection[Kind], most: int, sides: _Sides) -> Told:
    """What a brief tells, by day: ``lanes`` and their ``marks``, the first first, and how many are left out.

    A mark has its ``kind`` and ``id``, its ``lane``, ``day`` and ``end`` (ISO 8601, the same where it is one
    day), its ``sign``, a short ``label``, and a ``title`` that tells all of it.
    """
    lanes = [{"id": _TALKS, "name": "Talks and events"}, {"id": _PAPERS, "name": "Papers"}]
    lanes += [{"id": one["id"], "name": one["name"]} for one in told["parties"][:LANES]]
    there = {one["id"] for one in lanes}
    every = [one for one in _every(told, kinds, sides) if one["lane"] in there]
    since, until = told["asked"]["since"], told["asked"]["until"]
    every = [one for one in every if not one["day"] or (_by(one["day"], until) and _by(since, one["end"]))]
    dated = [one for one in every if one["day"]]
    chosen = sorted(sorted(dated, key=lambda one: one["weight"])[:most], key=lambda one: one["day"])
    used = {one["lane"] for one in chosen}
    return {
        "until": told["record"]["until"],
        "lanes": [one for one in lanes if one["id"] in used],
        "marks": [{key: value for key, value in one.items() if key != "weight"} for one in chosen],
        "left_out": len(dated) - len(chosen),
        "undated": len(every) - len(dated),
    }


def _every(told: Told, kinds: Collection[Kind], sides: _Sides) -> Iterator[dict[str, Any]]:
    if "event" in kinds:
        yield from (_event(one) for one in told["talks"])
    if "paper" in kinds:
        yield from chain.from_iterable(map(_stages, told["papers"]))
    if "statement" in kinds:
        yield from _statements(told, sides)


def _event(one: Told) -> dict[str, Any]:
    first, last = _span(one["time"]) if one["time"] else (one["day"], one["day"])
    where = f", {one['place']}" if one["place"] else ""
    name = one["name"][:1].upper() + one["name"][1:]
    who = ", ".join(part["name"] for part in one["participants"])
    told = "; ".join(
        filter(None, (one["state"], when(one["time"] or one["day"]), who, one["origins"]["told"]))
    )
    return {
        "kind": "event", "id": one["id"], "lane": _TALKS, "day": first, "end": last,
        "sign": _STATES.get(one["state"], "coming"), "label": f"{one['name']}{where}",
        "title": f"{name}{where}: {told}", "weight": (one["state"] != "coming", one["type"] == "other"),
    }  # fmt: skip


def _span(value: str | None) -> tuple[str | None, str | None]:
    """The first and the last day of a value, none where it can mean too many: an interval goes on as long as
    it is said to, but what happened in 2026 happened on one of its days.

    >>> _span("2026-04/2026-09"), _span("2026-SU"), _span("2026")
    (('2026-04-01', '2026-09-30'), ('2026-06-01', '2026-08-31'), (None, None))
    """
    first, last = days(value)
    if first is None or last is None:
        return None, None
    apart = date.fromisoformat(last) - date.fromisoformat(first)
    return (first, last) if apart.days <= SEASON or "/" in (value or "") else (None, None)


def _stages(one: Told) -> Iterator[dict[str, Any]]:
    """The statuses of a paper, each once on the day on which it is first told."""
    seen = set[str]()
    for stage in one["statuses"]:
        if stage["value"] in seen:
            continue
        seen.add(stage["value"])
        first, last = _span(stage["since"])
        published = (stage["source"]["published"] or "")[:10] or None
        words = STAGES[stage["value"]]
        yield {
            "kind": "paper", "id": one["id"], "lane": _PAPERS, "day": first or published,
            "end": last or published, "sign": "stopped" if stage["value"] in _STOPPED else "paper",
            "label": f"{words}: {one['name']}",
            "title": f"{_according(stage)}: {words}, {one['name']}"
            f"; {when(stage['since']) or day(published) or 'no day is told'}",
            "weight": (0, len(seen)),
        }  # fmt: skip


def _according(stage: Told) -> str:
    """On whose word a status is."""
    if stage["by"] is None:
        return str(stage["source"]["name"])
    speaker = stage["by"]["speaker"]
    return str(speaker["name"] if speaker else stage["by"]["written"] or "somebody not named")


def _passages(one: Told) -> tuple[Told, Told]:
    """Both statements of what differs."""
    return (one["before"], one["after"]) if one["kind"] == "change" else (one["one"], one["other"])


def _statements(told: Told, sides: _Sides) -> Iterator[dict[str, Any]]:
    """What each party holds, and what it said before where that changed or conflicts; each utterance once."""
    later = {one["after"]["id"] for one in told["changed"]}
    found: dict[str, tuple[Told, tuple[int, int]]] = {}
    for one in chain.from_iterable(map(_passages, (*told["changed"], *told["conflicts"]))):
        found.setdefault(one["utterance"], (one, (0, 0)))
    for party in told["parties"]:
        for n, one in enumerate(party["holds"]):
            # Some of each party before more of the first.
            found.setdefault(one["utterance"], (one, (n // 3, one["rank"])))
    for one, weight in found.values():
        yield _statement(one, sides.side(one["speaker"]), now=one["id"] in later) | {"weight": weight}


def _statement(one: Told, lane: str, *, now: bool) -> dict[str, Any]:
    sign, hangs = _SIGNS.get(one["act"], "press"), bool(one["conditions"])
    does = ACTS[one["act"]][_several(one)]
    label = f"{'now ' if now else ''}{does}{', if' if hangs else ''}"
    speaker = one["speaker"]["name"] if one["speaker"] else one["written"] or "not named"
    alone = one["speaker"] is not None and lane == one["speaker"]["id"] and not one["with"]
    parts = [f"{_cut(speaker)} {does}: {_cut(one['content'])}", when(one["said"]) or day(one["day"])]
    parts += [one["source"]["name"], one["origins"]["told"]]
    return {
        "kind": "statement", "id": one["id"], "lane": lane, "day": one["day"], "end": one["day"],
        "sign": "condition" if sign == "yes" and hangs else sign,
        "label": label if alone else f"{_called(one, speaker)} {label}", "title": "; ".join(parts),
    }  # fmt: skip


def _several(one: Told) -> bool:
    """Whether several speak as one."""
    who = one["speaker"]
    return bool(one["with"]) or (who is not None and who["type"] == "group" and who["name"].endswith("s"))


def _called(one: Told, name: str) -> str:
    """A person by the last name, anybody else by so much of the name as there is room for."""
    who = one["speaker"]
    if who is not None and who["type"] == "person" and name.split():
        name = name.split()[-1]
    short = name if len(name) <= NAME else f"{name[: NAME - 1].rstrip()}…"
    return f"{short} and others" if one["with"] else short


def _cut(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= WORDS else f"{flat[: WORDS - 1].rstrip()}…"
