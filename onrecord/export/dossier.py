"""A brief as sections of entries with numbered sources: what the Markdown and the HTML page are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from onrecord.views.dates import day, when
from onrecord.views.wording import ACTS, NOBODY, STAGES, STATUSES

Told: TypeAlias = Mapping[str, Any]

_WHAT = {
    "act": "says the contrary", "condition": "another condition", "number": "another number",
    "date": "another date", "denied": "denied", "rejected": "rejected", "hedge": "doubt became fact",
    "quotation": "quoted words altered", "speaker": "another speaker", "wording": "other wording",
}  # fmt: skip
_DISPUTES = {
    "day": "the day", "place": "the place", "status": "how it stands", "party": "who takes part",
    "number": "a number",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """A report that is referred to by its number. ``url`` may be anything that a page had in it."""

    number: int
    name: str
    title: str | None
    published: str | None
    url: str | None
    report: str


@dataclass(frozen=True, slots=True)
class Line:
    """An entry: who or what, what is told of it, the words as written, notes, and its sources."""

    head: str
    text: str = ""
    words: str = ""
    notes: tuple[str, ...] = ()
    sources: tuple[int, ...] = ()
    below: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Entries under a heading."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """A brief in words. Sections without entries are left out."""

    title: str
    about: str
    sections: tuple[Section, ...]
    sources: tuple[Source, ...]


def dossier(told: Told) -> Dossier:
    """A brief, as `asking.brief` returns it, in words."""
    numbered = _Sources()
    sections = [
        Section("What each party holds", tuple(numbered.party(one) for one in told["parties"])),
        Section("Talks and other events", tuple(numbered.talks(one) for one in told["talks"])),
        Section("Papers", tuple(numbered.paper(one) for one in told["papers"])),
        Section("What changed", tuple(numbered.differ(one, "before", "after") for one in told["changed"])),
        Section("What conflicts", tuple(numbered.differ(one, "one", "other") for one in told["conflicts"])),
        Section(
            "What differs between reports of the same words",
            tuple(numbered.differ(one, "one", "other") for one in told["drift"]),
        ),
        Section("What rests on one origin", tuple(map(_single, told["one_origin"]))),
    ]
    found = tuple(section for section in sections if section.lines)
    return Dossier(_title(told), _about(told), found, tuple(numbered.found.values()))


def _title(told: Told) -> str:
    asked = ", ".join(filter(None, (told["asked"]["matter"], told["asked"]["actor"])))
    return f"On record: {asked}" if asked else "On record"


def _about(told: Told) -> str:
    record, asked = told["record"], told["asked"]
    parts = [f"{_many(record['reports'], 'report')}, {_many(record['statements'], 'statement')}"]
    parts += [f"published from {day(record['from'])} to {day(record['until'])}"] if record["from"] else []
    parts += [f"since {day(asked['since'])}"] if asked["since"] else []
    parts += [f"as on record on {day(told['as_of'][:10])}"] if told["as_of"] else []
    return "; ".join([*parts, *([] if record["whole"] else ["the latest of more"])]) + "."


@dataclass(frozen=True, slots=True)
class _Sources:
    """The reports that are referred to, numbered as they come."""

    found: dict[str, Source] = field(default_factory=dict)

    def number(self, told: Told) -> int:
        """The number of a report."""
        id = told["report"]
        if id not in self.found:
            self.found[id] = Source(
                len(self.found) + 1, told["name"], told["title"], told["published"], told["url"], id
            )
        return self.found[id].number

    def numbers(self, tellings: Iterable[Told]) -> tuple[int, ...]:
        """The numbers of the reports of some tellings, each once."""
        return tuple(sorted({self.number(one["source"]) for one in tellings}))

    def party(self, told: Told) -> Line:
        """A party, and below it what it holds."""
        who = filter(None, (_member(one, told["name"]) for one in told["who"]))
        return Line(told["name"], ", ".join(who), below=tuple(map(self.statement, told["holds"])))

    def statement(self, told: Told) -> Line:
        """A statement: who does what with which words, and on what it hangs."""
        speaker = told["speaker"]["name"] if told["speaker"] else told["written"] or NOBODY
        notes = [f"on condition: {c['words']}" for c in told["conditions"]]
        notes += (
            [f"through {' and '.join(one['name'] for one in told['channel'])}"] if told["channel"] else []
        )
        notes += [_when(told["said"] or told["day"]), told["origins"]["told"]]
        notes += [f"{field} corrected by {one['by']}" for field, one in told["corrected"].items()]
        return Line(
            speaker, ACTS[told["act"]][0], told["content"], _kept(notes), (self.number(told["source"]),)
        )  # fmt: skip

    def talks(self, told: Told) -> Line:
        """An event, how it stands, and who says so."""
        sides = [one["name"] for one in told["participants"] if one["role"] in ("party", "host")]
        others = [f"{one['name']} ({one['role']})" for one in told["participants"]
                  if one["role"] not in ("party", "host")]  # fmt: skip
        notes = [", ".join([*sides, *others]), *map(_dispute, told["disputes"]), told["origins"]["told"]]
        where = ", ".join(filter(None, (_when(told["time"] or told["day"]), told["place"])))
        text = f"{told['state']}{f', {where}' if where else ''}"
        name = told["name"][:1].upper() + told["name"][1:]
        below = tuple(map(self.telling, told["told"])) if len(told["told"]) > 1 else ()
        return Line(name, text, notes=_kept(notes), sources=self.numbers(told["told"]), below=below)

    def telling(self, told: Told) -> Line:
        """What one report says of an event."""
        text = ", ".join(filter(None, (STATUSES[told["status"]], _when(told["time"]), told["place"])))
        number = self.number(told["source"])
        return Line(told["source"]["name"], text, notes=_by(told), sources=(number,))

    def paper(self, told: Told) -> Line:
        """A paper, and below it its statuses."""
        stands = STAGES[told["status"]] if told["status"] else "nothing is told of its status"
        since = f" since {_when(told['since'])}" if told["since"] else ""
        notes = (", ".join(one["name"] for one in told["parties"]), told["origins"]["told"])
        below = tuple(
            Line(one["source"]["name"], STAGES[one["value"]], notes=_by(one),
                 sources=(self.number(one["source"]),))
            for one in told["statuses"]
        ) if len(told["statuses"]) > 1 else ()  # fmt: skip
        return Line(
            told["name"], f"{stands}{since}", notes=_kept(notes), sources=self.numbers(told["told"]),
            below=below,
        )  # fmt: skip

    def differ(self, told: Told, one: str, other: str) -> Line:
        """Two passages that differ, and why they are taken to."""
        both = (self.statement(told[one]), self.statement(told[other]))
        on = f", {_when(told['on'])}" if told["on"] else ""
        text = f"{_WHAT.get(told['what'], told['what'])}{on}"
        return Line(both[1].head, text, notes=(f"{told['reason']} ({told['score']:.2f})",), below=both)


def _member(one: Told, party: str) -> str:
    """One who speaks for a party, with the role; of the party itself the role alone."""
    role = one.get("role") or ""
    if one["name"] == party:
        return role
    return f"{one['name']} ({role})" if role else str(one["name"])


def _single(told: Told) -> Line:
    speaker = told["speaker"]["name"] if told["speaker"] else told["kind"]
    text = ACTS[told["act"]][0] if told["act"] else ""
    return Line(speaker, text, told["name"], (told["origins"]["told"],))


def _by(told: Told) -> tuple[str, ...]:
    """On whose word it is."""
    if told["by"] is None:
        return ()
    speaker = told["by"]["speaker"]
    return _kept([f"according to {speaker['name'] if speaker else told['by']['written'] or NOBODY}"])


def _dispute(told: Told) -> str:
    """What two reports say differently of an event."""
    one, other = told["words"]
    return f"reports differ on {_DISPUTES.get(told['kind'], told['kind'])}: {one}, {other}"


def _when(value: str | None) -> str:
    return when(value) if value else ""


def _kept(notes: Iterable[str]) -> tuple[str, ...]:
    return tuple(note for note in notes if note)


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
